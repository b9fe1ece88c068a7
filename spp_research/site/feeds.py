"""What programs read of the website: the search's index, the Atom feed, schema.org's terms."""

from __future__ import annotations

import json
import re
import unicodedata
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from spp_research.publish.described import article, safe_json
from spp_research.publish.pandoc import filters, run_pandoc

from .content import SharedPractice, Site

ABOUT = "about-this-document"  # where the provenance begins

_WORD = re.compile(r"[^\W_]+")


def fragment(parsed: dict[str, Any], figures: str, folder: Path, style: Path) -> str:
    """The inside of a practice page as HTML.

    Parameters
    ----------
    parsed : the write-up as Pandoc's document tree, checked already.
    figures : where the page finds the figures, relative to itself.
    folder : where the write-up is.
    style : the folder of the filters.
    """
    return run_pandoc(
        [
            "--from=json",
            "--to=html5",
            "--wrap=none",
            "--figure-caption-position=above",
            f"--metadata=spp-figures:{figures}",
            f"--lua-filter={style / 'site' / 'site.lua'}",
            *filters(style),
        ],
        folder,
        json.dumps(parsed).encode(),
    ).decode("utf-8")


def words(parsed: dict[str, Any]) -> list[str]:
    """Every word of a write-up but its provenance, once, as the search compares them."""
    blocks = parsed["blocks"]
    about = (
        place
        for place, block in enumerate(blocks)
        if block["t"] == "Header" and block["c"][1][0] == ABOUT
    )
    return list(dict.fromkeys(folded("".join(_texts(blocks[: next(about, len(blocks))])))))


def folded(text: str) -> list[str]:
    """The words of a text in small letters without accents or apostrophes."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).lower())


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _texts(child)
    elif isinstance(node, dict):
        if node.get("t") == "Str":
            yield node["c"]
        else:
            # Blocks, cells and spaces part words; the pieces of an emphasised word stay together.
            yield " " if node.get("t") not in ("Emph", "Strong", "Quoted", "Span") else ""
            yield from _texts(node.get("c"))


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
