"""Which program turns a report into documents: Quarto where there is one, else Pandoc."""

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from spp_research.errors import RenderError

from . import pandoc, quarto

CHOICES = ("auto", "quarto", "pandoc")


@dataclass(frozen=True)
class Renderer:
    """A renderer: its name and version, for the provenance of each document, and its work.

    `render(folder, formats, style)` turns `folder/report.qmd` into documents beside it and
    returns their paths by format.
    """

    name: str
    version: str
    render: Callable[[Path, Sequence[str], Path], dict[str, Path]]


def _pandoc_renderer() -> Renderer:
    said = subprocess.run(
        [str(pandoc.pandoc_path()), "--version"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    number = said.split(maxsplit=2)[1]
    return Renderer("pandoc", f"Pandoc {number} and Typst {version('typst')}", pandoc.render)


def choose(name: str = "auto") -> Renderer:
    """The renderer to use.

    Parameters
    ----------
    name : "quarto", "pandoc", or "auto", which takes Quarto where a usable one is installed.

    Raises
    ------
    RenderError
        For another name, and for "quarto" where there is none that can be used.
    """
    if name not in CHOICES:
        raise RenderError(f"There is no renderer {name!r}. Choose from: {', '.join(CHOICES)}.")
    if name == "pandoc":
        return _pandoc_renderer()
    found = quarto.find_quarto()
    if found is not None and not found.refused:
        return Renderer("quarto", f"Quarto {found.version}", quarto.render)
    if name == "quarto":
        raise RenderError(quarto.unavailable(found))
    return _pandoc_renderer()
