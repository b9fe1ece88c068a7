"""Several cycles of one partnership: each is filled in, closed as a lead closes it, and followed.

What lies between two cycles is the kit's own work: the share files are made from the workbooks,
and the cycle is put away by `spp new-cycle`. What single pupils did is then deleted, as the schools
are told to.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from spp_research.cycle import cycle_of, named, school_year
from spp_research.schema.surveys import SURVEY_ROLES, YEAR_SURVEY_MAP
from spp_research.schema.vocabulary import CarriedState
from spp_research.workspace import Workspace

from .books import PartnershipBook, Row, SchoolBook, Sheets, read_text
from .school_year import CYCLE, school_day
from .writing import write_partnership

MOST = 10
_YEAR = timedelta(days=364)  # whole weeks, so that a school day stays one
_FOR_EVER = frozenset({"action_id", "outcome_id", "practice_id"})
_SURVEYS = ("survey_map", YEAR_SURVEY_MAP.name, SURVEY_ROLES.name)

# What a school says of a row that was carried over, by how many years ago it says so.
Looked = Callable[[str, Row, int], Row]


def years_ago(book: PartnershipBook, ago: int) -> PartnershipBook:
    """A book of this cycle as one of an earlier year, without surveys.

    Parameters
    ----------
    ago : how many years; with 0 the book is given back as it is.
    """
    if not ago:
        return book
    cycle = cycle_of(CYCLE)
    assert cycle is not None
    sheets = _earlier(book.sheets, ago)
    (own,) = sheets["partnership"]
    sheets["partnership"] = [{**own, "cycle": named(school_year(cycle.first) - ago)}]
    as_at = next(line for line in book.settings.splitlines() if line.startswith("as_at: "))
    day = date.fromisoformat(as_at.removeprefix("as_at: ")) - ago * _YEAR
    begins = school_year(cycle.first) - ago
    return PartnershipBook(
        sheets,
        tuple(_its_own_ids(_earlier_school(school, ago), begins) for school in book.schools),
        book.settings.replace(as_at, f"as_at: {day}"),
    )


def _earlier_school(school: SchoolBook, ago: int) -> SchoolBook:
    pupils = {name: [_row(row, ago) for row in rows] for name, rows in school.pupils.items()}
    sheets = _earlier(school.sheets, ago)
    # Of a made-up year no document is kept, so a website could show nothing that was signed for it.
    if "sign_off" in sheets:  # a school that has not been reviewed yet has signed nothing
        signed = [row for row in sheets["sign_off"] if row["audience"] != "Public"]
        sheets |= {"sign_off": signed}
    return SchoolBook(school.slug, sheets, pupils)


def _its_own_ids(school: SchoolBook, begins: int) -> SchoolBook:
    """A book with the year in the ID of whatever goes on: an ID means one thing for ever."""

    def of(row: Row) -> Row:
        return {
            name: f"{cell[0]}{begins % 100}-{cell[1:]}" if name in _FOR_EVER and cell else cell
            for name, cell in row.items()
        }

    sheets = {name: [of(row) for row in rows] for name, rows in school.sheets.items()}
    pupils = {name: [of(row) for row in rows] for name, rows in school.pupils.items()}
    return SchoolBook(school.slug, sheets, pupils)


def _earlier(sheets: Sheets, ago: int) -> Sheets:
    left = {name: rows for name, rows in sheets.items() if name not in _SURVEYS}
    return {name: [_row(row, ago) for row in rows] for name, rows in left.items()}


def _row(row: Row, ago: int) -> Row:
    return {k: v - ago * _YEAR if isinstance(v, date) else v for k, v in row.items()}


def write_cycles(folder: Path, books: Sequence[PartnershipBook], looked: Looked) -> Path:
    """Write the workbooks of several cycles, the earliest first; the last stays open.

    Parameters
    ----------
    looked : what a school says of each row of its sheet “Carried over”.

    Returns
    -------
    The folder, absolute. Of an earlier cycle that is there already nothing is left.
    """
    target = Workspace(Path(folder).expanduser().resolve())
    # Closing moves whatever is in a workspace, and what somebody has made in this one stays.
    with tempfile.TemporaryDirectory(prefix="spp-scratch-") as scratch:
        workspace = Workspace(Path(scratch).resolve() / "partnership")
        carried: Mapping[str, Sequence[Row]] = {}
        for place, (book, following) in enumerate(zip(books, [*books[1:], None], strict=True), 1):
            ago = len(books) - place
            write_partnership(workspace.root, _with_carried(book, carried, looked, ago))
            if following is not None:
                (own,) = following.sheets["partnership"]
                carried = _closed(workspace, str(own["cycle"]))
        shutil.rmtree(target.cycles, ignore_errors=True)
        shutil.copytree(workspace.root, target.root, dirs_exist_ok=True)
    return target.root


def _with_carried(
    book: PartnershipBook, carried: Mapping[str, Sequence[Row]], looked: Looked, ago: int
) -> PartnershipBook:
    schools = tuple(
        replace(
            school,
            sheets={
                **school.sheets,
                "carried_over": [
                    row | looked(school.slug, row, ago) for row in carried[school.slug]
                ],
            },
        )
        if carried.get(school.slug)
        else school
        for school in book.schools
    )
    return replace(book, schools=schools)


def _closed(workspace: Workspace, following: str) -> Mapping[str, Sequence[Row]]:
    """Close the cycle that was written, and give what goes on, by school."""
    from spp_research import __version__
    from spp_research.partnership import next_cycle
    from spp_research.publish.share_folder import FOLDER, make_shares

    make_shares(workspace)
    # What a run remembers bears the day and the computer, and would be another each time.
    shutil.rmtree(workspace.share_folder / FOLDER, ignore_errors=True)
    for path in workspace.root.glob("schools/*/signed"):
        shutil.rmtree(path)
    closing = next_cycle.closing_of(workspace, following)
    cycle = cycle_of(closing.old)
    assert cycle is not None
    next_cycle.close(closing, cycle.last, __version__)
    for path in (workspace.root / next_cycle.OLD, *workspace.root.glob("schools/*/old")):
        shutil.rmtree(path, ignore_errors=True)
    return {slug: [dict(row) for row in rows] for slug, rows in closing.carried.items()}


def looked_at(seed: int) -> Looked:
    """What made-up schools say of what was carried over, the same for the same seed."""
    texts = read_text("generated.toml")["carried"]

    def looked(school: str, row: Row, ago: int) -> Row:
        rng = Random(f"{seed} {ago} {school} {row['cycle']} {row['item_id']}")
        if rng.random() < 0.2:
            return {}  # nobody has looked yet
        state = rng.choice([state.value for state in CarriedState])
        if state not in texts:
            return {}
        day = school_day(date(2026, 1, 12), after=rng.randint(0, 30)) - ago * _YEAR
        return {"state": state, "looked_on": day, "seen": rng.choice(texts[state])}

    return looked
