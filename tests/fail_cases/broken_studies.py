"""Sheets about projects and studies that do not agree with themselves or each other."""

from __future__ import annotations

import copy
import datetime as dt

from good_books import (
    LEAD_ROWS,
    PUPIL_ROWS,
    SCHOOL_ROWS,
    all_faults,
    case,
    cell,
    school,
    workspace,
    write_workbook,
)
from odd_documents import document, hidden, script
from PIL import Image

from spp_research.schema import PARTNERSHIP, PUPILS, SCHOOL


def _in_workspace(folder, change):
    """Faults of a workspace after the rows of a school's workbook were broken."""
    place = workspace(folder)
    rows = copy.deepcopy(SCHOOL_ROWS)
    change(rows)
    write_workbook(folder / "schools" / "ashdown" / "evidence.xlsx", SCHOOL, rows)
    return all_faults(place)


def _pupils(folder, change):
    place = workspace(folder)
    rows = copy.deepcopy(PUPIL_ROWS)
    change(rows["pupil_outcomes"])
    path = folder / "schools" / "ashdown" / "pupils" / "reading.xlsx"
    write_workbook(path, PUPILS, rows)
    return all_faults(place)


def _study(folder, **values):
    return school(folder, cell("register", 0, **values))


def _outcome(folder, **values):
    return school(folder, cell("outcomes", 0, **values))


# --- observations in pairs


@case("observation.one-observer")
def watched_alone(folder):
    return school(folder, lambda rows: rows["observations"].pop())


@case("observation.one-observer")
def other_words_for_the_same_thing(folder):
    return school(folder, cell("observations", 1, looked_for="Pupils choose books"))


@case("observation.one-observer")
def everything_watched_alone(folder):
    def change(rows):
        rows["observations"] = rows["observations"][::2]

    return school(folder, change)


@case("observation.two-dates")
def one_visit_on_two_days(folder):
    return school(folder, cell("observations", 1, date=dt.date(2025, 11, 5)))


@case("observation.two-questions")
def one_thing_for_two_questions(folder):
    return school(folder, cell("observations", 1, question_id="Q2"))


@case("observation.own-staff")
def watched_by_a_colleague(folder):
    def change(rows):
        rows["observations"][1]["observer"] = "P05"
        rows["observations"][3]["observer"] = "P05"

    return _in_workspace(folder, change)


@case("reference.unknown")
def observer_who_is_not_listed(folder):
    return school(folder, cell("observations", 0, observer="P44"))


@case("choice.unknown")
def grade_for_what_was_seen(folder):
    return school(folder, cell("observations", 0, noted="Outstanding"))


# --- the register of outside evidence


@case("register.not-estimated")
def nought_where_nothing_was_estimated(folder):
    return school(folder, cell("register", 1, effect=0))


@case("register.not-estimated")
def interval_where_nothing_was_estimated(folder):
    return school(folder, cell("register", 1, low=-0.1, high=0.1))


@case("register.no-effect")
def estimated_and_not_given(folder):
    return _study(folder, effect=None, low=None, high=None)


@case("register.interval")
def effect_outside_its_interval(folder):
    return _study(folder, effect=0.5)


@case("register.interval")
def interval_the_wrong_way_round(folder):
    return _study(folder, low=0.35, high=0.05)


@case("register.interval")
def sign_lost_in_two_studies(folder):
    def change(rows):
        rows["register"][0].update(low=-0.35, high=-0.05)
        rows["register"][1].update(estimated="Yes", effect=0.1, low=-0.3, high=-0.1)

    return school(folder, change)


@case("register.no-interval")
def one_end_of_the_interval(folder):
    return _study(folder, high=None)


@case("register.locator")
def front_page_of_a_website(folder):
    return _study(folder, locator="https://www.example.org/")


@case("register.locator")
def name_of_a_website(folder):
    return _study(folder, locator="example.org")


@case("value.too-large")
def effect_in_months(folder):
    return _study(folder, effect=6, high=8)


# --- outcomes


@case("outcome.named-late")
def named_after_it_was_measured(folder):
    return _outcome(folder, named_on=dt.date(2026, 2, 1))


@case("outcome.scale")
def highest_below_lowest(folder):
    return _outcome(folder, lowest_possible=60, highest_possible=0)


@case("outcome.off-scale")
def chosen_below_a_score_that_cannot_be(folder):
    return _outcome(folder, selected_below=2500, cohort_mean=-3, cohort_sd=10, reliability=0.9)


@case("outcome.worthwhile")
def change_larger_than_the_scale(folder):
    return _outcome(folder, highest_possible=5)


@case("outcome.selected")
def low_scores_without_the_cohort(folder):
    return _outcome(folder, selected_below=85)


@case("outcome.selected")
def low_scores_without_the_reliability(folder):
    return _outcome(folder, selected_below=85, cohort_mean=100, cohort_sd=15)


@case("pupil.off-scale")
def one_score_beyond_the_scale(folder):
    return _pupils(folder, lambda rows: rows[2].update(follow_up=2245))


@case("pupil.off-scale")
def scores_below_the_scale(folder):
    def change(rows):
        rows[0]["baseline"] = -4
        rows[5].update(baseline=-1, follow_up=-2)

    return _pupils(folder, change)


