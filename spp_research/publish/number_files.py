"""The numbers of a document as files: one workbook that everybody can read, and a CSV a table.

The workbook follows "Releasing statistics in spreadsheets" of the UK's Government Analysis
Function: a cover, a list of contents and the symbols first; then one table a sheet, its title and
notes above it; no merged or empty cells; the table marked as one, so that a screen reader finds it.

Words begin as they were typed, so they may look like a formula. In the workbook each is a text; in
a CSV file, where nothing can say so, an apostrophe stands before it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.kinds import NUMBERS

from .numbers import DOES_NOT_APPLY, MEANINGS, PER_CENT, Cell, Numbers
from .word_parts import held, parsed, read_package, the_part, write_package, written

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook as Book
    from xlsxwriter.worksheet import Worksheet

WORKBOOK = NUMBERS
FOLDER = "numbers"  # of the CSV files, beside the workbook
LANGUAGE = "en-GB"
_CREATED = dt.datetime(2026, 1, 1)  # fixed, so that the same numbers give the same bytes
_FORMULA = re.compile("^\\s*[-=+@\t\r\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"-(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_MOST_LETTERS = 32_000  # of a cell; Excel takes 32,767
_TIDY = (
    *("table", "row", "row_name", "column", "shown"),
    *("value", "low", "high", "n", "percent", "unit", "status", "reason"),
)
_GROUPED = 10_000  # from here on thousands are set apart; below it may be a year
_A4 = 9  # as Excel numbers paper
_WIDEST, _NARROWEST = 60, 12  # of a column, in letters
# Of the cover, a column with notes over it, and a list. A lone column is not made smaller by
# every program to fit the page, so the cover is as narrow as a page is in a wide font.
_COVER, _FIRST, _LISTED = 60, 60, 70
_UPRIGHT = 100  # letters that a page shows upright in a size to be read
_LINE, _HIGHEST = 17.0, 400.0  # points of a line of 12-point text, and of a row
_UNSIGNED = "This brings in what others have shared; no signature covers it."
_TITLE = 1.25  # how much larger a title is, in bold
_SET_LETTERS = 0.8  # of those that a column is wide: its width is counted in 11-point digits


@dataclass(frozen=True)
class About:
    """What the cover of a workbook says of the document.

    Parameters
    ----------
    title, whose, partnership : of the document.
    readers : who it is for.
    dated : the day that it bears, in words.
    text_mark : of the document; empty where it has none.
    licence : of what is for everyone, else empty.
    left_out : what of the document has no sheet: its name there, and what it is.
    """

    title: str
    whose: str
    partnership: str
    readers: str
    dated: str
    text_mark: str = ""
    licence: str = ""
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def heading(self) -> str:
        """The title of the workbook."""
        return f"Numbers to reuse: {self.title} – {self.whose}"


def write_numbers(folder: Path, tables: Sequence[Numbers], about: About) -> list[str]:
    """Write the workbook and the CSV files of a document into its folder.

    Returns
    -------
    The names of the files, from the folder; none where there are no tables.

    Raises
    ------
    OSError
        When they cannot be written.
    """
    if not tables:
        return []
    _workbook(folder / WORKBOOK, tables, about)
    (folder / FOLDER).mkdir(exist_ok=True)
    names = [WORKBOOK]
    for table, stem in zip(tables, _stems(tables), strict=True):
        names.append(f"{FOLDER}/{stem}.csv")
        # Excel takes a CSV for the letters of its own country unless a byte order mark says that
        # it is UTF-8: without one "–" and "é" are torn. What else reads CSV leaves the mark out.
        (folder / names[-1]).write_text(as_csv(table), encoding="utf-8-sig", newline="")
    return names


def is_of_numbers(name: str) -> bool:
    """Whether a file has the name of one of these, as a path from the document's folder."""
    return name == WORKBOOK or bool(re.fullmatch(rf"{FOLDER}/[a-z0-9-]+\.csv", name))


