"""Why a document that has a row of the Sign-off sheet stands under none of them."""

from __future__ import annotations

from datetime import date

import pytest

from spp_research.protect.sign_off import all_standing, why_unsigned
from spp_research.words.sign_offs import unsigned_words

TODAY = date(2026, 7, 10)
DOCUMENT = "Best-practice write-up"
ROW = {
    "document": DOCUMENT,
    "audience": "Public",
    "signed_by": "Ruth Adeyemi",
    "role": "Headteacher",
    "signed_on": date(2026, 7, 1),
    "expires_on": None,
    "withdrawn_on": None,
}
CASES = {
    "withdrawn": [{"withdrawn_on": date(2026, 7, 2)}],
    "ended": [{"expires_on": date(2026, 7, 10)}],
    "begins later": [{"signed_on": date(2026, 9, 1)}, {"signed_on": date(2026, 8, 1)}],
    "for fewer": [{"audience": "School"}, {"audience": "Partnership"}],
    "nobody signed": [{"signed_by": None}],
    "withdrawn, and for fewer": [{"audience": "Partnership"}, {"withdrawn_on": date(2026, 7, 2)}],
    "ended, and withdrawn before": [
        {"expires_on": date(2026, 7, 9)},
        {"withdrawn_on": date(2026, 7, 2)},
    ],
}


def why(rows, *, fixed: bool = False):
    numbered = list(enumerate(({**ROW, **row} for row in rows), start=7))
    assert all_standing(numbered, DOCUMENT, "public", TODAY, fixed=fixed) == []
    return why_unsigned(numbered, DOCUMENT, "public", TODAY, fixed=fixed)


@pytest.mark.parametrize("case", CASES)
def test_the_reason_that_is_most_to_the_point_is_said(case, snapshot):
    assert unsigned_words(why(CASES[case])) == snapshot


def test_a_withdrawal_to_come_counts_where_the_settings_fix_the_day():
    found = why([{"withdrawn_on": date(2026, 12, 1)}], fixed=True)
    assert unsigned_words(found) == "its sign-off was withdrawn on 1 December 2026"


def test_rows_about_something_else_say_nothing():
    assert why([]) is None
    assert why([{"document": "Review summary"}]) is None
    assert why([{"cycle": "2024-25"}]) is None
