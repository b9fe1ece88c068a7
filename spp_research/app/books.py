"""Workbooks of a workspace: what was found in them, and a new version in the place of the old.

A new version is looked at before it takes the old one's place, from a folder that only this user
can read. What is wrong with it is said, and it then waits there until somebody decides. The old one
is kept in the folder `old`, under the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from spp_research.cli import checking
from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake import Fault, Reading
from spp_research.intake.check import told
from spp_research.intake.check.fault_groups import Together, together
from spp_research.intake.check.unread_files import holds_pupils
from spp_research.intake.read.containers import (
    OPEN_DOCUMENT,
    OPEN_XML,
    Unreadable,
    check_size,
    identify,
)
from spp_research.intake.write.marked_copy import copy_of, write_as_readable
from spp_research.intake.write.withheld_values import without_values
from spp_research.phrases import plural
from spp_research.protect.photos import FOLDER as ATTACHMENTS
from spp_research.publish.placing import writing
from spp_research.run import cache
from spp_research.schema import PUPILS
from spp_research.workspace import WORKBOOK_ENDINGS, Workspace

from .concerning import concerning
from .listing import LEAD, Listing

OLD = "old"  # where what was put aside is kept; git leaves it alone, and no run reads it
ANOTHER_WAITS = (
    "Another version was sent since you opened the page, and is the one that waits. It is shown "
    "here; yours can be sent once more."
)
_OTHER_SCHOOL = "school.other-school"  # of a fault: a workbook that is another school's
_ENDINGS = {OPEN_XML: (".xlsx", ".xlsm"), OPEN_DOCUMENT: (".ods",)}


@dataclass(frozen=True)
class Trying(Workspace):
    """A workspace as it would be with another version of one workbook.

    Parameters
    ----------
    key : of the workbook.
    new : where the other version is.
    """

    key: str = LEAD
    new: Path = Path()

    @property
    def partnership_file(self) -> Path:
        """The lead's workbook, or the version that is tried."""
        own = Workspace(self.root)
        return self.new if self.key == LEAD and not own.is_hub else own.partnership_file

    @property
    def hub_file(self) -> Path:
        """The hub's workbook, or the version that is tried."""
        own = Workspace(self.root)
        return self.new if self.key == LEAD and own.is_hub else own.hub_file

    def evidence_file(self, school: str) -> Path:
        """The school's workbook, or the version that is tried."""
        return self.new if school == self.key else Workspace(self.root).evidence_file(school)


@dataclass(frozen=True)
class Found:
    """What was found in one file.

    Parameters
    ----------
    name : how a person knows the file.
    counted : how many faults, in words; empty where there is none.
    sheets : by title of sheet, what was found there.
    waiting : what was not checked yet, and why.
    not_started : whether nobody has begun to fill it in.
    ok : whether nothing in it has to be mended.
    """

    name: str
    counted: str
    sheets: tuple[tuple[str, tuple[Together, ...]], ...]
    waiting: str
    not_started: bool
    ok: bool


@dataclass(frozen=True)
class Checked:
    """What a check found for one workbook and the files that belong to it.

    Parameters
    ----------
    book : of the workbook itself.
    others : of the school's other files, where there is something to say.
    unnamed : whether there is something to say of files about pupils or of photos, where they are
        not named.
    settings : what is wrong with settings.yml; empty where nothing is.
    marked : whether there is a copy of the workbook with the cells marked.
    for_lead : at a school, how much was found in the lead's workbook that only the lead can mend
        and that does not concern the school, so that it is not shown.
    """

    book: Found
    others: tuple[Found, ...]
    unnamed: bool
    settings: str
    marked: bool
    for_lead: int = 0


@dataclass(frozen=True)
class Offered:
    """A new version of a workbook that waits for somebody to decide.

    Parameters
    ----------
    new : the file.
    was : the hash of what it would replace; empty where there is nothing yet.
    checked : what was found in it.
    why : each reason why it was not put in place at once, in a sentence.
    target : what it would replace.
    """

    key: str
    new: Path
    was: str
    checked: Checked
    why: tuple[str, ...]
    target: Path

    @property
    def mark(self) -> str:
        """What tells this version from one that was sent instead of it; empty where it is gone."""
        return hash_of(self.new)

    def is_another(self, seen: str) -> bool:
        """Whether a decision is about another version than this one, by its mark, or about none."""
        return seen != self.mark

    @property
    def misplaced(self) -> bool:
        """Whether it is another school's, which has no business in the place of this one's."""
        findings = [one for _, found in self.checked.book.sheets for one in found]
        return any(one.fault.code == _OTHER_SCHOOL for one in findings)


def check(listing: Listing, key: str) -> Checked:
    """What `spp check` finds for one workbook as it is; its marked copies are written."""
    if key == LEAD:
        readings, settings = checking.checked(listing.workspace, (), lead_alone=True)
        checking.marked_copy(readings[0])
    else:
        found = checking.checked_with_copies(listing.workspace, (key,))
        readings, settings = found.readings, found.settings
    return _checked(listing, key, readings, settings)


