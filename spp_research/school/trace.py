"""From finding to practice: what became of each finding, and where the thread breaks off.

finding -> sources -> action -> success measure -> outcome -> practice. A thread that stops is an
orphan: somebody found something and nobody acted, or acted and cannot know what came of it. Every
function takes an `EvidenceBase` and returns a table; nothing here is protected yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from spp_research.errors import InputError
from spp_research.partnership.lead_workbook import text
from spp_research.schema import SCHOOL
from spp_research.schema.vocabulary import DESIGNS, SOURCE_TYPES, FindingKind
from spp_research.telling import A_BASE, takes

from .evidence import EvidenceBase

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.schema import tables

WITH_A_BASELINE = tuple(DESIGNS)[:-1]  # A, B and C; D is measured only afterwards

COLUMNS = (
    "finding_id",
    "kind",
    "finding",
    "evidence_ids",
    "sources",
    "action_id",
    "action",
    "success_measure",
    "outcome_id",
    "outcome",
    "design",
    "practice_id",
    "practice",
)


class Orphan(StrEnum):
    """Where a thread breaks off, in words that finish "F3 has ..."."""

    NO_SOURCE = "no source"
    NO_ACTION = "no action"
    NO_FINDING = "no finding behind it"
    NO_MEASURE = "no success measure"
    NO_DATE = "no date to look at it again"
    NO_BASELINE = "no baseline"
    NO_OUTCOME = "no known outcome"


@takes(A_BASE, "outcomes")
def chains(base: EvidenceBase) -> pd.DataFrame:
    """Every thread from a finding as far as it goes.

    Returns
    -------
    One row a thread, findings in the order in which the school wrote them and actions that
    answer no finding last; `COLUMNS`, an empty text where the thread has stopped. A finding with
    two actions, or an action with two outcomes, has two rows. `evidence_ids` and `sources`
    (kinds of source) are tuples.
    """
    import pandas as pd

    kinds = base.evidence.set_index("evidence_id")["source_type"]
    rows = []
    for finding in base.findings.itertuples(index=False):
        ids = _ids(finding.evidence_ids)
        found = {kinds[e] for e in ids if e in kinds.index}
        head = (
            finding.finding_id,
            finding.kind,
            finding.finding,
            ids,
            tuple(s for s in SOURCE_TYPES if s in found),
        )
        actions = base.actions[base.actions["finding_id"] == finding.finding_id]
        rows += [(*head, *tail) for tail in _onwards(base, actions)]
        if actions.empty:
            rows.append((*head, *_STOPPED))
    loose = base.actions[~base.actions["finding_id"].isin(base.findings["finding_id"])]
    rows += [("", "", "", (), (), *tail) for tail in _onwards(base, loose)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


@takes(A_BASE, "outcomes")
def orphans(base: EvidenceBase) -> pd.DataFrame:
    """Every thread that breaks off, and where to write what is missing.

    Parameters
    ----------
    base : opened with its pupils' results: an outcome counts as known by them.

    Returns
    -------
    One row an orphan, by stage; columns id, lacks (`Orphan`), sheet, row (None where a new one is
    wanted) and column, the last three as the workbook shows them. A strength needs no action.
    While there is no action plan at all, no next step is an orphan for lack of one.
    """
    import pandas as pd

    found = [
        *_findings(base),
        *_actions(base),
        *_outcomes(base),
        *_practices(base),
    ]
    rows = [
        (
            one,
            lacks,
            SCHOOL.sheet(sheet).title,
            row,
            SCHOOL.sheet(sheet).field(column).label,
        )
        for one, lacks, sheet, row, column in found
    ]
    table = pd.DataFrame(rows, columns=["id", "lacks", "sheet", "row", "column"])
    return table.astype({"row": "Int64"})


_Found = Iterator[tuple[str, Orphan, str, int | None, str]]
_Row = TypeVar("_Row")
_STOPPED = ("",) * (len(COLUMNS) - COLUMNS.index("action_id"))


def _onwards(base: EvidenceBase, actions: tables.Actions) -> Iterator[tuple[str, ...]]:
    """An action, its measure, its outcome and the practice that rests on that outcome."""
    for action in actions.itertuples(index=False):
        head = (action.action_id, action.action, text(action.success_measure))
        outcomes = base.outcomes[base.outcomes["action_id"] == action.action_id]
        for outcome in outcomes.itertuples(index=False):
            practice = base.practice[base.practice["outcome_id"] == outcome.outcome_id]
            shared = (
                (practice["practice_id"].iloc[0], practice["principle"].iloc[0])
                if len(practice)
                else ("", "")
            )
            yield (*head, outcome.outcome_id, outcome.outcome, outcome.design, *shared)
        if outcomes.empty:
            yield (*head, "", "", "", "", "")


def _numbered(sheet: tables.Table[Any, _Row]) -> Iterator[tuple[int, _Row]]:
    """Each row with its number in the workbook."""
    return zip(map(int, sheet.index), sheet.itertuples(index=False), strict=True)


def _findings(base: EvidenceBase) -> _Found:
    answered = set(base.actions["finding_id"].dropna())
    for row, finding in _numbered(base.findings):
        name = finding.finding_id
        if not _ids(finding.evidence_ids):
            yield name, Orphan.NO_SOURCE, "findings", row, "evidence_ids"
        planned = len(base.actions) > 0 and finding.kind == FindingKind.NEXT_STEP
        if planned and name not in answered:
            yield name, Orphan.NO_ACTION, "actions", None, "finding_id"


def _actions(base: EvidenceBase) -> _Found:
    for row, action in _numbered(base.actions):
        for column, written, lacks in (
            ("finding_id", action.finding_id, Orphan.NO_FINDING),
            ("success_measure", action.success_measure, Orphan.NO_MEASURE),
            ("review_date", action.review_date, Orphan.NO_DATE),
        ):
            if not text(written):
                yield action.action_id, lacks, "actions", row, column


def _outcomes(base: EvidenceBase) -> _Found:
    began = set(base.pupils.dropna(subset=["baseline"])["outcome_id"])
    for row, outcome in _numbered(base.outcomes):
        name = outcome.outcome_id
        if outcome.design not in WITH_A_BASELINE:
            yield name, Orphan.NO_BASELINE, "outcomes", row, "design"
        elif not text(outcome.baseline_date) and name not in began:
            yield name, Orphan.NO_BASELINE, "outcomes", row, "baseline_date"


def _practices(base: EvidenceBase) -> _Found:
    for row, practice in _numbered(base.practice):
        if not known(base, text(practice.outcome_id)):
            yield practice.practice_id, Orphan.NO_OUTCOME, "practice", row, "outcome_id"


@takes(A_BASE, "outcomes")
def known(base: EvidenceBase, outcome_id: str) -> bool:
    """Whether what came of an outcome is known: measured afterwards, or told and written down.

    Parameters
    ----------
    outcome_id : of the outcomes sheet; an unknown or empty one is not known.
    """
    if not isinstance(outcome_id, str):
        raise InputError(f'outcome_id is the ID of an outcome, as "O1", not {outcome_id!r:.40}')
    declared = base.outcomes[base.outcomes["outcome_id"] == outcome_id]
    if declared.empty:
        return False
    if declared.iloc[0]["design"] in WITH_A_BASELINE:
        results = base.pupils[base.pupils["outcome_id"] == outcome_id]
        return bool(results["follow_up"].notna().any())
    told = base.reflection[base.reflection["action_id"] == declared.iloc[0]["action_id"]]
    return bool(told["what_changed"].notna().any())


def _ids(cell: object) -> tuple[str, ...]:
    return cell if isinstance(cell, tuple) else ()
