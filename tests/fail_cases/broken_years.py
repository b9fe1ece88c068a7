"""Rows of another year under the name of this cycle, and cycles that do not say when they are."""

from __future__ import annotations

import datetime as dt

from good_books import KNOWN, case, cell, lead, survey, write, year

from spp_research import intake
from spp_research.cycle import cycle_of
from spp_research.intake.check.cycle_dates import cycle_keys, fixed_day
from spp_research.schema import PARTNERSHIP, SCHOOL

D = dt.date
CYCLE = cell("partnership", 0, cycle="2026-27")


def _cycle(folder, name):
    return lead(folder, cell("partnership", 0, cycle=name))


def of_cycle(folder, change=lambda rows: None, name="2025-26"):
    """Faults of a school's workbook in a cycle, after its rows were broken."""
    known = {**KNOWN, **cycle_keys(cycle_of(name))}
    return list(intake.read_workbook(write(folder, "school", change), SCHOOL, known).faults)


def _both(*changes):
    return lambda rows: [change(rows) for change in changes]


# --- the name of the cycle


@case("cycle.no-year")
def cycle_without_a_year_and_no_review(folder):
    return lead(folder, _both(cell("partnership", 0, cycle="Year 2"), _no_reviews))


def _no_reviews(rows):
    rows["timetable"] = []


@case("cycle.unclear")
def cycle_without_a_year_and_reviews_of_two(folder):
    return lead(
        folder,
        _both(
            cell("partnership", 0, cycle="Cycle 3"),
            cell("timetable", 0, **dict.fromkeys(_OTHERS), review_start=D(2024, 11, 5)),
        ),
    )


_OTHERS = (
    *("self_review_date", "data_sharing_date", "review_end", "workshop_date"),
    "impact_review_date",
)


@case("cycle.guessed")
def cycle_of_one_calendar_year(folder):
    return _cycle(folder, "2026")


@case("cycle.guessed")
def cycle_told_by_its_reviews(folder):
    return _cycle(folder, "Year 2")


@case("cycle.guessed")
def cycle_whose_years_are_turned_round(folder):
    return _cycle(folder, "2026-25")


# --- reviews


@case("cycle.no-review")
def cycle_changed_and_rows_kept(folder):
    return lead(folder, CYCLE)


@case("cycle.no-review")
def cycle_with_a_slip(folder):
    return _cycle(folder, "2015-16")


@case("cycle.fixed-day")
def day_of_last_year(folder):
    path = write(folder, "partnership", _both(CYCLE, _no_reviews))
    return fixed_day(intake.read_workbook(path, PARTNERSHIP), D(2026, 7, 10))


@case("review.other-cycle")
def review_of_last_year(folder):
    def change(rows):
        old = {**rows["timetable"][0], "review_start": D(2024, 11, 5), "review_end": None}
        rows["timetable"].insert(0, {**old, **dict.fromkeys(_OTHERS)})

    return lead(folder, change)


@case("review.other-cycle")
def reviews_of_three_years(folder):
    def change(rows):
        first = rows["timetable"][0]
        for day in (D(2024, 11, 5), D(2026, 9, 1), D(2026, 11, 3)):
            rows["timetable"].append({**first, **dict.fromkeys(_OTHERS), "review_start": day})

    return lead(folder, change)


@case("date.other-cycle")
def workshop_a_year_late(folder):
    return lead(folder, cell("timetable", 0, workshop_date=D(2026, 11, 20)))


@case("date.other-cycle")
def every_date_around_the_review_a_year_off(folder):
    return lead(
        folder,
        cell(
            "timetable",
            0,
            self_review_date=D(2024, 10, 3),
            data_sharing_date=D(2024, 10, 10),
            workshop_date=D(2026, 11, 20),
            impact_review_date=D(2027, 6, 18),
        ),
    )


# --- what a school wrote down


@case("evidence.other-cycle")
def workbook_of_last_year(folder):
    return of_cycle(folder, name="2026-27")


