"""What stays the same for ever of a practice, a document or a report: its name in the feed.

They are written down once in `site/addresses.csv`, from the first closed cycle on, so that neither
a new name of the partnership nor another practice of the school changes them, nor the address with
a year that a document gets when its year is closed. Before that every school has one practice at
most, and each name follows from where the page is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from spp_research.cycle import cycle_of, same_cycle
from spp_research.errors import ConfigurationError
from spp_research.whole_files import write_whole
from spp_research.words.text import clean
from spp_research.workspace import Workspace

from .assets import feed_name
from .content import SharedPractice
from .documents import SharedDocument
from .reported import ReportPage

_COLUMNS = ("school", "cycle", "practice", "page", "feed_id")
_FEED = ""  # the row of the feed itself names no school
PARTNERSHIP = "partnership"  # which no school is called
PRACTICES = "practices"
_URN = "urn:"


@dataclass(frozen=True)
class Address:
    """What one practice, document or report keeps.

    Parameters
    ----------
    school : whose it is; "partnership" for what is about all of them, empty for the feed itself.
    practice : the ID of a practice, or the name of the kind of document or report.
    page : where it was when this was written down.
    """

    school: str
    cycle: str
    practice: str
    page: str
    feed_id: str

    @property
    def sort(self) -> str:
        """The folder of its page: a practice is no document, whatever either is called."""
        return self.page.partition("/")[0]


class Addressed(NamedTuple):
    """What is on a website, each with its name in the feed, and the name of the feed itself."""

    practices: tuple[SharedPractice, ...]
    documents: tuple[SharedDocument, ...] = ()
    reports: tuple[ReportPage, ...] = ()
    feed_id: str = ""


def register(workspace: Workspace) -> Path:
    """Where the addresses are written down; the file need not exist."""
    return workspace.root / "site" / "addresses.csv"


def addressed(
    workspace: Workspace,
    practices: Sequence[SharedPractice],
    partnership: str,
    documents: Sequence[SharedDocument] = (),
    reports: Sequence[ReportPage] = (),
    cycle: str = "",
    *,
    keep: bool = True,
) -> Addressed:
    """The same with their names in the feed, and the name of the feed itself.

    Parameters
    ----------
    partnership : its name, from which a name is made where none is written down.
    cycle : the name of the one that is open.
    keep : whether to write down what is new.

    Raises
    ------
    ConfigurationError
        When what was written down cannot be read.
    """
    path = register(workspace)
    of_before = (
        any(one.closed_as for one in practices)
        or any(one.closed_as for one in documents)
        or any(not same_cycle(one.cycle, cycle) for one in reports)
    )
    if not path.is_file() and not of_before:
        return Addressed(tuple(practices), tuple(documents), tuple(reports))
    known = _read(path)
    rows = list(known)
    if not any(row.school == _FEED for row in rows):
        rows.insert(0, Address(_FEED, "", "", "feed.xml", feed_name(partnership)))
    feed_id = next(row.feed_id for row in rows if row.school == _FEED)
    # What a kit that wrote down the names of practices alone called the others by.
    base = feed_id if known else clean(partnership)
    every: tuple[SharedPractice | SharedDocument | ReportPage, ...]
    every = (*practices, *documents, *reports)
    wanted = [_wanted(one, cycle, base) for one in every]
    found: dict[int, str] = {}
    for place in sorted(range(len(every)), key=lambda at: _first_day(wanted[at].cycle)):
        row = next((row for row in rows if _same(row, wanted[place])), None)
        if row is None:
            rows.append(row := _new(wanted[place], rows))
        found[place] = row.feed_id
    if keep and rows != known:
        _write(path, rows)
    names = iter([found[place] for place in range(len(every))])
    return Addressed(
        tuple(replace(one, feed_id=next(names)) for one in practices),
        tuple(replace(one, feed_id=next(names)) for one in documents),
        tuple(replace(one, feed_id=next(names)) for one in reports),
        feed_id,
    )


class _Wanted(NamedTuple):
    """What has to have a name: whose and which it is, where, and what its first name is made of."""

    school: str
    cycle: str
    item: str
    page: str
    first: tuple[str, ...]


def _wanted(one: SharedPractice | SharedDocument | ReportPage, cycle: str, base: str) -> _Wanted:
    """A school's first practice has the name that earlier kits gave it, and so have the others."""
    if isinstance(one, SharedPractice):
        slug = one.school.slug
        return _Wanted(slug, one.cycle, one.item, one.address, (one.front.partnership, slug))
    if isinstance(one, ReportPage):
        first = (base, one.address)
        return _Wanted(PARTNERSHIP, one.cycle, one.kind.name, one.address, first)
    # Until its year is closed it is at the address without one.
    where = one.address if base.startswith(_URN) else one.address_while_open
    school = one.school.slug if one.school else PARTNERSHIP
    return _Wanted(school, one.cycle or cycle, one.kind.name, one.address, (base, where))


def _new(wanted: _Wanted, rows: Sequence[Address]) -> Address:
    """The first of its sort has the name that earlier kits gave it."""
    parts = list(wanted.first)
    name = feed_name(*parts)
    alike = [row for row in rows if (row.school, row.sort) == (wanted.school, _sort(wanted))]
    practice = _sort(wanted) == PRACTICES
    if (practice and alike) or name in {row.feed_id for row in rows}:
        name = feed_name(*parts, wanted.cycle, wanted.item)
    return Address(wanted.school, wanted.cycle, wanted.item, wanted.page, name)


def _same(row: Address, wanted: _Wanted) -> bool:
    return (
        (row.school, row.sort) == (wanted.school, _sort(wanted))
        and same_cycle(row.cycle, wanted.cycle)
        and row.practice.casefold() == wanted.item.casefold()
    )


def _sort(wanted: _Wanted) -> str:
    return wanted.page.partition("/")[0]


def _first_day(name: str) -> str:
    cycle = cycle_of(name)
    return cycle.first.isoformat() if cycle else name


def _read(path: Path) -> list[Address]:
    if not path.is_file():
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = [
            Address(**{name: row[name] for name in _COLUMNS})
            for row in csv.DictReader(io.StringIO(text, newline=""))
        ]
        if any(None in vars(row).values() or not row.feed_id for row in rows):
            raise ValueError("a row is not whole")
    except (OSError, ValueError, KeyError, csv.Error):
        raise ConfigurationError(
            f"site/{path.name}: this is not as the kit wrote it, so nobody can tell the lasting "
            "names of the practices. Put back a copy of it, or delete it: names are then made "
            "anew, and whoever follows the feed sees the practices as new."
        ) from None
    return rows


def _write(path: Path, rows: Sequence[Address]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([getattr(row, name) for name in _COLUMNS] for row in rows)
    write_whole(path, text.getvalue())
