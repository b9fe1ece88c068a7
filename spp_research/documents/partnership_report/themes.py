"""Themes across the reviews: how findings spread over them, and the findings themselves."""

from __future__ import annotations

import pandas as pd

from spp_research.catalogue import called, say
from spp_research.display.charts import DARK_BLUE, INK, LIGHT_BLUE, Chart, bare, canvas, png
from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.partnership import annual
from spp_research.partnership.annual.audience import signed_off
from spp_research.partnership.year import Year
from spp_research.phrases import capital, counted, in_words, listed, named, plural, sentence
from spp_research.protect.disclosure import not_personal
from spp_research.schema.vocabulary import SOURCE_PLURALS, SOURCE_TYPES, FindingKind
from spp_research.school.review import theme_name
from spp_research.share.content import REVIEW, WRITE_UP
from spp_research.telling import of_year
from spp_research.words.statements import Statement

NO_THEME = "No theme of the four"
THEMES_TABLE = "tbl-themes"
_FEW = 3  # findings that say nothing about themes yet
_OWN_WORDS = "findings that the schools have signed off"


@of_year
def themes(year: Year) -> Pieces | Statement:
    """How the findings spread over the themes, at which schools, and how much is behind them."""
    signed = signed_off(year, REVIEW)
    found = annual.themes(signed)
    if not any(theme.findings for theme in found):
        return Statement("No finding has been signed off for this audience yet.")
    return Pieces([_chart(year, found), _table(year, found), _evidence(found)])


@of_year
def findings(year: Year) -> Pieces | None:
    """Every strength and every next step, by theme and in the lead's order of schools."""
    found = annual.themes(signed_off(year, REVIEW))
    tables = [_list(year, found, kind) for kind in (FindingKind.STRENGTH, FindingKind.NEXT_STEP)]
    return Pieces(tables) if any(tables) else None


@of_year
def findings_of(year: Year, kind: str) -> Table | None:
    """The strengths, or the next steps: half of what `findings` gives.

    Parameters
    ----------
    kind : "Strength" or "Next step".
    """
    return _list(year, annual.themes(signed_off(year, REVIEW)), kind)


@of_year
def practices(year: Year) -> Table | Statement:
    """The practices that may be shared, with whom to ask."""
    rows = [
        (p.principle, share.school_name, sentence(p.in_short), p.contact_name or "the school")
        for share in signed_off(year, WRITE_UP).values()
        if (p := share.practice) is not None
    ]
    if not rows:
        return Statement("No practice has been signed off for this audience yet.")
    frame = pd.DataFrame(rows, columns=["Principle", "School", "In short", "Ask"])
    return Table(
        not_personal(frame.set_index("Principle"), "write-ups that the schools have signed off"),
        "tbl-practices",
        f"{capital(counted(len(rows), 'practice'))} to share",
        "Best-practice write-ups that are signed off, in the lead’s order of schools",
        widths=(25, 18, 45, 12),
    )


def name(theme: annual.Theme) -> str:
    """The theme as a row of a table says it."""
    return theme_name(theme.theme) if theme.theme else NO_THEME


def _title(found: tuple[annual.Theme, ...]) -> str:
    """Which theme the findings are most about, if one or two stand out."""
    every = sum(len(theme.findings) for theme in found)
    most = max(len(theme.findings) for theme in found)
    top = [name(theme) for theme in found if len(theme.findings) == most]
    if every <= _FEW:
        return f"So far there {plural(every, 'is', 'are')} {counted(every, 'finding')}"
    if len(top) > 2:
        return "Findings are spread across the themes"
    if most * len(top) > every / 2:
        return f"Most findings are about {listed(top)}"
    return f"More findings are about {listed(top)} than about {_other(top)}"


def _other(top: list[str]) -> str:
    return "any other theme" if len(top) == 1 else "the other themes"


def _when(year: Year) -> str:
    n = len(signed_off(year, REVIEW))
    return f"{in_words(n)} signed-off {plural(n, 'review')}, {year.partnership.cycle}"


