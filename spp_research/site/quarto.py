"""The website by Quarto, where it is installed: the same pages, from a project made for it.

Quarto's own navigation, search and listings are parts of its Bootstrap theme (its source:
`websiteNavigationExtras` in website-navigation.ts, called only when the theme is not `none`), and
its search needs a server. So each page is a `.qmd` with a template of its own, which holds the
frame that the embedded builder draws; Quarto turns the write-ups into HTML through the shared
filters. The project is laid out in scratch and holds only what is signed off for everyone.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from spp_research.errors import RenderError
from spp_research.publish import quarto
from spp_research.words.text import escape

from .assets import write_assets
from .cards import write_cards
from .content import SharedPractice, Site
from .documents import PREFIX, SharedDocument
from .page import Page
from .pages import copy_figures, pages, render, templates, write_lost_page
from .report_parts import report_pages, write_report_files
from .store import NOTHING_KEPT, Store

OUTPUT = "_site"
_TEMPLATES = "_pages"  # Quarto leaves alone what begins with an underscore
_STYLE = "reports/_style"
_FILTER = f"{_STYLE}/site/site.lua"
_HEAD_ENDS = "</head>"
_BODY = "\ue000body\ue000"  # private characters, which no text that was cleaned can hold


def write_site(site: Site, style: Path, folder: Path, store: Store = NOTHING_KEPT) -> None:
    """Write the whole site into an empty folder.

    Parameters
    ----------
    style : the folder of templates, filters, stylesheets and fonts.
    store : what was made for the website before.

    Raises
    ------
    RenderError
        When there is no usable Quarto, it fails, or it leaves out a page.
    """
    found = quarto.find_quarto()
    if found is None or found.refused:
        raise RenderError(quarto.unavailable(found))
    project = folder.resolve().parent / "quarto"
    project.mkdir()
    laid_out = lay_out(site, style, project)
    quarto.run_quarto(found, ["--to", "html"], project, Path(OUTPUT), len(laid_out))
    made = project / OUTPUT
    missing = [page.address for page in laid_out if not (made / page.address).is_file()]
    if missing:
        raise RenderError(
            f"{OUTPUT}: Quarto {found.version} did not make {missing[0]}. Use --renderer pandoc to "
            "make the site without Quarto."
        )
    # The pages, and nothing that Quarto leaves beside them, as a search.json of all their words.
    for page in laid_out:
        drawn, by_quarto = (_read(place / page.address) for place in (project / _TEMPLATES, made))
        _write(folder / page.address, _with_our_head(drawn.replace("$$", "$"), by_quarto))
    copy_figures(site, folder)
    write_report_files(site, folder)
    write_cards(site, style, folder, store)
    write_assets(site, style, folder, store)
    write_lost_page(templates(style), site, folder)


def lay_out(site: Site, style: Path, project: Path) -> list[Page]:
    """Write the project into an empty folder and return its pages.

    Raises
    ------
    RenderError
        When the workspace has no `_quarto.yml`.
    """
    quarto.check_looks(style)
    shutil.copytree(style, project / _STYLE)
    quarto.copy_own_files(style.resolve().parents[1], project)
    own = quarto.workspace_settings(style.resolve().parents[1])
    environment = templates(style)
    practices = {one.address: one for one in site.shown}
    laid_out = [*pages(site, lambda practice: _BODY), *report_pages(site, style)]
    quarto.write_settings(_settings(own, site, laid_out), project)
    for page in laid_out:
        drawn = render(environment, page, site).replace("$", "$$").replace(_BODY, "\n$body$\n")
        _write(project / _TEMPLATES / page.address, drawn)
        source = _source(page, practices.get(page.address))
        _write((project / page.address).with_suffix(".qmd"), source)
    copy_figures(site, project)
    return laid_out


def _with_our_head(drawn: str, by_quarto: str) -> str:
    """A page with the head that its template has.

    Quarto writes a title of its own into it. Quarto 1.4 writes the letters of a text there as they
    are, so that those of a tag are a tag.

    Parameters
    ----------
    drawn : the page as its template says it.
    by_quarto : what Quarto made of it. In its body every text has its letters escaped.
    """
    return drawn[: drawn.rindex(_HEAD_ENDS)] + by_quarto[by_quarto.rindex(_HEAD_ENDS) :]


def _source(page: Page, practice: SharedPractice | SharedDocument | None) -> str:
    """The page as Quarto reads it: a write-up as it was exported, or a title and no text."""
    depth = "../" * page.address.count("/")
    more: dict[str, Any] = {"format": {"html": {"template": f"{depth}{_TEMPLATES}/{page.address}"}}}
    if practice is None:
        return "\n".join(["---", *_yaml({"title": escape(page.title), **more}), "---", ""])
    more["spp-figures"] = practice.stem
    if isinstance(practice, SharedDocument):
        more["format"]["html"]["identifier-prefix"] = PREFIX
    written = (practice.folder / "report.qmd").read_text(encoding="utf-8")
    start, rest = written.split("\n", 1)
    assert start == "---"
    return "\n".join(["---", *_yaml(more), rest])


def _settings(own: dict[str, Any], site: Site, laid_out: list[Page]) -> dict[str, Any]:
    """The workspace's own settings for a website: our layout before the filters, HTML alone."""
    html = dict(own.get("format", {}).get("html", {}))
    for replaced in ("template", "css"):
        html.pop(replaced, None)
    html |= {"theme": "none", "minimal": True, "embed-resources": False}
    layout = {"path": _FILTER, "at": "pre-ast"}
    folders = sorted({a.partition("/")[0] for p in laid_out if "/" in (a := p.address)})
    project = {
        "type": "website",
        "output-dir": OUTPUT,
        "render": ["index.qmd", "about.qmd", *(f"{name}/*.qmd" for name in folders)],
    }
    return own | {
        "project": project,
        "website": {"title": escape(site.name), "search": False},
        "filters": [layout, *own.get("filters", [])],
        "format": {"html": html},
        "spp-site": True,  # so that a filter lets these pages be made in a folder of their own
    }


def _yaml(facts: dict[str, Any]) -> list[str]:
    """Lines of YAML that are JSON as well: no text can end one early."""
    return [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items()]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
