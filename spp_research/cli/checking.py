"""`spp check`: read every workbook, list what was found, and write marked copies."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from spp_research.errors import ConfigurationError, EvidenceError, NotebookError
from spp_research.hub.lead import hub_book_of
from spp_research.intake import (
    NOTE,
    WARNING,
    Fault,
    Reading,
    check_workspace,
    read_workbook,
    write_checked,
)
from spp_research.intake.check.cycle_dates import fixed_day
from spp_research.intake.check.fault_groups import together
from spp_research.intake.check.reading import to_begin, with_faults
from spp_research.intake.check.told import counted, in_order, line_of, waiting
from spp_research.intake.faults import HELP_PAGE, listed, quote
from spp_research.intake.write.marked_copy import copies_without_file, copy_of, is_as_written
from spp_research.intake.write.withheld_values import without_values
from spp_research.kinds import HUB_REPORT
from spp_research.partnership import closed_cycles
from spp_research.partnership.identity import with_identity
from spp_research.partnership.lead_workbook import membership_of
from spp_research.partnership.pairs import namesakes
from spp_research.protect.disclosure import Audience, rules_for
from spp_research.publish.placing import storage_error
from spp_research.publish.signed_check import signed_faults
from spp_research.schema import HUB, SCHOOL
from spp_research.settings import read_settings
from spp_research.share.exchanged import read_received
from spp_research.share.files import read_shares, share_files
from spp_research.workspace import Workspace, open_place

from . import showing
from .several import Done, in_each
from .showing import plain

# Besides those of the workbooks, timetable and signatures.
CODES = {
    "share.not-used": WARNING,
    "share.look": NOTE,
    "partner.not-used": WARNING,
    "partner.namesake": WARNING,
}

_BEGIN = (
    "Nothing is wrong, and there is nothing to make reports from yet. Next: fill in "
    'partnership.xlsx in Excel, and for each SCHOOL type: spp add-school "Its long name"'
)


@dataclass(frozen=True)
class Checked:
    """What was found in one workspace.

    Parameters
    ----------
    copies : the marked copy of each workbook, by its path; None where it needs none.
    settings : what is wrong with settings.yml, or empty.
    notebooks : why notebooks of the workspace's own make no document, a sentence each.
    """

    readings: list[Reading]
    copies: dict[Path, Path | None]
    settings: str
    notebooks: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        if not all(reading.ok or reading.not_started for reading in self.readings):
            return EvidenceError.exit_code
        if self.settings:
            return ConfigurationError.exit_code
        return NotebookError.exit_code if self.notebooks else 0


def check_workbooks(found: Path | Sequence[Path], schools: Sequence[str], as_json: bool) -> int:
    """Check the workbooks and settings of one workspace or several; the exit code.

    What is wrong with the settings holds back no check of a workbook. Of one workspace everything
    is printed that was found, of several a line each.
    """
    folders = [found] if isinstance(found, Path) else found
    if len(folders) == 1:
        return _check_one(folders[0], schools, as_json)
    return in_each(folders, lambda folder: _in_a_line(folder, schools), as_json)


def _check_one(folder: Path, schools: Sequence[str], as_json: bool) -> int:
    workspace = open_place(folder)
    if workspace.is_closed:
        return _check_closed(workspace, as_json)
    found = checked_with_copies(workspace, schools)
    if as_json:
        showing.print_json(_as_json(found))
        return found.exit_code
    for line in filter(None, (found.settings, *found.notebooks)):
        print(plain(line))
    for reading in found.readings:
        show_reading(reading, found.copies[reading.path])
    print(plain(_summary(found.readings, folder, bool(found.settings))))
    return found.exit_code


def _in_a_line(folder: Path, schools: Sequence[str]) -> Done:
    workspace = open_place(folder)
    if workspace.is_closed:
        changed = closed_cycles.changed_since(workspace.root)
        code = EvidenceError.exit_code if changed else 0
        return Done(_of_closed(workspace, changed), {"closed": True, "changed": changed}, code)
    found = checked_with_copies(workspace, schools)
    line = _summary(found.readings, folder, bool(found.settings))
    facts = _as_json(found)
    notes = [f"settings.yml: {found.settings}"] if found.settings else []
    notes += found.notebooks
    return Done(line, facts, found.exit_code, notes)


def checked_with_copies(workspace: Workspace, schools: Sequence[str]) -> Checked:
    """Check one workspace, and write the marked copies."""
    readings, settings = checked(workspace, schools)
    _clear_copies(workspace, list(schools) or None)
    # The good ones first: of results.csv and results.xlsx one takes the other's old copy away.
    by_grade = sorted(readings, key=lambda reading: not reading.ok)
    copies = {reading.path: marked_copy(reading) for reading in by_grade}
    own = tuple(workspace.declared.amiss.values())
    return Checked([without_values(reading) for reading in readings], copies, settings, own)


def checked(
    workspace: Workspace, schools: Sequence[str], *, lead_alone: bool = False
) -> tuple[list[Reading], str]:
    """The workbooks of one workspace, the lead's first, and what is wrong with its settings.

    Nothing is written. The readings still hold the values of pupils' files.

    Parameters
    ----------
    schools : short names; empty for all of them.
    lead_alone : whether no workbook of a school is wanted.
    """
    settings = _about_settings(workspace)
    wanted = [] if lead_alone else schools or None
    if workspace.is_hub:
        readings = [_with_share_files(workspace, schools)]
    else:
        from spp_research.partnership.timetable import with_broken_rules

        readings = [with_broken_rules(r) for r in check_workspace(workspace, wanted)]
    lead = readings[0]
    if not settings and not workspace.is_hub:
        lead = with_faults(lead, fixed_day(lead, read_settings(workspace.settings_file).as_at))
    if not workspace.is_hub:
        others = [*_shares_not_used(workspace, lead), *_partners(workspace, lead)]
        readings[0] = with_faults(lead, others)
    readings = [replace(r, faults=(*r.faults, *signed_faults(workspace, r))) for r in readings]
    readings = with_identity(workspace, readings)
    return [in_order(reading) for reading in readings], settings


def _with_share_files(workspace: Workspace, schools: Sequence[str]) -> Reading:
    """The hub's workbook, with what there is to say of each share file that does not count."""
    if schools:
        raise ConfigurationError(
            "A hub has no workbooks of schools to check. Leave out --school, or give --workspace "
            "the folder of a partnership."
        )
    from spp_research.hub.gathering import gather, without_share_files

    reading = read_workbook(workspace.hub_file, HUB)
    if not reading.ok:
        return reading
    rules, day = rules_for(Audience.PARTNERSHIP), date.today()
    found = gather(workspace, hub_book_of(reading), rules, day, day)
    said = [("share.not-used", one.sentence) for one in found.left]
    said += [("share.look", sentence) for sentence in found.asked]
    said += [
        (
            "share.look",
            f"partnerships/{name}: there is no share file in this folder. They end in .json, and "
            "lie loose in the folder of their partnership or in its folder share.",
        )
        for name in without_share_files(workspace)
    ]
    faults = [Fault(CODES[c], c, reading.shown_as, "", "", "", "", told) for c, told in said]
    return with_faults(reading, faults)