@case("pupil.earlier-outcome")
def scores_of_an_outcome_that_only_an_earlier_cycle_has(folder):
    place = workspace(folder)
    row = {"cycle": "2024-25", "what": "Outcome", "item_id": "O9", "words": "Words in a minute"}
    book = copy.deepcopy(SCHOOL_ROWS) | {"carried_over": [row]}
    write_workbook(place.evidence_file("ashdown"), SCHOOL, book)
    rows = copy.deepcopy(PUPIL_ROWS)
    for one in rows["pupil_outcomes"][:4]:
        one["outcome_id"] = "O9"
    write_workbook(folder / "schools" / "ashdown" / "pupils" / "reading.xlsx", PUPILS, rows)
    return all_faults(place)


@case("visit.no-such-support")
def a_visit_for_an_offer_that_nobody_wrote_down(folder):
    place = workspace(folder)
    rows = copy.deepcopy(LEAD_ROWS)
    visit = {
        "visitor": "birchwood",
        "visited": "ashdown",
        "about": "Reading.",
        "asked_by": "ashdown",
    }
    rows["visits"] = [{**visit, "support_id": "S9"}]
    write_workbook(place.partnership_file, PARTNERSHIP, rows)
    return [one for one in all_faults(place) if one.code.startswith("visit.")]


@case("practice.not-there")
def a_practice_taken_up_that_its_school_does_not_have(folder):
    place = workspace(folder)
    book = copy.deepcopy(SCHOOL_ROWS)
    book["practice"][0] |= {"takes_up_school": "birchwood", "takes_up_item": "B7"}
    write_workbook(place.evidence_file("ashdown"), SCHOOL, book)
    other = copy.deepcopy(SCHOOL_ROWS) | {"sign_off": []}
    other["school"][0]["school"] = "birchwood"
    write_workbook(place.evidence_file("birchwood"), SCHOOL, other)
    return [one for one in all_faults(place) if one.code.startswith("practice.")]


D = dt.date
PHOTO = {
    "file": "room.jpg",
    "shows": "A shelf of books.",
    "people": "Nobody",
    "cleared_by": "Headteacher",
    "cleared_on": D(2025, 12, 1),
}


def with_photos(folder, *rows, files=("room.jpg",)):
    place = workspace(folder)
    book = copy.deepcopy(SCHOOL_ROWS) | {"photos": list(rows)}
    write_workbook(place.evidence_file("ashdown"), SCHOOL, book)
    attachments = place.school_folder("ashdown") / "attachments"
    attachments.mkdir()
    for name in files:
        Image.new("RGB", (90, 90), "teal").save(attachments / name, "JPEG")
    return [one for one in all_faults(place) if one.code.startswith("photo.")]


@case("photo.left-out")
def photos_that_may_not_be_shown(folder):
    return with_photos(
        folder,
        PHOTO,
        PHOTO | {"file": "class.jpg", "people": "Pupils who can be recognised"},
        PHOTO | {"file": "yard.jpg", "cleared_on": None},
        PHOTO | {"file": "..\\..\\x.jpg"},
        PHOTO | {"file": "plan.pdf"},
        PHOTO | {"file": "away.png"},
    )


@case("photo.not-named")
def files_among_the_attachments_that_no_row_names(folder):
    return with_photos(folder, PHOTO, files=("room.jpg", "other.jpg", "third.jpg"))


MATERIAL = {
    "file": "script.docx",
    "title": "Script of a session",
    "used_for": "For whoever leads it.",
    "cleared_by": "Headteacher",
    "cleared_on": D(2025, 12, 1),
}


def with_materials(folder, *rows, **documents):
    place = workspace(folder)
    book = copy.deepcopy(SCHOOL_ROWS) | {"materials": list(rows)}
    write_workbook(place.evidence_file("ashdown"), SCHOOL, book)
    attachments = place.school_folder("ashdown") / "attachments"
    attachments.mkdir()
    for name, data in documents.items():
        (attachments / f"{name}.docx").write_bytes(data)
    return [one for one in all_faults(place) if one.sheet == "Materials"]


@case("material.left-out")
def materials_that_may_not_be_shown(folder):
    return with_materials(
        folder,
        MATERIAL | {"cleared_on": None},
        MATERIAL | {"file": "away.docx"},
        MATERIAL | {"file": "..\\script.docx"},
        MATERIAL | {"file": "plan.pdf"},
        MATERIAL | {"file": "long.docx"},
        MATERIAL | {"file": "old.docx"},
        script=script(),
        long=document("word " * 2000),
        old=b"\xd0\xcf\x11\xe0",
    )


@case("material.left-out")
def materials_of_which_an_earlier_notebook_knows_nothing(folder):
    notebooks = folder / "notebooks"
    notebooks.mkdir(parents=True)
    (notebooks / "best_practice.ipynb").write_text('{"cells": []}', "utf-8")
    return with_materials(folder, MATERIAL, script=script())


@case("material.read")
def material_of_which_something_is_left_out(folder):
    return with_materials(folder, MATERIAL, script=document("Read aloud.", change=hidden))


@case("text.looks-named")
def material_that_names_somebody(folder):
    texts = ("Read aloud.", "Ask Emily of 4B to begin.", "For low-ability pupils.")
    return with_materials(folder, MATERIAL, script=document(*texts))


# --- support, implementation, ethics


@case("support.no-contact")
def offer_without_a_person(folder):
    return school(folder, cell("support", 0, contact=None))


@case("implementation.more-held")
def more_sessions_than_planned(folder):
    return school(folder, cell("implementation", 0, sessions_held=44))


@case("reference.unknown")
def implementation_of_no_action(folder):
    return school(folder, cell("implementation", 0, action_id="A9"))


@case("ethics.missing")
def nothing_said_about_consent(folder):
    return _in_workspace(folder, lambda rows: rows.pop("ethics"))
