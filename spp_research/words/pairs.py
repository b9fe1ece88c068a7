"""Two partnerships that review each other, in words: what is theirs is never told as ours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spp_research.catalogue import say
from spp_research.cycle import same_cycle
from spp_research.intake.read.registrations import Registration
from spp_research.partnership.pairs import Change
from spp_research.partnership.status import FromPartner
from spp_research.phrases import counted, in_words, listed, long_date

from .amounts import how_many

_TRUST = re.compile(r"\b(?:trust|mat|academ)", re.IGNORECASE)
_MOST = 8  # names in a sentence


def with_partner(side: Registration) -> str:
    """How something that is done together is headed."""
    if _TRUST.search(side.partnership):
        return say("With our partner trust, {name}", name=side.partnership)
    return say("With our partner, {name}", name=side.partnership)


def standing(one: FromPartner, cycle: str) -> Iterator[str]:
    """What is done with another side, and what has arrived from it.

    Parameters
    ----------
    cycle : that is open here.
    """
    side, sent = one.received.side, one.received.shares
    if side.withdrawn_on is not None:
        yield say(
            "{name} has taken back its part from {day} on; what was reviewed together before stays "
            "as it is.",
            name=side.partnership,
            day=long_date(side.withdrawn_on),
        )
    if not same_cycle(side.cycle, cycle):
        yield say(
            "Its registration is of {cycle}: ask the lead there for one of this year.",
            cycle=side.cycle,
        )
    if one.reviews:
        yield say(
            "Somebody of {name} takes part in {some} of one review here.",
            "Somebody of {name} takes part in {some} of {all} reviews here.",
            n=one.reviews,
            name=side.partnership,
            some=how_many(one.together),
            all=in_words(one.reviews),
        )
    if sent:
        names = [side.school_name(slug) for slug in sent]
        yield say("What they share has arrived from {schools}.", schools=_named(names))
    if one.received.missing and side.withdrawn_on is None:
        names = [side.school_name(slug) for slug in one.received.missing]
        yield say("Nothing they share has arrived from {schools}.", schools=_named(names))
    yield say("Their schools, reviewers, practices and results are counted there, and not here.")


def about(side: Registration) -> Iterator[str]:
    """Who a side is, for whoever registers it."""
    yield say(
        "{name} ({id}), {cycle}: {schools}.",
        name=side.partnership,
        id=side.partnership_id,
        cycle=side.cycle,
        schools=_named([one.school_name for one in side.schools]),
    )
    people = [f"{one.name} ({side.full_id(one.person_id)})" for one in side.people]
    if people:
        yield say("Who may review or lead a workshop: {people}.", people=listed(people))
    else:
        yield say("It names nobody who may review.")
    if side.withdrawn_on is not None:
        yield say("It has taken back its part from {day} on.", day=long_date(side.withdrawn_on))


def compare(side: Registration) -> str:
    """The mark, and what to do with it."""
    whom = side.lead or say("the lead there")
    return say(
        "Its mark is {mark}. Ask {lead} on the telephone for theirs: if the two differ, the file "
        "was changed on the way.",
        mark=side.mark,
        lead=whom,
    )


def changed(change: Change) -> Iterator[str]:
    """What a new registration says otherwise than the one before; nothing where it is the same."""
    if change.was_called:
        yield say("It was called {name} before.", name=change.was_called)
    if change.came:
        yield say("New among its people: {names}.", names=_named(change.came))
    if change.went:
        yield say("No more among its people: {names}.", names=_named(change.went))
    for who, was, now in change.renamed:
        yield say(
            "{id} was {was} before, and is {now}. An ID is one person’s for ever: if they are two "
            "people, ask the lead there to give the second an ID of their own.",
            id=who,
            was=was,
            now=now,
        )
    if change.schools_came:
        yield say("New among its schools: {names}.", names=_named(change.schools_came))
    if change.schools_went:
        yield say("No more among its schools: {names}.", names=_named(change.schools_went))
    if change.ended:
        yield say("It takes back its part; what was reviewed together before stays as it is.")
    if change.again:
        yield say("It takes part again; before, it had taken its part back.")


def kept(names: tuple[str, ...]) -> str:
    """People whom a new registration leaves out, and who stay known for what has been."""
    return say(
        "What {names} took part in stays as it was, with the name; nothing more is asked of them.",
        names=_named(names),
    )


def again_ours() -> str:
    """Of one's own new registration after one that took the part back."""
    return say("It says that we take part again; the one before had taken our part back.")


def other_names(renamed: tuple[tuple[str, str, str], ...]) -> Iterator[str]:
    """People whom one's own new registration calls otherwise than the one before."""
    for who, was, now in renamed:
        yield say(
            "{id} was {was} in the file before, and is {now}. An ID is one person’s for ever: if "
            "they are two people, give the second an ID of their own.",
            id=who.partition(":")[2],
            was=was,
            now=now,
        )


def no_more(who: tuple[str, ...]) -> str:
    """People who stand in the timetable and are not registered any more."""
    return say(
        "In your timetable, and not among its people any more: {people}. Choose others, or ask "
        "the lead there.",
        people=listed(who),
    )


def made(side: Registration, files: int) -> Iterator[str]:
    """What goes to the other lead, and what with it."""
    people = [f"{one.name} ({one.person_id})" for one in side.people]
    if side.withdrawn_on is not None:
        yield say("It takes back our part from {day} on.", day=long_date(side.withdrawn_on))
    yield say(
        "It names {schools}, and as those who may review there: {people}.",
        schools=counted(len(side.schools), "school"),
        people=listed(people) or say("nobody"),
    )
    yield say(
        "With it goes one share file, of what a school has signed off for everyone: no result "
        "of pupils and no answer.",
        "With it go {files} share files, of what schools have signed off for everyone: no result "
        "of pupils and no answer.",
        n=files,
        files=in_words(files),
    )
    yield say("Its mark is {mark}. Tell it to the other lead on the telephone.", mark=side.mark)


def not_named_now(names: tuple[str, ...]) -> str:
    """People whom one's own new registration does not name any more."""
    return say(
        "Not named any more: {names}. The other side asks nothing more of them; what they took "
        "part in stays as it was.",
        names=_named(names),
    )


def left_out(people: list[str]) -> str:
    """Who might review there and is not named."""
    return say(
        "Not in it: {people}. To add somebody: spp partner --make --person ID",
        people=_named(people),
    )


def to_send(folder: str) -> str:
    """Where what was made lies."""
    return say("Send the other lead everything in {folder}", folder=folder)


def nobody() -> str:
    """That no other side is registered, and how that is done."""
    return say(
        "No other partnership is registered here. To tell another one of yours: spp partner --make "
        "--everybody; to register the file that its lead has sent: spp partner FILE"
    )


def registered(file: str) -> str:
    """Where a registration was put."""
    return say("Registered: {file}", file=file)


def taken_in(file: str) -> str:
    """Where a share file was put."""
    return say("Taken in: {file}", file=file)


def taken_out(file: str) -> str:
    """A share file that the other side does not send any more."""
    return say("Removed, since it is not sent any more: {file}", file=file)


def _named(names: list[str] | tuple[str, ...]) -> str:
    if len(names) <= _MOST:
        return listed(list(names))
    return say(
        "{some} and {more} more", some=", ".join(names[:_MOST]), more=str(len(names) - _MOST)
    )