def _check_closed(workspace: Workspace, as_json: bool) -> int:
    """Whether a closed cycle is as it was; nothing else of it is checked, or mended, any more."""
    changed = closed_cycles.changed_since(workspace.root)
    later = closed_cycles.came_later(workspace.root)
    if as_json:
        showing.print_json({"closed": True, "changed": changed, "came_later": later})
    else:
        print(plain(f"{workspace.root}: {_of_closed(workspace, changed)}"))
    if later and not as_json:
        print(plain(f"Share files that came after that, and are used: {listed(later[:4])}."))
    return EvidenceError.exit_code if changed else 0


def _of_closed(workspace: Workspace, changed: Sequence[str]) -> str:
    """What became of the files of a cycle that was closed."""
    if not changed:
        return "this cycle was closed, and every file is as it was then."
    return (
        f"this cycle was closed, and {listed(changed[:4])} "
        f"{'has' if len(changed) == 1 else 'have'} been changed since, or "
        f"{'is' if len(changed) == 1 else 'are'} gone. What depends on "
        f"{'it' if len(changed) == 1 else 'them'} is not shown. Put back what was there, from a "
        "copy or a backup."
    )


def _about_settings(workspace: Workspace) -> str:
    """What is wrong with the settings, in a sentence; empty when nothing is."""
    try:
        read_settings(workspace.settings_file)
    except ConfigurationError as error:
        return str(error)
    return ""


