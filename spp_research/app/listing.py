"""What a workspace has to show, each thing under a key: no path is ever taken from a request.

Who a workspace belongs to is told by the workbooks of schools in it. The lead's has none, as it has
share files instead; or several, as where one person keeps them for all; or one that nobody has
begun, to be sent out. A school's has its own and no other, and shows nothing about other schools;
a year that was closed there as a school's tells it too, since a new year's workbook is not begun.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from spp_research.errors import ConfigurationError
from spp_research.partnership.closed_cycles import AGAIN
from spp_research.publish.states import Document
from spp_research.run.freshness import INDEX, Index
from spp_research.run.looks import NOT_STARTED, Looks, read_book
from spp_research.workspace import Workspace, school_slug

LEAD = "partnership"  # the key of the lead's workbook; the others have their schools' short names
PREVIEW = "preview"  # before the address of what a look at the next website has made
# What of a finished report is shown beside the files that its record names.
_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".svg"))
_OF_SITE = _PICTURES | {
    *(".html", ".css", ".js", ".woff2", ".ttf", ".json", ".xml", ".ico"),
    *(".docx", ".pdf", ".xlsx", ".csv", ".bib", ".ris", ".txt", ".zip"),
}


def page_of(key: str) -> str:
    """The page of the workbook with a key."""
    return "/partnership" if key == LEAD else f"/schools/{key}"


@dataclass(frozen=True)
class Listing:
    """What there is in a workspace, by keys.

    Parameters
    ----------
    workspace : the folder.
    names : the schools of the partnership in the lead's order, short name and name.
    begun : the schools whose workbook is here and has something in it.
    listed : whether the lead's workbook says which schools there are; else it is the folders here.
    """

    workspace: Workspace
    names: Mapping[str, str]
    begun: tuple[str, ...] = ()
    listed: bool = True

    @cached_property
    def own_school(self) -> str:
        """The school whose workspace this is; empty where it is the lead's."""
        if len(self.begun) != 1 or (self.listed and len(self.names) == 1):
            return ""
        own = self.begun[0]
        others = [other for other in self.names if other != own]
        sent = any(self.workspace.share_file(other).is_file() for other in others)
        return "" if sent or any(map(self._has_workbook, others)) else own

    def _has_workbook(self, school: str) -> bool:
        return self.workspace.evidence_file(school).is_file()

    @property
    def is_leads(self) -> bool:
        """Whether it is the lead's workspace, of a partnership or of a hub."""
        return not self.own_school

    @property
    def is_hub(self) -> bool:
        """Whether it is a hub's, of many partnerships and itself of none."""
        return self.workspace.is_hub

    @property
    def schools(self) -> dict[str, str]:
        """The schools that may be shown, short name and name."""
        own = self.own_school
        return {own: self.names[own]} if own else dict(self.names)

    def book(self, key: str) -> Path | None:
        """The workbook with this key, whether or not it exists; None where there is no such key."""
        if key == LEAD:
            return self.workspace.lead_file
        return self.workspace.evidence_file(key) if key in self.schools else None

    def shown(self, documents: tuple[Document, ...]) -> tuple[Document, ...]:
        """The documents that may be shown."""
        own = self.own_school
        return tuple(one for one in documents if not own or one.school == own)

    def readable(self) -> dict[str, Path]:
        """What is served to be read, by its address below the workspace: nothing else is."""
        return dict(self._readable())

    def _readable(self) -> Iterator[tuple[str, Path]]:
        root, reports = self.workspace.root, self.workspace.root / "reports"
        kinds = self.workspace.kinds.values()
        about_all = {kind.about_all for kind in kinds if not kind.per_school}
        for folder in (*self.schools, *(about_all if self.is_leads else ())):
            for kind in kinds:
                place = reports / folder / kind.name
                named = {"report.html", "report.docx", "report.pdf", "numbers.xlsx"}
                named |= {one.name for one in kind.beside}
                for path in _files(place, root):
                    inner = path.relative_to(place)
                    picture = path.suffix.lower() in _PICTURES and inner.parts[0] == "figures"
                    if inner.as_posix() in named or picture:
                        yield path.relative_to(root).as_posix(), path
        if self.is_leads:
            for path in (reports / "index.html", reports / "run.html", self.workspace.status_page):
                if _is_inside(path, root):
                    yield path.relative_to(root).as_posix(), path
        for path in _files(reports / "_style" / "fonts", root):
            if path.suffix.lower() == ".woff2":
                yield path.relative_to(root).as_posix(), path
        for path in _files(self.workspace.site, root):
            if path.suffix.lower() in _OF_SITE:
                yield path.relative_to(root).as_posix(), path

    def readable_again(self, closed: Workspace) -> dict[str, Path]:
        """What is served of the documents of a closed year that were drawn again, by address."""
        root, again = self.workspace.root, closed.root / AGAIN
        named = {"report.html", "report.docx", "report.pdf", "numbers.xlsx"}
        found = {}
        for path in _files(again, root):
            school, *_ = path.relative_to(again).parts
            picture = path.suffix.lower() in _PICTURES and path.parent.name == "figures"
            mine = not self.own_school or school == self.own_school
            if mine and (path.name in named or picture):
                found[path.relative_to(root).as_posix()] = path
        return found


