"""Rows of a Sign-off sheet of which one changes nothing, because another stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from spp_research.protect.at_odds import at_odds
from spp_research.protect.sign_off import mark_of
from spp_research.words.sign_offs import at_odds as words

ON = date(2026, 7, 10)
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 2)


def row(audience: str = "Public", document: str = "Review summary", **cells: Any) -> dict[str, Any]:
    blank = dict.fromkeys(("item", "cycle", "text_mark", "expires_on", "withdrawn_on"))
    signed = {"signed_by": "Ruth Adeyemi", "role": "Headteacher", "signed_on": JUNE}
    return {"document": document, "audience": audience, **blank, **signed, **cells}


def said(*rows: dict[str, Any], on: date = ON, fixed: bool = False) -> list[str]:
    return [words(one) for one in at_odds(enumerate(rows, 6), on, fixed=fixed)]


def test_a_narrower_row_that_is_withdrawn_beside_a_wider_one(snapshot):
    assert said(row("Partnership", withdrawn_on=JULY), row("Public")) == snapshot


def test_one_that_is_withdrawn_beside_several(snapshot):
    found = said(row("School", withdrawn_on=JULY), row("Partnership"), row("Public"), row("School"))
    assert found == snapshot


def test_one_that_ended_beside_wider_ones(snapshot):
    one = said(row("School", expires_on=JULY), row("Partnership"))
    two = said(row("School", expires_on=JULY), row("Partnership"), row("Public"))
    assert [*one, *two] == snapshot


def test_two_texts_for_the_same_readers(snapshot):
    marks = [mark_of(text) for text in ("one", "two")]
    assert said(*(row(text_mark=mark) for mark in marks)) == snapshot
    assert not said(row(text_mark=marks[0]), row(text_mark=" ".join(marks)))
    assert not said(row(text_mark=marks[0]), row())
    assert not said(row(text_mark=marks[0]), row("School", text_mark=marks[1]))


def test_a_row_that_names_no_practice_beside_one_that_does():
    (told,) = said(row("Public", withdrawn_on=JULY), row("Public", item="B1"))
    assert "row 7, for everyone, still stands" in told
    (told,) = said(row("Public", withdrawn_on=JULY, item="B1"), row("Public"))
    assert "row 7, for everyone, still stands" in told
    first, second = (mark_of(text) for text in ("one", "two"))
    (told,) = said(row(text_mark=first), row(text_mark=second, item="B1"))
    assert told.startswith("Rows 6 and 7 of the Sign-off sheet sign")


NOTHING = {
    "one row": [row()],
    "one row that was withdrawn": [row(withdrawn_on=JULY)],
    "a wider row that was withdrawn": [row("Partnership"), row("Public", withdrawn_on=JULY)],
    "signed again after it was withdrawn": [row(withdrawn_on=JUNE), row(signed_on=JULY)],
    "a wider one signed after it": [row("School", withdrawn_on=JUNE), row(signed_on=JULY)],
    "signed again before it ended": [row(expires_on=JULY), row(signed_on=JUNE)],
    "another document": [row(withdrawn_on=JULY), row(document="Impact reflection")],
    "another practice": [row(withdrawn_on=JULY, item="B1"), row(item="B2")],
    "a year that is closed": [row("School", withdrawn_on=JULY, cycle="2024-25"), row()],
    "one that is withdrawn later": [row("School", withdrawn_on=date(2026, 8, 1)), row()],
    "both withdrawn": [row("School", withdrawn_on=JULY), row(withdrawn_on=JULY)],
    "nobody signed the other": [row("School", withdrawn_on=JULY), row(signed_by=None)],
    "half a row": [row("", ""), row(None, None), row("Governors", withdrawn_on=JULY), row()],
}


@pytest.mark.parametrize("case", NOTHING)
def test_nothing_is_said_where_nothing_is_at_odds(case):
    assert said(*NOTHING[case]) == []


def test_on_a_fixed_day_a_later_withdrawal_counts():
    rows = (row("School", withdrawn_on=date(2026, 8, 1)), row())
    assert not said(*rows) and len(said(*rows, fixed=True)) == 1


def test_many_rows_are_told_in_their_order():
    rows = [row("School", f"Document {n}", withdrawn_on=JULY) for n in range(40)]
    rows += [row("Public", f"document  {n}") for n in reversed(range(40))]
    found = said(*rows)
    assert len(found) == 40 and found[3].startswith("Row 9 of the Sign-off sheet withdrew")
    assert "but row 82, for everyone, still stands" in found[3]
