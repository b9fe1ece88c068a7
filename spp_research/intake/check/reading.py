"""Reading a workbook: every cell, its meaning, and everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.errors import EvidenceError, NotStartedError
from spp_research.schema import PUPILS, SCHOOL, Workbook
from spp_research.telling import briefly

from ..faults import FAULT, Fault, Place, fault, listed, stops
from ..read.containers import Unreadable, bytes_of
from ..read.partners import NOBODY, Registered
from ..read.pupil_names import names_in
from ..read.sheets import RawBook, read_book
from ..read.typed_rows import ANSWERS, AnswerRow, by_sheet, given, no_rows
from .cycle_dates import cycle_keys, cycle_of_lead
from .fault_groups import together
from .ids_by_name import by_other_words
from .ofsted_areas import review_days
from .stages import Typed, every_id, is_id, run_stages, typed_of

if TYPE_CHECKING:
    import pandas as pd

    from ..read.registrations import Registration
    from ..read.sheet_rows import SheetsRead

Known = Mapping[str, Collection[str]]

# By spp add-school and spp new-cycle: all of a school but the question of its review.
_PUT_THERE = {
    "schools": ("school", "school_name"),
    "school": (
        "school",
        "school_name",
        "school_type",
        "pupils_on_roll",
        "context",
        "not_names",
    ),
    "carried_over": ("cycle", "what", "item_id", "words"),
    # Of what is to be measured after its cycle, with its plan and its lots.
    **{
        name: tuple(field.name for field in SCHOOL.sheet(name).fields)
        for name in ("outcomes", "fixed_plans", "lots")
    },
}
_KEPT_UP_TO = 1 << 20  # bytes of a file
STAFF = "people.name"  # names, which are no keys but are looked for in texts

_ENDINGS = {"xlsx": (".xlsx", ".xlsm"), "ods": (".ods",), "csv": (".csv", ".txt", ".tsv")}


@dataclass(frozen=True)
class Reading:
    """What was read from one workbook.

    Parameters
    ----------
    rows : by name of sheet, for every declared sheet.
    faults : everything that was found, in the order of the workbook.
    fingerprint : of the file's bytes; empty if it could not be opened.
    shown_as : how messages name the file.
    titles : by name of sheet, its title in the file, for the sheets that were found.
    columns : by sheet and column, where the column stands, counted from 1.
    partial : names of the sheets in which something must be mended; all of them where the file
        could not be opened. What depends on their faulty rows was not checked.
    doubtful : the columns of ids, as "sheet.column", of which not every id is known.
    pupil_names : whom a file about pupils names, which no message repeats.
    answers : of a survey file; None where the file is none.
    partners : of the lead's workbook, the other sides whose registrations lie beside it.
    """

    path: Path
    workbook: Workbook
    rows: SheetsRead
    faults: tuple[Fault, ...]
    fingerprint: str
    shown_as: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], int] = field(default_factory=dict)
    partial: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    pupil_names: frozenset[str] = field(default=frozenset(), repr=False)
    answers: tuple[AnswerRow, ...] | None = None
    partners: Registered[Registration] = NOBODY

    __repr__ = briefly

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """By name of sheet, its table, typed and nullable, for every declared sheet.

        The index is the row number in the workbook. Missing values answer to `isna`; several
        references are a tuple of ids, empty when there are none. Of a survey file the table of
        "answers" too.
        """
        from .. import frames

        made = {name: frames.frame_of(rows) for name, rows in self.rows.items()}
        if self.answers is not None:
            made[ANSWERS] = frames.answers_frame(self.answers)
        return made

    @property
    def not_started(self) -> bool:
        """Whether the file holds no more than what the kit itself put there, and no other fault."""
        if not self.fingerprint:
            return False
        if self.answers:
            return False
        for name, rows in self.rows.items():
            own = _PUT_THERE.get(name, ())
            if name == "sign_off" and all(map(_is_given, rows.columns.get("cycle", (None,)))):
                continue  # about a closed cycle, which begins nothing of this one
            if any(_is_given(v) for c in rows.columns if c not in own for v in rows.columns[c]):
                return False
        codes = {found.code for found in self.faults if found.severity == FAULT}
        return codes <= {"sheet.empty", "value.needed"} and "sheet.empty" in codes

    @property
    def ok(self) -> bool:
        """Whether nothing was found that stops the school."""
        return not stops(self.faults)

    def keys(self) -> dict[str, Collection[str]]:
        """The ids that other workbooks may refer to, by "sheet.column".

        A column of which not every id is known is left out, and so references to it wait. Of the
        lead's workbook also who works where, by "people.person_id at <school>", when each school
        is reviewed in the cycle, by "timetable.review_start at <school>", and the cycle itself, by
        "partnership.cycle"; and of each sheet the ids
        by other words of their rows, by "people.person_id called <words>", so that whoever wrote
        a name can be told the id.
        """
        keys: dict[str, Collection[str]] = {
            f"{sheet.name}.{column.name}": frozenset(self.rows[sheet.name].there(column.name))
            for sheet in self.workbook.sheets
            for column in sheet.fields
            if is_id(column) and f"{sheet.name}.{column.name}" not in self.doubtful
        }
        for sheet in self.workbook.sheets:
            keys |= by_other_words(self.rows[sheet.name])
        if "people.person_id" in keys:
            others = self.partners.sides
            names = [one.name for side in others for one in side.ids.values()]
            keys[STAFF] = frozenset([*self.rows["people"].there("name"), *names])
            keys |= self.partners.known
            staff: dict[str, set[str]] = {}
            for _, person in self.rows["people"].records:
                if given(person["person_id"], person["school"]):
                    staff.setdefault(person["school"], set()).add(person["person_id"])
            for school in sorted(staff):
                keys[f"people.person_id at {school}"] = frozenset(staff[school])
        if "timetable" in self.rows:
            cycle = cycle_of_lead(self)
            keys |= cycle_keys(cycle)
            if "timetable" not in self.partial:
                reviews = (review for _, review in self.rows["timetable"].records)
                keys |= review_days(reviews, cycle)
        return keys


def read_workbook(
    path: Path, workbook: Workbook, known: Known | None = None, shown_as: str | None = None
) -> Reading:
    """Read and check one file; never raises for what is in it.

    Parameters
    ----------
    known : keys of other workbooks that references of this one may point at, by "sheet.column".
    shown_as : how messages name the file, such as "schools/oakfield/evidence.xlsx".
    """
    path = Path(path)
    file = shown_as or path.name
    try:
        data = bytes_of(path)
        kept = workbook.name != PUPILS.name and len(data) <= _KEPT_UP_TO
        typed = (_typed_lately if kept else _typed)(data, path.stem, workbook, file)
    except Unreadable as error:
        none = by_sheet({sheet.name: no_rows(sheet) for sheet in workbook.sheets})
        found = (fault(error.code, Place(file), error.message),)
        unread = frozenset(sheet.name for sheet in workbook.sheets)
        doubtful = every_id(workbook)
        return Reading(path, workbook, none, found, "", file, partial=unread, doubtful=doubtful)
    fingerprint = hashlib.blake2b(data, digest_size=16).hexdigest()
    tables, stages = typed.tables, run_stages(typed, workbook, known, file)
    return Reading(
        path=path,
        workbook=workbook,
        rows=by_sheet(stages.rows),
        faults=(*_ending(typed.book, path, file), *typed.before, *stages.faults),
        fingerprint=fingerprint,
        shown_as=file,
        titles={name: table.raw.name for name, table in tables.items()},
        columns={
            (name, c): at for name, table in tables.items() for c, at in table.columns.items()
        },
        partial=stages.partial,
        doubtful=stages.doubtful,
        pupil_names=names_in(typed.book) if workbook is PUPILS else frozenset(),
    )


def _typed(data: bytes, name: str, workbook: Workbook, file: str) -> Typed:
    """What the bytes of a file say by themselves, whatever the other files know."""
    return typed_of(read_book(data, name), workbook, file)


# A workbook is opened for its practice, for its signature and for the list of documents, one
# straight after the other and each with other references. What is about pupils is not kept.
_typed_lately = lru_cache(maxsize=8)(_typed)


def with_faults(reading: Reading, more: Sequence[Fault]) -> Reading:
    """`reading` with more found in it."""
    return replace(reading, faults=(*reading.faults, *more)) if more else reading


def require(reading: Reading) -> Reading:
    """`reading`, if nothing in it stops the school.

    Raises
    ------
    EvidenceError
        With the number of faults, and the first of them with its place; a `NotStartedError` where
        a school has not begun.
    """
    faults = [one.fault for one in together(reading.faults) if one.fault.severity == FAULT]
    if not faults:
        return reading
    if reading.not_started:
        raise (NotStartedError if reading.workbook is SCHOOL else EvidenceError)(
            f"{reading.shown_as} is not started yet. Fill in {listed(to_begin(reading), 'and')} "
            "first, then run: spp check"
        )
    first = faults[0]
    place = ", ".join(part for part in (first.sheet, first.cell) if part)
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults; the first"
    raise EvidenceError(
        f"{reading.shown_as} has {count}{f' ({place})' if place else ''}: {first.message} To see "
        "all of them, run: spp check"
    )


def to_begin(reading: Reading) -> list[str]:
    """The sheets of a workbook that is not started without which no report can be made."""
    return [s.title for s in reading.workbook.sheets if s.required]


def _is_given(value: object) -> bool:
    return bool(value) if isinstance(value, tuple) else value is not None


def _ending(book: RawBook, path: Path, file: str) -> list[Fault]:
    if path.suffix.lower() in _ENDINGS[book.kind]:
        return []
    return [
        fault(
            "file.ending",
            Place(file),
            f"The file is named {path.suffix or 'without an ending'} and is really "
            f"{_ENDINGS[book.kind][0]}; it is read as what it is.",
            found=path.suffix,
        )
    ]
