"""The tables and charts of a document as numbers that a program can take up.

Everything here is read from the words that the document itself prints, cell by cell, as they came
out of disclosure control. A number that is kept behind a word, finer than the word, is never asked
for; nor is the rule that hid one, since "all of them the same" would say what was hidden. What is
not plainly a number stays the words that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from spp_research.protect.disclosure import SYMBOLS
from spp_research.words.text import clean

NOTHING = "–"
DOES_NOT_APPLY = "[z]"
MEANINGS = {**SYMBOLS, NOTHING: "nothing to show here"}
_STATUS = {
    "[c]": "hidden",
    "[z]": "does not apply",
    "[x]": "not available",
    "[low]": "rounds to 0",
    "[u]": "unreliable",
    NOTHING: "nothing to show",
}
# In a row of this column stands how many pupils an estimate rests on.
_PUPILS = "Pupils"

_NUMBER = r"[−-]?(?:\d{1,3}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?"
_UNIT = r"(?: (?P<unit>[^\d()%\[\]]+))?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<value>{_NUMBER})",
        rf"(?P<value>{_NUMBER})%",
        rf"(?P<value>{_NUMBER}) of (?P<n>{_NUMBER})(?: \((?P<percent>{_NUMBER})%\))?",
        rf"(?P<value>{_NUMBER}) \((?P<percent>{_NUMBER})%\)",
        rf"(?P<value>{_NUMBER}){_UNIT} \((?P<low>{_NUMBER}) to (?P<high>{_NUMBER})\)",
        rf"(?P<value>{_NUMBER}) (?P<unit>pupils?)",
        rf"n = (?P<value>{_NUMBER})",
        rf"(?P<value>{_NUMBER}){_UNIT}",
    )
)
_PERCENT, _PLAINLY = _FORMS[1], _FORMS[:-1]
PER_CENT = "per cent"
_DOWN, _UP = re.compile(r" ?\b(?:lower|fewer|less)$"), re.compile(r" ?\b(?:higher|more)$")

# Of what a chart says that it draws: what its numbers are about, and what only places them.
_ABOUT = ("panel", "outcome", "school", "bar", "group")
_SIDES = {"left": "panel", "right": "panel", "axis": "panel", "measured in": "scale"}
_PLACING = frozenset(("axis from", "axis to", "heaviest", "from and to", "seen on"))
_PLACED = re.compile(r", (?:below|middle|above) \d+$")


@dataclass(frozen=True)
class Cell:
    """What a cell shows, and what can be read from it.

    Parameters
    ----------
    shown : the words as they are printed.
    value, low, high, n, percent : the numbers in them, as they are printed; empty for none.
    unit : what the value counts or measures, where the cell says it.
    """

    shown: str
    value: str = ""
    low: str = ""
    high: str = ""
    n: str = ""
    percent: str = ""
    unit: str = ""

    @property
    def status(self) -> str:
        """Whether it is shown, as a number or in words, or why not."""
        if self.shown in _STATUS:
            return _STATUS[self.shown]
        return "shown" if self.value else "in words"

    @property
    def reason(self) -> str:
        """What the symbol means; empty where there is none."""
        return MEANINGS.get(self.shown, "")

    @property
    def is_words(self) -> bool:
        """Whether it holds neither a number nor a symbol."""
        return not self.value and self.shown not in MEANINGS


@dataclass(frozen=True)
class Numbers:
    """One table or chart of a document.

    Parameters
    ----------
    name : as the document numbers it: "Table 3".
    label : its label in the document, "tbl-outcomes".
    title, subtitle, notes : as they stand over and under it.
    head : the names of the columns.
    rows : the cells, row by row; the first columns of each are words that head it.
    heads : how many those are.
    """

    name: str
    label: str
    title: str
    subtitle: str
    notes: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 1

    @property
    def of_numbers(self) -> bool:
        """Whether it has a column of numbers, shown or hidden, and not words with a few in them."""
        columns = list(zip(*self.rows, strict=True))[self.heads :]
        return any(
            sum(bool(cell.value) or cell.shown in SYMBOLS for cell in column)
            > sum(cell.is_words for cell in column)
            for column in columns
        )


@dataclass
class Taken:
    """What the cells of a notebook gave, in the order in which it is read."""

    given: list[Mapping[str, Any]] = field(default_factory=list)

    def take(self, mark: Mapping[str, Any]) -> None:
        """Take what a display under the kit's mark says of its table or chart, if it has one."""
        signed = mark.get("signed", True)
        self.given.extend({**one, "signed": signed} for one in mark.get("numbers", ()))
        if mark["kind"] == "chart" and (told := mark.get("told")):
            own = {"drawn": mark["drawn"], "label": mark["label"], "signed": signed}
            self.given.append({**told, **own})

    def shown_in(self, labels: Sequence[str]) -> tuple[Numbers, ...]:
        """The tables and charts with these labels, numbered as the document numbers them.

        Parameters
        ----------
        labels : of all tables and charts that the document shows, in its order.

        Returns
        -------
        None at all where no table or chart has a number: then there is nothing to reuse.
        """
        by_label: dict[str, list[Mapping[str, Any]]] = {}
        for one in self.given:
            by_label.setdefault(one["label"], []).append(one)
        found, counted = [], {"tbl": 0, "fig": 0}
        for label in labels:
            kind = label.partition("-")[0]
            counted[kind] += 1
            if by_label.get(label):
                what = "Table" if kind == "tbl" else "Figure"
                read = _read(by_label[label].pop(0), f"{what} {counted[kind]}")
                if read.rows and (kind == "tbl" or read.of_numbers):
                    found.append(read)
        return tuple(found) if any(one.of_numbers for one in found) else ()


