"""Sheets to print for a workshop: the agenda, cards to cut out, and the action plan to write on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spp_research.catalogue import called
from spp_research.schema.vocabulary import FindingKind

from .pack_text import Action, Finding, PackText, Slot
from .words import Words, inlines, length, of_text, shared_out, typst_string, without_tail

TEMPLATE = Path(__file__).with_name("sheets.typ")

CARD = 330  # letters that a card has room for in its smallest size of type
_LARGE, _MIDDLE = 80, 170  # letters up to which a card is set larger
_ASKED = 160  # letters of a question that the agenda repeats; a longer one stands on its card
_SPARE = 2  # blocks of the plan without anything in them, for what nobody thought of before
_FEWEST = 3  # blocks of the plan in all
WHAT, LEADS = "What we will do", "Who leads"
BEGINS, AGAIN = "Begins", "Looked at again"
KNOW, WANTED = "How we will know, and what it is like now", "Support wanted"


def sheets_document(pack: PackText, parsed: dict[str, Any]) -> dict[str, Any]:
    """The sheets as a document that the template takes, in the order of the afternoon."""
    blocks: list[dict[str, Any]] = []
    if pack.agenda:
        blocks += _agenda(pack)
    cards = [*cards_of(pack)]
    if cards:
        blocks.append(_raw("#cards("))
        for label, words in cards:
            blocks += [
                _raw(f"card({typst_string(size_of(words))}, {typst_string(label)}, ["),
                _para(words),
                _raw("]),"),
            ]
        blocks.append(_raw(")"))
    blocks += _plan(pack)
    meta = {key: value for key, value in parsed["meta"].items() if key in _HEAD}
    meta["when"] = {"t": "MetaInlines", "c": inlines(pack.when)}
    return {**parsed, "meta": meta, "blocks": blocks}


_HEAD = ("title", "subtitle", "author", "date", "lang", "spp", "keywords")


def _agenda(pack: PackText) -> Iterator[dict[str, Any]]:
    yield _raw("#agenda(")
    for time, minutes, words in steps_of(pack):
        yield _raw(f"({typst_string(time)}, {typst_string(minutes)}, [")
        yield _para(words)
        yield _raw("]),")
    yield _raw(")")


def steps_of(pack: PackText) -> Iterator[tuple[str, str, Words]]:
    """The steps of the afternoon: when each begins, how long it takes, and what happens."""
    for slot in pack.agenda:
        time, _, minutes = slot.time.partition(", ")
        yield time, minutes, (*of_text(slot.name + ".", "Strong"), *_said(slot, pack))


def _said(slot: Slot, pack: PackText) -> Words:
    """What the agenda says of a step; a long question is left to its card."""
    if not slot.question or slot.question > len(pack.questions):
        return slot.what
    asked = pack.questions[slot.question - 1]
    if length(asked) <= _ASKED:
        return slot.what
    return (*of_text("It stands on its card."), *slot.what[len(asked) :])


def cards_of(pack: PackText) -> Iterator[tuple[str, Words]]:
    """What each card is headed with and says: questions first, then the prompts of each step."""
    for number, asked in enumerate(pack.questions, start=1):
        yield from _card(f"Question {number}", asked)
    for slot in pack.agenda:
        for prompt in slot.prompts:
            yield from _card(slot.name.partition(",")[0], prompt)


def _card(label: str, words: Words) -> Iterator[tuple[str, Words]]:
    """A text on a card, or on several where it is long."""
    parts = shared_out(words, CARD)
    for number, part in enumerate(parts, start=1):
        yield (f"{label}, {number} of {len(parts)}" if len(parts) > 1 else label), part


def size_of(words: Words) -> str:
    """In which size of type a card is set: large, middle or small."""
    letters = length(words)
    return "large" if letters <= _LARGE else "middle" if letters <= _MIDDLE else "small"


def _plan(pack: PackText) -> Iterator[dict[str, Any]]:
    yield _raw("#plan(")
    for finding, action in blocks_of(pack):
        yield from _block(finding, action)
    yield _raw(")")


def blocks_of(pack: PackText) -> list[tuple[Finding | None, Action | None]]:
    """A block for each action agreed and each next step without one, then empty ones."""
    steps = {one.number: one for one in pack.of_kind(FindingKind.NEXT_STEP)}
    known = {one.number: one for one in pack.findings}
    taken = {action.finding for action in pack.actions}
    filled: list[tuple[Finding | None, Action | None]] = [
        (known.get(action.finding), action) for action in pack.actions
    ]
    filled += [(step, None) for number, step in steps.items() if number not in taken]
    return filled + [(None, None)] * max(_SPARE, _FEWEST - len(filled))


def finding_words(finding: Finding) -> Words:
    """What stands above the block of a finding."""
    kind = f"{called(finding.kind)} {finding.number}."
    return (*of_text(kind, "Strong"), *without_tail(finding.words))


def cell_words(action: Action | None, finding: Finding | None, head: str) -> Words:
    """What is agreed already under one head of the plan; nothing where it is to be written."""
    said = action.cells.get(head, ()) if action else ()
    # The finding that is answered stands above it.
    return said[:-1] if head == WHAT and finding else said


def _block(finding: Finding | None, action: Action | None) -> Iterator[dict[str, Any]]:
    yield _raw(f"action({typst_string(action.number if action else '')}, (")
    yield _raw("[")
    if finding:
        yield _para(finding_words(finding))
    yield _raw("]")
    for head in (WHAT, LEADS, BEGINS, AGAIN, KNOW, WANTED):
        yield _raw(", [")
        if said := cell_words(action, finding, head):
            yield _para(said)
        yield _raw("]")
    yield _raw(")),")


def _para(words: Words) -> dict[str, Any]:
    return {"t": "Para", "c": inlines(words)}


def _raw(text: str) -> dict[str, Any]:
    return {"t": "RawBlock", "c": ["typst", text]}
