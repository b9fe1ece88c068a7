"""Marks of the cycle's strip never cover each other, and many schools take several charts."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research.display.timelines import MOST_ROWS, apart, cycle_strips

pytestmark = pytest.mark.usefixtures("words_alone")

GAP = pd.Timedelta(days=10)


@given(st.lists(st.dates(date(2025, 9, 1), date(2026, 8, 31)), max_size=5))
def test_marks_keep_their_distance_and_their_order(days):
    days = [pd.Timestamp(day) for day in days]
    places = apart(days, GAP)
    order = sorted(range(len(days)), key=lambda i: (days[i], i))
    assert [places[i] for i in order] == sorted(places)
    gaps = pd.Series(sorted(places)).diff().dropna()
    assert (gaps >= GAP - pd.Timedelta(seconds=1)).all()


def test_days_that_lie_near_are_spread_around_their_middle():
    days = [pd.Timestamp("2026-01-05"), pd.Timestamp("2026-01-07"), pd.Timestamp("2026-01-06")]
    assert [place.day for place in apart(days, pd.Timedelta(days=2))] == [4, 8, 6]


def test_marks_that_are_apart_stay_on_their_days():
    days = [pd.Timestamp("2026-01-01"), pd.Timestamp("2026-02-01")]
    assert apart(days, GAP) == days


def of(schools: int) -> list:
    names = [(f"s{n}", f"School {n}") for n in range(schools)]
    stages = pd.DataFrame(
        [(slug, "Peer review", pd.Timestamp(2026, 1, 5), "done") for slug, _ in names],
        columns=["school", "stage", "date", "state"],
    )
    return cycle_strips(stages, names, date(2026, 7, 10), label="fig-cycle")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("schools", "charts"), [(1, 1), (MOST_ROWS, 1), (MOST_ROWS + 1, 2), (70, 4)]
)
def test_many_schools_take_several_charts(schools, charts):
    made = of(schools)
    assert [c.label for c in made] == [
        "fig-cycle",
        *(f"fig-cycle-{n}" for n in range(2, charts + 1)),
    ]
    assert len({c.title for c in made}) == 1
    assert sum(c.alt.count("School ") for c in made) == schools


def test_a_single_date_of_the_very_day_is_drawn():
    stages = pd.DataFrame(
        [("s0", "Peer review", pd.Timestamp(2026, 7, 10), "next")],
        columns=["school", "stage", "date", "state"],
    )
    (chart,) = cycle_strips(stages, [("s0", "School")], date(2026, 7, 10), label="fig-cycle")
    assert chart.title == "The school has not yet had its peer review"
