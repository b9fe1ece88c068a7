"""What lots and pupils' files must agree on: who was drawn, for what, and that it can be checked.

Which pupil it is about is never said: how many is enough to look into it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from unicodedata import normalize

from spp_research.schema import PUPILS
from spp_research.schema.vocabulary import Arm, Design, LotMethod
from spp_research.stats.certificates import GREATEST_SEED, holds, score_text

from ..faults import Fault, Place, fault, quote
from ..layout import address
from ..read.certificates import ENDING, NoCertificateError, read_page
from ..read.typed_rows import Row, given
from .reading import Reading, with_faults

_UNITS, _RESULTS = PUPILS.sheet("lot_units"), PUPILS.sheet("pupil_outcomes")

Drawn = Mapping[str, Arm]  # by pupil or class


def as_drawn(pupils: list[Reading], evidence: Reading) -> tuple[list[Reading], Reading]:
    """The readings with what pupils' files and the sheet of lots leave in doubt together."""
    lines = {line["draw_id"]: (row, line) for row, line in evidence.rows["lots"].records}
    units: dict[str, list[tuple[int, int, Row]]] = defaultdict(list)
    for number, reading in enumerate(pupils):
        for row, unit in reading.rows[_UNITS.name].records:
            if given(unit["draw_id"]):
                units[unit["draw_id"]].append((number, row, unit))
    more: dict[int, list[Fault]] = defaultdict(list)
    own: list[Fault] = []
    for draw_id, rows in units.items():
        if draw_id not in lines:
            first, row, _ = rows[0]
            more[first].append(_no_line(pupils[first], row, draw_id))
    sound = {}
    for draw_id, (row, line) in lines.items():
        if draw_id not in units:
            if pupils and "lots" not in evidence.partial:
                own.append(_no_list(evidence, row, draw_id))
        elif found := _broken(line, [unit for _, _, unit in units[draw_id]]):
            own.append(_not_the_same(evidence, row, draw_id, found))
        else:
            sound[draw_id] = {normal(u["unit"]): Arm(u["arm"]) for _, _, u in units[draw_id]}
    outcomes = {one["outcome_id"]: one for _, one in evidence.rows["outcomes"].records}
    starts = {one["action_id"]: one["start_date"] for _, one in evidence.rows["actions"].records}
    for outcome_id, last in counting(line for _, line in lines.values()).items():
        outcome = outcomes.get(outcome_id)
        if outcome is None or last["draw_id"] not in sound or outcome["design"] != Design.A:
            continue
        if not too_late(last, outcome, starts.get(outcome["action_id"])):
            _set_beside(pupils, outcome_id, last, sound[last["draw_id"]], more)
    checked = [with_faults(reading, more.get(n, [])) for n, reading in enumerate(pupils)]
    return checked, with_faults(evidence, own)


def certificates(folder: Path, shown: str, evidence: Reading) -> list[Fault]:
    """What the certificates in the folder pupils say otherwise than the sheet of lots.

    Parameters
    ----------
    folder : of the school's files about pupils.
    shown : how messages name it.
    """
    lines = {line["draw_id"]: line for _, line in evidence.rows["lots"].records}
    faults = []
    for path in sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else ():
        place = Place(f"{shown}/{path.name}")
        try:
            page = read_page(path)
        except NoCertificateError as error:
            message = (
                f"The certificate is not as it was made: {error}. Put the page back that was made, "
                "or move this one away."
            )
            faults.append(fault("lots.certificate", place, message))
            continue
        except OSError:
            continue  # open elsewhere, or not on this computer; the draw itself is looked at
        line = lines.get(page.draw_id)
        if line is None:
            message = (
                f"The draw {quote(page.draw_id)} has a certificate, and the sheet “Lots” has no "
                "row for it: write the row again, as it stands on the certificate. Every draw is "
                "to be seen."
            )
            faults.append(fault("lots.no-list", place, message))
        elif "".join((line["certificate"] or "").split()).lower() != page.certificate:
            message = (
                f"The certificate of the draw {quote(page.draw_id)} is not the one in its row on "
                "the sheet “Lots”: put the row back as it stands on the certificate, or move away "
                "the certificate of another draw."
            )
            faults.append(fault("lots.certificate", place, message))
        elif given(line["drawn_on"]) and line["drawn_on"] != page.drawn_on:
            message = (
                f"The certificate of the draw {quote(page.draw_id)} is of "
                f"{page.drawn_on:%d/%m/%Y}, and its row on the sheet “Lots” says "
                f"{line['drawn_on']:%d/%m/%Y}: put the day back that stands on the certificate."
            )
            faults.append(fault("lots.certificate", place, message))
    return faults


def counting(lines: Iterable[Row]) -> dict[str, Row]:
    """By outcome, the draw that counts: the last one of its list."""
    last: dict[str, Row] = {}
    for line in lines:
        if not given(line["draw_id"], line["draw_number"]):
            continue
        for outcome_id in line["outcome_ids"]:
            old = last.get(outcome_id)
            if old is None or line["draw_number"] >= old["draw_number"]:
                last[outcome_id] = line
    return last


def too_late(line: Row, outcome: Row, start: date | None) -> bool:
    """Whether a draw is dated when it could decide nothing: the work had begun, or ended.

    Parameters
    ----------
    start : the day on which the outcome's action began.
    """
    drawn, after = line["drawn_on"], outcome["follow_up_date"]
    if drawn is None:
        return False
    return bool((after is not None and drawn >= after) or (start is not None and drawn > start))


