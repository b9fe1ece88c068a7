"""The photos of a school's practice: those that lie there, what is said of each, what is missing.

A photo that is sent is drawn anew before it is laid down, so that nothing else of the file stays.
What the browser calls it never becomes a path: it is compared with the names that are there and
those that the sheet “Photos” gives. One that is taken away is kept in the folder `old`.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from spp_research.errors import ConfigurationError, EvidenceError, SPPError
from spp_research.intake import Reading
from spp_research.intake.check.materials import NamedMaterial
from spp_research.intake.check.materials import looked_at as materials_looked_at
from spp_research.intake.check.photos import looked_at
from spp_research.intake.write.marked_copy import write_as_readable
from spp_research.phrases import long_date
from spp_research.protect.attachments import AttachmentError
from spp_research.protect.photos import (
    FOLDER,
    DrawnPhoto,
    cleaned_photo,
    drawn_photo,
    is_photo_name,
)
from spp_research.publish.placing import writing
from spp_research.run.looks import read_book
from spp_research.schema import SCHOOL
from spp_research.settings import read_settings

from .books import aside
from .listing import Listing
from .remembered import key_of

_FURTHER = "further"  # chosen for a photo that takes no other's place
_MOST_KEPT = 40  # photos in the folder; four of them are shown


@dataclass(frozen=True)
class Photo:
    """A photo as its page lists it.

    Parameters
    ----------
    key : by which it is asked for and taken away; no name is.
    name : of the file.
    shows : what it shows, in the words of the sheet; empty where nobody has written it.
    facts : what else the sheet says of it: what, and the words; empty words for what is missing.
    named : whether a row of the sheet names it.
    why : why it is left out of the write-up; empty where it is shown.
    to_see : whether there is a picture to look at.
    is_there : whether there is a file to be taken away.
    """

    key: str
    name: str
    shows: str
    facts: tuple[tuple[str, str], ...]
    named: bool
    why: str
    to_see: bool
    is_there: bool


@dataclass(frozen=True)
class Photos:
    """All the photos of a school.

    Parameters
    ----------
    listed : those of the sheet in its order, then those that no row names.
    has_sheet : whether the workbook has the sheet.
    to_mend : whether something on it has to be mended first.
    places : names under which one may be sent, with whether there is a file now.
    materials : the documents of the sheet “Materials”, which are no photos.
    """

    listed: tuple[Photo, ...]
    has_sheet: bool
    to_mend: bool
    places: tuple[tuple[str, str, bool], ...]
    materials: tuple[NamedMaterial, ...] = ()


def require_own(listing: Listing, school: str) -> None:
    """Stop anywhere but in the school's own folder.

    Raises
    ------
    ConfigurationError
        When it is a lead's.
    """
    if not school or listing.own_school != school:
        raise ConfigurationError(
            "Photos are shown and taken in the school’s own folder and nowhere else. The lead sees "
            "those that were cleared in the write-up that the school shares."
        )


def photos(listing: Listing, school: str) -> Photos:
    """The photos that a school has and names."""
    folder, reading = _folder(listing, school), _book(listing, school)
    rows, others = _rows(reading), _rows(reading, "materials")
    materials = tuple(materials_looked_at(others, folder, _day(listing)))
    found = [_named(listing, school, one) for one in looked_at(rows, folder, _day(listing), _read)]
    names = {one.name for one in found} | {str(one.row["file"]) for one in materials}
    found += [_unnamed(listing, school, path) for path in _there(folder) if path.name not in names]
    return Photos(
        tuple(found),
        reading is not None and ("photos", "file") in reading.columns,
        reading is not None and "photos" in reading.partial,
        tuple(
            (one.key, one.name, one.is_there)
            for one in found
            if is_photo_name(one.name) and (one.is_there or one.named)
        ),
        materials,
    )


def picture(listing: Listing, school: str, key: str) -> bytes:
    """A photo drawn anew, as it would be shown.

    Raises
    ------
    AttachmentError
        When there is none with this key that can be drawn.
    """
    folder = _folder(listing, school)
    for path in _there(folder):
        if key_of(path) == key:
            return _read(folder, path.name).png
    raise AttachmentError("it is not there")


def take(
    listing: Listing, school: str, data: bytes, name: str, chosen: str, today: date
) -> tuple[str, Path | None]:
    """Lay down a photo that somebody sends, drawn anew.

    Parameters
    ----------
    data : the file's content.
    name : what the browser calls it; compared, and its ending looked at.
    chosen : the key of a place, "further", or empty: by its name.

    Returns
    -------
    What it is called now, and where the one before is kept; None where there was none.

    Raises
    ------
    ConfigurationError
        When there are too many, or the folder leads to another place or cannot be written.
    EvidenceError
        When it is no photo that is taken.
    """
    if not data:
        raise EvidenceError("No file was chosen. Choose the photo, and send it.")
    folder = _folder(listing, school)
    _require_inside(listing, folder)
    wanted = _place(listing, school, name, chosen)
    try:
        content, ending = cleaned_photo(data, name, Path(wanted).suffix)
    except AttachmentError as error:
        raise EvidenceError(f"This file was not taken: {error}.") from None
    there = [path.name.casefold() for path in _there(folder)]
    target = folder / (wanted or _new_name(there, ending))
    if target.name.casefold() not in there and len(there) >= _MOST_KEPT:
        raise ConfigurationError(
            f"There are {len(there)} files in the folder {FOLDER} already, so nothing was added. "
            "Take away those that are of no use first."
        )
    kept = None
    with writing(folder):
        folder.mkdir(exist_ok=True)
        if _is_file(target):
            if target.read_bytes() == content:
                return target.name, None
            kept = aside(listing, target, today)
            write_as_readable(target.read_bytes(), kept, target)
        write_as_readable(content, target, listing.workspace.evidence_file(school))
    return target.name, kept


def take_away(listing: Listing, school: str, key: str, today: date) -> tuple[str, Path] | None:
    """Move a photo out of the folder to where it is kept; None where there is none with this key.

    Returns
    -------
    What it was called, and where it is kept.

    Raises
    ------
    ConfigurationError
        When the folder leads to another place, or cannot be written.
    """
    folder = _folder(listing, school)
    _require_inside(listing, folder)
    for path in _there(folder):
        if key_of(path) == key and _is_file(path):
            with writing(folder):
                kept = aside(listing, path, today)
                path.replace(kept)
            return path.name, kept
    return None


def _folder(listing: Listing, school: str) -> Path:
    return listing.workspace.school_folder(school) / FOLDER


def _require_inside(listing: Listing, folder: Path) -> None:
    root = listing.workspace.root
    if folder.resolve() != root.resolve() / folder.relative_to(root) or (
        folder.exists() and not folder.is_dir()
    ):
        raise ConfigurationError(
            f"{folder.relative_to(root).as_posix()} leads to another place or is no folder, so "
            "nothing was changed. Put a folder of this name there."
        )


def _there(folder: Path) -> list[Path]:
    """What lies in the folder itself, but for what systems and other programs put there."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    return [
        path
        for path in sorted(folder.iterdir())
        if not path.name.startswith((".", "~")) and path.name.casefold() != "thumbs.db"
    ]


