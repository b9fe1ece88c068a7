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
from decimal import Decimal
from fractions import Fraction
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
_BARE = re.compile(_NUMBER)
# A code, a year: the kit sets thousands apart, so it has printed no count like this.
_CODE = re.compile(r"\d{4,}")
_COUNTS = re.compile(rf"(?:about )?{_NUMBER}(?:(?:,| and) {_NUMBER})*(?: pupils)?")
_MOST_DIGITS = 15  # that a spreadsheet keeps of a number

# Which way a difference goes, as the kit says it: at the end, and plainly.
_WAY = re.compile(r"(?:(?P<unit>.+) )?(?P<way>higher|more|lower|fewer|less)")
_DOWN, _IN_TABLES = ("lower", "fewer", "less"), ("higher", "lower")
_UNIT_WORD = re.compile(r"[a-zà-ÿ]+(?:[/'’-][a-zà-ÿ]+)*|[A-Z]{2,}s?")
# With these behind a number it may be less than it looks, no number of anything, or a date.
_NO_UNIT_WORDS = """
up down worse better below above under over behind ahead beneath beyond less more least most
than before after since until or and not no nor but only about around nearly almost roughly at
to from by off away apart short slow slowed quick fast high low average worst best fall falls
fell fallen drop drops dropped rise rises rose risen gain gains gained loss losses lose lost
decrease decreases decreased increase increases increased decline declines declined reduction
reduced deficit deficits shortfall minus plus negative positive improvement improved growth grew
shrank worsened against ago late early lag lead th st nd rd am pm noon midnight o'clock o’clock
jan january feb february mar march apr april may jun june jul july aug august sep sept september
oct october nov november dec december mon monday tue tuesday wed wednesday thu thursday fri
friday sat saturday sun sunday hundred thousand million billion dozen half halves third thirds
"""
_NO_UNIT = frozenset(_NO_UNIT_WORDS.split())
_NO_FIRST = frozenset(("of", "in", "out", "the", "an", "each", "per", "with", "on", "for", "as"))
_IN_ER = frozenset(
    ("per", "paper", "letter", "number", "quarter", "chapter", "teacher", "answer", "order")
)
# Before a range that may lie on both sides of nought only these are taken for what they say.
_KNOWN_UNIT = re.compile(
    r"(?:(?:percentage|standard|scaled|raw) )?(?:marks?|points?|words?|letters?|sounds?|facts?|"
    r"seconds?|minutes?|hours?|days?|weeks?|months?|sessions?|lessons?|pupils?|people|answers?|"
    r"questions?|pages?|books?|SDs?|deviations?)"
    r"(?: (?:a|an|per|each) (?:second|minute|hour|day|week|month|term|year|session|lesson|pupil))?"
)

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
    signed : whether the document's signature covers it; what others have shared it does not.
    """

    name: str
    label: str
    title: str
    subtitle: str
    notes: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 1
    signed: bool = True

    @property
    def has_sheet(self) -> bool:
        """Whether there is something in it to reuse: of a chart, numbers; of a table, any words."""
        return bool(self.rows) and (self.label.startswith("tbl-") or self.of_numbers)

    def row_name(self, row: Sequence[Cell]) -> str:
        """What heads a row, in one text."""
        heads = [cell.shown for cell in row[: self.heads]]
        return "; ".join(one for one in heads if one != NOTHING) or NOTHING

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
        found = self.known_in(labels)
        return found if any(one.of_numbers for one in found) else ()

    def known_in(self, labels: Sequence[str]) -> tuple[Numbers, ...]:
        """As `shown_in`, also where there are but tables of words."""
        return tuple(read for _, read in self._each(labels) if read and read.has_sheet)

    def left_out(self, labels: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """What the document shows and `shown_in` leaves out: its name there, and why or what it is.

        Parameters
        ----------
        labels : of all tables and charts that the document shows, in its order.
        """
        return tuple(
            (name, f"{read.title.rstrip('.')} (no sheet: it shows no numbers)")
            if read
            else (name, "No sheet: what it shows is not known as numbers")
            for name, read in self._each(labels)
            if not (read and read.has_sheet)
        )

    def _each(self, labels: Sequence[str]) -> Iterator[tuple[str, Numbers | None]]:
        """Each table and chart under its name in the document; None for what no mark told of."""
        by_label: dict[str, list[Mapping[str, Any]]] = {}
        for one in self.given:
            by_label.setdefault(one["label"], []).append(one)
        counted = {"tbl": 0, "fig": 0}
        for label in labels:
            kind = label.partition("-")[0]
            counted[kind] += 1
            name = f"{'Table' if kind == 'tbl' else 'Figure'} {counted[kind]}"
            given = by_label.get(label)
            yield name, _read(given.pop(0), name) if given else None


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
            if form is _PERCENT:
                parts["unit"] = PER_CENT
            return _sure(Cell(shown, **parts), number) or Cell(shown)
    return Cell(shown)


def _sure(cell: Cell, number: bool) -> Cell | None:
    """The cell with what was read from it, where nothing in it speaks against that; else None."""
    parts = (cell.value, cell.low, cell.high, cell.n, cell.percent)
    if any(len(re.sub(r"\D", "", part).lstrip("0")) > _MOST_DIGITS for part in parts):
        return None
    if not number and _CODE.fullmatch(cell.shown):
        return None
    if (cell.n or cell.percent) and not _is_part(cell):
        return None
    made = cell if cell.unit in ("", PER_CENT) else _signed(cell, number)
    if made and made.low and not float(made.low) <= float(made.value) <= float(made.high):
        return None
    return made


def _is_part(cell: Cell) -> bool:
    """Whether a number out of how many, and its percentage, can both be so."""
    if not cell.value.isdecimal() or (cell.n and not cell.n.isdecimal()):
        return False
    some = int(cell.value)
    percent = Fraction(cell.percent) if cell.percent else None
    if percent is not None and not 0 <= percent <= 100:
        return False
    if not cell.n:
        return bool(some) or not percent
    if some > int(cell.n):
        return False
    if percent is None:
        return True
    half = Fraction(1, 2 * 10 ** len(cell.percent.partition(".")[2]))
    return int(cell.n) > 0 and abs(Fraction(100 * some, int(cell.n)) - percent) <= half


def _signed(cell: Cell, number: bool) -> Cell | None:
    """The cell with the sign that its words give it; None where they do not say it surely.

    "2.4 marks lower (−6.4 to 1.7)" is −2.4 marks. "2.4 marks slower" may be more or less of what
    was measured, and "2 or fewer" is no number.
    """
    said = _WAY.fullmatch(cell.unit)
    unit = (said["unit"] or "") if said else cell.unit
    if unit and not _is_unit(unit):
        return None
    if said:
        # In words that nobody calls a number, only what the kit's own tables say is taken up.
        plainly = number or (unit and cell.low and said["way"] in _IN_TABLES)
        if not plainly or float(cell.value) <= 0 or cell.value.startswith("-"):
            return None
        sign = "-" if said["way"] in _DOWN else ""
        return replace(cell, value=f"{sign}{cell.value}", unit=unit)
    if cell.low and not (number and _KNOWN_UNIT.fullmatch(unit)):
        return None
    return cell


def _is_unit(text: str) -> bool:
    """Whether words can be what a number is counted in, and say no more than that."""
    words = text.split(" ")
    if text == PER_CENT or _KNOWN_UNIT.fullmatch(text[0].lower() + text[1:]):
        return True
    return (
        len(words[0]) > 1
        and words[0] not in _NO_FIRST
        and all(
            _UNIT_WORD.fullmatch(word)
            and word not in _NO_UNIT
            and (not word.endswith("er") or word in _IN_ER)
            for word in words
        )
    )


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
    own = Numbers(
        name,
        given["label"],
        _line(given["title"]),
        _line(given["subtitle"]),
        (*notes,),
        (),
        (),
        signed=given.get("signed", True),
    )
    if "drawn" in given:
        notes += _worthwhile(given["drawn"])
        return replace(own, notes=(*notes,), **_of_chart(given["drawn"]))
    columns = [_column(column) for column in zip(*(row[1:] for row in given["rows"]), strict=True)]
    rows = [
        (Cell(_line(row[0]) or NOTHING), *(column[place] for column in columns))
        for place, row in enumerate(given["rows"])
    ]
    # A row with nothing in it is there to be written in by hand.
    kept = tuple(row for row in rows if any(cell.shown != NOTHING for cell in row))
    head = tuple(_line(one) for one in given["head"])
    return replace(own, head=head, rows=tuple(_with_pupils(head, row) for row in kept))


def _column(given: Sequence[tuple[str, bool]]) -> list[Cell]:
    """The cells of a column; among words, digits that nobody calls a number are a code."""
    cells = [cell_of(text, bool(number)) for text, number in given]
    words = sum(cell.is_words and not _COUNTS.fullmatch(cell.shown) for cell in cells)
    if any(number for _, number in given) or words < sum(bool(cell.value) for cell in cells):
        return cells
    if not words:
        return cells
    return [Cell(cell.shown) if _BARE.fullmatch(cell.shown) else cell for cell in cells]


_BAND = "too small to be worthwhile"


def _worthwhile(drawn: Iterable[Sequence[Any]]) -> list[str]:
    """A note on the band of a chart, whose number says only how far it reaches."""
    bands = dict.fromkeys(_drawn(part) for key, part in drawn if key == _BAND and _is_drawn(part))
    if not bands:
        return []
    much = next(iter(bands)) if len(bands) == 1 else "the number beside it"
    return [f"“{_BAND.capitalize()}”: a change or difference of less than {much} either way."]


def _is_drawn(part: Any) -> bool:
    return isinstance(part, int | float) and not isinstance(part, bool)


def _drawn(number: float) -> str:
    """A number of a chart as tables print it: with a minus sign, and whole where it is whole."""
    text = format(Decimal(repr(float(number or 0))), "f")  # no "-0", and no "1e-07"
    return re.sub(r"\.0+$", "", text).replace("-", "−")


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
        number = _is_drawn(part)
        cell = cell_of(_drawn(part) if number else str(part), number)
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
