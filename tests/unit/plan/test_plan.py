"""The plan of a year: every rule is kept, or what is said of why not is true."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from plan_rules import broken
from years import FIRST, KEPT_UP, ON, hosts, people, plannings, weeks, year

from spp_research.partnership.plan import plan, planned
from spp_research.partnership.plan.answers import Bend, Bent, Rule
from spp_research.partnership.plan.inputs import Agreed, Person, Planning, Training, Visit
from spp_research.partnership.plan.unkept import unkept
from spp_research.words.plan import remarks

ALWAYS = Training(date(2020, 1, 1), None)


def mended(planning: Planning, mend: tuple[Bent, ...]) -> Planning:
    """The same partnership with what a mend asks for."""
    own = {person.person_id: person for person in planning.people}
    agreed = planning.agreed
    for bent in mend:
        person = own.get(bent.who)
        match bent.bend:
            case Bend.REFRESHER:
                training = replace(getattr(person, bent.role), until=None)
                own[bent.who] = replace(person, **{bent.role: training})
            case Bend.TRAINING:
                training = replace(getattr(person, bent.role), since=date(2020, 1, 1))
                own[bent.who] = replace(person, **{bent.role: training})
            case Bend.FREE_DAY:
                own[bent.who] = replace(person, away=person.away - set(bent.days))
            case Bend.MORE_DAYS:
                more = person.days_to_give + bent.number
                own[bent.who] = replace(person, days_to_give=more)
            case Bend.LATER:  # of one school; all of them may be later here
                agreed = replace(agreed, workshop_within=agreed.workshop_within + 7 * bent.number)
            case _:
                for n in range(bent.number):
                    who = f"new {bent.role} {n}"
                    own[who] = Person(who, "", "", **{bent.role: ALWAYS})
    return replace(planning, people=tuple(own.values()), agreed=agreed)


def holds(planning: Planning) -> str:
    """Whether what a plan says is true; "planned" or "impossible"."""
    made = plan(planning)
    if not made.impossible:
        assert broken(planning, made.visits) == []
        assert plan(planning) == made  # the same again
        again = plan(replace(planning, visits=made.visits))
        assert not again.changes and not again.impossible  # what is planned stays
        return "planned"
    (why,) = made.impossible
    assert why.mends or why.no_day or why.clash or not why.proved
    for mend in why.mends:
        then = mended(planning, mend)
        better = plan(then)
        assert not better.impossible, mend
        assert broken(then, better.visits) == []
    return "impossible"


@pytest.fixture(autouse=True)
def quickly(request, monkeypatch):
    """A short search: what is tested here holds for any plan, unless a test says otherwise."""
    if "well" not in request.fixturenames:
        monkeypatch.setattr(planned, "_EFFORT", 0.01)


@pytest.fixture
def well():
    """As long a search as everybody has."""


QUICK = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # to shrink a year takes many solves
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.slow
@QUICK
@given(plannings())
def test_a_small_partnership_is_planned_by_every_rule_or_told_why_not(planning):
    holds(planning)


@pytest.mark.slow
@settings(QUICK, max_examples=25, derandomize=False)
@given(plannings())
def test_many_small_partnerships_are_planned_by_every_rule_or_told_why_not(planning):
    holds(planning)


@pytest.mark.parametrize("number", [3, 5])
def test_a_partnership_with_enough_people_is_planned(number):
    planning = year(hosts=hosts(number), people=people(number))
    assert holds(planning) == "planned"


def test_the_work_is_shared_and_pairs_are_avoided(well):
    made = plan(year(hosts=hosts(7), people=people(7), last_year=frozenset({("s0", "s1")})))
    assert made.fairness.reviews == (1, 2)
    assert made.fairness.workshops == (1, 1)
    assert made.fairness.given == (3, 3)
    assert made.fairness.mutual == ()
    went = {(who[1], visit.school[1]) for visit in made.visits for who in visit.team}
    assert not {("0", "1"), ("1", "0")} & went


def test_a_team_of_four_where_that_is_agreed(well):
    made = plan(year(agreed=Agreed(reviewers=4, first_review=FIRST)))
    assert [len(visit.team) for visit in made.visits] == [4, 4, 4, 4]


def test_what_has_been_and_what_is_fixed_stays_and_the_rest_is_filled_in():
    day = ON - timedelta(days=5)
    past = Visit("s0", start=day, end=day, team=("R10",))
    fixed = Visit("s1", start=FIRST, end=FIRST, team=("R00", "R20"), fixed=True)
    places = hosts(4, open_=weeks(20, date(2026, 9, 7)))
    planning = year(hosts=places, visits=(past, fixed))
    first, second, *_ = plan(planning).visits
    assert (first.start, first.team) == (past.start, past.team)
    assert first.workshop and first.workshop > ON and first.champion
    assert (second.start, second.team) == (fixed.start, fixed.team)
    assert second.champion not in ("", *fixed.team)


def test_a_new_plan_changes_least_and_says_what():
    before = plan(year())
    lost = before.visits[2].team[0]
    on = before.visits[2].start
    own = tuple(
        replace(person, away=frozenset({on})) if person.person_id == lost else person
        for person in people(4)
    )
    planning = year(people=own, visits=before.visits)
    after = plan(planning)
    assert broken(planning, after.visits) == []
    assert [change.key for change in after.changes] == [("s2", 1)]
    assert [change.what for change in after.changes] == ["team"]
    kept = [visit for visit in after.visits if visit.school != "s2"]
    assert kept == [visit for visit in before.visits if visit.school != "s2"]


def test_one_champion_too_few_is_said_with_who_is_left_and_what_would_do():
    own = tuple(person for person in people(3) if person.champion is None)
    one = Person("C", "Cara", "s0", champion=Training(date(2025, 9, 1), date(2026, 10, 1)))
    (why,) = plan(year(hosts=hosts(3), people=(*own, one))).impossible
    assert why.proved and Rule.CHAMPION in why.clash and Rule.TEAM not in why.clash
    assert {(left.school, left.role) for left in why.left} == {
        (f"s{n}", "champion") for n in range(3)
    }
    assert [left.at_home for left in why.left] == [1, 0, 0]
    assert [left.untrained for left in why.left] == [0, 1, 1]
    assert all(bent.bend is not Bend.FREE_DAY for mend in why.mends for bent in mend)
    assert (Bent(Bend.NEW_CHAMPION, role="champion", schools=("s0", "s1", "s2")),) in why.mends


def test_days_to_give_are_kept_and_one_more_is_what_it_takes():
    own = people(3, reviewers=2, champions=1)
    own = tuple(
        replace(person, days_to_give=0) if person.person_id in ("R00", "R10") else person
        for person in own
    )
    (why,) = plan(year(hosts=hosts(3), people=own)).impossible
    assert sum(bent.number for bent in why.mends[0] if bent.bend is Bend.MORE_DAYS) == 1
    assert Rule.GIVE in why.clash and Rule.TEAM in why.clash


def test_a_school_that_is_never_open_is_named():
    places = (*hosts(3), replace(hosts(4)[3], open=weeks(1, date(2026, 9, 1))))
    (why,) = plan(year(hosts=places)).impossible
    assert why.no_day == ("s3",)


def test_a_group_without_a_plan_of_its_own_is_helped_by_the_others():
    places = tuple(
        replace(host, group="North" if n < 4 else "South") for n, host in enumerate(hosts(8))
    )
    own = tuple(person for person in people(8) if person.person_id not in ("C40", "C50", "C60"))
    planning = year(hosts=places, people=own)
    made = plan(planning)
    assert not made.impossible
    assert made.helped == (("s4", "s5", "s6", "s7"),)
    assert broken(planning, made.visits) == []


def test_somebody_from_elsewhere_helps_any_group_and_is_in_one_place_at_a_time():
    places = tuple(replace(host, group=f"G{n // 3}") for n, host in enumerate(hosts(6)))
    own = tuple(person for person in people(6) if person.champion is None)
    guest = Person("X", "Guest", "", champion=KEPT_UP)
    planning = year(hosts=places, people=(*own, guest))
    made = plan(planning)
    assert not made.impossible and broken(planning, made.visits) == []
    assert {visit.champion for visit in made.visits} == {"X"}


def test_what_is_fixed_against_the_rules_stays_and_is_said(snapshot):
    day = FIRST + timedelta(days=7)
    own = Visit("s0", start=day, end=day, team=("R00", "R10", "R20"), fixed=True)
    other = Visit(
        "s1",
        start=day,
        end=day,
        workshop=day + timedelta(days=5),  # a Saturday
        team=("R20", "R30"),
        champion="R20",
        fixed=True,
    )
    who = tuple(
        replace(one, away=frozenset({day})) if one.person_id == "R30" else one for one in people(4)
    )
    made = plan(year(people=who, visits=(own, other)))
    assert made.visits[0].team == own.team and made.visits[1].champion == "R20"
    assert [line for line in remarks(made) if "kept as it was fixed" in line] == snapshot
    assert not unkept(plan(year()))
