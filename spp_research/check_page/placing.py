"""Where each file that somebody chose belongs: a workspace is laid out from what was dropped.

Whoever drops files knows nothing of folders, and whoever drops a folder has them. So a folder with
the lead's workbook is taken as it is, and a loose file is placed by what it holds.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from spp_research.intake import Reading, read_workbook
from spp_research.intake.belonging import (
    as_slug,
    book_of,
    folder_of,
    is_misnamed,
    kind_of,
    names_attachment,
    names_file,
    school_of,
)
from spp_research.intake.read import certificates
from spp_research.protect.attachments import FOLDER as ATTACHMENTS
from spp_research.schema import HUB, PARTNERSHIP, PUPILS, SCHOOL, Workbook
from spp_research.words import checked as words
from spp_research.workspace import DATA_ENDINGS, Workspace

_LEAD, _EVIDENCE = "partnership", "evidence"
_KEPT = ("schools", "surveys")  # the folders of a workspace that are checked
_SETTINGS, _PARTNERS = "settings.yml", "partners"
DOCUMENTS = (".html", ".htm", ".docx", ".pdf")
_PICTURES = (".jpg", ".jpeg", ".png")
# What a computer puts into folders by itself, and nobody has chosen.
_OF_SYSTEM = frozenset(("thumbs.db", "desktop.ini", ".ds_store"))
_CERTIFICATE, _SHARE = ".txt", ".json"


@dataclass(frozen=True)
class Dropped:
    """A file that somebody chose.

    Parameters
    ----------
    name : as it was chosen, with the folders that came with it: "riverside/partnership.xlsx".
    file : where it lies.
    """

    name: str
    file: Path

    @property
    def parts(self) -> tuple[str, ...]:
        """The folders of its name, and the name; nothing that leads elsewhere."""
        return tuple(p for p in PurePosixPath(self.name).parts if p not in ("/", ".", ".."))


@dataclass
class Laid:
    """A folder that is checked as one workspace.

    Parameters
    ----------
    whole : whether it was chosen as it is, so that what it lacks is lacking.
    names : as it was chosen, the name of each file, by its path here.
    notes : what was not as it would be with the whole folder.
    alone : a single file that is read by itself, as what.
    """

    workspace: Workspace
    whole: bool = False
    names: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    alone: tuple[Path, Workbook] | None = None

    def put(self, one: Dropped, where: str) -> Path:
        """Lay a file there."""
        path = self.workspace.root / where
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(one.file, path)
        self.names[where] = one.name
        return path

    def has(self, where: str) -> bool:
        """Whether a file lies there already."""
        return (self.workspace.root / where).exists()


@dataclass(frozen=True)
class Placed:
    """What was made of the files.

    Parameters
    ----------
    laid : workspaces.
    left : a sentence on each file that has no place.
    documents : files that may be documents which the kit has made.
    certificates : files that may be certificates of a draw by lot.
    shares : files that may be what a school has shared.
    """

    laid: tuple[Laid, ...]
    left: tuple[str, ...]
    documents: tuple[Dropped, ...] = ()
    certificates: tuple[Dropped, ...] = ()
    shares: tuple[Dropped, ...] = ()


def lay_out(files: Iterable[Dropped], scratch: Path) -> Placed:
    """Lay out what was dropped as workspaces in `scratch`, which is there and empty."""
    chosen = [one for one in files if one.parts and not _is_left_behind(one.parts[-1])]
    roots = _roots(chosen)
    laid = {
        root: Laid(Workspace(scratch / str(number)), whole=bool(root))
        for number, root in enumerate(roots)
    }
    for place in laid.values():
        place.workspace.root.mkdir()
    rest = []
    for one in chosen:
        root = next((r for r in roots if one.parts[: len(r)] == r), None)
        if root is None or not _within(laid[root], one, one.parts[len(root) :]):
            rest.append(one)
    schools = _school_folders(rest)
    home = next(iter(laid.values())) if len(laid) == 1 else None
    if home is None:
        home = Laid(Workspace(scratch / "loose"))
        home.workspace.root.mkdir()
    loose = []
    for one in rest:
        folder = next((f for f in schools if one.parts[: len(f)] == f), None)
        where = "/".join(
            ("schools", schools.get(folder or (), ""), *one.parts[len(folder or ()) :])
        )
        if folder is None or home.has(where):
            loose.append(one)
        else:
            home.put(one, where)
    documents = [one for one in loose if _ending(one) in DOCUMENTS]
    pictures = [one for one in loose if _ending(one) in _PICTURES]
    drawn = [one for one in loose if _may_be_certificate(one)]
    shares = [one for one in loose if one.parts[-1].lower().endswith(_SHARE)]
    loose = [one for one in loose if one not in (*documents, *pictures, *drawn, *shares)]
    more, left = _place_loose(home, loose, scratch)
    beside = _put_beside(home, [*documents, *pictures])
    documents = [one for one in documents if one not in beside]
    left += [words.not_a_workbook(one.name) for one in pictures if one not in beside]
    places = [*laid.values(), *([] if home in laid.values() else [home]), *more]
    there = tuple(p for p in places if p.names)
    return Placed(there, tuple(left), tuple(documents), tuple(drawn), tuple(shares))


def _ending(one: Dropped) -> str:
    return Path(one.parts[-1]).suffix.lower()


def _put_beside(home: Laid, loose: Sequence[Dropped]) -> list[Dropped]:
    """Put loose photos and materials beside the workbook that names them; which they are."""
    readings = _readings(home) if loose else {}
    found = []
    for one in loose:
        name = one.parts[-1]
        whose = [f for f, reading in readings.items() if f and names_attachment(reading, name)]
        if len(whose) == 1 and not home.has(where := f"{whose[0]}{ATTACHMENTS}/{name}"):
            home.put(one, where)
            found.append(one)
    return found


def _may_be_certificate(one: Dropped) -> bool:
    name = one.parts[-1].lower()
    if not name.endswith(_CERTIFICATE):
        return False
    return name.endswith(certificates.ENDING) or certificates.may_be_page(one.file)


def _is_left_behind(name: str) -> bool:
    """What Excel leaves while a file is open, or a system in a folder, and marked copies."""
    if name.lower() in _OF_SYSTEM:
        return True
    return name.startswith(("~$", "._")) or Path(name).stem.endswith(".checked")


def _roots(chosen: Sequence[Dropped]) -> list[tuple[str, ...]]:
    """The folders with a lead's workbook; not those inside of another, which are closed cycles."""
    found = {
        one.parts[:-1]
        for one in chosen
        if Path(one.parts[-1]).stem == _LEAD and Path(one.parts[-1]).suffix in DATA_ENDINGS
    }
    inner = {r for r in found for other in found if other != r and r[: len(other)] == other}
    if () in found:  # loose: what stands in folders is no part of it
        inner = {r for r in inner if any(o and o != r and r[: len(o)] == o for o in found)}
    return sorted(found - inner, key=lambda root: (-len(root), root))


