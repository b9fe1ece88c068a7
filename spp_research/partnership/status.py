"""Where each school is: by what has arrived and been done, not by dates that have passed.

What has arrived is seen in share files, and in workbooks where they are at hand. A date that has
gone by with nothing to show for it is said to be still to come; nobody is judged by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from spp_research.intake import Reading
from spp_research.intake.read.typed_rows import given
from spp_research.protect.at_odds import AtOdds
from spp_research.schema.vocabulary import IMPACT_REFLECTION, REVIEW_SUMMARY
from spp_research.share import SchoolShare
from spp_research.share.exchanged import Received

from .annual.followed import Loose, loose_ends, plans
from .lead_workbook import School
from .pairs import with_side
from .people import days_left
from .plan.inputs import Person, Visit, names_of_partners, people_and_visits
from .reviewed import Reviewed, pairs

SOON = timedelta(days=30)
TIME_TO_ARRIVE = timedelta(days=14)  # what was done is typed and sent in days, not on the day


class Stage(StrEnum):
    """The steps of a school's year, in their order."""

    SELF_REVIEW = "self-review"
    EVIDENCE = "evidence shared"
    REVIEW = "peer review"
    WORKSHOP = "improvement workshop"
    IMPACT = "impact review"
    PRACTICE = "practice shared"


class State(StrEnum):
    """How far a step is."""

    DONE = "done"
    LATE = "still to come"
    SOON = "soon"
    PLANNED = "planned"
    NO_DATE = "no date"


@dataclass(frozen=True)
class Seen:
    """What has arrived from one school.

    Parameters
    ----------
    stages : the steps of which something is there.
    sources : where that was seen, "share file" or "workbook".
    measured : the days on which an outcome is to be measured, each with its ID.
    """

    stages: frozenset[Stage] = frozenset()
    sources: tuple[str, ...] = ()
    measured: tuple[tuple[date, str], ...] = ()

    def __or__(self, other: Seen) -> Seen:
        sources = (*self.sources, *other.sources)
        return Seen(self.stages | other.stages, sources, (*self.measured, *other.measured))


NOTHING = Seen()


@dataclass(frozen=True)
class Step:
    """One step of one review: its day, and how far it is."""

    stage: Stage
    day: date | None
    state: State


@dataclass(frozen=True)
class Standing:
    """Where one school is in one review of the cycle."""

    school: School
    visit: Visit | None
    steps: tuple[Step, ...]
    seen: Seen


@dataclass(frozen=True)
class Lapse:
    """Training that has lapsed or is about to, and the duty that it is needed for, if any."""

    person_id: str
    name: str
    role: str
    until: date
    needed: date | None = None


@dataclass(frozen=True)
class SheetAtOdds:
    """Two rows of a Sign-off sheet of which one changes nothing, and whose sheet it is."""

    whose: str
    odds: AtOdds


@dataclass(frozen=True)
class Expiry:
    """A sign-off that has ended or is about to."""

    whose: str
    document: str
    ends: date


@dataclass(frozen=True)
class Measuring:
    """A day on which a school measures an outcome."""

    school: School
    outcome: str
    day: date


@dataclass(frozen=True)
class Workshop:
    """A workshop that is to come, and who may be its champion.

    Parameters
    ----------
    champion : who is named for it; empty if nobody is.
    allowed : IDs of all who may be, by the rules and by what they have on that day.
    """

    school: School
    day: date
    champion: str
    allowed: tuple[str, ...]


@dataclass(frozen=True)
class FromPartner:
    """What there is of another side, which is no part of where this partnership is.

    Parameters
    ----------
    received : what its schools have sent.
    together, reviews : in how many of the cycle's reviews here somebody of it takes part, and of
        how many.
    """

    received: Received
    together: int
    reviews: int


@dataclass(frozen=True)
class Status:
    """The partnership on one day.

    Parameters
    ----------
    partners : the other sides that are registered. No school of theirs is in `standings`.
    measuring : what is to be measured from the day on, where the workbooks are at hand.
    at_odds : rows of Sign-off sheets that change nothing, where the workbooks are at hand.
    standings : one a review, or one a school without a review, in the lead's order.
    silent : short names of schools from which nothing has arrived.
    loose : threads that have no end yet.
    reviewed : by school that was reviewed, its name and the schools that reviewed it with the
        cycles, over all years; empty before a cycle is closed.
    """

    partnership: str
    cycle: str
    on: date
    standings: tuple[Standing, ...]
    lapses: tuple[Lapse, ...]
    expiries: tuple[Expiry, ...]
    workshops: tuple[Workshop, ...]
    loose: tuple[Loose, ...]
    silent: tuple[str, ...]
    names: Mapping[str, str]
    reviewed: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    partners: tuple[FromPartner, ...] = ()
    measuring: tuple[Measuring, ...] = ()
    at_odds: tuple[SheetAtOdds, ...] = ()


