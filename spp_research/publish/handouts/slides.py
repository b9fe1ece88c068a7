"""Slides for the wall, in the order of the afternoon: a page of one file, and for PowerPoint.

Both are set from the same slides. What a slide has no room for goes on to another.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from spp_research.catalogue import called
from spp_research.schema.vocabulary import FindingKind

from .pack_text import Finding, PackText, Slot
from .words import Words, inlines, length, of_text, shared_out, without_tail

# Of a slide 10 inches wide, as PowerPoint shows it: letters of a line in each size, and the room
# of a slide and what a line takes of it, in lines of the smallest size.
HUGE, LARGE, SMALL = 38, 49, 60
_ROOM = 11.9
_LINE = {HUGE: 1.6, LARGE: 1.25, SMALL: 1.0}
_AFTER = 0.08  # the space after each point
_MOST = {size: size * int(_ROOM / _LINE[size]) for size in _LINE}
_FOUND = "What the review found"  # the step of the agenda after which the findings come
_STEPS = ("Choosing questions", "Making questions")  # the questions come after these, or in rounds
_CALLED = {FindingKind.STRENGTH: "A strength to build on", FindingKind.NEXT_STEP: "A next step"}


@dataclass(frozen=True)
class Slide:
    """One slide.

    Parameters
    ----------
    title : what it is about, in the kit's words; no two slides of a set have the same.
    big : a sentence or two in large letters, each a paragraph.
    points : a list in smaller letters.
    """

    title: str
    big: tuple[Words, ...] = ()
    points: tuple[Words, ...] = ()

    @property
    def look(self) -> str:
        """How its text is set: huge or large alone, a list, a short one, or large over a list."""
        if self.points and self.big:
            return "mixed"
        if self.points:
            short = all(length(one) <= 2 * LARGE for one in self.points)
            airy = sum(_lines(one, LARGE) + 2 * _AFTER for one in self.points) <= _ROOM * 0.8
            return "airy" if short and airy else "points"
        return "huge" if sum(map(length, self.big)) <= _MOST[HUGE] else "large"

    def blocks(self) -> list[dict[str, Any]]:
        """What stands under its title, as Pandoc's JSON has it."""
        made: list[dict[str, Any]] = [{"t": "Para", "c": inlines(one)} for one in self.big]
        if self.points:
            items = [[{"t": "Plain", "c": inlines(one)}] for one in self.points]
            made.append({"t": "BulletList", "c": items})
        return made


def slides_of(pack: PackText) -> tuple[Slide, ...]:
    """The slides after the first, whose titles all differ."""
    made: list[Slide] = []
    if pack.focus:
        made += _large("What the review asked", pack.focus)
    if pack.agenda:
        rows = [
            (*of_text(slot.time.partition(",")[0], "Strong"), *of_text(slot.name))
            for slot in pack.agenda
        ]
        made += _listed("Our afternoon", rows)
    names = [slot.name for slot in pack.agenda]
    if _FOUND not in names:
        made += _findings(pack)
    in_rounds = {slot.question for slot in pack.agenda}
    asked = [n for n in range(1, len(pack.questions) + 1) if n not in in_rounds]
    if not set(_STEPS) & set(names):
        made += _questions(pack, asked)
    for slot in pack.agenda:
        made += _step(slot, pack)
        if slot.name == _FOUND:
            made += _findings(pack)
        if slot.name in _STEPS:
            made += _questions(pack, asked)
    return tuple(_distinct(made))


def _step(slot: Slot, pack: PackText) -> Iterator[Slide]:
    """A step of the afternoon with its prompts; a round with its question."""
    if 0 < slot.question <= len(pack.questions):
        yield from _large(f"Question {slot.question}", pack.questions[slot.question - 1])
    if slot.prompts:
        yield from _listed(slot.name.partition(",")[0], slot.prompts)


def _questions(pack: PackText, numbers: Sequence[int]) -> Iterator[Slide]:
    """The questions that have no round of their own."""
    for number in numbers:
        yield from _large(f"Question {number}", pack.questions[number - 1])


def _findings(pack: PackText) -> Iterator[Slide]:
    for kind in FindingKind:
        for finding in pack.of_kind(kind):
            yield from _finding(finding)


def _finding(finding: Finding) -> Iterator[Slide]:
    """A finding over its evidence, and on a slide before it where the two are long."""
    # Who looks at the wall has neither the numbers of findings nor the kit's words for sources.
    title, said = called(_CALLED[finding.kind]), without_tail(finding.words)
    points = [part for said in finding.behind for part in shared_out(said, _MOST[SMALL])]
    together = _lines(said, LARGE) + sum(_lines(one, SMALL) + _AFTER for one in points)
    if points and together <= _ROOM:
        yield Slide(title, (said,), tuple(points))
        return
    yield from _large(title, said)
    if points:
        yield from _listed("What was seen or said", points)


