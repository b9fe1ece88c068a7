"""Keys and references, and what the sheets and files must agree on."""

from __future__ import annotations

import copy
import datetime as dt
import shutil

from good_books import (
    PUPIL_ROWS,
    all_faults,
    case,
    cell,
    edit,
    lead,
    pupils,
    school,
    workspace,
    write_workbook,
)

from spp_research.schema import PUPILS


@case("key.twice")
def same_evidence_id_twice(folder):
    return school(folder, cell("evidence", 1, evidence_id="E1"))


@case("key.twice")
def same_person_and_role_twice(folder):
    return lead(folder, cell("people", 2, person_id="P02", name="Bo Lane"))


@case("key.near-twice")
def pupil_with_and_without_noughts(folder):
    return pupils(folder, cell("pupil_outcomes", 1, pupil_id="1"))


@case("key.near-twice")
def pupil_with_and_without_noughts_in_two_files(folder):
    place = workspace(folder)
    rows = copy.deepcopy(PUPIL_ROWS)
    rows["pupil_outcomes"] = [{**rows["pupil_outcomes"][0], "pupil_id": "1"}]
    write_workbook(folder / "schools" / "ashdown" / "pupils" / "second.xlsx", PUPILS, rows)
    return all_faults(place)


@case("reference.unknown")
def finding_that_cites_nothing_there(folder):
    return school(folder, cell("findings", 1, evidence_ids="E1; E12; E3"))


@case("reference.unknown")
def question_that_is_not_asked(folder):
    return school(folder, cell("evidence", 0, question_id="Q7"))


@case("reference.unknown")
def leader_who_is_not_listed(folder):
    return school(folder, cell("actions", 0, lead="P90"))


@case("reference.unknown")
def a_word_between_ids(folder):
    return school(folder, cell("findings", 1, evidence_ids="E1 and e2"))


@case("reference.unknown")
def spaces_and_commas_between_ids(folder):
    return lead(folder, cell("timetable", 0, team="P02 P03 and P02; P77"))


@case("reference.unknown")
def two_outcomes_of_one_pupil(folder):
    return pupils(folder, cell("pupil_outcomes", 1, outcome_id="O1 O1"))


@case("reference.unknown")
def two_ids_where_one_is_allowed(folder):
    return school(folder, cell("actions", 0, lead="P09 & P01"))


@case("reference.unknown")
def a_word_between_ids_of_which_one_is_not_there(folder):
    return school(folder, cell("findings", 1, evidence_ids="E1 and E9"))


@case("reference.spelling")
def small_letter_in_a_reference(folder):
    return school(folder, cell("findings", 0, evidence_ids="e1", question_id="q1"))


@case("reference.twice")
def same_evidence_cited_twice(folder):
    return school(folder, cell("findings", 0, evidence_ids="E1; E1"))


@case("reference.unchecked")
def lead_workbook_has_faults(folder):
    place = workspace(folder)
    edit(folder / "partnership.xlsx", lambda book: book.remove(book["People and training"]))
    return all_faults(place)


@case("school.short-name")
def short_name_with_a_space(folder):
    return school(folder, cell("school", 0, school="Ashdown Primary"))


@case("school.other-school")
def workbook_in_the_wrong_folder(folder):
    place = workspace(folder)
    schools = folder / "schools"
    shutil.copy(schools / "birchwood" / "evidence.xlsx", schools / "ashdown" / "evidence.xlsx")
    return all_faults(place)


@case("school.no-workbook")
def school_that_has_not_started(folder):
    place = workspace(folder)
    (folder / "schools" / "birchwood" / "evidence.xlsx").unlink()
    return all_faults(place)


@case("school.no-workbook")
def workbook_under_the_templates_name(folder):
    place = workspace(folder)
    own = folder / "schools" / "birchwood"
    (own / "evidence.xlsx").rename(own / "school_evidence.xlsx")
    (own / "~$school_evidence.xlsx").touch()
    (own / "evidence.checked.xlsx").touch()
    return all_faults(place)


@case("school.no-workbook")
def workbooks_as_a_browser_names_them(folder):
    place = workspace(folder)
    own = folder / "schools" / "birchwood"
    shutil.copy(own / "evidence.xlsx", own / "evidence (2).xlsx")
    (own / "evidence.xlsx").rename(own / "evidence (1).xlsx")
    return all_faults(place)


@case("school.not-listed")
def folder_of_no_school(folder):
    place = workspace(folder)
    (folder / "schools" / "birchwod").mkdir()
    (folder / "schools" / "birchwod" / "evidence.xlsx").touch()
    return all_faults(place)


@case("school.not-listed")
def folder_that_was_copied_beside(folder):
    place = workspace(folder)
    shutil.copytree(folder / "schools" / "ashdown", folder / "schools" / "ashdown - Copy")
    return all_faults(place)


