"""How a practice changed over the years, from the pages of it that are on the website.

Nothing else is looked at: a version that was taken back, or never signed off for everyone, is in no
history. A practice keeps its ID for ever, but people use B1 again; so two that share no more than
an ID are two practices, and nothing is said of the one on the page of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from .content import SharedPractice
from .glance import ABOUT, CARD, MATERIALS, text_of

_ALIKE = 0.6  # from here on one wording became the other, as for actions of two years


@dataclass(frozen=True)
class Version:
    """A practice as it was shared in one cycle.

    Parameters
    ----------
    practice : with its page.
    changed : the parts that say something else than in the version before, as the page calls them;
        None of the first, and where two languages cannot be compared.
    """

    practice: SharedPractice
    changed: tuple[str, ...] | None = None


def versions_of(
    practices: Sequence[SharedPractice],
) -> Callable[[SharedPractice], tuple[Version, ...]]:
    """For each practice every version of it, the first first; empty where there is one alone.

    Parameters
    ----------
    practices : all that are on the website, those of the open cycle first, then the latest.
    """
    by_id = by_ids(practices)

    def versions(practice: SharedPractice) -> tuple[Version, ...]:
        same = [one for one in by_id[_id(practice)] if are_one(one, practice)]
        if len(same) < 2 or not practice.item:
            return ()
        ordered = same[::-1]
        found = [Version(ordered[0])]
        for before, after in pairwise(ordered):
            found.append(Version(after, changed(before, after)))
        return tuple(found)

    return versions


def by_ids(
    practices: Sequence[SharedPractice],
) -> Mapping[tuple[str, str, str], list[SharedPractice]]:
    """The practices of each partnership, school and ID, the latest first.

    Two partnerships of a hub may each have a school with the same short name.
    """
    found: dict[tuple[str, str, str], list[SharedPractice]] = defaultdict(list)
    for practice in practices:
        found[_id(practice)].append(practice)
    return found


def _id(practice: SharedPractice) -> tuple[str, str, str]:
    return practice.partnership, practice.school.slug, practice.item.casefold()


def are_one(one: SharedPractice, other: SharedPractice) -> bool:
    """Whether two of one school and ID are the same practice: by their titles or what was done."""
    if one.address == other.address or _likeness(one.title, other.title) >= _ALIKE:
        return True
    return _likeness(_done(one), _done(other)) >= _ALIKE


def _likeness(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return SequenceMatcher(None, one.casefold().split(), other.casefold().split()).ratio()


def _done(practice: SharedPractice) -> str:
    """The steps, which are the only numbered list of a write-up."""
    blocks = practice.parsed["blocks"]
    return " ".join(text_of(block) for block in blocks if block["t"] == "OrderedList")


def changed(before: SharedPractice, after: SharedPractice) -> tuple[str, ...] | None:
    """The parts of a write-up that say something else than those of an earlier one.

    Returns
    -------
    What each is called on the page, in its order; a row of the card by its label. Parts that are
    gone come last. None where the two are in different languages.
    """
    if before.language != after.language:
        return None
    was, now = dict(_parts(before)), dict(_parts(after))
    names = [*now, *(name for name in was if name not in now)]
    return tuple(name for name in names if was.get(name, "") != now.get(name, ""))


def _parts(practice: SharedPractice) -> Iterator[tuple[str, str]]:
    section, words = "", dict[str, list[str]]()
    for block in practice.parsed["blocks"]:
        if block["t"] == "Header":
            if block["c"][1][0] == ABOUT:
                break
            if block["c"][1][0].startswith(f"{MATERIALS}-"):  # they are told as one
                words.setdefault(section, []).append(text_of(block["c"][2]))
                continue
            section = text_of(block["c"][2])
        elif block["t"] == "Table" and not section:
            yield from _rows(block)
        elif section:  # before the first heading stands the sentence in short
            words.setdefault(section, []).append(text_of(block))
    yield from ((name, " ".join(said)) for name, said in words.items())


def _rows(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The rows of the card; who the school is and how the theme is called are no change of it."""
    if table["c"][0][0] != CARD and f"{{#{CARD}}}" not in text_of(table["c"][1]):
        return
    for body in table["c"][4]:
        for row in body[3]:
            label, *cells = [text_of(cell[4]) for cell in row[1]]
            yield label, " ".join(cells)