def as_csv(table: Numbers) -> str:
    """A table as CSV: one value a row where it is of numbers, else as it stands."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if not table.of_numbers:
        writer.writerow([_inert(name) for name in _distinct(table.head)])
        writer.writerows([_inert(cell.shown) for cell in row] for row in table.rows)
        return out.getvalue()
    writer.writerow(_TIDY)
    for number, row in enumerate(table.rows, start=1):
        name = table.row_name(row)
        for column, cell in zip(table.head[table.heads :], row[table.heads :], strict=True):
            writer.writerow(
                [
                    *(table.name, number, _inert(name), _inert(column), _inert(cell.shown)),
                    # Numbers by a pattern, so a minus before them begins no formula.
                    *(cell.value, cell.low, cell.high, _inert_n(cell.n), cell.percent),
                    *(_inert(cell.unit), cell.status, cell.reason),
                ]
            )
    return out.getvalue()


def _inert(text: str) -> str:
    """A text that no spreadsheet works out; a number alone, also below nought, is none."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _inert_n(text: str) -> str:
    return text if re.fullmatch(r"-?[\d.]+", text) else _inert(text)


def _stems(tables: Sequence[Numbers]) -> Iterator[str]:
    """The names of the CSV files; a document may use a label twice."""
    used: dict[str, int] = {}
    for table in tables:
        used[table.label] = times = used.get(table.label, 0) + 1
        yield table.label if times == 1 else f"{table.label}-again-{times}"


def _workbook(path: Path, tables: Sequence[Numbers], about: About) -> None:
    import xlsxwriter

    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties(
        {
            "title": held(about.heading),
            "subject": held(about.title),
            "author": held(about.partnership),
            "created": _CREATED,
        }
    )
    look = _Look(book)
    cover = book.add_worksheet("Cover")
    _lines(cover, look, [about.heading, *_cover(about)], _COVER)
    contents = [("Sheet", "What it shows")]
    contents += [("Symbols", "What the symbols in the tables mean")]
    contents += [(table.name, _title(table)) for table in tables]
    _listed(book, look, "Contents", "Contents", [*contents, *about.left_out], len(contents))
    symbols = [("Symbol", "Meaning"), *MEANINGS.items()]
    _listed(book, look, "Symbols", "Symbols", symbols)
    for table, stem in zip(tables, _stems(tables), strict=True):
        _sheet(book, look, table, stem)
    cover.activate()
    book.close()
    _place(content.getvalue(), path)


def _place(content: bytes, path: Path) -> None:
    """Write the workbook with its language, which XlsxWriter does not know of."""
    parts = read_package(content)
    name = the_part(parts, "", "core-properties")
    core = parsed(parts[name])
    dc = "http://purl.org/dc/elements/1.1/"
    language = core.makeelement(f"{{{dc}}}language")
    language.text = LANGUAGE
    core.append(language)
    write_package(path, parts | {name: written(core)})


def _cover(about: About) -> Iterator[str]:
    yield f"{about.whose}, {about.partnership}. {about.dated}."
    yield (
        f"{about.readers}. This workbook shows what the document shows to them, and no more: what "
        "is hidden there is hidden here, with its symbol."
    )
    if about.text_mark:
        yield (
            f"The numbers are those of the document with the text mark {about.text_mark}. Whether "
            "they are signed off stands on the first page of the document."
        )
    if about.licence:
        yield f"Licence: {about.licence}."
    yield (
        "The sheet Contents lists the tables, and the sheet Symbols explains the symbols. Each "
        "table has a sheet with the number that it has in the document. The same values are in "
        f"the folder {FOLDER} as CSV files, one for each table."
    )
    if about.left_out:
        names = ", ".join(name for name, _ in about.left_out)
        yield f"No sheet of its own, since it shows no numbers to reuse: {names}."


