"""Sheets about surveys: the school's, one done on paper, and the lead's own of the year."""

from __future__ import annotations

from dataclasses import replace

from .fields import Field, Kind, Sheet, Workbook
from .vocabulary import ROLES, SCALES, WAVES, YES_NO

ITEM_ID = Field(
    "item_id",
    "Item ID",
    Kind.ID,
    "I1, I2 and so on. The same question asked twice keeps its ID.",
    required=True,
    max_length=12,
    example="I1",
    renames=("ID", "Item"),
)
FILE = Field(
    "file",
    "File",
    Kind.TEXT,
    "The name of the export, as it stands in the folder called surveys.",
    required=True,
    example="pupils-january.csv",
    renames=("Survey file", "Export"),
)
SCALE = Field(
    "scale",
    "Scale",
    Kind.CHOICE,
    "The answers that people could choose from.",
    required=True,
    allowed=tuple(SCALES),
    example="Agreement, five points",
)
REVERSED = Field(
    "reversed",
    "Reversed",
    Kind.CHOICE,
    "Yes if agreeing means less of what is hoped for.",
    allowed=YES_NO,
    example="No",
    renames=("Reverse", "Reverse-coded"),
)
WAVE = Field(
    "wave",
    "When",
    Kind.CHOICE,
    "Before, after, or once only.",
    required=True,
    allowed=WAVES,
    example="Before",
    renames=("Wave",),
)
SAME_PEOPLE = Field(
    "same_people",
    "Same people both times",
    Kind.CHOICE,
    "Yes only if each answer can be matched to the same person's earlier one.",
    allowed=YES_NO,
    example="No",
)


_RESPONSES = Sheet(
    "survey_responses",
    "Survey responses",
    "One row a person and question. No names: a number on the paper is enough.",
    key=("respondent_id", "item_id", "wave"),
    fields=(
        Field(
            "respondent_id",
            "Respondent ID",
            Kind.ID,
            "The number on the sheet of paper.",
            required=True,
            max_length=24,
            example="001",
            renames=("Respondent", "ID"),
        ),
        Field(
            "item_id",
            "Item ID",
            Kind.REFERENCE,
            "The question, as the survey map of the evidence workbook numbers it.",
            required=True,
            refers_to="survey_map.item_id",
            example="I1",
            renames=("Item",),
        ),
        WAVE,
        Field(
            "answer",
            "Answer",
            Kind.TEXT,
            "The words that were ticked, as they stand on the paper.",
            max_length=400,
            example="Agree",
        ),
    ),
)

SURVEYS = Workbook(
    name="survey_responses",
    title="Survey responses workbook",
    purpose="Answers of a survey that was done on paper or in a tool without an export.",
    filled_in_by="Whoever types the answers in",
    minutes=30,
    what_happens="It stays in the school. Reports show how many people chose each answer, and "
    "hide a question that too few have answered.",
    sheets=(_RESPONSES,),
)


PEER_REVIEW, DEVELOPMENT = "Peer review itself", "Professional development"
TOPICS = (PEER_REVIEW, DEVELOPMENT)

OTHER_STAFF, EVERYONE = "Other staff", "Everyone"
RESPONDENTS = (*ROLES, OTHER_STAFF)  # in what role somebody may have answered
NOT_GIVEN = "Role not given"

YEAR_SURVEY_MAP = Sheet(
    "year_survey_map",
    "Survey map",
    "One row a question of a survey of those who took part in peer review. Put the export of "
    "Microsoft Forms or Google Forms into a folder called surveys, beside this workbook.",
    key=("item_id", "wave"),
    fields=(
        ITEM_ID,
        replace(FILE, example="peer-review-july.xlsx"),
        Field(
            "asked",
            "Question as asked",
            Kind.LONG_TEXT,
            "The exact words at the head of the column in the export.",
            required=True,
            max_length=300,
            example="The review helped the school to see what to do next",
            renames=("Question text", "Column", "Header"),
        ),
        Field(
            "about",
            "What it is about",
            Kind.CHOICE,
            "Which part of the annual report it belongs to.",
            required=True,
            allowed=TOPICS,
            example=PEER_REVIEW,
            renames=("About", "Topic"),
        ),
        SCALE,
        REVERSED,
        replace(WAVE, example="Once"),
        SAME_PEOPLE,
    ),
)

SURVEY_ROLES = Sheet(
    "survey_roles",
    "Who was asked",
    "One row a file and role: how many people in that role were asked. The report splits the "
    "answers by role; a role that too few answered in is not shown.",
    key=("file", "role"),
    fields=(
        Field(
            "file",
            "File",
            Kind.TEXT,
            "The name of the export, as in the survey map.",
            required=True,
            example="peer-review-july.xlsx",
            renames=("Survey file", "Export"),
        ),
        Field(
            "role",
            "Role",
            Kind.CHOICE,
            "A role that was asked. Everyone where the form did not ask for roles.",
            required=True,
            allowed=(*RESPONDENTS, EVERYONE),
            example="Peer reviewer",
        ),
        Field(
            "invited",
            "Number invited",
            Kind.WHOLE,
            "How many people in that role were asked, so that the response rate can be told.",
            minimum=1,
            maximum=20000,
            example="27",
            renames=("Invited", "Asked"),
        ),
        Field(
            "role_question",
            "Question that asks for the role",
            Kind.TEXT,
            "Its exact words in the export. Blank if everybody who was asked had this role.",
            max_length=300,
            example="What is your role?",
            renames=("Role question",),
        ),
    ),
)
