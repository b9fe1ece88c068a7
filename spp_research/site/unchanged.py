"""Whether a website is what a build from nothing would make now, so that nothing need be made.

That is so where every file of the workspace, the kit, the renderer and the day are those of the
last build, and every file of the website is as that build left it. Both are compared by their bytes
and not by their times. A build that changed what it was made from, as one does that remembers the
text under a new sign-off, notes nothing: the next one looks again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from spp_research.kinds import BEST_PRACTICE
from spp_research.protect.disclosure import Audience
from spp_research.run import cache, opened
from spp_research.run.cache import file_hash
from spp_research.workspace import Workspace

from . import folder as site_folder
from .store import Store, hashes_below, key_of

_MADE = ("status", "node_modules", "__pycache__")  # what no page is made from


def state_of(workspace: Workspace, renderer: str, as_at: date, out: Path) -> str:
    """One hash over all that the website depends on.

    Parameters
    ----------
    renderer : its name and version.
    out : where the website is put.
    """
    root = workspace.root.resolve()
    there = out.relative_to(root).as_posix() if out.is_relative_to(root) else ""

    def leave_out(name: str) -> bool:
        top, _, rest = name.partition("/")
        if top == "reports":  # documents of every audience, which the website never reads
            return bool(rest) and rest.partition("/")[0] != "_style"
        return name == there or top in _MADE or top.startswith((".", "_site"))

    common = cache.common_parts(workspace, BEST_PRACTICE, renderer)
    kinds = [kind.name for kind in workspace.kinds.values() if kind.site]
    read = opened.all_of(workspace, kinds, Audience.PUBLIC.value) if kinds else []
    if read is None:  # of what a document is made from nobody can tell: no two states are one
        return key_of("site", secrets.token_hex(16))
    return key_of("site", common, as_at.isoformat(), hashes_below(root, leave_out), read)


def note(store: Store, state: str, out: Path, told: Mapping[str, Any]) -> None:
    """Note that a website was made of a state, with what is to be said of it again.

    Parameters
    ----------
    told : what JSON can say.
    """
    names = site_folder.made_by_the_kit(out)
    files = {name: file_hash(out / name) for name in names}
    store.put(_key(state, out), json.dumps({"files": files, "told": told}).encode())


def noted(store: Store, state: str, out: Path) -> dict[str, Any] | None:
    """What is to be said of the website of a state; None where it is not there as it was made."""
    found = store.get(_key(state, out))
    if found is None:
        return None
    known = json.loads(found)
    if any(map(site_folder.goes_aside, site_folder.others(out))):
        return None
    if {*known["files"]} != {*site_folder.made_by_the_kit(out)}:
        return None
    whole = all(file_hash(out / name) == made for name, made in known["files"].items())
    return known["told"] if whole else None


def _key(state: str, out: Path) -> str:
    return key_of("built", state, str(out))
