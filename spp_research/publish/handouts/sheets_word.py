"""The sheets of a workshop for Word: agenda, cards to cut out and the action plan, to be changed.

They say what `sheets` says for print. A champion moves a time, adds a card or types into the plan;
what is typed here goes into the school's workbook by hand, since it was agreed in a room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from spp_research.catalogue import called
from spp_research.publish import word
from spp_research.publish.word_parts import (
    NAMES,
    found,
    parsed,
    read_package,
    say_properties,
    tag,
    the_part,
    w,
    write_package,
    written,
)
from spp_research.publish.word_styles import ACCENT, HAIRLINE, QUIET, Style, add_styles, twips

from .pack_text import PackText
from .sheets import (
    AGAIN,
    BEGINS,
    KNOW,
    LEADS,
    WANTED,
    WHAT,
    blocks_of,
    cards_of,
    cell_words,
    finding_words,
    size_of,
    steps_of,
)
from .words import Words, inlines, length, of_text, properties_of

_ROOMY = 1600  # letters of an agenda that is set large
TITLE = "Sheets for the workshop"
_ACROSS, _LINE_MM = 2, 8  # cards beside one another; how far apart lines to write on are
_CARD_MM = 120  # two of them, one above the other, fill a page below the heading
# What each field is called on the sheet, and how many lines it has to write on.
_FIELDS = (
    ((WHAT, "What we will do", 3), (KNOW, "How we shall know, and what it is like now", 3)),
    ((LEADS, "Who leads", 1), (WANTED, "Support we would like", 1)),
    ((BEGINS, "We begin on", 1), (AGAIN, "We look at it again on", 1)),
)
_STYLES = (
    Style("Sheet Step", size=13, before=3, after=3, line=1.0),
    Style("Sheet Step Small", size=10, line=1.0),
    Style("Card Label", size=11, colour=ACCENT, bold=True, before=12, after=12),
    Style("Card Large", size=28, line=1.0, left=0, right=4),
    Style("Card Middle", size=21, line=1.0, left=0, right=4),
    Style("Card Small", size=14, line=1.0, left=0, right=4),
    Style("Plan Step", size=11, before=4, after=4, line=1.05, keep_next=True),
    Style("Field Label", size=9.5, colour=QUIET, bold=True, before=4, keep_next=True),
    Style("Field Text", size=11, line=1.05, keep_next=True),
    Style("To Write", size=11, keep_next=True, rule_below=True),
    Style("Block Space", size=8),
)


def word_document(pack: PackText, document: dict[str, Any]) -> dict[str, Any]:
    """The sheets as a document that Pandoc writes for Word, in the order of the afternoon."""
    blocks: list[dict[str, Any]] = []
    if pack.agenda:
        blocks += [_heading("Our afternoon"), *_whose(pack), _agenda(pack), _section_end()]
    if cards := [*cards_of(pack)]:
        blocks += [_heading("Cards to cut out"), _cards(cards), _section_end(narrow=True)]
    blocks += [_heading("Our action plan"), *_plan(pack)]
    lang = {"t": "MetaInlines", "c": inlines(of_text(pack.language))}
    return {**document, "meta": {"lang": lang}, "blocks": blocks}


def finish(path: Path, meta: dict[str, Any]) -> None:
    """Write into the sheets what Pandoc cannot: pages that lie across, heights, lines, borders.

    Parameters
    ----------
    path : the document, which is written again in place.
    meta : of the pack, as in Pandoc's JSON: whose it is, whether a draft, and its accent.
    """
    parts = read_package(path)
    main = the_part(parts, "", "officeDocument")
    body_of, styles = parsed(parts[main]), parsed(parts[the_part(parts, main, "styles")])
    add_styles(styles, _STYLES)
    _lie_across(found(body_of, "w:body/w:sectPr"))
    for table in body_of.iter(tag("w:tbl")):
        _set_table(table)
    # Word wants a paragraph after the last table, which may be all that is on a page.
    *_, last = body_of.iter(tag("w:p"))
    found(last, "w:pPr/w:pStyle").addnext(_next_to_nothing())
    core_name = the_part(parts, "", "core-properties")
    core = parsed(parts[core_name])
    found(core, "dc:title").text = TITLE
    say_properties(core, properties_of(meta))
    parts[main], parts[the_part(parts, main, "styles")] = written(body_of), written(styles)
    parts[core_name] = written(core)
    write_package(path, parts)
    title = {"t": "MetaInlines", "c": inlines(of_text(TITLE))}
    word.finish(path, {**meta, "title": title})


def _heading(text: str) -> dict[str, Any]:
    return {"t": "Header", "c": [1, ["", [], []], inlines(of_text(text))]}


def _whose(pack: PackText) -> Iterator[dict[str, Any]]:
    yield _styled("Subtitle", pack.whose)
    about = (*pack.when, *of_text("·"), *pack.status) if pack.when else pack.status
    yield _styled("Audience", about)


def _agenda(pack: PackText) -> dict[str, Any]:
    steps = [*steps_of(pack)]
    long = sum(length(words) for _, _, words in steps) > _ROOMY
    style = "Sheet Step Small" if long else "Sheet Step"
    rows = [
        [
            [_styled(style, of_text(time)), _styled("Audience", of_text(minutes))],
            [_styled(style, words)],
        ]
        for time, minutes, words in steps
    ]
    heads = [[_styled("Table Heading", of_text(head))] for head in ("Time", "What happens")]
    return _table("agenda", (0.14, 0.86), rows, heads)


def _cards(cards: Sequence[tuple[str, Words]]) -> dict[str, Any]:
    every = [
        [_styled("Card Label", of_text(label)), _styled(f"Card {size_of(words).title()}", words)]
        for label, words in cards
    ]
    every += [[]] * (-len(every) % _ACROSS)
    rows = [every[at : at + _ACROSS] for at in range(0, len(every), _ACROSS)]
    return _table("cards", (0.5, 0.5), rows)


def _plan(pack: PackText) -> Iterator[dict[str, Any]]:
    one_to_three = of_text("One to three actions are plenty.")
    yield _styled("Audience", (*pack.whose, *of_text("·"), *one_to_three))
    for finding, action in blocks_of(pack):
        head = finding_words(finding) if finding else of_text(called(_OWN_WORDS))
        rows = [[[_styled("Plan Step", head), *_lines(0 if finding else 1)], []]]
        for fields in _FIELDS:
            rows.append([])
            for column, label, lines in fields:
                number = f" ({action.number})" if action and column == WHAT else ""
                said = cell_words(action, finding, column)
                rows[-1].append(
                    [
                        _styled("Field Label", of_text(f"{label}{number}")),
                        *([_styled("Field Text", said)] if said else []),
                        # A name or a day that is agreed needs no room for another.
                        *_lines(min(lines - 1, 1) if said else lines),
                    ]
                )
        yield _table("plan", (0.5, 0.5), rows, joined=True)
        yield _styled("Block Space", _NOTHING)


_NOTHING: Words = ((("\u00a0", ""),),)  # a paragraph without a word, which Pandoc leaves out
_OWN_WORDS = "Next step, in our own words:"


def _lines(number: int) -> list[dict[str, Any]]:
    """Lines to write on, by hand or in Word."""
    return [_styled("To Write", _NOTHING) for _ in range(number)]


def _styled(style: str, words: Words) -> dict[str, Any]:
    paragraph = {"t": "Para", "c": inlines(words)}
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], [paragraph]]}


def _table(
    kind: str,
    widths: Sequence[float],
    rows: Sequence[Sequence[list[dict[str, Any]]]],
    heads: Sequence[list[dict[str, Any]]] = (),
    *,
    joined: bool = False,
) -> dict[str, Any]:
    """A table in Pandoc's JSON, known to `finish` by its caption.

    Parameters
    ----------
    joined : whether the first row is one cell over the whole width.
    """
    plain = ["", [], []]
    left = {"t": "AlignLeft"}

    def row(cells: Sequence[list[dict[str, Any]]], wide: int = 1) -> list[Any]:
        return [plain, [[plain, left, 1, wide, cell] for cell in cells]]

    body = [row(cells) for cells in rows]
    if joined:
        body[0] = row(rows[0][:1], len(widths))
    columns = [[left, {"t": "ColWidth", "c": width}] for width in widths]
    caption = [None, [{"t": "Plain", "c": inlines(of_text(_MARK + kind))}]]
    head = [row(heads)] if heads else []
    bodies = [[plain, 0, [], body]]
    return {"t": "Table", "c": [plain, caption, columns, [plain, head], bodies, [plain, []]]}


_MARK = "sheet-"  # of a caption, which is taken out again


def _section_end(*, narrow: bool = False) -> dict[str, Any]:
    """The end of upright pages; for cards with margins that they can be cut along."""
    beside, above = (6, 10) if narrow else (18, 18)
    section = w(
        "sectPr",
        w("pgSz", w=twips(210), h=twips(297)),
        _margins(above, beside),
    )
    spacing = _next_to_nothing()
    text = etree.tostring(w("p", w("pPr", spacing, section))).decode()
    return {"t": "RawBlock", "c": ["openxml", text]}


def _next_to_nothing() -> etree._Element:
    """The spacing of a paragraph that is there for its properties."""
    return w("spacing", before=0, after=0, line=20, lineRule="exact")


def _margins(above: float, beside: float) -> etree._Element:
    edges = {"top": above, "right": beside, "bottom": above, "left": beside}
    return w(
        "pgMar",
        **{edge: twips(wide) for edge, wide in edges.items()},
        header=twips(5),
        footer=twips(5),
        gutter=0,
    )


def _lie_across(section: etree._Element) -> None:
    size = found(section, "w:pgSz")
    for name, value in (("w", twips(297)), ("h", twips(210)), ("orient", "landscape")):
        size.set(tag(f"w:{name}"), str(value))
    section.replace(found(section, "w:pgMar"), _margins(16, 16))


def _set_table(table: etree._Element) -> None:
    """Give a table what its kind wants, and take out the caption that names it."""
    before = table.getprevious()
    kind = "".join(before.itertext()).removeprefix(_MARK) if before is not None else ""
    before.getparent().remove(before)
    properties = found(table, "w:tblPr")
    for name in ("w:tblCaption", "w:tblDescription"):
        for told in properties.findall(name, NAMES):
            properties.remove(told)
    if kind != "agenda":
        _border(properties, "dashed" if kind == "cards" else "single")
        # Of the kit's tables the first row stands on each page again, whatever this one says.
        found(properties, "w:tblStyle").set(tag("w:val"), "TableNormal")
    if kind == "cards":
        for row in table.iterchildren(tag("w:tr")):
            _row_height(row, _CARD_MM)
    for rule in table.iter(tag("w:p")):
        style = rule.find("w:pPr/w:pStyle", NAMES)
        if style is not None and style.get(tag("w:val")) == "ToWrite":
            exact = w("spacing", before=0, after=0, line=twips(_LINE_MM), lineRule="exact")
            style.addnext(exact)
    if kind == "plan":  # the last row holds on to nothing: the next block may go over
        *_, last = table.iterchildren(tag("w:tr"))
        for paragraph in last.iter(tag("w:p")):
            properties = found(paragraph, "w:pPr")
            found(properties, "w:pStyle").addnext(w("keepNext", val=0))


def _border(properties: etree._Element, kind: str) -> None:
    outer, inner = _ORDER[:4], _ORDER[4:]
    lined = outer if kind == "single" else inner
    lines = (w(edge, val=kind, sz=4, space=0, color=HAIRLINE) for edge in lined)
    none = (w(edge, val="nil") for edge in _ORDER if edge not in lined)
    every = sorted((*lines, *none), key=lambda one: _ORDER.index(etree.QName(one).localname))
    inside = {"top": 1, "left": 4, "bottom": 1, "right": 4}
    cells = (w(edge, w=twips(wide), type="dxa") for edge, wide in inside.items())
    margins = w("tblCellMar", *cells)
    for old in properties.findall("w:tblBorders", NAMES):
        properties.remove(old)
    later = [
        child
        for child in properties
        if etree.QName(child).localname in ("shd", "tblLayout", "tblCellMar", "tblLook")
    ]
    place = properties.index(later[0]) if later else len(properties)
    properties.insert(place, w("tblBorders", *every))
    layout = properties.find("w:tblLayout", NAMES)
    after = layout if layout is not None else properties[place]
    after.addnext(margins)


_ORDER = ("top", "left", "bottom", "right", "insideH", "insideV")


def _row_height(row: etree._Element, high: float) -> None:
    properties = row.find("w:trPr", NAMES)
    if properties is None:
        properties = w("trPr")
        row.insert(0, properties)
    properties.append(w("trHeight", val=twips(high), hRule="atLeast"))
