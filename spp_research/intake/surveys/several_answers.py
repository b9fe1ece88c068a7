"""Several answers in one cell: which sign stands between them, told from the whole column.

Microsoft Forms writes a semicolon after each answer, Google Forms a comma and a blank between them,
others a line end or a bar; and an answer may hold any of these itself. What one cell leaves open
the others often settle: an answer that also stands alone, or beside others, is one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..faults import quote
from ..layout import bare

_BRACKETS = dict(zip("([{", ")]}", strict=True))
_FEWEST = 3  # times that two parts stand together and never apart, for it to be said

Cut = Callable[[str], list[str]]


@dataclass(frozen=True)
class Ticked:
    """How the cells of one question are cut into answers.

    Parameters
    ----------
    separator : ";", ",", "|", a line end, or nothing where no cell holds several.
    joined : pairs of parts, by `bare`, between which the separator belongs to an answer.
    remarks : codes and sentences, each with the text that it is about, said once for the column.
    """

    separator: str = ""
    joined: frozenset[tuple[str, str]] = frozenset()
    remarks: tuple[tuple[str, str, str], ...] = ()

    def answers(self, text: str) -> tuple[str, ...]:
        """The answers that one cell holds, in their order, each once."""
        whole: list[str] = []
        before = ""
        for part in _CUTS[self.separator](text):
            if whole and (bare(before), bare(part)) in self.joined:
                whole[-1] += f"{_BETWEEN[self.separator]}{part}"
            else:
                whole.append(part)
            before = part
        return tuple({(bare(one) or one): one for one in reversed(whole)}.values())[::-1]


def ticked(texts: Iterable[str], google: bool = False) -> Ticked:
    """How the filled cells of one question are cut.

    Parameters
    ----------
    google : whether the file is an export of Google Forms, which separates by commas.
    """
    cells = [text for text in texts if text]
    if any(";" in text for text in cells):
        return _by_semicolons(cells)
    if any("\n" in text for text in cells):
        return _told(Ticked("\n"), cells, "survey.several-lines", "a line end stands between them")
    if any("|" in text for text in cells):
        return _told(Ticked("|"), cells, "survey.several-lines", "a bar stands between them")
    if any("," in text for text in cells):
        return _by_commas(cells, google)
    return Ticked()


def _by_semicolons(cells: Sequence[str]) -> Ticked:
    """Semicolons between answers; in Microsoft Forms one after the last as well, and no blank."""
    several = [text for text in cells if ";" in text]
    of_microsoft = 2 * sum(text.endswith(";") for text in several) >= len(several)
    way = Ticked("; of Microsoft" if of_microsoft else ";")
    inside = next((a for text in cells for a in way.answers(text) if ";" in a), "")
    remarks = []
    if inside:
        remarks.append(
            (
                "survey.several-inside",
                inside,
                f"{quote(inside)} is read as one answer, because its semicolon stands inside of "
                "brackets or has a blank after it, and between answers it has none: if it is "
                "several, take the blank or the brackets out.",
            )
        )
    remarks += _never_apart(way, several, "a comma in place of its semicolon")
    return Ticked(way.separator, remarks=tuple(remarks))


def _by_commas(cells: Sequence[str], google: bool) -> Ticked:
    """Commas between answers, or in them: by whether the parts ever stand apart."""
    way = Ticked(", of Google" if google else ",")
    several = [text for text in cells if len(way.answers(text)) > 1]
    apart, together = _pairs(way, cells)
    joined = frozenset(
        pair
        for pair, second in together.items()
        if pair not in apart and not (google and _begins_large(second))
    )
    found = Ticked(way.separator, joined)
    cut = next((text for text in several if len(found.answers(text)) > 1), "")
    parts = _CUTS[way.separator]
    kept = next((a for text in several for a in found.answers(text) if len(parts(a)) > 1), "")
    remarks = []
    if cut:
        because = (
            "Google Forms puts commas between several"
            if google
            else "its parts also stand apart in other rows"
        )
        remarks.append(
            (
                "survey.several-commas",
                cut,
                f"{quote(cut)} is read as {len(found.answers(cut))} answers, because {because}: if "
                "it is one, put semicolons between the answers of this column.",
            )
        )
    if kept:
        remarks.append(
            (
                "survey.several-inside",
                kept,
                f"{quote(kept)} is read as one answer, because its parts never stand apart: if it "
                "is several, put semicolons between them.",
            )
        )
    return Ticked(way.separator, joined, tuple(remarks))


def _never_apart(way: Ticked, several: Sequence[str], instead: str) -> list[tuple[str, str, str]]:
    """Two parts that may be one answer, because neither ever comes without the other."""
    apart, together = _pairs(way, several)
    count: dict[tuple[str, str], int] = {}
    words: dict[tuple[str, str], str] = {}
    for text in several:
        parts = way.answers(text)
        for first, second in pairwise(parts):
            pair = (bare(first), bare(second))
            count[pair] = count.get(pair, 0) + 1
            words.setdefault(pair, f"{first};{second}")
    others = {bare(part) for text in several for part in way.answers(text)}
    for pair in together:
        if pair not in apart and count.get(pair, 0) >= _FEWEST and len(others) > len(pair):
            return [
                (
                    "survey.several-together",
                    words[pair],
                    f"{quote(words[pair])} is read as two answers, and neither ever stands without "
                    f"the other: if it is one, write {instead} in the whole column.",
                )
            ]
    return []


def _pairs(
    way: Ticked, cells: Sequence[str]
) -> tuple[set[tuple[str, str]], dict[tuple[str, str], str]]:
    """Pairs of neighbours that also stand apart, and all pairs with the words of the second."""
    together: dict[tuple[str, str], str] = {}
    after: dict[str, set[str]] = {}
    before: dict[str, set[str]] = {}
    for text in cells:
        parts = _CUTS[way.separator](text)
        words = [bare(part) for part in parts]
        for first, second in zip(["", *words], [*words, ""], strict=True):
            after.setdefault(first, set()).add(second)
            before.setdefault(second, set()).add(first)
        for first, second, said in zip(words, words[1:], parts[1:], strict=False):
            together.setdefault((first, second), said)
    apart = {(a, b) for a, b in together if after[a] != {b} or before[b] != {a}}
    return apart, together


def _told(way: Ticked, cells: Sequence[str], code: str, because: str) -> Ticked:
    cut = next((text for text in cells if len(way.answers(text)) > 1), "")
    if not cut:
        return way
    said = quote(cut)
    message = (
        f"{said} is read as {len(way.answers(cut))} answers, because {because}: if it is one, take "
        "that sign out of the whole column."
    )
    return Ticked(way.separator, way.joined, ((code, cut, message),))


def _begins_large(text: str) -> bool:
    return text[:1].isupper() or text[:1].isdigit()


def _outside_brackets(text: str, is_cut: Callable[[str, int], bool]) -> list[str]:
    """The parts between the places where `is_cut` is true and no bracket is open."""
    parts, start, open_ones = [], 0, []
    for place, letter in enumerate(text):
        if letter in _BRACKETS and _BRACKETS[letter] in text[place:]:
            open_ones.append(_BRACKETS[letter])
        elif open_ones and letter == open_ones[-1]:
            open_ones.pop()
        elif not open_ones and is_cut(text, place):
            parts.append(text[start:place])
            start = place + 1
    words = [" ".join(part.split()) for part in (*parts, text[start:])]
    return [part for part in words if part]


def _at(sign: str, blank: bool | None = None) -> Cut:
    """A cut at a sign; only where a blank follows, or where none does."""

    def is_cut(text: str, place: int) -> bool:
        follows = text[place + 1 : place + 2]
        return text[place] == sign and (blank is None or (follows == " ") == blank)

    return lambda text: _outside_brackets(text, is_cut)


_CUTS: dict[str, Cut] = {
    "": lambda text: [" ".join(text.split())],
    ";": _at(";"),
    "; of Microsoft": _at(";", blank=False),
    ",": _at(","),
    ", of Google": _at(",", blank=True),
    "|": _at("|"),
    "\n": lambda text: [part for line in text.split("\n") if (part := " ".join(line.split()))],
}
_BETWEEN = {",": ", ", ", of Google": ", "}
