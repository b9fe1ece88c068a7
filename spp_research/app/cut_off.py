"""What was being made when the program or the computer stopped, for the next start to say.

It is written down before something is made, and taken away when that has ended in order, also by
Stop. Meanwhile the record is locked by the operating system, whose lock goes with the program: what
lies there unlocked was cut off, and what is locked is made by another start of the program.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from spp_research.phrases import long_date
from spp_research.run.lock import is_free

_RECORD = ".being-made.json"  # in the folder of the reports


@dataclass(frozen=True)
class CutOff:
    """What was cut off.

    Parameters
    ----------
    what : was made, as the page of what is being made says it.
    back : the page that it was asked for from.
    when : it was begun, in words.
    """

    what: str
    back: str
    when: str


@contextmanager
def written_down(reports: Path | None, what: str, back: str) -> Iterator[None]:
    """While something is made, a record of it.

    There is none where the folder cannot be written, or another program makes something there.

    Parameters
    ----------
    reports : the folder of the reports; None for no record.
    what : is made, for a reader.
    back : the page that it was asked for from.
    """
    if reports is None:
        yield
        return
    path, file = reports / _RECORD, None
    with suppress(OSError):  # what is made says it, if it needs the folder
        reports.mkdir(parents=True, exist_ok=True)
        found = path.open("a+b")
        if not is_free(found):  # of another start of the program, which takes it away itself
            found.close()
        else:
            file = found
            began = datetime.now().isoformat(timespec="minutes")
            file.truncate(0)
            file.write(json.dumps({"what": what, "back": back, "began": began}).encode())
            file.flush()
            os.fsync(file.fileno())
    try:
        yield
    finally:
        if file is not None:
            with suppress(OSError):
                file.truncate(0)
                file.close()
                path.unlink(missing_ok=True)


def cut_off(reports: Path) -> CutOff | None:
    """What was being made when the program stopped; None for nothing, or where it is made now.

    Ask only where this program makes nothing: to look at a lock of one's own ends it.

    Parameters
    ----------
    reports : the folder of the reports.
    """
    path = reports / _RECORD
    if not path.is_file() or path.is_symlink():
        return None
    try:
        with path.open("r+b") as file:
            if not is_free(file):
                return None
            file.seek(0)
            facts = json.loads(file.read(10_000))
        began = datetime.fromisoformat(facts["began"])
        what, back = str(facts["what"]), str(facts["back"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return CutOff(what, back, f"{long_date(began.date())} at {began:%H:%M}")