def _chart(year: Year, found: tuple[annual.Theme, ...]) -> Chart:
    """Two bars a theme, each with its number; from zero."""
    counts = [(name(t), len(t.strengths), len(t.next_steps)) for t in found]
    looks = (
        (say("Strengths"), {"color": DARK_BLUE}),
        (say("Next steps"), {"facecolor": LIGHT_BLUE, "edgecolor": DARK_BLUE, "hatch": "///"}),
    )
    with canvas(1.2 + 0.95 * len(counts)) as (figure, axes):
        for place, (_, look) in enumerate(looks):
            ys = [y + (place - 0.5) * 0.36 for y in range(len(counts))]
            widths = [row[1 + place] for row in counts]
            axes.barh(ys, widths, height=0.32, linewidth=0.8, **look)
            for y, width in zip(ys, widths, strict=True):
                axes.annotate(
                    str(width),
                    (width, y),
                    xytext=(4, 0),
                    textcoords="offset points",
                    va="center",
                )
        handles = [axes.barh([0], [0], **look) for _, look in looks]
        figure.legend(
            handles,
            [label for label, _ in looks],
            loc="outside upper left",
            ncols=2,
            frameon=False,
            labelcolor=INK,
        )
        axes.set_yticks(range(len(counts)), [label for label, *_ in counts])
        axes.set_ylim(len(counts) - 0.5, -0.5)
        axes.set_xlim(0, 1.08 * max(max(row[1:]) for row in counts))
        axes.set_xticks([])
        bare(axes, keep=("left",))
        picture = png(figure)
    said = "; ".join(
        f"{label}: {counted(strengths, 'strength')}, {counted(steps, 'next step')}"
        for label, strengths, steps in counts
    )
    return Chart(
        picture,
        "fig-themes",
        _title(found),
        f"Number of findings by theme, {_when(year)}",
        say(
            "Bars from zero, two for each theme, with the number of strengths and of next steps. "
            "{themes}. A finding counts once, however many schools or pupils it is about.",
            themes=said,
        ),
        drawn=tuple(
            (f"{label}: {looks[place][0].lower()}", row_of[place])
            for label, *row_of in counts
            for place in range(len(looks))
        ),
    )


def _table(year: Year, found: tuple[annual.Theme, ...]) -> Table:
    of = len(signed_off(year, REVIEW))
    frame = pd.DataFrame(
        {
            say("Strengths at"): [named(_schools(t.strengths), of) for t in found],
            say("Next steps at"): [named(_schools(t.next_steps), of) for t in found],
        },
        index=pd.Index([name(t) for t in found], name="Theme"),
    )
    return Table(
        not_personal(frame, _OWN_WORDS),
        THEMES_TABLE,
        "Schools that found something on the same theme may have something to tell each other"
        if of > 1
        else "The themes of the findings",
        f"Schools by theme, in the lead’s order, {_when(year)}",
        widths=(18, 41, 41),
    )


def _schools(findings) -> tuple[str, ...]:
    return tuple(dict.fromkeys(school for school, _ in findings))


def _evidence(found: tuple[annual.Theme, ...]) -> Statement:
    """How much is behind the findings: kinds of source, and how they hang together."""
    every = [f for theme in found for _, f in theme.findings]
    several = sum(len(f.sources) > 1 for f in every)
    differ = sum(f.agreement == "sources differ" for f in every)
    kinds = [kind for kind in SOURCE_TYPES if any(kind in f.sources for f in every)]
    wording = "The one finding {several}" if len(every) == 1 else "Of the {n}, {several}"
    wording += "; for {differ} some of the evidence points the other way." if differ else "."
    if kinds:
        wording += " The {used} {kinds}."
    return Statement(
        wording,
        n=counted(len(every), "finding"),
        several=_several(several, len(every)),
        differ="it" if len(every) == 1 else in_words(differ),
        used=plural(len(kinds), "kind of source used was", "kinds of source used were"),
        kinds=listed([SOURCE_PLURALS.get(kind, kind).lower() for kind in kinds]),
    )


def _several(several: int, every: int) -> str:
    if every == 1:
        return f"{'rests' if several else 'does not rest'} on more than one kind of source"
    verb = plural(several or 1, "rests", "rest")
    return f"{in_words(several) if several else 'none'} {verb} on more than one kind of source"


def _list(year: Year, found: tuple[annual.Theme, ...], kind: str) -> Table | None:
    strengths = kind == FindingKind.STRENGTH
    rows = [
        (name(theme), f"{school}, {f.finding_id}", f.finding)
        for theme in found
        for school, f in (theme.strengths if strengths else theme.next_steps)
    ]
    if not rows:
        return None
    frame = pd.DataFrame(rows, columns=["Theme", "School and number", called(kind)]).set_index(
        "Theme"
    )
    return Table(
        not_personal(frame, _OWN_WORDS),
        f"tbl-{'strengths' if strengths else 'next-steps'}",
        _listed(len(rows), strengths),
        "Findings of the signed-off reviews, by theme and in the lead’s order of schools",
        widths=(14, 24, 62),
    )


def _listed(n: int, strengths: bool) -> str:
    if strengths:
        return say(
            "{number} strength to build on",
            "{number} strengths to build on",
            n=n,
            number=capital(in_words(n)),
        )
    return say(
        "{number} next step, where schools may be able to help",
        "{number} next steps, where schools may be able to help",
        n=n,
        number=capital(in_words(n)),
    )
