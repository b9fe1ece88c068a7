"""Each design and kind of measure gets its own estimate, and no more than it can carry."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from impact_data import outcome, pupils, yes_or_no

from spp_research import stats
from spp_research.school import impact
from spp_research.school.impact import Doubt, Measure, result
from spp_research.stats.triangulation import Source


def treated(rows):
    return (rows["group"] == "Project").astype(int)


def test_a_comparison_is_adjusted_for_the_start_and_told_in_the_unit_of_the_measure():
    rows = pupils()
    found = result(outcome(), rows)
    effect = stats.adjusted_effect(rows["baseline"], rows["follow_up"], treated(rows))
    assert found.estimate.value == effect.details["adjusted_difference"]
    assert found.estimate.unit == "words a minute"
    assert found.standardised == effect
    assert found.adjusted
    assert found.people == (24, 26)


def test_the_same_pupils_are_compared_with_themselves():
    rows = pupils(comparison=0, named=False)
    rows.loc[3, "follow_up"] = pd.NA
    found = result(outcome(design="B"), rows)
    matched = rows.dropna(subset=["follow_up"])
    assert found.estimate.value == pytest.approx(
        float((matched["follow_up"] - matched["baseline"]).mean())
    )
    assert found.people == (23,)
    means = {s.time: s.mean for s in found.summaries}
    assert means["After"] - means["Before"] == pytest.approx(found.estimate.value)


def test_different_pupils_are_compared_as_two_groups_and_both_are_counted():
    rows = pupils(comparison=0)
    rows.loc[:3, "baseline"] = pd.NA
    found = result(outcome(design="C"), rows)
    direct = stats.mean_difference(rows["follow_up"], rows["baseline"].dropna())
    assert (found.estimate.value, found.estimate.low) == (direct.value, direct.low)
    assert found.people == (20, 24)
    assert found.losses is None and found.regression is None


def test_what_was_only_looked_at_afterwards_is_not_estimated():
    found = result(outcome(design="D"), pupils(comparison=0))
    assert found.estimate.status == "refused"
    assert impact.standing(found) == "not estimated"


@pytest.mark.parametrize("arm", ["Project", "Comparison"])
def test_one_class_in_an_arm_only_describes(arm):
    rows = pupils(classes=2)
    rows.loc[rows["group"] == arm, "class_name"] = "only"
    found = result(outcome(), rows)
    assert impact.SAME_CLASS in found.estimate.warnings
    assert found.one_class == (arm,)
    naive = stats.adjusted_effect(rows["baseline"], rows["follow_up"], treated(rows))
    assert found.estimate.value == pytest.approx(naive.details["adjusted_difference"])
    assert found.estimate.low == pytest.approx(naive.details["adjusted_low"])
    assert found.verdict == "unclear" and found.smallest_shown is None


@pytest.mark.slow
def test_a_class_that_nobody_was_measured_in_is_no_class():
    rows = pupils(classes=2)
    rows.loc[(rows["class_name"] == "P1"), "follow_up"] = pd.NA
    found = result(outcome(), rows)
    assert impact.SAME_CLASS in found.estimate.warnings
    assert found.classes == (1, 2) and found.one_class == ("Project",)


def test_whole_classes_are_compared_as_classes():
    rows = pupils(classes=2)
    found = result(outcome(), rows)
    clustered = stats.clustered_effect(
        rows["follow_up"], treated(rows), rows["class_name"], before=rows["baseline"]
    )
    assert found.standardised == clustered
    assert found.classes == (2, 2)


def test_classes_that_hold_both_groups_are_no_whole_classes():
    rows = pupils(classes=2)
    rows["class_name"] = rows["class_name"].str[1]
    found = result(outcome(), rows)
    assert found.standardised == stats.adjusted_effect(
        rows["baseline"], rows["follow_up"], treated(rows)
    )


def test_no_pupils_at_all_is_a_result_with_a_reason():
    found = result(outcome(), pupils(0, 0))
    assert not found.estimate.ok and found.flow == ()


SHARES = outcome(unit="yes or no", smallest_worthwhile=10)


def test_a_share_of_pupils_is_compared_by_newcombe_and_told_in_points():
    found = result(SHARES, yes_or_no((12, 12), (20, 13), (30, 28)))
    direct = stats.proportion_difference(20, 30, 13, 28)
    assert (found.estimate.value, found.estimate.low, found.estimate.high) == pytest.approx(
        (100 * direct.value, 100 * direct.low, 100 * direct.high)
    )
    assert found.estimate.unit == "percentage points"
    assert not found.adjusted and found.standardised is None
    assert {(s.group, s.time): s.yes for s in found.summaries} == {
        ("Project", "Before"): 12,
        ("Project", "After"): 20,
        ("Comparison", "Before"): 12,
        ("Comparison", "After"): 13,
    }


def test_a_share_of_the_same_pupils_changes_by_those_who_gained_and_lost():
    rows = yes_or_no((12, 0), (12, 0), (30, 0))
    rows["follow_up"] = rows["follow_up"].to_numpy()[::-1]  # twelve others say yes afterwards
    found = result(replace(SHARES, design="B"), rows)
    direct = stats.paired_proportion_change(12, 12, 30)
    assert found.estimate.low == pytest.approx(100 * direct.low)
    assert found.given_away == (12, 12)


def test_shares_in_whole_classes_are_compared_by_class():
    rows = yes_or_no((12, 12), (20, 13), (30, 28))
    rows["class_name"] = [f"{g[0]}{i % 3}" for i, g in enumerate(rows["group"])]
    found = result(SHARES, rows)
    clustered = stats.clustered_effect(
        rows["follow_up"], treated(rows), rows["class_name"], before=rows["baseline"]
    )
    assert found.estimate.low == pytest.approx(100 * clustered.details["difference_low"])
    assert found.adjusted


def test_a_yes_or_no_measure_with_another_number_is_refused():
    rows = yes_or_no((12, 12), (20, 13), (30, 28))
    rows.loc[4, "follow_up"] = 2.0
    found = result(SHARES, rows)
    assert found.estimate.status == "refused"
    assert "1 for yes and 0 for no" in found.estimate.reason


@pytest.mark.parametrize("scale", [1, 100])
def test_rates_of_sessions_may_be_written_as_shares_or_as_percentages(scale):
    rates = outcome(unit="sessions", design="B", smallest_worthwhile=0.03 * scale)
    rows = pupils(comparison=0)
    rng = np.random.default_rng(3)
    before, after = rng.uniform(0.6, 0.99, (2, len(rows))).round(3) * scale
    rows = rows.assign(baseline=before, follow_up=after)
    found = result(rates, rows)
    assert found.outcome.measure is Measure.SESSIONS
    assert found.outcome.worthwhile == pytest.approx(3)
    assert found.estimate.value == pytest.approx(100 / scale * float((after - before).mean()))
    assert found.estimate.unit == "percentage points"


def test_the_smallest_difference_follows_from_the_error_the_project_had():
    found = result(outcome(), pupils())
    df, se = found.estimate.details["df"], found.estimate.se
    again = stats.mdes_after(se, df)
    assert found.smallest_shown.value == pytest.approx(again.value)
    assert found.smallest_shown.unit == "words a minute"


def test_whether_a_project_was_too_small_is_asked_in_standard_deviations():
    small = result(outcome(design="B"), pupils(6, 0))
    large = result(outcome(design="B"), pupils(60, 0))
    assert small.smallest_shown.warnings and not large.smallest_shown.warnings
    assert large.smallest_shown.value > 0.4  # in words a minute, where 0.4 means nothing


def test_the_smallest_share_follows_from_the_interval():
    found = result(SHARES, yes_or_no((12, 12), (20, 13), (30, 28)))
    half = (found.estimate.high - found.estimate.low) / 2
    assert found.smallest_shown.value == pytest.approx(
        half * (1.959964 + 0.841621) / 1.959964, rel=1e-5
    )


def test_an_end_of_the_scale_is_counted_among_pupils_measured_both_times_only():
    rows = pupils(20, 20)
    rows.loc[:7, "follow_up"] = 120
    rows["follow_up"] = rows["follow_up"].clip(upper=119).mask(rows.index < 8, 120)
    rows.loc[:1, "baseline"] = pd.NA
    for design, n in (("A", 18), ("B", 18), ("C", 20)):
        some = rows if design == "A" else rows[rows["group"] == "Project"]
        found = result(outcome(design=design, highest_possible=120), some)
        assert [(e.at, e.n) for e in found.ends if e.time == "After"] == [(n - 12, n)]
        if design != "C":
            assert found.ends[-1].n == found.people[0]


def test_without_an_interval_there_is_none_in_standard_deviations_either():
    rows = pupils(20, 0)
    rows["follow_up"] = rows["baseline"] + 5
    found = result(outcome(design="B"), rows)
    assert found.estimate.ok and not found.estimate.has_interval
    assert found.standardised.status == "not_estimable" and not found.standardised.has_interval
    assert result(outcome(design="B"), pupils(20, 0)).standardised.has_interval


def test_a_part_without_spread_is_not_said_to_have_too_few_pupils():
    rows = pupils(40, 0, subgroup=2)
    rows["follow_up"] = rows["follow_up"].where(rows["subgroup"].isna(), rows["baseline"] + 5)
    found = result(outcome(design="B"), rows).subgroup
    assert found.sizes == (20, 20)
    assert found.difference.status == "not_estimable" and "no spread" in found.difference.reason
    few = result(outcome(design="B"), pupils(20, 0, subgroup=20)).subgroup
    assert few.difference.status == "too_few" and "too few pupils" in few.difference.reason


def test_a_ceiling_in_one_group_is_not_thinned_by_the_other():
    rows = pupils(55, 55)
    rows["follow_up"] = rows["follow_up"].clip(upper=119).mask(rows.index < 13, 120)
    rows["baseline"] = rows["baseline"].clip(upper=119)
    (end,) = result(outcome(highest_possible=120), rows).ends
    assert (end.time, end.group, end.end, end.at, end.n) == ("After", "Project", "highest", 13, 55)


def test_both_ends_of_a_scale_are_found_and_one_alone_too():
    rows = pupils(20, 20)
    rows.loc[:7, "follow_up"] = 120
    rows["follow_up"] = rows["follow_up"].clip(lower=89, upper=120)
    rows["baseline"] = rows["baseline"].clip(lower=88, upper=119)
    both = result(outcome(lowest_possible=88, highest_possible=120), rows).ends
    assert {(e.time, e.end) for e in both} == {("Before", "lowest"), ("After", "highest")}
    top = next(e for e in both if e.end == "highest")
    assert top.group == "Project" and top.n == 20
    assert top.at == int((rows.loc[rows["group"] == "Project", "follow_up"] == 120).sum())
    one = result(outcome(highest_possible=120), rows).ends
    assert {(e.time, e.end) for e in one} == {("After", "highest")}
    outside = result(outcome(highest_possible=110), rows).ends
    assert ("After", "outside") in {(e.time, e.end) for e in outside}
    assert result(outcome(), rows).ends == ()


CHOSEN = {"selected_below": 85.0, "cohort_mean": 90.0, "cohort_sd": 15.0, "reliability": 0.8}


def chosen(rows, below=85.0, groups=("Project", "Comparison")):
    return rows[(rows["baseline"] < below) | ~rows["group"].isin(groups)].reset_index(drop=True)


def test_what_a_low_start_does_by_itself_is_set_beside_the_change():
    rows = chosen(pupils(120, 0))
    found = result(outcome(design="B", **CHOSEN), rows).regression
    assert found.expected.value == pytest.approx(
        stats.regression_to_the_mean(90, 15, 0.8, 85).value
    )
    assert found.observed == pytest.approx(float((rows["follow_up"] - rows["baseline"]).mean()))
    assert found.chosen_alike is None


def test_only_a_comparison_group_chosen_alike_allows_for_it():
    alike = result(outcome(**CHOSEN), chosen(pupils(80, 80))).regression
    other = result(outcome(**CHOSEN), chosen(pupils(80, 80), groups=("Project",))).regression
    assert (alike.chosen_alike, other.chosen_alike) == (True, False)


def test_a_low_start_is_noticed_where_the_cohort_is_known():
    low = outcome(design="B", cohort_mean=100.0, cohort_sd=15.0)
    assert not result(low, pupils(comparison=0)).regression.declared
    assert result(replace(low, cohort_mean=85.0), pupils(comparison=0)).regression is None


def test_selected_pupils_of_a_project_without_any_effect_are_told_what_to_expect():
    """Pitfall 30: with selection, a null project's rise is what was expected of it."""
    rng = np.random.default_rng(11)
    true = rng.normal(90, 15 * np.sqrt(0.8), 4000)
    before, after = true + rng.normal(0, 15 * np.sqrt(0.2), (2, 4000))
    rows = pd.DataFrame(
        {"outcome_id": "O1", "pupil_id": [str(i) for i in range(4000)], "group": "Project",
         "class_name": pd.array([None] * 4000, dtype="str"), "baseline": before, "follow_up": after}
    )  # fmt: skip
    found = result(outcome(design="B", **CHOSEN), chosen(rows))
    assert found.estimate.low > 0  # without the line it would be called improvement
    assert found.regression.expected.value == pytest.approx(found.regression.observed, abs=0.4)
    assert found.verdict in ("unclear", "no worthwhile change")
    unknown = result(outcome(design="B", selected_below=85.0), chosen(rows))
    assert unknown.verdict == "unclear"


