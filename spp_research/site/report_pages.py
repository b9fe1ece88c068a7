"""The page of a report about all schools, where it is signed off for everyone.

A partnership's website has the report of its year, and those of closed years; a hub's has its own.
What stands on the page is the text that was signed, as it was kept.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from spp_research.catalogue import speaking
from spp_research.errors import DisclosureError, SPPError
from spp_research.kinds import ReportKind
from spp_research.phrases import sentence
from spp_research.protect.sign_off import SignOff
from spp_research.publish import allowed
from spp_research.publish.kept import edition_of
from spp_research.publish.pandoc import parse
from spp_research.publish.signed_report import (
    SignedReport,
    kind_here,
    public_job,
    shown_files,
    signed_report,
)
from spp_research.publish.signing import signed_folder
from spp_research.publish.still_signed import standing_of
from spp_research.settings import read_settings
from spp_research.workspace import Workspace

from .ahead import titled
from .content import slug
from .despite_slips import marks_of
from .earlier import front_of
from .reported import FOLDER, ReportPage
from .texts import put_tree

_PUBLIC = "public"


@dataclass
class OwnReports:
    """What there is of reports about all schools.

    Parameters
    ----------
    shown : those that everyone may read, the latest year first.
    refused : for each that is signed off and not shown, what it is and why.
    slips : of those, the pages that nobody decided about, with why, and the text marks that what
        was signed has; none where nobody can tell.
    """

    shown: list[ReportPage] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    slips: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


def own_reports(
    workspace: Workspace,
    cycle: str,
    scratch: Path,
    renderer: str,
    on_step: Callable[[str, str], None],
) -> OwnReports:
    """The reports about all schools that everyone may read, and why others are not shown.

    Parameters
    ----------
    cycle : the name of the one that is open.
    scratch : a private folder.
    renderer : name and version of the renderer.
    """
    found = OwnReports()
    kind, address = kind_here(workspace), f"{FOLDER}/{slug_of(cycle)}.html"
    signed: SignedReport | None = None
    try:
        signed = signed_report(workspace)
        if signed is not None and signed.changed:
            signed = _made_again(workspace, signed, scratch / "report-again", renderer, on_step)
        if signed is not None and signed.files is not None:
            folder = scratch / "report-now"
            page = page_of(kind, signed.files, signed.line, folder, slug_of(cycle), cycle)
            found.shown.append(page)
        elif signed is not None:
            found.refused.append((kind.title, signed.why))
            if signed.slip:
                found.slips[address] = (signed.why, signed.marks)
    except SPPError as error:
        found.refused.append((kind.title, str(error)))
        if signed is not None and not isinstance(error, DisclosureError):
            found.slips[address] = (str(error), signed.marks)
    if not workspace.is_hub:
        for earlier, name, why, slip in _earlier(workspace, scratch):
            if earlier is not None:
                found.shown.append(earlier)
                continue
            found.refused.append((f"{kind.title}, {name}", why))
            if slip:
                found.slips[f"{FOLDER}/{slug_of(name)}.html"] = (why, ())
    return found


def would_go(site: Path, reports: OwnReports) -> dict[str, str]:
    """The pages of reports that are public and would go because of a slip, and what is said.

    Of the open year only that of a text which a row of the Sign-off sheet still names by its mark,
    or which was remembered under it: what is signed in other words goes.

    Parameters
    ----------
    site : the website that is there now.
    """
    lost = {}
    for address, (why, marks) in reports.slips.items():
        page = site / address
        if address in {one.address for one in reports.shown} or not page.is_file():
            continue
        if marks and not set(marks) & set(marks_of(page)):
            continue
        lost[address.removesuffix(".html")] = (
            f"{titled(page)}: this report is on the website, and would go from it though nobody "
            "took it back. Mend what is said below and run this again; to take the page away, "
            f"fill in “Withdrawn on” on the lead’s Sign-off sheet. {why}"
        )
    return lost


def slug_of(cycle: str) -> str:
    """A cycle as part of an address."""
    return slug(cycle)[:40].strip("-") or "year"


def page_of(
    kind: ReportKind,
    files: Mapping[str, bytes],
    line: SignOff,
    folder: Path,
    stem: str,
    cycle: str,
) -> ReportPage:
    """A report as a page of the website, held to what every page is held to.

    Parameters
    ----------
    files : its text and pictures, by name.
    folder : a private one, in which it is left.

    Raises
    ------
    DisclosureError, RenderError
        When it holds what no report of the kit holds.
    """
    for name, content in files.items():
        target = folder / name
        if not target.resolve().is_relative_to(folder.resolve()):
            raise DisclosureError(f"{name}: no part of a report is called so.")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    read = parse(folder)
    parsed = json.loads(read)
    allowed.check(parsed, folder)
    put_tree(read, folder)
    front = replace(front_of(parsed["meta"], line), document=kind.name)
    if not front.partnership:
        front = replace(front, partnership=front.subtitle)
    told = parsed["meta"].get("lang", {}).get("c", [])
    language = str(told[0]["c"]).partition("-")[0] if told else "en"
    return ReportPage(kind, front, folder, stem, cycle, language)


def _earlier(
    workspace: Workspace, scratch: Path
) -> Iterator[tuple[ReportPage | None, str, str, bool]]:
    """The reports of closed years that stand, or why one does not, and whether that is a slip."""
    from spp_research.intake import read_workbook
    from spp_research.partnership.closed_cycles import closed_cycles
    from spp_research.schema import PARTNERSHIP

    kind = kind_here(workspace)
    for closed in reversed(closed_cycles(workspace)):
        book = closed.workspace.partnership_file
        rows = read_workbook(book, PARTNERSHIP).rows if book.is_file() else {}
        signed = any(
            row["document"] == kind.title and str(row["audience"]).lower() == _PUBLIC
            for _, row in (rows["sign_off"].records if "sign_off" in rows else ())
        )
        try:
            stands = standing_of(workspace, closed, "", kind.title, _PUBLIC)
            if stands.kept is None or stands.line is None:
                if signed or stands.line:
                    yield None, closed.name, sentence(stands.why), stands.slip
                continue
            folder = scratch / f"report-{closed.folder}"
            folder.mkdir(parents=True)
            stands.kept.put_into(folder, stands.line)
            names = [path for path in folder.rglob("*") if path.is_file()]
            files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in names}
            shutil.rmtree(folder)
            stem = f"{slug_of(closed.name)}"
            page = page_of(kind, shown_files(files), stands.line, folder, stem, closed.name)
        except SPPError as error:
            if signed:
                slip = not isinstance(error, DisclosureError)
                yield None, closed.name, str(error), slip
            continue
        yield page, closed.name, "", False


def _made_again(
    workspace: Workspace,
    signed: SignedReport,
    scratch: Path,
    renderer: str,
    on_step: Callable[[str, str], None],
) -> SignedReport:
    """Make the report anew for everyone, to see whether it still says what was signed."""
    from spp_research.publish.branding import look_of
    from spp_research.publish.export import export
    from spp_research.publish.reports import provenance
    from spp_research.publish.signing import Signing
    from spp_research.run.engine import execute

    job = public_job(workspace)
    settings = read_settings(workspace.settings_file)
    private, made = scratch / "run", scratch / "report"
    private.mkdir(parents=True)
    made.mkdir()
    on_step(job.kind.about_all, "running the notebook")
    key, signing = secrets.token_hex(16), Signing(job)
    executed = private / job.kind.notebook
    execute(workspace.notebook_of(job.kind), job.parameters, executed, key=key)
    with speaking(settings.speech(job.kind.name)):
        about, look = provenance(job, renderer), look_of(workspace, settings)
        numbers = settings.numbers_to_reuse
        verdict = export(executed, made, about, look, signing, key=key, numbers=numbers).verdict
    if verdict is None:
        raise ValueError("nobody asked what the sign-offs say of the report")
    record = verdict.keep or (verdict.record if verdict.signed else None)
    files = edition_of(record, signed_folder(workspace, "")) if record else None
    if record is None or files is None or verdict.write:
        told = "; ".join(change.sentence for change in verdict.changed[:3])
        why = f"{verdict.why or signed.why}{f' {told}.' if told else ''}"
        return replace(signed, why=f"{why[:1].upper()}{why[1:]}")
    return SignedReport(signed.line, record, shown_files(files))
