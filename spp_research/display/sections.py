"""Pieces that stand together: several from one cell, a table with its list, a page on its side.

A chart is a file of its own, so it has a cell of its own and is not among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, overload

from spp_research.phrases import long_date
from spp_research.protect.disclosure.origin import only_the_kit, outside
from spp_research.protect.marks import MARK, bundle, reseal
from spp_research.telling import briefly
from spp_research.words.statements import Statement

from .panels import Bullets, Heading, Panel, Small
from .tables import Table

Piece = Table | Bullets | Heading | Panel | Small | Statement


@dataclass(frozen=True)
class Section:
    """Several pieces, one below the other; `section` leaves out those with nothing to show."""

    pieces: tuple[Piece, ...]

    __repr__ = briefly

    @property
    def markdown(self) -> str:
        """The pieces with a blank line between them."""
        return "\n\n".join(piece.markdown for piece in self.pieces)

    @property
    def html(self) -> str:
        """What JupyterLab shows: it cannot read captions and notes in Pandoc's Markdown."""
        return "".join(
            f"<p>{piece.html}</p>" if isinstance(piece, Statement) else piece.html
            for piece in self.pieces
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        shown = [piece._repr_mimebundle_() for piece in self.pieces]
        marks = [one[MARK] for one in shown]
        made = bundle(
            "text",
            plain="\n".join(one["text/plain"] for one in shown),
            markdown=self.markdown,
            facts={
                "label": ", ".join(mark["label"] for mark in marks if mark.get("label")),
                "not_personal": "; ".join(
                    dict.fromkeys(
                        mark["not_personal"] for mark in marks if mark.get("not_personal")
                    )
                ),
            },
        )
        for facts in ("audit", "about", "numbers"):  # as each piece gave them
            made[MARK][facts] = [fact for mark in marks for fact in mark.get(facts, ())]
        made[MARK]["waived"] = [fact for mark in marks for fact in mark["waived"]]
        made[MARK]["by_hand"] = any(mark.get("by_hand") for mark in marks)
        reseal(made)
        return {**made, "text/html": self.html}


One = TypeVar("One", bound=Piece)
Other = TypeVar("Other", bound=Piece)


@overload
def section(one: One, other: Other | None, /) -> Section | One: ...
@overload
def section(one: One | None, other: Other | None, /) -> Section | One | Other | None: ...
@overload
def section(*pieces: Piece | None) -> Section | Piece | None: ...
def section(*pieces: Piece | None) -> Section | Piece | None:
    """What there is to show of `pieces`: several as one, a single one as itself, else None."""
    there = tuple(piece for piece in pieces if piece is not None)
    return Section(there) if len(there) > 1 else next(iter(there), None)


@dataclass(frozen=True, init=False)
class Pieces:
    """Tables, charts and statements that are shown one after another, each under its own mark.

    Parameters
    ----------
    parts : in the order in which they are read; None among them is left out.
    """

    parts: tuple[Any, ...]

    __repr__ = briefly

    def __init__(self, parts: Iterable[Any]) -> None:
        object.__setattr__(self, "parts", tuple(part for part in parts if part is not None))

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for part in self.parts:
            display(part)


@dataclass(frozen=True)
class Unsigned:
    """A piece that brings in what others have shared: no signature covers it.

    It changes with the others' news, and says so to its reader.

    Parameters
    ----------
    part : a table, chart, statement or the like.
    as_at : the day that it looks from.
    """

    part: Any
    as_at: date

    __repr__ = briefly

    def __post_init__(self) -> None:
        # Else a notebook could take its own words out of what is signed.
        only_the_kit(outside(), "A piece without a signature", "Show the piece itself.")

    @property
    def markdown(self) -> str:
        """The piece, below a line that says from when it is."""
        return f"*As of {long_date(self.as_at)}; no signature covers this.*\n\n{self.part.markdown}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        made = self.part._repr_mimebundle_(include, exclude)
        made[MARK] |= {"markdown": self.markdown, "signed": False}
        reseal(made)
        return made


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
            facts={
                "label": self.table.label,
                "not_personal": table.reason,
                "numbers": [self.table.numbers],
            },
        )
