"""Surveys, of one school or of the partnership: every file in a folder, as the map reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from spp_research.cycle import Cycle
from spp_research.schema import SCHOOL, Sheet
from spp_research.workspace import Workspace

from ..check.cycle_dates import of_answers
from ..check.reading import Reading
from ..faults import Fault, Place, did_you_mean, fault, quote
from ..layout import address
from ..read.containers import Unreadable, bytes_of
from ..read.filled_rows import ragged_rows
from ..read.form_columns import Export, without_people
from ..read.sheets import RawBook, read_book
from ..read.typed_rows import ANSWERS, Records, Row, by_sheet, given
from .form_answers import columns_of
from .forms import EXPORT, read_export
from .paper_answers import is_typed_in, typed_in

if TYPE_CHECKING:
    import pandas as pd

_MAP = SCHOOL.sheet("survey_map")


@dataclass(frozen=True)
class MapPlace:
    """Where a survey map stands, so that what is wrong with a row of it is said there.

    Parameters
    ----------
    file, title : of the workbook and its sheet, as they stand in the workspace.
    columns : of its fields; None where they are not known.
    sheet : as it is declared.
    book : what the workbook is called.
    """

    file: str
    title: str = _MAP.title
    columns: Mapping[str, int] | None = None
    sheet: Sheet = _MAP
    book: str = "evidence workbook"

    def of(self, row: int, column: str) -> Place:
        """The place of one cell; as in the template where the columns are not known."""
        names = [field.name for field in self.sheet.fields]
        at = self.columns.get(column) if self.columns else names.index(column) + 2
        label = self.sheet.field(column).label
        return Place(self.file, self.title, address(row, at) if at else "", label)


def place_of(reading: Reading, sheet: Sheet, book: str) -> MapPlace:
    """Where a sheet of a workbook stands that was read."""
    columns = {name: at for (name_of, name), at in reading.columns.items() if name_of == sheet.name}
    title = reading.titles.get(sheet.name, sheet.title)
    return MapPlace(reading.shown_as, title, columns, sheet, book)


def survey_files(workspace: Workspace, school: str) -> tuple[Path, ...]:
    """The files in the school's folder of surveys, in order of name."""
    return workspace.files_of_answers(workspace.school_folder(school) / "surveys")


def read_school_surveys(
    workspace: Workspace, school: str, evidence: Reading | None, cycle: Cycle | None = None
) -> tuple[list[Reading], list[Fault]]:
    """The readings of a school's survey files, and the faults of the rows of its survey map.

    Parameters
    ----------
    evidence : the school's evidence workbook; None when it has faults or is not there.
    cycle : in which the forms must have been answered; None where it is not known.
    """
    if evidence is None:
        return survey_readings(workspace, school, None, MapPlace(""))
    where = place_of(evidence, _MAP, "evidence workbook")
    return survey_readings(workspace, school, evidence.rows[_MAP.name].records, where, cycle)


def answers_of(readings: Sequence[Reading]) -> pd.DataFrame:
    """The answers of all survey files among `readings`, as a table.

    Returns
    -------
    One row a person, question and answer: `item_id`, `wave`, `file`, `respondent`, `answer` and
    `score`. `respondent` is a number of a row in `file` and never a name. The answer is spelt as
    its scale declares it, and missing where the question was left out; several answers of one
    person are several rows. `score` is the place on the scale, from 1, as the question was asked:
    a reversed question is not turned round here. It is missing for "Don't know" and its like, for
    several answers and for own words.
    """
    from ..frames import answers_frame

    return answers_frame(row for reading in readings for row in reading.answers or ())


def survey_readings(
    workspace: Workspace,
    school: str,
    survey_map: Records | None,
    where: MapPlace,
    cycle: Cycle | None = None,
) -> tuple[list[Reading], list[Fault]]:
    """One reading a file, each with its answers; and faults of the map's own rows.

    Parameters
    ----------
    survey_map : its rows; None when it cannot be relied on; then no file is read, and each says so.
    """
    folder = workspace.school_folder(school) / "surveys"
    return readings_of(workspace, folder, survey_map, where, cycle=cycle)


def readings_of(
    workspace: Workspace,
    folder: Path,
    survey_map: Records | None,
    where: MapPlace,
    besides: Mapping[str, Sequence[tuple[Row, Place]]] = MappingProxyType({}),
    cycle: Cycle | None = None,
) -> tuple[list[Reading], list[Fault]]:
    """As `survey_readings`, of the files of any folder.

    Parameters
    ----------
    besides : questions that no survey map lists, by name of file in small letters, each with the
        place where it is named: the one that asks for the role.
    """
    files = workspace.files_of_answers(folder)
    if survey_map is None:
        return [_not_read(workspace, path, where) for path in files], []
    rows = survey_map
    others = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    named, faults = _files_of_rows(rows, [path.name for path in files], where, others)
    readings = []
    for path in files:
        items = [(n, row) for n, row in rows if named.get(n) == path.name]
        also = besides.get(path.name.casefold(), ())
        reading, about_map = _read_file(workspace, path, items, rows, named, where, also, cycle)
        faults += [*about_map, *_more_than_invited(reading, items, where)]
        readings.append(reading)
    return readings, faults


def file_called(wanted: str, names: Sequence[str]) -> str:
    """The file that somebody means by a name, with or without its ending; empty if none."""
    key = wanted.strip().casefold()
    by_stem = {Path(name).stem.casefold(): name for name in names}
    return {name.casefold(): name for name in names}.get(key) or by_stem.get(key, "")


