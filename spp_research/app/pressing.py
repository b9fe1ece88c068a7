"""What a sentence says to type, as what to press: nobody at these pages has a place to type it.

The sentences are those of the commands, made once for every way in (decision 54). Where one ends in
a command for which there is a button here, the button is named instead; other commands stay.
"""

from __future__ import annotations

import re

# Names of schools and kinds, and what follows them: an option with its value at most.
_MORE = r"(?: (?:--all|--school [\w-]+|-+update|[a-z]+-[a-z-]+))*"
_PRESSED: tuple[tuple[str, str], ...] = (
    (r"There is enough for it: spp report" + _MORE, "There is enough for it: press Make beside it"),
    (r"To make it: spp report" + _MORE, "To make it, press Make on the page of the school"),
    (
        r"[Mm]ake (it|them|the report) with:? spp report" + _MORE,
        r"Press Make on the page of the school",
    ),
    (r"make it with --update", "type spp report partnership-report --update"),
    (r"something to mend: spp check" + _MORE, "something to mend: see the page of the school"),
    (r"(?:[Tt]o see (?:it|them), )?run:? spp check" + _MORE, "see the page of the workbook"),
    (r"To see what is missing: spp check" + _MORE, "What is missing is on the page of the school"),
    (
        r"(?:[Mm]ake it with|make it again with): spp share" + _MORE,
        "make it on the page of the school",
    ),
    (
        r"makes its (?:share )?file with (?:the command )?spp share",
        "makes its share file on its own page",
    ),
    (r"make it with spp add-school(?: [\w-]+)?", "make it on the page of the school"),
    (
        r"To have the year proposed: spp plan",
        "Have the year proposed on the page of the partnership",
    ),
    (r"run spp report best-practice and spp share", "make its write-up and its share file again"),
)
_KNOWN = tuple((re.compile(typed), pressed) for typed, pressed in _PRESSED)


def pressed(sentence: str) -> str:
    """A sentence with buttons in the place of commands."""
    if "spp " not in sentence and "--update" not in sentence:
        return sentence
    for typed, button in _KNOWN:
        sentence = typed.sub(button, sentence)
    return sentence
