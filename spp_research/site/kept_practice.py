"""A write-up that was made for the website, found again while all behind it is the same.

What it was made from is everything that may lie behind it and not only what is known to: the whole
folder of the school, the lead's workbook, settings, closed cycles, registrations of other
partnerships, notebook, style, kit, and the day. So a sign-off that was withdrawn, has ended or has
begun finds no entry, and is judged anew; and an entry is kept only of a write-up that was shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spp_research.kinds import BEST_PRACTICE
from spp_research.partnership.lead_workbook import School
from spp_research.run import cache
from spp_research.run.jobs import Job
from spp_research.workspace import PARTNERS, Workspace

from .content import SharedPractice
from .kept_front import front_facts, front_from
from .store import Store, hashes_below, key_of, packed, unpack


def behind_all(workspace: Workspace, renderer: str) -> dict[str, Any]:
    """What lies behind the write-up of every school.

    Parameters
    ----------
    renderer : name and version of what makes the documents.
    """
    return {
        **cache.common_parts(workspace, BEST_PRACTICE, renderer),
        "lead": cache.file_hash(workspace.partnership_file),
        "cycles": hashes_below(workspace.cycles),
        "partners": hashes_below(workspace.root / PARTNERS),
    }


def practice_key(behind: Mapping[str, Any], job: Job, school: School) -> str:
    """The key of the write-up of a school.

    Parameters
    ----------
    behind : what `behind_all` gives.
    """
    own = job.place.school_folder(job.school)
    named = [*cache.named_inputs(job), *cache.form_inputs(job), *cache.pupil_inputs(job)]
    # Those of its folder are among its hashes, and the lead's workbook lies behind every school.
    further = [
        path for path in named if path != job.place.partnership_file and own not in path.parents
    ]
    return key_of(
        "practice",
        behind,
        job.made_on.isoformat(),
        [school.slug, school.name, school.kind],
        hashes_below(own),
        [[path.relative_to(job.place.root).as_posix(), cache.file_hash(path)] for path in further],
    )


def keep(store: Store, key: str, practice: SharedPractice) -> None:
    """Keep a write-up that is shown; not one under a sign-off that this build is the first for."""
    if practice.news or practice.stays_because:
        return
    facts = {
        **front_facts(practice.front),
        "theme": practice.theme,
        "item": practice.item,
        "in_english": sorted(practice.in_english),
    }
    names = [name for name, _ in hashes_below(practice.folder)]
    store.put(key, packed(practice.folder, names, facts))


def kept(store: Store, key: str, school: School, folder: Path) -> SharedPractice | None:
    """The write-up that is kept under a key, laid out in `folder`; None where there is none."""
    found = store.get(key)
    if found is None:
        return None
    folder.mkdir(parents=True)
    told = unpack(found, folder)
    return SharedPractice(
        school,
        told["theme"],
        front_from(told),
        folder,
        item=told["item"],
        in_english=frozenset(told["in_english"]),
    )


def leave_out(store: Store, key: str, why: str) -> None:
    """Keep why a write-up is not shown, where that is a decision and no slip."""
    store.put(key_of("left out", key), why.encode())


def why_left_out(store: Store, key: str) -> str:
    """Why the write-up of a key is not shown; empty where that is not known."""
    return (store.get(key_of("left out", key)) or b"").decode()
