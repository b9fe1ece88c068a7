"""Which schools' effects may be put together, and what they give together.

Like with like only (docs/statistics.md): main outcomes of the same name and unit, from the same
design and the same estimator. Whatever stands apart is kept with the reason, so that no school is
silently missing. They are put together in their own unit, since it is the same for all, and once
more in standard deviations, for whoever compares with other studies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spp_research import stats
from spp_research.protect.disclosure.possibilities import MANY
from spp_research.schema.vocabulary import Design
from spp_research.school.impact.declared import POINTS
from spp_research.share import Effect, SchoolShare
from spp_research.stats.estimate import Pooled

FEWEST = 3  # schools; two are shown side by side
CONFIDENCE = 0.95

# Why an effect is not put together with others.
APART = {
    "hidden": "it rests on too few pupils, or pupils too much alike, to be shown",
    "none": "there is no estimate",
    "shares": "it is a share of pupils, and shares are not put together by the kit",
    "own": "it only describes its own pupils: one class each way, or chosen for their scores",
    "one_class": "a group is one class, so it only describes its own pupils",
    "not_alike": "its groups did not start alike",
    "lost": "many of its pupils were not measured both times",
    "no_classes": "its classes are not written down",
    "mixed": "its scores need a look first",
    "large": "its scores need a look first",
    "far": "its scores need a look first",
    "chosen_unlike": "its pupils and those compared were not chosen alike",
    "chosen_low": "its pupils were chosen for their scores",
    "chosen_high": "its pupils were chosen for their scores",
    "chosen_away": "its pupils were chosen for their absences",
    "few": "a group has 12 pupils or fewer, so how sure it is stays in the school",
    "alone": "no other school measured this",
    "two": "only two schools measured this alike; three are needed",
    "second": "another outcome of the school that is just like it is used",
    "unlike": "other schools measured this in another way",
    "numbers": "its numbers cannot be worked with",
}


@dataclass(frozen=True)
class Measured:
    """The effect of one school's main outcome."""

    slug: str
    school: str
    effect: Effect

    @property
    def interval(self) -> tuple[float, float, float]:
        """The effect with its limits, which everything in a pool has.

        Raises
        ------
        ValueError
            If one of them does not exist.
        """
        if (found := limits(self.effect)) is None:
            raise ValueError(f"the effect has no interval: {self.effect.reason}")
        return found


@dataclass(frozen=True)
class Pool:
    """Three schools or more that measured the same in the same way.

    Parameters
    ----------
    rows : in the lead's order.
    pooled : the random-effects mean of them, in their own unit.
    standardised : the same in standard deviations.
    without : for each row, the same without that school; empty where it was not asked for.
    weights : for each row, its part of the whole weight, from 0 to 1.
    worthwhile : the smallest worthwhile change, where every school named the same one.
    """

    rows: tuple[Measured, ...]
    pooled: Pooled
    standardised: Pooled
    without: tuple[Pooled, ...]
    weights: tuple[float, ...]
    worthwhile: float | None = None

    @property
    def first(self) -> Effect:
        """What all have in common: name, unit, design and estimator."""
        return self.rows[0].effect

    @property
    def against_expected(self) -> bool:
        """Whether all are what goes beyond an expected change."""
        return self.first.expected is not None

    @property
    def interval(self) -> tuple[float, float, float]:
        """The mean of all of them with its limits, which three schools or more always have.

        Raises
        ------
        ValueError
            If they have none all the same.
        """
        if (found := limits(self.pooled)) is None:
            raise ValueError(f"the pool has no interval: {self.pooled.reason}")
        return found

    @property
    def prediction(self) -> tuple[float, float] | None:
        """Where another school like these might lie; None where that cannot be said."""
        low, high = self.pooled.prediction_low, self.pooled.prediction_high
        return None if low is None or high is None else (low, high)

    @property
    def pupils(self) -> tuple[int, ...]:
        """The pupils of all the schools, by group."""
        return tuple(map(sum, zip(*(row.effect.pupils for row in self.rows), strict=True)))


@dataclass(frozen=True)
class Apart:
    """An effect that is not put together with others; `reason` is a key of `APART`."""

    measured: Measured
    reason: str


def limits(found: Pooled | Effect) -> tuple[float, float, float] | None:
    """A value with its limits; None where one of them does not exist."""
    if isinstance(found, Pooled):
        value, low, high = found.mean, found.low, found.high
    else:  # less what was to be expected, where that is declared
        value, low, high, _ = found.judged
    if value is None or low is None or high is None:
        return None
    return value, low, high


def effects(shares: Mapping[str, SchoolShare]) -> tuple[Measured, ...]:
    """The main outcome of every action that has one, in the lead's order of schools."""
    return tuple(
        Measured(slug, share.school_name, effect)
        for slug, share in shares.items()
        for effect in share.effects
        if effect.primary
    )


