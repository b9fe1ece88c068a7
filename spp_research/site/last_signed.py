"""The page that was signed last, where a slip elsewhere in the workbook keeps a new one away.

A date mistyped on the Action plan is no reason to take a practice off the website: nobody took it
back. So the text that was kept when it was signed stays, but only where the Sign-off sheet itself
was read without a fault and covers it today. Where that cannot be known, no page is shown; and if
one is public already the build stops, since nobody decided that it should go.
"""

from __future__ import annotations

import json
from pathlib import Path

from spp_research.errors import DisclosureError, RenderError
from spp_research.intake import check_school
from spp_research.intake.check.free_texts import cleared_of
from spp_research.kinds import BEST_PRACTICE
from spp_research.partnership.lead_workbook import Partnership, School
from spp_research.phrases import sentence
from spp_research.protect import personal
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import SignOff
from spp_research.protect.signatures import Record, read_records
from spp_research.publish import allowed
from spp_research.publish.kept import edition_of, written_lines
from spp_research.publish.pandoc import parse
from spp_research.publish.sign_off_sheet import ended, sound_sign_offs
from spp_research.publish.signing import read_sheets, rows_of, signed_folder, sources_of
from spp_research.run.cache import file_hash
from spp_research.run.looks import read_book
from spp_research.schema import SCHOOL
from spp_research.schema.vocabulary import THEMES, WRITE_UP
from spp_research.workspace import Workspace, kit_resources

from .content import SharedPractice
from .earlier import front_of
from .materials_still import MATERIALS_CHANGED, materials_differ
from .photos_still import PHOTOS_CHANGED, photos_differ
from .still_says import ids_in, still_says
from .texts import put_tree

_PUBLIC = Audience.PUBLIC.value
_REPORT = "report.qmd"
NOT_SIGNED = "no sign-off for everyone stands today"
CHANGED = "the words of its Best practice sheet are no longer those that were signed"
NAMES_A_PUPIL = "what was signed seems to hold the name or the ID of a pupil"
TAKEN_BACK = (NOT_SIGNED, CHANGED, NAMES_A_PUPIL, PHOTOS_CHANGED, MATERIALS_CHANGED)


def last_signed(
    workspace: Workspace, partnership: Partnership, school: School, folder: Path
) -> tuple[SharedPractice | None, str]:
    """The practice as it was signed last, or why that cannot be shown; the end of a sentence.

    Where the reason is among `TAKEN_BACK`, the page goes whatever else is wrong.

    Parameters
    ----------
    folder : a private one that does not exist yet, in which the write-up is left.
    """
    if not sound_sign_offs(workspace, school.slug):
        if ended(workspace, school.slug, WRITE_UP, _PUBLIC):
            return None, NOT_SIGNED
        return None, "its Sign-off sheet cannot be read without a fault"
    line, record = _of_today(workspace, school.slug)
    if line is None:
        return None, NOT_SIGNED
    files = edition_of(record, signed_folder(workspace, school.slug)) if record else None
    if record is None or files is None:
        return None, "what was signed is not kept here whole"
    if record.sources.get("settings") != sources_of(workspace, "")["settings"]:
        return None, "the thresholds or the words of settings.yml have changed since it was made"
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    written = files[_REPORT].decode("utf-8")
    if names_a_pupil(written, workspace, school.slug):
        return None, NAMES_A_PUPIL
    if other := _says_something_else(written, workspace, school.slug):
        return None, other
    if other := photos_differ(record, written, workspace, school.slug):
        return None, other
    if other := materials_differ(written, workspace, school.slug):
        return None, other
    if named := _with_somebody(written, workspace, partnership, school.slug):
        return None, f"what was signed seems to hold what points to one person, under {named}"
    try:
        read = parse(folder)
        parsed = json.loads(read)
        allowed.check(parsed, folder)
    except (RenderError, DisclosureError):
        return None, "what was kept of it is not written as the kit writes one"
    front = front_of(parsed["meta"], line)
    theme = _theme(parsed["meta"], workspace, school.slug)
    if not theme:
        return None, "nobody can tell which theme it belongs to"
    put_tree(read, folder)
    own = record.signed_for
    return SharedPractice(school, theme, front, folder, item=own.item), ""


