"""What went on from an earlier cycle, and how it is now, in the school's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from spp_research.cycle import same_cycle
from spp_research.partnership.lead_workbook import day, text
from spp_research.phrases import capital, counted, in_words, listed, long_date, sentence
from spp_research.protect.disclosure import Audience, Rules, Shown, free_text
from spp_research.protect.disclosure.figures import decimals_of
from spp_research.schema.vocabulary import Carried, CarriedState
from spp_research.school.evidence import EvidenceBase
from spp_research.school.follow_ups import Who
from spp_research.school.impact import Result
from spp_research.school.impact.audience import hidden
from spp_research.share import Effect, SchoolShare

from .amounts import about, amount, interval_words, pupils, span
from .statements import Gaps, Statement, joined

_NOW = {
    CarriedState.STILL_DONE: "*Still done.*",
    CarriedState.ADAPTED: "*Adapted.*",
    CarriedState.STOPPED: "*Stopped.*",
}
_NOW_ON = {
    CarriedState.STILL_DONE: "*Still done, looked at on {day}.*",
    CarriedState.ADAPTED: "*Adapted, looked at on {day}.*",
    CarriedState.STOPPED: "*Stopped, looked at on {day}.*",
}


def title(base: EvidenceBase) -> Statement | None:
    """How many things of earlier cycles were looked at; None where nothing went on."""
    rows = base.carried_over
    if rows.empty:
        return None
    states = [text(state) for state in rows["state"]]
    looked = sum(state in _NOW for state in states)
    still = sum(state in (CarriedState.STILL_DONE, CarriedState.ADAPTED) for state in states)
    everything = counted(len(rows), "thing")
    if not looked:
        return Statement(
            "{n} went on from earlier years, and none has been looked at yet.",
            n=capital(everything),
        )
    return Statement(
        "{n} went on from earlier years; {looked} looked at this year, and {still} still done, as "
        "it was or adapted."
        if still < 2
        else "{n} went on from earlier years; {looked} looked at this year, and {still} still "
        "done, as they were or adapted.",
        n=capital(everything),
        looked=f"{in_words(looked)} {'was' if looked == 1 else 'were'}",
        still=f"{in_words(still) if still else 'none'} {'are' if still > 1 else 'is'}",
    )


def how_it_is_now(
    base: EvidenceBase,
    rules: Rules,
    earlier: Mapping[str, SchoolShare] | None = None,
    results: Sequence[Result] = (),
) -> Iterator[Statement]:
    """A statement for each thing that somebody looked at or measured again.

    Parameters
    ----------
    base : of this cycle.
    rules : of the document's audience.
    earlier : what the school had shared in closed cycles, as this audience may see it.
    results : of this cycle, and those measured once more of an earlier one; one of an outcome that
        went on stands beside its first result.
    """
    again = {result.outcome.outcome_id: result for result in results}
    for row in base.carried_over.itertuples(index=False):
        state = text(row.state)
        measured = again.get(row.item_id) if row.what == Carried.OUTCOME else None
        if measured is not None and not _the_same(measured, text(row.words)):
            measured = None
        if state not in _NOW and measured is None:
            continue
        said = [
            Statement(
                "**{item} of {cycle}.** {words}",
                item=row.item_id,
                cycle=row.cycle,
                words=free_text(sentence(text(row.words))),
            ),
            *_state(state, day(row.looked_on)),
        ]
        if text(row.seen):
            said.append(Statement("{seen}", seen=free_text(row.seen)))
        if row.what == Carried.OUTCOME:
            first = _first(row.cycle, row.item_id, earlier or {})
            said += _measured(first, measured, rules)
            if first is not None and measured is not None and _told(measured, rules):
                said += _whether_the_same(base.followed_who.get(row.item_id), rules)
        yield joined(said)


def _the_same(result: Result, words: str) -> bool:
    """Whether an outcome of this cycle is the one that went on, and not another under its ID."""
    return words.casefold().startswith(f"{result.outcome.name} (".casefold())


def _state(state: str, when: date | None) -> Iterator[Statement]:
    if state not in _NOW:
        return
    now = CarriedState(state)
    yield Statement(_NOW[now]) if when is None else Statement(_NOW_ON[now], day=long_date(when))


def _first(
    cycle: str, outcome: str, earlier: Mapping[str, SchoolShare]
) -> tuple[str, Effect] | None:
    """The result that was shared of an outcome in its own cycle; None where none is kept."""
    for name, share in earlier.items():
        for effect in share.effects if same_cycle(name, cycle) else ():
            if effect.outcome_id == outcome and effect.value is not None:
                return name, effect
    return None


def _told(now: Result, rules: Rules) -> bool:
    """Whether a result of this year can be told to the audience."""
    estimate = now.estimate
    return estimate.ok and estimate.has_interval and not hidden(now, rules)


def _measured(
    first: tuple[str, Effect] | None, now: Result | None, rules: Rules
) -> Iterator[Statement]:
    """The kept result, and beside it this year's; what lies between them is not worked out."""
    if first is not None:
        cycle, effect = first
        yield first_result(cycle, effect, rules)
        if effect.doubts:
            yield Statement("What stood against it then stands against it still.")
    if now is None:
        return
    if _told(now, rules):
        yield Statement(
            "This year it was about {about}; the data fit anything from {range} ({pupils}).",
            about=about(now, rules),
            range=interval_words(now, rules),
            pupils=pupils(now, rules),
        )
    elif hidden(now, rules):
        yield Statement("What was measured this year stays in the school: it is of too few pupils.")
    elif not any(flow.follow_up for flow in now.flow):
        when = now.outcome.follow_up_date
        yield (
            Statement("It is to be measured once more, and no result is there yet.")
            if when is None
            else Statement(
                "It is to be measured once more on {day}, and no result is there yet.",
                day=long_date(when),
            )
        )
        return
    else:
        yield Statement("This year it was taken up again, and the result cannot be told.")
    if first is not None:
        yield Statement("The two stand beside each other and are not subtracted.")


def first_result(cycle: str, effect: Effect, rules: Rules) -> Statement:
    """What a result came to in the cycle in which it was shared, with its range and its pupils."""
    digits = decimals_of(effect.low, effect.high)
    gaps: Gaps = {
        "cycle": cycle,
        "about": amount(effect.value, effect.unit, effect.pupils, rules, digits),
        "range": span(effect.low, effect.high, effect.unit, effect.pupils, rules, digits),
    }
    if not effect.pupils:
        return Statement(
            "In {cycle} the result was about {about}; the data fit anything from {range}.", **gaps
        )
    return Statement(
        "In {cycle} the result was about {about}; the data fit anything from {range} "
        "({sizes} pupils).",
        **gaps,
        sizes=Shown(listed([str(n) for n in effect.pupils])),
    )


def _whether_the_same(who: Who | None, rules: Rules) -> Iterator[Statement]:
    """Whether the pupils of the two results are the same, as far as this audience may know."""
    if who is None or rules.audience is not Audience.SCHOOL:
        yield Statement("Whether they are of the same pupils is not told here.")
        return
    if not who.lost and not who.new:
        yield Statement("They are of the same pupils.")
        return
    if who.lost:
        yield (
            Statement("A few of the pupils behind the first result were not measured again.")
            if rules.hides(who.lost)
            else Statement(
                "Of the pupils behind the first result {number} were not measured again.",
                number=str(who.lost),
            )
        )
    if who.new:
        yield Statement("Some are behind the second result alone.")
    yield Statement("So the two are not of quite the same pupils.")
