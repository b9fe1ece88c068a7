"""Which letters of a Word document a reader sees: by themselves, and by the styles they stand in.

A text can be hidden by itself, by the style of its letters, of its paragraph or of its table, by
what these are based on, or by what the document begins with; or it can be a point high. In doubt it
counts as hidden: then nobody takes it for words that somebody wrote to be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFF = frozenset({"0", "false", "off"})
_LOWEST = 2  # halves of a point
_SIZE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(pt)?\s*")

Element = Any  # of a tree of the standard library, or of lxml


def tag(name: str) -> str:
    """A name of WordprocessingML, such as `tbl`, with its namespace in full."""
    return f"{{{W}}}{name}"


_HIDING = (tag("vanish"), tag("webHidden"))
_SIZES = (tag("sz"), tag("szCs"))
_VAL, _STYLE_ID, _TYPE = tag("val"), tag("styleId"), tag("type")


@dataclass(frozen=True)
class Look:
    """What one place says of letters: hidden or not, unreadably small or not, or neither."""

    hidden: bool | None = None
    small: bool | None = None


@dataclass(frozen=True)
class Styles:
    """What the styles of a document say of whether letters are seen.

    Parameters
    ----------
    looks, bases : by the style's name in the file, what it says itself, and what it is based on.
    usual : by kind of style, the name of the one where nothing else is said.
    first : what the document begins with.
    """

    looks: Mapping[str, Look] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[str, str] = field(default_factory=dict)
    first: Look = Look()


NO_STYLES = Styles()


def is_on(about: Element, name: str) -> bool:
    """Whether a set of properties has one that is not turned off."""
    return any(one.get(_VAL, "1") not in _OFF for one in about.findall(tag(name)))


def said(about: Element | None, name: str) -> str:
    """What a property says, in small letters; empty where it is not there."""
    found = None if about is None else about.find(tag(name))
    return "" if found is None else found.get(_VAL, "").casefold()


def styles_of(root: Element) -> Styles:
    """What the part with the styles says; of two styles of one name, the one that hides counts."""
    looks: dict[str, Look] = {}
    bases: dict[str, str] = {}
    usual: dict[str, str] = {}
    for style in root.findall(tag("style")):
        name = style.get(_STYLE_ID, "").casefold()
        looks[name] = _both(looks.get(name, Look()), _of(style.iter(tag("rPr"))))
        if base := said(style, "basedOn"):
            bases[name] = base
        if style.get(tag("default"), "0") not in _OFF:
            usual[style.get(_TYPE, "")] = name
    begins = root.findall(tag("docDefaults"))
    return Styles(
        looks, bases, usual, _of(one for begin in begins for one in begin.iter(tag("rPr")))
    )


def seen(about: Element | None, named: Iterable[str], styles: Styles) -> bool:
    """Whether a reader of the document sees a run's text, in print and on the screen.

    Parameters
    ----------
    about : what the run says itself; None where it says nothing.
    named : the styles that it stands in, the nearest first.
    """
    own = Look() if about is None else _of([about])
    chains = [_chain(one, styles) for one in named]
    small = next((one.small for one in (own, *chains) if one.small is not None), styles.first.small)
    # Word turns some of these round where two of them hide; what the run says itself stands.
    hidden = own.hidden
    if hidden is None:
        hidden = any(one.hidden for one in (*chains, styles.first))
    return not hidden and not small


def _chain(name: str, styles: Styles) -> Look:
    """What a style says, or else what it is based on; no style is asked twice."""
    found, asked = Look(), set[str]()
    while name and name not in asked:
        asked.add(name)
        own = styles.looks.get(name, Look())
        found = Look(
            own.hidden if found.hidden is None else found.hidden,
            own.small if found.small is None else found.small,
        )
        name = styles.bases.get(name, "")
    return found


def _of(abouts: Iterable[Element]) -> Look:
    """What one or several sets of properties say; that something is not seen goes before."""
    found = Look()
    for about in abouts:
        hidden = [one.get(_VAL, "1") not in _OFF for one in about if one.tag in _HIDING]
        small = [_is_small(one.get(_VAL, "")) for one in about if one.tag in _SIZES]
        own = Look(any(hidden) if hidden else None, any(small) if small else None)
        found = _both(found, own)
    return found


def _both(one: Look, other: Look) -> Look:
    return Look(_either(one.hidden, other.hidden), _either(one.small, other.small))


def _either(one: bool | None, other: bool | None) -> bool | None:
    return other if one is None else one or bool(other)


def _is_small(size: str) -> bool:
    """Whether letters of a size are a point high or less; so is a size that nobody can read."""
    read = _SIZE.fullmatch(size)
    return read is None or float(read[1]) * (2 if read[2] else 1) <= _LOWEST