def test_a_fall_of_pupils_chosen_for_a_low_score_is_a_fall():
    rows = chosen(pupils(120, 0, gain=-20))
    assert result(outcome(design="B", selected_below=85.0), rows).verdict == "worse"


def test_a_rise_well_beyond_what_low_scorers_make_is_still_not_told_from_growth():
    rows = chosen(pupils(120, 0, gain=6))
    found = result(outcome(design="B", **CHOSEN), rows)
    assert found.judged.low > found.outcome.worthwhile
    assert found.verdict == "unclear"
    assert found.doubts == (Doubt.CHOSEN_LOW, Doubt.GROWTH)
    assert found.judged.low == found.estimate.low - found.regression.expected.value


def test_who_was_lost_is_counted_by_group_and_the_worse_group_is_asked_about():
    found = result(outcome(), pupils(lost=(6, 2)))
    assert found.losses.groups == (("Project", 24, 6), ("Comparison", 26, 2))
    assert found.losses.assumed == "Project"
    assert found.losses.compared == stats.attrition(24, 18, 26, 24)
    assert found.losses.leavers == 8
    assert result(outcome(), pupils(lost=(1, 9))).losses.assumed == "Comparison"
    assert result(outcome(), pupils()).losses is None


@pytest.mark.parametrize("classes", [0, 3])
def test_the_tipping_point_is_where_the_interval_first_holds_no_difference(classes):
    found = result(outcome(), pupils(gain=20, lost=(6, 0), classes=classes))
    share = 6 / 24  # of the project's pupils, whose mean would have moved by that much
    assert found.estimate.low - share * found.losses.tipping == pytest.approx(0)
    sd = found.standardised.details["total_sd" if classes else "sd"]
    delta, moved = found.losses.scenarios[-1]
    assert moved.value == pytest.approx(found.estimate.value - share * delta * sd)