def seen_in_share(share: SchoolShare) -> Seen:
    """What a share file shows to have been done."""
    stages = {
        Stage.SELF_REVIEW: bool(share.focus),
        Stage.REVIEW: bool(share.findings) or share.signed(REVIEW_SUMMARY) is not None,
        Stage.WORKSHOP: bool(share.actions),
        Stage.IMPACT: bool(share.effects) or share.signed(IMPACT_REFLECTION) is not None,
        Stage.PRACTICE: share.practice is not None,
    }
    return Seen(frozenset(stage for stage, there in stages.items() if there), ("share file",))


_SHEETS = {
    Stage.SELF_REVIEW: ("self_review",),
    Stage.EVIDENCE: ("evidence",),
    Stage.REVIEW: ("findings",),
    Stage.WORKSHOP: ("actions",),
    Stage.IMPACT: ("reflection",),
    Stage.PRACTICE: ("practice",),
}


def seen_in_workbook(reading: Reading) -> Seen:
    """What a school's workbook shows to have been done, and when it measures; no words are kept."""
    outcomes = [row for _, row in reading.rows["outcomes"].records]
    measured = {
        (row[column], str(row["outcome_id"]))
        for row in outcomes
        for column in ("baseline_date", "follow_up_date", "later_date")
        if given(row["outcome_id"], row.get(column))
    }
    return Seen(
        frozenset(
            stage
            for stage, sheets in _SHEETS.items()
            if any(len(reading.rows[sheet]) for sheet in sheets if sheet in reading.rows)
        ),
        ("workbook",),
        tuple(sorted(measured)),
    )


def status_of(
    lead: Reading,
    schools: Sequence[School],
    shares: Mapping[str, SchoolShare],
    workbooks: Mapping[str, Seen],
    on: date,
    reviews: Sequence[Reviewed] = (),
    received: Sequence[Received] = (),
) -> Status:
    """Where the partnership is on a day.

    Parameters
    ----------
    lead : the reading of the lead's workbook, without faults.
    schools : in the lead's order.
    shares : by short name, the share files that are there.
    workbooks : by short name, what workbooks at hand show.
    reviews : of all years, for who reviewed whom.
    received : what the schools of other sides have sent.
    """
    cycle, people, visits = people_and_visits(lead, on)
    own = lead.rows["partnership"].records[0][1]
    seen = {
        school.slug: (seen_in_share(shares[school.slug]) if school.slug in shares else NOTHING)
        | workbooks.get(school.slug, NOTHING)
        for school in schools
    }
    reflected = [slug for slug, share in shares.items() if share.signed(IMPACT_REFLECTION)]
    return Status(
        partnership=own["name"],
        cycle=own["cycle"] or cycle.name,
        on=on,
        standings=tuple(
            standing
            for school in schools
            for standing in _standings(school, visits, seen[school.slug], on)
        ),
        lapses=tuple(_lapses(lead, visits, on)),
        expiries=tuple(_expiries(lead, own["name"], shares, on)),
        workshops=tuple(_workshops(schools, people, visits, on)),
        loose=loose_ends(shares, plans(shares, reflected), on),
        silent=tuple(school.slug for school in schools if not seen[school.slug].stages),
        names={row["person_id"]: row["name"] for _, row in lead.rows["people"].records}
        | names_of_partners(lead),
        reviewed=_reviewed(lead, reviews, on),
        partners=tuple(FromPartner(one, *with_side(lead, one.side)) for one in received),
        measuring=tuple(
            Measuring(school, outcome, day)
            for school in schools
            for day, outcome in seen[school.slug].measured
            if day >= on
        ),
    )


def _reviewed(
    lead: Reading, reviews: Sequence[Reviewed], on: date
) -> dict[str, dict[str, Sequence[str]]]:
    """Who reviewed whom by the day, by names; nothing where all of it was in one cycle."""
    been = [one for one in reviews if one.start is not None and one.start <= on]
    if len({one.cycle for one in been}) < 2:
        return {}
    names = {row["school"]: row["school_name"] for _, row in lead.rows["schools"].records}
    found: dict[str, dict[str, Sequence[str]]] = {}
    for (school, host), cycles in pairs(been).items():
        found.setdefault(names.get(host, host), {})[names.get(school, school)] = cycles
    order = {name: place for place, name in enumerate(names.values())}
    return {host: found[host] for host in sorted(found, key=lambda one: order.get(one, len(order)))}


def _standings(school: School, visits: Sequence[Visit], seen: Seen, on: date) -> Iterator[Standing]:
    mine = [visit for visit in visits if visit.school == school.slug]
    if not mine:
        yield Standing(school, None, tuple(_steps(None, seen, on)), seen)
    begun = [visit for visit in mine if visit.start is not None and visit.start <= on]
    latest = (begun or mine)[-1] if mine else None
    for visit in mine:
        # What has arrived is of the review that has begun last; those before it are over.
        own = seen if visit == latest or visit in begun else NOTHING
        yield Standing(school, visit, tuple(_steps(visit, own, on)), own)


