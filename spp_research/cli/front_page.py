"""`reports/index.html`: every document of a workspace, how far it is, and links to open it.

What it says of a document is what `spp status` says: both ask `publish.states`. The page works from
a folder without a network or a script; what to show of many schools is chosen by boxes that the
stylesheet alone follows, and where a browser cannot, or on paper, all of it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from spp_research.catalogue import called, speaking
from spp_research.errors import SPPError
from spp_research.partnership.closed_cycles import closed_cycle, closed_cycles
from spp_research.phrases import counted, long_date
from spp_research.publish.left_over import left_over
from spp_research.publish.placing import writing
from spp_research.publish.states import LABELS, Document, State, documents_of, note
from spp_research.publish.taking_away import take_away
from spp_research.run.jobs import Outcome
from spp_research.settings import read_settings
from spp_research.whole_files import write_whole
from spp_research.words.lacking import still_says_signed
from spp_research.workspace import Workspace

from .run_report import FRONT, PAGE, page_template, stylesheet

_TEMPLATE = Path(__file__).with_name("front_page.html")
_SITE = "../_site/index.html"  # which `building.lead_to_site` looks for
_MANY = 6  # schools, from which on there is a list of them to jump from


@dataclass(frozen=True)
class Group:
    """The documents of one school, or those about all of them."""

    name: str
    anchor: str
    documents: tuple[Document, ...]


def load() -> None:
    """Prepare the page, so that whoever waits for a run need not wait for that as well."""
    page_template(_TEMPLATE)


def write_front(
    workspace: Workspace,
    documents: Sequence[Document] | None = None,
    schools: Collection[str] | None = None,
) -> Path:
    """Write the front page of a workspace; give its place.

    Parameters
    ----------
    documents : what `states.documents_of` says, where it is known already.
    schools : the short names on the lead's list, where they are known already.
    """
    folder = workspace.root / "reports"
    found = documents_of(workspace) if documents is None else documents
    words = read_settings(workspace.settings_file).catalogue  # as `spp status` says it
    with writing(folder), speaking(words):
        folder.mkdir(exist_ok=True)
        write_whole(folder / FRONT, _page(workspace, found, schools))
    return folder / FRONT


def refresh(workspace: Workspace | None, outcomes: Sequence[Outcome], glance: Any) -> list[str]:
    """Write the front page again where a run changed something, or where there is none yet.

    Before that, what still bears a signature that stands no longer, and cannot be made again, is
    taken away.

    Returns
    -------
    A sentence for each document that was taken away.
    """
    if workspace is None or glance is None:
        return []
    there = (workspace.root / "reports" / FRONT).is_file()
    failed = {(one.job.school, one.job.kind.name) for one in outcomes if one.state == "failed"}
    changed = bool(failed) or any(one.seconds and one.state != "unchanged" for one in outcomes)
    if there and not changed:
        return []
    documents = documents_of(workspace, glance.looks)
    with writing(workspace.root / "reports"):
        gone = take_away(workspace, documents, failed)
    now = documents_of(workspace, glance.looks) if gone else documents
    write_front(workspace, now, _schools(glance))
    return gone


def _schools(glance: Any) -> Collection[str] | None:
    """The schools that a run has seen on the lead's list; None where it cannot be read now."""
    with suppress(SPPError):
        return glance.schools() or None
    return None


def with_gone(outcomes: Sequence[Outcome], gone: Sequence[str]) -> list[Outcome]:
    """The outcomes of a run, of which those that failed say that their document was taken away.

    Parameters
    ----------
    gone : what `refresh` gave.
    """

    def told(one: Outcome) -> Outcome:
        own = f"{one.job.school}, {one.job.kind.named}: "
        if one.state != "failed" or not any(line.startswith(own) for line in gone):
            return one
        return replace(one, reason=f"{one.reason} {still_says_signed()}")

    return [*map(told, outcomes)]


