"""How a result is known: when it was named, how it was worked out, and who is missing from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from spp_research.catalogue import current, say
from spp_research.phrases import in_words
from spp_research.protect.disclosure import Audience, Rules, Shown, share
from spp_research.schema.vocabulary import Design, Group, SameTest, Tester
from spp_research.school.impact import (
    SAME_CLASS,
    Doubt,
    Losses,
    Measure,
    Result,
    standing,
)
from spp_research.school.impact.audience import hidden
from spp_research.stats.clusters import FEW_CLUSTERS
from spp_research.stats.estimate import Estimate

from .amounts import amount, decimals, number, pupils, size
from .anyway import how_expected
from .cautions import details_of, in_group
from .lots import loss_by_lot, lot_words
from .statements import Statement, joined


def how_known(result: Result, rules: Rules) -> Statement | None:
    """How the estimate was made and who is missing from it; None where there is no estimate."""
    if not result.estimate.ok or hidden(result, rules):
        return None
    said = [
        *lot_words(result, rules),
        *_named(result),
        *_clusters(result),
        *how_expected(result),
        *_measured_by(result),
        *several_ways(result, rules),
        *_sessions(result),
        *_lost(result, rules),
    ]
    if not said:
        return None
    return joined([Statement("**{name}.**", name=result.outcome.name), *said])


# For a list or a card: how a practice is known, before anything else is read of it.
_GLANCE: Mapping[str, str] = {
    Design.A: "Measured before and after, beside other pupils ({pupils})",
    Design.B: "The same pupils measured before and after, not compared ({pupils})",
    Design.C: "Different pupils measured before and after, not compared ({pupils})",
    Design.D: "What people saw or told us afterwards",
}
_NOT_SHOWN: Mapping[str, str] = {
    Design.A: "Measured before and after, beside other pupils",
    Design.B: "The same pupils measured before and after, not compared",
    Design.C: "Different pupils measured before and after, not compared",
    Design.D: "What people saw or told us afterwards",
}


def at_a_glance(result: Result | None, rules: Rules) -> Shown:
    """How a practice is known, in a few words: the design, and how many pupils it rests on."""
    if result is None or not result.flow:
        return Shown(say(_NOTHING_MEASURED))
    people = pupils(result, rules)
    if hidden(result, rules) or people.hidden or not result.estimate.ok:
        return Shown(say(_NOT_SHOWN[result.outcome.design]))
    return Shown(say(_GLANCE[result.outcome.design], pupils=people.text)).of(*people.keys)


_NOTHING_MEASURED = "What people saw or told us; nothing was measured"
_KNOWN_BY: Mapping[str, str] = {
    Design.A: "compared",
    Design.B: "before-and-after",
    Design.C: "before-and-after",
    Design.D: "seen",
}


def evidence_of(glance: str) -> str:
    """How a practice is known, from what `at_a_glance` printed of it, for lists to choose by.

    Parameters
    ----------
    glance : as it was printed, in English or as it is said now.

    Returns
    -------
    "compared", "before-and-after" or "seen"; empty for words that the kit does not print.
    """
    said = {_NOTHING_MEASURED: "seen"} | {_NOT_SHOWN[one]: _KNOWN_BY[one] for one in _NOT_SHOWN}
    forms = {words: key for one, key in said.items() for words in (one, current().form(one))}
    begins = glance.partition(" (")[0]
    return forms.get(begins, "")


# Beside a main outcome, and where none was named.
_OTHERS = {
    True: "Besides what was named as main there are {m} others with a range, and all are shown, in "
    "the order in which the school wrote them. Of {m} such ranges about {missed} would miss the "
    "truth by chance alone. The wider ranges that hold for all of them at once stand below.",
    False: "There are {m} outcomes with a range and none is the main one, and all are shown, in "
    "the order in which the school wrote them. Of {m} such ranges about {missed} would miss the "
    "truth by chance alone. The wider ranges that hold for all of them at once stand below.",
}


def several(results: Sequence[Result]) -> Statement | None:
    """What several outcomes do to each other's ranges; None where no range is of several."""
    held = [r for r in results if r.simultaneous is not None]
    mains = sum(r.outcome.primary for r in held)
    others = len(held) - mains
    said = []
    if others > 1:
        said.append(
            Statement(
                _OTHERS[any(r.outcome.primary for r in results)],
                m=in_words(others),
                missed=f"{others * 0.05:.2g}",
            )
        )
    if mains > 1:
        said.append(
            Statement(
                "There are {m} main outcomes with a range. Of {m} such ranges about {missed} would "
                "miss the truth by chance alone, so one is called better only where it still is "
                "with the wider range that holds for all of them.",
                m=in_words(mains),
                missed=f"{mains * 0.05:.2g}",
            )
        )
    return joined(said) if said else None


