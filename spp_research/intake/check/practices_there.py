"""Whether the practice that a practice takes up is one that the other school has written down."""

from __future__ import annotations

from collections.abc import Iterator

from spp_research.errors import SPPError
from spp_research.schema import SCHOOL
from spp_research.workspace import Workspace

from ..faults import Fault, Place, did_you_mean, fault, quote
from ..layout import address
from ..read.typed_rows import given
from .keys import rough
from .reading import Reading, read_workbook


def not_there(evidence: Reading, workspace: Workspace) -> Iterator[Fault]:
    """A practice that is taken up and that its school does not have, where its workbook is here.

    What a school shared in a closed cycle counts. Where no workbook can be read, nothing is said.
    """
    for row, line in evidence.rows["practice"].records:
        school, item = line.get("takes_up_school"), line.get("takes_up_item")
        if not given(school, item):
            continue
        ids = _practices(workspace, str(school))
        if not ids or rough(str(item)) in map(rough, ids):
            continue
        field = evidence.workbook.sheet("practice").field("takes_up_item")
        yield fault(
            "practice.not-there",
            Place(
                evidence.shown_as,
                evidence.titles["practice"],
                address(row, evidence.columns["practice", field.name]),
                field.label,
            ),
            f"{quote(item)} is no practice on the sheet “Best practice” of {quote(school)}, so the "
            "website would join the two pages nowhere: ask that school for the ID, or clear it."
            f"{did_you_mean(str(item), ids)}",
            found=str(item),
        )


def _practices(workspace: Workspace, school: str) -> list[str]:
    found: list[str] = []
    for place in (workspace, *workspace.closed):
        path = place.evidence_file(school)
        try:
            if path.is_file():
                there = read_workbook(path, SCHOOL).rows["practice"].there("practice_id")
                found += [str(one) for one in there if str(one) not in found]
        except (SPPError, KeyError):
            continue
    return found
