"""The folder of the website: a last look at its links, and files that the kit did not make.

The templates are the workspace's own and may have been changed, so what they promise is checked
on the pages themselves.

A website of ours holds a list of what the kit made. What is not on it is somebody else's: a
`robots.txt`, a file that proves whose the address is, a folder of the publisher's. It is carried
over to the next site. Put aside, beside the site, is what lies among the practices, where a copy of
a page could outlive the sign-off of the page, and what is a table, a notebook or a document of a
report: nobody has signed it off for everyone, and it may have got there by a slip.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from spp_research.errors import ConfigurationError, TemplateError
from spp_research.run.cache import bytes_hash
from spp_research.workspace import DATA_ENDINGS

from .store import NOTHING_KEPT, Store, below, key_of

OWN_FOLDER = "site"  # of a workspace, where a publisher's own pages are written
OWN_PLACE = "pages"  # of the website, where they are; no practice is there
DOCUMENTS = "documents"  # of the website, where those of somebody's own are
_TARGETS = {"href", "src", "srcset", "action", "data", "poster"}
_OWN_PAGE = re.compile(rf"^{OWN_PLACE}/([^/ ]+)\.html")
_CANONICAL, _REFRESH = "canonical", "refresh"  # what programs follow, and browsers by themselves
_SHOWN = 3  # faults that the message repeats


class _Page(HTMLParser):
    """What a page links to or loads, and the places that it names."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[tuple[str, str]] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "meta" and (facts.get("http-equiv") or "").lower() == "refresh":
            self.targets.append((_REFRESH, (facts.get("content") or "").rpartition("url=")[2]))
        for name, value in attrs:
            if name == "id":
                self.names.add(value or "")
            elif name in _TARGETS:
                named = _CANONICAL if ("rel", _CANONICAL) in attrs else tag
                self.targets.append((named, value or ""))


def check_links(site: Path, store: Store = NOTHING_KEPT) -> None:
    """Refuse a site with a dead link, or with a page that loads something from elsewhere.

    Parameters
    ----------
    store : what was found of pages of the website before.

    Raises
    ------
    ConfigurationError
        Where only pages of the publisher's own have faults, named by their files.
    TemplateError
        Naming the first faults with their pages.
    """
    faults = link_faults(site, store)
    if not faults:
        return
    more = f" and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    found = "The website was not put in place, because of its links: {}{}. "
    # What the frame has wrong is wrong on the kit's pages too: these are the publisher's words.
    if all(fault.startswith(f"{OWN_PLACE}/") for fault in faults):
        named = [_OWN_PAGE.sub(rf"{OWN_FOLDER}/\g<1>.md", fault, count=1) for fault in faults]
        raise ConfigurationError(
            found.format("; ".join(named[:_SHOWN]), more)
            + "A page of your own is linked by its file, [how we work](how-we-work.md), a practice "
            "by its address, [late joiners](../practices/oakfield.html). Mend the link, and run "
            "this again."
        )
    raise TemplateError(
        found.format("; ".join(faults[:_SHOWN]), more)
        + "If the templates in reports/_style/site were changed, compare them with the kit's; if "
        "not, tell us this message."
    )


def link_faults(site: Path, store: Store = NOTHING_KEPT) -> list[str]:
    """Every dead or outward link of the pages in a folder, in the order of the pages."""
    there = files(site)
    pages = _read([name for name in there if name.endswith(".html")], site, store)
    held = frozenset(there)
    return [
        f"{name} {fault}"
        for name, page in pages.items()
        for tag, target in page["targets"]
        if (
            fault := _fault(
                held, _known_as(name, page) if tag == _CANONICAL else name, pages, tag, target
            )
        )
    ]


def _known_as(name: str, page: Mapping[str, Any]) -> str:
    """The page that a page says is its own address: itself, or the one that it leads on to."""
    on = [target for tag, target in page["targets"] if tag == _REFRESH]
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), on[0])) if on else name


def _read(names: Sequence[str], site: Path, store: Store) -> dict[str, dict[str, Any]]:
    """What each page links to and which places it has; of a page that is known, as it was found."""
    key = key_of("links")
    known = json.loads(store.get(key) or b"{}")
    pages, now = {}, {}
    for name in names:
        content = (site / name).read_bytes()
        mark = bytes_hash(content)
        if mark not in known:
            page = _Page()
            page.feed(content.decode("utf-8"))
            known[mark] = {"targets": page.targets, "names": sorted(page.names)}
        pages[name] = now[mark] = known[mark]
    store.put(key, json.dumps(now).encode())
    return pages


