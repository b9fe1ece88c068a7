"""What a report was made from, and on which day, so that an unchanged one is left alone.

A fingerprint is one hash over everything that can change a report: the workbooks, the settings,
the notebook, the style, the renderer, the libraries and the kit's own source (so that a
developer's edit counts). Only the fingerprint of the whole is written down. A report whose
pupil files are the only thing that changed is made again, but nothing about them is recorded.

Sign-offs begin, expire and are withdrawn, offers of support end, and stages of the timetable
pass: `turning_days` says how.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any

from spp_research import __version__
from spp_research.kinds import KINDS, REVIEW_SUMMARY, ReportKind
from spp_research.protect.photos import FOLDER as ATTACHMENTS
from spp_research.protect.signatures import FOLDER
from spp_research.protect.signatures.records import record_names
from spp_research.settings import read_settings
from spp_research.share.document import MOST_BYTES, share_files
from spp_research.whole_files import write_whole
from spp_research.workspace import DATA_ENDINGS, EARLIER, PARTNERS, SHARED, SHOWN, Workspace

from . import opened
from .by_quarto import RECORD, is_by_quarto, sha256
from .jobs import Job
from .own_looks import own_files
from .turning_days import behind

MANIFEST = "manifest.json"
_FOR_EDITING = frozenset({"report.docx"})  # what people go on to write in
_CHUNK = 1 << 20
_DAY = re.compile(rb'"([0-9]{4}-[0-9]{2}-[0-9]{2})"')
# A report's words and rules stand in other files too: measures, areas, names of pictures, and the
# templates of what is set beside it.
_SAID_IN = frozenset({".py", ".toml", ".txt", ".html", ".typ", ".po", ".lua"})
_PACKAGE = Path(__file__).resolve().parents[1]
_LIBRARIES = ("pandas", "numpy", "scipy", "statsmodels", "matplotlib", "pandera", "ipykernel")


def fingerprint(
    job: Job,
    renderer: str,
    common: Mapping[str, Any] | None = None,
    own: Mapping[str, Any] | None = None,
) -> str:
    """One hash over all that the report of this job depends on, except the formats.

    Of the day there is only what it decides: which dates of its workbooks lie behind it. Where
    the workspace lies does not count.

    Parameters
    ----------
    renderer : the renderer's name and version, as it will be used.
    common, own : what `common_parts` and `own_parts` give, where it is known already.
    """
    shared = common or common_parts(job.place, job.kind, renderer)
    return _hash(json.dumps({**shared, **(own or own_parts(job))}, sort_keys=True).encode())


def common_parts(workspace: Workspace, kind: ReportKind, renderer: str) -> dict[str, Any]:
    """What all reports of a kind depend on, by what it is called."""
    return {
        "kind": kind.name,
        "renderer": renderer,
        "kit": __version__,
        "source": _source(),
        "libraries": _libraries(),
        "notebook": file_hash(workspace.notebook_of(kind)),
        "style": _folder(workspace.style),
        "projects": _files(workspace.root, sorted(workspace.root.glob("_quarto*.yml"))),
        "settings": file_hash(workspace.settings_file),
        "logo": file_hash(workspace.root / read_settings(workspace.settings_file).logo),
        **_beside(workspace),
        **_titles(workspace, kind),
        **_looks(workspace),
    }


def beside_notebooks(workspace: Workspace) -> dict[str, str]:
    """The modules beside a workspace's notebooks, which may import them, each with its hash."""
    folder = workspace.root / "notebooks"
    return _files(folder, sorted(path for path in folder.rglob("*.py") if path.is_file()))


def _beside(workspace: Workspace) -> dict[str, str]:
    """The same as one part of a fingerprint; none where there are none, as in most workspaces."""
    found = beside_notebooks(workspace)
    return {"beside": _hash(found)} if found else {}


def _titles(workspace: Workspace, kind: ReportKind) -> dict[str, str]:
    """The titles of other documents, of which the first page of somebody's own bears none."""
    if not kind.file:
        return {}
    others = {one.name: one.title for one in workspace.kinds.values() if one.name != kind.name}
    return {"titles": _hash(others)}


def _looks(workspace: Workspace) -> dict[str, str]:
    """What `_quarto.yml` names of somebody's own; none where it names nothing."""
    found = own_files(workspace.root)
    return {"looks": _hash(_files(workspace.root, found))} if found else {}


