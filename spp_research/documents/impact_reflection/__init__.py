"""The pieces of an impact reflection, in the order in which it is read.

Questions that are hidden whole, or whose change is too wide to tell, share a sentence where there
are several of them. None is left out, and the table has the numbers of every one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from spp_research.display import slopes
from spp_research.display.charts import Chart
from spp_research.display.estimation import estimation_chart
from spp_research.display.flow_chart import flow_chart, flow_rows
from spp_research.display.front import Front, school_front
from spp_research.display.likert import voices_chart
from spp_research.display.panels import Bullets, Heading, Panel, Small
from spp_research.display.sections import Piece, Pieces, Section, section
from spp_research.display.surveys import answered_in_short, in_few_words, voices_table
from spp_research.display.tables import Table
from spp_research.display.threads import orphans, trace_chart
from spp_research.partnership.annual.audience import visible
from spp_research.partnership.lead_workbook import rows_of, text
from spp_research.phrases import in_words, plural
from spp_research.protect.disclosure import Audience, Rules, free_text
from spp_research.schema.vocabulary import IMPACT_REFLECTION, ActionState
from spp_research.school import impact, survey
from spp_research.school.evidence import Study
from spp_research.school.impact.again import measured_again
from spp_research.school.impact.plans import plans_of
from spp_research.school.impact.together import told_of
from spp_research.school.impact.waiting import second_halves
from spp_research.school.survey import Item
from spp_research.school.survey.bands import sources as told_sources
from spp_research.school.survey.bands import too_few
from spp_research.words import actions as plan
from spp_research.words import carried
from spp_research.words.attendance import attendance_sentence
from spp_research.words.cautions import open_question
from spp_research.words.how_known import how_known, several
from spp_research.words.lasting import dose_sentence, later_sentence
from spp_research.words.lots import second_half
from spp_research.words.plans import plan_words
from spp_research.words.results import conclusion, subgroup_sentence
from spp_research.words.sources import taken_together
from spp_research.words.statements import Statement, joined
from spp_research.words.text import anchor

from .series import series_pieces
from .tables import (
    actions_table,
    own_line,
    precision_table,
    precision_words,
    results_table,
    ways_table,
)

if TYPE_CHECKING:
    from spp_research.schema import tables as sheets


__all__ = [
    "actions",
    "actions_table",
    "answered",
    "answers_table",
    "cannot_tell",
    "conclusions",
    "counted",
    "flow",
    "for_whoever_checks",
    "front",
    "how_we_know",
    "key_points",
    "lasted",
    "lessons",
    "main_chart",
    "main_outcome",
    "next_steps",
    "other_outcomes",
    "others_chart",
    "outcomes",
    "outcomes_table",
    "told",
    "told_chart",
    "trace_chart",
    "what_people_told_us",
]

_NO_ACTIONS = Statement(
    "No actions have been written down yet. After the workshop, write one row an action: what "
    "will be done, who leads it, and how you will know."
)
_LED_BY = {"lessons": "*Learnt:* ", "surprises": "*Surprising:* "}
_CANNOT_TELL = Statement("*What else could explain it, and what we cannot tell.*")
_MOST_ALONE = 2  # other outcomes with a picture each; more share one
_OPEN = Statement("Where the thread breaks off:")
_AHEAD = Statement("What comes next, in the school’s own words:")
_NO_MAIN = Statement(
    "No outcome was named as the main one, so none stands before the others: they are all under "
    "“What changed”. To name one before anything is measured, write Yes under “Main outcome”."
)
_NO_OUTCOMES = Statement(
    "No outcome has been written down yet. Name one thing that an action should change, and "
    "measure it before you start."
)


def front(study: Study) -> Front:
    """Whose reflection it is, what it is about, and who signed it off."""
    return school_front(
        study,
        IMPACT_REFLECTION,
        IMPACT_REFLECTION,
        about="impact_review_date",
        focus=study.base.focus,
        description=f"What {study.base.school.name} did after its peer review, and what changed.",
        keywords=["impact", "peer review", study.partnership.cycle],
    )


def key_points(study: Study) -> Panel:
    """What was asked and done, the one line of all sources, and each main outcome."""
    actions = study.base.actions
    if actions.empty:
        return Panel("Key points", [_NO_ACTIONS])
    results = impact.results(study.base)
    main = [r for r in results if r.outcome.primary]
    points = [_set_out_to_do(actions, [r.outcome.action_id for r in main])]
    asked = dict.fromkeys(r.outcome.question for r in main if r.outcome.question)
    points = [Statement("**We asked:** {question}", question=free_text(q)) for q in asked] + points
    for result in main:
        action = result.outcome.action_id
        # With several main outcomes there is no room on the first page for both.
        line = _together(action, results, study, listing=False) if len(main) == 1 else ()
        shown = f"fig-{anchor(result.outcome.outcome_id)}"
        said = _conclusion(result, study)
        points += [*line, said.pointing_to(shown, "tbl-outcomes")]
    if not main:
        points.append(_NO_MAIN if results else _NO_OUTCOMES)
    return Panel("Key points", points)


def _set_out_to_do(actions: sheets.Actions, measured: Sequence[str]) -> Statement:
    """How many actions there are, and one of them in the school's words.

    The one that was measured, else the first that is completed, else the first. With several that
    were measured there is no room on the first page, and their results say what they are.
    """
    done = int((actions["status"] == ActionState.COMPLETED).sum())
    counts = Statement(
        "After its review the school planned {planned}; {done} completed.",
        planned=f"{in_words(len(actions))} {plural(len(actions), 'action')}",
        done=f"{in_words(done) if done else 'none'} {plural(done or 1, 'is', 'are')}",
    )
    if len(measured) > 1:
        return counts.pointing_to("tbl-actions", "fig-trace")
    rows = list(rows_of(actions))
    row = min(
        rows,
        key=lambda one: (one.action_id not in measured, text(one.status) != ActionState.COMPLETED),
    )
    one = Statement(
        "**One of the planned actions:** {action} *({number})*"
        if len(rows) > 1
        else "**It is:** {action} *({number})*",
        action=free_text(row.action),
        number=row.action_id,
    )
    return joined([counts, one]).pointing_to("tbl-actions", "fig-trace")


def actions(study: Study) -> Section | Piece | None:
    """Each action of the plan: what was set out to do, where it stands and what was done."""
    pieces: list[Heading | Bullets] = []
    for row in study.base.actions.itertuples(index=False):
        pieces += [Heading(plan.set_out(row)), Bullets(list(plan.done(study, row)))]
    practice = list(plan.put_into_practice(study.base))
    return section(*pieces, Small(practice) if practice else None)


def main_chart(study: Study) -> Chart | None:
    """The main outcome as an estimation plot: groups, difference, interval."""
    shown = slopes.main_of(impact.results(study.base), study.rules)
    if shown is None:
        return None
    # Lower where the key points tell of several, so that it still stands on the first page.
    several = sum(r.outcome.primary for r in impact.results(study.base)) > 1
    return estimation_chart(shown, study.rules, height=4.4 if several else 4.8)


def main_outcome(study: Study) -> Pieces:
    """The main outcomes: a picture of the first that can be drawn, and what they leave open.

    Where none can be drawn, what is known of each is said once more, or what it leaves open would
    stand without it.
    """
    mains = [r for r in impact.results(study.base) if r.outcome.primary]
    chart = main_chart(study)
    said = [] if chart else [_conclusion(r, study) for r in mains]
    return Pieces([chart, *said, *(_left_open(r, study) for r in mains)])


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
            parts.append(joined([_conclusion(result, study), *more]))
        if result in each:
            parts.append(estimation_chart(result, study.rules, height=3.0))
        if not result.outcome.primary:
            parts.append(_left_open(result, study))
    if not each:
        parts.append(slopes.others_chart(results, study.rules))
    lines = [*_halves_told(study), *_lines(results, study)]
    return Pieces([*parts, *series_pieces(study), Bullets(lines) if lines else None])


def _left_open(result: impact.Result, study: Study) -> Statement:
    """What else could explain a result, or what is not known of it."""
    return joined([_CANNOT_TELL, open_question(result, study.rules)])


def others_chart(study: Study) -> Chart | Pieces | None:
    """The other outcomes, where there are any that the audience may see, and every series."""
    chart = slopes.others_chart(impact.results(study.base), study.rules)
    more = series_pieces(study)
    return Pieces([chart, *more]) if more else chart


def outcomes(study: Study) -> Section | Bullets | Table | None:
    """Every outcome in a sentence and in a table of its numbers, for notebooks of earlier kits."""
    return section(conclusions(study), outcomes_table(study))


def conclusions(study: Study) -> Bullets | None:
    """Every outcome but the main ones; subgroups; each action's one line with its sources."""
    results = impact.results(study.base)
    said = []
    for result in results:
        if not result.outcome.primary:  # the main ones are among the key points
            said.append(_conclusion(result, study))
        said += _more_of(result, study)
    said += [*_halves_told(study), *_lines(results, study)]
    return Bullets(said) if said else None


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
    return [line for a in actions for line in _together(a, results, study)]


