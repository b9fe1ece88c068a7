"""One notebook, run by papermill in a real kernel, with every failure put in one sentence."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spp_research import errors
from spp_research.errors import ConfigurationError, NotebookError, SPPError, TemplateError
from spp_research.telling import ABOUT_ALL

from . import kernels, tracebacks
from .limits import MEMORY_LIMIT
from .unseen import not_yet, unseen

TIME_LIMIT = 600.0  # seconds for a whole notebook
_LAUNCHES = 3  # two kernels can be given the same port; the second to ask for it dies at once
_START_TIMEOUT = 90  # seconds; a cold disk and a virus scanner are slow together
_FORK_TIMEOUT = 30  # seconds; all that a forked kernel needs is in memory
# At the start of a line, so that a word of a comment or of a text does not count.
_LEAVES = re.compile(
    r"^\s*(?:if .*: *)?((?:sys\.)?exit|quit|os\._exit|os\.abort)(?:\(|\s*$)", re.MULTILINE
)
_OUT_OF_MEMORY = ("MemoryError", "_ArrayMemoryError")
_LANGUAGE = {"kernel_name": "python3", "language": "python"}
_KINDS: dict[str, type[SPPError]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, SPPError)
}
# What jsonschema tries for formats that no schema of a notebook asks for.
_FORMATS = (
    "fqdn",
    "isoduration",
    "rfc3339_validator",
    "rfc3986_validator",
    "rfc3987_syntax",
    "uri_template",
    "webcolors",
)
_UNUSED = ("click", "requests")  # by what we ask of papermill
_QUIET = logging.NullHandler()  # papermill and nbclient log what we say ourselves, and better


def execute(
    notebook: Path,
    parameters: Mapping[str, str],
    output: Path,
    *,
    time_limit: float = TIME_LIMIT,
    memory_limit: int = MEMORY_LIMIT,
    key: str = "",
    noted: Path | None = None,
) -> None:
    """Run `notebook` with `parameters` and write the executed notebook to `output`.

    Parameters
    ----------
    notebook : the notebook to run; it is not changed.
    parameters : a value for each name that its cell tagged "parameters" declares, no more and no
        fewer, so that a report can never be about a default school.
    output : where the executed notebook is put. Its folder must be private to this run: the
        kernel's own files go there too. After a failure it holds what ran, and a file with the
        same name ending in `.log` holds the traceback.
    time_limit : seconds that all the cells together may take.
    memory_limit : bytes that the notebook may take.
    key : what the kit seals its marks with in this run; the export is given the same.
    noted : a file to note in what the notebook opens, as `noting` says; None for none.

    Raises
    ------
    NotebookError
        When the notebook cannot be run or a cell of it fails; names notebook and code cell.
    TemplateError
        When there is no such notebook.
    SPPError
        What a cell itself raised, with its kind and its sentence.
    """
    logging.getLogger("papermill").addHandler(_QUIET)
    with kernels.joined() as run:
        run.warm_up()  # while papermill is imported, which takes as long
        _check_parameters(notebook, parameters)
        _launch(run, notebook, parameters, output, _Limits(time_limit, memory_limit, key, noted))


def _launch(
    run: kernels.Kernels,
    notebook: Path,
    parameters: Mapping[str, str],
    output: Path,
    limits: _Limits,
) -> None:
    """Run it, and once more where no kernel started."""
    for attempt in range(1, _LAUNCHES + 1):
        place = _Place()
        try:
            _run(run, notebook, parameters, output, limits, place)
            return
        except _failures() as error:
            if run.stopping():
                raise NotebookError(f"{notebook.name}: stopped before it had finished.") from None
            if place.cell == 0 and attempt < _LAUNCHES and _did_not_start(error, place.forked):
                if place.forked and attempt == _LAUNCHES - 1:
                    run.distrust("a forked one did not start")
                continue
            raise _translated(notebook, place, error, output, limits) from None


def _made_for(parameters: Mapping[str, str]) -> str:
    """What a run is for, as `telling.RUN_VARIABLE` says it."""
    about = "school" if "school" in parameters else ABOUT_ALL
    return f"{about}/{parameters.get('audience', '')}"


def _ahead(parameters: Mapping[str, str]) -> str:
    """The folder that it opens, where it is told one and not only the name of the example."""
    given = parameters.get("workspace", "")
    return given if Path(given).is_absolute() else ""


def load() -> None:
    """Import what running a notebook takes, so that the first one need not wait for it."""
    _papermill()


def log_of(output: Path) -> Path:
    """Where `execute` leaves the traceback of an unexpected failure."""
    return output.with_suffix(".log")


@dataclass(frozen=True)
class _Limits:
    seconds: float
    memory: int
    key: str = ""
    noted: Path | None = None


class _LeftError(Exception):
    """A cell asked Python to end. What answers to it goes on for a moment, as if all were well."""


class _Place:
    """How far the run has come: the last code cell begun, as a reader counts them."""

    cell = 0
    source = ""
    manager: Any = None

    @property
    def forked(self) -> bool:
        """Whether the kernel was a forked one."""
        return bool(getattr(self.manager, "forked", False))

    def begin(self, cell: Any, cell_index: int) -> None:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code" and "injected-parameters" not in tags:
            self.cell += 1
            self.source = cell.source

    def end(self, cell: Any, cell_index: int, execute_reply: Any) -> None:
        reply = execute_reply["content"]
        asked = (part.get("source") for part in reply.get("payload", ()))
        # Papermill takes sys.exit() for the end of a notebook that has done what it should.
        if "ask_exit" in asked or reply.get("ename") == "SystemExit":
            raise _LeftError

    @property
    def left(self) -> bool:
        """Whether Python ended by itself, and was not ended by a signal or for its memory."""
        process = getattr(self.manager, "process", None)
        code = None if process is None else process.poll()
        # What Windows ends from outside has the code 1.
        return code is not None and code >= 0 and (os.name != "nt" or code != 1)


def _check_parameters(notebook: Path, parameters: Mapping[str, str]) -> None:
    declared = _declared(notebook)
    unknown = [name for name in parameters if name not in declared]
    missing = [name for name in declared if name not in parameters]
    known = ", ".join(declared) or "none"
    if unknown:
        raise NotebookError(
            f"{notebook.name}: this notebook has no parameter called “{unknown[0]}”. The ones it "
            f"has are: {known}. Add the parameter to its cell tagged “parameters”, or leave it out."
        )
    if missing:
        raise NotebookError(
            f"{notebook.name}: no value was given for the parameter “{missing[0]}”, and its "
            f"default is only for looking at the example. Give a value to each of: {known}."
        )


def _papermill() -> Any:
    """papermill, imported in a sixth of the time.

    nbformat imports jsonschema, and that tries what comes with JupyterLab: one builds 38 parsers of
    web addresses when it is imported. No schema of a notebook asks for them, and jsonschema does
    without where a package is not installed; so it seems for a moment. What papermill asks the
    internet for notebooks with, and its own command line, are imported if they are ever used.
    """
    with unseen(*_FORMATS), not_yet(*_UNUSED):
        import papermill
    return papermill


def _declared(notebook: Path) -> list[str]:
    """The names that the notebook's parameters cell declares, in its order."""
    if not notebook.is_file():
        raise TemplateError(
            f"{notebook}: there is no such notebook. Copy it back from the kit with: "
            f"spp init {notebook.parent.parent}"
        )
    papermill = _papermill()
    try:
        found = papermill.inspect_notebook(_literal(notebook))
    except Exception as error:  # papermill passes on whatever a broken file makes nbformat raise
        raise NotebookError(
            f"{notebook.name}: this file cannot be read as a notebook ({_first_line(error)}). "
            "Open it in JupyterLab and save it again, or copy it back from the kit."
        ) from None
    if not found:
        raise NotebookError(
            f"{notebook.name}: no cell is tagged “parameters”, so the notebook cannot be told "
            "which school it is for. Tag the cell that sets workspace, school and audience."
        )
    return list(found)


