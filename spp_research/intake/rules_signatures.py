"""What the Sign-off sheet must keep: marks that can be marks, and practices that there are."""

from __future__ import annotations

from collections.abc import Iterator

from spp_research.protect.text_marks import typed
from spp_research.schema.vocabulary import WRITE_UP

from .faults import Fault, quote
from .finder import Finder, given

_SHEET = "sign_off"


def text_marks(find: Finder) -> Iterator[Fault]:
    """Each text mark whole: its ninth letter tells of a slip."""
    for row, line in find.rows(_SHEET):
        if not given(line.get("text_mark")):
            continue
        for wrong in typed(line["text_mark"]).wrong:
            yield find.fault(
                "sign-off.mark",
                _SHEET,
                row,
                "text_mark",
                f"{quote(wrong)} is no text mark, which is nine letters such as BCD-FGH-JKR: "
                "letters are missing, too many or changed. Until it is mended the document is a "
                "draft. Copy the mark from the first page of the document that was read.",
            )


def items(find: Finder) -> Iterator[Fault]:
    """Which one: only of documents of which there can be several, and one that there is."""
    practices = {values["practice_id"].casefold() for _, values in find.rows("practice")}
    for row, line in find.rows(_SHEET):
        if not given(line.get("item")):
            continue
        if line["document"] != WRITE_UP:
            said = f"There is one {line['document'].lower()} only, and the row names {{}}: leave "
            said += f"{quote(find.label(_SHEET, 'item'))} empty."
        elif line["item"].casefold() not in practices:
            said = "{} is no practice of the sheet of best practice: use a practice ID that is "
            said += "there, or leave the cell empty."
        else:
            continue
        yield find.fault("sign-off.item", _SHEET, row, "item", said.format(quote(line["item"])))


RULES = (text_marks, items)
