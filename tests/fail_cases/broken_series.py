"""Check-ins and series that cannot be as they stand."""

from __future__ import annotations

import copy
import datetime as dt

from broken_years import of_cycle
from good_books import PUPIL_ROWS, all_faults, case, cell, school, workspace, write_workbook

from spp_research.schema import PUPILS

D = dt.date


def _series(folder, **values):
    return school(folder, cell("series", 0, **values))


def _points(folder, change, **values):
    """The series with these values, and its figures after a change."""

    def both(rows):
        rows["series"][0].update(values)
        change(rows["series_points"])

    return school(folder, both)


# --- check-ins


@case("check-in.before-start")
def looked_at_before_it_began(folder):
    return school(folder, cell("check_ins", 0, looked_on=D(2025, 12, 12)))


@case("date.other-cycle")
def looked_at_last_year(folder):
    return of_cycle(folder, cell("check_ins", 0, looked_on=D(2024, 2, 13), going="Not begun yet"))


@case("key.twice")
def looked_at_twice_on_a_day(folder):
    return school(folder, lambda rows: rows["check_ins"].append(dict(rows["check_ins"][0])))


@case("reference.unknown")
def look_at_an_action_that_there_is_not(folder):
    return school(folder, cell("check_ins", 0, action_id="A7"))


@case("choice.unknown")
def grade_for_how_it_goes(folder):
    return school(folder, cell("check_ins", 0, going="Good"))


@case("text.wording")
def judging_word_in_a_check_in(folder):
    return school(folder, cell("check_ins", 0, noticed="The start was excellent."))


@case("text.looks-named")
def pupil_in_a_check_in(folder):
    return school(folder, cell("check_ins", 0, noticed="Jayden M. in 3A read without stopping."))


@case("check-in.before-start")
def check_ins_with_many_faults(folder):
    def change(rows):
        rows["check_ins"] = [
            {"action_id": "A1", "looked_on": D(2025, 12, 12), "going": "As planned"},
            {"action_id": "A1", "looked_on": D(2027, 12, 12), "going": "As planned"},
            {"action_id": "A9", "looked_on": D(2026, 2, 13), "going": "Green"},
        ]

    return school(folder, change)


# --- series


@case("series.no-action")
def series_of_nothing(folder):
    return _series(folder, action_id=None, outcome_id=None)


@case("series.no-points")
def series_without_figures(folder):
    return _points(folder, lambda points: points.clear())


@case("series.few-points")
def series_of_nine_figures(folder):
    return _points(folder, lambda points: points.__delitem__(slice(9, None)))


@case("series.began")
def change_after_the_last_figure(folder):
    return _series(folder, began_on=D(2026, 7, 1))


@case("series.began")
def change_before_the_first_figure(folder):
    return _series(folder, began_on=D(2025, 9, 1))


@case("series.starts")
def drawn_from_no_list(folder):
    return _series(folder, start_by_lot="Yes")


@case("series.starts")
def drawn_from_a_list_that_lacks_it(folder):
    return _series(folder, start_by_lot="Yes", first_start=D(2026, 2, 2), last_start=D(2026, 3, 2))


@case("series.value")
def more_than_all(folder):
    return _points(folder, lambda points: points[3].update(value=61))


@case("series.value")
def share_for_a_percentage(folder):
    def change(points):
        for n, point in enumerate(points):
            point.update(value=0.92 if n == 4 else 90 + n % 5, out_of=None)

    return _points(folder, change)


@case("series.value")
def percentage_above_a_hundred(folder):
    def change(points):
        for n, point in enumerate(points):
            point.update(value=920 if n == 4 else 90 + n % 5, out_of=None)

    return _points(folder, change)


@case("series.value")
def half_a_note(folder):
    return _points(folder, lambda points: points[3].update(value=4.5, out_of=None), kind="Count")


@case("series.out-of")
def rate_of_nobody_knows_how_many(folder):
    return _points(folder, lambda points: points[3].update(out_of=None), kind="Rate")


@case("series.out-of")
def out_of_nought(folder):
    return _points(folder, lambda points: points[3].update(value=0, out_of=0))


@case("series.out-of")
def percentages_in_two_ways(folder):
    return _points(folder, lambda points: points[3].update(value=92, out_of=None))


@case("number.not-a-number")
def word_for_a_figure(folder):
    return _points(folder, lambda points: points[3].update(value="ill"))


@case("key.twice")
def one_day_twice(folder):
    return _points(folder, lambda points: points.append(dict(points[3])))


@case("reference.unknown")
def figure_of_no_series(folder):
    return _points(folder, lambda points: points[3].update(series_id="W9"))


@case("series.value")
def series_with_many_faults(folder):
    def change(points):
        points[0].update(value=-1)
        points[1].update(value=99)
        points[2].update(out_of=0, value=0)
        points[3].update(out_of=None)

    return _points(folder, change, action_id=None, began_on=D(2024, 1, 1), start_by_lot="Yes")


# --- what pupils' files have for these


def _pupils(folder, **values):
    place = workspace(folder)
    rows = copy.deepcopy(PUPIL_ROWS)
    rows["pupil_outcomes"][2].update(values)
    path = folder / "schools" / "ashdown" / "pupils" / "reading.xlsx"
    write_workbook(path, PUPILS, rows)
    return all_faults(place)


@case("value.too-small")
def sessions_below_nought(folder):
    return _pupils(folder, sessions_received=-3)


@case("pupil.off-scale")
def later_score_beyond_the_scale(folder):
    return _pupils(folder, later_follow_up=2400)


@case("dates.order")
def measured_later_before_the_follow_up(folder):
    return school(folder, cell("outcomes", 0, later_date=D(2026, 2, 2)))
