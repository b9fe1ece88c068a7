"""The share files of a workspace: made, left alone, or not made, school by school.

What this workspace made is written down beside them, so that a file which a school has sent is
never overwritten by chance, and one whose workbooks have not changed is left.

One for each, so that two runs at once cannot lose what the other wrote down. It is written before
the share file itself, so that a run which is killed in between still knows its own file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock

from spp_research.errors import EvidenceError, NotStartedError, SPPError
from spp_research.partnership.lead_workbook import Partnership, open_partnership
from spp_research.phrases import listed, plural
from spp_research.run.cache import (
    bytes_hash,
    editions_fingerprint,
    editions_of,
    file_hash,
    own_share_fingerprint,
    school_inputs,
    share_fingerprint,
)
from spp_research.run.jobs import NOT_STARTED
from spp_research.settings import read_settings
from spp_research.share import SchoolShare
from spp_research.share.content import alike, text_of, whole
from spp_research.share.exchanged import take_from_sending
from spp_research.share.files import read_share, share_files, write_share
from spp_research.whole_files import write_whole
from spp_research.workspace import Workspace

from .editions import held_to_editions, remember_edition
from .sharing import own_study, share_of, turning_days
from .sharing_page import with_page
from .sharing_signed import held_to_signatures
from .sharing_taken_back import only_taken_back, with_taken_back

_TOGETHER = 60.0  # seconds between two files that were copied or unpacked together
_GONE = "The share file from before was taken away, since it may say what no longer stands."


@dataclass(frozen=True)
class Made:
    """What became of one school's share file.

    Parameters
    ----------
    school : its short name.
    path : where the file is, or would be.
    state : made, unchanged, kept (the school sent it), failed or not started.
    share : what is in it; None where it was not opened.
    reason : why it was not made, or what to know of one that was kept.
    exit_code : of the kind of failure; 0 when there was none.
    begun : documents signed off without a text mark, of which what is shared now was remembered
        as what was read.
    """

    school: str
    path: Path
    state: str
    share: SchoolShare | None = None
    reason: str = ""
    exit_code: int = 0
    begun: tuple[str, ...] = ()


def make_shares(workspace: Workspace, schools: Sequence[str] = ()) -> list[Made]:
    """Make the share files of these schools, or of all, in the lead's order.

    A file that says the same as before, but for the day, is left as it is. What is signed off for
    everyone comes with its page, as far as it has been made here.
    """
    partnership = open_partnership(workspace)
    wanted = [partnership.school(school).slug for school in schools]
    listed = [s.slug for s in partnership.schools if not wanted or s.slug in wanted]
    return [_make(workspace, partnership, school, page=True) for school in listed]


def refresh_shares(workspace: Workspace) -> list[Made]:
    """Make what is missing or out of date of the share files that can be made here.

    Left alone are the files that a school has sent, and those whose workbooks have not changed.
    A school without a workbook here is not among the results. Of several threads that ask for
    the same workspace one does it, and the others wait for what it found.
    """
    with _lock:
        now = _stamps(workspace)
        before = _done.get(workspace)
        if before is None or before[0] != now:
            partnership, day = open_partnership(workspace), day_of(workspace)
            schools = _schools(workspace, partnership)
            made = [refresh_school(workspace, partnership, school, day) for school in schools]
            # What was remembered is news once, and not to whoever asks for the same again.
            _done[workspace] = (_stamps(workspace), [replace(one, begun=()) for one in made])
            return made
        return before[1]


def refresh_school(workspace: Workspace, partnership: Partnership, school: str, day: date) -> Made:
    """Make one school's share file, unless it stands on that day or the school sent it."""
    path = workspace.share_file(school)
    known = recorded(workspace, school)
    if path.is_file():
        if not known.owns(workspace, school):
            return Made(school, path, "kept", reason=_older(workspace, school))
        if known.stands(workspace, school, day):
            return Made(school, path, "unchanged")
    # A page comes in when the school shares, so that a run of reports makes none of them anew.
    return _make(workspace, partnership, school, page=_has_page(path))


_lock = Lock()
_done: dict[Workspace, tuple[object, list[Made]]] = {}  # what was found when files were so


