"""The page of a report about all schools, where it is signed off for everyone.

A partnership's website has the report of its year, and those of closed years; a hub's has its own.
What stands on the page is the text that was signed, as it was kept.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from spp_research.catalogue import speaking
from spp_research.errors import DisclosureError, SPPError
from spp_research.kinds import ReportKind
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

from .content import slug
from .earlier import front_of
from .reported import ReportPage
from .texts import put_tree

_PUBLIC = "public"


def own_reports(
    workspace: Workspace,
    cycle: str,
    scratch: Path,
    renderer: str,
    on_step: Callable[[str, str], None],
) -> tuple[tuple[ReportPage, ...], tuple[tuple[str, str], ...]]:
    """The reports about all schools that everyone may read, the latest year first.

    Parameters
    ----------
    cycle : the name of the one that is open.
    scratch : a private folder.
    renderer : name and version of the renderer.

    Returns
    -------
    The reports, and for each that is signed off and not shown what it is and why.
    """
    found: list[ReportPage] = []
    refused: list[tuple[str, str]] = []
    kind = kind_here(workspace)
    try:
        signed = signed_report(workspace)
        if signed is not None and signed.changed:
            signed = _made_again(workspace, signed, scratch / "report-again", renderer, on_step)
        if signed is not None and signed.files is not None:
            folder = scratch / "report-now"
            found.append(page_of(kind, signed.files, signed.line, folder, slug_of(cycle), cycle))
        elif signed is not None:
            refused.append((kind.title, signed.why))
    except SPPError as error:
        refused.append((kind.title, str(error)))
    if not workspace.is_hub:
        for page, name, why in _earlier(workspace, scratch):
            if page is not None:
                found.append(page)
            else:
                refused.append((f"{kind.title}, {name}", why))
    return tuple(found), tuple(refused)


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


def _earlier(workspace: Workspace, scratch: Path) -> Iterator[tuple[ReportPage | None, str, str]]:
    """The reports of closed years that stand, or why one that was signed does not."""
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
                    yield None, closed.name, f"{stands.why[:1].upper()}{stands.why[1:]}."
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
                yield None, closed.name, str(error)
            continue
        yield page, closed.name, ""


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
