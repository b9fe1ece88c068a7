"""The practice of another school that a practice takes up: named whole, and another's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..faults import Fault, quote
from ..read.typed_rows import given
from .finder import Finder

if TYPE_CHECKING:
    from spp_research.schema.tables import PracticeColumn


def _taken_up(find: Finder) -> Iterator[Fault]:
    """Named by its school and its ID together, and not one's own."""
    own = {line["school"] for _, line in find.rows("school")}
    for row, line in find.rows("practice"):
        school, item = line.get("takes_up_school"), line.get("takes_up_item")
        if given(school) != given(item):
            both: tuple[PracticeColumn, PracticeColumn] = ("takes_up_school", "takes_up_item")
            lacks, has = both if given(item) else both[::-1]
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
