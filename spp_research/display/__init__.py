"""What a cell of a notebook may show: tables, charts and statements of protected values.

Each displays itself in JupyterLab and carries, under a mark of the kit's own, what the report
needs. Export takes nothing without that mark.
"""

from spp_research.protect.marks import MARK
from spp_research.words.statements import Statement

from .bars import bar_chart
from .front import Front
from .panels import Bullets, Panel, Paragraphs, Steps
from .tables import Table

__all__ = [
    "MARK",
    "Bullets",
    "Front",
    "Panel",
    "Paragraphs",
    "Statement",
    "Steps",
    "Table",
    "bar_chart",
]
