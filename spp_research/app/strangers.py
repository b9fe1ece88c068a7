"""Programs in a workspace that are not the kit's own: asked about before they run.

Notebooks, and what stands beside them or among the styles, are programs. Whoever types `spp
report` in a folder has chosen to run them; a click on a page is quicker than a thought. Only what
the kit itself knows to be its own is believed: the record that a workspace keeps of what was laid
out there may have come with the rest of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from spp_research.cli import upkeep
from spp_research.cli.laid_out import laid_out
from spp_research.kinds import ReportKind
from spp_research.workspace import Workspace, kit_resources

_NO_PROGRAMS = frozenset(
    (".css", ".woff2", ".ttf", ".png", ".jpg", ".jpeg", ".svg", ".txt", ".md", ".docx", ".csv")
)
_FOLDERS = ("notebooks", "reports/_style")


def strangers(
    workspace: Workspace, made: Callable[[ReportKind], bool] = lambda kind: True
) -> dict[str, str]:
    """What would run in this workspace and is not the kit's: its path, and its mark.

    Parameters
    ----------
    made : whether a kind of the workspace's own is among those to be made. Whoever works on one is
        not asked at each of its saves when another document is made.
    """
    known = frozenset(laid_out())
    found = {}
    run = {k.notebook for k in workspace.kinds.values() if not k.file or made(k)}
    for path in _programs(workspace, run):
        name = path.relative_to(workspace.root).as_posix()
        mark = _mark(name, path)
        if mark is None or mark not in _ours(name, known):
            found[name] = mark or "cannot be read"
    return found


def _programs(workspace: Workspace, run: Collection[str]) -> Iterator[Path]:
    """Everything that a run of these notebooks could come to run, of those that are there."""
    for folder in _FOLDERS:
        for place, folders, names in os.walk(workspace.root / folder, followlinks=False):
            folders[:] = [one for one in folders if one not in (".ipynb_checkpoints", "fonts")]
            for name in sorted([*names, *(f for f in folders if (Path(place) / f).is_symlink())]):
                path = Path(place) / name
                ending = path.suffix.lower()
                # A notebook of somebody's own for something else is run by nobody but them.
                if ending in _NO_PROGRAMS or (ending == ".ipynb" and name not in run):
                    continue
                yield path
    yield from sorted(workspace.root.glob("_quarto*.y*ml"))


def _ours(name: str, known: frozenset[str]) -> frozenset[str]:
    """The marks by which this kit or an earlier one is known to have made a file."""
    marks = upkeep.earlier().get(name, frozenset())
    kit = kit_resources() / name
    if name in known and kit.is_file():
        marks |= {upkeep.mark(name, kit.read_bytes())}
    return marks


def _mark(name: str, path: Path) -> str | None:
    """What a file is known by; None for one that is a link, or cannot be read."""
    try:
        return (
            None
            if path.is_symlink() or not path.is_file()
            else upkeep.mark(name, path.read_bytes())
        )
    except OSError:
        return None
