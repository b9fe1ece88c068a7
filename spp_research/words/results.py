"""A result in words: what changed, by how much, and what it may be called.

No sentence rests on a p-value. What an interval allows is said by `stats.direction`; what the
design allows is in the wording itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spp_research import stats
from spp_research.catalogue import say
from spp_research.phrases import in_words, small
from spp_research.protect.disclosure import Rules, Shown, free_text, share
from spp_research.schema.vocabulary import Design, Group, Making, Time
from spp_research.school.impact import (
    OTHERS,
    SAME_CLASS,
    Doubt,
    Measure,
    Outcome,
    Result,
    Start,
    standing,
)
from spp_research.school.impact.audience import few as _few
from spp_research.school.impact.audience import hidden, symbol, too_few
from spp_research.school.impact.changes import ABOUT_THESE
from spp_research.school.impact.together import PUPILS, informant

from .amounts import about, amount, decimals, interval_words, key, pupils, size, span
from .anyway import beside_expected, by_choice, expected_size, said_doubts, words_of
from .statements import Gaps, Statement, joined

# With whom the project's pupils are compared: what is said of them follows how both began.
_COMPARED = {
    Start.ALIKE: "On average about {about} for pupils in the project than for other pupils who "
    "started alike, {allowing}.",
    Start.NEARLY: "On average about {about} for pupils in the project than for other pupils who "
    "started nearly alike, {allowing}.",
    Start.APART: "On average about {about} for pupils in the project than for other pupils, who "
    "did not start alike, {allowing}.",
    Start.UNKNOWN: "On average about {about} for pupils in the project than for other pupils, "
    "{allowing}.",
}
_SHARES_COMPARED = {
    Start.ALIKE: "The share of pupils is about {about} in the project than among other pupils who "
    "started alike, {allowing}{counts}.",
    Start.NEARLY: "The share of pupils is about {about} in the project than among other pupils who "
    "started nearly alike, {allowing}{counts}.",
    Start.APART: "The share of pupils is about {about} in the project than among other pupils, who "
    "did not start alike, {allowing}{counts}.",
    Start.UNKNOWN: "The share of pupils is about {about} in the project than among other pupils, "
    "{allowing}{counts}.",
}
_MEANS = {
    Design.B: "On average about {about} afterwards than before, for the same pupils.",
    Design.C: "On average about {about} for the later pupils than for the earlier ones, who are "
    "not the same.",
}
_SHARES = {
    Design.B: "The share of the same pupils is about {about} afterwards than before{counts}.",
    Design.C: "The share of pupils is about {about} among the later pupils than among the earlier "
    "ones, who are not the same{counts}.",
}
FEW_CLASSES = 3  # of the same pupils, up to which a range says little
_RANGE = "The data fit anything from {range} ({pupils})."
_NO_RANGE = "No range can be given, as there is no spread to judge it by ({pupils})."


def conclusion(result: Result, rules: Rules, *, told: bool = False) -> Statement:
    """One plain sentence: by how much, with the interval and the pupils beside it.

    Parameters
    ----------
    result : of one outcome.
    rules : of the audience.
    told : whether answers that the report gives elsewhere tell of it.
    """
    outcome, estimate = result.outcome, result.estimate
    named = Statement("**{name}.**", name=outcome.name)
    if not result.flow:
        return joined([named, _nothing_written(result, told)])
    if hidden(result, rules):
        return joined([named, _why_hidden(result, rules)])
    if not estimate.ok:
        return joined([named, Statement("Not estimated: {reason}.", reason=why_not(result))])
    found = Statement(
        _wording(result),
        about=about(result, rules),
        allowing=say("allowing for where they started")
        if result.adjusted
        else say("not allowing for where they started"),
        counts=_counts(result, rules),
    )
    fit = Statement(
        _RANGE if estimate.has_interval else _NO_RANGE,
        range=interval_words(result, rules),
        pupils=pupils(result, rules),
    )
    return joined([named, found, fit, *_meaning(result, rules)])


def _wording(result: Result) -> str:
    shares, design = result.outcome.measure is Measure.YES_NO, result.outcome.design
    if design == Design.A:
        return (_SHARES_COMPARED if shares else _COMPARED)[result.start]
    return (_SHARES if shares else _MEANS)[design]


def caution(result: Result, rules: Rules | None = None) -> Statement:
    """What the design cannot tell, in one sentence.

    What an estimate lacked is said only to an audience, by its rules, that may see the result.
    """
    name = result.outcome.name
    if rules is not None and result.flow and hidden(result, rules):
        return Statement("{name}: whether it changed.", name=name)
    if not result.estimate.ok:
        return joined(
            [Statement("{name}: whether it changed.", name=name), *_lacked(result, rules)]
        )
    if SAME_CLASS in result.estimate.warnings:
        return Statement(
            "{name}: whether the difference comes from the project or from the class and its "
            "teacher. Two or more classes each way would tell.",
            name=name,
        )
    return {
        Design.A: _other_ways(result),
        Design.B: _of_the_same(result),
        Design.C: Statement(
            "{name}: whether the pupils or the teaching differed. Following the same pupils would "
            "tell.",
            name=name,
        ),
    }[result.outcome.design]


def _other_ways(result: Result) -> Statement:
    """What a comparison leaves open: with lots that is chance, which the range allows for."""
    name = result.outcome.name
    if result.by_lot:
        return Statement("{name}: whether it would be so with other pupils, too.", name=name)
    if result.outcome.making is Making.NOT_LOT:
        return Statement(
            "{name}: whether the two groups differed in other ways, as no lots were drawn.",
            name=name,
        )
    return Statement(
        "{name}: whether the two groups differed in other ways, unless chosen by lot.",
        name=name,
    )


def _of_the_same(result: Result) -> Statement:
    """What the same pupils before and after cannot tell."""
    if result.against_expected:
        return Statement(
            "{name}: whether these pupils would have changed as much as expected. A comparison "
            "group would tell.",
            name=result.outcome.name,
        )
    if result.outcome.grows:
        return Statement(
            "{name}: how much would have changed anyway. Pupils grow; a comparison group would "
            "tell.",
            name=result.outcome.name,
        )
    return Statement(
        "{name}: how much would have changed anyway. A comparison group would tell.",
        name=result.outcome.name,
    )


def _why_hidden(result: Result, rules: Rules) -> Statement:
    if too_few(result, rules):
        return Statement(
            "The result is hidden {symbol}: it rests on fewer than {least} pupils in a group, and "
            "somebody could be recognised.",
            symbol=symbol(result, rules),
            least=f"{rules.fewest_pupils}",
        )
    return Statement(
        "The result is hidden {symbol}: with the numbers of so few pupils, or of pupils so much "
        "alike, somebody could work out a pupil’s own result.",
        symbol=symbol(result, rules),
    )


_LACKED = {
    Design.A: "It lacked pupils measured both times, in the project and in the comparison group.",
    Design.B: "It lacked pupils measured both times.",
    Design.C: "It lacked pupils who were measured before, or after.",
}


def _lacked(result: Result, rules: Rules | None) -> Iterator[Statement]:
    """What would have told, where there is no estimate: not what the school did already."""
    design, status = result.outcome.design, result.estimate.status
    if not result.flow or design not in _LACKED:
        yield Statement(
            "To tell, measure it before and after, and if possible with a comparison group."
        )
    elif rules is not None and status == "not_estimable":
        yield Statement(
            "It lacked results that differ within a group; a measure with more room would tell."
        )
    elif rules is not None and status == "too_few":
        yield Statement(_LACKED[design])  # of all else it is said beside the result


def subgroup_sentence(result: Result, rules: Rules) -> Statement | None:
    """How a subgroup's difference compares with the others'; never a verdict on each alone."""
    found = result.subgroup
    if found is None:
        return None
    named: Gaps = {"name": result.outcome.name, "label": free_text(found.name)}
    if hidden(result, rules) and not too_few(result, rules):
        return Statement(
            "**{name}, “{label}”.** Not shown {symbol}, as the result itself is hidden.",
            symbol=symbol(result, rules),
            **named,
        )
    if hidden(result, rules) or any(n < rules.fewest_pupils for n in found.sizes):
        return Statement(
            "**{name}, “{label}”.** Not shown {symbol}: one of the groups compared has {few}.",
            symbol=_few(rules),
            few=f"fewer than {rules.fewest_pupils} pupils",
            **named,
        )
    estimate = found.difference
    if not estimate.ok or not estimate.has_interval:
        return Statement(
            "**{name}, “{label}”.** Not estimated: {reason}.",
            reason=estimate.reason or "there is no spread to judge a difference by",
            **named,
        )
    unit, digits = result.outcome.shown_unit, decimals(estimate)
    said = Statement(
        "**{name}, “{label}”.** The {kind} is about {about} for these pupils than for {others}. "
        "The data fit anything from {range}.",
        kind=standing(result),
        about=amount(estimate.value, unit, found.sizes, rules, digits),
        range=span(estimate.low, estimate.high, unit, found.sizes, rules, digits),
        others=OTHERS if found.others == OTHERS else Shown(f"“{free_text(found.others).text}”"),
        **named,
    )
    return joined([said, *_apart(result.outcome, estimate)])


def headline(result: Result, rules: Rules) -> str:
    """The finding in neutral words, 15 at most."""
    outcome, gap = result.outcome, about(result, rules).text
    if result.one_class:
        if len(result.one_class) > 1:
            return say("A description (one class each way): about {about}", about=gap)
        return say("A description (one class in a group): about {about}", about=gap)
    words = words_of(result)
    if words.startswith("unclear"):
        for doubt in result.odd:  # which may be why it is unclear
            return say(_DOUBTED[doubt], about=gap)
        if result.against_expected:
            return _about(outcome, "Too wide to tell whether {outcome} changed more than expected")
        return _about(outcome, "Too small a project to tell whether {outcome} changed")
    doubts = said_doubts(result)
    if Doubt.NOT_ALIKE in doubts and Doubt.LOST in doubts:
        return say("About {about}, but the groups began apart and many were lost", about=gap)
    for doubt in doubts:
        if doubt in _DOUBTED:
            return say(_DOUBTED[doubt], about=gap)
    if result.without_teaching is not None:
        return say(_DOUBTED[Doubt.CHOSEN_LOW], about=gap)
    if result.against_expected:
        if words == "no worthwhile change":
            return _about(outcome, "No worthwhile change in {outcome} beyond what was expected")
        much = expected_size(result, rules).text
        if outcome.expected_change == 0:
            return say("About {about} than before; no change expected", about=gap)
        return say(
            "About {about} than before; {much} expected", about=gap, much=_signed(much, outcome)
        )
    if words == "no worthwhile change":
        return _about(outcome, "No worthwhile change in {outcome}")
    if outcome.design == Design.A:
        return say("About {about} than other pupils", about=gap)
    return say("About {about} than before", about=gap)


def _signed(much: str, outcome: Outcome) -> str:
    """How much was expected, with the way where it is a fall."""
    fall = (outcome.expected_change or 0.0) < 0
    return say("a fall of {much}", much=much) if fall else much


# A finding with what keeps it from being called better, 15 words at most.
_DOUBTED = {
    Doubt.NOT_ALIKE: "About {about} than other pupils, but the groups did not start alike",
    Doubt.LOST: "About {about}, but many pupils were not measured both times",
    Doubt.NO_CLASSES: "About {about} than other pupils, with classes not written down",
    Doubt.MIXED: "About {about}, but shares and percentages may be mixed",
    Doubt.LARGE: "About {about}: so large that the scores need a look",
    Doubt.FAR: "About {about}, but a score lies far outside the others",
    Doubt.CHOSEN_UNLIKE: "About {about} than other pupils, who were not chosen alike",
    Doubt.CHOSEN_LOW: "About {about} than before; low scorers rise by themselves",
    Doubt.CHOSEN_HIGH: "About {about} than before; high scorers fall back by themselves",
    Doubt.CHOSEN_AWAY: "About {about} than before; the most absent come back by themselves",
    Doubt.DEPENDS: "About {about}, but it depends on how that is worked out",
    Doubt.SEVERAL: "About {about}, but not settled with several main outcomes",
    Doubt.GROWTH: "About {about} than before; pupils would have grown anyway",
}


def _about(outcome: Outcome, wording: str) -> str:
    """A title with the outcome's name in it, unless that makes it too long."""
    title = say(wording, outcome=small(outcome.name))
    return title if len(title.split()) <= 15 else say(wording, outcome=say("this outcome"))