def _conclusion(result: impact.Result, study: Study) -> Statement:
    return conclusion(result, study.rules, told=told_of(result.outcome, study.base))


def outcomes_table(study: Study) -> Table | None:
    """Every outcome with its numbers."""
    results = impact.results(study.base)
    return results_table(results, study.rules) if results else None


def precision(study: Study) -> None:
    """Nothing, for notebooks of earlier kits: `how_we_know` tells how precise the estimates are."""


def told_chart(study: Study) -> Chart | None:
    """The answers to the school's surveys as bars, before and after one below the other."""
    return voices_chart(survey.items(study.base), study.rules)


def what_people_told_us(study: Study) -> Section | Bullets | Table | None:
    """The questions in sentences, and how many answered each, for notebooks of earlier kits."""
    return told_in_short(survey.items(study.base), study.rules)


def told(study: Study) -> Bullets | None:
    """The questions of the surveys in sentences."""
    return in_few_words(survey.items(study.base), study.rules)


def answers_table(study: Study) -> Table | None:
    """How many answered each question of the surveys, with its net agreement and its change."""
    items, rules = survey.items(study.base), study.rules
    shown = any(too_few(item, rules) is None for item in items)
    return voices_table(items, rules) if shown else None


def answered(study: Study) -> Statement | None:
    """How many of those asked answered the surveys; None where nothing of it may be seen."""
    return answered_in_short(survey.items(study.base), study.rules)


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


