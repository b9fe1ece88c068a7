"""Pieces that belong together and are shown by one cell: a table with the list that explains it.

A chart is a file of its own, so it has a cell of its own and is not among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spp_research.telling import briefly

from .marks import MARK, bundle, reseal
from .statements import Bullets, Panel, Statement
from .tables import Table

Piece = Table | Bullets | Panel | Statement


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
        for facts in ("audit", "about"):  # as each piece gave them
            made[MARK][facts] = [fact for mark in marks for fact in mark[facts]]
        made[MARK]["waived"] = [fact for mark in marks for fact in mark["waived"]]
        made[MARK]["by_hand"] = any(mark.get("by_hand") for mark in marks)
        reseal(made)
        return {**made, "text/html": self.html}


def section(*pieces: Piece | None) -> Section | Piece | None:
    """What there is to show of `pieces`: several as one, a single one as itself, else None."""
    there = tuple(piece for piece in pieces if piece is not None)
    return Section(there) if len(there) > 1 else next(iter(there), None)
