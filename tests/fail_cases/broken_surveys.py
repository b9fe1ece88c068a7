"""Surveys: exports that do not fit the survey map, and answers that do not fit their scale."""

from __future__ import annotations

import copy

from good_books import (
    PAPER_ROWS,
    SCHOOL_ROWS,
    all_faults,
    case,
    cell,
    edit,
    faults_of,
    school,
    survey,
    workspace,
    write,
    write_workbook,
)

from spp_research.schema import SCHOOL, SURVEYS

FIRST = 5  # the column of the first question in the export
AGREE, OFTEN, WHOM, WORDS = range(FIRST, FIRST + 4)


def _answer(folder, column, *values):
    """The first people answer this to one question."""

    def change(rows):
        for row, value in zip(rows[1:], values, strict=False):
            row[column] = value

    return survey(folder, change)


def _google(rows):
    """The export as Google Forms would have made it."""
    for number, row in enumerate(rows):
        row[:FIRST] = [f"2026/01/08 9:0{number}:00 AM GMT"] if number else ["Timestamp"]


def _paper(folder, change=lambda rows: None, file="paper.xlsx"):
    """Answers typed in from paper, and a map that says so."""
    place = workspace(folder)
    home = folder / "schools" / "ashdown"
    books, rows = copy.deepcopy(SCHOOL_ROWS), copy.deepcopy(PAPER_ROWS)
    for row in books["survey_map"]:
        row["file"] = file
    change(rows["survey_responses"])
    write_workbook(home / "evidence.xlsx", SCHOOL, books)
    write_workbook(home / "surveys" / "paper.xlsx", SURVEYS, rows)
    (home / "surveys" / "pupils-january.csv").unlink()
    return all_faults(place)


# --- the survey map


@case("survey-map.same-column")
def one_column_for_two_questions(folder):
    return school(folder, cell("survey_map", 1, asked="I choose a book without help"))


@case("survey-map.two-scales")
def other_scale_afterwards(folder):
    return school(folder, lambda rows: _afterwards(rows, scale="Agreement, four points"))


@case("survey-map.two-scales")
def reversed_only_afterwards(folder):
    return school(folder, lambda rows: _afterwards(rows, reversed="Yes"))


@case("survey-map.other-words")
def other_words_afterwards(folder):
    return school(folder, lambda rows: _afterwards(rows, asked="I choose my books alone"))


def _afterwards(rows, **values):
    first = rows["survey_map"][0]
    rows["survey_map"].append({**first, "wave": "After", "file": "pupils-july.csv", **values})


@case("survey-map.person")
def name_as_a_question(folder):
    return school(folder, cell("survey_map", 0, asked="What is your name?"))


@case("choice.unknown")
def scale_of_their_own(folder):
    return school(folder, cell("survey_map", 0, scale="Smileys"))


# --- files


@case("survey.file-missing")
def export_not_there_yet(folder):
    return survey(folder, change_map=lambda rows: _afterwards(rows))


@case("survey.file-missing")
def export_under_another_name(folder):
    def change(rows):
        for row in rows["survey_map"]:
            row["file"] = "pupil-january.xlsx"

    return survey(folder, change_map=change)


@case("survey.file-unused")
def export_that_nobody_maps(folder):
    place = workspace(folder)
    path = folder / "schools" / "ashdown" / "surveys" / "staff.csv"
    path.write_text("Timestamp,I feel listened to\n2026/01/08 9:00,Agree\n", encoding="utf-8")
    return all_faults(place)


@case("survey.not-read")
def survey_of_a_school_with_faults(folder):
    return survey(folder, change_map=cell("survey_map", 0, scale="Moods"))


@case("file.damaged")
def export_half_copied(folder):
    place = workspace(folder)
    path = folder / "schools" / "ashdown" / "surveys" / "staff.xlsx"
    path.write_bytes(b"PK\x03\x04half")
    return all_faults(place)


# --- columns


@case("survey.columns-left-out")
def names_and_addresses_in_the_export(folder):
    def change(rows):
        for row in rows[1:]:
            row[3:5] = ["jo@ashdown.example", "Jo Bloggs"]

    return survey(folder, change)


