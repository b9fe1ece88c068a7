"""`spp doctor`: whether the kit can work here, and which of its files in a workspace are old."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spp_research.errors import SPPError
from spp_research.workspace import open_place

from . import upkeep
from .doctor import NOTE, Finding, examine
from .showing import print_json
from .starting import kit_files


def show_health(folder: Path, as_json: bool) -> int:
    """What `spp doctor` found; 0 when the kit can work."""
    findings = [*examine(folder), *_kept_up(folder)]
    if as_json:
        print_json({"findings": [vars(finding) for finding in findings]})
    else:
        width = max(len(finding.subject) for finding in findings)
        for finding in findings:
            print(f"{finding.state:<8} {finding.subject:<{width}}  {finding.text}")
    return max((finding.exit_code for finding in findings), default=0)


def _kept_up(folder: Path) -> Iterator[Finding]:
    """Which of the kit's files in a workspace are old, and which somebody has changed."""
    try:
        place = open_place(folder)
        state = upkeep.examine(place.root, kit_files(place.root, hub=place.is_hub))
    except SPPError:  # said already: there is no workspace, or a part of the kit is missing
        return
    for text in upkeep.advised(state):
        yield Finding(NOTE, "The kit’s files", text)
