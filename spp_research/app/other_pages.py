"""The partnership, the website, the settings, what is being made, and what is served to be read."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.cli import doctor, sharing
from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake.check.unread_files import holds_pupils
from spp_research.intake.read.typed_rows import given
from spp_research.intake.write.marked_copy import write_whole
from spp_research.kinds import PARTNERSHIP_REPORT
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.phrases import long_date
from spp_research.publish.placing import writing
from spp_research.schema import PARTNERSHIP
from spp_research.settings import Settings, read_settings
from spp_research.share import SchoolShare
from spp_research.share.files import belonging, read_share
from spp_research.workspace import Workspace, kit_resources, safe_slug

from .asked import Form, Gone, back_to, said
from .listing import LEAD
from .school_pages import book_facts, rows
from .session import Session, View
from .strangers import strangers

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_ALL = PARTNERSHIP_REPORT.about_all  # the folder of what is about all the schools


def partnership(session: Session, request: Request) -> Response:
    """The lead's workbook; at the lead's also people, share files and the annual report."""
    view = session.view()
    return session.page(
        "partnership.html",
        view=view,
        live=session.seen(),
        here="partnership",
        said=said(session, request),
        key=LEAD,
        name="The partnership",
        at="/partnership",
        people=_people(view),
        shares=_shares(view),
        refused=list(view.shares.refused.values()) if view.shares and view.listing.is_leads else [],
        rows=rows(session, view, _ALL),
        **book_facts(session, view, LEAD),
    )


def _people(view: View) -> list[tuple[str, ...]]:
    """People and their training, as the lead's workbook lists them."""
    if view.status is None or not view.listing.is_leads:
        return []
    from spp_research.run.looks import read_book

    records = read_book(view.workspace.partnership_file, PARTNERSHIP).rows["people"].records
    names = view.listing.names
    return [
        (
            row["name"],
            names.get(row["school"], row["school"]),
            row["role"],
            *(
                long_date(row[day]) if given(row[day]) else "–"
                for day in ("trained_on", "refresher_due")
            ),
        )
        for _, row in records
        if not given(row["left_on"])
    ]


def _shares(view: View) -> list[tuple[str, str, str]]:
    """The share files that are here: the school's short name and name, and what is in it."""
    if view.shares is None or not view.listing.is_leads:
        return []
    held = view.shares.shares
    return [
        (slug, name, sharing.counts(held[slug]) if slug in held else "")
        for slug, name in view.listing.names.items()
    ]


def share(session: Session, request: Request) -> Response:
    """A share file in plain words, as `spp share --show` reads it out."""
    view = session.view()
    slug = request.path_params["school"]
    held = view.shares.shares if view.shares else {}
    if not view.listing.is_leads or slug not in held:
        raise Gone
    return session.page(
        "share.html",
        view=view,
        here="partnership",
        said=said(session, request),
        name=view.listing.names[slug],
        sections=list(sharing.sections(held[slug])),
    )


def take_share(session: Session, request: Request, form: Form) -> Response:
    """Take in a share file that a school has sent; nothing else is taken here."""
    view = session.view()
    if not view.listing.is_leads:
        raise ConfigurationError("Share files are sent to the lead of the partnership.")
    if not form.data:
        raise EvidenceError("No file was chosen. Choose the share file that the school has sent.")
    with session.changing(), session.room() as room:
        found = _shared(view, form.data, room)
        target = view.workspace.share_file(found.school)
        with writing(target.parent):
            target.parent.mkdir(exist_ok=True)
            old = target.read_bytes() if target.is_file() else b""
            if old and old != form.data:
                _keep_share(view.workspace, target, old)
            write_whole(form.data, target, target)
    return back_to(
        session,
        f"/partnership/shares/{found.school}",
        f"The share file of {found.school_name} is in place.",
    )


def _shared(view: View, data: bytes, room: Path) -> SchoolShare:
    """A share file that was sent, if it is one of this partnership's year.

    Raises
    ------
    EvidenceError
        When it is anything else.
    """
    sent = room / "sent" / "share.json"  # by which a message names it
    sent.parent.mkdir()
    sent.write_bytes(data)
    if data.startswith(b"PK") or holds_pupils(sent):
        raise EvidenceError(
            "This is a workbook and no share file, so it was not taken. A lead takes share files "
            "only; workbooks with pupils in them stay at their school. The school makes its share "
            "file with: spp share"
        )
    found = read_share(sent)
    named = sent.with_name(f"{safe_slug(found.school)}.json")
    sent.rename(named)
    return belonging(found, named, open_partnership(view.workspace))


def _keep_share(workspace: Workspace, target: Path, old: bytes) -> None:
    from datetime import date

    from .books import OLD

    folder = workspace.root / OLD / date.today().isoformat() / target.parent.name
    folder.mkdir(parents=True, exist_ok=True)
    mark = sha256(old).hexdigest()[:8]
    write_whole(old, folder / f"{target.stem}-{mark}.json", target)


def settings(session: Session, request: Request) -> Response:
    """The settings as they are, what the computer has, and whose folder this is."""
    view = session.view()
    fault, chosen = "", {}
    try:
        chosen = read_settings(view.workspace.settings_file).model_dump(mode="json")
    except ConfigurationError as error:
        fault = str(error)
    usual = Settings().model_dump(mode="json")
    return session.page(
        "settings.html",
        view=view,
        here="settings",
        said=said(session, request),
        root=str(view.workspace.root),
        fault=fault,
        settings=[(n, _shown(v), v != usual[n]) for n, v in chosen.items()],
        findings=[] if request.query_params.get("look") != "1" else _health(session),
        looked=request.query_params.get("look") == "1",
        strangers=sorted(strangers(view.workspace)),
    )


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return "; ".join(f"{k}: {_shown(v)}" for k, v in value.items() if v) or "the kit’s own"
    return {True: "yes", False: "no", None: "today"}.get(value, str(value)) or "–"


def _health(session: Session) -> list[tuple[str, str, str]]:
    found = [*doctor.examine(session.folder), *doctor.kept_up(session.folder)]
    return [(one.state, one.subject, one.text) for one in found]


def stop(session: Session, request: Request, form: Form) -> Response:
    """End the program, after saying so."""
    from starlette.background import BackgroundTask

    answer = session.page(
        "message.html",
        title="Stopped",
        sentence="The program has ended, and nothing is served any more. You can close this page.",
        ended=True,
    )
    answer.background = BackgroundTask(session.end)
    return answer


def style(session: Session, request: Request) -> Response:
    """The stylesheet: that of the kit's documents, and what only these pages need."""
    from starlette.responses import Response

    kits = (kit_resources() / "reports" / "_style" / "spp.css").read_text(encoding="utf-8")
    own = Path(__file__).with_name("templates").joinpath("app.css").read_text(encoding="utf-8")
    return Response(kits + own, media_type="text/css")


def script(session: Session, request: Request) -> Response:
    """The few lines that look again by themselves at what is being made."""
    from starlette.responses import Response

    text = Path(__file__).with_name("templates").joinpath("app.js").read_text(encoding="utf-8")
    return Response(text, media_type="text/javascript")


def font(session: Session, request: Request) -> Response:
    """A font of the kit, by its name among those that there are."""
    from starlette.responses import Response

    folder = kit_resources() / "reports" / "_style" / "fonts"
    there = {path.name: path for path in folder.glob("*.woff2")}
    path = there.get(request.path_params["name"])
    if path is None:
        raise Gone
    return Response(path.read_bytes(), media_type="font/woff2")
