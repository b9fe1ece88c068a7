"""Groups side by side with how many people are in each: which of them must be hidden.

A group that is too small is hidden. Who knows how many there are in all, or reads it elsewhere in
the document, has the number of a single hidden group by taking the others away; so another one is
hidden with it, as in a table of counts whose total is not shown. A row that is the sum of others is
hidden where a hidden one is among those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .rules import Rules

MOST_ROWS_OF_SUMS = 16  # up to which every sum of them is looked at
GIVES_AWAY = "would give a hidden number away"


def hidden_groups(sizes: Sequence[int], rules: Rules) -> dict[int, str]:
    """The rows to hide, by place, with the rule.

    Parameters
    ----------
    sizes : how many people are in each row, some of which may be sums of others.
    """
    small = f"fewer than {rules.fewest_pupils} people"
    found = {place: small for place, size in enumerate(sizes) if rules.hides(size)}
    return and_another(sizes, found, rules)


def and_another(sizes: Sequence[int], hidden: Mapping[int, str], rules: Rules) -> dict[int, str]:
    """Rows that are hidden, and those that it takes so that no hidden number follows.

    The smallest other group is hidden with a single one, and with several of which each must be one
    person, or each as many as are just too few; then the sums with a hidden one among them.
    """
    found = and_sums(sizes, hidden)
    every = dict.fromkeys(range(len(sizes)), "")
    groups = [p for p, size in enumerate(sizes) if not is_a_sum(size, p, sizes, every)]
    groups = groups or [*every]
    while True:
        people = [p for p in groups if p in found and sizes[p]]
        left = [p for p in groups if p not in found and sizes[p]]
        if not left or not people or not _settled([sizes[p] for p in people], rules):
            return found
        found[min(left, key=lambda place: sizes[place])] = GIVES_AWAY
        found = and_sums(sizes, found)


def _settled(hidden: Sequence[int], rules: Rules) -> bool:
    """Whether the sum of some hidden numbers, and the rule, leave each of them one value."""
    together, most = sum(hidden), rules.fewest_pupils - 1
    return len(hidden) == 1 or together in (len(hidden), len(hidden) * most)


def and_sums(sizes: Sequence[int], hidden: Mapping[int, str]) -> dict[int, str]:
    """Places that are hidden, and the sums of rows with one of them among those."""
    found = dict(hidden)
    while found:
        more = [p for p in range(len(sizes)) if p not in found]
        more = [p for p in more if is_a_sum(sizes[p], p, sizes, found)]
        if not more:
            break
        found |= dict.fromkeys(more, GIVES_AWAY)
    return found


def is_a_sum(size: int, place: int, sizes: Sequence[int], hidden: Mapping[int, str]) -> bool:
    """Whether a row has as many people as others together, a hidden one among them."""
    others = [i for i in range(len(sizes)) if i != place]
    if len(others) > MOST_ROWS_OF_SUMS:  # a total of all, or of the rows just before or after it
        runs = [range(start, place) for start in range(place)]
        runs += [range(place + 1, end) for end in range(place + 2, len(sizes) + 1)]
        groups = [others, *map(list, runs)]
        return any(
            size == sum(sizes[i] for i in group) and len(group) > 1 and hidden.keys() & group
            for group in groups
        )
    sums = {(0, False, 0)}  # so many people, a hidden row among them, from so many rows
    for i in others:
        sums |= {(s + sizes[i], h or i in hidden, min(k + 1, 2)) for s, h, k in sums}
    return (size, True, 2) in sums
