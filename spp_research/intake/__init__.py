"""From a workbook to typed frames with everything that is wrong with it, and back."""

from .faults import FAULT, NOTE, WARNING, Fault
from .folder import check_school, check_workspace
from .marking import write_checked
from .reader import Reading, read_workbook, require
from .templates import make_templates, write_workbook

__all__ = [
    "FAULT",
    "NOTE",
    "WARNING",
    "Fault",
    "Reading",
    "check_school",
    "check_workspace",
    "make_templates",
    "read_workbook",
    "require",
    "write_checked",
    "write_workbook",
]
