"""The Word side of a report: the reference document, and last touches to each report.

Pandoc copies styles, header and footer from `reports/_style/reference.docx`. That file is
made here from Pandoc's own, so that nobody has to edit a binary by hand; a test makes it
again and compares. `finish` then writes into one report what Pandoc cannot: its header,
which first cells head their rows, and rows that stay whole.

Each fix goes through the tree, changes what it finds and returns how many places that were. On
a tree that it has been through it finds none.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from itertools import pairwise
from pathlib import Path

from lxml import etree

from spp_research.kinds import BEST_PRACTICE

from .described import plain
from .word_close import MOST, WRITE_UP_MOST, set_closer
from .word_headers import DRAFT, footer_part, header_part
from .word_one_page import fit_one_page
from .word_parts import (
    CONTENT_TYPES,
    NAMES,
    R,
    W,
    found,
    held,
    parsed,
    read_package,
    related,
    relations_of,
    tag,
    the_part,
    w,
    write_package,
    written,
)
from .word_styles import ACCENT, LANGUAGE, TINT, recolour, restyle, twips

__all__ = ["R", "W", "finish", "make_reference"]

OF_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

# What a table says of its own look, bit by bit, beside the same in words.
LOOKS = {
    "firstRow": 0x0020,
    "lastRow": 0x0040,
    "firstColumn": 0x0080,
    "lastColumn": 0x0100,
    "noHBand": 0x0200,
    "noVBand": 0x0400,
}
_ON = {"1", "true", "on"}
_AFTER_LOOK = (tag("w:tblCaption"), tag("w:tblDescription"), tag("w:tblPrChange"))
# Styles of text that has no space of its own above it, and what comes after the spacing of one.
_FLUSH = ("BodyText", "BodyTextKept", "FirstParagraph", "Compact")
_UNSEEN = (tag("w:bookmarkStart"), tag("w:bookmarkEnd"), etree.Comment)
_BELOW_TABLE = 240  # twentieths of a point
_SHORT, _ENOUGH = 1500, 700  # letters: of a last section, and of what a page should have besides
_AFTER_SPACING = tuple(
    tag(f"w:{name}") for name in ("ind", "contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr")
)
_REFERENCES = (tag("w:headerReference"), tag("w:footerReference"))


def _reference(kind: str, identity: str) -> etree._Element:
    reference = w(f"{kind}Reference", type="default")
    reference.set(tag("r:id"), identity)
    return reference


def _page() -> etree._Element:
    """The section of an upright page, with the header and footer that `make_reference` adds."""
    margins = {"top": 22, "right": 25, "bottom": 18, "left": 25, "header": 11, "footer": 8}
    return w(
        "sectPr",
        _reference("header", "rId101"),
        _reference("footer", "rId102"),
        w("pgSz", w=twips(210), h=twips(297)),
        w("pgMar", **{edge: twips(wide) for edge, wide in margins.items()}, gutter=0),
    )


def make_reference(path: Path, default: bytes) -> Path:
    """Write the reference document that gives every Word report its look.

    Parameters
    ----------
    path : where to write it.
    default : Pandoc's own reference document, from `pandoc.default_reference`.

    Returns
    -------
    The path written.

    Raises
    ------
    LookupError
        When Pandoc's own lacks what is to be changed in it.
    """
    parts = read_package(default)
    main = the_part(parts, "", "officeDocument")
    relations = relations_of(main)
    trees = {
        name: parsed(parts[name])
        for name in (
            main,
            relations,
            CONTENT_TYPES,
            the_part(parts, main, "styles"),
            the_part(parts, main, "settings"),
        )
    }
    restyle(trees[the_part(parts, main, "styles")])
    body = found(trees[main], "w:body")
    body.replace(found(body, "w:sectPr"), _page())
    language = found(trees[the_part(parts, main, "settings")], "w:themeFontLang")
    language.set(tag("w:val"), LANGUAGE)
    added = {"header": header_part(None, draft=False), "footer": footer_part()}
    for number, (kind, content) in enumerate(added.items(), start=101):
        parts[f"word/{kind}1.xml"] = content
        etree.SubElement(
            trees[relations],
            tag("rel:Relationship"),
            {"Type": f"{R}/{kind}", "Id": f"rId{number}", "Target": f"{kind}1.xml"},
        )
        etree.SubElement(
            trees[CONTENT_TYPES],
            tag("ct:Override"),
            {"PartName": f"/word/{kind}1.xml", "ContentType": f"{OFFICE}.{kind}+xml"},
        )
    write_package(path, parts | {name: written(tree) for name, tree in trees.items()})
    return path


def head_rows(document: etree._Element) -> int:
    """Say of each table that its first column heads the rows, and that none is striped."""
    changed = 0
    for properties in document.iterfind(".//w:tbl/w:tblPr", NAMES):
        look = properties.find("w:tblLook", NAMES)
        if look is None:
            look = w("tblLook")
            after = [child for child in properties if child.tag in _AFTER_LOOK]
            properties.insert(properties.index(after[0]) if after else len(properties), look)
        before = dict(look.attrib)
        for name in ("firstColumn", "noHBand", "noVBand"):
            look.set(tag(f"w:{name}"), "1")
        on = (bit for name, bit in LOOKS.items() if look.get(tag(f"w:{name}")) in _ON)
        look.set(tag("w:val"), f"{sum(on):04X}")
        changed += dict(look.attrib) != before
    return changed


def keep_rows_whole(document: etree._Element) -> int:
    """Let no row of a table be broken over two pages."""
    changed = 0
    for row in document.iter(tag("w:tr")):
        properties = row.find("w:trPr", NAMES)
        if properties is None:
            properties = w("trPr")
            exceptions = row.find("w:tblPrEx", NAMES)  # the one thing that stands before it
            row.insert(0 if exceptions is None else row.index(exceptions) + 1, properties)
        if properties.find("w:cantSplit", NAMES) is None:
            properties.insert(0, w("cantSplit"))
            changed += 1
    return changed


def set_widths(document: etree._Element) -> int:
    """Give the columns of each table their widths on the page that it stands on.

    Pandoc reckons them for a narrower page and leaves it to each program what to make of the
    difference; Word takes them as they are, and then a head is torn that the table has room for.
    """
    changed = 0
    sections = list(document.iter(tag("w:sectPr")))
    places = {element: place for place, element in enumerate(document.iter())}
    for table in document.iter(tag("w:tbl")):
        columns = table.findall("w:tblGrid/w:gridCol", NAMES)
        its = next((one for one in sections if places[one] > places[table]), None)
        wide = _text_width(its)
        given = [int(column.get(tag("w:w"), "0")) for column in columns]
        if not wide or not all(given) or sum(given) == wide:
            continue
        ends = [round(wide * sum(given[:n]) / sum(given)) for n in range(len(given) + 1)]
        widths = [after - before for before, after in pairwise(ends)]
        for column, width in zip(columns, widths, strict=True):
            column.set(tag("w:w"), str(width))
        whole = table.find("w:tblPr/w:tblW", NAMES)
        if whole is not None:
            whole.set(tag("w:type"), "dxa")
            whole.set(tag("w:w"), str(wide))
        for row in table.iterchildren(tag("w:tr")):
            since = 0
            for cell in row.findall("w:tc", NAMES):
                over = cell.find("w:tcPr/w:gridSpan", NAMES)
                until = since + (1 if over is None else int(over.get(tag("w:val"), "1")))
                _set_width(cell, sum(widths[since:until]))
                since = until
        changed += 1
    return changed


def _set_width(cell: etree._Element, width: int) -> None:
    properties = cell.find("w:tcPr", NAMES)
    if properties is None:
        properties = w("tcPr")
        cell.insert(0, properties)
    for before in properties.findall("w:tcW", NAMES):
        properties.remove(before)
    properties.insert(0, w("tcW", w=width, type="dxa"))


def _text_width(section: etree._Element | None) -> int:
    """The room between the margins of a section's page, in twips; 0 where it is not said."""
    page = None if section is None else section.find("w:pgSz", NAMES)
    margins = None if section is None else section.find("w:pgMar", NAMES)
    if page is None or margins is None:
        return 0
    beside = sum(int(margins.get(tag(f"w:{edge}"), "0")) for edge in ("left", "right"))
    return max(0, int(page.get(tag("w:w"), "0")) - beside)


