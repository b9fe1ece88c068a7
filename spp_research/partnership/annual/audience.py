"""What of the share files the reader of a report may see, where their rules are stricter."""

from __future__ import annotations

from collections.abc import Mapping

from spp_research.protect.disclosure import Audience, Rules
from spp_research.school.impact.declared import POINTS
from spp_research.share import Effect, SchoolShare

from ..year import Year

_TOO_FEW = "a group of fewer than {n} pupils"
_SHARES = "percentages are not shown to everyone, as none or all of a group could be told from them"
_NUMBERS = ("value", "low", "high", "se", "standardised", "standardised_variance")


def visible(shares: Mapping[str, SchoolShare], rules: Rules) -> dict[str, SchoolShare]:
    """The shares without the effects that the rules of this report would hide.

    Parameters
    ----------
    shares : by short name, in the lead's order: what their sign-offs cover for this audience.
        They were made under each school's rules for its partnership.
    rules : of the report; the lead's settings, or the public audience, may be stricter.

    Returns
    -------
    The same schools in the same order. An effect that is hidden keeps its name and has no
    number, with the rule that hid it. Percentages do not go on to everyone: whether nobody was
    counted, which the public audience may not know, cannot be seen from a share file. Numbers
    of pupils of a series are to the nearest five, so that two fewer may be meant.
    """
    return {
        slug: share.model_copy(
            update={
                "effects": tuple(_within(effect, rules) for effect in share.effects),
                "lasted": tuple(
                    one
                    if one.again is None
                    else one.model_copy(update={"again": _within(one.again, rules)})
                    for one in share.lasted
                ),
                "series": tuple(s for s in share.series if s.pupils - 2 >= rules.fewest_pupils),
            }
        )
        for slug, share in shares.items()
    }


def _within(effect: Effect, rules: Rules) -> Effect:
    if effect.value is None:
        return effect
    if any(n < rules.fewest_pupils for n in effect.pupils):
        rule = _TOO_FEW.format(n=rules.fewest_pupils)
    elif rules.audience is Audience.PUBLIC and effect.unit == POINTS:
        rule = _SHARES
    else:
        return effect
    nothing = {"verdict": "not enough data", "standing": "not estimated", "rule": rule}
    return effect.model_copy(update=dict.fromkeys(_NUMBERS) | nothing | {"pupils": ()})


def shares(year: Year) -> Mapping[str, SchoolShare]:
    """What the schools have shared, as the reader of this report may see it.

    A school is called what the lead calls it: a share file comes from someone else.
    """
    names = {school.slug: school.name for school in year.partnership.schools}
    return {
        slug: share.model_copy(update={"school_name": names[slug]})
        for slug, share in visible(year.shares, year.rules).items()
    }


def signed_off(year: Year, document: str) -> Mapping[str, SchoolShare]:
    """The shares of the schools that have signed a document off for this audience."""
    return {slug: share for slug, share in shares(year).items() if share.signed(document)}


def staff_named(year: Year) -> bool:
    """Whether people of the partnership may be named: to the partnership, not to everyone."""
    return year.rules.audience is not Audience.PUBLIC
