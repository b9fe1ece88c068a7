"""What the notebook of a document of somebody's own opened when it ran last, and whether it stands.

A document is made from what its notebook opens, and of one of somebody's own only a run shows what
that is (`noting`). What was opened is remembered beside the reports: paths on this computer, with
no word of what is in the files. What is among the inputs of the document anyhow is left out.

Where a run asked another computer or began a program, or read with a library that says nothing of
its files, nobody can tell later whether anything has changed. Such a document never counts as up to
date; the same where nothing is known of its last run.
"""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import Any

from spp_research.phrases import listed, plural, sentence
from spp_research.protect.signatures import FOLDER as SIGNED
from spp_research.whole_files import write_whole
from spp_research.workspace import SHARED, Workspace

from .jobs import Job
from .noting import READ_UNSEEN
from .stamps import settled, stamp

FOLDER = ".opened"  # among the reports; of this computer alone
NOTES = "opened.jsonl"  # in the scratch folder of a run
_NAMED = 3  # files in a sentence
_LONGEST = 300  # of a text in a notebook that may be a path
_UNKNOWN = "nothing is known of what its notebook reads"
_CHANGED_MEANWHILE = "{name} was saved while its notebook read it"
_BEYOND = {
    "computer": "its notebook asks another computer ({name})",
    "program": "its notebook starts another program ({name})",
    "reader": "its notebook reads with {name}, which says nothing of its files",
    "something": "its notebook reads something that cannot be followed",
}


@dataclass(frozen=True)
class Opened:
    """What a notebook opened when it ran last.

    Parameters
    ----------
    files : each path, from the workspace where it is in it, else absolute, with its size and the
        time of its last change as it was opened.
    folders : those that it listed, each with a hash of the names that were in it after the run.
    beyond : what nobody can follow, each the end of a sentence.
    contents : of each file the time of any change of it, and a hash; none by an older kit.
    when : the moment at which that was so, by the clock of the file system, in nanoseconds.
    """

    files: Mapping[str, tuple[int, int]]
    folders: Mapping[str, str] = field(default_factory=dict)
    beyond: tuple[str, ...] = ()
    contents: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    when: int = 0


NOTHING_KNOWN = Opened({}, beyond=(_UNKNOWN,))


def opened(job: Job) -> Opened | None:
    """What is remembered of the last run for a job; None for a kind of the kit's own."""
    return _read(_record(job)) if job.kind.file else None


def _read(record: Path) -> Opened:
    try:
        told = json.loads(record.read_text(encoding="utf-8"))
        files = {str(name): (int(size), int(when)) for name, (size, when) in told["files"].items()}
        folders = {str(name): str(names) for name, names in told["folders"].items()}
        known = told.get("contents", {})
        contents = {str(name): (int(when), str(mark)) for name, (when, mark) in known.items()}
        beyond = tuple(map(str, told["beyond"]))
        return Opened(files, folders, beyond, contents, record.stat().st_mtime_ns)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return NOTHING_KNOWN


def remember(job: Job, notes: Path, inputs: Iterable[str]) -> None:
    """Take in what a run has noted.

    Parameters
    ----------
    notes : the file that the notebook's process wrote.
    inputs : what counts among the inputs of the document anyhow, as paths within the workspace.
    """
    found = _noted(job, notes, frozenset(inputs))
    told = {
        "files": {name: [*stamp] for name, stamp in sorted(found.files.items())},
        "folders": found.folders,
        "beyond": found.beyond,
        "contents": {
            name: [stamp(path := job.place.root / name)[2], _hash(path)] for name in found.files
        },
    }
    path = _record(job)
    path.parent.mkdir(parents=True, exist_ok=True)
    # In ASCII: a name may hold bytes that are letters of no kind.
    write_whole(path, json.dumps(told, indent=1) + "\n")


def parts(job: Job) -> dict[str, str]:
    """What a fingerprint says of what was opened: one hash, of bytes and of names in folders."""
    found = opened(job)
    return {} if found is None else {"opened": _mark(job.place.root, found)}


def _mark(root: Path, found: Opened) -> str:
    digest = blake2b(digest_size=16)
    for name in sorted(found.files):
        digest.update(f"{name}\n{_hash(root / name)}\n".encode(errors="surrogatepass"))
    for name in sorted(found.folders):
        digest.update(f"{name}\n{_names(root / name)}\n".encode(errors="surrogatepass"))
    digest.update(json.dumps(found.beyond).encode())
    return digest.hexdigest()


