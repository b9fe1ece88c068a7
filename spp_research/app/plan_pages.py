"""The year as `spp plan` proposes it: looked at first, then written beside the lead's workbook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.catalogue import called
from spp_research.cli import planning
from spp_research.errors import ConfigurationError
from spp_research.publish.calendars import ENDING
from spp_research.publish.plan_folder import FOLDER, TIMETABLE, timetable_rows, twin_of
from spp_research.run import saves
from spp_research.run.lock import locked
from spp_research.workspace import Workspace

from .asked import Form, Gone, back_to, download, said
from .keys import COMMAND
from .session import Proposal, Session, View

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

AT = "/partnership/plan"
_FORMATS = {"web": "html", "word": "docx", "pdf": "pdf"}


def plan(session: Session, request: Request) -> Response:
    """The year that was proposed last, and what was written of it."""
    view = _leads(session)
    found = _proposal(session, view)
    return session.page(
        "plan.html",
        view=view,
        here="partnership",
        said=said(session, request),
        book=view.workspace.lead_file.name,
        twin=twin_of(view.workspace.lead_file).name,
        proposal=found is not None,
        outdated=found is None and session.proposal is not None,
        heads=[*map(called, planning.HEADS)],
        rows=timetable_rows(found.made) if found and planning.is_a_plan(found.made) else [],
        sentences=planning.sentences(found.made) if found else [],
        clashes=planning.clashes(found.made) if found else [],
        there=[name for name in ("workbook", *_FORMATS, "calendars") if _file(view, name)],
    )


def propose(session: Session, request: Request, form: Form) -> Response:
    """Begin to look for a year; nothing is written."""
    view = _leads(session)
    session.work.start("A plan of the year", AT, {}, lambda: _proposed(session, view.workspace))
    return back_to(session, "/making")


def _proposed(session: Session, workspace: Workspace) -> Iterable[str]:
    stamp = _stamp(workspace)
    session.proposal = Proposal(stamp, *planning.proposed(workspace))
    made = session.proposal.made
    return [*planning.clashes(made), "Nothing was written. Look at it on the page of the plan."]


def write(session: Session, request: Request, form: Form) -> Response:
    """Write what was proposed and looked at; the lead's own workbook is never written."""
    view = _leads(session)
    found = _proposal(session, view)
    if found is None or not planning.is_a_plan(found.made):
        raise ConfigurationError(
            "Something in the folder has changed since the year was proposed, or there is no plan, "
            "so nothing was written. Have it proposed once more, and look at it."
        )
    with session.changing(), locked(view.workspace, COMMAND):
        _, told = planning.write_plan(view.workspace, found.settings, found.reading, found.made)
    return back_to(session, AT, " ".join(["The plan is written.", *told]))


def file(session: Session, request: Request) -> Response:
    """Something that was written of a plan, to be kept."""
    view = _leads(session)
    name = request.path_params["file"]
    path = _file(view, name)
    if path is None:
        raise Gone
    if path.is_dir():
        return download(_zipped(path), f"{view.workspace.root.name} calendars.zip")
    return download(path.read_bytes(), path.name)


def _leads(session: Session) -> View:
    view = session.view()
    if not view.listing.is_leads or view.listing.is_hub:
        raise Gone
    return view


def _file(view: View, name: str) -> Path | None:
    """What stands under a name that the page itself gives; no name is ever a path."""
    folder = view.workspace.root / FOLDER
    if name == "workbook":
        path = twin_of(view.workspace.lead_file)
    elif name == "calendars":
        path = folder / "calendars"
    elif name in _FORMATS:
        path = folder / f"{TIMETABLE}.{_FORMATS[name]}"
    else:
        return None
    return path if path.exists() and not path.is_symlink() else None


def _zipped(folder: Path) -> bytes:
    """The calendars of people and schools, as one file to keep."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob(f"*{ENDING}")):
            if not path.is_symlink():
                archive.writestr(path.relative_to(folder).as_posix(), path.read_bytes())
    return content.getvalue()


def _proposal(session: Session, view: View) -> Proposal | None:
    """The year that was proposed last; None where it was made from something else."""
    found = session.proposal
    return found if found and found.stamp == _stamp(view.workspace) else None


def _stamp(workspace: Workspace) -> str:
    """What tells whether anything that a plan is made from has changed."""
    lying = saves.lying_there(workspace)
    top = {name: at for name, at in lying.items() if not name.startswith(("schools/", "share/"))}
    return sha256(repr(sorted(top.items())).encode()).hexdigest()
