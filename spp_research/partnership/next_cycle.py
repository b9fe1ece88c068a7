"""From one cycle to the next: last year is put away whole, and a new year begins with what goes on.

Nothing is deleted and nothing is copied that could be moved: every step is the renaming of a file
or folder within the workspace, written down beforehand. So a closing that was cut off is ended by
the next one, and one that was a mistake is taken back step by step, as long as nobody has written
into the new workbooks (decision 42).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from spp_research.cycle import Cycle, cycle_of, named, school_year
from spp_research.errors import ConfigurationError, EvidenceError, NotStartedError
from spp_research.intake import (
    FAULT,
    Reading,
    missing_workbook,
    read_lead,
    read_workbook,
    require,
    write_workbook,
)
from spp_research.intake.read.partners import FOLDER, TO_SEND
from spp_research.phrases import listed
from spp_research.protect.photos import FOLDER as ATTACHMENTS
from spp_research.schema import PARTNERSHIP, SCHOOL
from spp_research.whole_files import write_whole
from spp_research.workspace import CLOSED, CLOSING, WORKBOOK_ENDINGS, Workspace

from .carried_rows import Row, carried_over, lead_sheets, measured_later, school_sheets
from .closed_cycles import AGAIN, VERSION, digest, digest_or_none, read_json
from .follow_ups import still_needed
from .lead_workbook import Membership, membership_of

OLD = "old"  # in a school's folder: what is kept of earlier cycles and read by no run
_KIT_OWN = ("notebooks", "reports/_style", "reports/start.qmd", "_quarto.yml", "settings.yml")
_INDEX = ".index.jsonl"  # of what was made, by which a run sees at a glance what has changed
_NOT_MADE = (".lock", "_style", "start.qmd")  # in the folder of reports, the kit's own
_FRONT = "reports/index.html"  # written again after the closing, so that it links to what is there
STATUS = "status"
PLANS = ("plan", STATUS)  # of the lead's: timetables, calendars, the page of what is due
_LONGEST_PATH = 240  # what Windows opens without being asked for more
_OPEN = "~$"  # what Excel leaves beside a workbook while it is open

_OF_PEOPLE = ("pupils", "surveys")  # the folders of a school that begin each year empty


@dataclass(frozen=True)
class Closing:
    """All that closing a cycle will do, before anything is done.

    Parameters
    ----------
    old, new : the names of the two cycles.
    folder : what the closed one is kept in, under `cycles`.
    moves : each file or folder to be moved, from and to, relative to the workspace.
    copies : what of the kit's own is copied, so that the closed cycle stands by itself.
    left_out : the school years between the two, which belong to neither.
    carried : by school, the rows of its sheet "Carried over".
    books : by path, the sheets of each new workbook.
    later : by school, the outcomes that are to be measured after the cycle, with the day.
    stays : the files about pupils that stay where they are for that.
    """

    workspace: Workspace
    old: str
    new: str
    folder: str
    moves: tuple[tuple[str, str], ...]
    copies: tuple[str, ...]
    left_out: tuple[str, ...]
    carried: Mapping[str, tuple[Row, ...]]
    books: Mapping[str, Mapping[str, Sequence[Row]]]
    later: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    stays: tuple[str, ...] = ()

    @property
    def put_away(self) -> tuple[str, ...]:
        """The folders about single people that stay in the school, which no run reads."""
        return tuple(to for _, to in self.moves if OLD in Path(to).parts)


def closing_of(workspace: Workspace, cycle: str) -> Closing:
    """What has to be done so that the next cycle can begin.

    Parameters
    ----------
    cycle : the name of the next one, such as 2026-27.

    Raises
    ------
    ConfigurationError
        When the name is of no later school year, a workbook is open, or the cycle was closed.
    EvidenceError
        When a workbook has faults, so that nobody could say what goes on.
    """
    if workspace.is_closed:
        raise ConfigurationError(
            f"{workspace.root}: this is a cycle that was closed. Run this in the partnership’s own "
            "folder, two levels up."
        )
    _refuse_open_files(workspace)
    lead = require(read_lead(workspace))
    listed_as = membership_of(lead)
    old, new = _two_cycles(listed_as, cycle)
    folder = f"cycles/{_folder_name(old)}"
    if (workspace.root / folder).exists():
        raise ConfigurationError(
            f"{folder}: there is a closed cycle of this name already, and the partnership’s "
            f"workbook is of {old.name} as well. Write the cycle that is open now on its sheet "
            "“The partnership”, or take the closing back with: spp new-cycle --undo"
        )
    readings = dict(_school_readings(workspace, listed_as))
    carried = {slug: tuple(carried_over(reading, old)) for slug, reading in readings.items()}
    later = {
        slug: found for slug, reading in readings.items() if (found := measured_later(reading, old))
    }
    books = {"partnership.xlsx": lead_sheets(lead, cycle)} | {
        f"schools/{slug}/evidence.xlsx": school_sheets(reading, carried[slug], later.get(slug, ()))
        for slug, reading in readings.items()
    }
    stays = {slug: still_needed(workspace, slug, found) for slug, found in later.items()}
    moves = tuple(_moves(workspace, listed_as, folder, Path(folder).name, stays))
    _refuse_long_paths(workspace, [to for _, to in moves])
    partners = sorted((workspace.root / FOLDER).glob("*.json"))
    registered = (_shown(workspace, path) for path in partners)
    copies = tuple(name for name in (*_KIT_OWN, *registered) if (workspace.root / name).exists())
    return Closing(
        *(workspace, old.name, cycle, folder, moves, copies, left_out(old, new), carried, books),
        later={one.name: later[one.slug] for one in listed_as.schools if one.slug in later},
        stays=tuple(_shown(workspace, path) for files in stays.values() for path in files),
    )


def close(closing: Closing, today: date, kit: str) -> None:
    """Put the old cycle away and begin the new one; whatever happens, a rerun ends it.

    Raises
    ------
    OSError
        When something cannot be moved. All that was not is done by the next `finish`.
    """
    root = closing.workspace.root
    anew = root / "cycles" / ".new"
    shutil.rmtree(anew, ignore_errors=True)
    made = {}
    for path, sheets in closing.books.items():
        file = anew / path
        file.parent.mkdir(parents=True, exist_ok=True)
        workbook = PARTNERSHIP if path == "partnership.xlsx" else SCHOOL
        write_workbook(file, workbook, sheets)
        made[path] = digest(file)
    journal = {
        "version": VERSION,
        "cycle": closing.old,
        "next": closing.new,
        "closed_on": today.isoformat(),
        "kit": kit,
        "folder": closing.folder,
        "moves": [list(move) for move in closing.moves],
        "copies": list(closing.copies),
        "made": made,
    }
    _write_json(root / "cycles" / CLOSING, journal)
    _carry_out(root, journal)


def cut_off(workspace: Workspace) -> bool:
    """Whether a closing was begun here and not ended."""
    return workspace.is_being_closed


def finish(workspace: Workspace) -> str:
    """End a closing that was cut off; gives the name of the cycle, empty where there is none."""
    journal = read_json(workspace.cycles / CLOSING)
    if journal is None:
        return ""
    _carry_out(workspace.root, journal)
    return str(journal["cycle"])


def undo(workspace: Workspace) -> str:
    """Take the last closing back, and give the name of the cycle that is open again.

    Raises
    ------
    ConfigurationError
        When no cycle was closed, or something has been written since.
    """
    finish(workspace)
    last = last_closed(workspace)
    if last is None:
        raise ConfigurationError(
            f"{workspace.root}: no cycle has been closed here, so nothing can be taken back."
        )
    folder, seal = last
    root = workspace.root
    # One that was cut off has moved some back: those are in their own places again.
    left = [(was, now) for was, now in seal["moves"] if (root / now).exists()]
    back = {was for was, _ in seal["moves"]} - {was for was, _ in left}
    new = {path: mark for path, mark in seal["made"].items() if path not in back}
    # Made anew each time, and no work of anybody's.
    left_over = {STATUS, _FRONT} & {was for was, _ in left}
    changed = [
        *(path for path, mark in new.items() if digest_or_none(root / path) not in (mark, None)),
        *(was for was, _ in left if was not in {*new, *left_over} and holds(root / was)),
    ]
    if changed:
        raise ConfigurationError(
            f"{listed(changed[:4])}: this has been changed or made since {seal['cycle']} was "
            "closed, so the closing is not taken back. What is of the closed cycle lies under "
            f"{seal['folder']}."
        )
    for path in new:
        (root / path).unlink(missing_ok=True)
    for name in left_over:
        _remove(root / name)
    for was, now in reversed(left):
        if (root / was).is_dir():  # begun anew, and empty as we have seen
            _remove(root / was)
        _move(root / now, root / was)
    for name in (*seal["copies"], AGAIN):
        _remove(folder / name)
    (folder / CLOSED).unlink()
    _remove_empty(folder)
    for _, now in seal["moves"]:
        _remove_empty((root / now).parent)
    return str(seal["cycle"])


def last_closed(workspace: Workspace) -> tuple[Path, dict[str, Any]] | None:
    """The folder of the cycle that was closed last, and what it says of itself."""
    if not workspace.cycles.is_dir():
        return None
    found = [
        (str(seal["closed_on"]), folder.name, folder, seal)
        for folder in workspace.cycles.iterdir()
        if (seal := read_json(folder / CLOSED)) is not None
    ]
    return max(found, key=lambda one: one[:2])[2:] if found else None


def _two_cycles(membership: Membership, wanted: str) -> tuple[Cycle, Cycle]:
    old, new = membership.days, cycle_of(wanted)
    if old is None or old.guessed:
        raise ConfigurationError(
            f"partnership.xlsx, sheet “The partnership”: the cycle is called “{membership.cycle}”, "
            "which is not the name of one school year for certain. Write it as 2025-26, and run "
            "this again."
        )
    example = named(school_year(old.last) + 1)
    if new is None or new.guessed or not wanted.isprintable():
        raise ConfigurationError(
            f"“{wanted}” is not the name of one school year. Give the next cycle as two years, for "
            f"example: spp new-cycle {example}"
        )
    if (new.first, new.last) == (old.first, old.last):  # as where two people close a year at once
        raise ConfigurationError(
            f"{old.name} is open already ({old.days}), as somebody has begun it, so nothing was "
            f"closed. The next one is: spp new-cycle {example}"
        )
    if new.first <= old.last:
        raise ConfigurationError(
            f"“{wanted}” is not after {old.name}, the cycle that is open ({old.days}). The next "
            f"one is: spp new-cycle {example}"
        )
    return old, new


def left_out(old: Cycle, new: Cycle) -> tuple[str, ...]:
    """The school years between two cycles: ("2026-27",) where one was skipped."""
    return tuple(named(year) for year in range(school_year(old.last) + 1, school_year(new.first)))


def _folder_name(cycle: Cycle) -> str:
    first, last = school_year(cycle.first), cycle.last.year
    if (cycle.first.month, last - first) == (9, 1):
        return named(first)
    return str(cycle.first.year) if cycle.first.year == last else f"{cycle.first.year}-{last}"


def _refuse_open_files(workspace: Workspace) -> None:
    found = sorted(
        path.relative_to(workspace.root).as_posix()
        for pattern in (f"{_OPEN}*", f"schools/*/{_OPEN}*", f"schools/*/*/{_OPEN}*")
        for path in workspace.root.glob(pattern)
    )
    if found:
        names = [name.replace(_OPEN, "") for name in found]
        raise ConfigurationError(
            f"{listed(names[:3])}: open in Excel, it seems. Close every workbook, and run this "
            "again."
        )


def _refuse_long_paths(workspace: Workspace, paths: Sequence[str]) -> None:
    longest = max((len(str(workspace.root / path)) for path in paths), default=0)
    if longest > _LONGEST_PATH:
        raise ConfigurationError(
            f"{workspace.root}: the closed cycle would have paths of {longest} characters, and "
            f"Windows opens no more than {_LONGEST_PATH}. Move the workspace to a folder with a "
            "shorter name first."
        )


def _school_readings(workspace: Workspace, membership: Membership) -> Iterator[tuple[str, Reading]]:
    """Every school's own workbook; those that have none are left out.

    Raises
    ------
    EvidenceError
        When one has faults, or lies there under another name, and so would be left behind.
    """
    faulty = []
    for school in membership.schools:
        path = workspace.evidence_file(school.slug)
        if not path.is_file():
            missing = missing_workbook(workspace, school.slug)
            if not isinstance(missing, NotStartedError):
                raise missing
            continue
        reading = read_workbook(path, SCHOOL)
        if reading.ok or reading.not_started or _says_what_goes_on(reading):
            yield school.slug, reading
        else:
            faulty.append(school.name)
    if faulty:
        raise EvidenceError(
            f"{listed(faulty)}: the evidence workbook has faults, so nobody can say what goes on "
            f"into the next cycle. To see {'it' if len(faulty) == 1 else 'them'}, run: spp check"
        )


def _says_what_goes_on(reading: Reading) -> bool:
    """Whether nothing is wrong but that a school did not review itself this year."""
    wrong = {
        (one.code, one.sheet == SCHOOL.sheet("school").title)
        for one in reading.faults
        if one.severity == FAULT
    }
    return all(code == "sheet.empty" or (code == "value.needed" and own) for code, own in wrong)


def _shown(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()


def _moves(
    workspace: Workspace,
    membership: Membership,
    folder: str,
    cycle: str,
    stays: Mapping[str, Sequence[Path]],
) -> Iterator[tuple[str, str]]:
    """What is put away, in the order in which it is done; the workbooks are the last to go.

    Parameters
    ----------
    stays : by school, the files about pupils that are needed in the next cycle as well.
    """
    root = workspace.root
    reports = root / "reports"
    for path in sorted(reports.iterdir()) if reports.is_dir() else ():
        if path.name not in _NOT_MADE and (path.name == _INDEX or path.name[0] != "."):
            yield f"reports/{path.name}", f"{folder}/reports/{path.name}"
    partners = sorted((root / FOLDER).iterdir()) if (root / FOLDER).is_dir() else []
    # What goes to the other side stays: the short name in it is for ever.
    sent = [
        path.relative_to(root).as_posix()
        for path in partners
        if path.is_dir() and path.name != TO_SEND
    ]
    for name in ("share", "signed", *PLANS, *sent):
        if (root / name).is_dir():
            yield name, f"{folder}/{name}"
    if (root / "surveys").is_dir():
        yield "surveys", f"{OLD}/{cycle}/surveys"
    for school in membership.schools:
        own = f"schools/{school.slug}"
        for name in _OF_PEOPLE:
            for path in _put_away(root / own / name, stays.get(school.slug, ())):
                yield _shown(workspace, path), f"{own}/{OLD}/{cycle}/{path.relative_to(root / own)}"
        for name in ("signed", "plans", ATTACHMENTS):
            if (root / own / name).is_dir():
                yield f"{own}/{name}", f"{folder}/{own}/{name}"
        yield from _workbooks(root, own, "evidence", folder)
    yield from _workbooks(root, ".", "partnership", folder)


def _put_away(folder: Path, stays: Sequence[Path]) -> Iterator[Path]:
    """A folder about people as a whole; or file by file, where one of them stays."""
    if not any(path.parent == folder for path in stays):
        yield from [folder] if folder.is_dir() else []
    else:
        yield from (path for path in sorted(folder.iterdir()) if path not in stays)


def _workbooks(root: Path, own: str, stem: str, folder: str) -> Iterator[tuple[str, str]]:
    """A workbook and its marked copy, whatever they end in."""
    for path in sorted((root / own).glob(f"{stem}.*")):
        if path.suffix.lower() in (*WORKBOOK_ENDINGS, ".xls") and path.is_file():
            name = path.relative_to(root).as_posix()
            yield name, f"{folder}/{name}"


def _carry_out(root: Path, journal: Mapping[str, Any]) -> None:
    """Do what the journal says and is not done yet, and seal the closed cycle."""
    folder = root / journal["folder"]
    folder.mkdir(parents=True, exist_ok=True)
    for name in journal["copies"]:
        source, target = root / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    anew = root / "cycles" / ".new"
    for was, now in journal["moves"]:
        # Where the new workbook stands in its place already, the old one has been moved.
        if (root / was).exists() and not (root / now).exists():
            _move(root / was, root / now)
    for path in journal["made"]:
        if (anew / path).is_file():
            _move(anew / path, root / path)
    shutil.rmtree(anew, ignore_errors=True)
    for path in journal["made"]:
        for name in _OF_PEOPLE if path.startswith("schools/") else ():
            (root / path).with_name(name).mkdir(exist_ok=True)  # for what this year brings
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    marks = {path.relative_to(folder).as_posix(): digest(path) for path in files}
    marks.pop(_FRONT, None)
    _write_json(folder / CLOSED, {**journal, "files": marks})
    (root / "cycles" / CLOSING).unlink(missing_ok=True)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def holds(path: Path) -> bool:
    """Whether a file is there, or a folder with a file somewhere in it."""
    return path.is_file() or any(one.is_file() for one in path.rglob("*"))


def _remove_empty(folder: Path) -> None:
    """Remove a folder with nothing but empty folders in it, and those above that are empty then."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    while folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    write_whole(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
