"""What a website says to programs once its address is known: where each page is, and all of them.

Without an address nothing of this is made, and every link is relative.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit
from xml.etree import ElementTree

from .content import Site

SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
LEADS_NOWHERE = "404.html"
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def canonical(site: Site, address: str) -> str:
    """The one address by which a page is known; empty where the site's is not known.

    Parameters
    ----------
    address : of the page, from the root of the site.
    """
    if not site.root:
        return ""
    return site.root if address == "index.html" else site.at(address)


def sitemap(site: Site, pages: Iterable[str]) -> bytes:
    """The pages of the site for search engines, those under a sign-off with its day.

    Parameters
    ----------
    pages : their addresses from the root of the site; the page for lost addresses is left out.
    """
    ElementTree.register_namespace("", _SITEMAPS)
    days = {one.address: one.signed_on for one in site.found}
    root = ElementTree.Element(f"{{{_SITEMAPS}}}urlset")
    for address in pages:
        if address == LEADS_NOWHERE:
            continue
        page = ElementTree.SubElement(root, f"{{{_SITEMAPS}}}url")
        ElementTree.SubElement(page, f"{{{_SITEMAPS}}}loc").text = canonical(site, address)
        if day := days.get(address):
            ElementTree.SubElement(page, f"{{{_SITEMAPS}}}lastmod").text = day.isoformat()
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def robots(site: Site) -> str:
    """What search engines may read: everything; empty where nobody would look for it.

    It is looked for at the root of a host alone, and never in a folder below.
    """
    if not site.root or urlsplit(site.root).path != "/":
        return ""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.at(SITEMAP)}\n"