def why_not(result: Result) -> str:
    """Why there is no estimate, without a number in it."""
    status, both = result.estimate.status, result.outcome.design in (Design.A, Design.B)
    if status == "refused":
        return result.estimate.reason
    if status == "too_few":
        if both:
            return say("too few pupils were measured both times")
        return say("too few pupils were measured")
    return say(
        "all the results in a group are the same, so there is nothing to judge a difference by"
    )


def _counts(result: Result, rules: Rules) -> Shown:
    """The shares themselves, for a yes-or-no measure: " (5 of 24 before, 12 of 24 after)"."""
    shares = [(s, s.yes) for s in result.summaries if s.yes is not None]
    words: Mapping[str, str]
    if result.outcome.design == Design.A:
        words = {Group.PROJECT: "{share} in the project", Group.COMPARISON: "{share} of the others"}
        said = [(s, yes, words[s.group]) for s, yes in shares if s.time == "After"]
    else:
        words = {Time.BEFORE: "{share} before", Time.AFTER: "{share} after"}
        said = [(s, yes, words[s.time]) for s, yes in shares if s.group == Group.PROJECT]
    listed = ", ".join(say(where, share=share(yes, s.n, rules).text) for s, yes, where in said)
    keys = (key(result, f"result {s.time.lower()}", s.group) for s, _, _ in said)
    return Shown(f" ({listed})" if listed else "").of(*keys)