def test_a_subgroup_is_compared_with_the_others_in_one_interval():
    rows = pupils(60, 0, subgroup=3, extra=9.0)
    found = result(outcome(design="B"), rows).subgroup
    change = (rows["follow_up"] - rows["baseline"]).astype(float)
    marked = rows["subgroup"].notna()
    direct = stats.mean_difference(change[marked], change[~marked])
    assert (found.difference.value, found.difference.low) == pytest.approx(
        (direct.value, direct.low)
    )
    assert found.sizes == (20, 40)


def test_a_subgroup_beside_a_comparison_group_is_a_difference_of_two_differences():
    rows = pupils(60, 60, subgroup=2, extra=9.0)
    found = result(outcome(), rows).subgroup
    parts = [
        stats.adjusted_effect(part["baseline"], part["follow_up"], treated(part))
        for part in (rows[rows["subgroup"].notna()], rows[rows["subgroup"].isna()])
    ]
    gap = parts[0].details["adjusted_difference"] - parts[1].details["adjusted_difference"]
    assert found.difference.value == pytest.approx(gap)
    assert found.sizes == (30, 30, 30, 30)
    assert found.difference.low < gap < found.difference.high


def test_a_subgroup_of_shares_has_an_interval_too():
    rows = yes_or_no((8, 0), (26, 0), (40, 0))
    rows["subgroup"] = ["x" if i % 2 else None for i in range(40)]
    found = result(replace(SHARES, design="B"), rows).subgroup
    assert found.difference.ok and found.difference.unit == "percentage points"


