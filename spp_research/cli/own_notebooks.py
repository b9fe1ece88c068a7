"""`spp new-notebook`: a notebook of somebody's own that makes a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from spp_research.errors import ConfigurationError
from spp_research.kinds import TEMPLATE, ReportKind
from spp_research.own_kinds import BLOCK, PER, new_kind
from spp_research.publish.placing import writing
from spp_research.run.freshness import INDEX, Index
from spp_research.run.jobs import one_of
from spp_research.run.looks import Looks
from spp_research.workspace import Workspace, kit_resources, open_workspace, require_open

from . import showing
from .showing import plain

ENQUIRY, BLANK = "enquiry", "blank"
_PARAMETER = re.compile(r'^(\w+): str = "[^"]*"', re.MULTILINE)
_TAGS = "tags"


def new_notebook(
    folder: Path,
    name: str,
    title: str,
    about: str,
    audience: str,
    per: str,
    like: str,
    *,
    site: bool = False,
) -> None:
    """Write the notebook, and say what was made and what comes next.

    Raises
    ------
    ConfigurationError
        When there is one already, or it could make no document.
    """
    workspace = require_open(open_workspace(folder))
    kind, path = written(workspace, name, title, about, audience, per, like, site=site)
    school = next(iter(_schools(workspace)), "")
    own = f" --school {school}" if kind.per_school and school else ""
    print(plain(f"Made: {showing.shown(path)}, which makes the document {kind.named}."))
    print(f"To work on it: jupyter lab {showing.shown(path)}")
    print(f"To make the document: spp report {kind.name}{own}")
    print(
        plain(
            f"To sign it off: a row of the sheet “Sign-off”, with “{kind.title}” under “Document” "
            "and the text mark from its first page."
        )
    )
    if kind.site:
        print("To put it on the website: that row with the audience “Public”, then spp site")


def written(
    workspace: Workspace,
    name: str,
    title: str,
    about: str,
    audience: str,
    per: str,
    like: str,
    *,
    site: bool = False,
) -> tuple[ReportKind, Path]:
    """Write the notebook; the kind of document that it makes, and its path.

    Parameters
    ----------
    name : of the document, as on the command line; its file is called alike.
    title, about, audience, per : as in the notebook's metadata; an empty one is made up.
    like : "enquiry" or "blank", what it begins with.
    site : whether it is to be on the website, and so for everyone.

    Raises
    ------
    ConfigurationError
        As `new_notebook`.
    """
    import nbformat

    stem = re.sub(r"[\s-]+", "_", name.strip().removesuffix(".ipynb").lower())
    per = one_of(per.strip().lower(), PER, "kind of notebook", "kinds")
    like = one_of(like.strip().lower(), (ENQUIRY, BLANK), "notebook to begin with", "choices")
    if like == ENQUIRY and per != "school":
        raise ConfigurationError(
            "An enquiry is about one school. For a document about all the schools, add: --like "
            "blank"
        )
    usual = "public" if site else "school" if per == "school" else "partnership"
    told: dict[str, Any] = {
        "title": " ".join(title.split()) or stem.replace("_", " ").capitalize(),
        "about": about.strip() or "What we asked, what we did and what we saw.",
        "audience": audience.strip().lower() or usual,
        "per": per,
        **({"site": True} if site else {}),
    }
    path = workspace.root / "notebooks" / f"{stem}.ipynb"
    if path.exists() or path.is_symlink():
        raise ConfigurationError(
            f"{showing.shown(path)}: there is a notebook of this name already, and it is left as "
            "it is. Give another name."
        )
    kind = new_kind(stem, told, workspace.declared)
    if not path.parent.is_dir():
        raise ConfigurationError(
            f"{workspace.root}: there is no folder notebooks here. Lay it out with: spp init "
            f"{workspace.root}"
        )
    notebook = _of_enquiry(kind) if like == ENQUIRY else _blank(kind)
    notebook["metadata"][BLOCK] = told
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get(_TAGS, ()):
            cell["source"] = _with_defaults(cell["source"], _defaults(workspace, kind))
    text = nbformat.writes(notebook).rstrip() + "\n"
    with writing(path), path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)  # never over one that came a moment ago
    return kind, path


def _schools(workspace: Workspace) -> Mapping[str, str]:
    return Looks(workspace, Index(workspace.root / "reports" / INDEX)).schools()


def _defaults(workspace: Workspace, kind: ReportKind) -> dict[str, str]:
    """What the notebook shows while it is worked on: the folder it is in and the first school."""
    first = next(iter(_schools(workspace)), None)
    own = {"workspace": "..", "school": first} if first or not kind.per_school else {}
    return {name: value for name, value in own.items() if value} | {"audience": kind.audience}


def _with_defaults(source: str, defaults: Mapping[str, str]) -> str:
    """A cell of parameters with other defaults."""
    return _PARAMETER.sub(
        lambda found: (
            f'{found[1]}: str = "{defaults[found[1]]}"' if found[1] in defaults else found[0]
        ),
        source,
    )


def _of_enquiry(kind: ReportKind) -> Any:
    """The kit's own, headed with the title, which is what a page of another tool is headed with."""
    import nbformat

    notebook = nbformat.read(kit_resources() / "notebooks" / TEMPLATE, as_version=4)
    first = notebook["cells"][0]
    first["source"] = re.sub(r"\A# .*", lambda _: f"# {kind.title}", first["source"])
    return notebook


def _blank(kind: ReportKind) -> Any:
    """A few cells to begin with, each of which shows something."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    cells = [
        (new_markdown_cell if words else new_code_cell)(
            source, metadata={_TAGS: [tag]} if tag else {}
        )
        for words, tag, source in _cells(kind)
    ]
    return new_notebook(
        cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}}
    )


def _cells(kind: ReportKind) -> Iterator[tuple[bool, str, str]]:
    """Each cell: whether it is words, its tag, and what stands in it."""
    yield (
        True,
        "analyst",
        f"# {kind.title}\n\nA document of your own: `spp report {kind.name}` makes it. What a cell "
        "shows goes through the rules of whom the document is for, and what stands in text cells "
        "is read as you write it. This cell is for you and is left out.",
    )
    school = 'school: str = "oakfield"  # the school\'s short name\n' if kind.per_school else ""
    readers = "school, partnership or public" if kind.per_school else "partnership or public"
    yield (
        False,
        "parameters",
        'workspace: str = "example"  # the partnership\'s folder; ".." is the one that this is in\n'
        f'{school}audience: str = "{kind.audience}"  # {readers}',
    )
    if kind.per_school:
        yield (
            False,
            "",
            "from spp_research import open_school, show\n\n"
            "study = open_school(workspace, school, audience)\nshow.front(study)",
        )
    else:
        yield (
            False,
            "",
            "from spp_research import open_year, partnership_report, show\n\n"
            f'year = open_year(workspace, audience, "{kind.title}")\nshow.front(year)',
        )
    yield True, "", "## What we wanted to know\n\nWrite your question here, and why it matters."
    yield True, "", "## What we saw"
    shown = "show.trace(study)" if kind.per_school else "partnership_report.cycle(year)"
    yield False, "", shown
    yield (
        False,
        "",
        'show.words("In short", "Write in a sentence or two what you have learnt.")',
    )
