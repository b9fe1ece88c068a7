"""A list that was read and waits to be drawn from; in memory, and never laid down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spp_research.school.lots.drawing import Wanted
    from spp_research.school.lots.listing import Units


@dataclass(frozen=True)
class Waiting:
    """A list that was read, until somebody draws or leaves it.

    Parameters
    ----------
    units : whom lots would be drawn for.
    wanted : what would be drawn.
    name : what the file is called.
    inside : whether it lies in the folder pupils, where its rows would be read as well.
    drawn_already : the draws of the same list that were made before.
    within, pair_by : the headers that were given.
    """

    units: Units
    wanted: Wanted
    name: str
    inside: bool
    drawn_already: tuple[str, ...]
    within: str = ""
    pair_by: str = ""
