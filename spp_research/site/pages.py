"""The website by the embedded builder: Pandoc for each write-up, Jinja2 for the pages round it.

Every link is relative, every file is the site's own, and the pages forbid the browser anything
else, so that the site works from a folder, a memory stick or any address.
"""

from __future__ import annotations

import html
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.catalogue import called, current, say
from spp_research.errors import TemplateError
from spp_research.phrases import in_words, long_date, plural
from spp_research.publish.number_files import FOLDER as NUMBERS
from spp_research.publish.number_files import WORKBOOK
from spp_research.words.text import clean

from . import assets
from .assets import LOGO, fragment, icon, lost_page, write_assets
from .content import Choice, SharedPractice, Site

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

ALL = "practices/index.html"
YEARS = "years/index.html"
NAVIGATION = (("Practices", ALL), ("Themes", "themes/index.html"), ("About", "about.html"))

# `file:` is for browsers that do not count a folder as one origin. Attributes may set the width
# of a column; no text of a workbook can become one.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; "
    "style-src-attr 'unsafe-inline'; font-src 'self' file:; img-src 'self' file: data:; "
    "base-uri 'none'; form-action 'self' file:"
)


@dataclass(frozen=True)
class Page:
    """One page of the site.

    Parameters
    ----------
    address : from the root of the site.
    template : the name of its template.
    section : the address in the navigation that it belongs to.
    parts : what else its template needs.
    """

    address: str
    template: str
    title: str
    description: str
    section: str = ""
    parts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The way from the page to the root of the site."""
        return "../" * self.address.count("/")


def write_site(site: Site, style: Path, folder: Path) -> None:
    """Write the whole site into an empty folder."""
    environment = templates(style)

    def inside(practice: SharedPractice) -> str:
        return fragment(practice.parsed, practice.stem, practice.folder, style)

    for page in pages(site, inside):
        target = folder / page.address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(render(environment, page, site), encoding="utf-8", newline="\n")
    copy_figures(site, folder)
    write_assets(site, style, folder)
    write_lost_page(environment, site, folder)


def copy_figures(site: Site, folder: Path) -> None:
    """Put the figures and numbers of each write-up where its page looks for them."""
    for practice in site.practices:
        if practice.numbers:
            (folder / practice.numbers).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(practice.folder / WORKBOOK, folder / practice.numbers)
            csv_files = (folder / practice.numbers).parent / NUMBERS
            shutil.copytree(practice.folder / NUMBERS, csv_files, dirs_exist_ok=True)
        figures = practice.folder / "figures"
        if figures.is_dir():
            shutil.copytree(figures, folder / "practices" / practice.stem, dirs_exist_ok=True)


def write_lost_page(environment: Environment, site: Site, folder: Path) -> None:
    """Write the page for addresses that lead nowhere."""
    given = {
        "site": site,
        "language": current().language,
        "icon": icon(site.look),
        **lost_page(site.look),
    }
    lost = _drawn(environment, "404.html", given)
    (folder / "404.html").write_text(lost, encoding="utf-8", newline="\n")


def pages(site: Site, inside: Callable[[SharedPractice], str]) -> list[Page]:
    """Every page of the site but the one for addresses that lead nowhere.

    Parameters
    ----------
    inside : what stands on the page of a practice below its head, as HTML that is safe.
    """
    purpose = say(
        "What the schools of {partnership} have learnt from one another, and how they know.",
        partnership=site.name,
    )
    everything = Choice("", "", "", site.practices)
    return [
        Page(
            "index.html",
            "home.html",
            say("Best practice from {partnership}", partnership=site.name),
            purpose,
        ),
        _listing(site, ALL, say("All practices"), [everything], search=True),
        _listing(site, "themes/index.html", say("Practices by theme"), site.themes),
        _listing(site, "types/index.html", say("Practices by type of school"), site.types),
        *(_chosen(site, theme, theme.name, say("Theme")) for theme in site.themes),
        *(
            _chosen(site, kind, say("{kind} schools", kind=kind.name), say("Type of school"))
            for kind in site.types
        ),
        *_years(site),
        *(_chosen(site, school, school.name, say("Earlier years")) for school in site.earlier),
        *(_practice(site, practice, inside(practice)) for practice in site.practices),
        Page("about.html", "about.html", say("About this site"), purpose),
    ]


def navigation(site: Site) -> tuple[tuple[str, str], ...]:
    """The words and addresses at the head of every page; years once a cycle has been closed."""
    *first, about = [(called(words), address) for words, address in NAVIGATION]
    return (*first, *([(say("Years"), YEARS)] if site.years else []), about)


def _years(site: Site) -> list[Page]:
    """The archive: all years, and a page for each."""
    if not site.years:
        return []
    return [
        _listing(site, YEARS, say("Practices by year"), site.years),
        *(
            _chosen(site, year, say("Practices of {year}", year=year.name), say("Year"))
            for year in site.years
        ),
    ]


def templates(style: Path) -> Environment:
    """The templates of the site, every text in them escaped.

    Raises
    ------
    TemplateError
        When the workspace's style is from a kit without a website.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = style / "site"
    if not (folder / "base.html").is_file():
        raise TemplateError(
            f"{folder}: the templates of the website are missing. Copy them back from the kit "
            "with: spp init ."
        )
    environment = Environment(
        loader=FileSystemLoader(folder),
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
    return clean(value) if type(value) is str else value


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


def _listing(
    site: Site,
    address: str,
    title: str,
    groups: Sequence[Choice],
    *,
    kicker: str = "",
    search: bool = False,
) -> Page:
    everything = Choice(say("All"), say("All"), ALL, site.practices)
    parts = {
        "groups": groups,
        "kicker": kicker,
        "search": search,
        "filters": (
            (say("Theme"), (everything, *site.themes)),
            *([(say("Type of school"), (everything, *site.types))] if site.types else []),
            *([(say("Year"), (everything, *site.years))] if site.years else []),
        ),
    }
    sections = {"themes": "themes/index.html", "years": YEARS}
    section = sections.get(address.partition("/")[0], ALL)
    description = say(
        "{title}: best practice from {partnership}.", title=title, partnership=site.name
    )
    return Page(address, "listing.html", title, description, section, parts)


def _chosen(site: Site, choice: Choice, title: str, kicker: str) -> Page:
    """The list of one theme or type, without a heading of its own."""
    return _listing(
        site, choice.address, title, [Choice("", "", "", choice.practices)], kicker=kicker
    )


def _practice(site: Site, practice: SharedPractice, inside: str) -> Page:
    from markupsafe import Markup

    parts = {
        "practice": practice,
        "fragment": Markup(inside),  # by Pandoc, from a tree that passed the allow-list
        "described": Markup(assets.described(site, practice)),
    }
    return Page(practice.address, "practice.html", practice.title, practice.in_short, ALL, parts)
