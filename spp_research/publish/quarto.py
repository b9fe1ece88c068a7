"""The other renderer: Quarto 1.4 or newer, when it is installed, from the same text and style.

A report is rendered in a project of its own, in a temporary folder: never inside a website
project, so a private report cannot land in `_site`.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from spp_research import installing, letters
from spp_research.errors import RenderError
from spp_research.run.own_looks import own_files
from spp_research.workspace import kit_resources

from . import described, pandoc

OLDEST = (1, 4)
WRITERS = {"html": "html", "docx": "docx", "pdf": "typst"}
SECONDS_ALLOWED = 300
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
        said = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=60, check=True
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError) as failed:
        return Quarto(Path(path), "unknown", f"it did not say which version it is ({failed})")
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


def _lay_out(folder: Path, style: Path, project: Path, formats: Sequence[str]) -> bool:
    """A project of one report, with the workspace's own settings for the formats that are made.

    Returns
    -------
    Whether Quarto only writes the text of the PDF for Typst, and ours sets it: the same PDF by the
    same standards, whichever Typst comes with Quarto. Not where the workspace has looks of its own
    for it.
    """
    own, kits = workspace_settings(style.parents[1]), workspace_settings(kit_resources())
    looks, their_looks = own.get("format") or {}, kits.get("format", {})
    wanted = {WRITERS[name]: dict(looks.get(WRITERS[name]) or {}) for name in formats}
    ours_sets = "typst" in wanted and is_part_of(wanted["typst"], their_looks.get("typst"))
    if ours_sets:
        families = {"other-scripts": list(letters.FAMILIES)}
        wanted["typst"] |= {"output-ext": "typ", "variables": families}
    shutil.copytree(style, project / "reports" / "_style")
    if own.get("filters") == kits["filters"]:
        shutil.copy(_JOINED, project)
        own = own | {"filters": [*kits["filters"], {"path": _JOINED.name, "at": "pre-ast"}]}
    project_of_it = {"type": "default", "render": [pandoc.SOURCE]}
    write_settings(own | {"format": wanted, "project": project_of_it}, project)
    copy_own_files(style.parents[1], project)
    shutil.copy(folder / pandoc.SOURCE, project / pandoc.SOURCE)
    if letters.beyond((folder / pandoc.SOURCE).read_text(encoding="utf-8")):
        for font in letters.CARRIED.glob("*.[to]tf"):
            shutil.copy(font, project / "reports" / "_style" / "fonts")
    if (folder / "figures").is_dir():
        shutil.copytree(folder / "figures", project / "figures")
    return ours_sets


def run_quarto(quarto: Quarto, arguments: Sequence[str], folder: Path, document: Path) -> None:
    """Run `quarto render` with `arguments` in `folder`, for `document`.

    Raises
    ------
    RenderError
        When Quarto fails, or takes longer than `SECONDS_ALLOWED`.
    """
    try:
        done = subprocess.run(
            [str(quarto.path), "render", *arguments],
            cwd=folder,
            capture_output=True,
            timeout=SECONDS_ALLOWED,
            check=False,
            env=os.environ | {"NO_COLOR": "1"},
        )
    except subprocess.TimeoutExpired as late:
        raise RenderError(
            f"{document}: Quarto did not finish within {SECONDS_ALLOWED} seconds. "
            "Try again, or use --renderer pandoc."
        ) from late
    if done.returncode != 0:
        raise RenderError(
            f"{document}: Quarto {quarto.version} could not make the document. It said: "
            f"{_reason(done.stderr)} Use --renderer pandoc to make it without Quarto."
        )


def _reason(stderr: bytes) -> str:
    """What Quarto said last, or from where it first said that something is wrong."""
    said = _COLOURS.sub("", stderr.decode("utf-8", "replace"))
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith(("at ", "Stack trace:"))]
    wrong = next((n for n, line in enumerate(lines) if _WRONG.match(line)), -_LAST)
    return " ".join(lines[wrong:][:_LAST])


_WRONG = re.compile(r"(ERROR|error|Error)\b")
_LAST = 3  # lines of what Quarto said


def render(
    folder: Path,
    formats: Sequence[str],
    style: Path,
    *,
    on_page: Callable[[Path], None] | None = None,
) -> dict[str, Path]:
    """Turn `folder/report.qmd` and `folder/figures/` into documents beside it, with Quarto.

    One Quarto makes all the formats. A PDF with a letter that no font of the kit has is left to the
    embedded Pandoc, which knows what to put in its place.

    Parameters, returns and raises as `pandoc.render`.
    """
    pandoc.check_formats(formats)
    quarto = find_quarto()
    if quarto is None or quarto.refused:
        raise RenderError(unavailable(quarto))
    folder, style = folder.resolve(), style.resolve()
    parsed = pandoc.read(folder)
    by_quarto = [name for name in formats if name != "pdf" or _has_letters_for(parsed)]
    made = {}
    if by_quarto:
        with tempfile.TemporaryDirectory(prefix="spp-quarto-") as scratch:
            project = Path(scratch)
            ours_sets = _lay_out(folder, style, project, by_quarto)
            run_quarto(quarto, [pandoc.SOURCE], project, folder / pandoc.SOURCE)
            for name in by_quarto:
                if name == "pdf" and ours_sets:
                    made[name] = pandoc.set_pdf(project / "report.typ", folder, style)
                else:
                    made[name] = _taken(project, folder, name, quarto)
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


def _taken(project: Path, folder: Path, name: str, quarto: Quarto) -> Path:
    """Move a document from the project to its report."""
    document = folder / f"report.{name}"
    try:
        shutil.move(project / document.name, document)
    except FileNotFoundError:
        raise RenderError(
            f"{folder / pandoc.SOURCE}: Quarto {quarto.version} ended without a word and did not "
            f"make {document.name}. Use --renderer pandoc to make it without Quarto."
        ) from None
    return document


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
