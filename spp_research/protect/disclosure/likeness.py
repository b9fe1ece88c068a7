"""Numbers that are pupils' results one by one, recognised by what they are and not by their name.

A teacher who puts a column of marks into a table, halved or sorted or turned on its side, need not
see that it is a row a pupil. So what a notebook wants to show is held against the results that were
opened: as they are, what was gained, sums and ratios, of all pupils and of each group and class.
What is alike by more than chance is refused.

Chance is weighed throughout. A table of five numbers of people, of four schools, or of weeks from 1
to 12 is nobody's marks, although each of its numbers may be one. What nobody can recognise is in
decision 26.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

WAVES = ("baseline", "follow_up")
LATER = "later_follow_up"
_PARTS = ("group", "class_name", "subgroup")
AS_MANY = 10  # rows; fewer are as many as a group of pupils by chance
_ALIKE = 1e-6  # of the range of a column: what two computations of one number differ by
_BY_CHANCE = 0.01
_RARE = 3000.0  # in how many places of a column a run of values would be met once by chance


@dataclass(frozen=True, repr=False)
class Column:
    """Some results of pupils, in the order of their file and without blanks.

    Parameters
    ----------
    values : one a pupil.
    own : whether they are scores or gains, not something worked out of both that few would know.
    """

    values: np.ndarray
    own: bool

    @property
    def levels(self) -> int:
        """How many different values there are."""
        return len(set(self.values.tolist()))


@dataclass(frozen=True, repr=False)
class Results:
    """All results of the pupils of one school, as far as numbers can be held against them.

    Parameters
    ----------
    columns : of each outcome, each group, class and subgroup of it, and what is worked out of them.
    together : for pupils in the order of a file, all their results side by side, a row a pupil.
    pairs : for each outcome, how often each pair of start and end occurs.
    means : of each column, and what the means of two groups are apart.
    sizes : how many pupils there are in each outcome and group, listed or measured both times.
    """

    columns: tuple[Column, ...] = ()
    together: tuple[np.ndarray, ...] = ()
    pairs: tuple[Counter, ...] = ()
    means: tuple[float, ...] = ()
    sizes: frozenset[int] = frozenset()


def results_of(pupils: pd.DataFrame) -> Results:
    """What the numbers of a notebook are held against.

    Parameters
    ----------
    pupils : columns pupil_id, outcome_id, baseline and follow_up, and those of groups.
    """
    columns: dict[bytes, Column] = {}
    together, pairs, sizes = [], [], set()
    means: set[float] = set()
    for rows in _each_time(pupils):
        whole = rows[list(WAVES)].to_numpy(dtype=float, na_value=float("nan"))
        pairs.append(Counter(map(tuple, _present(whole).round(9).tolist())))
        apart: list[list[float]] = []
        for order in _orders(rows):
            for name, part in _parts(rows.iloc[order]):
                own = part[list(WAVES)].to_numpy(dtype=float, na_value=float("nan"))
                for made in _worked_out(own):
                    columns.setdefault(made.values.tobytes(), made)
                together.append(_present(own))
                if name in ("", "group"):
                    sizes |= {len(own), len(_present(own))}
                apart.append(_means(own))
        means |= {mean for found in apart for mean in found}
        means |= {
            one - two
            for first in apart[:_MOST_PARTS]
            for second in apart[:_MOST_PARTS]
            for one, two in zip(first, second, strict=False)
            if one != two
        }
    wide = _wide(pupils)
    if wide is not None:
        together.append(wide)
    kept = tuple(c for c in columns.values() if len(c.values) >= 3)
    return Results(
        kept,
        tuple(together),
        tuple(pairs),
        tuple(sorted(means)),
        frozenset(sizes),
    )


def _each_time(pupils: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The pupils of each outcome; and once more with the later measurement, where there is one."""
    for _, rows in pupils.groupby("outcome_id", sort=False):
        yield rows
        if LATER in rows and rows[LATER].notna().any():
            yield rows.assign(follow_up=rows[LATER])


_MOST_PARTS = 12  # groups and classes whose means are compared with each other


def _orders(rows: pd.DataFrame) -> Iterator[Any]:
    """The orders in which a table of pupils may stand: of the file, by ID, by what was measured."""
    import numpy as np

    yield np.arange(len(rows))
    if "pupil_id" in rows:
        yield np.argsort(rows["pupil_id"].astype(str).to_numpy(), kind="stable")


