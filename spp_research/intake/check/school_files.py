"""What the files of one school must agree on: its own name, its pupils, their scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.protect import personal
from spp_research.protect.disclosure.opened import OWN_FORM, form_of
from spp_research.schema import PUPILS, Kind
from spp_research.schema.vocabulary import Carried, Group

from ..faults import Fault, Place, fault, listed, quote
from ..layout import address
from ..read.typed_rows import given
from .free_texts import cleared_of, clearing, fields_read
from .keys import carried, rough
from .projects import outside
from .reading import Reading, with_faults

if TYPE_CHECKING:
    from ..read.sheet_rows import OutcomesCells

PUBLIC_SHEET = "practice"  # whoever fills it in means everyone to read it
_LISTED = {
    personal.NAME: "The name of a pupil in the school's own files stands here, and others may read "
    "it: write “a pupil”.",
    personal.COLLEAGUE: "The name of somebody on the sheet of people stands here, for everyone to "
    "read: write “a colleague”, unless they agree.",
}


def other_school(evidence: Reading, school: str) -> list[Fault]:
    """Whether the workbook is another school's, put into this one's folder by mistake."""
    rows = evidence.rows["school"].cells("school")
    row, own = next((cell for cell in rows if given(cell[1])), (0, school))
    if own == school:
        return []
    field = evidence.workbook.sheet("school").field("school")
    return [
        fault(
            "school.other-school",
            Place(
                evidence.shown_as,
                evidence.titles.get("school", ""),
                address(row, evidence.columns["school", "school"]),
                field.label,
            ),
            f"The workbook says {quote(own)} and lies in the folder of {quote(school)}: "
            "move it to the right folder, or mend the short name.",
            found=own,
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
        again = []
        for row, one in reading.rows["pupil_outcomes"].records:
            outcome, pupil = one["outcome_id"], one["pupil_id"]
            if not given(outcome, pupil):
                continue
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


def of_an_earlier_cycle(pupils: list[Reading], evidence: Reading) -> list[Reading]:
    """The readings of pupils' files, where rows are of an outcome that only an earlier cycle has.

    A file that stays for a follow-up may hold other outcomes as well. Their rows are not used, and
    whoever meant them to be measured again is told what is missing.
    """
    declared = frozenset(evidence.rows["outcomes"].there("outcome_id"))
    checked = []
    for reading in pupils:
        cells = reading.rows["pupil_outcomes"].cells("outcome_id")
        old: dict[str, int] = {}
        for row, outcome in cells:
            if given(outcome) and outcome not in declared:
                old.setdefault(str(outcome), row)
        carried_on = carried(evidence.rows, Carried.OUTCOME)
        names = [name for name in old if name in carried_on]
        checked.append(with_faults(reading, [_earlier(reading, old, names)] if names else []))
    return checked


def _earlier(reading: Reading, rows: Mapping[str, int], names: Sequence[str]) -> Fault:
    sheet = reading.workbook.sheet("pupil_outcomes")
    at = reading.columns["pupil_outcomes", "outcome_id"]
    what = listed(names, "and")
    return fault(
        "pupil.earlier-outcome",
        Place(
            reading.shown_as,
            reading.titles["pupil_outcomes"],
            address(rows[names[0]], at),
            sheet.field("outcome_id").label,
        ),
        f"The rows of {what} are of an earlier cycle, and are not used: "
        f"{'it has' if len(names) == 1 else 'they have'} no row on the sheet “Outcomes” of this "
        "year’s evidence workbook. If these pupils are measured again, copy the row of then to "
        "it, with the new day under “Measured again later”; else take the rows out of this file.",
        found=names[0],
    )


def on_their_scale(pupils: list[Reading], evidence: Reading) -> list[Reading]:
    """Scores beyond what the evidence workbook says that a measure can show."""
    outcomes: dict[str, OutcomesCells] = {
        o["outcome_id"]: o for _, o in evidence.rows["outcomes"].records
    }
    checked = []
    for reading in pupils:
        faults = []
        for row, pupil in reading.rows["pupil_outcomes"].records:
            outcome = outcomes.get(pupil["outcome_id"])
            if outcome is None:
                continue
            for column in ("baseline", "follow_up", "later_follow_up"):
                score = pupil[column]
                if given(score) and (beyond := outside(score, outcome)):
                    faults.append(_off_scale(reading, row, column, score, beyond))
        checked.append(with_faults(reading, faults))
    return checked


def chosen_from_too_few(pupils: list[Reading], evidence: Reading) -> list[Reading]:
    """The readings of pupils' files, where more pupils are listed than they were chosen from."""
    of: dict[str, Any] = {
        o["outcome_id"]: o.get("chosen_from") for _, o in evidence.rows["outcomes"].records
    }
    listed: dict[str, list[tuple[int, int]]] = {}
    for number, reading in enumerate(pupils):
        for row, pupil in reading.rows["pupil_outcomes"].records:
            if pupil["group"] == Group.PROJECT:
                listed.setdefault(pupil["outcome_id"], []).append((number, row))
    more: dict[int, list[Fault]] = {}
    for name, rows in listed.items():
        if given(of.get(name)) and len(rows) > of[name]:
            number, row = rows[0]
            reading = pupils[number]
            sheet = reading.workbook.sheet("pupil_outcomes")
            at = reading.columns["pupil_outcomes", "outcome_id"]
            place = Place(
                reading.shown_as,
                reading.titles["pupil_outcomes"],
                address(row, at),
                sheet.field("outcome_id").label,
            )
            told = (
                f"More pupils of {quote(name)} are in the project than the evidence workbook says "
                f"they were chosen from ({of[name]:g}): count again, and mend the number there."
            )
            more.setdefault(number, []).append(fault("outcome.chosen-few", place, told))
    return [with_faults(reading, more.get(n, [])) for n, reading in enumerate(pupils)]


