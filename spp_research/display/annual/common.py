"""What several sections of the annual report say in the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spp_research import annual
from spp_research.disclosure import Audience
from spp_research.share import SchoolShare
from spp_research.year import Year

from ..text import in_words, listed, plural

_MOST_NAMED = 6


def shares(year: Year) -> Mapping[str, SchoolShare]:
    """What the schools have shared, as the reader of this report may see it.

    A school is called what the lead calls it: a share file comes from someone else.
    """
    names = {school.slug: school.name for school in year.partnership.schools}
    return {
        slug: share.model_copy(update={"school_name": names[slug]})
        for slug, share in annual.visible(year.shares, year.rules).items()
    }


def signed_off(year: Year, document: str) -> Mapping[str, SchoolShare]:
    """The shares of the schools that have signed a document off for this audience."""
    return {slug: share for slug, share in shares(year).items() if share.signed(document)}


def staff_named(year: Year) -> bool:
    """Whether people of the partnership may be named: to the partnership, not to everyone."""
    return year.rules.audience is not Audience.PUBLIC


def counted(n: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "three schools", "12 schools", "no school"."""
    return f"{in_words(n)} {plural(n or 1, one, many)}"


def some_of(n: int, everyone: int, one: str, many: str | None = None) -> str:
    """How many of how many: "five of six schools", "both schools", "the one school"."""
    noun = plural(everyone, one, many)
    if everyone == 1:
        return f"the one {noun}" if n else f"not the one {noun}"
    if not n:
        return f"none of {in_words(everyone)} {noun}"
    if n == everyone:
        return f"both {noun}" if n == 2 else f"all {in_words(n)} {noun}"
    return f"{in_words(n)} of {in_words(everyone)} {noun}"


def named(schools: Sequence[str], everyone: int) -> str:
    """The schools by name while they are few, else how many of how many there are."""
    if len(schools) <= _MOST_NAMED:
        return listed(list(schools)) or "–"
    return f"{len(schools)} of {everyone} schools"


def capital(words: str) -> str:
    """The words with a capital at the start."""
    return words[:1].upper() + words[1:]