def cell_of(text: str, number: bool = False) -> Cell:
    """What a cell's words say.

    Parameters
    ----------
    number : whether the kit knows it for a number, so that any words behind it are its unit. A
        person's words begin with digits too, as dates do: those stay words.

    Examples
    --------
    >>> cell_of("19 of 27 (70%)", True).n, cell_of("14 May 2026").value
    ('27', '')
    """
    shown = _line(text) or NOTHING
    for form in _FORMS if number else _PLAINLY:
        if found := form.fullmatch(shown):
            parts = {name: _plain(part) for name, part in found.groupdict("").items()}
            unit = PER_CENT if form is _PERCENT else parts.get("unit", "")
            return _signed(Cell(shown, **{**parts, "unit": unit}))
    return Cell(shown)


def _signed(cell: Cell) -> Cell:
    """The cell with the sign that its words give it, where its range bears them out.

    "2.4 marks lower (−6.4 to 1.7)" is −2.4 marks. Where value and range do not fit together, the
    cell stays words.
    """
    if not cell.low:
        return cell
    value, unit = cell.value, cell.unit
    if _DOWN.search(unit):
        value, unit = f"-{value}".replace("--", ""), _DOWN.sub("", unit)
    else:
        unit = _UP.sub("", unit)
    if not float(cell.low) <= float(value) <= float(cell.high):
        return Cell(cell.shown)
    return replace(cell, value=value, unit=unit)


def _plain(part: str) -> str:
    """A number as programs read it: no commas, and a hyphen for a minus."""
    return part.replace(",", "").replace("−", "-") if re.fullmatch(_NUMBER, part) else part.strip()


def _line(text: object) -> str:
    """The words as the document shows them, on one line."""
    if isinstance(text, str) and text.isascii() and text.isprintable():
        return " ".join(text.split())  # nothing to clean, which most cells are
    return " ".join(clean(str(text)).split())


def _read(given: Mapping[str, Any], name: str) -> Numbers:
    """What a mark says of a table or chart."""
    notes = [_line(note) for note in given.get("notes", ())]
    if not given.get("signed", True):
        notes.append("This brings in what others have shared; no signature covers it.")
    own = Numbers(
        name, given["label"], _line(given["title"]), _line(given["subtitle"]), (*notes,), (), ()
    )
    if "drawn" in given:
        return replace(own, **_of_chart(given["drawn"]))
    rows = [
        (Cell(_line(head) or NOTHING), *(cell_of(text, bool(number)) for text, number in cells))
        for head, *cells in given["rows"]
    ]
    # A row with nothing in it is there to be written in by hand.
    kept = tuple(row for row in rows if any(cell.shown != NOTHING for cell in row))
    head = tuple(_line(one) for one in given["head"])
    return replace(own, head=head, rows=tuple(_with_pupils(head, row) for row in kept))


def _with_pupils(head: Sequence[str], row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The row whose estimates know the pupils behind them, where a column says it."""
    if _PUPILS not in head:
        return row
    pupils = row[head.index(_PUPILS)]
    behind = pupils.value or pupils.shown.removesuffix(" pupils")
    return tuple(replace(cell, n=behind) if cell.low and not cell.n else cell for cell in row)


def _of_chart(drawn: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """What a chart draws as a table: what a number is about, what it is, and the number."""
    rows = []
    for about, what, part in _placed(drawn):
        number = isinstance(part, int | float)
        cell = cell_of(repr(part).removesuffix(".0") if number else str(part))
        rows.append((Cell(about or NOTHING), Cell(_line(what)), cell))
    head = ("About", "What is drawn", "Number")
    if all(row[0].shown == NOTHING for row in rows):
        return {"head": head[1:], "rows": tuple(row[1:] for row in rows), "heads": 1}
    return {"head": head, "rows": tuple(rows), "heads": 2}


def _placed(drawn: Iterable[Sequence[Any]]) -> Iterator[tuple[str, str, Any]]:
    about: dict[str, str] = {}
    for key, part in drawn:
        stem = re.sub(r" \d+$", "", str(key))
        stem = _SIDES.get(stem, stem)
        if stem in (*_ABOUT, "scale"):
            # What stood below the one before stands no longer.
            deeper = (*_ABOUT, "scale")[(*_ABOUT, "scale").index(stem) :]
            about = {name: words for name, words in about.items() if name not in deeper}
            about[stem] = _line(part)
        elif key not in _PLACING:
            what = "Answers" if key == "behind" else _PLACED.sub("", str(key))
            yield "; ".join(filter(None, about.values())), what, part
