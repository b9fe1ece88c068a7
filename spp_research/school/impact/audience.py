"""What an audience may see of a result: its numbers, and the steps of its flow of pupils.

The reader is taken to know the rule, so it is asked of what would be shown which flows it could be
of. Where a hidden step could be one number only, more is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from spp_research.protect.disclosure import CONFIDENTIAL, Audience, Rules, Shown, count
from spp_research.protect.disclosure.possibilities import MANY, Room
from spp_research.schema.vocabulary import Group

from . import Flow, Result

TOO_FEW = "a group of fewer than {n} pupils"


AWAY = "would give a hidden number away"


KNOWN = 2  # values that a gain must still be able to have


IN_SDS = f"no figure in standard deviations about a group of {MANY} or fewer pupils"


ROOM = "the numbers together would give a pupil’s own result away"


def hidden(result: Result, rules: Rules) -> bool:
    """Whether the audience may see no number of a result."""
    return too_few(result, rules) or gives_away(result, rules)


def gives_away(result: Result, rules: Rules) -> bool:
    """Whether the numbers together leave too little open about a pupil's own result.

    That all but a few have the same, and that there are few ways to come to the numbers, are one
    reason: to tell them apart would say which it is.
    """
    return _narrow(result.room, rules)


def _narrow(room: Room, rules: Rules) -> bool:
    return (
        room.apart < rules.fewest_pupils or room.values < rules.fewest_values or room.gains < KNOWN
    )


def sees_dose(result: Result, rules: Rules) -> bool:
    """Whether the audience may see how gains go with sessions: the school alone (decision 41)."""
    return rules.audience is Audience.SCHOOL and not hidden(result, rules)


def sees_later(result: Result, rules: Rules) -> bool:
    """Whether the audience may see what was left later: the school alone (decision 41)."""
    found = result.later
    return (
        found is not None
        and rules.audience is Audience.SCHOOL
        and not hidden(result, rules)
        and all(n >= rules.fewest_pupils for n in found.sizes)
        and not _narrow(found.room, rules)
    )


def too_few(result: Result, rules: Rules) -> bool:
    """Whether a result rests on too few pupils, or gives the number of a few away."""
    shares = [n for s in result.summaries if s.yes is not None for n in (s.yes, s.n - s.yes)]
    sizes = (*result.people, *(f.listed for f in result.flow))
    return any(n < rules.fewest_pupils for n in sizes) or any(
        rules.hides(n) for n in (*shares, *result.given_away)
    )


def symbol(result: Result, rules: Rules) -> Shown:
    """The symbol that stands for a hidden result, with the reason."""
    return few(rules) if too_few(result, rules) else Shown("[c]", rule=ROOM)


def few(rules: Rules) -> Shown:
    """The symbol that stands for a number about too small a group."""
    return Shown("[c]", rule=TOO_FEW.format(n=rules.fewest_pupils))


_ORDER = ("matched", "listed", "baseline", "follow_up")  # what is shown first, if it may be
_STEPS = ("listed", "baseline", "follow_up", "matched")  # as they are read

Seen = tuple[int | None, ...]  # the numbers that are shown, in the order of `_STEPS`


def flow_cells(flow: Flow, rules: Rules, *, matched: bool = True) -> tuple[Shown, ...]:
    """Counts step by step, hidden where those that are shown would give a small number away.

    Parameters
    ----------
    flow : the counts of one group.
    matched : whether the estimate rests on pupils measured both times. They are shown first,
        then whatever else leaves no difference of only a few pupils.
    """
    steps = _steps(flow) if matched else _steps(flow)[:-1]
    last = () if matched else (Shown("–"),)
    if any(rules.hides(n) for n in steps if n or rules.hide_zero):
        rule = f"fewer than {rules.fewest_pupils} people"
        return (*(Shown("[c]", rule=rule) for _ in steps), *last)
    seen = _shown(flow, rules.fewest_pupils, matched)
    cells = (
        Shown(CONFIDENTIAL, rule=AWAY) if n is None else count(n, rules) for n in seen[: len(steps)]
    )
    return (*cells, *last)


def _steps(flow: Flow) -> tuple[int, int, int, int]:
    return (flow.listed, flow.baseline, flow.follow_up, flow.matched)


def _shown(flow: Flow, fewest: int, matched: bool) -> Seen:
    """What may be shown: all that leaves no small difference, then less until none follows.

    Which of the three is shown depends on what the one before shows, never on what it hides.
    """
    both = flow.matched if matched else None
    for seen in (
        _without_differences(flow, fewest, matched),
        (flow.listed, None, None, both),
    ):
        if seen[0] is not None and not follows(seen, fewest, matched):
            return seen
    # Up to `fewest` less one are lost, each at either time or both: every step has two ways to be.
    return (None, None, None, both)


def _without_differences(flow: Flow, fewest: int, matched: bool) -> Seen:
    """The steps, in their order, of which none differs by a few from one that is shown."""
    steps = dict(zip(_STEPS, _steps(flow), strict=True))
    shown: list[str] = []
    for name in _ORDER if matched else _ORDER[1:]:
        if all(not 0 < abs(steps[name] - steps[other]) < fewest for other in shown):
            shown.append(name)
    neither = flow.listed - flow.baseline - flow.follow_up + flow.matched
    if len(shown) == 4 and 0 < neither < fewest:  # who was never measured follows from all four
        shown.remove("follow_up")
    return tuple(steps[name] if name in shown else None for name in _STEPS)


@lru_cache(maxsize=512)
def follows(seen: Seen, fewest: int, matched: bool) -> bool:
    """Whether a hidden step could be one number only, for whoever knows how steps are hidden."""
    if None not in seen[: 4 if matched else 3]:
        return False
    fits = [flow for flow in _flows(seen, fewest, matched)
            if _without_differences(flow, fewest, matched) == seen]  # fmt: skip
    if not fits:  # only flows of which more was hidden: nothing vouches for there being two
        return True
    columns = zip(*map(_steps, fits), strict=True)
    hidden = (step for step, shown in zip(columns, seen, strict=True) if shown is None)
    return any(len(set(step)) < 2 for step in list(hidden)[: 4 if matched else 3])


def _flows(seen: Seen, fewest: int, matched: bool) -> Iterator[Flow]:
    """Every flow that the numbers that are shown could be of, as far as the rule tells them apart.

    A step is hidden since it differs by fewer than `fewest` from one that is shown (or from
    another that is), so none that is hidden lies further off than twice as much.
    """
    known = [n for n in seen if n is not None]
    near = sorted({max(0, n + k) for n in known for k in range(-2 * fewest, 2 * fewest + 1)})
    ways = [near if n is None else [n] for n in seen]
    if not matched:
        ways[3] = [0]
    for listed, before, after, both in product(*ways):
        least = both if matched else 0
        if (
            least <= min(before, after)
            and max(before, after) <= listed
            and (not matched or before + after - both <= listed)
        ):
            yield Flow(Group.PROJECT, listed, before, after, both)  # the steps are the same in all
