"""Results of several schools: put together where they are alike, side by side where not."""

from __future__ import annotations

from spp_research.display.charts import Chart
from spp_research.display.forest import Bar, Together, drawn_forest, forest, parts
from spp_research.display.panels import Bullets
from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.partnership import annual
from spp_research.partnership.annual import APART, Apart, Measured, Pool
from spp_research.partnership.annual.audience import shares, signed_off
from spp_research.partnership.year import Year
from spp_research.phrases import capital, counted, in_words, plural, sentence
from spp_research.protect.disclosure import Protected, Rules, Shown, rounded, statistic
from spp_research.schema.vocabulary import DESIGNS, Design
from spp_research.share.content import REFLECTION
from spp_research.telling import of_year
from spp_research.words.amounts import amount, decimals
from spp_research.words.coded import why_none
from spp_research.words.pooling import (
    BEYOND,
    CAUTION,
    KIND,
    forest_alt,
    forest_notes,
    headline,
    numbers,
    pupils,
    sizes,
    words,
)
from spp_research.words.statements import Statement

_TO_BE_POOLED = Statement(
    "Only main outcomes with the same name and unit, known in the same way and worked out in the "
    "same way, are put together. If two of these are the same measure, agree on one name and unit "
    "for the sheet “Outcomes”, and next year’s report can put them together."
)


_METHOD = Statement(
    "How they were put together: random effects by Paule and Mandel, with the wider of the "
    "Hartung-Knapp and Wald intervals. Each school’s own estimate comes from its own run, and no "
    "pupil’s result was seen. Schools measured the same where they gave it the same name and unit; "
    "whether it was the very same test is for them to say."
)


OF_THE_TABLES = (_METHOD, _TO_BE_POOLED)  # they stand below a table, wherever it is


@of_year
def pooled(year: Year) -> Pieces | Statement:
    """Every group of results that may be put together, and those that stand by themselves."""
    found = annual.effects(shares(year))
    if not found:
        signed = len(signed_off(year, REFLECTION))
        if not signed:
            return Statement(
                "No school has shared a main outcome yet, as no impact reflection is signed off "
                "for this audience."
            )
        return Statement(
            "{n} signed off, without a main outcome.",
            n=f"{capital(counted(signed, 'impact reflection'))} {plural(signed, 'is', 'are')}",
        )
    groups = annual.pools(found)
    made: list = [_opening(found, groups)]
    for number, pool in enumerate(groups, start=1):
        made += [Bullets(words(pool, year.rules)), *charts(pool, number, year.rules)]
        made.append(table(pool, number, year.rules))
    made.append(_METHOD if groups else None)
    apart = annual.apart(found)
    if apart:
        made += [_side_by_side(apart, year.rules), _TO_BE_POOLED]
    return Pieces(made)


def pooled_tables(year: Year) -> list[Table | Statement]:
    """The tables of `pooled` alone, each with what belongs to it."""
    found = annual.effects(shares(year))
    groups, apart = annual.pools(found), annual.apart(found)
    made: list[Table | Statement] = [
        table(pool, number, year.rules) for number, pool in enumerate(groups, start=1)
    ]
    made += [_METHOD] if groups else []
    return made + ([_side_by_side(apart, year.rules), _TO_BE_POOLED] if apart else [])


def _opening(found: tuple[Measured, ...], groups: tuple[Pool, ...]) -> Statement:
    schools = len({m.slug for m in found})
    together = sum(len(pool.rows) for pool in groups)
    return Statement(
        "{schools} shared {n}. {together}",
        schools=capital(counted(schools, "school")),
        n=counted(len(found), "main outcome"),
        together=f"{_of_them(together, len(found))} into {counted(len(groups), 'group')} "
        "of three schools or more that measured the same in the same way."
        if groups
        else "No three schools measured the same in the same way, so nothing is put together.",
    )


def _of_them(together: int, found: int) -> str:
    return (
        "All of them fall" if together == found else f"{capital(in_words(together))} of them fall"
    )


