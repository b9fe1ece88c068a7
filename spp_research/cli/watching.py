"""`spp watch`: from a saved workbook to the page that is open in the browser.

Whatever is saved is checked, and what depends on it is made again, by the same steps as `spp check`
and `spp report`; which documents those are, the run itself finds out. The process that notebooks
are forked from stays warm meanwhile. The lock of the workspace is held only while something is
made, so that other commands can be used beside it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from spp_research.errors import EvidenceError, SPPError
from spp_research.intake.check.reading import Reading
from spp_research.phrases import listed
from spp_research.publish.live_pages import Desk
from spp_research.publish.renderers import Renderer, choose
from spp_research.publish.reports import RUNNING
from spp_research.run import engine, kernels, opened, saves
from spp_research.run.freshness import Glance
from spp_research.run.jobs import Job, Outcome, kinds_of
from spp_research.run.lock import TakenError
from spp_research.run.stamps import NONE, Stamp, stamp
from spp_research.workspace import Workspace, open_place, require_open

from . import checking, front_page, preparing, reporting, selecting, serving, showing
from .preparing import Part
from .selecting import Wanted
from .showing import plain

_LOOK = 1.0  # seconds between two looks where nothing tells of changes
_LOOK_OFTEN = 0.25  # where something was found that nothing had told of, as on a network drive
_SHARE = 10  # a look that takes long is taken seldom: one part in so many of the time
_WAITING = 0.02, 0.05  # seconds, while something that has changed has to keep still: by how long
# a look takes, which is more where there are many files
_HELD = 2.0  # seconds, after which it is said that a file is held
_STANDS = ("made", "unchanged")


@dataclass
class Watch:
    """One workspace that is watched.

    Parameters
    ----------
    workspace, wanted : whose documents, and which of them.
    renderer : what they are made with.
    desk : what is shown in the browser.
    taken : each file as it was when it was taken last.
    """

    workspace: Workspace
    wanted: Wanted
    renderer: Renderer
    desk: Desk
    taken: dict[str, Stamp] = field(default_factory=dict)
    _waiting: dict[str, saves.Changed] = field(default_factory=dict)
    _said: set[str] = field(default_factory=set)
    _behind: bool = False  # another run was at work when something was to be made
    _again: float = 0.0  # when to try again then
    _elsewhere: set[str] = field(default_factory=set)  # what notebooks read besides
    _runs: threading.Event = field(default_factory=threading.Event)  # a notebook, in its process

    def begin(self) -> None:
        """Bring the documents up to date with what is there."""
        self.taken = saves.lying_there(self.workspace)
        self._follow_elsewhere()
        self._behind = not self._make(frozenset)
        self._follow_elsewhere()

    def look(self, now: float) -> bool:
        """Look once, and take what is due; whether anything may be due in a moment.

        Parameters
        ----------
        now : in seconds, of a clock that never goes back.
        """
        seen = saves.lying_there(self.workspace)
        seen |= {name: stamp(self.workspace.root / name) for name in self._elsewhere}
        self._waiting = saves.changed(self._waiting, self.taken, seen, now)
        names = saves.due(self._waiting, self._state_of, now)
        self._say_held(now)
        for name in names:  # as it was before it is read: what is saved meanwhile is taken again
            self.taken[name] = self._waiting.pop(name).stamp
        if names or (self._behind and now >= self._again):
            self._behind = not self._take(names)
            self._again = now + _LOOK
            self._follow_elsewhere()
        return any(now - one.first < saves.LONGEST for one in self._waiting.values())

    def _follow_elsewhere(self) -> None:
        """Look from now on at what notebooks of somebody's own read outside of what is watched."""
        of_runs = opened.of_elsewhere(self.workspace)
        self._elsewhere = {name for name in of_runs if name not in self.taken} | {
            name for name in self._elsewhere if name in of_runs
        }
        for name in self._elsewhere - {*self.taken}:
            now, known = stamp(self.workspace.root / name), of_runs[name]
            # What was saved since it was read is taken at the next look.
            self.taken[name] = now if known in (None, now[:2]) else NONE

    def _state_of(self, name: str, stamp: Stamp) -> saves.State:
        return saves.state_of(self.workspace.root / name, stamp)

    def _say_held(self, now: float) -> None:
        for name, one in self._waiting.items():
            if now - one.since < _HELD or name in self._said:
                continue
            if self._state_of(name, one.stamp) is saves.State.HELD:
                self._said.add(name)
                _tell(
                    f"{_named(name)} is held by another program, so it cannot be read yet. It is "
                    "read as soon as that program lets go of it."
                )
        self._said &= {*self._waiting, _TAKEN}

    def _take(self, names: Sequence[str]) -> bool:
        """Check what was saved and make what depends on it; False where that has to wait."""
        told = [name for name in names if not saves.is_our_own(name)]
        if not told:
            return self._make(frozenset)
        _tell(f"saved: {listed([*dict.fromkeys(map(_named, told))], 'and')}")
        self._runs.clear()
        with ThreadPoolExecutor(1) as aside:  # a notebook runs in a process of its own meanwhile
            check = aside.submit(self._check_beside, told)

            def faulty() -> frozenset[str]:
                self._runs.set()
                return check.result()

            try:
                made = self._make(faulty)
            finally:
                self._runs.set()
            check.result()  # what went wrong in it is not lost where nothing has asked for it
        return made

    def _check_beside(self, names: Sequence[str]) -> frozenset[str]:
        """As `_check`, as soon as a notebook runs, whose beginning is waited for."""
        self._runs.wait()
        return self._check(names)

    def _check(self, names: Sequence[str]) -> frozenset[str]:
        """Say what is to be mended in what was saved; the schools of which something is.

        Where the lead's workbook or settings.yml is to be mended, all of them, as one empty name.
        """
        concerned = {saves.school_of(name) for name in names}
        schools = self.wanted.schools if "" in concerned else tuple(sorted(concerned))
        try:
            found = checking.checked_with_copies(self.workspace, schools)
        except SPPError as error:  # such as a folder of a school that nobody has listed
            _tell(str(error))
            return frozenset({""})
        if found.settings:
            print(plain(found.settings), flush=True)
        if any(name.endswith(".ipynb") for name in names):
            for why in found.notebooks:
                _tell(why)
        root, faulty = self.workspace.root, {""} if found.settings else set()
        own = {_within(root, reading) for reading in found.readings}
        elsewhere = not own.issuperset(names)  # what is said of other files is said of the lead's
        for place, reading in enumerate(found.readings):
            bad = not (reading.ok or reading.not_started)
            told = place == 0 and elsewhere and reading.faults
            if bad or told or _within(root, reading) in names:
                checking.show_reading(reading, found.copies[reading.path])
            if bad:
                faulty.add(saves.school_of(_within(root, reading)))
        return frozenset(faulty)

    def _make(self, faulty: Faulty) -> bool:
        """Make what is not up to date; False where another run is at work.

        Parameters
        ----------
        faulty : waits for what `_check` says.
        """
        outcomes: list[Outcome] = []
        for kinds in self._rounds():
            try:
                part = self._round(replace(self.wanted, kinds=kinds), faulty)
            except SPPError as error:  # such as a disk that is full; the next save may do better
                part = Part(".", fault=error)
            if isinstance(part.fault, TakenError):
                self._say_taken(part.fault)
                return False
            if part.fault is not None:
                if "" not in faulty():
                    _tell(str(part.fault))
                self.desk.notes = {"": _OF_BEFORE.format(why=_TO_MEND)}
                return True
            outcomes += part.outcomes
            self.desk.notes = _notes(outcomes, faulty)
        self._said.discard(_TAKEN)
        reporting.show_signatures(outcomes)
        showing.show_faults_of_ours(outcomes)
        return True

    def _rounds(self) -> Iterator[tuple[str, ...]]:
        """The kinds to make, those first that need not wait for share files."""
        named = kinds_of(self.wanted.kinds, self.workspace)
        chosen = [kind for kind in named if kind.hub == self.workspace.is_hub]
        if self.wanted.schools:
            chosen = [kind for kind in chosen if kind.per_school]
        for partners in (False, True):
            if names := tuple(kind.name for kind in chosen if kind.partners == partners):
                yield names

    @kernels.for_run()
    def _round(self, wanted: Wanted, faulty: Faulty) -> Part:
        """Make what is not up to date of some kinds, that first which somebody is looking at."""
        with ExitStack() as stack:
            part = preparing.opened(stack, ".", self.workspace, wanted, self.renderer)
            if part.fault is not None:
                return part
            preparing.share([part], 1)
            preparing.look([part], force=False)
            part.jobs = tuple(sorted(part.jobs, key=self._turn))
            part.on_page = self._show_ahead
            told = partial(self._settled, faulty)
            if reporting.run_parts([part], wanted, as_json=False, told=told, step=self._stepped):
                raise KeyboardInterrupt
            for line in front_page.refresh(self.workspace, part.outcomes, part.glance):
                _tell(line)
            return part

    def _turn(self, job: Job) -> bool:
        return not self.desk.has_open(document_of(job))

    def _stepped(self, job: Job, step: str) -> None:
        if step == RUNNING:
            self._runs.set()

    def _show_ahead(self, job: Job, page: Path) -> None:
        if self.desk.has_open(document_of(job)):
            self.desk.show_ahead(document_of(job), page.read_bytes())

    def _settled(self, faulty: Faulty, job: Job, outcome: Outcome | None) -> None:
        if outcome is not None:
            self.desk.settle(document_of(job))
        _told(faulty, job, outcome)

    def _say_taken(self, fault: TakenError) -> None:
        if _TAKEN not in self._said:
            self._said.add(_TAKEN)
            _tell(f"{fault} This goes on by itself then.")


