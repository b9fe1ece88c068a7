"""What schools that measured the same found together, as a forest plot and as a table."""

from __future__ import annotations

from spp_research.annual import Measured, Pool
from spp_research.disclosure import Protected, Rules, Shown, rounded, statistic
from spp_research.schema.vocabulary import DESIGNS

from ..amounts import decimals
from ..charts import Chart
from ..forest import Bar, Together, drawn_forest, forest, parts
from ..tables import Table
from .common import counted
from .pooled_words import KIND, headline, numbers, pupils, sizes


def charts(pool: Pool, number: int, rules: Rules) -> list[Chart]:
    first, result, digits = pool.first, pool.pooled, decimals(pool.pooled)
    worthwhile = rounded(pool.worthwhile, digits) if pool.worthwhile else None
    axis = f"{KIND[first.design]} in {first.unit}, with 95% intervals"
    bars = [
        _bar(row, weight, rules, digits)
        for row, weight in zip(pool.rows, pool.weights, strict=True)
    ]
    prediction = (
        None
        if result.prediction_low is None
        else (rounded(result.prediction_low, digits), rounded(result.prediction_high, digits))
    )
    together = Together(
        *(rounded(end, digits) for end in (result.mean, result.low, result.high)),
        prediction,
        sizes(pool.pupils, rules),
        numbers(result.mean, result.low, result.high, pool.pupils, rules, digits),
    )
    charts = []
    for place, rows in enumerate(of := parts(bars)):
        picture = forest(
            rows,
            together,
            everything=bars,
            worthwhile=worthwhile,
            axis=axis,
            ways=("lower", "higher"),
        )
        label = f"fig-pool-{number}" + (f"-{place + 1}" if place else "")
        part = f", part {place + 1} of {len(of)}" if len(of) > 1 else ""
        charts.append(
            Chart(
                picture,
                label,
                headline(pool, rules),
                f"{first.name}, {KIND[first.design].lower()} in {first.unit}, "
                f"{counted(len(pool.rows), 'school')}, "
                f"{pupils(pool.pupils, rules, first.design).text}{part}",
                _alt(rows, together, first),
                notes=_notes(pool, rules),
                drawn=drawn_forest(rows, together, bars, worthwhile, axis),
            )
        )
    return charts


def _bar(row: Measured, weight: float, rules: Rules, digits: int) -> Bar:
    effect = row.effect
    words = numbers(effect.value, effect.low, effect.high, effect.pupils, rules, digits)
    people = sizes(effect.pupils, rules)
    ends = (rounded(end, digits) for end in (effect.value, effect.low, effect.high))
    return Bar(row.school, *ends, rounded(weight, 2), people, words)


def _alt(bars, together: Together, first) -> str:
    rows = "; ".join(f"{bar.name} {bar.words.text}" for bar in bars)
    said = (
        f"Forest plot with a row for each school in the lead’s order: {first.name}, in "
        f"{first.unit}, a square with its 95% interval beside a line at no difference. {rows}. "
        f"A diamond for all of them together: {together.words.text}."
    )
    if together.prediction is None:
        return f"{said} Too few schools to say what another might find."
    return f"{said} A dashed line shows where another school like these might lie."


def _notes(pool: Pool, rules: Rules) -> tuple[str, ...]:
    drawn = (
        "Squares: the schools’ results, larger where they count for more; lines: 95% intervals; "
        "diamond: all of them together"
    )
    drawn += (
        "; dashed line: where another school like these might lie"
        if (pool.pooled.prediction_low is not None)
        else ""
    )
    drawn += (
        "; band: what the schools had called too small to be worthwhile"
        if (pool.worthwhile)
        else ""
    )
    result, sds, digits = pool.pooled, pool.standardised, decimals(pool.pooled)
    tau, low, high = (
        statistic(tau2**0.5, pool.pupils, rules, decimals=digits).text
        for tau2 in (result.tau2, result.tau2_low, result.tau2_high)
    )
    in_sds = numbers(sds.mean, sds.low, sds.high, pool.pupils, rules, 2).text
    return (
        f"{drawn}.",
        f"The schools themselves differ by about {tau} {pool.first.unit} (standard deviation "
        f"between schools; the data fit anything from {low} to {high}; I² "
        f"{round(100 * (result.i2 or 0))}%). In standard deviations of pupils the result is "
        f"{in_sds}.",
    )


def table(pool: Pool, number: int, rules: Rules) -> Table:
    digits = decimals(pool.pooled)
    rows, cells = [], []
    for row, weight, without in zip(pool.rows, pool.weights, pool.without, strict=True):
        rows.append(row.school)
        cells.append(
            (
                sizes(row.effect.pupils, rules),
                _bar(row, weight, rules, digits).words,
                Shown(f"{round(100 * weight)}%", weight),
                numbers(without.mean, without.low, without.high, pool.pupils, rules, digits)
                if without.mean is not None
                else Shown("too few left"),
            )
        )
    columns = ("Pupils", f"Result in {pool.first.unit} (range)", "Weight", "All others together")
    return Table(
        Protected("School", tuple(rows), columns, tuple(cells)),
        f"tbl-pool-{number}",
        f"{pool.first.name}: each school’s result, and the others without it",
        f"{DESIGNS[pool.first.design].capitalize()}; 95% ranges; in the lead’s order of schools",
        notes=(f"Worked out in each school as: {pool.first.estimator}.",),
        widths=(30, 14, 24, 10, 22),
    )
