"""Texts with something that should not be in them."""

from __future__ import annotations

import copy

from good_books import (
    SCHOOL_ROWS,
    all_faults,
    case,
    cell,
    school,
    workspace,
    write_export,
    write_workbook,
)

from spp_research.schema import SCHOOL


def _seen(folder, text):
    return school(folder, cell("evidence", 0, seen=text))


@case("text.looks-personal")
def phone_number_in_a_note(folder):
    return _seen(folder, "The office is on 01632 960 001.")


@case("text.looks-personal")
def several_things_in_one_note(folder):
    return _seen(folder, "H801200001001, DOB 12/03/2016, lives at BS3 4QT.")


@case("text.looks-personal")
def address_in_two_notes(folder):
    def change(rows):
        rows["evidence"][1]["seen"] = "Ask jo@example.org about the list."
        rows["practice"][0]["in_short"] = "Write to jo@example.org first."

    return school(folder, change)


@case("text.looks-named")
def pupil_named_in_a_note(folder):
    return _seen(folder, "Callum in 4B read the page aloud.")


@case("text.looks-named")
def pupils_named_in_a_finding(folder):
    return school(folder, cell("findings", 0, finding="Ella and Noah in 2R chose with care."))


@case("text.wording")
def judging_word_in_a_note(folder):
    return _seen(folder, "The teaching was good in all three lessons.")


@case("text.wording")
def many_judging_words_in_one_text(folder):
    return school(
        folder,
        cell(
            "reflection",
            0,
            what_changed="Teaching is outstanding, behaviour was poor before, scores rose "
            "significantly, and the project proved that the plan works.",
        ),
    )


@case("text.wording")
def speech_is_left_as_it_was_said(folder):
    """One word is said by a pupil, in quotation marks, and one by the school."""
    return _seen(folder, "“The lessons are good,” said six pupils. The pace is excellent.")


@case("text.wording-own")
def judging_word_in_the_schools_own_view(folder):
    return school(folder, cell("self_review", 0, self_view="Our teaching is good."))


@case("text.looks-named")
def initials_in_a_note(folder):
    return _seen(folder, "We heard J.B. (Year 4) read the page aloud.")


@case("text.looks-named")
def pupil_of_the_schools_files_named_in_a_note(folder):
    """No class stands beside the name, which only the file of pupils tells."""
    place = workspace(folder)
    names = [["UPN", "Forename", "Surname"], ["", "Ngozi", "Tallowby"]]
    write_export(folder / "schools" / "ashdown" / "pupils" / "names.csv", names)
    rows = copy.deepcopy(SCHOOL_ROWS)
    rows["school"][0]["school"] = "ashdown"
    rows["evidence"][0]["seen"] = "Tallowby read the page aloud."
    rows["evidence"][1]["seen"] = "A colleague is named here: Gus Shaw."
    rows["practice"][0]["in_short"] = "Gus Shaw began it. Read aloud every day."
    rows["practice"][0]["contact_name"] = "Gus Shaw"
    write_workbook(place.evidence_file("ashdown"), SCHOOL, rows)
    return [found for found in all_faults(place) if found.code == "text.looks-named"]


def _cleared(folder, words):
    """A school whose files about pupils name Ngozi Tallowby."""
    place = workspace(folder)
    names = [["UPN", "Forename", "Surname"], ["", "Ngozi", "Tallowby"]]
    write_export(folder / "schools" / "ashdown" / "pupils" / "names.csv", names)
    rows = copy.deepcopy(SCHOOL_ROWS)
    rows["school"][0] |= {"school": "ashdown", "not_names": words}
    write_workbook(place.evidence_file("ashdown"), SCHOOL, rows)
    return [found for found in all_faults(place) if found.code == "text.cleared-pupil"]


@case("text.cleared-pupil")
def words_that_name_nobody_are_a_pupil_of_the_schools_files(folder):
    return _cleared(folder, "Harry Potter; ngozi tallowby; Harbour School")


@case("text.cleared-pupil")
def two_of_the_words_that_name_nobody_are_parts_of_a_pupils_name(folder):
    return _cleared(folder, "Ngozi\nKing's Cross; TALLOWBY")


@case("text.looks-named")
def words_that_name_nobody_clear_themselves_and_no_others(folder):
    def change(rows):
        rows["school"][0]["not_names"] = "ella; 01632 960 001"
        rows["evidence"][0]["seen"] = "Ella in 2R chose with care; ring 01632 960 001."
        rows["evidence"][1]["seen"] = "Ella and Noah in 2R chose with care."

    return school(folder, change)
