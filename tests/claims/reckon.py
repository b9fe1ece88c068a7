"""The formulas of the reports, written once more from their definitions with numpy alone.

scipy gives quantiles and densities of the normal, t and chi-square distributions, and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from scipy.stats import chi2, norm, t

Z = float(norm.ppf(0.975))


@dataclass(frozen=True)
class Range:
    """A value with its limits, its standard error and the degrees of freedom behind them."""

    value: float
    low: float
    high: float
    se: float = math.nan
    df: float = math.nan

    def at(self, level: float) -> Range:
        """The same with Student's limits at another level."""
        half = t.ppf(0.5 + level / 2, self.df) * self.se
        return Range(self.value, self.value - half, self.value + half, self.se, self.df)

    def over(self, sd: float) -> Range:
        return Range(self.value / sd, self.low / sd, self.high / sd, self.se / sd, self.df)

    def less(self, shift: float) -> Range:
        return Range(self.value - shift, self.low - shift, self.high - shift, self.se, self.df)

    @property
    def smallest_shown(self) -> float:
        """The smallest true value with an 80% chance of being shown."""
        return float((t.ppf(0.975, self.df) + t.ppf(0.8, self.df)) * self.se)


def student(value: float, se: float, df: float) -> Range:
    return Range(value, value, value, se, df).at(0.95)


def mean_change(before: np.ndarray, after: np.ndarray) -> Range:
    d = after - before
    return student(d.mean(), d.std(ddof=1) / math.sqrt(len(d)), len(d) - 1)


def average_sd(before: np.ndarray, after: np.ndarray) -> float:
    return math.sqrt((before.var(ddof=1) + after.var(ddof=1)) / 2)


def d_average(before: np.ndarray, after: np.ndarray) -> Range:
    """Bonett (2008): the mean change over the average SD, with a normal interval."""
    n, s1, s2 = len(before), before.var(ddof=1), after.var(ddof=1)
    r = np.corrcoef(before, after)[0, 1]
    middle, d = (s1 + s2) / 2, (after - before).mean() / average_sd(before, after)
    shared = r * math.sqrt(s1 * s2)
    variance = d**2 * (s1**2 + s2**2 + 2 * shared**2) / (8 * (n - 1) * middle**2)
    variance += (s1 + s2 - 2 * shared) / ((n - 1) * middle)
    half = Z * math.sqrt(variance)
    return Range(d, d - half, d + half)


def class_change(before: np.ndarray, after: np.ndarray, classes: Sequence[str]) -> Range:
    """The mean of the class means of the change, a class counting once."""
    names = np.asarray(classes)
    means = np.array([(after - before)[names == name].mean() for name in sorted(set(names))])
    return student(means.mean(), means.std(ddof=1) / math.sqrt(len(means)), len(means) - 1)


def pooled_sd(first: np.ndarray, second: np.ndarray) -> float:
    squares = (len(first) - 1) * first.var(ddof=1) + (len(second) - 1) * second.var(ddof=1)
    return math.sqrt(squares / (len(first) + len(second) - 2))


def hedges_g(first: np.ndarray, second: np.ndarray) -> float:
    v = len(first) + len(second) - 2
    j = math.exp(math.lgamma(v / 2) - math.lgamma((v - 1) / 2)) / math.sqrt(v / 2)
    return j * (first.mean() - second.mean()) / pooled_sd(first, second)


def ancova(before: np.ndarray, after: np.ndarray, treated: np.ndarray) -> Range:
    """The difference between two groups of pupils with the start held level."""
    x = np.column_stack([np.ones(len(before)), before, treated])
    b, *_ = np.linalg.lstsq(x, after, rcond=None)
    df = len(after) - 3
    s2 = ((after - x @ b) ** 2).sum() / df
    return student(b[2], math.sqrt(s2 * np.linalg.inv(x.T @ x)[2, 2]), df)


