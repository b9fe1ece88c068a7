"""The numbers to reuse: what is read from a cell, and what is in the files and what is not."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from by_kit import by_kit
from hypothesis import given, settings
from hypothesis import strategies as st

from spp_research.display import MARK
from spp_research.display.sections import Section, Unsigned
from spp_research.display.tables import Table
from spp_research.protect.disclosure import Protected, Shown, protect_counts, rules_for
from spp_research.protect.disclosure.values import not_personal
from spp_research.publish.number_files import (
    FOLDER,
    WORKBOOK,
    About,
    as_csv,
    is_of_numbers,
    write_numbers,
)
from spp_research.publish.numbers import MEANINGS, Numbers, Taken, cell_of

ABOUT = About("Impact reflection", "Oak & <b>Ash</b>", "Riverside", "For the partnership", "1 May")
ANYTHING = st.text(
    st.characters(exclude_categories=("Cs",)) | st.sampled_from("0123456789.,%()−-=+@ \t"),
    max_size=30,
)


def table(cells: list[list[Shown]], label: str = "tbl-x", **more: object) -> Table:
    """A table of these cells, as the kit makes one."""
    columns = tuple(f"Column {n}" for n in range(len(cells[0])))
    rows = tuple(f"Row {n}" for n in range(len(cells)))
    own = {"rows": rows, "columns": columns, **more}
    protected = by_kit(Protected, "Outcome", cells=tuple(map(tuple, cells)), **own)
    return by_kit(Table, protected, label, "What was measured", "In marks")


def shown(text: str, value: float | None = None, rule: str = "", about: str = "") -> Shown:
    return by_kit(Shown, text, value, rule, about)


def taken(*displays: object) -> tuple[Numbers, ...]:
    """What an export takes of these displays, in a document that shows all of them."""
    from_marks = Taken()
    for one in displays:
        from_marks.take(one._repr_mimebundle_()[MARK])
    return from_marks.shown_in([one["label"] for one in from_marks.given])


def everything(folder: Path) -> str:
    """Every file below a folder as one text, with what is packed in the workbook."""
    found = []
    for path in sorted(folder.rglob("*")):
        found.append(path.name)
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as packed:
                found += [part.read().decode() for part in map(packed.open, packed.namelist())]
        elif path.is_file():
            found.append(path.read_text(encoding="utf-8-sig"))
    return "\n".join(found)


READ = {
    "12": ("12", "", "", "", "", ""),
    "1,234": ("1234", "", "", "", "", ""),
    "−3.5": ("-3.5", "", "", "", "", ""),
    "39%": ("39", "", "", "", "", "per cent"),
    "19 of 27 (70%)": ("19", "", "", "27", "70", ""),
    "5 of 6": ("5", "", "", "6", "", ""),
    "50 (86%)": ("50", "", "", "", "86", ""),
    "9.4 (4.2 to 14.6)": ("9.4", "4.2", "14.6", "", "", ""),
    "2.4 marks higher (−1.7 to 6.4)": ("2.4", "-1.7", "6.4", "", "", "marks"),
    "2.4 marks lower (−6.4 to 1.7)": ("-2.4", "-6.4", "1.7", "", "", "marks"),
    "11 pupils": ("11", "", "", "", "", "pupils"),
    "3 percentage points lower (−6 to 1)": ("-3", "-6", "1", "", "", "percentage points"),
    "2 of 3 (66.7%)": ("2", "", "", "3", "66.7", ""),
    "1 of 8 (13%)": ("1", "", "", "8", "13", ""),
    "0 of 4": ("0", "", "", "4", "", ""),
    "999,999,999,999,999": ("999999999999999", "", "", "", "", ""),
}


@pytest.mark.parametrize("text", READ)
def test_a_number_is_read_with_its_range_and_what_it_is_out_of(text):
    cell = cell_of(text)
    own = (cell.value, cell.low, cell.high, cell.n, cell.percent, cell.unit)
    assert (own, cell.status, cell.reason) == (READ[text], "shown", "")


@pytest.mark.parametrize(
    "text",
    [
        *("14 May 2026", "2025-26", "07", "1,23", "about 25", "23 and 25 pupils", "F4", "3 words"),
        *("2.4 marks lower (1.7 to 6.4)", "9.4 (14.6 to 4.2)", "12a", "1e5", "٣", "½", "=1+1"),
    ],
)
def test_what_is_not_plainly_a_number_stays_words(text):
    cell = cell_of(text)
    assert (cell.value, cell.low, cell.n, cell.status, cell.shown) == ("", "", "", "in words", text)


KNOWN = {
    "2.4 marks lower": ("-2.4", "", "", "marks"),
    "2.4 marks more": ("2.4", "", "", "marks"),
    "5 days fewer (−9 to 6)": ("-5", "-9", "6", "days"),
    "2.4 lower (−6.4 to 1.7)": ("-2.4", "-6.4", "1.7", ""),
    "9 more (8 to 12)": ("9", "8", "12", ""),
    "7.1 words a minute (5 to 9.2)": ("7.1", "5", "9.2", "words a minute"),
    "−3 points (−5 to 5)": ("-3", "-5", "5", "points"),
    "4 Marks": ("4", "", "", "Marks"),
    "6 facts right in four minutes": ("6", "", "", "facts right in four minutes"),
    "5 per cent": ("5", "", "", "per cent"),
    "1 letter per paper": ("1", "", "", "letter per paper"),
}


@pytest.mark.parametrize("text", KNOWN)
def test_a_number_that_the_kit_knows_has_its_unit_and_the_sign_of_its_words(text):
    cell = cell_of(text, True)
    assert (cell.value, cell.low, cell.high, cell.unit) == KNOWN[text]


DATED = ["14 May", "5 Oak", "3 Hall", "12 am", "2 pm", "14 may", "1.2 Hall", "4 B", "1 st", "5 mon"]
TURNED = [
    *("slower", "down", "worse", "below", "smaller", "lower, on average", "lower than before"),
    *("quicker", "up", "better", "above", "behind", "earlier", "under target", "lost", "less slow"),
    *("or fewer", "or more", "lower or higher", "not lower", "no more", "in decline"),
]


@pytest.mark.parametrize("number", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        *(f"{one} ({low} to 20)" for one in DATED for low in (1, "−20")),
        *(f"0.3 seconds {way} ({low} to 0.9)" for way in TURNED for low in ("−0.6", "0.1")),
        *("5 fewer days (−9 to 6)", "3 days or fewer (−5 to 5)", "−2 marks lower (−6 to 3)"),
        *("9 or more (8 to 12)", "9 or more", "−2 marks lower", "2 marks lower (1 to 3)"),
        *("0 marks lower (−1 to 1)", "0 marks higher or lower", "3 gulps (−5 to 5)"),
        *("30 of 24", "5 (120%)", "24 of 30 (20%)", "0 (5%)", "−3 of 5", "2.5 of 5", "5 (−3%)"),
        *("0 of 0 (0%)", "2 of 3 (66%)", "1,234,567,890,123,456", "0.1234567890123456"),
        *("3 in ten pupils", "24 of the pupils", "2 thousand pupils", "5 k", "3 as before"),
        *("5 (4.5555555555555555 to 6)", "1 of 1234567890123456"),
    ],
)
def test_what_may_be_something_else_is_no_number(text, number):
    assert cell_of(text, number).status == "in words"


@pytest.mark.parametrize("text", [*DATED, *(f"2 marks {way}" for way in TURNED)])
def test_no_date_and_no_direction_is_taken_for_a_unit(text):
    assert cell_of(text, True).status == "in words"


@pytest.mark.parametrize(
    "text", ["5 oak (4 to 6)", "2 marks (1 to 3)", "9 more (8 to 12)", "2 marks lower", "2026"]
)
def test_what_nobody_calls_a_number_has_no_free_unit(text):
    assert cell_of(text).status == "in words"


_FIGURE = st.decimals(-50, 50, places=1).map(lambda one: str(one).replace("-", "−"))
_WORDS = "marks words a minute lower higher fewer more less or than May seconds slower down"
_BEHIND = st.lists(st.sampled_from(_WORDS.split()), max_size=4).map(
    lambda words: "".join(f" {word}" for word in words)
)


@settings(max_examples=300)
@given(_FIGURE, _BEHIND, _FIGURE, _FIGURE, st.booleans())
def test_a_value_lies_in_its_range_and_has_the_one_sign_of_its_words(value, words, a, b, number):
    cell = cell_of(f"{value}{words} ({a} to {b})", number)
    if cell.status == "in words":
        assert (cell.value, cell.low, cell.high, cell.unit) == ("",) * 4
        return
    assert float(cell.low) <= float(cell.value) <= float(cell.high)
    said = set(words.split())
    down, up = said & {"lower", "fewer", "less"}, said & {"higher", "more"}
    assert not said & {"or", "than", "May", "slower", "down"} and len(down | up) <= 1
    assert not (down | up) & set(cell.unit.split())
    if down or up:
        assert (float(cell.value) < 0) is bool(down) and "−" not in value
    else:
        assert cell.value == value.replace("−", "-")
    assert not words or down or up or number


def test_words_behind_a_number_are_its_unit_only_where_the_kit_knows_the_number():
    assert cell_of("7.1 words a minute", True).unit == "words a minute"
    assert cell_of("7.1 words a minute").value == ""


@pytest.mark.parametrize("symbol", MEANINGS)
def test_a_symbol_is_no_number_and_says_what_it_means(symbol):
    cell = cell_of(symbol, True)
    assert (cell.shown, cell.value, cell.reason) == (symbol, "", MEANINGS[symbol])
    assert cell.status not in ("shown", "in words")


@given(ANYTHING, st.booleans())
def test_nothing_is_read_but_what_is_printed(text, number):
    cell = cell_of(text, number)
    printed = cell.shown.replace(",", "").replace("−", "-")
    for part in (cell.value, cell.low, cell.high, cell.n, cell.percent):
        assert part.removeprefix("-") in printed
    assert cell.unit in ("", "per cent") or cell.unit in cell.shown


CANARY = 9_876_543.21


def test_what_stands_behind_a_hidden_or_a_rounded_cell_is_in_no_file(tmp_path):
    """The number, the rule (which may say what it was) and the key of what it is about."""
    cells = [
        [shown("[c]", CANARY, "everybody the same", "canary key"), shown("12", 12.3456789)],
        [shown("40 (1 to 80)", CANARY), shown("31", 31)],
    ]
    names = write_numbers(tmp_path, taken(table(cells)), ABOUT)
    assert names == [WORKBOOK, f"{FOLDER}/tbl-x.csv"]
    said = everything(tmp_path)
    for canary in ("987654", "9,876", "everybody the same", "canary", "3456"):
        assert canary not in said
    assert said.count("[c]") >= 2


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=2, max_size=5),
    st.sampled_from(["school", "partnership", "public"]),
)
def test_each_value_is_the_one_that_the_document_prints(counts, audience):
    frame = pd.DataFrame(counts, columns=["Yes", "No", "Else"]).rename_axis("Group")
    protected = by_kit(protect_counts, frame, rules_for(audience))
    (numbers,) = taken(by_kit(Table, protected, "tbl-x", "Answers")) or (None,)
    texts = [[cell.text for cell in row] for row in protected.cells]
    if numbers is None:
        pytest.fail("a table of counts has numbers, or hides them")
    assert [[cell.shown for cell in row[1:]] for row in numbers.rows] == texts
    tidy = list(csv.DictReader(io.StringIO(as_csv(numbers))))
    hidden = [line for line in tidy if line["shown"] == "[c]"]
    assert all((line["value"], line["status"]) == ("", "hidden") for line in hidden)
    assert {line["reason"] for line in hidden} <= {MEANINGS["[c]"]}
    assert [line["value"] for line in tidy if line["shown"] != "[c]"] == [
        text.replace(",", "") for row in texts for text in row if text != "[c]"
    ]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (["077", "12", "A1", "Oak"], ["", "", "", ""]),
        (["Oak", "12", "7 of 9"], ["", "12", "7"]),
        (["23 and 25", "12"], ["", "12"]),
        (["123456", "234567"], ["", ""]),
        (["12", "13", "none yet"], ["12", "13", ""]),
        (["[c]", "12"], ["", "12"]),
    ],
)
def test_digits_among_words_are_a_code(column, values, tmp_path):
    cells = [[shown(text), shown("1", 1)] for text in column]
    (numbers,) = taken(table(cells))
    assert [row[1].value for row in numbers.rows] == values
    write_numbers(tmp_path, (numbers,), ABOUT)
    page = openpyxl.load_workbook(tmp_path / WORKBOOK)["Table 1"]
    written = [cell.value for cell in page["B"]][-len(column) :]
    expected = zip(column, values, strict=True)
    assert written == [int(value) if value else text for text, value in expected]


FORMULAS = ["=1+1", "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "＝1", "\r=1", "  =1"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_looks_like_a_formula_is_text_in_both(formula, tmp_path):
    cells = [[shown(formula), shown("12", 12)], [shown("Words"), shown(formula, 3)]]
    cells.append([shown("1 (0 to 2)", 1), shown("12", 12)])
    own = table(cells, rows=(formula, "b", "c"), columns=(formula, "n"))
    write_numbers(tmp_path, taken(own), ABOUT)
    said = everything(tmp_path)
    assert "<f>" not in said and "<f " not in said
    for page in openpyxl.load_workbook(tmp_path / WORKBOOK):
        assert not [c for row in page.iter_rows() for c in row if c.data_type == "f"]
    rows = csv.reader(io.StringIO((tmp_path / FOLDER / "tbl-x.csv").read_text("utf-8-sig")))
    for cell in (cell for row in rows for cell in row):
        assert not re.match(r"\s*[=+@＝]", cell)
        assert not cell.startswith("-") or re.fullmatch(r"-[\d.]+", cell)


def test_a_number_below_nought_is_a_number_in_both(tmp_path):
    write_numbers(tmp_path, taken(table([[shown("−3.5", -3.5)], [shown("2", 2)]])), ABOUT)
    assert [c.value for c in openpyxl.load_workbook(tmp_path / WORKBOOK)["Table 1"]["B"]][4:] == [
        -3.5,
        2,
    ]
    text = (tmp_path / FOLDER / "tbl-x.csv").read_text(encoding="utf-8-sig")
    assert next(csv.DictReader(io.StringIO(text)))["value"] == "-3.5"


def test_a_number_below_nought_needs_no_apostrophe_and_a_formula_does():
    drawn = [["a", -0.8], ["b", "-0.8"], ["c", "−0.8"], ["d", "-1+1"], ["e", 111.0], ["f", 111]]
    drawn += [["g", -0.0], ["h", 1234.5], ["i", 1e-7]]
    (chart,) = charts(drawn)
    lines = list(csv.DictReader(io.StringIO(as_csv(chart))))
    assert [(line["shown"], line["value"]) for line in lines] == [
        *(("−0.8", "-0.8"), ("-0.8", "-0.8"), ("−0.8", "-0.8"), ("'-1+1", "")),
        *(("111", "111"), ("111", "111"), ("0", "0"), ("1234.5", "1234.5")),
        ("0.0000001", "0.0000001"),
    ]


def charts(drawn: list[list[object]], title: str = "A title") -> tuple[Numbers, ...]:
    """What an export takes of a chart that draws this."""
    told = {"title": title, "subtitle": "", "notes": []}
    from_marks = Taken()
    from_marks.take({"kind": "chart", "label": "fig-a", "drawn": drawn, "told": told})
    return from_marks.shown_in(["fig-a"])


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([2.0], ["less than 2 either way"]),
        ([2.0, 0.5], ["less than the number beside it either way"]),
        (["no band"], []),
    ],
)
def test_the_band_of_a_chart_is_explained(bands, said):
    drawn = [["point", 9.4], *(["too small to be worthwhile", band] for band in bands)]
    (chart,) = charts([*drawn, ["high", 9.9]])
    start = "“Too small to be worthwhile”: a change or difference of "
    assert list(chart.notes) == [f"{start}{words}." for words in said]


def test_a_chart_without_numbers_is_named_in_the_contents(tmp_path):
    from_marks = Taken()
    for one in (table([[shown("1", 1)]]), table([[shown("–")]], "tbl-form", rows=("",))):
        from_marks.take(one._repr_mimebundle_()[MARK])
    told = {"title": "Threads <b>.", "subtitle": "", "notes": []}
    drawn = [["Finding, thread 1", "=F2 The plan"]]
    from_marks.take({"kind": "chart", "label": "fig-trace", "drawn": drawn, "told": told})
    labels = ["fig-old", "tbl-x", "fig-trace", "tbl-form"]
    left_out = from_marks.left_out(labels)
    write_numbers(tmp_path, from_marks.shown_in(labels), replace(ABOUT, left_out=left_out))
    book = openpyxl.load_workbook(tmp_path / WORKBOOK)
    assert book.sheetnames == ["Cover", "Contents", "Symbols", "Table 1"]
    rows = [[cell.value for cell in row] for row in book["Contents"].iter_rows(min_row=5)]
    assert rows == [
        ["Table 1", "What was measured"],
        ["Figure 1", "No sheet: what it shows is not known as numbers"],
        ["Figure 2", "Threads <b> (no sheet: it shows no numbers)"],
        ["Table 2", "What was measured (no sheet: it shows no numbers)"],
    ]
    links = [row[0].hyperlink is not None for row in book["Contents"].iter_rows(min_row=4)]
    assert links == [True, True, False, False, False]
    assert book["Contents"].tables["contents"].ref == "A3:B8"
    assert "no numbers to reuse: Figure 1, Figure 2, Table 2." in book["Cover"]["A5"].value


@pytest.mark.parametrize(
    ("name", "text", "head"),
    [
        ("Pupils", "11 pupils", "Pupils"),
        ("Seen", "11 pupils", "Seen (pupils)"),
        ("Remarks", "4 mark", "Remarks (mark)"),
        ("Weight", "39%", "Weight (per cent)"),
    ],
)
def test_a_head_says_its_unit_once(name, text, head, tmp_path):
    write_numbers(tmp_path, taken(table([[shown(text, 1)]], columns=(name,))), ABOUT)
    page = openpyxl.load_workbook(tmp_path / WORKBOOK)["Table 1"]
    assert page.cell(4, 2).value == head


def test_each_sheet_is_printed_one_page_wide_and_across_where_it_is_wide(tmp_path):
    narrow, wide = table([[shown("1", 1)]]), table([[shown("9 (1 to 10)", 9)] * 3], "tbl-wide")
    write_numbers(tmp_path, taken(narrow, wide), ABOUT)
    book = openpyxl.load_workbook(tmp_path / WORKBOOK)
    for page in book:
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        across = page.title == "Table 2"
        assert page.page_setup.orientation == ("landscape" if across else "portrait")
        assert page["A1"].alignment.wrap_text


def test_the_workbook_is_as_the_analysis_function_asks(tmp_path):
    mixed = [
        [shown("9.4 (4.2 to 14.6)", 9.4), shown("[c]", None, "a rule"), shown("A")],
        [shown("not estimated"), shown("19 of 27 (70%)", 0.7), shown("")],
    ]
    words = by_kit(
        not_personal, pd.DataFrame({"": ["x"], " ": ["y"]}, index=["r"]).rename_axis(""), "words"
    )
    own = by_kit(Table, words, "tbl-words", "Only words")
    write_numbers(tmp_path, taken(table(mixed), own, table([[shown("1", 1)]])), ABOUT)
    book = openpyxl.load_workbook(tmp_path / WORKBOOK)
    assert book.sheetnames == ["Cover", "Contents", "Symbols", "Table 1", "Table 2", "Table 3"]
    assert book.active is book["Cover"] and not book.defined_names
    assert book.properties.title == "Numbers to reuse: Impact reflection – Oak & <b>Ash</b>"
    assert book.properties.language == "en-GB"
    names = [name for page in book for name in page.tables]
    assert names == ["contents", "symbols", "tbl_x", "tbl_words", "tbl_x_again_2"]
    for page in book:
        assert page.sheet_state == "visible" and not page.merged_cells.ranges
        filled = [[cell.value is not None for cell in row] for row in page.iter_rows()]
        assert all(row[0] for row in filled)  # no row without anything
        for marked in page.tables.values():
            top = int(re.search(r"\d+", marked.ref)[0])
            assert marked.ref.startswith("A") and marked.headerRowCount != 0
            assert all(all(row) for row in filled[top - 1 :])  # no cell of it is empty
            assert not any(any(row[1:]) for row in filled[: top - 1])
    heads = ("0", "0: from", "0: to", "1", "1: out of", "1: per cent", "2")
    assert [[c.value for c in row] for row in book["Table 1"].iter_rows(min_row=4)] == [
        ["Outcome", *(f"Column {part}" for part in heads)],
        ["Row 0", 9.4, 4.2, 14.6, "[c]", "[c]", "[c]", "A"],
        ["Row 1", "not estimated", "[z]", "[z]", 19, 27, 70, "–"],
    ]


def test_the_same_numbers_are_the_same_bytes_and_open_in_excel_as_utf8(tmp_path):
    numbers = taken(table([[shown("1", 1)], [shown("–")]]))
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        write_numbers(tmp_path / name, numbers, ABOUT)
    files = [WORKBOOK, f"{FOLDER}/tbl-x.csv"]
    one, other = ([(tmp_path / n / file).read_bytes() for file in files] for n in ("one", "other"))
    assert one == other
    assert one[1].startswith(b"\xef\xbb\xbftable,row,") and one[1].count(b"\r\n") == 3
    assert all(map(is_of_numbers, files))
    assert not any(map(is_of_numbers, ["numbers/../x.csv", "numbers/x.exe", "x/numbers.xlsx"]))


def test_a_document_without_a_number_has_no_files(tmp_path):
    assert taken(table([[shown("Words")], [shown("–")]])) == ()
    assert taken(table([[shown("")], [shown("")]])) == ()  # a form
    assert write_numbers(tmp_path, (), ABOUT) == []
    assert list(tmp_path.iterdir()) == []


def test_tables_that_stand_together_are_both_taken_and_numbered_as_in_the_document():
    one, other = (table([[shown("1", 1)]], label) for label in ("tbl-a", "tbl-b"))
    both = taken(by_kit(Section, (one, other)))
    assert [(numbers.name, numbers.label) for numbers in both] == [
        ("Table 1", "tbl-a"),
        ("Table 2", "tbl-b"),
    ]


def test_a_chart_has_its_numbers_beside_what_they_are_about():
    drawn = [
        *(["left", "Marks"], ["Project, before", 94.7], ["axis from", -8.0]),
        *(["panel 1", "A question"], ["bar", "After"], ["Never, below 2", "46%"]),
        *(["behind", "n = 50"], ["bar", "Before"], ["Never, below 2", "[c]"]),
    ]
    told = {"title": "A title", "subtitle": "", "notes": []}
    from_marks = Taken()
    from_marks.take({"kind": "chart", "label": "fig-a", "drawn": drawn, "told": told})
    from_marks.take({"kind": "chart", "label": "fig-old", "drawn": drawn})  # of an older kit
    (chart,) = from_marks.shown_in(["fig-old", "fig-a"])
    assert chart.name == "Figure 2"
    assert [tuple(cell.shown for cell in row) for row in chart.rows] == [
        ("Marks", "Project, before", "94.7"),
        ("A question; After", "Never", "46%"),
        ("A question; After", "Answers", "n = 50"),
        ("A question; Before", "Never", "[c]"),
    ]


def test_what_others_have_shared_is_told_apart():
    made = by_kit(Unsigned, table([[shown("1", 1)]]), date(2026, 7, 9))
    (numbers,) = taken(made)
    assert not numbers.signed
