"""What a workshop pack says, read off its published text: the one source of sheets and slides.

They are other layouts of the text that was protected, read and signed, so they can say nothing
that it does not. What is not in it, as in the pack of an own notebook, is left out of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spp_research.catalogue import called
from spp_research.display.panels import ENTRY
from spp_research.schema.vocabulary import FindingKind

from .words import Words, plain, unpointed, words_of

# A finding begins with what it is called here: "Next step F2."; in a table "F2 next step".
_HEADED = re.compile(r"(.+) (\S+)\.")
_IN_TABLE = re.compile(r"(\S+) (.+)")
_ROUND = re.compile(r", question (\d+)")
_STEP = re.compile(r"[.?!:]")  # no name of a step has one
_ANSWERS = re.compile(r"\((\S+)\)")
_WORKSHOP = "Workshop"
_BLANK = "–"
_NO_QUESTION = "No question yet:"
_AS_BEFORE = "As before."


@dataclass(frozen=True)
class Finding:
    """A strength or a next step with what was seen or said behind it."""

    kind: FindingKind
    number: str
    words: Words
    behind: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Slot:
    """One step of the afternoon.

    Parameters
    ----------
    time : when it begins and how long it takes, as the agenda has it.
    name, what : what it is called, and all that the agenda says of it after that.
    prompts : its open questions, one by one.
    question : the number of the question that it is about; 0 for none.
    """

    time: str
    name: str
    what: Words
    prompts: tuple[Words, ...] = ()
    question: int = 0


@dataclass(frozen=True)
class Action:
    """A row of the action plan: the finding that it answers, and its cells by their heads."""

    number: str
    finding: str
    cells: Mapping[str, Words]


@dataclass(frozen=True)
class PackText:
    """The parts of a pack; each may be missing."""

    title: Words
    whose: Words
    header: Words
    audience: Words
    when: Words
    status: Words
    draft: bool
    focus: Words
    accent: str
    tint: str
    language: str
    questions: tuple[Words, ...]
    findings: tuple[Finding, ...]
    agenda: tuple[Slot, ...]
    actions: tuple[Action, ...]

    def of_kind(self, kind: FindingKind) -> tuple[Finding, ...]:
        """The strengths, or the next steps."""
        return tuple(one for one in self.findings if one.kind is kind)

    def __bool__(self) -> bool:
        return bool(self.agenda or self.findings or self.actions)


def read_pack(document: Mapping[str, Any]) -> PackText:
    """What a pack says.

    Parameters
    ----------
    document : the parsed report, as in Pandoc's JSON, which `allowed` has let through.
    """
    meta = document["meta"]
    ours = meta.get("spp", {}).get("c", {})
    blocks = [*_flat(document["blocks"])]
    tables = {block["c"][0][0]: _rows(block) for block in blocks if block["t"] == "Table"}
    findings = [*_entries(blocks)] or [*_tabled(tables.get("tbl-found", ([], [])))]
    return PackText(
        title=words_of(meta.get("title")),
        whose=words_of(meta.get("subtitle")),
        header=words_of(ours.get("header") or meta.get("title")),
        audience=words_of(ours.get("audience")),
        when=_workshop(tables.get("tbl-people", ([], []))) or words_of(meta.get("date")),
        status=words_of(ours.get("status")),
        draft=ours.get("draft", {}).get("c") is not False,
        focus=words_of(ours.get("focus")),
        accent=plain(words_of(ours.get("accent"))),
        tint=plain(words_of(ours.get("tint"))),
        language=plain(words_of(meta.get("lang"))) or "en-GB",
        questions=tuple(_questions(blocks)),
        findings=tuple(findings),
        agenda=tuple(_slots(tables.get("tbl-agenda", ([], [])))),
        actions=tuple(_actions(tables.get("tbl-plan", ([], [])))),
    )


_Rows = tuple[list[str], list[list[Words]]]  # the heads of the columns, and the cells by rows


def _flat(blocks: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Every block in its order, those within divisions among them."""
    for block in blocks:
        yield block
        if block["t"] == "Div":
            yield from _flat(block["c"][1])


