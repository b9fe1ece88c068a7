"""The certificate of a draw: a page of plain text that anybody can check, with the kit or by hand.

It lists whom lots were drawn for, and so it stays with the files about pupils. The page is made
from a few facts alone. To check one is to read these facts out of it, to draw once more, and to
make the page again: whatever was changed in it, the two are no longer the same.
"""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spp_research.phrases import long_date
from spp_research.protect.sign_off import mark_of
from spp_research.schema.vocabulary import LotMethod
from spp_research.stats.certificates import (
    ALGORITHM,
    GREATEST_SEED,
    Allotted,
    certificate_of,
    certified,
    digest,
    drawn_again,
    how_drawn,
)

TITLE = "Certificate of a draw by lot"
ENDING = ".certificate.txt"
_WIDTH = 78
_SHOWN = 12  # letters of a key: enough to see the order by
_JSON = re.compile(r'^\{"algorithm":.*\}$', re.MULTILINE)
_FACT = re.compile(r"^([A-Z][a-z ]+?): *(.*)$", re.MULTILINE)
_LONGEST = 200  # characters of a fact
_MOST_READ = 5_000_000  # bytes of a page
_NONE = "this is not a certificate of a draw by lot"

ASK = "Ask whoever drew for the page itself."
NOT_SHOWN = "That it was made on that day, and that it was the only draw, no page can show."
ABOUT_THE_DAY = (
    "Nothing here proves the day, or that no other draw was made whose certificate was thrown "
    "away. To make both plain, send the certificate and the number, not the list, to somebody at "
    "another school on the day of the draw."
)


@dataclass(frozen=True)
class Certificate:
    """What a certificate says.

    Parameters
    ----------
    draw_id : "D1".
    school : its short name.
    outcomes : IDs of the outcomes that lots were drawn for.
    drawn_on, drawn_by : as whoever drew says.
    method, seed, draw, arms : by which it was drawn, as `stats.allocate` has them.
    rows, scores : what was drawn, by unit; `scores` as text.
    reason : why a list was drawn again.
    """

    draw_id: str
    school: str
    outcomes: tuple[str, ...]
    drawn_on: date
    drawn_by: str
    method: LotMethod
    seed: int
    draw: int
    arms: tuple[str, str]
    rows: tuple[Allotted, ...]
    scores: tuple[str, ...]
    reason: str = ""

    def __repr__(self) -> str:
        return f"Certificate of {self.draw_id}: {len(self.rows)} drawn, not printed."

    @property
    def certificate(self) -> str:
        """The SHA-256 by which the draw is known."""
        about = (self.arms, self.method.code, self.seed, self.draw)
        return certificate_of(self.rows, self.scores, *about)

    @property
    def units(self) -> frozenset[str]:
        """Whom lots were drawn for."""
        return frozenset(row.unit for row in self.rows)


class NoCertificateError(ValueError):
    """A text that is no certificate, or one that was changed: what is wrong, in a sentence."""


def may_be_page(path: Path) -> bool:
    """Whether a text is a certificate by its name, or by anything that stands in every one."""
    if path.name.casefold().endswith(ENDING):
        return True
    with path.open("rb") as file:
        text = file.read(_MOST_READ).decode("utf-8", errors="replace")
    return TITLE.casefold() in text.casefold() or _JSON.search(text) is not None


def page(known: Certificate) -> str:
    """The certificate as text, whose last line is the mark of all the others."""
    text = "\n".join(_lines(known))
    return f"{text}\nMark of this page: {mark_of(text)}\n"


def _lines(known: Certificate) -> Iterator[str]:
    counts = [sum(row.arm == arm for row in known.rows) for arm in known.arms]
    noun = "classes" if known.method is LotMethod.CLASSES else "pupils"
    yield from (TITLE, "=" * len(TITLE), "")
    yield from _filled(
        f"A computer drew lots with number {known.seed}. Anyone can check the draw. "
        f"{counts[0]} of {sum(counts)} {noun} are drawn for “{known.arms[0]}”, {counts[1]} for "
        f"“{known.arms[1]}”."
    )
    if known.draw > 1:
        yield from _filled(f"This is draw {known.draw} of the list. Every draw keeps its page.")
    yield ""
    yield from (f"{name}: {fact}".rstrip() for name, fact in _facts(known).items())
    yield ""
    yield from _filled(ABOUT_THE_DAY)
    yield from ("", "What was drawn", "--------------", "")
    yield from _table(known)
    yield from ("", "How to check it", "---------------", "")
    yield from _how_to_check(known)
    yield ""
    yield certified(known.rows, known.scores, known.arms, known.method.code, known.seed, known.draw)
    yield ""


