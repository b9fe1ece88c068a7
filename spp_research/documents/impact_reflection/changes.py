"""What changed: each outcome in a sentence, a picture and a table, and what it leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spp_research.display import slopes
from spp_research.display.charts import Chart
from spp_research.display.estimation import estimation_chart
from spp_research.display.flow_chart import flow_chart, flow_rows
from spp_research.display.panels import Bullets, Panel
from spp_research.display.sections import Pieces, Section, section
from spp_research.display.tables import Table
from spp_research.school import impact
from spp_research.school.evidence import Study
from spp_research.school.impact.together import told_of
from spp_research.school.impact.waiting import second_halves
from spp_research.school.survey.bands import sources as told_sources
from spp_research.telling import of_study
from spp_research.words.attendance import attendance_sentence
from spp_research.words.cautions import open_question
from spp_research.words.lasting import dose_sentence, later_sentence
from spp_research.words.lots import second_half
from spp_research.words.results import conclusion, subgroup_sentence
from spp_research.words.sources import taken_together
from spp_research.words.statements import Statement, joined

from .series import series_pieces
from .tables import results_table

if TYPE_CHECKING:
    from spp_research.schema import tables as sheets

_CANNOT_TELL = Statement("*What else could explain it, and what we cannot tell.*")
_MOST_ALONE = 2  # other outcomes with a picture each; more share one


@of_study
def main_chart(study: Study) -> Chart | None:
    """The main outcome as an estimation plot: groups, difference, interval."""
    shown = slopes.main_of(impact.results(study.base), study.rules)
    if shown is None:
        return None
    # Lower where the key points tell of several, so that it still stands on the first page.
    several = sum(r.outcome.primary for r in impact.results(study.base)) > 1
    return estimation_chart(shown, study.rules, height=4.4 if several else 4.8)


@of_study
def main_outcome(study: Study) -> Pieces:
    """The main outcomes: a picture of the first that can be drawn, and what they leave open.

    Where none can be drawn, what is known of each is said once more, or what it leaves open would
    stand without it.
    """
    mains = [r for r in impact.results(study.base) if r.outcome.primary]
    chart = main_chart(study)
    said = [] if chart else [conclusion_of(r, study) for r in mains]
    return Pieces([chart, *said, *(_left_open(r, study) for r in mains)])


@of_study
def other_outcomes(study: Study) -> Pieces:
    """Every other outcome in turn: what was found, a picture, and what it leaves open.

    Then what was measured of parts of the main one, every series, and each action's one line.
    """
    results = impact.results(study.base)
    main = slopes.main_of(results, study.rules)
    drawn = [r for r in slopes.drawable(results, study.rules) if r is not main]
    each = drawn if len(drawn) <= _MOST_ALONE else []
    parts: list[Any] = []
    for result in results:
        more = _more_of(result, study)
        if result.outcome.primary:
            parts += more
        else:
            parts.append(joined([conclusion_of(result, study), *more]))
        if result in each:
            parts.append(estimation_chart(result, study.rules, height=3.0))
        if not result.outcome.primary:
            parts.append(_left_open(result, study))
    if not each:
        parts.append(slopes.others_chart(results, study.rules))
    lines = [*_halves_told(study), *_lines(results, study)]
    return Pieces([*parts, *series_pieces(study), Bullets(lines) if lines else None])


@of_study
def others_chart(study: Study) -> Chart | Pieces | None:
    """The other outcomes, where there are any that the audience may see, and every series."""
    chart = slopes.others_chart(impact.results(study.base), study.rules)
    more = series_pieces(study)
    return Pieces([chart, *more]) if more else chart


@of_study
def outcomes(study: Study) -> Section | Bullets | Table | None:
    """Every outcome in a sentence and in a table of its numbers, for notebooks of earlier kits."""
    return section(conclusions(study), outcomes_table(study))


@of_study
def conclusions(study: Study) -> Bullets | None:
    """Every outcome but the main ones; subgroups; each action's one line with its sources."""
    results = impact.results(study.base)
    said = []
    for result in results:
        if not result.outcome.primary:  # the main ones are among the key points
            said.append(conclusion_of(result, study))
        said += _more_of(result, study)
    said += [*_halves_told(study), *_lines(results, study)]
    return Bullets(said) if said else None


@of_study
def outcomes_table(study: Study) -> Table | None:
    """Every outcome with its numbers."""
    results = impact.results(study.base)
    return results_table(results, study.rules) if results else None


@of_study
def counted(study: Study) -> Chart | Table | Statement | None:
    """How many pupils were counted at each step, as a table.

    A sentence where nothing but the last step may be seen, which the outcomes say as well.
    """
    results = impact.results(study.base)
    before = [c for *_, row in flow_rows(results, study.rules) for c in row[:-1] if c.text != "–"]
    if before and all(cell.hidden for cell in before):
        return Statement(
            "How many pupils were listed, and measured before and after, is hidden {symbol}.",
            symbol=before[0],
        )
    return flow_chart(results, study.rules, drawn=False)


@of_study
def flow(study: Study) -> Chart | Table | Statement | None:
    """How many pupils were counted at each step."""
    return flow_chart(impact.results(study.base), study.rules)


@of_study
def cannot_tell(study: Study) -> Panel | None:
    """What the data cannot tell, and what would."""
    results = impact.results(study.base)
    if not results:
        return None
    return Panel("What we cannot tell", [open_question(r, study.rules) for r in results])


def together_line(
    action: str, results: tuple[impact.Result, ...], study: Study, *, listing: bool = True
) -> tuple[Statement, ...]:
    """The one line of an action that something was measured or asked about, where it may be."""
    own = [r for r in results if r.outcome.action_id == action]
    asked = told_sources(study.base, action, study.rules)
    answered = {r.outcome.name for r in own if told_of(r.outcome, study.base)}
    line = taken_together(
        f"action {action}",
        own,
        study.rules,
        asked,
        listing=listing,
        answered=answered,
        alone=False,
    )
    return (line,) if line else ()


def conclusion_of(result: impact.Result, study: Study) -> Statement:
    return conclusion(result, study.rules, told=told_of(result.outcome, study.base))


def _left_open(result: impact.Result, study: Study) -> Statement:
    """What else could explain a result, or what is not known of it."""
    return joined([_CANNOT_TELL, open_question(result, study.rules)])


def _more_of(result: impact.Result, study: Study) -> list[Statement]:
    """What is known of an outcome besides its estimate: attendance, a subgroup, later, dose."""
    rules = study.rules
    more = (
        attendance_sentence(result, _pupils_of(result, study), rules),
        subgroup_sentence(result, rules),
        later_sentence(result, rules),
        dose_sentence(result, rules),
    )
    return [statement for statement in more if statement]


def _lines(results: tuple[impact.Result, ...], study: Study) -> list[Statement]:
    """The one line of each action with all its sources."""
    actions = dict.fromkeys([r.outcome.action_id for r in results])
    actions |= dict.fromkeys(study.base.actions["action_id"])
    return [line for a in actions for line in together_line(a, results, study)]


def _pupils_of(result: impact.Result, study: Study) -> sheets.PupilOutcomes:
    pupils = study.base.pupils
    return pupils[pupils["outcome_id"] == result.outcome.outcome_id]


def _halves_told(study: Study) -> list[Statement]:
    """What the half that began later gained in its own time, where that was measured."""
    found = (second_half(half, study.rules) for half in second_halves(study.base))
    return [said for said in found if said is not None]
