"""The smallest change that so many people could show, against other ways to the same number."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from spp_research import open_workshop, workshop_pack
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


@pytest.mark.slow
@pytest.mark.parametrize(("classes", "each"), [(2, 28), (3, 25), (6, 12)])
def test_the_plan_of_whole_classes_is_reckoned_as_their_result(oakfield, classes, each):
    """Over many made-up years, the result's own figure lies round the one that was planned."""
    from spp_research.school.impact import outcomes
    from spp_research.school.impact.checks import smallest_shown
    from spp_research.school.impact.measures import measured

    (outcome, *_) = outcomes(oakfield)
    rng = np.random.default_rng(20261129)
    names = {
        f"{n}{c}": g for n in range(classes) for c, g in (("A", "Project"), ("B", "Comparison"))
    }
    (planned, *_) = cohorts(with_pupils(oakfield, pupils(names, each)))
    found = []
    for _ in range(40):
        rows = pd.DataFrame(
            [
                (f"{name}{n}", group, name, before)
                for name, group in names.items()
                for n, before in enumerate(rng.normal(90, 20, each))
            ],
            columns=["pupil_id", "group", "class_name", "baseline"],
        )
        shift = {name: rng.normal(0, 20 * np.sqrt(0.05 * 0.51)) for name in names}
        noise = 20 * np.sqrt(0.95 * 0.51) * rng.standard_normal(len(rows))
        rows["follow_up"] = (
            90 + 0.7 * (rows["baseline"] - 90) + rows["class_name"].map(shift) + noise
        )
        found.append(smallest_shown(outcome, measured(outcome, rows)).value / 20)
    # With few classes the standard error itself goes up and down; squares average out.
    assert np.sqrt(np.mean(np.square(found))) == pytest.approx(planned.in_sd, rel=0.2)


def test_four_classes_are_not_told_that_they_can_show_nothing(oakfield):
    names = {"4A": "Project", "4B": "Comparison", "5A": "Project", "5B": "Comparison"}
    (found, *_) = cohorts(with_pupils(oakfield, pupils(names, 28)))
    assert not found.reason and 0.9 < found.in_sd < 1.5


def test_what_sets_classes_apart_at_the_start_is_allowed_for(oakfield):
    """Year groups that stand far apart make the spread of all, and not that of a comparison."""
    names = {f"{n}{c}": g for n in range(4) for c, g in (("A", "Project"), ("B", "Comparison"))}
    alike = pupils(names, 10)
    apart = [
        (o, p, g, c, s, before + 40 * int(c[0]), after) for o, p, g, c, s, before, after in alike
    ]
    (one, *_), (other, *_) = (cohorts(with_pupils(oakfield, rows)) for rows in (alike, apart))
    assert one.in_sd > 1.5 * other.in_sd
    assert other.in_unit == pytest.approx(one.in_unit, rel=0.2)


def test_a_few_without_a_class_do_not_make_pupils_of_classes(oakfield):
    names = {f"{n}{c}": g for n in range(4) for c, g in (("A", "Project"), ("B", "Comparison"))}
    rows = pupils(names, 12)
    (whole, *_) = cohorts(with_pupils(oakfield, rows))
    blank = [(*row[:3], "" if n % 20 == 0 else row[3], *row[4:]) for n, row in enumerate(rows)]
    (some, *_) = cohorts(with_pupils(oakfield, blank))
    assert some.in_sd == pytest.approx(whole.in_sd, rel=0.05)


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


def test_a_handful_is_never_about_nobody():
    """Four pupils, to the nearest five from five on, would be "about 0"."""
    pack = open_workshop("example", "nether-sallow", "school")
    rows = workshop_pack.smallest_table(pack).markdown.splitlines()
    (check,) = [row for row in rows if "End-of-unit mathematics check" in row]
    assert "| fewer than 5 |" in check
