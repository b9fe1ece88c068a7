"""The photos of a practice as its write-up shows them."""

from __future__ import annotations

from datetime import date

from spp_research.intake.check.photos import NamedPhoto, looked_at

from .attached import named_rows
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
    return tuple(looked_at(named_rows(base.photos, _COLUMNS), base.attachments, as_at))
