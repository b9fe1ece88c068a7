"""`spp report`: plan, run with a progress bar, and say what came of it."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any

from spp_research.errors import ConfigurationError, NotebookError, SPPError
from spp_research.phrases import in_words, listed, plural
from spp_research.publish import pandoc
from spp_research.publish.placing import sweep_scratch, writing
from spp_research.publish.renderers import choose
from spp_research.publish.reports import load, look_ahead, make_report
from spp_research.run import kernels
from spp_research.run.executors import InterruptedRunError, run_all
from spp_research.run.jobs import ALL_KINDS, NOTHING_TO_SAY, Job, Outcome
from spp_research.run.limits import allow_files
from spp_research.workspace import (
    Workspace,
    kit_resources,
    open_place,
    require_open,
)

from . import following, front_page, preparing, redrawing, run_report, selecting, showing
from .preparing import Part
from .selecting import Wanted
from .several import short_names
from .showing import plain

INTERRUPTED_EXIT_CODE = 130


@kernels.for_run()
def make_reports(
    folder: Path | Sequence[Path], wanted: Wanted, as_json: bool, together: Path | None = None
) -> int:
    """Make the reports of one workspace or several, print what came of it; the exit code.

    Parameters
    ----------
    together : a folder for one run report about all of them.
    """
    began = time.time()
    selecting.check(wanted)
    folders = [folder] if isinstance(folder, Path) else folder
    if len(folders) == 1 and redrawing.is_closed(folders[0]):
        return redrawing.draw_again(folders[0], wanted, as_json)
    if together:
        with writing(together):  # better said now than after an hour
            together.mkdir(parents=True, exist_ok=True)
        run_report.refuse_others(together)
    found = dict(selecting.workspaces(folders, open_place))
    _check_places([*found], together)
    names = short_names([*found])
    with ExitStack() as stack:
        parts = [
            preparing.opened(stack, names[place], one, wanted, choose(wanted.renderer, place))
            for place, one in found.items()
        ]
        preparing.share(parts, _workers(wanted))
        preparing.look(parts, force=wanted.force)
        if len(parts) == 1 and parts[0].fault is not None:
            raise parts[0].fault
        interrupted = run_parts(parts, wanted, as_json)
        renderer = choose(wanted.renderer, *found)
        run = run_report.Run(renderer, began, interrupted, wanted.scheduler)
        amiss = [*_amiss(parts, wanted)]
        gone: list[str] = []
        for part in parts:  # while it is locked: what was seen of its workbooks is noted
            gone += _written_down(part, run)
    if not as_json:
        if not wanted.scheduler and any(o.state == "made" for p in parts for o in p.outcomes):
            print(f"Notebooks were run by {kernels.engine()}.", file=sys.stderr)
            _show_lines([renderer.why] if renderer.why else [])
        _show(parts)
        _show_lines(gone)
        _show_lines(amiss)
        show_signatures([o for part in parts for o in part.outcomes])
        _show_shared(parts)
    for part in parts:
        if part.workspace is not None:
            showing.show_stray_projects(part.workspace.root)
    if together:
        run_report.write_together(
            together,
            {part.name: part.outcomes for part in parts if part.fault is None},
            {part.name: str(part.fault) for part in parts if part.fault is not None},
            run,
            kit_resources() / "reports" / "_style",
        )
    showing.show_faults_of_ours([o for part in parts for o in part.outcomes])
    if interrupted:
        print("Stopped. Run the same again to make the rest.", file=sys.stderr)
        return INTERRUPTED_EXIT_CODE
    faults = [part.fault.exit_code for part in parts if part.fault is not None]
    code = next(iter(faults), _exit_code([o for part in parts for o in part.outcomes], wanted))
    return code or (NotebookError.exit_code if amiss else 0)


def _amiss(parts: Iterable[Part], wanted: Wanted) -> Iterator[str]:
    """Why notebooks of the workspaces' own make no document, where every document was asked for."""
    for part in parts:
        if part.workspace is not None and ALL_KINDS in wanted.kinds:
            yield from part.workspace.declared.amiss.values()


def _exit_code(outcomes: Sequence[Outcome], wanted: Wanted) -> int:
    """The exit code of what was made: that there is nothing to say is one for whoever got nothing.

    Of a school that was asked for without saying what of it, some documents will do.
    """
    some = ALL_KINDS in wanted.kinds and any(one.files for one in outcomes)
    ends = [(o.state, o.exit_code) for o in outcomes if not (some and o.state == NOTHING_TO_SAY)]
    return showing.exit_code(ends, by_name=bool(wanted.schools))


