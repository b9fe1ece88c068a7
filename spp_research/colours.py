"""Colours that can be read: contrast as the web's accessibility guidelines measure it.

Source: WCAG 2.2, success criterion 1.4.3 and the definitions of contrast ratio and relative
luminance. Text needs 4.5 to 1 against what it stands on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

READABLE = 4.5  # to 1
_IN_THE_DARK = 7.0  # to 1; thin letters glow on a dark screen, and need more
PAPER, DARK_PAPER = "#ffffff", "#14181c"
DEFAULT_ACCENT = "#12436d"

_TINTED = 0.94  # how much of a panel's tint is white
_STEP = 0.05  # how much darker, or lighter, each try is
_HEX = re.compile("#[0-9a-f]{6}", re.IGNORECASE)


@dataclass(frozen=True)
class Accent:
    """One accent colour in every place where it is used, as "#rrggbb" in small letters.

    Parameters
    ----------
    colour : for headings and rules on white paper.
    tint : behind panels.
    in_the_dark : the same hue, light enough for a dark screen.
    """

    colour: str
    tint: str
    in_the_dark: str


def is_colour(text: str) -> bool:
    """Whether a text is a colour of the form #12436D."""
    return _HEX.fullmatch(text) is not None


def accent(colour: str) -> Accent:
    """The accent that a colour makes, with its tint and its form on a dark screen."""
    small = colour.lower()
    tint = mixed(small, PAPER, _TINTED)
    share = 0.0
    while contrast(light := mixed(small, PAPER, share), DARK_PAPER) < _IN_THE_DARK:
        share += _STEP
    return Accent(small, tint, light)


def contrast(one: str, other: str) -> float:
    """How far two colours stand out from each other, from 1 (not at all) to 21 (to 1)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def least_contrast(colour: str) -> float:
    """The contrast of a colour in the worse of the two places of an accent: paper and panel."""
    return min(contrast(colour, PAPER), contrast(colour, accent(colour).tint))


def readable(colour: str) -> str:
    """The colour itself, or as much darker as an accent has to be to be read."""
    small, share = colour.lower(), 0.0
    while least_contrast(found := mixed(small, "#000000", share)) < READABLE:
        share += _STEP
    return found


def mixed(one: str, other: str, share: float) -> str:
    """Two colours mixed, with this share (0 to 1) of the second."""
    parts = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
