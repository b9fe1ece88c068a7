"""The first page: whose year it is, the year in seven sentences, and where each school is."""

from __future__ import annotations

from collections.abc import Iterator

from spp_research.display.front import Front
from spp_research.display.panels import Panel
from spp_research.display.sections import Pieces
from spp_research.display.timelines import cycle_strips
from spp_research.kinds import PARTNERSHIP_REPORT
from spp_research.partnership import annual, timetable
from spp_research.partnership.annual.audience import shares, signed_off
from spp_research.partnership.annual.themes import schools_of
from spp_research.partnership.year import Year
from spp_research.phrases import capital, counted, in_words, listed, plural, some_of
from spp_research.protect.disclosure import free_text
from spp_research.schema.vocabulary import THEMES, ActionState
from spp_research.school import review
from spp_research.school.review import theme_name
from spp_research.share import Finding
from spp_research.share.content import REFLECTION, REVIEW, WRITE_UP
from spp_research.telling import of_year
from spp_research.words import years
from spp_research.words.pooling import in_a_sentence
from spp_research.words.statements import Statement, joined

# The part of a theme, what one of them is called, and the table that lists them all.
_KINDS = (
    ("strengths", "strength", "tbl-strengths"),
    ("next_steps", "next step", "tbl-next-steps"),
)


@of_year
def front(year: Year) -> Front:
    """Whose year it is."""
    own = year.partnership
    return Front(
        document=PARTNERSHIP_REPORT.name,
        title=f"The year {own.cycle}",
        subtitle=own.name,
        partnership=own.name,
        audience=year.rules.audience,
        sign_off=own.sign_off(
            PARTNERSHIP_REPORT.title, year.rules.audience, year.as_at, fixed=year.settings.fixes_day
        ),
        description=f"What the schools of {own.name} reviewed, found and shared in {own.cycle}.",
        keywords=["peer review", "partnership", own.cycle],
    )


@of_year
def key_points(year: Year) -> Panel:
    """The year in seven sentences, or fewer where there is less to say."""
    return Panel("Key points", list(_points(year)))


@of_year
def cycle(year: Year) -> Pieces | Statement:
    """Where each school is in the cycle, in the lead's order."""
    stages = timetable.stages(year.partnership.timetable, year.as_at)
    if stages.empty:
        return Statement(
            "The timetable has no review of {cycle} yet.", cycle=year.partnership.cycle
        )
    schools = [(s.slug, s.name) for s in year.partnership.schools]
    return Pieces(cycle_strips(stages, schools, year.as_at, label="fig-cycle"))


def _points(year: Year) -> Iterator[Statement]:
    given = shares(year)
    yield _reviewed(year)
    if not given:
        yield Statement(
            "No school has sent what it shares yet, so this report is about the timetable and the "
            "people only. Each school makes its file with the command spp share."
        )
        return
    yield from _found(year)
    if lines := annual.plans(given, signed_off(year, REFLECTION)):
        yield _followed(year, lines)
    if kept := years.lasted(annual.kept(year)):
        yield kept.pointing_to("tbl-lasted")
    if effects := annual.effects(given):
        yield in_a_sentence(effects, year.rules).pointing_to("fig-pool-1")
    yield _support(year)
    yield _left_out(year)


def _reviewed(year: Year) -> Statement:
    stages = timetable.stages(year.partnership.timetable, year.as_at)
    done = stages[(stages["stage"] == "Peer review") & (stages["state"] == timetable.DONE)]
    n, of = done["school"].nunique(), len(year.partnership.schools)
    phase = year.partnership.phase.lower()
    return Statement(
        "{n} {had} had a peer review in {cycle}{phase}.",
        n=capital(some_of(n, of, "school")) if n else "No school",
        had="has" if n < 2 or of == 1 else "have",
        cycle=year.partnership.cycle,
        phase=f", in the phase called {phase}" if phase else "",
    )


def _found(year: Year) -> Iterator[Statement]:
    """What the reviews found, or why there is nothing to say of it yet."""
    signed = signed_off(year, REVIEW)
    if not signed:
        yield Statement("No review summary has been signed off for this audience yet.")
        return
    if not any(share.findings for share in signed.values()):
        yield Statement(
            "{n} {was_were} shared, with no finding written down yet.",
            n=capital(counted(len(signed), "review")),
            was_were=plural(len(signed), "was", "were"),
        )
        return
    yield from _in_their_words(year)


