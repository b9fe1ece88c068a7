"""The materials of a practice as its write-up shows them."""

from __future__ import annotations

from datetime import date

from spp_research.intake.check.materials import NamedMaterial, looked_at

from .attached import named_rows
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
    return tuple(looked_at(named_rows(base.materials, _COLUMNS), base.attachments, as_at))