# Said by what is known of the two tests and of who tested: cautions, and no doubts.
_TESTS = {
    SameTest.FORM: "The second time it was another form of the test, which may be a little easier "
    "or harder.",
    SameTest.NO: "The first test was another one, so what it shows is not set against the second.",
}


def _measured_by(result: Result) -> Iterator[Statement]:
    """What it means that another form was used, or that whoever tested knew the groups."""
    outcome = result.outcome
    if outcome.same_test in _TESTS:
        yield Statement(_TESTS[outcome.same_test])
    if outcome.who_tested == Tester.KNEW:
        yield Statement(
            "The pupils were tested by their own teacher, who knew which of them were in the "
            "project, and hope can raise a mark."
        )


_AGREE = {
    "same": "{n} ways of working it out say the same.",
    "same direction": "{n} ways of working it out do not contradict each other, and differ in "
    "size.",
    "depends": "{n} ways of working it out do not agree.",
}


def several_ways(result: Result, rules: Rules) -> Iterator[Statement]:
    """Whether other ways of working out a comparison give the same, without a number.

    That they do is for whoever checks the numbers in the school; that they do not is for everyone.
    """
    found = result.robust
    if found is None or found.agreement not in _AGREE:
        return
    if Doubt.DEPENDS not in result.doubts and rules.audience is not Audience.SCHOOL:
        return
    yield Statement(_AGREE[found.agreement], n=in_words(len(found.ways)).capitalize())


def _named(result: Result) -> Iterator[Statement]:
    """When the main outcome was named; a late naming is among the cautions."""
    outcome = result.outcome
    first = outcome.baseline_date or outcome.follow_up_date
    if not outcome.primary:
        return
    if not outcome.named_on:
        yield Statement("When it was named as the main outcome is not written down.")
    elif first and outcome.named_on <= first:
        yield Statement(
            "It was named as the main outcome on {day}, before anything was measured.",
            day=outcome.named_on,
        )


def _clusters(result: Result) -> Iterator[Statement]:
    if result.outcome.design == Design.B:
        if classes := result.estimate.details.get("clusters"):
            yield from _classes_of_the_same(result, int(classes))
        return
    inner = details_of(result)
    clusters = inner.get("clusters")
    if not clusters or SAME_CLASS in result.estimate.warnings:
        return
    few = clusters < FEW_CLUSTERS
    yield Statement(
        "Whole classes took part ({treated} in the project, {others} not), so each class counts "
        "as one result."
        if few
        else "Whole classes took part ({treated} in the project, {others} not), so the range "
        "allows for classes that differ.",
        treated=in_words(int(inner["clusters_treated"])),
        others=in_words(int(inner["clusters_comparison"])),
    )
    if result.without_class:
        yield Statement("The few pupils whose class is not written down are not counted in it.")
    if any("differ in size" in w for w in result.estimate.warnings):
        yield Statement("The classes differ in size, so the range is a little too narrow.")
    if any("do not vary within clusters" in w for w in result.estimate.warnings):
        yield Statement("Within a class all began alike, so the start could not be allowed for.")