def class_difference(
    before: np.ndarray, after: np.ndarray, treated: np.ndarray, classes: Sequence[str]
) -> Range:
    """Means of classes, each moved along the common slope inside classes; t on J - 2."""
    names = np.asarray(classes)
    each = {name: names == name for name in sorted(set(names))}
    x, y = before.copy(), after.copy()
    for inside in each.values():
        x[inside] -= x[inside].mean()
        y[inside] -= y[inside].mean()
    slope = (x * y).sum() / (x**2).sum()
    moved = {
        name: after[inside].mean() - slope * before[inside].mean() for name, inside in each.items()
    }
    arms = [
        np.array([moved[name] for name, inside in each.items() if treated[inside][0] == arm])
        for arm in (1, 0)
    ]
    sd = pooled_sd(*arms)
    se = sd * math.sqrt(sum(1 / len(arm) for arm in arms))
    return student(arms[0].mean() - arms[1].mean(), se, len(each) - 2)


def total_sd(after: np.ndarray, classes: Sequence[str]) -> float:
    """Between and within classes together, from a random intercept and nothing else, by REML."""
    names = np.asarray(classes)
    groups = [after[names == name] for name in sorted(set(names))]
    sizes, means = np.array([len(g) for g in groups]), np.array([g.mean() for g in groups])
    inside, n = sum(((g - g.mean()) ** 2).sum() for g in groups), len(after)

    def parts(ratio: float) -> tuple[float, float]:
        w = sizes / (1 + ratio * sizes)
        centre = (w * means).sum() / w.sum()
        s2 = (inside + (w * (means - centre) ** 2).sum()) / (n - 1)
        return s2, (n - 1) * math.log(s2) + np.log1p(ratio * sizes).sum() + math.log(w.sum())

    ratio = _lowest(lambda at: parts(at)[1], 0.0, 20.0)
    return math.sqrt(parts(ratio)[0] * (1 + ratio))


def _lowest(curve: Callable[[float], float], low: float, high: float) -> float:
    """Where a curve with one valley is lowest; the lower end itself if it only rises."""
    grid = np.concatenate([[low], np.geomspace(1e-6, high, 200)])
    at = int(np.argmin([curve(x) for x in grid]))
    if at == 0:
        return low
    a, b, golden = grid[at - 1], grid[min(at + 1, len(grid) - 1)], (math.sqrt(5) - 1) / 2
    for _ in range(80):
        c, d = b - golden * (b - a), a + golden * (b - a)
        a, b = (a, d) if curve(c) < curve(d) else (c, b)
    return (a + b) / 2


def gain_difference(before: np.ndarray, after: np.ndarray, treated: np.ndarray) -> Range:
    gains = after - before
    first, second = gains[treated == 1], gains[treated == 0]
    se = pooled_sd(first, second) * math.sqrt(1 / len(first) + 1 / len(second))
    return student(first.mean() - second.mean(), se, len(gains) - 2)


def welch(first: Range, second: Range) -> Range:
    """The difference of two estimates, their variances added, with Welch's df."""
    a, b = first.se**2, second.se**2
    df = (a + b) ** 2 / (a**2 / first.df + b**2 / second.df)
    return student(first.value - second.value, math.sqrt(a + b), df)


def wilson(x: int, n: int) -> Range:
    p, z2 = x / n, Z**2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return Range(p, centre - half, centre + half)


def mover(first: Range, second: Range) -> Range:
    """The limits of a difference from those of each (square and add)."""
    d = first.value - second.value
    down = math.hypot(first.value - first.low, second.high - second.value)
    up = math.hypot(first.high - first.value, second.value - second.low)
    return Range(d, d - down, d + up)


def newcombe(x1: int, n1: int, x2: int, n2: int) -> Range:
    return mover(wilson(x1, n1), wilson(x2, n2))


