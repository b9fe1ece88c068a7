"""Workbooks whose parts and cells are written in unusual ways: the same cells, or refused."""

from __future__ import annotations

import io
import os
import stat
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from spp_research import intake
from spp_research.intake.read.containers import Unreadable
from spp_research.intake.read.open_xml import plain_xml
from spp_research.intake.read.sheets import read_book
from spp_research.schema import PUPILS

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"


def relations(*targets: tuple[str, str]) -> bytes:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{lines}</Relationships>'.encode()


def parts(inner: str, **more: bytes) -> dict[str, bytes]:
    """A workbook with one sheet, “A”, that holds these rows."""
    book = '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>'
    return {
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}</workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
        SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{inner}</sheetData></worksheet>'.encode(),
    } | more


def packed(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for name, data in names.items():
            pack.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def ods(rows: str) -> bytes:
    table, office, text = (
        f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("table", "office", "text")
    )
    content = (
        f'<o:document-content xmlns:o="{office}" xmlns:t="{table}" xmlns:x="{text}"><o:body>'
        f'<o:spreadsheet><t:table t:name="A">{rows}</t:table></o:spreadsheet></o:body>'
        "</o:document-content>"
    )
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": mimetype, "content.xml": content.encode()})


def values(data: bytes) -> tuple:
    return read_book(data, "a").sheets[0].rows


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as fault:
        read_book(data, "a")
    return fault.value.code


ROW = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#REF!</v></c></row>'


def test_a_part_of_any_name_in_any_folder_is_found_by_its_relationship():
    good = parts(ROW)
    there = good.pop(SHEET)
    for name, target in (
        (SHEET.upper(), "worksheets/sheet1.xml"),
        ("xl/Worksheets/Sheet1.xml", "WORKSHEETS/sheet1.XML"),
        ("deep/er/s.xml", "../deep/er/s.xml"),
        ("deep/er/s.xml", "/deep/er/s.xml"),
        ("xl/my sheets/s.xml", "my%20sheets/s.xml"),
        (r"xl\worksheets\sheet1.xml", r"worksheets\sheet1.xml"),
        ("s.xml", "./x/../../s.xml"),
    ):
        book = good | {name: there, "xl/_rels/workbook.xml.rels": relations(("worksheet", target))}
        sheet = read_book(packed(book), "a").sheets[0]
        assert sheet.rows == ((1.0, "#REF!"),), name
        assert sheet.cell(1, 2).error


def test_a_decoy_where_readers_look_by_habit_is_not_read():
    decoy = parts(ROW.replace("<v>1</v>", "<v>9</v>"))[SHEET]
    book = parts(ROW) | {"other/s.xml": parts(ROW)[SHEET], SHEET: decoy}
    book["xl/_rels/workbook.xml.rels"] = relations(("worksheet", "/other/s.xml"))
    assert values(packed(book)) == ((1.0, "#REF!"),)


def test_what_two_programs_could_read_as_two_things_is_refused():
    good = parts(ROW)
    sheet = good[SHEET]
    two = relations(("officeDocument", "xl/workbook.xml"), ("officeDocument", "b/workbook.xml"))
    for book in (
        good | {"xl/WORKSHEETS/sheet1.xml": sheet},
        good | {r"xl\worksheets\sheet1.xml": sheet},
        good | {"_rels/.rels": two, "b/workbook.xml": b"<workbook/>"},
        parts(ROW + '<row r="2"><c r="A1"><v>2</v></c></row>'),
        parts(ROW + '<row r="1"><c r="A1"><v>2</v></c></row>'),
        parts('<row r="1"><x:c xmlns:x="urn:x" r="A1"><v>1</v></x:c></row>'),
        {name: data for name, data in good.items() if name != SHEET},
        good | {"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'.encode()},
        good | {"xl/workbook.xml": f'<document xmlns="{MAIN}"/>'.encode()},
        {name: data for name, data in good.items() if not name.endswith("workbook.xml.rels")},
    ):
        assert refused(packed(book)) == "file.damaged"


def test_the_same_name_twice_in_the_archive_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack, pytest.warns(UserWarning, match="Duplicate"):
        for name, data in (*parts(ROW).items(), (SHEET, parts(ROW)[SHEET])):
            pack.writestr(name, data)
    assert refused(out.getvalue()) == "file.damaged"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "iso-8859-1", "cp437", "shift_jis"])
