"""What a manifest says of a Word document, so far as it can be true.

A manifest is a file beside the report: anybody can write in it, and it may be cut off. What does
not fit is treated as if it were not there. So a bad one stops nothing of other reports, and no
place in it leads to a cell that the kit would not have marked in this very document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spp_research.errors import ConfigurationError
from spp_research.kinds import ReportKind
from spp_research.run import cache
from spp_research.schema import PARTNERSHIP, SCHOOL
from spp_research.workspace import Workspace, safe_slug

from .cell_lines import TEXTS, mark_of

FACTS = "word"  # what a manifest calls them

Place = tuple[str, str, str, int]  # sheet, key, column and line


@dataclass(frozen=True)
class Made:
    """A report with a marked Word document.

    Parameters
    ----------
    folder : where it is.
    kind, school : which document it is, and whose by short name.
    places : by mark, what a text came from.
    paragraphs : eight letters for each paragraph of the kit's own.
    text_mark : what the document prints; empty where nothing is known of it.
    """

    folder: Path
    kind: ReportKind
    school: str
    places: Mapping[str, Place]
    paragraphs: tuple[str, ...]
    text_mark: str


def made_as(folder: Path, workspace: Workspace) -> Made | None:
    """The report in a folder of reports; None where none with marks is known to be there.

    Parameters
    ----------
    folder : named by the school, or by what stands for all of them, and then by the kind.
    """
    try:
        manifest = cache.read_manifest(folder)
    except RecursionError:  # a list in a list in a list
        return None
    name, school = manifest.get("kind"), manifest.get("school")
    kind = workspace.kinds.get(name) if isinstance(name, str) else None
    if kind is None or not isinstance(school, str):
        return None
    if (folder.parent.name, folder.name) != (school, kind.name):
        return None
    if kind.hub or not (_is_slug(school) if kind.per_school else school == kind.about_all):
        return None
    facts, signature = manifest.get(FACTS), manifest.get("signature", {})
    if not isinstance(facts, dict) or not isinstance(signature, dict):
        return None
    mark, paragraphs = signature.get("text_mark", ""), facts.get("paragraphs")
    if not (isinstance(mark, str) and isinstance(paragraphs, list) and _are_words(paragraphs)):
        return None
    places = dict(_places(facts.get("places"), school, kind))
    return Made(folder, kind, school, places, tuple(paragraphs), mark) if places else None


def _is_slug(school: str) -> bool:
    try:
        return safe_slug(school) == school
    except ConfigurationError:
        return False


def _are_words(given: list[Any]) -> bool:
    return all(isinstance(one, str) for one in given)


def _places(given: object, school: str, kind: ReportKind) -> Iterator[tuple[str, Place]]:
    """The places that this document can have, each under its own mark."""
    for mark, place in given.items() if isinstance(given, dict) else ():
        if (read := _place(place, kind)) and mark_of(read, school, kind.name) == mark:
            yield mark, read


def _place(given: Any, kind: ReportKind) -> Place | None:
    """A line of a text column of the kind's workbook; None for all else."""
    if not isinstance(given, list) or len(given) != 4:
        return None
    *words, number = given
    if not _are_words(words) or not isinstance(number, int) or isinstance(number, bool):
        return None
    book = SCHOOL if kind.per_school else PARTNERSHIP
    sheet, key, column = words
    declared = (
        (one.name, field.name) for one in book.sheets for field in one.fields if field.kind in TEXTS
    )
    return (sheet, key, column, number) if (sheet, column) in declared and key else None