def found_by_itself(job: Job) -> list[Path]:
    """The files that a notebook of somebody's own may read by itself, since it finds them there.

    Those beside it, and those in the folder of the school that it is about. They may be about
    pupils, so nothing of them is written down.
    """
    if not job.kind.file:
        return []
    place, found = job.place, [*_lying(job.place.root / "notebooks", {".ipynb", ".py"})]
    if job.kind.per_school:
        found += _lying(place.school_folder(job.school), frozenset())
    return found


def _lying(folder: Path, but: Collection[str]) -> Iterator[Path]:
    """The files below a folder, but for those of programs and the kit's own, by their endings."""
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder).parts
        hidden = any(part.startswith((".", "~$", "__")) for part in within)
        ours = within[0] in (FOLDER, SHARED) or ".checked." in path.name
        if path.is_file() and path.suffix not in but and not hidden and not ours:
            yield path


def own_parts(job: Job) -> dict[str, Any]:
    """What one report depends on besides; pupils' files among it, so it is not written down."""
    return {
        "parameters": {k: v for k, v in job.parameters.items() if k != "workspace"},
        "update": job.update,
        "days": days(job),
        "signed": signed(job),
        "inputs": _files(
            job.place.root,
            [
                *named_inputs(job),
                *form_inputs(job),
                *pupil_inputs(job),
                *(photo_inputs(job.place, job.school) if job.kind.per_school else ()),
                *found_by_itself(job),
            ],
        ),
        **opened.parts(job),
    }


def kit_identity() -> str:
    """The kit as the text of a report depends on it: version, source and libraries."""
    return f"{__version__} {_hash({'source': _source(), 'libraries': _libraries()})}"


def signed(job: Job) -> dict[str, str]:
    """The files that remember what was signed of a report, each with its hash.

    Of a page that is made of other documents, what was signed of those counts as well; of the
    report of a hub, which schools were behind the counts of its signed editions.
    """
    place, kind = job.place, job.kind
    folder = (place.school_folder(job.school) if kind.per_school else place.root) / FOLDER
    titles = [kind.title, *(KINDS[name].title for name in kind.made_of)]
    found = {path for title in titles for path in folder.glob(record_names(title))}
    if kind.hub:
        found |= set((place.root / SHOWN).glob("*.json"))
    return _files(place.root, sorted(found))


def days(job: Job) -> list[str]:
    """The days in what a report is made from that lie behind the day that it bears."""
    # Of a hub's many share files the dates are found without reading each as a share.
    dated = [job.place.lead_file] if job.kind.hub else named_inputs(job)
    return [*behind(job, dated), *_days_of_shares(job)]


def list_fingerprint(workspace: Workspace) -> str:
    """One hash over all that the list of the partnership's schools depends on."""
    return _hash({"book": file_hash(workspace.lead_file), "source": _source()})


def school_inputs(workspace: Workspace, school: str) -> list[Path]:
    """Every file of its own that the reports of one school are made from."""
    job = Job(str(workspace.root), REVIEW_SUMMARY, school)  # as any that is made of these alone
    return [
        *named_inputs(job),
        *form_inputs(job),
        *pupil_inputs(job),
        *photo_inputs(workspace, school),
    ]


def share_hashes(workspace: Workspace, manifest: Mapping[str, Any]) -> dict[str, str] | None:
    """The hashes of the share files that a report was made from; None if others are there now."""
    folder = f"{workspace.share_folder.name}/"
    found = {
        entry["name"].removeprefix(folder): entry["hash"]
        for entry in manifest.get("inputs", ())
        if entry["name"].startswith(folder)
    }
    there = {path.name for path in share_files(workspace.share_folder)}
    return found if there == set(found) else None


def own_share_fingerprint(workspace: Workspace, school: str) -> str:
    """One hash over the school's own files of which its share file is made: what changes words."""
    return _hash(_files(workspace.root, _of_a_share(workspace, school)))


def _of_a_share(workspace: Workspace, school: str) -> list[Path]:
    people = (
        *_forms(workspace.school_folder(school)),
        *workspace.pupil_files(school),
        *photo_inputs(workspace, school),
    )
    return [path for path in (workspace.evidence_file(school), *people) if path.is_file()]


