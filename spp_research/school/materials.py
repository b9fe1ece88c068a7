"""The materials of a practice as its write-up shows them."""

from __future__ import annotations

from datetime import date

from spp_research.intake.check.materials import NamedMaterial, looked_at
from spp_research.partnership.lead_workbook import day, missing, rows_of

from .evidence import EvidenceBase

_COLUMNS = ("file", "title", "used_for", "cleared_by", "credit")


def materials_of(base: EvidenceBase, as_at: date) -> tuple[NamedMaterial, ...]:
    """Every material that the school names, in its order, read anew or with why it is left out.

    Parameters
    ----------
    as_at : the day to look from; what is cleared later is not cleared yet.
    """
    if base.materials.empty or base.attachments is None:
        return ()
    rows = [
        {
            **{
                name: None if missing(getattr(row, name)) else getattr(row, name)
                for name in _COLUMNS
            },
            "cleared_on": day(row.cleared_on),
        }
        for row in rows_of(base.materials)
    ]
    return tuple(looked_at(rows, base.attachments, as_at))
