"""What stays the same of a practice for ever: its page, and its name in the feed.

They are written down once in `site/addresses.csv`, from the first closed cycle on, so that neither
a new name of the partnership nor another practice of the school changes them. Before that every
school has one practice at most, and both follow from its short name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spp_research.cycle import cycle_of, same_cycle
from spp_research.errors import ConfigurationError
from spp_research.whole_files import write_whole
from spp_research.workspace import Workspace

from .assets import feed_name
from .content import SharedPractice

_COLUMNS = ("school", "cycle", "practice", "page", "feed_id")
_FEED = ""  # the row of the feed itself names no school


@dataclass(frozen=True)
class Address:
    """What one practice keeps."""

    school: str
    cycle: str
    practice: str
    page: str
    feed_id: str


def register(workspace: Workspace) -> Path:
    """Where the addresses are written down; the file need not exist."""
    return workspace.root / "site" / "addresses.csv"


def addressed(
    workspace: Workspace,
    practices: Sequence[SharedPractice],
    partnership: str,
    *,
    keep: bool = True,
) -> tuple[tuple[SharedPractice, ...], str]:
    """The practices with their names in the feed, and the name of the feed itself.

    Parameters
    ----------
    partnership : its name, from which a name is made where none is written down.
    keep : whether to write down what is new.

    Raises
    ------
    ConfigurationError
        When what was written down cannot be read.
    """
    path = register(workspace)
    if not path.is_file() and not any(practice.closed_as for practice in practices):
        return tuple(practices), ""
    known = _read(path)
    rows = list(known)
    if not any(row.school == _FEED for row in rows):
        rows.insert(0, Address(_FEED, "", "", "feed.xml", feed_name(partnership)))
    found: dict[int, str] = {}
    for place in sorted(range(len(practices)), key=lambda at: _first_day(practices[at])):
        practice = practices[place]
        row = next((row for row in rows if _same(row, practice)), None)
        if row is None:
            row = _new(practice, rows)
            rows.append(row)
        found[place] = row.feed_id
    if keep and rows != known:
        _write(path, rows)
    named = tuple(replace(one, feed_id=found[place]) for place, one in enumerate(practices))
    return named, next(row.feed_id for row in rows if row.school == _FEED)


def _new(practice: SharedPractice, rows: Sequence[Address]) -> Address:
    """A school's first practice has the name that earlier kits gave it."""
    slug = practice.school.slug
    parts = [practice.front.partnership, slug]
    if any(row.school == slug for row in rows):
        parts += [practice.cycle, practice.item]
    return Address(slug, practice.cycle, practice.item, practice.address, feed_name(*parts))


def _same(row: Address, practice: SharedPractice) -> bool:
    return (
        row.school == practice.school.slug
        and same_cycle(row.cycle, practice.cycle)
        and row.practice.casefold() == practice.item.casefold()
    )


def _first_day(practice: SharedPractice) -> str:
    cycle = cycle_of(practice.cycle)
    return cycle.first.isoformat() if cycle else practice.cycle


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
