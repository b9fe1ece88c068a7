"""The last look at a website before it is put in place: no dead link, nothing fetched.

The templates are the workspace's own and may have been changed, so what they promise is checked
on the pages themselves.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from spp_research.errors import TemplateError

_TARGETS = {"href", "src", "srcset", "action", "data", "poster"}
_SHOWN = 3  # faults that the message repeats


class _Page(HTMLParser):
    """What a page links to or loads, and the places that it names."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[tuple[str, str]] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.names.add(value or "")
            elif name in _TARGETS:
                self.targets.append((tag, value or ""))


def check_links(site: Path) -> None:
    """Refuse a site with a dead link, or with a page that loads something from elsewhere.

    Raises
    ------
    TemplateError
        Naming the first faults with their pages.
    """
    faults = link_faults(site)
    if not faults:
        return
    more = f" and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    raise TemplateError(
        f"The website was not put in place, because of its links: {'; '.join(faults[:_SHOWN])}"
        f"{more}. If the templates in reports/_style/site were changed, compare them with the "
        "kit's; if not, tell us this message."
    )


def link_faults(site: Path) -> list[str]:
    """Every dead or outward link of the pages in a folder, in the order of the pages."""
    site = site.resolve()
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    return [
        f"{path.relative_to(site).as_posix()} {fault}"
        for path, page in pages.items()
        for tag, target in page.targets
        if (fault := _fault(site, path, pages, tag, target))
    ]


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def _fault(site: Path, path: Path, pages: dict[Path, _Page], tag: str, target: str) -> str:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        followed = tag == "a" and parts.scheme in ("http", "https", "mailto")
        held = tag == "link" and target.startswith("data:image/svg+xml,")
        return "" if followed or held else f"would load {target}"
    if target.startswith("/"):
        return f"points to {target}, which depends on where the site is"
    aim = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not aim.is_relative_to(site) or not aim.is_file():
        return f"points to {target}, which is not there"
    if parts.fragment and aim in pages and parts.fragment not in pages[aim].names:
        return f"points to {target}, and that page has no such place"
    return ""
