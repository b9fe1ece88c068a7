"""Before a project begins: lots drawn in a school's own folder, and the plan of an outcome fixed.

A list is read and shown as it would be drawn, then drawn once. Between the two only what the draw
needs is kept, in memory: a list that was sent is never laid down. Lots are about pupils, so they
are drawn where the school's pupils are; a plan names nobody, and is fixed wherever the workbook is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.cli import drawing, fixing
from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake.read import certificates
from spp_research.phrases import counted, listed, long_date
from spp_research.publish.placing import writing
from spp_research.run.looks import read_book
from spp_research.schema import SCHOOL
from spp_research.school.lots.drawing import (
    NAMED,
    Wanted,
    check_page,
    cut_off_draws,
    draw,
    earlier_draws,
    method_of,
    to_be_drawn,
)
from spp_research.school.lots.listing import read_list

from . import people_files, telling
from .asked import Form, Gone, back_to, download, said
from .books import hash_of
from .lists import Waiting
from .session import Session, View, mark_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_LONGEST = 120  # letters of what is typed into one line
_SENT = "sent"  # chosen for a list that is sent with the form
_WAYS = {"groups": "a project and a comparison group", "later": "a first and a later half"}


def projects(session: Session, request: Request) -> Response:
    """What can be done before a project begins, and the draws and plans that there are."""
    view, school = _school(session, request)
    own = people_files.may_be_sent(view.listing, school)
    rows = read_book(view.workspace.evidence_file(school), SCHOOL).rows
    draws = earlier_draws(view.workspace, school) if own else ()
    plans: dict[str, list[str]] = {}
    for _, one in rows["fixed_plans"].records:
        if one["outcome_id"] and one["mark"]:
            day = f", fixed on {long_date(one['fixed_on'])}" if one["fixed_on"] else ""
            plans.setdefault(one["outcome_id"], []).append(f"{one['mark']}{day}")
    return session.page(
        "projects.html",
        view=view,
        live=session.seen(),
        here=school,
        said=said(session, request),
        at=_at(school),
        school=school,
        name=view.listing.schools[school],
        own=own,
        outcomes=[
            (one["outcome_id"], one["outcome"] or "", plans.get(one["outcome_id"], []))
            for _, one in rows["outcomes"].records
            if one["outcome_id"]
        ],
        slots=[one for one in people_files.slots(view.listing, school) if one.kind == "pupils"],
        draws=[
            (one.draw_id, listed(sorted(one.outcomes), "and"), one.certificate)
            for one in draws
            if one.draw_id
        ],
        pages=_certificates(view, school) if own else {},
        waits=school in session.lots,
        cut_off=cut_off_draws(view.workspace, school) if own else (),
    )


def look(session: Session, request: Request, form: Form) -> Response:
    """Read a list, and show what would be drawn from it."""
    view, school = _own(session, request)
    outcomes = tuple(form.text("outcomes").replace(",", " ").replace(";", " ").split())[:20]
    wanted = Wanted(
        school,
        outcomes,
        _line(form, "by"),
        later=form.text("way") == "later",
        whole_classes=form.text("classes") == "yes",
        reason=_line(form, "reason"),
    )
    within, pair_by = _line(form, "within"), _line(form, "pair_by")
    _require(bool(outcomes), "Write for which outcome lots are drawn, for example: O1")
    _require(bool(wanted.drawn_by), "Write who draws, for example: Ann Hill")
    _require(
        not (within and pair_by),
        "Lots are drawn within groups or within pairs, not both: leave one of the two empty. Pairs "
        "by a score are alike already.",
    )
    with session.room() as room:
        file, inside = _list(view, school, form, room)
        units = read_list(
            file,
            outcome=outcomes[0],
            whole_classes=wanted.whole_classes,
            within=within,
            pair_by=pair_by,
            column=_line(form, "column"),
        )
    wanted, before = to_be_drawn(view.workspace, units, wanted)
    name = file.name if inside else "the list that was sent"
    session.lots[school] = Waiting(units, wanted, name, inside, before, within, pair_by)
    return back_to(session, f"{_at(school)}/draw")


def ahead(session: Session, request: Request) -> Response:
    """What would be drawn; nothing is drawn yet."""
    view, school = _own(session, request)
    one = session.lots.get(school)
    if one is None:
        return back_to(session, _at(school), "No list waits to be drawn from.")
    noun = ("class", "classes") if one.wanted.whole_classes else ("pupil", "pupils")
    return session.page(
        "draw.html",
        view=view,
        here=school,
        said=said(session, request),
        at=_at(school),
        name=view.listing.schools[school],
        one=one,
        mark=_mark(one),
        whom=counted(len(one.units.units), *noun),
        method=method_of(one.units, one.wanted).value,
        into=_WAYS["later" if one.wanted.later else "groups"],
        groups=len(set(one.units.strata or ())),
        outcomes=listed(one.wanted.outcomes, "and"),
    )


def drawn(session: Session, request: Request, form: Form) -> Response:
    """Draw what was looked at, once."""
    view, school = _own(session, request)
    with session.changing():
        one = session.lots.get(school)
        if one is None:
            return back_to(session, _at(school), "No list waits to be drawn from.")
        if form.text("mark") != _mark(one):
            raise ConfigurationError(
                "Another list was chosen since this page was loaded, so nothing was drawn. Look at "
                "that one, and draw."
            )
        with writing(view.workspace.school_folder(school)):
            made = draw(view.workspace, one.units, one.wanted, date.today())
        del session.lots[school]
    where = made.workbook.relative_to(view.workspace.root).as_posix()
    page = made.page.relative_to(view.workspace.root).as_posix()
    lines = [
        *drawing.what_was_drawn(made),
        drawing.where_they_are(made, where),
        f"Certificate: {page}. Anybody can check it on the page check.html, by dropping it there.",
        *drawing.row_of_lots(made),
        drawing.what_comes_next(made),
        f"What to send: {made.certificate.certificate}",
    ]
    if one.inside and made.prepared:
        lines.insert(
            2, f"Now move {one.name} out of the folder pupils, or its rows are read as well."
        )
    return telling.tell(session, _at(school), f"Draw {made.certificate.draw_id} is made", lines)


def leave(session: Session, request: Request, form: Form) -> Response:
    """Forget the list that waits."""
    _, school = _own(session, request)
    session.lots.pop(school, None)
    return back_to(session, _at(school), "The list was left, and nothing was drawn.")


def certificate(session: Session, request: Request) -> Response:
    """The certificate of a draw, to be kept or handed on."""
    view, school = _own(session, request)
    path = _certificates(view, school).get(request.path_params["draw"])
    if path is None:
        raise Gone
    return download(path.read_bytes(), f"{school} {path.name}")


def check(session: Session, request: Request, form: Form) -> Response:
    """Draw once more what a certificate says, and say whether it is the same."""
    _, school = _own(session, request)
    if not form.data:
        raise EvidenceError("No file was chosen. Choose the certificate of a draw.")
    with session.room() as room:
        file = room / f"the file{certificates.ENDING}"
        file.write_bytes(form.data)
        known = check_page(file)
    told = f"{certificates.in_words(known)} {certificates.NOT_SHOWN}"
    return back_to(session, _at(school), told)


def plan(session: Session, request: Request) -> Response:
    """The plan of an outcome as it would be fixed."""
    view, school = _school(session, request)
    outcome = request.query_params.get("outcome", "")[:_LONGEST]
    planned = fixing.look_at_plan(view.workspace, school, outcome, date.today())
    return session.page(
        "fix_plan.html",
        view=view,
        here=school,
        at=_at(school),
        name=view.listing.schools[school],
        planned=planned,
        lines=planned.text.split("\n"),
    )


def fix(session: Session, request: Request, form: Form) -> Response:
    """Fix the plan that was looked at."""
    view, school = _school(session, request)
    by = _line(form, "by")
    _require(bool(certificates.plain_fact(by)), "Write who settled the plan, for example: Ann Hill")
    today = date.today()
    with session.changing():
        outcome = form.text("outcome")[:_LONGEST]
        planned = fixing.look_at_plan(view.workspace, school, outcome, today)
        if form.text("mark") != planned.mark:
            raise ConfigurationError(
                "The workbook has changed since this plan was looked at, so nothing was fixed. "
                "Look at the plan once more."
            )
        fixed = fixing.fix(view.workspace, planned, by, today)
    page = fixed.page.relative_to(view.workspace.root).as_posix()
    lines = [
        f"Its mark is {planned.mark}.",
        *planned.late,
        f"To print and sign: {page}",
        *fixed.row,
        fixing.NOBODY_ELSE,
    ]
    return telling.tell(session, _at(school), f"The plan of {planned.outcome} is fixed", lines)


def told(session: Session, request: Request) -> Response:
    """What was drawn or fixed, and what comes next."""
    view, school = _school(session, request)
    whose, back = view.listing.schools[school], (_at(school), "Back to the school’s projects")
    return telling.told(session, request, view, school, whose, back)


def _at(school: str) -> str:
    return f"/schools/{school}/projects"


def _school(session: Session, request: Request) -> tuple[View, str]:
    """The school that an address is about, where its workbook is here."""
    view, school = session.view(), request.path_params["school"]
    if school not in view.listing.schools or not view.workspace.evidence_file(school).is_file():
        raise Gone
    return view, school


def _own(session: Session, request: Request) -> tuple[View, str]:
    """The same, in the school's own folder.

    Raises
    ------
    ConfigurationError
        In a lead's, where there are no files about pupils.
    """
    view, school = _school(session, request)
    if not people_files.may_be_sent(view.listing, school):
        raise ConfigurationError(
            "Lots are about pupils, so they are drawn in the school’s own folder and nowhere else. "
            "Nothing was read or drawn. The lead gets the certificate’s line, which names nobody."
        )
    return view, school


def _line(form: Form, field: str) -> str:
    """What was typed into a field of one line."""
    return " ".join(form.text(field).split())[:_LONGEST]


def _require(given: bool, otherwise: str) -> None:
    if not given:
        raise ConfigurationError(otherwise)


def _mark(one: Waiting) -> str:
    """What a yes is about: this very list, and what is wanted of it."""
    return mark_of([one.units.units, one.units.strata, one.units.scores, one.wanted])


def _list(view: View, school: str, form: Form, room: Path) -> tuple[Path, bool]:
    """The list to draw from, and whether it lies in the folder of pupils.

    Raises
    ------
    EvidenceError
        When none was chosen, or what was sent is none that is read.
    """
    chosen = form.text("which")
    if chosen and chosen != _SENT:
        slots: Sequence[people_files.Slot] = people_files.slots(view.listing, school)
        found = next((s for s in slots if s.key == chosen and s.kind == "pupils"), None)
        if found is None or not hash_of(found.path):
            raise Gone
        return found.path, True
    if not form.data:
        raise EvidenceError(
            "No list was chosen. Choose one of the school’s files, or send a list of your own."
        )
    file = room / f"list{people_files.endings_of(form.data)[0]}"
    file.write_bytes(form.data)
    return file, False


def _certificates(view: View, school: str) -> dict[str, Path]:
    """The certificates in the school's folder of pupils, by the draw that they are named after."""
    folder = view.workspace.school_folder(school) / "pupils"
    found = sorted(folder.glob(f"{NAMED}*{certificates.ENDING}")) if folder.is_dir() else []
    return {
        path.name.removesuffix(certificates.ENDING).removeprefix(NAMED): path
        for path in found
        if path.is_file() and not path.is_symlink()
    }