def share_fingerprint(workspace: Workspace, school: str) -> str:
    """One hash over all that a school's share file depends on, except the day."""
    lead = workspace.partnership_file
    own = [*([lead] if lead.is_file() else []), *_of_a_share(workspace, school)]
    parts = {
        "school": school,
        "kit": __version__,
        "source": _source(),
        "libraries": _libraries(),
        "settings": file_hash(workspace.settings_file),
        "signed": _remembered(workspace, school),
        "inputs": _files(workspace.root, own),
    }
    return _hash(json.dumps(parts, sort_keys=True).encode())


def editions_of(workspace: Workspace, school: str) -> list[Path]:
    """The copies of what a school has shared, which a newer share file is held to."""
    return sorted((workspace.school_folder(school) / SHARED).glob("*.json"))


def editions_fingerprint(workspace: Workspace, school: str) -> str:
    """One hash over the copies of what a school has shared, which the making of one adds to."""
    files = _files(workspace.root, editions_of(workspace, school))
    return _hash(json.dumps(files, sort_keys=True).encode())


def _remembered(workspace: Workspace, school: str) -> list[str]:
    """The names of what is remembered of a school's documents; a name says which text it is.

    Those of share files are left out, which the making of one adds to.
    """
    found = (workspace.school_folder(school) / FOLDER).glob("*.*.*.json")
    return sorted(path.name for path in found if not path.name.startswith("share-"))


def named_inputs(job: Job) -> list[Path]:
    """The files that a report may name as its inputs: workbooks, and what schools have shared."""
    workspace = job.place
    kind = job.kind
    shared = _shared(job)
    if kind.hub:
        return [workspace.lead_file, *shared]
    others = registered(workspace)
    if not kind.per_school:
        return [workspace.lead_file, *others, *shared, *closed_inputs(workspace)]
    own = workspace.evidence_file(job.school)
    kept = [place.share_file(job.school) for place in workspace.closed]
    files = (workspace.partnership_file, *others, own, *shared, *kept)
    return [path for path in files if path.is_file()]


def registered(workspace: Workspace) -> list[Path]:
    """The registrations of other partnerships, whose people may stand in the timetable."""
    folder = workspace.root / PARTNERS
    return [*share_files(folder), *sorted(folder.glob(f"*/{EARLIER}/*.json"))]


def closed_inputs(workspace: Workspace) -> list[Path]:
    """The files of closed cycles that a report about all the schools is made from."""
    return [
        path
        for place in workspace.closed
        for path in (place.partnership_file, *share_files(place.share_folder))
        if path.is_file()
    ]


def _shared(job: Job) -> list[Path]:
    """The share files that a report is made from."""
    kind = job.kind
    if kind.hub:
        from spp_research.hub.gathering import hub_files

        return hub_files(job.place)
    return share_files(job.place.share_folder) if kind.partners else []


def form_inputs(job: Job) -> list[Path]:
    """The survey answers that a report is made from; they are counted, and no more.

    What somebody calls an export may hold the name of a class or of a member of staff.
    """
    own = job.kind.per_school
    return _forms(job.place.school_folder(job.school) if own else job.place.root)


def pupil_inputs(job: Job) -> list[Path]:
    """The pupil-level workbooks that a report is made from; nothing about them is written down."""
    return list(job.place.pupil_files(job.school)) if job.kind.per_school else []


def photo_inputs(workspace: Workspace, school: str) -> list[Path]:
    """The photos that a school may show; which of them are shown, its workbook says."""
    folder = workspace.school_folder(school) / ATTACHMENTS
    if folder.is_symlink() or not folder.is_dir():
        return []
    # What is hidden is no photo: systems lay such files down, and programs that are cut off.
    return [
        path
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    ]


