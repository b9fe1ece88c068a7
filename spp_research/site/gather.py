"""Which practices may be on the website: each write-up made afresh for everyone, or refused.

Of a school whose workbook is elsewhere it is the page that came with the share file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from spp_research.errors import DisclosureError, SPPError
from spp_research.kinds import BEST_PRACTICE
from spp_research.partnership.lead_workbook import Partnership, School, open_partnership
from spp_research.protect.disclosure import Audience, rules_for
from spp_research.publish.share_folder import recorded
from spp_research.publish.sign_off_sheet import ended_under_another_name
from spp_research.publish.signing import rows_of
from spp_research.run.executors import run_all
from spp_research.run.jobs import NOTHING_TO_SAY, Job, Outcome
from spp_research.run.kernels import started_for
from spp_research.run.looks import read_book
from spp_research.schema import SCHOOL
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.school.evidence import EvidenceBase, read_evidence
from spp_research.school.practice import ASKED, refusal
from spp_research.settings import Settings, read_settings
from spp_research.share.files import NOTHING_SENT, Shares, read_shares
from spp_research.workspace import Workspace

from .content import SharedPractice, stem_of
from .folder import only_leads
from .followed import NOBODY, Onlooker
from .kept_practice import behind_all, keep, kept, leave_out, practice_key, why_left_out
from .last_signed import NOT_SIGNED, TAKEN_BACK, goes, last_signed, stays, would_vanish
from .made import made_for_everyone
from .shared import shared_practice
from .store import NOTHING_KEPT, Store, hashes_below
from .take_home import documented
from .taken_up import keep_result, own_effects

AUDIENCE = Audience.PUBLIC
_FEW = 2  # notebooks, as many as `spp report` gets warm for by themselves


@dataclass(frozen=True)
class Gathered:
    """What there is for a website.

    Parameters
    ----------
    practices : those that may be shown, in the lead's order.
    refused : for each other school its name and the reason.
    lost : the pages that are public now and would go because of a slip, and not because anybody
        took them back: the name of each without ending, and what is to be said.
    slipped : the schools among the refused that a slip keeps away, and no decision.
    """

    practices: tuple[SharedPractice, ...]
    refused: tuple[tuple[str, str], ...]
    lost: Mapping[str, str]
    slipped: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Found:
    """What is known of each school by now, by its short name.

    Parameters
    ----------
    made : the practices that may be shown.
    refused : why there is none.
    slips : of those, the schools that took nothing back.
    keys : of what is made, for the schools whose workbooks are here.
    """

    made: dict[str, SharedPractice]
    refused: dict[str, str]
    slips: set[str]
    keys: dict[str, str]


@dataclass(frozen=True)
class _By:
    """What all schools are looked at by.

    Parameters
    ----------
    shares : the share files, where a workbook is elsewhere.
    own_style : the hashes of templates, filters and stylesheets.
    renderer, scratch, store, remember, follow : as `gather` takes them.
    """

    workspace: Workspace
    partnership: Partnership
    settings: Settings
    as_at: date
    shares: Shares
    own_style: Sequence[Any]
    renderer: str
    scratch: Path
    store: Store
    remember: bool
    follow: Onlooker


def gather(
    workspace: Workspace,
    renderer: str,
    scratch: Path,
    on_step: Callable[[str, str], None] = lambda school, step: None,
    public: Collection[str] = (),
    *,
    remember: bool = True,
    store: Store = NOTHING_KEPT,
    follow: Onlooker = NOBODY,
    partnership: Partnership | None = None,
) -> Gathered:
    """The practices that may be shown, and the schools that are refused, in the lead's order.

    Parameters
    ----------
    renderer : name and version of the renderer, for the last section of each write-up.
    scratch : a private folder; each write-up is left there in a folder of its own.
    public : the files of the site that is there now, from its root.
    remember : whether what is made under a sign-off is written down; not where it is only a look.
    store : what was made for the website before.
    follow : told of each school that has to be looked at.
    partnership : the lead's workbook, where it has been read already.

    Raises
    ------
    InterruptedRunError
        On Ctrl-C, or when `follow` wants it to end.
    ConfigurationError, EvidenceError
        When the lead's workbook or the settings cannot be read.
    """
    partnership = partnership or open_partnership(workspace)
    settings = read_settings(workspace.settings_file)
    as_at = settings.as_at or date.today()
    behind = behind_all(workspace, renderer)
    found = _Found({}, {}, set(), {})
    jobs: dict[str, Job] = {}
    for school in partnership.schools:
        job = Job(
            str(workspace.root),
            BEST_PRACTICE,
            school.slug,
            AUDIENCE.value,
            (),
            made_on=as_at,
        )
        if _speaks_for_itself(workspace, school.slug):
            found.keys[school.slug] = key = practice_key(behind, job, school)
            if known := kept(store, key, school, scratch / school.slug / "kept"):
                found.made[school.slug] = known
                continue
            if why := why_left_out(store, key):
                found.refused[school.slug] = why
                continue
        jobs[school.slug] = job
    sent = any(school not in found.keys for school in jobs)
    by = _By(
        workspace,
        partnership,
        settings,
        as_at,
        read_shares(workspace.share_folder, partnership) if sent else NOTHING_SENT,
        hashes_below(workspace.style),
        renderer,
        scratch,
        store,
        remember,
        follow,
    )

    def make(job: Job) -> Outcome:
        def step(what: str) -> None:
            follow.step(job, what)
            on_step(job.school, what)

        step("reading")
        practice = (_made_here if job.school in found.keys else _sent)(job, by, found, step)
        if practice is None:
            return Outcome(job, NOTHING_TO_SAY)
        step("setting Word and PDF")
        found.made[job.school] = documented(practice, workspace.style, by.own_style, store)
        return Outcome(job, "made")

    follow.planned(len(jobs))
    with _warmed_for([job for school, job in jobs.items() if school in found.keys]):
        run_all([*jobs.values()], make, _workers(), follow.event, follow.stopped)
    made, refused, slips = found.made, found.refused, found.slips
    on = {one.slug for one in partnership.schools if one.slug in slips and _is_on(public, one)}
    lost = _keep_what_was_signed(workspace, partnership, on, found, scratch)
    slipped = (s.name for s in partnership.schools if s.slug in slips and s.slug in refused)
    return Gathered(*_in_order(partnership, made, refused), lost, tuple(slipped))


def _speaks_for_itself(workspace: Workspace, school: str) -> bool:
    """Whether a school's practice is taken from its workbook here, and not from its share file.

    The empty workbook that was laid out for a school says nothing of one that works elsewhere and
    sends its share file. A file that was made here was made of a workbook that had been begun.
    """
    book = workspace.evidence_file(school)
    if not book.is_file():
        return False
    sent = workspace.share_file(school).is_file()
    if not sent or recorded(workspace, school).owns(workspace, school):
        return True
    return not read_book(book, SCHOOL).not_started


def _made_here(
    job: Job, by: _By, found: _Found, step: Callable[[str], None]
) -> SharedPractice | None:
    """The practice of a school whose workbook is here; None, with why, where it is not shown."""
    base = _looked_at(job, by, found)
    by.follow.read(job)
    if base is None:
        return None
    try:
        practice = _make(job, base, by, step)
    except SPPError as error:
        why = str(error).replace(str(by.scratch / job.school), job.school)
        found.refused[job.school] = why
        if isinstance(error, DisclosureError):  # which is a decision, and no slip
            leave_out(by.store, found.keys[job.school], why)
        else:
            found.slips.add(job.school)
        return None
    keep(by.store, found.keys[job.school], practice)
    return practice


def _looked_at(job: Job, by: _By, found: _Found) -> EvidenceBase | None:
    """The evidence of a school whose practice may be shown; None, with why, of any other."""
    staff, fixed = by.partnership.staff_names, by.settings.fixes_day
    try:
        base = read_evidence(by.workspace, by.partnership, job.school, pupils=False, only=ASKED)
        reason = refusal(base, AUDIENCE.value, by.as_at, staff, fixed=fixed)
    except SPPError as error:
        found.refused[job.school] = str(error)
        found.slips.add(job.school)
        return None
    if not reason:
        return base
    found.refused[job.school] = why = _sentence(reason, base)
    leave_out(by.store, found.keys[job.school], why)
    return None


def _sent(job: Job, by: _By, found: _Found, step: Callable[[str], None]) -> SharedPractice | None:
    """The practice of a school whose workbook is elsewhere; None, with why, where there is none."""
    shown, why, slip = shared_practice(
        by.workspace,
        by.partnership,
        by.partnership.school(job.school),
        by.shares,
        rules_for(AUDIENCE, by.settings.own_thresholds()),
        by.as_at,
        by.scratch / f"{job.school}-shared",
        by.store,
    )
    if shown is None:
        found.refused[job.school] = why
        if slip:
            found.slips.add(job.school)
    return shown


def _warmed_for(jobs: Sequence[Job]) -> AbstractContextManager[None]:
    """A process to fork from that has no more than a few write-ups need, where there are few.

    After a small change nearly all of a build is getting warm, which takes twice as long for all
    kinds of document as for one. Where no write-up will be made, as after a withdrawal, none is.
    """
    few = 0 < len(jobs) <= _FEW and any(map(_may_run, jobs))
    return started_for([BEST_PRACTICE.name]) if few else nullcontext()


def _may_run(job: Job) -> bool:
    """Whether a school's notebook may have to run: at a glance, and no verdict on its sign-off."""
    try:
        return bool(rows_of(job.place, job.school, WRITE_UP, AUDIENCE.value))
    except SPPError:
        return True


