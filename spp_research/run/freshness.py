"""Which of many reports are up to date, at a glance where the file system tells.

At a glance means from the index, without reading a file. What is found out closely, by hashes, is
noted there for the next run.

A report is up to date when the hash of all it is made from is that of its manifest, and its files
are as they were made. To find that out, every file has to be read. The index notes what the file
system said of all those files when it was last found out; as long as it says the same, nothing
need be read. The index is never believed about anything else: without it, or where anything
differs, the hashes decide.

It is a file of lines, one for each report, to which a run adds; of two about the same report the
later one counts, and half a line, as a killed run may leave, does not. Of the files of pupils
and of surveys it holds neither name nor hash: what is known of a report's inputs is in one hash.

What a file system says of a file changes whenever the file does, with one exception: two changes
within one tick of its clock. So what was noted of a file is believed only if, by the clock of the
same file system, the file was older than a tick when it was noted.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

from spp_research.errors import ConfigurationError, NothingToSayError
from spp_research.intake import read_lead, require
from spp_research.kinds import PARTNERSHIP_REPORT, ReportKind
from spp_research.partnership.lead_workbook import membership_of
from spp_research.share.files import share_files
from spp_research.workspace import SHARED, SHOWN, Workspace

from . import cache, opened
from .jobs import NOTHING_TO_SAY, PARTNERSHIP, Job, Outcome, file_names
from .looks import Looks, said
from .stamps import Stamp, clock, settled, stamp

_SHARES = "share"
_WAIT = 100_000_000  # nanoseconds between the making of a report and noting its files


@dataclass(frozen=True)
class _Seen:
    """The inputs of a job as the run found them."""

    made_from: str
    settled: bool


class Glance:
    """What one run sees of one workspace; it holds the workspace's lock.

    Parameters
    ----------
    renderer : its name and version, as `fingerprint` wants it.
    fresh : a file of the workspace's file system, written just now; None where nothing is to be
        noted, and no lock is held.
    """

    def __init__(self, workspace: Workspace, renderer: str, fresh: Path | None = None) -> None:
        self._index = Index(workspace.root / "reports" / INDEX)
        self.looks = Looks(workspace, self._index, writes=fresh is not None)
        self._place, self._renderer = workspace, renderer
        self._reports = str(workspace.root / "reports")
        self._writes, self._ahead = fresh is not None, clock(fresh) if fresh else 0
        self._common: dict[ReportKind, Mapping[str, object]] = {}
        self._inputs: dict[str, list[tuple[str, Stamp]]] = {}
        self._seen: dict[Job, _Seen] = {}
        self._shares: _Seen | None = None
        self._books, self._books_settled = "", False
        self._waiting: list[tuple[int, Outcome]] = []

    def schools(self) -> tuple[str, ...]:
        """The short names of the partnership's schools, in the lead's order.

        Raises
        ------
        EvidenceError
            When the lead's workbook has faults.
        """
        if self._place.is_hub:  # its schools are those of the share files
            return ()
        made_from = cache.list_fingerprint(self._place)
        known = self._index.schools(made_from)
        if not known:
            lead = require(read_lead(self._place))  # without its tables, which take pandas
            known = tuple(school.slug for school in membership_of(lead).schools)
            if self._writes:
                self._index.note_schools(made_from, known)
        return known

    def common(self, kind: ReportKind) -> Mapping[str, object]:
        """The parts of a fingerprint that all reports of a kind have in common."""
        if kind not in self._common:
            self._common[kind] = cache.common_parts(self._place, kind, self._renderer)
        return self._common[kind]

    def unchanged(self, job: Job) -> Outcome | None:
        """The outcome for a report that is up to date at a glance; None for any other."""
        if opened.beyond(job):  # of what it is made from nobody can tell
            return None
        seen = self._seen[job] = self._look(job)
        name = f"{job.school}/{job.kind.name}"
        entry = self._index.find(name)
        folder = f"{self._reports}{os.sep}{job.school}{os.sep}{job.kind.name}"
        if entry and entry.stands(folder, seen.made_from, job.made_on, job.formats):
            place = Path(folder)  # a path takes as long to make as a file to be asked about
            files = file_names(job.kind)
            return Outcome(
                job, "unchanged", tuple(place / file for file in files if file in entry.files)
            )
        return None

    def nothing_to_say(self, job: Job) -> Outcome | None:
        """The outcome for a document that is known to have nothing to say yet; else None."""
        kind = job.kind
        what = self.looks.lacking(job.school, kind)
        if what is None:
            return None
        reason = said(self._place, kind, job.school, what)
        code = NothingToSayError.exit_code
        return Outcome(job, NOTHING_TO_SAY, reason=reason, exit_code=code, lacking=what)

    def learn(self, outcome: Outcome) -> None:
        """Take in what became of a report that was looked at closely."""
        if outcome.state == "failed" or outcome.steady is None or not self._writes:
            return
        self._waiting.append((time.time_ns(), outcome))
        while self._waiting and self._waiting[0][0] < time.time_ns() - _WAIT:
            self._note(self._waiting.pop(0)[1])

    def close(self) -> None:
        """Note what is still to be noted."""
        if self._waiting:  # till their files are older than a tick of the clock
            _sleep_until(self._waiting[-1][0] + _WAIT)
        for _, outcome in self._waiting:
            self._note(outcome)
        self._waiting = []
        self._index.close()

    def _look(self, job: Job) -> _Seen:
        now = time.time_ns() + self._ahead
        own = job.kind.per_school
        stamps = self._of_school(job.school) if own else self._of_all(job)
        stamps = [*stamps, *_stamped(str(self._place.root), cache.found_by_itself(job))]
        common = sorted(self.common(job.kind).items())
        stamps += [(str(path), stamp(path)) for path in opened.paths(job)]
        parts: list[object] = [common, job.audience, job.update, stamps]
        old = settled((found for _, found in stamps), now)
        if own and job.kind.partners:
            shared = self._of_shares()
            parts.append(shared.made_from)
            old = old and shared.settled
        return _Seen(_mark(parts), old)

    def shares_stand(self, day: date) -> bool:
        """Whether the share files are, at a glance, what `share` would make of the workbooks.

        Parameters
        ----------
        day : the one that they would be made on.
        """
        made_from, entry = self._of_books(), self._index.find(_SHARES)
        return bool(entry and entry.stands(self._place.share_folder, made_from, day, ()))

    def learn_shares(self, day: date) -> None:
        """Take in that the share files were just looked at closely, or made."""
        folder = self._place.share_folder
        names = ("", *(path.name for path in share_files(folder)))
        newest = max(max(stamp(folder / name)[1:]) for name in names)
        _sleep_until(newest - self._ahead + _WAIT)  # till they are older than a tick of the clock
        stamps = {name: stamp(folder / name) for name in names}
        if self._writes and self._books_settled:
            self._index.note(_SHARES, Entry(self._of_books(), day, day, stamps))

    def _of_books(self) -> str:
        """One hash over all that the share files are made from, as it was when the run began."""
        if not self._books:
            now = time.time_ns() + self._ahead
            about_all = PARTNERSHIP_REPORT
            stamps = self._of_all(Job(str(self._place.root), about_all, PARTNERSHIP))
            copies = (self._place.root / "schools").glob(f"*/{SHARED}/*.json")
            stamps += _stamped(str(self._place.root), sorted(copies))
            common = {k: v for k, v in self.common(about_all).items() if k != "notebook"}
            self._books = _mark([sorted(common.items()), stamps])
            self._books_settled = settled((found for _, found in stamps), now)
        return self._books

    def _of_shares(self) -> _Seen:
        """The share files, once for all the reports that are made from them."""
        if self._shares is None:
            now = time.time_ns() + self._ahead
            shared = [*share_files(self._place.share_folder), *cache.closed_inputs(self._place)]
            stamps = _stamped(str(self._place.root), shared)
            self._shares = _Seen(_mark(stamps), settled((found for _, found in stamps), now))
        return self._shares

    def _of_school(self, school: str) -> list[tuple[str, Stamp]]:
        """The files that reports of a school are made from, and their stamps."""
        if school not in self._inputs:
            root = str(self._place.root)
            self._inputs[school] = _stamped(root, cache.school_inputs(self._place, school))
        return self._inputs[school]

    def _of_all(self, job: Job) -> list[tuple[str, Stamp]]:
        """The files that a report about all the schools is made from, but for the share files.

        Those are made by the report itself, from what the schools' own reports are made from.
        """
        root = self._place.root
        if job.kind.hub:
            shown = sorted((root / SHOWN).glob("*.json"))
            return _stamped(str(root), [*cache.named_inputs(job), *shown])
        others = cache.registered(self._place)
        own = [self._place.partnership_file, *others, *cache.form_inputs(job)]
        stamps = _stamped(str(root), own)
        folder = root / "schools"
        schools = sorted(entry.name for entry in os.scandir(folder)) if folder.is_dir() else []
        for school in schools:
            with suppress(ConfigurationError):  # a folder that no school can have
                stamps += self._of_school(school)
        return stamps

    def _note(self, outcome: Outcome) -> None:
        """Note a report whose files are, here and now, the ones that its manifest tells of."""
        job, folder = outcome.job, str(outcome.job.folder)
        seen = self._seen.get(job)
        if seen is None or not seen.settled or outcome.steady is None:
            return
        now = time.time_ns() + self._ahead
        manifest = cache.read_manifest(job.folder)
        known = dict(manifest.get("files", {}))
        # What a run remembers of a signature it writes itself, so it counts as what was made.
        for name, found in manifest.get("signed", {}).items():
            known[os.path.relpath(self._place.root / name, folder)] = found
        stamps = {name: stamp(f"{folder}{os.sep}{name}") for name in (*known, cache.MANIFEST)}
        if not job.kind.per_school:
            shares = os.path.relpath(self._place.share_folder, folder)
            stamps[shares] = stamp(self._place.share_folder)  # says whether one came or went
            given = cache.share_hashes(self._place, manifest)
            if given is None:
                return
            known |= {f"{shares}{os.sep}{name}": found for name, found in given.items()}
            stamps |= {name: stamp(f"{folder}{os.sep}{name}") for name in known}
        if settled(stamps.values(), now) and all(
            cache.file_hash(Path(folder, name)) == found for name, found in known.items()
        ):
            since, until = outcome.steady
            self._index.note(
                f"{job.school}/{job.kind.name}", Entry(seen.made_from, since, until, stamps)
            )


def _sleep_until(moment: int) -> None:
    """Wait for a moment in nanoseconds since 1970, but never longer than `_WAIT`."""
    time.sleep(min(max(0, moment - time.time_ns()), _WAIT) / 1e9)


def _mark(parts: object) -> str:
    return blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


def _stamped(root: str, paths: Iterable[Path]) -> list[tuple[str, Stamp]]:
    skipped = len(root) + 1
    return [(name[skipped:], stamp(name)) for path in paths if (name := str(path))]


INDEX = ".index.jsonl"
_SCHOOLS = "schools"
_SPARE = 1000  # superseded lines that are put up with before the file is written anew


@dataclass(frozen=True)
class Entry:
    """What is known of one finished report.

    Parameters
    ----------
    made_from : one hash over all that it is made from, as the file system tells it.
    since, until : the first and the last day on which it would be made the same.
    files : its files within its folder, the manifest among them, and their stamps.
    """

    made_from: str
    since: date
    until: date
    files: Mapping[str, Stamp] = field(default_factory=dict)

    def stands(self, folder: str | Path, made_from: str, day: date, formats: Iterable[str]) -> bool:
        """Whether the report in `folder` is the one that would be made, whole.

        Parameters
        ----------
        made_from : the hash as it is now.
        day : the date that it would bear.
        formats : the ones it is wanted in.
        """
        return (
            self.made_from == made_from
            and self.since <= day <= self.until
            and all(f"report.{form}" in self.files for form in formats)
            and all(stamp(f"{folder}{os.sep}{name}") == known for name, known in self.files.items())
        )


class Index:
    """The index of one workspace; the run that writes to it holds the workspace's lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: dict[str, Any] = {}
        self._superseded = 0
        self._whole = False  # whether the file is known to end with a whole line
        with contextlib.suppress(OSError):
            self._read(path.read_text(encoding="utf-8"))

    def find(self, report: str) -> Entry | None:
        """What is known of a report, by its folder within `reports`."""
        try:
            made_from, since, until, files = self._entries[report]
            stamps = {str(name): (int(a), int(b), int(c)) for name, (a, b, c) in files.items()}
            first, last = map(date.fromisoformat, (since, until))
            return Entry(str(made_from), first, last, stamps)
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    def schools(self, made_from: str) -> tuple[str, ...]:
        """The schools that the lead's workbook lists, if they were found from this same hash."""
        known = self.kept(_SCHOOLS, made_from)
        return tuple(str(school) for school in known) if isinstance(known, list) else ()

    def kept(self, what: str, made_from: str) -> Any:
        """What was noted besides reports, if it was found from this same hash; else None."""
        known = self._entries.get(what)
        if isinstance(known, list) and len(known) == 2 and known[0] == made_from:
            return known[1]
        return None

    def keep(self, what: str, made_from: str, known: Any) -> None:
        """Note something besides reports, with a hash of what it was found from."""
        self._add(what, [made_from, known])

    def note(self, report: str, entry: Entry) -> None:
        """Add what has been found out about a report."""
        self._add(report, [entry.made_from, str(entry.since), str(entry.until), dict(entry.files)])

    def note_schools(self, made_from: str, schools: Iterable[str]) -> None:
        """Add which schools the lead's workbook lists."""
        self.keep(_SCHOOLS, made_from, list(schools))

    def close(self) -> None:
        """A file that has become long is written anew."""
        if self._superseded > len(self._entries) + _SPARE:
            anew = self._path.with_name(f"{self._path.name}.new")
            lines = (self._line(report, known) for report, known in self._entries.items())
            anew.write_text("".join(lines), encoding="utf-8")
            anew.replace(self._path)
            self._superseded = 0

    def _read(self, text: str) -> None:
        for line in text.splitlines():
            with contextlib.suppress(ValueError, TypeError):
                report, known = json.loads(line)
                self._superseded += report in self._entries
                self._entries[report] = known

    def _add(self, report: str, known: list[Any]) -> None:
        if not self._whole:
            there = self._path.read_bytes() if self._path.exists() else b""
            self._whole = there[-1:] in (b"", b"\n")
        self._superseded += report in self._entries
        self._entries[report] = known
        # Not kept open between reports: one run may have the indexes of a thousand workspaces.
        with self._path.open("a", encoding="utf-8") as file:
            file.write("" if self._whole else "\n")  # half a line of a run that was killed
            file.write(self._line(report, known))
        self._whole = True

    @staticmethod
    def _line(report: str, known: Any) -> str:
        return json.dumps([report, known], separators=(",", ":")) + "\n"
