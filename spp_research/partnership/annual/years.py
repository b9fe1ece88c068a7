"""The partnership over several cycles, from the share files of each: counts, and what lasted.

Only sums over all the schools are made, so that no school stands beside another. Who joined or
left is counted, and what a school did not share is counted as not shared and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spp_research.cycle import same_cycle
from spp_research.schema.vocabulary import (
    CARRIED_KINDS,
    ActionState,
    Carried,
    CarriedState,
    FindingKind,
)
from spp_research.share import Effect, Lasted, SchoolShare
from spp_research.share.content import REFLECTION, REVIEW, WRITE_UP

from ..year import Year
from .audience import shares, signed_off
from .cycles import Alike, TwoCycles, changes_of_all
from .followed import plans
from .themes import themes

YES = "Yes"


@dataclass(frozen=True)
class Told:
    """One cycle in counts, as far as it is signed off for this reader.

    Parameters
    ----------
    cycle : its name.
    schools : in the partnership.
    reviewed, reflected : whose review summary, and whose impact reflection, is signed off.
    strengths, next_steps : findings in those reviews.
    on_theme : by theme, schools with a next step on it.
    actions, completed, known : actions shared, those completed, and those with a known result.
    practices : write-ups signed off.
    """

    cycle: str
    schools: int
    reviewed: int
    reflected: int
    strengths: int
    next_steps: int
    on_theme: Mapping[str, int]
    actions: int
    completed: int
    known: int
    practices: int


def told(year: Year) -> Told:
    """What one cycle comes to."""
    given = shares(year)
    reviews = signed_off(year, REVIEW)
    findings = [finding for share in reviews.values() for finding in share.findings]
    lines = plans(given, signed_off(year, REFLECTION))
    return Told(
        year.partnership.cycle,
        len(year.partnership.schools),
        len(reviews),
        len(signed_off(year, REFLECTION)),
        sum(finding.kind == FindingKind.STRENGTH for finding in findings),
        sum(finding.kind == FindingKind.NEXT_STEP for finding in findings),
        {
            theme.theme: len({school for school, _ in theme.next_steps})
            for theme in themes(reviews)
            if theme.theme
        },
        len(lines),
        sum(line.action.status == ActionState.COMPLETED for line in lines),
        sum(line.known for line in lines),
        sum(share.practice is not None for share in signed_off(year, WRITE_UP).values()),
    )


def came_and_went(before: Year, after: Year) -> tuple[int, int]:
    """How many schools joined between two cycles, and how many left."""
    then, now = ({school.slug for school in y.partnership.schools} for y in (before, after))
    return len(now - then), len(then - now)


@dataclass(frozen=True)
class Kept:
    """What went on from one cycle, of one kind, and how it was when it was looked at.

    Parameters
    ----------
    seen_in : the cycle in which the schools looked.
    cycle : the one that it came from.
    what : action, outcome or practice.
    still, adapted, stopped, not_looked : how many.
    schools : how many schools say so.
    """

    seen_in: str
    cycle: str
    what: Carried
    still: int
    adapted: int
    stopped: int
    not_looked: int
    schools: int

    @property
    def every(self) -> int:
        """All of them."""
        return self.still + self.adapted + self.stopped + self.not_looked


def kept(year: Year) -> tuple[Kept, ...]:
    """What went on into one cycle, by the cycle that it came from and by kind."""
    given = tuple(shares(year).values())
    names: list[str] = []  # a cycle written in two ways is one
    for share in given:
        for one in share.lasted:
            if not any(same_cycle(one.cycle, name) for name in names):
                names.append(one.cycle)
    return tuple(
        found
        for name in sorted(names)
        for what in CARRIED_KINDS
        if (found := _kept(year.partnership.cycle, name, Carried(what), given)).every
    )


def _kept(seen_in: str, cycle: str, what: Carried, given: Sequence[SchoolShare]) -> Kept:
    own = [
        (share.school, carried_state(one.state))
        for share in given
        for one in share.lasted
        if one.what == what and same_cycle(one.cycle, cycle)
    ]
    tally = Counter(state for _, state in own)
    return Kept(
        seen_in,
        cycle,
        what,
        tally[CarriedState.STILL_DONE],
        tally[CarriedState.ADAPTED],
        tally[CarriedState.STOPPED],
        tally[CarriedState.NOT_LOOKED],
        len({school for school, _ in own}),
    )


@dataclass(frozen=True)
class Again:
    """An outcome of an earlier cycle that a school measured once more.

    Parameters
    ----------
    school : whose it is.
    cycle : in which it was measured first.
    first : what was shared of it then; None where that is not here.
    now : what it came to this year.
    """

    school: str
    cycle: str
    first: Effect | None
    now: Effect


def measured_once_more(year: Year) -> tuple[Again, ...]:
    """Each outcome of an earlier cycle that was measured once more, in the lead's order."""
    then = {y.partnership.cycle: shares(y) for y in year.earlier}
    return tuple(
        Again(share.school_name, one.cycle, _first(then, slug, one), one.again)
        for slug, share in shares(year).items()
        for one in share.lasted
        if one.again is not None and one.again.value is not None
    )


def _first(
    then: Mapping[str, Mapping[str, SchoolShare]], school: str, kept: Lasted
) -> Effect | None:
    for cycle, given in then.items():
        for effect in given[school].effects if school in given else ():
            of_it = effect.outcome_id == kept.item_id and effect.value is not None
            if of_it and same_cycle(cycle, kept.cycle):
                return effect
    return None


def carried_state(said: str) -> CarriedState:
    """How something of an earlier cycle is now, of what a share file says of it."""
    return CarriedState(said) if said in tuple(CarriedState) else CarriedState.NOT_LOOKED


def measured_alike(year: Year) -> tuple[TwoCycles, ...]:
    """Each outcome that the lead says was measured alike in an earlier cycle and in this one."""
    rows = year.partnership.alike
    now = shares(year)
    found: list[TwoCycles] = []
    for row in () if rows is None else rows.itertuples(index=False):
        then = next(
            (y for y in year.earlier if same_cycle(y.partnership.cycle, str(row.first_cycle))),
            None,
        )
        pair = Alike(
            str(row.first_outcome),
            str(row.second_outcome),
            row.same_test == YES,
            row.same_time == YES,
            row.same_year_group == YES,
        )
        if then is not None and row.school in now:
            own = {row.school: now[row.school]}
            found += changes_of_all(shares(then), own, [pair])
    return tuple(found)
