"""A partnership's report that was sent to a hub, put where it belongs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from spp_research.errors import ConfigurationError
from spp_research.intake.write.marked_copy import write_as_readable
from spp_research.phrases import long_date
from spp_research.publish.placing import writing
from spp_research.share.report_file import read_report
from spp_research.workspace import Workspace

from .asked import Form
from .share_pages import keep_share

_MOST_BYTES = 10_000_000


def is_report(data: bytes) -> bool:
    """Whether what was sent says that it is a partnership's report and no school's share file."""
    if len(data) > _MOST_BYTES:
        return False
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and "report" in told and "school" not in told


def take(
    workspace: Workspace, form: Form, room: Path, place: Callable[[Workspace, str], Path]
) -> str:
    """Put a report into the folder of its partnership; what there is to say of it.

    Parameters
    ----------
    room : a private folder.
    place : where the report of a partnership belongs.

    Raises
    ------
    EvidenceError, ConfigurationError
        When it is not as it was made, or is older than the one that is here.
    """
    sent = room / "partnership.report.json"
    sent.write_bytes(form.data)
    found = read_report(sent)
    target = place(workspace, found.partnership)
    with writing(workspace.partnerships):
        old = target.read_bytes() if target.is_file() else b""
        if old == form.data:
            return f"This very report of {found.partnership} was here already."
        if old and form.text("older") != "yes" and read_report(target).made_on > found.made_on:
            raise ConfigurationError(
                f"The report of {found.partnership} that is here was made after "
                f"{long_date(found.made_on)}, so this one was not taken. If the older one is "
                "wanted, tick the box below the file."
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        if old:
            keep_share(workspace, target, old)
        write_as_readable(form.data, target, workspace.hub_file)
    if found.report is None:
        return (
            f"{found.partnership} says that its report is signed off for everyone no longer. It "
            "goes from the website at the next build."
        )
    return f"The report of {found.partnership}, {found.cycle}, is in place, for the website."