def comes_out_again(line: Row, units: Sequence[Row]) -> bool:
    """Whether a draw is what its number and its list give."""
    return not _broken(line, units)


def _broken(line: Row, units: Sequence[Row]) -> str:
    """What is wrong with a draw, in words; empty where it comes out again."""
    needed = ("method", "seed", "draw_number", "certificate")
    if not given(*(line[name] for name in needed)):
        return "its row is not whole"
    if not all(given(unit["unit"], unit["arm"]) for unit in units):
        return "the list has a row without who or without what was drawn"
    seed = line["seed"]
    if not (seed.isascii() and seed.isdecimal() and int(seed) <= GREATEST_SEED):
        return "its number is not one that lots are drawn with"
    rows = [
        (
            normal(unit["unit"]),
            normal(unit["stratum"] or ""),
            score_text(unit["score"]),
            Arm(unit["arm"]).value.lower(),
        )
        for unit in units
    ]
    code = LotMethod(line["method"]).code
    if holds(rows, code, int(seed), int(line["draw_number"]), line["certificate"]):
        return ""
    return "drawn once more, it gives other groups or another certificate"


def normal(text: str) -> str:
    """A label as it is drawn."""
    return normalize("NFC", text).strip()


def _set_beside(
    pupils: Sequence[Reading],
    outcome_id: str,
    line: Row,
    arms: Drawn,
    more: dict[int, list[Fault]],
) -> None:
    """How many pupils of an outcome are in another group than was drawn, or were not drawn."""
    by_class = line["method"] == LotMethod.CLASSES
    other, strangers = [], []
    for number, reading in enumerate(pupils):
        for _, pupil in reading.rows[_RESULTS.name].records:
            if pupil["outcome_id"] != outcome_id or not given(pupil["pupil_id"]):
                continue
            unit = pupil["class_name"] if by_class else pupil["pupil_id"]
            arm = arms.get(normal(unit)) if given(unit) else None
            if arm is None:
                strangers.append(number)
            elif given(pupil["group"]) and pupil["group"] != arm.group:
                other.append(number)
    label = quote(_RESULTS.field("group").label)
    if other:
        number = other[0]
        more[number].append(
            fault(
                "lots.group",
                _place(pupils[number], "group"),
                f"{_pupils(other)} of {outcome_id} {_are(other)} under {label} in another group "
                f"than was drawn ({line['draw_id']}). They are analysed in the group "
                "that was drawn, whatever they took part in, as is the rule where lots were drawn: "
                f"mend {label} if it is a slip.",
            )
        )
    if strangers:
        number = strangers[0]
        more[number].append(
            fault(
                "lots.not-drawn",
                _place(pupils[number], "class_name" if by_class else "pupil_id"),
                f"{_pupils(strangers)} of {outcome_id} {_are(strangers)} not on the list "
                f"that was drawn ({line['draw_id']}), and so in no group by lot. They are "
                "left out of the result: check how the ID or the class is written.",
            )
        )


def _pupils(rows: Sequence) -> str:
    return "One pupil" if len(rows) == 1 else f"{len(rows)} pupils"


def _are(rows: Sequence) -> str:
    return "is" if len(rows) == 1 else "are"


def _place(reading: Reading, column: str) -> Place:
    """The column, and no cell: a cell would say who it is."""
    title = reading.titles.get(_RESULTS.name, _RESULTS.title)
    return Place(reading.shown_as, title, "", _RESULTS.field(column).label)


def _no_line(reading: Reading, row: int, draw_id: str) -> Fault:
    at = reading.columns.get((_UNITS.name, "draw_id"))
    place = Place(
        reading.shown_as,
        reading.titles.get(_UNITS.name, _UNITS.title),
        address(row, at) if at else "",
        _UNITS.field("draw_id").label,
    )
    found = fault(
        "lots.no-list",
        place,
        "The list of a draw stands here, and the sheet “Lots” of the evidence workbook has no row "
        "for it, so the report cannot say that lots were drawn: copy the row from its certificate.",
        found=draw_id,
    )
    return replace(found, found="")


def _line_place(evidence: Reading, row: int, column: str) -> Place:
    sheet = evidence.workbook.sheet("lots")
    at = evidence.columns.get(("lots", column))
    return Place(
        evidence.shown_as,
        evidence.titles.get("lots", sheet.title),
        address(row, at) if at else "",
        sheet.field(column).label,
    )


def _no_list(evidence: Reading, row: int, draw_id: str) -> Fault:
    return fault(
        "lots.no-list",
        _line_place(evidence, row, "draw_id"),
        f"No file in the folder pupils has the list of the draw {quote(draw_id)}, so nobody can "
        "check it, and the report does not say that lots were drawn: put the workbook back that "
        f"spp draw made, lots-{draw_id}.xlsx.",
        found=draw_id,
    )


def _not_the_same(evidence: Reading, row: int, draw_id: str, why: str) -> Fault:
    return fault(
        "lots.certificate",
        _line_place(evidence, row, "certificate"),
        f"The draw {quote(draw_id)} does not come out again ({why}), so the report does not say "
        "that lots were drawn: put its row and its list back as spp draw wrote them; both stand "
        "on its certificate.",
    )
