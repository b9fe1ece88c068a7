"""How often the intervals hold the true value: estimator by size by shape of the data.

Prints Markdown tables. Each cell is a simulation of its own, with a seed made from its name and
--seed, so that one table can be run again alone with the same numbers.

    python benchmarks/coverage.py                          # 1,000 runs a cell, all tables
    python benchmarks/coverage.py --runs 6000 pool rates   # two tables, more exactly

With 1,000 runs the error of a coverage of .95 is about .007, and it halves with four times as many.
"""

import argparse
import math
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from spp_research import stats

TRUE_GAIN, EXPECTED, SD = 4.0, 4.0, 8.0


@dataclass(frozen=True)
class Row:
    """One cell of a table: its name, the share of intervals that held, and their median width."""

    name: str
    held: list[bool]
    widths: list[float]

    def said(self) -> str:
        share = sum(self.held) / len(self.held)
        return f"| {self.name} | {share:.3f} | {float(np.median(self.widths)):.3g} |"


def covered(name: str, made: Iterator[tuple[stats.Estimate, float]]) -> Row:
    """Count how many intervals hold the value beside them; one that is missing holds nothing."""
    held, widths = [], []
    for estimate, truth in made:
        if estimate.low is None or estimate.high is None:
            held.append(False)
            continue
        held.append(estimate.low <= truth <= estimate.high)
        widths.append(estimate.high - estimate.low)
    return Row(name, held, widths or [math.nan])