@case("evidence.other-cycle")
def workbook_of_next_year(folder):
    return of_cycle(folder, name="2024-25")


@case("date.other-cycle")
def evidence_of_last_year_among_this_year_s(folder):
    return of_cycle(folder, cell("evidence", 1, date=D(2024, 11, 4)))


@case("date.before-cycle")
def evidence_of_the_summer_before(folder):
    return of_cycle(folder, cell("evidence", 0, date=D(2025, 7, 9)))


@case("finding.other-cycle")
def findings_of_last_year_among_this_year_s(folder):
    return of_cycle(folder, cell("evidence", 0, date=D(2024, 11, 4)))


@case("date.other-cycle")
def actions_of_last_year(folder):
    return of_cycle(
        folder,
        _both(
            cell("actions", 0, start_date=D(2025, 1, 5), review_date=D(2025, 3, 20)),
            cell("actions", 1, start_date=D(2025, 2, 3)),
        ),
    )


@case("date.other-cycle")
def action_looked_at_again_in_ten_years(folder):
    return of_cycle(folder, cell("actions", 0, review_date=D(2036, 3, 20)))


@case("outcome.other-cycle")
def result_of_last_year(folder):
    return of_cycle(
        folder,
        cell(
            "outcomes",
            0,
            named_on=D(2025, 1, 8),
            baseline_date=D(2025, 1, 13),
            follow_up_date=D(2025, 7, 7),
        ),
    )


@case("date.other-cycle")
def measured_again_in_two_years(folder):
    return of_cycle(folder, cell("outcomes", 0, follow_up_date=D(2028, 7, 7)))


@case("sign-off.other-cycle")
def signed_off_last_year(folder):
    return of_cycle(folder, cell("sign_off", 0, signed_on=D(2025, 8, 31)))


@case("sign-off.other-cycle")
def report_of_last_year_signed_off(folder):
    line = {
        "document": "Partnership report",
        "audience": "Partnership",
        "signed_by": "Ann Hill",
        "role": "Partnership lead",
    }

    def change(rows):
        rows["sign_off"] = [{**line, "signed_on": D(2025, 7, n)} for n in (9, 10)]

    return lead(folder, change)


# --- forms


@case("survey.other-cycle")
def form_answered_last_year(folder):
    return survey(folder, _sent("2025-01-08"))


@case("survey.outside-cycle")
def form_answered_in_two_years(folder):
    return survey(folder, _sent("2025-01-08", rows=2))


@case("survey.outside-cycle")
def form_answered_in_the_summer_before(folder):
    return survey(folder, _sent("2025-07-08"))


@case("survey.other-cycle")
def survey_of_those_who_took_part_last_year(folder):
    def change(rows):
        for row in rows[1:]:
            row[0] = row[0].replace("2026/", "2024/")

    return year(folder, change)


def _sent(day, rows=99):
    """The first rows were sent on this day."""

    def change(export):
        for row in export[1 : rows + 1]:
            for column in (1, 2):
                row[column] = f"{day} 09:00:00"

    return change


# --- everything at once


@case("sign-off.other-cycle")
def mixed_years_throughout(folder):
    """Last year's rows left above this year's on every sheet."""

    def change(rows):
        rows["evidence"].append(
            {**rows["evidence"][0], "evidence_id": "E9", "date": D(2024, 11, 5)}
        )
        rows["findings"].append({**rows["findings"][0], "finding_id": "F9", "evidence_ids": "E9"})
        rows["actions"].append(
            {**rows["actions"][0], "action_id": "A9", "finding_id": None}
            | {"start_date": D(2025, 1, 6), "review_date": D(2025, 3, 20)}
        )
        rows["outcomes"].append(
            {**rows["outcomes"][0], "outcome_id": "O9", "primary": "No"}
            | {"named_on": D(2025, 1, 8), "baseline_date": D(2025, 1, 13)}
            | {"follow_up_date": D(2025, 7, 7)}
        )
        rows["sign_off"][0]["signed_on"] = D(2024, 12, 3)

    return of_cycle(folder, change)