def test_subgroups_without_one_difference_between_them_are_refused():
    rows = pupils(60, 0, subgroup=3)
    assert result(outcome(design="B"), rows.assign(subgroup="all")).subgroup is None
    rows["subgroup"] = ["a", "b", "c"] * 20
    assert result(outcome(design="B"), rows).subgroup.difference.status == "refused"
    rows["subgroup"] = ["b", "a"] * 30
    named = result(outcome(design="B"), rows).subgroup
    assert (named.name, named.others) == ("a", "b")


@pytest.mark.slow
def test_the_main_outcome_comes_first_and_none_is_lost():
    from spp_research import open_school

    base = open_school("example", "oakfield", "school").base
    found = impact.results(base)
    assert len(found) == len(base.outcomes)
    primary = [r.outcome.primary for r in found]
    assert primary == sorted(primary, reverse=True)


def with_outcomes(how_many: int):
    """A school's evidence with one main outcome and others, pupils for each."""
    from spp_research import open_school

    base = open_school("example", "oakfield", "school").base
    row = base.outcomes.iloc[[0]]
    ids = [f"O{i}" for i in range(1, how_many + 1)]
    declared = pd.concat([row] * how_many).assign(
        outcome_id=ids, primary=["Yes"] + ["No"] * (how_many - 1), design="B"
    )
    results = pd.concat(
        [pupils(20, 0, seed=i).assign(outcome_id=name) for i, name in enumerate(ids)]
    )
    return replace(base, outcomes=declared, pupils=results)


