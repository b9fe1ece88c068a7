"""Reading what a form maker exported: questions as headers, one row a person, words as answers.

Every answer keeps its cell, so that what cannot be read is said there; nobody's name does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from spp_research.schema import Workbook

from .convert import clean
from .faults import Fault, Place, did_you_mean, fault, listed, quote
from .form_answers import OWN_WORDS, Answer, read_answer, score_of
from .form_columns import Export
from .layout import address, bare
from .rows import hidden_rows
from .texts import personal_fault

EXPORT = Workbook(
    name="survey_export",
    title="Survey export",
    purpose="The answers to a survey, as Microsoft Forms or Google Forms saves them.",
    filled_in_by="The people who were asked",
    minutes=0,
    what_happens="It stays in the school; names and addresses in it are never read.",
    sheets=(),
)

ANSWERS = "answers"  # the name of the frame that each reading of a survey file holds

COLUMNS = {
    "item_id": "str",
    "wave": "str",
    "file": "str",
    "respondent": "Int64",
    "answer": "str",
    "score": "Int64",
}

Row = Mapping[str, Any]  # of the survey map


@dataclass
class Answers:
    """The answers of one file while they are being read."""

    rows: list[tuple] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)  # those with a question of the survey map

    def add(self, item: Row, file: str, respondent: int, answer: Answer) -> None:
        """One row for each answer; one without an answer where the question was left out."""
        for one in answer.answers or (None,):
            score = score_of(item["scale"], one) if one else None
            self.rows.append((item["item_id"], item["wave"], file, respondent, one, score))

    def frame(self) -> pd.DataFrame:
        """The long frame of `COLUMNS`."""
        return long_frame(self.rows)


def long_frame(rows: Sequence[tuple]) -> pd.DataFrame:
    """A typed frame of answers, one row a person, question and answer."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(COLUMNS)
    return pd.DataFrame(
        {
            name: pd.array(list(values), dtype=kind)
            for (name, kind), values in zip(COLUMNS.items(), columns, strict=True)
        }
    )


def read_export(export: Export, items: Sequence[tuple[Row, Place]], place: Place) -> Answers:
    """The answers of one export.

    Parameters
    ----------
    items : the rows of the survey map that name this file, each with the place of its question,
        where it is said that no column has it.
    place : of the sheet of answers.
    """
    out = Answers()
    name = place.file.rpartition("/")[2]
    if export.left_out:
        out.faults.append(_left_out(export, place))
    people = _people(export)
    if not people:
        out.faults.append(
            fault(
                "survey.no-answers",
                place,
                "There is no answer below the questions: export the form again once somebody has "
                "answered.",
            )
        )
    out.faults += [*hidden_rows(export.raw, people, place), *_twice(export, place)]
    for item, where in items:
        columns = _columns_of(export, item["asked"])
        out.columns.update(columns)
        if len(columns) == 1:
            _read_column(export, item, columns[0], people, place, out)
        else:
            out.faults.append(_no_single_column(export, item, columns, where, name))
    spare = {c: text for c, text in export.questions.items() if c not in out.columns}
    if spare and items:
        out.faults.append(_unmapped(spare, export, place))
    return out


def _left_out(export: Export, place: Place) -> Fault:
    """What is said of columns about persons: their headers, and nothing of what they hold."""
    several = len(export.left_out) > 1
    were = "say who answered, so they were" if several else "says who answered, so it was"
    return fault(
        "survey.columns-left-out",
        Place(place.file, place.sheet, f"A{export.header}"),
        f"The {'columns' if several else 'column'} {listed(export.left_out, 'and')} {were} left "
        "out before anything was read.",
    )


def _people(export: Export) -> list[int]:
    """The rows with an answer or with anything that the form itself wrote."""
    rows = range(export.header + 1, len(export.raw.rows) + 1) if export.header else ()
    return [row for row in rows if row in export.people or any(export.raw.filled(row))]


def _columns_of(export: Export, asked: str) -> list[int]:
    """The columns with this question at their head, spelling and numbering apart."""
    same = [c for c, text in export.questions.items() if bare(text) == bare(asked)]
    if same:
        return same
    wanted = _without_number(asked)
    return [c for c, text in export.questions.items() if _without_number(text) == wanted]


def _without_number(text: str) -> str:
    words = bare(text).split()
    return " ".join(words[1:] if words and words[0].isdigit() and len(words) > 1 else words)


def _read_column(
    export: Export, item: Row, column: int, people: list[int], place: Place, out: Answers
) -> None:
    """Read one question, and say each thing once, where it comes up first."""
    file = place.file.rpartition("/")[2]
    said: dict[tuple[str, str], list[str]] = {}
    told: dict[tuple[str, str], tuple[Answer, str]] = {}
    for row in people:
        cell = export.raw.cell(row, column)
        answer = read_answer(item["scale"], cell, export.google)
        if answer.code:
            once = answer.code in ("survey.answer-number", "survey.several-commas")
            key = (answer.code, "" if once else bare(cell.text))
            said.setdefault(key, []).append(cell.address)
            told.setdefault(key, (answer, clean(cell.text)))
        if item["scale"] == OWN_WORDS and answer.answers:
            where = Place(place.file, place.sheet, cell.address, export.questions[column])
            out.faults += personal_fault(answer.answers[0], where)
        out.add(item, file, row, answer)
    for key, (answer, text) in told.items():
        cells = said[key]
        where = Place(place.file, place.sheet, cells[0], export.questions[column])
        out.faults.append(fault(answer.code, where, answer.message + _also(cells), found=text))


def _also(cells: list[str]) -> str:
    """Where else the same stands."""
    if len(cells) == 1:
        return ""
    rest = ", ".join(cells[1:4]) + (f" and {len(cells) - 4} more" if len(cells) > 4 else "")
    return f" The same stands in {rest}."


def _no_single_column(
    export: Export, item: Row, columns: list[int], where: Place, name: str
) -> Fault:
    asked = quote(item["asked"])
    if columns:
        cells = " and ".join(address(export.header, c) for c in columns[:2])
        return fault(
            "survey.question-twice",
            where,
            f"{asked} stands at the head of two columns of {name} ({cells}), and only you know "
            "which is meant: delete or rename one of them.",
            found=item["asked"],
        )
    return fault(
        "survey.no-question",
        where,
        f"{asked} is not at the head of a column of {name}: copy the exact words from its row "
        f"{export.header or 1}.{did_you_mean(item['asked'], export.questions.values())}",
        found=item["asked"],
    )


def _unmapped(spare: dict[int, str], export: Export, place: Place) -> Fault:
    many = len(spare) > 1
    first = min(spare)
    if not export.showable:  # a row with a person in it stands where the questions should
        return fault(
            "survey.unmapped",
            Place(place.file, place.sheet, f"A{export.header}"),
            f"{len(spare)} more columns are not in the survey map, so they are not read.",
        )
    return fault(
        "survey.unmapped",
        Place(place.file, place.sheet, address(export.header, first)),
        f"The {'questions' if many else 'question'} {listed(spare.values(), 'and', 6)} "
        f"{'are' if many else 'is'} not in the survey map, so {'they are' if many else 'it is'} "
        "not read.",
        found=spare[first],
    )


def _twice(export: Export, place: Place) -> list[Fault]:
    return [
        fault(
            "survey.row-twice",
            Place(place.file, place.sheet, f"A{second}"),
            f"Row {second} is the same as row {first}, to the minute, and both are counted: delete "
            "one of them if it was pasted twice.",
        )
        for first, second in export.twice
    ]
