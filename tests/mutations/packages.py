"""Workbooks as ZIP files of XML, written by hand, so that each can be odd in a way of its own."""

from __future__ import annotations

import io
import random
import re
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADERS = ("Outcome ID", "Pupil ID", "Group", "Class", "Baseline", "Follow-up")
ROWS = tuple(
    ("O1", f"{n:03}", "Project" if n % 2 else "Comparison", f"{n % 3 + 3}A", str(20 + n), "25.5")
    for n in range(1, 9)
)
TARGET = (3, 6)  # row and column of the cell that is changed: the second pupil's follow-up

Parts = dict[str, bytes]


def plain_cells() -> dict[tuple[int, int], str]:
    """The cells of a good sheet by row and column, each as XML."""
    cells: dict[tuple[int, int], str] = {}
    for row, values in enumerate((HEADERS, *ROWS), start=1):
        for column, value in enumerate(values, start=1):
            number = row > 1 and column > 4
            inner = f"<v>{value}</v>" if number else f"<is><t>{value}</t></is>"
            kind = "" if number else ' t="inlineStr"'
            cells[row, column] = f'<c r="{chr(64 + column)}{row}"{kind}>{inner}</c>'
    return cells


def parts_of(cells: dict[tuple[int, int], str], style: str = "") -> Parts:
    """The parts of a workbook with one sheet of these cells."""
    rows: dict[int, str] = {}
    for (row, _), xml in sorted(cells.items()):
        rows[row] = rows.get(row, "") + xml
    data = "".join(f'<row r="{row}">{xml}</row>' for row, xml in rows.items())
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1">'
        f'<numFmt numFmtId="164" formatCode="{style}"/>'
        '</numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
    )
    listed = '<sheets><sheet name="Pupil outcomes" sheetId="1" r:id="rId1"/></sheets>'
    relation = '<Relationship Id="{}" Type="' + OFFICE + '/{}" Target="{}"/>'
    return {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": _relations(relation.format("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{listed}</workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": _relations(
            relation.format("rId1", "worksheet", "worksheets/sheet1.xml")
            + relation.format("rId2", "styles", "styles.xml")
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>'
        ).encode(),
        "xl/styles.xml": styles.encode(),
    }


def zipped(parts: Parts, dice: random.Random) -> bytes:
    """The workbook, in one of the orders and ways of packing that programs use."""
    names = list(parts)
    dice.shuffle(names)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as pack:
        for name in names:
            pack.writestr(zipfile.ZipInfo(name), parts[name])
    return out.getvalue()


def _relations(inner: str) -> bytes:
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'.encode()


SHEET = "xl/worksheets/sheet1.xml"


def renamed(parts: Parts, dice: random.Random) -> Parts:
    """Every part's name in another case."""
    how = dice.choice((str.upper, str.title, str.swapcase))
    return {how(name) if dice.random() < 0.7 else name: data for name, data in parts.items()}


def moved(parts: Parts, dice: random.Random) -> Parts:
    """The sheet in another folder, and the way there written in one of many ways."""
    folder, target = dice.choice(
        (
            ("xl/worksheets/", "/xl/worksheets/sheet1.xml"),
            ("xl/blad/", "blad/sheet1.xml"),
            ("deep/er/", "../deep/er/sheet1.xml"),
            ("deep/er/", "/deep/er/sheet1.xml"),
            ("xl/worksheets/", r"worksheets\sheet1.xml"),
            ("xl/worksheets/", "./worksheets/../worksheets/sheet1.xml"),
            ("xl/my sheets/", "my%20sheets/sheet1.xml"),
            ("xl/worksheets/", "WORKSHEETS/Sheet1.XML"),
            ("", "/sheet1.xml"),
        )
    )
    made = {f"{folder}sheet1.xml" if n == SHEET else n: data for n, data in parts.items()}
    name = "xl/_rels/workbook.xml.rels"
    made[name] = made[name].replace(b"worksheets/sheet1.xml", target.encode())
    return made


def other_folder(parts: Parts, dice: random.Random) -> Parts:
    """The whole workbook somewhere else than in xl/."""
    made = {re.sub("^xl/", "book/", name): data for name, data in parts.items()}
    made["_rels/.rels"] = made["_rels/.rels"].replace(
        b"xl/workbook.xml", dice.choice((b"book/workbook.xml", b"/book/workbook.xml"))
    )
    return made


def encoded(parts: Parts, dice: random.Random) -> Parts:
    """The sheet in another encoding, and declared to be."""
    name = dice.choice(("utf-16", "utf-16-le", "iso-8859-1", "windows-1252", "cp437", "utf-8-sig"))
    said = {"utf-16-le": "utf-16", "utf-8-sig": "utf-8"}.get(name, name)
    text = f'<?xml version="1.0" encoding="{said}"?>' + parts[SHEET].decode()
    return parts | {SHEET: text.encode(name)}


def prefixed(parts: Parts, dice: random.Random) -> Parts:
    """The elements of the sheet with a prefix, of one standard or the other."""
    space = dice.choice((MAIN, STRICT))
    text = re.sub(r"<(/?)(\w)", r"<\1x:\2", parts[SHEET].decode()).replace("xmlns=", "xmlns:x=")
    return parts | {SHEET: text.replace(MAIN, space).encode()}


