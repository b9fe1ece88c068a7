"""The classes of pupils: one name each, and named where whole classes may have taken part.

Each name counts as a class of its own, so that one class written two ways makes two of it, and a
range that is too narrow or too wide. What is found is asked about; messages name cells and repeat
no name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from spp_research.schema import PUPILS
from spp_research.schema.vocabulary import Design
from spp_research.stats.spellings import key_of, one_slip

from ..faults import Fault, Place, fault, quote
from ..layout import address
from ..read.typed_rows import Row, given
from .reading import Reading, with_faults

_SHEET = PUPILS.sheet("pupil_outcomes")
_COLUMN = "class_name"
_MOST_BLANK = 0.10  # of the pupils of a comparison, from where its classes cannot be counted
_MOST_NAMED = 4


def one_name_each(pupils: list[Reading], evidence: Reading) -> list[Reading]:
    """The readings of pupils' files with what their classes leave in doubt."""
    designs = {o["outcome_id"]: o["design"] for _, o in evidence.rows["outcomes"].records}
    return [
        with_faults(reading, [*_written_two_ways(reading), *_not_named(reading, designs)])
        for reading in pupils
    ]


def _written_two_ways(reading: Reading) -> Iterator[Fault]:
    """Names of one file that differ only in how they are written, or by one slip."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, pupil in reading.rows[_SHEET.name].records:
        if given(pupil[_COLUMN]):
            rows[str(pupil[_COLUMN])].append(row)
    spelt: dict[str, list[str]] = defaultdict(list)
    for name in sorted(rows, key=lambda name: rows[name]):
        spelt[key_of(name)].append(name)
    for first, *others in spelt.values():
        for other in others:
            yield _asked(
                reading,
                rows[other],
                rows[first],
                "differs from that of {cell} only in how it is written, and each name counts as a "
                "class of its own: write a class in one way.",
            )
    for one, other in combinations(spelt, 2):
        if one_slip(one, other):
            few, many = sorted((spelt[one][0], spelt[other][0]), key=lambda name: len(rows[name]))
            yield _asked(
                reading,
                rows[few],
                rows[many],
                "is one letter from that of {cell}, and each name counts as a class of its own: if "
                "they are one class, write it in one way.",
            )


def _asked(reading: Reading, found: list[int], beside: list[int], sentence: str) -> Fault:
    said = sentence.format(cell=_cell(reading, beside[0]))
    rest = [_cell(reading, row) for row in found[1:]]
    more = ", ".join(rest[:_MOST_NAMED])
    if len(rest) > _MOST_NAMED:
        more += f" and {len(rest) - _MOST_NAMED} more"
    also = f" The same is true of {more}." if more else ""
    return fault("pupil.class-spelt", _place(reading, found[0]), f"The class {said}{also}")


def _not_named(reading: Reading, designs: dict[str, str]) -> Iterator[Fault]:
    """Where more than a tenth of the pupils have no class: of a comparison, or while others do."""
    by_outcome: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for row, pupil in reading.rows[_SHEET.name].records:
        if designs.get(pupil["outcome_id"]) in (Design.A, Design.B):
            by_outcome[pupil["outcome_id"]].append((row, pupil))
    for outcome, records in by_outcome.items():
        blank = [row for row, pupil in records if not given(pupil[_COLUMN])]
        if len(blank) > _MOST_BLANK * len(records) and designs[outcome] == Design.B:
            if len(blank) < len(records):
                yield fault(
                    "pupil.class-blank",
                    _place(reading, blank[0]),
                    "More than a tenth of the pupils of this outcome have no class, and the others "
                    "do. Each class counts as one result, so nothing is worked out: write each "
                    f"pupil’s class under {quote(_SHEET.field(_COLUMN).label)}, or clear the "
                    "column where no whole class took part.",
                )
        elif len(blank) > _MOST_BLANK * len(records):
            many = (
                "No pupil of this comparison has a class"
                if len(blank) == len(records)
                else ("More than a tenth of the pupils of this comparison have no class")
            )
            yield fault(
                "pupil.class-blank",
                _place(reading, blank[0]),
                f"{many}. Where whole classes took part each counts as one result, so without them "
                "the difference is not called better: write each pupil’s class under "
                f"{quote(_SHEET.field(_COLUMN).label)}.",
            )


def _cell(reading: Reading, row: int) -> str:
    at = reading.columns.get((_SHEET.name, _COLUMN))
    return address(row, at) if at else f"row {row}"


def _place(reading: Reading, row: int) -> Place:
    title = reading.titles.get(_SHEET.name, _SHEET.title)
    return Place(reading.shown_as, title, _cell(reading, row), _SHEET.field(_COLUMN).label)
