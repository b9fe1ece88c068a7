"""A series in words: whether anything changed, and what the figures cannot tell.

A chart says that something changed, never what. Of fewer than six pupils two phases are set side by
side, for the school alone. A figure stands in a sentence only where the audience may see all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spp_research.catalogue import say
from spp_research.phrases import in_words, long_date
from spp_research.protect.disclosure import (
    Audience,
    Rules,
    Shown,
    about_count,
    free_text,
    round_half_up,
    statistic,
)
from spp_research.protect.disclosure.figures import to_decimals
from spp_research.schema.vocabulary import SeriesKind
from spp_research.school.series import Seen, Series
from spp_research.stats.run_charts import FEWEST, RunChart
from spp_research.stats.single_cases import FALLING, RISING, WANTED
from spp_research.stats.single_cases import FEWEST as LEAST_OF_A_PHASE

from .statements import Statement, joined

FEW_RULE = "a series of fewer than {n} pupils, or of a number that is not written down"
FIGURES_RULE = "figures about few pupils, or that would give a small number away"


def digits(found: Series) -> int:
    """How many decimals the figures of a series are printed and drawn with."""
    figures = [figure for figure in found.figures if figure is not None]
    if found.kind is SeriesKind.PERCENT:
        return 1 if max(figures) - min(figures) < 10 else 0
    return 0 if all(figure == int(figure) for figure in figures) else 1


def figure(value: float, found: Series, rules: Rules, decimals: int | None = None) -> Shown:
    """A figure with its unit: "92%", "37 words a minute"."""
    places = digits(found) if decimals is None else decimals
    if rules.audience is Audience.SCHOOL:
        shown = Shown(round_half_up(value, places), value)
    else:
        shown = statistic(value, (found.pupils or 0,), rules, decimals=places)
    if shown.hidden:
        return shown
    unit = "%" if found.kind is SeriesKind.PERCENT else f" {found.unit}"
    return Shown(f"{shown.text}{unit}", shown.value)


def line_of(found: Series, rules: Rules) -> Shown:
    """The middle line with its unit; it may lie half way between two figures."""
    line, places = found.chart.median or 0.0, digits(found)
    return figure(line, found, rules, places if to_decimals(line, places) == line else 1)


def about_whom(found: Series, rules: Rules) -> Shown:
    """How many pupils a series is about: "58 pupils", "1 pupil"; to others "about 60 pupils".

    Beside the number that an outcome rests on, the exact one would say how many were lost.
    """
    if found.pupils is None:
        return Shown(say("the number of pupils is not written down"))
    if rules.audience is not Audience.SCHOOL:
        near = about_count(found.pupils, rules)
        return near if near.hidden else Shown(say("{number} pupils", number=near.text))
    return Shown(say("{number} pupil", "{number} pupils", n=found.pupils, number=found.pupils))


def in_short(found: Series) -> str:
    """The finding as a title, 15 words at most, in neutral words."""
    chart = found.chart
    if found.phases is not None and found.phases.ok:
        if RISING in found.phases.warnings:  # the count of pairs alone would say more than it is
            return say(
                "It was already rising before the change"
                if found.higher_is_better
                else "It was already falling before the change"
            )
        better = round_half_up(100 * (found.phases.value or 0.0))
        return say("In {better} of 100 pairs of days the later one was better", better=better)
    if not chart.ok:
        return say("Too few figures yet to tell whether anything changed")
    if chart.shift:
        return say(
            _IN_A_ROW[bool(chart.above)],
            run=chart.longest_run,
            most=chart.longest_run_max,
        )
    if chart.few_crossings:
        return say(
            "The line is crossed {times} times; {fewest} or more is usual",
            times=chart.crossings,
            fewest=chart.crossings_min,
        )
    return say("The figures go up and down, as chance would make them")


def series_sentence(found: Series, how_much: Seen, rules: Rules) -> Statement | None:
    """What a series says, as far as the audience may see it; None where it may see nothing."""
    if how_much is Seen.NOTHING:
        return None
    named = Statement(
        "**{counted}** ({pupils}).",
        counted=free_text(found.counted),
        pupils=about_whom(found, rules),
    )
    if how_much is Seen.FINDING:
        return joined([named, *_finding(found)])
    if found.few and found.has_phases:
        return joined([named, *_phases(found), *_possible_starts(found)])
    return joined([named, *_against_the_line(found, rules), *_same_weeks(found, rules)])


def hidden_sentence(number: int, rules: Rules) -> Statement:
    """That there are series which only the school may see; not what they count."""
    symbol = Shown("[c]", rule=FEW_RULE.format(n=rules.fewest_pupils))
    return Statement(
        "One more series is about few pupils, and for the school only {symbol}."
        if number == 1
        else "{number} more series are about few pupils, and for the school only {symbol}.",
        symbol=symbol,
        **({} if number == 1 else {"number": in_words(number).capitalize()}),
    )


_IN_A_ROW = {
    True: "{run} figures in a row are above the line; up to {most} is usual",
    False: "{run} figures in a row are below the line; up to {most} is usual",
}
_CHANGED = "Something changed. The chart cannot say what."
_RUN = {
    True: "{run} figures in a row are above the line; up to {most} is usual.",
    False: "{run} figures in a row are below the line; up to {most} is usual.",
}


def _finding(found: Series) -> Iterator[Statement]:
    """Whether anything changed, where the figures themselves are not for the audience."""
    if not found.chart.ok:
        yield Statement("There are too few figures to tell whether anything changed.")
    elif found.chart.signal == "none":
        yield Statement("The figures go up and down, as chance would make them.")
    else:
        yield Statement(_CHANGED)
    yield Statement(
        "The figures are for the school only {symbol}.", symbol=Shown("[c]", rule=FIGURES_RULE)
    )


def figures_sentence(chart: RunChart) -> Statement:
    """What figures in a row say, of which nobody said what they count, for one's own screen."""
    line = Shown("–" if chart.median is None else round_half_up(chart.median, 1))
    return joined([*_beside(chart, line), *_warned(chart.warnings)])


