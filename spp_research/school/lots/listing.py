"""Whom lots are drawn for: a list of pupils or classes, read with the care that workbooks get.

The list may be a workbook of pupils, or any table with a column of IDs. What cannot be drawn from
is refused with its rows, and no message repeats an ID.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from unicodedata import normalize

from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake.check.reading import Reading, read_workbook
from spp_research.intake.check.sheet_rules import personal_ids
from spp_research.intake.faults import FAULT, listed
from spp_research.intake.read.containers import Unreadable, bytes_of
from spp_research.intake.read.pupil_names import FIRST, LAST, NAMES, NUMBERS, SEARCHED, bare
from spp_research.intake.read.sheets import RawBook, RawSheet, as_text, read_book
from spp_research.intake.read.typed_rows import Records, Row
from spp_research.intake.write.withheld_values import without_values
from spp_research.schema import PUPILS, Field, Kind, Sheet, Workbook
from spp_research.stats.spellings import key_of, one_slip

_PUPILS = PUPILS.sheet("pupil_outcomes")
_OF_CLASSES = ("class", "class name", "form", "teaching group")
_ROWS_NAMED = 8
_NAMED = "names, UPNs or addresses"


@dataclass(frozen=True)
class Units:
    """Whom lots are drawn for.

    Parameters
    ----------
    units : pupils' IDs, or classes.
    strata, scores : of each, where lots are drawn within groups or by pairs; else None.
    baseline : the start of each unit, where the list has one; of a class the mean of its pupils.
    pupils : the ID, class and start of every pupil on the list; none on a list of classes.
    """

    units: tuple[str, ...]
    strata: tuple[str, ...] | None = None
    scores: tuple[float, ...] | None = None
    baseline: tuple[float | None, ...] | None = None
    pupils: tuple[tuple[str, str | None, float | None], ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        return f"{len(self.units)} to draw from, not printed."


@dataclass(frozen=True)
class _Columns:
    """Names of the fields that the roles are read from."""

    unit: str
    stratum: str = ""
    score: str = ""


def read_list(
    file: Path,
    *,
    outcome: str,
    whole_classes: bool = False,
    within: str = "",
    pair_by: str = "",
    column: str = "",
) -> Units:
    """Read whom lots are to be drawn for.

    Parameters
    ----------
    file : a workbook, or a CSV file.
    outcome : the outcome that lots are drawn for; rows of a workbook of pupils about another one
        are left out.
    whole_classes : whether classes are drawn, and not single pupils.
    within, pair_by : headers of the columns that lots are drawn within, and pairs made by.
    column : the header of the IDs, where it is none that is known.

    Raises
    ------
    EvidenceError
        When the file cannot be read or not be drawn from.
    ConfigurationError
        When it lacks a column that was asked for.
    """
    raw, header, texts = _headed(_opened(file), file, whole_classes, column)
    sheet, roles = _declared(raw, texts, whole_classes, within, pair_by, column, file.name)
    reading = read_workbook(file, Workbook("list", "List", "", "", 0, "", (sheet,)))
    records = _sound(reading, file.name, outcome, sheet)
    records = tuple((row, _normal(one)) for row, one in records)
    if not records:
        raise EvidenceError(
            f"{file.name}: there is no row to draw from: write one row a "
            f"{'class' if whole_classes else 'pupil'} below the headers in row {header}."
        )
    _refuse_names(records, roles, file, whole_classes)
    _refuse_gaps(records, roles, sheet, file.name)
    units = _classes(records, roles, file.name) if whole_classes else _pupils(records, roles)
    if len(units.units) < 2:
        what = "class" if whole_classes else "pupil"
        raise EvidenceError(
            f"{file.name}: there is one {what} on the list, and lots are drawn between two or "
            "more: add the others."
        )
    return units


def _opened(file: Path) -> RawBook:
    try:
        return read_book(bytes_of(file), file.stem)
    except Unreadable as error:
        raise EvidenceError(f"{file.name}: {error.message}") from None
    except OSError:
        raise EvidenceError(
            f"{file.name}: there is no such file, or it cannot be opened. Close it in Excel, and "
            "check how its name is spelt."
        ) from None


def _headed(
    book: RawBook, file: Path, whole_classes: bool, column: str
) -> tuple[RawSheet, int, list[str]]:
    """The sheet with the list, the number of its row of headers, and what they say."""
    wanted = [bare(column)] if column else [*_OF_CLASSES] if whole_classes else [*NUMBERS]
    named = False
    for raw in book.sheets:
        for number, values in enumerate(raw.rows[:SEARCHED], start=1):
            texts = [as_text(value).strip() for value in values]
            words = [bare(text) for text in texts]
            if set(wanted).intersection(words):
                return raw, number, texts
            named = named or bool({*NAMES, *FIRST, *LAST}.intersection(words))
    what = "class" if whole_classes else "pupil"
    if named and not whole_classes:
        raise EvidenceError(
            f"{file.name}: the list names pupils, and lots are drawn for IDs only. Put an ID in "
            f"place of each name first: spp pseudonymise {file.name}"
        )
    header = "Class" if whole_classes else "Pupil ID"
    raise EvidenceError(
        f"{file.name}: no column says which {what} a row is about: write “{header}” over it, or "
        f"give its header, for example: --column Code"
    )


def _declared(
    raw: RawSheet,
    texts: Sequence[str],
    whole_classes: bool,
    within: str,
    pair_by: str,
    column: str,
    file: str,
) -> tuple[Sheet, _Columns]:
    """The list as a sheet with the columns that are needed, each under the header that it has."""
    words = {bare(text): text for text in texts if text}
    fields: dict[str, Field] = {}  # by `bare`

    def add(header: str, like: Field, *, required: bool) -> str:
        known = fields.get(bare(header))
        if known is not None:
            fields[bare(header)] = replace(known, required=known.required or required)
            return known.name
        own = like if bare(like.label) == bare(header) else replace(like, guidance="", example="")
        fields[bare(header)] = replace(
            own, label=header.replace("(needed)", "").strip(), required=required, refers_to="",
            renames=(), allowed=(),
        )  # fmt: skip
        return like.name

    def asked_for(header: str, option: str) -> str:
        if bare(header) not in words:
            there = listed([text for text in texts if text], "and")
            raise ConfigurationError(
                f"{file}: there is no column “{header}”, which {option} asks for; its columns are "
                f"{there}."
            )
        return words[bare(header)]

    of_class = next((words[name] for name in _OF_CLASSES if name in words), "")
    of_pupil = next((words[name] for name in NUMBERS if name in words), "")
    if column:
        of_class, of_pupil = (words[bare(column)], of_pupil) if whole_classes else (
            of_class, words[bare(column)])  # fmt: skip
    pupil, klass = _PUPILS.field("pupil_id"), _PUPILS.field("class_name")
    key = []
    if of_pupil:
        key = [add(of_pupil, replace(pupil, kind=Kind.ID), required=not whole_classes)]
    if of_class:
        add(of_class, replace(klass, kind=Kind.ID), required=whole_classes)
    if "outcome id" in words:
        outcome = replace(_PUPILS.field("outcome_id"), kind=Kind.TEXT)
        key.insert(0, add(words["outcome id"], outcome, required=False))
    names = (_PUPILS.field("baseline").label, *_PUPILS.field("baseline").renames)
    if start := next((words[bare(name)] for name in names if bare(name) in words), ""):
        add(start, _PUPILS.field("baseline"), required=False)
    stratum = score = ""
    if within:
        like = Field("stratum", "", Kind.ID, "", max_length=40)
        stratum = add(asked_for(within, "--within"), like, required=False)
    if pair_by:
        like = Field("score", "", Kind.NUMBER, "")
        score = add(asked_for(pair_by, "--pair-by"), like, required=False)
        if fields[bare(pair_by)].kind is not Kind.NUMBER:
            raise ConfigurationError(
                f"{file}: pairs are made by a number, and “{pair_by}” holds none: name the column "
                "of a score."
            )
    sheet = Sheet("units", raw.name, "", tuple(fields.values()), key=tuple(key))
    return sheet, _Columns("class_name" if whole_classes else "pupil_id", stratum, score)


def _sound(reading: Reading, file: str, outcome: str, sheet: Sheet) -> Records:
    """The rows of the outcome, if nothing in the list stops it."""
    found = without_values(reading, of_people=True).faults
    wrong = [f for f in found if f.severity == FAULT or f.code == "key.near-twice"]
    if wrong:
        first = wrong[0]
        where = f"{file}, {first.sheet}, {first.cell}" if first.cell else file
        left = len(wrong) - 1
        cells = "cell needs" if left == 1 else "cells need"
        more = f" {left} more {cells} mending." if left else ""
        raise EvidenceError(f"{where}: {first.message}{more}")
    records = reading.rows["units"].records
    if not any(f.name == "outcome_id" for f in sheet.fields):
        return records
    own = tuple(r for r in records if (r[1]["outcome_id"] or "").casefold() == outcome.casefold())
    others = [r for r in records if r[1]["outcome_id"]]
    if others and not own:
        raise EvidenceError(
            f"{file}: it has the column “Outcome ID”, and no row is about {outcome}: name the "
            "outcome that the rows are about, or write its ID into that column."
        )
    return own if others else records


def _normal(row: Row) -> Row:
    """A row with its texts as they are drawn: in one form, without spaces at the ends."""
    return {k: normalize("NFC", v).strip() if isinstance(v, str) else v for k, v in row.items()}


def _refuse_names(records: Records, roles: _Columns, file: Path, whole_classes: bool) -> None:
    """No name, number of a system or address in place of an ID."""
    ids = [(row, str(one["pupil_id"])) for row, one in records if one.get("pupil_id")]
    if whole_classes or not ids:
        return
    if personal := personal_ids(ids):
        raise EvidenceError(
            f"{file.name}, {_rows(personal)}: these look like {_NAMED}, and lots are drawn for IDs "
            f"only. Put an ID in place of each first: spp pseudonymise {file.name}"
        )


def _refuse_gaps(records: Records, roles: _Columns, sheet: Sheet, file: str) -> None:
    """Everybody has a group to be drawn within, or a score to be paired by."""
    for name, what, instead in (
        (roles.stratum, "lots are to be drawn within these groups", "draw without groups"),
        (roles.score, "pairs are to be made by it", "draw without pairs"),
    ):
        blank = [row for row, one in records if name and one[name] is None]
        if blank and not (name == roles.score and roles.unit == "class_name"):
            raise EvidenceError(
                f"{file}, {_rows(blank)}: nothing stands under “{sheet.field(name).label}”, and "
                f"{what}: fill it in, or {instead}."
            )


def _pupils(records: Records, roles: _Columns) -> Units:
    rows = [one for _, one in records]
    starts = tuple(one.get("baseline") for one in rows)
    return Units(
        tuple(one["pupil_id"] for one in rows),
        tuple(one[roles.stratum] for one in rows) if roles.stratum else None,
        tuple(float(one[roles.score]) for one in rows) if roles.score else None,
        starts if any(start is not None for start in starts) else None,
        tuple(
            (one["pupil_id"], one.get("class_name"), start)
            for one, start in zip(rows, starts, strict=True)
        ),
    )


def _classes(records: Records, roles: _Columns, file: str) -> Units:
    """Each class once: its group, and the mean of its pupils' scores."""
    first: dict[str, int] = {}
    for row, one in records:
        first.setdefault(one["class_name"], row)
    spelt: dict[str, str] = {}
    for name, row in first.items():
        key = key_of(name)
        other = spelt.get(key) or next((spelt[k] for k in spelt if one_slip(k, key)), "")
        if other:
            raise EvidenceError(
                f"{file}, rows {first[other]} and {row}: these two classes are written nearly the "
                "same, and each would be drawn by itself: write a class in one way, or give it "
                "another name."
            )
        spelt[key] = name
    members = {name: [one for _, one in records if one["class_name"] == name] for name in first}
    strata = scores = None
    if roles.stratum:
        strata = tuple(_one_group(file, first[n], members[n], roles.stratum) for n in first)
    if roles.score:
        scores = tuple(_mean(file, first[n], members[n], roles.score) for n in first)
    starts = tuple(_mean_of([one.get("baseline") for one in members[name]]) for name in first)
    return Units(
        tuple(first),
        strata,
        scores,
        starts if any(start is not None for start in starts) else None,
        tuple(
            (one["pupil_id"], one["class_name"], one.get("baseline"))
            for _, one in records
            if one.get("pupil_id")
        ),
    )


def _one_group(file: str, row: int, pupils: Sequence, name: str) -> str:
    found = {one[name] for one in pupils}
    if len(found) > 1:
        raise EvidenceError(
            f"{file}, row {row}: the pupils of this class are in several of the groups that lots "
            "are to be drawn within, and a class can be in one only: name another column."
        )
    return found.pop()


def _mean(file: str, row: int, pupils: Sequence, name: str) -> float:
    mean = _mean_of([one[name] for one in pupils])
    if mean is None:
        raise EvidenceError(
            f"{file}, row {row}: no pupil of this class has a score to pair by: fill it in, or "
            "draw without pairs."
        )
    return mean


def _mean_of(values: Sequence[float | None]) -> float | None:
    there = [float(value) for value in values if value is not None]
    return sum(there) / len(there) if there else None


def _rows(numbers: Sequence[int]) -> str:
    """ "row 5", "rows 5, 6 and 9 more"."""
    shown = ", ".join(map(str, numbers[:_ROWS_NAMED]))
    more = f" and {len(numbers) - _ROWS_NAMED} more" if len(numbers) > _ROWS_NAMED else ""
    return f"row{'s' if len(numbers) > 1 else ''} {shown}{more}"
