"""A document cut into lines, with what is quoted from the workbooks taken out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from claims.figures import outcomes, partnership_questions, school_questions
from claims.workbooks import ID, NUMBER, VALUES, Partnership, School, plain

KINDS = ("quoted", "date", "recomputed", "counted", "rule", "numbering", "DIFFERS", "UNEXPLAINED")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(rf"\b(?:(\d{{1,2}}) (?:and|to) )?(\d{{1,2}}) ({_MONTHS}) (\d{{4}})\b")
# Addresses, references, names of files and widths: no reader takes them for a figure.
_MACHINERY = re.compile(
    r"\]\(figures/[^)]*\)|\(?https?://[^\s|)]+\)?|@(?:fig|tbl)-[\w-]+|width=[\d.]+cm|#(?:fig|tbl)-[\w-]+"
    r"|\bmark (?:[A-Z]{3}-){2}[A-Z]{3}|fingerprint \w+|CC BY \d\.\d|\"licence-address\": \"[^\"]*\""
    r"|\"published\": \"[^\"]*\"|image/\S+"
)
_CELL = "\u2502"


@dataclass
class Number:
    """A number of a document and what became of it."""

    start: int
    text: str
    kind: str = "UNEXPLAINED"
    why: str = ""
    expected: float | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def value(self) -> float:
        word = self.text.casefold()
        if word in VALUES:
            return float(VALUES[word])
        return float(self.text.replace(",", ""))

    @property
    def places(self) -> int:
        return len(self.text.partition(".")[2]) if self.text[-1].isdigit() else 0


@dataclass
class Line:
    """A line of a document; a row of a table knows its table and the heads of its columns."""

    text: str
    numbers: list[Number]
    section: str = ""
    table: str = ""
    heads: tuple[str, ...] = ()
    quoted: int = 0
    dates: int = 0

    def sentence(self, at: int) -> str:
        """The sentence, or the cell, in which a place is."""
        ends = [m.end() for m in re.finditer(r"(?<=[.;:])\s|\s?\|\s?", self.text)]
        start = max((e for e in ends if e <= at), default=0)
        end = min((e for e in ends if e > at), default=len(self.text))
        return self.text[start:end].strip()

    def column(self, at: int) -> str:
        """The head of the column in which a place of a row is."""
        index = self.text[:at].count("|") - 1
        return self.heads[index] if 0 <= index < len(self.heads) else ""


@dataclass
class Document:
    """A document with its lines, its school (none for the partnership's) and its names."""

    name: str
    kind: str
    audience: str
    school: School | None
    lines: list[Line]
    text: str
    names: dict[str, tuple[str, str]] = field(default_factory=dict)  # token -> (what, name)

    def restored(self, text: str) -> str:
        """The text with names in place of their tokens, for whoever reads the audit."""
        for token, (_, name) in self.names.items():
            text = text.replace(token, name)
        return text.replace("⟦x⟧", "[…]").replace("⟦d⟧", "[date]")

    @property
    def numbers(self) -> Iterator[Number]:
        for line in self.lines:
            yield from line.numbers


def read(name: str, text: str, partnership: Partnership, *, every: bool = False) -> Document:
    """Cut a document into lines, take out what is quoted, and find the numbers that are left.

    With `every` all that is quoted is taken out, and not only what has a number in it.
    """
    text = plain(text)
    kind = _after(text, '"document": "')
    audience = _after(text, '"audience": "For ')
    school = partnership.schools.get(_after(text, 'subtitle: "'))
    document = Document(name, kind, audience, school, [], text)
    cells = partnership.cells if every else partnership.quoted
    masked = _masked(text, document, partnership, cells)
    section, table = "", []
    for raw in masked.splitlines():
        line = _MACHINERY.sub(lambda m: " " * len(m[0]), raw)
        if raw.startswith("#"):
            section = raw.strip("# ")
        if raw.startswith("|"):
            table.append(_line(line, section, partnership))
            continue
        if table and (found := re.search(r"^: .*\{#(tbl-[\w-]+)", raw)):
            heads = tuple(cell.strip() for cell in table[0].text.split("|")[1:-1])
            for row in table:
                row.table, row.heads = found[1], heads
        if raw.strip() and not raw.startswith("|"):
            document.lines += table
            table = []
        document.lines.append(_line(line, section, partnership))
    document.lines += table
    return document


def _after(text: str, label: str) -> str:
    return text.partition(label)[2].partition('"')[0]


def _letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))


def _masked(text: str, document: Document, partnership: Partnership, cells: tuple[str, ...]) -> str:
    """The text with a token for each outcome, question and quoted cell, the longest first."""
    names: dict[str, str] = {}
    schools = [document.school] if document.school else list(partnership.schools.values())
    for school in schools:
        names |= dict.fromkeys((plain(name) for name in outcomes(school)), "outcome")
        names |= dict.fromkeys(school_questions(school), "question")
    if document.school is None:
        names |= dict.fromkeys(partnership_questions(partnership), "question")
    text = _in_the_years(text, document, partnership)
    whole = [(name, what) for name, what in names.items()]
    whole += [(cell, "") for cell in cells if cell not in names]
    for index, (name, what) in enumerate(sorted(whole, key=lambda pair: (-len(pair[0]), pair))):
        token = f"⟦n{_letters(index)}⟧" if what else "⟦x⟧"
        for form in {name, name[0].lower() + name[1:], name[0].upper() + name[1:]}:
            if form in text:
                text = text.replace(form, token)
                if what:
                    document.names[token] = (what, name)
    return text


def _in_the_years(text: str, document: Document, partnership: Partnership) -> str:
    """The text with a token for each cycle and for each ID with a year, which are no numbers."""
    cycles = {one.cycle for one in (*partnership.earlier, partnership)}
    for school in partnership.schools.values():
        cycles |= {str(cycle) for cycle in school.book["Carried over"]["From the cycle"]}
    for index, cycle in enumerate(sorted(cycles)):
        document.names[token := f"⟦y{_letters(index)}⟧"] = ("cycle", cycle)
        text = text.replace(cycle, token)
    known = {one: f"⟦i{_letters(index)}⟧" for index, one in enumerate(sorted(partnership.ids))}
    document.names |= {token: ("ID", one) for one, token in known.items() if one in text}
    return ID.sub(lambda found: known.get(found[0], found[0]), text)


def _line(text: str, section: str, partnership: Partnership) -> Line:
    quoted = text.count("⟦")
    dates = 0

    def known(match: re.Match[str]) -> str:
        nonlocal dates
        first, last, month, year = match.groups()
        days = [f"{day} {month} {year}" for day in (first, last) if day]
        if all(day in partnership.dates for day in days):
            dates += len(days)
            return "⟦d⟧"
        return match[0]

    def known_plan(match: re.Match[str]) -> str:
        nonlocal dates
        dates += match[0] in partnership.planned_days
        return "⟦d⟧" if match[0] in partnership.planned_days else match[0]

    text = _DAY.sub(known, text)
    text = re.sub(r"\b\d\d/\d\d/\d{4}\b", known_plan, text)
    numbers = [Number(m.start(), m[0]) for m in NUMBER.finditer(text)]
    return Line(text, numbers, section, quoted=quoted, dates=dates)
