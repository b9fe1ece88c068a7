"""What each workbook holds: the one declaration that everything about a sheet is made from.

The Excel templates, their CSV twins, the data dictionary, the pandera schemas, the checks and
the example partnership all read these records, so nothing about a column is written twice.
"""

from .fields import Field, Kind, Sheet, Workbook
from .hub import HUB
from .partnership import PARTNERSHIP
from .pupils import PUPILS
from .school import SCHOOL
from .surveys import SURVEYS

WORKBOOKS: tuple[Workbook, ...] = (PARTNERSHIP, SCHOOL, PUPILS, SURVEYS, HUB)

__all__ = [
    "HUB",
    "PARTNERSHIP",
    "PUPILS",
    "SCHOOL",
    "SURVEYS",
    "WORKBOOKS",
    "Field",
    "Kind",
    "Sheet",
    "Workbook",
]
