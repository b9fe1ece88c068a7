"""Several pieces from one cell of a notebook, where how many there are depends on the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from spp_research.disclosure.origin import only_the_kit, outside
from spp_research.telling import briefly

from .marks import MARK, reseal
from .text import long_date


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
