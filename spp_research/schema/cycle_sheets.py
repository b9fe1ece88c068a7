"""The sheet that joins one cycle to the next: what was going on when the last one was closed."""

from .fields import Field, Kind, Sheet
from .vocabulary import CARRIED_KINDS, CARRIED_STATES

CARRIED_OVER = Sheet(
    "carried_over",
    "Carried over",
    "What went on when the last cycle was closed, and what became of it. The kit writes the rows; "
    "the school says how each of them is now.",
    key=("cycle", "item_id"),
    later=True,
    fields=(
        Field(
            "cycle",
            "From the cycle",
            Kind.TEXT,
            "The cycle in which it was written down.",
            required=True,
            max_length=20,
            example="2024-25",
        ),
        Field(
            "what",
            "What it is",
            Kind.CHOICE,
            "An action, an outcome to measure again, or a practice.",
            required=True,
            allowed=CARRIED_KINDS,
            example="Action",
        ),
        Field(
            "item_id",
            "ID",
            Kind.ID,
            "As it was, and as it stays.",
            required=True,
            max_length=12,
            example="A1",
        ),
        Field(
            "words",
            "In words",
            Kind.LONG_TEXT,
            "As the school wrote it then.",
            required=True,
            max_length=800,
            example="Read with every late joiner for ten minutes a day for twelve weeks.",
        ),
        Field(
            "state",
            "How it is now",
            Kind.CHOICE,
            "Still done, adapted, stopped, or not looked at yet.",
            allowed=CARRIED_STATES,
            example="Still done",
        ),
        Field(
            "looked_on",
            "Looked at on",
            Kind.DATE,
            "The day on which somebody looked.",
            example="20/01/2026",
        ),
        Field(
            "seen",
            "What is seen now",
            Kind.LONG_TEXT,
            "What is still there, what was changed, and what is left of what it brought.",
            max_length=800,
            example="Three of the four adults read every morning; on Fridays there is assembly.",
        ),
    ),
)
