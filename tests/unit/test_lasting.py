"""Sessions and gains, and a third measurement: described, set beside, and for the school alone."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from impact_data import outcome, pupils, yes_or_no

from spp_research import stats
from spp_research.protect.disclosure import rules_for
from spp_research.school.impact import result
from spp_research.words.cautions import open_question
from spp_research.words.lasting import dose_sentence, later_sentence

SCHOOL, PARTNERSHIP, PUBLIC = map(rules_for, ("school", "partnership", "public"))
LATER = date(2027, 1, 20)


def measured(project=24, comparison=26, *, steep=0.0, lost=(), sessions=None, **changes):
    """A result of pupils with sessions and a later measurement, and the pupils."""
    rows = pupils(project, comparison)
    draw = np.random.default_rng(1)
    had = draw.integers(10, 60, len(rows)).astype(float) if sessions is None else sessions
    rows["follow_up"] = (rows["follow_up"] + steep * had).round()
    rows["sessions_received"] = pd.array(had, dtype="Float64")
    rows["later_follow_up"] = rows["follow_up"] - 2
    rows.loc[list(lost), "later_follow_up"] = pd.NA
    return result(outcome(later_date=LATER, **changes), rows), rows


def test_old_files_have_neither():
    found = result(outcome(), pupils())
    assert found.dose is None and found.later is None
    assert dose_sentence(found, SCHOOL) is None and later_sentence(found, SCHOOL) is None
    found, rows = measured()
    blank = rows.assign(
        sessions_received=pd.array([None] * 50, dtype="Float64"),
        later_follow_up=pd.array([None] * 50, dtype="Float64"),
    )
    again = result(outcome(), blank)
    assert again.dose is None and again.later is None


# --- sessions


def test_the_dose_is_of_the_projects_pupils_alone():
    found, rows = measured(steep=0.4)
    project = rows[rows["group"] == "Project"]
    expected = stats.dose(project["sessions_received"], project["follow_up"] - project["baseline"])
    assert found.dose.value == expected.value and found.dose.n == 24
    said = dose_sentence(found, SCHOOL).plain
    assert "Pupils who came more gained more: about 2.5 words a minute for each five" in said
    assert said.endswith("may differ in other ways. This does not show that sessions help.")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Whether pupils who came more gained more or less cannot be told."),
        ({"steep": -0.4}, "Pupils who came more gained less: about"),
        ({"steep": -0.4, "higher_is_better": False}, "It fell more, or rose less, for pupils who"),
        ({"steep": 0.4, "higher_is_better": False}, "It fell less, or rose more, for pupils who"),
        ({"project": 8, "comparison": 0, "design": "B"}, "too few: 8 pupils"),
        ({"sessions": np.full(50, 30.0)}, "only 1 different number"),
        (
            {"sessions": np.array([30.0] * 20 + [1, 2, 3, 4] + [9.0] * 26)},
            "83% of pupils",
        ),
    ],
)
def test_a_dose_says_what_can_be_told(changes, said):
    found, _ = measured(**changes)
    assert said in dose_sentence(found, SCHOOL).plain


def test_pupils_without_a_number_are_left_out_and_said():
    had = np.random.default_rng(1).integers(10, 60, 50).astype(float)
    had[[0, 1, 2]] = np.nan
    rows = pupils()
    rows["sessions_received"] = pd.array([None if np.isnan(n) else n for n in had], dtype="Float64")
    found = result(outcome(), rows)
    assert found.dose.n == 21
    assert "are left out (3)." in dose_sentence(found, SCHOOL).plain


@pytest.mark.parametrize("design", ["C", "D"])
def test_other_designs_have_no_dose_and_nothing_later(design):
    found, _ = measured(design=design)
    assert found.dose is None and found.later is None


def test_yes_or_no_has_no_dose_and_may_have_lasted():
    rows = yes_or_no((5, 6), (14, 9), (24, 26))
    rows["sessions_received"] = pd.array(np.arange(50.0), dtype="Float64")
    rows["later_follow_up"] = rows["follow_up"]
    found = result(outcome(unit="yes or no", design="A"), rows)
    assert found.dose is None
    assert found.later.estimate.value == pytest.approx(found.estimate.value)


# --- later


def test_the_later_estimate_is_the_same_one_of_the_later_measurement():
    found, rows = measured(lost=(0, 1, 30))
    alone = result(outcome(), rows.assign(follow_up=rows["later_follow_up"]))
    assert found.later.estimate.value == alone.estimate.value
    assert found.later.estimate.interval == alone.estimate.interval
    assert (found.later.sizes, found.later.lost) == ((22, 25), 3)
    assert found.estimate == result(outcome(), rows).estimate  # the first stays as it was


def test_both_are_said_beside_each_other_and_never_averaged():
    found, _ = measured(lost=(0, 1, 30))
    said = later_sentence(found, SCHOOL).plain
    assert said.startswith("**Words read in one minute, once more.** Seven months later results in")
    assert "The data fit anything from" in said and "(22 and 25 pupils)" in said
    assert "At first it had been about 7.6 words a minute higher." in said
    assert "behind the first figure 3 were not measured again." in said
    assert "average" not in said


def test_growth_and_few_lost_are_said_in_their_own_words():
    found, _ = measured(24, 0, design="B", lost=(0,))
    said = later_sentence(found, SCHOOL).plain
    assert "results of the same pupils were about" in said
    assert "Pupils grow anyway, and more in the longer time." in said
    assert "A few of the pupils behind the first figure were not measured again." in said
    found, _ = measured(24, 0, design="B")
    assert "not measured again" not in later_sentence(found, SCHOOL).plain


@pytest.mark.slow
@pytest.mark.parametrize(
    ("when", "said"),
    [
        (date(2026, 7, 20), "Two weeks later"),
        (date(2026, 8, 6), "One month later"),
        (date(2027, 7, 6), "12 months later"),
        (None, "Later"),
    ],
)
def test_how_much_later_it_was(when, said):
    _, rows = measured()
    found = result(outcome(later_date=when), rows)
    assert f"once more.** {said} results" in later_sentence(found, SCHOOL).plain


@pytest.mark.parametrize("rules", [PARTNERSHIP, PUBLIC], ids=["partnership", "public"])
def test_further_figures_of_the_same_pupils_are_for_the_school_alone(rules):
    found, _ = measured(steep=0.4)
    assert dose_sentence(found, rules) is None and later_sentence(found, rules) is None
    assert dose_sentence(found, SCHOOL) and later_sentence(found, SCHOOL)


def test_what_is_hidden_from_the_school_stays_hidden_later():
    found, _ = measured(2, 0, design="B")
    assert later_sentence(found, SCHOOL) is None and dose_sentence(found, SCHOOL) is None
    same = pupils(6, 0).assign(baseline=10.0, follow_up=20.0)
    same["later_follow_up"] = pd.array([30.0] * 6, dtype="Float64")
    assert later_sentence(result(outcome(design="B"), same), SCHOOL) is None


# --- few pupils


@pytest.mark.parametrize(("n", "pointed"), [(1, True), (5, True), (6, False)])
def test_of_few_pupils_the_school_is_pointed_to_a_series(n, pointed):
    found = result(outcome(design="B"), pupils(n, 0))
    assert ("a figure every week would show more" in open_question(found, SCHOOL).plain) is pointed
    assert "every week" not in open_question(found, PARTNERSHIP).plain
