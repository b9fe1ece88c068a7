"""What the next build of the website would change, page by page, before anything is changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from . import folder as site_folder
from .folder import OWN_PLACE as OWN_PAGES

PRACTICES = "practices"
REPORTS = "reports"
_HEAD = 4000  # characters, among which the title of a page stands
_TITLE = re.compile(r"<title>([^<]+)</title>")


@dataclass(frozen=True)
class Page:
    """A page of a practice, a document or the publisher's own: its address, and its title."""

    address: str
    title: str

    @property
    def is_practice(self) -> bool:
        """Whether it is that of a practice."""
        return self.address.startswith(f"{PRACTICES}/")

    @property
    def is_own(self) -> bool:
        """Whether it is one of the folder `site` of the workspace, which nobody signs."""
        return self.address.startswith(f"{OWN_PAGES}/")


@dataclass(frozen=True)
class Ahead:
    """What a build would do.

    Parameters
    ----------
    new, gone, changed, same : pages of practices, documents and the publisher's own that would
        come, go, say something else, and stay as they are.
    refused : for each school that would not be on it, its name and the reason, as `SiteResult` has.
    begun : the schools whose sign-off has no text mark, and whose text would be remembered.
    others : whether other pages, such as the list of all practices, would change.
    aside : files that the kit did not make, and that would be put aside from among the practices.
    built : whether there is a website now.
    in_english : a sentence on how much of it would be said in English; empty where nothing is.
    notes : for each school whose page is as it was signed last, or lacks something, its name and
        why.
    slipped : the schools among the refused that a slip keeps away, and no decision.
    """

    new: tuple[Page, ...]
    gone: tuple[Page, ...]
    changed: tuple[Page, ...]
    same: tuple[Page, ...]
    refused: tuple[tuple[str, str], ...]
    begun: tuple[str, ...] = ()
    others: bool = False
    aside: tuple[str, ...] = ()
    built: bool = True
    in_english: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    slipped: tuple[str, ...] = ()

    @property
    def is_as_it_is(self) -> bool:
        """Whether nothing would change."""
        return self.built and not (self.new or self.gone or self.changed or self.others)


def compared(
    made: Path,
    there: Path,
    refused: Iterable[tuple[str, str]],
    begun: Iterable[str],
    in_english: str,
) -> Ahead:
    """A website that was made, beside the one that is there.

    Parameters
    ----------
    made, there : folders; the second need not exist.
    """
    foreign = set(site_folder.others(there))
    before = {name for name in site_folder.files(there) if name not in foreign}
    after = set(site_folder.files(made))
    differs = {
        name for name in after & before if (made / name).read_bytes() != (there / name).read_bytes()
    }
    own = [name for name in sorted(after | before) if is_signed(name) or _is_own(name)]
    pages = set(own)
    return Ahead(
        new=_pages(made, (name for name in own if name not in before)),
        gone=_pages(there, (name for name in own if name not in after)),
        changed=_pages(made, (name for name in own if name in differs)),
        same=_pages(made, (name for name in own if name in after & before - differs)),
        refused=tuple(refused),
        begun=tuple(begun),
        others=bool((differs | (after ^ before)) - pages - {site_folder.LIST}),
        aside=tuple(sorted(site_folder.stands_aside(there, foreign))),
        built=(there / site_folder.MARKER).is_file(),
        in_english=in_english,
    )


def is_signed(name: str) -> bool:
    """Whether a file of the website is the page of something that stands under a sign-off."""
    return (
        name.startswith((f"{PRACTICES}/", f"{site_folder.DOCUMENTS}/", f"{REPORTS}/"))
        and name.endswith(".html")
        and not name.endswith("/index.html")
    )


def _is_own(name: str) -> bool:
    return name.startswith(f"{OWN_PAGES}/") and name.endswith(".html")


def titled(page: Path) -> str:
    """What a page of the website is called."""
    head = page.read_text(encoding="utf-8", errors="replace")[:_HEAD]
    found = _TITLE.search(head)
    title = unescape(found[1]).strip() if found else page.stem
    return title.rpartition(" – ")[0] or title  # without whose website it is


def _pages(folder: Path, names: Iterable[str]) -> tuple[Page, ...]:
    return tuple(Page(name, titled(folder / name)) for name in names)
