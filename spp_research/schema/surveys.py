"""`survey_responses.xlsx`: for a survey that was done on paper, one row an answer."""

from .fields import Field, Kind, Sheet, Workbook
from .survey_fields import WAVE

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
