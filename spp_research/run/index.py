"""What was found up to date the last time, so that it can be seen at a glance the next.

A report is up to date when the hash of all it is made from is that of its manifest, and its files
are as they were made. To find that out, every file has to be read. The index notes what the file
system said of all those files when it was last found out; as long as it says the same, nothing
need be read. The index is never believed about anything else: without it, or where anything
differs, the hashes decide.

It is a file of lines, one for each report, to which a run adds; of two about the same report the
later one counts, and half a line, as a killed run may leave, does not. Of the files of pupils
and of surveys it holds neither name nor hash: what is known of a report's inputs is in one hash.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .stamps import Stamp, stamp

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
            return Entry(str(made_from), *map(date.fromisoformat, (since, until)), stamps)
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    def schools(self, made_from: str) -> tuple[str, ...]:
        """The schools that the lead's workbook lists, if they were found from this same hash."""
        known = self._entries.get(_SCHOOLS)
        if isinstance(known, list) and len(known) == 2 and known[0] == made_from:
            return tuple(str(school) for school in known[1])
        return ()

    def note(self, report: str, entry: Entry) -> None:
        """Add what has been found out about a report."""
        self._add(report, [entry.made_from, str(entry.since), str(entry.until), dict(entry.files)])

    def note_schools(self, made_from: str, schools: Iterable[str]) -> None:
        """Add which schools the lead's workbook lists."""
        self._add(_SCHOOLS, [made_from, list(schools)])

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