def _side_by_side(apart: tuple[Apart, ...], rules: Rules) -> Table:
    order = list(dict.fromkeys(one.measured.effect.name.casefold() for one in apart))
    rows = sorted(apart, key=lambda one: order.index(one.measured.effect.name.casefold()))
    columns = ("School", "How known", "Result (range)", "Pupils", "Why by itself")
    return Table(
        Protected(
            "Main outcome",
            tuple(one.measured.effect.name for one in rows),
            columns,
            tuple(_cells(one, rules) for one in rows),
        ),
        "tbl-apart",
        f"{capital(counted(len(apart), 'main outcome'))} that "
        f"{plural(len(apart), 'stands by itself', 'stand by themselves')}",
        "Results in their own units with 95% ranges; the same outcomes together, in the lead’s "
        "order of schools",
        notes=[
            f"{design}: {DESIGNS[design]}."
            for design in sorted({one.measured.effect.design for one in apart})
        ]
        + ([CAUTION[Design.B]] if any(_grown_anyway(one) for one in apart) else []),
        widths=(20, 20, 9, 22, 10, 19),
    )


def _grown_anyway(one: Apart) -> bool:
    """Whether a change is shown that stands beside no change to be expected."""
    effect = one.measured.effect
    shown = effect.value is not None and not effect.rule
    return shown and effect.design == Design.B and effect.beyond is None


def _cells(one: Apart, rules: Rules) -> tuple[Shown, ...]:
    effect = one.measured.effect
    why = APART[one.reason]
    if one.reason == "none" and effect.reason:
        why = why_none(effect.reason)
    if effect.rule:
        result = Shown("[c]", rule=why_none(effect.rule))
    elif effect.value is None:
        result = Shown("not estimated")
    else:
        digits = decimals(effect)
        about = amount(effect.value, effect.unit, effect.pupils, rules, digits).text
        reach = ""
        if effect.low is not None and effect.high is not None:
            reach = " ({low} to {high})".format(
                **{
                    name: statistic(
                        getattr(effect, name), effect.pupils, rules, decimals=digits
                    ).text
                    for name in ("low", "high")
                }
            )
        if effect.beyond is not None:
            more = amount(effect.beyond, effect.unit, effect.pupils, rules, digits).text
            reach += f"; {more} than expected"
        result = Shown(f"{about}{reach}")  # words and numbers, so set to the left
    people = sizes(effect.pupils, rules) if effect.pupils else Shown("–")
    return (
        Shown(one.measured.school),
        Shown(effect.design),
        result,
        Shown("[c]", rule=why_none(effect.rule)) if effect.rule else people,
        Shown(sentence(why).rstrip(".")),
    )


def charts(pool: Pool, number: int, rules: Rules) -> list[Chart]:
    first, result, digits = pool.first, pool.pooled, decimals(pool.pooled)
    worthwhile = rounded(pool.worthwhile, digits) if pool.worthwhile else None
    mean, low, high = (rounded(end, digits) for end in pool.interval)
    kind = BEYOND if pool.against_expected else KIND[first.design]
    axis = f"{kind} in {first.unit}, with 95% intervals"
    bars = [
        _bar(row, weight, rules, digits)
        for row, weight in zip(pool.rows, pool.weights, strict=True)
    ]
    prediction = None
    if pool.prediction is not None:
        least, most = pool.prediction
        prediction = (rounded(least, digits), rounded(most, digits))
    together = Together(
        mean,
        low,
        high,
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
                f"{first.name}, {kind.lower()} in {first.unit}, "
                f"{counted(len(pool.rows), 'school')}, "
                f"{pupils(pool.pupils, rules, first.design).text}{part}",
                forest_alt(pool, [(bar.name, bar.words) for bar in rows], together.words),
                notes=forest_notes(pool, rules),
                drawn=drawn_forest(rows, together, bars, worthwhile, axis),
            )
        )
    return charts


def _bar(row: Measured, weight: float, rules: Rules, digits: int) -> Bar:
    effect = row.effect
    words = numbers(*row.interval, effect.pupils, rules, digits)
    people = sizes(effect.pupils, rules)
    value, low, high = (rounded(end, digits) for end in row.interval)
    return Bar(row.school, value, low, high, rounded(weight, 2), people, words)


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
