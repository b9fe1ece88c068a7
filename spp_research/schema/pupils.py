"""`pupils/*.xlsx`: pupil-level outcomes, read only for the school's own run."""

from .fields import Field, Kind, Sheet, Workbook
from .vocabulary import ARMS, GROUPS, Arm

_OUTCOMES = Sheet(
    "pupil_outcomes",
    "Pupil outcomes",
    "One row a pupil and outcome. Use an ID, never a name. This file stays in the school.",
    key=("outcome_id", "pupil_id"),
    fields=(
        Field(
            "outcome_id",
            "Outcome ID",
            Kind.REFERENCE,
            "The ID of the outcome in the school's evidence workbook.",
            required=True,
            refers_to="outcomes.outcome_id",
            example="O1",
            renames=("Outcome",),
        ),
        Field(
            "pupil_id",
            "Pupil ID",
            Kind.ID,
            "A code that only the school can turn into a pupil.",
            required=True,
            max_length=24,
            example="0417",
            renames=("Pupil", "ID", "UPN"),
        ),
        Field(
            "group",
            "Group",
            Kind.CHOICE,
            "Whether the pupil was in the project.",
            allowed=GROUPS,
            required=True,
            example="Project",
        ),
        Field(
            "class_name",
            "Class",
            Kind.TEXT,
            "The teaching group, if there are several.",
            max_length=24,
            example="4B",
            renames=("Class name", "Form"),
        ),
        Field(
            "subgroup",
            "Group to look at separately",
            Kind.TEXT,
            "If one was named beforehand, for example: free school meals. Else blank.",
            max_length=40,
            example="",
            renames=("Subgroup",),
        ),
        Field(
            "baseline",
            "Baseline",
            Kind.NUMBER,
            "The measure before. Blank if it was not taken.",
            example="18",
            renames=("Pre", "Before", "Autumn"),
        ),
        Field(
            "follow_up",
            "Follow-up",
            Kind.NUMBER,
            "The measure after. Blank if it was not taken.",
            example="23",
            renames=("Post", "After", "Summer"),
        ),
    ),
)

_LOTS = Sheet(
    "lot_units",
    "Lots",
    "One row a pupil, or a class where whole classes were drawn, as spp draw gives it. Leave it as "
    "it is, so that the draw can be checked.",
    key=("draw_id", "unit"),
    later=True,
    fields=(
        Field(
            "draw_id",
            "Draw ID",
            Kind.ID,
            "The ID of the draw in the school's evidence workbook.",
            required=True,
            max_length=12,
            example="D1",
        ),
        Field(
            "unit",
            "Who was drawn",
            Kind.ID,
            "The pupil's ID, or the class.",
            required=True,
            max_length=24,
            example="0417",
        ),
        Field(
            "stratum",
            "Within",
            Kind.ID,
            "The group within which lots were drawn, if there was one.",
            max_length=40,
            example="4B",
        ),
        Field(
            "score",
            "Paired by",
            Kind.NUMBER,
            "The score by which pairs were made, if there was one.",
            example="",
        ),
        Field(
            "arm",
            "Drawn for",
            Kind.CHOICE,
            "What the lot says.",
            required=True,
            allowed=ARMS,
            example=Arm.PROJECT,
        ),
    ),
)

PUPILS = Workbook(
    name="pupil_outcomes",
    title="Pupil outcomes workbook",
    purpose="What was measured before and after a project, one row a pupil.",
    filled_in_by="The lead of the project in the school",
    minutes=20,
    what_happens="It never leaves the school. The kit reads it to work out one estimate for each "
    "outcome and keeps no copy of a row.",
    sheets=(_OUTCOMES, _LOTS),
)
