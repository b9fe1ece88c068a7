"""Where the partnership is, in words that blame nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from spp_research.catalogue import say
from spp_research.partnership.status import (
    SOON,
    TIME_TO_ARRIVE,
    Expiry,
    Lapse,
    Measuring,
    SheetAtOdds,
    Stage,
    State,
    Status,
    Step,
    Workshop,
)
from spp_research.phrases import listed, long_date, small

from .sign_offs import at_odds as odds_in_words

_MOST_NAMED = 8  # people in a sentence


def title(stage: Stage) -> str:
    """A step of the year, as a heading has it."""
    match stage:
        case Stage.SELF_REVIEW:
            return say("Self-review")
        case Stage.EVIDENCE:
            return say("Evidence shared")
        case Stage.REVIEW:
            return say("Peer review")
        case Stage.WORKSHOP:
            return say("Improvement workshop")
        case Stage.IMPACT:
            return say("Impact review")
        case Stage.PRACTICE:
            return say("Practice shared")


def heading(stage: Stage) -> str:
    """A step of the year, as a narrow column is headed."""
    match stage:
        case Stage.EVIDENCE:
            return say("Evidence")
        case Stage.REVIEW:
            return say("Review")
        case Stage.WORKSHOP:
            return say("Workshop")
        case Stage.IMPACT:
            return say("Impact")
        case Stage.PRACTICE:
            return say("Practice")
        case _:
            return title(stage)


def state(step: Step, short: str) -> str:
    """How far a step is, with its day.

    Parameters
    ----------
    short : the day as it is to be written.
    """
    match step.state:
        case State.DONE:
            return say("done")
        case State.LATE:
            return say("still to come ({day})", day=short)
        case State.SOON:
            return say("due: {day}", day=short)
        case State.PLANNED:
            return say("planned: {day}", day=short)
        case State.NO_DATE:
            return "–"


def in_a_line(status: Status) -> str:
    """How many schools there are and what is still to come, in a sentence."""
    late = {
        standing.school.slug
        for standing in status.standings
        if any(step.state is State.LATE for step in standing.steps)
    }
    schools = {standing.school.slug for standing in status.standings}
    if all(standing.visit is None for standing in status.standings):
        return say(
            "No review of {cycle} is in the timetable yet. To have the year proposed: spp plan",
            cycle=status.cycle,
        )
    began = status.on - TIME_TO_ARRIVE
    if not any(s.day and s.day < began for one in status.standings for s in one.steps):
        return say(
            "Nothing was to have arrived yet: nothing was planned for more than {days} days ago.",
            days=TIME_TO_ARRIVE.days,
        )
    if not late:
        return say(
            "All that was planned for up to {days} days ago has arrived.",
            days=TIME_TO_ARRIVE.days,
        )
    return say(
        "From {late} of {schools} schools something is still to come that was planned for more "
        "than {days} days ago.",
        late=len(late),
        days=TIME_TO_ARRIVE.days,
        schools=len(schools),
    )


def still_to_come(status: Status) -> Iterator[str]:
    """What was planned for an earlier day and has not arrived."""
    for standing in status.standings:
        for step in standing.steps:
            if step.state is State.LATE and step.day:
                yield say(
                    "{school}: {step} is still to come; it was planned for {day}.",
                    school=standing.school.name,
                    step=title(step.stage),
                    day=long_date(step.day),
                )


def coming(status: Status) -> Iterator[str]:
    """What is due in the next thirty days, or was in the last two weeks."""
    for standing in status.standings:
        for step in standing.steps:
            if step.state is State.SOON and step.day:
                yield due(standing.school.name, step)
    for one in status.measuring:
        if one.day <= status.on + SOON:
            yield measuring(one)


def measuring(one: Measuring) -> str:
    """An outcome that is to be measured."""
    return say(
        "{school}: {outcome} is measured, {day}.",
        school=one.school.name,
        outcome=one.outcome,
        day=long_date(one.day),
    )


def due(school: str, step: Step) -> str:
    """A step that is due."""
    assert step.day is not None
    return say(
        "{school}: {step}, {day}.", school=school, step=title(step.stage), day=long_date(step.day)
    )


def lapse(one: Lapse, status: Status) -> str:
    """Training that ends."""
    role = small(one.role) if not one.role.startswith("SPP") else one.role
    if one.needed:
        return say(
            "{name} is needed as {role} on {needed}, and the training holds until {until}: a "
            "refresher before then would do.",
            name=one.name,
            role=role,
            needed=long_date(one.needed),
            until=long_date(one.until),
        )
    if one.until < status.on:
        return say(
            "{name}: a refresher as {role} is welcome; the training held until {until}.",
            name=one.name,
            role=role,
            until=long_date(one.until),
        )
    return say(
        "{name}: the training as {role} holds until {until}.",
        name=one.name,
        role=role,
        until=long_date(one.until),
    )


def expiry(one: Expiry, status: Status) -> str:
    """A sign-off that ends."""
    if one.ends < status.on:
        return say(
            "{whose}: the sign-off of “{document}” ended on {day}.",
            whose=one.whose,
            document=one.document,
            day=long_date(one.ends),
        )
    return say(
        "{whose}: the sign-off of “{document}” ends on {day}.",
        whose=one.whose,
        document=one.document,
        day=long_date(one.ends),
    )


def at_odds(one: SheetAtOdds) -> str:
    """Rows of a Sign-off sheet that say one thing and another, and whose sheet it is."""
    return say("{whose}: {what}", whose=one.whose, what=odds_in_words(one.odds))


def workshop(one: Workshop, status: Status) -> str:
    """A workshop, who is its champion, and who may be."""
    allowed = [status.names.get(who, who) for who in one.allowed]
    may = _some_of(allowed) if allowed else say("nobody yet")
    if one.champion:
        return say(
            "{school}, {day}: {champion} is named; who may be the champion: {may}.",
            school=one.school.name,
            day=long_date(one.day),
            champion=status.names.get(one.champion, one.champion),
            may=may,
        )
    return say(
        "{school}, {day}: nobody is named yet; who may be the champion: {may}.",
        school=one.school.name,
        day=long_date(one.day),
        may=may,
    )


def _some_of(names: list[str]) -> str:
    """The names, or the first of them where they are too many for a sentence."""
    more = len(names) - _MOST_NAMED
    if more <= 1:  # as long as a name
        return listed(names)
    return say("{some} and {more} more", some=", ".join(names[:_MOST_NAMED]), more=more)


def thread(school: str, what: str, lacks: str, where: str) -> str:
    """A thread without an end."""
    return say(
        "{school}: {what} has {lacks} yet ({where}).",
        school=school,
        what=what,
        lacks=lacks,
        where=where,
    )


def silent(status: Status) -> str:
    """From which schools nothing has arrived; empty if there is none."""
    names = [
        standing.school.name
        for standing in status.standings
        if standing.school.slug in status.silent
    ]
    if not names:
        return ""
    return say(
        "Nothing has arrived yet from {schools}.", schools=listed(list(dict.fromkeys(names)))
    )


def reviewed(host: str, reviewers: Mapping[str, Sequence[str]]) -> str:
    """Which schools reviewed one school, and in which cycles.

    Parameters
    ----------
    reviewers : by name of the school that reviewed, the cycles in which it did.
    """
    return say(
        "{school} was reviewed by {reviewers}.",
        school=host,
        reviewers=listed([f"{name} ({listed(cycles)})" for name, cycles in reviewers.items()]),
    )
