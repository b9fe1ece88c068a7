"""`spp doctor`: what is installed or missing, whether it matters, and which kit files are old."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from spp_research import __version__, installing
from spp_research.errors import ConfigurationError, SPPError
from spp_research.run import kernels
from spp_research.workspace import Workspace, kit_resources, open_place

from . import upkeep
from .showing import print_json
from .starting import kit_files

FINE, NOTE, MISSING = "ok", "note", "missing"
_ROOM = 200 * 2**20  # bytes that a run of a small partnership may need
_SECONDS = 20


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `ok`, a `note` that stops nothing, or `missing`, which does."""

    state: str
    subject: str
    text: str
    exit_code: int = 0


def examine(folder: Path) -> list[Finding]:
    """Look at the installation, and at the workspace in `folder` if there is one."""
    looks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("Python", _python),
        ("The kit", _kit),
        ("Kernel", _kernel),
        ("Pandoc", _pandoc),
        ("Typst", _typst),
        ("Fonts", _fonts),
        ("Resources", _resources),
        ("Scratch space", _scratch),
    )
    findings = [_look(subject, look) for subject, look in looks]
    return [*findings, _quarto(), *_workspace(folder)]


def _look(subject: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(FINE, subject, look())
    except SPPError as error:
        return Finding(MISSING, subject, str(error), error.exit_code)
    except Exception as error:  # whatever is wrong with an installation, the others are looked at
        text = f"{type(error).__name__}: {error}"
        return Finding(MISSING, subject, text, ConfigurationError.exit_code)


def _python() -> str:
    return f"{platform.python_version()} on {platform.system()} ({sys.executable})"


def _kit() -> str:
    return f"spp {__version__}, pandas {metadata.version('pandas')}"


def _kernel() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ipykernel_launcher", "--version"],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        raise ConfigurationError(
            "Notebooks cannot be run: the Python kernel does not start. "
            f"{installing.again('ipykernel')}"
        )
    versions = (
        f"ipykernel {metadata.version('ipykernel')}, papermill {metadata.version('papermill')}"
    )
    return f"{versions}; {kernels.look()}"


def _pandoc() -> str:
    from spp_research.publish.pandoc import pandoc_path

    path = pandoc_path()
    done = subprocess.run(
        [str(path), "--version"], capture_output=True, text=True, timeout=_SECONDS, check=True
    )
    return f"{done.stdout.splitlines()[0]}, inside the kit"


def _typst() -> str:
    import typst  # noqa: F401  that it can be imported is what is asked

    return f"{metadata.version('typst')}, inside the kit"


def _fonts() -> str:
    fonts = kit_resources() / "reports" / "_style" / "fonts"
    found = {path.name.split("-")[0] for path in fonts.glob("*.ttf")}
    if not found:
        raise ConfigurationError(
            f"{fonts}: the fonts of the PDF files are missing. {installing.THE_KIT}"
        )
    return f"{', '.join(sorted(found))}, inside the kit"


def _resources() -> str:
    kit = kit_resources()
    for name in ("notebooks", "reports/_style", "data_templates", "examples/riverside"):
        if not (kit / name).is_dir():
            raise ConfigurationError(
                f"{kit / name}: this part of the kit is missing. {installing.THE_KIT}"
            )
    return f"notebooks, styles, templates and example in {kit}"


def _scratch() -> str:
    with tempfile.TemporaryDirectory() as folder:
        free = shutil.disk_usage(folder).free
        if free < _ROOM:
            raise ConfigurationError(
                f"{Path(folder).parent}: only {free // 2**20} MB are free. Make some room."
            )
        return f"{free // 2**30} GB free in {Path(folder).parent}"


def _quarto() -> Finding:
    from spp_research.publish.quarto import find_quarto

    found = find_quarto()
    instead = "Reports are made with Pandoc and Typst, which make the same documents."
    if found is None:
        return Finding(NOTE, "Quarto", f"not installed, and not needed. {instead}")
    if found.refused:
        return Finding(NOTE, "Quarto", f"{found.path} is not used: {found.refused}. {instead}")
    return Finding(
        FINE,
        "Quarto",
        f"{found.version}, used where _quarto.yml has looks of its own, or with --renderer quarto. "
        "Elsewhere Pandoc and Typst make the same documents in a quarter of the time.",
    )


