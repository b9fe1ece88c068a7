"""Which share files were made in this workspace, and from what: a small file for each school.

One for each, so that two runs at once cannot lose what the other wrote down. It is written before
the share file itself, so that a run which is killed in between still knows its own file.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import date

from spp_research.run.cache import file_hash, share_fingerprint
from spp_research.workspace import Workspace

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
    """

    fingerprint: str = ""
    file: str = ""
    before: str = ""
    day: str = ""
    turning: tuple[str, ...] = ()

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
    folder = workspace.share_folder / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f".{school}.{os.getpid()}-{secrets.token_hex(4)}"
    new.write_text(json.dumps(asdict(record)), encoding="utf-8")
    new.replace(folder / f"{school}.json")
