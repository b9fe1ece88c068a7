"""Files about pupils, and exports of surveys, that a school sends into its own folder.

Each is placed by what it holds, and checked with the school's workbook before it takes the place of
an old one. What the browser calls it never becomes a path: it is only compared with the names that
are there already and those that the workbook gives. A lead takes none of them, and sees no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from spp_research.cli import checking
from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake import read_workbook
from spp_research.intake.belonging import book_of, kind_of, named_files
from spp_research.intake.read.containers import (
    OPEN_DOCUMENT,
    OPEN_XML,
    PLAIN_TEXT,
    Unreadable,
    check_size,
    identify,
)
from spp_research.intake.surveys.school_surveys import file_called
from spp_research.phrases import plural
from spp_research.schema import PUPILS, SCHOOL, SURVEYS
from spp_research.workspace import Workspace

from . import books
from .books import Found, Offered
from .listing import Listing
from .remembered import key_of
from .undecided import PEOPLE

_PUPILS, _SURVEYS = "pupils", "surveys"
_FURTHER = "further"  # chosen for a file that takes no other's place
_ENDINGS = {
    OPEN_XML: (".xlsx", ".xlsm"),
    OPEN_DOCUMENT: (".ods",),
    PLAIN_TEXT: (".csv", ".tsv"),
}
_SAFE = re.compile(r"[\w(][\w ().,&+-]*")  # a name that a workbook gives a file
_LONGEST = 60
_LOOKS_PERSONAL = "pupil.looks-personal"  # of a fault: an ID that says who somebody is


@dataclass(frozen=True)
class Slot:
    """A place for a file, as the form lists it.

    Parameters
    ----------
    key : by which it is chosen.
    path : where the file is, or is to be.
    kind : "pupils" or "surveys".
    """

    key: str
    path: Path
    kind: str

    @property
    def is_there(self) -> bool:
        """Whether there is a file in it now."""
        return self.path.is_file()


@dataclass(frozen=True)
class Trying(Workspace):
    """A workspace as it would be with another version of one file about people.

    Parameters
    ----------
    place : which file it would be.
    new : where the other version is.
    """

    place: Path = Path()
    new: Path = Path()

    def files_of_answers(self, folder: Path) -> tuple[Path, ...]:
        """The files of a folder, with the version that is tried among them."""
        found = Workspace(self.root).files_of_answers(folder)
        if folder != self.place.parent:
            return found
        return tuple(sorted((*(p for p in found if p.stem != self.place.stem), self.new)))


def may_be_sent(listing: Listing, school: str) -> bool:
    """Whether files about people are taken: by a school, of its own."""
    return bool(school) and listing.own_school == school


def slots(listing: Listing, school: str) -> list[Slot]:
    """The files about people that a school has, and the exports that its workbook names."""
    if not may_be_sent(listing, school):
        return []
    place = listing.workspace
    folder = place.school_folder(school)
    surveys = {path.name: path for path in place.files_of_answers(folder / _SURVEYS)}
    for name in _named(place, school):
        if not file_called(name, [*surveys]):
            surveys[name] = folder / _SURVEYS / name
    return [
        *(_slot(path, _PUPILS) for path in place.pupil_files(school)),
        *(_slot(surveys[name], _SURVEYS) for name in sorted(surveys)),
    ]


def _slot(path: Path, kind: str) -> Slot:
    return Slot(key_of(path), path, kind)


def _named(workspace: Workspace, school: str) -> list[str]:
    """The exports that the workbook names, where a name is one and no path."""
    book = workspace.evidence_file(school)
    if not book.is_file():
        return []
    names = named_files(read_workbook(book, SCHOOL))
    endings = {ending for some in _ENDINGS.values() for ending in some}
    return [
        name
        for name in names
        if len(name) <= _LONGEST and _SAFE.fullmatch(name) and Path(name).suffix.lower() in endings
    ]


def offer(
    listing: Listing, school: str, data: bytes, name: str, chosen: str, folder: Path
) -> Offered:
    """Look at a file about people before it takes its place.

    Parameters
    ----------
    data : the file's content.
    name : what the browser calls it; compared, and never used.
    chosen : the key of a slot, "further", or empty: by what it holds.
    folder : a private one, to keep it in.

    Raises
    ------
    ConfigurationError
        When it is sent anywhere but to a school's own folder.
    EvidenceError
        When it cannot be read, is of another kind, or it is not clear which file it is.
    """
    if not may_be_sent(listing, school):
        raise ConfigurationError(
            "Files about pupils and answers to surveys are taken in the school’s own folder and "
            "nowhere else, so this one was not taken. The lead gets the share file."
        )
    if not data:
        raise EvidenceError("No file was chosen. Choose the file, and send it.")
    endings = endings_of(data)
    sent = folder / f"sent{endings[0]}"
    sent.write_bytes(data)
    target = _target(listing, school, sent, name, chosen, endings)
    new = folder / target.name
    sent.rename(new)
    trying = Trying(listing.workspace.root, target, new)
    before, _ = checking.checked(listing.workspace, (school,))
    readings, settings = checking.checked(trying, (school,))
    readings = [books.named_as(one, new, listing.workspace, target) for one in readings]
    own = next((one for one in readings if one.path == new), None)
    if own is None:
        raise EvidenceError(
            "The file could not be checked, as something in the workbook is to be mended first. "
            "Mend that, and send the file again. It was not taken."
        )
    found = books.found(own)
    copy = checking.marked_copy(own)
    were = {one.shown_as: one.ok for one in before}
    worse = [one for one in readings if one is not own and not one.ok and were.get(one.shown_as)]
    checked = books.Checked(
        found, tuple(books.found(one) for one in worse), False, settings, copy is not None
    )
    why = tuple(_why_not(found, len(worse)))
    return Offered(key(school), new, books.hash_of(target), checked, why, target)


def key(school: str) -> str:
    """Under which a file waits; no school's short name has a stroke in it."""
    return f"{school}/{PEOPLE}"


