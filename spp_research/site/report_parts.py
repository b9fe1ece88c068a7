"""What a website has of its reports: a page each, a list of them, their pictures and documents."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.catalogue import say

from .assets import fragment
from .content import Site
from .page import Page
from .reported import FOLDER, ReportPage, reports_heading
from .store import NOTHING_KEPT, Store, hashes_below, key_of
from .texts import TREE

if TYPE_CHECKING:
    from markupsafe import Markup

LIST = f"{FOLDER}/index.html"


def report_pages(site: Site, style: Path, store: Store = NOTHING_KEPT) -> Iterator[Page]:
    """The page of each report and the list of them; nothing where there is none.

    Parameters
    ----------
    style : the folder of filters.
    store : what was made for the website before.
    """
    if not site.reports:
        return
    own_style = hashes_below(style)
    for report in site.reports:
        parts = {"report": report, "fragment": _inside(report, style, own_style, store)}
        described = report.front.description or report.title
        title = report.named
        yield Page(report.address, "report.html", title, described, LIST, parts)
    title = reports_heading()
    told = say("What schools looked at, found and did, in one document for each year.")
    yield Page(LIST, "reports.html", title, told, LIST, {"groups": _by_whom(site)})


def write_report_files(site: Site, folder: Path) -> None:
    """Put pictures and documents of each report where its page looks for them."""
    for report in site.reports:
        place = folder / FOLDER / report.stem
        place.mkdir(parents=True, exist_ok=True)
        for made in report.documents:
            shutil.copyfile(made, place / f"{report.stem}{made.suffix}")
        figures = report.folder / "figures"
        if figures.is_dir():
            shutil.copytree(figures, place, dirs_exist_ok=True)


def _by_whom(site: Site) -> list[tuple[str, list[ReportPage]]]:
    found: dict[str, list[ReportPage]] = {}
    for report in site.reports:
        found.setdefault(report.whose, []).append(report)
    return [*found.items()]


def _inside(report: ReportPage, style: Path, own_style: object, store: Store) -> Markup:
    from markupsafe import Markup

    tree = (report.folder / TREE).read_bytes()
    key = key_of("report", tree, report.stem, own_style)
    made = store.made(key, lambda: fragment(tree, report.stem, report.folder, style).encode())
    return Markup(made.decode())  # by Pandoc, from a tree that passed the allow-list