def headline_of_figures(chart: RunChart) -> str:
    """The same in a few words."""
    if not chart.ok:
        return say("Too few figures to tell whether anything changed")
    if chart.signal == "none":
        return say("The figures go up and down, as chance would make them")
    return say("Something changed; the chart cannot say what")


def _against_the_line(found: Series, rules: Rules) -> Iterator[Statement]:
    yield from _beside(found.chart, line_of(found, rules))
    if found.chart.status == "refused":
        return
    yield from _line_from(found)
    yield from _warned(found.chart.warnings)


def _beside(chart: RunChart, line: Shown) -> Iterator[Statement]:
    if chart.status == "refused":  # what the checks let through and the rules do not
        yield Statement("The rules cannot be applied: {reason}.", reason=chart.reason)
        return
    if not chart.ok:
        yield Statement(
            "The middle line is at {line}. Whether anything changed can be said from {least} "
            "figures off the line; there are {useful}.",
            line=line,
            least=str(FEWEST),
            useful=in_words(chart.useful),
        )
    elif chart.signal == "none":
        yield Statement(
            "The figures go up and down around {line}, as chance would make them.", line=line
        )
    else:
        yield from _signs(chart)
        yield Statement("The line is at {line}.", line=line)


def _signs(chart: RunChart) -> Iterator[Statement]:
    if chart.shift:
        yield Statement(
            _RUN[bool(chart.above)], run=str(chart.longest_run), most=str(chart.longest_run_max)
        )
    if chart.few_crossings:
        fewest = str(chart.crossings_min)
        if chart.crossings == 1:
            yield Statement("The line is crossed once; {fewest} or more is usual.", fewest=fewest)
        else:
            yield Statement(
                "The line is crossed {times} times; {fewest} or more is usual.",
                times=str(chart.crossings),
                fewest=fewest,
            )
    yield Statement(_CHANGED)


def _line_from(found: Series) -> Iterator[Statement]:
    """From which figures the line is drawn, and what that does to it."""
    if found.began_on is None:
        return
    yield Statement("The new way began on {day}.", day=found.began_on)
    if found.frozen is None:
        if found.has_phases:
            yield Statement(
                "Too few figures are from before that, so the line is the middle of all of them."
            )
        return
    yield Statement("The line is the middle of the figures from before that.")
    for warning in found.chart.warnings:
        if told := re.search(r"a false sign about 1 time in (\d+)", warning):
            yield Statement("Such a line gives a false sign about 1 time in {n}.", n=told[1])


def _warned(warnings: Sequence[str]) -> Iterator[Statement]:
    for warning in warnings:
        if "are on the line" in warning:
            yield Statement("Many figures are on the line, and say nothing.")
        elif warning.startswith("some points rest on fewer"):
            yield Statement("Some figures are out of fewer than 10, so chance moves them far.")
        elif warning.startswith("the numbers behind the points differ"):
            yield Statement(
                "The numbers behind the figures differ twofold or more: some move more by chance."
            )