def _fault(
    held: Collection[str], page: str, pages: Mapping[str, Mapping[str, Any]], tag: str, target: str
) -> str:
    parts = urlsplit(target)
    if tag == _CANONICAL:  # programs follow it, and it loads nothing
        own = f"/{_plain(page)}"
        right = parts.scheme == "https" and unquote(parts.path).endswith(own)
        return "" if right else f"says it is {target}"
    if parts.scheme or parts.netloc:
        followed = tag == "a" and parts.scheme in ("http", "https", "mailto")
        drawn = tag == "link" and target.startswith("data:image/svg+xml,")
        return "" if followed or drawn else f"would load {target}"
    if target.startswith("/"):
        return f"points to {target}, which depends on where the site is"
    aim = page
    if parts.path:
        aim = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
    if tag == _REFRESH and aim == page:
        return "leads on to itself"
    if aim not in held:
        return f"points to {target}, which is not there"
    if parts.fragment and aim in pages and parts.fragment not in pages[aim]["names"]:
        return f"points to {target}, and that page has no such place"
    return ""


def _plain(address: str) -> str:
    """How an address ends on the web: the home page has none of its own."""
    return "" if address == "index.html" else address


LIST = ".spp-site.json"
_FOR_ROBOTS = ("robots.txt", "sitemap.xml")  # a publisher's own counts for more
# How those begin that the kit writes, by which they are known where its list is lost.
_KITS_OWN = {
    "robots.txt": b"User-agent: *\nAllow: /\n\nSitemap: ",
    "sitemap.xml": b"<?xml version='1.0' encoding='utf-8'?>\n<urlset xmlns=",
}
MARKER = "feed.xml"  # every site of ours has it, also those of kits that wrote no list

# What a kit that wrote no list made: these, and all that is in these folders.
_PAGES = frozenset(("index.html", "about.html", "404.html", MARKER))
_FOLDERS = ("practices", "themes", "types", "years")
_EARLIER = (*_FOLDERS, "assets", "site_libs")
_OURS = (*_FOLDERS, OWN_PLACE, DOCUMENTS)
# What kits make that write a list. Where such a list is lost, nobody can tell who made these.
_SINCE = ("ages", "subjects", "evidence", "costs", "partnerships", "lists", OWN_PLACE, DOCUMENTS)
_NOT_PUBLIC = (*DATA_ENDINGS, ".parquet", ".ipynb", ".qmd")


def write_list(made: Path) -> None:
    """Write into a site that was just made what the kit made of it."""
    (made / LIST).write_text(json.dumps(sorted(files(made)), indent=0) + "\n", encoding="utf-8")


def files(folder: Path) -> list[str]:
    """Every file and link below a folder, as paths from there."""
    found = []
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if Path(place, name).is_symlink()]
        own = below(place, folder)
        found += [f"{own}{name}" for name in (*names, *links)]
    return sorted(found)


def others(folder: Path) -> list[str]:
    """The files of a folder that the kit did not make; none where there is no folder."""
    if not folder.is_dir():
        return []
    ours = _ours(folder)
    if ours is not None:
        return [name for name in files(folder) if name not in ours and name != LIST]
    if (folder / MARKER).is_file():
        return [
            name
            for name in files(folder)
            if name not in (*_PAGES, LIST) and PurePosixPath(name).parts[0] not in _EARLIER
        ]
    return files(folder)


def _ours(folder: Path) -> frozenset[str] | None:
    """What the list of a site names; None where there is none that can be read."""
    try:
        names = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return frozenset(map(str, names)) if isinstance(names, list) else None


def documents_in(folder: Path) -> dict[str, Path]:
    """The pages of documents that the kit made, by their addresses; none where nothing is."""
    if not (folder / DOCUMENTS).is_dir():
        return {}
    # Without the list none is taken for somebody else's: it would go in silence.
    foreign = set() if list_is_lost(folder) else {*others(folder)}
    there = frozenset(files(folder))
    return {
        name: path
        for path in sorted((folder / DOCUMENTS).glob("*.html"))
        if (name := f"{DOCUMENTS}/{path.name}") not in foreign
        and path.name != "index.html"
        and not path.is_symlink()
        and not only_leads(name, there)
    }


def document_of(page: Path) -> str:
    """What the Sign-off sheet calls the document of a page, as the page itself says."""

    class Named(HTMLParser):
        document = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "article":
                self.document = dict(attrs).get("data-document") or ""

    parser = Named()
    parser.feed(page.read_text(encoding="utf-8", errors="replace"))
    return parser.document


def only_leads(name: str, there: Collection[str]) -> bool:
    """Whether a page is of nothing itself, and leads to what its school shared in closed years.

    It has none of the files that every page under a sign-off has, and those have a year.

    Parameters
    ----------
    name : of the page, from the root of the website.
    there : the files of the website.
    """
    place, stem = name.removesuffix(".html"), PurePosixPath(name).stem
    with_year = any(one.startswith(f"{place}--") for one in there)
    return with_year and f"{place}/{stem}.ris" not in there


