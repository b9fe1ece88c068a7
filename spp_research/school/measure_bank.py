"""Measures of other people that a school may use without paying, with where each fact was read.

The kit's own ways of measuring are in `school/workshop/measures.toml`. These are published ones:
the list is data (`measure_bank.toml`), short, and empty where nothing was read. A fact without a
source is refused when the list is loaded, so that none can slip in.

A package brings measures of its own along, in the same form, where it declares
`[project.entry-points."spp_research.measures"]`, as `ours = "our_package:measures.toml"`. They are
held to the same rules and shown as of that package; one that breaks them is left out, and why.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, asdict, dataclass, field, fields, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from spp_research.errors import ConfigurationError
from spp_research.own_kinds import file_in_package
from spp_research.schema.vocabulary import KEY_STAGES

GROUP = "spp_research.measures"  # of entry points
NOT_CHECKED = "not checked"
_LONGEST, _MOST_BYTES = 500, 1_000_000
_FIGURES = "reliability has rows of what, value and source, and norms a text and a source"
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
    package : whose it is, by the name in its entry point; empty for the kit's own.
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
    package: str = ""

    def as_json(self) -> dict[str, Any]:
        """Everything about it, as `spp measures --json` prints it."""
        facts = asdict(self)
        facts["checked"] = self.checked.isoformat() if self.checked else NOT_CHECKED
        return facts


@dataclass(frozen=True)
class Known:
    """The measures that there are here.

    Parameters
    ----------
    measures : the kit's own first, then those of packages.
    left_out : why a measure of a package, or a whole list, is not among them: a sentence each.
    """

    measures: tuple[BankMeasure, ...] = field(default=())
    left_out: tuple[str, ...] = ()


@cache
def bank() -> tuple[BankMeasure, ...]:
    """The kit's own list, in its own order.

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


@cache
def known() -> Known:
    """The kit's measures and those of packages that are installed, once for a process."""
    from importlib import metadata  # only those who ask for measures pay for it

    found, left_out = list(bank()), []
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda one: (one.value, one.name)):
        where = f"{entry.value} (of an installed package)"
        try:
            rows = _rows(entry.value)
        except ValueError as error:
            left_out.append(f"{where}: {error}.")
            continue
        package = entry.value.partition(":")[0]
        for place, row in enumerate(rows, 1):
            try:
                found.append(_of_package(row, package, {_bare(one.name) for one in found}))
            except ValueError as error:
                left_out.append(f"{where}, measure {place}: {error}.")
    return Known(tuple(found), tuple(left_out))


def _rows(value: str) -> list[Any]:
    """The measures that a package's file lists, as they stand there."""
    path = file_in_package(value)
    if path is None:
        raise ValueError("there is no such file in it. Install it again")
    try:
        text = path.read_bytes()[: _MOST_BYTES + 1].decode("utf-8-sig")
        rows = tomllib.loads(text).get("measures") if len(text) <= _MOST_BYTES else None
    except (OSError, ValueError, RecursionError):
        raise ValueError("it cannot be read as TOML. Mend it, or take the package out") from None
    if not isinstance(rows, list) or not rows:
        raise ValueError("it lists no measures. Begin each with [[measures]]")
    return rows


def _of_package(row: Any, package: str, taken: set[str]) -> BankMeasure:
    """A measure of a package, held to what the kit's own are by its tests.

    Raises
    ------
    ValueError
        With what is wrong and what is allowed, the end of a sentence.
    """
    if not isinstance(row, dict):
        raise ValueError("it is no table. Begin each with [[measures]]")
    columns = {one.name: one for one in fields(BankMeasure) if one.name != "package"}
    needed = [name for name, one in columns.items() if one.default is MISSING]
    if missing := [name for name in needed if name not in row]:
        raise ValueError(f"“{missing[0]}” is missing. A measure needs {', '.join(needed)}")
    if unknown := [name for name in row if name not in columns]:
        raise ValueError(f"{_shown(unknown[0])} is no part of a measure. Use {', '.join(columns)}")
    for name, value in row.items():
        _fits(name, value)
    if not row["read_at"].startswith("https://"):
        raise ValueError("read_at is where the measure is to be found. Begin it with https://")
    if _bare(row["name"]) in taken:
        raise ValueError(f"{_shown(row['name'])} is in the list already. Give it another name")
    try:
        return replace(read(row), package=package)
    except TypeError:
        raise ValueError(_FIGURES) from None


def _fits(name: str, value: Any) -> None:
    """Refuse what is not of the kind that this part of a measure is."""
    if name in ("measures", "stages"):
        _texts(name, value if isinstance(value, list) and value else [None])
    elif name == "minutes":
        if type(value) is not int or not 0 < value < 1000:
            raise ValueError("minutes is a whole number of them, as 5")
    elif name in ("reliability", "norms"):
        parts = value if isinstance(value, list) else [value]
        if isinstance(value, list) != (name == "reliability") or not all(
            isinstance(one, dict) for one in parts
        ):
            raise ValueError(_FIGURES)
        for one in parts:
            _texts(name, [*one.values()])
    else:
        _texts(name, [value])
    if name == "checked" and value != NOT_CHECKED and not _is_day(value):
        raise ValueError(f'checked is a day in quotes, as "2026-11-29", or "{NOT_CHECKED}"')


def _texts(name: str, parts: list[Any]) -> None:
    for one in parts:
        needed = name in ("name", "measures", "stages", "read_at")
        fits = isinstance(one, str) and one.isprintable() and len(one) <= _LONGEST
        if not fits or (needed and not one.strip()):
            what = "a list of texts" if name in ("measures", "stages") else "text in quotes"
            raise ValueError(f"{name} is {what}, on one line of at most {_LONGEST} characters")


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _shown(text: str) -> str:
    return f"“{text[:40]}”" if text.isprintable() else "A name that cannot be printed"


def _bare(name: str) -> str:
    return " ".join(name.casefold().split())


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
        for one in known().measures
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
