"""The website by the embedded builder: Pandoc for each write-up, Jinja2 for the pages round it.

Every link is relative, every file is the site's own, and the pages forbid the browser anything
else, so that the site works from a folder, a memory stick or any address.
"""

from __future__ import annotations

import html
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.catalogue import called, current, say
from spp_research.errors import TemplateError
from spp_research.phrases import in_words, long_date, plural
from spp_research.publish.number_files import FOLDER as NUMBERS
from spp_research.publish.number_files import WORKBOOK
from spp_research.publish.own_style import check_style
from spp_research.words.text import clean
from spp_research.workspace import kit_resources

from . import assets
from .assets import LOGO, fragment, icon, lost_page, write_assets
from .cards import CARD, write_cards
from .content import SharedPractice, Site
from .documents import LIST as DOCUMENT_LIST
from .documents import PREFIX, LeadsOn, SharedDocument, heading, list_parts
from .facets import ALL, facets_of
from .history import Version, versions_of
from .known_address import canonical
from .lists import PARTNERSHIPS, YEARS, lists
from .own import OwnPage
from .page import Page
from .related import related_to
from .report_parts import LIST as REPORTS
from .report_parts import report_pages, write_report_files
from .store import NOTHING_KEPT, Store, hashes_below, key_of
from .take_home import write_files
from .taken_up import Elsewhere, tried_elsewhere
from .texts import TREE

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_AT_ONCE = 2
_OWN_AT_THE_HEAD = 3  # pages of the publisher's; where there are more, they are at the foot
NAVIGATION = (("Practices", ALL), ("Themes", "themes/index.html"), ("About", "about.html"))

# `file:` is for browsers that do not count a folder as one origin. Attributes may set the width
# of a column; no text of a workbook can become one.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; "
    "style-src-attr 'unsafe-inline'; font-src 'self' file:; img-src 'self' file: data:; "
    "base-uri 'none'; form-action 'self' file:"
)


def write_site(site: Site, style: Path, folder: Path, store: Store = NOTHING_KEPT) -> None:
    """Write the whole site into an empty folder.

    Parameters
    ----------
    style : the folder of templates, filters, stylesheets and fonts.
    store : what was made for the website before.
    """
    environment = templates(style)
    inside = _fragments(site, style, store)
    for page in (*pages(site, inside), *report_pages(site, style, store)):
        target = folder / page.address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(render(environment, page, site), encoding="utf-8", newline="\n")
    copy_figures(site, folder)
    write_report_files(site, folder)
    write_cards(site, style, folder, store)
    write_assets(site, style, folder, store)
    write_lost_page(environment, site, folder)


def _fragments(
    site: Site, style: Path, store: Store
) -> Callable[[SharedPractice | SharedDocument], str]:
    """What stands on each page under a sign-off: all are made at once, and read one by one."""
    own_style = hashes_below(style)

    def make(practice: SharedPractice | SharedDocument) -> None:
        tree = (practice.folder / TREE).read_bytes()
        prefix = "" if isinstance(practice, SharedPractice) else PREFIX
        made = partial(fragment, tree, practice.stem, practice.folder, style, prefix)
        key = key_of("fragment", tree, practice.stem, own_style, prefix)
        _fragment(practice).write_bytes(store.made(key, lambda: made().encode()))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(make, site.shown):
            pass
    return lambda practice: _fragment(practice).read_text(encoding="utf-8")


def _fragment(practice: SharedPractice | SharedDocument) -> Path:
    return practice.folder / f"{practice.stem}.fragment"


def copy_figures(site: Site, folder: Path) -> None:
    """Put the figures, numbers and documents of each write-up where its page looks for them."""
    write_files(site, folder)
    for practice in site.shown:
        if practice.numbers:
            (folder / practice.numbers).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(practice.folder / WORKBOOK, folder / practice.numbers)
            csv_files = (folder / practice.numbers).parent / NUMBERS
            shutil.copytree(practice.folder / NUMBERS, csv_files, dirs_exist_ok=True)
        figures = practice.folder / "figures"
        if figures.is_dir():
            shutil.copytree(figures, folder / practice.place, dirs_exist_ok=True)


def write_lost_page(environment: Environment, site: Site, folder: Path) -> None:
    """Write the page for addresses that lead nowhere, once all the others are there."""
    folders = {path.name for path in folder.iterdir() if path.is_dir()} - {"assets"}
    given = {
        "site": site,
        "language": current().language,
        "icon": icon(site.look),
        **lost_page(site.look, folders),
    }
    lost = _drawn(environment, "404.html", given)
    (folder / "404.html").write_text(lost, encoding="utf-8", newline="\n")


def pages(site: Site, inside: Callable[[SharedPractice | SharedDocument], str]) -> Iterator[Page]:
    """Every page of the site but the one for addresses that lead nowhere.

    Parameters
    ----------
    inside : what stands on the page of a practice or a document below its head, as HTML that is
        safe.
    """
    purpose = say(
        "What the schools of {partnership} have learnt from one another, and how they know.",
        partnership=site.name,
    )
    facets, related = facets_of(site), related_to(site.practices)
    elsewhere = tried_elsewhere(site.practices, site.rules)
    versions = versions_of(site.practices)
    title = say("Best practice from {partnership}", partnership=site.name)
    yield Page("index.html", "home.html", title, purpose)
    yield from lists(site, facets)
    for practice in site.practices:
        others, history = elsewhere(practice), versions(practice)
        named = [*others.trials, others.first, *(version.practice for version in history)]
        near = [one for one in related(practice) if one not in named]
        yield _practice(site, practice, inside(practice), near, others, history)
    if site.lists_documents:
        described = say("Enquiries and other documents from {partnership}.", partnership=site.name)
        parts = list_parts(site.documents)
        yield Page(DOCUMENT_LIST, "documents.html", heading(), described, DOCUMENT_LIST, parts)
    for document in site.documents:
        yield _document(site, document, inside(document))
    for before in site.leading_on:
        yield _leads_on(site, before)
    for own in site.own.pages:
        yield _own(own)
    yield Page("about.html", "about.html", say("About this site"), purpose)


