"""The thread from finding to practice in words: what became of what, and where it breaks off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from spp_research.catalogue import say
from spp_research.phrases import in_words, listed
from spp_research.protect.disclosure import Shown, free_text
from spp_research.schema.vocabulary import FindingKind
from spp_research.school.trace import Orphan

from .statements import Statement

if TYPE_CHECKING:
    import pandas as pd


_BREAKS_OFF = {
    Orphan.NO_SOURCE: "**{id}** has no source: add the evidence it rests on ({where}).",
    Orphan.NO_ACTION: "**{id}** has no action: add a row that answers it ({where}).",
    Orphan.NO_FINDING: "**{id}** has no finding behind it: write which finding it answers "
    "({where}).",
    Orphan.NO_MEASURE: "**{id}** has no success measure: write how you will know ({where}).",
    Orphan.NO_DATE: "**{id}** has no date to look at it again: write when you will look at it "
    "again ({where}).",
    Orphan.NO_BASELINE: "**{id}** has no baseline: next time, measure before you start as well "
    "({where}).",
    Orphan.NO_OUTCOME: "**{id}** has no known outcome: name the outcome that shows it, and measure "
    "that afterwards ({where}).",
}

# The same beyond the school, where nobody can mend it.
_OPEN = {
    Orphan.NO_SOURCE: "{ids} has no source yet.",
    Orphan.NO_ACTION: "No action answers {ids} yet.",
    Orphan.NO_FINDING: "{ids} answers no finding.",
    Orphan.NO_MEASURE: "How the school will know about {ids} is not written down yet.",
    Orphan.NO_DATE: "No day is set for looking at {ids} again.",
    Orphan.NO_BASELINE: "The start of {ids} was not measured.",
    Orphan.NO_OUTCOME: "What {ids} brought is not known yet.",
}
_SEVERAL_OPEN = {
    Orphan.NO_SOURCE: "{ids} have no source yet.",
    Orphan.NO_FINDING: "{ids} answer no finding.",
}


def thread_title(threads: pd.DataFrame) -> str:
    steps = threads[threads["kind"] == FindingKind.NEXT_STEP].drop_duplicates("finding_id")
    if steps.empty:
        return "What became of what the school set out to do"
    acted = int((steps["action_id"] != "").sum())
    everyone = len(steps)
    if not acted:
        return say(
            "None of {steps} next step has led to an action",
            "None of {steps} next steps has led to an action",
            n=everyone,
            steps=in_words(everyone),
        )
    if everyone == 1:
        return say("One of one next step has led to an action")
    return say(
        "One of {steps} next steps has led to an action",
        "{acted} of {steps} next steps have led to an action",
        n=acted,
        acted=in_words(acted).capitalize(),
        steps=in_words(everyone),
    )


def thread_alt(threads: pd.DataFrame) -> str:
    """The threads, one by one, with the words of the workbook's IDs only."""
    return say(
        "Diagram with a column for each stage (finding, sources, action, how we will know, "
        "outcome, practice) and a line for each thread: {threads}.",
        threads="; ".join(say(" to ").join(_stations(row)) for row in threads.to_dict("records")),
    )


def _stations(row: Mapping[Any, Any]) -> Iterator[str]:
    """What stands along one thread, from left to right."""
    pieces = len(row["evidence_ids"])
    if row["finding_id"]:
        yield say(
            "{finding} ({pieces} piece of evidence)",
            "{finding} ({pieces} pieces of evidence)",
            n=pieces,
            finding=row["finding_id"],
            pieces=pieces or say("no"),
        )
    else:
        yield say("no finding")
    yield row["action_id"] or say("no action yet")
    if row["action_id"]:
        yield say("a success measure") if row["success_measure"] else say("no measure")
        yield (
            f"{row['outcome_id']} ({row['outcome']})"
            if row["outcome_id"]
            else say("no outcome yet")
        )
    if row["practice_id"]:
        yield row["practice_id"]


def orphan(row: Any) -> Statement:
    """Where one thread breaks off, what to write, and in which cell.

    Parameters
    ----------
    row : of `trace.orphans`.
    """
    import pandas as pd

    if pd.isna(row.row):
        where = say("sheet “{sheet}”, a new row", sheet=row.sheet)
    else:
        where = say(
            "sheet “{sheet}”, row {row}, “{column}”",
            sheet=row.sheet,
            row=row.row,
            column=row.column,
        )
    return Statement(_BREAKS_OFF[row.lacks], id=free_text(row.id), where=Shown(where))


def still_open(found: pd.DataFrame) -> Iterator[Statement]:
    """Where threads break off, those that lack the same thing in one sentence.

    Parameters
    ----------
    found : of `trace.orphans`.
    """
    for lacks in _OPEN:
        ids = [str(one) for one in found.loc[found["lacks"] == lacks, "id"]]
        if len(ids) == 1:
            yield Statement(_OPEN[lacks], ids=free_text(ids[0]))
        elif ids:
            yield Statement(
                _SEVERAL_OPEN[lacks] if lacks in _SEVERAL_OPEN else _OPEN[lacks],
                ids=free_text(listed(ids)),
            )