def list_is_lost(folder: Path) -> bool:
    """Whether a website of ours lies there without the list of what the kit made."""
    newer = any((folder / name).is_dir() for name in _SINCE)
    return newer and (folder / MARKER).is_file() and _ours(folder) is None


def stands_aside(folder: Path, foreign: Collection[str]) -> frozenset[str]:
    """Those of the files that the kit did not make, or may not have made, that go aside.

    Parameters
    ----------
    foreign : as `others` gives them.
    """
    lost = list_is_lost(folder)
    return frozenset(
        name
        for name in foreign
        if goes_aside(name) or (lost and PurePosixPath(name).parts[0] in _SINCE)
    )


def _is_as_made(made: Path, folder: Path, name: str) -> bool:
    """Whether a file is the very one that would take its place."""
    return (made / name).is_file() and (made / name).read_bytes() == (folder / name).read_bytes()


def give_way(made: Path, folder: Path, own: Collection[str] = ()) -> None:
    """Take out of a site that was just made what search engines read where somebody wrote it.

    Parameters
    ----------
    own : files that the publisher has in the folder `site`, which are not taken out in silence.
    """
    lost = list_is_lost(folder)
    for name in set(_FOR_ROBOTS) & set(others(folder)) - set(own):
        if lost and (folder / name).read_bytes().startswith(_KITS_OWN[name]):
            continue
        (made / name).unlink(missing_ok=True)


def made_by_the_kit(folder: Path) -> list[str]:
    """The files of a site that its list names, and the list itself."""
    ours = _ours(folder)
    return [] if ours is None else sorted({*ours, LIST})


def refuse_in_the_way(made: Path, folder: Path, foreign: Collection[str]) -> None:
    """Stop where somebody else's file has the place of one of ours, or lies on another disk.

    Raises
    ------
    ConfigurationError
        Naming the first, before anything is touched.
    """
    if folder.is_dir() and (mounted := _mounted(folder)):
        raise ConfigurationError(
            f"{mounted}: this folder is another disk or drive, so the site cannot be put in its "
            "place in one step. Make the site elsewhere with --output, and copy it there."
        )
    lost = list_is_lost(folder)
    aside = stands_aside(folder, foreign) if lost else frozenset()
    pages = set(files(made))
    holders = {parent.as_posix() for name in pages for parent in PurePosixPath(name).parents}
    for name in foreign:
        if name in aside or (lost and (name in _FOR_ROBOTS or _is_as_made(made, folder, name))):
            continue
        above = {parent.as_posix() for parent in PurePosixPath(name).parents}
        if name in pages or name in holders or above & pages:
            raise ConfigurationError(
                f"{folder / name}: the kit did not make this file, and the site needs its place. "
                "Nothing was changed. Give it another name, or move it away, and run this again."
            )


def _mounted(folder: Path) -> Path | None:
    for place, folders, _ in os.walk(folder):
        for path in [Path(place), *(Path(place, name) for name in folders)]:
            if path.is_mount():
                return path
    return None


def carry_over(folder: Path, new: Path, foreign: Collection[str]) -> list[str]:
    """Copy the files of others into the new site; those that belong aside are returned."""
    beside, aside = stands_aside(folder, foreign), []
    for name in foreign:
        if name in beside:
            aside.append(name)
        elif not (name in _FOR_ROBOTS and (new / name).is_file()):  # one of the kit's, made anew
            _copy(folder / name, new / name)
    for place, folders, names in os.walk(folder):  # a folder that somebody made and left empty
        empty = Path(place).relative_to(folder)
        if not folders and not names and empty.parts and empty.parts[0] not in _EARLIER:
            (new / empty).mkdir(parents=True, exist_ok=True)
    return aside


def goes_aside(name: str) -> bool:
    """Whether a file of somebody else's may not be on the website only because it lies there.

    Where a copy could outlive the page it is of, or what reports are made from, or one of them.
    """
    path = PurePosixPath(name)
    of_a_report = path.suffix.lower() in _NOT_PUBLIC or path.stem == "report"
    return path.parts[0] in _OURS or (of_a_report and not path.parts[0].startswith("."))


def put_aside(folder: Path, names: Collection[str], place: Path) -> Path | None:
    """Copy the files that may not stay in the site to a folder beside it, and return that."""
    if not names:
        return None
    number = 1
    aside = place
    while aside.exists() or aside.is_symlink():
        number += 1
        aside = place.with_name(f"{place.name}-{number}")
    for name in names:
        _copy(folder / name, aside / name)
    return aside


def _copy(source: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, copy, follow_symlinks=False)
