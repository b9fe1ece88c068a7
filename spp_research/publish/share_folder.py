"""The share files of a workspace: made, left alone, or not made, school by school.

What this workspace made is written down in a file of its own beside them, so that a file which a
school has sent is never overwritten by chance, and one whose workbooks have not changed is left.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spp_research.errors import EvidenceError, SPPError
from spp_research.partnership import open_partnership
from spp_research.run.cache import file_hash, share_fingerprint
from spp_research.settings import read_settings
from spp_research.share import SchoolShare
from spp_research.share.content import alike
from spp_research.share.files import read_share, write_share
from spp_research.workspace import Workspace

from .sharing import share_school

_RECORD = ".made-here"  # which of the files were made here, and from what
_GONE = "The share file from before was taken away, since it may say what no longer stands."


@dataclass(frozen=True)
class Made:
    """What became of one school's share file.

    Parameters
    ----------
    school : its short name.
    path : where the file is, or would be.
    state : made, unchanged, kept (the school sent it) or failed.
    share : what is in it; None where it was not opened.
    reason : why it was not made.
    exit_code : of the kind of failure; 0 when there was none.
    """

    school: str
    path: Path
    state: str
    share: SchoolShare | None = None
    reason: str = ""
    exit_code: int = 0


def make_shares(workspace: Workspace, schools: Sequence[str] = ()) -> list[Made]:
    """Make the share files of these schools, or of all, in the lead's order.

    A file that says the same as before, but for the day, is left as it is.
    """
    partnership = open_partnership(workspace)
    wanted = [partnership.school(school).slug for school in schools]
    day = _day(workspace)
    listed = [s.slug for s in partnership.schools if not wanted or s.slug in wanted]
    return [_make(workspace, school, day) for school in listed]


def refresh_shares(workspace: Workspace) -> list[Made]:
    """Make what is missing or out of date of the share files that can be made here.

    Left alone are the files that a school has sent, and those whose workbooks have not changed.
    A school without a workbook here is not among the results.
    """
    day = _day(workspace)
    return [
        _refreshed(workspace, school.slug, day)
        for school in open_partnership(workspace).schools
        if workspace.evidence_file(school.slug).is_file()
    ]


def outdated(workspace: Workspace) -> list[str]:
    """The schools whose share files `refresh_shares` would make or look at again."""
    day, record = _day(workspace), _record(workspace)

    def stands(school: str) -> bool:
        known, path = record.get(school, {}), workspace.share_file(school)
        if path.is_file() and file_hash(path) != known.get("file"):
            return True  # the school sent it
        return path.is_file() and known.get("fingerprint") == share_fingerprint(
            workspace, school, day
        )

    return [
        school.slug
        for school in open_partnership(workspace).schools
        if workspace.evidence_file(school.slug).is_file() and not stands(school.slug)
    ]


def not_made(made: Sequence[Made]) -> Iterator[str]:
    """A sentence for each school whose share file could not be made."""
    for one in made:
        if one.state == "failed":
            yield f"{one.school} is not in it: {one.reason}"


def _refreshed(workspace: Workspace, school: str, day: date) -> Made:
    path = workspace.share_file(school)
    if path.is_file():
        before = _record(workspace).get(school, {})
        if file_hash(path) != before.get("file"):
            return Made(school, path, "kept")
        if before.get("fingerprint") == share_fingerprint(workspace, school, day):
            return Made(school, path, "unchanged")
    return _make(workspace, school, day)


def _make(workspace: Workspace, school: str, day: date) -> Made:
    path = workspace.share_file(school)
    before = _record(workspace).get(school, {})
    own = path.is_file() and file_hash(path) == before.get("file")
    try:
        mark = share_fingerprint(workspace, school, day)
        share = share_school(workspace, school)
    except SPPError as error:
        if own:  # what it says may no longer be signed off
            path.unlink()
        reason = f"{_GONE} {error}" if own else str(error)
        return Made(school, path, "failed", reason=reason, exit_code=error.exit_code)
    state = "unchanged" if _says_the_same(path, share) else "made"
    if state == "made":
        write_share(share, path)
    _remember(workspace, school, {"fingerprint": mark, "file": file_hash(path)})
    return Made(school, path, state, share)


def _says_the_same(path: Path, share: SchoolShare) -> bool:
    try:
        return path.is_file() and alike(read_share(path), share)
    except EvidenceError:
        return False


def _day(workspace: Workspace) -> date:
    return read_settings(workspace.settings_file).as_at or date.today()


def _record(workspace: Workspace) -> dict[str, Mapping[str, str]]:
    try:
        found = json.loads((workspace.share_folder / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _remember(workspace: Workspace, school: str, facts: Mapping[str, str]) -> None:
    record = workspace.share_folder / _RECORD
    text = json.dumps(_record(workspace) | {school: facts}, indent=1, sort_keys=True) + "\n"
    new = record.with_name(f"{_RECORD}.{os.getpid()}")
    new.write_text(text, encoding="utf-8")
    new.replace(record)
