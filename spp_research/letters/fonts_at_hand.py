"""Which letters the kit's fonts have, which the computer's have, and which none has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from spp_research.workspace import kit_resources

CARRIED = Path(__file__).with_name("fonts")
FAMILIES = (
    "Noto Sans Arabic",
    "Noto Sans Bengali",
    "Noto Sans Gurmukhi",
    "Noto Sans Devanagari",
    "Noto Sans Gujarati",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Malayalam",
    "Noto Sans Sinhala",
    "Noto Sans Ethiopic",
    "Noto Sans Thai",
    "Noto Sans CJK SC",
    "DejaVu Sans",  # last: it has some letters of Arabic, but not all of a word
)
PLACEHOLDER = "□"  # what is drawn for a letter that no font has

# Letters that Source Sans 3 is known to have (a test looks), so that for most texts no font is
# opened: Latin, and the signs of ordinary prose.
_ORDINARY = frozenset(map(chr, (*range(0x250), *range(0x2010, 0x2016), *range(0x2018, 0x2023)))) | {
    *"…‰‹›€™−≤≥≈←↑→↓●□■✓"
}
# Fonts that have something for every letter, and a letter for none.
_NO_LETTERS = re.compile("last.?resort|adobe.?blank|blank.?font|tofu", re.IGNORECASE)
_UNDRAWN = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def beyond(text: str) -> frozenset[str]:
    """The letters of a text that are not ordinary, and have to be looked for in a font."""
    return frozenset(letter for letter in set(text) - _ORDINARY if _is_drawn(letter))


def lacking(text: str) -> frozenset[str]:
    """The letters of a text that none of the kit's own fonts has."""
    looked_for = beyond(text)
    return looked_for - _ours() if looked_for else looked_for


def unset(text: str) -> frozenset[str]:
    """The letters of a text that neither the kit's fonts nor the computer's have."""
    return frozenset(letter for letter in lacking(text) if file_with(letter) is None)


@cache
def file_with(letter: str) -> Path | None:
    """The first font of the computer, by its name, that has a letter; None where none has."""
    for path, letters in _of_the_computer():
        if letter in letters:
            return path
    return None


def _is_drawn(letter: str) -> bool:
    if "\ufe00" <= letter <= "\ufe0f" or "\U000e0000" <= letter <= "\U000e0fff":
        return False  # they choose a form of the letter before them
    return unicodedata.category(letter) not in _UNDRAWN


@cache
def _ours() -> frozenset[str]:
    own = kit_resources() / "reports" / "_style" / "fonts" / "SourceSans3-Regular.ttf"
    paths = [own, *sorted(CARRIED.glob("*.[to]tf"))]
    return frozenset().union(*(letters for _, letters in _opened(paths)))


@cache
def _of_the_computer() -> tuple[tuple[Path, frozenset[str]], ...]:
    """Every font of the computer with its letters, but for those that have boxes for letters."""
    from matplotlib.font_manager import findSystemFonts

    paths = sorted(map(Path, findSystemFonts()), key=lambda path: path.name.lower())
    return tuple(_opened(path for path in paths if not _NO_LETTERS.search(path.name)))


def _opened(paths: Iterable[Path]) -> Iterator[tuple[Path, frozenset[str]]]:
    from fontTools.ttLib import TTFont

    for path in paths:
        try:
            font: Any = TTFont(path, lazy=True, fontNumber=0)
            with font:
                yield path, frozenset(map(chr, font.getBestCmap() or ()))
        except Exception:  # whatever a broken font makes fontTools raise: it is no help here
            continue
