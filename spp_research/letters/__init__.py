"""Letters beyond the Latin alphabet: which fonts write them, which no font has, how they run.

A report is set in Source Sans 3. For what it lacks the kit carries fonts of its own, one for each
script that English schools write most, so that the same PDF comes out everywhere. Only for letters
that none of these have are the fonts of the computer asked.
"""

from .emoji import emoji_in_words, isolated
from .fonts_at_hand import CARRIED, FAMILIES, PLACEHOLDER, beyond, file_with, lacking, unset

__all__ = [
    "CARRIED",
    "FAMILIES",
    "PLACEHOLDER",
    "beyond",
    "emoji_in_words",
    "file_with",
    "isolated",
    "lacking",
    "unset",
]