def _run(
    run: kernels.Kernels,
    notebook: Path,
    parameters: Mapping[str, str],
    output: Path,
    limits: _Limits,
    place: _Place,
) -> None:
    from jupyter_core.utils import ensure_event_loop

    papermill = _papermill()
    loop = ensure_event_loop(prefer_selector_loop=True)  # one for each thread; kept unless closed
    deadline = time.monotonic() + limits.seconds

    def left(cell: Any) -> float:
        return max(1.0, deadline - time.monotonic())

    place.manager = run.manager_class(
        output.parent,
        notebook.parent,
        memory_limit=limits.memory,
        key=limits.key,
        made_for=_made_for(parameters),
        ahead=_ahead(parameters),
        noted=limits.noted,
    )
    try:
        # No cwd=: papermill would change directory for the whole process, and other runs with it.
        papermill.execute_notebook(
            _literal(notebook),
            _literal(output),
            parameters=dict(parameters),
            progress_bar=False,
            request_save_on_cell_execute=False,
            start_timeout=_FORK_TIMEOUT if run.forking_now() else _START_TIMEOUT,
            timeout_func=left,
            on_cell_start=place.begin,
            on_cell_executed=place.end,
            kernel_manager_class=place.manager,
            shutdown_kernel="immediate",
            **_LANGUAGE,
        )
    finally:
        if not loop.is_running():  # it is when the kit itself is called from a notebook
            _close(loop)


