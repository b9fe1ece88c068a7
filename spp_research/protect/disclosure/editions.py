"""What several editions of one number give away together about the few who came, went or changed.

A mean of 30 pupils and a later one of 31 are the 31st pupil's result, by subtraction. So a number
is set beside every edition of it that was ever shared, and a new one is let through only where
whoever has them all could not tell anything of a small group.

Who is behind a number is not kept, only how many, so the fewest who could make the difference are
asked for. *Proof that it is enough:* if fewer people than the rule allows came, went or changed
their answer, then the counts differ by as few or fewer, or not at all, or the numbers behind a mean
do. Where nothing that is shown differs, nothing is told. Else the difference is small, and found.

Several editions can be added and taken away together: of one with classes 1 and 2, one with 1 and
3, one with 1 alone and one with all three and a newcomer, the newcomer is what is left. So a new
number is set beside every sum and difference of up to three others too. *Proof:* if in such a sum
every person but f of them cancels, each of those counts at most m times, where m is how many are
added or how many are taken away, whichever is more; so the sizes add up to at most f times m, and
that is found. It is asked of sizes alone, so more is held back than has to be, from the fourth
edition on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product

_TOGETHER = (2, 3)  # of how many others a sum is made
_MOST = 16  # of the latest editions


@dataclass(frozen=True)
class Edition:
    """One number, or one set of answers, as it was shared once.

    Parameters
    ----------
    kind : what it is, such as the design and the unit; two of different kinds are not subtracted.
    sizes : the people of each group behind it.
    counts : people by answer; empty of a mean.
    shown : every other figure that was shown of it.
    several : whether somebody may stand behind more than one of the counts.
    """

    kind: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    shown: tuple[float | None, ...] = ()
    several: bool = False


def fewest_behind(one: Edition, other: Edition) -> int | None:
    """How few people could make all that differs between two editions.

    Returns
    -------
    None where nothing differs, or where the two cannot be subtracted. 1 where the groups are as
    large as before and a figure is another: one person may have gone and one come.
    """
    if one.kind != other.kind or len(one.sizes) != len(other.sizes):
        return None
    if one == other:
        return None
    gaps = [abs(after - before) for before, after in zip(one.sizes, other.sizes, strict=True)]
    fewest = [gap for gap in gaps if gap]
    if one.counts.keys() == other.counts.keys() and one.counts:
        changes = [other.counts[answer] - number for answer, number in one.counts.items()]
        of_all = max if one.several or other.several else sum
        came = of_all([change for change in changes if change > 0] or [0])
        went = of_all([-change for change in changes if change < 0] or [0])
        fewest += [n for n in (came, went) if n]
        return min(fewest, default=None if one.shown == other.shown else 1)
    return min(fewest, default=1)


def too_near(new: Edition, editions: Iterable[Edition], fewest: int) -> bool:
    """Whether a new edition and one that was shared tell something of fewer people than may be.

    Parameters
    ----------
    editions : every one that was ever shared.
    fewest : how few people may be shown.
    """
    before = list(editions)
    if new in before:
        return False  # nothing is told that was not told already
    found = (fewest_behind(edition, new) for edition in before)
    return any(n is not None and n < fewest for n in found) or _in_a_sum(new, before, fewest)


def _in_a_sum(new: Edition, editions: list[Edition], fewest: int) -> bool:
    """Whether a few are left of a new edition when others are added to it and taken away."""
    unlike: list[Edition] = []
    for one in editions:
        if one.kind == new.kind and len(one.sizes) == len(new.sizes) and one not in unlike:
            unlike.append(one)
    for number in _TOGETHER:
        for others in combinations(unlike[-_MOST:], number):
            for signs in product((-1, 1), repeat=number):
                if min(signs) < 0 and _few_left(
                    new, tuple(zip(signs, others, strict=True)), fewest
                ):
                    return True
    return False


def _few_left(new: Edition, others: tuple[tuple[int, Edition], ...], fewest: int) -> bool:
    added = 1 + sum(sign > 0 for sign, _ in others)
    most = (fewest - 1) * max(added, len(others) + 1 - added)
    if new.counts:
        if any(one.counts.keys() != new.counts.keys() for _, one in others):
            return False  # other answers were listed, so that the counts cannot be added up
        left = [n + sum(s * one.counts[a] for s, one in others) for a, n in new.counts.items()]
        return any(left) and max(map(abs, left)) <= most
    sizes = (n + sum(s * one.sizes[i] for s, one in others) for i, n in enumerate(new.sizes))
    return max(map(abs, sizes), default=0) <= most