def readable_preview(folder: Path) -> dict[str, Path]:
    """What of a website that was made to be looked at is served, by its address."""
    return {
        f"{PREVIEW}/{path.relative_to(folder).as_posix()}": path
        for path in _files(folder, folder)
        if path.suffix.lower() in _OF_SITE
    }


def listing_of(workspace: Workspace) -> Listing:
    """What there is in a workspace now."""
    if workspace.is_hub:  # it knows schools by their share files alone
        return Listing(workspace, {})
    looks = Looks(workspace, Index(workspace.root / "reports" / INDEX))
    names = dict(looks.schools()) or _on_the_sheet(workspace)
    if not names:  # with a lead's workbook that cannot be read, a school's folder stays a school's
        folders = sorted(path.name for path in (workspace.root / "schools").glob("*"))
        own = [one for one in folders if _is_slug(one) and workspace.evidence_file(one).is_file()]
        return Listing(workspace, dict(zip(own, own, strict=True)), tuple(own), listed=False)
    here = [school for school in names if workspace.evidence_file(school).is_file()]
    # Only where there is a single one does it matter whether anybody has begun to fill it in.
    begun = [
        school
        for school in here
        if len(here) > 1 or looks.of(school).state != NOT_STARTED or _was_own(workspace, school)
    ]
    return Listing(workspace, names, tuple(begun))


def _was_own(workspace: Workspace, school: str) -> bool:
    """Whether a year was closed here that had the workbook of this school and of no other.

    In September a school's new workbook has hardly anything in it, and the folder stays its own.
    """
    return any(
        closed.evidence_file(school).is_file()
        and {path.parent.name for path in closed.root.glob("schools/*/evidence.*")} == {school}
        for closed in workspace.closed
    )


def _on_the_sheet(workspace: Workspace) -> dict[str, str]:
    """The schools that were added to a lead's workbook in which little else is filled in yet."""
    from spp_research.schema import PARTNERSHIP

    if not workspace.partnership_file.is_file():
        return {}
    records = read_book(workspace.partnership_file, PARTNERSHIP).rows["schools"].records
    return {
        row["school"]: row["school_name"]
        for _, row in records
        if row["school"] and row["school_name"] and _is_slug(row["school"])
    }


def _is_slug(name: str) -> bool:
    try:
        return school_slug(name) == name
    except ConfigurationError:
        return False


def _files(folder: Path, root: Path) -> Iterator[Path]:
    """The files below a folder that are really there, and not links to elsewhere."""
    if not folder.is_dir() or not _is_inside(folder, root):
        return
    for path in sorted(folder.rglob("*")):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts) and _is_inside(
            path, root
        ):
            yield path


def _is_inside(path: Path, root: Path) -> bool:
    """Whether something is there, and there only."""
    real = path.resolve()
    if path.is_dir():
        return real == root.resolve() / path.relative_to(root)
    return path.is_file() and real == root.resolve() / path.relative_to(root)
