"""What `spp check` says of signatures: whether what was signed may still be what would be shown.

Checking runs no notebook. It repeats what the last report said where that was made from the very
same, and otherwise says that something has changed, so that a report would tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spp_research.intake import NOTE, WARNING, Fault, Reading
from spp_research.intake.faults import Place, quote
from spp_research.intake.layout import address
from spp_research.kinds import ReportKind
from spp_research.phrases import long_date
from spp_research.protect.sign_off import AUDIENCES, SignOff
from spp_research.protect.signatures import Record, Remembered, read_records
from spp_research.run import cache
from spp_research.schema import HUB, SCHOOL
from spp_research.schema import PARTNERSHIP as LEADS
from spp_research.workspace import Workspace

from .signing import rows_of, signed_folder, sources_of

CODES: Mapping[str, str] = {
    "sign-off.changed": WARNING,
    "sign-off.look-again": NOTE,
    "sign-off.not-a-record": WARNING,
}
_SHEET = "sign_off"
_NAMED = 3  # of the things that changed, as many as a message can carry


def signed_faults(workspace: Workspace, reading: Reading) -> list[Fault]:
    """What there is to say of the signatures in one workbook that has no faults.

    Parameters
    ----------
    reading : of the lead's workbook or of a school's evidence.
    """
    if reading.workbook not in (LEADS, SCHOOL, HUB) or not reading.ok:
        return []
    school = reading.path.parent.name if reading.workbook is SCHOOL else ""
    of_hub = reading.workbook is HUB
    there = workspace.kinds.values()
    kinds = [k for k in there if k.per_school == bool(school) and k.hub == of_hub]
    reports = [workspace.report_folder(school or kind.about_all, kind.name) for kind in kinds]
    if not any(path.exists() for path in (signed_folder(workspace, school), *reports)):
        return []  # nothing was made yet that could be held against it
    sources, remembered = (
        sources_of(workspace, school),
        read_records(signed_folder(workspace, school)),
    )
    found = [
        one
        for kind in kinds
        for one in _of_kind(workspace, reading, school, kind, sources, remembered)
    ]
    return [*found, *_ignored(workspace, reading, school, remembered)]


def _of_kind(
    workspace: Workspace,
    reading: Reading,
    school: str,
    kind: ReportKind,
    sources: Mapping[str, str],
    remembered: Remembered,
) -> Iterator[Fault]:
    known = cache.read_manifest(workspace.report_folder(school or kind.about_all, kind.name))
    signature, audience = known.get("signature") or {}, known.get("audience")
    told: set[int] = set()
    if signature and audience in AUDIENCES and _same(known.get("sources") or {}, sources):
        rows = rows_of(workspace, school, kind.title, audience)
        if rows and signature.get("why"):
            told.add(rows[0][0].row)
            yield _changed(reading, rows[0][0], kind, signature)
        elif rows:
            told |= {line.row for line, _ in rows}
    for width in AUDIENCES:
        for line, own in rows_of(workspace, school, kind.title, width):
            mine = remembered.of(own)
            if line.row in told or line.audience != width or not mine:
                continue
            told.add(line.row)
            if not any(_same(one.sources, sources) for one in mine):
                yield _perhaps(reading, line, kind, mine[0])


def _changed(reading: Reading, line: SignOff, kind: ReportKind, signature: dict) -> Fault:
    changed = list(signature.get("changed", ()))
    told = "; ".join(changed[:_NAMED])
    more = f"; and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
    return _fault(
        "sign-off.changed",
        _place(reading, line),
        f"The {kind.named} is a draft: {signature['why']}"
        f"{f' {told}{more}.' if told else ''} Read it and sign it off again, with a new date or "
        "its text mark, or put back what was signed.",
    )


def _perhaps(reading: Reading, line: SignOff, kind: ReportKind, record: Record) -> Fault:
    when = long_date(record.first_seen)
    school = f" --school {record.signed_for.school}" if record.signed_for.school else ""
    return _fault(
        "sign-off.look-again",
        _place(reading, line),
        f"What the {kind.named} is made from has changed since its text was remembered on "
        f"{when} ({record.text.mark}). Whether it still says what was signed, and if not what "
        f"differs, is told by: spp report {kind.name}{school}",
    )


def _ignored(
    workspace: Workspace, reading: Reading, school: str, remembered: Remembered
) -> Iterator[Fault]:
    folder = signed_folder(workspace, school)
    for name, why in remembered.ignored:
        place = f"{folder.relative_to(workspace.root).as_posix()}/{name}"
        yield _fault(
            "sign-off.not-a-record",
            Place(reading.shown_as),
            f"The file {quote(place)} in the kit’s memory of what was signed is not used: {why}. "
            "Put back the file as it was, or delete it and sign off again.",
        )


def _fault(code: str, place: Place, message: str) -> Fault:
    where = (place.file, place.sheet, place.cell, place.column)
    return Fault(CODES[code], code, *where, "", message)


def _place(reading: Reading, line: SignOff) -> Place:
    field = reading.workbook.sheet(_SHEET).field("document")
    column = reading.columns.get((_SHEET, "document"), 1)
    title = reading.titles.get(_SHEET, reading.workbook.sheet(_SHEET).title)
    return Place(reading.shown_as, title, address(line.row, column), field.label)


def _same(then: Mapping[str, str], now: Mapping[str, str]) -> bool:
    return all(then.get(name) == found for name, found in now.items())
