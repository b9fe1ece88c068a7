"""Lots in words: that they were drawn, how anybody can check it, and what the draw cannot show."""

from __future__ import annotations

from collections.abc import Iterator

from spp_research.protect.disclosure import Audience, Rules, count, free_text, statistic
from spp_research.protect.disclosure.possibilities import MANY
from spp_research.schema.vocabulary import Design, LotMethod, Making
from spp_research.school.impact import Losses, Result
from spp_research.school.impact.waiting import SecondHalf
from spp_research.school.lots.as_drawn import Lot

from .amounts import amount, decimals, span
from .statements import Statement, joined

_WAYS = {
    LotMethod.WITHIN: "They were drawn within groups, so that both have some of each.",
    LotMethod.PAIRS: "They were drawn within pairs with scores close together.",
    LotMethod.CLASSES: "Whole classes were drawn.",
}


def lot_words(result: Result, rules: Rules) -> Iterator[Statement]:
    """How the groups of a result were made, as far as it can be checked."""
    lot, making = result.lot, result.outcome.making
    if result.outcome.design != Design.A:
        return
    if lot is not None and result.by_lot:
        yield from _drawn(lot, rules)
        if lot.later:
            yield Statement("The half that was drawn for later began later.")
        yield from _changed(lot, rules)
        yield from _balance(result, rules)
        yield Statement("No page can show the day of a draw, or that there was no other.")
    elif lot is not None and lot.holds and lot.drawn_on is not None:
        yield Statement(
            "Lots are dated {day}, when the work had begun or the results were in, so they count "
            "for nothing.",
            day=lot.drawn_on,
        )
    elif lot is not None:
        yield Statement(
            "Lots are said to have been drawn, and the draw does not come out again, so it counts "
            "for nothing."
        )
    elif making is not None and making.by_lot:
        yield Statement(
            "The groups are said to be made by lot. There is no draw that anybody could check."
        )
    elif making is Making.NOT_LOT:
        yield Statement("The groups were not made by lot.")


def _drawn(lot: Lot, rules: Rules) -> Iterator[Statement]:
    yield Statement(
        "A computer drew lots with number {seed}. Anyone can check the draw.", seed=lot.seed
    )
    if lot.method in _WAYS:
        yield Statement(_WAYS[lot.method])
    if lot.number > 1:
        yield Statement(
            "This is draw {number} of the list; the reason given: “{reason}”."
            if lot.reason
            else "This is draw {number} of the list, and no reason is given.",
            **{"number": f"{lot.number}"}
            | ({"reason": free_text(lot.reason)} if lot.reason else {}),
        )


def drawn_again(result: Result) -> Iterator[Statement]:
    """That a list was drawn more than once, wherever the result goes."""
    if result.lot is not None and result.by_lot and result.lot.number > 1:
        yield Statement(
            "Its groups come from draw {number} of the list.", number=f"{result.lot.number}"
        )


def _changed(lot: Lot, rules: Rules) -> Iterator[Statement]:
    """Who is not where the lot put them; a number of a few is not given."""
    if lot.moved:
        yield Statement(
            "A few pupils took part otherwise than was drawn. Everybody is counted as drawn."
            if rules.hides(lot.moved)
            else "{moved} took part otherwise than was drawn. Everybody is counted as drawn.",
            **({} if rules.hides(lot.moved) else {"moved": _people(lot.moved, rules)}),
        )
    if lot.not_drawn:
        yield Statement("Pupils who were not on the list are left out.")


def _people(n: int, rules: Rules):
    from spp_research.protect.disclosure import Shown

    return Shown(f"{count(n, rules).text} pupils")


def _balance(result: Result, rules: Rules) -> Iterator[Statement]:
    """How alike the groups began that were drawn: for the school, and of larger groups, alone."""
    found = result.start_balance
    if found is None or rules.audience is not Audience.SCHOOL or min(found.n) <= MANY:
        return
    if found.difference is None:
        return
    one, two = (
        [statistic(value, found.n, rules, decimals=1) for value in pair]
        for pair in (found.mean, found.sd)
    )
    yield Statement(
        "The two groups began with {first} and {second} on average (SD {sd_first} and {sd_second}; "
        "{n_first} and {n_second} pupils), {apart} SDs apart.",
        first=one[0],
        second=one[1],
        sd_first=two[0],
        sd_second=two[1],
        n_first=count(found.n[0], rules),
        n_second=count(found.n[1], rules),
        apart=statistic(abs(found.difference), found.n, rules, decimals=2),
    )


_LOSS = {
    "low": "The loss of pupils was low enough for a comparison by lot.",
    "between": "The loss of pupils may have changed the result.",
}


def loss_by_lot(losses: Losses) -> Iterator[Statement]:
    """What the losses of groups drawn by lot mean; of the highest band it is said by another."""
    if losses.band in _LOSS:
        yield Statement(_LOSS[losses.band])


def second_half(found: SecondHalf, rules: Rules) -> Statement | None:
    """What the half that waited gained in its own time, beside what it gained while it waited.

    For the school alone: it is a further figure about the same pupils.
    """
    if rules.audience is not Audience.SCHOOL or found.n <= MANY or rules.hides(found.n):
        return None
    difference = found.difference
    if not difference.ok or not difference.has_interval:
        return None
    digits, people = decimals(difference), (found.n,)
    said = Statement(
        "**{name}, the half that began later.** On average about {about} in its own time than "
        "while it waited. The data fit anything from {range} ({n} pupils).",
        name=found.name,
        about=amount(difference.value, found.unit, people, rules, digits),
        range=span(difference.low, difference.high, found.unit, people, rules, digits),
        n=count(found.n, rules),
    )
    return joined(
        [
            said,
            Statement(
                "The lot does not speak here: these are the same pupils at two times, and other "
                "things may have changed."
            ),
        ]
    )
