"""The photos that a school names: which of them may be shown, and why each other is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spp_research.protect.photos import (
    FOLDER,
    MOST_PHOTOS,
    DrawnPhoto,
    drawn_photo,
    seen_photo,
)
from spp_research.schema.vocabulary import PhotoOf

from ..faults import Fault, Place, fault, quote
from ..read.typed_rows import given
from .attached import Row, place_of, taken, why_not_cleared
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

    row: Row
    drawn: DrawnPhoto | None
    why: str = ""


def looked_at(
    rows: Iterable[Row],
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
    full = f"{MOST_PHOTOS} photos are shown already, which is all that there is room for"
    for row, drawn, why in taken(
        rows, lambda row: _why_not(row, day), lambda name: read(folder, name), MOST_PHOTOS, full
    ):
        yield NamedPhoto(row, drawn, why)


def _why_not(row: Row, day: date) -> str:
    if row.get("people") == PhotoOf.SEEN:
        return (
            "a pupil can be recognised in it, and nothing that the kit makes shows who a pupil is: "
            "take another photo, of what they do or from behind"
        )
    if not given(row.get("people")):
        return "nobody has said who is in it: choose under “Who is in it”, also where it is nobody"
    if not given(row.get("shows")):
        return "nobody has written what it shows, for those who cannot see it"
    return why_not_cleared(row, day, "somebody has")


def left_out(evidence: Reading, folder: Path) -> Iterator[Fault]:
    """Each photo that is named and not shown, with what to do."""
    records = evidence.rows["photos"].records if "photos" in evidence.rows else ()
    numbers = [row for row, _ in records]
    found = looked_at([line for _, line in records], folder, date.max, seen_photo)
    for row, photo in zip(numbers, found, strict=True):
        if photo.why:
            yield fault(
                "photo.left-out",
                place_of(evidence, "photos", row),
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