_STANDS_AGAINST = {
    Doubt.NOT_ALIKE: "How much of this comes from their start cannot be told.",
    Doubt.LOST: "Many pupils, or many more of one group, were not measured both times, so this may "
    "describe only those who stayed.",
    Doubt.NO_CLASSES: "Which classes the pupils were in is not written down. If whole classes took "
    "part, the range is too narrow.",
    Doubt.MIXED: "Some results look like shares and the rest like percentages, so this may mean "
    "nothing.",
    Doubt.LARGE: "That is more than twice the usual spread of pupils, which is rarely so. Whether "
    "it was the same test is worth a look.",
    Doubt.FAR: "A score lies far outside all the others. Until it is looked at again, this may "
    "hang on it.",
    Doubt.CHOSEN_UNLIKE: "The pupils were chosen for their scores, and those they are compared "
    "with were not, so part of this comes by itself.",
    Doubt.DEPENDS: "It depends on how it is worked out, so we call it unclear.",
    Doubt.SEVERAL: "Several main outcomes were named. With the wider range that all of them need, "
    "this is not settled.",
    Doubt.GROWTH: "Pupils of this age would have grown anyway, and how much of this is extra is "
    "not known.",
}


def _classes(result: Result) -> Iterator[Statement]:
    """Of the same pupils: that they are one class, or so few classes that they say little."""
    clusters = result.estimate.details.get("clusters")
    if ABOUT_THESE in result.estimate.warnings:
        yield Statement("This is about these pupils, not other classes.")
    elif result.outcome.design == Design.B and clusters and clusters <= FEW_CLASSES:
        yield Statement(
            "Only {n} classes took part, so the range says little about other classes.",
            n=in_words(int(clusters)),
        )