def all_of(workspace: Workspace, kinds: Iterable[str], audience: str) -> list[str] | None:
    """What fingerprints say of every document of some kinds; None where one cannot be followed.

    Parameters
    ----------
    kinds : by name.
    audience : whom the documents were made for.
    """
    found = []
    for kind in sorted(kinds):
        for path in sorted((workspace.root / "reports" / FOLDER).glob(f"*/{kind}.{audience}.json")):
            one = _read(path)
            if one.beyond:
                return None
            found.append(f"{path.parent.name}/{path.name} {_mark(workspace.root, one)}")
    return found


def paths(job: Job) -> list[Path]:
    """The files that a notebook opened and the folders that it listed, as they lie here."""
    found = opened(job)
    if found is None:
        return []
    return [job.place.root / name for name in (*sorted(found.files), *found.folders)]


def of_elsewhere(workspace: Workspace) -> dict[str, tuple[int, int] | None]:
    """What notebooks opened when they ran last that lies where nobody else looks for it.

    Returns
    -------
    Each file with its size and the time of its last change as it was opened, and each folder that
    was listed with None, by its path: within the workspace, or absolute.
    """
    found: dict[str, tuple[int, int] | None] = {}
    for record in sorted((workspace.root / "reports" / FOLDER).glob("*/*.json")):
        one = _read(record)
        found |= dict.fromkeys(name for name in one.folders if Path(name).is_absolute())
        found |= {name: known for name, known in one.files.items() if not _is_made(name)}
    return found


def _is_made(name: str) -> bool:
    """Whether runs write such files themselves."""
    made = ("reports", "_site", "share", SHARED, SIGNED)
    return Path(name).parts[:1] in {(one,) for one in made}


def beyond(job: Job) -> tuple[str, ...]:
    """Why nobody can tell whether a document is up to date; empty where that can be told."""
    found = opened(job)
    return found.beyond if found else ()


def reasons(job: Job) -> list[str]:
    """Why a document would be made again for what its notebook opened, each the end of a sentence.

    What is in none of the folders that are followed is named: it is nobody's but whoever reads it.
    """
    found = opened(job)
    if found is None:
        return []
    if found.beyond == NOTHING_KNOWN.beyond:
        return [f"{_UNKNOWN}, as it was made by an older kit or its record is gone"]
    changed = [
        f"{_shown(name)}, which its notebook reads, {'has changed' if there else 'is gone'}"
        for name, there in _changes(job, found)
    ]
    return [*changed, *(f"{why}, so that nobody can tell what has changed" for why in found.beyond)]


def not_current(job: Job) -> str:
    """Why a finished document does not count as current, the first half of a sentence.

    Empty where every file that its notebook opened is as it was, and the folders that it listed
    have the names that they had. A file is read where the file system does not tell for sure: one
    that was saved in the very moment, or was put back with the time of another.
    """
    found = opened(job)
    if found is None:
        return ""
    if found.beyond:
        return f"{sentence(listed(found.beyond))[:-1]}, so nobody can tell what has changed"
    changed = [_shown(name) for name, _ in _changes(job, found)]
    if not changed:
        return ""
    return f"{listed(changed[:_NAMED])} {plural(len(changed), 'has', 'have')} changed since"


def said(job: Job) -> str:
    """A sentence for whoever has the document made; empty where all of it is followed."""
    found = opened(job)
    if found is None or not found.beyond:
        return ""
    return (
        f"{sentence(listed(found.beyond))[:-1]}: whether that has changed cannot be seen, so this "
        "document never counts as up to date and is made again each time."
    )


def _changes(job: Job, found: Opened) -> Iterator[tuple[str, bool]]:
    for name, known in found.files.items():
        now = stamp(path := job.place.root / name)
        if name not in found.contents:
            changed = now[:2] != known
        else:
            when, content = found.contents[name]
            same = now == (*known, when) and settled([now], found.when)
            changed = not same and _hash(path) != content
        if changed:
            yield name, now[:2] != _NONE
    for name, names in found.folders.items():
        if _names(folder := job.place.root / name) != names:
            yield name, folder.is_dir()


def _shown(name: str) -> str:
    """A path that can be printed, whatever bytes are in it."""
    return name.encode(errors="replace").decode()


def _record(job: Job) -> Path:
    folder = job.place.root / "reports" / FOLDER / job.school
    return folder / f"{job.kind.name}.{job.audience}.json"