def groups(documents: Sequence[Document], whose: str) -> Iterator[Group]:
    """The documents as the page has them: about all the schools, then school by school."""
    own = tuple(one for one in documents if not one.kind.per_school)
    if own:
        yield Group(whose, "all", own)
    by_school: dict[str, list[Document]] = {}
    for one in documents:
        if one.kind.per_school:
            by_school.setdefault(one.school, []).append(one)
    for school, theirs in by_school.items():
        yield Group(theirs[0].whose, f"school-{school}", tuple(theirs))


def _whose(workspace: Workspace) -> str:
    """The partnership's name by the lead's workbook, before any document says it.

    A folder is called as somebody called it, and that only where the workbook cannot be read.
    """
    from spp_research.hub.lead import open_hub_book
    from spp_research.partnership.lead_workbook import open_partnership

    with suppress(SPPError, OSError):
        opened = open_hub_book if workspace.is_hub else open_partnership
        return opened(workspace).name
    return workspace.root.name


def _page(
    workspace: Workspace, documents: Sequence[Document], schools: Collection[str] | None
) -> str:
    template = page_template(_TEMPLATE)
    folder, closed = workspace.root / "reports", closed_cycle(workspace)
    whose = next((one.partnership for one in documents if one.partnership), "")
    counts = Counter(one.state for one in documents)
    kinds = [kind for kind in workspace.kinds.values() if any(o.kind == kind for o in documents)]
    grouped = [*groups(documents, "The hub" if workspace.is_hub else "The partnership")]
    return template.render(
        whose=whose or _whose(workspace),
        closed=closed,
        facts=_facts(documents, counts),
        groups=grouped,
        no_school=not workspace.is_hub and all(one.anchor == "all" for one in grouped),
        jumps=grouped if len(grouped) > _MANY else (),
        states=[
            (state.name.lower(), LABELS[state], counts[state]) for state in State if counts[state]
        ],
        kinds=[(kind.name, kind.title, called(kind.about)) for kind in kinds],
        label=LABELS,
        note=note,
        signed_by=signed_by,
        links=_links(workspace, folder),
        left=left_over(workspace, schools),
        years=_years(workspace),
        now=_now(workspace) if closed else "",
        long_date=long_date,
        css=stylesheet(workspace.style, folder),
    )


def signed_by(one: Document) -> str:
    """Who signed a document off and when, without the mark of its text, which it bears itself."""
    return one.signed.partition(". Text mark:")[0]


def _facts(documents: Sequence[Document], counts: Mapping[State, int]) -> str:
    there = sum(one.is_there for one in documents)
    if not there:
        return "Nothing has been made yet."
    days = [one.made_on for one in documents if one.made_on]
    return (
        f"{counted(there, 'document').capitalize()} to open, "
        f"{counts[State.SIGNED] or 'none'} of them signed off. The latest is of "
        f"{long_date(max(days))}."
    )


def _links(workspace: Workspace, folder: Path) -> list[tuple[str, str]]:
    """The other pages of a workspace that are there: what each is, and its address."""
    found = [
        ("The best-practice website", workspace.site / "index.html", _SITE),
        (
            "Where each school is in the year",
            workspace.status_page,
            f"../{workspace.status_page.relative_to(workspace.root).as_posix()}",
        ),
        ("What the last run made, and how long it took", folder / PAGE, PAGE),
    ]
    return [(what, address) for what, path, address in found if path.is_file()]


def _years(workspace: Workspace) -> list[tuple[str, str]]:
    """The front pages of earlier cycles, the latest first."""
    return [
        (closed.name, f"../cycles/{closed.folder}/reports/{FRONT}")
        for closed in reversed(closed_cycles(workspace))
        if (closed.workspace.root / "reports" / FRONT).is_file()
    ]


def _now(workspace: Workspace) -> str:
    """The address of the present year's front page, from that of a closed one."""
    present = workspace.root.parent.parent
    return f"../../../reports/{FRONT}" if Workspace(present).partnership_file.is_file() else ""
