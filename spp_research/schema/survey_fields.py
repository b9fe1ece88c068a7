"""Columns that every survey map has: the school's, and that of the lead's own surveys."""

from __future__ import annotations

from .fields import Field, Kind
from .vocabulary import SCALES, WAVES, YES_NO

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
