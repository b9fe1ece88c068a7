"""What python-docx, which knows nothing of the kit, finds wanting in a Word document.

It reads a document as other programs do that were not written beside the one that made it: by
its own idea of styles, sections, grids of tables and properties.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

A4 = (11906, 16838)  # twips
_SLACK = 30  # twips: what widths may be off by from rounding


def faults_by_docx(path: Path, whose: str) -> list[str]:
    """Every fault of a document, each in a few words.

    Parameters
    ----------
    whose : the school or partnership that its properties must name.
    """
    import docx

    document = docx.Document(str(path))
    return [
        *_properties(document, whose),
        *_sections(document),
        *_tables(document),
        *_pictures(document),
    ]


def _properties(document: Any, whose: str) -> Iterator[str]:
    core = document.core_properties
    if not core.title.endswith(f" – {whose}"):
        yield f"the title {core.title!r} does not name {whose!r}"
    for name in ("author", "subject", "language"):
        if not getattr(core, name):
            yield f"the properties have no {name}"


def _sections(document: Any) -> Iterator[str]:
    for number, section in enumerate(document.sections, start=1):
        if sorted((section.page_width.twips, section.page_height.twips)) != list(A4):
            yield f"section {number} is not set for A4"


def _room(document: Any) -> int:
    """The widest line of any section, in twips."""
    return max(
        int(one.page_width - one.left_margin - one.right_margin) // 635 for one in document.sections
    )


def _tables(document: Any) -> Iterator[str]:
    for number, table in enumerate(document.tables, start=1):
        widths = [column.width for column in table.columns]
        if not all(widths):
            yield f"table {number} leaves the width of a column to the program"
        elif sum(one.twips for one in widths) > _room(document) + _SLACK:
            yield f"table {number} is wider than its page"
        if {len(row.cells) for row in table.rows} != {len(widths)}:
            yield f"table {number} has rows with other cells than columns"


def _pictures(document: Any) -> Iterator[str]:
    for number, picture in enumerate(document.inline_shapes, start=1):
        if picture.width.twips > _room(document) + _SLACK:
            yield f"picture {number} is wider than its page"