def _steps(visit: Visit | None, seen: Seen, on: date) -> Iterator[Step]:
    days = dict.fromkeys(Stage)
    if visit is not None:
        end = visit.days()[-1] if visit.start else None
        days |= {
            Stage.SELF_REVIEW: visit.self_review,
            Stage.EVIDENCE: visit.evidence,
            Stage.REVIEW: end,
            Stage.WORKSHOP: visit.workshop,
            Stage.IMPACT: visit.impact,
        }
    order = list(Stage)
    # What comes later shows that a step has been. A practice may be written down at any time, so it
    # shows that only of a step whose day has gone by, and never that anybody looked back.
    last = max((order.index(one) for one in seen.stages if one is not Stage.PRACTICE), default=-1)
    for place, stage in enumerate(order):
        day = days[stage]
        gone_by = day is not None and day <= on and stage is not Stage.IMPACT
        done = stage in seen.stages or place < last or (Stage.PRACTICE in seen.stages and gone_by)
        yield Step(stage, days[stage], State.DONE if done else _state(days[stage], on))


def _state(day: date | None, on: date) -> State:
    if day is None:
        return State.NO_DATE
    if day < on - TIME_TO_ARRIVE:
        return State.LATE
    return State.SOON if day <= on + SOON else State.PLANNED


def _lapses(lead: Reading, visits: Sequence[Visit], on: date) -> Iterator[Lapse]:
    """Training that ends within a month, has ended, or ends before it is needed.

    Of those who come from elsewhere only what is needed here: the rest is their own lead's.
    """
    others = [row for side in lead.partners.sides for row in side.rows()]
    own = [row for _, row in lead.rows["people"].records]
    left = days_left(own, [row for _, row in lead.rows["schools"].records])
    for row in (*own, *others):
        until = row["refresher_due"]
        gone = left.get(row["person_id"], date.max) <= on
        if not given(until) or not row["role"] or gone:
            continue
        duties = sorted(_duties(row["person_id"], row["role"], visits, on))
        needed = next((day for day in duties if day > until), None)
        if needed or (until <= on + SOON and not given(row["from_elsewhere"])):
            yield Lapse(row["person_id"], row["name"], row["role"], until, needed)


def _duties(who: str, role: str, visits: Sequence[Visit], on: date) -> Iterator[date]:
    from .timetable import CHAMPION, REVIEWER

    for visit in visits:
        if role == REVIEWER and who in visit.team and visit.start and visit.start >= on:
            yield visit.days()[-1]
        if role == CHAMPION and who == visit.champion and visit.workshop and visit.workshop >= on:
            yield visit.workshop


def _expiries(
    lead: Reading, partnership: str, shares: Mapping[str, SchoolShare], on: date
) -> Iterator[Expiry]:
    for _, row in lead.rows["sign_off"].records:
        ends = row["expires_on"]
        if given(row["cycle"]):
            continue
        if given(ends) and not given(row["withdrawn_on"]) and ends <= on + SOON:
            yield Expiry(partnership, row["document"], ends)
    for share in shares.values():
        for line in share.sign_offs:
            if line.ends_on is not None and line.ends_on <= on + SOON:
                yield Expiry(share.school_name, line.document, line.ends_on)


def _workshops(
    schools: Sequence[School], people: Sequence[Person], visits: Sequence[Visit], on: date
) -> Iterator[Workshop]:
    by_slug = {school.slug: school for school in schools}
    to_come = [visit for visit in visits if visit.workshop is not None and visit.workshop >= on]
    for visit in sorted(to_come, key=lambda v: (v.workshop, v.school)):
        if visit.school in by_slug and visit.workshop is not None:
            yield Workshop(
                by_slug[visit.school],
                visit.workshop,
                visit.champion,
                champions_for(visit, people, visits),
            )


def champions_for(
    visit: Visit, people: Sequence[Person], visits: Sequence[Visit]
) -> tuple[str, ...]:
    """Who may be the champion of a workshop, in the order of the sheet of people.

    They have the role, with training that holds on the day; they do not work at the school and
    were not in the review; and they are not away or needed elsewhere on that day.
    """
    day = visit.workshop
    if day is None:
        return ()
    return tuple(
        person.person_id
        for person in people
        if person.champion is not None
        and person.champion.holds(day)
        and person.school != visit.school
        and person.person_id not in visit.team
        and day not in person.away
        and not _is_busy(person.person_id, day, visit, visits)
    )


def _is_busy(who: str, day: date, own: Visit, visits: Sequence[Visit]) -> bool:
    return any(
        (who in other.team and day in other.days())
        or (who == other.champion and day == other.workshop)
        for other in visits
        if other.key != own.key
    )