def _close(loop: asyncio.AbstractEventLoop) -> None:
    """Close the loop, and first what nbclient leaves waiting when a kernel has died."""
    waiting = asyncio.all_tasks(loop)
    for task in waiting:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
    loop.close()


def _literal(path: Path) -> str:
    """The path as papermill wants it: it takes every path for a format string."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _failures() -> tuple[type[Exception], ...]:
    """What a run of a notebook can raise that is not a fault of this module."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillException

    return (
        PapermillException,
        CellTimeoutError,
        DeadKernelError,
        kernels.KernelsStoppedError,
        _LeftError,
        RuntimeError,  # what jupyter_client raises when a kernel dies before its first answer
    )


def _did_not_start(error: Exception, forked: bool) -> bool:
    return isinstance(error, RuntimeError) and (forked or "died" in str(error).lower())


def _translated(
    notebook: Path, place: _Place, error: Exception, output: Path, limits: _Limits
) -> SPPError:
    """The failure as the reader should meet it."""
    from nbclient.exceptions import CellTimeoutError
    from papermill.exceptions import PapermillExecutionError

    where = f"{notebook.name}, code cell {place.cell}"
    if isinstance(error, PapermillExecutionError):
        return _cell_failure(where, error, output, limits, place.source)
    if isinstance(error, CellTimeoutError):
        return NotebookError(
            f"{where}: the notebook had not finished after {_duration(limits.seconds)}, which is "
            "the most it may take. Run it again when the computer is less busy; if it happens "
            "again, look for a very long sheet."
        )
    # Later on, what a dying kernel still says may be about the data that it holds.
    began = f": {error}\n\n{_kernel_said(output.parent)}" if place.cell == 0 else ""
    log_of(output).write_text(f"{type(error).__name__}{began}\n", encoding="utf-8")
    if place.cell == 0:
        return NotebookError(
            f"{notebook.name}: Python could not be started to run this notebook "
            f"({_first_line(error)}). Run spp doctor to see what is missing."
        )
    if _LEAVES.search(place.source) or isinstance(error, _LeftError) or place.left:
        return _ends_python(where, place)
    return NotebookError(
        f"{where}: the Python that ran this notebook ended without a word, most often because "
        "the computer ran out of memory. Close other programs and run it again."
    )


def _ends_python(where: str, place: _Place) -> NotebookError:
    found = _LEAVES.search(place.source)
    how = f", with {found[1]}()" if found else ""
    return NotebookError(
        f"{where}: the cell ends Python itself{how}, so the rest of the notebook was not run. "
        "Take that line out; to skip a part, put it under an if."
    )


def _cell_failure(where: str, error: Any, output: Path, limits: _Limits, source: str) -> SPPError:
    sentence = str(error.evalue).strip()
    kind = _KINDS.get(error.ename) if tracebacks.from_the_kit(error.traceback) else None
    if kind is errors.UnprotectedError:  # about the cell itself, which does not know its number
        return kind(f"{where}: {sentence}")
    if kind is not None:
        return kind(sentence)
    traceback = tracebacks.places(error.ename, sentence, error.traceback, source)
    log_of(output).write_text(traceback, encoding="utf-8")
    if error.ename == "OSError" and "[Errno 28]" in sentence:
        return ConfigurationError(
            f"{where}: the disk is full. Make some room on it and run this again."
        )
    if error.ename in _OUT_OF_MEMORY:
        return NotebookError(
            f"{where}: the notebook asked for more than {_size(limits.memory)} of memory, which is "
            "the most it may take. Look for a very long sheet, or for a loop that only adds."
        )
    said = tracebacks.said(error.ename, sentence, source)
    told = (
        ""
        if said != error.ename and said != tracebacks.UNNAMED
        else " What it said may be about a pupil and is left out: run the notebook in JupyterLab "
        "to read it."
    )
    return NotebookError(
        f"{where}: the cell stopped with {said}. This is a fault in the notebook or "
        f"in the kit, not in the workbooks.{told}"
    )


def _kernel_said(scratch: Path) -> str:
    log = kernels.log_file(scratch)
    return log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""


def _first_line(error: Exception) -> str:
    text = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
    return text.rstrip(".")


def _size(limit: int) -> str:
    if limit < 1 << 30:
        return f"{limit / (1 << 20):.0f} MB"
    return f"{limit / (1 << 30):.1f}".removesuffix(".0") + " GB"


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} second{'' if round(seconds) == 1 else 's'}"
    return f"{seconds / 60:.0f} minutes"
