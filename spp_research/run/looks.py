"""What each school's workbook is ready for, read once and noted for the next time.

To say of forty schools which documents there is enough for means opening forty workbooks. What was
found is noted in the index of the reports beside a hash of what it was found from, so that a run
and the page that lists the documents need not open them again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from spp_research.errors import NothingToSayError
from spp_research.kinds import KINDS, ReportKind
from spp_research.school.lacking import Day, Lacking, lacking
from spp_research.settings import read_settings
from spp_research.words.lacking import earlier_stays, sentence, still_says_signed
from spp_research.workspace import Workspace

from . import cache

if TYPE_CHECKING:
    from spp_research.intake import Reading
    from spp_research.schema import Workbook

READY, NOT_STARTED, FAULTS, NO_WORKBOOK = "ready", "not started", "faults", "no workbook"
_ALWAYS = "always_made"  # in a notebook's metadata under "spp": its own to say what is enough


class Notes(Protocol):
    """Where what was found is noted: the index of a workspace's reports."""

    def kept(self, what: str, made_from: str) -> Any: ...
    def keep(self, what: str, made_from: str, known: Any) -> None: ...


@dataclass(frozen=True)
class Look:
    """What a look at a school's workbook found.

    Parameters
    ----------
    state : ready, not started, faults, or no workbook, where the school's own is elsewhere.
    lacks : by name of kind, what is missing for it; of a workbook that is ready.
    """

    state: str
    lacks: Mapping[str, Lacking] = field(default_factory=dict)


def day_of(workspace: Workspace) -> Day:
    """The day that a workspace is looked at from."""
    settings = read_settings(workspace.settings_file)
    return Day(settings.as_at or date.today(), settings.fixes_day)


def look_at(reading: Reading, day: Day) -> Look:
    """What a workbook is ready for on a day."""
    if reading.not_started:
        return Look(NOT_STARTED)
    if not reading.ok:  # what cannot be read may be just what seems to be missing
        return Look(FAULTS)
    per_school = [kind for kind in KINDS.values() if kind.per_school]
    found = {kind.name: lacking(kind, reading.rows, day) for kind in per_school}
    return Look(READY, {name: what for name, what in found.items() if what})


