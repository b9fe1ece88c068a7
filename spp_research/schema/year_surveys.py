"""The lead's sheets about the surveys of those who took part: their questions, who was asked."""

from dataclasses import replace

from .fields import Field, Kind, Sheet
from .survey_fields import FILE, ITEM_ID, REVERSED, SAME_PEOPLE, SCALE, WAVE
from .vocabulary import ROLES

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
