"""A weekly or monthly series against its own middle: what chance alone would hardly do.

Two rules only, of runs and crossings (Anhoej & Olesen 2014, PLoS ONE 9(11):e113825): no trends and
no limits, which would add false signs and assume a shape. A sign says that something changed, and
never what.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from spp_research.errors import InputError
from spp_research.telling import as_displayed, as_pieces, briefly, by_name

from .frames import columns
from .inputs import read, whole_number

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.display.charts import Chart
    from spp_research.words.statements import Statement

KINDS = ("value", "percent", "rate", "count")
FEWEST = 10  # useful points, below which only the line is drawn
FREEZE_LEAST = 12
MANY_ON_THE_LINE = 0.25
SMALL_DENOMINATOR, UNEQUAL_DENOMINATORS = 10, 2.0


@dataclass(frozen=True, slots=True)
class RunChart:
    """A series with its middle line, and whether the two rules see a sign.

    Attributes
    ----------
    median : float or None
        The line: of the first `frozen` points, or of all.
    n, useful : int
        Points with a value; those of them not on the line.
    longest_run, longest_run_max : int or None
        The longest run on one side of the line, and the longest that is usual.
    crossings, crossings_min : int or None
        How often the line is crossed, and the fewest times that is usual.
    shift, few_crossings : bool or None
        Whether a run is longer than usual; whether crossings are fewer.
    signal : str
        "none", "shift", "few crossings" or "both"; empty where no rule was applied.
    points : tuple of float or None
        What is drawn, in the order of time.
    frozen : int or None
    status : {"ok", "too_few", "refused"}
    reason : str
    warnings : tuple of str
    kind : str
    above : bool or None
        Whether the longest run is above the line.
    """

    median: float | None
    n: int
    useful: int
    longest_run: int | None
    longest_run_max: int | None
    crossings: int | None
    crossings_min: int | None
    shift: bool | None
    few_crossings: bool | None
    signal: str
    points: tuple[float | None, ...]
    frozen: int | None = None
    status: str = "ok"
    reason: str = ""
    warnings: tuple[str, ...] = ()
    kind: str = "value"
    above: bool | None = None

    __repr__ = briefly
    _repr_mimebundle_ = as_displayed
    _ipython_display_ = as_pieces

    def __str__(self) -> str:
        if self.median is None:
            return f"run chart: no line, {self.reason or self.status}"
        found = self.signal or f"no rule applied, {self.reason or self.status}"
        return f"run chart: line at {self.median:.3g}, {self.n} figures, signal: {found}"

    def __format__(self, code: str) -> str:
        if not code:
            return str(self)
        return "–" if self.median is None else format(self.median, code)

    def sentence(self) -> str:
        """Say what the figures show, by the two rules and no more."""
        said: str = by_name("display.own:sentence")(self)
        return said

    def to_frame(self) -> "pd.DataFrame":
        """Give a table of a row a figure: its place in time, the figure, the line, the side."""
        import pandas as pd

        rows = [
            {
                "place": place,
                "value": value,
                "line": self.median,
                "above": _side(value, self.median),
            }
            for place, value in enumerate(self.points, 1)
        ]
        return pd.DataFrame(rows, columns=["place", "value", "line", "above"])

    def plot(self) -> "Chart | Statement":
        """Draw the figures and their line, for one's own screen: no document shows it.

        What it is about, and of how many people, is not known here. A series in the workbook is.
        """
        return by_name("display.own:plot_of")(self)

    @property
    def ok(self) -> bool:
        """Whether the rules were applied."""
        return self.status == "ok"


def _side(value: float | None, line: float | None) -> bool | None:
    """Whether a figure is above the line; None on it, and where there is none."""
    if value is None or line is None or value == line:
        return None
    return value > line


def run_chart(
    values,
    *,
    kind: str = "value",
    denominators=None,
    data=None,
    per: float = 100,
    freeze: int | None = None,
) -> RunChart:
    """Draw a series against its median, and look for a shift or too few crossings.

    Points on the line and missing ones are skipped and break no run; n' are left. Shift: the
    longest run > round(log2 n') + 3. Few crossings: fewer than the .05 quantile of a binomial of
    n' - 1 and a half.

    Parameters
    ----------
    values : sequence of numbers
        In the order of time; missing ones stay as gaps.
    kind : {"value", "percent", "rate", "count"}
        With denominators a percentage is 100 values/denominators and a rate `per` times that.
    denominators : sequence of numbers, optional
        Pupils or sessions behind each point; needed for a rate.
    per : number
    freeze : int, optional
        Draw the line from the first so many points only, at least 12; the rules look at all.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).

    Returns
    -------
    RunChart
        "too_few" below ten useful points: the line only. "refused" for a denominator that cannot
        be (with its row) or a line from too few points.

    Raises
    ------
    ValueError
        If a column does not hold numbers, lengths differ, or `kind` is unknown.
    """
    if kind not in KINDS:
        raise InputError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    values, denominators = columns(data, values=values, denominators=denominators)
    given = {"values": values}
    given |= {} if denominators is None else {"denominators": denominators}
    raw, *belows = read(**given)
    below = belows[0] if belows else None
    if reason := _why_not(raw, below, kind, freeze):
        return _without_rules(raw, kind, "refused", reason)
    if below is not None and kind in ("percent", "rate"):
        raw = (100.0 if kind == "percent" else float(per)) * raw / below
    return _against_median(raw, below, kind, freeze)


def _why_not(raw: np.ndarray, below: np.ndarray | None, kind: str, freeze) -> str:
    if kind == "rate" and below is None:
        return "a rate needs how many were behind each point; give the denominators"
    if below is not None:
        wrong = np.flatnonzero((below <= 0) | (np.isnan(below) & ~np.isnan(raw))) + 1
        if wrong.size:
            rows = ", ".join(map(str, wrong[:10])) + (" ..." if wrong.size > 10 else "")
            return (
                f"the denominator is missing or not above 0 in row{'s' if wrong.size > 1 else ''} "
                f"{rows}; leave such points blank"
            )
    if freeze is not None:
        first = whole_number(freeze, "freeze")
        if not isinstance(first, int) or first < FREEZE_LEAST:
            return f"a line needs {FREEZE_LEAST} points or more to be kept, not {freeze}"
        if first > raw.size:
            return f"the line is to come from {first} points, and there are {raw.size}"
        held = int((~np.isnan(raw[:first])).sum())
        if held < FREEZE_LEAST:
            return (
                f"only {held} of the first {first} points have a value; {FREEZE_LEAST} are needed"
            )
    return ""


def _without_rules(
    raw: np.ndarray, kind: str, status: str, reason: str, median=None, useful=0, **more
) -> RunChart:
    return RunChart(
        median, int((~np.isnan(raw)).sum()), useful, None, None, None, None, None, None, "",
        _drawn(raw), status=status, reason=reason, kind=kind, **more,
    )  # fmt: skip


def _drawn(raw: np.ndarray) -> tuple[float | None, ...]:
    return tuple(None if math.isnan(x) else float(x) for x in raw)


def _against_median(raw: np.ndarray, below, kind: str, freeze: int | None) -> RunChart:
    present = raw[~np.isnan(raw)]
    held = raw if freeze is None else raw[:freeze]
    held = held[~np.isnan(held)]
    median = float(np.median(held)) if held.size else None
    if median is None:
        return _without_rules(raw, kind, "too_few", "no point has a value")
    close = 1e-9 * max(1.0, float(np.abs(present).max()))
    sides = np.sign(np.where(np.abs(present - median) <= close, 0.0, present - median))
    sides = sides[sides != 0]
    useful = int(sides.size)
    warnings = tuple(_warnings(present.size, useful, below, freeze))
    if useful < FEWEST:
        reason = (
            f"too few points off the line: {useful or 'no useful point'}"
            f"{f' of {present.size}' if useful else ''}; {FEWEST} are needed for the rules"
        )
        return _without_rules(
            raw, kind, "too_few", reason, median, useful, frozen=freeze, warnings=warnings
        )
    changes = np.flatnonzero(np.diff(sides) != 0)
    lengths = np.diff(np.concatenate([[0], changes + 1, [useful]]))
    longest = int(lengths.max())
    start = int(np.concatenate([[0], changes + 1])[int(lengths.argmax())])
    most, fewest = longest_usual(useful), fewest_usual(useful)
    shift, few = longest > most, int(changes.size) < fewest
    signal = {(0, 0): "none", (1, 0): "shift", (0, 1): "few crossings", (1, 1): "both"}[shift, few]
    return RunChart(
        median,
        int(present.size),
        useful,
        longest,
        most,
        int(changes.size),
        fewest,
        shift,
        few,
        signal,
        _drawn(raw),
        freeze,
        warnings=warnings,
        kind=kind,
        above=bool(sides[start] > 0),
    )


def longest_usual(useful: int) -> int:
    """Give the longest run that chance usually makes: round(log2 n') + 3."""
    return round(math.log2(useful)) + 3


@cache
def fewest_usual(useful: int) -> int:
    """Give the fewest crossings that are usual: the .05 quantile of a binomial(n' - 1, 1/2)."""
    tries, total = useful - 1, 0
    for count in range(tries + 1):
        total += math.comb(tries, count)
        if total >= 0.05 * 2**tries:
            return count
    return tries


def _warnings(n: int, useful: int, below, freeze: int | None):
    if n and (n - useful) > MANY_ON_THE_LINE * n:
        yield f"{n - useful} of {n} points are on the line and say nothing"
    if below is not None and (given := below[~np.isnan(below)]).size:
        if given.min() < SMALL_DENOMINATOR:
            yield "some points rest on fewer than 10, so chance moves them far"
        if given.max() >= UNEQUAL_DENOMINATORS * given.min():
            yield "the numbers behind the points differ twofold or more: some move more by chance"
    if freeze is not None:
        once_in = 8 if freeze < 16 else 12 if freeze < 30 else 14
        yield f"a line from {freeze} points gives a false sign about 1 time in {once_in}"