def refer_to_header(document: etree._Element) -> int:
    """Give the sections that a landscape page divides a report into its header and footer."""
    last = found(document, "w:body").find("w:sectPr", NAMES)
    references = [] if last is None else [child for child in last if child.tag in _REFERENCES]
    changed = 0
    for section in document.iter(tag("w:sectPr")):
        if references and not any(child.tag in _REFERENCES for child in section):
            section[:0] = map(deepcopy, references)
            changed += 1
    return changed


def end_with_last_section(document: etree._Element) -> int:
    """Take out the empty upright page at the end of a report that ends with a landscape one.

    Word describes a section in its last paragraph, and the last section at the end of the body.
    Where that is empty, the section before it becomes the last.
    """
    body = found(document, "w:body")
    final = body.find("w:sectPr", NAMES)
    if final is None:
        return 0
    before = final.getprevious()
    while before is not None and before.tag in (tag("w:bookmarkEnd"), etree.Comment):
        before = before.getprevious()
    if before is None or before.tag != tag("w:p") or len(before) != 1:
        return 0
    section = before.find("w:pPr/w:sectPr", NAMES)
    if section is None:
        return 0
    body.remove(before)
    body.replace(final, section)
    return 1


def fit_pictures(document: etree._Element) -> int:
    """No space beside a picture: where none is given, some programs make up their own."""
    changed = 0
    for picture in document.iter(tag("wp:inline")):
        missing = [
            edge for edge in ("distT", "distB", "distL", "distR") if edge not in picture.attrib
        ]
        for edge in missing:
            picture.set(edge, "0")
        changed += bool(missing)
    return changed


