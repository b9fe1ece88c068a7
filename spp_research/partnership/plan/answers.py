"""What a year is asked to keep, what may be bent in it, and what the solver gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Rule(StrEnum):
    """The rules that a year can fail on, as they are named where they clash."""

    TEAM = "team"
    CHAMPION = "champion"
    HOME = "home"
    APART = "apart"
    BOOKED = "booked"
    AWAY = "away"
    GIVE = "give"
    TRAINED = "trained"
    WORKSHOP = "workshop"


class Bend(StrEnum):
    """What may be asked for where there is no plan."""

    REFRESHER = "refresher"
    TRAINING = "training"
    FREE_DAY = "free day"
    MORE_DAYS = "more days"
    LATER = "later workshop"
    NEW_REVIEWER = "new reviewer"
    NEW_CHAMPION = "new champion"


NEW_PEOPLE = frozenset({Bend.NEW_REVIEWER, Bend.NEW_CHAMPION})


@dataclass(frozen=True)
class Bent:
    """One thing that was asked for: of whom, for what, how much, and on which days."""

    bend: Bend
    who: str = ""
    role: str = ""
    number: int = 1
    days: tuple[date, ...] = ()
    schools: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """What the solver chose for a slot."""

    key: tuple[str, int]
    start: date
    length: int
    workshop: date | None
    team: tuple[str, ...]
    champion: str


@dataclass(frozen=True)
class Solution:
    """A year that keeps every rule, or keeps them with what was bent.

    Parameters
    ----------
    best : whether the solver proved that no plan is better by its prices.
    """

    chosen: tuple[Chosen, ...]
    bent: tuple[Bent, ...] = ()
    best: bool = True


@dataclass(frozen=True)
class Taken:
    """What people already do in reviews that are planned elsewhere: their days, and how often."""

    days: Mapping[str, frozenset[date]] = field(default_factory=dict)
    reviews: Mapping[str, int] = field(default_factory=dict)
    workshops: Mapping[str, int] = field(default_factory=dict)


NOTHING_TAKEN = Taken()


class NoAnswer(Exception):
    """There is no such year; `proved` unless the solver gave up before it was sure."""

    def __init__(self, proved: bool) -> None:
        super().__init__("no answer")
        self.proved = proved
