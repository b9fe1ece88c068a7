"""Files beside a school's workbook: taken by a plain name, and from nowhere else."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

FOLDER = "attachments"  # beside the school's workbook
MOST_BYTES = 20_000_000  # of a file
_MOST_LETTERS = 100  # of a name
_NO_FOLDER = f"there is no folder {FOLDER} beside the workbook"
_NO_FILE = f"in the folder {FOLDER}: put it there"
_STRANGE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


class AttachmentError(Exception):
    """Why a file is not used; the end of a sentence, with what to do."""


def require_plain_name(name: str, what: str) -> None:
    """Refuse a name that could lead out of the folder, or that some system cannot have.

    Parameters
    ----------
    what : what the file is, for whoever has to put it there: "photo".

    Raises
    ------
    AttachmentError
        With what to write instead.
    """
    hidden_or_padded = name.startswith(".") or name != name.strip()
    if _STRANGE.search(name) or hidden_or_padded or len(name) > _MOST_LETTERS:
        raise AttachmentError(
            f"this is no plain name of a file: write the name alone, and put the {what} itself "
            f"into the folder {FOLDER}"
        )


def says_it_is_not_there(sentence: str) -> bool:
    """Whether a sentence gives that as the reason why a file is not used.

    It says nothing where somebody has handed over a workbook and not all that lies beside it.
    """
    return any(why in sentence for why in (_NO_FOLDER, _NO_FILE))


def content_of(folder: Path, name: str, what: str) -> bytes:
    """The bytes of a file that lies in the folder itself; no link, pipe or device is followed.

    Parameters
    ----------
    folder : the school's folder of attachments.
    name : of the file in it, which was found to be plain.
    what : as above.

    Raises
    ------
    AttachmentError
        When it is not there, is no file, cannot be opened or is too large.
    """
    if folder.is_symlink() or not folder.is_dir():
        raise AttachmentError(f"{_NO_FOLDER}: make it, and put the {what} there")
    there = {one.name for one in folder.iterdir()}
    if name not in there:  # the very name: some systems open others as well
        raise AttachmentError(f"there is no such {what} {_NO_FILE}")
    path = folder / name
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise AttachmentError(f"it is a link or no file: put the {what} itself there")
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        )
        with os.fdopen(handle, "rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError:
        raise AttachmentError("it cannot be opened: close it in other programs") from None
    require_size(content)
    return content


def require_size(content: bytes) -> None:
    """Refuse a file of more than `MOST_BYTES`.

    Raises
    ------
    AttachmentError
        With how large it may be.
    """
    if len(content) > MOST_BYTES:
        raise AttachmentError(f"it is larger than {MOST_BYTES // 1_000_000} MB: save it smaller")
