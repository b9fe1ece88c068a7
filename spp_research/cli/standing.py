"""`spp status`: where each school is, what is due, and who may lead which workshop."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from spp_research.catalogue import choose
from spp_research.intake import Reading, read_lead, read_workbook, require
from spp_research.intake.workspace_check import with_own_titles
from spp_research.partnership.lead_workbook import membership_of
from spp_research.partnership.reviewed import reviews_over_years
from spp_research.partnership.status import SheetAtOdds, Status, seen_in_workbook, status_of
from spp_research.phrases import long_date, small
from spp_research.protect.at_odds import at_odds
from spp_research.publish.left_over import left_over
from spp_research.publish.placing import writing
from spp_research.publish.states import LABELS, Document, documents_of, note
from spp_research.publish.status_page import FOLDER, rows, sections, write_due, write_page
from spp_research.run.freshness import INDEX, Index
from spp_research.run.looks import Looks
from spp_research.schema import SCHOOL
from spp_research.settings import Settings, read_settings
from spp_research.share.exchanged import read_received
from spp_research.share.files import Shares, read_shares
from spp_research.words import lacking
from spp_research.words import status as words
from spp_research.workspace import EXAMPLE, Workspace, open_workspace

from . import front_page, showing
from .planning import as_plain, day_of
from .several import Done, in_each
from .showing import plain, shown


def show_status(places: Path | Sequence[Path], on: str, as_json: bool) -> int:
    """Print where the partnership is, write the page and the calendar; the exit code.

    Parameters
    ----------
    places : one workspace, or several for a line each.
    on : the day to look from, as YYYY-MM-DD; empty for the settings' day, or today.
    """
    folders = [places] if isinstance(places, Path) else places
    if len(folders) > 1:
        return in_each(folders, lambda folder: _in_a_line(folder, on), as_json)
    found, shares, files, settings, documents = _looked_at(folders[0], on)
    if as_json:
        left = left_over(open_workspace(folders[0]))
        showing.print_json(_as_json(found, shares, files, documents) | {"left_over": [*left]})
    else:
        if not on and settings.as_at:
            print(f"Seen on {long_date(found.on)}, the day that settings.yml fixes (as_at).")
        _show(found, shares, files, documents, left_over(open_workspace(folders[0])))
    return 0


def _in_a_line(folder: Path, on: str) -> Done:
    found, shares, files, _, documents = _looked_at(folder, on)
    notes = [f"{name}: {reason}" for name, reason in shares.refused.items()]
    line = f"{found.partnership}, {found.cycle}. {words.in_a_line(found)}"
    return Done(line, _as_json(found, shares, files, documents), notes=notes)


def _looked_at(
    folder: Path, on: str
) -> tuple[Status, Shares, list[Path], Settings, tuple[Document, ...]]:
    """Where one partnership is and how far its documents are, with the files that were written."""
    workspace = open_workspace(folder)
    found, shares, settings, documents = looked_from(workspace, on)
    files: list[Path] = []
    if str(folder) != EXAMPLE:
        with writing(workspace.root / FOLDER):
            page = write_page(found, workspace, settings, documents)
            files = [page, *_calendar(found, workspace)]
        files.append(front_page.write_front(workspace, documents))
    return found, shares, files, settings, documents


def looked_from(
    workspace: Workspace, on: str = ""
) -> tuple[Status, Shares, Settings, tuple[Document, ...]]:
    """Where one partnership is and how far its documents are; nothing is written.

    Parameters
    ----------
    on : the day to look from, as YYYY-MM-DD; empty for the settings' day, or today.

    Raises
    ------
    EvidenceError
        When the lead's workbook has faults.
    """
    settings = read_settings(workspace.settings_file)
    choose(settings.catalogue)
    lead = require(read_lead(workspace))
    listed = membership_of(lead)
    shares = read_shares(workspace.share_folder, listed)
    looks = Looks(workspace, Index(workspace.root / "reports" / INDEX))
    readings = _workbooks(workspace, lead, [school.slug for school in listed.schools], looks)
    seen = {school: seen_in_workbook(reading) for school, reading in readings.items()}
    reviews = reviews_over_years(workspace, lead)
    day = day_of(on, settings)
    received = [
        read_received(workspace.root, side, listed.cycle, day) for side in lead.partners.sides
    ]
    found = status_of(lead, listed.schools, shares.shares, seen, day, reviews, received)
    sheets = [(found.partnership, lead)]
    sheets += [(one.name, readings[one.slug]) for one in listed.schools if one.slug in readings]
    found = replace(
        found,
        at_odds=tuple(
            SheetAtOdds(whose, one)
            for whose, reading in sheets
            for one in at_odds(reading.rows["sign_off"].records, day, fixed=settings.fixes_day)
        ),
    )
    others = {f"partners/{name}": why for name, why in lead.partners.refused.items()}
    for one in received:
        folder_there = f"partners/{one.side.partnership_id}"
        others |= {f"{folder_there}/{name}": why for name, why in one.refused.items()}
    shares = replace(shares, refused={**shares.refused, **others})
    return found, shares, settings, documents_of(workspace, looks)


def _calendar(found: Status, workspace: Workspace) -> list[Path]:
    from spp_research.errors import TemplateError

    try:
        return [write_due(found, workspace)]
    except TemplateError as error:  # the page and the table are worth having without it
        print(plain(error), file=sys.stderr)
        return []


def _workbooks(
    workspace: Workspace, lead: Reading, schools: Sequence[str], looks: Looks
) -> dict[str, Reading]:
    """What the workbooks at hand say; at the lead's there may be none."""
    there = {school: workspace.evidence_file(school) for school in schools}
    known, found = lead.keys(), {}
    for school, path in there.items():
        if path.is_file():
            reading = with_own_titles(read_workbook(path, SCHOOL, known), workspace)
            looks.take(school, reading)
            found[school] = reading
    return found


