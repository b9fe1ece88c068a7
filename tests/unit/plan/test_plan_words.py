"""What is said where there is no plan, and of what a plan changes."""

from __future__ import annotations

from datetime import date

from years import hosts, people, year

from spp_research.partnership.plan.answers import Bend, Bent, Rule
from spp_research.partnership.plan.mends import Impossible, Left
from spp_research.partnership.plan.planned import Change, Fairness, Plan
from spp_research.words import plan as words

PLANNING = year(hosts=hosts(3), people=people(3))
BENT = [
    Bent(Bend.REFRESHER, "C00", "champion"),
    Bent(Bend.TRAINING, "R00", "reviewer"),
    Bent(Bend.FREE_DAY, "R10", number=2, days=(date(2026, 11, 4), date(2026, 11, 5))),
    Bent(Bend.MORE_DAYS, "R10", number=2),
    Bent(Bend.LATER, number=1, schools=("s1",)),
    Bent(Bend.NEW_REVIEWER, role="reviewer", number=2, schools=("s0", "s1")),
    Bent(Bend.NEW_CHAMPION, role="champion", schools=("s2",)),
]


def test_each_reason_and_each_mend_is_a_sentence(snapshot):
    said = []
    for why in (
        Impossible(("s0", "s1", "s2"), no_day=("s1",)),
        Impossible(
            ("s0", "s1", "s2"),
            clash=tuple(Rule),
            left=(Left("s2", "champion", 6, 1, 1, 2, 2), Left("s0", "reviewer", 4, 2, 0, 0, 0)),
            mends=tuple((bent,) for bent in BENT),
        ),
        Impossible(("s0",), left=(Left("s0", "champion", 0, 0, 0, 0, 0),)),
        Impossible(
            ("s0",), left=(Left("s0", "champion", 1, 1, 0, 0, 0),), mends=(tuple(BENT[2:4]),)
        ),
        Impossible(("s0", "s1", "s2"), proved=False),
    ):
        said.append("\n".join(words.why_not(why, PLANNING)))
    assert "\n\n".join(said) == snapshot


def test_what_a_plan_tells_of_itself(snapshot):
    changes = (
        Change(("s0", 1), "team", ("R10", "R11"), ("R10", "R20")),
        Change(("s1", 1), "review_start", date(2026, 11, 4), date(2026, 11, 5)),
        Change(("s2", 1), "impact_review_date", date(2027, 5, 4), None),
    )
    planning = year(hosts=hosts(3), people=people(3), unknown_from=date(2028, 1, 1))
    made = Plan(
        planning,
        (),
        frozenset(),
        changes,
        Fairness((1, 2), (1, 1), (3, 3), (("s0", "s1"),)),
        helped=(("s0",),),
        no_impact=frozenset({("s2", 1)}),
    )
    said = [
        words.fairness(made),
        *words.remarks(made),
        *(words.changed(change, planning) for change in changes),
    ]
    assert "\n".join(said) == snapshot
