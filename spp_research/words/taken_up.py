"""What schools found that took up another one's practice, put together for everyone.

Nothing goes into it but results that stand beside it on the page with their range and pupils.
"""

from __future__ import annotations

from collections.abc import Sequence

from spp_research.catalogue import say
from spp_research.partnership.annual import APART, Apart, Pool
from spp_research.partnership.annual.effects import FEWEST
from spp_research.phrases import in_words, listed
from spp_research.protect.disclosure import Rules, Shown, statistic

from . import pooling
from .amounts import decimals
from .statements import Statement

NOT_NAMED = "it was not named as the main outcome beforehand"
NO_FIGURES = "its figures have not come with its page"
NOTHING_MEASURED = "nothing was measured, or it is not told to everyone"


def takes_up(letters: str) -> str:
    """That a practice takes up another school's, which its letters stand for.

    Parameters
    ----------
    letters : as `school.takes_up` makes them.
    """
    return say(
        "A practice that another school shared first (practice code: {letters})", letters=letters
    )


def together(pool: Pool, rules: Rules) -> list[Statement]:
    """What the schools give together: how much, how sure, how far apart, what it hangs on."""
    _, another, *hangs_on, _ = pooling.words(pool, rules)
    found = pooling.of_groups([pool], rules)
    return [found, _how_far_apart(pool, rules), another, *hangs_on, _FIRST]


_FIRST = Statement(
    "The school whose practice it was first is not counted among them: its result is why the "
    "others tried it."
)


def _how_far_apart(pool: Pool, rules: Rules) -> Statement:
    """How much of what lies between the schools is more than chance, without a symbol."""
    result, digits = pool.pooled, decimals(pool.pooled)
    between, low, high = (
        statistic(None if one is None else one**0.5, pool.pupils, rules, decimals=digits)
        for one in (result.tau2, result.tau2_low, result.tau2_high)
    )
    if not between.text.strip("0.,"):
        return Statement(
            "The schools’ results lie no further apart than chance alone may put them; the data "
            "fit true differences of up to {high} {unit} (standard deviation between schools).",
            high=high,
            unit=pool.first.unit,
        )
    return Statement(
        "Beyond chance the schools themselves seem to differ by about {between} {unit}; the data "
        "fit anything from {low} to {high} (standard deviation between schools).",
        between=between,
        low=low,
        high=high,
        unit=pool.first.unit,
    )


def by_themselves(apart: Sequence[tuple[str, str]]) -> Statement:
    """Why results are not put together with others, each school with its reason.

    Parameters
    ----------
    apart : the name of each school and why.
    """
    reasons = listed([f"{school}: {why}" for school, why in apart], "and")
    return Statement("Not put together with others: {reasons}.", reasons=Shown(reasons))


def too_few(schools: int) -> Statement:
    """That results stand beside each other because so few schools have one."""
    return Statement(
        "Results are put together from {fewest} schools on that measured the same in the same way, "
        "so these stand beside each other."
        if schools > 1
        else "Results are put together from {fewest} schools on that measured the same in the same "
        "way, so this one stands by itself.",
        fewest=in_words(FEWEST),
    )


def why_apart(one: Apart) -> str:
    """Why a result is in no pool."""
    return APART[one.reason]
