"""A page turned on its side in print: a heading and one wide table, which may be a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .marks import bundle
from .tables import Table


@dataclass(frozen=True)
class Landscape:
    """A section on pages of its own, turned on their side in print.

    Parameters
    ----------
    heading : in the kit's own words. It turns with the page, so it cannot stand in the notebook.
    table : what is shown. A row of blank cells is left high enough to write in.
    """

    heading: str
    table: Table

    @property
    def markdown(self) -> str:
        """The division that both renderers turn."""
        return f"::: {{.landscape}}\n## {self.heading}\n\n{self.table.markdown}\n:::"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        table = self.table.protected
        return bundle(
            "table",
            plain=f"{self.heading}\n{self.table.title} ({len(table.rows)} rows)",
            markdown=self.markdown,
            html=self.table.html,
            audit=table.audit,
            values=[cell for cells in table.cells for cell in cells],
            facts={"label": self.table.label, "not_personal": table.reason},
        )
