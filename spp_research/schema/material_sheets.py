"""The sheet of the materials that go with the practice, and who has cleared them."""

from .fields import Field, Kind, Sheet

MATERIALS = Sheet(
    "materials",
    "Materials",
    "Sheets that another school can use as they are: a script, a card, a questionnaire, a rota. "
    "Three at most, Word documents from the folder “attachments” beside this workbook. Their text "
    "is read anew; only those that somebody has cleared are shown.",
    key=("file",),
    later=True,
    fields=(
        Field(
            "file",
            "File",
            Kind.TEXT,
            "Its name in the folder “attachments”: a Word document (.docx), without a folder.",
            required=True,
            max_length=100,
            example="reading-session.docx",
        ),
        Field(
            "title",
            "Title",
            Kind.TEXT,
            "What the sheet is called.",
            required=True,
            max_length=80,
            example="Script of a reading session",
        ),
        Field(
            "used_for",
            "What it is for",
            Kind.LONG_TEXT,
            "One sentence: who uses it, when and for what.",
            required=True,
            max_length=300,
            example="For whoever leads the session, to have in front of them.",
        ),
        Field(
            "cleared_by",
            "Cleared by",
            Kind.TEXT,
            "The role of who read it and made sure that everyone may see it. No name.",
            max_length=60,
            example="Headteacher",
        ),
        Field(
            "cleared_on",
            "Cleared on",
            Kind.DATE,
            "The day of that. Without it the material is left out.",
            example="15/06/2026",
        ),
        Field(
            "credit",
            "Whose it is",
            Kind.TEXT,
            "Who wrote it, and its licence if it is not that of the write-up.",
            max_length=120,
            example="The school",
        ),
    ),
)
