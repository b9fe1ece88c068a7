"""The kinds of document that a workspace has: the kit's, those of packages, and its own notebooks.

A notebook is a kind of document where its metadata says what it is called and who it is for:

    "spp": {"title": "Reading aloud for late joiners", "about": "What we asked, and what we saw.",
            "audience": "school", "per": "school"}

One in a workspace's `notebooks/` is the workspace's own. A package brings some along where it
declares `[project.entry-points."spp_research.kinds"]`, a line for each: any name, and the package
with the notebook in it, as `attendance = "our_package:attendance.ipynb"`. No code of a notebook or
of a package runs to find out.

What is declared widens nothing: who may see a document is decided by the gate and the Sign-off
sheet. Of two with one name or title neither is made, as nobody could say which was signed.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .errors import ConfigurationError
from .kinds import KINDS, ReportKind

GROUP = "spp_research.kinds"  # of entry points
BLOCK = "spp"  # in a notebook's metadata
AUDIENCES = ("school", "partnership", "public")
PER = ("school", "partnership")
# What says that a notebook is a document; what else may stand in the block says nothing of that.
_DECLARED = ("title", "about", "audience", "per")
_STEM = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_LONGEST = 40  # of a name, as of a school's: both are folders
_LONGEST_TITLE, _LONGEST_ABOUT = 80, 300
# Windows keeps these for itself, and the command line the last.
_RESERVED = {"con", "prn", "aux", "nul", "all"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)
}
_FORMULA = tuple("=+-@")  # what a cell begins with that a spreadsheet works out
# What running a notebook leaves beside it, which says of itself what the notebook says.
_LEFT_OVER = (".executed.ipynb", "-output.ipynb", ".nbconvert.ipynb")
_MOST_BYTES = 50_000_000
# Cyrillic and Greek letters, and others, that are drawn as Latin ones are.
_LOOK_ALIKE = str.maketrans(
    "асеорхуіѕјһԁԛԝкмтвнгαορικυχτεβη" + "ıɩl10|",
    "aceopxyisjhdqwkmtbhraopikuxtebh" + "iiiioi",
)
_UNSEEN = re.compile("[\u034f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@dataclass(frozen=True)
class Kinds:
    """The kinds of document that there are somewhere.

    Parameters
    ----------
    by_name : the kit's own first, then those of packages, then the workspace's.
    amiss : by name of the kind that it would be, why a notebook makes no document: one sentence
        with the file, what was found, what is allowed and what to do.
    """

    by_name: Mapping[str, ReportKind] = field(default_factory=lambda: KINDS)
    amiss: Mapping[str, str] = field(default_factory=dict)


class _Amiss(Exception):
    """What is wrong with a notebook's metadata, the end of a sentence."""


def kinds_in(notebooks: Path | None) -> Kinds:
    """The kinds of a workspace.

    Parameters
    ----------
    notebooks : the workspace's own folder of notebooks, whether or not it exists; None for none.
    """
    there = _there(notebooks) if notebooks else ()
    return _with_own(notebooks, there) if notebooks and there else of_packages()


@cache
def of_packages() -> Kinds:
    """The kit's kinds, and those of packages that are installed, once for a process."""
    from importlib import metadata  # no check in a browser has packages, or needs what this brings

    found, amiss = [], {}
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda one: (one.value, one.name)):
        path, where = file_in_package(entry.value), f"{entry.value} (of an installed package)"
        try:
            if path is None:
                raise _Amiss("there is no such notebook in it. Install it again")
            found.append((_kind(path, where=str(path)), where))
        except _Amiss as error:
            amiss[_name(path.stem if path else entry.name)] = f"{where}: {error}."
    return _together(Kinds(amiss=amiss), found)


def file_in_package(value: str) -> Path | None:
    """The file of an entry point, as "package:notebook.ipynb"; None where there is none.

    None of the package's code runs.
    """
    from importlib.util import find_spec

    module, _, name = value.partition(":")
    try:
        spec = None if "." in module else find_spec(module)  # one inside of another imports that
    except (ImportError, ValueError, AttributeError):
        return None
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / name.strip()
        if path.parent == Path(folder) and path.is_file():
            return path
    return None


