"""Counts over the schools of a hub, and which of them may be shown.

Two levels of reports lie below this one. Whoever reads it may know what every school of their own
partnership shared, and what any school signed off for everyone. So from each count all of that is
taken away, and what is left must be nobody or at least three schools: fewer, and it would be
known of the schools of some other partnership who they are (docs/decisions/0044).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from spp_research.protect.disclosure import CONFIDENTIAL, Shown, not_personal
from spp_research.schema.vocabulary import (
    IMPACT_REFLECTION,
    REVIEW_SUMMARY,
    THEMES,
    CarriedState,
    FindingKind,
)

from .editions import FEWEST, Counted, apart
from .lead import bare
from .parts import Part

TOO_FEW = "fewer than three schools besides those of one partnership"
TOO_NEAR = "fewer than three schools more or less than in an edition that was signed before"
_WHAT = "schools of a hub, where three or more are left without any one partnership"


@dataclass(frozen=True)
class Tally:
    """Some schools of a hub.

    Parameters
    ----------
    schools : how many, by partnership.
    public : how many of them have signed off for everyone what they are counted for.
    things : how many things were counted at them, such as actions; the schools themselves if None.
    who : the keys of the schools.
    before : the schools behind the same count in each signed edition that showed it.
    """

    schools: Counter[str]
    public: Counter[str]
    things: int | None = None
    who: frozenset[str] = frozenset()
    before: tuple[frozenset[str], ...] = ()

    @property
    def number(self) -> int:
        """How many schools."""
        return self.schools.total()

    @property
    def partnerships(self) -> int:
        """At how many partnerships."""
        return len(+self.schools)

    @property
    def may_be_shown(self) -> bool:
        """Whether enough schools are left whatever one reader knows already."""
        return self.is_enough and all(apart(self.who, one) for one in self.before)

    @property
    def is_enough(self) -> bool:
        """The same of this edition alone."""
        every, known = self.number, self.public.total()
        left = {every, every - known}
        for own, n in self.schools.items():
            left |= {every - n, every - known - (n - self.public[own])}
        return all(n == 0 or n >= FEWEST for n in left)

    @property
    def shown(self) -> Shown:
        """The count as a reader may see it."""
        return self.as_shown(self.number if self.things is None else self.things)

    @property
    def places(self) -> Shown:
        """The number of partnerships as a reader may see it."""
        return self.as_shown(self.partnerships)

    def as_shown(self, number: int) -> Shown:
        """A number that is about these schools."""
        if not self.may_be_shown:
            return Shown(CONFIDENTIAL, rule=TOO_NEAR if self.is_enough else TOO_FEW)
        return not_personal(number, _WHAT)


Parts = Sequence[Part] | Counted


def tally(
    parts: Parts,
    name: str,
    counts: Callable[[Part], int | bool],
    document: str,
    *,
    things: bool = False,
) -> Tally:
    """The schools of which something is counted.

    Parameters
    ----------
    name : of the count, the same in each edition.
    counts : how much of it there is at a school.
    document : the document that it comes with.
    things : whether the things are counted, and not the schools.
    """
    schools, public, number = Counter[str](), Counter[str](), 0
    who: set[str] = set()
    for part in parts:
        if n := int(counts(part)):
            own = bare(part.partnership)
            schools[own] += 1
            public[own] += document in part.public
            number += n
            who.add(part.key)
    return Tally(schools, public, number if things else None, frozenset(who), before(parts, name))


def before(parts: Parts, name: str) -> tuple[frozenset[str], ...]:
    """The schools behind earlier editions of a count, where any are known."""
    return parts.before(name) if isinstance(parts, Counted) else ()


NO_THEME = ""  # of the four


def by_theme(
    parts: Parts, name: str, counts: Callable[[Part, str], int], document: str
) -> dict[str, Tally]:
    """The schools of which something is counted on each theme, in the framework's order.

    Parameters
    ----------
    counts : how much of it a school has on a theme.
    """
    themes = [*THEMES, *([NO_THEME] if any(_off_theme(part) for part in parts) else [])]
    return {
        theme: tally(parts, f"{name}: {theme}", partial(_at_theme, counts, theme), document)
        for theme in themes
    }


def next_steps(parts: Parts) -> dict[str, Tally]:
    """Schools with a next step, by theme."""
    return by_theme(
        parts, "next steps", lambda p, t: _found(p, t, FindingKind.NEXT_STEP), REVIEW_SUMMARY
    )


def strengths(parts: Parts) -> dict[str, Tally]:
    """Schools with a strength, by theme."""
    return by_theme(
        parts, "strengths", lambda p, t: _found(p, t, FindingKind.STRENGTH), REVIEW_SUMMARY
    )


def needs(parts: Parts) -> dict[str, Tally]:
    """Schools that would welcome support, by theme."""
    return by_theme(parts, "needs", lambda part, theme: _on(part.needs, theme), REVIEW_SUMMARY)


def offers(parts: Parts) -> dict[str, Tally]:
    """Schools that offer support, by theme."""
    return by_theme(parts, "offers", lambda part, theme: _on(part.offers, theme), REVIEW_SUMMARY)


def only_elsewhere(parts: Parts) -> dict[str, Tally]:
    """Schools that would welcome support which only another partnership offers, by theme."""
    offering: dict[str, dict[str, set[str]]] = {}
    for part in parts:
        for theme in part.offers:
            own = offering.setdefault(theme, {}).setdefault(bare(part.partnership), set())
            own.add(part.slug)

    def met(part: Part, theme: str) -> int:
        if not part.needs.get(theme):
            return 0
        there = offering.get(theme, {})
        own = there.get(bare(part.partnership), set()) - {part.slug}
        return not own and any(name != bare(part.partnership) for name in there)

    return by_theme(parts, "only elsewhere", met, REVIEW_SUMMARY)


def unmet(parts: Parts) -> dict[str, Tally]:
    """Schools that would welcome support which no other school of the hub offers, by theme."""
    offering: dict[str, set[str]] = {}
    for part in parts:
        for theme in part.offers:
            offering.setdefault(theme, set()).add(part.key)

    def lacks(part: Part, theme: str) -> int:
        return bool(part.needs.get(theme)) and not offering.get(theme, set()) - {part.key}

    return by_theme(parts, "unmet", lacks, REVIEW_SUMMARY)


def to_ask(partnerships: Mapping[str, Sequence[Part]], theme: str) -> list[str]:
    """Partnerships with an offer on a theme, of those with enough schools to be named beside it."""
    return [
        name
        for name, parts in partnerships.items()
        if len(parts) >= FEWEST and any(part.offers.get(theme) for part in parts)
    ]


STEPS = (
    "Next steps",
    "with an action",
    "with a success measure and a date",
    "with something measured or told",
    "with a known result",
    "with a practice to share",
)


def followed(parts: Parts) -> tuple[tuple[str, Tally], ...]:
    """How far the next steps were followed, each count a part of the one before."""
    return tuple(
        (
            name,
            tally(
                parts,
                f"followed: {name}",
                partial(_step, n),
                REVIEW_SUMMARY if n < 3 else IMPACT_REFLECTION,
                things=True,
            ),
        )
        for n, name in enumerate(STEPS)
    )


def lasted(parts: Parts) -> dict[CarriedState, Tally]:
    """What earlier cycles handed on, by how it is now."""
    return {
        state: tally(
            parts, f"lasted: {state.value}", partial(_lasted, state), IMPACT_REFLECTION, things=True
        )
        for state in CarriedState
    }


def signed(parts: Parts, document: str) -> Tally:
    """Schools that have signed a document off for this audience."""
    return tally(parts, f"signed: {document}", lambda part: document in part.signed, document)


def shown_counts(parts: Parts) -> dict[str, frozenset[str]]:
    """The schools behind each count that a report of these shows, by the name of the count."""
    each = (
        ("next steps", next_steps),
        ("strengths", strengths),
        ("needs", needs),
        ("offers", offers),
        ("only elsewhere", only_elsewhere),
        ("unmet", unmet),
    )
    named = {f"{name}: {theme}": t for name, of in each for theme, t in of(parts).items()}
    named |= {f"followed: {name}": one for name, one in followed(parts)}
    named |= {f"lasted: {state.value}": one for state, one in lasted(parts).items()}
    for document in (REVIEW_SUMMARY, IMPACT_REFLECTION):
        named[f"signed: {document}"] = signed(parts, document)
    return {name: one.who for name, one in named.items() if one.may_be_shown}


def _at_theme(counts: Callable[[Part, str], int], theme: str, part: Part) -> int:
    return counts(part, theme)


def _step(number: int, part: Part) -> int:
    return part.steps[number]


def _lasted(state: CarriedState, part: Part) -> int:
    return part.lasted.get(state, 0)


def _found(part: Part, theme: str, kind: FindingKind) -> int:
    named = {t: n for (t, k), n in part.findings.items() if k == kind}
    return _on(named, theme)


def _on(counts: Mapping[str, int], theme: str) -> int:
    if theme:
        return counts.get(theme, 0)
    return sum(n for name, n in counts.items() if name not in THEMES)


def _off_theme(part: Part) -> bool:
    return any(t not in THEMES for t in (*(t for t, _ in part.findings), *part.needs, *part.offers))
