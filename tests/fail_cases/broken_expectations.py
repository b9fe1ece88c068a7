"""What an outcome would have come to anyway: choice of pupils, expected change, the two tests."""

from __future__ import annotations

import copy

from broken_scores import MARKS, scores
from good_books import SCHOOL_ROWS, D, case, faults_of, write

from spp_research.schema.vocabulary import Chosen, SameTest

EXPECTED = {
    "design": "B",
    "expected_change": 4,
    "expected_from": 2,
    "expected_to": 6,
    "expected_months": 6,
    "expected_source": "Manual of the test, page 12",
}


def outcome(folder, *changes):
    """What checking the evidence workbook finds when its outcomes are declared so."""

    def change(rows):
        first = rows["outcomes"][0]
        rows["outcomes"] = [
            {**copy.deepcopy(first), "outcome_id": f"O{n}", "primary": "No", **given}
            for n, given in enumerate(changes, start=1)
        ]

    return faults_of(write(folder, "school", change), "school")


@case("outcome.chosen-guessed")
def the_lowest_scores_and_nothing_said_of_it(folder):
    return outcome(folder, {"design": "B", "selection": "The twelve lowest scores"})


@case("outcome.chosen-guessed")
def three_ways_of_saying_whom_one_chose(folder):
    said = ("Bottom set of Year 4", "The most able in each class", "Persistent absentees")
    return outcome(folder, *({"selection": words} for words in said))


@case("outcome.chosen-both")
def not_chosen_and_yet_below_a_score(folder):
    return outcome(
        folder,
        {
            "chosen_for": Chosen.NO,
            "selected_below": 85,
            "cohort_mean": 100,
            "cohort_sd": 15,
            "reliability": 0.9,
        },
    )


@case("outcome.chosen-both")
def not_chosen_and_yet_the_lowest(folder):
    return outcome(
        folder,
        {"chosen_for": Chosen.NO, "selection": "Pupils below the expected standard"},
        {"chosen_for": Chosen.NO, "selection": "Struggling readers"},
    )


@case("outcome.chosen-of")
def chosen_out_of_nobody_knows_how_many(folder):
    return outcome(folder, {"design": "B", "chosen_for": Chosen.LOW})


@case("outcome.chosen-of")
def three_choices_out_of_nobody_knows_how_many(folder):
    ends = (Chosen.LOW, Chosen.HIGH, Chosen.ABSENT)
    return outcome(folder, *({"design": "B", "chosen_for": end} for end in ends))


@case("outcome.chosen-few")
def more_pupils_than_they_were_chosen_from(folder):
    return scores(folder, MARKS, design="B", chosen_for=Chosen.LOW, chosen_from=2)


@case("outcome.other-test")
def another_test_the_second_time(folder):
    return outcome(folder, {"design": "B", "same_test": SameTest.NO})


@case("outcome.other-test")
def another_test_of_other_pupils(folder):
    no = {"same_test": SameTest.NO}
    return outcome(folder, {"design": "C", **no}, {"design": "B", **no}, {"design": "A", **no})


@case("outcome.expected-unused")
def an_expected_change_beside_a_comparison(folder):
    return outcome(folder, {**EXPECTED, "design": "A"})


@case("outcome.expected-unused")
def an_expected_change_of_yes_or_no(folder):
    return outcome(folder, {**EXPECTED, "unit": "yes or no"}, {**EXPECTED, "design": "C"}, EXPECTED)


@case("outcome.expected-source")
def an_expected_change_from_nowhere(folder):
    return outcome(folder, {**EXPECTED, "expected_source": None})


@case("outcome.expected-alone")
def a_range_of_nothing(folder):
    return outcome(folder, {**EXPECTED, "expected_change": None})


@case("outcome.expected-alone")
def one_end_of_a_range(folder):
    return outcome(
        folder,
        {**EXPECTED, "expected_to": None},
        {**EXPECTED, "expected_from": None},
        {"design": "B", "expected_source": "The manual"},
    )


@case("outcome.expected-range")
def an_expected_change_outside_its_range(folder):
    return outcome(folder, {**EXPECTED, "expected_change": 7})


@case("outcome.expected-range")
def a_range_the_wrong_way_round(folder):
    swapped = {"expected_from": 6, "expected_to": 2}
    return outcome(folder, {**EXPECTED, **swapped}, {**EXPECTED, "expected_change": -4})


@case("outcome.expected-months")
def a_year_expected_of_half_a_year(folder):
    return outcome(folder, {**EXPECTED, "expected_months": 12})


@case("outcome.expected-months")
def months_that_nobody_wrote_down(folder):
    return outcome(
        folder,
        {**EXPECTED, "expected_months": None},
        {**EXPECTED, "baseline_date": D(2026, 1, 12), "follow_up_date": D(2026, 4, 12)},
        {**EXPECTED, "expected_months": None, "expected_source": None},
    )


SPREAD = (3, 9, 4, 12, 7, 5, 8, 10, 6, 11, 2)


@case("pupil.change-large")
def marks_that_rose_by_far_too_much(folder):
    return scores(folder, [(20 + n, 60 + n) for n in SPREAD])


@case("pupil.change-large")
def a_second_test_out_of_three_times_as_much(folder):
    return scores(folder, [(15 + n, 3 * (18 + n)) for n in SPREAD])


@case("pupil.far-off")
def one_mark_far_below_all_others(folder):
    return scores(folder, [(120 + n, 125 + n) for n in SPREAD] + [(0, 125)])


@case("pupil.far-off")
def a_mark_below_one_among_whole_ones(folder):
    return scores(folder, [(40 + n, 45 + n) for n in SPREAD] + [(0.5, 47)])


assert SCHOOL_ROWS["outcomes"][0]["baseline_date"] == D(2026, 1, 12)  # six months to the next
