"""The answers to a survey question as its audience may see them: categories, merged or hidden.

With few people, answers say who gave them. So a question with too few answers is hidden whole;
categories with too few people are merged with their neighbours, alike at every time the question
was asked; and where merging does not help, all of it is hidden. What is shown sums to the number
of answers, so nothing that is hidden may be left over. Nor is what everybody answered shown: it is
the answer of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spp_research.phrases import listed, small
from spp_research.protect.disclosure import Rules, Shown, round_half_up
from spp_research.stats.triangulation import Source

from ..evidence import EvidenceBase
from ..impact.audience import AWAY
from . import Item, Wave, sides, source, speaking_to

LOW, MIDDLE, HIGH = "below", "middle", "above"
OTHER = "Any other answer"
PERCENT_FROM = 10  # answers; of fewer, a part is said as a number


@dataclass(frozen=True)
class Band:
    """One or more categories side by side: their names, side of the middle and people."""

    name: str
    side: str
    order: int  # 0 at the end of the scale, 1 next to it, 2 a whole side, 3 with the middle
    people: int


@dataclass(frozen=True)
class Seen:
    """What may be seen of one question: bands for each time, in the order of its waves.

    `net` is whether net agreement may be shown: with the share above the middle it gives the
    share below, and the rest is the middle.
    """

    item: Item
    bands: tuple[tuple[Band, ...], ...]
    net: bool


ANSWERS, ABOVE = "answers", "above the middle"


def key(item: Item, wave: Wave, what: str) -> str:
    """The key of a number of a question at one time, by which its places are compared."""
    return f"{item.item_id} {wave.when.lower()} {what}"


def too_few(item: Item, rules: Rules) -> Shown | None:
    """The symbol that hides a question whole, where one of its times has too few answers."""
    if all(wave.answered >= rules.fewest_respondents for wave in item.waves):
        return None
    return few_answers(rules)


def few_answers(rules: Rules) -> Shown:
    """The symbol for answers of too few people."""
    return Shown("[c]", rule=f"fewer than {rules.fewest_respondents} answers")


def merged_away() -> Shown:
    """The symbol for what stays hidden although its question has answers enough."""
    return Shown("[c]", rule=AWAY)


def seen(item: Item, rules: Rules) -> Seen | None:
    """The finest bands of which none is too small at any time; None where there are none."""
    found = seen_alike([item], rules)
    return found[0] if found else None


def seen_alike(items: Sequence[Item], rules: Rules) -> tuple[Seen, ...] | None:
    """One question as several groups of people answered it, in bands that are alike for all.

    None where in one of the groups too few answered, all answered on the same side of the middle
    or at it, or a band stays too small.
    """
    if any(not item.scaled or too_few(item, rules) for item in items):
        return None
    if any(_all_the_same(item.scale, wave) for item in items for wave in item.waves):
        return None
    for groups in _groupings(items[0].scale):
        bands = [tuple(_bands(groups, wave) for wave in item.waves) for item in items]
        if not any(rules.hides(band.people) for own in bands for each in own for band in each):
            net = all(len(side) == 1 for side, _, _ in groups)
            return tuple(Seen(item, own, net) for item, own in zip(items, bands, strict=True))
    return None


def direction(item: Item, rules: Rules) -> str:
    """Where a change points, as far as the numbers that are shown beside it bear it out."""
    found = seen(item, rules)
    if found is None:
        return "not enough data"
    return item.direction if found.net else item.agree_direction


def sources(base: EvidenceBase, action_id: str, rules: Rules) -> list[Source]:
    """What the surveys say of one action, to be told: a hidden question points nowhere."""
    return [
        source(item) if item.awaited else replace(source(item), direction=direction(item, rules))
        for item in speaking_to(base, action_id)
    ]


def percent(people: int, answered: int) -> str:
    """A part of the answers for a chart: per cent, or the number where there are few answers."""
    if answered < PERCENT_FROM:
        return f"{people}"
    return f"{round_half_up(100 * people / answered)}%"


def _groupings(scale: str):
    """Ways to put the categories of a scale together, the finest first.

    Each is a list of (sides, order, categories). What lies above the middle is never merged with
    anything else, since it is what sentences speak of.
    """
    below, middle, above = sides(scale)
    apart = {
        LOW: [((LOW,), 0 if name == below[0] else 1, (name,)) for name in below],
        HIGH: [((HIGH,), 0 if name == above[-1] else 1, (name,)) for name in above],
    }
    whole = {LOW: [((LOW,), 2, below)], HIGH: [((HIGH,), 2, above)]}
    between = [((MIDDLE,), 0, middle)] if middle else []
    for low in (apart, whole):
        for high in (apart, whole):
            yield low[LOW] + between + high[HIGH]
    if middle:
        rest = [((LOW, MIDDLE), 3, (*below, *middle))]
        yield rest + apart[HIGH]
        yield rest + whole[HIGH]


def _bands(groups, wave: Wave) -> tuple[Band, ...]:
    counts = dict(wave.counts)
    return tuple(
        Band(
            OTHER if len(side) > 1 else _named(names),
            side[0],
            order,
            sum(counts[name] for name in names),
        )
        for side, order, names in groups
    )


def _all_the_same(scale: str, wave: Wave) -> bool:
    """Whether everybody answered on one side of the middle, or at it."""
    counts = dict(wave.counts)
    return any(sum(counts[name] for name in side) == wave.answered for side in sides(scale) if side)


def _named(names: tuple[str, ...]) -> str:
    """Several categories as one: "Disagree or strongly disagree"."""
    first, *others = names
    return listed([first, *(small(name) for name in others)], "or")
