"""Cells that do not hold what their column is for."""

from __future__ import annotations

import copy
import datetime as dt

from good_books import (
    BOOKS,
    at,
    case,
    cell,
    pupils,
    pupils_edited,
    school,
    school_edited,
    workspace,
    write_workbook,
)

from spp_research import intake
from spp_research.schema import SCHOOL


def _date(folder, value):
    return school(folder, cell("evidence", 0, date=value))


def _score(folder, value):
    return pupils(folder, cell("pupil_outcomes", 2, baseline=value))


def _shown(folder, column, value, form):
    """A pupil's cell with a number format of its own."""

    def change(book):
        page = book["Pupil outcomes"][at("pupils", "pupil_outcomes", column, 9)]
        page.value, page.number_format = value, form

    return pupils_edited(folder, change)


@case("date.not-a-date")
def words_for_a_date(folder):
    return _date(folder, "the week after half term")


@case("date.not-a-date")
def date_without_gaps(folder):
    return _date(folder, "20251104")


@case("date.not-uk-order")
def american_order(folder):
    return _date(folder, "11/25/2025")


@case("date.no-such-day")
def thirty_first_of_november(folder):
    return _date(folder, "31/11/2025")


@case("date.incomplete")
def month_and_year(folder):
    return _date(folder, "Nov 2025")


@case("date.incomplete")
def year_alone(folder):
    return _date(folder, 2025)


@case("date.incomplete")
def to_be_confirmed(folder):
    return _date(folder, "TBC")


@case("date.year-first")
def short_year_in_front(folder):
    return _date(folder, "26-01-05")


@case("date.weekday")
def weekday_of_another_day(folder):
    return _date(folder, "Monday 4 November 2025")


@case("date.not-a-date")
def two_days_in_one_cell(folder):
    return _date(folder, "4 & 5 November 2025")


@case("date.year")
def last_century(folder):
    return _date(folder, dt.date(1925, 11, 4))


@case("date.year")
def far_future(folder):
    return _date(folder, "04/11/2205")


@case("number.not-a-number")
def number_with_a_unit(folder):
    return _score(folder, "23 marks")


@case("number.not-a-number")
def two_numbers_in_a_cell(folder):
    return _score(folder, "18/25")


@case("number.not-a-number")
def tick_for_a_number(folder):
    return _score(folder, "✓")


@case("number.comma")
def decimal_comma(folder):
    return _score(folder, "12,5")


@case("number.comma")
def thousand_or_decimal_in_a_file_with_semicolons(folder):
    from broken_files import PUPIL_CSV
    from good_books import faults_of

    path = folder / "pupils.csv"
    path.write_text(PUPIL_CSV.replace(",", ";").replace("25.5", "1,234"), encoding="utf-8")
    return faults_of(path, "pupils")


@case("number.thousands")
def thousands_marked_by_a_comma(folder):
    return _score(folder, "1,234")


@case("number.percent")
def percent_sign(folder):
    return _score(folder, "62%")


@case("number.percent")
def share_shown_as_percent(folder):
    return _shown(folder, "baseline", 0.62, "0%")


@case("number.was-date")
def score_that_became_a_date(folder):
    return _shown(folder, "baseline", dt.datetime(2026, 2, 1), "d-mmm")


@case("number.was-date")
def score_that_became_a_time(folder):
    return _shown(folder, "baseline", dt.time(12, 30), "hh:mm")


@case("number.not-whole")
def half_a_person(folder):
    return school(folder, cell("evidence", 0, people=6.5))


@case("number.too-many-digits")
def two_numbers_pasted_into_one(folder):
    return school(folder, cell("evidence", 0, people="12345678901234567890"))


@case("choice.unknown")
def misspelt_choice(folder):
    return school(folder, cell("evidence", 0, source_type="Lesson vist"))


@case("choice.unknown")
def grade_for_a_direction(folder):
    return school(folder, cell("evidence", 0, direction="Good"))


