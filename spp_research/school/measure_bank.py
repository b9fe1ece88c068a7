"""Measures of other people that a school may use without paying, with where each fact was read.

The kit's own ways of measuring are in `school/workshop/measures.toml`. These are published ones:
the list is data (`measure_bank.toml`), short, and empty where nothing was read. A fact without a
source is refused when the list is loaded, so that none can slip in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from spp_research.errors import ConfigurationError
from spp_research.schema.vocabulary import KEY_STAGES

NOT_CHECKED = "not checked"
_STAGE = re.compile(r"(?:k(?:ey)?\s*s(?:tage)?\s*)?([1-4])", re.IGNORECASE)


@dataclass(frozen=True)
class Reliability:
    """One figure of how well a measure agrees with itself, and where it was read."""

    what: str
    value: str
    source: str


@dataclass(frozen=True)
class Norms:
    """What others have scored, and where it was read."""

    text: str
    source: str


@dataclass(frozen=True)
class BankMeasure:
    """One published measure.

    Parameters
    ----------
    name, measures, stages, ages, answers, asks, read_at, notes : as `measure_bank.toml` says.
    minutes, minutes_source : of a pupil's or a class's time and where that is said; None and empty
        where no source gives it.
    licence, licence_source : what may be done with it and where that is said; empty where that was
        not read.
    reliability, norms : empty and None where none was read.
    checked : the day on which the sources were last read; None where they were not.
    """

    name: str
    measures: tuple[str, ...]
    stages: tuple[str, ...]
    ages: str
    answers: str
    asks: str
    read_at: str
    notes: str
    checked: date | None
    minutes: int | None = None
    minutes_source: str = ""
    licence: str = ""
    licence_source: str = ""
    reliability: tuple[Reliability, ...] = ()
    norms: Norms | None = None

    def as_json(self) -> dict[str, Any]:
        """Everything about it, as `spp measures --json` prints it."""
        facts = asdict(self)
        facts["checked"] = self.checked.isoformat() if self.checked else NOT_CHECKED
        return facts


@cache
def bank() -> tuple[BankMeasure, ...]:
    """The whole list, in its own order.

    Raises
    ------
    ValueError
        If an entry says something without its source: a mistake of ours.
    """
    text = (files(__package__) / "measure_bank.toml").read_text(encoding="utf-8")
    return tuple(read(row) for row in tomllib.loads(text)["measures"])


def read(row: dict[str, Any]) -> BankMeasure:
    """One entry of the list.

    Raises
    ------
    ValueError
        As for `bank`.
    """
    checked = row["checked"]
    made = BankMeasure(
        **row
        | {
            "measures": tuple(row["measures"]),
            "stages": tuple(row["stages"]),
            "checked": None if checked == NOT_CHECKED else date.fromisoformat(checked),
            "reliability": tuple(Reliability(**one) for one in row.get("reliability", [])),
            "norms": Norms(**row["norms"]) if "norms" in row else None,
        }
    )
    figures = (*made.reliability, *((made.norms,) if made.norms else ()))
    pairs = ((made.licence, made.licence_source), (made.minutes, made.minutes_source))
    sourced = all(one.source for one in figures) and all(bool(a) == bool(b) for a, b in pairs)
    if not (made.read_at and sourced):
        raise ValueError(f"the measure {made.name} says something without where it was read")
    if unknown := [stage for stage in made.stages if stage not in KEY_STAGES]:
        raise ValueError(f"the measure {made.name} names {unknown[0]}, which is no stage")
    return made


def search(outcome: str = "", stage: str = "") -> tuple[BankMeasure, ...]:
    """The measures of an outcome, for a stage.

    Parameters
    ----------
    outcome : words of which each begins one in what a measure is called or measures; empty for all.
    stage : "Key stage 2", "KS2" or "2", or another of the vocabulary; empty for all.

    Raises
    ------
    ConfigurationError
        For a stage that there is not.
    """
    wanted = stage_of(stage) if stage.strip() else ""
    words = outcome.casefold().split()
    return tuple(
        one
        for one in bank()
        if (not wanted or wanted in one.stages)
        and all(any(word.startswith(part) for word in _words(one)) for part in words)
    )


def stage_of(text: str) -> str:
    """The stage that somebody means.

    Raises
    ------
    ConfigurationError
        Naming the stages that there are.
    """
    bare = " ".join(text.split())
    if found := _STAGE.fullmatch(bare):
        return f"Key stage {found[1]}"
    for stage in KEY_STAGES:
        if stage.casefold() == bare.casefold():
            return stage
    raise ConfigurationError(
        f"“{bare[:40]}” is no stage. Choose one of: {', '.join(KEY_STAGES)}; KS2 is read as key "
        "stage 2."
    )


def _words(one: BankMeasure) -> Iterator[str]:
    for text in (one.name, *one.measures):
        yield from re.findall(r"\w+", text.casefold())