def _same_weeks(found: Series, rules: Rules) -> Iterator[Statement]:
    """The same time of the year, where there is one; else that terms are not alike."""
    pairs = found.same_weeks
    if pairs is None:
        if found.spans_terms:
            yield Statement(
                "Terms differ, and there are no figures of the same weeks a year before to set "
                "beside these."
            )
        return
    yield Statement(
        "Beside the same weeks a year before, {higher} of {pairs} figures are higher and {lower} "
        "lower.",
        higher=str(pairs.higher),
        pairs=str(pairs.pairs),
        lower=str(pairs.lower),
    )
    if to_decimals(pairs.gap, 1) == 0:
        yield Statement("The middle one of these differences is 0.")
        return
    size = figure(abs(pairs.gap), found, rules, 1)
    if size.hidden:
        return
    points = say("percentage points")
    said = (size.text[:-1] + f" {points}") if found.kind is SeriesKind.PERCENT else size.text
    yield Statement(
        "The middle one of these differences is {size} higher. Two years may differ in other ways."
        if pairs.gap > 0
        else "The middle one of these differences is {size} lower. Two years may differ in other "
        "ways.",
        size=Shown(said),
    )


def _phases(found: Series) -> Iterator[Statement]:
    """The time before the change beside the time since, for so few that only the school sees it."""
    if found.other_pupils:
        yield Statement(
            "Days on which not all of them were measured are left out ({n}).",
            n=str(found.other_pupils),
        )
    result = found.phases
    before = sum(one is not None for one in found.figures[: found.before])
    since = sum(one is not None for one in found.figures[found.before :])
    if result is None or not result.ok or not result.has_interval:
        yield Statement(
            "There are figures of {before} before the change and of {since} since. To compare the "
            "two, {least} of each are needed.",
            before=say("{days} day", "{days} days", n=before, days=in_words(before)),
            since=in_words(since),
            least=in_words(LEAST_OF_A_PHASE),
        )
        return
    value, low, high = (round_half_up(100 * end) for end in result.interval)
    yield Statement(
        "In {value} of 100 pairs of days the later one was better (could be anywhere from {low} to "
        "{high}).",
        value=value,
        low=low,
        high=high,
    )
    yield from _own_trend(found)
    yield Statement("Days close together are alike, so the range may be too narrow.")
    if min(before, since) < WANTED:
        yield Statement(
            "One of the two times has only {n} figures; {wanted} of each are wanted.",
            n=in_words(min(before, since)),
            wanted=in_words(WANTED),
        )


def _own_trend(found: Series) -> Iterator[Statement]:
    """Whether it was moving before, and what is left once that is taken off."""
    result = found.phases
    if result is None:
        return
    up = found.higher_is_better
    if RISING in result.warnings:
        yield Statement(
            "It was already rising before the change."
            if up
            else "It was already falling before the change."
        )
    if FALLING in result.warnings:
        yield Statement(
            "It was falling before the change." if up else "It was rising before the change."
        )
    corrected = result.details.get("tau_corrected")
    if corrected is None:
        yield Statement("The way it was already going is not allowed for.")
        return
    yield Statement(
        "With the way it was already going taken off, that is {pairs} of 100 pairs.",
        pairs=round_half_up(50 * (corrected + 1)),
    )


def _possible_starts(found: Series) -> Iterator[Statement]:
    starts = found.possible_starts
    if starts is None:
        yield Statement("The start was not drawn by lot, so other days may have shown the same.")
        return
    if not starts.ok:
        yield Statement(
            "The starts that were possible cannot be counted: {why}.", why=starts.reason
        )
        return
    yield Statement(
        "Of {possible} possible starts, {count} would have shown a difference this large.",
        possible=str(starts.possible),
        count=str(starts.count),
    )
    if starts.warnings:
        yield Statement("With {n} possible starts this says little.", n=str(starts.possible))


def series_alt(found: Series, rules: Rules) -> str:
    """What a sighted reader sees."""
    known = [(day, one) for day, one in zip(found.days, found.figures, strict=True)
             if one is not None]  # fmt: skip
    values = [one for _, one in known]
    said = say(
        "Line of {number} figures of {counted}, {unit}, from {first} to {last}: between {low} and "
        "{high}, with a level line at {line}. {finding}."
        if found.phases is None
        else "Line of {number} figures of {counted}, {unit}, from {first} to {last}: between {low} "
        "and {high}, with a level line for each of two times. {finding}.",
        number=len(known),
        counted=found.counted,
        unit=found.unit,
        first=long_date(known[0][0]),
        last=long_date(known[-1][0]),
        low=figure(min(values), found, rules).text,
        high=figure(max(values), found, rules).text,
        line=line_of(found, rules).text,
        finding=in_short(found),
    )
    if found.began_on is None or not found.has_phases:
        return said
    return say(
        "{chart} An upright broken line marks {day}, when the new way began.",
        chart=said,
        day=long_date(found.began_on),
    )
