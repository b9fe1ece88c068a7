"""One report from beginning to end: run the notebook, export it, render it, put it in place."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research import __version__
from spp_research.catalogue import speaking
from spp_research.errors import (
    ConfigurationError,
    NothingToSayError,
    NotStartedError,
    SPPError,
)
from spp_research.kinds import HUB_REPORT
from spp_research.run import cache, opened, tracebacks
from spp_research.run.engine import execute, log_of
from spp_research.run.jobs import (
    FORMATS,
    NOT_STARTED,
    NOTHING_TO_SAY,
    Job,
    Outcome,
    file_names,
)
from spp_research.run.looks import read_book, stop_where_nothing_is_said
from spp_research.run.turning_days import steady
from spp_research.settings import read_settings

from . import shown as as_shown
from .besides import besides, waived_by_hand
from .frame_words import in_english
from .placing import put_in_place, recover, scratch_folder, storage_error
from .signing import Signing, sheets_of
from .since_last import Before, shown_facts

if TYPE_CHECKING:
    from .last_page import Provenance

RUNNING = "running the notebook"
STEPS = ("checking", RUNNING, "exporting", "rendering", "saving")
_BUG_EXIT_CODE = 1


def load() -> None:
    """Import what follows a notebook, so that the first document need not wait for it."""
    import jinja2  # noqa: F401  for the pages about all documents
    import xlsxwriter  # noqa: F401  for the numbers to reuse

    from . import branding, cell_lines, export, word, word_marks  # noqa: F401


def look_ahead(job: Job) -> None:
    """Read the lead's workbook for the export of a document, while its notebook runs."""
    from spp_research.schema import HUB, PARTNERSHIP

    if job.place.lead_file.is_file():
        read_book(job.place.lead_file, HUB if job.place.is_hub else PARTNERSHIP)


def make_report(
    job: Job,
    *,
    force: bool = False,
    on_step: Callable[[Job, str], None] = lambda job, step: None,
    on_page: Callable[[Job, Path], None] | None = None,
    common: Mapping[str, Any] | None = None,
    shared: Sequence[str] | None = None,
) -> Outcome:
    """Make one report, or find that it is made already.

    Never raises for what is wrong with this report alone, so that others can go on: the outcome
    says what became of it. Nothing is changed in the report's folder unless all of it was made.

    Parameters
    ----------
    force : make it even when nothing has changed.
    on_step : called with the job and one of `STEPS` as each begins.
    on_page : called with the job and its web page as soon as that can be read, which is before
        anything is put in place. It may come to nothing, or to another page.
    common : what `cache.common_parts` gives for the kind of report, where it is known already.
    shared : where the share files have been brought up to date already, what is to be said of
        those that could not be made; None has this report do it.
    """
    clock = _Clock(job, on_step)
    try:
        with speaking(read_settings(job.place.settings_file).speech(job.kind.name)):
            return _make(job, force, clock, on_page, common, shared)
    except NotStartedError as error:
        return Outcome(
            job, NOT_STARTED, reason=str(error), exit_code=error.exit_code, seconds=clock.end()
        )
    except NothingToSayError as error:
        return Outcome(
            job,
            NOTHING_TO_SAY,
            reason=str(error),
            exit_code=error.exit_code,
            seconds=clock.end(),
            lacking=error.what,
        )
    except SPPError as error:
        return _failed(job, clock, str(error), error.exit_code)
    except Exception as error:
        known = storage_error(error, job.folder) if isinstance(error, OSError) else None
        if known is not None:
            return _failed(job, clock, str(known), known.exit_code)
        said, trace = tracebacks.of_ours(error)
        reason = (
            f"This is a fault in the kit itself ({said}). Please report it with the lines that "
            "follow."
        )
        return _failed(job, clock, reason, _BUG_EXIT_CODE, trace)


class _Clock:
    """Which step is under way, and how long each took."""

    def __init__(self, job: Job, on_step: Callable[[Job, str], None]) -> None:
        self.seconds: dict[str, float] = {}
        self._job, self._tell = job, on_step
        self._step, self._since = "", 0.0

    def begin(self, step: str) -> None:
        self.end()
        self._step, self._since = step, time.perf_counter()
        self._tell(self._job, step)

    def end(self) -> dict[str, float]:
        if self._step:
            self.seconds[self._step] = round(time.perf_counter() - self._since, 3)
            self._step = ""
        return self.seconds


