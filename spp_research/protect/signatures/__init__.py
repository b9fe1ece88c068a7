"""What a signature stands for: the text that was read, its mark, and what the kit remembers.

Knows texts and rows of a Sign-off sheet, and nothing of how a text is made.
"""

from ..sign_off import TypedMarks, mark_of, typed
from .records import (
    FOLDER,
    Record,
    Remembered,
    SignedFor,
    cycles_in,
    read_records,
    same_key,
    write_record,
)
from .texts import (
    Change,
    Line,
    ShownText,
    changes,
    day_signed,
    note_day,
    read_days,
    shown_text,
    told_to_readers,
)
from .verdict import OF_THE_KIT, SHARED, SOURCES, Making, Verdict, judge

__all__ = [
    "FOLDER",
    "OF_THE_KIT",
    "SHARED",
    "SOURCES",
    "Change",
    "Line",
    "Making",
    "Record",
    "Remembered",
    "ShownText",
    "SignedFor",
    "TypedMarks",
    "Verdict",
    "changes",
    "cycles_in",
    "day_signed",
    "judge",
    "mark_of",
    "note_day",
    "read_days",
    "read_records",
    "same_key",
    "shown_text",
    "told_to_readers",
    "typed",
    "write_record",
]