def _rows(table: Mapping[str, Any]) -> _Rows:
    _, _, _, head, bodies, _ = table["c"]
    heads = [plain(words_of(cell[4])) for row in head[1] for cell in row[1]]
    cells = [[words_of(cell[4]) for cell in row[1]] for body in bodies for row in body[3]]
    return heads, cells


def _entries(blocks: Sequence[Any]) -> Iterator[Finding]:
    """The findings that stand as headings over what was seen or said."""
    for place, block in enumerate(blocks):
        if block["t"] != "Header" or ENTRY not in block["c"][1][1]:
            continue
        words = words_of(block["c"][2])
        head = _HEADED.fullmatch(plain(tuple(word for word in words if word[0][1] == "Strong")))
        kind = _kind(head[1]) if head else None
        if not head or not kind:
            continue
        after = blocks[place + 1] if place + 1 < len(blocks) else {"t": ""}
        items = after["c"] if after["t"] == "BulletList" else []
        behind = [unpointed(words_of(item)) for item in items]
        said = tuple(word for word in words if word[0][1] != "Strong")
        yield Finding(kind, head[2], said, tuple(behind))


def _kind(words: str) -> FindingKind | None:
    """The kind of finding that is called so, here or by the kit itself."""
    known = {name.lower(): kind for kind in FindingKind for name in (kind.value, called(kind))}
    return known.get(words.lower())


def _tabled(rows: _Rows) -> Iterator[Finding]:
    """The findings of a pack of an earlier kit, whose evidence is named by its kinds."""
    for cells in rows[1]:
        head = _IN_TABLE.fullmatch(plain(cells[0])) if len(cells) > 2 else None
        if head and (kind := _kind(head[2])):
            yield Finding(kind, head[1], cells[1], (cells[2],))


def _questions(blocks: Sequence[Any]) -> Iterator[Words]:
    """The questions of the panel: what ends with the findings that it was asked of."""
    for block in blocks:
        if block["t"] != "Div" or ["title", "For the workshop"] not in block["c"][0][2]:
            continue
        for inner in block["c"][1]:
            items = inner["c"] if inner["t"] == "BulletList" else [[inner]]
            for item in items:
                words = words_of(item)
                tail = [word for word in words if word[0][1] == "Emph"]
                headed = plain(words).startswith(_NO_QUESTION)
                if tail and words[-1] == tail[-1] and not headed:
                    yield words[: -len(tail)]


def _workshop(rows: _Rows) -> Words:
    """The day and hours of the workshop, where the timetable has them."""
    found = [row[1] for row in rows[1] if len(row) > 1 and plain(row[0]) == _WORKSHOP]
    dated = found and any(letter.isdigit() for letter in plain(found[0]))
    return found[0] if dated else ()


def _slots(rows: _Rows) -> Iterator[Slot]:
    for cells in rows[1]:
        if len(cells) != 3:
            continue
        time, what, prompts = cells
        said = plain(what)
        name = _STEP.split(said, maxsplit=1)[0]
        about = _ROUND.search(name)
        known = plain(prompts)
        yield Slot(
            plain(time),
            name,
            what[len(name.split()) :],
            () if known in (_BLANK, _AS_BEFORE, "") else tuple(_sentences(prompts)),
            int(about[1]) if about else 0,
        )


def _sentences(words: Words) -> Iterator[Words]:
    """Prompts one by one: each is a sentence."""
    since = 0
    for place, word in enumerate(words, start=1):
        if plain((word,)).endswith(("?", ".", "!")):
            yield words[since:place]
            since = place
    if words[since:]:
        yield words[since:]


def _actions(rows: _Rows) -> Iterator[Action]:
    heads, cells = rows
    for row in cells:
        if not plain(row[0]):
            continue
        said = row[1] if len(row) > 1 else ()
        answers = _ANSWERS.fullmatch(plain(said[-1:])) if said else None
        kept = {
            head: () if plain(words) == _BLANK else words
            for head, words in zip(heads[1:], row[1:], strict=False)
        }
        yield Action(plain(row[0][:1]), answers[1] if answers else "", kept)
