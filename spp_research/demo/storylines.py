"""Storylines: one topic each, from the question to the practice, filled in for a school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from .books import TEXTS, Row, read_text

_FOLDER = "storylines"
_LONGEST_IN_WORDS = 10
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_FEWEST_COUNTED = 2  # texts speak of several pupils, never of one


@dataclass(frozen=True)
class Setting:
    """What the texts of a school refer to.

    Parameters
    ----------
    years : year groups of the school, the lowest and the highest.
    roll : pupils on roll.
    class_size : pupils in a usual class.
    forms : classes in a year group; 0 where ages are mixed.
    """

    years: tuple[int, int]
    roll: int
    class_size: int
    forms: int


@dataclass(frozen=True)
class Host:
    """A generated school and where it stands.

    Parameters
    ----------
    slug, name, kind, context : as its workbook says.
    setting : what its texts refer to.
    stage : PREPARING, ACTING or REFLECTED.
    review : its row of the timetable.
    head, deputy, champion : its people, as (person ID, name).
    """

    slug: str
    name: str
    kind: str
    context: str
    setting: Setting
    stage: int
    review: Row
    head: tuple[str, str]
    deputy: tuple[str, str]
    champion: tuple[str, str]


@dataclass(frozen=True)
class Topic:
    """A storyline as one school has it: the facts of its texts, and its questions' IDs."""

    story: Mapping[str, Any]
    facts: Mapping[str, str]
    years: tuple[int, int]
    questions: tuple[str, ...]


def load_storylines() -> tuple[Mapping[str, Any], ...]:
    """Every storyline, in order of file name."""
    names = sorted(path.stem for path in (TEXTS / _FOLDER).glob("*.toml"))
    return tuple(map(load_storyline, names))


def load_storyline(name: str) -> Mapping[str, Any]:
    """One storyline, by the name of its file without the ending."""
    return read_text(_FOLDER, f"{name}.toml")


def suits(storyline: Mapping[str, Any], setting: Setting) -> bool:
    """Whether a school could have this topic: two year groups at least, and mixed ages if asked."""
    low, high = shared_years(storyline, setting)
    return high > low and (not storyline.get("small_schools") or setting.forms == 0)


def shared_years(storyline: Mapping[str, Any], setting: Setting) -> tuple[int, int]:
    """The year groups that both the storyline and the school have."""
    low, high = storyline["years"]
    return max(low, setting.years[0]), min(high, setting.years[1])


def fill(text: str | Sequence[str], facts: Mapping[str, Any], rng: Random) -> str:
    """One text of a text or list of texts, with its words in braces filled in."""
    chosen = text if isinstance(text, str) else rng.choice(text)
    filled = chosen.format_map(facts)
    return filled[:1].upper() + filled[1:]


def people_in(row: Sequence[Any], setting: Setting, rng: Random) -> tuple[int | None, int]:
    """How many people a piece of evidence is about, and how many of them it counts."""
    _, source, informant, _, _, people, share, _ = row
    if not people:
        return None, 0
    low, high = people
    most = _most(str(source), str(informant), setting)
    number = min(rng.randint(low, high), most)
    if number < 2 * _FEWEST_COUNTED:
        return number, min(number, _FEWEST_COUNTED)
    part = round(number * rng.uniform(*share))
    return number, min(max(part, _FEWEST_COUNTED), number - _FEWEST_COUNTED)


def in_words(number: int) -> str:
    """Numbers up to ten as words, as in running text."""
    return _NUMBERS[number] if number <= _LONGEST_IN_WORDS else str(number)


def counted(number: int | None, part: int) -> dict[str, str]:
    """The words for a number of people and a part of them, also for the start of a sentence."""
    words = {"n": in_words(number or 0), "k": in_words(part)}
    return words | {name.upper(): word.capitalize() for name, word in words.items()}


def _most(source: str, informant: str, setting: Setting) -> int:
    """No more people than the school could have."""
    if informant in ("Staff", "Leaders"):
        return max(4, setting.roll // 11)
    if source in ("Lesson visit", "Work scrutiny"):
        return setting.class_size
    if source in ("Assessment data", "Survey"):
        return setting.roll // 2
    return setting.class_size
