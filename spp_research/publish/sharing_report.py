"""The partnership's report in a file for a hub, where it is signed off for everyone."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spp_research import __version__
from spp_research.errors import EvidenceError
from spp_research.kinds import PARTNERSHIP_REPORT
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.protect.disclosure import Audience, rules_for
from spp_research.settings import read_settings
from spp_research.share import Signed
from spp_research.share.report_file import (
    NAME,
    ReportText,
    SharedReport,
    read_report,
    sealed_report,
    write_report,
)
from spp_research.workspace import Workspace

from .signed_report import SignedReport, signed_report

_REPORT = "report.qmd"
_MOST_BYTES = 5_000_000  # of the text with its pictures: the file is 8 MB at most
_PUBLIC = Audience.PUBLIC


@dataclass(frozen=True)
class MadeReport:
    """What became of the file with the partnership's report.

    Parameters
    ----------
    path : where it is.
    state : made, unchanged, or kept, where nothing new could be made and the one before stays.
    holds : whether the report is in it.
    reason : what to know; empty for nothing.
    """

    path: Path
    state: str
    holds: bool
    reason: str = ""


def share_report(workspace: Workspace) -> MadeReport | None:
    """Put the report that is signed off for everyone into a file beside the share files.

    A report that is signed off no longer leaves a file that says so, for whoever has the one from
    before.

    Returns
    -------
    What became of it; None where no report was ever signed off for everyone.
    """
    path, signed = workspace.share_folder / NAME, signed_report(workspace)
    before = _before(path)
    why = signed.why if signed else ""
    if signed is None or signed.files is None:
        if before is None:
            return MadeReport(path, "kept", holds=False, reason=why) if why else None
        if signed is not None and signed.changed:
            holds = before.report is not None
            stays = f"{why} The file from before stays as it is."
            return MadeReport(path, "kept", holds, stays)
    made = _shared(workspace, signed)
    told = why or ("" if made.report else "The report is not signed off for everyone any more.")
    if before is not None and _alike(before, made):
        return MadeReport(path, "unchanged", made.report is not None, told)
    write_report(made, path)
    return MadeReport(path, "made", made.report is not None, told)


def _before(path: Path) -> SharedReport | None:
    try:
        return read_report(path) if path.is_file() else None
    except EvidenceError:
        return None


def _alike(one: SharedReport, other: SharedReport) -> bool:
    left = {"made_on", "kit", "content_hash"}
    return one.model_dump(exclude=left) == other.model_dump(exclude=left)


def _shared(workspace: Workspace, signed: SignedReport | None) -> SharedReport:
    partnership, settings = open_partnership(workspace), read_settings(workspace.settings_file)
    made = SharedReport(
        kit=__version__,
        partnership=partnership.name,
        cycle=partnership.cycle,
        made_on=settings.as_at or date.today(),
    )
    if signed is None or signed.files is None or signed.record is None:
        return sealed_report(made)
    files, line = dict(signed.files), signed.line
    rules = rules_for(_PUBLIC, settings.own_thresholds())
    if sum(map(len, files.values())) > _MOST_BYTES:
        raise EvidenceError(
            f"{NAME}: no file was made of the partnership report, because with its pictures it is "
            f"more than {_MOST_BYTES / 1e6:.0f} MB."
        )
    text = ReportText(
        text_mark=signed.record.text.mark,
        fewest_pupils=rules.fewest_pupils,
        fewest_respondents=rules.fewest_respondents,
        text=files.pop(_REPORT).decode("utf-8"),
        files={name: b64encode(content).decode() for name, content in sorted(files.items())},
    )
    sign_off = Signed(
        document=PARTNERSHIP_REPORT.title,
        audience=Audience.PUBLIC,
        name=line.name,
        role=line.role,
        signed_on=line.signed_on,
        ends_on=line.ends_on,
    )
    return sealed_report(made.model_copy(update={"sign_off": sign_off, "report": text}))