def _facts(known: Certificate) -> dict[str, str]:
    return {
        "Draw": known.draw_id,
        "School": known.school,
        "Outcomes": "; ".join(known.outcomes),
        "Drawn on": f"{known.drawn_on:%d/%m/%Y}",
        "Drawn by": known.drawn_by,
        "Method": known.method.value,
        "Number": str(known.seed),
        "Which draw of the list": str(known.draw),
        "Why it was drawn again": known.reason,
        "Certificate": known.certificate,
    }


def _table(known: Certificate) -> Iterator[str]:
    """Whom lots were drawn for, in the order that the number gives, with the key of each."""
    keys = {row.unit: digest(known.seed, known.draw, "order", row.unit) for row in known.rows}
    order = sorted(range(len(known.rows)), key=lambda i: (keys[known.rows[i].unit], i))
    head = ("Who", "Drawn for", "Key begins", "Within", "Paired by", "Pair")
    cells = [
        (
            (row := known.rows[i]).unit,
            row.arm,
            keys[row.unit][:_SHOWN],
            row.stratum,
            known.scores[i].rstrip("0").rstrip("."),
            row.pair,
        )
        for i in order
    ]
    used = [n for n, name in enumerate(head) if n < 3 or any(line[n] for line in cells)]
    widths = {n: max(len(line[n]) for line in [head, *cells]) for n in used}
    for line in [head, *cells]:
        yield "  ".join(line[n].ljust(widths[n]) for n in used).rstrip()


_BY_HAND = {
    "simple": "Put everybody in the order of these keys. The first half is drawn for “{first}”; of "
    "an odd number the one in the middle is, too, if the coin “all” shows 0 to 7.",
    "stratified": "Within each group put everybody in the order of these keys. The first half is "
    "drawn for “{first}”. Of groups of an odd size the last ones, in the order of the groups, are "
    "drawn for each in turn, beginning with “{first}” if the coin “left” shows 0 to 7.",
    "pairs": "Put everybody in the order of the scores, the lowest first, and among equal ones of "
    "the keys. Take two at a time: in each pair the smaller key is drawn for “{first}”. Of an odd "
    "number the last is, if the coin “left” shows 0 to 7.",
}


def _how_to_check(known: Certificate) -> Iterator[str]:
    way = how_drawn(known.method.code, [r.stratum for r in known.rows], known.scores)
    coin = "all" if way == "simple" else "left"
    first = digest(known.seed, known.draw, "coin", coin)[0]
    yield "With the kit: spp draw --check, and the name of this file."
    yield ""
    yield from _filled(
        "By hand: the key of each is the SHA-256 of a line of text, in UTF-8, with who it is at "
        "its end. Many programs and websites work one out. The line is:"
    )
    yield f"  {ALGORITHM}|{known.seed}|{known.draw}|order|WHO"
    yield from _filled(_BY_HAND[way].format(first=known.arms[0]))
    yield from _filled(f"The coin is the first digit of the SHA-256 of the next line: {first}.")
    yield f"  {ALGORITHM}|{known.seed}|{known.draw}|coin|{coin}"
    yield from _filled("The certificate is the SHA-256 of this line:")