def _stamps(workspace: Workspace) -> object:
    """The day, and when every file that share files depend on was changed, themselves included."""
    schools = sorted(path.name for path in (workspace.root / "schools").glob("*"))
    paths = [workspace.settings_file, workspace.partnership_file]
    for school in schools:
        if workspace.evidence_file(school).is_file():
            paths += [*school_inputs(workspace, school), workspace.share_file(school)]
            paths += editions_of(workspace, school)
    return date.today(), [(str(p), s.st_mtime_ns, s.st_size, s.st_ino) for p, s in _stats(paths)]


def _stats(paths: Sequence[Path]) -> Iterator[tuple[Path, os.stat_result]]:
    for path in paths:
        with suppress(FileNotFoundError):
            yield path, path.stat()


def _older(workspace: Workspace, school: str) -> str:
    """What there is to say of a file that a school sent before its workbook here was changed."""
    sent = workspace.share_file(school).stat().st_mtime
    if workspace.evidence_file(school).stat().st_mtime <= sent + _TOGETHER:
        return ""
    return (
        f"{school}: its workbook here is newer than its share file, which was not made here and is "
        f"left as it is. To make it from the workbook: spp share --school {school}"
    )


def outdated(workspace: Workspace) -> list[str]:
    """The schools whose share files `refresh_shares` would make or look at again."""
    day = day_of(workspace)

    def stands(school: str) -> bool:
        known = recorded(workspace, school)
        if workspace.share_file(school).is_file() and not known.owns(workspace, school):
            return True  # the school sent it
        return known.stands(workspace, school, day)

    schools = _schools(workspace, open_partnership(workspace))
    return [school for school in schools if not stands(school)]


def shared_otherwise(workspace: Workspace) -> list[str]:
    """The schools whose share file was made here of other files of theirs than lie there now.

    No workbook is opened. What a school has sent is as it was sent. Where only the lead's workbook
    or the settings are others, no school has changed its words.
    """
    day = day_of(workspace)

    def is_otherwise(school: str) -> bool:
        known = recorded(workspace, school)  # which is empty for whatever is no file of the kit's
        mine = known != Record() and known.owns(workspace, school)
        here = mine and workspace.evidence_file(school).is_file()
        if not here or not known.own:
            return here and not known.stands(workspace, school, day)
        return own_share_fingerprint(workspace, school) != known.own

    schools = [path.stem for path in share_files(workspace.share_folder)]
    return [school for school in schools if is_otherwise(school)]


def _schools(workspace: Workspace, partnership: Partnership) -> list[str]:
    """The schools whose workbooks are here, in the lead's order."""
    return [
        school.slug
        for school in partnership.schools
        if workspace.evidence_file(school.slug).is_file()
    ]


def not_made(made: Sequence[Made]) -> Iterator[str]:
    """A sentence for each school whose share file could not be made, or may be out of date.

    Those that have not begun share one.
    """
    if waiting := [one.school for one in made if one.state == NOT_STARTED]:
        yield (
            f"{listed(waiting)} {plural(len(waiting), 'is', 'are')} not in it: the evidence "
            "workbook is not started yet."
        )
    for one in made:
        if one.state == NOT_STARTED:
            continue
        if one.state == "failed":
            yield f"{one.school} is not in it: {one.reason}"
        elif one.state == "kept" and one.reason:
            yield one.reason
        elif one.reason:
            yield f"{one.school}: {one.reason}"


