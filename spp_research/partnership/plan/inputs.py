"""What a plan is made from: the lead's workbook as the rules of a plan ask for it.

Nothing here knows how a plan is found. Who is away is kept as days; nobody is asked why.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from spp_research.cycle import Cycle
from spp_research.errors import EvidenceError
from spp_research.intake import Reading
from spp_research.intake.check.cycle_dates import cycle_of_lead
from spp_research.intake.read.typed_rows import Row, given
from spp_research.phrases import listed
from spp_research.schema import PARTNERSHIP
from spp_research.schema.vocabulary import BANK_HOLIDAYS, Span

from ..people import days_left
from ..timetable import CHAMPION, REVIEWER
from .school_days import (
    BankHolidays,
    Period,
    Stretch,
    bank_holidays,
    days_of,
    school_days,
    weekday_numbers,
)

TWO_DAYS_FROM = 250  # pupils on roll, where nobody says how long a review takes
_LONGEST = 14  # days of a review that are looked at; a longer one is a slip of the pen
_WEEK = timedelta(days=7)  # from the self-review to sharing the evidence


@dataclass(frozen=True)
class Training:
    """Training for a role: since when, and until when it holds; None where that is not said."""

    since: date | None
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether it had been done by a day and had not lapsed."""
        if self.since is None or self.since > day:
            return False
        return self.until is None or day <= self.until


@dataclass(frozen=True)
class Person:
    """Somebody who may review or be a champion.

    Parameters
    ----------
    school : short name of where they work; empty for somebody from elsewhere.
    reviewer, champion : the training for either role; None without the role.
    away : days on which they cannot come.
    days_to_give : the most days in the year; None without a limit.
    """

    person_id: str
    name: str
    school: str
    reviewer: Training | None = None
    champion: Training | None = None
    away: frozenset[date] = frozenset()
    days_to_give: int | None = None


@dataclass(frozen=True)
class Host:
    """A school that is reviewed.

    Parameters
    ----------
    days : of its review, 1 or 2.
    open : the days on which a review or a workshop can be there, in order.
    group : as the lead named it; empty if not.
    in_term : whether it has a school day in the cycle at all, whatever will not do.
    """

    school: str
    name: str
    days: int
    open: tuple[date, ...]
    group: str = ""
    in_term: bool = True


