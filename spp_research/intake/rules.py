"""Rules that take more than one cell: dates in order, one main outcome, evidence for a finding."""

from __future__ import annotations

from spp_research.schema import Workbook

from .checks import Found, Frames, Known
from .tables import Table


def check_rules(
    frames: Frames, workbook: Workbook, tables: dict[str, Table], known: Known, file: str
) -> Found:
    """What the sheets of one workbook must agree on."""
    return frames, []
