"""What a list says of a practice before anybody opens it, taken from the text that was signed.

Nothing is worked out and nothing is shortened here: the card of the write-up says how it is known,
with how many pupils, what it cost and how long it took, and the conclusion is quoted whole, since a
claim without its caution would say more than its data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spp_research.catalogue import current
from spp_research.display.materials import MATERIALS
from spp_research.school.takes_up import letters_in
from spp_research.words.how_known import evidence_of

from . import finding

CARD = "tbl-context"
ABOUT = "about-this-document"  # where the provenance begins

# The rows of the card in the order in which the kit prints them, by their English words.
_ROWS = (
    ("theme", "Theme"),
    ("school", "School"),
    ("where", "Where"),
    ("pupils", "Pupils who took part"),
    ("known", "How it is known"),
    ("time", "Time"),
    ("cost", "Cost"),
    ("staff", "Staff"),
    ("takes_up", "Takes up"),  # only where it does
)
_NOTHING_WRITTEN = ("–", "-", "")
_POUNDS = re.compile(r"£ ?(\d[\d,]*(?:\.\d+)?)( ?k\b)?")
_EACH = re.compile(r"\b(each|per|a (pupil|child|class|head|term|month|week|day|session))\b", re.I)
_NO_MONEY = re.compile(
    r"^\W*(none|nothing|nil|free|no (extra )?(cost|money)s?( at all)?|no cost.*|free of charge)\b",
    re.I,
)
COSTS = (("nothing", 0.0), ("to-500", 500.0), ("to-5000", 5000.0), ("more", float("inf")))


@dataclass(frozen=True)
class Glance:
    """What can be seen of a practice at once; empty where its text does not say.

    Parameters
    ----------
    where, pupils, known, time, cost, staff : as the card prints them.
    found : what was measured and how sure that is, as the write-up concludes it, whole.
    takes_up : the letters of the practice of another school that it takes up.
    materials : the titles of what another school can take and use.
    evidence : "compared", "before-and-after" or "seen".
    band : of the cost: one of `COSTS`; empty where it does not state one sum.
    """

    where: str = ""
    pupils: str = ""
    known: str = ""
    time: str = ""
    cost: str = ""
    staff: str = ""
    found: str = ""
    evidence: str = ""
    band: str = ""
    takes_up: str = ""
    materials: tuple[str, ...] = ()


def glance_of(parsed: Mapping[str, Any]) -> Glance:
    """What a list says of a write-up.

    Parameters
    ----------
    parsed : the write-up as Pandoc's document tree.
    """
    card = _card(parsed["blocks"])
    kept = {key: card.get(key, "") for key in ("where", "pupils", "known", "time", "cost", "staff")}
    return Glance(
        **kept,
        found=_conclusion(parsed["blocks"]),
        evidence=evidence_of(kept["known"]),
        band=band_of(kept["cost"]),
        takes_up=letters_in(card.get("takes_up", "")),
        materials=tuple(_materials(parsed["blocks"])),
    )


def band_of(cost: str) -> str:
    """The band that the cost of a practice lies in, where its words state one sum of money.

    "About £180 for books; no cover" is up to £500. "£4 a pupil" states no sum, and of several
    sums nobody can say without reading whether they are one after another, or either.
    """
    if _NO_MONEY.search(cost):
        return "nothing" if "£" not in cost else ""
    sums = _POUNDS.findall(cost)
    if len(sums) != 1 or _EACH.search(cost):
        return ""
    number, thousands = sums[0]
    pounds = float(number.replace(",", "")) * (1000 if thousands else 1)
    return next(name for name, most in COSTS if pounds <= most)


def ages_of(where: str, title: str, kind: str) -> tuple[str, ...]:
    """The key stages of a practice: by where it was done, else its title, else the school's type.

    Parameters
    ----------
    where : the card's own words, such as "Years 3 to 6 in a two-form entry primary".
    kind : one of the types of school.
    """
    for text in (where, title):
        if found := finding.of_kind("age", finding.folded(text)):
            return found
    return _BY_TYPE.get(kind, ())


# What a school of the type has and no other phase; a primary school says which of its years.
_BY_TYPE = {"Nursery": ("eyfs",), "Junior": ("ks2",)}


def _card(blocks: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    for block in blocks:
        if block["t"] == "Table" and _names_card(block):
            rows = [row[1] for body in block["c"][4] for row in body[3]]
            cells = [[text_of(cell[4]) for cell in row] for row in rows]
            return _by_key([row for row in cells if len(row) == 2])
    return {}


def _names_card(table: Mapping[str, Any]) -> bool:
    """By its identifier, or by the label that Pandoc left in its caption."""
    return table["c"][0][0] == CARD or f"{{#{CARD}}}" in text_of(table["c"][1])


def _by_key(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """The values by the row's own words; in another language by its place."""
    names = {current().form(words): key for key, words in _ROWS} | {w: key for key, w in _ROWS}
    if not any(label in names for label, _ in rows) and len(rows) in (len(_ROWS) - 1, len(_ROWS)):
        pairs = [(key, value) for (key, _), (_, value) in zip(_ROWS, rows, strict=False)]
    else:
        pairs = [(names[label], value) for label, value in rows if label in names]
    return {key: "" if value in _NOTHING_WRITTEN else value for key, value in pairs}


def _conclusion(blocks: Sequence[Mapping[str, Any]]) -> str:
    """The first paragraph that begins with the name of an outcome, which only the kit prints so."""
    for block in blocks:
        if block["t"] == "Header" and block["c"][1][0] in (ABOUT, MATERIALS):
            break
        if block["t"] == "Para" and block["c"] and block["c"][0]["t"] == "Strong":
            return text_of(block)
    return ""


def _materials(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The titles below the heading of that part, by what the kit alone names them."""
    for block in blocks:
        if block["t"] == "Header" and re.fullmatch(rf"{MATERIALS}-\d", block["c"][1][0]):
            yield text_of(block["c"][2])


def searched(parsed: Mapping[str, Any]) -> str:
    """What the search looks through: the school's own words, and no label or heading of the kit."""
    return " ".join(" ".join(_searched(parsed["blocks"])).split())


def _searched(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for block in blocks:
        if block["t"] == "Header":
            if block["c"][1][0] == ABOUT:
                return
        elif block["t"] == "Table":
            for body in block["c"][4]:
                for row in body[3]:
                    told = " ".join(text_of(cell[4]) for cell in row[1][1:])
                    yield "" if letters_in(told) else told
        elif block["t"] == "Div":
            panel = "panel" in block["c"][0][1]
            inside = block["c"][1]
            yield from _searched(inside[1:] if panel and _is_label(inside) else inside)
        else:
            yield text_of(block)


def _is_label(blocks: Sequence[Mapping[str, Any]]) -> bool:
    return bool(blocks) and blocks[0]["t"] == "Div" and "panel-title" in blocks[0]["c"][0][1]


def text_of(node: Any) -> str:
    """The words of a part of Pandoc's tree, with a space wherever they are parted."""
    return " ".join("".join(_texts(node)).split())


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _texts(child)
        return
    if not isinstance(node, dict):
        return
    kind = node.get("t")
    content: Any = node.get("c")
    if kind == "Str":
        yield content
    elif kind in ("Emph", "Strong", "Span", "Link", "Quoted"):
        quotes = ("‘’" if content[0]["t"] == "SingleQuote" else "“”") if kind == "Quoted" else ""
        yield quotes[:1]
        yield from _texts(content if kind in ("Emph", "Strong") else content[1])
        yield quotes[1:]
    else:
        yield " "
        yield from _texts(content)
        yield " " if kind in ("Plain", "Para") else ""
