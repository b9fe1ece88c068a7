"""A document as data: what it prints, for a dashboard or another program, in `report.json`.

It is made of the same words that the document prints: sentences off its page, the cells of tables
and what charts draw as `numbers` reads them. What a kit keeps behind a word never comes here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, cast

from pydantic import BaseModel, ConfigDict

from spp_research.catalogue import say
from spp_research.kinds import AS_DATA
from spp_research.protect.signatures import ShownText
from spp_research.protect.signatures.texts import TOP
from spp_research.share.records import schema_of

from .numbers import Cell, Numbers
from .shown import Read

NAME = AS_DATA
FORMAT = "spp-report"
VERSION = 1
# Columns that say how an estimate can be known, as the kit's own tables head them.
_HOW_KNOWN = ("How known", "Design")
_KINDS: dict[str, Literal["text", "caption", "picture"]] = {
    "text": "text",
    "caption": "caption",
    "picture": "picture",
}
_PICTURE = "Picture: "


Status = Literal[
    "shown",
    "in words",
    "hidden",
    "does not apply",
    "not available",
    "rounds to 0",
    "unreliable",
    "nothing to show",
]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Document(_Record):
    """Which document it is.

    Parameters
    ----------
    kind : of document, as the command line calls it: "impact-reflection".
    title : as its first page has it.
    whose : the school, the partnership or the hub, as the first page names it.
    question : that the review was about; empty where there is none.
    school : the short name of the school; empty for a document about all of them.
    partnership, cycle : as the lead's workbook names them.
    audience : whom it is for.
    readers : the same in the words of the first page.
    dated : the day that the document bears, as YYYY-MM-DD.
    licence : of a document for everyone, else empty.
    """

    kind: str
    title: str
    whose: str
    school: str
    partnership: str
    cycle: str
    audience: Literal["school", "partnership", "public"]
    readers: str
    question: str
    dated: str
    licence: str


class SignOff(_Record):
    """Whether the document is signed off, as it was when it was made.

    Parameters
    ----------
    state : a sign-off can end afterwards: the document is made again by the next run, and this
        file with it.
    status : the line of the first page.
    text_mark : the nine letters of the text.
    """

    state: Literal["signed", "draft"]
    status: str
    text_mark: str


class Sentence(_Record):
    """A paragraph, an item of a list, a caption, or the words that stand for a picture.

    Parameters
    ----------
    section : the heading that it stands under; "First page" before the first.
    kind : a paragraph or an item, what stands under a chart or over a table, or what is said of a
        picture to those who do not see it.
    text : the words, on one line.
    signed : false for what others have shared, which the signature of this document does not cover.
    """

    section: str
    kind: Literal["text", "caption", "picture"]
    text: str
    signed: bool


class Table(_Record):
    """A table as it is printed, or a chart as what it draws.

    Parameters
    ----------
    name : as the document numbers it: "Table 3", "Figure 1".
    label : the same in every edition of the kind of document: "tbl-outcomes".
    title, subtitle, notes : as they stand over and under it.
    signed : false for what others have shared, which the signature of this document does not cover.
    columns : the heads, each once and none empty.
    rows : the words of the cells, row by row, with the symbols of what is hidden.
    """

    name: str
    label: str
    title: str
    subtitle: str
    notes: tuple[str, ...]
    signed: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Value(_Record):
    """One cell of a table or chart with numbers, and what can be read from its words.

    Parameters
    ----------
    table, label : of the table or chart that it stands in.
    row : the number of the row, from 1.
    row_name : what heads the row: the outcome, the school, the answer.
    column : what heads the column.
    shown : the words of the cell.
    value : the number, with the digits that are printed; null for none.
    low, high : the ends of its range; null for none.
    n : how many it is out of or rests on; null where there is none or more than one.
    n_text : the same in words, as "23 and 25" for two groups.
    percent : the percentage that stands in brackets.
    unit : what the value counts or measures, where the cell says it.
    how_known : how an estimate can be known, where its table has a column for it.
    status : "shown", "in words", or why there is no number.
    reason : what the symbol means; empty where there is none.
    """

    table: str
    label: str
    row: int
    row_name: str
    column: str
    shown: str
    value: int | float | None
    low: int | float | None
    high: int | float | None
    n: int | float | None
    n_text: str
    percent: int | float | None
    unit: str
    how_known: str
    status: Status
    reason: str


class Report(_Record):
    """A whole document.

    Parameters
    ----------
    format : always "spp-report".
    version : of this format; another one as soon as a field comes, goes or means something else.
    kit : the version of the kit that made it.
    document : which document it is.
    sign_off : whether it is signed off.
    sentences : what it says besides its tables, in the order in which it is read. The section
        about the document itself is left out.
    tables : its tables and its charts.
    values : the cells of those with numbers, one a row.
    """

    format: Literal["spp-report"] = "spp-report"
    version: Literal[1] = 1
    kit: str
    document: Document
    sign_off: SignOff
    sentences: tuple[Sentence, ...]
    tables: tuple[Table, ...]
    values: tuple[Value, ...]


def write_report(report: Report, folder: Path) -> Path:
    """Write `report.json` into the folder of a document.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    path = folder / NAME
    path.write_bytes(_bytes(report))
    return path


