"""The other renderer: Quarto 1.4 or newer, when it is installed, from the same text and style.

A report is rendered in a project of its own, in a temporary folder: never inside a website
project, so a private report cannot land in `_site`.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from spp_research import installing, letters
from spp_research.errors import RenderError

from . import described, pandoc, word

OLDEST = (1, 4)
# The first Quarto whose Typst can mark the header of a table.
OLDEST_FOR_PDF = (1, 5)
WRITERS = {"html": "html", "docx": "docx", "pdf": "typst"}
SECONDS_ALLOWED = 300
_NO_LETTER = "could not be displayed"  # Typst, of a letter that none of its fonts has


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


def write_settings(settings: dict[str, Any], project: Path) -> None:
    """Write the `_quarto.yml` of a project."""
    import yaml

    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    (project / "_quarto.yml").write_text(text, encoding="utf-8", newline="\n")


def _lay_out(folder: Path, style: Path, project: Path) -> None:
    """A project of one report, with the workspace's own settings."""
    own = workspace_settings(style.parents[1])
    write_settings(own | {"project": {"type": "default", "render": [pandoc.SOURCE]}}, project)
    shutil.copytree(style, project / "reports" / "_style")
    shutil.copy(folder / pandoc.SOURCE, project / pandoc.SOURCE)
    if letters.beyond((folder / pandoc.SOURCE).read_text(encoding="utf-8")):
        for font in letters.CARRIED.glob("*.[to]tf"):
            shutil.copy(font, project / "reports" / "_style" / "fonts")
    if (folder / "figures").is_dir():
        shutil.copytree(folder / "figures", project / "figures")


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
        )
    except subprocess.TimeoutExpired as late:
        raise RenderError(
            f"{document}: Quarto did not finish within {SECONDS_ALLOWED} seconds. "
            "Try again, or use --renderer pandoc."
        ) from late
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RenderError(
            f"{document}: Quarto {quarto.version} could not make the document. "
            f"It said: {' '.join(said[-3:])} Use --renderer pandoc to make it without Quarto."
        )


def render(folder: Path, formats: Sequence[str], style: Path) -> dict[str, Path]:
    """Turn `folder/report.qmd` and `folder/figures/` into documents beside it, with Quarto.

    Parameters, returns and raises as `pandoc.render`.
    """
    pandoc.check_formats(formats)
    quarto = find_quarto()
    if quarto is None or quarto.refused:
        raise RenderError(unavailable(quarto))
    folder, style = folder.resolve(), style.resolve()
    parsed = pandoc.read(folder)
    made = {}
    by_quarto = [name for name in formats if name != "pdf" or quarto.numbers >= OLDEST_FOR_PDF]
    with tempfile.TemporaryDirectory(prefix="spp-quarto-") as scratch:
        project = Path(scratch)
        _lay_out(folder, style, project)
        for name in by_quarto:
            arguments = [pandoc.SOURCE, "--to", WRITERS[name]]
            try:
                run_quarto(quarto, arguments, project, folder / pandoc.SOURCE)
            except RenderError as refused:
                if name == "pdf" and _NO_LETTER in str(refused):
                    continue  # the embedded Typst, which has more fonts, makes it below
                raise
            made[name] = folder / f"report.{name}"
            shutil.move(project / f"report.{name}", made[name])
    if "html" in made:
        described.describe(made["html"], pandoc.metadata(parsed))
    if "docx" in made:
        word.finish(made["docx"], pandoc.metadata(parsed))
    left = [name for name in formats if name not in made]
    return made | (pandoc.render(folder, left, style) if left else {})


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
