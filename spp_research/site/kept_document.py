"""A document of somebody's own that was made for the website, found again while all is the same.

As for write-ups (`kept_practice`), what it was made from is everything that may lie behind it: of a
notebook nobody knows what it reads, so all of the notebooks count, and all that lies beside them;
and so does what it opened elsewhere when it ran last. Where that cannot be followed it runs again.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spp_research.kinds import ReportKind
from spp_research.partnership.lead_workbook import School
from spp_research.run import cache, opened
from spp_research.run.jobs import Job
from spp_research.workspace import Workspace

from .documents import SharedDocument
from .kept_front import front_facts, front_from
from .kept_practice import behind_all
from .store import Store, hashes_below, key_of, packed, unpack


def behind_kind(workspace: Workspace, kind: ReportKind, renderer: str) -> dict[str, Any]:
    """What lies behind the document of every school.

    Parameters
    ----------
    renderer : name and version of what makes the documents.
    """
    return {
        **behind_all(workspace, renderer),
        **cache.common_parts(workspace, kind, renderer),
        "declared": [kind.title, kind.about, kind.audience, kind.per_school, kind.site],
        "notebooks": hashes_below(workspace.root / "notebooks"),
    }


def document_key(behind: Mapping[str, Any], job: Job, school: School | None, owner: str) -> str:
    """The key of a document.

    Parameters
    ----------
    behind : what `behind_kind` gives.
    school, owner : whose it is, as `SharedDocument` has them.
    """
    place = job.place
    if school:
        own = hashes_below(place.school_folder(school.slug))
        shared = hashes_below(place.share_folder) if job.kind.partners else []
    else:
        own = [hashes_below(place.root / name) for name in ("signed", "surveys", "schools")]
        shared = hashes_below(place.share_folder)
    about = [school.slug if school else "", owner, job.made_on.isoformat()]
    return key_of("document", behind, about, own, shared, opened.parts(job))


def keep(store: Store, key: str, document: SharedDocument) -> None:
    """Keep a document that is shown."""
    facts = {
        **front_facts(document.front),
        "in_english": sorted(document.in_english),
        "note": document.note,
    }
    names = [name for name, _ in hashes_below(document.folder)]
    store.put(key, packed(document.folder, names, facts))


def kept(
    store: Store, key: str, job: Job, school: School | None, owner: str, folder: Path
) -> SharedDocument | None:
    """The document that is kept under a key, laid out in `folder`; None where there is none."""
    found = None if opened.beyond(job) else store.get(key)
    if found is None:
        return None
    folder.mkdir(parents=True)
    told = unpack(found, folder)
    return SharedDocument(
        job.kind,
        school,
        owner,
        front_from(told),
        folder,
        in_english=frozenset(told["in_english"]),
        note=told["note"],
    )