@case("survey.columns-left-out")
def addresses_under_another_header(folder):
    def change(rows):
        for number, row in enumerate(rows):
            row.append(f"jo{number}@ashdown.example" if number else "How can we reach you?")

    return survey(folder, change)


@case("column.no-header")
def answers_without_a_question(folder):
    def change(rows):
        for number, row in enumerate(rows):
            row.insert(OFTEN, "x" if number == 3 else "")

    return survey(folder, change)


@case("survey.no-question")
def question_in_other_words(folder):
    return survey(folder, change_map=cell("survey_map", 0, asked="I chose a book without help"))


@case("survey.no-question")
def every_question_in_other_words(folder):
    def change(rows):
        rows[0][FIRST:] = ["Q1", "Q2", "Q3", "Q4"]

    return survey(folder, change)


@case("survey.question-twice")
def one_question_in_two_columns(folder):
    return survey(folder, lambda rows: [row.append(row[AGREE]) for row in rows])


@case("survey.unmapped")
def questions_that_are_not_mapped(folder):
    def change(rows):
        for number, row in enumerate(rows):
            row += ["3", "4"] if number else ["Your year group", "Total points"]

    return survey(folder, change)


@case("survey.no-answers")
def export_before_anybody_answered(folder):
    return survey(folder, lambda rows: rows.__delitem__(slice(1, None)))


@case("survey.row-twice")
def answer_pasted_twice(folder):
    return survey(folder, lambda rows: rows.append(list(rows[2])))


@case("survey.more-than-invited")
def more_answers_than_people(folder):
    return survey(folder, change_map=cell("survey_map", 0, invited=5))


# --- answers


@case("survey.answer-unknown")
def misspelt_answer(folder):
    return _answer(folder, AGREE, "Strongly agre")


@case("survey.answer-unknown")
def answers_of_another_scale(folder):
    return _answer(folder, AGREE, "Often", "Never", "often", "Often", "OFTEN")


@case("survey.answer-unknown")
def number_beyond_the_scale(folder):
    return _answer(folder, AGREE, "7")


@case("survey.answer-read-as")
def usual_other_words(folder):
    return _answer(folder, AGREE, "Neutral", "tend to agree", "neutral")


@case("survey.answer-number")
def numbers_for_words(folder):
    return _answer(folder, AGREE, "5", "4", "4", "2")


@case("survey.several-commas")
def several_answers_of_google(folder):
    def change(rows):
        _google(rows)
        for row in rows[1:]:
            row[3] = "A friend, At home"

    return survey(folder, change)


@case("text.looks-personal")
def phone_number_in_own_words(folder):
    return _answer(folder, WORDS, "Ring mum on 07700 900123")


@case("cell.error")
def error_among_the_answers(folder):
    return _answer(folder, OFTEN, "#REF!")


@case("cell.error")
def error_of_another_spreadsheet(folder):
    return _answer(folder, WORDS, "Err:502", "#ERROR!")


@case("survey.several-inside")
def semicolon_in_an_answer(folder):
    return _answer(folder, WHOM, *["A friend (a boy; a girl);At home;"] * 6)


@case("survey.several-together")
def two_answers_that_never_stand_apart(folder):
    return _answer(
        folder,
        WHOM,
        "An adult;a helper;",
        "An adult;a helper;At home;",
        "At home;",
        "An adult;a helper;",
    )


@case("survey.several-lines")
def answers_on_lines(folder):
    return _answer(folder, WHOM, *["A friend\nAt home"] * 6)


@case("survey.several-commas")
def small_letters_after_commas(folder):
    def change(rows):
        _google(rows)
        for row, value in zip(rows[1:], ["at home, on the bus", "on the bus"] * 3, strict=True):
            row[3] = value

    return survey(folder, change)


@case("survey.answer-unknown")
def smileys_for_words(folder):
    return _answer(folder, AGREE, "😡", "🙂", "?", "👍")


@case("survey.looks-named")
def names_in_own_words(folder):
    return _answer(folder, WORDS, "Maya Okafor", "Jack", "Olivia Hill", "Harry", "Amelia")


