"""The steps of a flow of pupils as an audience may see them: no small number follows from others.

The reader is taken to know the rule, so it is asked of what would be shown which flows it could be
of. Where a hidden step could be one number only, more is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from spp_research.disclosure import CONFIDENTIAL, Rules, Shown, count
from spp_research.impact import Flow

from .amounts import AWAY

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
            yield Flow("", listed, before, after, both)