def _files_of_rows(
    rows: Sequence[tuple[int, Row]],
    names: Sequence[str],
    where: MapPlace,
    others: Sequence[str] = (),
) -> tuple[dict[int, str], list[Fault]]:
    """Which file each row of the map means, and the rows whose file is not there.

    Parameters
    ----------
    others : everything in the folder, also what is not read.
    """
    named: dict[int, str] = {}
    missing: dict[str, int] = {}
    for number, row in rows:
        found = file_called(row["file"], names)
        if found:
            named[number] = found
        else:
            missing.setdefault(row["file"], number)
    faults = [
        fault(
            "survey.file-missing",
            where.of(number, "file"),
            f"{quote(there)} is in the folder called surveys and of a kind that is not read: save "
            "it as .xlsx or CSV UTF-8, and write that name here."
            if (there := file_called(file, others) or file_called(Path(file).stem, others))
            else f"There is no file {quote(file)} in the folder called surveys yet: put the export "
            f"there under this name, or check how it is spelt.{did_you_mean(file, names)}",
            found=file,
        )
        for file, number in missing.items()
    ]
    return named, faults


def _read_file(
    workspace: Workspace,
    path: Path,
    items: Sequence[tuple[int, Row]],
    rows: Sequence[tuple[int, Row]],
    named: Mapping[int, str],
    where: MapPlace,
    also: Sequence[tuple[Row, Place]] = (),
    cycle: Cycle | None = None,
) -> tuple[Reading, list[Fault]]:
    shown = _shown(workspace, path)
    try:
        data = bytes_of(path)
        book = read_book(data, path.stem)
    except Unreadable as error:
        found = (fault(error.code, Place(shown), error.message),)
        return Reading(path, EXPORT, by_sheet({}), found, "", shown, answers=()), []
    if any(is_typed_in(raw) for raw in book.sheets):
        return typed_in(path, shown, rows, named), []
    fingerprint = hashlib.blake2b(data, digest_size=16).hexdigest()
    export, others = _sheet_of_answers(book, items, shown)
    place = Place(shown, export.raw.name)
    said = [(row, where.of(number, "asked")) for number, row in items] + [*also]
    answers = read_export(export, said, place)
    remarks = [fault(code, Place(shown), message) for code, message in book.remarks]
    if book.kind == "csv":
        remarks += ragged_rows(book.sheets[0], export.last, export.width, place)
    about_map = [f for f in answers.faults if f.file == where.file]
    own = [f for f in answers.faults if f.file != where.file]
    if not items:
        own = [*own, _unused(place)]
    else:
        own += of_answers(cycle, export.sent, place)
    reading = Reading(
        path=path,
        workbook=EXPORT,
        rows=by_sheet({}),
        answers=tuple(answers.rows),
        faults=(*remarks, *others, *own),
        fingerprint=fingerprint,
        shown_as=shown,
        titles={ANSWERS: export.raw.name},
        columns={(ANSWERS, f"column {column}"): column for column in sorted(answers.columns)},
    )
    return reading, about_map


def _sheet_of_answers(
    book: RawBook, items: Sequence[tuple[int, Row]], shown: str
) -> tuple[Export, list[Fault]]:
    """The sheet with the most of the questions, and a note on any other."""
    asked = {row["asked"] for _, row in items}
    exports = [without_people(sheet) for sheet in book.sheets]
    filled = [e for e in exports if e.header] or exports[:1]
    best = max(filled, key=lambda e: sum(bool(columns_of(e, question)) for question in asked))
    faults = [
        fault(
            "sheet.unused",
            Place(shown, export.raw.name),
            f"The sheet {quote(export.raw.name)} is not the one with the answers, so it is not "
            "read.",
        )
        for export in filled
        if export is not best
    ]
    return best, faults


def _more_than_invited(
    reading: Reading, items: Sequence[tuple[int, Row]], where: MapPlace
) -> list[Fault]:
    """More people than were asked: the response rate would be above one."""
    for number, row in items:
        if "invited" not in row or not given(row["invited"]):
            continue
        asked = (row["item_id"], row["wave"])
        answers = [a for a in reading.answers or () if (a.item_id, a.wave) == asked]
        people = len({a.respondent for a in answers if a.answer is not None})
        if people > row["invited"]:
            return [
                fault(
                    "survey.more-than-invited",
                    where.of(number, "invited"),
                    f"{people} people answered and {row['invited']:g} were invited: check the "
                    "number, and whether the export holds another survey too.",
                    found=f"{row['invited']:g}",
                )
            ]
    return []


def _unused(place: Place) -> Fault:
    return fault(
        "survey.file-unused",
        place,
        "No row of the survey map names this file, so none of its answers is read: add its "
        "questions to the survey map, or take the file away.",
    )


def _not_read(workspace: Workspace, path: Path, where: MapPlace) -> Reading:
    shown = _shown(workspace, path)
    note = fault(
        "survey.not-read",
        Place(shown),
        "Not yet read: this file, until the survey map of the "
        f"{where.book}, which says what its columns mean, can be read.",
    )
    return Reading(path, EXPORT, by_sheet({}), (note,), "", shown, answers=())


def _shown(workspace: Workspace, path: Path) -> str:
    # A version that is only tried lies elsewhere.
    inside = path.is_relative_to(workspace.root)
    return path.relative_to(workspace.root).as_posix() if inside else path.name
