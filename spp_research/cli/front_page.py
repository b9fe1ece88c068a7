"""`reports/index.html`: what was made in a workspace, by who it is for, with links to open it.

It is written from the manifests and the published texts beside them, so that it tells of every
document that is there, whichever run made it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from spp_research.partnership.closed_cycles import closed_cycles
from spp_research.phrases import long_date
from spp_research.publish.placing import writing
from spp_research.run.cache import read_manifest
from spp_research.run.jobs import FORMATS, KINDS, PARTNERSHIP, Outcome
from spp_research.workspace import Workspace

from .run_report import PAGE, put, stylesheet

FRONT = "index.html"
_TEMPLATE = Path(__file__).with_name("front_page.html")
_FORMAT_NAMES = {"html": "Web", "docx": "Word", "pdf": "PDF"}

# Who looks for which documents: a heading, a sentence, what `readers` of a kind says.
_ROLES = (
    (
        "For a school",
        "What the review saw, and a year on what changed. Colleagues, governors and whoever leads "
        "an action read these.",
        "school",
    ),
    (
        "For improvement champions",
        "What you need for the afternoon of the workshop, for a school that is not your own.",
        "champions",
    ),
    (
        "For the partnership lead",
        "The partnership's year in one document.",
        "lead",
    ),
    (
        "For the lead of a hub",
        "The year of many partnerships in one document.",
        "hub",
    ),
    (
        "For whoever publishes",
        "Practices worth sharing. The website shows those that are signed off for everyone.",
        "publisher",
    ),
)


@dataclass(frozen=True)
class Document:
    """One finished document.

    Parameters
    ----------
    whose : the long name of the school, or of the partnership.
    state : "Draft" or who signed it off, as its first page says.
    made_on : the day that it bears.
    files : name of the format and address from the page, in the order of the formats.
    """

    kind: str
    title: str
    whose: str
    partnership: str
    state: str
    draft: bool
    made_on: date
    files: tuple[tuple[str, str], ...]


def write_front(workspace: Workspace, order: Sequence[str] = ()) -> Path | None:
    """Write the front page of a workspace, if there is anything to name; give its place.

    Parameters
    ----------
    order : short names of the schools in the lead's order; others follow by name.
    """
    folder = workspace.root / "reports"
    documents = list(documents_in(folder, order))
    if not documents:
        return None
    site = workspace.site / "index.html"
    with writing(folder):
        put(folder / FRONT, _page(workspace, documents, site.is_file()))
    return folder / FRONT


def refresh(workspace: Workspace | None, outcomes: Sequence[Outcome], glance: Any) -> None:
    """Write the front page again where a run made something, or where there is none yet."""
    if workspace is None:
        return
    there = (workspace.root / "reports" / FRONT).is_file()
    if not there or any(outcome.state == "made" for outcome in outcomes):
        write_front(workspace, glance.schools() if glance else ())


def documents_in(folder: Path, order: Sequence[str] = ()) -> Iterator[Document]:
    """The finished documents of a folder of reports, school by school."""
    there = sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
    schools = [s for s in order if s in there] + [s for s in there if s not in order]
    for school in schools:
        for kind in KINDS:
            found = _document(folder, school, kind)
            if found:
                yield found


def _document(folder: Path, school: str, kind: str) -> Document | None:
    place = folder / school / kind
    of_all = school == (PARTNERSHIP if KINDS[kind].per_school else KINDS[kind].about_all)
    if KINDS[kind].per_school == of_all or not (place / "report.qmd").is_file():
        return None
    facts, manifest = _front_matter(place / "report.qmd"), read_manifest(place)
    spp = facts.get("spp")
    about: dict[str, object] = spp if isinstance(spp, dict) else {}
    files = tuple(
        (_FORMAT_NAMES[form], f"{school}/{kind}/report.{form}")
        for form in FORMATS
        if (place / f"report.{form}").is_file()
    ) + tuple(
        (one.title, f"{school}/{kind}/{one.name}")
        for one in KINDS[kind].beside
        if (place / one.name).is_file()
    )
    try:
        made_on = date.fromisoformat(manifest["made_on"])
    except (KeyError, TypeError, ValueError):
        return None
    if not files:
        return None
    draft = about.get("draft") is not False  # whatever is not known to be signed off is a draft
    return Document(
        kind=kind,
        title=KINDS[kind].title,
        whose=_plain(facts.get("subtitle")) or school,
        partnership=_plain(facts.get("author")),
        state="Draft" if draft else _plain(about.get("status")),
        draft=draft,
        made_on=made_on,
        files=files,
    )


def _front_matter(path: Path) -> dict[str, object]:
    """What stands above the text of a report, as `display.front` writes it: a line a key."""
    facts: dict[str, object] = {}
    with path.open(encoding="utf-8") as text:
        for number, line in enumerate(text):
            key, found, value = line.partition(": ")
            if number and line.strip() == "---":
                break
            if found:
                try:
                    facts[key] = json.loads(value)
                except ValueError:
                    continue
    return facts


def _plain(text: object) -> str:
    """A text of the front matter without what was put before signs that a renderer reads."""
    return html.unescape(re.sub(r"\\(.)", r"\1", text)) if isinstance(text, str) else ""


def _page(workspace: Workspace, documents: Sequence[Document], site: bool) -> str:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    roles = [
        (title, sentence, [d for d in documents if KINDS[d.kind].readers == readers])
        for title, sentence, readers in _ROLES
    ]
    latest = max(d.made_on for d in documents)
    folder = workspace.root / "reports"
    return template.render(
        whose=next((d.partnership for d in documents if d.partnership), workspace.root.name),
        number=len(documents),
        drafts=sum(d.draft for d in documents),
        latest=long_date(latest),
        roles=[role for role in roles if role[2]],
        publisher=_ROLES[-1][0],
        kinds=KINDS,
        site="../_site/index.html" if site else "",
        years=[
            (closed.name, f"../cycles/{closed.folder}/reports/{FRONT}")
            for closed in reversed(closed_cycles(workspace))
            if (closed.workspace.root / "reports" / FRONT).is_file()
        ],
        run=PAGE if (folder / PAGE).is_file() else "",
        css=stylesheet(workspace.style, folder),
    )
