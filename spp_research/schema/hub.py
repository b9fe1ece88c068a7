"""`hub.xlsx`: the workbook of whoever leads a hub (the hub, its partnerships, sign-off)."""

from dataclasses import replace

from .fields import Field, Kind, Sheet, Workbook
from .practice_sheets import SIGN_OFF
from .vocabulary import HUB_AUDIENCES, HUB_REPORT

_HUB = Sheet(
    "hub",
    "The hub",
    "One row about the hub itself: a local authority, a trust of trusts, an SPP Hub.",
    one_row=True,
    required=True,
    fields=(
        Field(
            "name",
            "Hub name",
            Kind.TEXT,
            "As it should stand on the report.",
            required=True,
            example="Northshire SPP Hub",
            renames=("Hub", "Local authority"),
        ),
        Field(
            "cycle",
            "Review cycle",
            Kind.TEXT,
            "The school year, for example 2025-26. Share files of any other are not counted.",
            required=True,
            max_length=20,
            example="2025-26",
            renames=("Cycle", "Year"),
        ),
        Field(
            "lead",
            "Hub lead",
            Kind.TEXT,
            "Who answers questions about the report.",
            example="Dilys Penhaligon",
        ),
        Field(
            "contact_email",
            "Contact email",
            Kind.EMAIL,
            "A shared mailbox rather than one person's, if there is one.",
            example="hub@northshire.example",
        ),
    ),
)

_PARTNERSHIPS = Sheet(
    "partnerships",
    "The partnerships",
    "One row a partnership, in the order in which the report should list them. While the sheet is "
    "empty, every partnership with a share file here counts, in the order of its name.",
    key=("partnership_name",),
    fields=(
        Field(
            "partnership_name",
            "Partnership name",
            Kind.TEXT,
            "As its share files have it: as it stands in its own partnership.xlsx.",
            required=True,
            example="Riverside Partnership",
            renames=("Partnership", "Name"),
        ),
        Field(
            "schools",
            "Number of schools",
            Kind.WHOLE,
            "How many schools it has, so that the report can say from how many nothing has come.",
            minimum=1,
            maximum=500,
            example="6",
        ),
        Field(
            "namesakes",
            "Only share their name",
            Kind.TEXT,
            "Short names of schools here that have the name of a school of another partnership and "
            "are another school, separated by semicolons. Without this they count once.",
            max_length=400,
            example="",
        ),
        Field(
            "off_website",
            "Taken off the website",
            Kind.TEXT,
            "Short names of schools whose practices the hub's website is not to show although they "
            "are signed off for everyone, separated by semicolons. “All” for every school.",
            max_length=400,
            example="",
            later=True,
        ),
    ),
)

HUB = Workbook(
    name="hub",
    title="Hub workbook",
    purpose="Which partnerships belong to the hub, and what of its report is signed off.",
    filled_in_by="The lead of the hub",
    minutes=10,
    what_happens="It stays with the hub. The report is made from this and from share files, and "
    "from nothing else.",
    sheets=(
        _HUB,
        _PARTNERSHIPS,
        replace(
            SIGN_OFF,
            fields=tuple(
                replace(
                    field,
                    guidance="Which document.",
                    allowed=(HUB_REPORT,),
                    open_ended=False,
                    example=HUB_REPORT,
                )
                if field.name == "document"
                else replace(field, allowed=HUB_AUDIENCES)
                if field.name == "audience"
                else replace(field, guidance="A named person of the hub.")
                if field.name == "signed_by"
                else field
                for field in SIGN_OFF.fields
            ),
        ),
    ),
)