@case("survey.second-heading")
def a_row_of_headings_below_the_questions(folder):
    def change(rows):
        rows.insert(
            1, ["", "", "", "", "", "Response", "Response", "Response", "Open-Ended Response"]
        )

    return survey(folder, change)


@case("survey.question-begins")
def a_question_cut_off(folder):
    long = (
        "I choose a book without help from the shelf, the library or the box that is for our class"
    )

    def change(rows):
        rows[0][AGREE] = long

    return survey(folder, change, cell("survey_map", 0, asked=f"{long} in the morning"))


@case("survey.no-question")
def two_long_questions_that_part_late(folder):
    long = "To what extent do you agree with this statement about the books that you were given: "

    def change(rows):
        rows[0][AGREE] = f"{long}I choose a book without help"

    return survey(folder, change, cell("survey_map", 0, asked=f"{long}I chose a book without help"))


@case("survey-map.person")
def numbered_question_for_a_name(folder):
    return school(folder, cell("survey_map", 3, asked="Q2. Please enter your child's full name"))


@case("survey.row-twice")
def a_part_pasted_twice(folder):
    return survey(folder, lambda rows: rows.extend([list(row) for row in rows[1:6]]))


# --- how a CSV file is cut


def _csv(folder, change):
    """The export after its lines were changed."""
    place = workspace(folder)
    path = folder / "schools" / "ashdown" / "surveys" / "pupils-january.csv"
    path.write_bytes(change(path.read_bytes()))
    return all_faults(place)


@case("row.longer")
def comma_without_quotation_marks(folder):
    return _csv(folder, lambda data: data.replace(b"More time", b"More time, please"))


@case("row.longer")
def pupil_with_a_cell_too_many(folder):
    path = folder / "pupils.csv"
    path.write_text(
        "Outcome ID,Pupil ID,Group,Class,Baseline,Follow-up\n"
        "O1,001,Project,3A,21,25\nO1,002,Project,3A,1,234,26\n"
    )
    return faults_of(path, "pupils")


@case("row.shorter")
def text_cut_by_a_line_end(folder):
    return _csv(folder, lambda data: data.replace(b"More time", b"More\r\ntime"))


@case("file.letters")
def letters_of_an_older_program(folder):
    return _csv(folder, lambda data: data[3:].replace(b"More time", b"Si\xe2n helped"))


@case("file.letters")
def letters_read_twice(folder):
    return _csv(folder, lambda data: data.replace(b"More time", "Donâ€™t know".encode()))


@case("file.letters-lost")
def letters_that_are_lost(folder):
    return _csv(folder, lambda data: data.replace(b"More time", "Si\ufffdn helped".encode()))


# --- paper


@case("survey.not-asked")
def answer_to_a_question_of_another_time(folder):
    return _paper(folder, lambda rows: rows[0].update(wave="After"))


@case("survey.not-asked")
def answers_of_another_file(folder):
    place = workspace(folder)
    path = folder / "schools" / "ashdown" / "surveys" / "paper.xlsx"
    rows = {"survey_responses": PAPER_ROWS["survey_responses"][:2]}
    write_workbook(path, SURVEYS, rows)
    return all_faults(place)


@case("reference.unknown")
def item_that_is_not_mapped(folder):
    return _paper(folder, lambda rows: rows[0].update(item_id="I9"))


@case("survey.answer-unknown")
def answer_on_paper_that_is_not_on_the_scale(folder):
    return _paper(folder, lambda rows: rows[0].update(answer="Yes"))


@case("key.twice")
def same_person_twice_on_paper(folder):
    return _paper(folder, lambda rows: rows[2].update(respondent_id="001"))


@case("pupil.looks-personal")
def name_for_a_number_on_paper(folder):
    return _paper(folder, lambda rows: rows[0].update(respondent_id="Jo Bloggs"))


@case("column.missing")
def paper_without_a_needed_column(folder):
    path = edit(write(folder, "paper"), lambda book: book["Survey responses"].delete_cols(4))
    return faults_of(path, "paper")
