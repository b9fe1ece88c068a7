"""What a school's document lacks before there is anything to say in it.

A document of blanks helps nobody, so none is made before its workbook holds the least that makes
it worth having. What that is, kind by kind, stands here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from spp_research.intake.read.typed_rows import TypedRows
from spp_research.kinds import (
    BEST_PRACTICE,
    IMPACT_REFLECTION,
    PARENTS_PAGE,
    REVIEW_SUMMARY,
    WORKSHOP_PACK,
    ReportKind,
)
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import all_standing
from spp_research.schema.vocabulary import FindingKind

Sheets = Mapping[str, TypedRows]


class Lacking(StrEnum):
    """What is missing for a document to have something to say."""

    FINDING = "a finding"
    QUESTION = "a next step or a question for the workshop"
    ACTION = "an action or an outcome"
    PRACTICE = "a practice"
    FOR_EVERYONE = "a review summary that is signed off for everyone"


@dataclass(frozen=True)
class Day:
    """The day to look from, and whether the settings fix it; see `sign_off.standing`."""

    as_at: date
    fixed: bool = False


def _has_finding(sheets: Sheets) -> bool:
    """A strength or a next step. What was looked at is no summary of what was found."""
    return _filled(sheets, "findings", "finding")


def _has_question(sheets: Sheets) -> bool:
    """A next step, or something that the school wants to think about with others."""
    return any(
        row["kind"] == FindingKind.NEXT_STEP or _is_given(row["workshop_question"])
        for row in _rows(sheets, "findings")
    )


def _has_action(sheets: Sheets) -> bool:
    """An action, something measured, or what became of something that was carried over."""
    return (
        _filled(sheets, "actions", "action")
        or _filled(sheets, "outcomes", "outcome")
        or _filled(sheets, "series", "counted")
        or _filled(sheets, "carried_over", "state")
    )


def _has_practice(sheets: Sheets) -> bool:
    """A principle: what a school shares in a sentence."""
    return _filled(sheets, "practice", "principle")


def _is_for_everyone(sheets: Sheets, day: Day) -> bool:
    """Findings in a review summary that everyone may read."""
    return _has_finding(sheets) and bool(
        all_standing(
            sheets["sign_off"].records if "sign_off" in sheets else (),
            REVIEW_SUMMARY.title,
            Audience.PUBLIC,
            day.as_at,
            fixed=day.fixed,
        )
    )


_LEAST: Mapping[str, tuple[Lacking, Callable[[Sheets], bool]]] = {
    REVIEW_SUMMARY.name: (Lacking.FINDING, _has_finding),
    WORKSHOP_PACK.name: (Lacking.QUESTION, _has_question),
    IMPACT_REFLECTION.name: (Lacking.ACTION, _has_action),
    BEST_PRACTICE.name: (Lacking.PRACTICE, _has_practice),
}
# What is made only of other documents goes by who signed those, and so by the day.
_LEAST_ON: Mapping[str, tuple[Lacking, Callable[[Sheets, Day], bool]]] = {
    PARENTS_PAGE.name: (Lacking.FOR_EVERYONE, _is_for_everyone),
}

# The sheets to fill in, by name.
SHEETS: Mapping[Lacking, tuple[str, ...]] = {
    Lacking.FINDING: ("findings",),
    Lacking.QUESTION: ("findings",),
    Lacking.ACTION: ("actions", "outcomes"),
    Lacking.PRACTICE: ("practice",),
    Lacking.FOR_EVERYONE: ("sign_off",),
}


def lacking(kind: ReportKind, sheets: Sheets, day: Day) -> Lacking | None:
    """What a school's document lacks; None where there is enough to make it.

    Parameters
    ----------
    kind : of document. One about all the schools lacks nothing: the lead's workbook has the
        timetable and the people, or it is not in order.
    sheets : the school's workbook as it was read.
    day : to look from, for what is made of documents that are signed off.
    """
    if kind.name in _LEAST_ON:
        missing, is_there_on = _LEAST_ON[kind.name]
        return None if is_there_on(sheets, day) else missing
    if kind.name not in _LEAST:
        return None
    missing, is_there = _LEAST[kind.name]
    return None if is_there(sheets) else missing


def _filled(sheets: Sheets, sheet: str, column: str) -> bool:
    return any(_is_given(row[column]) for row in _rows(sheets, sheet))


def _rows(sheets: Sheets, sheet: str) -> list[Mapping[str, Any]]:
    return [row for _, row in sheets[sheet].records] if sheet in sheets else []


def _is_given(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())
