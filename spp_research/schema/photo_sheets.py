"""The sheet of the photos that go with the practice, and who has cleared them."""

from .fields import Field, Kind, Sheet
from .vocabulary import PHOTOS_OF

PHOTOS = Sheet(
    "photos",
    "Photos",
    "Photos of the practice, four at most, from the folder “attachments” beside this workbook. "
    "Only those that somebody has cleared are shown.",
    key=("file",),
    later=True,
    fields=(
        Field(
            "file",
            "File",
            Kind.TEXT,
            "Its name in the folder “attachments”: a JPEG or PNG picture, without a folder.",
            required=True,
            max_length=100,
            example="reading-corner.jpg",
        ),
        Field(
            "shows",
            "What it shows",
            Kind.LONG_TEXT,
            "For whoever cannot see it: what is to be seen, in a sentence or two. Nobody by name.",
            required=True,
            max_length=300,
            example="A low shelf with six baskets of books, each with a picture of what is in it.",
        ),
        Field(
            "people",
            "Who is in it",
            Kind.CHOICE,
            "A photo in which a pupil can be recognised is never shown.",
            allowed=PHOTOS_OF,
            example=PHOTOS_OF[0],
        ),
        Field(
            "cleared_by",
            "Cleared by",
            Kind.TEXT,
            "The role of who made sure that it may be shown to everyone, and that all who are in "
            "it agreed. No name.",
            max_length=60,
            example="Headteacher",
        ),
        Field(
            "cleared_on",
            "Cleared on",
            Kind.DATE,
            "The day of that. Without it the photo is left out.",
            example="15/06/2026",
        ),
        Field(
            "credit",
            "Whose it is",
            Kind.TEXT,
            "Whose photo it is, and its licence if it is not that of the write-up.",
            max_length=120,
            example="The school",
        ),
    ),
)
