"""The lead's sheets that a plan of the year is made from: terms, days that will not do, rules."""

from .fields import Field, Kind, Sheet
from .vocabulary import BANK_HOLIDAYS, SPANS, WEEKDAYS

TERMS = Sheet(
    "terms",
    "Terms and holidays",
    "One row a term or half-term in which there is school, and one a holiday or closing day within "
    "it. A plan needs them; bank holidays of England and Wales are known until the end of 2027.",
    later=True,
    fields=(
        Field(
            "span",
            "Term or holiday",
            Kind.CHOICE,
            "Term: there is school. Holiday: there is none.",
            required=True,
            allowed=SPANS,
            example="Term",
            renames=("Kind",),
        ),
        Field(
            "named",
            "Called",
            Kind.TEXT,
            "What you call it.",
            example="Autumn, first half",
        ),
        Field(
            "first_day",
            "First day",
            Kind.DATE,
            "The first day of it.",
            required=True,
            example="03/09/2025",
            renames=("From", "Starts"),
        ),
        Field(
            "last_day",
            "Last day",
            Kind.DATE,
            "The last day of it. For a single day the same date again.",
            required=True,
            example="24/10/2025",
            renames=("To", "Until", "Ends"),
        ),
        Field(
            "school",
            "School short name",
            Kind.REFERENCE,
            "If it is of one school only. A school with terms of its own has no others.",
            refers_to="schools.school",
            example="oakfield",
        ),
    ),
)

AWAY = Sheet(
    "away",
    "Days that will not do",
    "One row for days on which a person cannot come, or on which no review or workshop can be at a "
    "school. No reasons are asked for.",
    later=True,
    fields=(
        Field(
            "person_id",
            "Person ID",
            Kind.REFERENCE,
            "Who cannot come; or else a school.",
            refers_to="people.person_id",
            example="P04",
        ),
        Field(
            "school",
            "School short name",
            Kind.REFERENCE,
            "Where nobody can come; or else a person.",
            refers_to="schools.school",
        ),
        Field(
            "first_day",
            "First day",
            Kind.DATE,
            "Blank with a weekday: all the year.",
            example="10/11/2025",
            renames=("From",),
        ),
        Field(
            "last_day",
            "Last day",
            Kind.DATE,
            "Blank: that one day; with a weekday, from then on.",
            example="14/11/2025",
            renames=("To", "Until"),
        ),
        Field(
            "weekdays",
            "Weekdays",
            Kind.CHOICES,
            "Only these days of the week, separated by semicolons. Blank: every day.",
            allowed=WEEKDAYS,
            example="Monday; Friday",
        ),
    ),
)

PLANNING = Sheet(
    "planning",
    "Rules for the plan",
    "One row on what you have agreed. What is blank is planned as each column says.",
    one_row=True,
    later=True,
    fields=(
        Field(
            "reviewers",
            "Reviewers a review",
            Kind.WHOLE,
            "3 or 4. Blank: 3.",
            minimum=3,
            maximum=4,
            example="3",
        ),
        Field(
            "workshop_after",
            "Workshop after, days",
            Kind.WHOLE,
            "Days from the review to the workshop, at the least. Blank: 7.",
            minimum=1,
            maximum=60,
            example="7",
        ),
        Field(
            "workshop_within",
            "Workshop within, days",
            Kind.WHOLE,
            "Days from the review to the workshop, at the most. Blank: 21.",
            minimum=1,
            maximum=120,
            example="21",
        ),
        Field(
            "impact_after",
            "Impact review after, weeks",
            Kind.WHOLE,
            "The agreed time from the workshop to the impact review. Blank: 16.",
            minimum=1,
            maximum=60,
            example="16",
        ),
        Field(
            "evidence_before",
            "Evidence shared before, days",
            Kind.WHOLE,
            "Days from the school sharing its evidence to the review. Blank: 14.",
            minimum=0,
            maximum=60,
            example="14",
        ),
        Field(
            "first_review",
            "First review from",
            Kind.DATE,
            "Blank: as soon after the first day of the first term as a school can be ready.",
            example="06/10/2025",
        ),
        Field(
            "last_review",
            "Last review until",
            Kind.DATE,
            "Blank: the last day of the last term.",
            example="26/06/2026",
        ),
        Field(
            "bank_holidays",
            "Bank holidays",
            Kind.CHOICE,
            "Whose bank holidays to keep free besides those of the sheet of terms.",
            allowed=BANK_HOLIDAYS,
            example="England and Wales",
        ),
    ),
)