@case("choice.unknown")
def area_that_nobody_looks_at(folder):
    return school(folder, cell("self_review", 0, ofsted_areas="Personal development; Teaching"))


@case("choice.unknown")
def maybe_for_yes_or_no(folder):
    return school(folder, cell("outcomes", 0, higher_is_better="mostly"))


@case("document.misspelt")
def nearly_the_name_of_a_document(folder):
    return school(folder, cell("sign_off", 0, document="Review sumary"))


@case("document.own")
def document_that_the_kit_does_not_make(folder):
    return school(folder, cell("sign_off", 0, document="Reading aloud for late joiners"))


@case("choice.unknown")
def nearly_the_name_of_a_document_of_the_workspace(folder):
    return _in_a_workspace(folder, document="Review sumary")


@case("choice.unknown")
def withdrawn_and_nobody_knows_what(folder):
    return _in_a_workspace(folder, document="The report", withdrawn_on="2026-07-01")


@case("document.unknown")
def document_that_nothing_here_makes(folder):
    return _in_a_workspace(folder, document="Reading aloud for late joiners")


def _in_a_workspace(folder, **change):
    place = workspace(folder)
    rows = copy.deepcopy(BOOKS["school"][1])
    cell("sign_off", 0, **change)(rows)
    rows["school"][0]["school"] = "ashdown"
    write_workbook(place.evidence_file("ashdown"), SCHOOL, rows)
    return [f for reading in intake.check_workspace(place) for f in reading.faults]


@case("choice.short")
def short_name_of_a_theme(folder):
    return school(folder, cell("self_review", 0, theme="Looking inward"))


@case("choice.short")
def letter_with_its_meaning(folder):
    return school(folder, cell("outcomes", 0, design="A: comparison group"))


@case("id.digits-lost")
def sixteen_digits_as_a_number(folder):
    return _shown(folder, "pupil_id", 1234567890123456, "General")


@case("id.digits-lost")
def scientific_notation_in_a_csv(folder):
    return pupils(folder, cell("pupil_outcomes", 2, pupil_id="1.23E+11"))


@case("id.was-date")
def id_that_became_a_date(folder):
    return _shown(folder, "pupil_id", dt.datetime(2026, 4, 3), "d-mmm")


@case("id.was-date")
def id_that_became_a_time(folder):
    return _shown(folder, "pupil_id", dt.time(4, 12), "hh:mm")


@case("text.was-date")
def class_that_became_a_date(folder):
    return _shown(folder, "class_name", dt.datetime(2026, 4, 3), "d-mmm")


@case("value.needed")
def nothing_seen(folder):
    return school(folder, cell("evidence", 1, seen=None))


@case("value.needed")
def dash_where_a_choice_is_needed(folder):
    return school(folder, cell("evidence", 1, direction="-"))


@case("value.too-small")
def fewer_than_no_people(folder):
    return school(folder, cell("evidence", 0, people=-1))


@case("value.too-small")
def worthwhile_change_below_nought(folder):
    return school(folder, cell("outcomes", 0, smallest_worthwhile=-2.5))


@case("value.too-large")
def more_pupils_than_any_school(folder):
    return school(folder, cell("school", 0, pupils_on_roll=41_200))


@case("text.stem")
def question_that_asks_for_a_verdict(folder):
    return school(folder, cell("self_review", 0, question="Is reading good?"))


@case("text.too-long")
def very_long_note(folder):
    return school(folder, cell("evidence", 0, seen="Pupils read. " * 200))


@case("id.too-long")
def sentence_for_an_id(folder):
    def change(book):
        book["Best practice"]["B7"] = "B1 (the one about reading)"

    return school_edited(folder, change)


@case("email.not-an-address")
def address_without_an_at_sign(folder):
    return school(folder, cell("practice", 0, contact_email="office.ashdown.example"))