def restated(content: bytes, status: str, *, signed: bool) -> bytes | None:
    """The file of a kept document whose sign-off is another one today.

    Parameters
    ----------
    status : the line of its first page today.

    Returns
    -------
    None for a file that this kit cannot read, which would go on saying what it said.
    """
    try:
        report = Report.model_validate_json(content)
    except ValueError:
        return None
    state: Literal["signed", "draft"] = "signed" if signed else "draft"
    now = report.sign_off.model_copy(update={"state": state, "status": status})
    return _bytes(report.model_copy(update={"sign_off": now}))


def sentences_of(lines: Sequence[Read], signed: ShownText | None = None) -> list[Sentence]:
    """The sentences of a page.

    Parameters
    ----------
    lines : of the page, without the section about the document.
    signed : what the signature covers, where it does not cover all.
    """
    # Tables are numbered otherwise where all of them are there, so lines are alike but for it.
    numbered = re.compile(rf"\b({re.escape(say('Table'))}|{re.escape(say('Figure'))}) \d+")
    covered = {numbered.sub("", line.words) for line in signed.lines} if signed else set()
    return [
        Sentence(
            section=_flat(line.section) or TOP,
            kind=_KINDS[line.kind],
            text=_flat(line.words).removeprefix(_PICTURE if line.kind == "picture" else ""),
            signed=signed is None or numbered.sub("", _flat(line.words)) in covered,
        )
        for line in lines
        if line.kind in _KINDS
    ]


def table_of(read: Numbers) -> Table:
    """A table or chart as the file has it."""
    return Table(
        name=read.name,
        label=read.label,
        title=read.title,
        subtitle=read.subtitle,
        notes=read.notes,
        signed=read.signed,
        columns=tuple(_distinct(read.head)),
        rows=tuple(tuple(cell.shown for cell in row) for row in read.rows),
    )


def values_of(read: Numbers) -> Iterator[Value]:
    """The cells of a table or chart with numbers; none of one of words."""
    if not read.of_numbers:
        return
    heads = _distinct(read.head)
    known = next((i for i, name in enumerate(read.head) if name in _HOW_KNOWN), None)
    for number, row in enumerate(read.rows, start=1):
        for place in range(read.heads, len(row)):
            cell = row[place]
            yield Value(
                table=read.name,
                label=read.label,
                row=number,
                row_name=read.row_name(row),
                column=heads[place],
                shown=cell.shown,
                **_numbers(cell),
                n_text=cell.n,
                unit=cell.unit,
                how_known=row[known].shown if known is not None and known != place else "",
                status=cast(Status, cell.status),
                reason=cell.reason,
            )


def schema_text() -> str:
    """The text of docs/report.schema.json."""
    return schema_of(
        Report,
        f"SPP document as data, version {VERSION}",
        "What a document of the kit prints, as data: report.json beside report.qmd.",
    )


def _numbers(cell: Cell) -> dict[str, int | float | None]:
    parts = ("value", "low", "high", "n", "percent")
    return {part: _number(getattr(cell, part)) for part in parts}


def _number(text: str) -> int | float | None:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:  # none, or one for each group
        return None


def _distinct(head: Sequence[str]) -> list[str]:
    """The heads of columns, each once and none empty, as a frame wants them."""
    names: list[str] = []
    for number, name in enumerate(head, start=1):
        wanted, times = name or f"Column {number}", 1
        while wanted in names:
            times += 1
            wanted = f"{name or f'Column {number}'} ({times})"
        names.append(wanted)
    return names


def _flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _bytes(report: Report) -> bytes:
    """Equal documents have equal bytes."""
    text = json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=1)
    return f"{text}\n".encode()
