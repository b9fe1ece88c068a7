"""Scores not all in one scale: years.months, shares beside percentages, a slip of a point."""

from __future__ import annotations

import copy

from good_books import PUPIL_ROWS, SCHOOL_ROWS, all_faults, case, pupils, workspace, write_workbook

from spp_research.schema import PUPILS, SCHOOL


def scores(folder, pairs, **outcome):
    """What checking a school finds after its pupils have these scores, before and after."""
    place = workspace(folder)
    home = folder / "schools" / "ashdown"
    books = copy.deepcopy(SCHOOL_ROWS)
    books["outcomes"][0].update(outcome)
    rows = [
        {**PUPIL_ROWS["pupil_outcomes"][n % 2], "pupil_id": f"{n:03d}"} for n in range(len(pairs))
    ]
    for row, (before, after) in zip(rows, pairs, strict=True):
        row.update(baseline=before, follow_up=after)
    write_workbook(home / "evidence.xlsx", SCHOOL, books)
    path = home / "pupils" / "reading.xlsx"
    write_workbook(path, PUPILS, {"pupil_outcomes": rows})
    return all_faults(place)


AGES = [(7.1, 7.11), (7.02, 8.03), (6.11, 7.05), (8.01, 8.11), (7.04, 7.09), (6.08, 7.01)]
PERCENT = [(84.1, 72.7), (69.8, 77.8), (65.3, 94.1), (85.9, 87.0), (82.1, 71.4), (84.0, 90.7)]
SHARES = [(before / 100, after) for before, after in PERCENT]
MARKS = [(56, 78), (61, 94), (65, 77), (62, 106), (71, 74), (87, 99), (83, 102)]


@case("pupil.years-months")
def reading_ages_in_years_and_months(folder):
    return scores(folder, AGES, unit="years and months")


@case("pupil.years-months")
def reading_ages_whose_unit_says_years(folder):
    return scores(folder, AGES, unit="years", outcome="Reading age")


@case("pupil.years-months")
def one_age_in_years_and_months(folder):
    return scores(folder, [(84, 90), (7.11, 95), (80, 86)], unit="Yrs/mths")


@case("pupil.two-scales")
def shares_before_and_percentages_after(folder):
    return scores(folder, SHARES, unit="percent")


@case("pupil.two-scales")
def percentages_before_and_shares_after(folder):
    return scores(folder, [pair[::-1] for pair in SHARES], unit="% of sessions")


@case("pupil.two-scales")
def two_shares_among_percentages(folder):
    return scores(folder, [(0.84, 72.7), (0.7, 77.8), *PERCENT[2:]], unit="attendance")


@case("pupil.far-off")
def shares_and_whole_numbers_in_marks(folder):
    return scores(folder, SHARES, unit="marks")


@case("pupil.far-off")
def one_score_ten_times_too_large(folder):
    return scores(folder, [(56, 780), *MARKS[1:]])


@case("pupil.far-off")
def one_share_among_percentages(folder):
    return scores(folder, [(0.84, 72.7), *PERCENT[1:]], unit="percent")


@case("pupil.far-off")
def one_test_out_of_ten_and_one_out_of_a_hundred(folder):
    return scores(folder, [(before / 10, before + 3) for before, _ in MARKS])


@case("number.not-a-number")
def a_whole_column_with_a_unit(folder):
    def change(rows):
        for row in rows["pupil_outcomes"]:
            row["baseline"] = f"{row['baseline']} marks"

    return pupils(folder, change)
