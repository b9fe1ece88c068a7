"""From what stands in a cell to its value, one kind of column at a time."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research.intake.read.convert import clean, convert
from spp_research.intake.read.sheets import UNSAVED, RawCell
from spp_research.schema import Field, Kind

THEMES = ("Our Impact: Pupil attainment", "Looking Inward: What happens?", "Looking Outward: All")


def field(kind: Kind, **more) -> Field:
    return Field("name", "Name", kind, "Help.", **more)


def read(kind: Kind, value, **more):
    cell = RawCell(7, 2, value, percent=more.pop("percent", False), padded=more.pop("padded", 0))
    found = convert(field(kind, **more), cell)
    return found.value, found.code


@pytest.mark.parametrize("blank", ["", "  ", "-", "–", "—", "n/a", "N/A", "NA", "\u00a0", "\u200b"])
@pytest.mark.parametrize("kind", list(Kind))
def test_blank_by_meaning(kind, blank):
    assert read(kind, blank, allowed=("A", "B")) == (None, "")


@pytest.mark.parametrize("blank", ["abs", "Abs", "absent", "na"])
def test_absent_is_blank_where_a_number_or_a_date_belongs_and_a_word_elsewhere(blank):
    assert read(Kind.NUMBER, blank) == (None, "")
    assert read(Kind.DATE, blank) == (None, "")
    assert read(Kind.TEXT, blank) == (blank, "")


@pytest.mark.parametrize(
    ("written", "number"),
    [("12", 12), (" 12.50 ", 12.5), (12, 12), (12.5, 12.5), ("-3", -3), ("−3", -3), (".5", 0.5)],
)
def test_numbers(written, number):
    assert read(Kind.NUMBER, written) == (number, "")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("12,5", "number.comma"),
        ("1,23,456", "number.comma"),
        ("12%", "number.percent"),
        ("12 marks", "number.not-a-number"),
        ("1e3", "number.not-a-number"),
        ("1_000", "number.not-a-number"),
        ("inf", "number.not-a-number"),
        ("nan", "number.not-a-number"),
        ("1.2.3", "number.not-a-number"),
        ("<5", "number.not-a-number"),
        ("[c]", "number.not-a-number"),
        (True, "number.not-a-number"),
        (dt.date(2026, 2, 1), "number.was-date"),
        (dt.time(8, 50), "number.was-date"),
        ("#DIV/0!", "cell.error"),
        (UNSAVED, "cell.formula-unsaved"),
    ],
)
def test_what_is_no_number_is_refused(written, code):
    assert read(Kind.NUMBER, written) == (None, code)


@pytest.mark.parametrize("age", ["7y 11m", "7 years and 11 months", "7:11", "7;11", "7yrs 11mths"])
def test_a_reading_age_is_refused_with_its_months(age):
    found = convert(field(Kind.NUMBER), RawCell(7, 2, age))
    assert (found.value, found.code) == (None, "number.not-a-number")
    assert "“95”" in found.message


def test_a_share_is_refused_because_it_could_be_read_either_way():
    assert read(Kind.NUMBER, 0.62, percent=True) == (None, "number.percent")


def test_a_whole_number_has_no_fraction():
    assert read(Kind.WHOLE, 12.0) == (12, "")
    assert read(Kind.WHOLE, "1,234") == (1234, "number.thousands")
    assert read(Kind.WHOLE, 12.5) == (None, "number.not-whole")


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_no_number_changes_on_the_way(number):
    if abs(number) >= 1e15:
        assert read(Kind.NUMBER, number) == (None, "number.too-many-digits")
        return
    assert read(Kind.NUMBER, number) == (number, "")
    if 1e-4 <= abs(number) < 1e15:
        value, code = read(Kind.NUMBER, repr(number))
        assert code == ""
        assert value == number


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, 1e15, -1e300, "9" * 5000, 2**63])
@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.WHOLE])
@pytest.mark.parametrize("percent", [False, True])
def test_a_number_that_nothing_can_hold_is_a_fault(number, kind, percent):
    value, code = read(kind, number, percent=percent)
    assert value is None
    assert code.startswith("number.")


WORDS_FOR_AN_ERROR = (
    *(
        "#DIV/0!",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
    ),
    *(
        "#N/A",
        "#SPILL!",
        "#CALC!",
        "#ERROR!",
        "Err:502",
        "#BEZUG!",
    ),
    *(
        "#WERT!",
        "#ZAHL!",
        "#NV",
        "#ÜBERLAUF!",
        "#VALEUR!",
        "#NOM?",
    ),
    *(
        "#NOMBRE!",
        "#¡VALOR!",
        "#¿NOMBRE?",
        "#N/D",
        "#VERW!",
        "#SAKNAS!",
    ),
    *(
        "#JAKO/0!",
        "#DEĞER!",
        "#ЗНАЧ!",
        "#AD?",
        "#BUSY!",
        "#PYTHON!",
    ),
    *(
        "########",
        "Loading...",
        "err:508",
        "Erreur:502",
    ),
)


@pytest.mark.parametrize("word", WORDS_FOR_AN_ERROR)
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.NUMBER, Kind.CHOICE, Kind.ID])
def test_a_word_for_an_error_is_one_in_any_language(word, kind):
    assert read(kind, word) == (None, "cell.error")


@pytest.mark.parametrize("text", ["#1", "# 3 of 5", "#reading", "#Reading for all!", "C#", "#"])
def test_a_text_that_begins_with_a_hash_is_no_error(text):
    assert read(Kind.TEXT, text) == (text, "")


@pytest.mark.slow
@given(st.text(max_size=40))
def test_a_text_is_read_as_a_number_only_if_python_agrees(text):
    value, code = read(Kind.NUMBER, text)
    if value is not None and not code:
        assert math.isclose(value, float(clean(text).replace("−", "-").replace("–", "-")))


@pytest.mark.parametrize("kind", list(Kind))
@given(
    st.one_of(
        st.text(max_size=60),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
    )
)
def test_nothing_in_a_cell_raises(kind, value):
    convert(field(kind, allowed=THEMES), RawCell(1, 1, value))


@pytest.mark.parametrize(
    ("written", "shown"),
    [("007", "007"), (7, "7"), (7.0, "7"), ("A 1", "A 1"), (" A\n1 ", "A 1"), (12.5, "12.5")],
)
def test_ids_are_text_and_keep_their_noughts(written, shown):
    assert read(Kind.ID, written) == (shown, "")


def test_an_id_that_is_shown_with_noughts_keeps_them():
    assert read(Kind.ID, 417, padded=4) == ("0417", "")


@pytest.mark.parametrize("value", [1e15, 123456789012345678, "1.2E+15", "1,2e+15"])
def test_an_id_that_excel_has_rounded_is_refused(value):
    assert read(Kind.ID, value) == (None, "id.digits-lost")


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("E1; E4;E7", ("E1", "E4", "E7")),
        ("E1, E4", ("E1", "E4")),
        ("E1\nE4\n", ("E1", "E4")),
        (";E1;;-;", ("E1",)),
        (3, ("3",)),
        (" ; ", None),
    ],
)
def test_several_ids_in_a_cell(written, ids):
    assert read(Kind.REFERENCES, written) == (ids, "")


@pytest.mark.parametrize(
    ("written", "value", "code"),
    [
        ("looking inward: what happens?", THEMES[1], ""),
        ("LOOKING  INWARD:  What happens", THEMES[1], ""),
        ("looking inward", THEMES[1], "choice.short"),
        ("Looking", None, "choice.unknown"),
        ("Inward", None, "choice.unknown"),
    ],
)
def test_choices_are_read_in_their_own_spelling(written, value, code):
    assert read(Kind.CHOICE, written, allowed=THEMES) == (value, code)


@pytest.mark.parametrize("yes", ["Yes", "y", "TRUE", "true", True, 1, "1"])
def test_yes(yes):
    assert read(Kind.YES_NO, yes) == ("Yes", "")
    assert read(Kind.CHOICE, yes, allowed=("Yes", "No")) == ("Yes", "")


@pytest.mark.parametrize("no", ["No", "N", "FALSE", False, 0])
def test_no(no):
    assert read(Kind.YES_NO, no) == ("No", "")


def test_neither_yes_nor_no():
    assert read(Kind.YES_NO, "✓") == (None, "choice.unknown")


def test_text_loses_only_what_nobody_sees():
    dirty = "\ufeffOne\u00a0 two\u202e \x07three_x000D_\r\n\r\n  four  "
    assert read(Kind.LONG_TEXT, dirty) == ("One two three\n\nfour", "")
    assert read(Kind.TEXT, dirty) == ("One two three four", "")


def test_text_that_looks_like_code_stays_what_was_typed():
    for text in ("=1+1", "<b>x</b>", "{{< include x >}}", "@SUM(A1)", "| a | b |"):
        assert read(Kind.LONG_TEXT, text) == (text, "")


def test_a_class_that_became_a_date_is_said():
    assert read(Kind.TEXT, dt.date(2026, 4, 3)) == ("03/04/2026", "text.was-date")
    assert read(Kind.ID, dt.date(2026, 4, 3)) == (None, "id.was-date")
