"""What a cell of a notebook may show: tables, charts and statements of protected values.

Each displays itself in JupyterLab and carries, under a mark of the kit's own, what the report
needs. Export takes nothing without that mark.
"""

from .bars import bar_chart
from .front import Front
from .marks import MARK
from .statements import Bullets, Panel, Paragraphs, Quotation, Statement, Steps
from .tables import Table

__all__ = [
    "MARK",
    "Bullets",
    "Front",
    "Panel",
    "Paragraphs",
    "Quotation",
    "Statement",
    "Steps",
    "Table",
    "bar_chart",
]
