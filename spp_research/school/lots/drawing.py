"""Drawing lots: a number made once and written down first, then the draw and its papers.

What a draw leaves: a certificate and a workbook in the school's folder of pupils, and a row for the
sheet of lots of the evidence workbook. Nothing is ever written over. A list that was drawn already
is drawn again only with a reason, and both draws keep their papers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from spp_research import stats
from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake import read_workbook, write_workbook
from spp_research.intake.faults import listed
from spp_research.intake.read import certificates
from spp_research.intake.read.certificates import (
    ENDING,
    Certificate,
    NoCertificateError,
    plain_fact,
    read_page,
)
from spp_research.intake.write.added_row import Value, add_row
from spp_research.schema import PUPILS, SCHOOL
from spp_research.schema.vocabulary import Arm, LotMethod
from spp_research.stats.allocation import Allocation, Balance, balance_of
from spp_research.stats.certificates import TWO_ARMS, Allotted
from spp_research.whole_files import created
from spp_research.workspace import Workspace

from .listing import Units

NAMED = "lots-"
_NUMBER = ".number"  # ends the file with what a draw is made with, until it is done


@dataclass(frozen=True)
class Wanted:
    """What is to be drawn.

    Parameters
    ----------
    school : its short name.
    outcomes : IDs of the outcomes that the groups are compared in.
    drawn_by : who draws.
    later : whether the second half begins later.
    whole_classes : whether classes are drawn.
    reason : why a list is drawn again.
    """

    school: str
    outcomes: tuple[str, ...]
    drawn_by: str
    later: bool = False
    whole_classes: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Made:
    """What came of a draw.

    Parameters
    ----------
    certificate : what was drawn.
    page, workbook : the certificate, and the rows for pupils' files, as they lie in the folder.
    row : of the sheet of lots that was added to the evidence workbook; 0 where it could not be.
    values : of that row, by name of column.
    prepared : whether the workbook has the rows of the pupils' results as well, to be filled in.
    allocation : the draw as `stats.allocate` gave it.
    balance : how alike the groups start, pupil by pupil; None where the list does not say.
    """

    certificate: Certificate
    page: Path
    workbook: Path
    row: int
    values: Mapping[str, Value]
    prepared: bool
    allocation: Allocation
    balance: Balance | None = None


@dataclass(frozen=True)
class Earlier:
    """A draw that was made before, as far as it is still known."""

    draw_id: str
    outcomes: frozenset[str]
    certificate: str
    units: frozenset[str]


def method_of(units: Units, wanted: Wanted) -> LotMethod:
    """In which way lots are drawn, from what was asked for."""
    if wanted.whole_classes:
        return LotMethod.CLASSES
    if units.scores is not None:
        return LotMethod.PAIRS
    if wanted.later:
        return LotMethod.HALVES
    return LotMethod.SIMPLE if units.strata is None else LotMethod.WITHIN


def draw(workspace: Workspace, units: Units, wanted: Wanted, day: date) -> Made:
    """Draw lots and write down what was drawn.

    Parameters
    ----------
    workspace : the partnership's.
    units : whom lots are drawn for.
    wanted : what is to be drawn.
    day : the day that is written down.

    Raises
    ------
    ConfigurationError
        When the list was drawn before and no reason is given, when it cannot be drawn from, or
        when a file would be written over.
    EvidenceError
        When the school has no such outcome, or its workbook cannot be read.
    """
    outcomes = _outcomes(workspace, wanted)
    method = method_of(units, wanted)
    mark = _list_mark(units, method, outcomes)
    folder = workspace.school_folder(wanted.school) / "pupils"
    cut_off = _cut_off(folder).get(mark, "")
    before = [o for o in earlier_draws(workspace, wanted.school) if o.draw_id != cut_off]
    drawn_already = _of_the_list(before, outcomes, units)
    reason = plain_fact(wanted.reason)
    _refuse_again(drawn_already, reason)
    draw_id = cut_off or _next_id(before)
    page_path, book_path = (folder / f"{NAMED}{draw_id}{ending}" for ending in (ENDING, ".xlsx"))
    for path in (page_path, book_path):
        if path.exists() and not cut_off:
            raise ConfigurationError(
                f"{path.name}: there is such a file in the folder pupils already, and nothing is "
                "written over. Move it away, and run this again."
            )
    folder.mkdir(parents=True, exist_ok=True)
    seed_file = folder / f".{NAMED}{draw_id}{_NUMBER}"
    seed = _seed(seed_file, mark)
    allocation = stats.allocate(
        units.units,
        method=method.code,
        seed=seed,
        arms=TWO_ARMS[1] if wanted.later else TWO_ARMS[0],
        strata=units.strata,
        score=units.scores,
        earlier=[one.certificate for one in drawn_already],
        reason_for_redraw=reason if drawn_already else "",
    )
    if not allocation.ok:
        seed_file.unlink(missing_ok=True)  # nothing was drawn with it
        raise ConfigurationError(f"Lots cannot be drawn from this list: {allocation.reason}.")
    known = Certificate(
        draw_id=draw_id,
        school=wanted.school,
        outcomes=outcomes,
        drawn_on=day,
        drawn_by=plain_fact(wanted.drawn_by),
        method=method,
        seed=seed,
        draw=allocation.draw,
        arms=allocation.arms,
        rows=allocation.rows,
        scores=allocation.scores,
        reason=reason if drawn_already else "",
    )
    try:
        _write(page_path, certificates.page(known).encode("utf-8"))
    except FileExistsError:  # of the same draw: cut off on an earlier day, or under way elsewhere
        known = _the_same(check_page(page_path), known)
    rows = _pupil_rows(workspace, wanted.school, outcomes, units, known)
    prepared = bool(rows)
    try:
        _write_book(book_path, {"pupil_outcomes": rows, "lot_units": _lot_rows(known)})
    except FileExistsError:  # it is whole, and somebody may have filled it in
        prepared = True
    values = row_of(known)
    row = _row_added(workspace.evidence_file(wanted.school), known.certificate, values)
    seed_file.unlink(missing_ok=True)  # last: while it lies there, the draw can be gone on with
    balance = _balance(units, known)
    return Made(known, page_path, book_path, row, values, prepared, allocation, balance)


def to_be_drawn(
    workspace: Workspace, units: Units, wanted: Wanted
) -> tuple[Wanted, tuple[str, ...]]:
    """What would be drawn, with the outcomes as the workbook spells them; nothing is written.

    Returns
    -------
    What is wanted, and the draws of the same list that were made before.

    Raises
    ------
    ConfigurationError, EvidenceError
        As `draw`, as far as it can be said beforehand.
    """
    outcomes = _outcomes(workspace, wanted)
    mark = _list_mark(units, method_of(units, wanted), outcomes)
    cut_off = _cut_off(workspace.school_folder(wanted.school) / "pupils").get(mark)
    draws = [one for one in earlier_draws(workspace, wanted.school) if one.draw_id != cut_off]
    before = _of_the_list(draws, outcomes, units)
    _refuse_again(before, plain_fact(wanted.reason))
    return replace(wanted, outcomes=outcomes), tuple(one.draw_id for one in before)


def cut_off_draws(workspace: Workspace, school: str) -> tuple[str, ...]:
    """The draws that were begun and not finished, as where the computer stopped amid one.

    The same list, drawn again, gives what it would have given, and what is missing is written.
    """
    return tuple(sorted(_cut_off(workspace.school_folder(school) / "pupils").values()))


def row_of(known: Certificate) -> dict[str, Value]:
    """The row of a draw for the sheet of lots, without what is blank."""
    values: dict[str, Value] = {
        "draw_id": known.draw_id,
        "outcome_ids": known.outcomes,
        "drawn_on": known.drawn_on,
        "drawn_by": known.drawn_by,
        "method": known.method.value,
        "seed": str(known.seed),
        "draw_number": known.draw,
        "certificate": known.certificate,
        "reason": known.reason,
    }
    return {name: value for name, value in values.items() if value}


def check_page(file: Path) -> Certificate:
    """The certificate in a file, if its draw comes out again and nothing in it was changed.

    Raises
    ------
    EvidenceError
        When it is no certificate or was changed; the message names nobody.
    """
    try:
        return read_page(file)
    except OSError:
        raise EvidenceError(
            f"{file.name}: there is no such file, or it cannot be opened. Give the certificate of "
            "a draw, whose name ends in .certificate.txt."
        ) from None
    except NoCertificateError as error:
        raise EvidenceError(f"{file.name}: {error}. {certificates.ASK}") from None


def earlier_draws(workspace: Workspace, school: str) -> tuple[Earlier, ...]:
    """Every draw of the school that is still known, by its row, its certificate or its list."""
    found: dict[str, Earlier] = {}

    def add(draw_id: str, outcomes: Sequence[str], known: str, units: Sequence[str]) -> None:
        old = found.get(draw_id) or Earlier(draw_id, frozenset(), "", frozenset())
        found[draw_id] = Earlier(
            draw_id, old.outcomes | {*outcomes}, old.certificate or known, old.units | {*units}
        )

    book = workspace.evidence_file(school)
    if book.is_file():
        for _, row in read_workbook(book, SCHOOL).rows["lots"].records:
            if row["draw_id"]:
                add(row["draw_id"], row["outcome_ids"], row["certificate"] or "", ())
    folder = workspace.school_folder(school) / "pupils"
    for path in sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else ():
        try:
            one = check_page(path)
        except EvidenceError:
            draw_id = path.name.removesuffix(ENDING).removeprefix(NAMED)
            add(draw_id, (), f"a changed certificate, {draw_id}", ())
        else:
            add(one.draw_id, one.outcomes, one.certificate, [*one.units])
    for path in workspace.pupil_files(school):
        for _, unit in read_workbook(path, PUPILS).rows["lot_units"].records:
            if unit["draw_id"] and unit["unit"]:
                add(unit["draw_id"], (), "", (unit["unit"],))
    return tuple(found.values())


def _of_the_list(before: Sequence[Earlier], outcomes: Sequence[str], units: Units) -> list[Earlier]:
    """The draws of the same list: of the same people, or for the same outcome."""
    return [
        one
        for one in before
        if not one.outcomes.isdisjoint(outcomes) or one.units == frozenset(units.units)
    ]


def _refuse_again(before: Sequence[Earlier], reason: str) -> None:
    """Stop where a list was drawn before, and nobody says why it is drawn again."""
    if before and not reason:
        names = listed([one.draw_id for one in before], "and")
        raise ConfigurationError(
            f"This list was drawn already ({names}), and a lot counts because it is drawn once. "
            "If it has to be drawn again, say why, and the report will say it too: "
            '--reason "Six pupils joined before we began"'
        )


def _outcomes(workspace: Workspace, wanted: Wanted) -> tuple[str, ...]:
    """The outcomes as the evidence workbook spells them, if it has them all."""
    book = workspace.evidence_file(wanted.school)
    shown = f"schools/{wanted.school}/{book.name}"
    if not book.is_file():
        raise EvidenceError(
            f"{shown}: there is no such workbook yet, and lots are drawn for an outcome on its "
            "sheet “Outcomes”: write that row first."
        )
    there = read_workbook(book, SCHOOL).rows["outcomes"].there("outcome_id")
    by_case = {one.casefold(): one for one in there}
    missing = [one for one in wanted.outcomes if one.casefold() not in by_case]
    if missing or not wanted.outcomes:
        has = f"its outcomes are {listed(there, 'and')}" if there else "it has no outcome yet"
        what = listed(missing, "and") if missing else "none"
        raise EvidenceError(
            f"{shown}: lots are drawn for an outcome on the sheet “Outcomes”, and {what} was asked "
            f"for; {has}. Write its row first, or name another one: --outcome O1"
        )
    return tuple(dict.fromkeys(by_case[one.casefold()] for one in wanted.outcomes))


def _next_id(before: Sequence[Earlier]) -> str:
    numbers = [int(one.draw_id[1:]) for one in before if one.draw_id[1:].isdecimal()]
    return f"D{max(numbers, default=0) + 1}"


def _balance(units: Units, known: Certificate) -> Balance | None:
    """How alike the groups start; of classes by their pupils, since means of classes differ less.

    It is looked at once the draw is made, and never drawn for.
    """
    arms = {row.unit: row.arm for row in known.rows}
    by_class = known.method is LotMethod.CLASSES
    rows, values = [], []
    for pupil, klass, start in _of_the_draw(units, arms, by_class):
        rows.append(Allotted(pupil, "", "", arms[(klass or "") if by_class else pupil]))
        values.append(start)
    if not any(value is not None for value in values):
        if units.scores is None:
            return None
        rows, values = list(known.rows), [float(score) for score in known.scores]
    return balance_of("Start", values, [row.unit for row in rows], rows, known.arms)


def _cut_off(folder: Path) -> dict[str, str]:
    """The draws that were begun and not finished, by the mark of their list."""
    found = {}
    for path in sorted(folder.glob(f".{NAMED}*{_NUMBER}")) if folder.is_dir() else ():
        with suppress(OSError, ValueError):
            mark = path.read_text(encoding="ascii").strip().partition(" ")[2]
            found[mark] = path.name.removeprefix(f".{NAMED}").removesuffix(_NUMBER)
    return found


def _the_same(there: Certificate, drawn: Certificate) -> Certificate:
    """The certificate that was written before a draw was cut off, if it is of what is drawn now.

    Raises
    ------
    ConfigurationError
        When it is of another draw.
    """
    if (there.seed, there.rows, there.draw_id) != (drawn.seed, drawn.rows, drawn.draw_id):
        raise ConfigurationError(
            f"The certificate of {drawn.draw_id} in the folder pupils is not of the draw that was "
            "broken off. Move it away, and draw again."
        )
    return there


def _row_added(book: Path, certificate: str, values: Mapping[str, Value]) -> int:
    """Add the row of a draw, unless it was added before the draw was cut off."""
    for number, row in read_workbook(book, SCHOOL).rows["lots"].records:
        if row["certificate"] == certificate:
            return number
    return add_row(book, SCHOOL, "lots", values)


def _list_mark(units: Units, method: LotMethod, outcomes: Sequence[str]) -> str:
    """What a list is known by, until it is drawn."""
    parts = (units.units, units.strata or (), units.scores or ())
    text = repr((method.value, sorted(outcomes), [sorted(map(str, part)) for part in parts]))
    return sha256(text.encode()).hexdigest()


def _seed(path: Path, mark: str) -> int:
    """The number to draw with: made once and saved, or the one of a draw that was broken off.

    Raises
    ------
    ConfigurationError
        When a draw of another list was broken off: with its number known, a list could be made up.
    """
    if not path.exists():
        with suppress(FileExistsError):  # somebody draws the same at this very moment
            _write(path, f"{stats.new_seed()} {mark}\n".encode("ascii"))
    try:
        number, _, known = path.read_text(encoding="ascii").strip().partition(" ")
    except (OSError, ValueError):
        number = known = ""
    if known != mark or not number.isdecimal():
        raise ConfigurationError(
            f"A draw of another list was broken off here. Draw that list first, or delete the "
            f"file {path.name} in the folder pupils: nobody has seen what it would have given."
        )
    return int(number)


def _lot_rows(known: Certificate) -> list[dict[str, object]]:
    return [
        {
            "draw_id": known.draw_id,
            "unit": row.unit,
            "stratum": row.stratum or None,
            "score": float(score) if score else None,
            "arm": Arm(row.arm.capitalize()).value,
        }
        for row, score in zip(known.rows, known.scores, strict=True)
    ]


def _pupil_rows(
    workspace: Workspace, school: str, outcomes: Sequence[str], units: Units, known: Certificate
) -> list[dict[str, object]]:
    """Rows of pupils' results with the group that was drawn, for outcomes that have none yet."""
    there = {
        outcome
        for path in workspace.pupil_files(school)
        for outcome in read_workbook(path, PUPILS).rows["pupil_outcomes"].there("outcome_id")
    }
    arms = {row.unit: Arm(row.arm.capitalize()) for row in known.rows}
    by_class = known.method is LotMethod.CLASSES
    return [
        {
            "outcome_id": outcome,
            "pupil_id": pupil,
            "group": arms[(klass or "") if by_class else pupil].group.value,
            "class_name": klass,
            "baseline": start,
        }
        for outcome in outcomes
        if outcome not in there
        for pupil, klass, start in _of_the_draw(units, arms, by_class)
    ]


def _of_the_draw(
    units: Units, arms: Mapping[str, object], by_class: bool
) -> Iterator[tuple[str, str | None, float | None]]:
    for pupil, klass, start in units.pupils:
        if (klass if by_class else pupil) in arms:
            yield pupil, klass, start


def _write(path: Path, content: bytes) -> None:
    """Write a file that was not there, whole, and make sure that it lies on the disk."""
    with created(path) as new, new.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _write_book(path: Path, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    with created(path) as new:
        write_workbook(new, PUPILS, rows)
