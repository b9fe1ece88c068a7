"""Numbers and sentences short enough for a page that teachers read: how they are cut and rounded.

Twenty words a sentence at most. A longer one is parted where it draws breath, never inside a range.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from spp_research.phrases import capital
from spp_research.stats.estimate import Estimate

LONGEST = 20  # words in a sentence


def number(value: float, decimals: int = 1) -> str:
    """A number to so many decimals, half away from nought, and never "-0.0"."""
    step = Decimal(1).scaleb(-decimals)
    found = Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP)
    return str(abs(found) if found == 0 else found)


def whole(value: float) -> str:
    """A number without decimals."""
    return number(value, 0)


def anywhere(low: float, high: float, decimals: int = 1, scale: float = 1.0) -> str:
    """A range in brackets: "(could be anywhere from -0.4 to 7.4)"."""
    ends = number(scale * low, decimals), number(scale * high, decimals)
    return f"(could be anywhere from {ends[0]} to {ends[1]})"


def percent(value: float) -> str:
    """A share in whole percent: "92%"."""
    return f"{whole(100 * value)}%"


def with_range(estimate: Estimate, decimals: int = 1, scale: float = 1.0) -> str:
    """The range behind a number, with a space before it; empty where there is none."""
    if not estimate.has_interval:
        return ""
    _, low, high = estimate.interval
    return f" {anywhere(low, high, decimals, scale)}"


def cut(text: str, words: int) -> str:
    """The first so many words of a text, with a mark where more were."""
    found = str(text).split()
    return " ".join(found) if len(found) <= words else f"{' '.join(found[:words]).rstrip(',;:')}…"


def within(said: Iterable[str]) -> Iterable[str]:
    """Sentences of twenty words at most: longer ones are parted where they draw breath."""
    for text in said:
        yield from (_as_sentence(part) for part in _parted(text.strip()) if part)


def _parted(text: str) -> list[str]:
    if len(text.split()) <= LONGEST:
        return [text]
    for breath in ("; ", ": ", ", so ", ", which ", ", and ", ", "):
        places = [found.start() for found in re.finditer(re.escape(breath), text)]
        outside = [at for at in places if text.count("(", 0, at) == text.count(")", 0, at)]
        if outside:
            at = min(outside, key=lambda place: abs(place - len(text) / 2))
            rest = text[at + len(breath) :]
            return [*_parted(text[:at]), *_parted(f"so {rest}" if breath == ", so " else rest)]
    before, behind, range_ = text.partition(" (could be ")
    if behind:  # the range becomes a sentence of its own
        return [*_parted(before), f"It could be {range_.replace(')', '')}"]
    words = text.split()
    return [" ".join(words[:LONGEST]), *_parted(" ".join(words[LONGEST:]))]


def _as_sentence(text: str) -> str:
    text = capital(text.strip())
    return text if text.endswith((".", "?", "!")) else f"{text}."


def reasons(text: str) -> list[str]:
    """Why there is no result, and what would mend it, each as a sentence."""
    return [part for part in re.split(r"(?:; |\. |\? )", text.rstrip(".")) if part]
