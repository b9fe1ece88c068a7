"""What a change of the same pupils comes to beside what would have changed anyway.

Growth that a manual or an earlier year gives, and what choosing pupils at one end brings by itself.
Where neither is known, that it would have come in part is all that is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from spp_research import stats
from spp_research.catalogue import say
from spp_research.protect.disclosure import Rules, Shown, free_text
from spp_research.schema.vocabulary import Chosen, Design
from spp_research.school.impact import Result
from spp_research.school.impact.doubts import CHOICES, Doubt, goes
from spp_research.stats.estimate import Estimate

from .amounts import amount, decimals, size, span
from .statements import Statement

CAPPED = ("better", "worse")  # verdicts that no doubt stands against

# What such pupils were chosen for; the second where it is only read from a sentence.
_CHOSEN = {
    (Chosen.LOW, False): "These pupils were chosen for a low score.",
    (Chosen.LOW, True): "By how the school describes it, these pupils were chosen for a low score.",
    (Chosen.HIGH, False): "These pupils were chosen for a high score.",
    (
        Chosen.HIGH,
        True,
    ): "By how the school describes it, these pupils were chosen for a high score.",
    (Chosen.ABSENT, False): "These pupils were chosen for their absences.",
    (
        Chosen.ABSENT,
        True,
    ): "By how the school describes it, these pupils were chosen for their absences.",
}
_RECKONED = {
    1: "Such pupils rise by about {about} with no help at all.",
    -1: "Such pupils fall by about {about} with no help at all.",
}


def words_of(result: Result) -> str:
    """Which way a result points, beside what was to be expected where that is declared."""
    outcome = result.outcome
    held = result.beyond if result.against_expected and result.beyond else result.estimate
    return stats.direction(held, outcome.worthwhile or 0.0, outcome.higher_is_better)


def said_doubts(result: Result) -> tuple[Doubt, ...]:
    """The doubts to be said beside a result: that pupils grow explains no fall."""
    if result.verdict in CAPPED:
        return ()
    fell = goes(result.judged, -1)
    return tuple(doubt for doubt in result.doubts if not (fell and doubt is Doubt.GROWTH))


def beside_expected(result: Result, rules: Rules) -> Iterator[Statement]:
    """A declared expected change, and what goes beyond it; or why it cannot be used."""
    found, outcome = result.beyond, result.outcome
    if found is None:
        return
    if not found.ok:
        yield Statement("The expected change is not used: {reason}.", reason=why_unused(result))
        return
    unit, digits = outcome.shown_unit, decimals(result.estimate)
    expected = outcome.expected_change or 0.0
    if result.without_teaching is not None:
        # These were chosen, so it is not said of them, nor what goes beyond it: more is taken off.
        yield _of_all_pupils(expected, result, rules)
        return
    if expected == 0:
        yield Statement("In that time no change was to be expected.")
        if outcome.expected_from is None or outcome.expected_to is None:
            return  # what goes beyond it is the change itself
    else:
        yield Statement(
            "In that time a rise of about {much} was to be expected anyway."
            if expected > 0
            else "In that time a fall of about {much} was to be expected anyway.",
            much=expected_size(result, rules),
        )
    about = amount(found.value, unit, result.people, rules, digits)
    if not found.has_interval:
        yield Statement("That is about {about} than expected.", about=about)
        return
    yield Statement(
        "That is about {about} than expected, and the data fit anything from {range}.",
        about=about,
        range=span(found.low, found.high, unit, result.people, rules, digits),
    )


def _of_all_pupils(expected: float, result: Result, rules: Rules) -> Statement:
    if expected == 0:
        return Statement("Of all pupils no change was to be expected in that time.")
    return Statement(
        "Of all pupils a rise of about {much} was to be expected in that time."
        if expected > 0
        else "Of all pupils a fall of about {much} was to be expected in that time.",
        much=expected_size(result, rules),
    )


def why_unused(result: Result) -> Shown | str:
    """Why an expected change is not used, without a number about pupils in it."""
    found = result.beyond
    if found is not None and found.status == "refused":
        said = found.reason.replace("the expected change is", "it is", 1)
        return free_text(said)  # of declared figures only
    return say("too few pupils were measured both times")


def expected_size(result: Result, rules: Rules) -> Shown:
    """How much was to be expected: "4 marks"."""
    outcome = result.outcome
    digits = _decimals_of(outcome.expected_change)
    return size(outcome.expected_change, outcome.shown_unit, result.people, rules, digits)


def _decimals_of(declared: float | None) -> int:
    """As many digits as somebody wrote, two at most."""
    _, _, behind = f"{declared or 0:.2f}".rstrip("0").partition(".")
    return len(behind)


def by_choice(result: Result, rules: Rules) -> Iterator[Statement]:
    """What choosing these pupils brings by itself, and how the change stands to it."""
    chosen = result.chosen
    if chosen is None:
        return
    guessed = result.outcome.chosen_by_guess
    way, found = result.comes_back, result.by_choice
    if found is not None:
        yield Statement(_CHOSEN[chosen, guessed])
        yield Statement(_RECKONED[way], about=_reckoned(found, result, rules))
        if goes(result.judged, -way):
            return
        told = result.beyond_choice
        if told == "more than":
            yield Statement("The whole range lies beyond that.")
        elif told == "no more than":
            yield Statement("This is no more than that.")
        else:
            yield Statement("So this is partly or wholly what choosing them brings by itself.")
        return
    if guessed:
        yield Statement(_CHOSEN[chosen, guessed])
        yield Statement(
            "Such pupils rise a little by themselves, with no help at all."
            if way > 0
            else "Such pupils fall back a little by themselves, with no help at all."
        )
        return
    yield Statement(_PLAIN[chosen, way, goes(result.estimate, -way)])


# What they were chosen for, the way in which they come back, and whether they went the other way.
_PLAIN = {
    (Chosen.LOW, 1, False): "These pupils were chosen for a low score, and would have risen by "
    "some of that with no teaching at all.",
    (Chosen.LOW, 1, True): "These pupils were chosen for a low score, and such pupils rise a "
    "little by themselves.",
    (Chosen.HIGH, -1, False): "These pupils were chosen for a high score, and would have fallen "
    "back by some of that with no teaching at all.",
    (Chosen.HIGH, -1, True): "These pupils were chosen for a high score, and such pupils fall "
    "back a little by themselves.",
    (Chosen.ABSENT, 1, False): "These pupils were chosen for their absences, and would have come "
    "back by some of that with no help at all.",
    (Chosen.ABSENT, 1, True): "These pupils were chosen for their absences, and such pupils come "
    "back a little by themselves.",
    (Chosen.ABSENT, -1, False): "These pupils were chosen for their absences, and would have been "
    "away less by some of that with no help at all.",
    (Chosen.ABSENT, -1, True): "These pupils were chosen for their absences, and such pupils are "
    "away a little less by themselves.",
}


def _reckoned(found: Estimate, result: Result, rules: Rules) -> Shown:
    """What choosing brings: "4 marks" where the reliability is known, else "1 to 7 marks"."""
    unit, digits = result.outcome.shown_unit, decimals(result.estimate)
    if found.details.get("reliability") is not None:
        return size(found.value, unit, result.people, rules, digits)
    least, most = (
        size(found.details.get(end), unit, result.people, rules, digits)
        for end in ("at_r90", "at_r50")
    )
    if least.hidden or most.hidden:
        return least if least.hidden else most
    return Shown(f"{least.text.split(' ')[0]} to {most.text}")


def that_they_were_chosen(result: Result) -> Doubt | None:
    """The doubt that pupils were chosen; None where they were not, or it explains nothing."""
    held = CHOICES[result.chosen] if result.chosen else None
    return held if held in result.doubts else None


def how_expected(result: Result) -> Iterator[Statement]:
    """Where an expected change is from, and how far it can be trusted."""
    outcome, found = result.outcome, result.beyond
    if outcome.design != Design.B or found is None or not found.ok:
        return
    if outcome.expected_source.strip():
        yield Statement(
            "The expected change is from: {source}.",
            source=free_text(outcome.expected_source.strip().rstrip(".")),
        )
    else:
        yield Statement("Where the expected change is from is not written down.")
    if outcome.expected_from is None or outcome.expected_to is None:
        yield Statement("It is taken as exact, since the source gives no range for it.")
    if outcome.expected_months is None or outcome.months is None:
        yield Statement("Whether it is for as many months as lay between is not written down.")
    if outcome.chosen is not None:
        yield Statement("It is that of all pupils, and these were chosen for their scores.")
    if any("is it on the same scale" in warning for warning in found.warnings):
        yield Statement("It is very large for this measure, so its scale is worth a look.")
    if any("comes from one cohort" in warning for warning in found.warnings):
        yield Statement("It comes from one year group, and how sure that is does not count here.")
