"""Typed rows, and how they stand beside the tables that are made of them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spp_research.intake.frames import _typed, records_of
from spp_research.intake.read.typed_rows import SEVERAL_VALUES, TypedRows, no_rows
from spp_research.schema import SCHOOL, WORKBOOKS, Field, Kind, Sheet

SHEETS = [sheet for book in WORKBOOKS for sheet in book.sheets]
WORDS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"]) | st.sampled_from('\n",;'), min_size=1
)


def values_of(field: Field) -> st.SearchStrategy:
    """Whatever a cell of a column may be read as."""
    if field.kind in SEVERAL_VALUES:
        return st.lists(WORDS, max_size=3).map(tuple)
    kinds = {
        Kind.DATE: st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)),
        Kind.WHOLE: st.integers(-(10**15), 10**15),
        Kind.NUMBER: st.floats(-1e15, 1e15),
    }
    return st.none() | kinds.get(field.kind, WORDS)


@st.composite
def typed_rows(draw) -> TypedRows:
    sheet: Sheet = draw(st.sampled_from(SHEETS))
    number = draw(st.integers(0, 3))
    cells = {
        f.name: tuple(draw(st.lists(values_of(f), min_size=number, max_size=number)))
        for f in sheet.fields
    }
    return TypedRows(sheet, tuple(range(7, 7 + number)), cells)


@pytest.mark.slow
@given(typed_rows())
@settings(max_examples=60, deadline=None)
def test_a_table_holds_what_its_rows_hold(rows):
    assert records_of(_typed(rows)) == rows.records


@pytest.mark.slow
@given(typed_rows())
@settings(max_examples=60, deadline=None)
def test_rows_are_remembered_as_pandas_writes_them(rows):
    assert rows.as_csv() == _typed(rows).to_csv(index=False)


def test_rows_do_not_print_what_stands_in_them():
    sheet = SCHOOL.sheet("ethics")
    rows = TypedRows(sheet, (7,), {f.name: ("Ada Lee",) for f in sheet.fields})
    assert "Ada" not in repr(rows)
    assert len(rows) == 1


def test_one_column_can_be_put_in_place_of_another():
    sheet = SCHOOL.sheet("evidence")
    rows = TypedRows(sheet, (7, 9), {f.name: (None, "E1") for f in sheet.fields})
    other = rows.with_column("seen", ["a", "b"])
    assert list(other.cells("seen")) == [(7, "a"), (9, "b")]
    assert rows.there("seen") == ["E1"]
    assert other.records[1][1]["evidence_id"] == "E1"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_a_sheet_without_rows_has_every_column(sheet):
    assert list(no_rows(sheet).columns) == [field.name for field in sheet.fields]
    assert no_rows(sheet).records == ()
