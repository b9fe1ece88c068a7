"""What was made for the website and can be used again, kept under a hash of all that it came from.

Nothing here says what may be shown: that is asked anew at every build (`gather`). An entry is found
only by whoever holds the very inputs that it was made from, so an old one can be of no use, and one
that a build did not use is thrown away at its end: what was taken back does not lie about here. It
is a memory and never the truth: it may be deleted, damaged, or cut off by a killed run.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from hashlib import blake2b, sha256
from importlib import metadata
from pathlib import Path
from platform import python_version
from typing import Any

from spp_research.run.cache import file_hash, kit_identity
from spp_research.workspace import Workspace

FOLDER = ".website"  # among the reports, which are all made again from workbooks
_DIGEST = 32  # bytes
_ENDING = ".kept"
_EVEN = (1980, 1, 1, 0, 0, 0)  # the time of every packed file, so that equal ones pack alike
# What makes pages, beside what makes the text of a report.
_LIBRARIES = ("pypandoc_binary", "typst", "Jinja2", "XlsxWriter", "pillow", "lxml")


class Store:
    """The entries of one website.

    Parameters
    ----------
    folder : where they are; None keeps nothing and finds nothing.
    writes : whether what is new is kept, and what is not used is thrown away.
    """

    def __init__(self, folder: Path | None, *, writes: bool = True) -> None:
        self._folder = folder
        self._writes = writes and folder is not None
        self._used: set[str] = set()

    def get(self, key: str) -> bytes | None:
        """What is kept under a key; None where there is nothing, or it is not whole."""
        if self._folder is None:
            return None
        try:
            whole = (self._folder / f"{key}{_ENDING}").read_bytes()
        except OSError:
            return None
        digest, content = whole[:_DIGEST], whole[_DIGEST:]
        if sha256(content).digest() != digest:
            return None
        self._used.add(key)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep something; a disk that is full or may not be written is no reason to stop."""
        if not self._writes or self._folder is None:
            return
        self._used.add(key)
        target = self._folder / f"{key}{_ENDING}"
        new = target.with_suffix(f".{secrets.token_hex(4)}.new")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            new.write_bytes(sha256(content).digest() + content)
            new.replace(target)
        except OSError:
            with suppress(OSError):
                new.unlink(missing_ok=True)

    def made(self, key: str, make: Callable[[], bytes]) -> bytes:
        """What is kept under a key, or what is made now and kept."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def prune(self) -> None:
        """Throw away what this build did not use."""
        if not self._writes or self._folder is None or not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if path.suffix in (_ENDING, ".new") and path.stem not in self._used:
                with suppress(OSError):
                    path.unlink()


NOTHING_KEPT = Store(None)


def store_of(workspace: Workspace, *, writes: bool) -> Store:
    """The store of a workspace's website."""
    return Store(workspace.root / "reports" / FOLDER, writes=writes)


def key_of(what: str, *parts: object) -> str:
    """The key of something that is made from these parts by this kit.

    Parameters
    ----------
    what : what is made.
    parts : bytes, or whatever JSON can say.
    """
    found = blake2b(digest_size=16)
    for part in (what, kits(), *parts):
        content = part if isinstance(part, bytes) else json.dumps(part, sort_keys=True).encode()
        found.update(len(content).to_bytes(8, "big"))
        found.update(content)
    return found.hexdigest()


@cache
def kits() -> str:
    """The kit and the libraries, as all that is made depends on them."""
    versions = " ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES)
    return f"{kit_identity()} {versions} Python {python_version()}"


def hashes_below(folder: Path, leave_out: Callable[[str], bool] = lambda name: False) -> list[Any]:
    """Every file below a folder with the hash of its bytes, in order of its name.

    Parameters
    ----------
    leave_out : asked of the name of each file and folder, from `folder`.
    """
    found, inside = [], {str(folder): frozenset([os.path.realpath(folder)])}
    for place, folders, names in os.walk(folder, followlinks=True):
        own, above, further = below(place, folder), inside.pop(place), []
        for name in sorted(folders):
            real = os.path.realpath(path := f"{place}{os.sep}{name}")
            # A link back to a folder that it lies in brings nothing new, and has no end.
            if real not in above and not leave_out(f"{own}{name}"):
                inside[path] = above | {real}
                further.append(name)
        folders[:] = further
        found += [
            [f"{own}{name}", file_hash(Path(place, name))]
            for name in names
            if not leave_out(f"{own}{name}")
        ]
    return sorted(found)


def below(place: str, folder: Path) -> str:
    """What stands before the names of a place that `os.walk` has come to, from its folder.

    Paths of thousands of files are put together and taken apart as text, in a third of the time.
    """
    own = place[len(str(folder)) :].replace(os.sep, "/").strip("/")
    return f"{own}/" if own else ""


def packed(folder: Path, names: Iterable[str], facts: Any = None) -> bytes:
    """Files of a folder as one, with what else is known of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as pack:
        if facts is not None:
            pack.writestr(zipfile.ZipInfo(_FACTS, _EVEN), json.dumps(facts))
        for name in sorted(names):
            pack.writestr(zipfile.ZipInfo(name, _EVEN), (folder / name).read_bytes())
    return out.getvalue()


_FACTS = "//facts"  # no file of a folder is called so


def unpack(content: bytes, folder: Path) -> Any:
    """Put packed files into a folder, and say what else is known of them."""
    facts, inside = None, folder.resolve()
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        for part in pack.infolist():
            if part.filename == _FACTS:
                facts = json.loads(pack.read(part))
                continue
            target = folder / part.filename
            if not target.resolve().is_relative_to(inside):
                raise ValueError(f"{part.filename} lies outside of its folder")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(pack.read(part))
    return facts
