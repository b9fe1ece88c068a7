"""What was taken back leaves the website although a slip of another school would stop its build.

Where nothing has to go, a slip stops the build and the website stays as it is. Where something has
been taken back, it cannot wait for somebody else's workbook: the website is put in place without
it, and a page that a slip keeps from being made stays at its address as it was, outside the lists.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from spp_research.phrases import listed, plural

from . import folder as site_folder
from .ahead import PRACTICES, is_signed

_MARK = re.compile(r'class="text-mark"[^>]*>([^<]+)<')
# Whatever a page says of others, which is worked out anew at every build: what they are called, and
# in “Tried elsewhere” what they found, in words that may have been taken back since.
_OF_OTHERS = re.compile(
    r'<section[^>]*class="(?:related|elsewhere|history)".*?</section>\n?'
    r'|<p[^>]*class="(?:taken-up|later)".*?</p>\n?',
    re.DOTALL,
)
# What leads to the lists of the website, of which one may be gone, as with its only document.
_FRAME = (
    re.compile(r"<nav\b.*?</nav>", re.DOTALL),
    re.compile(r'<footer class="colophon">.*?</footer>', re.DOTALL),
)


def taken_back(made: Path, there: Path, lost: Iterable[str]) -> tuple[str, ...]:
    """The pages of the website that is there which may not stay on it, by their addresses.

    Of a school that signed another text, the text before is one of them: it is told by its text
    mark, and where a page has none it counts as another text.

    Parameters
    ----------
    made, there : the website that was made, and the one that is in place.
    lost : the names without ending of the pages that a slip kept from being made, those of
        documents with their folder.
    """
    kept = {f"{_place(stem)}.html" for stem in lost}
    foreign = _foreign(there)
    files = frozenset(site_folder.files(there)) if there.is_dir() else frozenset()
    pages = [
        name
        for name in sorted(files)
        if is_signed(name)
        and name not in kept
        and name not in foreign
        and not site_folder.only_leads(name, files)
    ]
    return tuple(
        name
        for name in pages
        if not _is_same(made / name, there / name)
        and not any(_is_same(moved, there / name) for moved in _with_year(made / name))
    )


def _with_year(page: Path) -> Iterator[Path]:
    """Where a page has gone whose year was closed since, one for each year."""
    return page.parent.glob(f"{page.stem}--*.html")


def _foreign(there: Path) -> set[str]:
    """What is none of the pages under a sign-off; without the list of them every one may be."""
    foreign = set(site_folder.others(there))
    if site_folder.list_is_lost(there):
        foreign = {name for name in foreign if not name.startswith(f"{site_folder.DOCUMENTS}/")}
    return foreign


def _place(stem: str) -> str:
    """The page of a practice by its name alone, or that of a document by where it is."""
    return stem if "/" in stem else f"{PRACTICES}/{stem}"


def _is_same(made: Path, there: Path) -> bool:
    if not made.is_file():
        return False
    now, then = marks_of(made), marks_of(there)
    return (bool(now) and now == then) or made.read_bytes() == there.read_bytes()


def marks_of(page: Path) -> list[str]:
    """The text marks that a page of the website prints."""
    return _MARK.findall(page.read_text(encoding="utf-8", errors="replace"))


def keep_pages(made: Path, there: Path, lost: Iterable[str]) -> tuple[str, ...]:
    """Put the pages that a slip kept from being made into the new website, as they are now.

    Without what they say of others, which may name or repeat what was taken back. A page that
    would point to something that is no longer there is left out.

    Returns
    -------
    The addresses of those that were left out.
    """
    foreign = _foreign(there)
    left = []
    for stem in lost:
        page = f"{_place(stem)}.html"
        names = [
            name
            for name in site_folder.files(there)
            if (name == page or name.startswith(f"{_place(stem)}/"))
            and name not in foreign
            and (there / name).resolve().is_relative_to(there.resolve())
        ]
        before = (made / page).read_bytes() if (made / page).is_file() else None
        for name in names:
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(there / name, made / name)
        written = (made / page).read_text(encoding="utf-8", errors="replace")
        kept = _framed(_OF_OTHERS.sub("", written), (made / page).parent / "index.html")
        (made / page).write_text(kept, encoding="utf-8", newline="\n")
        if any(fault.startswith(f"{page} ") for fault in site_folder.link_faults(made)):
            left.append(page)
            for name in names:
                (made / name).unlink()
            if before is not None:  # the list of what it shared in cycles that are closed
                (made / page).write_bytes(before)
    return tuple(left)


def _framed(page: str, beside: Path) -> str:
    """A page with the navigation and the foot that the list in its folder has now."""
    now = beside.read_text(encoding="utf-8") if beside.is_file() else ""
    for part in _FRAME:
        if (found := part.search(now)) is not None:
            new = found[0].replace('aria-current="page"', 'aria-current="true"')
            page = part.sub(new.replace("\\", r"\\"), page, count=1)
    return page


def said(
    lost: Mapping[str, str], gone: tuple[str, ...], left: tuple[str, ...], *, ahead: bool
) -> str:
    """What stops a build, and what it did or would do all the same.

    Parameters
    ----------
    lost : by the name of its page, what is to be said of each school with a slip.
    gone : the pages that were taken back.
    left : those of the schools with a slip that could not stay as they were.
    ahead : whether nothing is put in place, since it is only a look.
    """
    told = [*lost.values()]
    stay = [page for stem in lost if (page := f"{_place(stem)}.html") not in left]
    if gone:
        n = len(gone)
        went = "would go" if ahead else plural(n, "has gone", "have gone")
        now = "would have" if ahead else plural(n, "has", "have")
        told.append(
            f"What was taken back, or signed in other words, does not wait for that: "
            f"{listed(gone)} {went} from the website, or "
            f"{now} the words that are signed now."
        )
    if gone and stay:
        told.append(
            f"As {plural(len(stay), 'it was', 'they were')} and outside the lists, until that is "
            f"mended: {listed(stay)}."
        )
    if left:
        told.append(
            f"Without a page until that is mended, because what was there would point to something "
            f"that is gone: {listed(left)}."
        )
    return "\n".join(told)