def _workers() -> int:
    """How many schools are looked at at once: as many as `spp report --all` makes reports of."""
    return os.cpu_count() or 1


def _is_on(public: Collection[str], school: School) -> bool:
    """Whether the school's practice of this cycle is on the website now.

    At the same address may be the list of what it shared in cycles that are closed.
    """
    page = f"practices/{stem_of(school)}.html"
    return page in public and not only_leads(page, public)


def _keep_what_was_signed(
    workspace: Workspace,
    partnership: Partnership,
    slips: Collection[str],
    known: _Found,
    scratch: Path,
) -> dict[str, str]:
    """Where a slip keeps a new page away, put the one that was signed last in its place.

    Returns
    -------
    Of each school whose page is on the site and can neither be made nor stay as it was signed, the
    name of its page without ending, and what is to be said.
    """
    lost: dict[str, str] = {}
    made, refused = known.made, known.refused
    for school in partnership.schools:
        if school.slug not in slips:
            continue
        found, besides = None, "neither its workbook nor its share file can be read here"
        if school.slug in known.keys:
            folder = scratch / f"{school.slug}-signed"
            found, besides = last_signed(workspace, partnership, school, folder)
        elif ended_under_another_name(workspace, school.slug, WRITE_UP, AUDIENCE.value):
            besides = NOT_SIGNED
        if found is not None:
            why = stays(refused.pop(school.slug))
            made[school.slug] = replace(found, stays_because=why)
        elif besides in TAKEN_BACK:
            refused[school.slug] = goes(besides, refused[school.slug])
        else:
            lost[stem_of(school)] = would_vanish(school.name, refused[school.slug], besides)
    return lost


