"""Small invented partnerships to plan, whole or at random."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from spp_research.cycle import cycle_of
from spp_research.partnership.plan.inputs import Agreed, Host, Person, Planning, Training, Visit

CYCLE = cycle_of("2026-27")
FIRST = date(2026, 11, 2)
ON = date(2026, 9, 7)
KEPT_UP = Training(date(2026, 9, 1), date(2028, 9, 1))


def weeks(number: int, first: date = FIRST) -> tuple[date, ...]:
    """The school days of so many weeks."""
    days = (first + timedelta(days=n) for n in range(7 * number))
    return tuple(day for day in days if day.weekday() < 5)


def hosts(number: int, length: int = 1, open_: tuple[date, ...] = weeks(14)) -> tuple[Host, ...]:
    return tuple(Host(f"s{n}", f"School {n}", length, open_) for n in range(number))


def people(schools: int, reviewers: int = 2, champions: int = 1) -> tuple[Person, ...]:
    """So many reviewers and champions at each school, all of them trained."""
    made = []
    for n in range(schools):
        for k in range(reviewers):
            made.append(Person(f"R{n}{k}", f"Reviewer {n}{k}", f"s{n}", reviewer=KEPT_UP))
        for k in range(champions):
            made.append(Person(f"C{n}{k}", f"Champion {n}{k}", f"s{n}", champion=KEPT_UP))
    return tuple(made)


def year(**given) -> Planning:
    """A planning with what is given, and four schools of two reviewers and a champion else."""
    own = {
        "partnership": "Long Meadow",
        "cycle": CYCLE,
        "on": ON,
        "agreed": Agreed(impact_after=4, first_review=FIRST),
        "hosts": hosts(4),
        "people": people(4),
    } | given
    names = {person.person_id: person.name for person in own["people"]}
    return Planning(**own, names=names)


@st.composite
def trainings(draw) -> Training | None:
    kind = draw(st.sampled_from(["kept", "kept", "kept", "lapses", "none", "undated", "later"]))
    if kind == "none":
        return None
    since = {"undated": None, "later": date(2026, 12, 7)}.get(kind, date(2026, 9, 1))
    return Training(since, date(2026, 11, 20) if kind == "lapses" else date(2028, 9, 1))


@st.composite
def persons(draw, place: int, schools: int) -> Person:
    days = draw(st.sets(st.sampled_from(weeks(8)), max_size=6))
    school = draw(st.sampled_from([f"s{n}" for n in range(schools)] * 3 + [""]))
    reviewer, champion = draw(trainings()), draw(trainings())
    if reviewer is None and champion is None:
        reviewer = KEPT_UP
    give = draw(st.sampled_from([None, None, None, 0, 1, 2, 4]))
    return Person(f"P{place}", f"Person {place}", school, reviewer, champion, frozenset(days), give)


@st.composite
def visits(draw, host: Host, who: list[str]) -> Visit | None:
    """A row that is there already: past, fixed or only planned, and not always a good one."""
    kind = draw(st.sampled_from(["none", "none", "none", "past", "fixed", "planned"]))
    if kind == "none":
        return None
    start = date(2026, 9, 2) if kind == "past" else draw(st.sampled_from(host.open[:10]))
    team = draw(st.lists(st.sampled_from(who), max_size=4, unique=True))
    gap = draw(st.sampled_from([None, 8, 15]))
    workshop = None if gap is None else start + timedelta(days=gap)
    champion = draw(st.sampled_from(["", *who]))
    return Visit(
        host.school,
        start=start,
        end=start,
        workshop=workshop,
        team=tuple(team),
        champion=champion,
        fixed=kind == "fixed",
    )


@st.composite
def plannings(draw) -> Planning:
    """A partnership of two to five schools, mostly with fewer people than it would like."""
    number = draw(st.integers(2, 5))
    open_ = weeks(draw(st.sampled_from([3, 6, 10])))
    places = [
        Host(
            f"s{n}",
            f"School {n}",
            draw(st.integers(1, 2)),
            tuple(day for day in open_ if day not in draw(st.sets(st.sampled_from(open_[:9])))),
        )
        for n in range(number)
    ]
    own = tuple(draw(persons(n, number)) for n in range(draw(st.integers(2, 12))))
    who = [person.person_id for person in own]
    rows = [draw(visits(host, who)) for host in places]
    return year(hosts=tuple(places), people=own, visits=tuple(row for row in rows if row))
