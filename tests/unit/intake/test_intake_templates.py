"""The templates: written from the declaration, opened as another program sees them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from spp_research import intake
from spp_research.intake.layout import EXAMPLE_ROW, FIRST_ROW, HEADER_ROW, HELP_ROW, header_of
from spp_research.intake.write.templates import as_cell
from spp_research.schema import PARTNERSHIP, SCHOOL, WORKBOOKS, Kind

COMMITTED = Path(__file__).resolve().parents[3] / "data_templates"

each_book = pytest.mark.parametrize("book", WORKBOOKS, ids=lambda b: b.name)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    intake.make_templates(folder)
    return folder


def contents(path: Path) -> dict:
    """What a reader would notice: cells, drop-downs, protection, names."""
    book = openpyxl.load_workbook(path)
    return {
        "names": {name: value.value for name, value in book.defined_names.items()},
        "states": [(page.title, page.sheet_state) for page in book],
    } | {
        page.title: (
            {c.coordinate: c.value for row in page.iter_rows() for c in row if c.value is not None},
            sorted(
                (str(v.sqref), v.type, v.formula1, v.prompt, v.error)
                for v in page.data_validations.dataValidation
            ),
            page.freeze_panes,
        )
        for page in book
    }


@pytest.mark.slow
def test_the_committed_templates_are_what_the_declaration_makes(made):
    files = {path.relative_to(made) for path in made.rglob("*") if path.is_file()}
    assert files == {p.relative_to(COMMITTED) for p in COMMITTED.rglob("*") if p.is_file()}
    for name in sorted(files):
        if name.suffix == ".xlsx":
            assert contents(made / name) == contents(COMMITTED / name), f"run: spp templates {name}"
        else:
            ours, theirs = ((where / name).read_text("utf-8") for where in (made, COMMITTED))
            assert ours == theirs, f"{name} differs: run: spp templates data_templates"


def test_the_same_declaration_gives_the_same_bytes(made, tmp_path):
    for book in WORKBOOKS:
        again = intake.write_workbook(tmp_path / "again.xlsx", book)
        assert again.read_bytes() == (made / f"{book.name}.xlsx").read_bytes()


@each_book
def test_each_sheet_has_headers_help_and_an_example(made, book):
    opened = openpyxl.load_workbook(made / f"{book.name}.xlsx")
    for sheet in book.sheets:
        page = opened[sheet.title]
        for column, field in enumerate(sheet.fields, start=2):
            assert page.cell(HEADER_ROW, column).value == header_of(field)
            assert page.cell(HELP_ROW, column).value == field.guidance
            shown = page.cell(EXAMPLE_ROW, column).value
            assert shown == (as_cell(field, field.example)) or isinstance(shown, dt.datetime)
        assert page["A6"].value == "Example"
        assert page.freeze_panes == "C5"
        assert not page.merged_cells.ranges
        assert list(page.tables) == [f"{sheet.name}_table"]


@each_book
def test_headings_are_locked_and_data_cells_are_free(made, book):
    opened = openpyxl.load_workbook(made / f"{book.name}.xlsx")
    for sheet in book.sheets:
        page = opened[sheet.title]
        assert page.protection.sheet
        assert not page.protection.password
        for row in (HEADER_ROW, HELP_ROW, EXAMPLE_ROW):
            assert all(page.cell(row, c).protection.locked for c in range(1, len(sheet.fields) + 2))
        letters = [openpyxl.utils.get_column_letter(c) for c in range(2, len(sheet.fields) + 2)]
        free = {k: d.protection.locked for k, d in page.column_dimensions.items()}
        grouped = {k: (d.min, d.max) for k, d in page.column_dimensions.items()}
        for at, letter in enumerate(letters, start=2):
            key = next(k for k, (low, high) in grouped.items() if low <= at <= high)
            assert free[key] is False, letter


@each_book
def test_every_choice_and_every_reference_of_the_same_workbook_has_a_drop_down(made, book):
    opened = openpyxl.load_workbook(made / f"{book.name}.xlsx")
    own = {sheet.name for sheet in book.sheets}
    for sheet in book.sheets:
        rules = {str(v.sqref): v for v in opened[sheet.title].data_validations.dataValidation}
        assert len(rules) == len(sheet.fields)
        for column, field in enumerate(sheet.fields, start=2):
            letter = openpyxl.utils.get_column_letter(column)
            rule = rules[f"{letter}{FIRST_ROW}:{letter}5000"]
            picked = field.kind is Kind.REFERENCE and field.refers_to.split(".")[0] in own
            if field.allowed or picked:
                assert rule.type == "list"
                assert rule.formula1 in opened.defined_names
            if field.allowed:
                target = opened.defined_names[rule.formula1].value
                cells = opened["Lists"][target.partition("!")[2].replace("$", "")]
                cells = cells if isinstance(cells, tuple) else ((cells,),)
                assert tuple(row[0].value for row in cells) == field.allowed
            assert len(rule.prompt) <= 255
            assert len(rule.promptTitle) <= 32
    assert opened["Lists"].sheet_state == "veryHidden"


@each_book
def test_properties_say_what_it_is(made, book):
    opened = openpyxl.load_workbook(made / f"{book.name}.xlsx")
    assert opened.properties.title == book.title
    custom = {p.name: p.value for p in opened.custom_doc_props}
    assert custom == {
        "SPP template": book.name,
        "SPP template version": 1,
        "Language": "en-GB",
    }
    assert opened.sheetnames[:2] == ["Start here", "How to fill this in"]


@each_book
def test_needed_is_said_in_words_and_headers_are_unique(book):
    for sheet in book.sheets:
        headers = [header_of(field) for field in sheet.fields]
        assert len({h.casefold() for h in headers}) == len(headers)
        assert [h.endswith("(needed)") for h in headers] == [f.required for f in sheet.fields]
        assert len(sheet.title) <= 31


@each_book
def test_an_empty_template_holds_no_rows_and_its_csv_twins_neither(made, book):
    reading = intake.read_workbook(made / f"{book.name}.xlsx", book)
    assert all(frame.empty for frame in reading.frames.values())
    assert {f.code for f in reading.faults} <= {"sheet.empty"}
    for sheet in book.sheets:
        twin = made / "csv" / f"{book.name}.{sheet.name}.csv"
        found = intake.read_workbook(twin, book)
        assert found.frames[sheet.name].empty
        rows = list(csv.reader(io.StringIO(twin.read_text("utf-8-sig"))))
        assert rows[0][1:] == [header_of(field) for field in sheet.fields]


@each_book
def test_the_example_is_itself_a_good_row(book, tmp_path):
    """Every example of the declaration is what its own column would accept."""
    rows = {s.name: [{f.name: as_cell(f, f.example) for f in s.fields}] for s in book.sheets}
    reading = intake.read_workbook(
        intake.write_workbook(tmp_path / "full.xlsx", book, rows), book, known=None
    )
    faults = {f.code for f in reading.faults if f.severity == intake.FAULT}
    assert faults <= {"reference.unknown"}
    for sheet in book.sheets:
        assert len(reading.frames[sheet.name]) == 1


def test_rows_of_an_unknown_sheet_or_column_are_our_mistake(tmp_path):
    with pytest.raises(KeyError, match="no sheet nonsense"):
        intake.write_workbook(tmp_path / "x.xlsx", SCHOOL, {"nonsense": []})
    with pytest.raises(KeyError, match="no column"):
        intake.write_workbook(tmp_path / "x.xlsx", SCHOOL, {"school": [{"nonsense": 1}]})


def test_text_that_looks_like_a_formula_is_written_as_text(tmp_path):
    rows = {"partnership": [{"name": "=HYPERLINK(1)", "cycle": "+1", "phase": "@SUM(1)"}]}
    path = intake.write_workbook(tmp_path / "x.xlsx", PARTNERSHIP, rows)
    with zipfile.ZipFile(path) as parts:
        sheets = [n for n in parts.namelist() if n.startswith("xl/worksheets/")]
        assert not any(b"<f>" in parts.read(name) for name in sheets)
    assert openpyxl.load_workbook(path)["The partnership"]["B7"].data_type == "s"


def test_the_dictionary_names_every_column(made):
    text = (made / "data_dictionary.md").read_text("utf-8")
    for book in WORKBOOKS:
        for sheet in book.sheets:
            assert f"### {sheet.title} (`{sheet.name}`)" in text
            for field in sheet.fields:
                assert f"| {field.label} | `{field.name}` |" in text


def test_a_filled_row_is_as_high_as_its_longest_text(tmp_path):
    long = "What really happened, and what was changed on the way. " * 12
    rows = {
        "actions": [{"action_id": "A1", "action": "Read."}, {"action_id": "A2", "action": long}]
    }
    page = openpyxl.load_workbook(intake.write_workbook(tmp_path / "x.xlsx", SCHOOL, rows))[
        "Action plan"
    ]
    width = page.column_dimensions["D"].width
    assert page.row_dimensions[FIRST_ROW].height in (None, 15)
    assert page.row_dimensions[FIRST_ROW + 1].height >= 15 * len(long) / width
    assert page.row_dimensions[FIRST_ROW + 1].height <= 409  # the most that Excel allows