def quoted(parts: Parts, dice: random.Random) -> Parts:
    """Other quotation marks, blanks and line ends in the tags."""
    text = parts[SHEET].decode()
    for how in dice.sample(("'", " = ", "\n"), dice.randrange(1, 4)):
        if how == "'":
            text = re.sub('="([^"]*)"', r"='\1'", text)
        elif how == " = ":
            text = re.sub("=(['\"])", r" = \1", text)
        else:
            text = text.replace("<c ", "<c\n\t").replace("/>", "\n/>")
    return parts | {SHEET: text.encode()}


def commented(parts: Parts, dice: random.Random) -> Parts:
    """Comments and sections between and within the cells."""
    text = (
        parts[SHEET].decode().replace("</row>", '<!-- <c r="A1"/> ]]> --></row>'.replace("]]>", ""))
    )
    text = re.sub(r"<t>([^<]*)</t>", r"<t><![CDATA[\1]]></t>", text)
    if dice.random() < 0.5:
        text = text.replace("<row ", "<?note?><row ")
    return parts | {SHEET: text.encode()}


def unplaced(parts: Parts, dice: random.Random) -> Parts:
    """Cells and rows without their addresses, or with small letters and marks in them."""
    text = parts[SHEET].decode()
    how = dice.choice(("none", "small", "number"))
    if how == "none":
        text = re.sub(r' r="[A-Z]+[0-9]+"', "", text)
        if dice.random() < 0.5:
            text = re.sub(r'<row r="[0-9]+"', "<row", text)
    elif how == "small":
        text = re.sub(r' r="([A-Z]+[0-9]+)"', lambda m: f' r="{m[1].lower()}"', text)
    else:
        text = re.sub(r' r="([A-Z])', lambda m: f' r="&#{ord(m[1])};', text)
    return parts | {SHEET: text.encode()}


def sized(parts: Parts, dice: random.Random) -> Parts:
    """An extent that is not so, row heights beyond reason, a range merged far away."""
    extra = dice.choice(("A1", "A1:XFD1048576", "Z9:A1", "nonsense", ""))
    text = parts[SHEET].decode().replace("<sheetData>", f'<dimension ref="{extra}"/><sheetData>')
    text = re.sub("<row r", '<row ht="999999" customHeight="1" r', text)
    return parts | {SHEET: text.encode()}


KEEPS = (*(renamed, moved, other_folder, encoded, prefixed, quoted, commented, unplaced, sized),)


def doubled(parts: Parts, dice: random.Random) -> Parts:
    """A second part under the name of the sheet, but for its case or its slashes."""
    other = parts[SHEET].replace(b"25.5", b"99.5")
    names = ("xl/Worksheets/sheet1.xml", r"xl\worksheets\sheet1.xml", "xl/./worksheets/sheet1.xml")
    return {dice.choice(names): other} | parts


def far_out(parts: Parts, dice: random.Random) -> Parts:
    """One cell that is far away from all others."""
    cell = dice.choice(("XFD1048576", "A1048576", "XFD2", "IW2", "A20001", "ZZZ9999999"))
    row = re.sub("[A-Z]", "", cell)
    xml = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'
    return parts | {SHEET: parts[SHEET].replace(b"</sheetData>", xml.encode())}


def merged(parts: Parts, dice: random.Random) -> Parts:
    """Ranges merged over everything."""
    area = dice.choice(("A1:XFD1048576", "F2:F9", "A1:A1", "B2:ZZZZ99999999999"))
    ranges = f'<mergeCell ref="{area}"/>' * dice.choice((1, 50))
    xml = f"</sheetData><mergeCells>{ranges}</mergeCells>"
    return parts | {SHEET: parts[SHEET].replace(b"</sheetData>", xml.encode())}


def lacking(parts: Parts, dice: random.Random) -> Parts:
    """A part that is not there."""
    gone = dice.choice(list(parts))
    return {name: data for name, data in parts.items() if name != gone}


def declared(parts: Parts, dice: random.Random) -> Parts:
    """Entities of the file's own, in one encoding or another."""
    name = dice.choice(list(parts))
    text = '<!DOCTYPE x [<!ENTITY a "25">]>' + parts[name].decode().replace("25.5", "&a;.5")
    return parts | {name: text.encode(dice.choice(("utf-8", "utf-16")))}


def twice(parts: Parts, dice: random.Random) -> Parts:
    """The same cell or row once more with another value, or in a row of another number."""
    xml = dice.choice(
        (
            '<row r="3"><c r="F3"><v>99.5</v></c></row>',
            '<row r="12"><c r="F3"><v>99.5</v></c></row>',
            '<row r="3"><x:c xmlns:x="urn:x" r="F3"><v>99.5</v></x:c></row>',
        )
    )
    return parts | {SHEET: parts[SHEET].replace(b"</sheetData>", f"{xml}</sheetData>".encode())}


def broken(parts: Parts, dice: random.Random) -> Parts:
    """A run of one part's bytes lost, doubled or overwritten."""
    name = dice.choice(list(parts))
    data, at = bytearray(parts[name]), dice.randrange(len(parts[name]))
    run = dice.choice((1, 3, 40))
    data[at : at + run] = dice.choice((b"", bytes(data[at : at + run]) * 2, b"<", b"\xff\xfe"))
    return parts | {name: bytes(data)}


BREAKS = (doubled, far_out, merged, lacking, declared, twice, broken)
