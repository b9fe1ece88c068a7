"""Which program turns a report into documents: Quarto where it adds something, else Pandoc.

Both make the same documents from the same text and style, and Quarto takes several times as long.
What it adds is what somebody has asked of it in the workspace's own `_quarto.yml`.
"""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

from spp_research import installing
from spp_research.errors import RenderError
from spp_research.workspace import kit_resources

from . import pandoc, quarto

CHOICES = ("auto", "quarto", "pandoc")


@dataclass(frozen=True)
class Renderer:
    """A renderer: its name and version, for the provenance of each document, and its work.

    `render(folder, formats, style)` turns `folder/report.qmd` into documents beside it and
    returns their paths by format; with `on_page` it tells of the web page as soon as that is there.
    """

    name: str
    version: str
    render: Callable[..., dict[str, Path]]
    why: str = ""  # a sentence for whoever wonders, where it was chosen for them


@cache
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


def _quarto_renderer(found: quarto.Quarto) -> Renderer:
    said = f"Quarto {found.version}, and Typst {version('typst')} for the PDF"
    return Renderer("quarto", said, quarto.render)


def has_own_looks(workspace: Path) -> bool:
    """Whether a workspace's `_quarto.yml` asks for more or other than the kit's own does.

    One of an earlier kit, which asks for less, has no looks of its own.
    """
    try:
        own = quarto.workspace_settings(workspace)
    except RenderError:
        return False  # there is none, or it cannot be read: nothing that Quarto could add
    return not quarto.is_part_of(own, quarto.workspace_settings(kit_resources()))


def choose(name: str = "auto", *workspaces: Path) -> Renderer:
    """The renderer to use.

    Parameters
    ----------
    name : "quarto", "pandoc", or "auto", which takes Quarto where a usable one is installed and
        a workspace has looks of its own in its `_quarto.yml`.
    workspaces : the folders whose documents are made.

    Raises
    ------
    RenderError
        For another name, and for "quarto" where there is none that can be used.
    """
    if name not in CHOICES:
        raise RenderError(f"There is no renderer {name!r}. Choose from: {', '.join(CHOICES)}.")
    if name == "pandoc":
        return _pandoc_renderer()
    own = [workspace for workspace in workspaces if has_own_looks(workspace)]
    if name == "auto" and not own:
        return _pandoc_renderer()
    found = quarto.find_quarto()
    if found is not None and not found.refused:
        chosen = _quarto_renderer(found)
        return replace(chosen, why=_OWN.format(version=found.version)) if name == "auto" else chosen
    if name == "quarto":
        raise RenderError(quarto.unavailable(found))
    return replace(_pandoc_renderer(), why=_NOT_SEEN.format(installing=installing.QUARTO))


_OWN = (
    "_quarto.yml has looks of its own, so Quarto {version} makes the documents. To have the kit’s "
    "looks, in a quarter of the time: --renderer pandoc"
)
_NOT_SEEN = (
    "_quarto.yml has looks of its own, which only Quarto knows, and there is none here that can be "
    "used: the documents have the kit’s looks. To have a Quarto, {installing}."
)