def _make(workspace: Workspace, partnership: Partnership, school: str, *, page: bool) -> Made:
    path = workspace.share_file(school)
    own = recorded(workspace, school).owns(workspace, school)
    try:
        mark = share_fingerprint(workspace, school)
        of_school = own_share_fingerprint(workspace, school)
        study = own_study(workspace, partnership, school)
        share, withheld, begun = held_to_signatures(share_of(study), workspace, study.as_at)
        share, older = held_to_editions(share, workspace, study)
        share, without = with_page(share, workspace, study) if page else (share, "")
        share = with_taken_back(share, workspace)
        sent = take_from_sending(workspace.root, school, share, study.as_at)
        withheld = " ".join(filter(None, (withheld, older, without, sent)))
    except SPPError as error:
        if isinstance(error, NotStartedError):
            day = day_of(workspace)
            if gone := only_taken_back(workspace, partnership, school, day):
                return _made_of(workspace, path, gone, day, own=own)
        if own:  # what it says may no longer be signed off
            path.unlink()
            take_from_sending(workspace.root, school, None, date.today())
        reason = f"{_GONE} {error}" if own else str(error)
        state = NOT_STARTED if isinstance(error, NotStartedError) else "failed"
        return Made(school, path, state, reason=reason, exit_code=error.exit_code)
    # Kept before it can be sent: a run that is killed in between has shared nothing yet.
    remember_edition(share, workspace, study)
    before = file_hash(path)
    turning, editions = turning_days(study), editions_fingerprint(workspace, school)
    record = Record(mark, before, "", study.as_at.isoformat(), turning, editions, of_school)
    if _says_the_same(path, share):
        remember(workspace, school, record)
        return Made(school, path, "unchanged", share, withheld, begun=begun)
    after = bytes_hash(text_of(share).encode())
    remember(workspace, school, replace(record, file=after, before=before if own else ""))
    write_share(share, path)
    return Made(school, path, "made", share, withheld, begun=begun)


def _made_of(workspace: Workspace, path: Path, share: SchoolShare, day: date, *, own: bool) -> Made:
    """Put a share in place that says of a workbook only that it takes back what was public."""
    school, before = share.school, file_hash(path)
    mark, editions = share_fingerprint(workspace, school), editions_fingerprint(workspace, school)
    of_school = own_share_fingerprint(workspace, school)
    record = Record(mark, before, "", day.isoformat(), (), editions, of_school)
    if _says_the_same(path, share):
        remember(workspace, school, replace(record, file=before))
        return Made(school, path, "unchanged", share)
    after = bytes_hash(text_of(share).encode())
    remember(workspace, school, replace(record, file=after, before=before if own else ""))
    write_share(share, path)
    return Made(school, path, "made", share)


def _has_page(path: Path) -> bool:
    try:
        return path.is_file() and read_share(path).write_up is not None
    except EvidenceError:
        return False


def _says_the_same(path: Path, share: SchoolShare) -> bool:
    try:
        if not path.is_file():
            return False
        before = read_share(path)
        return whole(before) and alike(before, share)  # else it has more digits than are shown
    except EvidenceError:
        return False


def day_of(workspace: Workspace) -> date:
    """The day that share files made now would bear."""
    return read_settings(workspace.settings_file).as_at or date.today()


FOLDER = ".made-here"


@dataclass(frozen=True)
class Record:
    """What is known of one share file that was made here.

    Parameters
    ----------
    fingerprint : of what it was made from.
    file : the hash of the file.
    before : the hash of the file that it replaced; empty where there was none.
    day : the day that it looks from, year first.
    turning : the days on which a sign-off of the school begins to stand or ceases to.
    editions : one hash over what was ever shared, this file with it.
    own : one hash over the school's own files that it was made from; empty in older records.
    """

    fingerprint: str = ""
    file: str = ""
    before: str = ""
    day: str = ""
    turning: tuple[str, ...] = ()
    editions: str = ""
    own: str = ""

    def owns(self, workspace: Workspace, school: str) -> bool:
        """Whether the school's share file, as it is now, was made here."""
        found = file_hash(workspace.share_file(school))
        return bool(found) and found in (self.file, self.before)

    def stands(self, workspace: Workspace, school: str, day: date) -> bool:
        """Whether the school's share file is what would be made on that day, without making it."""
        between = sorted((self.day, day.isoformat()))
        return (
            file_hash(workspace.share_file(school)) == self.file != ""
            and not any(between[0] < turn <= between[1] for turn in self.turning)
            and editions_fingerprint(workspace, school) == self.editions
            and share_fingerprint(workspace, school) == self.fingerprint
        )


def recorded(workspace: Workspace, school: str) -> Record:
    """What is known of a school's share file; an empty record where nothing is."""
    path = workspace.share_folder / FOLDER / f"{school}.json"
    try:
        return Record(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Record()


def remember(workspace: Workspace, school: str, record: Record) -> None:
    """Write down what is known of a school's share file, whole or not at all."""
    path = workspace.share_folder / FOLDER / f"{school}.json"
    write_whole(path, json.dumps(asdict(record)))