def _sentence(reason: str, base: EvidenceBase) -> str:
    """The reason for a refusal as a sentence, and where to write a practice down."""
    said = f"{reason[0].upper()}{reason[1:]}."
    if not base.practice.empty:
        return said
    return (
        f"{said} To share one, fill in the Best practice sheet of "
        f"schools/{base.school.slug}/evidence.xlsx, then sign it off on the Sign-off sheet."
    )


def _in_order(
    partnership: Partnership, made: dict[str, SharedPractice], refused: dict[str, str]
) -> tuple[tuple[SharedPractice, ...], tuple[tuple[str, str], ...]]:
    schools = partnership.schools
    return (
        tuple(
            replace(made[school.slug], cycle=partnership.cycle)
            for school in schools
            if school.slug in made
        ),
        tuple((s.name, refused[s.slug]) for s in schools if s.slug in refused),
    )


def _make(job: Job, base: EvidenceBase, by: _By, step: Callable[[str], None]) -> SharedPractice:
    """Make the write-up of a school for the public, and check what came out."""
    exported, folder = made_for_everyone(
        job,
        by.renderer,
        by.scratch / job.school,
        lambda school, what: step(what),
        remember=by.remember,
    )
    theme = str(base.practice.iloc[0]["theme"])
    item = str(base.practice.iloc[0]["practice_id"])
    made = SharedPractice(
        base.school,
        theme,
        exported.front,
        folder,
        item=item,
        in_english=exported.in_english,
        news=exported.verdict.news if exported.verdict else "",
    )
    if made.glance.takes_up:
        outcome = str(base.practice.iloc[0]["outcome_id"])
        effects = own_effects(job.place, by.partnership, base.school.slug)
        keep_result(made, effects, outcome)
    return made
