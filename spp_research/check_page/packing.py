"""How the page carries files: what is compressed together takes less than what is so one by one."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection
from pathlib import Path


def unpacked(archive: Path, folder: Path, without: Collection[str]) -> Path:
    """Unpack a zip into a new folder, without some modules and packages at its top."""
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            if name.partition("/")[0].removesuffix(".py") not in without:
                packed.extract(name, folder)
    return folder


def stored(folder: Path) -> bytes:
    """A zip of a folder, its files not compressed one by one: together they take less."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.writestr(
                zipfile.ZipInfo(path.relative_to(folder).as_posix()), path.read_bytes()
            )
    return made.getvalue()


def archived(folder: Path) -> bytes:
    """The files of a folder one behind the other, with a list of names and sizes in front."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = [[path.relative_to(folder).as_posix(), path.stat().st_size] for path in files]
    listed = json.dumps(names, separators=(",", ":")).encode()
    return b"".join((len(listed).to_bytes(4, "big"), listed, *(p.read_bytes() for p in files)))