def with_ids_of_their_own(pupils: list[Reading], evidence: Reading) -> list[Reading]:
    """Pupils with IDs like those of findings, actions and other rows that documents name.

    Whoever reads "A10" could not tell which is meant, and neither could the kit: it lets no ID of
    a pupil into a document, and would make none of the school's.
    """
    labels: dict[str, str] = {}
    for rows in evidence.rows.values():
        for field in rows.sheet.fields:
            if field.kind is Kind.ID:
                labels |= dict.fromkeys(map(rough, rows.there(field.name)), field.label)
    ids = {i for r in pupils for i in map(rough, r.rows["pupil_outcomes"].there("pupil_id"))}
    forms = Counter(map(form_of, ids))
    shared = {i for i in ids & labels.keys() if forms[form_of(i)] >= OWN_FORM}
    checked = []
    for reading in pupils:
        cells = reading.rows["pupil_outcomes"].cells("pupil_id")
        alike = [(row, one) for row, one in cells if given(one) and rough(one) in shared]
        faults = [_id_of_row(reading, alike, labels)] if alike else []
        checked.append(with_faults(reading, faults))
    return checked


def _id_of_row(
    reading: Reading, alike: Sequence[tuple[int, str]], labels: Mapping[str, str]
) -> Fault:
    number = len({rough(one) for _, one in alike})
    which = listed(dict.fromkeys(labels[rough(one)] for _, one in alike), "and")
    return fault(
        "pupil.id-of-row",
        _pupil(reading, alike[0][0]),
        f"{'An ID' if number == 1 else f'{number} IDs'} of pupils, from this cell on, "
        f"{'is' if number == 1 else 'are'} also in the evidence workbook, in the column {which}, "
        "so no document could tell them apart: give all pupils IDs of another form, such as "
        "“R-” in front, in every file.",
        found=alike[0][1],
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
    if not files or len(evidence.rows["ethics"]):
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


def cleared_pupils(
    reading: Reading, pupils: Collection[str], ids: Collection[str]
) -> Iterator[Fault]:
    """Where words that are said to name nobody are the name or ID of a pupil in the school's files.

    Parameters
    ----------
    pupils, ids : names and IDs, which no message repeats.
    """
    field = reading.workbook.sheet("school").field("not_names")
    for row, words in reading.rows["school"].cells("not_names"):
        if not given(words) or not (which := personal.cleared_pupils(str(words), pupils, ids)):
            continue
        at = address(row, reading.columns["school", field.name])
        place = Place(reading.shown_as, reading.titles["school"], at, field.label)
        numbers = listed([str(one) for one in which], "and")
        said = (
            f"Number {numbers} of these words is also what a pupil of the school's files is "
            "called, and nobody looks where it stands: take it out of this cell and say it in the "
            "texts in other words; or read every text that has it, and leave it only where none "
            "means the pupil."
            if len(which) == 1
            else f"Numbers {numbers} of these words are also what pupils of the school's files "
            "are called, and nobody looks where they stand: take them out of this cell and say it "
            "in the texts in other words; or read every text that has one, and leave those of "
            "which none means a pupil."
        )
        yield fault("text.cleared-pupil", place, said)


def listed_names(
    reading: Reading, pupils: Collection[str], staff: Collection[str]
) -> Iterator[Fault]:
    """Where a text names a pupil of the school's own files, or what everyone reads a colleague.

    Parameters
    ----------
    pupils, staff : names, which no message repeats.
    """
    cleared = cleared_of(values for _, values in reading.rows["school"].records)
    unless = clearing(reading.workbook.sheet("school"))
    for sheet in reading.workbook.sheets:
        for field in fields_read(sheet):
            known = staff if sheet.name == PUBLIC_SHEET else ()
            for row, text in reading.rows[sheet.name].cells(field.name):
                if not given(text) or not personal.is_listed(text, pupils, known):
                    continue
                before = {span.kind for span in personal.find(text, cleared=cleared)}
                kinds = {span.kind for span in personal.find(text, pupils, known, cleared)}
                at = address(row, reading.columns[sheet.name, field.name])
                place = Place(reading.shown_as, reading.titles[sheet.name], at, field.label)
                yield from (
                    fault("text.looks-named", place, f"{_LISTED[kind]} {unless}")
                    for kind in _LISTED
                    if kind in kinds - before
                )
