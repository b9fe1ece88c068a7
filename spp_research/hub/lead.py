"""What `hub.xlsx` says: whose hub it is, which cycle, and which partnerships belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from spp_research.cycle import Cycle, cycle_of
from spp_research.errors import ConfigurationError
from spp_research.kinds import HUB_REPORT
from spp_research.protect.sign_off import SignOff, all_standing
from spp_research.telling import as_facts, briefly
from spp_research.workspace import Workspace

if TYPE_CHECKING:
    from spp_research.intake import Reading


@dataclass(frozen=True)
class Listed:
    """A partnership of the hub's own list.

    Parameters
    ----------
    name : as its share files have it.
    schools : how many it has; None where that is not written down.
    namesakes : short names of schools here that only share their name with one elsewhere.
    off_website : short names of schools whose practices the hub does not show; "all" for each.
    """

    name: str
    schools: int | None = None
    namesakes: frozenset[str] = frozenset()
    off_website: frozenset[str] = frozenset()


@dataclass(frozen=True)
class HubBook:
    """The hub's workbook.

    Parameters
    ----------
    listed : by what the name is without case and spaces, in the order of the sheet; empty where
        every partnership counts that has a share file here.
    days : when the cycle begins and ends; None where its name does not say.
    sign_off_rows : of the sheet “Sign-off”, each with its number.
    """

    name: str
    cycle: str
    lead: str
    contact_email: str
    listed: Mapping[str, Listed]
    days: Cycle | None
    sign_off_rows: tuple[tuple[int, Mapping[str, object]], ...] = ()

    __repr__ = briefly
    _repr_html_ = as_facts

    def sign_off(self, audience: str, as_at: date, *, fixed: bool) -> SignOff | None:
        """The sign-off of the hub report, if one stands on the day."""
        rows = self.sign_off_rows
        found = all_standing(rows, HUB_REPORT.title, audience, as_at, fixed=fixed)
        return next(iter(found), None)


def bare(name: str) -> str:
    """A name as it is compared: without case and without what is only typed otherwise."""
    return " ".join(name.casefold().split())


def open_hub_book(workspace: Workspace) -> HubBook:
    """Read and check the hub's workbook.

    Raises
    ------
    ConfigurationError
        When the folder is not one of a hub.
    EvidenceError
        When the workbook has faults; the first is named with its cell.
    """
    from spp_research.intake import read_workbook, require
    from spp_research.schema import HUB

    if not workspace.is_hub:
        raise ConfigurationError(
            f"{workspace.root}: this is not the folder of a hub: there is no hub.xlsx in it. Make "
            "one with: spp init --hub FOLDER"
        )
    return hub_book_of(require(read_workbook(workspace.hub_file, HUB)))


def hub_book_of(reading: Reading) -> HubBook:
    """The hub's workbook, from a reading of it without faults."""
    (_, own), *_ = reading.rows["hub"].records
    listed = {
        bare(row["partnership_name"]): Listed(
            row["partnership_name"],
            row["schools"],
            _names(row["namesakes"]),
            _names(row["off_website"]),
        )
        for _, row in reading.rows["partnerships"].records
        if row["partnership_name"]
    }
    return HubBook(
        own["name"],
        own["cycle"],
        own["lead"] or "",
        own["contact_email"] or "",
        listed,
        cycle_of(own["cycle"]),
        tuple(reading.rows["sign_off"].records),
    )


def _names(cell: str | None) -> frozenset[str]:
    """The short names in a cell, separated by semicolons."""
    return frozenset(filter(None, (name.strip() for name in (cell or "").split(";"))))