def offer(listing: Listing, key: str, data: bytes, name: str, seen: str, folder: Path) -> Offered:
    """Look at a new version of a workbook before it takes the old one's place.

    Parameters
    ----------
    data : the file's content.
    name : what the browser calls it; only its ending is looked at.
    seen : the hash of the version that the person had before their eyes.
    folder : a private one, to keep it in.

    Raises
    ------
    EvidenceError
        When it is no workbook, or one with pupils' results.
    """
    current = _place(listing, key)
    if not data:
        raise EvidenceError("No file was chosen. Choose the new version of the workbook, and send.")
    new = folder / f"{current.stem}{workbook_ending(data, name)}"
    new.write_bytes(data)
    if holds_pupils(new):
        raise EvidenceError(
            "This file holds pupils' results, and this is the place of another workbook, so it was "
            "not taken. It belongs into the folder pupils of its own school, and nowhere else."
        )
    trying = Trying(listing.workspace.root, key, new)
    before = {} if not current.is_file() else _by_name(listing.workspace, key)
    readings, settings = checking.checked(
        trying, () if key == LEAD else (key,), lead_alone=key == LEAD
    )
    readings = [named_as(reading, new, listing.workspace, current) for reading in readings]
    checked = _checked(listing, key, readings, settings)
    own = next(reading for reading in readings if reading.path == new)
    checking.marked_copy(own)
    why = [*_why_not(own, before.get("", own)), *_broken(readings, before, own)]
    was = hash_of(current)
    if seen != was and hash_of(new) != was:  # sent twice, as by a double click, it is there already
        why.append(
            "Another version was put in place since you opened the page. Look at that one first, "
            "so that what is new in it is not lost."
        )
    return Offered(
        key, new, was, replace(checked, marked=copy_of(new).is_file()), tuple(why), current
    )


def put_in_place(listing: Listing, offered: Offered, today: date) -> Path | None:
    """Put a new version where the old one is, and keep that.

    Returns
    -------
    Where the old one is kept; None where there was none, or it is the very same.

    Raises
    ------
    ConfigurationError
        When the old one is open in another program, has changed since the new one was looked at,
        or cannot be written.
    """
    current = offered.target
    locks = (f"~${current.name}", f".~lock.{current.name}#")
    if any(current.with_name(lock).exists() for lock in locks):
        raise ConfigurationError(
            f"{_shown(listing, current)} is open in Excel or another program, which would write "
            "over the new version. Close it there, and try again."
        )
    if hash_of(current) != offered.was:
        raise ConfigurationError(
            f"{_shown(listing, current)} has changed since the new version was looked at, so "
            "nothing was replaced. Open the page again, look at it, and send yours once more."
        )
    target = current.with_suffix(offered.new.suffix)
    data = offered.new.read_bytes()
    if target == current and current.is_file() and current.read_bytes() == data:
        return None
    # The very same there was put in place by a program that was killed before it was done.
    if target != current and target.exists() and target.read_bytes() != data:
        raise ConfigurationError(
            f"{_shown(listing, target)} is there as well, so nothing was replaced. Move it away "
            "first, if it is of no use."
        )
    with writing(current.parent):
        current.parent.mkdir(parents=True, exist_ok=True)
        kept = _keep(listing, current, today) if current.is_file() else None
        like = current if current.is_file() else listing.workspace.lead_file
        write_as_readable(data, target, like)
        if current != target:
            current.unlink(missing_ok=True)
    return kept


def _keep(listing: Listing, current: Path, today: date) -> Path:
    """A copy of the version that is about to go, in a folder of the day that has none yet."""
    copy = aside(listing, current, today)
    write_as_readable(current.read_bytes(), copy, current)
    return copy


def aside(listing: Listing, current: Path, today: date) -> Path:
    """Where a file that is about to go is kept: in a folder of the day that has none of it yet.

    Raises
    ------
    ConfigurationError
        When there is no such folder left.
    """
    root = listing.workspace.root
    within = current.relative_to(root)
    for number in range(1, 1000):
        day = today.isoformat() if number == 1 else f"{today.isoformat()}-{number}"
        copy = root / OLD / day / within
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            return copy
    raise ConfigurationError(f"{root / OLD}: there are a thousand versions of one day here.")


def _place(listing: Listing, key: str) -> Path:
    """Where the workbook with this key is, or would be.

    Raises
    ------
    ConfigurationError
        When there is no such workbook.
    """
    path = listing.book(key)
    if path is None:
        raise ConfigurationError("There is no such workbook here.")
    return path


