"""The partnership, the website, the settings, what is being made, and what is served to be read."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from spp_research.cli import doctor, reporting, sharing
from spp_research.cli.front_page import write_front
from spp_research.cli.run_report import in_words
from spp_research.cli.selecting import Wanted
from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake.check.unread_files import holds_pupils
from spp_research.intake.read.typed_rows import given
from spp_research.intake.write.marked_copy import write_whole
from spp_research.kinds import BEST_PRACTICE, KINDS, PARTNERSHIP_REPORT
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.phrases import counted, long_date
from spp_research.publish.placing import writing
from spp_research.publish.states import State
from spp_research.run import kernels
from spp_research.run.jobs import ALL_KINDS
from spp_research.schema import PARTNERSHIP
from spp_research.settings import Settings, read_settings
from spp_research.share import SchoolShare
from spp_research.share.files import belonging, read_share
from spp_research.workspace import Workspace, kit_resources, safe_slug

from .asked import Form, Gone, back_to, said
from .guard import READING
from .listing import LEAD
from .making import RUNNING
from .school_pages import book_facts, rows
from .session import Session, View
from .strangers import strangers

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_ALL = PARTNERSHIP_REPORT.about_all  # the folder of what is about all the schools
_SITE = "site"  # what is asked for besides kinds of documents
# What a browser opens by itself; anything else is kept as a file.
_OPENED = frozenset((".html", ".css", ".png", ".jpg", ".jpeg", ".svg", ".woff2"))


def partnership(session: Session, request: Request) -> Response:
    """The lead's workbook; at the lead's also people, share files and the annual report."""
    view = session.view()
    return session.page(
        "partnership.html",
        view=view,
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


def site(session: Session, request: Request) -> Response:
    """What is on the website, and what would be."""
    view = session.view()
    if not view.listing.is_leads:
        raise Gone
    first = view.workspace.site / "index.html"
    # The site makes its pages itself: what is on it need not have been made for the school as well.
    public = [
        one
        for one in view.documents
        if one.kind is BEST_PRACTICE
        and not (
            one.state is State.NOT_MADE
            and (first.parent / f"practices/{one.school}.html").is_file()
        )
    ]
    return session.page(
        "site.html",
        view=view,
        here="site",
        said=said(session, request),
        built=first.is_file(),
        first=session.reading("_site/index.html"),
        pages=[
            (_titled(path), session.reading(path.relative_to(view.workspace.root).as_posix()))
            for path in sorted((view.workspace.site / "practices").glob("*.html"))
            if path.name != "index.html"
        ],
        signed=[
            (one.whose, one.signed)
            for one in public
            if one.state is State.SIGNED and one.audience == "public"
        ],
        others=[
            (one.whose, one.why or one.state.value.capitalize())
            for one in public
            if not (one.state is State.SIGNED and one.audience == "public")
        ],
    )


def _titled(page: Path) -> str:
    """What a page of the website is called."""
    head = page.read_text(encoding="utf-8", errors="replace")[:4000]
    found = re.search(r"<title>([^<]+)</title>", head)
    return unescape(found[1]).strip() if found else page.stem


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


def make(session: Session, request: Request, form: Form) -> Response:
    """Begin to make what was asked for; where a program in it is not the kit's, ask first."""
    view = session.view()
    kind, school = form.text("kind"), form.text("school")
    if kind == _SITE and view.listing.is_leads:
        what, back = "The website", "/site"
    elif school in view.listing.schools and (kind == ALL_KINDS or _is_schools(kind)):
        title = "all documents" if kind == ALL_KINDS else KINDS[kind].title.lower()
        what, back = f"{view.listing.schools[school]}: {title}", f"/schools/{school}"
    elif view.listing.is_leads and not school and kind in _of_all():
        what, back = KINDS[kind].title, "/partnership"
    else:
        raise Gone
    strange = strangers(view.workspace)
    mark = _marked(strange)
    if strange and form.text("agreed") == mark:
        session.agreed.add(mark)
    if strange and mark not in session.agreed:
        return session.page(
            "strangers.html",
            view=view,
            here="",
            what=what,
            back=back,
            names=sorted(strange),
            kind=kind,
            school=school,
            mark=mark,
        )
    session.stay()
    if kind == _SITE:
        session.work.start(what, back, dict(view.listing.names), lambda: _site(session, view))
    else:
        wanted = Wanted(kinds=(kind,), schools=(school,) if school else ())
        session.work.start(
            what, back, dict(view.listing.names), lambda: _reports(session, view, wanted)
        )
    return back_to(session, "/making")


def _of_all() -> set[str]:
    """The kinds that are about all the schools of a partnership together."""
    return {kind.name for kind in KINDS.values() if not (kind.per_school or kind.hub)}


def _is_schools(kind: str) -> bool:
    return kind in KINDS and KINDS[kind].per_school


def _marked(strange: dict[str, str]) -> str:
    """What a yes is about: these very programs, as they are now."""
    return sha256(repr(sorted(strange.items())).encode()).hexdigest() if strange else ""


def _reports(session: Session, view: View, wanted: Wanted) -> Iterable[str]:
    work = session.work
    outcomes = reporting.made_in(view.workspace, wanted, work, work.stopped, work.planned)
    return [*reporting.signature_lines(outcomes)]


@kernels.for_run()
def _site(session: Session, view: View) -> Iterable[str]:
    from spp_research.site.build import build_site

    names = view.listing.names
    with writing(view.workspace.site):
        result = build_site(
            view.workspace,
            "auto",
            view.workspace.site,
            lambda school, step: session.work.said(f"{names.get(school, school)}: {step}"),
        )
    write_front(view.workspace)
    return [*_of_site(result)]


def _of_site(result: Any) -> Iterator[str]:
    yield f"{counted(len(result.pages), 'practice').capitalize()} on the site."
    if result.aside:
        yield (
            f"{result.aside.name}: files that the kit did not make lay among the practices of the "
            "site. They are here now, so that no copy of a page outlives its sign-off."
        )
    for school, why in result.notes:
        yield f"{school}: {why}"
    for school, reason in result.refused:
        yield f"{school}: not on the site. {reason}"


def making(session: Session, request: Request) -> Response:
    """What is being made, or what became of it."""
    view = session.view(as_before=session.work.is_busy)
    progress = session.work.progress()
    return session.page(
        "making.html",
        view=view,
        here="",
        said=said(session, request),
        progress=progress,
        running=progress is not None and progress.state == RUNNING,
        took=in_words(progress.seconds) if progress else "",
    )


def stop_making(session: Session, request: Request, form: Form) -> Response:
    """End what is being made."""
    session.work.stop()
    return back_to(session, "/making")


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


def read(session: Session, request: Request) -> Response:
    """Something of the workspace that may be read, in a sandbox."""
    from starlette.responses import Response

    view = session.view()
    wanted = request.url.path.removeprefix(READING).partition("/")[2]
    wanted = request.path_params["address"] or wanted
    path = session.kept("readable", view.listing.readable).get(wanted)
    if path is None:
        raise Gone
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    ending = path.suffix.lower()
    heads = {}
    if ending not in _OPENED:
        named = f"{path.parent.parent.name} {path.parent.name} {path.name}"
        heads["content-disposition"] = f"attachment; filename*=UTF-8''{quote(named)}"
    elif kind.startswith("text/"):
        kind += "; charset=utf-8"
    return Response(path.read_bytes(), headers={**heads, "content-type": kind})


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
