"""Several cycles of a partnership in words: counts of all the schools, never of one beside another.

More or fewer is neither better nor worse, and what stopped may have been right to stop.
"""

from __future__ import annotations

from collections.abc import Sequence

from spp_research.catalogue import say
from spp_research.partnership.annual import Again, Kept
from spp_research.phrases import capital, counted, in_words, listed
from spp_research.protect.disclosure import Rules, Shown
from spp_research.protect.disclosure.figures import decimals_of
from spp_research.schema.vocabulary import Carried

from .amounts import amount, how_many, span
from .carried import first_result
from .statements import Gaps, Statement, joined

_CAME_AND_WENT = {
    (True, False): "Between {before} and {after} {joined} joined.",
    (False, True): "Between {before} and {after} {left} left.",
    (True, True): "Between {before} and {after} {joined} joined and {left} left.",
}


def came_and_went(before: str, after: str, joined: int, left: int) -> Statement | None:
    """How many schools joined or left between two cycles; None where they are the same.

    Parameters
    ----------
    before, after : the names of the cycles.
    """
    if not joined and not left:
        return None
    gaps: Gaps = {"before": before, "after": after}
    if joined:
        gaps["joined"] = counted(joined, "school")
    if left:
        gaps["left"] = counted(left, "school")
    return Statement(_CAME_AND_WENT[joined > 0, left > 0], **gaps)


def not_all_shared(cycle: str, missing: int) -> Statement:
    """That some schools of an earlier cycle are not in its counts."""
    return Statement(
        "Of {cycle} the share files of {n} are not here, and nothing of theirs is counted."
        if missing > 1
        else "Of {cycle} the share file of {n} is not here, and nothing of it is counted.",
        cycle=cycle,
        n=counted(missing, "school"),
    )


def lasted(found: Sequence[Kept]) -> Statement | None:
    """How what went on from earlier cycles is now, in one sentence; None where nothing did."""
    every = sum(one.every for one in found)
    if not every:
        return None
    looked = every - sum(one.not_looked for one in found)
    if not looked:
        return Statement(
            "{n} went on from earlier cycles, and nobody has looked at them yet."
            if every > 1
            else "{n} went on from an earlier cycle, and nobody has looked at it yet.",
            n=capital(counted(every, "thing")),
        )
    return Statement(
        "{n} went on from earlier cycles: still done {still}, adapted {adapted}, stopped "
        "{stopped}, not looked at yet {rest}.",
        n=capital(counted(every, "thing")),
        still=how_many(sum(one.still for one in found)),
        adapted=how_many(sum(one.adapted for one in found)),
        stopped=how_many(sum(one.stopped for one in found)),
        rest=how_many(every - looked),
    )


def lasted_title(found: Sequence[Kept]) -> str:
    """What the table of what lasted shows, as a finding."""
    looked = sum(one.every - one.not_looked for one in found)
    if not looked:
        return say("What went on, and has not been looked at yet")
    still = sum(one.still + one.adapted for one in found)
    return say(
        "Of {looked} thing looked at, {still} still done, as it was or adapted",
        "Of {looked} things looked at, {still} still done, as they were or adapted",
        n=looked,
        looked=in_words(looked),
        still=say("{some} is", "{some} are", n=still, some=in_words(still))
        if still
        else say("none is"),
    )


def kind_of(what: Carried) -> str:
    """The name of a row of this year's looking."""
    return say(_KINDS[what])


def once_more(found: Again, rules: Rules) -> Statement:
    """An outcome measured once more, beside what it came to first; the two are not subtracted."""
    now = found.now
    digits = decimals_of(now.low, now.high)
    said = [
        Statement("**{school}, {name}.**", school=found.school, name=now.name),
        Statement("What it came to in {cycle} is not here.", cycle=found.cycle)
        if found.first is None
        else first_result(found.cycle, found.first, rules),
        Statement(
            "Measured once more it was about {about}; the data fit anything from {range} "
            "({sizes} pupils).",
            about=amount(now.value, now.unit, now.pupils, rules, digits),
            range=span(now.low, now.high, now.unit, now.pupils, rules, digits),
            sizes=Shown(listed([str(n) for n in now.pupils])),
        ),
    ]
    if now.doubts or (found.first is not None and found.first.doubts):
        said.append(Statement("What stands against the one stands against the other."))
    return joined(said)


def once_more_title(number: int) -> Statement:
    """How many outcomes of earlier cycles were measured once more, and how to read it."""
    return Statement(
        "{n} of earlier cycles were measured once more. The two results of each stand beside each "
        "other and are not subtracted; whether they are of the same pupils is not told, and "
        "neither is counted among this year’s results."
        if number > 1
        else "{n} of an earlier cycle was measured once more. Its two results stand beside each "
        "other and are not subtracted; whether they are of the same pupils is not told, and the "
        "second is not counted among this year’s results.",
        n=capital(counted(number, "outcome")),
    )


_KINDS = {
    Carried.ACTION: "Actions",
    Carried.OUTCOME: "Outcomes to measure again",
    Carried.PRACTICE: "Practices",
}


def looked_in(cycle: str) -> str:
    """The name of a row of an earlier year's looking."""
    return say("All that was looked at in {cycle}", cycle=cycle)
