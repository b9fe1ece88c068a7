"""What `quarto render` made in a workspace, finished as the kit's own and known as made.

Quarto renders a report.qmd by itself, without the kit. Word's header, its rows and the marks of the
workbook's cells, and what programs read of a public page, are written in afterwards; and the
manifest then says that these are documents that were made, and not what somebody wrote.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spp_research.errors import ConfigurationError
from spp_research.run import by_quarto, cache
from spp_research.run.jobs import FORMATS, Job
from spp_research.workspace import Workspace

from . import described, pandoc, word
from .reports import marked

_CLAIM = b"pdfuaid"  # a PDF that keeps PDF/UA says so in its metadata, which is never packed
_NAMES = tuple(f"report.{form}" for form in FORMATS)


@dataclass(frozen=True)
class Finished:
    """What became of the documents of one report.

    Parameters
    ----------
    folder : of the report.
    names : of the documents that were finished.
    edited : whether the text that they were made of is another than the kit's own.
    untagged : whether there is a PDF among them that keeps no standard for those who cannot see.
    """

    folder: Path
    names: tuple[str, ...]
    edited: bool
    untagged: bool = False


def finish(workspace: Workspace, paths: Iterable[Path]) -> list[Finished]:
    """Finish documents that Quarto has just made, and write down that they were made.

    Parameters
    ----------
    paths : of the documents; what is no document of a report of this workspace is left alone.

    Raises
    ------
    RenderError
        When the text of a report cannot be read.
    """
    return [_finish(workspace, folder, names) for folder, names in _by_report(workspace, paths)]


def _by_report(workspace: Workspace, paths: Iterable[Path]) -> Iterator[tuple[Path, list[str]]]:
    found: dict[Path, list[str]] = {}
    kinds = workspace.kinds
    for path in paths:
        folder = path.resolve().parent
        if _is_document(workspace, path) and folder.name in kinds:
            found.setdefault(folder, []).append(path.name)
    yield from found.items()


def _is_document(workspace: Workspace, path: Path) -> bool:
    """Whether a file lies where a document of a report does, whether or not there is its kind."""
    ours = path.resolve().parents[2:3] == ((workspace.root / "reports").resolve(),)
    return ours and path.name in _NAMES and path.is_file()


def left_over(workspace: Workspace, paths: Iterable[Path]) -> list[Path]:
    """The documents among some files whose notebook is gone: of no kind that there is here.

    Parameters
    ----------
    paths : of the documents. `quarto render` draws every report.qmd that lies there.
    """
    kinds = workspace.kinds
    return [
        path
        for path in paths
        if path.resolve().parent.name not in kinds and _is_document(workspace, path)
    ]


def _finish(workspace: Workspace, folder: Path, names: list[str]) -> Finished:
    manifest = cache.read_manifest(folder)
    files = manifest.get("files", {})
    new = tuple(n for n in names if files.get(n) != cache.file_hash(folder / n))
    meta = pandoc.metadata(pandoc.parse(folder)) if new else {}
    facts: dict[str, Any] = {}
    if "report.html" in new:
        described.describe(folder / "report.html", meta)
    if "report.docx" in new:
        word.finish(folder / "report.docx", meta)
        if manifest:
            kind = workspace.kinds[folder.name]
            job = Job(str(workspace.root), kind, folder.parent.name, manifest["audience"])
            facts = {"word": marked(job, folder)}
    if manifest:
        cache.note_made(folder, new, facts)
        (folder / by_quarto.RECORD).unlink(missing_ok=True)
    text = folder / pandoc.SOURCE
    edited = bool(files) and files.get(text.name) != cache.file_hash(text)
    untagged = "report.pdf" in new and _CLAIM not in (folder / "report.pdf").read_bytes()
    return Finished(folder, new, edited, untagged)


def all_documents(workspace: Workspace) -> list[Path]:
    """Every document of every report of a workspace that is not as the kit itself left it.

    Only those that a script of Quarto's noted: a Word file may be somebody's own work.
    """
    return [
        path
        for path in sorted((workspace.root / "reports").glob("*/*/report.*"))
        if path.name in _NAMES and by_quarto.is_by_quarto(path.parent, path.name)
    ]


def refuse_foreign(workspace: Workspace, paths: Iterable[Path]) -> None:
    """Refuse a file that is no document of a report of this workspace.

    Raises
    ------
    ConfigurationError
        Naming the first such file.
    """
    for path in paths:
        if not [*_by_report(workspace, [path])]:
            raise ConfigurationError(
                f"{path}: this is no document of a report in {workspace.root}. Give files such as "
                "reports/oakfield/review-summary/report.docx, or none, for all that Quarto made."
            )


def refuse_written(workspace: Workspace, paths: Iterable[Path]) -> None:
    """Refuse a document that may hold what a person wrote, and would be known as made from then on.

    It is another than the one that was made, no note says that Quarto left it so, and it is not
    Quarto that asks.

    Raises
    ------
    ConfigurationError
        Naming the first such file.
    """
    just_now = {(workspace.root / name).resolve() for name in _by_quarto_now()}
    for path in paths:
        folder = path.resolve().parent
        made = cache.read_manifest(folder).get("files", {}).get(path.name)
        if made in (None, cache.file_hash(path)) or path.resolve() in just_now:
            continue
        if not by_quarto.is_by_quarto(folder, path.name):
            raise ConfigurationError(
                f"{path}: this was changed after it was made, and nothing says that Quarto did it. "
                "It may hold what somebody wrote, so it is left as it is. To have it made again "
                "and what was written kept beside it: spp report"
            )


def _by_quarto_now() -> list[str]:
    """What Quarto has just rendered, as it tells the scripts that it runs, and they us."""
    listed = os.environ.get("QUARTO_USE_FILE_FOR_PROJECT_OUTPUT_FILES")
    try:
        said = Path(listed).read_text(encoding="utf-8") if listed else ""
    except OSError:
        return []
    said = said or os.environ.get("QUARTO_PROJECT_OUTPUT_FILES", "")
    return [name.strip() for name in said.splitlines() if name.strip()]
