"""Letters that no reader sees, which would part a name or an ID for whoever searches a text.

They are signs by which programs join or turn letters, fillers, and tags. Whatever Unicode calls
“default ignorable” is here, and what steers a printer; a space is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)


def without_unseen(text: str) -> tuple[str, Sequence[int]]:
    """A text as its reader sees it, and where each of its letters stood.

    Returns
    -------
    The text, and for each letter of it its place in the whole one.
    """
    kept = [at for part in _between(text) for at in part]
    return "".join(text[at] for at in kept), kept


def _between(text: str) -> list[range]:
    ends = [0, *(end for found in UNSEEN.finditer(text) for end in found.span()), len(text)]
    return [range(a, b) for a, b in zip(ends[::2], ends[1::2], strict=True)]