def test_several_other_outcomes_get_wider_intervals_that_hold_together():
    found = impact.results(with_outcomes(6))
    assert found[0].simultaneous is None
    for r in found[1:]:
        assert r.simultaneous.confidence == pytest.approx(1 - 0.05 / 5)
        assert r.simultaneous.low < r.estimate.low < r.estimate.high < r.simultaneous.high
        assert r.simultaneous.value == r.estimate.value
    assert all(r.simultaneous is None for r in impact.results(with_outcomes(2)))


def test_rows_in_another_order_give_the_same_result():
    rows = pupils(lost=(3, 1), classes=3, subgroup=2)
    shuffled = rows.sample(frac=1, random_state=1).reset_index(drop=True)
    assert result(outcome(), rows) == result(outcome(), shuffled)


def test_two_measures_of_the_same_pupils_are_one_witness():
    one = result(outcome(), pupils(gain=20))
    two = result(outcome(outcome_id="O2", name="Spelling"), pupils(gain=20, seed=8))
    found = impact.together([one, two])
    assert found.kind == "one source"
    assert len(found.sources) == 2


def test_a_survey_that_points_the_same_way_makes_it_two():
    measured = result(outcome(), pupils(gain=20))
    survey = Source("Pupils asked", "Pupils", "better", "C", 50)
    assert impact.together([measured], told=[survey]).kind == "improved"
    against = replace(survey, direction="worse")
    assert impact.together([measured], told=[against]).kind == "disagree"


def test_what_was_planned_and_not_collected_is_silent():
    measured = result(outcome(), pupils(gain=20))
    planned = result(outcome(outcome_id="O2", name="What pupils say", design="D"), pupils(0, 0))
    found = impact.together([measured, planned])
    assert found.silent == ("What pupils say",)
    assert found.kind == "one source"
    assert impact.together([]) is None


