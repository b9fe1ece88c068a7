"""The lead's own surveys: roles that cannot be told apart, files and people that do not fit."""

from __future__ import annotations

from good_books import case, cell, lead, year

ROLE = 1  # the column of the export that holds the role


def _roles(*values):
    """The first people give these roles."""

    def change(rows):
        for row, value in zip(rows[1:], values, strict=False):
            row[ROLE] = value

    return change


# --- people


@case("person.no-school")
def reviewer_without_a_school(folder):
    return lead(folder, cell("people", 1, school=None))


# --- who was asked


@case("survey-roles.file")
def roles_of_a_file_that_is_not_mapped(folder):
    more = {"file": "peer-reviews.csv", "role": "Everyone"}
    return year(folder, change_book=lambda rows: rows["survey_roles"].append(more))


@case("survey-roles.everyone")
def everyone_beside_a_role(folder):
    more = {"file": "peer-review.csv", "role": "Everyone", "invited": 9}
    return year(folder, change_book=lambda rows: rows["survey_roles"].append(more))


@case("survey-roles.no-question")
def roles_without_a_question(folder):
    def change(rows):
        for row in rows["survey_roles"]:
            row["role_question"] = None

    return year(folder, change_book=change)


@case("survey-roles.two-questions")
def two_questions_for_the_role(folder):
    return year(folder, change_book=cell("survey_roles", 1, role_question="What do you do?"))


@case("survey-map.person")
def name_for_the_role(folder):
    def change(rows):
        for row in rows["survey_roles"]:
            row["role_question"] = "What is your name?"

    return year(folder, change_book=change)


@case("key.twice")
def one_role_twice(folder):
    return year(folder, change_book=cell("survey_roles", 1, role="Peer reviewer"))


@case("survey.more-than-invited")
def more_reviewers_than_were_asked(folder):
    return year(folder, change_book=cell("survey_roles", 0, invited=2))


# --- the survey map of the lead


@case("survey-map.same-column")
def one_column_for_two_questions_of_the_lead(folder):
    asked = "The review was worth its time"
    return year(folder, change_book=cell("year_survey_map", 1, asked=asked))


@case("survey.file-missing")
def survey_that_is_still_to_come(folder):
    def change(rows):
        rows["year_survey_map"][1].update(file="training.xlsx")

    return year(folder, change_book=change)


@case("survey.not-read")
def survey_beside_a_workbook_with_faults(folder):
    return year(folder, change_book=cell("year_survey_map", 0, scale="Moods"))


@case("survey.no-question")
def role_question_in_other_words(folder):
    def change(rows):
        for row in rows["survey_roles"]:
            row["role_question"] = "Your role"

    return year(folder, change_book=change)


# --- answers


@case("survey.role-other")
def role_that_the_programme_does_not_know(folder):
    return year(folder, _roles("Peer reveiwer", "Deputy head", "Peer reviewers"))


@case("survey.role-several")
def two_roles_of_one_person(folder):
    return year(folder, _roles("Improvement champion;Peer reviewer;"))


@case("survey.role-not-asked")
def role_that_nobody_was_asked_in(folder):
    return year(folder, _roles("Headteacher", "Head"))


@case("survey.columns-left-out")
def names_in_the_survey_of_the_lead(folder):
    def change(rows):
        for number, row in enumerate(rows):
            row.append("Jo Bloggs" if number else "Name")

    return year(folder, change)
