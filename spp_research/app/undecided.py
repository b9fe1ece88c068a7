"""What was sent and waits for somebody to decide, written down so that a later start can say it.

What waits lies in a private folder or in memory, and goes with the program: it may be about pupils,
and so it is kept nowhere that another audience could find it. Whoever sent it has it still. What is
written down is which page it was sent on, and when; no name of a file and nothing that stands in
one. The record of a program that has ended says what was not taken in, until the same is sent again
or somebody has read it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from spp_research.phrases import long_date
from spp_research.whole_files import is_nobodys, owner, write_whole

from .listing import LEAD, page_of

_ENDED = ".undecided.json"  # in the folder of the reports: of programs that have ended
_BEFORE, _ENDING = ".undecided-", ".json"  # around whose it is, while one runs
_MOST_BYTES, _MOST = 50_000, 100


# Of what waits beside the workbooks, after the key of whose it is.
PEOPLE, WORDS, LOTS = "people", "words", "lots"
PARTNERS = f"{LEAD}/partners"  # what the lead of another partnership has sent
OF_SCHOOL_ALONE = frozenset((PEOPLE, LOTS))  # what only a school's own pages take, and tell of
_KINDS = {
    "": ("a new version of the workbook", ""),
    PEOPLE: ("a file of pupils’ results or of answers to a survey", ""),
    WORDS: ("a document that was edited in Word", "/words"),
    LOTS: ("a list to draw lots from", "/projects"),
    "partners": ("a file from the lead of another partnership", "/partners"),
}


@dataclass(frozen=True)
class Undecided:
    """Something that was sent, and is not taken in unless somebody decides.

    Parameters
    ----------
    key : under which it waits, so that one that is sent after it takes its place: the key of a
        workbook, and after a stroke what else it is.
    sent : when, as a computer writes it.
    """

    key: str
    sent: str

    @property
    def whose(self) -> str:
        """The key of the workbook whose page it was sent on."""
        return self.key.partition("/")[0]

    @property
    def kind(self) -> str:
        """Which of the kinds it is; empty for a workbook."""
        return self.key.partition("/")[2]

    @property
    def what(self) -> str:
        """What it is, as a reader knows it."""
        return _KINDS[self.kind][0]

    @property
    def page(self) -> str:
        """The page on which it is sent."""
        return f"{page_of(self.whose)}{_KINDS[self.kind][1]}"

    @property
    def to_decide(self) -> str:
        """The page on which it is decided while it waits."""
        more = {"": "/workbook/new", PEOPLE: "/people/new", LOTS: "/draw", "partners": "/new"}
        return f"{self.page}{more.get(self.kind, '')}"

    @property
    def when(self) -> str:
        """When it was sent, in words."""
        at = datetime.fromisoformat(self.sent)
        return f"{long_date(at.date())} at {at:%H:%M}"


class Record:
    """What waits in one folder that is open, and what was not taken in of programs before.

    Parameters
    ----------
    reports : the folder of the reports.
    """

    def __init__(self, reports: Path) -> None:
        self._reports = reports
        self._file = reports / f"{_BEFORE}{owner()}{_ENDING}"
        self._lock, self._closed = threading.Lock(), False
        self._now: dict[str, Undecided] = {}
        self._forgotten: dict[str, Undecided] = {}
        self._gather()

    @property
    def waiting(self) -> tuple[Undecided, ...]:
        """What waits now."""
        return tuple(self._now.values())

    @property
    def forgotten(self) -> tuple[Undecided, ...]:
        """What waited when a program before ended."""
        return tuple(self._forgotten.values())

    def note(self, there: Iterable[str], settled: Iterable[str] = ()) -> None:
        """Write down what waits now, where that has changed.

        Parameters
        ----------
        there : the key of each thing that does.
        settled : keys of which something was sent and taken, so that nothing is to be said of one
            before.
        """
        began = datetime.now().isoformat(timespec="minutes")
        with self._lock:
            if self._closed:
                return
            before = (self._now, self._forgotten)
            self._now = {key: self._now.get(key) or Undecided(key, began) for key in there}
            gone = {*self._now, *settled}
            self._forgotten = {k: one for k, one in self._forgotten.items() if k not in gone}
            if before != (self._now, self._forgotten):
                self._write()

    def read(self) -> None:
        """Somebody has read what was not taken in: it is not said again."""
        with self._lock:
            self._forgotten = {}
            self._write()

    def close(self) -> None:
        """The folder is closed, or the program ends: what waits is not taken in."""
        with self._lock:
            self._closed = True
            self._forgotten |= self._now
            self._now = {}
            if self._forgotten:
                ended = self._reports / _ENDED
                others = {one.key: one for one in _read(ended)}
                _write(ended, others | self._forgotten)
            with suppress(OSError):
                self._file.unlink(missing_ok=True)

    def _write(self) -> None:
        _write(self._file, self._forgotten | self._now)

    def _gather(self) -> None:
        """Take over what the records of programs say that have ended."""
        if not self._reports.is_dir():
            return
        killed = [p for p in sorted(self._reports.glob(f"{_BEFORE}*{_ENDING}")) if is_nobodys(p)]
        ended = [p for p in (self._reports / _ENDED, *killed) if p.is_file() and not p.is_symlink()]
        found = [one for path in ended for one in _read(path)]
        self._forgotten = {one.key: one for one in found[-_MOST:]}
        if found:
            self._write()
        for path in ended:
            with suppress(OSError):
                path.unlink()


def _write(file: Path, told: Mapping[str, Undecided]) -> None:
    with suppress(OSError):  # a folder that cannot be written takes nothing in either
        if told:
            facts = [asdict(one) for one in told.values()]
            write_whole(file, json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
        else:
            file.unlink(missing_ok=True)


def _read(path: Path) -> Iterator[Undecided]:
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(_MOST_BYTES))
        for one in told:
            found = Undecided(str(one["key"]), str(one["sent"]))
            if found.kind in _KINDS and found.when:
                yield found
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return
