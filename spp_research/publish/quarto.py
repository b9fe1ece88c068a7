"""The other renderer: Quarto 1.4 or newer, when it is installed, from the same text and style.

A report is rendered in a project of its own, in a temporary folder: never inside a website
project, so a private report cannot land in `_site`.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from spp_research import installing, letters
from spp_research.errors import RenderError
from spp_research.run import kernels
from spp_research.run.own_looks import own_files
from spp_research.workspace import kit_resources

from . import described, pandoc
from .own_style import check_own, check_style
from .placing import no_room, scratch_folder
from .programs import UnwantedError, run_whole

OLDEST = (1, 4)
WRITERS = {"html": "html", "docx": "docx", "pdf": "typst"}
SECONDS_ALLOWED = 300  # for one document
SECONDS_MORE = 30  # for each other that the same Quarto writes, which is started already
_JOINED = Path(__file__).with_name("joined.lua")  # a seventh less of Quarto's work
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")  # of a terminal, in what Quarto and Typst say


@dataclass(frozen=True)
class Quarto:
    """An installed Quarto: where it is, its version, and why it is not used, if it is not."""

    path: Path
    version: str
    refused: str = ""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The version as numbers, for comparing."""
        return tuple(int(part) for part in re.findall(r"\d+", self.version)[:3])


def find_quarto() -> Quarto | None:
    """Look for Quarto in `QUARTO_PATH`, then on `PATH`.

    Returns
    -------
    None where there is none; a Quarto with `refused` set where it is too old or silent.
    """
    named = os.environ.get("QUARTO_PATH")
    found = shutil.which(named) if named else shutil.which("quarto")
    return _ask(found) if found else None


@cache
def _ask(path: str) -> Quarto:
    try:
        answer = run_whole([path, "--version"], seconds=60)
        answer.check_returncode()
    except (OSError, subprocess.SubprocessError) as failed:
        return Quarto(Path(path), "unknown", f"it did not say which version it is ({failed})")
    said = answer.stdout.decode("utf-8", "replace").strip()
    quarto = Quarto(Path(path), said)
    # A build from Quarto's own source calls itself 99.9.9, which is new enough.
    if quarto.numbers < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return Quarto(Path(path), said, f"it is version {said}, and {oldest} or newer is needed")
    return quarto


def workspace_settings(workspace: Path, name: str = "_quarto.yml") -> dict[str, Any]:
    """What a workspace says of how documents look, without what it says of its own project.

    Raises
    ------
    RenderError
        When the file is missing, or is not YAML.
    """
    import yaml

    path = workspace / name
    if not path.is_file():
        raise RenderError(
            f"{path}: Quarto needs this file and it is missing. Run `spp init` again in the "
            "workspace, or use --renderer pandoc."
        )
    try:
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise RenderError(
            f"{path}: this is not valid YAML ({error}). Copy the file back from the kit, or use "
            "--renderer pandoc."
        ) from None
    if not isinstance(settings, dict):
        return {}
    return {key: value for key, value in settings.items() if key not in ("project", "profile")}


def is_part_of(settings: Any, others: Any) -> bool:
    """Whether all that some settings say is said by others too."""
    if isinstance(settings, dict) and isinstance(others, dict):
        return all(k in others and is_part_of(v, others[k]) for k, v in settings.items())
    return bool(settings == others)


def write_settings(settings: dict[str, Any], project: Path) -> None:
    """Write the `_quarto.yml` of a project."""
    import yaml

    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    (project / "_quarto.yml").write_text(text, encoding="utf-8", newline="\n")


def copy_own_files(workspace: Path, project: Path) -> None:
    """Put what `_quarto.yml` names of somebody's own where Quarto will look for it."""
    for path in own_files(workspace):
        target = project / path.relative_to(workspace)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)


def check_looks(style: Path) -> None:
    """Refuse looks of a workspace's own that hold what the kit's own may not.

    Parameters
    ----------
    style : the folder of templates (`reports/_style`) of the workspace.

    Raises
    ------
    TemplateError
        Naming the first faults.
    """
    workspace = style.resolve().parents[1]
    check_style(style.resolve())
    named = [path for path in own_files(workspace) if "_extensions" not in path.parts]
    check_own(workspace, named)