def pools(found: tuple[Measured, ...]) -> tuple[Pool, ...]:
    """What can be put together, in the order in which the first school of each comes."""
    return tuple(pool_of(rows) for rows in alike(found).values() if _schools(rows) >= FEWEST)


def apart(found: tuple[Measured, ...]) -> tuple[Apart, ...]:
    """Every effect that is in none of the pools, with the reason, in the order given."""
    groups = alike(found)
    together = {id(m) for rows in groups.values() if _schools(rows) >= FEWEST for m in rows}
    return tuple(Apart(m, _reason(m, found, groups)) for m in found if id(m) not in together)


def alike(found: tuple[Measured, ...]) -> dict[tuple, list[Measured]]:
    """What may be put together, by what has to be the same. One effect a school: its first."""
    groups: dict[tuple, list[Measured]] = {}
    there: set[tuple] = set()
    for m in found:
        if not obstacle(m.effect):
            key = _key(m.effect)
            if (key, m.slug) not in there:
                there.add((key, m.slug))
                groups.setdefault(key, []).append(m)
    return groups


def _key(effect: Effect) -> tuple:
    """What has to be the same; how a name is typed makes no difference."""
    return (
        *_what(effect),
        effect.design,
        effect.estimator,
        effect.higher_is_better,
        len(effect.pupils),
        effect.expected is not None,
    )


def _what(effect: Effect) -> tuple[str, str]:
    return _bare(effect.name), _bare(effect.unit)


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())


def _schools(rows: list[Measured]) -> int:
    return len({row.slug for row in rows})


def obstacle(effect: Effect) -> str:
    """Why an effect cannot be pooled whatever the others are; "" where nothing is in the way."""
    if effect.rule:
        return "hidden"
    if effect.value is None or effect.design == Design.D or not effect.pupils:
        return "none"
    if any(n <= MANY for n in effect.pupils):
        return "few"
    whole = effect.low is not None and effect.high is not None
    if not whole or _weighable(effect) is None or effect.confidence != CONFIDENCE:
        doubt = next((code for code in effect.doubts if code in APART), "")
        return doubt or ("shares" if effect.unit == POINTS else "own")
    return "" if _can_be_weighed(effect) else "numbers"


def _can_be_weighed(effect: Effect) -> bool:
    """Whether a school's numbers stay numbers on the way to a mean of several schools."""
    found = _weighable(effect)
    return found is not None and all(
        1e-15 < variance < 1e15 and abs(value) < 1e10 for value, variance in found
    )


def _weighable(effect: Effect) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The effect with its variance, in its own unit and standardised; None where one is lacking."""
    value, _, _, se = effect.judged
    standardised, variance = effect.standardised, effect.standardised_variance
    if value is None or not se or se < 0 or standardised is None or variance is None:
        return None
    return (value, se * se), (standardised, variance)


def _reason(one: Measured, found: tuple[Measured, ...], alike: dict) -> str:
    if in_the_way := obstacle(one.effect):
        return in_the_way
    rows = alike[_key(one.effect)]
    if all(row is not one for row in rows):
        return "second"
    if _schools(rows) == FEWEST - 1:
        return "two"
    same = [m for m in found if _what(m.effect) == _what(one.effect) and m.slug != one.slug]
    return "unlike" if same else "alone"


def pool_of(rows: list[Measured], *, leave_out: bool = True) -> Pool:
    """What these give together.

    Parameters
    ----------
    leave_out : whether to work out once more what all the others give without each of them.
    """
    weighable = [found for row in rows if (found := _weighable(row.effect))]
    values, variances = zip(*(own for own, _ in weighable), strict=True)
    standardised, of_standardised = zip(*(in_sds for _, in_sds in weighable), strict=True)
    labels: dict[str, Any] = {
        "designs": [row.effect.design for row in rows],
        "estimators": [row.effect.estimator for row in rows],
        "outcomes": [_what(row.effect)[0] for row in rows],
    }
    pooled = stats.pool(values, variances, confidence=CONFIDENCE, **labels)
    inverse = [1 / (v + (pooled.tau2 or 0)) for v in variances]
    return Pool(
        tuple(rows),
        pooled,
        stats.pool(
            standardised,
            of_standardised,
            confidence=CONFIDENCE,
            **labels,
        ),
        tuple(stats.leave_one_out(values, variances, confidence=CONFIDENCE)) if leave_out else (),
        tuple(w / sum(inverse) for w in inverse),
        _worthwhile(rows),
    )


def _worthwhile(rows: list[Measured]) -> float | None:
    named = {row.effect.smallest_worthwhile for row in rows}
    return named.pop() if len(named) == 1 else None
