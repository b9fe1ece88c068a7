"""The pandera schemas made from the declaration, and how their failures are told."""

from __future__ import annotations

import pandas as pd
import pytest

from spp_research.intake.checks import failures, schema_of
from spp_research.intake.faults import CODES, did_you_mean, fault, listed, quote
from spp_research.intake.frames import empty_frame
from spp_research.schema import WORKBOOKS

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


def test_a_check_of_ours_that_breaks_is_not_taken_for_a_fault():
    sheet = next(s for s in SHEETS if s.name == "school")
    broken = {f.name: [object() if f.name == "pupils_on_roll" else "x"] for f in sheet.fields}
    with pytest.raises(TypeError):
        failures(pd.DataFrame(broken, index=pd.Index([7], name="row")), sheet)


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
