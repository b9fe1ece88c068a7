"""What a best-practice write-up says, read off its published text and cut to what a poster holds.

A poster is another layout of the text that was protected, read and signed, so it can say nothing
that the write-up does not. What is not in it, as in that of an own notebook, is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from spp_research.catalogue import called
from spp_research.display.materials import MATERIALS

from .words import Words, length, of_text, plain, shared_out, words_of

SHORT = "Key points"
PROBLEM, STEPS, KNOWN = "The problem", "What we did", "How we know"
UNKNOWN, SUITS, ASK = "What we do not know", "Who it may suit", "Whom to ask"
CARD = "tbl-context"
_LEFT_OUT = (
    "School",
    "Theme",
    "Takes up",
)  # the head of the poster says it, or nobody asks from afar
# Letters that a poster has room for, so that it can be read from two steps away.
_TITLE, _OF_SHORT, _OF_STEP, _STEPS, _OF_FACT = 150, 300, 170, 10, 170
_ROOM = {PROBLEM: 280, KNOWN: 760, UNKNOWN: 420, SUITS: 220, ASK: 140}
# Where the last that is said is the kit's own: what a result rests on and what it leaves open. That
# is not cut, or a poster would claim more than its write-up.
_WHOLE = {KNOWN: 700, UNKNOWN: 400}


@dataclass(frozen=True)
class PosterText:
    """The parts of a poster; each but the title may be missing.

    Parameters
    ----------
    card : what it takes, each with its label.
    parts : paragraphs or points by the heading that they stand under.
    cut : whether the write-up says more than there was room for.
    """

    title: Words
    whose: Words
    partnership: Words
    when: Words
    audience: Words
    status: Words
    draft: bool
    licence: Words
    short: Words = ()
    card: tuple[tuple[str, Words], ...] = ()
    steps: tuple[Words, ...] = ()
    parts: Mapping[str, tuple[Words, ...]] | None = None
    cut: bool = False

    def part(self, heading: str) -> tuple[Words, ...]:
        """What stands under a heading."""
        return (self.parts or {}).get(heading, ())

    def __bool__(self) -> bool:
        return bool(self.steps or self.short)


def read_poster(document: Mapping[str, Any]) -> PosterText:
    """What a write-up says, as far as a poster has room.

    Parameters
    ----------
    document : the parsed report, as in Pandoc's JSON, which `allowed` has let through.
    """
    meta = document["meta"]
    ours = meta.get("spp", {}).get("c", {})
    # A write-up in another language has its headings in that language.
    known = {said: own for own in (*_ROOM, STEPS) for said in (own, called(own))}
    sections = {known.get(said, said): texts for said, texts in _sections(document["blocks"])}
    left_out = {said for own in _LEFT_OUT for said in (own, called(own))}
    room = _Room()
    steps = [room.held(one, _OF_STEP) for one in sections.get(STEPS, ())]
    made = PosterText(
        title=room.held(words_of(meta.get("title")), _TITLE),
        whose=words_of(meta.get("subtitle")),
        partnership=words_of(meta.get("author")),
        when=words_of(meta.get("date")),
        audience=words_of(ours.get("audience")),
        status=words_of(ours.get("status")),
        draft=ours.get("draft", {}).get("c") is not False,
        licence=words_of(ours.get("licence")),
        short=room.held(_panel(document["blocks"]), _OF_SHORT),
        card=tuple(
            (label, room.held(said, _OF_FACT))
            for label, said in _card(document["blocks"])
            if label not in left_out and plain(said) not in ("", "–")
        ),
        steps=tuple(room.first(steps, _STEPS)),
        parts={
            heading: tuple(room.all_in(sections.get(heading, ()), most, _WHOLE.get(heading, 0)))
            for heading, most in _ROOM.items()
        },
    )
    return replace(made, cut=room.cut)


class _Room:
    """Cuts texts to the room there is, and knows whether any was cut."""

    def __init__(self) -> None:
        self.cut = False

    def held(self, words: Words, most: int) -> Words:
        """A text, or as much of it as there is room for."""
        if length(words) <= most:
            return words
        self.cut = True
        return (*shared_out(words, most)[0], *of_text("…"))

    def first(self, texts: Sequence[Words], most: int) -> Sequence[Words]:
        """The first so many texts."""
        self.cut |= len(texts) > most
        return texts[:most]

    def all_in(self, texts: Sequence[Words], most: int, whole: int) -> Iterator[Words]:
        """Several texts within one room; what begins after its end is left out.

        Parameters
        ----------
        whole : letters up to which the last one is kept as it is, before the others.
        """
        last = texts[-1] if texts and whole else ()
        left = most - (length(last) if length(last) <= whole else 0)
        for one in texts:
            if one is last and length(one) <= whole:
                yield one
            elif left < min(most // 4, length(one)):
                self.cut = True
            else:
                shown = self.held(one, left)
                left -= length(shown)
                yield shown


def _flat(blocks: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if block["t"] == "Div":
            yield from _flat(block["c"][1])
        else:
            yield block


def _sections(blocks: Sequence[Any]) -> Iterator[tuple[str, tuple[Words, ...]]]:
    """The paragraphs and points under each heading."""
    heading, texts = "", list[Words]()
    for block in _flat(blocks):
        if block["t"] == "Header":
            if block["c"][1][0] == MATERIALS:  # what a school takes home stands on its own pages
                break
            if heading:
                yield heading, tuple(texts)
            heading, texts = plain(words_of(block["c"][2])), []
        elif block["t"] in ("Para", "Plain"):
            texts.append(words_of(block["c"]))
        elif block["t"] == "BulletList":
            texts += map(words_of, block["c"])
        elif block["t"] == "OrderedList":
            texts += map(words_of, block["c"][1])
    if heading:
        yield heading, tuple(texts)


def _panel(blocks: Sequence[Any]) -> Words:
    """What the write-up says in short."""
    for block in blocks:
        titles = dict(block["c"][0][2]) if block["t"] == "Div" else {}
        if titles.get("title") in (SHORT, called(SHORT)):
            return words_of(block["c"][1])
    return ()


def _card(blocks: Sequence[Any]) -> Iterator[tuple[str, Words]]:
    for block in _flat(blocks):
        if block["t"] == "Table" and block["c"][0][0] == CARD:
            for body in block["c"][4]:
                for row in body[3]:
                    cells = [words_of(cell[4]) for cell in row[1]]
                    if len(cells) == 2:
                        yield plain(cells[0]), cells[1]