def _check_places(places: Sequence[Path], together: Path | None) -> None:
    """Refuse more folders than can be held at once, and a run report among the workspaces."""
    if not allow_files(len(places)):
        raise ConfigurationError(
            f"{len(places)} folders at once are more than this computer lets one program work in. "
            f"Give some of them, then the others; or first type: ulimit -n {2 * len(places) + 1000}"
        )
    if together and together.resolve() in {place.resolve() for place in places}:
        raise ConfigurationError(
            f"{together}: the run report cannot be in a folder that is itself one of those to work "
            "in. Give --run-report a folder outside of them."
        )


def _workers(wanted: Wanted) -> int:
    return wanted.workers or os.cpu_count() or 1


def run_parts(
    parts: Sequence[Part],
    wanted: Wanted,
    as_json: bool,
    told: following.Event = lambda job, outcome: None,
    step: following.Step = lambda job, step: None,
) -> bool:
    """Make what has to be made, in all the workspaces at once; whether it was interrupted.

    Parameters
    ----------
    told : called besides with (job, None) when a job starts and (job, outcome) when it ends.
    step : called besides with each step that a job comes to, from the thread that makes it.
    """
    by_root = _by_root(parts)
    events = following.Events(lambda job: by_root[job.workspace].name) if as_json else None
    _tell_start(parts, events)
    to_make = sum(job not in part.known for part in parts for job in part.jobs)
    with following.bar(to_make) as bar:
        listeners = [listener for listener in (bar, events) if listener is not None]
        interrupted = _made(parts, wanted, listeners, told=told, step=step)
    _tell_end(parts, events, interrupted)
    return interrupted


def _by_root(parts: Sequence[Part]) -> dict[str, Part]:
    return {
        str(part.workspace.root): part
        for part in parts
        if part.workspace is not None and part.fault is None
    }


def _made(
    parts: Sequence[Part],
    wanted: Wanted,
    listeners: Sequence[following.Listener],
    stopped: Callable[[], bool] = lambda: False,
    told: following.Event = lambda job, outcome: None,
    step: following.Step = lambda job, step: None,
) -> bool:
    """Make what has to be made, and tell the listeners of it; whether it was interrupted."""
    by_root = _by_root(parts)
    jobs = [job for part in parts for job in part.jobs if job not in part.known]

    def event(job: Job, outcome: Outcome | None) -> None:
        part = by_root[job.workspace]
        if job in part.known:  # told again when a run is interrupted
            return
        if outcome is not None:
            part.known[job] = outcome
            if part.glance:
                part.glance.learn(outcome)
        for listener in (part.log, *listeners):
            if listener is not None:
                listener.event(job, outcome)
        told(job, outcome)

    def known(job: Job) -> dict[str, Any]:
        part = by_root[job.workspace]
        common = part.glance.common(job.kind) if part.glance else None
        ahead = {"on_page": part.on_page} if part.on_page else {}
        return {"common": common, "shared": part.shared, **ahead}

    tell = following.all_steps(listeners)

    def stepped(job: Job, name: str) -> None:
        tell(job, name)
        step(job, name)

    with _beside_the_notebook(parts, jobs, wanted):
        return _carry_out(jobs, wanted, known, stepped, event, stopped)


_FEW = 2  # documents, beside which there is time to look at the other schools


