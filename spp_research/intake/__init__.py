"""From a workbook to typed frames with everything that is wrong with it, and back."""

from .faults import FAULT, NOTE, WARNING, Fault
from .reader import Reading, read_workbook, require
from .templates import write_workbook

__all__ = [
    "FAULT",
    "NOTE",
    "WARNING",
    "Fault",
    "Reading",
    "read_workbook",
    "require",
    "write_workbook",
]
