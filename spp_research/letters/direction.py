"""Text that runs from right to left, kept apart from the text round it.

Without that, a number or a bracket after an Arabic name is drawn on its wrong side: the rules of
Unicode take it for a part of the name.
"""

from __future__ import annotations

import re

_LETTER = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
# Words of such letters, with what stands between two of them and belongs to no other script.
_RUN = re.compile(f"{_LETTER}+(?:[\\s0-9!-/:;=?\u200c\u200d-]*{_LETTER}+)*")
_APART, _END = "\u2067", "\u2069"  # right-to-left isolate, and its end


def isolated(text: str) -> str:
    """`text` with each run of letters that are read from the right apart from the rest."""
    return _RUN.sub(lambda run: f"{_APART}{run[0]}{_END}", text)