def _shares_not_used(workspace: Workspace, lead: Reading) -> list[Fault]:
    """Share files that no report uses, such as last year's."""
    if workspace.is_hub or not lead.ok or not share_files(workspace.share_folder):
        return []
    refused = read_shares(workspace.share_folder, membership_of(lead)).refused
    return [
        Fault(CODES["share.not-used"], "share.not-used", lead.shown_as, "", "", "", "", reason)
        for reason in refused.values()
    ]


def _partners(workspace: Workspace, lead: Reading) -> list[Fault]:
    """What is not used of other sides, and people who may be one person under two IDs."""
    told = [("partner.not-used", why) for why in lead.partners.refused.values()]
    if lead.ok:
        cycle, day = membership_of(lead).cycle, date.today()
        for side in lead.partners.sides:
            received = read_received(workspace.root, side, cycle, day)
            told += [("partner.not-used", why) for why in received.refused.values()]
        for own, who, side in namesakes(lead):
            told.append(
                (
                    "partner.namesake",
                    f"{quote(own)} on the sheet of people has the name of {quote(who)}, whom "
                    f"{side.partnership} has registered: if that is one person, use {quote(who)} "
                    f"alone and take the rows of {quote(own)} out; if they are two, write the name "
                    "on your sheet so that a reader can tell them apart.",
                )
            )
    return [Fault(CODES[code], code, lead.shown_as, "", "", "", "", why) for code, why in told]


def marked_copy(reading: Reading) -> Path | None:
    """Write the marked copy of a workbook with faults; take away the copy of one without."""
    copy = copy_of(reading.path)
    try:
        if reading.ok or reading.not_started or not reading.path.is_file():
            copy.unlink(missing_ok=True)
            return None
        return write_checked(reading, copy)
    except OSError as error:
        known = storage_error(error, copy)
        if known is None:
            raise
        print(known, file=sys.stderr)  # what was found matters more than its copy
        return None


def _clear_copies(workspace: Workspace, schools: list[str] | None) -> None:
    """Delete the marked copies whose file is gone; name those that somebody has saved since."""
    for copy in copies_without_file(workspace, schools):
        try:
            if is_as_written(copy):
                copy.unlink()
                continue
            told = (
                f"{showing.shown(copy)}: this has the name of a marked copy, its file is gone, and "
                "the kit did not write it as it is now, so it is left. Delete it if nobody needs "
                "it; it may repeat what pupils' files say."
            )
        except OSError as error:
            known = storage_error(error, copy)
            if known is None:
                raise
            told = str(known)
        print(plain(told), file=sys.stderr)


