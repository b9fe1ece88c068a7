"""Marked copies that lie in a workspace: how they are named, and which have outlived their file.

A copy repeats its file, so it must go when the file does. What somebody has saved since, or made
under such a name, is theirs and is only named.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from spp_research.workspace import DATA_ENDINGS, Workspace

from .layout import MEND_TITLE
from .marking import CREATED

_ENDING = ".checked.xlsx"
_PROPERTIES = "docProps/core.xml"
_MOST = 20_000  # bytes; the properties that we write have some 600
_TITLE = re.compile(r"<dc:title>([^<]*)</dc:title>")
_DAYS = re.compile(r"<dcterms:(?:created|modified)[^>]*>([^<]*)</dcterms:")


def copy_of(path: Path) -> Path:
    """Where the marked copy of a file is written: <name>.checked.xlsx beside it."""
    return path.with_name(f"{path.stem}{_ENDING}")


def copies_without_file(workspace: Workspace, schools: list[str] | None = None) -> list[Path]:
    """What is named like a marked copy, and has no file beside it that it could be a copy of.

    Parameters
    ----------
    schools : short names, when only their folders are looked at.
    """
    return [
        path
        for folder in _folders(workspace, schools)
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.name.endswith(_ENDING) and not path.name.startswith(("~$", "."))
        if path.is_file() and not path.is_symlink() and not _has_file(path)
    ]


def is_as_written(path: Path) -> bool:
    """Whether a file is a marked copy that nobody has saved since the kit wrote it.

    Its title says what it is, and any program that saves it again dates it anew.
    """
    try:
        with zipfile.ZipFile(path) as book, book.open(_PROPERTIES) as part:
            text = part.read(_MOST).decode("utf-8", errors="replace")
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return False
    title = _TITLE.search(text)
    days = _DAYS.findall(text)
    return (
        title is not None
        and unescape(title[1]).endswith(f": {MEND_TITLE.lower()}")
        and days == [f"{CREATED:%Y-%m-%dT%H:%M:%SZ}"] * 2
    )


def _folders(workspace: Workspace, schools: list[str] | None) -> Iterator[Path]:
    """Every folder that workbooks are read from, those of schools that left among them."""
    parent = workspace.root / "schools"
    if schools is None:
        yield workspace.root
        yield workspace.root / "surveys"
        own = sorted(parent.iterdir()) if parent.is_dir() else []
    else:
        own = [workspace.school_folder(school) for school in schools]
    for folder in own:
        yield from (folder, folder / "pupils", folder / "surveys")


def _has_file(copy: Path) -> bool:
    stem = copy.name.removesuffix(_ENDING)
    return any(
        path.stem == stem and path.suffix.lower() in DATA_ENDINGS and path.is_file()
        for path in copy.parent.iterdir()
    )
