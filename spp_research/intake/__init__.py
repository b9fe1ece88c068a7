"""From a workbook to typed rows with everything that is wrong with it, to tables, and back."""

from .check.cycle_dates import cycle_keys
from .check.reading import Reading, read_workbook, require
from .faults import FAULT, NOTE, WARNING, Fault
from .frames import review_days
from .read.partners import known_of
from .surveys.school_surveys import answers_of
from .workspace_check import (
    check_school,
    check_workspace,
    missing_workbook,
    other_workbooks,
    read_lead,
    read_lead_ahead,
)
from .write.marked_copy import write_checked
from .write.templates import make_templates, write_workbook

__all__ = [
    "FAULT",
    "NOTE",
    "WARNING",
    "Fault",
    "Reading",
    "answers_of",
    "check_school",
    "check_workspace",
    "cycle_keys",
    "known_of",
    "make_templates",
    "missing_workbook",
    "other_workbooks",
    "read_lead",
    "read_lead_ahead",
    "read_workbook",
    "require",
    "review_days",
    "write_checked",
    "write_workbook",
]
