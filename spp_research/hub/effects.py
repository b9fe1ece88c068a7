"""What the main outcomes of a hub's schools give together, as far as it may be said.

Like with like only, and by the same random-effects model as in a partnership. The schools' own
results stay in their partnerships: a reader sees what several partnerships give together, never
one school's or one partnership's part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from spp_research.partnership.annual import Measured, Pool
from spp_research.partnership.annual.effects import alike, obstacle, pool_of
from spp_research.schema.vocabulary import IMPACT_REFLECTION

from .editions import FEWEST
from .figures import Parts, Tally, before
from .lead import bare
from .parts import Part

FEWEST_PARTNERSHIPS = 2
FEW = "too few schools measured it alike besides those of one partnership"
NEAR = "in an edition that was signed before, fewer than three schools more or less were behind it"
ONE = "it was measured alike in one partnership only, whose own report has it"


@dataclass(frozen=True)
class Together:
    """Results that several partnerships have together.

    Parameters
    ----------
    pool : of all their schools, without what each of them would change by being left out.
    schools : at which partnerships they are.
    """

    pool: Pool
    schools: Tally


def measured(parts: Iterable[Part]) -> tuple[Measured, ...]:
    """The main outcomes, each with its school's key in the hub for its short name."""
    return tuple(Measured(p.key, p.school, effect) for p in parts for effect in p.effects)


def together(parts: Parts) -> tuple[Together, ...]:
    """What may be put together and shown, by the name of the outcome and never by the result."""
    by_key = {part.key: part for part in parts}
    made = []
    for rows in alike(measured(parts)).values():
        schools = _schools(rows, by_key, parts)
        if not _why_not(schools):
            made.append(Together(pool_of(rows, leave_out=False), schools))
    return tuple(sorted(made, key=lambda one: _place(one.pool)))


def apart(parts: Parts) -> tuple[tuple[str, Tally], ...]:
    """Why other main outcomes are not put together, and at which schools; outcomes are counted."""
    by_key = {part.key: part for part in parts}
    found = measured(parts)
    reasons: dict[str, list[Measured]] = {}
    for one in found:
        if why := obstacle(one.effect):
            reasons.setdefault(why, []).append(one)
    groups = alike(found)
    used = {id(row) for rows in groups.values() for row in rows}
    seconds = [m for m in found if not obstacle(m.effect) and id(m) not in used]
    if seconds:
        reasons["second"] = seconds
    for rows in groups.values():
        if why := _why_not(_schools(rows, by_key, parts)):
            reasons.setdefault(why, []).extend(rows)
    return tuple((why, _tally(why, rows, by_key, parts)) for why, rows in reasons.items())


def _why_not(schools: Tally) -> str:
    """Why results that are alike are not shown together; "" where they are."""
    if schools.number < FEWEST:
        return FEW
    if schools.partnerships < FEWEST_PARTNERSHIPS:
        return ONE
    if not schools.is_enough:
        return FEW
    return "" if schools.may_be_shown else NEAR


def _schools(rows: Sequence[Measured], by_key: Mapping[str, Part], parts: Parts) -> Tally:
    first = rows[0].effect
    name = f"together: {first.name}, {first.unit}, {first.design.value}"
    return _of(rows, by_key, before(parts, name))


def _tally(why: str, rows: Sequence[Measured], by_key: Mapping[str, Part], parts: Parts) -> Tally:
    return replace(_of(rows, by_key, before(parts, f"apart: {why}")), things=len(rows))


def _of(
    rows: Sequence[Measured], by_key: Mapping[str, Part], editions: tuple[frozenset[str], ...]
) -> Tally:
    own = [by_key[key] for key in dict.fromkeys(row.slug for row in rows)]
    return Tally(
        Counter(bare(part.partnership) for part in own),
        Counter(bare(part.partnership) for part in own if IMPACT_REFLECTION in part.public),
        None,
        frozenset(part.key for part in own),
        editions,
    )


def shown_results(parts: Parts) -> dict[str, frozenset[str]]:
    """The schools behind each result and each count of results that a report of these shows."""
    found = {}
    for one in together(parts):
        first = one.pool.first
        name = f"together: {first.name}, {first.unit}, {first.design.value}"
        found[name] = one.schools.who
    return found | {f"apart: {why}": t.who for why, t in apart(parts) if t.may_be_shown}


def _place(pool: Pool) -> tuple[str, str, str]:
    return pool.first.name.casefold(), pool.first.unit.casefold(), pool.first.design.value