def endings_of(data: bytes) -> tuple[str, ...]:
    """The endings that fit what a file about people really is.

    Raises
    ------
    EvidenceError
        When it is nothing that is read.
    """
    try:
        check_size(len(data))
        return _ENDINGS[identify(data)]
    except Unreadable as error:
        raise EvidenceError(error.message) from None


def _target(
    listing: Listing, school: str, sent: Path, name: str, chosen: str, endings: tuple[str, ...]
) -> Path:
    """Where a file belongs.

    Raises
    ------
    EvidenceError
        When it is a workbook of another kind, or that is not clear.
    """
    book = book_of(sent)
    kind = kind_of(book, sent.name)
    if kind not in (None, PUPILS, SURVEYS):
        raise EvidenceError(
            "This is the workbook of a school, a lead or a hub, and this is the place of files "
            "about pupils and answers, so it was not taken. Send it on the page of that workbook."
        )
    there = slots(listing, school)
    called = Path(name.replace("\\", "/")).name.casefold()
    wanted = next((one for one in there if one.key == chosen), None)
    about = _PUPILS if kind is PUPILS else _SURVEYS
    if wanted is None and chosen != _FURTHER:
        wanted = next(
            (s for s in there if s.kind == about and s.path.name.casefold() == called), None
        )
    if wanted is not None:
        _require_fits(wanted, about, endings)
        return wanted.path
    if about == _SURVEYS:
        raise EvidenceError(
            "It is not clear which export of a survey this is, so it was not taken. Choose which "
            "under “What it is”. Exports are listed there when the sheet “Survey map” of the "
            "workbook names them, with their ending."
        )
    mine = _outcomes(sent)
    alike = [s for s in there if s.kind == _PUPILS and mine & _outcomes(s.path)]
    if alike and chosen != _FURTHER:
        raise EvidenceError(
            "There is a file about the same outcome already, so this one was not taken. Choose "
            "under “What it is” whether it takes the place of that one or is a further file."
        )
    return _new_name(listing.workspace.school_folder(school) / _PUPILS, mine, endings[0])


def _require_fits(slot: Slot, about: str, endings: tuple[str, ...]) -> None:
    """Stop where a file is not what was chosen.

    Raises
    ------
    EvidenceError
        When it is of another kind.
    """
    if slot.kind != about:
        raise EvidenceError(
            "This file holds pupils’ results, and the place that was chosen is for answers to a "
            "survey, so it was not taken."
            if about == _PUPILS
            else "This file holds no pupils’ results as their template has them, so it was not "
            "taken into the place that was chosen."
        )
    if slot.path.suffix.lower() not in endings:
        raise EvidenceError(
            f"This file is of another kind than {slot.path.name}, so it was not taken. Save it "
            f"with the ending {slot.path.suffix}, and send it again."
        )


def _outcomes(path: Path) -> frozenset[str]:
    rows = read_workbook(path, PUPILS).rows.get("pupil_outcomes")
    return frozenset(str(one) for one in rows.there("outcome_id")) if rows else frozenset()


def _new_name(folder: Path, outcomes: frozenset[str], ending: str) -> Path:
    """A name of ours for a further file of pupils' results, after the outcomes it is about."""
    about = "-".join(re.findall(r"[a-z0-9]+", " ".join(sorted(outcomes)).lower()))[:40]
    stem = f"results-{about}".strip("-")
    taken = {path.stem.casefold() for path in folder.iterdir()} if folder.is_dir() else set()
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    return folder / f"{next(one for one in names if one not in taken)}{ending}"


def _why_not(found: Found, worse: int) -> Iterator[str]:
    """Why a file is not put in place at once."""
    named = [one for _, said in found.sheets for one in said if one.fault.code == _LOOKS_PERSONAL]
    if named:
        yield (
            "IDs in it look like names, pupil numbers or addresses, as listed here. Whoever opens "
            "the file could see whose results they are. The page check.html, which comes with the "
            "templates, puts a code in the place of each; then send that file."
        )
    if found.not_started:
        yield "Nothing is filled in in this file."
    elif not found.ok:
        yield "There is something to mend in it, as listed here."
    if worse:
        yield (
            f"With it, {worse} other {plural(worse, 'file')} of the school would have something to "
            "mend that is in order now."
        )