def test_a_sheet_in_another_encoding_is_read(encoding):
    book = parts('<row r="1"><c r="A1" t="inlineStr"><is><t>yes</t></is></c></row>')
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + book[SHEET].decode()
    assert values(packed(book | {SHEET: text.encode(encoding)})) == (("yes",),)


@pytest.mark.parametrize("encoding", ["klingon", "zip", "rot13", "idna"])
def test_a_sheet_in_no_encoding_is_damaged(encoding):
    book = parts(ROW)
    text = f'<?xml version="1.0" encoding="{encoding}"?><a>\u00e9</a>'.encode("latin-1")
    assert refused(packed(book | {SHEET: text})) == "file.damaged"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_any_encoding(encoding):
    text = '<!DOCTYPE x [<!ENTITY a "1">]>' + parts(ROW)[SHEET].decode()
    assert refused(packed(parts(ROW) | {SHEET: text.encode(encoding)})) == "file.damaged"


USUAL = (
    '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1"/></row>'
    '<row r="3"><c r="C3"><v>2</v></c></row>'
)


@pytest.mark.parametrize(
    "unusual",
    [
        USUAL.replace('"', "'"),
        USUAL.replace('="', ' = "'),
        USUAL.replace(' r="A1"', "").replace(' r="B1"', ""),
        USUAL.replace('"C3"', '"$c$3"'),
        USUAL.replace('"C3"', '"&#67;3"'),
        USUAL.replace("<v>1</v>", "<!-- 9 --><v><![CDATA[1]]></v>"),
        USUAL.replace("<c ", "<c\n "),
        USUAL.replace("<", "<x:").replace("<x:/", "</x:"),
    ],
)
def test_whatever_is_written_in_another_way_is_the_same(unusual):
    prefix = f' xmlns:x="{MAIN}"' if "x:" in unusual else ""
    text = f'<sheetData xmlns="{MAIN}"{prefix}>{unusual}</sheetData>'
    written = plain_xml(text.encode())
    assert written.startswith(b"<sheetData")
    inside = written.partition(b">")[2]
    assert inside == f"{USUAL}</sheetData>".encode()