class _Look:
    """The formats of one workbook."""

    def __init__(self, book: Book) -> None:
        base = {"font_name": "Calibri", "font_size": 12, "valign": "top"}
        self._book, self._base = book, base
        self.title = book.add_format({**base, "bold": True, "font_size": 14, "text_wrap": True})
        self.line = book.add_format(base)
        self.wrapped = book.add_format({**base, "text_wrap": True})
        self.head = book.add_format({**base, "bold": True, "text_wrap": True, "bottom": 1})
        self.text = book.add_format({**base, "text_wrap": True, "quote_prefix": True})
        self.symbol = book.add_format({**base, "align": "right"})
        self.link = book.add_format({**base, "font_color": "#12436D", "underline": 1})
        self._numbers: dict[str, Any] = {}

    def number(self, text: str) -> Any:
        """The format that shows a number with the decimals that the document gives it."""
        places = len(text.partition(".")[2])
        form = (
            ("#,##0" if abs(float(text)) >= _GROUPED else "0") + "." * bool(places) + "0" * places
        )
        if form not in self._numbers:
            self._numbers[form] = self._book.add_format({**self._base, "num_format": form})
        return self._numbers[form]


def _lines(page: Worksheet, look: _Look, lines: Sequence[str], width: int) -> None:
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_column(0, 0, width)
    for number, line in enumerate(lines):
        page.set_row(number, _height([(line, width)], 1 if number else _TITLE))
        page.write_string(number, 0, _cut(line), look.wrapped if number else look.title)


def _listed(
    book: Book,
    look: _Look,
    name: str,
    title: str,
    rows: Sequence[tuple[str, str]],
    links: int = 0,
) -> None:
    """A sheet of two columns: names, and what they stand for; the first rows lead to sheets."""
    page = book.add_worksheet(name)
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_column(0, 0, 14)
    page.set_column(1, 1, _LISTED)
    page.write_string(0, 0, title, look.title)
    page.write_string(1, 0, "This sheet has one table.", look.line)
    for number, (first, second) in enumerate(rows, start=2):
        page.set_row(number, _height([(second, _LISTED)]))
        if 2 < number < links + 2:
            page.write_url(number, 0, f"internal:'{first}'!A1", look.link, first)
        else:
            page.write_string(number, 0, first, look.head if number == 2 else look.text)
        page.write_string(number, 1, _cut(second), look.head if number == 2 else look.text)
    _mark(page, name.lower(), 2, [*rows[0]], len(rows) - 1, look)


def _mark(
    page: Worksheet, name: str, top: int, head: Sequence[str], rows: int, look: _Look
) -> None:
    """Mark cells that are written already as a table with a name and a row of heads."""
    columns = [{"header": one, "header_format": look.head} for one in head]
    options = {"name": name, "columns": columns, "style": None, "autofilter": False}
    page.add_table(top, 0, top + rows, len(head) - 1, options)


def _sheet(book: Book, look: _Look, table: Numbers, stem: str) -> None:
    page = book.add_worksheet(table.name)
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    above = [f"{table.name}: {_title(table)}"]
    above += [table.subtitle] if table.subtitle else []
    above += ["This sheet has one table. The sheet Symbols says what its symbols mean."]
    above += table.notes if table.signed else (*table.notes, _UNSIGNED)
    columns = _columns(table)
    head = _distinct([name for name, _ in columns])
    widths = [_width(name, cells) for name, (_, cells) in zip(head, columns, strict=True)]
    widths[0] = max(widths[0], _FIRST)
    if sum(widths) > _UPRIGHT:
        page.set_landscape()
    for number, line in enumerate(above):  # the first column holds them, since cells stay apart
        page.set_row(number, _height([(line, widths[0])], 1 if number else _TITLE))
        page.write_string(number, 0, _cut(line), look.wrapped if number else look.title)
    top = len(above)
    page.set_row(top, _height(zip(head, widths, strict=True)))
    for row in range(len(table.rows)):
        printed = [(cells[row], wide) for (_, cells), wide in zip(columns, widths, strict=True)]
        page.set_row(top + 1 + row, _height(printed))
    for place, (_, cells) in enumerate(columns):
        page.set_column(place, place, widths[place])
        for row, cell in enumerate(cells, start=top + 1):
            if isinstance(cell, _Figure):
                page.write_number(row, place, float(cell), look.number(cell))
            else:
                its = look.symbol if cell in MEANINGS and place else look.text
                page.write_string(row, place, _cut(cell), its)
    _mark(page, stem.replace("-", "_"), top, head, len(table.rows), look)