def for_whoever_checks(study: Study) -> Section | Piece | None:
    """The method in one box, the last thing of the document; None where nothing was measured."""
    if study.base.outcomes.empty:
        return None
    results, rules = impact.results(study.base), study.rules
    how = list(how_told(results, rules, _plans_told(study)).statements)
    # An outcome's figures follow what is said of how it is known, in one item of the list.
    for name, precise in precision_words(results, rules):
        at = next((i for i, one in enumerate(how) if one.plain.startswith(f"**{name}.**")), None)
        if at is None:
            how.append(joined([Statement("**{name}.**", name=name), precise]))
        else:
            how[at] = joined([how[at], precise])
    box = Panel("For whoever checks the numbers", how)
    return section(ways_table(results, rules), box)


def cannot_tell(study: Study) -> Panel | None:
    """What the data cannot tell, and what would."""
    results = impact.results(study.base)
    if not results:
        return None
    return Panel("What we cannot tell", [open_question(r, study.rules) for r in results])


def lessons(study: Study, *columns: sheets.ReflectionColumn) -> Bullets | None:
    """Columns of the reflection in the school's own words, one bullet an action.

    Parameters
    ----------
    columns : of "what_changed", "lessons", "surprises" and "next", in the order of reading.
    """
    said = []
    for row in study.base.reflection.to_dict("records"):
        written = [
            Statement(f"{_LED_BY.get(column, '')}{{words}}", words=free_text(row[column]))
            for column in columns
            if text(row[column])
        ]
        if written:
            said.append(joined([Statement("**{action}.**", action=row["action_id"]), *written]))
    return Bullets(said) if said else None


