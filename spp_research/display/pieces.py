"""Several pieces from one cell of a notebook, where how many there are depends on the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, init=False)
class Pieces:
    """Tables, charts and statements that are shown one after another, each under its own mark.

    Parameters
    ----------
    parts : in the order in which they are read; None among them is left out.
    """

    parts: tuple[Any, ...]

    def __init__(self, parts: Iterable[Any]) -> None:
        object.__setattr__(self, "parts", tuple(part for part in parts if part is not None))

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for part in self.parts:
            display(part)
