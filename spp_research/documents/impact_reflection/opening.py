"""What stands first: whose reflection it is, what was asked and done, and each main outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spp_research.display.front import Front, school_front
from spp_research.display.panels import Panel
from spp_research.partnership.lead_workbook import rows_of, text
from spp_research.phrases import in_words, plural
from spp_research.protect.disclosure import free_text
from spp_research.schema.vocabulary import IMPACT_REFLECTION, ActionState
from spp_research.school import impact
from spp_research.school.evidence import Study
from spp_research.telling import of_study
from spp_research.words.statements import Statement, joined
from spp_research.words.text import anchor

from .changes import conclusion_of, together_line

if TYPE_CHECKING:
    from spp_research.schema import tables as sheets

_NO_ACTIONS = Statement(
    "No actions have been written down yet. After the workshop, write one row an action: what "
    "will be done, who leads it, and how you will know."
)
_NO_MAIN = Statement(
    "No outcome was named as the main one, so none stands before the others: they are all under "
    "“What changed”. To name one before anything is measured, write Yes under “Main outcome”."
)
_NO_OUTCOMES = Statement(
    "No outcome has been written down yet. Name one thing that an action should change, and "
    "measure it before you start."
)


@of_study
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


@of_study
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
        line = together_line(action, results, study, listing=False) if len(main) == 1 else ()
        shown = f"fig-{anchor(result.outcome.outcome_id)}"
        said = conclusion_of(result, study)
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
