"""The smallest change that so many people could show, against other ways to the same number."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from spp_research import open_workshop
from spp_research.school.workshop import cohorts, smallest_change
from spp_research.school.workshop.smallest import (
    ANSWERS,
    ONCE,
    ONE_CLASS,
    SAME,
    TOO_FEW,
    TOO_FEW_CLASSES,
    WAIT,
)

SIZES = (15, 30, 60, 200)


@pytest.mark.parametrize("n", SIZES)
def test_same_pupils_against_statsmodels(n):
    from statsmodels.stats.power import TTestPower

    expected = TTestPower().solve_power(nobs=n, alpha=0.05, power=0.8) * np.sqrt(2 * 0.3)
    assert smallest_change(SAME, n) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("n", SIZES)
def test_answers_against_statsmodels(n):
    from statsmodels.stats.power import TTestIndPower
    from statsmodels.stats.proportion import proportion_effectsize

    change = smallest_change(ANSWERS, n)
    needed = TTestIndPower().solve_power(nobs1=n, alpha=0.05, power=0.8)
    assert proportion_effectsize(0.5 + change, 0.5) == pytest.approx(needed, abs=1e-4)


def test_in_made_up_schools_four_in_five_show_it():
    """Pupils measured twice with a correlation of 0.7, who really gained that much."""
    from scipy import stats

    rng = np.random.default_rng(20260710)
    n, runs = 30, 4000
    gain = smallest_change(SAME, n)
    before = rng.standard_normal((runs, n))
    after = 0.7 * before + np.sqrt(1 - 0.49) * rng.standard_normal((runs, n)) + gain
    shown = stats.ttest_rel(after, before, axis=1).pvalue < 0.05
    assert shown.mean() == pytest.approx(0.8, abs=0.02)


def test_in_made_up_schools_where_half_wait():
    rng = np.random.default_rng(20260711)
    n, runs = 40, 2000
    gain = smallest_change(WAIT, n // 2, n // 2)
    begins = np.repeat([1.0, 0.0], n // 2)
    shown = 0
    for _ in range(runs):
        before = rng.standard_normal(n)
        after = 0.7 * before + np.sqrt(1 - 0.49) * rng.standard_normal(n) + gain * begins
        x = np.column_stack([np.ones(n), begins, before])
        coefficients, rest, *_ = np.linalg.lstsq(x, after, rcond=None)
        se = np.sqrt(rest[0] / (n - 3) * np.linalg.inv(x.T @ x)[1, 1])
        shown += abs(coefficients[1] / se) > 2.0262  # t with 37 degrees of freedom
    assert shown / runs == pytest.approx(0.8, abs=0.03)


def test_more_people_show_smaller_changes():
    for way, sizes in ((SAME, [(n,) for n in SIZES]), (WAIT, [(n, n) for n in SIZES])):
        found = [smallest_change(way, *size) for size in sizes]
        assert found == sorted(found, reverse=True) and None not in found


@pytest.mark.parametrize(
    ("way", "people"),
    [(SAME, (0,)), (SAME, (1,)), (SAME, (2,)), (WAIT, (1, 40)), (WAIT, (3, 3)), (ANSWERS, (1,)),
     (ANSWERS, (5,))],
)  # fmt: skip
def test_too_few_give_no_number(way, people):
    assert smallest_change(way, *people) is None


@pytest.fixture(scope="module")
def oakfield():
    return open_workshop("example", "oakfield", "partnership").study.base


def with_pupils(base, rows):
    columns = ["outcome_id", "pupil_id", "group", "class_name", "subgroup", "baseline", "follow_up"]
    pupils = pd.DataFrame(rows, columns=columns)
    return replace(base, pupils=pupils, outcomes=base.outcomes[base.outcomes["outcome_id"] == "O1"])


def pupils(classes, each=8):
    rng = np.random.default_rng(1)
    return [
        ("O1", f"{name}{n}", group, name, None, float(rng.normal(90, 20)), None)
        for name, group in classes.items()
        for n in range(each)
    ]


def test_known_groups_of_the_example(oakfield):
    found = {cohort.name: cohort for cohort in cohorts(oakfield)}
    words = found["Words read correctly in one minute"]
    assert words.way == WAIT and len(words.people) == 2 and words.unit == "words a minute"
    spread = oakfield.pupils.loc[oakfield.pupils["outcome_id"] == "O1", "baseline"].std()
    assert words.in_unit == pytest.approx(words.in_sd * float(f"{spread:.2g}"))  # as it is known
    assert found["Where pupils say they used the week's words"].reason == ONCE
    assert found["Pupils invited to a survey"].people == (58,)


def test_whole_classes_count_as_classes(oakfield):
    def change(classes, each=8):
        (first, *_) = cohorts(with_pupils(oakfield, pupils(classes, each)))
        return first

    single = change({"": "Project", " ": "Comparison"}, 32)
    whole = change(
        {f"{n}{c}": g for n in range(4) for c, g in (("A", "Project"), ("B", "Comparison"))}
    )
    assert whole.people == single.people == (32, 32)
    assert whole.in_sd > single.in_sd
    assert change({"A": "Project", "B": "Comparison"}).reason == ONE_CLASS


@pytest.mark.parametrize(
    ("pupils_there", "said"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (26, 25)]
)
def test_how_many_were_measured_is_told_to_the_nearest_five(oakfield, pupils_there, said):
    """Else the number measured both times, in the reflection, would say how many were lost."""
    (cohort, *_) = cohorts(
        with_pupils(oakfield, pupils({"": "Project", " ": "Comparison"}, pupils_there))
    )
    assert cohort.people == (pupils_there,) * 2 and cohort.about == (said,) * 2
    assert cohort.in_sd == smallest_change(WAIT, said, said)


def test_pupils_without_a_first_measurement_do_not_count(oakfield):
    rows = pupils({"": "Project", " ": "Comparison"}, 20)
    gone = [(*row[:5], None, 99.0) if n % 2 else row for n, row in enumerate(rows)]
    (cohort, *_) = cohorts(with_pupils(oakfield, gone))
    assert cohort.people == (10, 10)


def test_a_handful_is_said_to_be_too_few(oakfield):
    (cohort, *_) = cohorts(with_pupils(oakfield, pupils({"": "Project", " ": "Comparison"}, 2)))
    assert cohort.in_sd is None and cohort.reason == TOO_FEW


def test_whole_classes_before_and_after_count_as_they_will_in_the_result(oakfield):
    """The plan's smallest change is about what the result then has for its own."""

    def planned(rows, **more):
        base = with_pupils(oakfield, rows)
        return cohorts(replace(base, outcomes=base.outcomes.assign(design="B", **more)))[0]

    four = pupils(dict.fromkeys("ABCD", "Project"), 10)
    by_class, by_pupil = planned(four), planned([(*row[:3], None, *row[4:]) for row in four])
    assert by_class.people == by_pupil.people == (40,)
    assert by_class.in_sd > 1.5 * by_pupil.in_sd
    assert planned(four, chosen_for="Low scores").in_sd == by_pupil.in_sd  # one by one
    assert planned(pupils({"A": "Project", "B": "Project"}, 20)).reason == TOO_FEW_CLASSES
    half = [(*row[:3], None if n % 4 == 0 else row[3], *row[4:]) for n, row in enumerate(four)]
    assert planned(half).in_sd == by_pupil.in_sd