Faulty = Callable[[], frozenset[str]]  # the schools of which something is to be mended

_TAKEN = ""  # stands among the names of files for the lock
_TO_MEND = "something is to be mended first, as it says where spp watch runs."
_OF_BEFORE = "This page is of the version before: {why}"


def document_of(job: Job) -> str:
    """The folder of a job's document, as the desk knows it."""
    return f"{job.school}/{job.kind.name}"


def watch(folder: Path, wanted: Wanted, *, opens: bool, port: int) -> int:
    """Watch one workspace until somebody stops it; the exit code.

    Parameters
    ----------
    opens : whether to open the front page in the browser.
    port : where the pages are served; 0 for one that is free.

    Raises
    ------
    ConfigurationError
        When there is no such school or kind, or the settings cannot be read.
    """
    workspace = require_open(open_place(folder))
    renderer = choose(wanted.renderer, workspace.root)
    with suppress(EvidenceError):  # a workbook can be mended while it is watched
        selecting.jobs_for(workspace, wanted, Glance(workspace, renderer.name))
    desk = Desk(workspace.root / "reports")
    try:
        with kernels.kept_warm(), serving.served(desk, port) as address:
            print(f"Watching {workspace.root}. To stop: Ctrl-C", flush=True)
            print(f"Pages that show themselves again: {address}", flush=True)
            one = Watch(workspace, wanted, renderer, desk)
            one.begin()
            if opens:
                serving.open_browser(address)
            _follow(one)
    except KeyboardInterrupt:
        print("Stopped watching. What was made stays.", flush=True)
    return 0