def _classes_of_the_same(result: Result, clusters: int) -> Iterator[Statement]:
    """That classes were counted where the same pupils were measured twice."""
    yield Statement(
        "{n} classes took part and each counts as one result, since pupils in a class share "
        "lessons.",
        n=in_words(clusters).capitalize(),
    )
    if result.without_class:
        yield Statement("The few pupils whose class is not written down are not counted in it.")
    if any("large and small classes" in w for w in result.estimate.warnings):
        yield Statement("Large and small classes changed differently.")


def _sessions(result: Result) -> Iterator[Statement]:
    if result.outcome.measure is Measure.SESSIONS:
        yield Statement("Each pupil’s own rate counts once, however many sessions there were.")


def _lost(result: Result, rules: Rules) -> Iterator[Statement]:
    losses = result.losses
    if losses is None:
        return
    countable = all(not rules.hides(lost) or lost == 0 for _, _, lost in losses.groups)
    if countable:
        yield Statement(
            "Not measured both times: {groups}.",
            groups=Shown(", ".join(_share_lost(*group, rules) for group in losses.groups)),
        )
    else:
        few = all(lost < rules.fewest_pupils for _, _, lost in losses.groups)
        if not few:
            yield Statement("Some of the pupils listed were not measured both times.")
        else:
            yield Statement(
                "Fewer than {few} of the pupils listed in either group were not measured both "
                "times."
                if len(losses.groups) > 1
                else "Fewer than {few} of the pupils listed were not measured both times.",
                few=str(rules.fewest_pupils),
            )
    yield from loss_by_lot(losses)
    if losses.heavy:  # said whether or not their number may be: it is a warning and no count
        yield Statement("That is many, so the result may describe only those who stayed.")
    if losses.leavers_start is not None and losses.leavers >= rules.fewest_pupils:
        start = losses.leavers_start
        digits = decimals(start)
        yield Statement(
            "Those who were measured only at the start had begun about {gap} than the others.",
            gap=amount(start.value, start.unit, (losses.leavers,), rules, digits),
        )
    yield from _sensitive(result, losses, rules, countable)


def _share_lost(group: Group, everyone: int, lost: int, rules: Rules) -> str:
    words = (
        share(lost, everyone, rules).text if lost else say("none of {everyone}", everyone=everyone)
    )
    return in_group(group, words)


def _leaves_none_out(estimate: Estimate) -> bool:
    """Whether the range takes in no difference."""
    _, low, high = estimate.interval
    return low * high > 0


def _sensitive(
    result: Result, losses: Losses, rules: Rules, countable: bool
) -> Iterator[Statement]:
    """Whether the lost pupils could have changed the answer, where there is one to change."""
    estimate, kind = result.estimate, standing(result)
    if not losses.scenarios or not losses.tipping or not _leaves_none_out(estimate):
        return
    if SAME_CLASS in estimate.warnings:
        return  # the range cannot count classes, so nothing holds that could be shaken
    _, last = losses.scenarios[-1]
    holds = _leaves_none_out(last)
    # Against the finding: the project's lost pupils behind it, the comparison's ahead of it.
    behind = (number(estimate) > 0) == (losses.assumed == Group.PROJECT)
    way = "lower" if behind else "higher"
    yield Statement(
        "Even if those who were lost had ended much {way} than the rest (by half of the usual "
        "spread), there would still be a {kind}."
        if holds
        else "If those who were lost had ended much {way} than the rest (by half of the usual "
        "spread), there might be no {kind} at all.",
        way=way,
        kind=kind,
    )
    if countable:
        unit, digits = result.outcome.shown_unit, decimals(estimate)
        yield Statement(
            "The range would first take in no {kind} if they had ended about {tipping} {way} than "
            "the rest.",
            kind=kind,
            tipping=size(losses.tipping, unit, result.people, rules, digits),
            way=way,
        )
