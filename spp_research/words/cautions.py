"""What must be said beside a number: scale, choice, losses, size, and how it is known.

The sentences follow from the facts of the result, never from the text of a warning, since a
warning counts pupils without asking who reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from spp_research import stats
from spp_research.catalogue import say
from spp_research.phrases import in_words, listed
from spp_research.protect.disclosure import Audience, Rules, Shown, share
from spp_research.protect.disclosure.possibilities import MANY
from spp_research.schema.vocabulary import Chosen, Design, Group, Making, Time
from spp_research.school.evidence import FEW
from spp_research.school.impact import (
    SAME_CLASS,
    End,
    Measure,
    Regression,
    Result,
    Start,
    standing,
)
from spp_research.school.impact.audience import hidden, too_few
from spp_research.stats.clusters import FEW_CLUSTERS
from spp_research.stats.estimate import VERY_SMALL_BELOW

from .amounts import amount, decimals, least, size, span
from .lots import drawn_again
from .results import caution
from .statements import Statement, joined

NEAR_AN_END = 0.1  # of the scale, from where a mean of a small group is said to be near it


def cannot_tell(result: Result, rules: Rules) -> Statement:
    """What the design, the scale, the choice of pupils and the size leave open, as one text."""
    said = [caution(result, rules)]
    if result.estimate.ok and not hidden(result, rules):
        said += [
            *_class(result, rules),
            *_start(result),
            *_ends(result, rules),
            *_regression(result, rules),
            *_few(result),
            *_too_small(result, rules),
        ]
    return joined([*said, *drawn_again(result), *_named_late(result)])


def open_question(result: Result, rules: Rules) -> Statement:
    """What a result leaves open, and what would tell."""
    return joined([_left_open(result, rules), *_many_weeks(result, rules)])


def _many_weeks(result: Result, rules: Rules) -> Iterator[Statement]:
    """What would tell of very few pupils: said to the school, which can count every week."""
    project = next((f.follow_up for f in result.flow if f.group == Group.PROJECT), 0)
    if rules.audience is Audience.SCHOOL and 0 < project < FEW:
        yield Statement(
            "Of so few pupils, a figure every week would show more than one before and one after. "
            "It goes on the sheet “Series”."
        )


def _left_open(result: Result, rules: Rules) -> Statement:
    if result.flow and hidden(result, rules):
        return Statement(
            "{name}: the result itself, as it rests on too few to be shown. The same measure in "
            "another year, both years taken together, would tell."
            if too_few(result, rules)
            else "{name}: the result itself, as its numbers would say too much about a pupil. The "
            "same measure with more pupils, or a longer scale, would tell.",
            name=result.outcome.name,
        )
    left = cannot_tell(result, rules)
    alike = result.outcome.design == Design.A and SAME_CLASS not in result.estimate.warnings
    if not alike or not result.estimate.ok:
        return left
    return joined([left, *_would_tell(result)])


def details_of(result: Result) -> dict[str, float]:
    """The further numbers of the standardised estimate that exist."""
    inner = result.standardised.details if result.standardised else {}
    return {name: value for name, value in inner.items() if value is not None}


def _would_tell(result: Result) -> Iterator[Statement]:
    """What would tell of a comparison."""
    clusters = details_of(result).get("clusters", 0)
    if result.verdict == "unclear" and 0 < clusters < FEW_CLUSTERS:
        yield Statement(
            "With {classes} classes in all, more classes would tell."
            if result.by_lot
            else "With {classes} classes in all, more classes would tell, drawn by lot.",
            classes=in_words(int(clusters)),
        )
        return
    if result.by_lot:
        yield Statement("Drawing lots again in another year, or at another school, would tell.")
        return
    if result.outcome.making is Making.NOT_LOT:
        yield Statement("Drawing lots for who begins first would tell.")
        return
    yield Statement("Drawing lots for who begins first, if that was not done, would tell.")


def _class(result: Result, rules: Rules) -> Iterator[Statement]:
    """The range again had classes differed, where there is only one an arm."""
    inner = details_of(result)
    sd = inner.get("total_sd")
    if SAME_CLASS not in result.estimate.warnings or not sd or "low_if_icc_05" not in inner:
        return
    if result.small:  # the spread is not shown, and would follow from the ranges
        return
    unit, digits = result.outcome.shown_unit, decimals(result.estimate)
    ranges = {
        f"range{share}": span(
            inner[f"low_if_icc_{share}"] * sd,
            inner[f"high_if_icc_{share}"] * sd,
            unit,
            result.people,
            rules,
            digits,
        )
        for share in ("05", "10", "20")
    }
    yield Statement(
        "If 5%, 10% or 20% of what sets pupils apart lay between classes, which is assumed and "
        "cannot be seen from one class each, the data would fit anything from {range05}, from "
        "{range10}, or from {range20}."
        if len(result.one_class) > 1
        else "If 5%, 10% or 20% of what sets pupils apart lay between classes, which is assumed "
        "and cannot be seen where a group is one class, the data would fit anything from "
        "{range05}, from {range10}, or from {range20}.",
        **ranges,
    )


def _start(result: Result) -> Iterator[Statement]:
    if result.start is not Start.APART:
        return
    if result.by_lot and result.adjusted:
        yield Statement(
            "By chance the two groups did not start alike. The draw is kept, and the result allows "
            "for it."
        )
        return
    yield Statement(
        "The two groups did not start alike, and allowing for it may not be enough."
        if result.adjusted
        else "The two groups did not start alike, and that is not allowed for."
    )


def _ends(result: Result, rules: Rules) -> Iterator[Statement]:
    if near := _near_an_end(result):
        yield near
    for time, end in dict.fromkeys((e.time, e.end) for e in result.ends):
        when = say("At the start") if time == Time.BEFORE else say("At the end")
        if end == "outside":
            yield Statement(
                "{when}, a result lies outside the scale that is written down; one of the two "
                "needs correcting.",
                when=when,
            )
            continue
        groups = [e for e in result.ends if (e.time, e.end) == (time, end) and e.n > MANY]
        if not groups:
            continue
        yield Statement(
            "{when}, {some} had the {end} result there is, so part of a change could not show.",
            when=when,
            some=_who(groups, result, rules),
            end=end,
        )


def _near_an_end(result: Result) -> Statement | None:
    """That the mean of a small group lies near an end of the scale.

    Of so few, that several were at the end would say what somebody had; the mean is shown anyway.
    """
    low, high = result.outcome.lowest_possible, result.outcome.highest_possible
    if low is None or high is None or result.outcome.measure is Measure.YES_NO:
        return None
    room = NEAR_AN_END * (high - low)
    means = [round(s.mean, 1) for s in result.summaries if s.n <= MANY]
    if any(mean > high - room or mean < low + room for mean in means):
        return Statement(
            "A mean lies near an end of the scale, so part of a change may not have shown."
        )
    return None


_IN_GROUP: Mapping[str, str] = {
    Group.PROJECT: "{share} in the project",
    Group.COMPARISON: "{share} in the comparison group",
}


def in_group(group: Group, share: str) -> str:
    """A share with the group that it is of: "3 of 20 in the project"."""
    return say(_IN_GROUP[group], share=share)


def _who(groups: Sequence[End], result: Result, rules: Rules) -> Shown:
    """How many of each group: "13 of 55 pupils (24%) in the project".

    In which group they are is said only with their number: that there were many in a small
    group, and too few to be counted, would come close to giving their number.
    """
    counted = [(share(end.at, end.n, rules), end.group) for end in groups]
    shown = [(found.text, group) for found, group in counted if not found.hidden]
    if not shown:
        return Shown(say("a good many pupils"), rule=counted[0][0].rule)
    if len(result.flow) < 2:
        return Shown(shown[0][0])
    return Shown(listed([in_group(group, text) for text, group in shown]))


def _regression(result: Result, rules: Rules) -> Iterator[Statement]:
    found, outcome = result.regression, result.outcome
    if found is None:
        return
    unit, digits = outcome.shown_unit, max(1, decimals(result.estimate))
    if not found.declared:
        yield Statement(
            "These pupils began well below the average of everybody, and such results tend to rise "
            "a little by themselves."
        )
        return
    if outcome.selected_below is None or outcome.chosen != Chosen.LOW:
        yield from _chosen(result)
        return
    cut = f"{outcome.selected_below:g} {unit}"
    if found.expected is None and found.selection is not None:
        yield Statement("Pupils were chosen for scoring below {cut}.", cut=cut)
    elif found.expected is None:
        yield Statement(
            "Pupils were chosen for scoring below {cut}. Such results rise a little by themselves; "
            "by how much needs the mean and the spread of everybody they were chosen from, and the "
            "reliability of the measure.",
            cut=cut,
        )
    else:
        yield Statement(
            "Pupils were chosen for scoring below {cut}. A low score is in part bad luck, so with "
            "no teaching at all such results rise by about {expected}; the project’s pupils ended "
            "about {observed} than they began.",
            cut=cut,
            expected=size(found.expected.value, unit, result.people, rules, digits),
            observed=amount(found.observed, unit, result.people, rules, digits),
        )
    yield from _alike(found)


# Of a comparison: what its pupils were chosen for, and whether that is only read from a sentence.
_CHOSEN = {
    (Chosen.LOW, False): "The project’s pupils were chosen for a low score.",
    (Chosen.LOW, True): "By how the school describes it, the project’s pupils were chosen for a "
    "low score.",
    (Chosen.HIGH, False): "The project’s pupils were chosen for a high score.",
    (Chosen.HIGH, True): "By how the school describes it, the project’s pupils were chosen for a "
    "high score.",
    (Chosen.ABSENT, False): "The project’s pupils were chosen for their absences.",
    (Chosen.ABSENT, True): "By how the school describes it, the project’s pupils were chosen for "
    "their absences.",
}


def _chosen(result: Result) -> Iterator[Statement]:
    """Of pupils chosen without a cut-off: what would tell how much comes by itself."""
    outcome, found = result.outcome, result.regression
    if found is None or outcome.chosen is None:
        return
    if outcome.design == Design.A:
        yield Statement(_CHOSEN[outcome.chosen, outcome.chosen_by_guess])
        if found.chosen_alike is not None:
            yield Statement(
                "Those they are compared with began nearly alike, so the difference allows for "
                "what comes by itself."
                if found.chosen_alike
                else "Those they are compared with began apart, so the difference does not allow "
                "for what comes by itself."
            )
        return
    if found.selection is None and outcome.chosen_from is not None:
        yield Statement(
            "Of a share of pupils, how much choosing brings by itself is not reckoned."
            if outcome.measure is Measure.YES_NO
            else "Of so few pupils, how much choosing brings by itself is not reckoned."
        )
    elif found.selection is None:
        yield Statement(
            "How much of a change choosing brings by itself needs how many pupils they were "
            "chosen from, and the reliability of the measure."
        )
    elif found.selection.details.get("reliability") is None:
        yield Statement(
            "The reliability of the measure is not known, so what choosing brings is given for "
            "anything from .5 to .9."
        )


def _alike(found: Regression) -> Iterator[Statement]:
    """Whether those compared were chosen alike."""
    if found.chosen_alike is not None:
        yield Statement(
            "The comparison pupils had scored as low, so the difference allows for that."
            if found.chosen_alike
            else "The comparison pupils had not all scored as low, so the difference does not "
            "allow for that."
        )


def _few(result: Result) -> Iterator[Statement]:
    if result.people and min(result.people) < VERY_SMALL_BELOW:
        yield Statement("With so few pupils, read the range and not the number.")


def _too_small(result: Result, rules: Rules) -> Iterator[Statement]:
    """Whether the project could have shown anything, where it did not."""
    shown = result.smallest_shown
    if shown is None or result.verdict != "unclear":
        return
    if not _is_wide(result):
        return  # unclear for another reason than its size
    yield Statement(
        "The project was too small to show anything but a very large {kind}, of about {least} or "
        "more; go by the range and by what else is known."
        if shown.warnings
        else "A project of this size can easily miss a true {kind} of less than about {least}.",
        kind=standing(result),
        least=least(result, rules),
    )


def _is_wide(result: Result) -> bool:
    least, better = result.outcome.worthwhile or 0.0, result.outcome.higher_is_better
    return stats.direction(result.judged, least, better).startswith("unclear")


def _named_late(result: Result) -> Iterator[Statement]:
    outcome = result.outcome
    if not outcome.primary or not outcome.named_on:
        return
    after, before = outcome.follow_up_date, outcome.baseline_date
    if after and outcome.named_on >= after:
        yield Statement(
            "It was named as the main outcome on {day}, when the results were in; so it is one "
            "outcome of several.",
            day=outcome.named_on,
        )
    elif before and outcome.named_on > before:
        yield Statement(
            "It was named as the main outcome on {day}, after the start had been measured.",
            day=outcome.named_on,
        )