def _meaning(result: Result, rules: Rules) -> Iterator[Statement]:
    """What the interval says, in the words that the house rules allow."""
    outcome = result.outcome
    yield from _classes(result)
    yield from beside_expected(result, rules)
    if not result.estimate.has_interval:
        return
    words, doubts = words_of(result), said_doubts(result)
    if Doubt.ONE_CLASS in doubts:
        yield _one_class(result)
        return
    if result.chosen is not None:
        yield from _of_chosen(result, rules)
        for doubt in doubts:
            if doubt in _STANDS_AGAINST:
                yield Statement(_STANDS_AGAINST[doubt])
        if doubts or result.without_teaching is not None:
            return
    if words.startswith("unclear"):
        yield Statement("That is too wide to tell.")
        for doubt in result.odd:
            yield Statement(_STANDS_AGAINST[doubt])
    elif doubts:
        for doubt in doubts:
            yield Statement(_STANDS_AGAINST[doubt])
    elif outcome.worthwhile is None:
        yield Statement("The school had not said beforehand how much would be worthwhile.")
    elif result.against_expected and words == "no worthwhile change":
        yield Statement("What goes beyond that is no worthwhile change.")
    else:
        yield _as_hoped(words, "higher" if outcome.higher_is_better else "lower")


def _of_chosen(result: Result, rules: Rules) -> Iterator[Statement]:
    """What comes by itself where pupils were chosen, by whichever way it can be known."""
    if result.without_teaching is not None:
        yield from _beyond_expected(result, rules)
        return
    yield from by_choice(result, rules)
    if words_of(result).startswith("unclear") and said_doubts(result):
        yield Statement("That is too wide to tell.")