def _show(
    found: Status,
    shares: Shares,
    files: Sequence[Path],
    documents: Sequence[Document],
    left: Sequence[str],
) -> None:
    print(plain(words.in_a_line(found)))
    _table(found)
    _documents(documents)
    for heading, sentences in sections(found, documents, left):
        if sentences:
            print(plain(f"\n{heading}"))
        for sentence in sentences:
            print(plain(f"  {sentence}"))
    if nothing := words.silent(found):
        print(plain(f"\n{nothing}"))
    for reason in shares.refused.values():
        print(plain(reason), file=sys.stderr)
    for path in files:
        print(shown(path))


def _table(found: Status) -> None:
    heads = ("School", *(words.heading(step.stage) for step in found.standings[0].steps))
    _rows(heads, rows(found))


def _documents(documents: Sequence[Document]) -> None:
    """How far each document is, a line a school, as the front page says it."""
    kinds = [*dict.fromkeys(one.kind for one in documents if one.kind.per_school)]
    by_school: dict[tuple[str, str], dict[str, str]] = {}  # two may have the same long name
    for one in documents:
        if one.kind.per_school:
            own = by_school.setdefault((one.school, one.whose), {})
            own[one.kind.name] = LABELS[one.state]
    lines = [
        (who, *(own.get(kind.name, "–") for kind in kinds)) for (_, who), own in by_school.items()
    ]
    print()
    _rows(("School", *(kind.title for kind in kinds)), lines)
    for one in documents:
        if not one.kind.per_school:
            print(f"{one.kind.title}: {small(LABELS[one.state])}")


def _rows(heads: Sequence[str], lines: Sequence[tuple[str, ...]]) -> None:
    cells = [tuple(map(plain, row)) for row in lines]
    if not sys.stdout.isatty():
        for row in (heads, *cells):
            print("\t".join(row))
        return
    showing.table(heads, cells)


def _as_json(
    found: Status, shares: Shares, files: Sequence[Path], documents: Sequence[Document]
) -> dict[str, Any]:
    return {
        "partnership": found.partnership,
        "cycle": found.cycle,
        "on": found.on.isoformat(),
        "schools": [
            {
                "school": standing.school.slug,
                "review": standing.visit.nth if standing.visit else None,
                "seen_in": list(standing.seen.sources),
                "steps": [
                    {"step": step.stage.value, "day": as_plain(step.day), "state": step.state.value}
                    for step in standing.steps
                ],
            }
            for standing in found.standings
        ],
        "nothing_from": list(found.silent),
        "training": [as_plain(vars(one)) for one in found.lapses],
        "sign_offs": [as_plain(vars(one)) for one in found.expiries],
        "sign_offs_at_odds": [
            {"whose": one.whose, "document": one.odds.document, "said": words.at_odds(one)}
            for one in found.at_odds
        ],
        "workshops": [
            {
                "school": one.school.slug,
                "day": one.day.isoformat(),
                "champion": one.champion,
                "allowed": list(one.allowed),
            }
            for one in found.workshops
        ],
        "measured": [
            {"school": one.school.slug, "outcome": one.outcome, "day": one.day.isoformat()}
            for one in found.measuring
        ],
        "threads": [as_plain(vars(one)) for one in found.loose],
        "reviewed": {host: dict(by) for host, by in found.reviewed.items()},
        "partners": [
            {
                "partnership": one.received.side.partnership,
                "reviews_together": one.together,
                "sent_by": list(one.received.shares),
                "nothing_from": list(one.received.missing),
            }
            for one in found.partners
        ],
        "documents": [
            {
                "school": one.school,
                "kind": one.kind.name,
                "state": one.state.value,
                "signed": one.signed,
                "missing": one.lacking and lacking.sentence(one.lacking),
                "note": note(one),
                "files": [f"reports/{address}" for _, address in one.files],
            }
            for one in documents
        ],
        "not_used": dict(shares.refused),
        "files": [str(path) for path in files],
    }
