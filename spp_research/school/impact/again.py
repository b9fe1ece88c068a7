"""Results of an earlier cycle's outcomes that are measured once more in this one."""

from __future__ import annotations

from spp_research.protect.disclosure import Rules

from ..evidence import EvidenceBase
from ..follow_ups import may_see
from .records import Result
from .results import results


def measured_again(base: EvidenceBase, rules: Rules) -> tuple[Result, ...]:
    """The result of each follow-up that an audience may see.

    Parameters
    ----------
    base : of the cycle in which it is measured once more.
    rules : of the audience.
    """
    if base.followed is None:
        return ()
    return tuple(one for one in results(base.followed) if may_see(one.people, rules))