def rng(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


SHAPES: dict[str, Callable] = {
    "normal": lambda draw, size: draw.normal(0, 1, size),
    "skew": lambda draw, size: draw.exponential(1, size) - 1,
    "ceiling": lambda draw, size: np.minimum(draw.normal(0, 1, size), 0.8) + 0.1202,
}


def numbers(runs: int, seed: int) -> Iterator[Row]:
    """Means, changes and effects of pupils counted one by one."""
    for shape, drawn in SHAPES.items():
        for n in (6, 8, 12, 30):
            name = f"mean change, {shape}, n = {n}"
            draw = rng(seed, name)
            before = draw.normal(50, 10, (runs, n))
            after = before + TRUE_GAIN + SD * drawn(draw, (runs, n))
            yield covered(
                name,
                ((stats.mean_change(b, a), TRUE_GAIN) for b, a in zip(before, after, strict=True)),
            )
    for shape, drawn in SHAPES.items():
        for n in (8, 30):
            name = f"mean difference, {shape}, n = {n} an arm"
            draw = rng(seed, name)
            one, two = drawn(draw, (runs, n)), drawn(draw, (runs, n))
            yield covered(
                name,
                ((stats.mean_difference(x, y), 0.0) for x, y in zip(one, two, strict=True)),
            )


def growth(runs: int, seed: int) -> Iterator[Row]:
    """A change less an expected one that has an uncertainty of its own."""
    for shape, drawn in SHAPES.items():
        for n in (6, 12, 30):
            for ratio in (0.0, 0.5, 1.0):
                name = f"expected change, {shape}, n = {n}, SE of E {ratio:g} of that of D"
                draw = rng(seed, name)
                se = ratio * SD / math.sqrt(n)
                before = draw.normal(50, 10, (runs, n))
                after = before + TRUE_GAIN + SD * drawn(draw, (runs, n))
                said = EXPECTED + se * draw.normal(size=runs)
                yield covered(
                    name,
                    (
                        (
                            stats.expected_change(b, a, expected=float(e), expected_se=se),
                            TRUE_GAIN - EXPECTED,
                        )
                        for b, a, e in zip(before, after, said, strict=True)
                    ),
                )


CLASS_SIZES = {
    2: (14, 25),
    3: (31, 6, 22),
    4: (6, 31, 22, 25),
    6: (6, 31, 22, 25, 12, 28),
    10: (6, 31, 22, 25, 12, 28, 30, 17, 9, 24),
}


def classes(runs: int, seed: int) -> Iterator[Row]:
    """Whole classes before and after: classes counted, CR2 beside them, and pupils alone."""
    for count, sizes in CLASS_SIZES.items():
        for alike in (0.0, 0.05, 0.1, 0.2):
            name = f"{count} classes of 6 to 31, ICC {alike:g}"
            draw = rng(seed, name)
            group = np.repeat(np.arange(count), sizes)
            n = group.size
            before = draw.normal(50, 10, (runs, n))
            noise = math.sqrt(1 - alike) * draw.normal(size=(runs, n))
            noise += math.sqrt(alike) * draw.normal(size=(runs, count))[:, group]
            after = before + TRUE_GAIN + SD * noise
            found = [
                stats.clustered_change(b, a, group) for b, a in zip(before, after, strict=True)
            ]
            yield covered(f"{name}: class means", ((e, TRUE_GAIN) for e in found))
            held = [e.detail("pupil_low") <= TRUE_GAIN <= e.detail("pupil_high") for e in found]
            widths = [e.detail("pupil_high") - e.detail("pupil_low") for e in found]
            yield Row(f"{name}: all pupils, CR2", held, widths)
            yield covered(
                f"{name}: pupils alone (not offered)",
                ((stats.mean_change(b, a), TRUE_GAIN) for b, a in zip(before, after, strict=True)),
            )


def _mixture(share: float, low: tuple, most: tuple) -> tuple[Callable, float]:
    def drawn(draw, size):
        seldom = draw.random(size) < share
        return np.where(seldom, draw.beta(*low, size), draw.beta(*most, size))

    truth = share * low[0] / sum(low) + (1 - share) * most[0] / sum(most)
    return drawn, truth


def _lognormal(draw, size):
    return 1 - np.minimum(0.06 * np.exp(draw.normal(0, 0.8, size)), 1)


# Rates with a ceiling: most pupils nearly always there, a few seldom.
RATES = {
    "12% low": _mixture(0.12, (6, 4), (57, 3)),
    "25% low": _mixture(0.25, (6, 4), (57, 3)),
    "5% low": _mixture(0.05, (6, 4), (57, 3)),
    "3% severe": _mixture(0.03, (3, 7), (60, 2)),
    "lognormal": (_lognormal, float(_lognormal(np.random.default_rng(0), 2_000_000).mean())),
    "high absence": _mixture(0.0, (6, 4), (5, 3)),
}


def rates(runs: int, seed: int) -> Iterator[Row]:
    """Attendance: pupils' rates differ, and a small group may hold none of the few."""
    for shape, (drawn, truth) in RATES.items():
        for n in (6, 8, 12, 30):
            name = f"attendance, {shape}, n = {n}"
            draw = rng(seed, name)
            attended = draw.binomial(60, drawn(draw, (runs, n)))
            yield covered(name, ((stats.attendance_rate(row, [60] * n), truth) for row in attended))


def pool(runs: int, seed: int) -> Iterator[Row]:
    """Three to eight schools of 12 to 30 pupils: the mean, and a new school from five on."""
    for k in (3, 4, 5, 6, 7, 8):
        for tau in (0.0, 0.15, 0.3):
            name = f"{k} schools, tau {tau:g}"
            draw = rng(seed, name)
            n = draw.integers(12, 31, (runs, k))
            true = 0.2 + tau * draw.normal(size=(runs, k))
            df, h = n - 2.0, np.sqrt(4 / n)
            d = (draw.normal(size=(runs, k)) * h + true) / np.sqrt(draw.chisquare(df) / df)
            g = (1 - 3 / (4 * df - 1)) * d
            found = [stats.pool(*row) for row in zip(g, 4 / n + g**2 / (2 * n), strict=True)]
            yield Row(
                f"{name}: mean",
                [p.low <= 0.2 <= p.high for p in found],
                [p.high - p.low for p in found],
            )
            if k >= 5:
                new = 0.2 + tau * draw.normal(size=runs)
                yield Row(
                    f"{name}: a new school",
                    [p.prediction_low <= x <= p.prediction_high
                     for p, x in zip(found, new, strict=True)],
                    [p.prediction_high - p.prediction_low for p in found],
                )  # fmt: skip


def series(runs: int, seed: int) -> Iterator[Row]:
    """Few pupils measured often: non-overlap, also where days close together are alike."""
    for m, n in ((3, 5), (5, 5), (5, 10), (8, 8), (10, 15)):
        for carried in (0.0, 0.2, 0.4):
            name = f"non-overlap, {m} + {n} points, shift 1 SD, autocorrelation {carried:g}"
            draw = rng(seed, name)
            noise = draw.normal(size=(runs, m + n))
            for i in range(1, m + n):
                noise[:, i] = carried * noise[:, i - 1] + math.sqrt(1 - carried**2) * noise[:, i]
            noise[:, m:] += 1.0
            truth = 0.5 * (1 + math.erf(1 / 2))
            yield covered(name, ((stats.single_case(x[:m], x[m:]), truth) for x in noise))


def doses(runs: int, seed: int) -> Iterator[Row]:
    """Gain on sessions received: the median slope."""
    for shape, drawn in SHAPES.items():
        for n in (10, 20, 40):
            name = f"dose, {shape}, n = {n}"
            draw = rng(seed, name)
            came = draw.integers(0, 21, (runs, n))
            gain = 0.3 * came + 4 * drawn(draw, (runs, n))
            yield covered(name, ((stats.dose(x, y), 0.3) for x, y in zip(came, gain, strict=True)))


def cycle(runs: int, seed: int) -> Iterator[Row]:
    """Two cycles that share pupils, with their correlation and without."""
    alike = {"same_test": True, "same_time_of_year": True, "same_year_group": True}
    for n1, n2, shared, r in ((30, 30, 0, 0.0), (30, 28, 20, 0.7), (60, 60, 60, 0.8)):
        name = f"two cycles of {n1} and {n2}, {shared} in both, r = {r:g}"
        draw = rng(seed, name)
        first = draw.normal(0, 1, (runs, n1))
        second = draw.normal(0, 1, (runs, n2))
        own = draw.normal(0, 1, (runs, shared))
        second[:, :shared] = r * first[:, :shared] + math.sqrt(1 - r**2) * own
        pairs = [(_mean(x), _mean(y)) for x, y in zip(first, second, strict=True)]
        for words, known in (("", r), (", r not known", None)):
            if known is None and not shared:
                continue
            yield covered(
                name + words,
                (
                    (stats.cycle_change(x, y, shared=shared, r=known, **alike), 0.0)
                    for x, y in pairs
                ),
            )


def _mean(values: np.ndarray) -> stats.Estimate:
    found = stats.mean_change(np.zeros_like(values), values)
    return stats.Estimate(
        found.value, found.low, found.high, found.se, found.n, "mean", "SD", sizes=found.sizes
    )


def nothing(runs: int, seed: int) -> Iterator[Row]:
    """Projects that do nothing: how often they are called better, which should be seldom."""
    draw = rng(seed, "nothing")
    for n in (12, 24, 60):
        before = draw.normal(50, 10, (runs, n))
        after = before + draw.normal(EXPECTED, SD, (runs, n))
        words = [
            stats.verdict(stats.expected_change(b, a, expected=EXPECTED))
            for b, a in zip(before, after, strict=True)
        ]
        yield Row(
            f"called better beside the expected growth, n = {n} (at most .035)",
            [word == "better" for word in words],
            [0.0],
        )
    for r in (0.5, 0.7, 0.9):
        more = []
        chosen = stats.selection_effect(6, 30, sd=10)
        for _ in range(runs):
            true = draw.normal(50, 10 * math.sqrt(r), 30)
            first, second = (true + draw.normal(0, 10 * math.sqrt(1 - r), 30) for _ in range(2))
            lowest = np.argsort(first)[:6]
            change = stats.mean_change(first[lowest], second[lowest])
            more.append(stats.against_selection(change, chosen).startswith("more than"))
        yield Row(f"lowest 6 of 30, reliability {r:g}: more than choosing brings", more, [0.0])


TABLES = {
    "numbers": numbers,
    "growth": growth,
    "classes": classes,
    "rates": rates,
    "pool": pool,
    "series": series,
    "doses": doses,
    "cycle": cycle,
    "nothing": nothing,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", nargs="*", choices=[[], *TABLES], help="all, unless named")
    parser.add_argument("--runs", type=int, default=1000, help="simulations a cell")
    parser.add_argument("--seed", type=int, default=20261128)
    given = parser.parse_args()
    for name in given.tables or TABLES:
        print(f"\n**{name}**: {TABLES[name].__doc__} {given.runs:,} runs, seed {given.seed}.\n")
        print("| setting | share | median width |\n|---|---|---|")
        for row in TABLES[name](given.runs, given.seed):
            print(row.said(), flush=True)


if __name__ == "__main__":
    main()
