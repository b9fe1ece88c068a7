"""Putting a finished report where it belongs: all of it at once, or not at all.

A report is made in a scratch folder that only this user can read. It is copied beside its place
under a hidden name and then renamed, so that whoever opens the folder finds the old report or the
new one and never half of either. A run that is killed in the instant between the two renames
leaves the old report under its hidden name, and the next start puts it back. What people have put
or changed in the folder themselves is kept.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spp_research.errors import ConfigurationError, SPPError
from spp_research.run.cache import edited
from spp_research.whole_files import clear, hidden, hidden_of, is_nobodys, owner

_SCRATCH = "spp-scratch-"
_KEPT = "spp-kept-"
_STALE = 6 * 3600.0  # seconds; older leftovers belong to no run that is still under way

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_NO_FOLDER = {errno.ENOTDIR, errno.EEXIST}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EISDIR}


@contextmanager
def scratch_folder(keep: bool) -> Iterator[Path]:
    """A private folder, removed at the end whatever happens, unless it is to be kept."""
    folder = Path(tempfile.mkdtemp(prefix=_KEPT if keep else f"{_SCRATCH}{owner()}-"))
    try:
        yield folder
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def put_in_place(made: Path, target: Path) -> list[str]:
    """Make the folder `target` hold what `made` holds, in one step; `made` is left as it is.

    Returns
    -------
    One sentence for each file that somebody had changed and that was kept under another name.

    Raises
    ------
    OSError
        When the folder cannot be written; `target` is then as it was.
    """
    with replacing(target) as new:
        copy_folder(made, new)
        return _keep_others(target, new)


def take_out(target: Path) -> list[str]:
    """Take a finished report out of its folder, and the folder with it if nothing else is there.

    What people put or changed in the folder stays.

    Returns
    -------
    One sentence for each file that somebody had changed and that was kept under another name.

    Raises
    ------
    OSError
        When the folder cannot be written; `target` is then as it was.
    """
    with replacing(target) as new:
        new.mkdir()
        kept = _keep_others(target, new)
    if not any(target.iterdir()):
        target.rmdir()
    return kept


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A folder to fill beside `target`, which takes its place in one step when the block ends.

    If anything goes wrong, in the block or after it, `target` is as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    recover(target)
    new, old = hidden(target, "new-"), hidden(target, "old-")
    try:
        yield new
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def recover(target: Path) -> None:
    """Undo what a run that was killed left beside `target`."""
    if not target.parent.is_dir():
        return
    before = sorted(target.parent.glob(f".{target.name}.old-*"))
    if before and not target.exists():  # killed between the two renames
        before.pop().rename(target)
    for leftover in [*before, *target.parent.glob(f".{target.name}.new-*")]:
        _remove_if_stale(leftover)


def sweep_scratch() -> None:
    """Remove the scratch folders of runs that were killed."""
    for leftover in Path(tempfile.gettempdir()).glob(f"{_SCRATCH}*"):
        _remove_if_stale(leftover)


def put_right(root: Path) -> None:
    """Undo what programs that were killed have left anywhere in a folder; of others it is kept.

    A document that was being replaced comes back to its place, unless a newer one has it, and what
    was half written goes. What a program that still runs is writing is left alone, and so is what
    another computer has written within a day.

    Parameters
    ----------
    root : the workspace; hidden folders at its top, such as those of other programs, are not ours.
    """
    for place, folders, names in os.walk(root):
        here = Path(place)
        if here == root:
            folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.startswith(".") and hidden_of(here / name):
                clear(here / name)
        for name in [one for one in folders if one.startswith(".")]:
            found = hidden_of(here / name)
            if found is not None:
                folders.remove(name)
                if found[1] and is_nobodys(here / name):
                    recover(here / found[0])


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Say in one sentence when what is written here cannot be, for want of room or of leave."""
    try:
        yield
    except OSError as error:
        known = storage_error(error, place)
        if known is None:
            raise
        raise known from None


def storage_error(error: OSError, place: Path) -> SPPError | None:
    """The sentence for a folder that cannot be written; None when it is something else."""
    number, why = error.errno, error.strerror
    if isinstance(error, shutil.Error):  # many in one, as text; they have one cause
        found = re.search(r"\[Errno (\d+)\]", str(error))
        number = int(found[1]) if found else None
        why = os.strerror(number) if number else None
    if number in _FULL:
        return no_room()
    if number in _NO_FOLDER:
        return ConfigurationError(
            f"{place}: there is a file, here or above, where a folder is needed. Move it away or "
            "give another folder, and run this again."
        )
    if number in _REFUSED:
        if place.is_file():
            return ConfigurationError(
                f"{place}: this file cannot be written ({why}). Close it where it is open in Excel "
                "or another program, check that you may write there, and run this again."
            )
        return ConfigurationError(
            f"{place}: this folder cannot be written ({why}). Close any of its files "
            "that is open in Word or another program, check that you may write there, and run "
            "this again."
        )
    return None


def no_room() -> ConfigurationError:
    """The sentence for a full disk."""
    return ConfigurationError(
        "The disk is full, so nothing was saved. Make some room on it and run this "
        "again; what was finished before is kept."
    )


def copy_folder(source: Path, copy: Path) -> None:
    """Copy a folder and all below it; the first file that cannot be written raises its OSError.

    (`shutil.copytree` goes on and raises one error of its own, which hides what was wrong.)
    """
    copy.mkdir(parents=True)
    for path in sorted(source.rglob("*")):
        place = copy / path.relative_to(source)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        else:
            _copy(path, place)


def _keep_others(target: Path, new: Path) -> list[str]:
    """Carry over what people put or changed in the old folder."""
    others, changed = edited(target)
    for name, path in others.items():
        _copy(path, new / name if not (new / name).exists() else _free_name(new / name))
    kept = []
    for name, path in changed.items():
        copy = _free_name(new / name)
        _copy(path, copy)
        kept.append(f"Your changes to {name} are kept in {copy.name}.")
    return kept


def _free_name(path: Path) -> Path:
    """`report.docx` as `report.edited.docx`, or with a number where that is taken."""
    for number in range(1, 1000):
        ending = ".edited" if number == 1 else f".edited-{number}"
        candidate = path.with_name(f"{path.stem}{ending}{path.suffix}")
        if not candidate.exists():
            return candidate
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def _copy(source: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, copy)


def _remove_if_stale(folder: Path) -> None:
    try:
        age = time.time() - folder.stat().st_mtime
    except OSError:
        return
    if age > _STALE or is_nobodys(folder):
        shutil.rmtree(folder, ignore_errors=True)