def test_a_hidden_result_points_nowhere():
    measured = result(outcome(), pupils(gain=20))
    assert impact.together([measured], hidden={"O1"}).kind == "thin"


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        (pupils(start=9, gain=20), Doubt.NOT_ALIKE),
        (pupils(40, 40, gain=20, lost=(12, 7)), Doubt.LOST),
        (pupils(60, 60, gain=20, lost=(9, 1)), Doubt.LOST),  # a tenth more of one group
        (pupils(gain=20, named=False), Doubt.NO_CLASSES),
    ],
    ids=["not alike", "many lost", "unevenly lost", "classes not named"],
)
def test_a_clear_difference_in_doubt_is_never_called_better(rows, doubt):
    found = result(outcome(), rows)
    assert found.estimate.low > 0
    assert doubt in found.doubts
    assert found.verdict == "unclear"


def test_a_clear_difference_without_a_doubt_is():
    found = result(outcome(), pupils(gain=20))
    assert (found.doubts, found.verdict) == ((), "better")


@pytest.mark.parametrize(
    ("changes", "gain", "verdict"),
    [
        ({}, 20, "unclear"),  # pupils grow
        ({}, -20, "worse"),
        (
            {"unit": "% of sessions", "smallest_worthwhile": 1.0},
            20,
            "better",
        ),  # attendance does not
        ({"higher_is_better": False}, -20, "better"),  # nor does what should become less
    ],
    ids=["a rise", "a fall", "attendance", "fewer incidents"],
)
def test_before_and_after_is_judged_against_what_would_have_grown(changes, gain, verdict):
    found = result(outcome(design="B", **changes), pupils(60, 0, gain=gain))
    assert found.verdict == verdict


def test_a_few_pupils_without_a_class_do_not_make_classes_into_pupils():
    whole = pupils(60, 60, gain=20, classes=2)
    some = whole.copy()
    some.loc[some.index[:3], "class_name"] = pd.NA
    many = whole.copy()
    many.loc[many.index[:20], "class_name"] = pd.NA
    by_class, by_most = result(outcome(), whole), result(outcome(), some)
    assert by_class.estimate.low == pytest.approx(by_most.estimate.low, abs=3)
    assert "few clusters (4): each counts as one value" in by_most.estimate.warnings
    assert result(outcome(), many).doubts == (Doubt.NO_CLASSES,)


EXPECTED = {"expected_change": 6.0, "expected_months": 6, "expected_source": "Manual"}


@pytest.mark.parametrize(
    ("changes", "gain", "verdict"),
    [
        (EXPECTED, 20, "better"),
        (EXPECTED, 0, "no worthwhile change"),  # just what was expected
        (EXPECTED | {"smallest_worthwhile": 0.5}, 0, "unclear"),
        (EXPECTED, -9, "worse"),  # less than was expected
        (EXPECTED | {"expected_months": 12}, 20, "unclear"),  # of other months
        (EXPECTED | {"expected_months": None}, 20, "better"),  # which are asked for
        (EXPECTED | {"expected_from": 7.0, "expected_to": 9.0}, 20, "unclear"),  # cannot be
        (EXPECTED | {"design": "A"}, 20, "not enough data"),  # no use without a comparison group
    ],
    ids=["more", "as much", "too wide", "less", "a year", "no months", "its range", "design A"],
)
def test_a_change_is_judged_beside_the_one_that_was_expected(changes, gain, verdict):
    rows = pupils(60, 0, gain=gain, named=False)
    found = result(outcome(**({"design": "B", "smallest_worthwhile": 2.0} | changes)), rows)
    assert found.verdict == verdict


def test_what_goes_beyond_an_expected_change_is_by_mover():
    rows = pupils(30, 0, gain=9, named=False)
    ends = {"expected_from": 4.0, "expected_to": 8.0}
    found = result(outcome(design="B", **EXPECTED, **ends), rows)
    direct = stats.expected_change(
        rows["baseline"], rows["follow_up"], expected=6.0, expected_interval=(4.0, 8.0)
    )
    assert (found.beyond.low, found.beyond.high) == (direct.low, direct.high)
    assert found.judged is found.beyond
    assert found.estimate.value == pytest.approx(found.beyond.value + 6)


