"""What looks wrong in a column of marks: asked about, never mended.

Each check gives findings: a code, how much it matters, the rows, and a question in plain words.
None takes a value away; whoever measured knows whether 390 is right.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import told
from .estimate import Estimate
from .frames import columns
from .inputs import column, one_number, read, spread

if TYPE_CHECKING:
    import pandas as pd

LEVELS = ("note", "check", "stop")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at before the numbers are believed.

    Attributes
    ----------
    code : str
    level : {"note", "check", "stop"}
        Worth knowing; to be asked about; nothing may be concluded before it is mended.
    rows : tuple of int
        Of the column as it was given, from 1; empty where it is about all of it.
    words : str
    labels : tuple of str
        Labels of classes or groups that it is about; never those of pupils.
    """

    code: str
    level: str
    rows: tuple[int, ...]
    words: str
    labels: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.words

    __repr__ = __str__
    sentence = told.sentence
    _repr_html_ = told.as_table

    def to_frame(self) -> "pd.DataFrame":
        """Give a table of one row, to be put below others with `pandas.concat`."""
        names = ("code", "level", "rows", "words", "labels")
        return told.frame([{name: getattr(self, name) for name in names}], names)

    def __post_init__(self):
        if self.level not in LEVELS:
            raise ValueError(f"level is {self.level!r}; it must be one of {', '.join(LEVELS)}")
        object.__setattr__(self, "rows", tuple(map(int, self.rows)))
        object.__setattr__(self, "labels", tuple(map(str, self.labels)))


FEWEST_SHARES = 5  # values of a wave, from which a scale can be told
MOST_OF_A_COLUMN = 0.80
TYPICAL = 10.0  # median from which a column is not one of shares
HUGE = 2.0  # |d_av| beyond which the scale, not the pupils, has changed


def scale_mix(first, second, *, data=None) -> tuple[Finding, ...]:
    """Look for two waves, or one column, in which shares and percentages are mixed.

    "stop": five values or more of one wave all within 0 to 1 and not all 0 or 1, and 80% of the
    other above 1 and up to 100 with a median of 10 or more. "check": values strictly between 0 and
    1 in a column of which 80% is above 1 and the median 10 or more; and a change of more than two
    SDs (d_av), unless a wave is of 0 and 1 only.

    Parameters
    ----------
    first, second : sequence of numbers
        Marks of two waves. Missing values are left out.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).

    Returns
    -------
    tuple of Finding
        Codes scale_mix, value_below_one, change_too_large; the gravest first; empty where nothing
        is found.

    Raises
    ------
    ValueError
        If a column does not hold numbers.
    """
    first, second = columns(data, marks=("first", "second"), first=first, second=second)
    one, two = read(equally_long=False, first=first, second=second)
    found = []
    if _shares_and_percents(one, two) or _shares_and_percents(two, one):
        found.append(
            Finding(
                "scale_mix",
                "stop",
                (),
                "One wave is written from 0 to 1, the other from 0 to 100. Which is meant?",
            )
        )
    for name, values in (("first", one), ("second", two)):
        if rows := _below_one(values):
            listed = ", ".join(map(str, rows[:10])) + (" ..." if len(rows) > 10 else "")
            found.append(
                Finding(
                    "value_below_one",
                    "check",
                    rows,
                    f"Row{'s' if len(rows) > 1 else ''} {listed} of the {name} wave: meant as "
                    "percent, or as a share?",
                )
            )
    change = _standardised(one, two)
    if change is not None and abs(change) > HUGE:
        found.append(
            Finding(
                "change_too_large",
                "check",
                (),
                f"The marks changed by {abs(change):.1f} of their standard deviations. Was it the "
                "same test?",
            )
        )
    return tuple(found)


def _shares_and_percents(shares: np.ndarray, percents: np.ndarray) -> bool:
    a, b = shares[~np.isnan(shares)], percents[~np.isnan(percents)]
    if a.size < FEWEST_SHARES or b.size == 0 or _yes_or_no(a):
        return False
    inside = bool(((a >= 0) & (a <= 1)).all())
    return inside and _mostly_above_one(b)


def _mostly_above_one(values: np.ndarray) -> bool:
    share = float(((values > 1) & (values <= 100)).mean())
    return share >= MOST_OF_A_COLUMN and float(np.median(values)) >= TYPICAL


def _below_one(values: np.ndarray) -> tuple[int, ...]:
    present = values[~np.isnan(values)]
    if present.size == 0 or float((present > 1).mean()) < MOST_OF_A_COLUMN:
        return ()
    if float(np.median(present)) < TYPICAL:
        return ()
    return tuple(int(i) + 1 for i in np.flatnonzero((values > 0) & (values < 1)))


def _yes_or_no(values: np.ndarray) -> bool:
    return bool(((values == 0) | (values == 1)).all())


