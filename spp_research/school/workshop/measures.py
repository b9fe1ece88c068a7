"""Ways to see whether something changed, and what each takes: the kit's own list."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..review import theme_name
from .questions import Subject

NUMBERS, SHARES = "numbers", "shares"


@dataclass(frozen=True)
class Measure:
    """One way to measure. Times are minutes of adults' work, the kit's own estimate.

    Parameters
    ----------
    name, tells, worth : in words; `worth` goes on from "Worth it".
    whom, people : what the times are for, in words and as a number.
    set_up : once.
    together, each : each time: for everybody at once, and for each of the people.
    adults : how many are needed at once.
    designs : letters of the designs that it can be used in.
    shows : "numbers" or "shares" where its smallest change can be worked out, else empty.
    themes, sources : short names of the themes, and kinds of source, that it suits; without
        sources it suits them all.
    mentions : beginnings of words of which a question has to have one; without them, any.
    """

    name: str
    tells: str
    worth: str
    whom: str
    people: int
    set_up: int
    together: int
    each: int
    adults: int
    designs: str
    shows: str
    themes: tuple[str, ...]
    sources: tuple[str, ...]
    mentions: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """Minutes of adults' work each time that it is done."""
        return self.adults * (self.together + self.each * self.people)

    def suits(self, subject: Subject) -> bool:
        """Whether it suits a finding: its theme, what was looked at, and what it is about."""
        words = subject.words.casefold().split()
        return (
            theme_name(subject.theme) in self.themes
            and (not self.sources or not subject.sources.isdisjoint(self.sources))
            and (not self.mentions or any(word.startswith(self.mentions) for word in words))
        )


def measures(subjects: Sequence[Subject]) -> tuple[tuple[Measure, tuple[str, ...]], ...]:
    """The measures that suit some of these findings, each with their ids, in the kit's order.

    A kind of source that spoke to a finding is one that the school can use again.
    """
    chosen = [
        (measure, tuple(s.finding for s in subjects if measure.suits(s)))
        for measure in every_measure()
    ]
    return tuple((measure, ids) for measure, ids in chosen if ids)


@cache
def every_measure() -> tuple[Measure, ...]:
    """The whole list, as it is declared."""
    text = (files(__package__) / "measures.toml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)["measures"]
    return tuple(Measure(**_whole(row)) for row in rows)


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its lists as tuples, which a measure keeps as they are."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
