"""`spp add-school`: what a school begins with, and its row on the lead's sheet."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from spp_research.errors import ConfigurationError
from spp_research.publish.placing import writing
from spp_research.workspace import Workspace, open_workspace, require_open, safe_slug, school_slug

from . import showing

# What most schools are called; the rest of the name tells them apart.
_COMMON = re.compile(
    r"the|a|of|and|pre|school|schools|academy|college|primary|infants?|juniors?|first|middle|high|"
    r"secondary|grammar|nursery|special|community|church|england|cofe|ce|rc|catholic|roman|"
    r"voluntary|aided|controlled|foundation|free|va|vc"
)
_LONGEST = 40


def add_school(folder: Path, name: str, short_name: str) -> None:
    """Make what a school begins with, and say what was made and what comes next.

    Raises
    ------
    ConfigurationError
        When the school has a workbook already, or no short name can be made of the name.
    """
    name = " ".join(name.split())
    place, listed = added_school(folder, name, short_name)
    print(f"Made: {showing.shown(place / 'evidence.xlsx')}, the workbook to send to {name}.")
    print(f"      {showing.shown(place / 'surveys')} for its surveys, and pupils for its results.")
    print(listed)
    print("Next: fill in partnership.xlsx, send the school its workbook, and run: spp check")


def added_school(folder: Path, name: str, short_name: str = "") -> tuple[Path, str]:
    """Make what a school begins with; its folder, and what became of the lead's sheet.

    Raises
    ------
    ConfigurationError
        When the school has a workbook already, or no short name can be made of the name.
    """
    from spp_research.intake import write_workbook
    from spp_research.schema import SCHOOL

    workspace = require_open(open_workspace(folder))
    school = school_slug(short_name or _short_name_on_sheet(workspace, name) or short_name_of(name))
    if workspace.evidence_file(school).is_file():
        raise ConfigurationError(
            f"schools/{school}: there is a workbook in this folder already. If it is another "
            "school, give this one a short name of its own, for example: "
            f'spp add-school "{name}" --short-name {school[: _LONGEST - 2]}-2'
        )
    place = workspace.school_folder(school)
    with writing(place):
        for part in (place, place / "surveys", place / "pupils"):
            part.mkdir(parents=True, exist_ok=True)
        own = {"school": [{"school": school, "school_name": name}]}
        write_workbook(place / "evidence.xlsx", SCHOOL, own)
    return place, _listed(workspace, school, name)


def short_name_of(name: str) -> str:
    """A short name from a school's long one: "St Mary's C of E Primary School" is st-marys.

    Raises
    ------
    ConfigurationError
        When nothing is left of the name.
    """
    apart = unicodedata.normalize("NFKD", name.replace("’", "").replace("'", ""))
    plain = "".join(c for c in apart if not unicodedata.combining(c)).lower()
    every = re.findall(r"[a-z0-9]+", re.sub(r"\bc of e\b|\br\.? ?c\.?\b", " ", plain))
    words = [word for word in every if not _COMMON.fullmatch(word)] or every
    short = ""
    for word in words:
        longer = f"{short}-{word}" if short else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        short = longer
    try:
        return safe_slug(short)
    except ConfigurationError:
        raise ConfigurationError(
            f"No short name can be made of “{name}”. Give one, in small letters, for example: "
            f'spp add-school "{name}" --short-name oakfield'
        ) from None


def _short_name_on_sheet(workspace: Workspace, name: str) -> str:
    """The short name that the lead's sheet has for a school already; empty where it has none."""
    from spp_research.run.looks import read_book
    from spp_research.schema import PARTNERSHIP

    if not workspace.partnership_file.is_file():
        return ""
    records = read_book(workspace.partnership_file, PARTNERSHIP).rows["schools"].records
    same = [
        row["school"]
        for _, row in records
        if str(row["school_name"]).casefold() == name.casefold() and row["school"]
    ]
    return str(same[0]) if len(same) == 1 else ""


def _listed(workspace: Workspace, school: str, name: str) -> str:
    """Put the school on the lead's sheet, or say what the lead is to write there."""
    from spp_research.intake import read_workbook
    from spp_research.intake.write.added_row import add_row
    from spp_research.schema import PARTNERSHIP

    path = workspace.partnership_file
    title = PARTNERSHIP.sheet("schools").title
    listed = read_workbook(path, PARTNERSHIP).frames["schools"]
    if school in set(listed["school"].dropna()):
        return f"It is on the sheet “{title}” of {path.name} already."
    try:
        row = add_row(path, PARTNERSHIP, "schools", {"school": school, "school_name": name})
    except OSError:  # open in Excel, most often; the school's own workbook is there all the same
        row = 0
    if row:
        return f"Added row {row} to the sheet “{title}” of {path.name}; nothing else was changed."
    return (
        f"{path.name} was left as it is. Close it, and add a row to its sheet “{title}”: "
        f"{school} under “School short name”, {name} under “School name”."
    )
