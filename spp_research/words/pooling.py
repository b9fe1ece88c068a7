"""What schools that measured the same found together, in words.

The words are capped by the design: A speaks of a difference, B and C of a change, and nothing
says why. What the range allows is said by `stats.direction`; no sentence rests on a p-value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from spp_research import stats
from spp_research.catalogue import say
from spp_research.partnership import annual
from spp_research.partnership.annual import Measured, Pool
from spp_research.partnership.annual.effects import limits
from spp_research.phrases import capital, counted, in_words, listed, plural
from spp_research.protect.disclosure import Rules, Shown, count, statistic
from spp_research.schema.vocabulary import Design
from spp_research.stats.estimate import Estimate

from .amounts import amount, decimals, span
from .statements import Gaps, Statement, joined

_MEANS = {
    Design.A: "On average over {schools}, about {about} for pupils in the project than for other "
    "pupils.",
    Design.B: "On average over {schools}, about {about} afterwards than before, for the same "
    "pupils.",
    Design.C: "On average over {schools}, about {about} for the later pupils than for the earlier "
    "ones, who are not the same.",
}
_MEANS_OF = {
    Design.A: "“{name}”: On average over {schools}, about {about} for pupils in the project than "
    "for other pupils.",
    Design.B: "“{name}”: On average over {schools}, about {about} afterwards than before, for the "
    "same pupils.",
    Design.C: "“{name}”: On average over {schools}, about {about} for the later pupils than for "
    "the earlier ones, who are not the same.",
}
CAUTION = {
    Design.A: "The groups may have differed in other ways, unless they were chosen by lot.",
    Design.B: "Pupils grow anyway: with no comparison group, nobody can tell how much would have "
    "changed without the project.",
    Design.C: "Whether the pupils or the teaching differed cannot be told.",
}
_BEYOND = (
    "On average over {schools}, about {about} than was to be expected in that time, for the same "
    "pupils."
)
_BEYOND_OF = (
    "“{name}”: On average over {schools}, about {about} than was to be expected in that time, for "
    "the same pupils."
)
_CAUTION_OF_EXPECTED = (
    "With no comparison group, nobody can tell whether these pupils would have changed as much as "
    "expected."
)
BEYOND = "Change beyond the expected one"
KIND = {Design.A: "Difference", Design.B: "Change", Design.C: "Change"}


def in_a_sentence(found: tuple[Measured, ...], rules: Rules) -> Statement:
    """The key point: what was put together, or that nothing could be."""
    groups = annual.pools(found)
    if not groups:
        return Statement(
            "{n} by {itself}: no three schools measured the same in the same way, so no results "
            "are put together.",
            n=f"{capital(counted(len(found), 'main outcome'))} "
            f"{plural(len(found), 'stands', 'stand')}",
            itself=plural(len(found), "itself", "themselves"),
        )
    return of_groups(groups, rules)


def of_groups(groups: Sequence[Pool], rules: Rules) -> Statement:
    """What one group of results or several say, in a few sentences."""
    if len(groups) > 1:
        return joined(list(_several(groups)))
    pool = groups[0]
    return joined([*_result(pool, rules, _MEANS_OF, _BEYOND_OF), _meaning(pool), _caution(pool)])


# Each design apart: what a comparison shows is no change, and a change is no difference.
_CLEAR = {
    Design.A: "Beside other pupils: {n} measured alike by three schools or more, {clear} clear "
    "enough to say which way {it} went.",
    Design.B: "Of the same pupils before and after: {n} measured alike by three schools or more, "
    "{clear} clear enough to say which way {it} changed, and not why.",
    Design.C: "Of different pupils before and after: {n} measured alike by three schools or more, "
    "{clear} clear enough to say which way {it} differed.",
}


def _several(groups: Sequence[Pool]) -> Iterator[Statement]:
    """How many groups of results are clear, by design."""
    for design in _CLEAR:
        own = [pool for pool in groups if pool.first.design == design]
        clear = sum(_excludes_none(pool) for pool in own)
        if own:
            yield Statement(
                _CLEAR[design],
                n=counted(len(own), "main outcome"),
                clear=_are(clear),
                it="it" if clear == 1 else "they",
            )
    if any(pool.first.design == Design.B and not pool.against_expected for pool in groups):
        yield Statement(CAUTION[Design.B])


def _are(n: int) -> str:
    return f"{in_words(n)} {plural(n, 'is', 'are')}" if n else "none is"


def _excludes_none(pool: Pool) -> bool:
    return _leaves_none_out(pool.interval)


def _leaves_none_out(interval: tuple[float, float, float]) -> bool:
    _, low, high = interval
    return low > 0 or high < 0


def words(pool: Pool, rules: Rules) -> list[Statement]:
    """The result, what another school might find, how it hangs on single schools, the caution."""
    named = Statement("**{name}.**", name=pool.first.name)
    found = joined([named, *_result(pool, rules, _MEANS, _BEYOND), _meaning(pool)])
    return [found, _another(pool, rules), *_hangs_on(pool, rules), _caution(pool)]


def _caution(pool: Pool) -> Statement:
    """What the design leaves open, and in how many schools lots were drawn."""
    if pool.against_expected:
        return Statement(_CAUTION_OF_EXPECTED)
    drawn, n = sum(row.effect.by_lot for row in pool.rows), len(pool.rows)
    if pool.first.design != Design.A or not drawn:
        return Statement(CAUTION[pool.first.design])
    if drawn == n:
        return Statement("In all {n} schools the groups were drawn by lot.", n=in_words(n))
    return Statement(
        "The groups were drawn by lot in {drawn} of {n} schools; in the others they may have "
        "differed in other ways.",
        drawn=in_words(drawn),
        n=in_words(n),
    )


def _result(
    pool: Pool, rules: Rules, means: Mapping[Design, str], beyond: str
) -> Iterator[Statement]:
    """What the schools found together, and the range that fits."""
    first, result, people = pool.first, pool.pooled, pool.pupils
    digits = decimals(result)
    values: Gaps = {
        "name": first.name,
        "schools": counted(len(pool.rows), "school"),
        "about": amount(result.mean, first.unit, people, rules, digits),
    }
    wording = beyond if pool.against_expected else means[first.design]
    yield Statement(wording, **{gap: values[gap] for gap in values if f"{{{gap}}}" in wording})
    yield Statement(
        "The data fit anything from {range} ({pupils}).",
        range=span(result.low, result.high, first.unit, people, rules, digits),
        pupils=pupils(people, rules, first.design),
    )


def direction(pool: Pool) -> str:
    result = pool.pooled
    as_estimate = Estimate(
        result.mean,
        result.low,
        result.high,
        None,
        n=sum(pool.pupils),
        measure="pooled",
        unit=pool.first.unit,
    )
    return stats.direction(as_estimate, pool.worthwhile or 0.0, pool.first.higher_is_better)


def _meaning(pool: Pool) -> Statement:
    """What the interval says, in the words that the house rules allow."""
    words = direction(pool)
    hoped = "higher" if pool.first.higher_is_better else "lower"
    if words.startswith("unclear"):
        return Statement("That is too wide to tell.")
    if (
        pool.first.design == Design.B
        and not pool.against_expected
        and words.startswith(("higher", "no worth"))
        and hoped == "higher"
    ):
        return Statement("How much of that is extra is not known.")
    if pool.worthwhile is None:
        if not words.startswith(hoped):
            return Statement("That is not the way the schools had hoped for.")
        if any(row.effect.smallest_worthwhile is not None for row in pool.rows):
            return Statement(
                "The schools had not all called the same amount worthwhile beforehand."
            )
        return Statement("The schools had not said beforehand how much would be worthwhile.")
    if words == "no worthwhile change":
        return Statement("That is no worthwhile change.")
    if words.endswith("worthwhile amount"):
        return Statement("All of that is beyond what the schools had called worthwhile.")
    if words == hoped:
        return Statement(
            "Whether it is as much as the schools had called worthwhile is not settled."
        )
    return Statement("That is not the way the schools had hoped for.")


def _another(pool: Pool, rules: Rules) -> Statement:
    result = pool.pooled
    if pool.prediction is None:
        return Statement(
            "{n} schools are very few: the range rests on little, and what another school might "
            "find cannot be said from fewer than five.",
            n=capital(in_words(result.k)),
        )
    return Statement(
        "In another school like these it might be anything from {range}.",
        range=span(
            *pool.prediction,
            pool.first.unit,
            pool.pupils,
            rules,
            decimals(result),
        ),
    )


def _hangs_on(pool: Pool, rules: Rules) -> Iterator[Statement]:
    """Whether what can be said depends on one school; which one is seen in the table."""
    without = [found for one in pool.without if (found := limits(one)) is not None]
    if not without:
        return
    means = [mean for mean, _, _ in without]
    turned = sum(_leaves_none_out(found) != _excludes_none(pool) for found in without)
    digits, unit = decimals(pool.pooled), pool.first.unit
    ends = [amount(end, unit, pool.pupils, rules, digits) for end in (min(means), max(means))]
    low, high = ends
    if not turned:
        yield Statement(
            "Whichever one school is left out, the result lies between {low} and {high}, and "
            "whether the range includes no difference stays as it is.",
            low=low,
            high=high,
        )
        return
    yield Statement(
        "Whichever one school is left out, the result lies between {low} and {high}. For {turned} "
        "of the {n}, leaving that one out changes whether the range includes no difference.",
        low=low,
        high=high,
        turned=in_words(turned),
        n=in_words(pool.pooled.k),
    )


def pupils(people: tuple[int, ...], rules: Rules, design: Design) -> Shown:
    """The pupils behind a result: "24 and 26 pupils", "24 pupils before and 26 after"."""
    sizes = [count(n, rules) for n in people]
    if concealed := next((s.rule for s in sizes if s.hidden), ""):
        return Shown("[c]", rule=concealed)
    if design == Design.C and len(sizes) == 2:
        before, after = (one.text for one in sizes)
        return Shown(say("{before} pupils before and {after} after", before=before, after=after))
    return Shown(say("{numbers} pupils", numbers=listed([one.text for one in sizes])))


def numbers(
    value: float | None,
    low: float | None,
    high: float | None,
    people: tuple[int, ...],
    rules: Rules,
    digits: int,
) -> Shown:
    """A result with its range, as a table and a plot have it: "4.4 (3.5 to 5.3)"."""
    ends = [statistic(n, people, rules, decimals=digits) for n in (value, low, high)]
    if concealed := next((end for end in ends if end.hidden), None):
        return concealed
    return Shown(f"{ends[0].text} ({ends[1].text} to {ends[2].text})", value)


def sizes(people: tuple[int, ...], rules: Rules) -> Shown:
    sizes = [count(n, rules) for n in people]
    return next((s for s in sizes if s.hidden), Shown(listed([s.text for s in sizes])))


def headline(pool: Pool, rules: Rules) -> str:
    """The finding in neutral words, 15 at most."""
    words = direction(pool)
    n = counted(len(pool.rows), "school")
    if words.startswith("unclear"):
        return say("Over {schools} together the range is too wide to tell", schools=n)
    if words == "no worthwhile change":
        return say("No worthwhile change over {schools} together", schools=n)
    digits = decimals(pool.pooled)
    about = amount(pool.pooled.mean, pool.first.unit, pool.pupils, rules, digits).text
    if pool.first.design == Design.A:
        return say(
            "About {about} than other pupils over {schools} together", about=about, schools=n
        )
    if pool.against_expected:
        return say("About {about} than expected over {schools} together", about=about, schools=n)
    return say("About {about} than before over {schools} together", about=about, schools=n)


def forest_alt(pool: Pool, rows: Sequence[tuple[str, Shown]], together: Shown) -> str:
    """What a sighted reader sees of the forest plot.

    Parameters
    ----------
    rows : the schools of this part of the plot, each with its numbers.
    together : the numbers of all of them together.
    """
    first = pool.first
    each = "; ".join(f"{school} {numbers.text}" for school, numbers in rows)
    said = [
        say(
            "Forest plot with a row for each school in the lead’s order: {name}, in {unit}, a "
            "square with its 95% interval beside a line at no difference. {schools}.",
            name=first.name,
            unit=first.unit,
            schools=each,
        ),
        say("A diamond for all of them together: {numbers}.", numbers=together.text),
        say("Too few schools to say what another might find.")
        if pool.pooled.prediction_low is None
        else say("A dashed line shows where another school like these might lie."),
    ]
    return " ".join(said)


def forest_notes(pool: Pool, rules: Rules) -> tuple[str, ...]:
    drawn = [
        say(
            "Squares: the schools’ results, larger where they count for more; lines: 95% "
            "intervals; diamond: all of them together"
        )
    ]
    if pool.pooled.prediction_low is not None:
        drawn.append(say("dashed line: where another school like these might lie"))
    if pool.worthwhile:
        drawn.append(say("band: what the schools had called too small to be worthwhile"))
    result, sds, digits = pool.pooled, pool.standardised, decimals(pool.pooled)
    tau, low, high = (
        statistic(None if tau2 is None else tau2**0.5, pool.pupils, rules, decimals=digits).text
        for tau2 in (result.tau2, result.tau2_low, result.tau2_high)
    )
    in_sds = numbers(sds.mean, sds.low, sds.high, pool.pupils, rules, 2).text
    return (
        f"{'; '.join(drawn)}.",
        say(
            "The schools themselves differ by about {tau} {unit} (standard deviation between "
            "schools; the data fit anything from {low} to {high}; I² {share}%). In standard "
            "deviations of pupils the result is {in_sds}.",
            tau=tau,
            unit=pool.first.unit,
            low=low,
            high=high,
            share=round(100 * (result.i2 or 0)),
            in_sds=in_sds,
        ),
    )