@case("person.two-names")
def one_id_for_two_people(folder):
    second = {"person_id": "P02", "name": "Una Vale", "school": "ashdown", "role": "Headteacher"}
    return lead(folder, lambda rows: rows["people"].append(second))


@case("person.two-schools")
def one_person_at_two_schools(folder):
    def change(rows):
        rows["people"][8].update(person_id="P08", name="Hal Todd", role="Peer reviewer")
        rows["timetable"][1]["champion"] = None

    return lead(folder, change)


@case("person.two-ids")
def one_name_under_two_ids(folder):
    second = {"person_id": "P20", "school": "ashdown", "role": "Headteacher"}

    def change(rows):
        rows["people"].append({**second, "name": f"Mrs {rows['people'][1]['name'].upper()}"})

    return lead(folder, change)


@case("lead.no-role")
def lead_without_the_role(folder):
    return lead(folder, cell("people", 0, role="Headteacher"))


@case("dates.order")
def action_looked_at_before_it_starts(folder):
    return school(folder, cell("actions", 0, review_date=dt.date(2025, 3, 20)))


@case("dates.order")
def follow_up_before_baseline(folder):
    return school(folder, cell("outcomes", 0, follow_up_date=dt.date(2025, 7, 6)))


@case("finding.no-evidence")
def finding_without_evidence(folder):
    return school(folder, cell("findings", 0, evidence_ids=None))


@case("finding.other-question")
def evidence_of_another_question(folder):
    return school(folder, cell("findings", 1, evidence_ids="E1"))


@case("area.not-in-force")
def area_of_the_framework_that_came_later(folder):
    return school(folder, cell("self_review", 0, ofsted_areas="Personal development; Inclusion"))


@case("action.nothing-said")
def completed_without_a_word(folder):
    return school(folder, cell("actions", 1, what_was_done=None))


@case("outcome.two-main")
def two_main_outcomes(folder):
    def change(rows):
        rows["outcomes"].append({**rows["outcomes"][0], "outcome_id": "O2"})

    return school(folder, change)


@case("outcome.no-baseline")
def baseline_without_a_date(folder):
    return school(folder, cell("outcomes", 0, baseline_date=None))


@case("outcome.one-group")
def nobody_in_the_project(folder):
    def change(rows):
        for row in rows["pupil_outcomes"]:
            row["group"] = "Comparison"

    return pupils(folder, change)


@case("pupil.looks-personal")
def name_for_a_pupil_id(folder):
    return pupils(folder, cell("pupil_outcomes", 2, pupil_id="Smith, Jo"))


@case("pupil.looks-personal")
def upn_for_a_pupil_id(folder):
    return pupils(folder, cell("pupil_outcomes", 2, pupil_id="H801200001001"))


@case("pupil.two-files")
def pupil_in_two_files(folder):
    place = workspace(folder)
    rows = copy.deepcopy(PUPIL_ROWS)
    rows["pupil_outcomes"] = rows["pupil_outcomes"][:1]
    second = folder / "schools" / "ashdown" / "pupils" / "second.xlsx"
    write_workbook(second, PUPILS, rows)
    return all_faults(place)


@case("pupil.id-of-row")
def pupils_with_the_ids_of_actions(folder):
    place = workspace(folder)
    rows = copy.deepcopy(PUPIL_ROWS)
    for number, row in enumerate(rows["pupil_outcomes"], 1):
        row["pupil_id"] = f"A{number}"
    file = folder / "schools" / "ashdown" / "pupils" / "reading.xlsx"
    write_workbook(file, PUPILS, rows)
    return all_faults(place)


@case("sign-off.mark")
def a_text_mark_with_a_slip(folder):
    return school(folder, cell("sign_off", 0, text_mark="KRM-TVB-HDB"))


@case("sign-off.mark")
def two_text_marks_one_of_them_short(folder):
    return school(folder, cell("sign_off", 0, text_mark="KRM-TVB; yes"))


@case("sign-off.item")
def a_practice_that_there_is_not(folder):
    return school(folder, cell("sign_off", 0, document="Best-practice write-up", item="B9"))


@case("sign-off.item")
def a_practice_for_a_document_that_there_is_once(folder):
    return school(folder, cell("sign_off", 0, item="B1"))


@case("practice.half-named")
def a_practice_taken_up_of_a_school_and_no_more(folder):
    return school(folder, cell("practice", 0, takes_up_school="birchwood"))


@case("practice.half-named")
def a_practice_taken_up_of_nobody(folder):
    return school(folder, cell("practice", 0, takes_up_item="B1"))


@case("practice.own")
def a_practice_that_takes_up_itself(folder):
    return school(folder, cell("practice", 0, takes_up_school="ashdown", takes_up_item="B1"))


@case("reference.unknown")
def a_practice_taken_up_of_a_school_that_is_not_there(folder):
    return school(folder, cell("practice", 0, takes_up_school="larchmount", takes_up_item="B1"))
