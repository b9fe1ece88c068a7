"""The thread from finding to practice in words: what became of what, and where it breaks off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spp_research.phrases import in_words, plural
from spp_research.protect.disclosure import Shown, free_text
from spp_research.school.trace import Orphan

from .statements import Statement

if TYPE_CHECKING:
    import pandas as pd


# What an orphan is asked to write, after "F3 has no action:".
_WRITE = {
    Orphan.NO_SOURCE: "add the evidence it rests on",
    Orphan.NO_ACTION: "add a row that answers it",
    Orphan.NO_FINDING: "write which finding it answers",
    Orphan.NO_MEASURE: "write how you will know",
    Orphan.NO_DATE: "write when you will look at it again",
    Orphan.NO_BASELINE: "next time, measure before you start as well",
    Orphan.NO_OUTCOME: "name the outcome that shows it, and measure that afterwards",
}


def thread_title(threads: pd.DataFrame) -> str:
    steps = threads[threads["kind"] == "Next step"].drop_duplicates("finding_id")
    if steps.empty:
        return "What became of what the school set out to do"
    acted = int((steps["action_id"] != "").sum())
    return (
        f"{in_words(acted).capitalize() if acted else 'None'} of {in_words(len(steps))} next "
        f"{plural(len(steps), 'step')} {plural(max(acted, 1), 'has', 'have')} led to an action"
    )


def thread_alt(threads: pd.DataFrame) -> str:
    """The threads, one by one, with the words of the workbook's IDs only."""
    parts = []
    for row in threads.to_dict("records"):
        start = row["finding_id"] or "no finding"
        pieces = len(row["evidence_ids"])
        if row["finding_id"]:
            start += f" ({pieces or 'no'} {plural(pieces, 'piece')} of evidence)"
        steps = [start, row["action_id"] or "no action yet"]
        if row["action_id"]:
            steps.append("a success measure" if row["success_measure"] else "no measure")
            named = f"{row['outcome_id']} ({row['outcome']})"
            steps.append(named if row["outcome_id"] else "no outcome yet")
        if row["practice_id"]:
            steps.append(row["practice_id"])
        parts.append(" to ".join(steps))
    return (
        "Diagram with a column for each stage (finding, sources, action, how we will know, "
        f"outcome, practice) and a line for each thread: {'; '.join(parts)}."
    )


def orphan(row: Any) -> Statement:
    import pandas as pd

    wanted = _WRITE[row.lacks]
    if pd.isna(row.row):
        where = Shown(f"sheet “{row.sheet}”, a new row")
    else:
        where = Shown(f"sheet “{row.sheet}”, row {row.row}, “{row.column}”")
    return Statement(
        f"**{{id}}** has {row.lacks}: {wanted} ({{where}}).", id=free_text(row.id), where=where
    )