@dataclass(frozen=True)
class Report:
    """A report as it is given to Quarto.

    Parameters
    ----------
    folder : where its `report.qmd` and figures are, and its documents are put.
    formats : in which Quarto writes it: html, docx, pdf.
    style : the folder of templates of its workspace, as a whole path.
    other_scripts : whether it has letters that only the fonts carried beside the workspace's have.
    """

    folder: Path
    formats: tuple[str, ...]
    style: Path
    other_scripts: bool

    @property
    def project(self) -> tuple[object, ...]:
        """What those have in common that one project can hold."""
        return self.style, self.formats, self.other_scripts

    @property
    def ours_sets(self) -> bool:
        """Whether Quarto only writes the text of the PDF for Typst, and ours sets it.

        So it is the same PDF by the same standards, whichever Typst comes with Quarto. Not where
        the workspace has looks of its own for it.
        """
        looks = (workspace_settings(self.style.parents[1]).get("format") or {}).get("typst") or {}
        kits = workspace_settings(kit_resources()).get("format", {}).get("typst")
        return "pdf" in self.formats and is_part_of(dict(looks), kits)


def draw(quarto: Quarto, reports: Sequence[Report]) -> None:
    """Have one Quarto write reports of one project, each into its own folder.

    A `report.typ` takes the place of a PDF that is set by our own Typst.

    Parameters
    ----------
    reports : one or more of which `project` is equal.

    Raises
    ------
    RenderError
        When Quarto fails at one of them, or leaves a document out. Nothing says then which others
        were made.
    """
    first = reports[0]
    with scratch_folder(keep=False) as project:
        alone = len(reports) == 1
        places = [project if alone else project / f"{n:03}" for n in range(1, len(reports) + 1)]
        _lay_out(first, project, [(place / pandoc.SOURCE).relative_to(project) for place in places])
        for report, place in zip(reports, places, strict=True):
            place.mkdir(exist_ok=True)
            shutil.copy(report.folder / pandoc.SOURCE, place)
            if (report.folder / "figures").is_dir():
                shutil.copytree(report.folder / "figures", place / "figures")
        asked = [pandoc.SOURCE] if alone else []
        run_quarto(quarto, asked, project, first.folder / pandoc.SOURCE, len(reports))
        for report, place in zip(reports, places, strict=True):
            for name in report.formats:
                left = "report.typ" if name == "pdf" and report.ours_sets else f"report.{name}"
                _take(place / left, report.folder, name, quarto)


def _lay_out(report: Report, project: Path, sources: Sequence[Path]) -> None:
    """A project with the workspace's own settings for the formats that are made.

    Parameters
    ----------
    report : one of those that it is for.
    sources : what it renders, from its folder.
    """
    style, formats = report.style, report.formats
    own, kits = workspace_settings(style.parents[1]), workspace_settings(kit_resources())
    looks = own.get("format") or {}
    wanted = {WRITERS[name]: dict(looks.get(WRITERS[name]) or {}) for name in formats}
    if report.ours_sets:
        families = {"other-scripts": list(letters.FAMILIES)}
        wanted["typst"] |= {"output-ext": "typ", "variables": families}
    shutil.copytree(style, project / "reports" / "_style")
    if own.get("filters") == kits["filters"]:
        shutil.copy(_JOINED, project)
        own = own | {"filters": [*kits["filters"], {"path": _JOINED.name, "at": "pre-ast"}]}
    project_of_it = {"type": "default", "render": [source.as_posix() for source in sources]}
    write_settings(own | {"format": wanted, "project": project_of_it}, project)
    copy_own_files(style.parents[1], project)
    if report.other_scripts:
        for font in letters.CARRIED.glob("*.[to]tf"):
            shutil.copy(font, project / "reports" / "_style" / "fonts")


def run_quarto(
    quarto: Quarto, arguments: Sequence[str], folder: Path, document: Path, documents: int = 1
) -> None:
    """Run `quarto render` with `arguments` in `folder`, for `document`.

    However this ends, nothing that Quarto started goes on.

    Parameters
    ----------
    documents : how many it writes, which is how long it may take.

    Raises
    ------
    RenderError
        When Quarto fails, or takes longer than `SECONDS_ALLOWED` and `SECONDS_MORE` allow, or the
        run that it works for is being stopped.
    ConfigurationError
        When it had no room on the disk.
    """
    seconds = SECONDS_ALLOWED + SECONDS_MORE * (documents - 1)
    try:
        with kernels.joined() as run, scratch_folder(keep=False) as temporary:
            done = run_whole(
                [str(quarto.path), "render", *arguments],
                seconds=seconds,
                folder=folder,
                environment=_environment(temporary),
                unwanted=run.stopping,
            )
    except UnwantedError:
        raise RenderError(f"{document}: stopped before it was written.") from None
    except subprocess.TimeoutExpired as late:
        raise RenderError(
            f"{document}: Quarto did not finish within {seconds} seconds. "
            "Try again, or use --renderer pandoc."
        ) from late
    if done.returncode != 0:
        if _NO_ROOM.search(done.stderr):
            raise no_room()
        raise RenderError(
            f"{document}: Quarto {quarto.version} could not make the document. It said: "
            f"{_reason(done.stderr)} Use --renderer pandoc to make it without Quarto."
        )


