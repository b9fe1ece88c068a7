"""What the files of one school must agree on: its own name, its pupils, their scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.protect.disclosure.opened import OWN_FORM, form_of
from spp_research.schema import PUPILS, Kind

from .faults import Fault, Place, fault, listed, quote
from .finder import given, records_of
from .keys import rough
from .layout import address
from .reader import Reading, with_faults
from .rules_projects import outside

if TYPE_CHECKING:
    import pandas as pd


def other_school(evidence: Reading, school: str) -> list[Fault]:
    """Whether the workbook is another school's, put into this one's folder by mistake."""
    own = evidence.frames["school"]["school"].dropna()
    if own.empty or own.iloc[0] == school:
        return []
    field = evidence.workbook.sheet("school").field("school")
    return [
        fault(
            "school.other-school",
            Place(
                evidence.shown_as,
                evidence.titles.get("school", ""),
                address(int(own.index[0]), evidence.columns["school", "school"]),
                field.label,
            ),
            f"The workbook says {quote(own.iloc[0])} and lies in the folder of {quote(school)}: "
            "move it to the right folder, or mend the short name.",
            found=own.iloc[0],
        )
    ]


def in_one_file_only(pupils: list[Reading]) -> list[Reading]:
    """A pupil who stands in two files for one outcome would be counted twice.

    So would one who is "007" in one file and "7" in the other; there the kit only asks.
    """
    seen: dict[tuple[str, str], str] = {}
    nearly: dict[tuple[str, str], tuple[str, str]] = {}
    checked = []
    for reading in pupils:
        frame = reading.frames["pupil_outcomes"]
        again = []
        for row, outcome, pupil in frame[["outcome_id", "pupil_id"]].dropna().itertuples():
            where = seen.setdefault((outcome, pupil), reading.shown_as)
            other, file = nearly.setdefault((outcome, rough(pupil)), (pupil, reading.shown_as))
            if where != reading.shown_as:
                again.append(_two_files(reading, row, outcome, pupil, where))
            elif other != pupil and file != reading.shown_as:
                again.append(_nearly_two_files(reading, row, pupil, other, file))
        checked.append(with_faults(reading, again))
    return checked


def _nearly_two_files(reading: Reading, row: int, pupil: str, other: str, where: str) -> Fault:
    return fault(
        "key.near-twice",
        _pupil(reading, row),
        f"{quote(pupil)} here is nearly the same as {quote(other)} in {Path(where).name}, and they "
        "are counted as two: if they are one pupil, clear one of the rows.",
        found=pupil,
    )


def _pupil(reading: Reading, row: int) -> Place:
    return Place(
        reading.shown_as,
        reading.titles["pupil_outcomes"],
        address(row, reading.columns["pupil_outcomes", "pupil_id"]),
        reading.workbook.sheet("pupil_outcomes").field("pupil_id").label,
    )


def _two_files(reading: Reading, row: int, outcome: str, pupil: str, where: str) -> Fault:
    return fault(
        "pupil.two-files",
        _pupil(reading, row),
        f"The pupil {quote(pupil)} has a row for {quote(outcome)} here and another in "
        f"{Path(where).name}, and would be counted twice: clear one of them.",
        found=pupil,
    )


def on_their_scale(pupils: list[Reading], evidence: Reading) -> list[Reading]:
    """Scores beyond what the evidence workbook says that a measure can show."""
    outcomes = {o["outcome_id"]: o for _, o in records_of(evidence.frames["outcomes"])}
    checked = []
    for reading in pupils:
        faults = []
        for row, pupil in records_of(reading.frames["pupil_outcomes"]):
            outcome = outcomes.get(pupil["outcome_id"])
            for column in ("baseline", "follow_up") if outcome else ():
                score = pupil[column]
                if given(score) and (beyond := outside(score, outcome)):
                    faults.append(_off_scale(reading, row, column, score, beyond))
        checked.append(with_faults(reading, faults))
    return checked


def with_ids_of_their_own(pupils: list[Reading], evidence: Reading) -> list[Reading]:
    """Pupils with IDs like those of findings, actions and other rows that documents name.

    Whoever reads "A10" could not tell which is meant, and neither could the kit: it lets no ID of
    a pupil into a document, and would make none of the school's.
    """
    rows: dict[str, str] = {}
    for name, frame in evidence.frames.items():
        for field in evidence.workbook.sheet(name).fields:
            if field.kind is Kind.ID and field.name in frame:
                rows |= dict.fromkeys(map(rough, frame[field.name].dropna()), field.label)
    ids = {i for r in pupils for i in map(rough, r.frames["pupil_outcomes"]["pupil_id"].dropna())}
    forms = Counter(map(form_of, ids))
    shared = {i for i in ids & rows.keys() if forms[form_of(i)] >= OWN_FORM}
    checked = []
    for reading in pupils:
        column = reading.frames["pupil_outcomes"]["pupil_id"].dropna()
        alike = column[[rough(one) in shared for one in column]]
        faults = [_id_of_row(reading, alike, rows)] if len(alike) else []
        checked.append(with_faults(reading, faults))
    return checked


def _id_of_row(reading: Reading, alike: pd.Series, rows: Mapping[str, str]) -> Fault:
    number = alike.map(rough).nunique()
    which = listed(dict.fromkeys(rows[rough(one)] for one in alike), "and")
    return fault(
        "pupil.id-of-row",
        _pupil(reading, int(alike.index[0])),
        f"{'An ID' if number == 1 else f'{number} IDs'} of pupils, from this cell on, "
        f"{'is' if number == 1 else 'are'} also in the evidence workbook, in the column {which}, "
        "so no document could tell them apart: give all pupils IDs of another form, such as "
        "“R-” in front, in every file.",
        found=str(alike.iloc[0]),
    )


def _off_scale(reading: Reading, row: int, column: str, score: float, beyond: str) -> Fault:
    at = reading.columns["pupil_outcomes", column]
    return fault(
        "pupil.off-scale",
        Place(
            reading.shown_as,
            reading.titles["pupil_outcomes"],
            address(row, at),
            PUPILS.sheet("pupil_outcomes").field(column).label,
        ),
        f"{quote(format(score, 'g'))} is {beyond}, as the evidence workbook gives it for this "
        "outcome: check the score, or mend the scale there.",
        found=f"{score:g}",
    )


def ethics_missing(evidence: Reading, files: int) -> list[Fault]:
    """Whether pupils' results or answers are kept and nobody wrote down how people agreed.

    Parameters
    ----------
    files : how many files of pupils' results and of surveys the school keeps.
    """
    sheet = evidence.workbook.sheet("ethics")
    if not files or not evidence.frames["ethics"].empty:
        return []
    kept = "1 file" if files == 1 else f"{files} files"
    return [
        fault(
            "ethics.missing",
            Place(evidence.shown_as, evidence.titles.get("ethics", sheet.title)),
            f"The school keeps {kept} of pupils' results or answers, and the sheet "
            f"{quote(sheet.title)} is empty: write one row on how people were told and agreed.",
        )
    ]
