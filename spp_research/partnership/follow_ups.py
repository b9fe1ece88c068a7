"""What is measured after its cycle: which files about pupils are needed still, and what is said.

A follow-up months later is of the pupils of then, so their results of then cannot go where no run
reads them. What else is in the folder goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from spp_research.intake import read_workbook
from spp_research.phrases import listed, long_date, plural
from spp_research.schema import PUPILS
from spp_research.workspace import Workspace


def still_needed(workspace: Workspace, school: str, outcomes: Collection[str]) -> tuple[Path, ...]:
    """The files of a school's folder of pupils that stay for what is measured later.

    Only a file that can be read, and has results of other outcomes alone, is not needed: a
    certificate of a lot is, and so may be what cannot be read.
    """
    folder = workspace.school_folder(school) / "pupils"
    if not folder.is_dir():
        return ()
    results = [path for path in workspace.pupil_files(school) if _is_of_others(path, outcomes)]
    stays = tuple(path for path in sorted(folder.iterdir()) if path not in results)
    held = [path for path in workspace.pupil_files(school) if path in stays]
    return stays if held else ()


def _is_of_others(path: Path, outcomes: Collection[str]) -> bool:
    reading = read_workbook(path, PUPILS)
    known = [str(one) for _, one in reading.rows["pupil_outcomes"].cells("outcome_id") if one]
    sure = bool(reading.fingerprint) and "pupil_outcomes" not in reading.partial
    return sure and bool(known) and not set(known) & set(outcomes)


def later_told(later: Mapping[str, Mapping[str, date]], stays: Sequence[str]) -> Iterator[str]:
    """What is to be measured after the cycle, what stays for it, and what to do then.

    Parameters
    ----------
    later : by school, the outcomes with the day.
    stays : the files that stay.
    """
    if not later:
        return
    what = [
        f"{name} of {school} on {long_date(when)}"
        for school, found in later.items()
        for name, when in found.items()
    ]
    number = len(what)
    yield (
        f"Still to be measured: {listed(what)}. {plural(number, 'Its row goes', 'Their rows go')} "
        "on, on the sheet “Outcomes”, as the school wrote "
        f"{plural(number, 'it', 'them')}; the results go into the same file of pupils as before, "
        "under “Follow-up”, or “Later follow-up” where it is measured once more."
    )
    if stays:
        files = listed(list(stays))
        yield f"So these stay where they are, and are not to be deleted before: {files}."