def workbook_ending(data: bytes, name: str) -> str:
    """The ending under which a workbook is kept, by what it really is.

    Raises
    ------
    EvidenceError
        When it is no workbook, whatever it is called.
    """
    try:
        check_size(len(data))
        kind = identify(data)
    except Unreadable as error:
        raise EvidenceError(error.message) from None
    if kind not in _ENDINGS:
        raise EvidenceError(
            "The file is no workbook but a text file, such as CSV. Send the workbook itself: open "
            "it in Excel and use Save as, “Excel Workbook (.xlsx)”."
        )
    given = Path(name.replace("\\", "/")).suffix.lower()
    fitting = [ending for ending in WORKBOOK_ENDINGS if ending in _ENDINGS[kind]]
    return given if given in fitting else fitting[0]


def _by_name(workspace: Workspace, key: str) -> dict[str, Reading]:
    """What is found now, by the name of each file; the workbook itself under the empty name."""
    readings, _ = checking.checked(workspace, () if key == LEAD else (key,), lead_alone=key == LEAD)
    own = workspace.lead_file if key == LEAD else workspace.evidence_file(key)
    return {"" if one.path == own else one.shown_as: one for one in readings}


def _why_not(own: Reading, before: Reading) -> Iterator[str]:
    """Why the new version itself is not put in place at once."""
    if own.not_started:
        if not before.not_started:
            yield "Nothing is filled in yet in this version, and there is something in the old one."
    elif not own.ok:
        yield "There is something to mend in it, as listed here."


def _broken(readings: Sequence[Reading], before: dict[str, Reading], own: Reading) -> Iterator[str]:
    """What of the other files was in order with the old version and is not with the new one."""
    worse = [
        one
        for one in readings
        if one is not own and not one.ok and (was := before.get(one.shown_as)) and was.ok
    ]
    if worse:
        n = len(worse)
        yield (
            f"With it, {n} other {plural(n, 'file')} of the school would have something to mend "
            "that is in order now."
        )


def is_the_same(offered: Offered) -> bool:
    """Whether a new version is the very file that is in place."""
    return offered.was != "" and offered.was == hash_of(offered.new)


def named_as(reading: Reading, new: Path, workspace: Workspace, current: Path) -> Reading:
    """A reading of the version that is tried, named as its place is."""
    if reading.path != new:
        return reading
    shown = current.relative_to(workspace.root).as_posix()
    faults = tuple(
        replace(one, file=shown) if one.file == reading.shown_as else one
        for one in reading.faults
        # What would be replaced is no second copy of what would replace it.
        if not (one.code.startswith("file.") and one.found == current.name)
    )
    return replace(reading, shown_as=shown, faults=faults)


def _checked(listing: Listing, key: str, readings: Sequence[Reading], settings: str) -> Checked:
    """The readings as a page shows them, without a value of pupils' files."""
    about_lead, *schools = readings
    own, others = (about_lead, schools) if key == LEAD else (schools[0], schools[1:])
    unnamed: list[object] = []
    for_lead, school = 0, listing.own_school
    if school and key == LEAD:
        own, for_lead = concerning(own, school, listing.names[school])
    if listing.is_leads:
        unnamed += [one for one in others if one.workbook is PUPILS and not one.ok]
        unnamed += [one for one in own.faults if _is_the_schools_alone(one)]
        others = [one for one in others if one.workbook is not PUPILS]
        own = replace(
            own, faults=tuple(one for one in own.faults if not _is_the_schools_alone(one))
        )
    return Checked(
        book=found(own),
        others=tuple(found(one) for one in others if one.faults),
        unnamed=bool(unnamed),
        settings=settings,
        marked=copy_of(own.path).is_file() and bool(own.faults),
        for_lead=for_lead,
    )


def _is_the_schools_alone(found: Fault) -> bool:
    """Whether it names a file of pupils' results, or a photo that no workbook names."""
    places = ("/pupils/", f"/{ATTACHMENTS}")
    return any(place in found.file or place in found.message for place in places)


def found(reading: Reading) -> Found:
    """What a page says of one file, without a value of files about people."""
    plain = without_values(reading)
    said = together(() if plain.not_started else plain.faults)
    sheets: dict[str, list[Together]] = {}
    for one in said:
        sheets.setdefault(one.fault.sheet, []).append(one)
    return Found(
        name=plain.shown_as,
        counted=told.counted(said),
        sheets=tuple((title, tuple(found)) for title, found in sheets.items()),
        waiting=told.waiting(plain),
        not_started=plain.not_started,
        ok=plain.ok or plain.not_started,
    )


def version(listing: Listing, key: str) -> str:
    """What tells one version of a workbook from another; empty where there is none."""
    return hash_of(_place(listing, key))


def hash_of(path: Path) -> str:
    """What tells one version of a file from another; empty where there is none."""
    return cache.file_hash(path) if path.is_file() else ""


def _shown(listing: Listing, path: Path) -> str:
    return path.relative_to(listing.workspace.root).as_posix()