def test_whole_classes_before_and_after_count_as_classes():
    rows = pupils(60, 0, classes=4)
    found = result(outcome(design="B"), rows)
    direct = stats.clustered_change(
        rows["baseline"], rows["follow_up"], rows["class_name"], grows=False
    )
    assert (found.estimate.low, found.estimate.high) == (direct.low, direct.high)
    assert found.standardised.details["clusters"] == 4
    by_one = result(outcome(design="B"), pupils(24, 0, classes=1))
    assert "This is about these pupils, not other classes." in by_one.estimate.warnings
    picked = result(outcome(design="B", chosen_for="Low scores"), rows)
    assert "clusters" not in picked.standardised.details  # one by one, from several classes


def test_of_classes_that_are_half_written_down_nothing_is_worked_out():
    rows = pupils(40, 0, classes=4)
    some, many = rows.copy(), rows.copy()
    some.loc[:2, "class_name"] = pd.NA
    many.loc[:9, "class_name"] = pd.NA
    assert result(outcome(design="B"), some).estimate.ok
    refused = result(outcome(design="B"), many).estimate
    assert refused.status == "refused" and "no class written down" in refused.reason


LOWEST = {"design": "B", "chosen_for": "Low scores", "cohort_sd": 15.0, **EXPECTED}


@pytest.mark.parametrize(
    ("changes", "gain", "verdict"),
    [
        ({}, 12, "unclear"),  # out of how many nobody knows
        ({"chosen_from": 300}, 4, "unclear"),  # what the lowest fifth does anyway
        ({"chosen_from": 300}, 12, "unclear"),  # beyond it at .9, and not at .5
        ({"chosen_from": 300, "reliability": 0.9}, 12, "better"),
        ({"chosen_from": 60}, 12, "better"),  # all of them: nobody was chosen
        ({"chosen_for": "High scores", "chosen_from": 300}, -6, "unclear"),
        ({"chosen_for": "High scores", "chosen_from": 300}, -30, "worse"),  # far beyond it
        ({"chosen_for": "High scores", "chosen_from": 300}, 12, "better"),  # against the tide
    ],
    ids=[
        *("no N", "as much", "partly", "more", "everybody"),
        *("high, and fell", "high, and fell far", "high, and rose"),
    ],
)
def test_chosen_pupils_are_judged_beside_what_choosing_brings(changes, gain, verdict):
    rows = pupils(60, 0, gain=gain, named=False)
    assert result(outcome(**(LOWEST | changes)), rows).verdict == verdict


def test_of_a_small_group_the_spread_is_not_given_away_by_what_choosing_brings():
    known = outcome(design="B", chosen_for="Low scores", chosen_from=60)
    assert result(known, pupils(12, 0, named=False)).regression.selection is None
    assert result(known, pupils(24, 0, named=False)).regression.selection is not None


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        (lambda d: d.assign(follow_up=d["follow_up"].mask(d.index == 1, 990)), Doubt.FAR),
        (lambda d: d.assign(follow_up=d["follow_up"] + 70), Doubt.LARGE),
        (lambda d: d.assign(baseline=d["baseline"].mask(d.index == 1, 0.4)), Doubt.MIXED),
    ],
    ids=["far", "large", "mixed"],
)
def test_numbers_that_look_wrong_are_never_called_better(change, doubt):
    for design, others in (("A", 26), ("B", 0)):
        rows = change(pupils(24, others, gain=25, named=design == "A"))
        found = result(outcome(design=design, **EXPECTED), rows)
        assert doubt in found.doubts and found.verdict == "unclear"


def test_shares_before_and_percentages_after_are_no_change():
    rows = pupils(24, 0, named=False)
    rows["baseline"] = rows["baseline"] / 150
    found = result(outcome(design="B", unit="percent"), rows.assign(follow_up=80.0 + rows.index))
    assert found.estimate.status == "refused" and "from 0 to 1" in found.estimate.reason


@pytest.mark.parametrize("design", ["A", "B", "C"])
def test_another_test_the_second_time_is_no_change_and_may_be_a_start(design):
    found = result(outcome(design=design, same_test="No"), pupils(gain=20))
    assert found.estimate.ok is (design == "A")
    assert found.robust is None