def navigation(site: Site) -> tuple[tuple[str, str], ...]:
    """The words and addresses at the head of every page; some once there is what they lead to."""
    *first, about = [(called(words), address) for words, address in NAVIGATION]
    years = [(say("Years"), YEARS)] if site.years else []
    if site.of_hub and len({practice.front.partnership for practice in site.practices}) > 1:
        first.append((say("Partnerships"), PARTNERSHIPS))
    if site.reports:
        years.append((say("Reports"), REPORTS))
    documents = [(heading(), DOCUMENT_LIST)] if site.lists_documents else []
    own = [(page.title, page.address) for page in site.own.pages]
    return (*first, *years, *documents, *(own if len(own) <= _OWN_AT_THE_HEAD else ()), about)


def templates(style: Path) -> Environment:
    """The templates of the site, every text in them escaped.

    Raises
    ------
    TemplateError
        When the workspace's style is from a kit without a website, or holds what the kit's own
        may not (`own_style`).
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    check_style(style)
    folder = style / "site"
    if not (folder / "base.html").is_file():
        raise TemplateError(
            f"{folder}: the templates of the website are missing. Copy them back from the kit "
            "with: spp init ."
        )
    environment = Environment(
        # A workspace that was laid out by an older kit lacks the templates that came since.
        loader=FileSystemLoader([folder, kit_resources() / "reports" / "_style" / "site"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_visible,
    )
    environment.globals["say"] = _say
    environment.filters |= {
        "called": called,
        "long_date": long_date,
        "plural": plural,
        "in_words": in_words,
    }
    return environment


def _say(one: str, many: str = "", /, n: int | None = None, **gaps: object) -> Markup:
    """A sentence of a template as the site's language has it; a gap may hold a link."""
    from markupsafe import Markup

    return Markup(html.escape(current().form(one, many, n))).format(**gaps)


def _visible(value: Any) -> Any:
    """A text without characters that nobody can see; HTML of our own as it is."""
    return _cleaned(value) if type(value) is str else value


_cleaned = lru_cache(2048)(clean)  # the same names stand on page after page


def render(environment: Environment, page: Page, site: Site) -> str:
    """One page as HTML."""
    given = {
        "page": page,
        "site": site,
        "language": current().language,
        "root": page.root,
        "navigation": navigation(site),
        "policy": POLICY,
        "icon": icon(site.look),
        "logo": LOGO if site.look.logo else "",
        "canonical": canonical(site, page.address),
        "picture": site.at(page.picture or CARD),
    }
    return _drawn(environment, page.template, {**given, **page.parts})


def _drawn(environment: Environment, name: str, given: Mapping[str, Any]) -> str:
    """A template with what it was given; the workspace's own may have been changed."""
    from jinja2 import TemplateError as Fault

    try:
        return environment.get_template(name).render(given)
    except Fault as fault:
        line = getattr(fault, "lineno", None)
        where = f"{getattr(fault, 'name', None) or name}{f', line {line}' if line else ''}"
        raise TemplateError(
            f"reports/_style/site/{where}: this template of the website cannot be used "
            f"({fault.message}). Mend it, or copy it back from the kit."
        ) from None


def _own(own: OwnPage) -> Page:
    from markupsafe import Markup

    parts = {"inside": Markup(own.inside)}  # by Pandoc, from a tree that passed the allow-list
    return Page(own.address, "own.html", own.title, own.description or own.title, parts=parts)


def _document(site: Site, document: SharedDocument, inside: str) -> Page:
    from markupsafe import Markup

    parts = {
        "document": document,
        "list_address": DOCUMENT_LIST,
        "fragment": Markup(inside),  # by Pandoc, from a tree that passed the allow-list
        "described": Markup(assets.described(site, document)),
    }
    return Page(
        document.address,
        "document.html",
        document.title,
        document.in_short,
        DOCUMENT_LIST,
        parts,
        document.card,
    )


def _leads_on(site: Site, before: LeadsOn) -> Page:
    described = say("What was at this address is at one with its year.")
    parts = {
        "documents": before.documents,
        "target": before.target.rpartition("/")[2],
        "list_address": DOCUMENT_LIST,
        "canonical": canonical(site, before.target or before.address),
    }
    return Page(before.address, "moved.html", before.title, described, DOCUMENT_LIST, parts)


def _practice(
    site: Site,
    practice: SharedPractice,
    inside: str,
    related: Sequence[SharedPractice],
    elsewhere: Elsewhere,
    history: Sequence[Version],
) -> Page:
    from markupsafe import Markup

    parts = {
        "practice": practice,
        "related": related,
        "elsewhere": elsewhere,
        "history": history,
        "fragment": Markup(inside),  # by Pandoc, from a tree that passed the allow-list
        "described": Markup(assets.described(site, practice)),
    }
    return Page(
        practice.address,
        "practice.html",
        practice.title,
        practice.in_short,
        ALL,
        parts,
        practice.card,
    )
