"""Texts that name somebody whom the school's files or the lead's workbook know by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from spp_research.protect import personal

from .faults import Fault, Place, fault
from .layout import address
from .reader import Reading
from .texts import CLEAR, cleared_of, fields_read

PUBLIC_SHEET = "practice"  # whoever fills it in means everyone to read it
_LISTED = {
    personal.NAME: "The name of a pupil in the school's own files stands here, and others may read "
    "it: write “a pupil”.",
    personal.COLLEAGUE: "The name of somebody on the sheet of people stands here, for everyone to "
    "read: write “a colleague”, unless they agree.",
}


def listed_names(
    reading: Reading, pupils: Collection[str], staff: Collection[str]
) -> Iterator[Fault]:
    """Where a text names a pupil of the school's own files, or what everyone reads a colleague.

    Parameters
    ----------
    pupils, staff : names, which no message repeats.
    """
    cleared = cleared_of(reading.frames["school"].to_dict("records"))
    for sheet in reading.workbook.sheets:
        for field in fields_read(sheet):
            known = staff if sheet.name == PUBLIC_SHEET else ()
            for row, text in reading.frames[sheet.name][field.name].dropna().items():
                if not personal.is_listed(text, pupils, known):
                    continue
                before = {span.kind for span in personal.find(text, cleared=cleared)}
                kinds = {span.kind for span in personal.find(text, pupils, known, cleared)}
                at = address(row, reading.columns[sheet.name, field.name])
                place = Place(reading.shown_as, reading.titles[sheet.name], at, field.label)
                yield from (
                    fault("text.looks-named", place, f"{_LISTED[kind]} {CLEAR}")
                    for kind in _LISTED
                    if kind in kinds - before
                )
