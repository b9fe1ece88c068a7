"""What is seen of a phase, and of being ready to be a hub, in words: a list, never a score."""

from __future__ import annotations

from spp_research.catalogue import called, say
from spp_research.partnership.annual import Noted, Seen
from spp_research.phrases import long_date
from spp_research.protect.disclosure import free_text
from spp_research.schema.vocabulary import MarkerState

from .statements import Statement, joined

_STATES = {
    MarkerState.SEEN: "seen",
    MarkerState.IN_PART: "seen in part",
    MarkerState.NOT_YET: "not seen yet",
}


def state_of(noted: Noted) -> str:
    """What the lead says of a marker, in small letters."""
    return say(_STATES[noted.state])


def in_a_cell(found: Seen) -> str:
    """A marker in one cycle: what is counted, and what the lead has seen beside it."""
    state, some, of = found.state, str(found.some), str(found.of)
    if found.of and found.noted:
        return say(
            "{state}, {some} of {of}; the lead: {noted}",
            state=state,
            some=some,
            of=of,
            noted=state_of(found.noted),
        )
    if found.of:
        return say("{state}, {some} of {of}", state=state, some=some, of=of)
    if found.noted:
        return say("the lead: {noted}", noted=state_of(found.noted))
    return say("not known")


def evidence(found: Seen) -> Statement | None:
    """What the lead saw of a marker, with what it rests on; None where nothing is noted."""
    noted = found.noted
    if noted is None:
        return None
    named = Statement("**{marker}.**", marker=called(found.marker.text))
    if noted.on is None:
        state = Statement("*{state}.*", state=noted.state.value)
    else:
        state = Statement(
            "*{state}, looked at on {day}.*", state=noted.state.value, day=long_date(noted.on)
        )
    return joined([named, state, Statement("{words}", words=free_text(noted.evidence))])


def of_a_hub(found: Seen) -> Statement:
    """One line of what a hub would need, with what is known of it."""
    marker, things = called(found.marker.text), called(found.marker.things)
    if not (things and found.of):
        return Statement("{marker}: {known}.", marker=marker, known=in_a_cell(found))
    some, of = str(found.some), str(found.of)
    if found.noted is None:
        return Statement(
            "{marker}: {state}, {some} of {of} {things}.",
            marker=marker,
            state=found.state,
            some=some,
            of=of,
            things=things,
        )
    return Statement(
        "{marker}: {state}, {some} of {of} {things}; the lead: {noted}.",
        marker=marker,
        state=found.state,
        some=some,
        of=of,
        things=things,
        noted=state_of(found.noted),
    )
