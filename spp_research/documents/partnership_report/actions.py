"""What became of the next steps: actions followed through, and where threads break off."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pandas as pd

from spp_research.catalogue import called, say
from spp_research.display.charts import DARK_BLUE, INK, Chart, bare, canvas, png, wrap
from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.partnership import annual
from spp_research.partnership.annual.audience import shares, signed_off
from spp_research.partnership.year import Year
from spp_research.phrases import (
    capital,
    counted,
    in_words,
    listed,
    long_date,
    plural,
    sentence,
    some_of,
)
from spp_research.protect.disclosure import not_personal
from spp_research.schema.vocabulary import ACTION_STATES, Design
from spp_research.school.impact import Doubt
from spp_research.share import Effect
from spp_research.share.content import REFLECTION
from spp_research.telling import of_year
from spp_research.words.statements import Statement

_NO_STATUS = "no status yet"
_NO_PLAN = Statement(
    "No action has been shared yet. After the workshop, one row an action goes on the sheet "
    "“Action plan” of the school’s workbook."
)
_OWN_PLANS = "action plans that the schools have signed off"
_VERDICTS = {
    "better": "went the way that was hoped for",
    "worse": "went the other way",
    "no worthwhile change": "no worthwhile change",
    "unclear": "too wide to tell",
}
# The same, of a change that was held against the one to be expected.
_BEYOND = {
    "better": "more than was expected, the way that was hoped for",
    "worse": "less than was expected",
    "no worthwhile change": "no worthwhile change beyond what was expected",
    "unclear": "too wide to tell from what was expected",
}
# What leaves a result open whose range does not; the first of its doubts is said.
_DOUBTED = {
    Doubt.ONE_CLASS.code: "cannot be told from what one class does anyway",
    Doubt.NOT_ALIKE.code: "cannot be told, as the groups did not start alike",
    Doubt.LOST.code: "cannot be told, as many were not measured both times",
    Doubt.NO_CLASSES.code: "cannot be told, as classes are not written down",
    Doubt.MIXED.code: "cannot be told, as shares and percentages may be mixed",
    Doubt.LARGE.code: "cannot be told, as so large a change needs a look at the scores",
    Doubt.FAR.code: "cannot be told, as a score lies far outside the others",
    Doubt.CHOSEN_UNLIKE.code: "cannot be told, as those compared were not chosen alike",
    Doubt.CHOSEN_LOW.code: "cannot be told from the rise that low scorers make anyway",
    Doubt.CHOSEN_HIGH.code: "cannot be told from how high scorers fall back anyway",
    Doubt.CHOSEN_AWAY.code: "cannot be told from how the most absent come back anyway",
    Doubt.DEPENDS.code: "cannot be told, as it depends on how it is worked out",
    Doubt.SEVERAL.code: "not settled, with several main outcomes",
    Doubt.GROWTH.code: "cannot be told from what pupils grow anyway",
}


@of_year
def actions(year: Year) -> Pieces | Statement:
    """How far next steps were followed, action by action, and what is loose."""
    given = shares(year)
    lines = annual.plans(given, signed_off(year, REFLECTION))
    if not any(share.findings for share in given.values()) and not lines:
        return Statement("No review summary with its action plan has been signed off yet.")
    return Pieces(
        [
            _chart(year, tuple((called(step), n) for step, n in annual.chain(given, lines))),
            _states(year, lines),
            _looked_at(lines),
            _table(year, lines),
            _loose(annual.loose_ends(given, lines, year.as_at)) if lines else None,
        ]
    )


def actions_tables(year: Year) -> list[Table]:
    """The tables of `actions` alone: action by action, and what is loose."""
    given = shares(year)
    lines = annual.plans(given, signed_off(year, REFLECTION))
    if not lines:
        return []
    loose = _loose(annual.loose_ends(given, lines, year.as_at))
    return [table for table in (_table(year, lines), loose) if isinstance(table, Table)]


def _chart(year: Year, chain: tuple[tuple[str, int], ...]) -> Chart | None:
    """Bars from zero: how many of the next steps come how far."""
    steps = chain[0][1]
    if not steps:
        return None
    with canvas(0.8 + 0.62 * len(chain)) as (figure, axes):
        axes.barh(range(len(chain)), [n for _, n in chain], height=0.55, color=DARK_BLUE)
        for y, (_, n) in enumerate(chain):
            axes.annotate(
                str(n), (n, y), xytext=(4, 0), textcoords="offset points", va="center", color=INK
            )
        axes.set_yticks(range(len(chain)), [wrap(label, 36, 2) for label, _ in chain])
        axes.set_ylim(len(chain) - 0.5, -0.5)
        axes.set_xlim(0, 1.06 * steps)
        axes.set_xticks([])
        bare(axes, keep=("left",))
        picture = png(figure)
    acted, known = chain[1][1], chain[4][1]
    return Chart(
        picture,
        "fig-followed",
        _headline(steps, acted, known),
        say(
            "Number of next steps, {cycle}, each bar a part of the one above",
            cycle=year.partnership.cycle,
        ),
        say(
            "Bars from zero, each a part of the one above. {bars}. Next steps of reviews that are "
            "not signed off are not counted.",
            bars="; ".join(f"{label}: {n}" for label, n in chain),
        ),
        notes=(
            "A result is known when what was measured tells which way it went, or that nothing "
            "worthwhile changed, or when the school says in its impact reflection what it was "
            "told. A range too wide to tell, or a result in doubt, is none.",
        ),
        drawn=chain,
    )


def _headline(steps: int, acted: int, known: int) -> str:
    """How far the next steps were followed, as a finding."""
    if not acted:
        return say("No next step has an action yet")
    n = capital(some_of(acted, steps, "next step"))
    have = "has" if 1 in (acted, steps) else "have"
    return f"{n} {have} an action, {in_words(known) if known else 'none'} a known result"


def _states(year: Year, lines: tuple[annual.Line, ...]) -> Statement:
    """The actions by status, and those past their date."""
    if not lines:
        return _NO_PLAN
    tally = Counter(line.action.status or _NO_STATUS for line in lines)
    order = [*ACTION_STATES, *(s for s in tally if s not in ACTION_STATES)]
    states = [status for status in order if tally[status]]
    wording = "{n} {states}." if len(states) == 1 else "Of {n}, {states}."
    late = annual.overdue(lines, year.as_at)
    silent = sorted({line.school for line in lines if not line.reflected})
    if late:
        wording += " {late} past the day on which {it} to be looked at again, with no result: "
        wording += "{which}."
    if silent:
        wording += " Results of {silent} are not known here, as the impact {reflections} not "
        wording += "signed off."
    return Statement(
        wording,
        n=counted(len(lines), "action")
        if len(states) > 1
        else capital(some_of(len(lines), len(lines), "action")),
        states=_in(states[0], len(lines))
        if len(states) == 1
        else listed([f"{in_words(tally[s])} {_in(s, tally[s])}" for s in states]),
        late=f"{capital(in_words(len(late)))} {plural(len(late), 'is', 'are')}",
        it=plural(len(late), "it was", "they were"),
        which=listed([f"{line.action.action_id} of {line.school}" for line in late])
        if len(late) <= 6
        else f"at {counted(len({line.slug for line in late}), 'school')}, named below",
        silent=listed(silent) if len(silent) <= 3 else counted(len(silent), "school"),
        reflections=plural(len(silent), "reflection is", "reflections are"),
    )


def _looked_at(lines: tuple[annual.Line, ...]) -> Statement | None:
    """How many of the actions somebody looked at on the way; None where no school says so."""
    looks = [line.looked_at for line in lines if line.looked_at is not None]
    if not looks:
        return None
    return Statement(
        "On the way {actions} {were} looked at, {times} in all, the last time on {day}.",
        actions=some_of(len(looks), len(lines), "action"),
        were=plural(len(looks), "was", "were"),
        times=counted(sum(one.looks for one in looks), "time"),
        day=max(one.last_on for one in looks),
    )


def _in(status: str, n: int) -> str:
    """The status of some actions with its verb."""
    if status == _NO_STATUS:
        return f"{plural(n, 'has', 'have')} {status}"
    return f"{plural(n, 'is', 'are')} {status.lower()}"


def _table(year: Year, lines: tuple[annual.Line, ...]) -> Table | None:
    if not lines:
        return None
    rows = [
        (
            f"{line.school}, {line.action.action_id}",
            sentence(line.action.action),
            line.action.status.lower() or "–",
            long_date(line.action.review_date) if line.action.review_date else "–",
            _outcomes(line),
        )
        for line in lines
    ]
    columns = ["School and number", "Action", "Status", "To look again", "Main outcome"]
    return Table(
        not_personal(pd.DataFrame(rows, columns=columns).set_index(columns[0]), _OWN_PLANS),
        "tbl-actions",
        f"{capital(counted(len(lines), 'action'))} and what is known of each",
        f"Signed-off action plans, in the lead’s order of schools, {long_date(year.as_at)}; of the "
        "main outcome, what the range of its result allows to be said, never why it came",
        widths=(18, 42, 13, 13, 14),
    )


def _outcomes(line: annual.Line) -> str:
    """What is known of the main outcome, and that another is, where the action counts for that."""
    said, main = _known(line), line.main
    if not line.known or not line.reflected:
        return said
    if main is not None and replace(line, effects=(main,)).known:
        return said
    return say("{main}; another outcome is known", main=said)


def _known(line: annual.Line) -> str:
    """What is known of the main outcome of an action, in as many words as a cell has room for."""
    if not line.reflected:
        return "not signed off"
    effect = line.main
    if effect is None:
        return "none named"
    if effect.rule:
        return "[c]"
    if effect.value is None:
        return "told" if effect.design == Design.D else "not estimated"
    if effect.standing == "not estimated" or effect.verdict not in _VERDICTS:
        return "not enough data"
    if effect.verdict == "unclear" and not _is_wide(effect):
        return say(_DOUBTED[_doubt(effect)])
    if effect.expected is not None:
        return say(_BEYOND[effect.verdict])
    return _VERDICTS[effect.verdict]


def _doubt(effect: Effect) -> str:
    """The first doubt about a result; in files of before version 3 it follows from the design."""
    before = Doubt.ONE_CLASS if effect.design == Design.A else Doubt.CHOSEN_LOW
    return next((doubt for doubt in effect.doubts if doubt in _DOUBTED), before.code)


def _is_wide(effect: Effect) -> bool:
    """Whether the range is what leaves a result open: it reaches across what is worthwhile."""
    least = effect.smallest_worthwhile or 0.0
    _, low, high, _ = effect.judged
    if low is None or high is None:
        return True
    if not effect.doubts and effect.standardised is not None:
        return True  # put together with others, which nothing in doubt is
    return any(low <= at <= high for at in (-least, least))


def _loose(ends: tuple[annual.Loose, ...]) -> Table | Statement:
    """One row a school and thing that is missing, with the IDs."""
    if not ends:
        return Statement("Every thread from a next step to what came of it holds so far.")
    grouped: dict[tuple[str, str], list[str]] = {}
    for end in ends:  # where to write it is said by the check of the school's own workbook
        grouped.setdefault((end.school, str(end.lacks)), []).append(end.what)
    rows = [
        (school, listed(sorted(what, key=_by_number)), lacks)
        for (school, lacks), what in grouped.items()
    ]
    columns = ["School", "Number", "Has"]
    return Table(
        not_personal(pd.DataFrame(rows, columns=columns).set_index("School"), _OWN_PLANS),
        "tbl-loose",
        f"{capital(counted(len(ends), 'thread'))} to tie up",
        "Findings (F), actions (A), outcomes (O) and practices with no next link, in the lead’s "
        "order of schools",
        widths=(40, 24, 36),
    )


def _by_number(name: str) -> tuple[str, int]:
    """F2 before F10."""
    digits = "".join(c for c in name if c.isdigit())
    return name.rstrip("0123456789"), int(digits or 0)
