"""The sheets about what was settled beforehand: lots that were drawn, and plans as they were fixed.

The kit prepares their rows (`spp draw`, `spp fix-plan`); nobody needs to type one.
"""

from .fields import Field, Kind, Sheet
from .vocabulary import LOT_METHODS, LotMethod

LOTS = Sheet(
    "lots",
    "Lots",
    "One row a draw by lot, as spp draw gives it: who begins, and who is compared with them. "
    "Leave it as it is, so that anybody can check the draw.",
    key=("draw_id",),
    later=True,
    fields=(
        Field(
            "draw_id",
            "Draw ID",
            Kind.ID,
            "D1, D2 and so on. Every draw keeps its row, also one that was drawn again.",
            required=True,
            max_length=12,
            example="D1",
        ),
        Field(
            "outcome_ids",
            "Outcome IDs",
            Kind.REFERENCES,
            "The outcome that lots were drawn for; several separated by semicolons, if the same "
            "groups are compared in all of them.",
            refers_to="outcomes.outcome_id",
            example="O1",
            renames=("Outcome ID",),
        ),
        Field(
            "drawn_on",
            "Drawn on",
            Kind.DATE,
            "The day.",
            required=True,
            example="06/01/2026",
        ),
        Field(
            "drawn_by",
            "Drawn by",
            Kind.TEXT,
            "Who drew, best somebody who does not teach the pupils.",
            max_length=80,
            example="Ruth Adeyemi",
        ),
        Field(
            "method",
            "Method",
            Kind.CHOICE,
            "How lots were drawn.",
            required=True,
            allowed=LOT_METHODS,
            example=LotMethod.CLASSES,
        ),
        Field(
            "seed",
            "Number of the lots",
            Kind.ID,
            "The number that the computer drew with, made once.",
            required=True,
            max_length=19,
            example="4711",
            renames=("Seed",),
        ),
        Field(
            "draw_number",
            "Which draw of the list",
            Kind.WHOLE,
            "1, or more where a list was drawn again.",
            required=True,
            minimum=1,
            maximum=1000,
            example="1",
        ),
        Field(
            "certificate",
            "Certificate",
            Kind.TEXT,
            "64 letters and digits by which the draw can be checked.",
            required=True,
            max_length=64,
            example="9c5f1b7e0a2d4c6f8b3e5a7d9c1f0b2e4a6d8c0f2b4e6a8d0c2f4b6e8a0d2c4f",
        ),
        Field(
            "reason",
            "Why it was drawn again",
            Kind.LONG_TEXT,
            "Blank for the first draw of a list.",
            max_length=300,
            example="",
            renames=("Reason",),
        ),
    ),
)

FIXED_PLANS = Sheet(
    "fixed_plans",
    "Plans as fixed",
    "One row a plan of an outcome, as spp fix-plan gives it on the day on which it is settled. "
    "The impact reflection lists what was done otherwise.",
    key=("outcome_id", "mark"),
    later=True,
    fields=(
        Field(
            "outcome_id",
            "Outcome ID",
            Kind.REFERENCE,
            "The outcome that was planned.",
            required=True,
            refers_to="outcomes.outcome_id",
            example="O1",
        ),
        Field(
            "fixed_on",
            "Fixed on",
            Kind.DATE,
            "The day.",
            required=True,
            example="08/01/2026",
        ),
        Field(
            "fixed_by",
            "Fixed by",
            Kind.TEXT,
            "Who settled it.",
            max_length=80,
            example="Ruth Adeyemi",
        ),
        Field(
            "mark",
            "Mark",
            Kind.TEXT,
            "The nine letters that belong to the text.",
            required=True,
            max_length=20,
            example="BWS-VVR-PXW",
        ),
        Field(
            "plan",
            "The plan",
            Kind.LONG_TEXT,
            "The text as it was fixed. Leave it as it is: another text has another mark.",
            required=True,
            max_length=6000,
            example="Outcome: Words read correctly in one minute",
        ),
    ),
)
