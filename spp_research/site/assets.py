"""What the pages of the website load, and what programs read of it: search, feed, schema.org."""

from __future__ import annotations

import base64
import hashlib
import shutil
import uuid
from collections.abc import Collection
from datetime import date
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

from spp_research.catalogue import called, current, say
from spp_research.colours import DEFAULT_ACCENT
from spp_research.publish.branding import Look
from spp_research.publish.described import article
from spp_research.publish.pandoc import filters, run_pandoc

from .content import SharedPractice, Site
from .documents import SharedDocument
from .known_address import ROBOTS, SITEMAP, canonical, robots, sitemap
from .reported import ReportPage, reports_heading
from .search_index import search_index
from .store import NOTHING_KEPT, Store

LOGO = "assets/logo.png"

# The site's sign: two pages side by side.
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    f'<rect width="32" height="32" rx="6" fill="{DEFAULT_ACCENT}"/>'
    '<path d="M7 9h7.5v14H7zM17.5 9H25v14h-7.5z" fill="#fff"/></svg>'
)

# The lost page is shown for any address, so it can load nothing by a relative one.
_LOST_IN_THE_DARK = "#9cc3ea"
_LOST_STYLE = """
:root { color-scheme: light dark; --accent: #12436d; --ink: #0b0c0c; --paper: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --accent: #9cc3ea; --ink: #f1f3f4; --paper: #14181c; }
}
body { margin: 0; border-top: 4px solid var(--accent); background: var(--paper); color: var(--ink);
  font: 1.125rem/1.5 "Source Sans 3", "Segoe UI", system-ui, sans-serif; }
main { max-width: 35.5rem; margin: 0 auto; padding: 3rem 1.25rem; }
.name { font-weight: 600; margin: 0 0 2rem; }
h1 { color: var(--accent); font-size: 2.25rem; line-height: 1.1; margin: 0 0 1rem; }
a { color: var(--accent); }
"""


def write_assets(site: Site, style: Path, folder: Path, store: Store = NOTHING_KEPT) -> None:
    """Write into `folder` all of the site that is not a page of its own.

    Parameters
    ----------
    style : the folder of stylesheets and fonts (`reports/_style`).
    store : what was made for the website before.
    """
    assets = folder / "assets"
    (assets / "fonts").mkdir(parents=True)
    for name in ("spp.css", "site/site.css", "site/site.js"):
        shutil.copyfile(style / name, assets / Path(name).name)
    for font in sorted([*(style / "fonts").glob("*.woff2"), style / "fonts" / "OFL.txt"]):
        shutil.copyfile(font, assets / "fonts" / font.name)
    with (assets / "spp.css").open("a", encoding="utf-8", newline="\n") as stylesheet:
        stylesheet.write(site.look.css)
    site.look.write(folder, LOGO)
    index = assets / "search-index.js"
    index.write_text(search_index(site, store), encoding="utf-8", newline="\n")
    (folder / "feed.xml").write_bytes(feed(site))
    if site.root:
        found = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
        found -= {before.address for before in site.leading_on}
        (folder / SITEMAP).write_bytes(sitemap(site, sorted(found)))
    if told := robots(site):
        (folder / ROBOTS).write_text(told, encoding="utf-8", newline="\n")
    site.own.write(folder)  # last: a publisher's own file for search engines counts for more


def icon(look: Look) -> str:
    """The site's sign in its accent, as an address that holds the picture itself."""
    colour = look.accent.colour if look.accent else DEFAULT_ACCENT
    return "data:image/svg+xml," + quote(_ICON.replace(DEFAULT_ACCENT, colour))


# It is shown at the address that was asked for, so the way home depends on how deep that lies.
_LOST_SCRIPT = """
var found = location.pathname.match(/^(.*\\/)(?:FOLDERS)\\/.*$/);
if (found) document.getElementById("home").href = found[1] + "index.html";
"""