def _failed(job: Job, clock: _Clock, reason: str, exit_code: int, trace: str = "") -> Outcome:
    return Outcome(
        job, "failed", reason=reason, exit_code=exit_code, seconds=clock.end(), trace=trace
    )


def _make(
    job: Job,
    force: bool,
    clock: _Clock,
    on_page: Callable[[Job, Path], None] | None,
    common: Mapping[str, Any] | None,
    shared: Sequence[str] | None,
    attempts: int = 3,
) -> Outcome:
    from .renderers import choose

    clock.begin("checking")
    renderer = choose(job.renderer, job.place.root)
    recover(job.folder)
    if shared is None:
        shared = _refreshed(job) if job.kind.partners else ()
    notes = [] if job.kind.per_school else [*shared]
    drawn_by = f"{renderer.name} {renderer.version}"
    common = common or cache.common_parts(job.place, job.kind, drawn_by)
    own = cache.own_parts(job)
    mark = cache.fingerprint(job, drawn_by, common, own)
    days: tuple[date, date] | None = _steady(job)
    if not force and not opened.beyond(job) and cache.unchanged(job.folder, mark, job.formats):
        in_word = [*cache.edited_in_word(job.folder)]
        notes += [_EDITED.format(name=name) for name in in_word]
        days = None if in_word else days  # so that it is looked at, and said, again next time
        files, reason = _finished(job), " ".join(notes)
        signature = cache.read_manifest(job.folder).get("signature", {})
        seconds = clock.end()
        return Outcome(
            job,
            "unchanged",
            files,
            reason=reason,
            seconds=seconds,
            steady=days,
            signature=signature,
        )
    stop_where_nothing_is_said(job.place, job.kind, job.school)
    _find_inputs(job)
    formats = _formats(job, mark)
    with _scratch(job.keep_scratch) as scratch:
        executed = scratch / job.kind.notebook
        made = scratch / "report"
        made.mkdir()
        clock.begin(RUNNING)
        key = secrets.token_hex(16)
        _execute(job, executed, key)
        if job.kind.file:
            opened.remember(job, scratch / opened.NOTES, own["inputs"])
            own |= opened.parts(job)
        clock.begin("exporting")
        signing = Signing(job, update=job.update)
        exported = _export(job, executed, made, renderer.version, signing, key, own["inputs"])
        if exported.verdict.keep:
            signing.restore(exported.verdict.keep, made)
        clock.begin("rendering")
        show = partial(on_page, job) if on_page else None
        renderer.render(made, formats, job.place.style, on_page=show)
        _make_handouts(job, made, formats)
        word = marked(job, made)
        boxes = _boxes(job, made, formats, exported)
        clock.begin("saving")
        shown = as_shown.revealed(
            job.folder, made / "report.qmd", exported.audit, job.audience, exported.told
        )
        if cache.own_parts(job)["inputs"] != own["inputs"]:
            # Its text is of the version before and what it says of its sources is not: it would
            # stand as signed although nobody has read what comes next.
            if attempts == 1:
                raise ConfigurationError(_SAVED_MEANWHILE)
            return _make(job, force, clock, on_page, common, shared, attempts - 1)
        signing.remember(exported.verdict, made)
        signing.note_day(exported.verdict, exported.text)
        if exported.verdict.signed and not exported.verdict.keep:
            _note_edition(job, exported.text.mark if exported.text else "")
        # What was just remembered is part of what the report depends on from now on.
        mark = cache.fingerprint(job, drawn_by, common, own | {"signed": cache.signed(job)})
        facts = _facts(job, mark, formats, renderer, exported, clock, own["inputs"]) | {
            "revealed": shown,
            "made_from": dict(common) | {"days": cache.days(job)},
            "signature": signing.facts(exported.verdict, exported.text),
            "signed": cache.signed(job),
            "sources": signing.sources,
            "word": word,
            **opened.facts(job),
            **_for_the_next(job, exported, signing),
        }
        cache.write_manifest(made, facts)
        notes += put_in_place(made, job.folder)
        if unseen := opened.said(job):
            notes.append(unseen)
            days = None  # so that no later run takes it for up to date
        if exported.verdict.said:
            notes.append(exported.verdict.said)
        notes += besides(job, signing.school, exported.text)
        if shown:
            notes.append(as_shown.warning(shown))
        if by_hand := waived_by_hand(exported.not_personal):
            notes.append(by_hand)
        if boxes:
            notes.append(boxes)
        if lacking := in_english(exported.in_english):
            notes.append(lacking)
        if job.keep_scratch:
            notes.append(_kept(scratch))
    _lasting_log(job).unlink(missing_ok=True)
    files, reason, seconds = _finished(job), " ".join(notes), clock.end()
    signature = signing.facts(exported.verdict, exported.text)
    if job.kind.made_of and signature["state"] != "signed":
        days = None  # what it waits for may be signed by another document of the same run
    return Outcome(
        job, "made", files, reason=reason, seconds=seconds, steady=days, signature=signature
    )


