"""The pieces of an impact reflection, in the order in which it is read."""

from __future__ import annotations

import pandas as pd

from spp_research import impact, survey
from spp_research.disclosure import free_text, not_personal
from spp_research.evidence import Study
from spp_research.partnership import day, text

from .bands import sources as told_sources
from .cautions import cannot_tell as left_open
from .charts import Chart
from .estimation import estimation_chart
from .front import Front, school_front
from .knowing import how_known, several
from .likert import voices_chart
from .result_tables import flow_table, precision_table, results_table
from .results import conclusion, subgroup_sentence
from .statements import Bullets, Panel, Statement
from .tables import Table
from .taken_together import taken_together
from .text import in_words, long_date, plural
from .voices import Told, told

_OWN_WORDS = "the school's own words about its own work"
_NO_ACTIONS = Statement(
    "No actions have been written down yet. After the workshop, write one row an action: what "
    "will be done, who leads it, and how you will know."
)
_NO_OUTCOMES = Statement(
    "No outcome has been written down yet. Name one thing that an action should change, and "
    "measure it before you start."
)


def front(study: Study) -> Front:
    """Whose reflection it is, what it is about, and who signed it off."""
    return school_front(
        study,
        "Impact reflection",
        "Impact reflection",
        focus=study.base.focus,
        description=f"What {study.base.school.name} did after its peer review, and what changed.",
        keywords=["impact", "peer review", study.partnership.cycle],
    )


def key_points(study: Study) -> Panel:
    """What was asked and done, the one line of all sources, and each main outcome."""
    actions = study.base.actions
    if actions.empty:
        return Panel("Key points", [_NO_ACTIONS])
    done = int((actions["status"] == "Completed").sum())
    points = [
        Statement(
            "After its review the school planned {planned}; {done} completed.",
            planned=f"{in_words(len(actions))} {plural(len(actions), 'action')}",
            done=f"{in_words(done)} {plural(done, 'is', 'are')}",
        )
    ]
    results = impact.results(study.base)
    main = [r for r in results if r.outcome.primary]
    asked = dict.fromkeys(r.outcome.question for r in main if r.outcome.question)
    points = [Statement("**We asked:** {question}", question=free_text(q)) for q in asked] + points
    for result in main:
        action = result.outcome.action_id
        line = _together(action, results, study, listing=False)
        points += [*line, conclusion(result, study.rules)]
    return Panel("Key points", points if main else [*points, _NO_OUTCOMES])


def actions_table(study: Study) -> Table | None:
    """What the school set out to do, who leads it, and what was really done."""
    actions = study.base.actions
    if actions.empty:
        return None
    frame = pd.DataFrame(
        {
            "Action": list(actions["action"]),
            "Lead": [study.partnership.person(lead) or "–" for lead in actions["lead"]],
            "When": [_when(row) for row in actions.itertuples(index=False)],
            "What was done": [free_text(done) for done in actions["what_was_done"]],
        },
        index=pd.Index(
            [f"{r.action_id} {text(r.status).lower()}".strip() for r in actions.itertuples()],
            name="Action no.",
        ),
    )
    return Table(
        not_personal(frame, _OWN_WORDS),
        "tbl-actions",
        "What the school set out to do and what it did",
        f"Action plan after the peer review, {study.partnership.cycle}",
        widths=(12, 29, 13, 14, 32),
    )


def main_chart(study: Study) -> Chart | None:
    """The main outcome as an estimation plot: groups, difference, interval."""
    for result in impact.results(study.base):
        if chart := estimation_chart(result, study.rules):
            return chart
    return None


def conclusions(study: Study) -> Bullets | None:
    """Every outcome in a sentence, main ones first; subgroups; and each action's one line."""
    results = impact.results(study.base)
    said = []
    for result in results:
        said.append(conclusion(result, study.rules))
        if subgroup := subgroup_sentence(result, study.rules):
            said.append(subgroup)
    actions = dict.fromkeys([r.outcome.action_id for r in results])
    actions |= dict.fromkeys(study.base.actions["action_id"])
    said += [line for a in actions for line in _together(a, results, study)]
    return Bullets(said) if said else None


def outcomes_table(study: Study) -> Table | None:
    """Every outcome with its numbers."""
    results = impact.results(study.base)
    return results_table(results, study.rules) if results else None


def precision(study: Study) -> Table | None:
    """How large each difference is in standard deviations, and what could have been shown."""
    return precision_table(impact.results(study.base), study.rules)


def told_chart(study: Study) -> Chart | None:
    """The answers to the school's surveys as bars, before and after one below the other."""
    return voices_chart(survey.items(study.base), study.rules)


def what_people_told_us(study: Study) -> Told | None:
    """Every question of the surveys in a sentence, and how many answered it."""
    return told(survey.items(study.base), study.rules)


def cannot_tell(study: Study) -> Panel | None:
    """What the data cannot tell, and what would."""
    results = impact.results(study.base)
    if not results:
        return None
    return Panel("What we cannot tell", [left_open(r, study.rules) for r in results])


def lessons(study: Study, *columns: str) -> Bullets | None:
    """Columns of the reflection, one after the other, action by action.

    Parameters
    ----------
    columns : of "what_changed", "surprises", "lessons" and "next".
    """
    words = [w for column in columns for w in study.base.reflection[column].dropna()]
    if not words:
        return None
    return Bullets([Statement("{words}", words=free_text(w)) for w in words])


def flow(study: Study) -> Table | None:
    """How many pupils were counted at each step."""
    return flow_table(impact.results(study.base), study.rules)


def how_we_know(study: Study) -> Panel | None:
    """How the estimates were made and what may be said of them."""
    if study.base.outcomes.empty:
        return None
    results = impact.results(study.base)
    known = [s for r in results if (s := how_known(r, study.rules))]
    if line := several(results):
        known.append(line)
    return Panel(
        "How we know",
        [
            Statement(
                "Only a project with a comparison group and a start measured beforehand can speak "
                "of a difference from other pupils. A before-and-after measure can speak of a "
                "change; what people told us can only be reported."
            ),
            Statement(
                "Each estimate comes with the range of values that fit the data (a 95% interval). "
                "A wide range means that little can be told, not that nothing happened."
            ),
            *known,
        ],
    )


def _together(
    action: str, results: tuple[impact.Result, ...], study: Study, *, listing: bool = True
) -> tuple[Statement, ...]:
    """The one line of an action that something was measured or asked about, where it may be."""
    own = [r for r in results if r.outcome.action_id == action]
    asked = told_sources(study.base, action, study.rules)
    line = taken_together(f"action {action}", own, study.rules, asked, listing=listing)
    return (line,) if line else ()


def _when(row: object) -> str:
    start, end = day(row.start_date), day(row.review_date)
    if start and end:
        return f"{long_date(start)} to {long_date(end)}"
    return long_date(start or end) if start or end else "no date yet"
