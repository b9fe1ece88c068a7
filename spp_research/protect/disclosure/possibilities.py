"""What figures give away together: how many values each person's own could still have.

A mean with the number behind it, a spread, the ends of the scale and the digits of all of them
can leave few sets of results: a 9.8 of six pupils on a test out of ten is five tens and a nine.

The rule works the other way round than somebody who solves for the results. It looks for other
sets of results of which every figure would be printed alike, and counts the different values that
they give to the lowest, the second lowest, and so on to the highest. *Proof that it is sound:*
whoever sees the figures alone cannot tell the true set from one that prints the same, so each value
that was found remains possible, and there are at least as many as were counted. Where none are
found there may still be some: then more is hidden than had to be, never less.

A group that is too large for all its ranks to be looked at is judged by how many have another
value than the most common one, as `share` judges a percentage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

MANY = 12  # in a larger group a rank is nobody's own
ENOUGH = 3  # different values are as many as anybody asks for
_CHAINS, _STEPS, _LOOKED_AT = 192, 90, 60
_NEAR = 6.0  # how far off a set may be to be looked at, in tolerances of its sums of squares


@dataclass(frozen=True)
class Room:
    """How much a set of figures leaves open about the people behind it.

    Parameters
    ----------
    apart : how many have another value than the most common one, in the group where fewest have.
    values : how many values are possible for each rank of a group at least; `ENOUGH` for that
        many or more.
    gains : the same for what a person gained between two times and nobody else did. 1 also where
        everybody's gain follows.
    """

    apart: int = 1_000_000
    values: int = ENOUGH
    gains: int = ENOUGH


OPEN = Room()


def narrower(*rooms: Room) -> Room:
    """What several groups leave open, each by itself: the least of them."""
    return Room(
        *(
            min((getattr(room, name) for room in rooms), default=getattr(Room, name))
            for name in ("apart", "values", "gains")
        )
    )


def alike(values: Sequence[float]) -> Room:
    """What a group leaves open by how many of it have the same value, and how many values it has.

    Its number, mean and spread fix a group in which all have the same, and one in which only two
    neighbouring values occur.
    """
    counts = Counter(values)
    if not counts:
        return Room()
    return Room(counts.total() - max(counts.values()), min(len(counts), ENOUGH))


def step_of(values: np.ndarray, low: float | None, high: float | None) -> float:
    """The step of a scale in which values count as different.

    The smallest that the results themselves show, and no less than a hundredth of the scale: that
    somebody was in school for 93.1% or 93.2% of the sessions is known either way.
    """
    import numpy as np

    shown = values[np.isfinite(values)]
    places = next((p for p in range(4) if np.allclose(shown, np.round(shown, p), atol=1e-9)), 4)
    lattice = 10.0**-places
    ends = (low, high) if low is not None and high is not None else (shown.min(), shown.max())
    return lattice * max(1, round((ends[1] - ends[0]) / 100 / lattice))


def possible_values(
    waves: np.ndarray,
    cells: Sequence[object],
    *,
    lowest: float,
    highest: float,
    step: float,
    known: Sequence[float],
    prints_alike: Callable[[np.ndarray], bool],
) -> Room:
    """How many values each rank of a group could have, given that every figure is printed alike.

    Parameters
    ----------
    waves : the results, a row a wave and a column a person.
    cells : for each person, the class or the like within which results may change places.
    lowest, highest : the ends of the scale.
    step : from `step_of`.
    known : how well the figures fix the sum of squares of each wave and, of two, of what was
        gained, as a part of it. It only says where to look.
    prints_alike : whether other results, of the same shape, give the figures that are printed.

    Returns
    -------
    Room
        With 1 where some rank could be only one value, 2, or `ENOUGH`.

    Notes
    -----
    Only what keeps the sum of each cell is tried: two persons of it, one going up, one down. Of
    what is met on many random walks at once, the sets with the nearest sums of squares and of
    products are looked at, those only that would add a value to a rank.
    """
    import numpy as np

    waves = np.asarray(waves, dtype=float)
    seen = [{value} for value in _ranks(waves, step)]
    looked_at = 0
    for other in _near(waves, cells, lowest, highest, step, known):
        if looked_at >= _LOOKED_AT or min(map(len, seen)) >= ENOUGH:
            break
        ranks = _ranks(other, step)
        if not any(
            len(values) < ENOUGH and value not in values
            for values, value in zip(seen, ranks, strict=True)
        ):
            continue
        looked_at += 1
        if prints_alike(other):
            for values, value in zip(seen, ranks, strict=True):
                values.add(value)
    found = [min(len(values), ENOUGH) for values in seen]
    gained = _ranks(waves, step)[waves.size :]
    own = [
        n for n, gain in zip(found[waves.size :], gained, strict=True) if gained.count(gain) == 1
    ]
    if gained:
        own.append(max(found[waves.size :]))
    return Room(values=min(found[: waves.size]), gains=min(own, default=Room.gains))


def _ranks(waves: np.ndarray, step: float) -> list[int]:
    """Each wave from its lowest to its highest, and what was gained likewise, in whole steps."""
    import numpy as np

    rows = [*waves, waves[1] - waves[0]] if len(waves) == 2 else [*waves]
    return [int(value) for value in np.floor(np.sort(rows, axis=1) / step + 1e-6).ravel()]


def _near(
    waves: np.ndarray,
    cells: Sequence[object],
    lowest: float,
    highest: float,
    step: float,
    known: Sequence[float],
) -> list[np.ndarray]:
    """Other results with the same sums and nearly the same squares, the nearest first."""
    import numpy as np

    people = waves.shape[1]
    pairs = np.array(
        [(i, j) for i in range(people) for j in range(people) if i != j and cells[i] == cells[j]]
    )
    if not len(pairs):
        return []
    rng = np.random.default_rng(20260101)
    centre = waves.mean(axis=1, keepdims=True)
    target = _moments(waves[None] - centre)
    tolerance = np.maximum(np.asarray(known) * np.abs(target), step**2)
    state = np.repeat(waves[None], _CHAINS, axis=0)
    energy = np.zeros(_CHAINS)
    heat = np.geomspace(0.5, 40.0, _CHAINS)
    met: dict[bytes, tuple[float, np.ndarray]] = {}
    rows, chains = len(waves), np.arange(_CHAINS)
    for _ in range(_STEPS):
        one, two = pairs[rng.integers(len(pairs), size=_CHAINS)].T
        which = rng.integers(rows + (rows > 1), size=_CHAINS)
        size = step * rng.integers(1, 3, size=_CHAINS)
        tried = state.copy()
        for row in range(rows):
            moved = size * ((which == row) | (which == rows))
            tried[chains, row, one] += moved
            tried[chains, row, two] -= moved
        inside = ((tried >= lowest - 1e-9) & (tried <= highest + 1e-9)).all(axis=(1, 2))
        new = (((_moments(tried - centre) - target) / tolerance) ** 2).sum(axis=1)
        taken = inside & (rng.random(_CHAINS) < np.exp(np.clip((energy - new) / heat, -700, 0)))
        state[taken], energy[taken] = tried[taken], new[taken]
        for chain in np.flatnonzero(taken & (new <= _NEAR)):
            kept = np.sort(state[chain], axis=1).tobytes()
            if kept not in met or met[kept][0] > new[chain]:
                met[kept] = (float(new[chain]), state[chain].copy())
    found = sorted(met.values(), key=lambda pair: pair[0])
    return [results for _, results in found]


def _moments(centred: np.ndarray) -> np.ndarray:
    """Sums of squares of each wave and of what was gained, a row a set of results."""
    import numpy as np

    squares = (centred**2).sum(axis=2)
    if centred.shape[1] < 2:
        return squares
    gained = ((centred[:, 1] - centred[:, 0]) ** 2).sum(axis=1)
    return np.column_stack([squares, gained])