def lasted(study: Study) -> Section | Piece | None:
    """What went on from earlier cycles, and how it is now; None where nothing did."""
    if study.base.carried_over.empty:
        return None
    title = carried.title(study.base)
    # Another audience's rules may hide more than the file that was shared with the partnership.
    earlier = visible(study.earlier, study.rules)
    results = (*impact.results(study.base), *measured_again(study.base, study.rules))
    told = list(carried.how_it_is_now(study.base, study.rules, earlier, results))
    told += [line] if (line := own_line(study)) else []
    return section(title, Bullets(told) if told else None)


def next_steps(study: Study) -> Section | Piece | None:
    """The threads that are still open, and what the school will do next.

    The public is not told where in a workbook something is missing.
    """
    still = None if study.rules.audience is Audience.PUBLIC else orphans(study)
    ahead = lessons(study, "next")
    return section(
        _OPEN if isinstance(still, Bullets) else None,
        still,
        _AHEAD if ahead and still else None,
        ahead,
    )


def flow(study: Study) -> Chart | Table | Statement | None:
    """How many pupils were counted at each step."""
    return flow_chart(impact.results(study.base), study.rules)


def how_we_know(study: Study | None = None) -> Section | Piece | None:
    """How the estimates were made, what may be said of them, and how precise they are.

    Parameters
    ----------
    study : the school's; notebooks of the first kit give none, and get what holds for all.
    """
    if study is None:
        return how_told((), None)
    if study.base.outcomes.empty:
        return None
    results = impact.results(study.base)
    rules = study.rules
    how = how_told(results, rules, _plans_told(study))
    return section(how, precision_table(results, rules), ways_table(results, rules))


def how_told(
    results: tuple[impact.Result, ...], rules: Rules | None, plans: Sequence[Statement] = ()
) -> Panel:
    known = [s for r in results if rules and (s := how_known(r, rules))]
    if line := several(results):
        known.append(line)
    return Panel(
        "How we know",
        [
            Statement(
                "Only a comparison group and a start measured beforehand can speak of a difference "
                "from other pupils, and a before-and-after measure of a change; what people told "
                "us can only be reported."
            ),
            Statement(
                "Each estimate comes with the range of values that fit the data (a 95% interval): "
                "a wide one tells little, not that nothing happened."
            ),
            *known,
            *plans,
        ],
    )


def _pupils_of(result: impact.Result, study: Study) -> sheets.PupilOutcomes:
    pupils = study.base.pupils
    return pupils[pupils["outcome_id"] == result.outcome.outcome_id]


def _together(
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


def told_in_short(items: Sequence[Item], rules: Rules) -> Section | Bullets | Table | None:
    """A list of sentences and a table of the questions; None without any question.

    Parameters
    ----------
    items : the questions of the school's surveys.
    rules : of the audience. Where all the questions are hidden there is no table.
    """
    if not items:
        return None
    hidden = [item for item in items if too_few(item, rules) is not None]
    table = voices_table(items, rules) if len(hidden) < len(items) else None
    return section(in_few_words(items, rules), table)


def _plans_told(study: Study) -> list[Statement]:
    """When each plan was fixed and what was done otherwise, or that none was fixed."""
    outcomes = study.base.outcomes
    names = dict(zip(outcomes["outcome_id"], outcomes["outcome"], strict=True))
    return list(plan_words(plans_of(study.base), names))


def _halves_told(study: Study) -> list[Statement]:
    """What the half that began later gained in its own time, where that was measured."""
    found = (second_half(half, study.rules) for half in second_halves(study.base))
    return [said for said in found if said is not None]