def lost_page(look: Look, folders: Collection[str]) -> dict[str, str]:
    """What the template of the lost page needs: style, script, and a policy that allows just them.

    Parameters
    ----------
    folders : the folders of the site, below which an address may have been mistyped.
    """
    from markupsafe import Markup

    style = _LOST_STYLE
    if look.accent:
        style = style.replace(DEFAULT_ACCENT, look.accent.colour)
        style = style.replace(_LOST_IN_THE_DARK, look.accent.in_the_dark)
    script = _LOST_SCRIPT.replace("FOLDERS", "|".join(sorted(folders)))
    style_hash, script_hash = (
        base64.b64encode(hashlib.sha256(own.encode()).digest()).decode() for own in (style, script)
    )
    policy = (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; "
        f"script-src 'sha256-{script_hash}'; img-src data:; base-uri 'none'"
    )
    return {"own_style": Markup(style), "own_script": Markup(script), "policy": policy}


def fragment(parsed: bytes, figures: str, folder: Path, style: Path, prefix: str = "") -> str:
    """The inside of a page under a sign-off as HTML.

    Parameters
    ----------
    parsed : the write-up as Pandoc's document tree in JSON, checked already.
    figures : where the page finds the figures, relative to itself.
    folder : where the write-up is.
    style : the folder of the filters.
    prefix : of the names of places in it.
    """
    return run_pandoc(
        [
            "--from=json",
            "--to=html5",
            "--wrap=none",
            "--figure-caption-position=above",
            f"--metadata=spp-figures:{figures}",
            *([f"--id-prefix={prefix}"] if prefix else []),
            f"--lua-filter={style / 'site' / 'site.lua'}",
            *filters(style),
        ],
        folder,
        parsed,
    ).decode("utf-8")


_ATOM = "http://www.w3.org/2005/Atom"
# Names for what has no address of its own: the site may move, the names stay.
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "https://spp-research.example/practices")


def described(site: Site, practice: SharedPractice | SharedDocument) -> str:
    """The practice or document in schema.org's terms, as JSON-LD."""
    return article(
        headline=practice.title,
        description=practice.in_short,
        published=practice.signed_on.isoformat(),
        keywords=practice.keywords,
        school=practice.whose,
        partnership=practice.partnership or site.name,
        licence=site.licence.address,
        about=called(practice.theme) if isinstance(practice, SharedPractice) else "",
        address=canonical(site, practice.address),
        picture=site.at(practice.card) if site.root else "",
    )


def html_language() -> str:
    """The language of the site as a page or a feed names it."""
    language = current().language
    return "en-GB" if language == "en" else language


def feed(site: Site) -> bytes:
    """The newest first, as an Atom feed, its links relative where no address is known.

    A report of the year has a category that says what it is, and its title says whose.
    """
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(
        f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": html_language()}
    )
    latest = max((one.signed_on for one in site.found), default=site.made_on)
    _add(root, "title", say("Best practice from {partnership}", partnership=site.name))
    _add(root, "id", site.feed_id or feed_name(site.name))
    _add(root, "updated", _moment(latest))
    _add(root, "link", rel="self", href=site.at("feed.xml"))
    home = canonical(site, "index.html") or "index.html"
    _add(root, "link", rel="alternate", type="text/html", href=home)
    _add(_add(root, "author"), "name", site.name)
    for one in sorted(site.found, key=lambda one: -one.signed_on.toordinal()):
        entry = _add(root, "entry")
        _add(entry, "title", one.named if isinstance(one, ReportPage) else one.title)
        _add(entry, "id", one.feed_id or _feed_id(site, one))
        _add(entry, "updated", _moment(one.signed_on))
        _add(entry, "link", rel="alternate", type="text/html", href=site.at(one.address))
        _add(_add(entry, "author"), "name", one.by_whom)
        _add(entry, "summary", one.in_short)
        if isinstance(one, ReportPage):
            _add(entry, "category", term=reports_heading())
        for keyword in one.keywords:
            _add(entry, "category", term=keyword)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _add(
    parent: ElementTree.Element, name: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text:
        element.text = text
    return element


def feed_name(*parts: str) -> str:
    """A name in the feed for what these words stand for: the same for ever."""
    return f"urn:uuid:{uuid.uuid5(_NAMES, '/'.join(parts))}"


def _feed_id(site: Site, one: SharedPractice | SharedDocument | ReportPage) -> str:
    """Its name in the feed where none is written down; of no practice, it follows the feed's."""
    if isinstance(one, SharedPractice):
        return feed_name(site.name, one.school.slug)
    return feed_name(site.feed_id or site.name, one.address)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
