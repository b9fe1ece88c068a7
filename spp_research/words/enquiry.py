"""An enquiry in words: what so many pupils could show, how people were asked, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spp_research.catalogue import called, say
from spp_research.phrases import listed
from spp_research.protect.disclosure import (
    CONFIDENTIAL,
    Audience,
    Rules,
    Shown,
    free_text,
    nearest_five,
    round_half_up,
)
from spp_research.schema.vocabulary import DESIGNS
from spp_research.school.enquiry import Enquiry, Ethics, Smallest
from spp_research.school.impact.declared import Outcome

from .statements import Statement, joined

# Where nothing is written yet: what belongs there, in the order of the sections.
MISSING = {
    "why": Statement("Why it matters has not been written down yet."),
    "known": Statement(
        "What others found has not been written down yet: one result a row, with the place where "
        "it can be read."
    ),
    "outcomes": Statement(
        "No outcome has been named yet. Name one thing that should change, and measure it before "
        "you start."
    ),
    "ethics": Statement(
        "How people were told, and how they agreed, has not been written down yet."
    ),
    "happened": Statement("What was done has not been written down yet."),
    "measured": Statement("Nothing has been measured yet."),
    "learnt": Statement("What was learnt has not been written down yet."),
    "sharing": Statement("How it is shared has not been written down yet."),
}


def planned(outcome: Outcome) -> Statement:
    """What is measured, of whom, and how it can be known."""
    said = [
        Statement(
            "**{name}**, in {unit}: {who}. How it can be known: {design}.",
            name=outcome.name,
            unit=outcome.unit,
            who=free_text(outcome.who),
            design=DESIGNS[outcome.design],
        )
    ]
    if outcome.primary:
        said.append(Statement("It is the main outcome."))
    if outcome.named_on:
        said.append(Statement("It was named on {day}.", day=outcome.named_on))
    if outcome.smallest_worthwhile is not None:
        said.append(
            Statement(
                "The least change that would be worth the work is {least} {unit}.",
                least=Shown(f"{outcome.smallest_worthwhile:g}"),
                unit=outcome.shown_unit,
            )
        )
    return joined(said)


def could_show(
    found: Smallest, people: Sequence[int], rules: Rules, *, in_unit: str = ""
) -> Statement:
    """What so many people could show, or why they could show no change.

    Numbers are given to the nearest five: beside the number who were measured both times, the
    number beforehand would say how many were lost.

    Parameters
    ----------
    found : of `school.enquiry.smallest`.
    people : the size of each group, as it is.
    rules : of the audience: of a group that is too small neither is said.
    in_unit : the same in the unit of the measure, as "9 marks", where it is known.
    """
    if any(rules.hides(n) or 0 < n < rules.fewest_pupils for n in people):
        few = Shown(CONFIDENTIAL, rule=f"a group of fewer than {rules.fewest_pupils} people")
        return Statement("What so few pupils could show is hidden {symbol}.", symbol=few)
    sizes = [f"{about:,}" if (about := nearest_five(n)) else say("fewer than 5") for n in people]
    shown = Shown(listed(sizes))
    if found.in_sd is None:
        return Statement(
            "About {people} pupils could show no change by these numbers: {reason}.",
            people=shown,
            reason=called(found.reason),
        )
    marks = Shown(round_half_up(10 * found.in_sd, 0 if found.in_sd >= 0.3 else 1))
    if in_unit:
        return Statement(
            "About {people} pupils had a chance of 80% to show a true change of {marks} marks, "
            "which is about {in_unit}, or more. A smaller one would most likely not be seen.",
            people=shown,
            marks=marks,
            in_unit=in_unit,
        )
    return Statement(
        "About {people} pupils have a chance of 80% to show a true change of {marks} marks or "
        "more. A smaller one would most likely not be seen.",
        people=shown,
        marks=marks,
    )


def assumed() -> Statement:
    """What is taken for granted of pupils who have not been measured yet."""
    return Statement(
        "*Marks: as on a test on which two in three pupils score between 40 and 60. Two "
        "measurements of the same pupils are taken to have a correlation of 0.7. Where whole "
        "classes take part, the number of classes counts.*"
    )


def asked(ethics: Ethics, rules: Rules) -> Iterator[Statement]:
    """How people were asked; who checked it is for the school alone."""
    yield Statement("**What people were told:** {text}", text=free_text(ethics.told))
    yield Statement("**How they agreed:** {text}", text=free_text(ethics.consent))
    if ethics.withdraw:
        yield Statement("**How to change one’s mind:** {text}", text=free_text(ethics.withdraw))
    yield Statement("**What is kept, where, until when:** {text}", text=free_text(ethics.kept))
    if ethics.checked_on and rules.audience is Audience.SCHOOL:
        yield Statement(
            "Checked by {name} on {day}.", name=free_text(ethics.checked_by), day=ethics.checked_on
        )
    elif ethics.checked_on:
        yield Statement("Somebody in the school checked this on {day}.", day=ethics.checked_on)


def learnt(enquiry: Enquiry) -> Iterator[Statement]:
    """What changed, what was surprising and what was learnt, in the school's own words."""
    if enquiry.changed:
        yield Statement("**What changed:** {text}", text=free_text(enquiry.changed))
    if enquiry.surprises:
        yield Statement("**What surprised us:** {text}", text=free_text(enquiry.surprises))
    if enquiry.lessons:
        yield Statement("**What we learnt:** {text}", text=free_text(enquiry.lessons))


def shared(enquiry: Enquiry) -> Iterator[Statement]:
    """What comes next, and how others can see it."""
    if enquiry.next:
        yield Statement("**What comes next:** {text}", text=free_text(enquiry.next))
    if enquiry.sharing:
        yield Statement("**For colleagues elsewhere:** {text}", text=free_text(enquiry.sharing))
