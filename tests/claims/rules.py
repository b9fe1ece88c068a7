"""What each kind of sentence and cell says in figures, and what it should say.

A rule is a pattern and a function. The pattern names the numbers that it takes; the function
gives for each the value by the workbooks. What no rule takes stays unexplained.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from claims.documents import Document, Line, Number
from claims.figures import (
    Answers,
    Outcome,
    Review,
    outcomes,
    partnership_questions,
    review,
    school_questions,
)
from claims.reckon import Range
from claims.workbooks import VALUES, WORDS, Partnership, School

N = r"(?:-?\d+(?:,\d{3})*(?:\.\d+)?|(?i:" + "|".join(WORDS) + r")\b)"
# What a group of the pattern should be: a value, its formula, and how far off it may be besides
# rounding, which only figures from random draws may.
Expected = dict[str, tuple]


@dataclass(frozen=True)
class Place:
    """Where a rule was found: the document, the line, and what is spoken of there."""

    partnership: Partnership
    document: Document
    line: Line
    match: re.Match[str]

    def name(self, what: str) -> str | None:
        """The name nearest before the place, else the first in the line."""
        found = [
            (m.start(), self.document.names[m[0]][1])
            for m in re.finditer(r"⟦n[a-j]+⟧", self.line.text)
            if self.document.names[m[0]][0] == what
        ]
        before = [name for at, name in found if at <= self.match.start()]
        return before[-1] if before else (found[0][1] if found else None)

    def token(self, what: str, text: str | None = None) -> str | None:
        """The first cycle, or ID with a year, in the line or in another text."""
        found = re.findall(r"⟦[iy][a-j]+⟧", self.line.text if text is None else text)
        names = (self.document.names[token] for token in found)
        return next((name for kind, name in names if kind == what), None)

    @property
    def school(self) -> School | None:
        if self.document.school:
            return self.document.school
        text = self.line.text
        found = [(text.rfind(name, 0, self.match.end()), name) for name in self.partnership.schools]
        at, name = max(found)
        return self.partnership.schools[name] if at >= 0 else None

    @property
    def outcome(self) -> Outcome | None:
        name, school = self.name("outcome"), self.school
        if name is None or school is None:
            return None
        return next((o for n, o in outcomes(school).items() if alike(n, name)), None)

    @property
    def answers(self) -> dict[str, Answers] | None:
        return self.asked().get(self.name("question") or "")

    def asked(self, role: tuple[str, ...] | None = None) -> dict[str, dict[str, Answers]]:
        if self.document.school:
            return school_questions_of(self.document.school)
        return partnership_questions_of(self.partnership, role)

    @property
    def review(self) -> Review | None:
        return review(self.school) if self.school else None

    @property
    def few(self) -> int:
        """The fewest pupils whose figures this audience may see."""
        return {"the school only": 3, "the partnership": 6, "everyone": 10}[self.document.audience]


@cache
def school_questions_of(school: School) -> dict[str, dict[str, Answers]]:
    return school_questions(school)


@cache
def partnership_questions_of(
    partnership: Partnership, role: tuple[str, ...] | None
) -> dict[str, dict[str, Answers]]:
    return partnership_questions(partnership, role)


Maker = Callable[[Place], Expected | None]
RULES: list[tuple[str, re.Pattern[str], Maker, Callable[[Line], bool]]] = []


def rule(
    pattern: str, kind: str = "recomputed", where: Callable[[Line], bool] = lambda line: True
) -> Callable[[Maker], Maker]:
    """Register what a pattern's numbers should be."""

    def keep(make: Maker) -> Maker:
        whole = pattern.replace("<N>", N)
        RULES.append((kind, re.compile(whole), make, where))
        return make

    return keep


def in_table(*names: str) -> Callable[[Line], bool]:
    return lambda line: any(line.table.startswith(name) for name in names)


def audit(document: Document, partnership: Partnership) -> None:
    """Mark each number of a document as what it is."""
    for line in document.lines:
        if not line.text.strip() or set(line.text) <= set("|:- "):
            line.numbers.clear()
            continue
        if not line.numbers and not re.search(r"\b(?:one|no)\b", line.text, re.I):
            continue
        for kind, pattern, make, where in RULES:
            if where(line):
                for match in pattern.finditer(line.text):
                    _apply(line, match, kind, make(Place(partnership, document, line, match)))


def _apply(line: Line, match: re.Match[str], kind: str, expected: Expected | None) -> None:
    for group, (value, why, *slack) in (expected or {}).items():
        if value is None or match.group(group) is None:
            continue
        start, text = match.start(group), match.group(group)
        number = next((n for n in line.numbers if n.start == start), None)
        if number is None and text.casefold() in VALUES:  # "one" and "no" count where a rule does
            number = Number(start, text)
            line.numbers.append(number)
        if number is None or number.kind != "UNEXPLAINED" or len(number.text) != len(text):
            continue
        if isinstance(value, float) and math.isnan(value):
            continue
        number.expected, number.why = float(value), why
        near = 0.5 * 10**-number.places + 1e-9 if kind == "recomputed" else 1e-9
        near += sum(slack)
        number.kind = kind if abs(number.value - value) <= near else "DIFFERS"


def alike(one: str, other: str) -> bool:
    return re.sub(r"\W", "", one).casefold() == re.sub(r"\W", "", other).casefold()


def signed(value: float, direction: str) -> float:
    """A size as a sentence gives it, with its direction in words."""
    return -value if direction.startswith(("lower", "fewer")) else value


def triple(found: Range, why: str, times: float = 1) -> Expected:
    """A value and its two limits."""
    return {
        "v": (times * found.value, why),
        "l": (times * found.low, why),
        "h": (times * found.high, why),
    }


def limits(match: re.Match[str], found: Range, why: str, times: float = 1) -> Expected:
    """Both ends of "from 5.8 lower to 9.2 marks higher", or of "from 4.2 to 14.6 higher"."""
    last = match["way"]
    first = match["first"] or last
    return {
        "low": (signed(times * found.low, first), why),
        "high": (signed(times * found.high, last), why),
    }


def iterate(document: Document) -> Iterator[tuple[Line, Number]]:
    """The numbers of a document with their lines."""
    for line in document.lines:
        for number in line.numbers:
            yield line, number
