"""Which practices are about the same: by what they are filed under, never by how they came out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from .content import SharedPractice

_MOST = 3
_ENOUGH = 3  # one subject, or several smaller things
_WORTH = {"subject": 3, "keyword": 2, "age": 1, "theme": 1}


def related_to(
    practices: Sequence[SharedPractice],
) -> Callable[[SharedPractice], tuple[SharedPractice, ...]]:
    """For each practice up to three that are about the same, the nearest first.

    Of those that are equally near, the lead's order decides. A school's own of another year is
    among them.
    """
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, practice in enumerate(practices):
        for mark in _marks(practice):
            holders[mark].append(place)

    def related(practice: SharedPractice) -> tuple[SharedPractice, ...]:
        near: Counter[int] = Counter()
        for mark in _marks(practice):
            for place in holders[mark]:
                near[place] += _WORTH[mark[0]]
        ranked = sorted(near, key=lambda place: (-near[place], place))
        return tuple(
            practices[place]
            for place in ranked
            if near[place] >= _ENOUGH and practices[place].address != practice.address
        )[:_MOST]

    return related


def _marks(practice: SharedPractice) -> set[tuple[str, str]]:
    return {
        *(("subject", key) for key in practice.subjects),
        *(("keyword", word.casefold()) for word in practice.keywords[1:]),  # the first: the theme
        *(("age", key) for key in practice.ages),
        ("theme", practice.theme),
    }
