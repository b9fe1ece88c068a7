"""The files of a workspace that its `_quarto.yml` names for how documents look.

A bibliography, a stylesheet or a filter of somebody's own: Quarto needs them where it makes the
documents, and a document is made again when one of them changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SETTINGS = "_quarto.yml"
_EXTENSIONS = "_extensions"
_FOLDERS = ("font-paths", "resource-path")  # settings that name folders
# What has no part in looks, or is taken along anyway.
_LEFT_OUT = frozenset(
    {"reports", "schools", "share", "partners", "surveys", "cycles", "signed", "_site", "plan"}
)


def own_files(workspace: Path) -> list[Path]:
    """The files that a workspace's `_quarto.yml` names beside the kit's own, and its extensions.

    Parameters
    ----------
    workspace : its folder.

    Returns
    -------
    Those that are there, in order; none for settings that cannot be read.
    """
    import yaml

    try:
        said = yaml.safe_load((workspace / _SETTINGS).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return []
    settings = said if isinstance(said, dict) else {}
    looks = {key: part for key, part in settings.items() if key not in ("project", "profile")}
    root, found = workspace.resolve(), set[Path]()
    for name, is_folder in [*_names(looks), (_EXTENSIONS, True)]:
        path = _within(root, name)
        if path is not None and path.is_file():
            found.add(path)
        elif path is not None and is_folder:
            found |= {each for each in path.rglob("*") if each.is_file()}
    return sorted(workspace / path.relative_to(root) for path in found)


def _names(value: Any, of: str = "") -> Iterator[tuple[str, bool]]:
    """Each text in some settings, and whether it may name a folder."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _names(part, str(key))
    elif isinstance(value, list):
        for part in value:
            yield from _names(part, of)
    elif isinstance(value, str):
        yield value, of in _FOLDERS


def _within(root: Path, name: str) -> Path | None:
    """The path that a setting names in a workspace; None for one that is not for looks."""
    try:
        path = (root / name.lstrip("/")).resolve()
        parts = path.relative_to(root).parts
        there = path.exists()
    except (OSError, ValueError):  # elsewhere, or no path at all
        return None
    return path if there and parts and parts[0].lower() not in _LEFT_OUT else None
