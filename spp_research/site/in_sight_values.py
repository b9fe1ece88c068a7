"""Which declarations of a style can keep words from a reader, and what each of them would do.

A value counts by what it could be: one that is worked out elsewhere (`var()`, `calc()`) may be any.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from spp_research.colours import contrast

_HIDES, _SMALL = "hides it", "makes it too small to read"
_AWAY, _CUTS = "moves it out of sight", "cuts it off"
_PALE = "gives it the colour of what it stands on"
_SAYS = "puts words there that nobody signed"
_SMALLEST, _FURTHEST = 8.0, 60.0  # points of a screen
_LEAST_SEEN, _LEAST_TOLD = 0.35, 2.0  # how much of a colour, and how much it differs
_ANY = re.compile(r"\b(?:var|calc|min|max|clamp|env|attr|if)\s*\(", re.IGNORECASE)
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)", re.IGNORECASE)
# One of each in points of a screen: of a letter, of a page as a phone shows it.
_UNITS = {
    **dict.fromkeys(("", "px"), 1.0),
    **dict.fromkeys(("pt",), 4 / 3),
    **dict.fromkeys(("pc", "em", "rem"), 16.0),
    **dict.fromkeys(("in",), 96.0),
    **dict.fromkeys(("cm",), 37.8),
    **dict.fromkeys(("mm",), 3.78),
    **dict.fromkeys(("q",), 0.945),
    **dict.fromkeys(("ex", "ch", "cap"), 8.0),
    **dict.fromkeys(("lh", "rlh"), 24.0),
    **dict.fromkeys(("vw", "vh", "vi", "vb", "vmin", "vmax", "%"), 3.2),
    **dict.fromkeys(("svw", "svh", "lvw", "lvh", "dvw", "dvh", "cqw", "cqh", "cqi", "cqb"), 3.2),
}
_WORKED_OUT = re.compile(r"\b(?:oklch|oklab|lab|lch|color|color-mix|light-dark|hwb)\s*\(")
_LIGHT = {"ink": "#0b0c0c", "paper": "#ffffff"}
_OF_COLOURS = {"--ink": "paper", "--quiet": "paper", "--accent": "paper", "--paper": "ink"}
_PLACED = frozenset(
    (
        *("top", "left", "right", "bottom", "inset", "inset-block", "inset-inline", "translate"),
        *("inset-block-start", "inset-block-end", "inset-inline-start", "inset-inline-end"),
        *("text-indent", "letter-spacing", "word-spacing"),
    )
)
_APART = ("margin", "padding")  # with all their sides: far is only what no screen is wide for
_SIZED = frozenset(
    (
        *("width", "height", "max-width", "max-height", "block-size", "inline-size"),
        *("max-block-size", "max-inline-size"),
    )
)
_OVERFLOW = ("overflow", "overflow-x", "overflow-y", "overflow-block", "overflow-inline")
_NEVER = {  # what stands beside a value that leaves all as it is
    "clip": ("auto", _CUTS),
    "clip-path": ("none", _CUTS),
    "mask": ("none", _CUTS),
    "mask-image": ("none", _CUTS),
    "-webkit-mask": ("none", _CUTS),
    "-webkit-mask-image": ("none", _CUTS),
    "filter": ("none", _HIDES),
    "mix-blend-mode": ("normal", _PALE),
    "-webkit-text-security": ("none", _HIDES),
    "-webkit-line-clamp": ("none", _CUTS),
    "line-clamp": ("none", _CUTS),
    "content-visibility": ("visible auto", _HIDES),
    "unicode-bidi": ("normal isolate embed plaintext", "turns its letters round"),
    "offset-path": ("none", _AWAY),
}
_AS_IT_IS = frozenset(("inherit", "initial", "unset", "revert", "revert-layer"))


def hides(name: str, value: str, beside_it: Mapping[str, str], *, beside: bool) -> str:
    """What a declaration would do to the words it is for; empty where it leaves them to be read.

    Parameters
    ----------
    name, value : of the declaration, the name in small letters.
    beside_it : all declarations of its rule.
    beside : whether it is for what is put before or after an element, and not for the element.
    """
    plain = value.lower().strip()
    if name == "content":
        return _replaces(value, beside=beside)
    if beside:
        covers = (
            name == "position"
            and plain in ("fixed", "absolute")
            and "background" in " ".join(beside_it)
        )
        return "may cover it" if covers else ""
    if plain in _AS_IT_IS:
        return ""
    if name in _NEVER:
        harmless, why = _NEVER[name]
        return "" if plain in harmless.split() else why
    look = _LOOKS.get(name)
    if look is None and name in _PLACED:
        look = _placed
    if look is None and name in _SIZED:
        look = _sized
    if look is None and name.startswith(_APART):
        look = _apart
    if look is None and name in _OF_COLOURS:
        other = _OF_COLOURS[name]
        return _PALE if _is_lost(plain, _LIGHT[other]) else ""
    return look(plain, beside_it) if look else ""


def _replaces(value: str, *, beside: bool) -> str:
    words = re.sub(r"\b(?:attr|counters?|url|var)\s*\([^)]*\)", "", value)
    if not beside:
        return "" if value.strip().lower() in ("normal", "none", *_AS_IT_IS) else "replaces it"
    quoted = "".join(re.findall(r"\"[^\"]*\"|'[^']*'", words))
    return _SAYS if any(one.isalnum() for one in quoted) else ""


def _display(value: str, _: Mapping[str, str]) -> str:
    return _HIDES if value.split()[:1] == ["none"] or _ANY.search(value) else ""


def _visibility(value: str, _: Mapping[str, str]) -> str:
    return "" if value == "visible" else _HIDES


def _opacity(value: str, _: Mapping[str, str]) -> str:
    found = _NUMBER.fullmatch(value)
    if not found:
        return _HIDES
    share = float(found[1]) / (100 if found[2] == "%" else 1)
    return _HIDES if share < _LEAST_SEEN else ""


def _font(value: str, beside_it: Mapping[str, str]) -> str:
    first = next((one for one in value.split() if _NUMBER.match(one) or _ANY.search(one)), "")
    size = first.partition("/")[0]
    if size.isdigit() and int(size) >= 100:  # how heavy it is
        rest = value.partition(size)[2]
        return _font(rest, beside_it)
    return _font_size(size, beside_it) if size else ""


def _font_size(value: str, _: Mapping[str, str]) -> str:
    if _ANY.search(value):
        smallest = min(_lengths(value), default=0.0)
        return _SMALL if smallest < _SMALLEST or "var(" in value else ""
    found = _NUMBER.fullmatch(value)
    if not found:
        return ""
    size = float(found[1]) * (0.16 if found[2] == "%" else _UNITS.get(found[2], 16.0))
    return _SMALL if size < _SMALLEST else ""


def _line_height(value: str, _: Mapping[str, str]) -> str:
    found = _NUMBER.fullmatch(value)
    if not found:
        return _CUTS if _ANY.search(value) else ""
    unit = {"": 16.0, "%": 0.16}.get(found[2], _UNITS.get(found[2], 16.0))
    return _CUTS if float(found[1]) * unit < _SMALLEST else ""


def _placed(value: str, _: Mapping[str, str]) -> str:
    if "var(" in value:
        return _AWAY
    return _AWAY if any(abs(one) > _FURTHEST for one in _lengths(value)) else ""


def _apart(value: str, _: Mapping[str, str]) -> str:
    of_screen = [float(n) > 50 for n, unit in _NUMBER.findall(value) if "v" in unit or unit == "%"]
    far = [one < -_FURTHEST or one > 10 * _FURTHEST for one in _lengths(value)]
    return _AWAY if any((*of_screen, *far)) else ""


def _sized(value: str, beside_it: Mapping[str, str]) -> str:
    if any(beside_it.get(name, "") in ("hidden", "clip") for name in _OVERFLOW):
        return _CUTS
    found = _NUMBER.fullmatch(value)
    size = float(found[1]) * _UNITS.get(found[2], 16.0) if found else 100.0
    return _CUTS if size < _SMALLEST else ""


def _in_one_line(value: str, beside_it: Mapping[str, str]) -> str:
    hidden = any(beside_it.get(name, "") in ("hidden", "clip") for name in _OVERFLOW)
    return _CUTS if hidden and value in ("nowrap", "pre") else ""


def _transform(value: str, _: Mapping[str, str]) -> str:
    if value == "none":
        return ""
    if re.search(r"matrix|rotate|skew|perspective|3d", value) or _ANY.search(value):
        return _AWAY
    scales = re.findall(r"scale[xyz]?\(([^)]*)\)", value)
    if any(float(n) < 0.5 for one in scales for n in re.findall(r"[-+]?\d*\.?\d+", one)):
        return _SMALL
    moved = re.findall(r"translate[xyz]?\(([^)]*)\)", value)
    return _AWAY if any(abs(n) > _FURTHEST for one in moved for n in _lengths(one)) else ""


def _scale(value: str, _: Mapping[str, str]) -> str:
    if value == "none":
        return ""
    numbers = [float(n) for n in re.findall(r"[-+]?\d*\.?\d+", value)]
    numbers = [n / 100 if "%" in value else n for n in numbers]
    return _SMALL if not numbers or min(numbers) < 0.5 else ""


def _rotate(value: str, _: Mapping[str, str]) -> str:
    return "" if value in ("none", "0deg", "0") else _AWAY


def _z_index(value: str, _: Mapping[str, str]) -> str:
    return "puts it behind something else" if value.startswith("-") else ""


def _colour(value: str, beside_it: Mapping[str, str]) -> str:
    if _WORKED_OUT.search(value):
        return "gives it a colour that cannot be worked out here (write it as #1d70b8)"
    given = beside_it.get("background-color") or beside_it.get("background") or ""
    behind = _hex(given) or _LIGHT["paper"]
    return _PALE if _is_lost(value.lower(), behind) else ""


def _background(value: str, beside_it: Mapping[str, str]) -> str:
    ink = _hex(beside_it.get("color", "")) or _LIGHT["ink"]
    if "currentcolor" in value:
        return _PALE
    behind = _hex(value)
    return _PALE if behind and contrast(ink, behind) < _LEAST_TOLD else ""


def _is_lost(value: str, behind: str) -> bool:
    """Whether letters of a colour are lost on another, or the other way round."""
    own = _rgba(value)
    if own is None:
        return False
    return own[3] < _LEAST_SEEN or contrast(_as_hex(own), behind) < _LEAST_TOLD


def _hex(value: str) -> str:
    """The colour that a value has, where it is one that is seen; else empty."""
    own = next((found for part in (value, *value.split()) if (found := _rgba(part))), None)
    return _as_hex(own) if own and own[3] >= _LEAST_SEEN else ""


def _rgba(value: str) -> tuple[float, float, float, float] | None:
    """Red, green, blue and how much of it is seen, each from 0 to 1; None for no such colour."""
    from tinycss2.color4 import parse_color

    found = parse_color(value) if value else None
    if found is None or isinstance(found, str):
        return None
    try:
        red, green, blue, seen = found.to("srgb")
    except NotImplementedError:
        return None
    return red, green, blue, seen


def _as_hex(colour: tuple[float, float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * min(1, max(0, part))):02x}" for part in colour[:3])


def _lengths(value: str) -> list[float]:
    return [float(n) * _UNITS.get(unit.lower(), 16.0) for n, unit in _NUMBER.findall(value)]


_LOOKS = {
    "display": _display,
    "visibility": _visibility,
    "opacity": _opacity,
    "font-size": _font_size,
    "font": _font,
    "line-height": _line_height,
    "transform": _transform,
    "scale": _scale,
    "zoom": _scale,
    "rotate": _rotate,
    "white-space": _in_one_line,
    "z-index": _z_index,
    "color": _colour,
    "-webkit-text-fill-color": _colour,
    "background": _background,
    "background-color": _background,
}
