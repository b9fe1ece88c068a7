"""The one picture of the example: a drawing of what a visitor would see of Withy Bridge's practice.

No photograph of a school that does not exist can be honest, so it is plainly a drawing, of things
and of nobody.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from spp_research.letters import CARRIED

if TYPE_CHECKING:
    from PIL import ImageDraw

FACTS = ("6 × 7 = 42", "8 × 3 = 24", "9 × 4 = 36", "7 × 8 = 56")
MORE_FACTS = ("6 × 9 = 54", "3 × 7 = 21", "8 × 8 = 64", "6 × 8 = 48")
_MISSED = {"7 × 8 = 56", "6 × 9 = 54", "8 × 8 = 64"}  # yesterday's, which are ringed
_WIDTH, _HEIGHT = 720, 420  # points
_FINER = 3  # drawn so much larger first, so that no edge has steps
_WALL, _SHELF, _LINE = "#eef2f5", "#b98d5f", "#33424f"
_PAPER, _SAND, _WOOD, _RING = "#ffffff", "#d9a441", "#8a5a33", "#c0392b"


def facts_after_break() -> bytes:
    """A sand timer beside a sheet of eight number facts, three of them ringed, as a PNG picture."""
    from PIL import Image, ImageDraw

    whole = Image.new("RGB", (_WIDTH * _FINER, _HEIGHT * _FINER), _WALL)
    pen = ImageDraw.Draw(whole)
    pen.rectangle(_at(0, 350, _WIDTH, _HEIGHT), fill=_SHELF)
    _sand_timer(pen)
    _sheet(pen)
    seen = whole.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    seen.quantize(64).save(made, "PNG", optimize=True)
    return made.getvalue()


def _at(*points: float) -> list[float]:
    return [_FINER * point for point in points]


def _sand_timer(pen: ImageDraw.ImageDraw) -> None:
    """Two bulbs of glass between two boards, with half of the sand run through."""
    for top in (95, 333):
        pen.rounded_rectangle(_at(60, top, 210, top + 17), radius=18, fill=_WOOD)
    glass = _at(78, 112, 192, 112, 192, 150, 141, 222, 192, 294, 192, 333)
    glass += _at(78, 333, 78, 294, 129, 222, 78, 150)
    pen.polygon(glass, fill="#dcebf3")
    pen.polygon(_at(104, 180, 166, 180, 138, 219, 132, 219), fill=_SAND)
    pen.line(_at(135, 219, 135, 300), fill=_SAND, width=9)
    pen.polygon(_at(82, 332, 96, 312, 135, 288, 174, 312, 188, 332), fill=_SAND)
    pen.line([*glass, *glass[:2]], fill=_LINE, width=9, joint="curve")


def _sheet(pen: ImageDraw.ImageDraw) -> None:
    """Eight facts in two columns on a sheet with a clip."""
    from PIL import ImageFont

    font = ImageFont.truetype(str(CARRIED / "DejaVuSans.ttf"), 30 * _FINER)
    pen.rectangle(_at(257, 67, 677, 357), fill="#cdd5da")
    pen.rectangle(_at(250, 60, 670, 350), fill=_PAPER, outline=_LINE, width=6)
    pen.rounded_rectangle(_at(420, 44, 500, 76), radius=18, fill=_LINE)
    for column, facts in enumerate((FACTS, MORE_FACTS)):
        for row, fact in enumerate(facts):
            left, top = 276 + column * 200, 98 + row * 60
            pen.text((left * _FINER, top * _FINER), fact, font=font, fill=_LINE)
            if fact in _MISSED:
                pen.rounded_rectangle(
                    _at(left - 12, top - 8, left + 180, top + 45), radius=66, outline=_RING, width=9
                )
