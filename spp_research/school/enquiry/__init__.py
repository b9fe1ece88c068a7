"""A practitioner's enquiry: what is asked and planned, and the workbook that it is kept in."""

from .books import from_workbook, of_school, to_workbook
from .planning import Smallest, fix_plan, plans, results, smallest
from .records import Enquiry, Ethics, Known, known, outcome, pupils

__all__ = [
    "Enquiry",
    "Ethics",
    "Known",
    "Smallest",
    "fix_plan",
    "from_workbook",
    "known",
    "of_school",
    "outcome",
    "plans",
    "pupils",
    "results",
    "smallest",
    "to_workbook",
]
