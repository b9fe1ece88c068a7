"""The partnership, the website, the settings, what is being made, and what is served to be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.cli import doctor, upkeep
from spp_research.cli.starting import kit_files, lay_out
from spp_research.errors import ConfigurationError
from spp_research.intake.read.typed_rows import given
from spp_research.kinds import PARTNERSHIP_REPORT
from spp_research.phrases import counted, listed, long_date
from spp_research.schema import PARTNERSHIP
from spp_research.settings import Settings, read_settings
from spp_research.words import shared
from spp_research.workspace import Workspace, kit_resources

from . import hub_pages
from .asked import Form, Gone, back_to, said
from .listing import LEAD
from .school_pages import book_facts, rows
from .session import Session, View
from .strangers import strangers

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_ASKED, _LONGEST = ("outcome", "stage"), 80  # of the list of measures, and letters of each
_WORKSPACE = "Workspace"  # of what `spp doctor` says
_ALL = PARTNERSHIP_REPORT.about_all  # the folder of what is about all the schools


def partnership(session: Session, request: Request) -> Response:
    """The lead's workbook; at the lead's also people, share files and the annual report."""
    view = session.view()
    if view.listing.is_hub:
        return hub_pages.book(session, request)
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
            names.get(row["school"], row["school"]) or row["from_elsewhere"] or "–",
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
        (slug, name, shared.counts(held[slug]) if slug in held else "")
        for slug, name in view.listing.names.items()
    ]


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
        old=_is_old(session) if request.query_params.get("look") == "1" else False,
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
    view = session.view()
    if view.listing.own_school and not view.begun:  # only the lead fills it in
        text = (
            "partnership.xlsx is not started yet: ask the lead for a copy, and send it on its page"
        )
        found = [replace(one, text=text) if one.subject == _WORKSPACE else one for one in found]
    return [(one.state, one.subject, one.text) for one in found]


def _is_old(session: Session) -> bool:
    """Whether there is something of the kit's in the folder to bring up to date."""
    place = Workspace(session.folder.resolve())
    state = upkeep.examine(place.root, kit_files(place.root, hub=place.is_hub))
    return bool(state.old or state.missing)


def keep_up(session: Session, request: Request, form: Form) -> Response:
    """Bring the kit's files in the folder up to date; what somebody has changed is left."""
    session.require_idle()
    with session.changing():
        _, state = lay_out(session.folder)
    number = len(state.missing) + len(state.old)
    told = f"{counted(number, 'file').capitalize()} of the kit’s brought up to date."
    if not number:
        told = "The kit’s files in this folder are up to date, and nothing was changed."
    if state.changed:
        told += f" What somebody has changed was left as it is: {listed(sorted(state.changed))}"
    return back_to(session, "/settings?look=1", told)


def measures(session: Session, request: Request) -> Response:
    """Published measures that cost nothing, as `spp measures` lists them."""
    from spp_research.cli.measuring import lines_of
    from spp_research.school.measure_bank import BankMeasure, known, search

    asked = {
        name: " ".join(request.query_params.get(name, "").split())[:_LONGEST] for name in _ASKED
    }
    fault, found = "", tuple[BankMeasure, ...]()
    try:
        found = search(asked["outcome"], asked["stage"])
    except ConfigurationError as error:  # a stage that there is not
        fault = str(error)
    return session.page(
        "measures.html",
        view=session.view(),
        asked=asked,
        fault=fault,
        found=[(next(lines), _facts(lines)) for lines in map(lines_of, found)],
        left_out=list(known().left_out),
    )


def _facts(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Each fact of a measure under what it is; one that goes on has nothing before it."""
    cut = 2 + len("reliability  ")  # as the lines are set
    return [(line[:cut].strip().capitalize(), line[cut:].strip()) for line in lines]


def stop(session: Session, request: Request, form: Form) -> Response:
    """End the program, after saying so."""
    from starlette.background import BackgroundTask

    session.styled.clear()
    told = "The program has ended, and nothing is served any more. You can close this page."
    if session.undecided.waiting:
        told += (
            " What waited for you to decide was not taken in; the first page says at the next "
            "start what it was."
        )
    answer = session.page(
        "message.html",
        title="Stopped",
        sentence=told,
        ended=True,
    )
    answer.background = BackgroundTask(session.end)
    return answer


def style(session: Session, request: Request) -> Response:
    """The stylesheet: that of the kit's documents, and what only these pages need."""
    from starlette.background import BackgroundTask
    from starlette.responses import Response

    kits = (kit_resources() / "reports" / "_style" / "spp.css").read_text(encoding="utf-8")
    own = Path(__file__).with_name("templates").joinpath("app.css").read_text(encoding="utf-8")
    sent = BackgroundTask(session.styled.set)
    return Response(kits + own, media_type="text/css", background=sent)


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