def read_book(path: Path, workbook: Workbook) -> Reading:
    """A workbook as it is read by itself, once while the file stays the same."""
    found = path.stat() if path.is_file() else None
    return _read(path, workbook, found and (found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=64)
def _read(path: Path, workbook: Workbook, _stamp: object) -> Reading:
    from spp_research.intake import read_workbook
    from spp_research.schema import SCHOOL

    own = _shown_as(path) if workbook is SCHOOL else None
    return read_workbook(path, workbook, shown_as=own)


def _shown_as(path: Path) -> str:
    """How messages name a school's workbook: the same name finds what was just read of it."""
    return f"schools/{path.parent.name}/{path.name}"


def stop_where_nothing_is_said(workspace: Workspace, kind: ReportKind, school: str) -> None:
    """Stop before a kernel is started where there is nothing to say in a school's document yet.

    Raises
    ------
    NotStartedError
        When the school has not begun.
    NothingToSayError
        When the workbook lacks the least that makes the document worth having.
    """
    from spp_research.intake import require
    from spp_research.schema import SCHOOL

    path = workspace.evidence_file(school)
    if not kind.per_school or not path.is_file():
        return
    reading = read_book(path, SCHOOL)
    if reading.not_started:
        require(reading)
    what = look_at(reading, day_of(workspace)).lacks.get(kind.name)
    if what and not says_itself(workspace.notebook_of(kind)):
        raise NothingToSayError(said(workspace, kind, school, what), what)


def said(workspace: Workspace, kind: ReportKind, school: str, what: Lacking) -> str:
    """What is missing, and what becomes of a document that was made earlier."""
    folder = workspace.report_folder(school, kind.name)
    manifest = cache.read_manifest(folder)
    if not manifest:
        return sentence(what)
    if _is_signed(manifest):
        return f"{sentence(what)} {still_says_signed()}"
    return f"{sentence(what)} {earlier_stays(folder.relative_to(workspace.root).as_posix())}"


def _is_signed(manifest: Mapping[str, Any]) -> bool:
    """Whether a finished document says that it is signed off; older kits noted its key alone."""
    signature = manifest.get("signature")
    if not isinstance(signature, dict):
        return False
    return signature.get("state", "signed" if signature.get("key") else "") == "signed"


def says_itself(notebook: Path) -> bool:
    """Whether somebody's own notebook says that it has something to say in any case."""
    return notebook.is_file() and _says_itself(notebook, notebook.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _says_itself(notebook: Path, _changed: int) -> bool:
    try:
        own = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["spp"]
        return own[_ALWAYS] is True
    except (OSError, ValueError, KeyError, TypeError):
        return False


class Looks:
    """The looks at the workbooks of one workspace.

    Parameters
    ----------
    index : of the workspace's reports.
    writes : whether what is found is noted there; only whoever holds the lock does.
    """

    def __init__(self, workspace: Workspace, index: Notes, *, writes: bool = False) -> None:
        self._place, self._index, self._writes = workspace, index, writes
        self._found: dict[str, Look] = {}
        self._ahead: dict[str, tuple[str, Look]] = {}

    def look_ahead(self, stopped: Callable[[], bool]) -> None:
        """Look at the schools that have not been looked at, while somebody waits for another thing.

        Nothing is noted down, so that it can be done beside a run. What changes after it is seen.

        Parameters
        ----------
        stopped : asked before each school whether nobody is waiting any more.
        """
        for school in self.schools():
            if stopped():
                return
            if school not in self._found and self.at_hand(school) is None:
                book = cache.file_hash(self._place.evidence_file(school))
                self._ahead[school] = (book, self._read(school))

    def schools(self) -> Mapping[str, str]:
        """The schools of the partnership in the lead's order: short name and name.

        Empty where the lead's workbook is not there or cannot be read, and for a hub.
        """
        made_from = cache.list_fingerprint(self._place)
        known = self._index.kept("names", made_from)
        if isinstance(known, dict):
            return {str(slug): str(name) for slug, name in known.items()}
        names = self._names()
        if self._writes and names:
            self._index.keep("names", made_from, names)
        return names

    def at_hand(self, school: str) -> Look | None:
        """What is known of a school's workbook without reading it."""
        if not self._place.evidence_file(school).is_file():
            return Look(NO_WORKBOOK)
        known = self._index.kept(f"look:{school}", self._made_from(school))
        try:
            return Look(str(known["state"]), {k: Lacking(v) for k, v in known["lacks"].items()})
        except (TypeError, KeyError, ValueError, AttributeError):
            return None

    def of(self, school: str) -> Look:
        """What a school's workbook is ready for."""
        if school not in self._found:
            found = self.at_hand(school)
            if found is None:
                found = self._look(school)
            self._found[school] = found
        return self._found[school]

    def take(self, school: str, reading: Reading) -> None:
        """Take in what a workbook that was read anyhow is ready for."""
        self._found[school] = look_at(reading, self._day)

    def lacking(self, school: str, kind: ReportKind) -> Lacking | None:
        """What is known without reading to be missing for a school's document."""
        found = self.at_hand(school) if kind.per_school else None
        if found is None or says_itself(self._place.notebook_of(kind)):
            return None
        return found.lacks.get(kind.name)

    def _look(self, school: str) -> Look:
        before, found = self._ahead.get(school, ("", None))
        if found is None or before != cache.file_hash(self._place.evidence_file(school)):
            found = self._read(school)
        if self._writes:
            known = {"state": found.state, "lacks": dict(found.lacks)}
            self._index.keep(f"look:{school}", self._made_from(school), known)
        return found

    def _read(self, school: str) -> Look:
        from spp_research.intake import read_workbook
        from spp_research.intake.workspace_check import with_own_titles
        from spp_research.schema import SCHOOL

        path = self._place.evidence_file(school)
        own = _shown_as(path)
        reading = with_own_titles(read_workbook(path, SCHOOL, self._known, own), self._place)
        return look_at(reading, self._day)

    def _made_from(self, school: str) -> str:
        book = cache.file_hash(self._place.evidence_file(school))
        # Who signed what for everyone begins and ends with the days.
        day = f"{self._day.as_at} {self._day.fixed}"
        return f"{cache.list_fingerprint(self._place)} {book} {day}{self._own_titles}"

    @cached_property
    def _own_titles(self) -> str:
        """The titles that the Sign-off sheets may name besides the kit's, as a hash."""
        own = [kind.title for kind in self._place.kinds.values() if kind.file]
        return f" {cache.bytes_hash(repr(own).encode())}" if own else ""

    @cached_property
    def _day(self) -> Day:
        return day_of(self._place)

    @cached_property
    def _lead(self) -> Reading:
        from spp_research.intake import read_lead

        return read_lead(self._place)

    @cached_property
    def _known(self) -> Any:
        return self._lead.keys() if self._place.partnership_file.is_file() else None

    def _names(self) -> dict[str, str]:
        if not self._place.partnership_file.is_file():
            return {}
        from spp_research.partnership.lead_workbook import membership_of

        if not self._lead.rows["partnership"].records:
            return {}
        found = membership_of(self._lead).schools
        return {school.slug: school.name for school in found if school.slug and school.name}
