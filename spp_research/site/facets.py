"""By what visitors choose among the practices, and the lists that stand for each choice.

Each choice has a page of its own, so that everything can be found by links alone; where the browser
runs the site's script, the same links combine (`site.js`). Nothing here ranks a school: a list is
in the lead's order, newest first, or by title.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spp_research.catalogue import called, say

from . import finding
from .content import Choice, slug

if TYPE_CHECKING:
    from .content import SharedPractice, Site

PER_PAGE = 25  # practices of one page of a list
ALL = "practices/index.html"
NEWEST_FIRST = "lists/newest.html"
BY_TITLE = "lists/title.html"

EVIDENCE = {
    "compared": "Compared with other pupils",
    "before-and-after": "Before and after, not compared",
    "seen": "What people saw or told us",
}
COSTS = {
    "nothing": "Nothing",
    "to-500": "Up to £500",
    "to-5000": "Up to £5,000",
    "more": "More than £5,000",
}


@dataclass(frozen=True)
class Facet:
    """One thing that practices can be chosen by.

    Parameters
    ----------
    key : its name in addresses and in the index.
    name : as the lists call it.
    choices : those that hold a practice; of themes all four.
    """

    key: str
    name: str
    choices: tuple[Choice, ...]


def facets_of(site: Site) -> tuple[Facet, ...]:
    """Everything that the practices of a site can be chosen by; nothing that leaves no choice."""
    ages = {key: one.name for key, one in finding.concepts().items() if one.kind == "age"}
    subjects = {key: one.name for key, one in finding.concepts().items() if one.kind == "subject"}
    partnerships = dict.fromkeys(p.front.partnership for p in site.practices)
    found = (
        Facet("theme", say("Theme"), site.themes),
        Facet("type", say("Type of school"), site.types),
        Facet("age", say("Age group"), _choices(site, "ages", ages, lambda p: p.ages)),
        Facet("subject", say("Subject"), _choices(site, "subjects", subjects, _subjects)),
        Facet("evidence", say("How it is known"), _choices(site, "evidence", EVIDENCE, _evidence)),
        Facet("cost", say("Cost"), _choices(site, "costs", COSTS, _cost)),
        Facet("year", say("Year"), site.years),
        Facet("partnership", say("Partnership"), _partnerships(site, [*partnerships])),
    )
    return tuple(facet for facet in found if facet.choices)


def values_by_address(facets: Sequence[Facet]) -> dict[str, dict[str, list[str]]]:
    """For the index: by the address of a practice, which choices of each facet it is among."""
    found: dict[str, dict[str, list[str]]] = {}
    for facet in facets:
        for choice in facet.choices:
            for practice in choice.practices:
                own = found.setdefault(practice.address, {})
                own.setdefault(facet.key, []).append(choice.value)
    return found


def _subjects(practice: SharedPractice) -> Sequence[str]:
    return practice.subjects


def _evidence(practice: SharedPractice) -> Sequence[str]:
    return (practice.glance.evidence,)


def _cost(practice: SharedPractice) -> Sequence[str]:
    return (practice.glance.band,)


def _choices(
    site: Site,
    folder: str,
    names: dict[str, str],
    of: Callable[[SharedPractice], Sequence[str]],
) -> tuple[Choice, ...]:
    made = (
        Choice(
            called(name),
            called(name),
            f"{folder}/{key}.html",
            tuple(p for p in site.practices if key in of(p)),
        )
        for key, name in names.items()
    )
    return tuple(choice for choice in made if choice.practices)


def _partnerships(site: Site, names: Sequence[str]) -> tuple[Choice, ...]:
    """None where all practices are of one partnership, as they mostly are."""
    if len(names) < 2:
        return ()
    taken: dict[str, str] = {}
    for name in names:
        own = slug(name) or "partnership"
        while own in taken.values():
            own += "-"
        taken[name] = own
    return tuple(
        Choice(
            name,
            name,
            f"partnerships/{taken[name]}.html",
            tuple(p for p in site.practices if p.front.partnership == name),
        )
        for name in names
    )


def newest_first(site: Site) -> tuple[SharedPractice, ...]:
    """The latest signed off first; of one day, in the lead's order."""
    return tuple(sorted(site.practices, key=lambda p: -p.signed_on.toordinal()))


def by_title(site: Site) -> tuple[SharedPractice, ...]:
    """As a dictionary would have them."""
    return tuple(sorted(site.practices, key=lambda p: finding.folded(p.title)))


def page_address(address: str, number: int) -> str:
    """The address of a later page of a list; the first is the list's own.

    No page of a school is among them: a list in `practices` goes on in `lists`.
    """
    if number == 1:
        return address
    stem = "lists/all" if address == ALL else address.removesuffix(".html")
    return f"{stem}--{number}.html"