@pytest.mark.parametrize("cell", ["XFD1048576", "A20001", "IW1", "A9999999"])
@pytest.mark.parametrize("name", [SHEET, SHEET.upper()])
def test_a_cell_far_out_is_refused_before_there_is_room_for_it(cell, name):
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    book = parts(f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>')
    book[name] = book.pop(SHEET)
    tracemalloc.start()
    began = time.perf_counter()
    assert refused(packed(book)) == "file.too-large"
    assert time.perf_counter() - began < 20
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_many_sheets_that_each_take_much_room_are_refused():
    far = '<row r="20000"><c r="IV20000"><v>1</v></c></row>'
    assert refused(packed(parts(far))) == "file.too-large"


def test_cells_that_are_only_formatted_reach_nowhere():
    cells = ROW + '<row r="1048576"><c r="XFD1048576" s="3"/></row>'
    assert values(packed(parts(cells))) == ((1.0, "#REF!"),)


@pytest.mark.parametrize("extent", ["A1:XFD1048576", "nonsense", "Z9:A1"])
def test_what_a_sheet_says_of_its_extent_makes_no_difference(extent):
    book = parts(ROW)
    claim = f'<dimension ref="{extent}"/><sheetData>'.encode()
    book[SHEET] = book[SHEET].replace(b"<sheetData>", claim)
    assert values(packed(book)) == ((1.0, "#REF!"),)


@pytest.mark.parametrize("word", ["#ERROR!", "#SPILL!", "#WERT!", "Err:502", "#N/A", "???"])
def test_any_word_for_an_error_is_an_error(word):
    book = packed(parts(f'<row r="1"><c r="A1" t="e"><v>{word}</v></c></row>'))
    cell = read_book(book, "a").sheets[0].cell(1, 1)
    assert (cell.value, cell.error) == (word, True)


@pytest.mark.parametrize("many", ["abc", "0", "-1", "1e5", "9" * 30, "", "１２"])
def test_repeats_that_are_no_number_are_refused(many):
    rows = '<t:table-row><t:table-cell o:value-type="float" o:value="1"/>{}</t:table-row>'
    cell = f'<t:table-cell t:number-columns-repeated="{many}"/>'
    if many:
        assert refused(ods(rows.format(cell))) == "file.damaged"
    else:
        assert values(ods(rows.format(cell))) == ((1.0,),)


@pytest.mark.parametrize("what", ["columns", "rows"])
def test_blank_repeats_beyond_reason_take_no_room_and_filled_ones_are_refused(what):
    def book(inner: str) -> bytes:
        cell = f'<t:table-cell t:number-columns-repeated="999999999">{inner}</t:table-cell>'
        if what == "rows":
            cell = f"<t:table-cell>{inner}</t:table-cell>"
        many = ' t:number-rows-repeated="999999999"' if what == "rows" else ""
        first = '<t:table-row><t:table-cell o:value-type="float" o:value="1"/></t:table-row>'
        return ods(f"{first}<t:table-row{many}>{cell}</t:table-row>")

    assert values(book("")) == ((1.0,),)
    assert refused(book("<x:p>x</x:p>")) == "file.too-large"


def test_an_ods_cell_is_read_as_what_it_holds():
    cells = (
        '<t:table-cell o:value-type="float" o:value="1.5"><x:p>2</x:p></t:table-cell>'
        '<t:table-cell o:value-type="float" o:value="abc"><x:p>abc</x:p></t:table-cell>'
        '<t:table-cell o:value-type="date" o:date-value="2026-13-45"><x:p>soon</x:p></t:table-cell>'
        '<t:table-cell o:value-type="boolean" o:boolean-value="true"><x:p>TRUE</x:p></t:table-cell>'
        '<t:table-cell o:value-type="string"><o:annotation><x:p>note</x:p></o:annotation>'
        "<x:p>a<x:s x:c='2'/>b</x:p><x:p>c</x:p></t:table-cell>"
        '<t:table-cell t:number-columns-repeated="2" o:value-type="float" o:value="7"/>'
    )
    rows = values(ods(f"<t:table-row>{cells}</t:table-row>"))
    assert rows == ((1.5, "abc", "soon", True, "a  b\nc", 7.0, 7.0),)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_a_marked_copy_has_the_mode_of_its_file(mode, tmp_path):
    path = tmp_path / "pupils.csv"
    path.write_text("Outcome ID,Pupil ID\n,\n", encoding="utf-8")
    path.chmod(mode)
    copy = tmp_path / "pupils.checked.xlsx"
    copy.touch()
    copy.chmod(0o666)
    intake.write_checked(intake.read_workbook(path, PUPILS), copy)
    assert stat.S_IMODE(copy.stat().st_mode) == mode
    assert sorted(p.name for p in tmp_path.iterdir()) == [copy.name, path.name]


@pytest.mark.parametrize("number", ["1E999", "-INF", "NaN", "9" * 400])
def test_a_marked_copy_of_numbers_that_are_none_can_be_written(number, tmp_path):
    path: Path = tmp_path / "pupils.xlsx"
    path.write_bytes(packed(parts(f'<row r="1"><c r="A1"><v>{number}</v></c></row>')))
    reading = intake.read_workbook(path, PUPILS)
    assert intake.write_checked(reading, tmp_path / "pupils.checked.xlsx").is_file()


@pytest.mark.parametrize("text", ['"' + "a" * 200_000, "a" * 200_000, 'sep="\n1,2', "sep=a\n1a2"])
def test_a_line_without_an_end_is_read_or_refused(text):
    try:
        assert read_book(text.encode(), "a").sheets
    except Unreadable as fault:
        assert fault.code in ("file.csv-quotes", "file.too-large")