def _make_handouts(job: Job, made: Path, formats: Sequence[str]) -> None:
    """Make what stands beside the document, where there is any."""
    if names := job.kind.files(formats):
        from . import handouts

        handouts.make(made, names, job.place.style)


def _note_edition(job: Job, mark: str) -> None:
    """Keep which schools are behind the counts of a hub report that is signed."""
    if job.kind == HUB_REPORT:
        from spp_research.hub.opening import remember_signed

        remember_signed(str(job.place.root), job.audience, mark)


def _refreshed(job: Job) -> list[str]:
    """Bring the share files up to date; a sentence for each that could not be made."""
    from .share_folder import not_made, refresh_shares

    return [*not_made(refresh_shares(job.place))]


_SAVED_MEANWHILE = (
    "What it is made from was saved again and again while it was being made, so the version before "
    "was left. Make it again when the workbook is at rest."
)
_EDITED = (
    "{name} was edited after it was made, and is left as it is: nothing else has changed. What it "
    "says now is not what was signed or checked. To bring its words into the workbook: spp "
    "take-back, with its path. To have the kit’s own again, rename it and run this again."
)


def marked(job: Job, made: Path) -> dict[str, Any]:
    """Mark what came from the workbook in the Word document, and what the manifest keeps of it.

    A document for everyone has no marks. One of a hub has none either: its words are others'.
    """
    from spp_research.schema import PARTNERSHIP, SCHOOL

    from .cell_lines import cell_lines
    from .word_marks import mark_cells

    kind, path = job.kind, made / "report.docx"
    if job.audience == "public" or kind.hub or not path.is_file():
        return {}
    book = job.place.evidence_file(job.school) if kind.per_school else job.place.lead_file
    reading = read_book(book, SCHOOL if kind.per_school else PARTNERSHIP)
    return mark_cells(path, cell_lines(reading), job.school, job.kind.name).facts


def _boxes(job: Job, made: Path, formats: Sequence[str], exported: Any) -> str:
    """A sentence about the letters that no font has, and where they stand."""
    from spp_research import letters

    from . import pandoc, unset

    drawn = "".join(line.words for line in exported.text.lines) if exported.text else ""
    if not letters.beyond(drawn + (made / "report.qmd").read_text(encoding="utf-8")):
        return ""
    found = unset.places(pandoc.parse(made), exported.text, pdf="pdf" in formats)
    per_school = job.kind.per_school
    book = job.place.evidence_file(job.school) if per_school else job.place.lead_file
    return unset.said(found, unset.cells_with(found, book) if found else {})


def _steady(job: Job) -> tuple[date, date]:
    """Between which days the report stays the same, as far as that is looked into."""
    if not job.kind.per_school:  # it would mean opening every school's workbook
        return job.made_on, job.made_on
    return steady(job, cache.named_inputs(job))


@contextmanager
def _scratch(keep: bool) -> Iterator[Path]:
    """A private folder; where it is kept although the report failed, the failure says so."""
    with scratch_folder(keep) as folder:
        try:
            yield folder
        except SPPError as error:
            if not keep:
                raise
            raise type(error)(f"{error} {_kept(folder)}") from None


def _kept(folder: Path) -> str:
    return (
        "The executed notebook may repeat what pupils’ files say, so delete its folder when you "
        f"have looked at it; it is kept in {folder}."
    )


def _find_inputs(job: Job) -> None:
    """Stop before the seconds that a kernel takes when the school has no workbook."""
    if job.kind.per_school and not job.place.evidence_file(job.school).is_file():
        from spp_research.partnership.lead_workbook import open_partnership
        from spp_research.school.evidence import read_evidence

        read_evidence(job.place, open_partnership(job.place), job.school)


