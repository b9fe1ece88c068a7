"""A poster of a practice: one page A3, landscape, for the wall of a staff room or a stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from spp_research.catalogue import called, say
from spp_research.display.front import DRAFT

from .poster_text import ASK, KNOWN, PROBLEM, STEPS, SUITS, UNKNOWN, PosterText
from .words import Words, inlines, length, of_text, typst_string

TEMPLATE = Path(__file__).with_name("poster.typ")
PAGE = Path(__file__).with_name("poster.html")
_SIDES = ((PROBLEM,), (KNOWN, UNKNOWN, SUITS, ASK))  # what stands left and right of the steps
# The web page is printed by a browser, which does not measure: letters that a column has room for
# at the size of so many points.
_SIZE, _LETTERS, _LEAST, _MOST = 15.0, 1050, 9.5, 19.0
_LINE = 42  # letters of a line, of which a heading takes two and the end of a paragraph one half


def _takes() -> str:
    """What heads the card."""
    return say("What it takes")


def _more() -> str:
    """What is said of a poster for which a write-up was cut."""
    return say("There is more in the write-up than a poster has room for.")


def poster_document(poster: PosterText, parsed: dict[str, Any]) -> dict[str, Any]:
    """The poster as a document that the template for paper takes."""
    blocks: list[dict[str, Any]] = [_raw("typst", "#poster((["), _para(poster.short), _typst("],")]
    blocks.append(_typst("("))
    for label, said in poster.card:
        blocks += [_typst(f"({typst_string(label)}, ["), _para(said), _typst("]),")]
    blocks.append(_typst("), ("))
    for step in poster.steps:
        blocks += [_typst("["), _para(step), _typst("],")]
    blocks.append(_typst("), ("))
    for headings in _SIDES:
        blocks.append(_typst("("))
        for heading in headings:
            if poster.part(heading):
                blocks += [_typst(f"({typst_string(called(heading))}, (")]
                for said in poster.part(heading):
                    blocks += [_typst("["), _para(said), _typst("],")]
                blocks.append(_typst(")),"))
        blocks.append(_typst("),"))
    blocks.append(_typst(f"), {'true' if poster.cut else 'false'}))"))
    return {**parsed, "meta": _meta(poster, parsed), "blocks": blocks}


def poster_page(poster: PosterText, parsed: dict[str, Any]) -> dict[str, Any]:
    """The poster as a document that the template of the web page takes."""
    blocks: list[dict[str, Any]] = []
    if poster.short:
        blocks += [_html('<div class="short">'), _para(poster.short), _html("</div>")]
    blocks.append(_html('<div class="columns"><div class="left">'))
    for heading in _SIDES[0]:
        blocks += _part_of_page(heading, poster.part(heading))
    if poster.card:
        blocks.append(_html(f'<section class="card"><h2>{escape(_takes())}</h2><dl>'))
        for label, said in poster.card:
            blocks += [_html("<dt>"), _plain(of_text(label)), _html("</dt><dd>")]
            blocks += [_plain(said), _html("</dd>")]
        blocks.append(_html("</dl></section>"))
    blocks.append(_html('</div><div class="middle">'))
    if poster.steps:
        blocks += [_html(f"<section><h2>{escape(called(STEPS))}</h2>"), _numbered(poster.steps)]
        blocks.append(_html("</section>"))
    blocks.append(_html('</div><div class="right">'))
    for heading in _SIDES[1]:
        blocks += _part_of_page(heading, poster.part(heading))
    blocks.append(_html("</div></div>"))
    if poster.cut:
        blocks += [_html('<p class="more">'), _plain(of_text(_more())), _html("</p>")]
    return {**parsed, "meta": _meta(poster, parsed), "blocks": blocks}


def size(poster: PosterText) -> float:
    """The size of the type with which the fullest column of the web page fits on paper."""
    left = [said for heading in _SIDES[0] for said in poster.part(heading)]
    left += [(*of_text(label), *said) for label, said in poster.card]
    right = [said for heading in _SIDES[1] for said in poster.part(heading)]
    fullest = max(
        _letters(left, len(_SIDES[0]) + 1 + len(poster.card) / 2),
        1.3 * _letters(poster.steps, 1 + len(poster.steps) / 3),
        _letters(right, len(_SIDES[1])),
        1.0,
    )
    return round(max(_LEAST, min(_MOST, _SIZE * (_LETTERS / fullest) ** 0.5)), 1)


def _letters(texts: Sequence[Words], headings: float) -> float:
    return sum(length(one) + _LINE / 2 for one in texts) + headings * 2 * _LINE


def _part_of_page(heading: str, texts: Sequence[Words]) -> Iterator[dict[str, Any]]:
    if texts:
        yield _html(f"<section><h2>{escape(called(heading))}</h2>")
        yield from map(_para, texts)
        yield _html("</section>")


def _meta(poster: PosterText, parsed: dict[str, Any]) -> dict[str, Any]:
    kept = ("subtitle", "author", "date", "lang", "spp")
    meta = {key: parsed["meta"][key] for key in kept if key in parsed["meta"]}
    meta["title"] = {"t": "MetaInlines", "c": inlines(poster.title)}
    foot = [poster.partnership, poster.when, poster.audience, poster.status]
    if poster.licence:
        foot.append((*of_text(say("Licence:")), *poster.licence))
    meta["foot"] = {"t": "MetaList", "c": [_said(one) for one in foot if one]}
    own = {"draft": called(DRAFT), "takes": _takes(), "did": called(STEPS), "more": _more()}
    said = {name: _said(of_text(words)) for name, words in own.items()}
    meta["poster"] = {"t": "MetaMap", "c": said}
    return meta


def _said(words: Words) -> dict[str, Any]:
    return {"t": "MetaInlines", "c": inlines(words)}


def _numbered(texts: Sequence[Words]) -> dict[str, Any]:
    items = [[_plain(one)] for one in texts]
    return {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], items]}


def _para(words: Words) -> dict[str, Any]:
    return {"t": "Para", "c": inlines(words)}


def _plain(words: Words) -> dict[str, Any]:
    return {"t": "Plain", "c": inlines(words)}


def _html(text: str) -> dict[str, Any]:
    return _raw("html", text)


def _typst(text: str) -> dict[str, Any]:
    return _raw("typst", text)


def _raw(form: str, text: str) -> dict[str, Any]:
    return {"t": "RawBlock", "c": [form, text]}
