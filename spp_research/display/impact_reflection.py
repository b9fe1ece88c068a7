"""The pieces of an impact reflection, in the order in which it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from spp_research import impact
from spp_research.disclosure import free_text, not_personal
from spp_research.evidence import Study
from spp_research.partnership import day, text

from .charts import Chart
from .front import Front, school_front
from .results import caution, conclusion, estimation_chart, flow_table, results_table
from .statements import Bullets, Panel, Statement
from .tables import Table
from .text import in_words, long_date, plural

if TYPE_CHECKING:
    from spp_research.impact import Result

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
    """What was set out, what was done, and the conclusion on each main outcome."""
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
    main = [r for r in impact.results(study.base) if r.outcome.primary]
    points += [conclusion(result, study.rules) for result in main] or [_NO_OUTCOMES]
    return Panel("Key points", points)


def actions_table(study: Study) -> Table | Statement:
    """What the school set out to do, who leads it, and what was really done."""
    actions = study.base.actions
    if actions.empty:
        return _NO_ACTIONS
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


def success_measures(study: Study) -> Bullets | Statement:
    """How the school said it would know, action by action."""
    actions = study.base.actions.dropna(subset=["success_measure"])
    if actions.empty:
        return Statement("How the school would know has not been written down.")
    return Bullets(
        [
            Statement(
                "{action}: {measure}", action=row.action_id, measure=free_text(row.success_measure)
            )
            for row in actions.itertuples(index=False)
        ]
    )


def main_chart(study: Study) -> Chart | Statement:
    """The main outcome as an estimation plot: groups, difference, interval."""
    main = _main(study)
    return _NO_OUTCOMES if main is None else estimation_chart(main, study.rules)


def conclusions(study: Study) -> Bullets | Statement:
    """Every outcome in a sentence, main ones first; none is left out."""
    results = impact.results(study.base)
    if not results:
        return _NO_OUTCOMES
    return Bullets([conclusion(result, study.rules) for result in results])


def outcomes_table(study: Study) -> Table | Statement:
    """Every outcome with its numbers."""
    results = impact.results(study.base)
    return results_table(results, study.rules) if results else _NO_OUTCOMES


def cannot_tell(study: Study) -> Panel:
    """What the data cannot tell, and what would."""
    results = impact.results(study.base)
    cautions = [caution(result) for result in results] or [_NO_OUTCOMES]
    return Panel("What we cannot tell", cautions)


def lessons(study: Study, column: str) -> Bullets | Statement:
    """One column of the reflection, action by action.

    Parameters
    ----------
    column : "what_changed", "surprises", "lessons" or "next".
    """
    rows = study.base.reflection.dropna(subset=[column])
    if rows.empty:
        return Statement("Nothing has been written down here yet.")
    return Bullets([Statement("{words}", words=free_text(words)) for words in rows[column]])


def flow(study: Study) -> Table | Statement:
    """How many pupils were counted at each step."""
    return flow_table(impact.results(study.base), study.rules)


def how_we_know() -> Panel:
    """How the estimates were made and what may be said of them."""
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
        ],
    )


def _main(study: Study) -> Result | None:
    results = impact.results(study.base)
    shown = [r for r in results if r.estimate.ok and r.estimate.low is not None]
    return next(iter(shown or results), None)


def _when(row: object) -> str:
    start, end = day(row.start_date), day(row.review_date)
    if start and end:
        return f"{long_date(start)} to {long_date(end)}"
    return long_date(start or end) if start or end else "no date yet"