def _width(head: str, cells: Sequence[str]) -> int:
    """How wide a column is, in letters: its longest cell, within bounds."""
    wide = max(map(len, [*cells, *head.split()]))
    return min(max(wide + 3, _NARROWEST), _WIDEST)


def _height(cells: Iterable[tuple[str, int]], larger: float = 1) -> float:
    """How high a row of these texts is, each in a column of some letters.

    Excel finds it itself where none is given; other programs draw one line over the next.
    """
    fit = _SET_LETTERS / larger
    lines = (-(-len(text) // max(1, int(wide * fit))) for text, wide in cells)
    return min(_HIGHEST, _LINE * larger * max((1, *lines)))


class _Figure(str):
    """A number as it is printed, apart from the words among which it stands."""

    __slots__ = ()


def _columns(table: Numbers) -> list[tuple[str, list[str]]]:
    """The columns of a sheet: where a cell has several numbers, each has a column of its own."""
    made = []
    for place, name in enumerate(table.head):
        cells = [row[place] for row in table.rows]
        made += _parts(name, cells) if place >= table.heads else [(name, [c.shown for c in cells])]
    return made


def _parts(name: str, cells: Sequence[Cell]) -> list[tuple[str, list[str]]]:
    units = list(dict.fromkeys(cell.unit for cell in cells if cell.value))
    only = f" ({units[0]})" if len(units) == 1 and units[0] else ""
    if only and re.search(rf"\b{re.escape(units[0])}\b", name, re.IGNORECASE):
        only = ""  # the name says it: "Pupils", "Result in marks"
    parts = [(f"{name}{only}", [_Figure(c.value) if c.value else c.shown for c in cells])]
    own = [cell if cell.value else Cell(cell.shown) for cell in cells]
    for field, called in (("low", "from"), ("high", "to"), ("percent", PER_CENT)):
        if any(getattr(cell, field) for cell in own):
            parts.append((f"{name}: {called}", [_part(cell, field) for cell in own]))
    if any(cell.n and not cell.low for cell in own):
        out_of = [_part(cell, "" if cell.low else "n") for cell in own]
        parts.insert(1, (f"{name}: out of", out_of))
    if len(units) > 1:
        parts.append((f"{name}: unit", [cell.unit or _part(cell, "") for cell in own]))
    return parts


def _part(cell: Cell, field: str) -> str:
    """One of the numbers of a cell; where it has none, its symbol, or that there is none."""
    part = getattr(cell, field) if field else ""
    if part:
        return _Figure(part)
    return cell.shown if cell.shown in MEANINGS else DOES_NOT_APPLY


def _distinct(head: Sequence[str]) -> list[str]:
    """The names of columns, each once and none empty, as a marked table demands."""
    names: list[str] = []
    used: set[str] = set()
    for number, name in enumerate(head, start=1):
        whole = held(name)[:240] or f"Column {number}"
        wanted, times = whole, 1
        while wanted.lower() in used:
            times += 1
            wanted = f"{whole} ({times})"
        used.add(wanted.lower())
        names.append(wanted)
    return names


def _title(table: Numbers) -> str:
    return table.title.rstrip(".")


def _cut(text: str) -> str:
    return held(text)[:_MOST_LETTERS]
