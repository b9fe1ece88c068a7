"""What `spp init` laid out some time ago: brought up to date where nobody has changed it.

A file is the kit's own if it is word for word what this or an earlier kit laid out: by the record
that is kept in the workspace, or, for workspaces from before there was one, by the list in
`earlier_files.txt`. Whatever else it is, somebody has made it so, and it is left alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath

from spp_research.whole_files import write_whole

LIST = Path(__file__).with_name("earlier_files.txt")
RECORD = ".spp-laid-out.json"
COPIED = ".spp-demo.json"  # which files of a demo came from the kit, and what they were
# With the second of these and an earlier _quarto.yml, a bare `quarto render --profile site`
# emptied the website. Nothing has taken their place.
OUTDATED = ("_quarto-reports.yml", "_quarto-site.yml")

# What a partnership is meant to change, so that it is no news when it has.
OWN = frozenset({"partnership.xlsx", "hub.xlsx", "settings.yml", ".gitignore"})

_AS_THEY_ARE = {".xlsx", ".docx", ".ttf", ".woff2"}
_NAMED = 6  # of many files, as many as a line can carry

Content = Callable[[], bytes]


@dataclass(frozen=True)
class State:
    """How the kit's files stand in a workspace, each by its path there.

    Those that are changed and those that are the partnership's own to change are left alone.
    """

    missing: tuple[str, ...]
    current: tuple[str, ...]
    old: tuple[str, ...]
    changed: tuple[str, ...]
    own: tuple[str, ...]


def mark(name: str, content: bytes) -> str:
    """What a version of a file is known by. Line ends do not count: git changes them."""
    if PurePosixPath(name).suffix not in _AS_THEY_ARE:
        content = content.replace(b"\r\n", b"\n")
    return sha256(content).hexdigest()[:16]


@cache
def earlier() -> Mapping[str, frozenset[str]]:
    """The marks of every version from before the record, by path."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return {name: frozenset(marks.split()) for name, _, marks in (x.partition("\t") for x in lines)}


def recorded(folder: Path) -> dict[str, str]:
    """The mark of what was laid out in a workspace, by path, as it noted down itself."""
    try:
        kept = json.loads((folder / RECORD).read_text(encoding="utf-8"))["files"]
        return {str(name): str(known) for name, known in kept.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # without a record a file of a later kit passes for a changed one, and is left


def copied(folder: Path) -> dict[str, str]:
    """The hash of what `spp demo` copied into a folder, by path; empty where it copied nothing."""
    try:
        kept = json.loads((folder / COPIED).read_text(encoding="utf-8"))
        return {str(name): str(known) for name, known in kept.items()}
    except (OSError, ValueError, AttributeError):
        return {}  # as with a record that is not there: what lies here is left


def examine(folder: Path, files: Mapping[str, Content]) -> State:
    """How the kit's files stand in a workspace.

    Parameters
    ----------
    files : what the kit has for each path; only read where the workspace has something there.
    """
    record = recorded(folder)
    sorted_out: dict[str, list[str]] = {field.name: [] for field in fields(State)}
    for name, content in files.items():
        sorted_out[_state(folder, name, content, record)].append(name)
    for name in OUTDATED:
        if _known(folder, name, record):
            sorted_out["old"].append(name)
    return State(**{state: tuple(names) for state, names in sorted_out.items()})


def _state(folder: Path, name: str, content: Content, record: Mapping[str, str]) -> str:
    path = folder / name
    if not (path.exists() or path.is_symlink()):
        return "missing"
    if path.is_file() and mark(name, path.read_bytes()) == mark(name, content()):
        return "current"
    if _known(folder, name, record):
        return "old"
    return "own" if name in OWN else "changed"


def _known(folder: Path, name: str, record: Mapping[str, str]) -> bool:
    """Whether a file is one that a kit has laid out here, and not one that is kept elsewhere."""
    path = folder / name
    if not path.is_file() or path.resolve() != folder.resolve() / name:
        return False
    found = mark(name, path.read_bytes())
    if found in earlier().get(name, ()) or found == record.get(name):
        return True
    from spp_research.run.cache import file_hash

    # The example's own workbook and settings are no earlier versions of the empty ones.
    return name not in OWN and copied(folder).get(name) == file_hash(path)


def replace(folder: Path, files: Mapping[str, Content], state: State) -> None:
    """Bring what is old up to date, whole or not at all, and take out what is of no use."""
    for name in state.old:
        if name in files:
            write_whole(folder / name, files[name]())
        else:
            (folder / name).unlink()


def note_down(folder: Path, files: Mapping[str, Content], state: State) -> None:
    """Record what the kit has laid out, so that a later kit knows it again.

    Of what somebody has changed the last mark stays: it may be changed back.
    """
    others = {*state.changed, *state.own}
    ours = {name: content for name, content in files.items() if name not in others}
    record = recorded(folder) | {name: mark(name, content()) for name, content in ours.items()}
    if recorded(folder) != record:
        text = json.dumps({"files": record}, indent=1, sort_keys=True) + "\n"
        write_whole(folder / RECORD, text.encode())


def told(folder: Path, state: State) -> Iterator[str]:
    """One sentence for what was brought up to date, and one for what was left."""
    if state.old:
        yield f"{folder}: brought up to date: {named(state.old)}."
    if state.changed:
        yield (
            f"{folder}: changed by somebody, and so left as {_they(state.changed)}: "
            f"{named(state.changed)}. To have the kit’s own, put yours under another name and run "
            f"this again."
        )


def advised(state: State) -> Iterator[str]:
    """The same before anything is done, for whoever asks how the workspace is."""
    if state.old:
        yield (
            f"of an earlier kit: {named(state.old)}. To bring {_them(state.old)} up to date, run: "
            "spp init ."
        )
    if state.changed:
        yield (
            f"changed by somebody, and so not kept up to date by the kit: {named(state.changed)}. "
            "To have the kit’s own, put yours under another name and run: spp init ."
        )


def named(names: tuple[str, ...]) -> str:
    """The first few by name, and how many more."""
    if len(names) <= _NAMED:
        return ", ".join(names)
    return f"{', '.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} more"


def _they(names: tuple[str, ...]) -> str:
    return "it is" if len(names) == 1 else "they are"


def _them(names: tuple[str, ...]) -> str:
    return "it" if len(names) == 1 else "them"