def _large(title: str, words: Words) -> Iterator[Slide]:
    for part in shared_out(words, _MOST[LARGE]):
        yield Slide(title, big=(part,))


def _listed(title: str, points: Sequence[Words]) -> Iterator[Slide]:
    """A list over as many slides as its lines need."""
    page: list[Words] = []
    used = 0.0
    for part in (part for point in points for part in shared_out(point, _MOST[SMALL])):
        lines = _lines(part, SMALL) + _AFTER
        if page and used + lines > _ROOM:
            yield Slide(title, points=tuple(page))
            page, used = [], 0.0
        page.append(part)
        used += lines
    if page:
        yield Slide(title, points=tuple(page))


def _lines(words: Words, size: int) -> float:
    """The room that a text takes, in lines of the smallest size."""
    return -(-length(words) // size) * _LINE[size]


def _distinct(slides: Sequence[Slide]) -> Iterator[Slide]:
    """The slides with the titles that several have numbered: "Our afternoon, 2 of 3"."""
    titles = [slide.title for slide in slides]
    seen: dict[str, int] = {}
    for slide in slides:
        of, seen[slide.title] = titles.count(slide.title), seen.get(slide.title, 0) + 1
        title = f"{slide.title}, {seen[slide.title]} of {of}" if of > 1 else slide.title
        yield Slide(title, slide.big, slide.points)


# The page --------------------------------------------------------------------------------------

TEMPLATE = Path(__file__).with_name("slides.html")
FONTS = "/* fonts */"
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FONT_FACE = re.compile(r"@font-face\s*\{[^}<]*\}")
_FONT = re.compile(r'url\("?(fonts/[\w.-]+\.woff2)"?\)')


def page_document(pack: PackText, slides: Sequence[Slide], parsed: dict[str, Any]) -> dict:
    """The slides as a document that the template of the page takes."""
    blocks: list[dict[str, Any]] = []
    total = len(slides) + 1
    for number, slide in enumerate(slides, start=2):
        blocks += [
            _raw(
                "html",
                f'<section class="slide {slide.look}" id="slide-{number}" '
                f'aria-labelledby="title-{number}">\n<h2 id="title-{number}">',
            ),
            {"t": "Plain", "c": inlines(of_text(slide.title))},
            _raw("html", '</h2>\n<div class="body">'),
            *slide.blocks(),
            _raw("html", "</div>"),
            *_foot(pack, number, total),
            _raw("html", "</section>"),
        ]
    first = [*_foot(pack, 1, total)]
    meta = {key: parsed["meta"][key] for key in _HEAD if key in parsed["meta"]}
    meta["when"] = {"t": "MetaInlines", "c": inlines(pack.when)}
    meta["first-foot"] = {"t": "MetaBlocks", "c": first}
    return {**parsed, "meta": meta, "blocks": blocks}


_HEAD = ("title", "subtitle", "author", "date", "lang", "spp")


def _foot(pack: PackText, number: int, total: int) -> Iterator[dict[str, Any]]:
    """Whose slides they are, whether they are a draft, and the ways to the slides beside it."""
    yield _raw("html", '<footer class="foot"><span>')
    yield {"t": "Plain", "c": inlines(pack.header)}
    yield _raw("html", "</span>" + ("<strong>Draft: not signed off</strong>" * pack.draft))
    before = f'<a href="#slide-{number - 1}" aria-label="The slide before">‹</a>'
    after = f'<a href="#slide-{number + 1}" aria-label="The next slide">›</a>'
    yield _raw(
        "html",
        '<span class="ways">'
        + (before if number > 1 else "")
        + f"<span>{number} of {total}</span>"
        + (after if number < total else "")
        + "</span></footer>",
    )


def _raw(form: str, text: str) -> dict[str, Any]:
    return {"t": "RawBlock", "c": [form, text]}


def policy() -> str:
    """What the page may do: show itself and run its own few lines, and fetch nothing."""
    found = _SCRIPT.search(TEMPLATE.read_text(encoding="utf-8"))
    assert found  # it is a file of the kit
    script = base64.b64encode(sha256(found[1].encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; font-src data:; script-src "
        f"'sha256-{script}'; base-uri 'none'; form-action 'none'"
    )


@cache
def fonts(style: Path) -> str:
    """The fonts of a style, in the page itself."""
    sheet = style / "spp.css"
    text = sheet.read_text(encoding="utf-8") if sheet.is_file() else ""
    faces = _FONT_FACE.findall(text)

    def inside(found: re.Match[str]) -> str:
        path = style / found[1]
        data = base64.b64encode(path.read_bytes()).decode() if path.is_file() else ""
        return f"url(data:font/woff2;base64,{data})"

    return "\n".join(_FONT.sub(inside, face) for face in faces)