@dataclass(frozen=True)
class Visit:
    """A row of the timetable: what is known of one review, None or empty where nothing is yet.

    Parameters
    ----------
    nth : which of the school's reviews of the cycle, from 1.
    fixed : whether the lead says that it stays as it is.
    """

    school: str
    nth: int = 1
    self_review: date | None = None
    evidence: date | None = None
    start: date | None = None
    end: date | None = None
    workshop: date | None = None
    impact: date | None = None
    team: tuple[str, ...] = ()
    champion: str = ""
    fixed: bool = False

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the other reviews of the cycle."""
        return self.school, self.nth

    def days(self) -> tuple[date, ...]:
        """The days of the review; none while it has no date."""
        if self.start is None:
            return ()
        last = min(max(self.end or self.start, self.start), self.start + timedelta(_LONGEST))
        return tuple(days_of(Stretch(self.start, last)))


@dataclass(frozen=True)
class Agreed:
    """What the partnership has agreed on, with the kit's own numbers for what is blank.

    `said` names what the lead wrote. A number of the kit's own moves nothing that is in the
    timetable already.
    """

    reviewers: int = 3
    workshop_after: int = 7
    workshop_within: int = 21
    impact_after: int = 16  # weeks
    evidence_before: int = 14
    first_review: date | None = None
    last_review: date | None = None
    bank_holidays: str = BANK_HOLIDAYS[0]
    said: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Planning:
    """Everything that a plan is made from.

    Parameters
    ----------
    on : the day that it is made on; what lies before has been.
    hosts : in the lead's order.
    visits : of this cycle, in the order of the timetable.
    last_year : who reviewed whom before, last year or in any closed cycle, as pairs of short
        names.
    unknown_from : the first day for which bank holidays are not known; None if all are.
    names : of everybody on the sheet of people, by ID.
    """

    partnership: str
    cycle: Cycle
    on: date
    agreed: Agreed
    hosts: tuple[Host, ...]
    people: tuple[Person, ...]
    visits: tuple[Visit, ...] = ()
    last_year: frozenset[tuple[str, str]] = frozenset()
    unknown_from: date | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def host(self, school: str) -> Host:
        """The school with this short name; KeyError if there is none."""
        for host in self.hosts:
            if host.school == school:
                return host
        raise KeyError(school)

    def person(self, person_id: str) -> Person | None:
        """The person with this ID, if they may review or be a champion."""
        return next((p for p in self.people if p.person_id == person_id), None)

    def window(self, host: Host) -> tuple[date, ...]:
        """The days on which a new review could begin at a school, by what has been agreed."""
        if not host.open:
            return ()
        ready = timedelta(days=self.agreed.evidence_before)
        first = max(self.agreed.first_review or host.open[0] + ready + _WEEK, self.on + ready)
        last = self.agreed.last_review or host.open[-1]
        there = set(host.open)
        return tuple(
            day
            for day in host.open
            if first <= day
            and day + timedelta(days=host.days - 1) <= last
            and all(day + timedelta(days=n) in there for n in range(host.days))
        )


def planning_of(reading: Reading, on: date, before: Collection[tuple[str, str]] = ()) -> Planning:
    """What a plan is made from, as the lead's workbook says it.

    Parameters
    ----------
    reading : of a workbook without faults.
    before : who reviewed whom in cycles that are closed, as pairs of short names.

    Raises
    ------
    EvidenceError
        When the workbook lacks what no plan can be made without: the cycle's year, terms, or
        enough schools.
    """
    cycle = cycle_of_lead(reading)
    if cycle is None:
        raise EvidenceError(
            f"{_where(reading, 'partnership')}: the name of the cycle tells no school year, so no "
            "day can be planned in it. Write it as 2026-27."
        )
    agreed = _agreed(reading)
    spans = tuple(
        Period(Span(row["span"]), Stretch(row["first_day"], row["last_day"]), row["school"] or "")
        for row in _rows(reading, "terms")
    )
    holidays = bank_holidays(agreed.bank_holidays)
    away = _away(reading, cycle)
    closed = holidays.days if holidays else frozenset()
    hosts = tuple(
        _host(row, spans, closed, away, cycle)
        for row in _rows(reading, "schools")
        if row["left_on"] is None or row["left_on"] >= cycle.first
    )
    _require_days(reading, hosts, cycle)
    visits, last = _visits(reading, cycle)
    schools = {row["person_id"]: row["school"] or "" for row in _rows(reading, "people")}
    here = {row["person_id"]: row["name"] for row in _rows(reading, "people")}
    return Planning(
        partnership=_rows(reading, "partnership")[0]["name"],
        cycle=cycle,
        on=on,
        agreed=agreed,
        hosts=hosts,
        people=_people(reading, away, cycle),
        visits=visits,
        last_year=frozenset(
            (schools[who], visit.school) for visit in last for who in visit.team if schools.get(who)
        )
        | frozenset(before),
        unknown_from=_unknown_from(holidays, hosts),
        names=here | names_of_partners(reading),
    )


def names_of_partners(reading: Reading) -> dict[str, str]:
    """Everybody of another side by ID, with the side that they come from."""
    return {
        who: f"{one.name} ({side.partnership})"
        for side in reading.partners.sides
        for who, one in side.ids.items()
    }


def people_and_visits(
    reading: Reading, on: date
) -> tuple[Cycle, tuple[Person, ...], tuple[Visit, ...]]:
    """Who may do what, and the reviews of the cycle, without what only a plan needs.

    Parameters
    ----------
    on : the day that is looked from, around which a cycle without a year is taken to be.
    """
    year = timedelta(days=365)
    around = (on - year, on + year)
    cycle = cycle_of_lead(reading) or Cycle("", *around, *around, guessed=True)
    return cycle, _people(reading, _away(reading, cycle), cycle), _visits(reading, cycle)[0]


def _rows(reading: Reading, sheet: str) -> list[Row]:
    return [row for _, row in reading.rows[sheet].records]


def _where(reading: Reading, sheet: str) -> str:
    title = reading.titles.get(sheet, PARTNERSHIP.sheet(sheet).title)
    return f"{reading.shown_as}, sheet “{title}”"


def _agreed(reading: Reading) -> Agreed:
    rows = _rows(reading, "planning")
    said = {name: value for name, value in rows[0].items() if given(value)} if rows else {}
    return Agreed(**said, said=frozenset(said))


def _away(reading: Reading, cycle: Cycle) -> dict[tuple[str, str], frozenset[date]]:
    """The days that will not do, by ("person_id" or "school", whose)."""
    found: dict[tuple[str, str], frozenset[date]] = {}
    for row in _rows(reading, "away"):
        weekdays = weekday_numbers(row["weekdays"])
        first = row["first_day"] or cycle.earliest
        last = row["last_day"] or (
            cycle.latest if weekdays or row["first_day"] is None else row["first_day"]
        )
        days = frozenset(days_of(Stretch(first, last, weekdays)))
        for column in ("person_id", "school"):
            if row[column]:
                key = (column, row[column])
                found[key] = found.get(key, frozenset()) | days
    return found


def _host(
    row: Row,
    spans: tuple[Period, ...],
    closed: frozenset[date],
    away: Mapping[tuple[str, str], frozenset[date]],
    cycle: Cycle,
) -> Host:
    school = row["school"]
    shut = away.get(("school", school), frozenset())
    days = row["review_days"] or (2 if (row["pupils_on_roll"] or 0) >= TWO_DAYS_FROM else 1)
    there = school_days(spans, school, closed)
    inside = tuple(day for day in there if cycle.holds(day) and day not in shut)
    in_term = any(map(cycle.holds, there))
    group = (row["review_group"] or "").strip()
    return Host(school, row["school_name"], days, inside, group, in_term)


def _require_days(reading: Reading, hosts: tuple[Host, ...], cycle: Cycle) -> None:
    if len(hosts) < 2:
        raise EvidenceError(
            f"{_where(reading, 'schools')}: a plan needs at least two schools, since nobody "
            "reviews their own. Add a row for each school."
        )
    without = [host.name for host in hosts if not host.open]
    if not without:
        return
    if shut := [host.name for host in hosts if not host.open and host.in_term]:
        raise EvidenceError(
            f"{_where(reading, 'away')}: every school day of {listed(shut[:3])} is one that will "
            "not do, so no day for a review can be found. Take out a row, or make it shorter."
        )
    if len(without) == len(hosts):
        whose = "There is no term here"
    else:
        whose = f"There is no term here for {listed(without[:3])}"
    raise EvidenceError(
        f"{_where(reading, 'terms')}: {whose[0].lower()}{whose[1:]} with a school day of the cycle "
        f"{cycle.name} ({cycle.days}), so no day for a review can be found. Give the first and the "
        "last day of each term; a workbook without this sheet takes it from the empty one that "
        "“spp templates FOLDER” writes."
    )


def _from(day: date, cycle: Cycle) -> frozenset[date]:
    """The days of a cycle from one day on."""
    first, last = max(day, cycle.earliest), cycle.latest
    return frozenset(days_of(Stretch(first, last))) if first <= last else frozenset()


def _people(
    reading: Reading, away: Mapping[tuple[str, str], frozenset[date]], cycle: Cycle
) -> tuple[Person, ...]:
    """Everybody with one of the two roles, in the order of the sheet, one record a person.

    Those of another side come last, as people who work at none of the schools.
    """
    rows: dict[str, list[Row]] = {}
    gone = days_left(_rows(reading, "people"), _rows(reading, "schools"))
    standing = [side for side in reading.partners.sides if side.withdrawn_on is None]
    others = [{**row, "school": None} for side in standing for row in side.rows()]
    for row in (*_rows(reading, "people"), *others):
        rows.setdefault(row["person_id"], []).append(row)
    people = []
    for who, own in rows.items():
        trained = {r["role"]: Training(r["trained_on"], r["refresher_due"]) for r in own}
        if not {REVIEWER, CHAMPION} & set(trained):
            continue
        limits = [r["days_to_give"] for r in own if given(r["days_to_give"])]
        people.append(
            Person(
                person_id=who,
                name=own[0]["name"],
                school=next((r["school"] for r in own if r["school"]), ""),
                reviewer=trained.get(REVIEWER),
                champion=trained.get(CHAMPION),
                away=away.get(("person_id", who), frozenset())
                | (_from(gone[who], cycle) if who in gone else frozenset()),
                days_to_give=min(limits, default=None),
            )
        )
    return tuple(people)


def _visits(reading: Reading, cycle: Cycle) -> tuple[tuple[Visit, ...], tuple[Visit, ...]]:
    """The reviews of the cycle, and those of the year before it."""
    now: list[Visit] = []
    before: list[Visit] = []
    counts: dict[str, int] = {}
    for row in _rows(reading, "timetable"):
        start = row["review_start"]
        this = start is None or cycle.holds(start)
        nth = counts.get(row["school"], 0) + 1 if this else 1
        visit = Visit(
            school=row["school"],
            nth=nth,
            self_review=row["self_review_date"],
            evidence=row["data_sharing_date"],
            start=start,
            end=row["review_end"],
            workshop=row["workshop_date"],
            impact=row["impact_review_date"],
            team=tuple(row["team"]),
            champion=row["champion"] or "",
            fixed=row["fixed"] == "Yes",
        )
        if this:
            counts[row["school"]] = nth
            now.append(visit)
        elif start < cycle.first and (cycle.first - start).days <= 366:
            before.append(visit)
    return tuple(now), tuple(before)


def _unknown_from(holidays: BankHolidays | None, hosts: tuple[Host, ...]) -> date | None:
    if holidays is None:
        return None
    last = max(host.open[-1] for host in hosts)
    return date(holidays.until + 1, 1, 1) if last.year > holidays.until else None