def _there(notebooks: Path) -> tuple[tuple[str, int, int], ...]:
    """The notebooks that may be documents, each with what the file system says of it."""
    kits = {kind.notebook for kind in KINDS.values()}
    try:
        entries = [*os.scandir(notebooks)]
    except OSError:
        return ()
    found = []
    for one in entries:
        name = one.name.casefold()
        if not name.endswith(".ipynb") or name.endswith(_LEFT_OVER) or name.startswith("."):
            continue
        if one.name not in kits and one.is_file():
            seen = one.stat()
            found.append((one.name, seen.st_mtime_ns, seen.st_size))
    return tuple(sorted(found))


@lru_cache(maxsize=64)
def _with_own(notebooks: Path, there: tuple[tuple[str, int, int], ...]) -> Kinds:
    known = of_packages()
    found, amiss = [], dict(known.amiss)
    for name, *_ in there:
        where = f"notebooks/{name}"
        try:
            if (kind := _kind(notebooks / name, where)) is not None:
                found.append((kind, where))
        except _Amiss as error:
            amiss[_name(Path(name).stem)] = f"{where}: {error}."
    return _together(Kinds(known.by_name, amiss), found)


def _together(known: Kinds, found: Iterable[tuple[ReportKind | None, str]]) -> Kinds:
    """Some kinds with others, of which none has the name or the title of another."""
    declared = [(kind, where) for kind, where in found if kind]
    kept, amiss = dict(known.by_name), dict(known.amiss)
    for kind, where in declared:
        clash = _clash(kind, where, known.by_name.values(), declared)
        if clash:
            amiss[kind.name] = f"{where}: {clash}."
        else:
            kept[kind.name] = kind
    return Kinds(MappingProxyType(kept), MappingProxyType(amiss))


def _clash(
    kind: ReportKind,
    where: str,
    known: Iterable[ReportKind],
    declared: Iterable[tuple[ReportKind, str]],
) -> str:
    """What another kind has that this one has too; empty for nothing."""
    others = [(one, "") for one in known]
    others += [(one, place) for one, place in declared if place != where]
    for one, place in others:
        who = place or f"the {one.named}"
        if one.name == kind.name:
            return f"it would be called “{kind.name}” as {who} is. Give the file another name"
        if as_it_looks(one.title) == as_it_looks(kind.title):
            alike = "is also" if bare_title(one.title) == bare_title(kind.title) else "looks like"
            return (
                f"its title “{kind.title}” {alike} that of {place or 'a document of the kit'}, so "
                "a sign-off could be of either. Give it a title of its own in its metadata"
            )
    return ""


def bare_title(title: str) -> str:
    """A title as two are compared: in small letters, one space between words."""
    return " ".join(title.casefold().split())


def as_it_looks(title: str) -> str:
    """The letters of a title, those that look alike as one: by these a reader takes it for another.

    Rows of the Sign-off sheet are found by `bare_title`; by this it is decided which titles may
    stand beside each other.
    """
    letters = unicodedata.normalize("NFKC", title).casefold().translate(_LOOK_ALIKE)
    kept = (one for one in letters if unicodedata.category(one)[0] in "LNM")
    return _UNSEEN.sub("", "".join(kept)) or bare_title(title)


def _name(stem: str) -> str:
    return stem.casefold().replace("_", "-")


def _kind(path: Path, where: str) -> ReportKind | None:
    """The kind that a notebook declares; None where it declares none.

    Raises
    ------
    _Amiss
        When what it says of itself cannot be used.
    """
    told = _block(path)
    if told is None or not any(key in told for key in _DECLARED):
        return None
    return _declared(path.stem, told, where if Path(where).is_absolute() else path.name)


