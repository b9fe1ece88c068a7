"""Reading what a form maker exported: questions as headers, one row a person, words as answers.

Every answer keeps its cell, so that what cannot be read is said there; nobody's name does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from spp_research.protect.personal import looks_like_a_name
from spp_research.schema import Workbook

from ..check.free_texts import personal_fault
from ..faults import Fault, Place, did_you_mean, fault, listed, quote
from ..layout import address, bare
from ..read.convert import clean
from ..read.filled_rows import hidden_rows
from ..read.form_columns import Export
from ..read.sheets import RawCell
from ..read.typed_rows import AnswerRow, Row
from .form_answers import (
    OWN_WORDS,
    SEVERAL,
    Answer,
    answer_text,
    begins,
    columns_of,
    is_whole,
    of_a_group,
    part_of_grid,
    read_answer,
    score_of,
    ticks_of,
    without_number,
)
from .several_answers import Ticked, ticked

EXPORT = Workbook(
    name="survey_export",
    title="Survey export",
    purpose="The answers to a survey, as Microsoft Forms or Google Forms saves them.",
    filled_in_by="The people who were asked",
    minutes=0,
    what_happens="It stays in the school; names and addresses in it are never read.",
    sheets=(),
)

_TICKED = frozenset({"1", "yes", "y", "true", "checked", "selected", "x", "✓", "✔"})
_NOT_TICKED = frozenset({"", "0", "no", "n", "false", "unchecked", "not selected"})
_FEWEST_NAMES = 4  # answers
_LONGEST_HEAD = 120  # characters
_MOST_TWICE = 3  # rows that are named one by one


@dataclass
class Answers:
    """The answers of one file while they are being read."""

    rows: list[AnswerRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)  # those with a question of the survey map

    def add(self, item: Row, file: str, respondent: int, answer: Answer) -> None:
        """One row for each answer; one without an answer where the question was left out."""
        for one in answer.answers or (None,):
            score = score_of(item["scale"], one) if one else None
            self.rows.append(AnswerRow(item["item_id"], item["wave"], file, respondent, one, score))


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
    out.faults += _headless(export, place)
    if export.last > export.header:
        out.faults.append(_second_heading(export, place))
    for item, where in items:
        columns = columns_of(export, item["asked"])
        group = _group(export, columns, item["asked"])
        ticks = ticks_of(export, item["asked"]) if not columns else {}
        if item["scale"] == SEVERAL and (len(group) > 1 or ticks):
            labels = ticks or {c: export.subs.get(c, "") for c in group}
            out.columns.update(labels)
            _read_ticks(export, item, labels, people, place, out)
        elif len(group) > 1 and not is_whole(export, columns[0]):
            out.columns.update(group)
            out.faults.append(_several_columns(export, item, group, where, name))
        elif len(columns) == 1:
            out.columns.update(columns)
            if bare(export.questions.get(columns[0], "")) != bare(item["asked"]):
                out.faults += _read_as(export, item, columns[0], place)
            _read_column(export, item, columns[0], people, place, out)
        else:
            out.columns.update(columns)
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
    rows = range(export.last + 1, len(export.raw.rows) + 1) if export.header else ()
    return [row for row in rows if row in export.people or any(export.raw.filled(row))]


def _group(export: Export, columns: Sequence[int], asked: str) -> tuple[int, ...]:
    """The columns that a question stands over, where it was asked for and not one of them."""
    if len(columns) != 1:
        return ()
    named = any(
        without_number(asked) == without_number(words) for words in of_a_group(export, columns[0])
    )
    return () if named else export.group(columns[0])


def _read_ticks(
    export: Export,
    item: Row,
    labels: Mapping[int, str],
    people: list[int],
    place: Place,
    out: Answers,
) -> None:
    """Read a question that has a column for each answer that can be ticked."""
    file = place.file.rpartition("/")[2]
    for row in people:
        found: list[str] = []
        for column, label in labels.items():
            cell = export.raw.cell(row, column)
            answer = read_answer(SEVERAL, cell, way=Ticked())
            said = answer.answers[0] if answer.answers else ""
            if answer.code:
                where = Place(place.file, place.sheet, cell.address, item["asked"])
                out.faults.append(fault(answer.code, where, answer.message, found=said))
            elif bare(said) in _TICKED and label:
                found.append(label)
            elif said and bare(said) not in _NOT_TICKED:
                found.append(said)
        out.add(item, file, row, Answer(tuple(dict.fromkeys(found))))


def _read_column(
    export: Export, item: Row, column: int, people: list[int], place: Place, out: Answers
) -> None:
    """Read one question, and say each thing once, where it comes up first."""
    file = place.file.rpartition("/")[2]
    said: dict[tuple[str, str], list[str]] = {}
    told: dict[tuple[str, str], tuple[Answer, str]] = {}
    cells = [export.raw.cell(row, column) for row in people]
    several = item["scale"] == SEVERAL
    way = ticked(map(answer_text, cells), export.google) if several else None
    if way:
        out.faults += _of_the_column(export, way, cells, column, place)
        way = replace(way, remarks=())
    if item["scale"] == OWN_WORDS:
        out.faults += _looks_named(export, cells, column, place)
    for row, cell in zip(people, cells, strict=True):
        answer = read_answer(item["scale"], cell, export.google, way)
        if answer.code:
            once = answer.code == "survey.answer-number"
            key = (answer.code, "" if once else bare(cell.text))
            said.setdefault(key, []).append(cell.address)
            told.setdefault(key, (answer, clean(cell.text)))
        if item["scale"] == OWN_WORDS and answer.answers:
            where = Place(place.file, place.sheet, cell.address, _head(export, column))
            out.faults += personal_fault(answer.answers[0], where)
        out.add(item, file, row, answer)
    for key, (answer, text) in told.items():
        stands = said[key]
        where = Place(place.file, place.sheet, stands[0], _head(export, column))
        out.faults.append(fault(answer.code, where, answer.message + _also(stands), found=text))


def _of_the_column(
    export: Export, way: Ticked, cells: Sequence[RawCell], column: int, place: Place
) -> list[Fault]:
    """How a column of several answers was cut, where that could be done in another way."""
    faults = []
    for code, text, message in way.remarks:
        words = bare(text)
        holding = [c.address for c in cells if words in bare(answer_text(c))] or [cells[0].address]
        where = Place(place.file, place.sheet, holding[0], _head(export, column))
        faults.append(fault(code, where, message + _also(holding), found=text))
    return faults


def _looks_named(
    export: Export, cells: Sequence[RawCell], column: int, place: Place
) -> list[Fault]:
    """Whether most of what people wrote in their own words are names."""
    texts = [text for cell in cells if (text := answer_text(cell))]
    named = sum(map(looks_like_a_name, texts))
    if len(texts) < _FEWEST_NAMES or 2 * named <= len(texts):
        return []
    header = export.header
    return [
        fault(
            "survey.looks-named",
            Place(place.file, place.sheet, address(header, column), _head(export, column)),
            "Most answers to this question look like people's names, and others would read them: "
            "take the question out of the survey map, unless they are names of something else.",
        )
    ]


def _headless(export: Export, place: Place) -> list[Fault]:
    """Answers in a column without a question; where a row of a CSV file is too long, see there."""
    return [
        fault(
            "column.no-header",
            Place(place.file, place.sheet, address(export.header, column)),
            "Something stands in this column and no question at its head, so it is not read: look "
            "whether a row has moved to the right, or give the column its question.",
        )
        for column in export.headless
        if column <= export.width or len(set(map(len, export.raw.rows))) == 1
    ]


def _second_heading(export: Export, place: Place) -> Fault:
    """That a row below the questions is taken for headings too."""
    second, last = export.header + 1, export.last
    rows = f"Row {second} is" if last == second else f"Rows {second} to {last} are"
    one = "it is" if last == second else "one of them is"
    return fault(
        "survey.second-heading",
        Place(place.file, place.sheet, f"A{second}"),
        f"{rows} read as headings as well, as SurveyMonkey and Qualtrics write them, and not as "
        f"somebody's answers: if {one}, move it to the end of the sheet.",
    )


def _read_as(export: Export, item: Row, column: int, place: Place) -> list[Fault]:
    """That a question was found by more, or fewer, words than the survey map has."""
    text, asked = export.questions.get(column, ""), without_number(item["asked"])
    known = (
        text,
        *export.others.get(column, ()),
        *part_of_grid(text),
        export.subs.get(column, ""),
    )
    if asked in map(without_number, known) or not begins(asked, without_number(text)):
        return []
    return [
        fault(
            "survey.question-begins",
            Place(place.file, place.sheet, address(export.header, column), _head(export, column)),
            "The survey map has only a part of this long question, or this file has, and no other "
            "column begins so: they are taken for one. If they are two, copy the whole question.",
            found=item["asked"],
        )
    ]


def _head(export: Export, column: int) -> str:
    """The question of a column as a place can carry it."""
    text = export.questions.get(column) or export.subs.get(column, "")
    return text if len(text) <= _LONGEST_HEAD else f"{text[:_LONGEST_HEAD].rstrip()}…"


def _several_columns(
    export: Export, item: Row, columns: Sequence[int], where: Place, name: str
) -> Fault:
    words = [export.subs[c] for c in columns if c in export.subs]
    return fault(
        "survey.question-twice",
        where,
        f"{quote(item['asked'])} stands over {len(columns)} columns of {name}, and each has words "
        f"of its own in row {export.header + 1} ({listed(words, 'and', 3)}): give each a row of "
        "the survey map with those words, or choose Several answers if they are ticked together.",
        found=item["asked"],
    )


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
        f"{export.header or 1}.{_nearest(item['asked'], list(export.questions.values()))}",
        found=item["asked"],
    )


def _nearest(asked: str, questions: Sequence[str]) -> str:
    """The nearest question; where two long ones begin alike, the words at which they part."""
    offered = did_you_mean(asked, questions)
    if not offered or quote(asked) not in offered:
        return offered
    near = next(q for q in questions if did_you_mean(asked, [q]))
    ours, theirs = asked.split(), near.split()
    at = next(
        (n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if bare(a) != bare(b)),
        min(len(ours), len(theirs)),
    )
    here, there = (" ".join(words[max(0, at - 2) :]) for words in (ours, theirs))
    return f" They part at word {at + 1}: {quote(here)} here, {quote(there)} in the file."


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
    if len(export.twice) > _MOST_TWICE:
        rows = [second for _, second in export.twice]
        first = ", ".join(map(str, rows[:3]))
        return [
            fault(
                "survey.row-twice",
                Place(place.file, place.sheet, f"A{rows[0]}"),
                f"Rows {first} and {len(rows) - 3} more are each the same as a row above them, to "
                "the minute, and all are counted: if a part of the file was pasted twice, delete "
                "it.",
            )
        ]
    return [
        fault(
            "survey.row-twice",
            Place(place.file, place.sheet, f"A{second}"),
            f"Row {second} is the same as row {first}, to the minute, and both are counted: delete "
            "one of them if it was pasted twice.",
        )
        for first, second in export.twice
    ]