def _filled(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def read(text: str) -> Certificate:
    """The certificate that a page is, if it is whole and its draw comes out again.

    Parameters
    ----------
    text : of the file. The ends of its lines may be of another system.

    Raises
    ------
    NoCertificateError
        When it is none, when the draw does not come out again, or when anything else on the page
        was changed.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    found = _JSON.search(plain)
    if not plain.startswith(f"{TITLE}\n") or found is None:
        raise NoCertificateError(_NONE)
    known = _known(plain, _parts(found[0]))
    about = (known.method.code, known.seed, known.draw, known.arms)
    listed = [(r.unit, r.stratum, s) for r, s in zip(known.rows, known.scores, strict=True)]
    again, certificate = drawn_again(listed, *about)
    arms = [(row.unit, row.arm) for row in known.rows]
    if not again or arms != [(row.unit, row.arm) for row in again]:
        raise NoCertificateError("drawn once more, it gives other groups than the ones listed here")
    if certificate != _fact(plain, "Certificate"):
        raise NoCertificateError("the certificate does not belong to what is listed here")
    if page(known) != plain:
        raise NoCertificateError(
            "the groups listed at the end come out again, and something else on the page was "
            "changed after it was made"
        )
    return known


def read_page(file: Path) -> Certificate:
    """The certificate in a file, as `read`.

    Raises
    ------
    NoCertificateError
        As `read`.
    OSError
        When the file cannot be opened.
    """
    if file.stat().st_size > _MOST_READ:
        raise NoCertificateError(_NONE)
    try:
        return read(file.read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        raise NoCertificateError(_NONE) from None


def _parts(line: str) -> tuple[str, int, int, tuple[str, str], list[list[str]]]:
    """Method, number, draw, arms and rows of the line that is certified."""
    try:
        whole = json.loads(line)
        method, seed, draw = whole["method"], whole["seed"], whole["draw"]
        first, second = whole["arms"]
        rows = [list(row) for row in whole["units"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        rows = []
    fits = (
        bool(rows)
        and all(len(row) == 4 and all(isinstance(cell, str) for cell in row) for row in rows)
        and isinstance(method, str)
        and all(type(number) is int and 0 <= number <= GREATEST_SEED for number in (seed, draw))
        and all(isinstance(arm, str) for arm in (first, second))
        and all(not row[2] or re.fullmatch(r"-?\d+\.\d{6}", row[2]) for row in rows)
    )
    if not fits:
        raise NoCertificateError("the line from which it can be drawn once more was changed")
    return method, seed, draw, (first, second), rows


def _known(text: str, parts: tuple) -> Certificate:
    code, seed, draw, arms, rows = parts
    methods = {method.code: method for method in LotMethod}
    day = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", _fact(text, "Drawn on"))
    try:
        drawn_on = date(int(day[3]), int(day[2]), int(day[1])) if day else None
    except ValueError:
        drawn_on = None
    if code not in methods or drawn_on is None:
        raise NoCertificateError("its method, or the day, was changed")
    listed = sorted((row[0], row[1], row[2]) for row in rows)
    again, _ = drawn_again(listed, code, seed, draw, arms)
    pairs = {row.unit: row.pair for row in again}
    return Certificate(
        _fact(text, "Draw"),
        _fact(text, "School"),
        tuple(part for part in _fact(text, "Outcomes").split("; ") if part),
        drawn_on,
        _fact(text, "Drawn by"),
        methods[code],
        seed,
        draw,
        arms,
        tuple(Allotted(row[0], row[1], pairs.get(row[0], ""), row[3]) for row in rows),
        tuple(row[2] for row in rows),
        _fact(text, "Why it was drawn again"),
    )


def _fact(text: str, name: str) -> str:
    return next((found[2] for found in _FACT.finditer(text) if found[1] == name), "")


def plain_fact(words: str) -> str:
    """What somebody typed, as a line of the page can hold it."""
    shown = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in words)
    return unicodedata.normalize("NFC", " ".join(shown.split()))[:_LONGEST]


def in_words(known: Certificate) -> str:
    """What was checked, in a sentence that names nobody."""
    kinds = "classes" if known.method is LotMethod.CLASSES else "pupils"
    again = f" It is draw {known.draw} of the list: {known.reason}." if known.draw > 1 else ""
    return (
        f"Draw {known.draw_id} comes out again, {len(known.rows)} {kinds} drawn with number "
        f"{known.seed}; it says that it was made on {long_date(known.drawn_on)}.{again}"
    )