def _standardised(one: np.ndarray, two: np.ndarray) -> float | None:
    if one.size == two.size:
        keep = ~(np.isnan(one) | np.isnan(two))
        one, two = one[keep], two[keep]
    one, two = one[~np.isnan(one)], two[~np.isnan(two)]
    if min(one.size, two.size) < 2 or _yes_or_no(one) or _yes_or_no(two):
        return None
    sd = math.sqrt((spread(one) ** 2 + spread(two) ** 2) / 2)
    return (float(two.mean()) - float(one.mean())) / sd if sd > 0 else None


FEWEST_VALUES = 10
MOST_ASKED = 10  # rows in one question
FAR, FAR_AT_THE_END = 20.0, 8.0  # robust z; with a gap wider than the range of the rest


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of a column, its robust spread, and how far its ends lie out."""

    median: float
    mad: float
    largest_z: float
    gap_top: float
    gap_bottom: float


def robust_spread(values) -> Spread | None:
    """Give the median and robust spread of a column, and the gaps at its ends.

    mad is 1.4826 times the median distance from the median, or, where that is 0, the interquartile
    range over 1.349. A gap is from the end value to the next, in ranges of the rest.

    Returns
    -------
    Spread or None
        None for fewer than three values or no spread by either.
    """
    x = column(values, "values")
    x = np.sort(x[~np.isnan(x)])
    if x.size < 3:
        return None
    median = float(np.median(x))
    mad = 1.4826 * float(np.median(np.abs(x - median)))
    if mad == 0:
        mad = float(np.subtract(*np.percentile(x, [75, 25]))) / 1.349
    if mad == 0:
        return None
    return Spread(
        median,
        mad,
        float(np.abs(x - median).max()) / mad,
        _gap(x[-1] - x[-2], x[-2] - x[0]),
        _gap(x[1] - x[0], x[-1] - x[1]),
    )


def _gap(apart: float, rest: float) -> float:
    if rest > 0:
        return float(apart / rest)
    return math.inf if apart > 0 else 0.0


def far_values(values, *, data=None) -> tuple[Finding, ...]:
    """Look for values far outside the rest of a column of ten or more.

    z = |x - median| / s, s = 1.4826 MAD, or IQR/1.349 where that is 0. Fires for z > 20, and for
    the lowest or highest value with z > 8 and a gap to the next wider than the range of the rest.
    A slip by ten is found in .97 to 1.0 of columns; clean marks fire in up to .015.

    Parameters
    ----------
    values : sequence of numbers
        Missing values are left out.
    data : DataFrame, mapping or path, optional
        With it the column may be given by its name (docs/research.md).

    Returns
    -------
    tuple of Finding
        One, with all the rows (code far_value), or none.

    Raises
    ------
    ValueError
        If the column does not hold numbers.
    """
    (values,) = columns(data, values=values)
    x = column(values, "values")
    present = x[~np.isnan(x)]
    about = robust_spread(x) if present.size >= FEWEST_VALUES else None
    if about is None:
        return ()
    z = np.abs(x - about.median) / about.mad
    far = z > FAR
    far |= (z > FAR_AT_THE_END) & (x == present.max()) & (about.gap_top > 1)
    far |= (z > FAR_AT_THE_END) & (x == present.min()) & (about.gap_bottom > 1)
    rows = tuple(int(i) + 1 for i in np.flatnonzero(far))
    if not rows:
        return ()
    asked = [f"Row {row}: is {x[row - 1]:g} right?" for row in rows[:MOST_ASKED]]
    if len(rows) > MOST_ASKED:
        asked.append(f"And {len(rows) - MOST_ASKED} more rows.")
    return (Finding("far_value", "check", rows, " ".join(asked)),)


ALIKE_BELOW, NEARLY_UP_TO = 0.05, 0.25
STARTS = ("started alike", "nearly alike: adjusted result only", "did not start alike")


def starts_alike(g) -> Finding:
    """Say whether two groups started alike, by their difference at the start in SDs.

    Below .05 they did; up to .25 nearly, so that only the adjusted result counts; above they did
    not, and no adjustment mends it (What Works Clearinghouse, baseline equivalence).

    Parameters
    ----------
    g : number or Estimate
        Difference at the start in pooled SDs, of either sign.

    Returns
    -------
    Finding
        Code started_alike, nearly_alike or not_alike; level "note", "check" or "stop". Where an
        Estimate has no value, code start_unknown and level "check".

    Raises
    ------
    ValueError
        If it is not a number.
    """
    if isinstance(g, Estimate):
        if not g.ok or g.value is None:
            return Finding("start_unknown", "check", (), "whether they started alike is not known")
        g = g.value
    apart = abs(one_number(g, "g"))
    if apart < ALIKE_BELOW:
        return Finding("started_alike", "note", (), STARTS[0])
    if apart <= NEARLY_UP_TO:
        return Finding("nearly_alike", "check", (), STARTS[1])
    return Finding("not_alike", "stop", (), STARTS[2])
