"""The index of the search and the filters, which a page loads when a visitor first uses them.

It is a script, since a page opened from a folder may not fetch a file of data. Words are kept once
with the practices that have them, so that a thousand practices are searched by looking up words
and not by going through texts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from spp_research.catalogue import called
from spp_research.publish.described import safe_json
from spp_research.run.cache import bytes_hash

from .content import SharedPractice, Site
from .documents import SharedDocument, entries
from .facets import PER_PAGE, facets_of, values_by_address
from .finding import concepts, concepts_in, folded, spellings
from .glance import searched
from .reported import ReportPage, reports_heading
from .store import NOTHING_KEPT, Store, key_of
from .texts import TREE

Found = SharedPractice | SharedDocument | ReportPage

# Where a word stands; what stands in the title counts most. site.js has the points for each.
TEXT, KEYWORD, TITLE = range(3)
_PLACES = 4  # so that a practice and a place are one number


def search_index(site: Site, store: Store = NOTHING_KEPT) -> str:
    """The index as one statement of JavaScript.

    Parameters
    ----------
    store : what was made for the website before.
    """
    found = {
        "perPage": PER_PAGE,
        "labels": [name for name, _ in site.practices[0].facts] if site.practices else [],
        "practices": [*_entries(site), *entries(site.documents), *_of_reports(site)],
        # What is listed without a word of search is the practices alone, which are the first.
        "listed": len(site.practices),
        "orders": {
            "newest": _order(site, lambda one: -one.signed_on.toordinal()),
            "title": _order(site, lambda one: folded(one.title)),
        },
        "words": (words := _words(site, store)),
        "means": {
            word: one.key
            for one in concepts().values()
            for word in one.words
            if f"#{one.key}" in words
        },
        "spelling": dict(spellings()),
    }
    return f"window.sppPractices = {safe_json(found)};\n"


def _entries(site: Site) -> list[dict[str, object]]:
    values = values_by_address(facets_of(site))
    return [
        {
            "title": practice.title,
            "whose": whose(practice),
            "short": practice.in_short,
            "facts": [words for _, words in practice.facts],
            "address": practice.address,
            "of": values.get(practice.address, {}),
        }
        for practice in site.practices
    ]


def _of_reports(site: Site) -> Iterator[dict[str, object]]:
    """The reports of the year: they are found by words alone, and say what they are."""
    for report in site.reports:
        yield {
            "title": report.title,
            "whose": f"{report.whose} · {reports_heading()}",
            "short": report.in_short,
            "facts": [],
            "address": report.address,
            "of": {},
        }


def whose(practice: SharedPractice) -> str:
    """Whose it is, in one line."""
    year = practice.cycle if practice.closed_as else ""
    parts = (practice.by_whom, called(practice.school.kind), practice.theme_name, year)
    return " · ".join(part for part in parts if part)


def _order(site: Site, by: Callable[[Found], Any]) -> list[int]:
    """The places of all that is found in an order; of equal ones in the lead's."""
    every = site.found
    return sorted(range(len(every)), key=lambda place: by(every[place]))


def _words(site: Site, store: Store) -> dict[str, list[int]]:
    """For each word, and for each concept as #key, where it is: gaps between growing numbers.

    A number is four times the place of the practice in the list, and where in it the word stands
    best: the title before the words to find it by before the text.
    """
    held: dict[str, list[int]] = defaultdict(list)
    key = key_of("words")
    known, now = json.loads(store.get(key) or b"{}"), {}
    for place, practice in enumerate(site.found):
        mark = _mark(practice)
        best = now[mark] = known[mark] if mark in known else _best(practice)
        for word, where in best.items():
            held[word].append(place * _PLACES + where)
    store.put(key, json.dumps(now).encode())
    return {word: _gaps(held[word]) for word in sorted(held)}


def _best(practice: Found) -> dict[str, int]:
    """Each word and concept of a practice, with where in it that stands best."""
    best: dict[str, int] = {}
    other = _other_ages(practice)
    for where, words in _texts(practice):
        meant = concepts_in(words) - (other if where == TEXT else set())
        for word in (*words, *(f"#{key}" for key in meant)):
            best[word] = max(where, best.get(word, TEXT))
    return best


def _mark(practice: Found) -> str:
    """A hash of all that `_best` goes by, besides the kit itself."""
    told = [practice.title, practice.in_short, [*practice.keywords], practice.by_whom]
    if isinstance(practice, SharedDocument):
        told += [practice.document, practice.whose]
    elif isinstance(practice, SharedPractice):
        told += [practice.theme, practice.theme_name, called(practice.school.kind)]
        told += [[*practice.ages]]
    tree = bytes_hash((practice.folder / TREE).read_bytes())
    return bytes_hash(json.dumps([type(practice).__name__, told, tree]).encode())


def _other_ages(practice: Found) -> set[str]:
    """The age groups that a practice says it is not for, and the years within them.

    "Pupils who joined after Year 1" makes a practice for Key Stage 2 none for Key Stage 1. Where
    it does not say for whom it is, what its text speaks of is all that there is.
    """
    if not isinstance(practice, SharedPractice) or not practice.ages:
        return set()
    within = {key: {key, *one.holds} for key, one in concepts().items() if one.kind == "age"}
    own = set().union(*(within[key] for key in practice.ages))
    return set().union(*within.values()) - own


def _texts(practice: Found) -> Iterator[tuple[int, list[str]]]:
    yield TITLE, folded(practice.title)
    if isinstance(practice, ReportPage):
        yield KEYWORD, folded(" ; ".join([*practice.keywords, practice.whose]))
        yield TEXT, folded(f"{practice.in_short} {searched(practice.parsed)}")
        return
    if isinstance(practice, SharedDocument):
        yield KEYWORD, folded(" ; ".join([*practice.keywords, practice.document, practice.whose]))
        yield TEXT, folded(f"{practice.in_short} {searched(practice.parsed)}")
        return
    yield KEYWORD, folded(" ; ".join([*practice.keywords, practice.theme_name, practice.by_whom]))
    yield TEXT, folded(f"{practice.theme} {called(practice.school.kind)}")
    yield TEXT, folded(f"{practice.in_short} {searched(practice.parsed)}")
    age = [word for key in practice.ages for word in folded(concepts()[key].words[0])]
    yield TEXT, age


def _gaps(numbers: Sequence[int]) -> list[int]:
    return [number - before for before, number in zip((0, *numbers), numbers, strict=False)]