@contextmanager
def _beside_the_notebook(
    parts: Sequence[Part], jobs: Sequence[Job], wanted: Wanted
) -> Iterator[None]:
    """Do what would be waited for later while the notebook of a school is run.

    That is to load what follows the notebook, to start what sets the PDF, and to look at the other
    schools' workbooks: the page of all the documents says how far each is. Of many documents the
    run has to look at all of them anyhow, and has no time to spare. Before there is a kernel this
    would only stand in its way.
    """
    if not 0 < len(jobs) <= _FEW or wanted.scheduler:
        yield
        return
    with kernels.joined() as run:
        started, over = run.started, threading.Event()

    def look() -> None:
        started.wait()
        if over.is_set():
            return
        with suppress(Exception):  # whoever needs it will be told of it, and says so
            load()
            pandoc.begin(jobs[0].formats)
            look_ahead(jobs[0])
            run_report.load()
            front_page.load()
        for glance in (part.glance for part in parts if part.glance is not None):
            with suppress(Exception):  # the page will be told of it, and says so
                glance.looks.look_ahead(over.is_set)

    thread = threading.Thread(target=copy_context().run, args=(look,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        started.set()
        thread.join()


@kernels.for_run()
def made_in(
    workspace: Workspace,
    wanted: Wanted,
    listener: following.Listener,
    stopped: Callable[[], bool],
    planned: Callable[[int], None],
    in_turn: Callable[[Sequence[Job]], Sequence[Job]] = lambda jobs: jobs,
    on_page: Callable[[Job, Path], None] | None = None,
) -> list[Outcome]:
    """Make the reports of one workspace for whoever follows by a listener, and print nothing.

    Parameters
    ----------
    listener : told of every job, also of those that are known to be as they were.
    stopped : asked now and then whether to stop; what is finished by then is kept.
    planned : told how many reports there are.
    in_turn : which of the reports that were asked for are made now, and in what order.
    on_page : told of each web page as soon as it can be read, before it is put in place.

    Raises
    ------
    SPPError
        When nothing can be made in the workspace.
    """
    began = time.time()
    selecting.check(wanted)
    renderer = choose(wanted.renderer, workspace.root)
    with ExitStack() as stack:
        part = preparing.opened(stack, "", require_open(workspace), wanted, renderer)
        part.jobs, part.on_page = tuple(in_turn(part.jobs)), on_page
        preparing.share([part], _workers(wanted))
        preparing.look([part], force=wanted.force)
        if part.fault is not None:
            raise part.fault
        planned(len(part.jobs))
        for job, outcome in part.known.items():
            listener.event(job, outcome)
        interrupted = _made([part], wanted, [listener], stopped)
        run = run_report.Run(renderer, began, interrupted)
        _written_down(part, run)
    return part.outcomes


def _written_down(part: preparing.Part, run: run_report.Run) -> list[str]:
    """Write the run report and the front page; a sentence for each document taken away."""
    run_report.write(part.workspace, part.outcomes, run)
    gone = front_page.refresh(part.workspace, part.outcomes, part.glance)
    if gone:  # which the run report says too
        run_report.write(part.workspace, front_page.with_gone(part.outcomes, gone), run)
    return gone


def _carry_out(
    jobs: Sequence[Job],
    wanted: Wanted,
    known: Callable[[Job], dict[str, Any]],
    step: following.Step,
    event: following.Event,
    stopped: Callable[[], bool],
) -> bool:
    """Make these reports here or on a cluster; whether it was interrupted.

    Parameters
    ----------
    known : what the run has found out for a job already, as `make_report` wants it.
    """
    if not jobs:
        return False
    sweep_scratch()
    try:
        if wanted.scheduler:
            from spp_research.run.cluster import run_on_cluster

            make = partial(make_report, force=wanted.force)
            run_on_cluster(jobs, make, known, wanted.scheduler, event)
        else:
            workers = min(_workers(wanted), len(jobs))
            with kernels.joined() as run:
                run.warm_up()  # while the workbooks are looked at, and all that is loaded here

            def make_here(job: Job) -> Outcome:
                return make_report(job, force=wanted.force, on_step=step, **known(job))

            if len(jobs) == 1 or not any(_is_quartos(job) for job in jobs):
                run_all(jobs, make_here, workers, event, stopped)
                return False
            from spp_research.publish.quarto_together import together

            with together(workers) as reports:

                def make_in_turn(job: Job) -> Outcome:
                    with reports.making():
                        return make_here(job)

                run_all(jobs, make_in_turn, min(reports.threads, len(jobs)), event, stopped)
    except InterruptedRunError as stopped:
        for outcome in stopped.outcomes:  # some ended while the run was being stopped
            event(outcome.job, outcome)
        return True
    return False


def _is_quartos(job: Job) -> bool:
    """Whether Quarto writes a report, as far as that can be known before."""
    try:
        return choose(job.renderer, job.place.root).name == "quarto"
    except SPPError:  # which is said of each report
        return False


def _tell_start(parts: Iterable[Part], events: following.Events | None) -> None:
    for part in parts:
        to_look_at = len(part.jobs) - len(part.known)
        if part.log:
            part.log.write(
                f"run: {len(part.jobs)} reports, {len(part.known)} unchanged at a glance"
            )
        if events and part.fault is None:
            events.tell("run", workspace=part.name, reports=len(part.jobs), to_look_at=to_look_at)
            for outcome in part.known.values():
                events.event(outcome.job, outcome)
        elif events:
            events.tell("refused", workspace=part.name, reason=str(part.fault))


def _tell_end(parts: Iterable[Part], events: following.Events | None, interrupted: bool) -> None:
    outcomes = [outcome for part in parts for outcome in part.outcomes]
    for part in parts:
        if part.log:
            part.log.write(f"run: {'stopped; ' * interrupted}{showing.summary(part.outcomes)}")
    if events:
        for part in parts:
            for school, documents in part.begun.items():
                events.tell(
                    "remembered", workspace=part.name, school=school, documents=[*documents]
                )
        events.tell("end", **showing.counted(outcomes), interrupted=interrupted)


def _show_lines(lines: Sequence[str]) -> None:
    for line in lines:
        print(plain(line), file=sys.stderr)


def _show(parts: Sequence[Part]) -> None:
    """What came of it: one workspace as such, several under their names, then all together."""
    if len(parts) == 1:
        showing.show_outcomes(parts[0].outcomes)
    else:
        for part in parts:
            if part.fault is None:
                showing.show_outcomes(part.outcomes, part.name)
            else:
                showing.show_fault(part.name, part.fault)
        print(showing.summary([o for part in parts for o in part.outcomes]), file=sys.stderr)


_CHANGES = 3  # that a line names; the first page of the draft has more, the manifest all
_NAMED = 12  # documents that a sentence names


def show_signatures(outcomes: Sequence[Outcome]) -> None:
    """Say what became of the signatures of these reports; nothing where nothing changed."""
    for line in signature_lines(outcomes):
        print(plain(line), file=sys.stderr)


def _show_shared(parts: Sequence[Part]) -> None:
    """Say what was remembered while share files were brought up to date for a report."""
    told = [part for part in parts if part.begun]
    if not told:  # as for one school's document, and what shares are made with takes long to import
        return
    from .sharing import remembered

    for part in told:
        name = f"{part.name}: " if len(parts) > 1 else ""
        _show_lines([f"{name}{line}" for line in remembered(part.begun)])


def signature_lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    made = [one for one in outcomes if one.state == "made"]
    if begun := [one for one in made if one.signature.get("news") == "begun"]:
        n = len(begun)
        yield (
            f"{in_words(n).capitalize()} {plural(n, 'document is', 'documents are')} signed off "
            f"without a text mark, so the {plural(n, 'text', 'texts')} made now "
            f"{plural(n, 'is', 'are')} remembered as what was read, in the "
            f"{plural(n, 'folder', 'folders')} “signed”; any other text will be a draft. "
            f"{_named(begun)}"
        )
    if reworded := [one for one in made if one.signature.get("news") == "reworded"]:
        yield (
            "This version of the kit words these otherwise than the one before. They are signed "
            "off without a text mark, so the text made now is remembered in place of the one "
            f"before. {_named(reworded)}"
        )
        yield from _differences(reworded)
    drafts = [one for one in outcomes if one.signature.get("why")]
    if drafts:
        yield "These have a sign-off, and are drafts all the same:"
        yield from _differences(drafts)


def _differences(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for one in outcomes:
        changed = one.signature["changed"]
        more = len(changed) - _CHANGES
        why = one.signature["why"]
        yield f"  {_name(one)}{': ' if why else ''}{why}"
        for change in changed[:_CHANGES]:
            yield f"    {change}"
        if more > 0:
            yield f"    and {more} {plural(more, 'other place')}; the first page has more."


def _name(outcome: Outcome) -> str:
    return f"{outcome.job.school}, {outcome.job.kind.named}"


def _named(outcomes: Sequence[Outcome]) -> str:
    """The documents, school by school; of very many the first."""
    by_school: dict[str, list[str]] = {}
    for one in outcomes[:_NAMED]:
        by_school.setdefault(one.job.school, []).append(one.job.kind.named)
    named = "; ".join(f"{school}: {listed(kinds)}" for school, kinds in by_school.items())
    more = len(outcomes) - _NAMED
    return f"{named}{f'; and {more} more' if more > 0 else ''}."