def net_agreement(agree: int, disagree: int, n: int) -> Range:
    p1, p2 = (agree + 1) / (n + 2), (disagree + 1) / (n + 2)
    d = p1 - p2
    half = Z * math.sqrt((p1 + p2 - d * d) / (n + 2))
    return Range((agree - disagree) / n, max(d - half, -1), min(d + half, 1))


def by_itself(sd: float, reliability: float, cut: float, mean: float) -> float:
    """What pupils below a cut rise by with nothing done (Davis 1976)."""
    z = (cut - mean) / sd
    return float((1 - reliability) * sd * norm.pdf(z) / norm.cdf(z))


def q_statistic(y: np.ndarray, v: np.ndarray, tau2: float) -> float:
    w = 1 / (v + tau2)
    return float((w * (y - (w * y).sum() / w.sum()) ** 2).sum())


def solve_tau2(y: np.ndarray, v: np.ndarray, target: float) -> float:
    """The spread at which Q is the target, by halving; 0 where Q is smaller already."""
    if q_statistic(y, v, 0) <= target:
        return 0.0
    low, high = 0.0, 1.0
    while q_statistic(y, v, high) > target:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if q_statistic(y, v, middle) > target else (low, middle)
    return (low + high) / 2


@dataclass(frozen=True)
class Pool:
    """Results of several schools together: Paule-Mandel, the wider of two intervals."""

    mean: Range
    tau: float
    tau_low: float
    tau_high: float
    i2: float
    weights: np.ndarray


def pool(values: Sequence[float], variances: Sequence[float]) -> Pool:
    y, v = np.asarray(values, float), np.asarray(variances, float)
    k = len(y)
    tau2 = solve_tau2(y, v, k - 1)
    w = 1 / (v + tau2)
    mean = (w * y).sum() / w.sum()
    hk = t.ppf(0.975, k - 1) * math.sqrt((w * (y - mean) ** 2).sum() / (k - 1) / w.sum())
    half = max(float(hk), Z / math.sqrt(w.sum()))
    q = q_statistic(y, v, 0)
    return Pool(
        Range(mean, mean - half, mean + half),
        math.sqrt(tau2),
        math.sqrt(solve_tau2(y, v, float(chi2.ppf(0.975, k - 1)))),
        math.sqrt(solve_tau2(y, v, float(chi2.ppf(0.025, k - 1)))),
        max(0.0, (q - (k - 1)) / q) if q else 0.0,
        w / w.sum(),
    )


@dataclass(frozen=True)
class Chart:
    """What a run chart says of a series."""

    median: float
    longest_run: int
    longest_usual: int
    crossings: int
    crossings_usual: int


def run_chart(values: np.ndarray, first: int | None) -> Chart:
    """The middle of the first figures as the line; points on it are skipped."""
    line = float(np.median(values[:first]))
    side = np.sign(values - line)
    side = side[side != 0]
    runs, run = [], 1
    for a, b in pairwise(side):
        run, runs = (run + 1, runs) if a == b else (1, [*runs, run])
    runs.append(run)
    n, tail, usual = len(side), 0.0, 0
    while True:  # the .05 quantile of a binomial on n - 1 throws of a coin
        tail += math.comb(n - 1, usual) / 2 ** (n - 1)
        if tail >= 0.05:
            break
        usual += 1
    return Chart(line, max(runs), round(math.log2(n)) + 3, len(runs) - 1, usual)


def kappa(table: np.ndarray) -> Range:
    """Cohen's kappa with quadratic weights, SE of Fleiss, Cohen and Everitt (1969)."""
    p, q = table / table.sum(), len(table)
    i, j = np.indices(p.shape)
    w = 1 - (i - j) ** 2 / (q - 1) ** 2
    rows, columns = p.sum(1), p.sum(0)
    po, pe = (w * p).sum(), (w * np.outer(rows, columns)).sum()
    value = (po - pe) / (1 - pe)
    wr, wc = w @ columns, w.T @ rows
    inner = w * (1 - pe) - (wr[:, None] + wc[None, :]) * (1 - po)
    variance = (p * inner**2).sum() - (po * pe - 2 * pe + po) ** 2
    half = Z * math.sqrt(variance / table.sum()) / (1 - pe) ** 2
    return Range(value, max(value - half, -1.0), min(value + half, 1.0))


