"""The practice of another school that a practice takes up: named whole, and another's."""

from __future__ import annotations

from collections.abc import Iterator

from ..faults import Fault, quote
from ..read.typed_rows import given
from .finder import Finder


def _taken_up(find: Finder) -> Iterator[Fault]:
    """Named by its school and its ID together, and not one's own."""
    own = {line["school"] for _, line in find.rows("school")}
    columns = ("takes_up_school", "takes_up_item")
    for row, line in find.rows("practice"):
        school, item = line.get("takes_up_school"), line.get("takes_up_item")
        if given(school) != given(item):
            lacks, has = columns if given(item) else columns[::-1]
            yield find.fault(
                "practice.half-named",
                "practice",
                row,
                lacks,
                f"{find.label('practice', has)} is {quote(line[has])}, and this cell is empty: a "
                "practice of another school is known by its school and its ID together. Fill in "
                "both, or neither.",
            )
        elif given(school) and school in own:
            yield find.fault(
                "practice.own",
                "practice",
                row,
                "takes_up_school",
                f"{quote(school)} is your own school: name the school whose practice you took up, "
                "or clear this cell and the one beside it.",
            )


RULES = (_taken_up,)
