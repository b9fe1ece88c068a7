"""Every usual way of writing a day, and the ways that are refused."""

from __future__ import annotations

import datetime as dt

import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research.intake.read.dates import read_date
from spp_research.intake.read.sheets import RawCell

_A_WEEK = [dt.date(2026, 11, 23 + n) for n in range(7)]
THIRD = dt.date(2026, 9, 3)


def read(value, from_1904=False):
    return read_date(RawCell(7, 2, value), from_1904)


@pytest.mark.parametrize(
    "written",
    [
        "03/09/2026",
        "3/9/2026",
        "3/9/26",
        "03.09.2026",
        "3-9-26",
        "03 09 2026",
        "3 / 9 / 2026",
        "3 Sep 2026",
        "3 Sept 2026",
        "3rd September 2026",
        "3rd of September 2026",
        "3-Sep-26",
        "Thursday 3 September 2026",
        "Thu, 3 Sep 2026",
        "Thur 3 September 2026",
        "Thurs. 3 Sept 2026",
        "Th 3/9/2026",
        "03/09/2026 (Thu)",
        "3 September 2026, Thursday",
        "the 3rd of September 2026",
        "2026/09/03 9:30:00 am GMT",
        "September 3, 2026",
        "Sept. 3rd, 2026",
        "2026-09-03",
        "2026/9/3",
        "2026-09-03T09:30:00",
        "03/09/2026 09:30",
        "46268",
        46268,
        46268.4,
        dt.date(2026, 9, 3),
        dt.datetime(2026, 9, 3, 9, 30),
    ],
)
def test_one_day_in_many_spellings(written):
    assert read(written) == (THIRD, "", "")


def test_a_workbook_that_counts_from_1904():
    assert read(46268 - 1462, from_1904=True)[0] == THIRD


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("9/25/2026", "date.not-uk-order"),
        ("2026-25-09", "date.not-uk-order"),
        ("25/25/2026", "date.no-such-day"),
        ("0/9/2026", "date.no-such-day"),
        ("29/02/2025", "date.no-such-day"),
        ("31 June 2026", "date.no-such-day"),
        ("3/9", "date.incomplete"),
        ("3 September", "date.incomplete"),
        ("September 2026", "date.incomplete"),
        ("Mon 5th Jan", "date.incomplete"),
        ("Thurs 3rd", "date.incomplete"),
        ("2026", "date.incomplete"),
        (2026, "date.incomplete"),
        (dt.date(1905, 7, 18), "date.incomplete"),  # 2026 typed into a cell for dates
        ("tbc", "date.incomplete"),
        ("3/9/1926", "date.year"),
        ("3/9/2126", "date.year"),
        (dt.date(1999, 12, 31), "date.year"),
        (25_000, "date.year"),
        ("26-01-05", "date.year-first"),
        ("26/01/05", "date.year-first"),
        ("26.01.05", "date.year-first"),
        ("26-Jan-05", "date.year-first"),
        ("24-11-25", "date.year-first"),
        ("Mon 26-01-05", "date.year-first"),
        ("Monday 3 September 2026", "date.weekday"),
        ("03/09/2026 Weds", "date.weekday"),
        ("5 – 6 January 2026", "date.not-a-date"),
        ("4 & 5 November 2025", "date.not-a-date"),
        ("05/01/2026 to 06/01/2026", "date.not-a-date"),
        ("w/c 5/1/26", "date.not-a-date"),
        ("3/Spt/2026", "date.not-a-date"),
        ("3 Mayor 2026", "date.not-a-date"),
        ("Autumn 2", "date.not-a-date"),
        ("20260903", "date.not-a-date"),
        (0, "date.not-a-date"),
        (-5, "date.not-a-date"),
        (1e12, "date.not-a-date"),
        (True, "date.not-a-date"),
        (dt.time(9, 30), "date.not-a-date"),
        ("３/９/２０２６", "date.not-a-date"),
    ],
)
def test_what_is_not_a_day_is_refused_and_never_turned_round(written, code):
    day, found, message = read(written)
    assert (day, found) == (None, code)
    assert message


@pytest.mark.parametrize("written", ["24/11/25", "25-11-25", "03-09-26", "3-9-26", "24.11.25"])
def test_a_short_year_is_read_where_only_one_order_is_likely(written):
    assert read(written)[1] == ""


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.sampled_from("-/. "))
@examples(60)
def test_a_date_with_two_digits_is_read_day_first_or_asked_about(day, gap):
    found, code, _ = read(f"{day:%d}{gap}{day:%m}{gap}{day:%y}")
    assert (found == day and not code) or (found is None and code == "date.year-first")


_SHORT = ("Mo Tu We Th Fr Sa Su", "Mon Tue Wed Thu Fri Sat Sun", "mon tues weds thur fri sat sun")


@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from([*(words.split() for words in _SHORT), [f"{d:%A}" for d in _A_WEEK]]),
    st.integers(0, 6),
)
@examples(60)
def test_a_weekday_must_be_that_of_the_date(day, words, number):
    found, code, _ = read(f"{words[number]} {day.day} {day:%B %Y}")
    if number == day.weekday():
        assert (found, code) == (day, "")
    else:
        assert (found, code) == (None, "date.weekday")


@given(st.text(max_size=80) | st.from_regex(r"[0-9a-z ./,&-]{0,70}", fullmatch=True))
@examples(60)
def test_any_text_is_a_day_or_a_reason(text):
    day, code, message = read(text)
    assert (day is None) == bool(code) == bool(message)


def test_every_day_of_two_years_is_read_back_from_its_uk_spelling():
    day = dt.date(2025, 1, 1)
    while day.year < 2027:
        assert read(f"{day:%d/%m/%y}")[0] == day
        assert read(f"{day.day} {day:%B %Y}")[0] == day
        day += dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "month", "guess"),
    [
        ("5 Ionawr 2026", "Ionawr", ""),
        ("5 Janaury 2026", "Janaury", " Did you mean “January”?"),
        ("Febuary 5, 2026", "Febuary", " Did you mean “February”?"),
        ("3/Spt/2026", "Spt", " Did you mean “Sept”?"),
    ],
)
def test_a_word_that_is_no_month_is_named(text, month, guess):
    # “Write the day first” would be no help: it stands there already.
    day, code, message = read_date(RawCell(7, 5, text))
    assert (day, code) == (None, "date.not-a-date")
    assert message == (
        f"“{text}” is not a date, because “{month}” is not a month in English: write the date in "
        f"figures, for example 05/01/2026.{guess}"
    )
