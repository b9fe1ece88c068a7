"""The report about all schools as it was signed off for everyone, and whether it stands today.

It is the text that was kept when it was signed, with its pictures. It stands while its sign-off
does, while no school has taken back what it had given to it, and while the lead's workbook says
what it said then. Nothing is worked out here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from spp_research.kinds import HUB_REPORT, PARTNERSHIP_REPORT, ReportKind
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.phrases import listed
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import SignOff
from spp_research.protect.signatures import Record, Remembered, SignedFor, read_records
from spp_research.run import cache
from spp_research.run.jobs import Job
from spp_research.settings import read_settings
from spp_research.workspace import Workspace

from .kept import edition_of
from .report_json import NAME as AS_DATA
from .signing import Signing, is_to_reuse, rows_of, signed_folder, sources_of

PUBLIC = Audience.PUBLIC


@dataclass(frozen=True)
class SignedReport:
    """A report that is signed off for everyone.

    Parameters
    ----------
    line : the sign-off that it stands under.
    record : what was remembered of it.
    files : its text and pictures, by name; None where they may not be shown.
    why : why they may not; empty where they may. A sentence.
    changed : whether only the lead's workbook or the settings are no longer those it was made
        from, so that making it anew would tell.
    slip : whether nobody decided that it may not be shown: what was signed is not known here.
    """

    line: SignOff
    record: Record | None = None
    files: Mapping[str, bytes] | None = field(default=None, repr=False)
    why: str = ""
    changed: bool = False
    slip: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """The text marks of what was signed, by what was remembered or else by its row."""
        return (self.record.text.mark,) if self.record else tuple(self.line.marks.marks)


def kind_here(workspace: Workspace) -> ReportKind:
    """The kind of report about all the schools that there is in a workspace."""
    return HUB_REPORT if workspace.is_hub else PARTNERSHIP_REPORT


def public_job(workspace: Workspace) -> Job:
    """The report about all the schools, for everyone."""
    kind, settings = kind_here(workspace), read_settings(workspace.settings_file)
    day = settings.as_at or date.today()
    return Job(str(workspace.root), kind, kind.about_all, PUBLIC.value, made_on=day)


def signed_report(workspace: Workspace) -> SignedReport | None:
    """The report about all schools that is signed off for everyone; None where none is."""
    job = public_job(workspace)
    rows = rows_of(workspace, "", job.kind.title, PUBLIC.value)
    if not rows:
        return None
    again = f"spp report {job.kind.name} --audience public"
    remembered = read_records(signed_folder(workspace, ""))
    line, record = _under(rows, remembered)
    if record is None:
        return SignedReport(
            line,
            why="It is signed off for everyone, and which text that was is not known here. Make it "
            f"with: {again}",
            slip=bool(line.marks.marks),
        )
    files = edition_of(record, signed_folder(workspace, ""))
    if files is None:
        why = f"What was signed is not kept here whole. Make it with: {again}"
        return SignedReport(line, record, why=why, slip=True)
    if gone := sorted(set(record.given) - _still_given(workspace, job)):
        why = f"What was given to it has been taken back since: {listed(gone)}."
        return SignedReport(line, record, why=why)
    if not _is_of_today(workspace, job, record):
        why = (
            f"{workspace.lead_file.name} or settings.yml has changed since it was signed. Make it "
            f"again with: {again}"
        )
        return SignedReport(line, record, why=why, changed=True)
    return SignedReport(line, record, shown_files(files))


def _still_given(workspace: Workspace, job: Job) -> set[str]:
    """What the schools give to the report today, by their workbooks where those are here."""
    from .given_no_more import given_no_more

    given = set(Signing(job).given())
    if workspace.is_hub:
        return given
    return given - set(given_no_more(workspace, open_partnership(workspace)))


def shown_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Of a kept report what a page shows: its text and its pictures."""
    return {
        name: content
        for name, content in files.items()
        if name != AS_DATA and not is_to_reuse(name)
    }


def _under(
    rows: list[tuple[SignOff, SignedFor]], remembered: Remembered
) -> tuple[SignOff, Record | None]:
    """The latest row under which one text is known, and that text."""
    for line, own in rows:
        known = [
            record
            for record in remembered.of(own)
            if not line.marks or record.text.mark in line.marks.marks  # one mistyped covers nothing
        ]
        if len(known) == 1:  # of several nobody can tell which one was read
            return line, known[0]
    return rows[0][0], None


def _is_of_today(workspace: Workspace, job: Job, record: Record) -> bool:
    """Whether the lead's workbook and the settings still say what it was made from.

    They may have been made again since, and have been found to say the same.
    """
    sources = sources_of(workspace, "")
    if all(record.sources.get(name) == found for name, found in sources.items()):
        return True
    known = cache.read_manifest(job.folder)
    signature, made_from = known.get("signature") or {}, known.get("sources") or {}
    return (
        known.get("audience") == PUBLIC.value
        and signature.get("state") == "signed"
        and signature.get("text_mark") == record.text.mark
        and all(made_from.get(name) == found for name, found in sources.items())
    )