def _parts(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """All pupils, and those of each group, class, subgroup and class of a group."""
    yield "", rows
    present = [name for name in _PARTS if name in rows]
    for name in present:
        for _, part in rows.groupby(name, sort=False):
            yield name, part
    if {"group", "class_name"} <= set(present):
        for _, part in rows.groupby(["group", "class_name"], sort=False):
            yield "both", part


def _worked_out(waves: np.ndarray) -> Iterator[Column]:
    import numpy as np

    before, after = waves.T
    with np.errstate(all="ignore"):
        made = [(before, True), (after, True), (after - before, True), (after + before, False)]
        made.append((after / before, False))
    made.append((np.concatenate([before, after]), True))  # one below the other
    made.append((waves.ravel(), True))  # each pupil's start, then the end
    for values, own in made:
        yield Column(values[np.isfinite(values)], own)


def _means(waves: np.ndarray) -> list[float]:
    import numpy as np

    before, after = waves.T
    both = _present(waves)
    found = [before, after, after - before, both[:, 0], both[:, 1]]
    return [float(v[np.isfinite(v)].mean()) for v in found if np.isfinite(v).any()]


def _present(waves: np.ndarray) -> np.ndarray:
    import numpy as np

    return waves[np.isfinite(waves).all(axis=1)]


def _wide(pupils: pd.DataFrame) -> np.ndarray | None:
    """All outcomes of the pupils who have a result at all times of all of them."""
    if pupils["outcome_id"].nunique() < 2 or "pupil_id" not in pupils:
        return None
    once = pupils.drop_duplicates(["pupil_id", "outcome_id"])
    once = once.assign(**{wave: once[wave].astype("float64") for wave in WAVES})
    made = once.pivot(index="pupil_id", columns="outcome_id", values=list(WAVES))
    made = made.reindex(once["pupil_id"].drop_duplicates())
    return _present(made.to_numpy(dtype=float))


def are_one_by_one(values: Sequence[float], results: Results, *, typed: bool = False) -> bool:
    """Whether some numbers are pupils' results one by one.

    Parameters
    ----------
    values : of a column or a row, without blanks.
    typed : whether all of them stand in the notebook as they are, where whoever signs reads them:
        then a few that are among the results are taken to be something else.
    """
    import numpy as np

    x = np.asarray(values, dtype=float)
    if len(x) < 3 or len(set(x.tolist())) < 3 or not np.isfinite(x).all():
        return False
    in_steps = evenly_spaced(x)
    for column in results.columns:
        if _same(x, column) or _a_run(x, column, typed=typed) or _some(x, column, typed=typed):
            return True
        if not typed and _ends(x, column):
            return True
        if not in_steps and (_rescaled(x, column.values) or _in_order(x, column.values)):
            return True
    return not in_steps and any(_follows_from(x, waves) for waves in results.together)


def are_a_run(values: Sequence[float], results: Results) -> bool:
    """Whether numbers that a notebook asked for in turn are those of pupils in turn."""
    import numpy as np

    x = np.asarray(values, dtype=float)
    if len(set(x.tolist())) < 4:
        return False
    return any(column.own and _a_run(x, column, typed=True) for column in results.columns)


def is_one_pupils(value: float, results: Results) -> bool:
    """Whether a number is what a single pupil had or gained, and no mean of a group is the same."""
    if not value or any(
        abs(value - mean) <= _ALIKE * max(1.0, abs(mean)) for mean in results.means
    ):
        return False
    return any(
        bool((abs(column.values - value) <= 1e-9).any()) for column in results.columns if column.own
    )


def is_a_mean(value: float, results: Results) -> bool:
    """Whether a number is the mean of a group, or what two means are apart."""
    return any(abs(value - mean) <= _ALIKE * max(1.0, abs(mean)) for mean in results.means)


def are_pairs(rows: Sequence[tuple[float, float]], results: Results) -> bool:
    """Whether rows of two numbers are the start and the end of so many pupils, in any order."""
    found = Counter((round(one, 9), round(two, 9)) for one, two in rows)
    if len(found) < 3:
        return False
    for pairs in results.pairs:
        if found <= pairs:
            before, after = zip(*pairs, strict=True)
            places = _points(before) * _points(after)
            if (len(pairs) / places) ** len(found) <= _BY_CHANCE:
                return True
    return False


def as_many(rows: int, results: Results) -> bool:
    """Whether a table has a row for each pupil of a file or of a group, as far as that can tell."""
    return rows >= AS_MANY and rows in results.sizes


def _same(x: np.ndarray, column: Column) -> bool:
    """All of them, in any order; or each different value once."""
    import numpy as np

    for values in (column.values, np.unique(column.values)):
        if len(values) == len(x) and np.allclose(np.sort(values), np.sort(x), atol=1e-9, rtol=1e-9):
            return len(values) == len(column.values) or (len(x) > 5 and not evenly_spaced(x))
    return False


def _a_run(x: np.ndarray, column: Column, *, typed: bool) -> bool:
    """Some rows one after another, of the file or of the file in order of the results."""
    import numpy as np

    n, levels = len(x), column.levels
    rare = _RARE if typed else _RARE / 100
    if not column.own or n >= len(column.values) or levels**n < rare * len(column.values):
        return False
    ordered = np.sort(column.values)
    if n >= (4 if typed else 3) and _stands_in(x, column.values):
        return True
    if n < 5 or evenly_spaced(x):
        return False
    ends = (ordered[:n], ordered[-n:])
    return any(
        np.allclose(way, end, atol=1e-9, rtol=1e-9)
        for way in (x, x[::-1], np.sort(x))
        for end in ends
    ) or (n >= 6 and any(_stands_in(way, ordered) for way in (x, x[::-1])))


def _ends(x: np.ndarray, column: Column) -> bool:
    """The lowest and the highest result: as the ends of some numbers, or beside their mean."""
    import numpy as np

    values = column.values
    low, high = values.min(), values.max()
    if not column.own or low == high or not ({low, high} <= set(x.tolist())):
        return False
    return bool((x.min() == low and x.max() == high) or np.isclose(x, values.mean()).any())


def _stands_in(x: np.ndarray, values: np.ndarray) -> bool:
    import numpy as np

    windows = np.lib.stride_tricks.sliding_window_view(values, len(x))
    return bool((np.abs(windows - x) <= 1e-9).all(axis=1).any())


def _some(x: np.ndarray, column: Column, *, typed: bool) -> bool:
    """Some rows from anywhere: more of them than the values of a table meet by chance."""
    n, values = len(x), column.values
    if not column.own or n < 5 or n > len(values):
        return False
    found, known = (Counter(v.round(9).tolist()) for v in (x, values))
    if not found <= known:
        return False
    # In the file's order, by whatever rows were chosen.
    steps = n * column.levels
    if n >= 8 and steps >= 3 * len(values) and _in_the_order_of(x, values):
        return True
    return not typed and _met_by_chance(x, known) <= _BY_CHANCE


def _in_the_order_of(x: np.ndarray, values: np.ndarray) -> bool:
    rest = iter(values.round(9).tolist())
    return all(value in rest for value in x.round(9).tolist())


def _met_by_chance(x: np.ndarray, known: Counter) -> float:
    """How often numbers like these, drawn anywhere between their ends, are among the results."""
    import numpy as np

    step = _step(x)
    low, points = x.min(), round((x.max() - x.min()) / step) + 1
    drawn = np.random.default_rng(1).integers(points, size=(400, len(x))) * step + low
    met = sum(Counter(row) <= known for row in drawn.round(9).tolist())
    return met / len(drawn)


def _rescaled(x: np.ndarray, values: np.ndarray) -> bool:
    """All of them, in any order, made larger or smaller by the same part and moved."""
    import numpy as np

    if len(x) != len(values) or len(x) < 5:
        return False
    mine, theirs = np.sort(x), np.sort(values)
    span, length = mine[-1] - mine[0], theirs[-1] - theirs[0]
    if not span or not length or len(set(theirs.tolist())) < 4:
        return False
    step = _step(x)
    near = max(_ALIKE * span, 0.51 * step if step <= span / 50 else 0.0)
    return any(
        bool((np.abs(mine - mine[0] - (way - way[0]) * span / length) <= 2 * near).all())
        for way in (theirs, theirs[-1] - theirs[::-1])
    )


def _in_order(x: np.ndarray, values: np.ndarray) -> bool:
    """In the file's order, higher where the results are: bands, ranks, halves that were rounded."""
    import numpy as np

    if len(x) != len(values) or len(x) < 8 or len(set(x.tolist())) < 4:
        return False
    levels = np.unique(values)
    if len(levels) < 4:
        return False
    of = [x[values == level] for level in levels]
    up = all(one.max() <= two.min() for one, two in pairwise(of))
    down = all(one.min() >= two.max() for one, two in pairwise(of))
    return up or down


def _follows_from(x: np.ndarray, waves: np.ndarray) -> bool:
    """In the file's order, a sum of the results with whatever weights."""
    import numpy as np

    rows, columns = waves.shape
    if rows != len(x) or rows < columns + 4 or not np.ptp(x):
        return False
    design = np.column_stack([np.ones(rows), waves])
    left = x - design @ np.linalg.lstsq(design, x, rcond=None)[0]
    return bool(np.abs(left).max() <= 1e-6 * np.ptp(x))


def evenly_spaced(x: Sequence[float] | np.ndarray) -> bool:
    """Whether they are steps of a scale: weeks, years, marks from 1 to 10."""
    import numpy as np

    return bool(np.ptp(np.diff(np.sort(x))) <= 1e-9)


def _step(x: np.ndarray) -> float:
    """The step in which numbers are written: 1, 0.1 and so on."""
    import numpy as np

    return next((10.0**-d for d in range(6) if np.allclose(x, np.round(x, d), atol=1e-9)), 1e-6)


def _points(values: Sequence[float]) -> int:
    import numpy as np

    x = np.asarray(values, dtype=float)
    return round((x.max() - x.min()) / _step(x)) + 1