def _follow(one: Watch) -> None:
    """Look whenever something tells of a change, and else every second or so."""
    with kernels.for_run() as run:
        run.warm_up()
        engine.load()
        showing.show_stray_projects(one.workspace.root)
        print("Ready: save a workbook.", flush=True)
        every, pause, waits, took = _LOOK, _LOOK, False, 0.0
        with told_of_changes(one.workspace) as woken:
            while True:
                least, most = _WAITING
                told = woken.wait(min(max(least, took), most) if waits else pause)
                woken.clear()
                began, before = time.monotonic(), waits
                waits = one.look(began)
                took = time.monotonic() - began
                if waits and not (told or before):
                    every = _LOOK_OFTEN
                # What takes longer than a second is the making of documents.
                pause = max(every, _SHARE * took) if took < _LOOK else every


@contextmanager
def told_of_changes(workspace: Workspace) -> Iterator[threading.Event]:
    """What is set whenever the file system tells of a change in a workspace."""
    woken, over = threading.Event(), threading.Event()
    folders = [place for place in saves.folders(workspace) if place.is_dir()]
    threads = [
        threading.Thread(target=_listen, args=(places, deep, woken, over), daemon=True)
        for places, deep in (([workspace.root], False), (folders, True))
        if places
    ]
    for thread in threads:
        thread.start()
    try:
        yield woken
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _listen(
    places: Sequence[Path], deep: bool, woken: threading.Event, over: threading.Event
) -> None:
    from watchfiles import watch

    listening = watch(
        *places,
        watch_filter=None,
        debounce=50,
        step=10,
        rust_timeout=200,
        stop_event=over,
        recursive=deep,
        ignore_permission_denied=True,
        raise_interrupt=False,
    )
    try:
        for _ in listening:
            woken.set()
    except (OSError, RuntimeError):  # no more can be watched, or a folder is gone
        return  # the looks that are taken every second find the same


def _told(faulty: Faulty, job: Job, outcome: Outcome | None) -> None:
    """Say what became of a document; nothing where nothing did."""
    if outcome is None or outcome.state == "unchanged":
        return
    what = f"{job.school}, {job.kind.named}"
    if outcome.state == "made":
        _tell(f"made: {what}")
        return
    why = "What is to be mended is said above." if _is_said(outcome, faulty) else outcome.reason
    stays = "stays as it was, of the version before" if _is_there(outcome) else "not made"
    _tell(f"{stays}: {what}. {why}")


def _notes(outcomes: Sequence[Outcome], faulty: Faulty) -> dict[str, str]:
    """What is to be said of each document that is not what the workbooks say now."""
    return {
        document_of(one.job): _OF_BEFORE.format(
            why=_TO_MEND if _is_said(one, faulty) else one.reason
        )
        for one in outcomes
        if one.state not in _STANDS and _is_there(one)
    }


def _is_said(outcome: Outcome, faulty: Faulty) -> bool:
    """Whether the faults for which a document was not made were found by the check as well."""
    return outcome.state == "failed" and not faulty().isdisjoint({"", outcome.job.school})


def _is_there(outcome: Outcome) -> bool:
    return (outcome.job.folder / "report.html").is_file()


def _within(root: Path, reading: Reading) -> str:
    return reading.path.relative_to(root).as_posix()


def _named(name: str) -> str:
    """A file as it is told: one about pupils by its folder, as its name may name somebody."""
    parts = name.split("/")
    if parts[0] == "schools" and parts[2:-1]:
        return f"a file in {'/'.join(parts[:-1])}"
    return name.encode(errors="replace").decode()  # a notebook may read a name that is no text


def _tell(text: str) -> None:
    print(f"{datetime.now():%H:%M:%S} {plain(text)}", flush=True)
