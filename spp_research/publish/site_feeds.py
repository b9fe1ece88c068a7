"""What programs read of the website: the search's index, the Atom feed, schema.org's terms."""

from __future__ import annotations

import uuid
from datetime import date
from xml.etree import ElementTree

from .described import article, safe_json
from .site_content import SharedPractice, Site
from .site_fragments import folded, words

_ATOM = "http://www.w3.org/2005/Atom"
# Names for what has no address of its own: the site may move, the names stay.
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "https://spp-research.example/practices")


def search_index(site: Site) -> str:
    """The index as a script, since a page opened from a folder may not fetch a file of data."""
    entries = [
        {
            "title": practice.title,
            "whose": _whose(practice),
            "short": practice.in_short,
            "address": practice.address,
            "strong": folded(" ".join([practice.title, *practice.keywords])),
            "words": list(
                dict.fromkeys(
                    [*folded(f"{_whose(practice)} {practice.theme}"), *words(practice.parsed)]
                )
            ),
        }
        for practice in site.practices
    ]
    return f"window.sppPractices = {safe_json(entries)};\n"


def _whose(practice: SharedPractice) -> str:
    parts = (practice.whose, practice.school.kind, practice.theme_name)
    return " · ".join(part for part in parts if part)


def described(site: Site, practice: SharedPractice) -> str:
    """The practice in schema.org's terms, as JSON-LD."""
    return article(
        headline=practice.title,
        description=practice.in_short,
        published=practice.signed_on.isoformat(),
        keywords=practice.keywords,
        school=practice.whose,
        partnership=site.name,
        licence=site.licence.address,
        about=practice.theme,
    )


def feed(site: Site) -> bytes:
    """The newest practices first, as an Atom feed with links relative to itself."""
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(
        f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en-GB"}
    )
    latest = max((p.signed_on for p in site.practices), default=site.made_on)
    _add(root, "title", f"Best practice from {site.name}")
    _add(root, "id", _name(site.name))
    _add(root, "updated", _moment(latest))
    _add(root, "link", rel="self", href="feed.xml")
    _add(root, "link", rel="alternate", type="text/html", href="index.html")
    _add(_add(root, "author"), "name", site.name)
    for practice in sorted(site.practices, key=lambda p: -p.signed_on.toordinal()):
        entry = _add(root, "entry")
        _add(entry, "title", practice.title)
        _add(entry, "id", _name(f"{site.name}/{practice.school.slug}"))
        _add(entry, "updated", _moment(practice.signed_on))
        _add(entry, "link", rel="alternate", type="text/html", href=practice.address)
        _add(_add(entry, "author"), "name", practice.whose)
        _add(entry, "summary", practice.in_short)
        for keyword in practice.keywords:
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


def _name(what: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMES, what)}"


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
