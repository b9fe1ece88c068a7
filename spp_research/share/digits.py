"""The digits that a share file holds of a result: those that a page shows, and no more.

A mean at six digits is a sum, and with a standard error at six digits a sum of squares: of a
class that was enough to find out what each pupil had gained. Files of kits before this rule
are rounded when they are read, in the same way, so that both give the same pooled results.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_research.protect.disclosure.figures import decimals_of, to_decimals, to_significant
from spp_research.protect.disclosure.possibilities import MANY

if TYPE_CHECKING:
    from .records import Effect, SchoolShare

_IN_UNIT = ("value", "low", "high")
_BEYOND = ("beyond", "beyond_low", "beyond_high")
_UNCERTAIN = ("se", "standardised", "standardised_variance", "beyond_se")


def rounded(effect: Effect) -> Effect:
    """The effect with the digits that its interval deserves; of few pupils, without its error.

    Rounding can widen an interval over the edge to fewer digits, so it goes on until it changes
    nothing: what is rounded twice is what was rounded once.
    """
    few = any(n <= MANY for n in effect.pupils)
    new: dict[str, object] = {
        name: None if few or value is None else to_significant(value)
        for name in _UNCERTAIN
        for value in (getattr(effect, name),)
    }
    if few:
        new["estimator"] = ""
    ends = {name: getattr(effect, name) for name in _IN_UNIT}
    while True:
        digits = decimals_of(ends["low"], ends["high"])
        again = {n: None if v is None else to_decimals(v, digits) for n, v in ends.items()}
        if again == ends:
            beyond = {name: getattr(effect, name) for name in _BEYOND}
            new |= {n: None if v is None else to_decimals(v, digits) for n, v in beyond.items()}
            return effect.model_copy(update=new | ends)
        ends = again


def as_shown(share: SchoolShare) -> SchoolShare:
    """The share with every effect rounded; its hash is still that of the file."""
    effects = tuple(rounded(effect) for effect in share.effects)
    lasted = tuple(
        one if one.again is None else one.model_copy(update={"again": rounded(one.again)})
        for one in share.lasted
    )
    if (effects, lasted) == (share.effects, share.lasted):
        return share
    return share.model_copy(update={"effects": effects, "lasted": lasted})
