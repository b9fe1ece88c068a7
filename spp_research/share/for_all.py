"""Whether a share holds only what everyone may read: what goes to another partnership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_research.protect.disclosure import Audience

if TYPE_CHECKING:
    from .records import SchoolShare

# No figure at all goes to another partnership, which could neither count nor pool it.
FIGURES = (
    *("effects", "answers", "series", "check_ins", "hidden", "changed_since", "write_up"),
    "taken_back",
)


def is_for_all(share: SchoolShare) -> bool:
    """Whether a share holds only what is signed off for everyone, and no figure."""
    public = all(line.audience == Audience.PUBLIC for line in share.sign_offs)
    figures = any(getattr(share, part) for part in FIGURES)
    return public and not figures and all(one.again is None for one in share.lasted)
