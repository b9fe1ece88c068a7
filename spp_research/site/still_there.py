"""Pages of closed years that are public and would go although nobody decided so.

What is shown of a closed year is what was kept of it, so a folder that did not come along, a file
that another program touched, or a workbook that cannot be read today would take pages away that
others cite. As with practices of the open year (`gather`) the build stops then, and says which.
What was withdrawn, has ended, or may not be shown by a rule goes whatever else is wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from spp_research.cycle import same_cycle
from spp_research.errors import SPPError
from spp_research.partnership.closed_cycles import ClosedCycle, closed_cycles
from spp_research.partnership.lead_workbook import Partnership
from spp_research.protect.disclosure import Audience
from spp_research.publish.still_signed import standing_of, taken_back_since
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.workspace import Workspace

from .ahead import PRACTICES, titled
from .folder import DOCUMENTS, document_of, others

_PUBLIC = Audience.PUBLIC.value
_ALL = "partnership"  # in an address, where others have the short name of a school


@dataclass(frozen=True)
class _There:
    """A page of a closed year that is on the website now.

    Parameters
    ----------
    owner : the short name of its school; empty for a document about all of them.
    year : the name of the folder of its cycle.
    """

    address: str
    owner: str
    year: str

    @property
    def stem(self) -> str:
        """As `gather.Gathered` names what is lost."""
        return self.address.removesuffix(".html").removeprefix(f"{PRACTICES}/")


def would_go(
    workspace: Workspace,
    partnership: Partnership,
    site: Path,
    made: Collection[str],
    decided: Collection[str],
    refused: Iterable[tuple[str, str]],
) -> dict[str, str]:
    """The pages of closed years that would go because of a slip, and what is to be said of each.

    Parameters
    ----------
    site : the website that is there now.
    made : the pages that are shown, from the root of the website.
    decided : those that are not shown because somebody decided so.
    refused : of whom (a school and a year) something is not shown, and why.
    """
    closed = {one.folder: one for one in closed_cycles(workspace)}
    schools = {school.slug: school.name for school in partnership.schools}
    lost, told = {}, tuple(refused)
    for there in _there(site):
        # A school that left takes its pages along, and a year that is open again its addresses.
        known = not there.owner or there.owner in schools
        open_again = there.year not in closed and same_cycle(there.year, partnership.cycle)
        if there.address in {*made, *decided} or not known or open_again:
            continue
        year, page = closed.get(there.year), site / there.address
        if _was_decided(workspace, there, year, page):
            continue
        whose = schools[there.owner] if there.owner else partnership.name
        name = year.name if year else there.year
        of = [f"{whose}, {name}", f"cycles/{there.year}"]
        if there.address.startswith(DOCUMENTS):
            of[0] = f"{whose}, “{document_of(page)}”, {name}"
        why = next((why for of_whom, why in told if of_whom in of), "")
        why = why or f"What was kept of it is no longer in cycles/{there.year}."
        lost[there.stem] = _said(f"{whose}, “{titled(page)}”, {name}", why)
    return lost


def _there(site: Path) -> Iterator[_There]:
    foreign = set(others(site))
    for folder in (PRACTICES, DOCUMENTS):
        for page in sorted((site / folder).glob("*--*.html")):
            address = f"{folder}/{page.name}"
            owner, *rest = page.stem.split("--")
            if address in foreign or page.is_symlink() or len(rest) < 1 + (folder == DOCUMENTS):
                continue
            of_all = folder == DOCUMENTS and owner == _ALL
            slug = "index" if owner == "index-" else owner
            yield _There(address, "" if of_all else slug, rest[-1])


def _was_decided(workspace: Workspace, there: _There, year: ClosedCycle | None, page: Path) -> bool:
    """Whether its sign-off is known to stand no longer, whatever else is wrong."""
    document = WRITE_UP if there.address.startswith(PRACTICES) else document_of(page)
    if not document:
        return False
    try:
        if year is None:
            return taken_back_since(workspace, there.owner, document, there.year, _PUBLIC)
        stands = standing_of(workspace, year, there.owner, document, _PUBLIC)
    except (SPPError, StopIteration):
        return False
    return stands.kept is None and not stands.slip


def _said(named: str, why: str) -> str:
    return (
        f"{named}: this page of a closed year is on the website, and would go from it though "
        "nobody took it back. Mend what is said below and run this again; to take the page away, "
        "add a row to the Sign-off sheet of today’s workbook with the year under “Of the cycle” "
        f"and a day under “Withdrawn on”. {why}"
    )
