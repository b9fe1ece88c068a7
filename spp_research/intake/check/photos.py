"""The photos that a school names: which of them may be shown, and why each other is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from spp_research.protect.photos import (
    FOLDER,
    MOST_PHOTOS,
    DrawnPhoto,
    PhotoError,
    drawn_photo,
    seen_photo,
)
from spp_research.schema.vocabulary import PhotoOf

from ..faults import Fault, Place, fault, quote
from ..layout import address
from ..read.typed_rows import given
from .reading import Reading


@dataclass(frozen=True)
class NamedPhoto:
    """One row of the sheet “Photos”.

    Parameters
    ----------
    row : of the sheet; a cell that is blank is None.
    drawn : the photo; None where it is left out.
    why : why it is left out, with what to do: the end of a sentence.
    """

    row: Mapping[str, Any]
    drawn: DrawnPhoto | None
    why: str = ""


def looked_at(
    rows: Iterable[Mapping[str, Any]],
    folder: Path,
    day: date,
    read: Callable[[Path, str], DrawnPhoto] = drawn_photo,
) -> Iterator[NamedPhoto]:
    """Each row with its photo, or why it is left out.

    Parameters
    ----------
    rows : of the sheet “Photos”, in its order.
    folder : the school's folder of attachments.
    day : to look from; what is cleared later is not cleared yet.
    read : gives the photo of a name; `seen_photo` where nothing is to be drawn.
    """
    shown = 0
    for row in rows:
        why = _why_not_cleared(row, day)
        if not why and shown == MOST_PHOTOS:
            why = f"{MOST_PHOTOS} photos are shown already, which is all that there is room for"
        if why:
            yield NamedPhoto(row, None, why)
            continue
        try:
            drawn = read(folder, str(row["file"]))
        except PhotoError as error:
            yield NamedPhoto(row, None, str(error))
        else:
            shown += 1
            yield NamedPhoto(row, drawn)


def _why_not_cleared(row: Mapping[str, Any], day: date) -> str:
    if row.get("people") == PhotoOf.SEEN:
        return (
            "a pupil can be recognised in it, and nothing that the kit makes shows who a pupil is: "
            "take another photo, of what they do or from behind"
        )
    if not given(row.get("people")):
        return "nobody has said who is in it: choose under “Who is in it”, also where it is nobody"
    if not given(row.get("shows")):
        return "nobody has written what it shows, for those who cannot see it"
    if not given(row.get("cleared_by"), row.get("cleared_on")) or not row["cleared_by"].strip():
        return "it does not say who has cleared it and when: fill in both once somebody has"
    if row["cleared_on"] > day:
        return "the day on which it was cleared has not come: mend the date"
    return ""


def left_out(evidence: Reading, folder: Path) -> Iterator[Fault]:
    """Each photo that is named and not shown, with what to do."""
    records = evidence.rows["photos"].records if "photos" in evidence.rows else ()
    numbers = [row for row, _ in records]
    found = looked_at([line for _, line in records], folder, date.max, seen_photo)
    for row, photo in zip(numbers, found, strict=True):
        if photo.why:
            yield fault(
                "photo.left-out",
                Place(
                    evidence.shown_as,
                    evidence.titles["photos"],
                    address(row, evidence.columns["photos", "file"]),
                    evidence.workbook.sheet("photos").field("file").label,
                ),
                f"{quote(photo.row['file'])} is left out of the write-up: {photo.why}.",
                found=str(photo.row["file"]),
            )


def not_named(evidence: Reading, folder: Path, shown_as: str) -> Iterator[Fault]:
    """Files that lie among the attachments and that the sheet does not name."""
    if not folder.is_dir() or folder.is_symlink():
        return
    named = {
        str(line["file"])
        for sheet in ("photos", "materials")
        for _, line in (evidence.rows[sheet].records if sheet in evidence.rows else ())
    }
    others = sorted(path.name for path in folder.iterdir() if not path.name.startswith((".", "~")))
    others = [name for name in others if name not in named and name.casefold() != "thumbs.db"]
    if others:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        yield fault(
            "photo.not-named",
            Place(shown_as),
            f"{quote(others[0])}{more} in the folder {FOLDER} is not named on the sheet “Photos” "
            "or “Materials”, and is not shown.",
            found=others[0],
        )