def _of_today(workspace: Workspace, school: str) -> tuple[SignOff | None, Record | None]:
    """The latest sign-off that stands, and the text that was made under it last."""
    remembered = read_records(signed_folder(workspace, school))
    first = None
    for line, own in rows_of(workspace, school, WRITE_UP, _PUBLIC):
        first = first or line
        records = [
            record
            for record in remembered.of(own)
            if not line.marks.marks or record.text.mark in line.marks.marks
        ]
        if len(records) == 1:  # of several nobody can tell which one was read
            return line, records[0]
    return first, None


def _says_something_else(written: str, workspace: Workspace, school: str) -> str:
    """Why the text is not what the Best practice sheet says now; empty where it is."""
    name = BEST_PRACTICE.notebook
    if file_hash(workspace.notebooks / name) != file_hash(kit_resources() / "notebooks" / name):
        return "its notebook is not the kit’s own, so nobody can tell what it would say now"
    reading = read_book(workspace.evidence_file(school), SCHOOL)
    row = next((row for _, row in reading.rows["practice"].records), None)
    if row is not None and still_says(written, row):
        return ""
    if "practice" in reading.partial:
        return "its Best practice sheet has a fault, and what can be read is not what was signed"
    return CHANGED


def names_a_pupil(written: str, workspace: Workspace, school: str) -> bool:
    """Whether the text holds the name or the ID of anybody in the school's files about pupils.

    These may have faults of their own; whom they name is read from what can be read of them.
    """
    names, ids = set[str](), set[str]()
    for reading in check_school(workspace, school, {})[1:]:
        names |= reading.pupil_names
        for rows in reading.rows.values():
            ids |= {str(row["pupil_id"]) for _, row in rows.records if row.get("pupil_id")}
    book = read_sheets(workspace.evidence_file(school), SCHOOL)
    cleared = cleared_of(row for _, row in book["school"].records)
    ids -= cleared
    return any(
        ids_in(line.words, ids)
        or any(span.kind == personal.NAME for span in personal.find(line.words, names, (), cleared))
        for line in written_lines(written, kit_resources() / "reports" / "_style")
    )


def _with_somebody(
    written: str, workspace: Workspace, partnership: Partnership, school: str
) -> str:
    """The sections that seem to name somebody besides the contact, by today's rules."""
    rows = read_sheets(workspace.evidence_file(school), SCHOOL)
    cleared = set(cleared_of(row for _, row in rows["school"].records))
    for _, row in rows["practice"].records:
        for cell in (row["contact_name"], row["contact_email"]):
            cleared |= {*personal.words_in(str(cell))} if cell else set()
    found = {
        line.section: None
        for line in written_lines(written, kit_resources() / "reports" / "_style")
        if personal.find(
            line.words, frozenset(), frozenset(partnership.staff_names), frozenset(cleared)
        )
    }
    return "; ".join(f"“{section}”" for section in [*found][:3])


def _theme(meta: dict[str, object], workspace: Workspace, school: str) -> str:
    """The theme on the sheet; where that cannot be read, the one whose name it is found by."""
    for _, row in read_sheets(workspace.evidence_file(school), SCHOOL)["practice"].records:
        if row["theme"] in THEMES:
            return str(row["theme"])
    words = json.dumps(meta.get("keywords"), ensure_ascii=False)
    named = [theme for theme in THEMES if all(f'"{w}"' in words for w in _short(theme).split())]
    return named[0] if len(named) == 1 else ""


def _short(theme: str) -> str:
    return theme.partition(":")[0]


def stays(reason: str) -> str:
    """What is said of a page that stays as it was signed.

    Parameters
    ----------
    reason : why no new one could be made, one sentence or several.
    """
    return (
        "The page stays as it was signed: nothing was taken back, and its Sign-off sheet covers "
        f"it. A new page could not be made. {reason}"
    )


def goes(besides: str, reason: str) -> str:
    """What is said of a page that goes although a slip would have kept a new one away.

    Parameters
    ----------
    besides : one of `TAKEN_BACK`.
    """
    return f"{sentence(besides[0].upper() + besides[1:])} {reason}"


def would_vanish(school: str, reason: str, besides: str) -> str:
    """Why the build stops: a page that is public would go without anybody having decided so."""
    return (
        f"{school}: its practice is on the website, and would go from it though nobody took it "
        f"back. The page that was signed cannot stay, because {besides}. Mend what is said below "
        "and run this again; to take the page away, fill in “Withdrawn on” on its Sign-off sheet. "
        f"{reason}"
    )
