"""The lists of the website: everything, each choice that can be made, and the choices side by side.

A list goes on over as many pages as it needs, so that no page grows with the partnership.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spp_research.catalogue import say

from .content import Choice, SharedPractice, Site
from .facets import (
    ALL,
    BY_TITLE,
    NEWEST_FIRST,
    PER_PAGE,
    Facet,
    by_title,
    newest_first,
    page_address,
)
from .page import Page

YEARS = "years/index.html"
PARTNERSHIPS = "partnerships/index.html"
_SECTIONS = {"themes": "themes/index.html", "years": YEARS}
_IN_A_GROUP = 5  # where several lists stand on one page, the first of each
_ORDERS_FROM = 2  # practices below which there is nothing to order


@dataclass(frozen=True)
class Group:
    """Practices under one heading of a page.

    Parameters
    ----------
    more : how many there are in all, where the page holds the first only; else 0.
    """

    practices: tuple[SharedPractice, ...]
    name: str = ""
    short: str = ""
    address: str = ""
    more: int = 0


def lists(site: Site, facets: Sequence[Facet]) -> Iterator[Page]:
    """Every list of the site, the one of all practices first."""
    yield from _all_in(site, facets, ALL, say("All practices"), site.practices, search=True)
    if len(site.practices) >= _ORDERS_FROM:
        newest, titled = say("Newest practices first"), say("Practices by title")
        yield from _all_in(site, facets, NEWEST_FIRST, newest, newest_first(site))
        yield from _all_in(site, facets, BY_TITLE, titled, by_title(site))
    yield _overview(site, facets, "themes/index.html", say("Practices by theme"), site.themes)
    yield _overview(
        site, facets, "types/index.html", say("Practices by type of school"), site.types
    )
    if site.of_hub and (own := next((f for f in facets if f.key == "partnership"), None)):
        title = say("Practices by partnership")
        yield Page(PARTNERSHIPS, "partnerships.html", title, title, PARTNERSHIPS, {"facet": own})
    if site.years:
        yield _overview(site, facets, YEARS, say("Practices by year"), site.years)
    for facet in facets:
        for choice in facet.choices:
            title = choice.name
            if facet.key == "type":
                title = say("{kind} schools", kind=choice.name)
            elif facet.key == "year":
                title = say("Practices of {year}", year=choice.name)
            yield from _chosen(site, facets, choice, title, facet.name, (facet.key, choice.value))
    for school in site.earlier:
        yield from _chosen(site, facets, school, school.name, say("Earlier years"))


def _all_in(
    site: Site,
    facets: Sequence[Facet],
    address: str,
    title: str,
    practices: Sequence[SharedPractice],
    *,
    search: bool = False,
) -> Iterator[Page]:
    """All practices in one order, with links to the others."""
    orders = (
        (_as_listed(site), ALL, ""),
        (say("Newest first"), NEWEST_FIRST, "newest"),
        (say("By title"), BY_TITLE, "title"),
    )
    yield from _paged(
        site,
        facets,
        address,
        title,
        practices,
        search=search,
        orders=orders if len(practices) >= _ORDERS_FROM else (),
    )


def _as_listed(site: Site) -> str:
    return say("As the hub lists them") if site.of_hub else say("As the partnership lists them")


def _chosen(
    site: Site,
    facets: Sequence[Facet],
    choice: Choice,
    title: str,
    kicker: str,
    own: tuple[str, str] | tuple[()] = (),
) -> Iterator[Page]:
    """The list of one choice, without a heading of its own."""
    yield from _paged(site, facets, choice.address, title, choice.practices, kicker=kicker, own=own)


def _paged(
    site: Site,
    facets: Sequence[Facet],
    address: str,
    title: str,
    practices: Sequence[SharedPractice],
    *,
    kicker: str = "",
    search: bool = False,
    own: tuple[str, str] | tuple[()] = (),
    orders: Sequence[tuple[str, str, str]] = (),
) -> Iterator[Page]:
    last = max(1, -(-len(practices) // PER_PAGE))
    for number in range(1, last + 1):
        held = tuple(practices[(number - 1) * PER_PAGE : number * PER_PAGE])
        parts = {
            "groups": [Group(held)],
            "kicker": kicker,
            "search": search and number == 1,
            "own": own,
            "orders": orders,
            "order": address,
            "number": number,
            "last": last,
            "before": page_address(address, number - 1) if number > 1 else "",
            "after": page_address(address, number + 1) if number < last else "",
        }
        named = title
        if number > 1:
            named = say("{title}, page {number}", title=title, number=number)
        yield _page(site, facets, page_address(address, number), named, parts)


def _overview(
    site: Site, facets: Sequence[Facet], address: str, title: str, choices: Sequence[Choice]
) -> Page:
    """Several lists on one page, of each the first practices."""
    groups = [
        Group(
            choice.practices[:_IN_A_GROUP],
            choice.name,
            choice.short,
            choice.address,
            len(choice.practices) if len(choice.practices) > _IN_A_GROUP else 0,
        )
        for choice in choices
    ]
    parts = {
        "groups": groups,
        "kicker": "",
        "search": False,
        "own": (),
        "orders": (),
        "order": "",
        "number": 1,
        "last": 1,
        "before": "",
        "after": "",
    }
    return _page(site, facets, address, title, parts)


def _page(
    site: Site, facets: Sequence[Facet], address: str, title: str, parts: dict[str, object]
) -> Page:
    described = say(
        "{title}: best practice from {partnership}.", title=title, partnership=site.name
    )
    everything = Choice(say("All"), say("All"), ALL, site.practices)
    # For templates that somebody changed under an earlier kit.
    older = tuple((facet.name, (everything, *facet.choices)) for facet in facets)
    section = _SECTIONS.get(address.partition("/")[0], ALL)
    if site.of_hub and address.startswith("partnerships/"):
        section = PARTNERSHIPS
    return Page(
        address,
        "listing.html",
        title,
        described,
        section,
        {**parts, "facets": facets, "filters": older},
    )