def _noted(job: Job, notes: Path, inputs: frozenset[str]) -> Opened:
    root = job.place.root
    try:
        facts = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError):
        return NOTHING_KNOWN
    if not facts or "begun" not in facts[0]:
        return NOTHING_KNOWN
    files: dict[str, tuple[int, int]] = {}
    folders: dict[str, str] = {}
    ends: dict[str, None] = {}
    for fact in facts:
        if "file" in fact:
            name = _from(root, fact["file"])
            if name not in inputs and not _of_the_kit(name):
                files[name] = (int(fact["stamp"][0]), int(fact["stamp"][1]))
        elif "folder" in fact and not _of_the_kit(name := _from(root, fact["folder"])):
            folders[name] = _names(root / name)
        elif "beyond" in fact:
            ends[_BEYOND[fact["beyond"]].format(name=fact["name"])] = None
    code, modules = _written(job)
    for name in _named(job, code):
        if name not in inputs and name not in files and not _of_the_kit(name):
            files[name] = _stamp(root / name)
    ends |= {_BEYOND["reader"].format(name=one): None for one in sorted(modules & READ_UNSEEN)}
    for name, was in files.items():
        if _stamp(root / name) != was:
            ends[_CHANGED_MEANWHILE.format(name=_shown(name))] = None
    return Opened(files, dict(sorted(folders.items())), tuple(ends))


def _from(root: Path, path: str) -> str:
    """A path as it is remembered."""
    with suppress(ValueError):
        return Path(path).relative_to(root).as_posix()
    with suppress(ValueError, OSError):
        return Path(path).resolve().relative_to(root.resolve()).as_posix()
    return path


# Of these a fingerprint knows, or a run writes them itself.
_KNOWN = ("settings.yml", "partnership.xlsx", "hub.xlsx", "_quarto.yml")
_STYLE = ("reports", "_style")


def _of_the_kit(name: str) -> bool:
    own = Path(name).parts
    if Path(name).is_absolute() or not own:
        return False
    of_school = own[2:3] if own[0] == "schools" else own[:1]
    return name in _KNOWN or own[:2] == _STYLE or of_school in ((SIGNED,), (SHARED,))


def _written(job: Job) -> tuple[str, frozenset[str]]:
    """The code of the notebook and of the modules beside it, and which modules that imports."""
    notebook = job.place.notebook_of(job.kind)
    pieces = [path.read_text("utf-8", "replace") for path in sorted(notebook.parent.glob("*.py"))]
    with suppress(OSError, ValueError, KeyError, TypeError):
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                pieces.append("".join(cell["source"]))
    modules = frozenset(
        name.partition(".")[0] for piece in pieces for name in _imports(_tree(piece))
    )
    return "\0".join(pieces), modules


def _tree(piece: str) -> ast.AST:
    lines = piece.splitlines()  # those of IPython's own commands are none of Python's
    try:
        return ast.parse("\n".join("" if one.lstrip()[:1] in "%!" else one for one in lines))
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _named(job: Job, code: str) -> Iterator[str]:
    """The files that texts in the code name, which a library may open without Python's knowing."""
    root, folder = job.place.root, job.place.notebook_of(job.kind).parent
    for piece in code.split("\0"):
        for node in ast.walk(_tree(piece)):
            text = node.value if isinstance(node, ast.Constant) else None
            if not isinstance(text, str) or not 0 < len(text) <= _LONGEST or "\n" in text:
                continue
            with suppress(OSError, ValueError):
                path = os.path.abspath(folder / text)  # noqa: PTH100 - which follows no link
                if Path(path).is_file():
                    yield _from(root, path)


_NONE = (-1, 0)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return _NONE
    return found.st_size, found.st_mtime_ns


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, lambda: blake2b(digest_size=16)).hexdigest()
    except OSError:  # there is none, or nobody may read it
        return ""


def _names(folder: Path) -> str:
    """A hash of the names in a folder, but for those that programs put there for themselves."""
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names alone
    except OSError:
        return ""
    told = "\0".join(name for name in names if not name.startswith((".", "~$", "__")))
    return blake2b(told.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def facts(job: Job) -> dict[str, Any]:
    """What the manifest of a document says of it: how much, and none of the names."""
    found = opened(job)
    if found is None:
        return {}
    saved = _CHANGED_MEANWHILE.partition("{name}")[2]
    ends = [f"a file{saved}" if one.endswith(saved) else one for one in found.beyond]
    return {"opened": {"files": len(found.files), "not_followed": ends}}
