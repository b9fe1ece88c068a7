"""Which practices may be on the website: each write-up made afresh for everyone, or refused.

Of a school whose workbook is elsewhere it is the page that came with the share file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from spp_research.errors import DisclosureError, SPPError
from spp_research.kinds import BEST_PRACTICE
from spp_research.partnership.lead_workbook import Partnership, School, open_partnership
from spp_research.protect.disclosure import Audience, rules_for
from spp_research.publish.sign_off_sheet import ended_under_another_name
from spp_research.run.executors import run_all
from spp_research.run.jobs import Job, Outcome
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.school.evidence import EvidenceBase, read_evidence
from spp_research.school.practice import refusal
from spp_research.settings import read_settings
from spp_research.share.files import NOTHING_SENT, read_shares
from spp_research.workspace import Workspace

from .content import SharedPractice, stem_of
from .kept_practice import behind_all, keep, kept, leave_out, practice_key, why_left_out
from .last_signed import NOT_SIGNED, TAKEN_BACK, goes, last_signed, stays, would_vanish
from .made import made_for_everyone
from .shared import shared_practice
from .store import NOTHING_KEPT, Store
from .taken_up import keep_result, own_effects

AUDIENCE = Audience.PUBLIC
WORKERS = 2


@dataclass(frozen=True)
class Gathered:
    """What there is for a website.

    Parameters
    ----------
    practices : those that may be shown, in the lead's order.
    refused : for each other school its name and the reason.
    lost : the pages that are public now and would go because of a slip, and not because anybody
        took them back: the name of each without ending, and what is to be said.
    """

    practices: tuple[SharedPractice, ...]
    refused: tuple[tuple[str, str], ...]
    lost: Mapping[str, str]


def gather(
    workspace: Workspace,
    renderer: str,
    scratch: Path,
    on_step: Callable[[str, str], None] = lambda school, step: None,
    public: Collection[str] = (),
    *,
    remember: bool = True,
    store: Store = NOTHING_KEPT,
) -> Gathered:
    """The practices that may be shown, and the schools that are refused, in the lead's order.

    Parameters
    ----------
    renderer : name and version of the renderer, for the last section of each write-up.
    scratch : a private folder; each write-up is left there in a folder of its own.
    public : the files of the site that is there now, from its root.
    remember : whether what is made under a sign-off is written down; not where it is only a look.
    store : what was made for the website before.

    Raises
    ------
    ConfigurationError, EvidenceError
        When the lead's workbook or the settings cannot be read.
    """
    partnership = open_partnership(workspace)
    settings = read_settings(workspace.settings_file)
    as_at = settings.as_at or date.today()
    staff = partnership.staff_names
    refused: dict[str, str] = {}
    slips: set[str] = set()  # of those, the schools that took nothing back
    bases: dict[str, EvidenceBase] = {}
    made: dict[str, SharedPractice] = {}
    elsewhere = [s for s in partnership.schools if not workspace.evidence_file(s.slug).is_file()]
    behind = behind_all(workspace, renderer)
    jobs: dict[str, Job] = {}
    keys: dict[str, str] = {}
    for school in partnership.schools:
        if school in elsewhere:
            continue
        jobs[school.slug] = job = Job(
            str(workspace.root),
            BEST_PRACTICE,
            school.slug,
            AUDIENCE.value,
            (),
            made_on=as_at,
        )
        keys[school.slug] = key = practice_key(behind, job, school)
        if found := kept(store, key, school, scratch / school.slug / "kept"):
            made[school.slug] = found
            continue
        if why := why_left_out(store, key):
            refused[school.slug] = why
            continue
        try:
            base = read_evidence(workspace, partnership, school.slug, pupils=False)
            if reason := refusal(base, AUDIENCE.value, as_at, staff, fixed=settings.fixes_day):
                refused[school.slug] = _sentence(reason, base)
                leave_out(store, key, refused[school.slug])
            else:
                bases[school.slug] = base
        except SPPError as error:
            refused[school.slug] = str(error)
            slips.add(school.slug)

    def make(job: Job) -> Outcome:
        try:
            practice = _make(job, bases[job.school], renderer, scratch, on_step, remember=remember)
            keep(store, keys[job.school], practice)
            made[job.school] = practice
        except SPPError as error:
            refused[job.school] = str(error).replace(str(scratch / job.school), job.school)
            if isinstance(error, DisclosureError):  # which is a decision, and no slip
                leave_out(store, keys[job.school], refused[job.school])
            else:
                slips.add(job.school)
            return Outcome(job, "failed", exit_code=error.exit_code)
        return Outcome(job, "made")

    run_all([jobs[school] for school in bases], make, WORKERS)
    shares = read_shares(workspace.share_folder, partnership) if elsewhere else NOTHING_SENT
    rules = rules_for(AUDIENCE, settings.own_thresholds())
    for school in elsewhere:
        private = scratch / f"{school.slug}-shared"
        shown, why, slip = shared_practice(
            workspace, partnership, school, shares, rules, as_at, private, store
        )
        if shown is None:
            refused[school.slug] = why
            if slip:
                slips.add(school.slug)
        else:
            made[school.slug] = shown
    slips = {one.slug for one in partnership.schools if one.slug in slips and _is_on(public, one)}
    lost = _keep_what_was_signed(workspace, partnership, slips, made, refused, scratch)
    return Gathered(*_in_order(partnership, made, refused), lost)


def _is_on(public: Collection[str], school: School) -> bool:
    """Whether the school's practice of this cycle is on the website now.

    At the same address may be the list of what it shared in cycles that are closed.
    """
    own = f"practices/{stem_of(school)}"
    listed = any(name.startswith(f"{own}--") for name in public)
    return f"{own}.html" in public and (not listed or f"{own}{own[9:]}.ris" in public)


def _keep_what_was_signed(
    workspace: Workspace,
    partnership: Partnership,
    slips: Collection[str],
    made: dict[str, SharedPractice],
    refused: dict[str, str],
    scratch: Path,
) -> dict[str, str]:
    """Where a slip keeps a new page away, put the one that was signed last in its place.

    Returns
    -------
    Of each school whose page is on the site and can neither be made nor stay as it was signed, the
    name of its page without ending, and what is to be said.
    """
    lost: dict[str, str] = {}
    for school in partnership.schools:
        if school.slug not in slips:
            continue
        found, besides = None, "neither its workbook nor its share file can be read here"
        if workspace.evidence_file(school.slug).is_file():
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


def _make(
    job: Job,
    base: EvidenceBase,
    renderer: str,
    scratch: Path,
    on_step: Callable[[str, str], None],
    *,
    remember: bool,
) -> SharedPractice:
    """Make the write-up of a school for the public, and check what came out."""
    exported, folder = made_for_everyone(
        job, renderer, scratch / job.school, on_step, remember=remember
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
        effects = own_effects(job.place, open_partnership(job.place), base.school.slug)
        keep_result(made, effects, outcome)
    return made