def _within(laid: Laid, one: Dropped, parts: tuple[str, ...]) -> bool:
    """Put a file where it lies in the folder that was chosen; whether that is its place."""
    if parts == (_SETTINGS,):
        laid.notes.append(words.without_settings())
        return True
    if parts[0] == _PARTNERS and len(parts) > 1:
        if words.without_partners() not in laid.notes and parts[-1].endswith(".json"):
            laid.notes.append(words.without_partners())
        return True
    if len(parts) > 1 and parts[0] in _KEPT:
        laid.put(one, "/".join(parts))
        return True
    if len(parts) == 1 and (laid.whole or Path(parts[0]).stem == _LEAD):
        if laid.has(parts[0]):  # two loose files of one name, from two folders
            return False
        laid.put(one, parts[0])
        return True
    return laid.whole  # reports, notebooks and the like are not looked into


def _school_folders(rest: Sequence[Dropped]) -> dict[tuple[str, ...], str]:
    """The folders of single schools, each with the school's short name."""
    found: dict[tuple[str, ...], str] = {}
    for one in rest:
        folder = one.parts[:-1]
        if folder and Path(one.parts[-1]).stem == _EVIDENCE:
            slug = as_slug(folder[-1]) or school_of(book_of(one.file), one.name)
            if slug and slug not in found.values():
                found[folder] = slug
    return found


def _place_loose(
    home: Laid, loose: Sequence[Dropped], scratch: Path
) -> tuple[list[Laid], list[str]]:
    """Put each loose file where its content belongs; what is alone, and what has no place."""
    alone: list[Laid] = []
    left: list[str] = []
    of_people: list[tuple[Dropped, Workbook | None]] = []

    def by_itself(one: Dropped, workbook: Workbook, note: str = "") -> None:
        single = Laid(Workspace(scratch / f"alone-{len(alone)}"))
        single.workspace.root.mkdir()
        path = single.put(one, one.parts[-1])
        single.alone = (path, workbook)
        single.notes += [note] if note else []
        alone.append(single)

    for one in loose:
        ending = _ending(one)
        if ending not in DATA_ENDINGS:
            left.append(words.not_a_workbook(one.name))
            continue
        book = book_of(one.file)
        kind = kind_of(book, one.parts[-1])
        if kind is PARTNERSHIP:
            if home.workspace.partnership_file.is_file():
                by_itself(one, PARTNERSHIP, words.second_lead(one.name))
            else:
                home.put(one, f"{_LEAD}{ending}")
        elif kind is SCHOOL:
            slug = school_of(book, one.name)
            if not slug:
                by_itself(one, SCHOOL)
            elif home.workspace.evidence_file(slug).is_file():
                by_itself(one, SCHOOL, words.second_school(one.name, slug))
            else:
                home.put(one, f"schools/{slug}/{_EVIDENCE}{ending}")
        elif kind is HUB:
            by_itself(one, HUB)
        else:
            of_people.append((one, kind))
    readings = _readings(home) if of_people else {}
    for one, kind in of_people:
        named = any(names_file(reading, one.parts[-1]) for reading in readings.values())
        book = book_of(one.file)
        if kind is None and not named and (book is None or is_misnamed(book, one.parts[-1])):
            if book is None:
                by_itself(one, PUPILS)  # to say why it cannot be opened
            else:
                left.append(words.text_named_otherwise(one.name))
            continue
        folder = folder_of(one.file, one.parts[-1], kind, readings)
        if folder is not None and not home.has(f"{folder}/{one.parts[-1]}"):
            home.put(one, f"{folder}/{one.parts[-1]}")
        elif readings and (kind or folder is not None):
            left.append(words.whose(one.name))
        elif kind or book is None:
            by_itself(one, kind or PUPILS)
        else:
            left.append(words.unknown(one.name))
    return alone, left


def _readings(home: Laid) -> dict[str, Reading]:
    """The workbooks that name surveys and outcomes, by the folder that they stand in."""
    place = home.workspace
    schools = place.root / "schools"
    found = {}
    for folder in sorted(schools.iterdir()) if schools.is_dir() else ():
        path = place.evidence_file(folder.name) if as_slug(folder.name) else folder / "none"
        if path.is_file():
            found[f"schools/{folder.name}/"] = read_workbook(path, SCHOOL)
    if place.partnership_file.is_file():
        found[""] = read_workbook(place.partnership_file, PARTNERSHIP)
    return found