def file_hash(path: Path) -> str:
    """The hash of a file's bytes; empty where there is no such file."""
    if not path.is_file():
        return ""
    digest = blake2b(digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def bytes_hash(content: bytes) -> str:
    """What `file_hash` gives for a file of these bytes."""
    return blake2b(content, digest_size=16).hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """The hash of every finished file of a report folder, by its path within it."""
    return {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (MANIFEST, RECORD)
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """What is known of a finished report; empty where there is none or it cannot be read."""
    path = folder / MANIFEST
    if not path.is_file():  # nothing is waited for that is a pipe
        return {}
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) and "fingerprint" in manifest else {}


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write down what the report in `folder` was made from, and its files with their hashes."""
    _write(folder, {**facts, "files": hashes(folder)})


def _write(folder: Path, manifest: Mapping[str, Any]) -> None:
    # For the script that Quarto runs first, which knows no other hash.
    by_sha256 = {name: sha256(folder / name) for name in sorted(_FOR_EDITING)}
    manifest = {**manifest, "sha256": {name: found for name, found in by_sha256.items() if found}}
    text = json.dumps(manifest, indent=2, ensure_ascii=False, default=str) + "\n"
    write_whole(folder / MANIFEST, text)


def note_made(folder: Path, names: Iterable[str], facts: Mapping[str, Any]) -> None:
    """Write down that some documents of a finished report were made anew from its text.

    Parameters
    ----------
    facts : what of the manifest changes with them.
    """
    manifest = read_manifest(folder)
    files = manifest["files"] | {name: file_hash(folder / name) for name in names}
    _write(folder, {**manifest, **facts, "files": dict(sorted(files.items()))})


def unchanged(folder: Path, mark: str, formats: Iterable[str]) -> bool:
    """Whether `folder` holds this very report, whole, in all of these formats.

    A Word document that somebody edited is theirs: it is no reason to make the report again.
    """
    manifest = read_manifest(folder)
    files = manifest.get("files", {})
    return (
        manifest.get("fingerprint") == mark
        and all(f"report.{form}" in files for form in formats)
        and all(
            file_hash(folder / name) == found or (name in changed_by_hand(folder, _FOR_EDITING))
            for name, found in files.items()
        )
    )


def edited_in_word(folder: Path) -> Iterator[str]:
    """The names of the documents of a finished report that somebody edited in Word."""
    yield from changed_by_hand(folder, _FOR_EDITING)


def changed_by_hand(folder: Path, names: Iterable[str]) -> Iterator[str]:
    """Those of some files of a finished report that are not as a run or Quarto left them."""
    files = read_manifest(folder).get("files")
    if not isinstance(files, dict):
        return
    for name in names:
        ours = not (folder / name).is_file() or file_hash(folder / name) == files.get(name)
        if name in files and not ours and not is_by_quarto(folder, name):
            yield name


def edited(folder: Path) -> tuple[dict[str, Path], dict[str, Path]]:
    """Files in a report folder that somebody else made, and ones of ours that they changed."""
    ours = read_manifest(folder).get("files", {})
    present = {name: folder / name for name in hashes(folder)} if folder.is_dir() else {}
    others = {
        name: path
        for name, path in present.items()
        if name not in ours and not is_by_quarto(folder, name)
    }
    changed = {
        name: path
        for name, path in present.items()
        if name in ours and file_hash(path) != ours[name] and not is_by_quarto(folder, name)
    }
    return others, changed


def _days_of_shares(job: Job) -> list[str]:
    """The days in share files that lie behind the job's own, as `behind` gives those of books."""
    today = job.made_on.isoformat()
    found = {
        day.decode()
        for path in _shared(job)
        if path.stat().st_size <= MOST_BYTES
        for day in _DAY.findall(path.read_bytes())
    }
    return [f"{day}{' today' if day == today else ''}" for day in sorted(found) if day <= today]


def _forms(folder: Path) -> list[Path]:
    """The exports of surveys of a school, or of the lead's own in the workspace itself."""
    return [
        path
        for path in sorted((folder / "surveys").glob("*"))
        if path.suffix.lower() in DATA_ENDINGS and not path.name.startswith("~$")
    ]


@cache
def _source() -> str:
    return _hash(_files(_PACKAGE, sorted(filter(is_source, _PACKAGE.rglob("*")))))


def is_source(path: Path) -> bool:
    """Whether reports may depend on a file of the package: not on the check page, once built."""
    return path.suffix in _SAID_IN and path != _PACKAGE / "check_page" / "check.html"


@cache
def _libraries() -> str:
    return " ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES)


def _folder(folder: Path) -> str:
    return _hash(_files(folder, sorted(path for path in folder.rglob("*") if path.is_file())))


def _files(root: Path, paths: Iterable[Path]) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): file_hash(path) for path in paths}


def _hash(content: bytes | Mapping[str, str]) -> str:
    if not isinstance(content, bytes):
        content = json.dumps(content, sort_keys=True).encode()
    return bytes_hash(content)