def _formats(job: Job, mark: str) -> tuple[str, ...]:
    """The formats asked for, and those made before from the very same inputs."""
    manifest = cache.read_manifest(job.folder)
    before = manifest.get("formats", []) if manifest.get("fingerprint") == mark else []
    return tuple(form for form in FORMATS if form in job.formats or form in before)


def _execute(job: Job, executed: Path, key: str) -> None:
    notebook = job.place.notebook_of(job.kind)
    more: dict[str, Any] = {"noted": executed.with_name(opened.NOTES)} if job.kind.file else {}
    try:
        execute(notebook, job.parameters, executed, time_limit=job.time_limit, key=key, **more)
    except SPPError as error:
        if log_of(executed).is_file():
            lasting = _lasting_log(job)
            lasting.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(log_of(executed), lasting)
            shown = lasting.relative_to(job.place.root).as_posix()
            raise type(error)(f"{error} The details are in {shown}.") from None
        raise


def _lasting_log(job: Job) -> Path:
    """Where the traceback of a notebook that failed is kept until it succeeds."""
    return job.folder.with_name(f"{job.folder.name}.log")


def _export(
    job: Job,
    executed: Path,
    made: Path,
    renderer: str,
    signing: Signing,
    key: str,
    seen: Mapping[str, str],
) -> Any:
    from .branding import look_of
    from .export import export

    settings = read_settings(job.place.settings_file)
    look, numbers = look_of(job.place, settings), settings.numbers_to_reuse
    before = Before(
        cache.read_manifest(job.folder), sheets_of(job.place, signing.school), signing.sources
    )
    about = provenance(job, renderer, seen)
    return export(executed, made, about, look, signing, key=key, numbers=numbers, before=before)


def _for_the_next(job: Job, exported: Any, signing: Signing) -> dict[str, Any]:
    """What the next version is compared with; nothing where everybody may read the document."""
    verdict, text = exported.verdict, exported.text
    if job.audience == "public" or text is None:
        return {}
    kept = verdict.keep.text if verdict.keep else None  # which is what the document shows then
    since = None if kept else exported.since
    return {
        "shown": shown_facts(kept or text),
        "sheets": sheets_of(job.place, signing.school),
        "since": since.facts if since else None,
    }


def provenance(job: Job, renderer: str, seen: Mapping[str, str] | None = None) -> Provenance:
    """What the last page of a report says of how it came about.

    Parameters
    ----------
    renderer : the renderer and its version, as a reader should see them.
    seen : the hashes of what it was made from, as it was when that began; as it is now if left out.
    """
    from .last_page import Input, Provenance

    root = job.place.root
    named = {path.relative_to(root).as_posix(): path for path in cache.named_inputs(job)}
    inputs = [
        Input(name, _modified(path), cache.file_hash(path) if seen is None else seen[name])
        for name, path in named.items()
        if seen is None or name in seen
    ]
    inputs += [  # counted in the report, neither named nor hashed
        Input(path.relative_to(root).as_posix(), _modified(path), "")
        for path in (*cache.form_inputs(job), *cache.pupil_inputs(job))
    ]
    licence = read_settings(job.place.settings_file).licence
    return Provenance(job.made_on, __version__, renderer, tuple(inputs), licence)


def _modified(path: Path) -> date:
    return date.fromtimestamp(path.stat().st_mtime)


def _facts(
    job: Job,
    mark: str,
    formats: tuple[str, ...],
    renderer: Any,
    exported: Any,
    clock: _Clock,
    seen: Mapping[str, str],
) -> dict[str, Any]:
    named = [path.relative_to(job.place.root).as_posix() for path in cache.named_inputs(job)]
    return {
        "fingerprint": mark,
        "title": exported.title,
        "kind": job.kind.name,
        "school": job.school,
        "audience": job.audience,
        "formats": list(formats),
        "made_on": job.made_on.isoformat(),
        "kit_version": __version__,
        "renderer": {"name": renderer.name, "version": renderer.version},
        # As they were when it began: what was saved meanwhile is not in it.
        "inputs": [{"name": name, "hash": seen[name]} for name in named if name in seen],
        "audit": exported.audit,
        "not_personal": exported.not_personal,
        "told": exported.told,
        "seconds": dict(clock.seconds),
    }


def _finished(job: Job) -> tuple[Path, ...]:
    """The files of the report that a person opens."""
    files = (job.folder / name for name in file_names(job.kind))
    return tuple(path for path in files if path.is_file())