def _in_their_words(year: Year) -> Iterator[Statement]:
    """A strength and a next step in the words of the school that found it.

    Of the theme that most schools found something on, the finding that is known best; of equals
    the first in the lead's order. So it stands for no school, and for no result.
    """
    signed = signed_off(year, REVIEW)
    for kind, noun, label in _KINDS:
        parts = [(theme.theme, getattr(theme, kind)) for theme in annual.themes(signed)]
        every = sum(len(part) for _, part in parts)
        if not every:
            continue
        theme, found = max(parts, key=lambda one: (len(schools_of(one[1])), len(one[1])))
        school, finding = min(found, key=lambda one: _known(one[1]))
        where = some_of(len(schools_of(found)), len(signed), "school")
        which = f"One of {counted(every, noun)}" if every > 1 else f"The {plural(1, noun)}"
        if theme and len(signed) > 1:
            which += f" (on {theme_name(theme)}, where {where} found one)"
        yield Statement(
            "**{which}:** {finding} *({school}, {number}{how})*",
            which=which,
            finding=free_text(finding.finding),
            school=school,
            number=finding.finding_id,
            how=f"; {finding.agreement}" if finding.agreement else "",
        ).pointing_to("fig-themes", label)


def _known(finding: Finding) -> int:
    """The place of a finding by how well it is known; last where that is not said."""
    known = [how.value for how in review.KNOWN_BEST]
    return known.index(finding.agreement) if finding.agreement in known else len(known)


_CANNOT_BE_TOLD = "measured, and cannot be told"


def _followed(year: Year, lines: tuple[annual.Line, ...]) -> Statement:
    done = sum(line.action.status == ActionState.COMPLETED for line in lines)
    known = sum(line.known for line in lines)
    open_ = sum(line.has_result and not line.known for line in lines)
    late = len(annual.overdue(lines, year.as_at))
    if len(lines) == 1:
        return Statement(
            "The one action shared is {done}, and its result is {known}.",
            done="completed" if done else "not completed yet",
            known=_CANNOT_BE_TOLD if open_ else "known" if known else "not known yet",
        )
    wording = "Of {n}, {done} completed and the result of {known} is known"
    wording += "; of {open} it was measured and cannot be told" if open_ else ""
    wording += "; {late} past the day set for looking again, with no result." if late else "."
    gaps = {"open": in_words(open_)} if open_ else {}
    return Statement(
        wording,
        n=counted(len(lines), "action"),
        done=f"{in_words(done) if done else 'none'} {plural(done or 1, 'is', 'are')}",
        known=in_words(known) if known else "none",
        late=f"{in_words(late)} {plural(late, 'is', 'are')}",
        **gaps,
    ).pointing_to("fig-followed")


def _support(year: Year) -> Statement:
    standing = annual.standing(annual.asked(shares(year)), year.as_at)
    needs = [line for line in standing if not line.offered]
    met = len(needs) - len(annual.unanswered(standing))
    practices = [
        (share.school_name, share.practice)
        for share in signed_off(year, WRITE_UP).values()
        if share.practice is not None
    ]
    n = len(practices)
    ready = Statement("No practice is ready to share yet.")
    if n:
        school, practice = practices[0]
        ready = Statement(
            "One practice is ready to share: {principle} ({school})."
            if n == 1
            else "{n} practices are ready to share, the first of them: {principle} ({school}).",
            n=capital(in_words(n)),
            principle=free_text(practice.principle),
            school=school,
        )
    if not needs:
        return ready
    themes = list(dict.fromkeys(theme_name(line.line.theme) for line in needs if line.line.theme))
    welcome = Statement(
        "Schools would welcome {needs}, on {themes}; {met} an offer on the same theme from another "
        "school."
        if themes
        else "Schools would welcome {needs}; {met} an offer on the same theme from another school.",
        needs=counted(len(needs), "kind of support", "kinds of support"),
        themes=_on(themes),
        met=_have(met, len(needs)),
    )
    return joined([welcome, ready]).pointing_to("tbl-support")


def _on(themes: list[str]) -> str:
    return "all four themes" if len(themes) == len(THEMES) else listed(themes)


def _have(met: int, needs: int) -> str:
    if needs == 1:
        return "there is" if met else "there is not yet"
    return f"{'none' if not met else 'all' if met == needs else in_words(met)} " + (
        "has" if met < 2 else "have"
    )


def _left_out(year: Year) -> Statement:
    reviews = [s for s in year.partnership.schools if s.slug not in signed_off(year, REVIEW)]
    if not reviews:
        return Statement("The review of every school is in this report.")
    return Statement(
        "The {reviews} of {schools} {is_are} not in this report; the last section says why.",
        reviews=plural(len(reviews), "review"),
        schools=listed([s.name for s in reviews])
        if len(reviews) <= 3
        else f"{in_words(len(reviews))} schools",
        is_are=plural(len(reviews), "is", "are"),
    )