def part_from_tables(document: etree._Element) -> int:
    """Some space between a table and text that follows it: a table itself has none below it."""
    changed = 0
    for table in document.iter(tag("w:tbl")):
        after = table.getnext()
        while after is not None and after.tag in _UNSEEN:
            after = after.getnext()
        if after is None or after.tag != tag("w:p"):
            continue
        properties = after.find("w:pPr", NAMES)
        style = None if properties is None else properties.find("w:pStyle", NAMES)
        if properties is None or style is None or style.get(tag("w:val")) not in _FLUSH:
            continue
        if properties.find("w:spacing", NAMES) is None:
            later = [child for child in properties if child.tag in _AFTER_SPACING]
            place = properties.index(later[0]) if later else len(properties)
            properties.insert(place, w("spacing", before=_BELOW_TABLE))
            changed += 1
    return changed


def end_on_pages_with_text(document: etree._Element) -> int:
    """Keep a short section that ends a run of pages with enough of what is before it.

    Otherwise "About this document" would stand alone on a page, at the end or before a page that
    lies across.
    """
    changed, run = 0, list[etree._Element]()
    for block in found(document, "w:body"):
        if block.tag in (tag("w:p"), tag("w:tbl")):
            run.append(block)
        if block.find("w:pPr/w:sectPr", NAMES) is not None:
            changed += _keep_short_end(run)
            run = []
    return changed + _keep_short_end(run)


def _keep_short_end(run: list[etree._Element]) -> int:
    heads = [place for place, block in enumerate(run) if _style_of(block) == "Heading1"]
    if not heads or heads[-1] == 0 or sum(map(_letters, run[heads[-1] :])) > _SHORT:
        return 0
    if any(block.tag == tag("w:tbl") for block in run[heads[-1] :]):
        return 0
    ending = [one for block in run[heads[-1] :] for one in block.iter(tag("w:p"))]
    kept = ending[:-1]
    letters = 0
    for block in reversed(run[: heads[-1]]):
        if block.find(".//w:drawing", NAMES) is not None:
            break  # high without a letter: with it, and all above, it would be no page
        kept += block.iter(tag("w:p"))
        letters += _letters(block)
        if block.tag == tag("w:tbl") or letters >= _ENOUGH:
            break
    whole = sum(_keep(one, "keepLines") for one in ending)
    return whole + sum(_keep(one, "keepNext") for one in kept)


def _letters(block: etree._Element) -> int:
    return sum(len(text.text or "") for text in block.iter(tag("w:t")))


def _style_of(block: etree._Element) -> str:
    style = block.find("w:pPr/w:pStyle", NAMES)
    return "" if style is None else style.get(tag("w:val"), "")


def _keep(paragraph: etree._Element, how: str) -> bool:
    """Keep a paragraph on one page, or on that of the next; whether that was not said already."""
    properties = paragraph.find("w:pPr", NAMES)
    if properties is None:
        properties = w("pPr")
        paragraph.insert(0, properties)
    if properties.find(f"w:{how}", NAMES) is not None:
        return False
    # Word wants them in this order.
    before = [properties.find(f"w:{name}", NAMES) for name in ("pStyle", "keepNext")]
    place = sum(one is not None for one in before[: 1 + (how == "keepLines")])
    properties.insert(place, w(how))
    return True


def put_logo_first(document: etree._Element) -> int:
    """The logo above the title: Pandoc begins with the title, whatever a filter puts first."""
    body = found(document, "w:body")
    for paragraph in body.iterchildren(tag("w:p")):
        style = paragraph.find("w:pPr/w:pStyle", NAMES)
        if style is not None and style.get(tag("w:val")) == "Logo":
            if body.index(paragraph) == 0:
                return 0
            body.insert(0, paragraph)
            return 1
    return 0