def _environment(temporary: Path) -> dict[str, str]:
    """Ours, without a profile of somebody's, which is of another project than the one laid out.

    What Quarto puts down for a while holds words of reports, and stays where Quarto is ended.
    """
    kept = {name: value for name, value in os.environ.items() if name != "QUARTO_PROFILE"}
    return kept | {"NO_COLOR": "1"} | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))


def _reason(stderr: bytes) -> str:
    """What Quarto said last, or from where it first said that something is wrong."""
    said = _COLOURS.sub("", stderr.decode("utf-8", "replace"))
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith(("at ", "Stack trace:"))]
    wrong = next((n for n, line in enumerate(lines) if _WRONG.match(line)), -_LAST)
    return " ".join(lines[wrong:][:_LAST])


_WRONG = re.compile(r"(ERROR|error|Error)\b")
_LAST = 3  # lines of what Quarto said
# As Deno, Pandoc and Typst pass on what the system says, on Windows by its own number.
_NO_ROOM = re.compile(rb"No space left on device|os error (28|112)\b")


def render(
    folder: Path,
    formats: Sequence[str],
    style: Path,
    *,
    on_page: Callable[[Path], None] | None = None,
) -> dict[str, Path]:
    """Turn `folder/report.qmd` and `folder/figures/` into documents beside it, with Quarto.

    One Quarto makes all the formats, and those of other reports where a run makes several at once
    (`quarto_together`). A PDF with a letter that no font of the kit has is left to the
    embedded Pandoc, which knows what to put in its place.

    Parameters, returns and raises as `pandoc.render`.
    """
    pandoc.check_formats(formats)
    quarto = find_quarto()
    if quarto is None or quarto.refused:
        raise RenderError(unavailable(quarto))
    folder, style = folder.resolve(), style.resolve()
    check_looks(style)
    parsed = pandoc.read(folder)
    by_quarto = [name for name in formats if name != "pdf" or _has_letters_for(parsed)]
    made = {}
    if by_quarto:
        beyond = letters.beyond((folder / pandoc.SOURCE).read_text(encoding="utf-8"))
        report = Report(folder, tuple(by_quarto), style, bool(beyond))
        drawing.get()(quarto, report)
        made = {name: folder / f"report.{name}" for name in by_quarto}
        if report.ours_sets:
            text = folder / "report.typ"
            pandoc.set_pdf(text, folder, style)
            text.unlink()
    if "html" in made:
        described.describe(made["html"], pandoc.metadata(parsed))
        if on_page:
            on_page(made["html"])
    if "docx" in made:
        from . import word

        word.finish(made["docx"], pandoc.metadata(parsed))
    left = [name for name in formats if name not in made]
    return made | (pandoc.render(folder, left, style) if left else {})


def _has_letters_for(parsed: bytes) -> bool:
    """Whether the kit's own fonts have every letter of a report."""
    text = parsed.decode("utf-8")
    return not letters.lacking(text) and letters.emoji_in_words(text) == text


def _take(made: Path, folder: Path, name: str, quarto: Quarto) -> None:
    """Move a document from the project to its report."""
    try:
        shutil.move(made, folder / made.name)
    except FileNotFoundError:
        raise RenderError(
            f"{folder / pandoc.SOURCE}: Quarto {quarto.version} ended without a word and did not "
            f"make report.{name}. Use --renderer pandoc to make it without Quarto."
        ) from None


def _draw_alone(quarto: Quarto, report: Report) -> None:
    draw(quarto, [report])


# How a report is given to Quarto: by itself, or with others of the run that is under way.
drawing: ContextVar[Callable[[Quarto, Report], None]] = ContextVar("drawing", default=_draw_alone)


def unavailable(quarto: Quarto | None) -> str:
    """One sentence that says why Quarto is not used and what to do."""
    if quarto is None:
        return (
            "Quarto was asked for, but there is none: it is neither on PATH nor where "
            f"QUARTO_PATH says. To have one, {installing.QUARTO}. Or use --renderer pandoc, which "
            "makes the same documents."
        )
    return (
        f"Quarto was asked for, but the one at {quarto.path} cannot be used: {quarto.refused}. "
        "Install a newer one, or use --renderer pandoc, which makes the same documents."
    )
