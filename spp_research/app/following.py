"""The eyes of the pages: what is saved in the folder is seen, and what depends on it made again.

What `spp watch` does, with three differences. Only documents that are there already are made again:
a new one is asked for by a button. Nothing is made that the button would ask about first, since
nobody is asked here: programs that are not the kit's, and texts that would be remembered as those
that were signed without having been read. And what somebody has changed by hand is left. A document
that is left says so where it is open, until it is made again.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path

from spp_research.cli.selecting import Wanted
from spp_research.cli.showing import plain
from spp_research.cli.watching import document_of, told_of_changes
from spp_research.errors import SPPError
from spp_research.kinds import ReportKind
from spp_research.phrases import listed
from spp_research.publish.live_pages import Desk
from spp_research.publish.unread import unread, unread_in_shares
from spp_research.run import cache, saves, tracebacks
from spp_research.run.jobs import Job, Outcome, file_names
from spp_research.run.stamps import Stamp
from spp_research.workspace import Workspace

from .listing import Listing, listing_of
from .making import Work
from .session import Session
from .strangers import strangers

WHAT = "What depends on the files that were saved"
_LOOK = 1.0  # seconds between two looks where nothing tells of changes
_WAITING = 0.05  # seconds, while something that has changed has to keep still
_BEFORE = "This page may be of the version before: {why}"
_TO_MEND = "something is to be mended first, as the page of the school says."
_BY_HAND = "somebody has changed it by hand, so it is made again only by the button."
_ASKED = "it is signed off without a text mark, so it waits for the button, which asks first."
_STOPPED = "somebody stopped what was making it again. Press Make for it."
_STRANGERS = (
    "programs that are not the kit’s own would run, so it waits for the button, which asks."
)


@dataclass(frozen=True)
class There:
    """A document that is there, by the folder that it lies in."""

    school: str
    kind: ReportKind

    @property
    def document(self) -> str:
        """Its folder, as the desk knows it."""
        return f"{self.school}/{self.kind.name}"


@dataclass(frozen=True)
class _Settling:
    """Whoever follows a run, and the desk: what was shown ahead is in place when it has ended."""

    work: Work
    desk: Desk

    def step(self, job: Job, step: str) -> None:
        self.work.step(job, step)

    def event(self, job: Job, outcome: Outcome | None) -> None:
        if outcome is not None:
            self.desk.settle(document_of(job))
        self.work.event(job, outcome)


@dataclass
class Follower:
    """What looks after one start of the program.

    Parameters
    ----------
    session : whose folder it is.
    taken : each file as it was when it was taken last; None before the first look.
    """

    session: Session
    taken: dict[str, Stamp] | None = None
    _waiting: dict[str, saves.Changed] = field(default_factory=dict)
    _left: list[str] = field(default_factory=list)  # saved while something else was being made
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _woken: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin to look, in a thread of its own."""
        run = copy_context().run  # with the warm process that runs are forked from
        self._thread = threading.Thread(target=lambda: run(self._follow), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(2)

    def _follow(self) -> None:
        while not self._over.is_set():
            workspace = Workspace(self.session.folder.resolve())
            if not workspace.lead_file.is_file():
                self.taken = None
                self._over.wait(_LOOK)
                continue
            with told_of_changes(workspace) as woken:
                self._woken = woken
                while workspace.lead_file.is_file() and not self._over.is_set():
                    waits = self._looked(workspace)
                    woken.wait(_WAITING if waits else _LOOK)
                    woken.clear()

    def _looked(self, workspace: Workspace) -> bool:
        """Look once, whatever comes of it; whether anything may be due in a moment."""
        try:
            return self.look(workspace, time.monotonic())
        except Exception as error:  # ours, or a disk that is gone: the next look may do better
            _, trace = tracebacks.of_ours(error)
            print(plain(trace), file=sys.stderr)
            return False

    def look(self, workspace: Workspace, now: float) -> bool:
        """Look once, and have made what is due; whether anything may be due in a moment.

        Parameters
        ----------
        now : in seconds, of a clock that never goes back.
        """
        seen = saves.lying_there(workspace)
        if self.taken is None:
            self.taken = seen
            return False
        self._waiting = saves.changed(self._waiting, self.taken, seen, now)
        names = saves.due(
            self._waiting, lambda name, at: saves.state_of(workspace.root / name, at), now
        )
        for name in names:
            self.taken[name] = self._waiting.pop(name).stamp
        self._left += [name for name in names if not saves.is_our_own(name)]
        if self._left and not self.session.work.is_busy:
            told, self._left = self._left, []
            self.take(workspace, told)
        return bool(self._left) or any(
            now - one.first < saves.LONGEST for one in self._waiting.values()
        )

    def take(self, workspace: Workspace, names: Sequence[str]) -> None:
        """Have made again what depends on these files."""
        schools = {saves.school_of(name) for name in names}
        listing = listing_of(workspace)
        there = [
            one
            for one in there_of(listing)
            if "" in schools or one.school in schools or one.kind.partners or one.kind.hub
        ]
        if not there:
            return
        notes = left_alone(self.session, listing, there)
        chosen = [one for one in there if one.document not in notes]
        if not chosen:
            self.session.notes = notes
            return
        with suppress(SPPError):  # somebody has pressed a button at this very moment
            self.session.stay()
            self.session.work.start(
                WHAT,
                _page_of(listing, chosen),
                dict(listing.names),
                lambda: self._made(workspace, chosen, notes),
                unasked=True,
            )
            return
        self._left += names

    def _made(
        self, workspace: Workspace, chosen: Sequence[There], notes: dict[str, str]
    ) -> Iterable[str]:
        from spp_research.cli import reporting

        work, desk = self.session.work, self.session.desk
        wanted_ones = {(one.school, one.kind.name) for one in chosen}

        def choose(jobs: Sequence[Job]) -> list[Job]:
            own = [job for job in jobs if (job.school, job.kind.name) in wanted_ones]
            return sorted(own, key=lambda job: not desk.has_open(document_of(job)))

        def show_ahead(job: Job, page: Path) -> None:
            if desk.has_open(document_of(job)):
                desk.show_ahead(document_of(job), page.read_bytes())

        lines: list[str] = []
        failed, told = dict(notes), set[str]()
        for wanted in _rounds(chosen):
            try:
                outcomes = reporting.made_in(
                    workspace,
                    wanted,
                    _Settling(work, desk),
                    work.stopped,
                    work.planned,
                    choose,
                    show_ahead,
                )
            finally:  # nothing is told of what was under way when somebody stopped it
                for one in chosen:
                    desk.settle(one.document)
            lines += reporting.signature_lines(outcomes)
            told |= {document_of(one.job) for one in outcomes}
            failed |= {
                document_of(one.job): _BEFORE.format(why=_TO_MEND)
                for one in outcomes
                if one.state == "failed"
            }
        if work.stopped():
            left = (one.document for one in chosen if one.document not in told)
            failed |= dict.fromkeys(left, _BEFORE.format(why=_STOPPED))
        self.session.notes = failed
        if notes:
            by_hand = listed(sorted(_called(notes, workspace.kinds)))
            lines.append(
                f"Not made by itself: {by_hand}. Press Make for these; you are asked first."
            )
        return lines


def there_of(listing: Listing) -> list[There]:
    """The documents that are there and may be shown."""
    folders, kinds = [*listing.schools], listing.workspace.kinds.values()
    if listing.is_leads:
        folders += sorted({kind.about_all for kind in kinds if not kind.per_school})
    reports = listing.workspace.root / "reports"
    return [
        There(folder, kind)
        for folder in folders
        for kind in kinds
        if kind.hub == listing.is_hub and (reports / folder / kind.name / "report.html").is_file()
    ]


def left_alone(session: Session, listing: Listing, there: Sequence[There]) -> dict[str, str]:
    """Why some documents are not made again by themselves, by the folder of each."""
    kinds = {one.kind for one in there}
    strange = strangers(listing.workspace, kinds.__contains__)
    if strange and not session.agrees(strange):
        return {one.document: _BEFORE.format(why=_STRANGERS) for one in there}
    root = listing.workspace.root
    found = {
        one.document: _BEFORE.format(why=_BY_HAND)
        for one in there
        if any(cache.changed_by_hand(_place(root, one), file_names(one.kind)))
    }
    asked = unread(
        listing.workspace,
        [(o.school if o.kind.per_school else "", o.kind.name, o.kind.audience) for o in there],
    )
    for one in asked:
        document = f"{one.school or one.kind.about_all}/{one.kind.name}"
        found.setdefault(document, _BEFORE.format(why=_ASKED))
    of_all = [one for one in there if one.kind.partners and not one.kind.per_school]
    if of_all and unread_in_shares(listing.workspace, listing.schools):
        found |= {one.document: _BEFORE.format(why=_ASKED) for one in of_all}
    return found


def _place(root: Path, one: There) -> Path:
    return root / "reports" / one.school / one.kind.name


def _rounds(chosen: Sequence[There]) -> Iterable[Wanted]:
    """What is asked of the run: first what need not wait for share files."""
    for partners in (False, True):
        own = [one for one in chosen if one.kind.partners == partners]
        per_school = [one for one in own if one.kind.per_school]
        if per_school:
            yield Wanted(
                kinds=tuple(dict.fromkeys(one.kind.name for one in per_school)),
                schools=tuple(dict.fromkeys(one.school for one in per_school)),
            )
        for one in own:
            if not one.kind.per_school:
                yield Wanted(kinds=(one.kind.name,))


def _page_of(listing: Listing, chosen: Sequence[There]) -> str:
    schools = {one.school for one in chosen}
    return (
        f"/schools/{min(schools)}" if len(schools) == 1 and schools <= {*listing.schools} else "/"
    )


def _called(notes: Iterable[str], kinds: Mapping[str, ReportKind]) -> Iterable[str]:
    for document in notes:
        school, _, kind = document.partition("/")
        yield f"{school}, {kinds[kind].named}"
