"""What came of an action: for each outcome the measure its design allows, and its claim.

Pupils go in, estimates come out. The claim is capped by the design (docs/statistics.md):
A compares with other pupils and may speak of a difference; B and C saw a change; D reports
what was found afterwards or told.
"""

from .declared import Measure, Outcome, outcomes
from .own_tables import of_table
from .records import (
    SAME_CLASS,
    Doubt,
    End,
    Flow,
    Later,
    Losses,
    Regression,
    Result,
    Start,
    Subgroup,
    Summary,
    standing,
)
from .results import result, results
from .subgroups import OTHERS
from .together import sources, together

__all__ = [
    "OTHERS",
    "SAME_CLASS",
    "Doubt",
    "End",
    "Flow",
    "Later",
    "Losses",
    "Measure",
    "Outcome",
    "Regression",
    "Result",
    "Start",
    "Subgroup",
    "Summary",
    "of_table",
    "outcomes",
    "result",
    "results",
    "sources",
    "standing",
    "together",
]
