"""One document made for everyone, to be a page of the website: run, exported, and held to its row.

Nothing is taken from `reports`, which holds documents of every audience.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.catalogue import speaking
from spp_research.display.front import Front
from spp_research.errors import DisclosureError
from spp_research.phrases import sentence
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import SignOff
from spp_research.protect.signatures import Verdict
from spp_research.publish import allowed
from spp_research.publish.pandoc import parse
from spp_research.publish.signing import Signing
from spp_research.run import cache, opened
from spp_research.run.jobs import Job
from spp_research.settings import read_settings

from .texts import put_tree

if TYPE_CHECKING:
    from spp_research.publish.export import Exported

_NAMED = 3  # of the things that changed, as many as a sentence can carry


def made_for_everyone(
    job: Job,
    renderer: str,
    scratch: Path,
    on_step: Callable[[str, str], None],
    *,
    remember: bool,
    begins: bool = True,
) -> tuple[Exported, Path]:
    """Run a notebook for the public, export it, and check what came out.

    Parameters
    ----------
    renderer : name and version of the renderer, for the last section.
    scratch : a private folder that does not exist yet.
    remember : whether what is made under a sign-off is written down.
    begins : whether a text may be the first, or a reworded one, under a row without a text mark.

    Returns
    -------
    What was exported, and the folder with its `report.qmd`, figures and tree.

    Raises
    ------
    DisclosureError
        When it may not be shown to everyone as it is.
    SPPError
        When it cannot be made.
    """
    from spp_research.publish.branding import look_of
    from spp_research.publish.export import export
    from spp_research.publish.reports import provenance
    from spp_research.run.engine import execute

    kind = job.kind
    private, folder = scratch / "run", scratch / "report"
    private.mkdir(parents=True)
    folder.mkdir()
    on_step(job.school, "running the notebook")
    key = secrets.token_hex(16)
    executed = private / kind.notebook
    notes = private / opened.NOTES
    more: dict[str, Any] = {"noted": notes} if kind.file else {}
    execute(job.place.notebook_of(kind), job.parameters, executed, key=key, **more)
    if kind.file and remember:
        opened.remember(job, notes, cache.own_parts(job)["inputs"])
    on_step(job.school, "exporting")
    settings = read_settings(job.place.settings_file)
    look, signing = look_of(job.place, settings), Signing(job)
    with speaking(settings.speech(kind.name)):
        exported = export(
            executed,
            folder,
            provenance(job, renderer),
            look,
            signing,
            key=key,
            numbers=settings.numbers_to_reuse,
        )
    verdict = exported.verdict
    if verdict and verdict.keep and verdict.line:  # only what others have shared since is new
        signing.restore(verdict.keep, folder)
        exported = replace(exported, front=_as_kept(folder, verdict.line, kind.name))
    elif verdict and verdict.line and not verdict.signed:
        raise DisclosureError(_no_longer(job, verdict))
    if verdict and verdict.news and not begins:
        raise DisclosureError(_nobody_read(job))
    if exported.front.audience is not Audience.PUBLIC or exported.front.sign_off is None:
        its = "the document" if kind.file else "the write-up"
        again = "Change the notebook" if kind.file else "Copy the notebook back from the kit"
        raise DisclosureError(
            f"{kind.notebook}: {its} says that it is for {exported.front.audience.value} or that "
            f"it is not signed off, so it is left out. {again}."
        )
    parsed = parse(folder)
    allowed.check(json.loads(parsed), folder)
    put_tree(parsed, folder)
    if verdict is None:
        raise ValueError("nobody asked what the sign-offs say of the document")
    if remember:
        signing.remember(verdict, folder)
    return exported, folder


def _as_kept(folder: Path, line: SignOff, kind: str) -> Front:
    """The head of the text that was signed, which takes the place of what was made."""
    from .earlier import front_of

    return replace(front_of(json.loads(parse(folder))["meta"], line), document=kind)


def _no_longer(job: Job, verdict: Verdict) -> str:
    """Why a document that has a sign-off is not shown, with the first things that differ."""
    told = [change.sentence for change in verdict.changed]
    more = f"; and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    differs = f" {'; '.join(told[:_NAMED])}{more}." if told else ""
    return (
        f"{sentence(verdict.why)}{differs} To show it, read it and sign it off again: a new date, "
        f"or its text mark, in its row of the Sign-off sheet of {sheet_of(job)}."
    )


def _nobody_read(job: Job) -> str:
    whose = f" --school {job.school}" if job.kind.per_school else ""
    return (
        f"Its row of the Sign-off sheet of {sheet_of(job)} has no text mark, and the text as it is "
        "now was not made under it yet, so nobody can have read it. Make it with: spp report "
        f"{job.kind.name}{whose} --audience public. Read it, and put its text mark into the row."
    )


def sheet_of(job: Job) -> str:
    """The workbook whose Sign-off sheet a document stands on, as it is named to people."""
    if job.kind.per_school:
        return f"schools/{job.school}/evidence.xlsx"
    return job.place.lead_file.name