def gwet(table: np.ndarray) -> Range:
    """Gwet's AC1 of two raters, with the variance of Gwet (2008) and t on n - 1."""
    p, q, n = table / table.sum(), len(table), table.sum()
    shares = (p.sum(0) + p.sum(1)) / 2
    pe = (shares * (1 - shares)).sum() / (q - 1)
    pa = np.trace(p)
    value = (pa - pe) / (1 - pe)
    i, j = np.indices(p.shape)
    each = ((i == j) - pe) / (1 - pe)
    moved = 2 * (1 - value) / (1 - pe)
    chance = (1 - (shares[i] + shares[j]) / 2) / (q - 1)
    parts = each - moved * (chance - pe)
    se = math.sqrt((p * (parts - value) ** 2).sum() * n / (n - 1) / n)
    half = t.ppf(0.975, n - 1) * se
    return Range(value, max(value - half, -1.0), min(value + half, 1.0))


def alphas(ratings: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Krippendorff's alpha for ordered categories, once for each row of weights of the units.

    A row of `ratings` is a unit, NaN a rater who was not there. A weight is how often it counts.
    """
    levels = np.unique(ratings[~np.isnan(ratings)])
    counts = (ratings[:, :, None] == levels).sum(1).astype(float)
    raters = counts.sum(1)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(len(levels))
    together = np.einsum("ru,uab->rab", weights, pairs / (raters - 1)[:, None, None])
    n = together.sum(2)
    to = np.cumsum(n, axis=1)
    first, last = np.indices((len(levels),) * 2)
    low, high = np.minimum(first, last), np.maximum(first, last)
    between = to[:, high] - to[:, low] + n[:, low]  # of both levels and all that lie between
    reach = (between - (n[:, first] + n[:, last]) / 2) ** 2
    by_chance = n[:, :, None] * n[:, None, :] - n[:, :, None] * np.eye(len(levels))
    by_chance /= (n.sum(1) - 1)[:, None, None]
    return 1 - (together * reach).sum((1, 2)) / (by_chance * reach).sum((1, 2))


@cache
def _shown_by(df: int, root: float) -> float:
    """The effect that a t test shows with an 80% chance (exact, by the noncentral t)."""
    limit = t.ppf(0.975, df)
    at = np.linspace(1e-6, chi2.ppf(1 - 1e-10, df), 4001)
    density, edge = chi2.pdf(at, df), limit * np.sqrt(at / df)
    low, high = 0.0, 5.0
    for _ in range(40):
        middle = (low + high) / 2
        nc = middle * root
        power = np.trapezoid(density * (norm.sf(edge - nc) + norm.cdf(-edge - nc)), at)
        low, high = (middle, high) if power < 0.8 else (low, middle)
    return (low + high) / 2


def power_paired(n: int) -> float:
    """The change, in SDs of the differences, that n pairs show with an 80% chance."""
    return _shown_by(n - 1, math.sqrt(n))


def power_two_halves(n: float, r2: float = 0.49) -> float:
    """Bloom (1995): half begin, half wait, with the start allowed for."""
    df = n - 3
    return float((t.ppf(0.975, df) + t.ppf(0.8, df)) * math.sqrt((1 - r2) / (n / 4)))


def power_answers(n: int) -> float:
    """From one half upwards, n answers both times: Cohen's h (1988) by the exact t of 2.11.

    The plain normal gives up to a point less; what Newcombe's interval shows lies between.
    """
    return math.sin(_shown_by(2 * n - 2, math.sqrt(n / 2))) / 2
