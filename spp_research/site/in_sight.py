"""What a style of the publisher's may not hide: the kit's words, and those that somebody signed.

A page is what was signed only while a reader sees it whole: who signed it, for whom it is, how it
is known and how sure that is, and each sentence between. So every declaration that could hide,
shrink, move away, cut off or replace something is held against the finished pages. What it reaches
there is either the publisher's to hide (the head of the pages, what is to be taken home, pages of
their own), or stops the build with the very words that would not be seen.

No browser is asked: selectors are matched on the pages, and a rule counts whatever screen, paper or
state it is for and whether or not another one undoes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.errors import ConfigurationError
from spp_research.workspace import kit_resources

from .in_sight_values import hides
from .own import FOLDER, STYLES

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_PAGES = 40  # of a website that are looked at, of each sort of page some
_SHOWN = 60  # letters of what would not be seen
# What readers of a page have to see; of an article all but what stands below what was signed.
_IN_SIGHT = (
    "main article :not(.take-home, .take-home *, .related, .related *, .kicker, .kicker *)",
    ".practices .whose",
    ".glance *",
    ".colophon p",
)
_NAMED = (
    (".status", "who signed it off"),
    (".text-mark", "which text was signed"),
    (".facts", "for whom it is"),
    (".glance > .wide:first-child *", "how it is known"),
    (".glance *", "what is known of a practice at a glance"),
    (".elsewhere *", "what other schools found"),
    (".history *", "how it changed"),
    (".colophon p", "the licence and what the law asks for"),
    (".whose", "whose it is"),
    ("article *", "what was signed"),
)
_BESIDE = re.compile(r"::?(before|after)\s*$", re.IGNORECASE)
_PART = re.compile(r"::[\w-]+(\([^)]*\))?")
_STATE = re.compile(
    r":(?:hover|focus(?:-within|-visible)?|active|visited|target(?:-within)?)(?![\w-])"
)


@dataclass(frozen=True)
class _Rule:
    """One declaration that may hide something.

    Parameters
    ----------
    selector : what it is for, with nesting resolved.
    said : the declaration as it is written.
    why : what it would do.
    line : in the file.
    """

    selector: str
    said: str
    why: str
    line: int


def refuse_hidden(shown: str, css: str, site: Path, kits: str = "") -> None:
    """Stop where a style would hide what a reader of the website has to see.

    Parameters
    ----------
    shown : what the file is called in a message.
    css : the style.
    site : the website that was made, whose pages it is held against.
    kits : the kit's own file of that name, whose rules may do what they do.

    Raises
    ------
    ConfigurationError
        Naming the first declaration, and the words.
    """
    known = {(rule.selector, rule.said) for rule in _rules(kits)} if kits else set()
    rules = [one for one in _rules(css) if (one.selector, one.said) not in known]
    if not rules:
        return
    for page in _looked_at(site):
        soup = _read(page)
        in_sight = _elements_in_sight(soup)
        for rule in rules:
            hidden = _reached(soup, rule, in_sight)
            if hidden is None:
                raise ConfigurationError(
                    f"{shown}, line {rule.line}: nobody can tell what “{rule.selector}” reaches, "
                    f"and “{rule.said}” {rule.why}. Write it for a plain selector, as "
                    ".masthead or .own p."
                )
            if hidden:
                what = next((n for css, n in _NAMED if _matches(hidden[0], css)), "what was signed")
                words = " ".join(hidden[0].get_text(" ").split())
                cut = f"{words[:_SHOWN].rstrip()}…" if len(words) > _SHOWN else words
                raise ConfigurationError(
                    f"{shown}, line {rule.line}: “{rule.said}” for “{rule.selector}” {rule.why}: "
                    f"“{cut}”, {what}, on {page.relative_to(site).as_posix()}. What is signed is "
                    "shown whole, and so is who signed it and how it is known. Take the line out. "
                    "The head of the pages (.masthead), what is to be taken home (.take-home) and "
                    "pages of your own (.own) are yours to change."
                )


def check_styles(own: str, style: Path, site: Path) -> None:
    """The same of all styles that are not the kit's: of the folder `site`, and of `reports/_style`.

    Parameters
    ----------
    own : the style of the publisher's; mostly empty.
    style : the folder of stylesheets of the workspace.
    """
    if own:
        refuse_hidden(f"{FOLDER}/{STYLES}", own, site)
    kits = kit_resources() / "reports" / "_style"
    for name in ("spp.css", "site/site.css"):
        now, then = ((place / name).read_text(encoding="utf-8") for place in (style, kits))
        if now != then:
            refuse_hidden(f"reports/_style/{name}", now, site, then)


def _looked_at(site: Path) -> Iterator[Path]:
    """The pages that a style is held against: of each folder and depth the first ones."""
    by_folder: dict[str, list[Path]] = {}
    for path in sorted(site.rglob("*.html")):
        place = path.relative_to(site).as_posix()
        if place != "404.html":
            by_folder.setdefault(place.rpartition("/")[0] or place, []).append(path)
    each = max(3, _PAGES // max(1, len(by_folder)))
    for pages in by_folder.values():
        lists = [page for page in pages if page.name == "index.html"]
        yield from dict.fromkeys((*lists, *pages[:each]))


@lru_cache(maxsize=2 * _PAGES)
def _parsed(content: bytes) -> BeautifulSoup:
    from bs4 import BeautifulSoup

    return BeautifulSoup(content, "lxml")


def _read(page: Path) -> BeautifulSoup:
    """A page, with what its script puts into it: a list of what was found, as the lists are."""
    soup = _parsed(page.read_bytes())
    found, entry = soup.select_one("ol.found"), soup.select_one("ul.practices > li")
    if found is not None and entry is not None and not found.contents:
        import copy

        found.append(copy.copy(entry))
    return soup


def _elements_in_sight(soup: BeautifulSoup) -> set[int]:
    """Those that have words of their own a reader has to see, and all that they stand in."""
    found: set[int] = set()
    for selector in _IN_SIGHT:
        for one in soup.select(selector):
            if one.name == "script" or "unseen" in (one.get("class") or ()):
                continue
            if any(isinstance(part, str) and part.strip() for part in one.contents):
                found |= {id(one), *(id(parent) for parent in one.parents)}
    return found


def _reached(soup: BeautifulSoup, rule: _Rule, in_sight: set[int]) -> list[Tag] | None:
    """The elements that a rule would hide and readers have to see; None where nobody can tell."""
    from soupsieve import SelectorSyntaxError

    selector = _PART.sub("", _STATE.sub("", rule.selector))
    try:
        found = soup.select(_BESIDE.sub("", selector).strip() or "*")
    except (SelectorSyntaxError, NotImplementedError, ValueError):
        return None
    hidden = [one for one in found if id(one) in in_sight]
    # What stands within says best what would be missing.
    inner = [one for one in hidden if not any(id(kid) in in_sight for kid in one.find_all(True))]
    if hidden and not inner:
        inner = [
            kid
            for kid in hidden[0].find_all(True)
            if id(kid) in in_sight and not any(id(k) in in_sight for k in kid.find_all(True))
        ]
    return _first_named(inner) or hidden


def _first_named(found: Sequence[Tag]) -> list[Tag]:
    """The same, with what has a name of its own first."""
    for css, _ in _NAMED:
        if named := [one for one in found if _matches(one, css)]:
            return named
    return [*found]


def _matches(one: Tag, selector: str) -> bool:
    return bool(one.css.match(selector))


def _rules(css: str) -> list[_Rule]:
    import tinycss2

    return [*_within(tinycss2.parse_stylesheet(css, True, True), "")]


def _within(nodes: Iterable[Any], outer: str) -> Iterator[_Rule]:
    """Every declaration that may hide something, in rules, within rules, and in `@` rules."""
    import tinycss2

    for node in nodes:
        if node.type == "qualified-rule":
            for own in _single(node.prelude):
                yield from _of_rule(node.content, _nested(own, outer))
        elif node.type == "at-rule" and node.content is not None:
            name = node.lower_at_keyword
            if name in ("font-face", "page", "property", "counter-style", "font-feature-values"):
                continue
            inside = [*tinycss2.parse_blocks_contents(node.content, True, True)]
            if name.endswith("keyframes"):
                yield from _of_frames(inside, name)
            elif outer:
                yield from _of_rule(node.content, outer)
            else:
                yield from _within(tinycss2.parse_rule_list(node.content, True, True), "")


def _single(prelude: Sequence[Any]) -> Iterator[str]:
    """The selectors of a list, one by one."""
    import tinycss2

    own: list[Any] = []
    for token in [*prelude, None]:
        if token is None or (token.type == "literal" and token.value == ","):
            if written := tinycss2.serialize(own).strip():
                yield written
            own = []
        else:
            own.append(token)


def _nested(own: str, outer: str) -> str:
    if not outer:
        return own
    return own.replace("&", f":is({outer})") if "&" in own else f":is({outer}) {own}"


def _of_rule(content: Sequence[Any], selector: str) -> Iterator[_Rule]:
    import tinycss2

    beside = bool(_BESIDE.search(selector))
    parts = [*tinycss2.parse_blocks_contents(content, True, True)]
    declared = [one for one in parts if one.type == "declaration"]
    own = {one.lower_name: tinycss2.serialize(one.value).strip() for one in declared}
    for one in declared:
        value = own[one.lower_name]
        if why := hides(one.lower_name, value, own, beside=beside):
            yield _Rule(selector, f"{one.name}: {value}", why, one.source_line)
    yield from _within([one for one in parts if one.type != "declaration"], selector)


def _of_frames(frames: Iterable[Any], name: str) -> Iterator[_Rule]:
    """What an animation ends or begins with may be what it stays at: it counts for everything."""
    for frame in frames:
        if frame.type == "qualified-rule":
            for rule in _of_rule(frame.content, "*"):
                yield _Rule("*", f"@{name} … {rule.said}", rule.why, rule.line)
