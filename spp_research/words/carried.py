"""What went on from an earlier cycle, and how it is now, in the school's own words."""

from __future__ import annotations

from collections.abc import Iterator

from spp_research.partnership.lead_workbook import day, text
from spp_research.phrases import capital, counted, in_words, long_date
from spp_research.protect.disclosure import free_text
from spp_research.schema.vocabulary import CarriedState
from spp_research.school.evidence import EvidenceBase

from .statements import Statement, joined

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


def how_it_is_now(base: EvidenceBase) -> Iterator[Statement]:
    """A statement for each thing that somebody looked at, as the school wrote them."""
    for row in base.carried_over.itertuples(index=False):
        state = text(row.state)
        if state not in _NOW:
            continue
        when = day(row.looked_on)
        now = CarriedState(state)
        said = [
            Statement(
                "**{item} of {cycle}.** {words}",
                item=row.item_id,
                cycle=row.cycle,
                words=free_text(row.words),
            ),
            Statement(_NOW[now]) if when is None else Statement(_NOW_ON[now], day=long_date(when)),
        ]
        if text(row.seen):
            said.append(Statement("{seen}", seen=free_text(row.seen)))
        yield joined(said)
