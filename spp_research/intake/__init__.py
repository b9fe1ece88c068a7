"""From a workbook to typed frames with everything that is wrong with it, and back."""

from .faults import FAULT, NOTE, WARNING, Fault
from .folder import check_school, check_workspace, missing_workbook
from .marking import write_checked
from .reader import Reading, read_workbook, require
from .rules_areas import review_days
from .rules_cycle import cycle_in, cycle_keys
from .surveys import answers_of, read_surveys
from .templates import make_templates, write_workbook

__all__ = [
    "FAULT",
    "NOTE",
    "WARNING",
    "Fault",
    "Reading",
    "answers_of",
    "check_school",
    "check_workspace",
    "cycle_in",
    "cycle_keys",
    "make_templates",
    "missing_workbook",
    "read_surveys",
    "read_workbook",
    "require",
    "review_days",
    "write_checked",
    "write_workbook",
]