def show_reading(reading: Reading, copy: Path | None) -> None:
    if reading.not_started:
        sheets = listed(to_begin(reading), "and")
        print(f"{plain(reading.shown_as)}: not started yet; begin with {plain(sheets)}")
        return
    said = together(reading.faults)
    print(f"{plain(reading.shown_as)}: {counted(said) or 'nothing to mend'}")
    for sheet in dict.fromkeys(one.fault.sheet for one in said):
        indent = "  "
        if sheet:
            print(f"  {plain(sheet)}")
            indent = "    "
        for one in said:
            if one.fault.sheet == sheet:
                print(f"{indent}{plain(line_of(one.fault))}")
    if later := waiting(reading):
        print(f"  {plain(later)}")
    if reading.faults:
        anchors = ", ".join(dict.fromkeys(f"#{fault.code}" for fault in reading.faults))
        print(f"  More about these: {HELP_PAGE} ({anchors})")
    if copy is not None:
        # Of a file that could not be opened no cell is known.
        what = "The cells are marked" if reading.fingerprint else "This is also written"
        print(f"  {what} in {showing.shown(copy)}")


def _summary(readings: Sequence[Reading], folder: Path, settings: bool) -> str:
    number = len(readings)
    if readings[0].workbook is HUB:
        return _of_hub(readings[0], folder, settings)
    idle = sum(reading.not_started for reading in readings)
    faulty = sum(not reading.ok for reading in readings) - idle
    books = "workbook" if number == 1 else "workbooks"
    if settings:
        more = f"; {faulty} {'has' if faulty == 1 else 'have'} faults to mend" if faulty else ""
        return (
            f"{number} {books} checked{more}. Mend settings.yml too, as the first line here says: "
            "no report is made until it can be read."
        )
    if readings[0].not_started and not faulty:
        which = "school" if number == 1 else "school that is not here yet"
        return _BEGIN.replace("SCHOOL", which)
    schools = [reading for reading in readings if reading.workbook is SCHOOL]
    idle += sum(not reading.path.is_file() for reading in schools)
    later = f" {idle} not started yet." if idle else ""
    if not faulty and schools and all(reading.not_started for reading in schools):
        return f"{number} {books} checked.{later} Next: the schools fill in theirs, then: spp check"
    if not faulty:
        return f"{number} {books} checked.{later} Reports can be made: {_next_command(folder)}"
    have = "has" if faulty == 1 else "have"
    lead = readings[0]
    then = ""
    if not lead.ok:
        then = f" Begin with {lead.shown_as}, which all the reports need."
    elif any(reading.ok and not reading.not_started for reading in schools):
        then = " Reports of the other schools can be made."
    more = (
        " What is “not yet checked” waits for them, so the next check may find a little more."
        if any(map(waiting, readings))
        else ""
    )
    return f"{number} {books} checked; {faulty} {have} faults to mend.{later}{more}{then}"


def _of_hub(reading: Reading, folder: Path, settings: bool) -> str:
    """The last line about a hub."""
    left = sum(fault.code == "share.not-used" for fault in reading.faults)
    files = f" {left} share {'file does' if left == 1 else 'files do'} not count." if left else ""
    if settings:
        return f"hub.xlsx checked.{files} Mend settings.yml too: no report is made until then."
    if reading.not_started:
        return "Nothing is wrong, and hub.xlsx is not started yet. Fill it in, then: spp check"
    if not reading.ok:
        return "hub.xlsx has faults to mend; share files are looked at when it has none."
    command = _next_command(folder, HUB_REPORT.name)
    return f"hub.xlsx checked.{files} The report can be made: {command}"


def _next_command(folder: Path, what: str = "--all") -> str:
    """What to type next, to be pasted as it is from where the reader is."""
    if folder == Path():
        return f"spp report {what}"
    return f"spp report {what} --workspace {showing.quoted(folder)}"


def _as_json(found: Checked) -> dict[str, Any]:
    readings, copies = found.readings, found.copies
    return {
        "ok": all(reading.ok for reading in readings) and not (found.settings or found.notebooks),
        "settings": found.settings,
        "notebooks": list(found.notebooks),
        "workbooks": [
            {
                "file": reading.shown_as,
                "ok": reading.ok,
                "not_started": reading.not_started,
                "marked_copy": str(copies[reading.path] or ""),
                "waits_for": sorted(reading.partial),
                "findings": [asdict(fault) | {"help": fault.help} for fault in reading.faults],
            }
            for reading in readings
        ],
    }