def _is_file(path: Path) -> bool:
    """Whether it is a file itself, and no link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _book(listing: Listing, school: str) -> Reading | None:
    path = listing.workspace.evidence_file(school)
    return read_book(path, SCHOOL) if path.is_file() else None


def _rows(reading: Reading | None, sheet: str = "photos") -> list[Mapping[str, Any]]:
    if reading is None or sheet not in reading.rows:
        return []
    return [row for _, row in reading.rows[sheet].records if row.get("file")]


def _day(listing: Listing) -> date:
    with suppress(SPPError):  # what is wrong with the settings is said elsewhere
        return read_settings(listing.workspace.settings_file).as_at or date.today()
    return date.today()


def _read(folder: Path, name: str) -> DrawnPhoto:
    """A photo drawn anew, once while its file is as it is."""
    there = is_photo_name(name) and not folder.is_symlink() and _is_file(folder / name)
    about = (folder / name).lstat() if there else None
    return _drawn(folder, name, about and (about.st_mtime_ns, about.st_size))


@lru_cache(maxsize=_MOST_KEPT)
def _drawn(folder: Path, name: str, _stamp: object) -> DrawnPhoto:
    return drawn_photo(folder, name)


def _can_be_seen(folder: Path, name: str) -> str:
    """Why a file is no picture to look at; empty where it is one."""
    try:
        _read(folder, name)
    except AttachmentError as error:
        return str(error)
    return ""


def _named(listing: Listing, school: str, one: Any) -> Photo:
    """A photo of the sheet."""
    folder, name, row = _folder(listing, school), str(one.row["file"]), one.row
    fields = SCHOOL.sheet("photos").fields
    said = [(f.label, _told(row.get(f.name))) for f in fields if f.name not in ("file", "shows")]
    return Photo(
        key_of(folder / name),
        name,
        _told(row.get("shows")),
        tuple(said),
        True,
        one.why,
        one.drawn is not None or not _can_be_seen(folder, name),
        is_photo_name(name) and name in {path.name for path in _there(folder) if _is_file(path)},
    )


def _unnamed(listing: Listing, school: str, path: Path) -> Photo:
    """Something in the folder that the sheet does not name."""
    why = _can_be_seen(path.parent, path.name)
    return Photo(key_of(path), path.name, "", (), False, why, not why, _is_file(path))


def _told(value: object) -> str:
    if isinstance(value, date):
        return long_date(value)
    return str(value).strip() if value is not None else ""


def _place(listing: Listing, school: str, name: str, chosen: str) -> str:
    """The name of the place that a photo is sent to; empty for a new one.

    Raises
    ------
    EvidenceError
        When a place was chosen that there is not, or not any more.
    """
    places = photos(listing, school).places
    if chosen == _FURTHER:
        return ""
    if chosen:
        wanted = next((called for key, called, _ in places if key == chosen), "")
        if not wanted:
            raise EvidenceError(
                "What was chosen under “Which it is” is not there any more, so nothing was taken. "
                "Choose again, and send the photo once more."
            )
        return wanted
    called = Path(name.replace("\\", "/")).name.casefold()
    return next((one for _, one, _ in places if one.casefold() == called), "")


def _new_name(taken: list[str], ending: str) -> str:
    """A name of ours, which no file has yet, whatever its ending."""
    stems = {Path(one).stem for one in taken}
    return next(_numbered(stems)) + ending


def _numbered(taken: set[str]) -> Iterator[str]:
    for number in range(1, 1000):
        if f"photo-{number}" not in taken:
            yield f"photo-{number}"