def _workspace(folder: Path) -> Iterator[Finding]:
    try:
        workspace = open_place(folder)
    except ConfigurationError as error:
        yield Finding(NOTE, "Workspace", str(error))
        return
    yield _state_of(workspace)
    yield _look("Writing", lambda: _writable(workspace))
    yield from _quarto_settings(workspace)


def _state_of(workspace: Workspace) -> Finding:
    """Whether the lead's workbook can be read; one that nobody has begun is no fault."""
    from spp_research.intake import read_workbook
    from spp_research.schema import HUB, PARTNERSHIP

    book = HUB if workspace.is_hub else PARTNERSHIP
    reading = read_workbook(workspace.lead_file, book)
    if reading.not_started:
        text = f"{book.name}.xlsx is not started yet: fill it in, then run spp check"
        return Finding(NOTE, "Workspace", text)
    return _look("Workspace", lambda: _readable(workspace))


def _readable(workspace: Workspace) -> str:
    from spp_research.partnership.lead_workbook import open_partnership

    if workspace.is_hub:
        from spp_research.hub.gathering import hub_files
        from spp_research.hub.lead import open_hub_book

        book, files = open_hub_book(workspace), len(hub_files(workspace))
        return f"{book.name}, a hub with {files} share files, in {workspace.root}"
    partnership = open_partnership(workspace)
    number = len(partnership.schools)
    schools = "school" if number == 1 else "schools"
    return f"{partnership.name}, {number} {schools}, in {workspace.root}"


def _writable(workspace: Workspace) -> str:
    reports = workspace.root / "reports"
    place = reports if reports.is_dir() else workspace.root
    try:
        with tempfile.TemporaryFile(dir=place):
            return f"{place} can be written"
    except OSError as error:
        raise ConfigurationError(
            f"{place}: this folder cannot be written ({error.strerror}). Put the workspace where "
            "you may write."
        ) from None


def _quarto_settings(workspace: Workspace) -> Iterator[Finding]:
    """Settings with which a bare `quarto render` could touch the website."""
    import yaml

    from spp_research.publish.stray_projects import said_of_strays

    here = workspace.root
    for said in said_of_strays(here):
        yield Finding(NOTE, "Quarto", said)
    for path in sorted(here.glob("_quarto*.y*ml*")):
        try:
            settings = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            continue  # Quarto itself says what is wrong with it
        project = settings.get("project") if isinstance(settings, dict) else None
        project = project if isinstance(project, dict) else {}
        if project.get("output-dir") or project.get("type", "default") != "default":
            yield Finding(
                NOTE,
                "Quarto",
                f"{path.name} sends what `quarto render` makes to a folder of its own, which can "
                "empty the website or put reports there that are not for everybody. Run: spp "
                "init . If this line stays, somebody has changed the file: take it out. `spp "
                "site` needs no such file.",
            )
        elif path.name == "_quarto.yml" and not _is_guarded(project.get("pre-render")):
            yield Finding(
                NOTE,
                "Quarto",
                "_quarto.yml is of an earlier kit: with it, a profile or `quarto publish` can put "
                "reports where others see them. Run: spp init . If this line stays, somebody has "
                "changed the file: take it out of the way and run spp init . again.",
            )


def _is_guarded(scripts: object) -> bool:
    """Whether what Quarto runs first keeps reports in place, beside what a profile adds to it.

    A profile takes the place of a single script, and adds to a list.
    """
    return isinstance(scripts, list) and "reports/_style/in_place.js" in scripts


def show_health(folder: Path, as_json: bool) -> int:
    """What `spp doctor` found; 0 when the kit can work."""
    findings = [*examine(folder), *kept_up(folder)]
    if as_json:
        print_json({"findings": [vars(finding) for finding in findings]})
    else:
        width = max(len(finding.subject) for finding in findings)
        for finding in findings:
            print(f"{finding.state:<8} {finding.subject:<{width}}  {finding.text}")
    return max((finding.exit_code for finding in findings), default=0)


def kept_up(folder: Path) -> Iterator[Finding]:
    """Which of the kit's files in a workspace are old, and which somebody has changed."""
    try:
        place = open_place(folder)
        state = upkeep.examine(place.root, kit_files(place.root, hub=place.is_hub))
    except SPPError:  # said already: there is no workspace, or a part of the kit is missing
        return
    for text in upkeep.advised(state):
        yield Finding(NOTE, "The kit’s files", text)