def _declared(stem: str, told: Mapping[str, Any], file: str) -> ReportKind:
    """The kind that a notebook of this name is by what it says of itself."""
    name = _name(stem)
    if not _STEM.fullmatch(stem) or len(name) > _LONGEST or name in _RESERVED:
        raise _Amiss(
            "a document is called as its file is, and this name cannot be one. Use small letters a "
            f"to z, digits and single underscores, at most {_LONGEST} characters, for example: "
            "my_enquiry.ipynb"
        )
    title = _text(told, "title", _LONGEST_TITLE, "Reading aloud for late joiners")
    if title.startswith(_FORMULA):
        raise _Amiss(
            f"its title begins with “{title[0]}”, which a spreadsheet takes for a formula. Begin "
            "it with a word"
        )
    about = _text(told, "about", _LONGEST_ABOUT, "What we asked, and what we saw.")
    audience = _one_of(told, "audience", AUDIENCES)
    per = _one_of(told, "per", PER)
    if (audience, per) == ("school", "partnership"):
        raise _Amiss(
            "it is about all the schools (“per”: “partnership”), and its audience is “school”. "
            "Give the audience partnership or public"
        )
    site = _yes_or_no(told, "site")
    if site and audience != "public":
        raise _Amiss(
            f"it is to go on the website (“site”: true), which everyone may read, and its audience "
            f"is “{audience}”. Give the audience public, or take “site” out"
        )
    return ReportKind(
        name,
        title,
        about if about.endswith((".", "!", "?")) else f"{about}.",
        audience=audience,
        per_school=per == "school",
        # What is about all the schools is made from what they share, and from nothing of theirs.
        partners=per == "partnership" or told.get("partners") is True,
        file=file,
        site=site,
    )


def new_kind(stem: str, told: Mapping[str, Any], there: Kinds) -> ReportKind:
    """The kind that a notebook would be which is not there yet.

    Parameters
    ----------
    stem : the name of its file, without the ending.
    told : what its metadata would say.
    there : the kinds that there are.

    Raises
    ------
    ConfigurationError
        When it could not be one.
    """
    where = f"notebooks/{stem}.ipynb"
    try:
        kind = _declared(stem, told, f"{stem}.ipynb")
    except _Amiss as error:
        raise ConfigurationError(f"{where}: {error}.") from None
    if clash := _clash(kind, where, there.by_name.values(), ()):
        raise ConfigurationError(f"{where}: {clash}.")
    return kind


def _block(path: Path) -> dict[str, Any] | None:
    """What a notebook says of itself to the kit; None where it says nothing."""
    try:
        data = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b"{}"
        # An analyst's notebooks may hold much, and most of them are no documents.
        if f'"{BLOCK}"'.encode() not in data and data.strip()[-1:] == b"}":
            return None
        told = json.loads(data.decode("utf-8-sig"))["metadata"].get(BLOCK)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _Amiss(
            "it cannot be read as a notebook, so no document is made from it. Open it in "
            "JupyterLab and save it again, or take it out of the folder"
        ) from None
    return told if isinstance(told, dict) else None


def _text(told: Mapping[str, Any], key: str, longest: int, example: str) -> str:
    value = told.get(key)
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        raise _Amiss(
            f"its metadata has no {key} under “{BLOCK}”. Write one, for example: "
            f'"{key}": "{example}"'
        )
    if len(text) > longest or not text.isprintable():
        raise _Amiss(
            f"the {key} in its metadata must be one line of at most {longest} characters, for "
            f"example: {example}"
        )
    return text


def _one_of(told: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> str:
    value = told.get(key)
    if isinstance(value, str) and value.strip().casefold() in allowed:
        return value.strip().casefold()
    found = f"is “{value[:40]}”" if isinstance(value, str) and value.isprintable() else "is missing"
    raise _Amiss(f"“{key}” in its metadata {found}. It must be one of: {', '.join(allowed)}")


def _yes_or_no(told: Mapping[str, Any], key: str) -> bool:
    """A value that is true or false and nothing that may be taken for one; false where none is."""
    value = told.get(key, False)
    if isinstance(value, bool):
        return value
    found = json.dumps(value, ensure_ascii=False)
    shown = f"is {found}" if found.isprintable() and len(found) <= _LONGEST else "is something else"
    raise _Amiss(
        f"“{key}” in its metadata {shown}. It must be true or false, without quotation marks"
    )


def titles(kinds: Iterable[ReportKind], *, hub: bool = False) -> Iterator[str]:
    """What the Sign-off sheets of a workspace may name."""
    return (kind.title for kind in kinds if kind.hub == hub)
