"""Projects of Quarto's own among the reports, in which nothing keeps a report where it is.

Quarto takes the `_quarto.yml` nearest above a file for its project. One inside of `reports` puts
the workspace's own out of force: its filters, and the script that refuses every output folder. A
plain `quarto render` there can then put reports anywhere, whoever they are for. The kit's own calls
never see such a file, since they render in a project of their own; so all there is to do is to say
it, wherever something is made or published.
"""

from __future__ import annotations

import os
from pathlib import Path

_NAMES = "_quarto"  # _quarto.yml, _quarto.yaml, _quarto.yml.local, _quarto-profile.yml
_LEFT_OUT = frozenset({"_style", "figures", "numbers", "fonts"})  # of which no project is made


def stray_projects(root: Path) -> list[str]:
    """The settings of projects among the reports of a workspace, as paths from its folder."""
    found = []
    for place, folders, names in os.walk(root / "reports"):
        here = Path(place).relative_to(root)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _LEFT_OUT
        )
        found += [(here / name).as_posix() for name in sorted(names) if _is_project(name)]
    return found


def _is_project(name: str) -> bool:
    small = name.casefold()
    return small.startswith(_NAMES) and (".yml" in small or ".yaml" in small)


def said_of_strays(root: Path) -> list[str]:
    """A sentence about each of them."""
    return [_said(name) for name in stray_projects(root)]


def _said(name: str) -> str:
    return (
        f"{name} makes a project of Quarto's own of a folder of reports, in which nothing keeps "
        "those that are not for everybody where they are. Take the file out."
    )
