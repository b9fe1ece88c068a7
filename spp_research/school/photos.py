"""The photos of a practice as its write-up shows them."""

from __future__ import annotations

from datetime import date

from spp_research.intake.check.photos import NamedPhoto, looked_at
from spp_research.partnership.lead_workbook import day, missing, rows_of

from .evidence import EvidenceBase

_COLUMNS = ("file", "shows", "people", "cleared_by", "credit")


def photos_of(base: EvidenceBase, as_at: date) -> tuple[NamedPhoto, ...]:
    """Every photo that the school names, in its order, drawn anew or with why it is left out.

    Parameters
    ----------
    as_at : the day to look from; what is cleared later is not cleared yet.
    """
    if base.photos.empty or base.attachments is None:
        return ()
    rows = [
        {
            **{
                name: None if missing(getattr(row, name)) else getattr(row, name)
                for name in _COLUMNS
            },
            "cleared_on": day(row.cleared_on),
        }
        for row in rows_of(base.photos)
    ]
    return tuple(looked_at(rows, base.attachments, as_at))
