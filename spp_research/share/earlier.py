"""Share files of closed cycles: what a school, or all of them, had shared in earlier years.

They are read as they were kept and never worked out again. One that cannot be read is left out
and told of; it stops nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from spp_research.cycle import cycle_of, same_cycle
from spp_research.errors import SPPError
from spp_research.partnership.closed_cycles import closed_cycle
from spp_research.partnership.lead_workbook import Membership, Partnership, open_partnership
from spp_research.telling import as_facts, briefly
from spp_research.workspace import Workspace

from .files import Shares, read_share, read_shares
from .records import SchoolShare


@dataclass(frozen=True)
class Earlier:
    """One closed cycle: the lead's workbook of that year and what the schools shared in it."""

    partnership: Partnership
    shares: Shares

    __repr__ = briefly
    _repr_html_ = as_facts


def earlier_cycles(
    workspace: Workspace, now: Partnership
) -> tuple[tuple[Earlier, ...], tuple[str, ...]]:
    """Every closed cycle that came before the one that is open, the first first.

    Parameters
    ----------
    now : the lead's workbook of the open cycle.

    Returns
    -------
    The cycles, and a sentence for each that cannot be used.
    """
    found: list[Earlier] = []
    unread: list[str] = []
    for place in workspace.closed:
        name = place.root.name
        sealed = closed_cycle(place)
        if sealed is not None and not sealed.is_as_it_was(place.partnership_file):
            unread.append(
                f"cycles/{name}: its {place.partnership_file.name} is not what it was when the "
                "year was closed, so nothing of that year is told. Put back what was there."
            )
            continue
        try:
            then = open_partnership(place)
        except SPPError as error:
            unread.append(f"cycles/{name}: {error}")
            continue
        if then.name != now.name:
            unread.append(f"cycles/{name}: it is of the partnership “{then.name}”.")
        elif _first(then) >= _first(now):
            unread.append(f"cycles/{name}: its cycle, {then.cycle}, is not before {now.cycle}.")
        elif any(same_cycle(then.cycle, one.partnership.cycle) for one in found):
            unread.append(f"cycles/{name}: the cycle {then.cycle} is there a second time.")
        else:
            found.append(Earlier(then, read_shares(place.share_folder, then)))
    return tuple(sorted(found, key=lambda one: _first(one.partnership))), tuple(unread)


def own_earlier(workspace: Workspace, school: str) -> Mapping[str, SchoolShare]:
    """What one school shared in each closed cycle, by the cycle as the file names it."""
    found = {}
    for place in workspace.closed:
        try:
            share = read_share(place.share_file(school))
        except SPPError:
            continue
        if share.school == school:
            found[share.cycle] = share
    return found


def _first(of: Partnership | Membership) -> date:
    """The day on which a cycle begins; the earliest where its name does not say."""
    cycle = of.days or cycle_of(of.cycle)
    return cycle.first if cycle else date.min