def _as_hoped(words: str, hoped: str) -> Statement:
    if words == "no worthwhile change":
        return Statement("That is no worthwhile change.")
    if words.endswith("worthwhile amount"):
        return Statement("All of that is beyond what the school had called worthwhile.")
    if words == hoped:
        return Statement(
            "Whether it is as much as the school had called worthwhile is not settled."
        )
    return Statement("That is not the way the school had hoped for.")


def _nothing_written(result: Result, told: bool) -> Statement:
    if told:
        return Statement(
            "Not estimated: no numbers were written down. What people said is under “What people "
            "told us”."
        )
    if informant(result.outcome) in ("", PUPILS):
        return Statement("Not estimated: no pupil’s result has been written down yet.")
    return Statement("Not estimated: no result has been written down yet.")


def _one_class(result: Result) -> Statement:
    """That a group of one class cannot be told from its class, said of the group it is true of."""
    if len(result.one_class) > 1:
        return Statement("Each group is one class, so this only describes the two.")
    if Group.PROJECT in result.one_class:
        return Statement("The project is one class, so this only describes the two groups.")
    return Statement("The comparison group is one class, so this only describes the two groups.")


def _beyond_expected(result: Result, rules: Rules) -> Iterator[Statement]:
    """What is left of a change once the rise of low scorers by themselves is taken off."""
    yield Statement(
        "These pupils were chosen for a low score, and would be expected to rise by about "
        "{expected} with no teaching at all.",
        expected=_expected(result, rules),
    )
    outcome = result.outcome
    words = stats.direction(result.judged, outcome.worthwhile or 0.0, outcome.higher_is_better)
    if words.startswith("higher"):
        yield Statement("The whole range lies beyond that.")
    elif words == "no worthwhile change":
        yield Statement("What goes beyond that is no worthwhile change.")
    elif words.startswith("lower"):
        yield Statement("The whole range lies below that.")
    else:
        yield Statement("What goes beyond that is too wide to tell.")


def _expected(result: Result, rules: Rules) -> Shown:
    """The rise to be expected of low scorers by themselves: "4 marks"."""
    expected = result.without_teaching
    return size(
        expected.value if expected else None,
        result.outcome.shown_unit,
        result.people,
        rules,
        max(1, decimals(result.estimate)),
    )


def _apart(outcome: Outcome, difference: stats.Estimate) -> Iterator[Statement]:
    words = stats.direction(difference, outcome.worthwhile or 0.0, outcome.higher_is_better)
    if words.startswith("unclear"):
        yield Statement("That is too wide to tell them apart.")
    elif words == "no worthwhile change":
        yield Statement("That is no worthwhile difference.")
