"""Columns that every survey map has: the school's, and that of the lead's own surveys."""

from __future__ import annotations

from .fields import Field, Kind
from .vocabulary import SCALES, WAVES, YES_NO

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
