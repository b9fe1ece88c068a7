"""Numbers of a notebook's own, of which nobody says what they are: what they may stand for.

A number of people is whole, and so are a pupil's marks and the lowest and highest of them; a mean
of several people seldom is. A share of a group stands for so many of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from spp_research.protect.disclosure import Rules

_DIVIDED_BY = (10, 100, 1000)
_ROUNDED = 0.0051  # how far a share may be from what it was before it was rounded to a hundredth


def may_be_few(value: float, people: int, rules: Rules) -> bool:
    """Whether a number may be that of a few people, or the share of a few, or of all but a few.

    Parameters
    ----------
    value : the number, of people, or a share as a part of 1 or of 100.
    people : how many are in the group; 0 where nobody knows.
    """
    least = rules.fewest_pupils
    if value == int(value):
        return 0 < abs(value) < least or 0 < people - value < least
    for whole in (1, 100) if people else ():
        some = value * people / whole
        if 0 < value < whole and abs(some - round(some)) < 1e-6:
            return few_or_all_but_few(round(some), people, rules)
    return False


def few_or_all_but_few(some: int, people: int, rules: Rules) -> bool:
    """Whether so many of a group are none or too few, or those left over are."""
    return some < rules.fewest_pupils or people - some < rules.fewest_pupils


def nearly_whole(share: float, people: int) -> int | None:
    """How many of a group a share of it stands for, though it was rounded; None for no number."""
    some = share * people
    return round(some) if abs(some - round(some)) <= max(_ROUNDED * people, 1e-6) else None


def are_mostly_whole(values: Sequence[float], known: Sequence[int] = ()) -> bool:
    """Whether more than half of some numbers are whole, as marks and numbers of people are.

    Parameters
    ----------
    values : the numbers; nought is left out of the whole ones.
    known : numbers of people that were given as such.
    """
    whole = [v for v in values if v and v == int(v) and v not in known]
    return 2 * len(whole) > len(values)


def are_divided(values: Sequence[float], rules: Rules) -> bool:
    """Whether some numbers are numbers of people, a few of them among those, all divided by ten."""
    for by in _DIVIDED_BY:
        whole = [abs(v * by) for v in values]
        if all(abs(v - round(v)) < 1e-6 for v in whole):
            return any(0 < round(v) < rules.fewest_pupils for v in whole)
    return False
