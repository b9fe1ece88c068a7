"""What `spp status` leaves in a workspace: one page, and a calendar of what is due."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from spp_research.cycle import named, plain_year
from spp_research.display.front import Front, front_matter
from spp_research.partnership.status import State, Status, Step
from spp_research.protect.disclosure import Audience
from spp_research.settings import Settings
from spp_research.whole_files import replaced
from spp_research.words import pairs
from spp_research.words import status as words
from spp_research.words.text import escape
from spp_research.workspace import Workspace

from . import pandoc
from .branding import look_of
from .calendars import Event, first_name, uid_of, write_calendars
from .left_over import left_over
from .placing import scratch_folder
from .states import Document, told

FOLDER = "status"
LEFT_OVER = "Documents that nothing makes any more"


def sections(
    status: Status, documents: Sequence[Document] = (), left: Sequence[str] = ()
) -> Iterator[tuple[str, list[str]]]:
    """What there is to say besides the table: a heading, and sentences.

    Parameters
    ----------
    left : what `left_over` says of documents that nothing makes any more.
    """
    yield "Documents", list(told(documents))
    yield LEFT_OVER, list(left)
    yield "Still to come", list(words.still_to_come(status))
    yield "Around these weeks", list(words.coming(status))
    yield "Workshops ahead", [words.workshop(one, status) for one in status.workshops]
    yield "Training", [words.lapse(one, status) for one in status.lapses]
    yield (
        "Sign-offs",
        [
            *(words.expiry(one, status) for one in status.expiries),
            *map(words.at_odds, status.at_odds),
        ],
    )
    yield (
        "Threads without an end",
        [words.thread(one.school, one.what, one.lacks, one.where) for one in status.loose],
    )
    yield (
        "Who reviewed whom over the years",
        [words.reviewed(host, reviewers) for host, reviewers in status.reviewed.items()],
    )
    for one in status.partners:
        yield pairs.with_partner(one.received.side), list(pairs.standing(one, status.cycle))


def rows(status: Status) -> list[tuple[str, ...]]:
    """Where each school is: its name, and each step."""
    return [
        (standing.school.name, *(words.state(step, _day(step)) for step in standing.steps))
        for standing in status.standings
    ]


def _day(step: Step) -> str:
    return f"{step.day.day} {step.day:%b %Y}" if step.day else ""


def write_page(
    status: Status,
    workspace: Workspace,
    settings: Settings,
    documents: Sequence[Document] = (),
) -> Path:
    """The status as a web page in its own folder."""
    heads = ("School", *(words.heading(step.stage) for step in status.standings[0].steps))
    widths = (20, *[13] * (len(heads) - 1))
    table = [f"| {' | '.join(heads)} |", f"|{'|'.join(':' + '-' * w for w in widths)}|"]
    table += [f"| {' | '.join(map(escape, row))} |" for row in rows(status)]
    table += ["", ": By what has arrived, in the lead’s order of schools. {#tbl-status}"]
    parts = [escape(words.in_a_line(status)), "::: {.landscape}", "\n".join(table), ":::"]
    if nothing := words.silent(status):
        parts.append(escape(nothing))
    for heading, sentences in sections(status, documents, left_over(workspace)):
        if sentences:
            points = "\n".join(f"- {escape(sentence)}" for sentence in sentences)
            parts += [f"## {escape(heading)}", points]
    look = look_of(workspace, settings)
    metadata = _front(status).metadata(status.on)
    metadata["spp"] |= {**look.metadata, "status": "", "draft": False}
    with scratch_folder(keep=False) as scratch:
        text = "\n\n".join([front_matter(metadata), *parts]) + "\n"
        (scratch / pandoc.SOURCE).write_text(text, encoding="utf-8")
        look.write(scratch)
        made = pandoc.render(scratch, ("html",), workspace.style)["html"]
        with replaced(workspace.status_page) as new:
            shutil.copyfile(made, new)
    return workspace.status_page


def _front(status: Status) -> Front:
    return Front(
        document="status",
        title="Where we are",
        subtitle=status.partnership,
        partnership=status.partnership,
        audience=Audience.PARTNERSHIP,
        sign_off=None,
        description="Where each school is in the year.",
    )


def write_due(status: Status, workspace: Workspace) -> Path:
    """A calendar of what is due from the day on."""
    folder = workspace.root / FOLDER
    named = first_name(folder, status.partnership)
    events = {"due": list(_due(status, named))}
    write_calendars(folder, events, status.on, named, others=False)
    return folder / "due.ics"


def _due(status: Status, partnership: str) -> Iterator[Event]:
    year = plain_year(status.cycle)  # so that 2025/2026 moves what 2025-26 had put there
    cycle = status.cycle if year is None else named(year)

    def event(day: date, title: str, *key: object) -> Event:
        return Event(uid_of("due", partnership, cycle, *key), title, day, day)

    for standing in status.standings:
        nth = standing.visit.nth if standing.visit else 1
        for step in standing.steps:
            ahead = step.day is not None and step.day >= status.on
            if step.day and ahead and step.state in (State.SOON, State.PLANNED):
                title = words.due(standing.school.name, step).rstrip(".")
                yield event(step.day, title, standing.school.slug, nth, step.stage)
    for outcome in status.measuring:
        title = words.measuring(outcome).rstrip(".")
        # Two measurements of one outcome are two events, and a day that moved is another.
        yield event(outcome.day, title, outcome.school.slug, outcome.outcome, outcome.day)
    for lapse in status.lapses:
        if lapse.until >= status.on:
            title = words.lapse(lapse, status)
            yield event(lapse.until, title, lapse.person_id, lapse.role)
    for one in status.expiries:
        if one.ends >= status.on:
            yield event(one.ends, words.expiry(one, status), one.whose, one.document)
