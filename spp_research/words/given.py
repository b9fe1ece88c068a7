"""Support that was given and what was taken home, in the lead's words and in counts."""

from __future__ import annotations

from collections.abc import Sequence

from spp_research.catalogue import called, say
from spp_research.partnership.annual import TakenHome, Visit
from spp_research.phrases import capital, counted, in_words
from spp_research.protect.disclosure import free_text

from .amounts import how_many
from .statements import Gaps, Statement, joined


def in_counts(found: Sequence[Visit]) -> Statement:
    """How often schools helped each other, from what, and of how many it is known what came."""
    n = len(found)
    asked = sum(one.written for one in found)
    known = sum(bool(one.came_of_it) for one in found)
    said = [
        Statement(_TIMES[min(n, 3)], times=counted(n, "time")) if n > 2 else Statement(_TIMES[n])
    ]
    if n > 1:
        said.append(
            Statement(
                "An offer or a need that a school had written down stood behind {asked} of them, "
                "and of {known} it is known what came of it.",
                asked=how_many(asked),
                known=how_many(known),
            )
        )
    return joined(said)


_TIMES = {
    1: "One school helped another once this year.",
    2: "Schools helped each other twice this year.",
    3: "Schools helped each other {times} this year.",
}


def answered(met: int, needs: int) -> Statement | None:
    """How many of the needs that schools wrote down led to a visit; None without needs."""
    if not needs:
        return None
    if needs == 1:
        return Statement(
            "The one need written down led to a visit."
            if met
            else "The one need written down has led to no visit yet."
        )
    return Statement(
        "Of {needs} written down, {met} led to a visit so far.",
        needs=counted(needs, "need"),
        met=how_many(met),
    )


def taken_in_counts(found: Sequence[TakenHome]) -> Statement:
    """How many things were taken home, for a reader who does not see which."""
    return Statement(
        "{n} written down that reviewers took back to their own schools."
        if len(found) > 1
        else "{n} written down that a reviewer took back to their own school.",
        n=say("{number} thing was", "{number} things were", n=len(found), number=_count(found)),
    )


def _count(found: Sequence[TakenHome]) -> str:
    return capital(in_words(len(found)))


_TAKEN = {
    (True, True): "{words} *({role} of {school}; seen at {reviewed})*",
    (True, False): "{words} *({role}; seen at {reviewed})*",
    (False, True): "{words} *({school}; seen at {reviewed})*",
    (False, False): "{words} *(seen at {reviewed})*",
}


def taken(one: TakenHome) -> Statement:
    """What somebody took home, by their role."""
    gaps: Gaps = {"words": free_text(one.words), "reviewed": one.reviewed}
    if one.role:
        gaps["role"] = called(one.role)
    if one.school:
        gaps["school"] = one.school
    return Statement(_TAKEN[bool(one.role), bool(one.school)], **gaps)
