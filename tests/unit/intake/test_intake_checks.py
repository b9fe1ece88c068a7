"""The checks made from the declaration, the pandera schemas made of them, and their sentences."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from pandera.errors import SchemaError

from spp_research.intake import frames
from spp_research.intake.check.cell_values import checks_of, failures
from spp_research.intake.faults import CODES, did_you_mean, fault, listed, quote
from spp_research.intake.frames import (
    empty_frame,
    frame_of,
    schema_failures,
    schema_of,
    whole_schema_of,
)
from spp_research.intake.read.typed_rows import SEVERAL_VALUES, TypedRows
from spp_research.schema import PUPILS, SCHOOL, WORKBOOKS, Kind

SHEETS = [sheet for book in WORKBOOKS for sheet in book.sheets]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_each_sheet_has_a_schema_with_its_columns(sheet):
    schema = schema_of(sheet)
    assert list(schema.columns) == [field.name for field in sheet.fields]
    for field in sheet.fields:
        assert schema.columns[field.name].nullable is not field.required
        assert schema.columns[field.name].title == field.label
    schema.validate(empty_frame(sheet))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_every_check_of_a_schema_is_the_code_of_a_fault(sheet):
    for column in schema_of(sheet).columns.values():
        for check in column.checks:
            assert check.name in CODES


def rows_of(sheet, **values):
    """One row of a sheet, in row 7, with nothing but some values in it."""
    columns = {f.name: (() if f.kind in SEVERAL_VALUES else None,) for f in sheet.fields}
    return TypedRows(sheet, (7,), columns | {name: (value,) for name, value in values.items()})


def test_a_check_of_ours_that_breaks_is_not_taken_for_a_fault():
    with pytest.raises(TypeError):
        failures(rows_of(SCHOOL.sheet("school"), pupils_on_roll=object()))


def test_both_ways_find_the_same_in_the_same_order():
    rows = rows_of(SCHOOL.sheet("school"), school="x" * 200, pupils_on_roll=-1, focus="z" * 9999)
    found = failures(rows)
    assert [code for _, _, code in found] == [
        "id.too-long",
        "not_nullable",
        "value.too-small",
        "text.stem",
        "text.too-long",
    ]
    assert schema_failures(frame_of(rows), rows.sheet) == found


ODD = {
    Kind.WHOLE: (-(10**9), 10**9, 7),
    Kind.NUMBER: (-1e9, 1e9, 7.5),
    Kind.DATE: (dt.date(2025, 11, 4),),
    Kind.REFERENCES: ((), ("A1", "A2")),
    Kind.CHOICES: ((), ("A1", "A2")),
}
TEXTS = ("x" * 20_000, "To what extent do pupils read?", "a@b.org", "T1")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_a_table_passes_as_a_whole_where_every_cell_of_it_does(sheet):
    """Of a row of what is mostly right, and then of rows with another value in one cell each."""
    good = {f.name: (ODD.get(f.kind) or TEXTS)[-1] for f in sheet.fields}
    asked = [f for f in sheet.fields if f.required or checks_of(f)]
    rows = [good | {f.name: v} for f in asked for v in (None, *ODD.get(f.kind, TEXTS))] or [good]
    several = {f.name for f in sheet.fields if f.kind in SEVERAL_VALUES}
    rows = [{n: () if v is None and n in several else v for n, v in r.items()} for r in rows]
    columns = {name: tuple(row[name] for row in rows) for name in good}
    typed = TypedRows(sheet, tuple(range(7, 7 + len(rows))), columns)
    table = frame_of(typed)  # where the parts of the schema find what stands in `failures`
    failing = {row: (name, code) for row, name, code in failures(typed)}
    whole = whole_schema_of(sheet)
    whole.validate(table.drop(index=[*failing]))
    for row in {said: row for row, said in failing.items()}.values():  # one for each check
        assert not whole.checks[0](table.loc[[row]]).check_passed, failing[row]


def test_a_table_of_another_form_does_not_pass_as_a_whole():
    sheet = PUPILS.sheet("pupil_outcomes")
    frame = frame_of(rows_of(sheet, outcome_id="O1", pupil_id="P1", group="Taught"))
    whole = whole_schema_of(sheet)
    whole.validate(frame)
    twice = pd.concat([frame, frame])
    for wrong in (frame[frame.columns[::-1]], frame.assign(more=1), frame.reset_index(drop=True),
                  frame.astype({"baseline": "str"}), twice):  # fmt: skip
        with pytest.raises(SchemaError):
            whole.validate(wrong)


def test_a_table_that_differs_from_its_rows_is_our_mistake(monkeypatch):
    monkeypatch.setattr(frames, "failures", lambda rows: [])
    rows = rows_of(SCHOOL.sheet("school"), school="oakfield", pupils_on_roll=-1)
    with pytest.raises(AssertionError, match=r"school and its rows differ .*pupils_on_roll"):
        frame_of(rows)


def test_a_table_of_another_form_is_our_mistake_and_repeats_no_cell():
    sheet = PUPILS.sheet("pupil_outcomes")
    frame = frame_of(rows_of(sheet, outcome_id="O1", pupil_id="Ada Lee", group="Taught"))
    with pytest.raises(AssertionError) as error:
        schema_failures(frame.assign(baseline="Ada Lee"), sheet)
    assert "pupil_outcomes is not as declared: pupil_outcomes: types" in str(error.value)
    assert "Ada Lee" not in str(error.value)


def test_a_table_has_the_types_that_are_declared():
    sheet = SCHOOL.sheet("evidence")
    rows = rows_of(sheet, evidence_id="E1", date=dt.date(2025, 11, 4), people=3)
    frame = frame_of(rows)
    assert frame.at[7, "date"] == pd.Timestamp(2025, 11, 4)
    assert (frame.at[7, "people"], frame.index.name) == (3, "row")
    assert frame["seen"].isna().all()


def test_an_undeclared_code_is_our_mistake():
    with pytest.raises(KeyError):
        fault("no.such-code", None, "x")


@pytest.mark.parametrize(
    ("found", "allowed", "said"),
    [
        ("Lesson vist", ["Lesson visit", "Survey"], " Did you mean “Lesson visit”?"),
        ("7", ["007", "E1"], " Did you mean “007”?"),
        ("P04", ["P01", "P02"], ""),
        ("anything", [], ""),
    ],
)
def test_did_you_mean(found, allowed, said):
    assert did_you_mean(found, allowed) == said


def test_lists_and_quotations_in_a_sentence():
    assert listed(["a"]) == "“a”"
    assert listed(["a", "b", "c"]) == "“a”, “b” or “c”"
    assert listed(map(str, range(15))).endswith("“11” or one of 3 more")
    assert quote("one\n two") == "“one two”"
    assert len(quote("word " * 40)) <= 62


def test_a_quotation_inside_of_one_does_not_end_it():
    said = quote("Jo “Joe” Bloggs")
    assert said == '“Jo "Joe" Bloggs”'
    assert (said.count("“"), said.count("”")) == (1, 1)
