"""Answers that were given on paper: the survey responses workbook, read against the survey map."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from spp_research.schema import SURVEYS

from ..check.free_texts import personal_fault
from ..check.reading import Reading, read_workbook
from ..faults import Fault, Place, fault, quote, stops
from ..layout import address
from ..read.headers import find_heading
from ..read.sheets import RawCell, RawSheet
from ..read.typed_rows import Row, given
from .form_answers import OWN_WORDS, read_answer
from .forms import Answers

_PAPER = SURVEYS.sheets[0]


def is_typed_in(raw: RawSheet) -> bool:
    """Whether a sheet is our own one for answers given on paper."""
    heading = find_heading(raw, _PAPER)
    needed = {field.name for field in _PAPER.fields if field.required}
    return heading is not None and needed <= heading.fields


def typed_in(
    path: Path, shown: str, rows: Sequence[tuple[int, Row]], named: Mapping[int, str]
) -> Reading:
    """The survey responses workbook, read against the survey map."""
    known: dict[str, Collection[str]] = {
        "survey_map.item_id": frozenset(row["item_id"] for _, row in rows)
    }
    reading = read_workbook(path, SURVEYS, known, shown)
    answers = Answers()
    if not stops(reading.faults):
        mapped = {(row["item_id"], row["wave"]): (row, named.get(n)) for n, row in rows}
        first: dict[str, int] = {}
        for number, one in reading.rows[_PAPER.name].records:
            respondent = first.setdefault(one["respondent_id"], number)
            item, file = mapped.get((one["item_id"], one["wave"]), (None, None))
            if item is None or file != path.name:
                answers.faults.append(_not_asked(reading, number, one, item))
                continue
            text = one["answer"] if given(one["answer"]) else ""
            answer = read_answer(item["scale"], RawCell(number, 1, text))
            where = _place(reading, number, "answer")
            if answer.code:
                answers.faults.append(fault(answer.code, where, answer.message, found=text))
            if item["scale"] == OWN_WORDS:
                answers.faults += personal_fault(text, where)
            answers.add(item, path.name, respondent, answer)
    return replace(
        reading,
        answers=tuple(answers.rows),
        faults=(*reading.faults, *answers.faults),
    )


def _not_asked(reading: Reading, number: int, one: Row, item: Row | None) -> Fault:
    what = quote(one["item_id"]), quote(one["wave"])
    if item is None:
        message = (
            f"The survey map has no row for {what[0]} asked {what[1]}: add one, or mend the ID or "
            "the time."
        )
    else:
        message = (
            f"The survey map says that {what[0]} asked {what[1]} is in {quote(item['file'])}, and "
            "an answer to it stands here: name this file there, or take the row out."
        )
    column = "wave" if item is None else "item_id"
    place = _place(reading, number, column)
    return fault("survey.not-asked", place, message, found=one[column])


def _place(reading: Reading, row: int, column: str) -> Place:
    at = reading.columns.get((_PAPER.name, column))
    cell = address(row, at) if at else ""
    title = reading.titles.get(_PAPER.name, _PAPER.title)
    return Place(reading.shown_as, title, cell, _PAPER.field(column).label)