def say_subject(core: etree._Element, subject: str) -> int:
    """Write what a report is about into its properties, where nothing says so yet."""
    if core.find("dc:subject", NAMES) is not None:
        return 0
    etree.SubElement(core, tag("dc:subject")).text = held(subject)
    return 1


def name_whose(core: etree._Element, whose: str) -> int:
    """Write whose document it is after its title, where folders and screen readers show only it."""
    title, ending = core.find("dc:title", NAMES), f" – {held(whose)}"
    if title is None or not whose or (title.text or "").endswith(ending):
        return 0
    title.text = f"{title.text or ''}{ending}"
    return 1


FIXES = (
    head_rows,
    keep_rows_whole,
    refer_to_header,
    end_with_last_section,
    set_widths,
    fit_pictures,
    part_from_tables,
    end_on_pages_with_text,
    put_logo_first,
)


def custom_part(properties: Mapping[str, str]) -> bytes:
    """The document's further properties, as Word shows them under Advanced properties."""
    own, types = f"{OF_DOCUMENT}/custom-properties", f"{OF_DOCUMENT}/docPropsVTypes"
    root = etree.Element(f"{{{own}}}Properties", nsmap={None: own, "vt": types})
    given = [(name, value) for name, value in properties.items() if value]
    for number, (name, value) in enumerate(given, start=2):
        entry = etree.SubElement(
            root,
            f"{{{own}}}property",
            {"fmtid": "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}", "pid": str(number), "name": name},
        )
        etree.SubElement(entry, f"{{{types}}}lpwstr").text = held(value)
    return written(root)


def in_language(styles: etree._Element, settings: etree._Element, language: str) -> None:
    """Have Word read and spell a document in its language.

    Parameters
    ----------
    language : as Word names it: "cy-GB".
    """
    for told in (*styles.iter(tag("w:lang")), *settings.iter(tag("w:themeFontLang"))):
        told.set(tag("w:val"), language)


def word_language(language: str) -> str:
    """A language as Word names it, which wants a country: "cy" is cy-GB."""
    return language if "-" in language else f"{language}-GB"


def finish(path: Path, meta: dict) -> None:
    """Write into a Word report what Pandoc cannot: header, accent, row headers, whole rows.

    Parameters
    ----------
    path : the document, which is written again in place.
    meta : the report's metadata, as in Pandoc's JSON.
    """
    ours = meta.get("spp", {}).get("c", {})
    text = plain(ours.get("header")) or plain(meta.get("title"))
    draft = ours.get("draft", {}).get("c") is True
    said = ours.get("say", {}).get("c", {})
    accent = plain(ours.get("accent")).upper() or ACCENT
    tint = plain(ours.get("tint")).upper() or TINT
    parts = read_package(path)
    main = the_part(parts, "", "officeDocument")
    styles, core = the_part(parts, main, "styles"), the_part(parts, "", "core-properties")
    settings = the_part(parts, main, "settings")
    trees = {name: parsed(parts[name]) for name in (main, styles, core, settings)}
    for fix in FIXES:
        fix(trees[main])
    recolour(trees[styles], accent, tint)
    if (language := plain(meta.get("lang"))) and language != LANGUAGE:
        in_language(trees[styles], trees[settings], word_language(language))
    one_page = ours.get("one-page", {}).get("c") is True
    if one_page:
        fit_one_page(trees[main], trees[styles], draft=draft)
    else:
        write_up = plain(ours.get("document")) == BEST_PRACTICE.name
        set_closer(trees[main], trees[styles], WRITE_UP_MOST if write_up else MOST)
    say_subject(trees[core], plain(meta.get("subtitle")))
    name_whose(trees[core], plain(meta.get("subtitle")))
    parts |= {name: written(tree) for name, tree in trees.items()}
    for name in related(parts, main, "header"):
        # On a single page the line would repeat what stands below it.
        head = "" if one_page else text
        parts[name] = header_part(head, draft, accent, plain(said.get("draft")) or DRAFT)
    if words := plain(said.get("page")):
        for name in related(parts, main, "footer"):
            parts[name] = footer_part(words)
    parts[the_part(parts, "", "custom-properties")] = custom_part(
        {
            "Audience": plain(ours.get("audience")),
            "Status": plain(ours.get("status")),
            "Licence": plain(ours.get("licence")),
            "Date": plain(meta.get("date")),
        }
    )
    write_package(path, parts)
