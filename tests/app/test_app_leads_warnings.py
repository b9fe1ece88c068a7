"""What a school is shown of the lead's workbook, which it has a copy of and cannot mend."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from browsing import Browser


def with_second_ids(book: Path, *names: str, email: str = "") -> None:
    """Some colleagues have a second row with another ID, which is worth a look."""
    opened = openpyxl.load_workbook(book)
    sheet = opened["People and training"]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] is None]
    for number, name in enumerate(names, 90):
        row = list(next(one for one in rows if one[2] == name))
        row[1] = f"P{number}"
        sheet.append(row)
    if email:
        sheet["F20"] = email
    opened.save(book)


@pytest.mark.parametrize(
    ("names", "shown", "counted"),
    [
        ((), (), ""),
        (("Helen Marsden",), (), "is for the lead alone to look at, 1 thing"),
        (("Tom Hesketh", "Helen Marsden"), ("Tom Hesketh",), "look at, 1 thing,"),
    ],
)
def test_a_school_sees_what_concerns_it(school: Browser, names, shown, counted):
    with_second_ids(school.session.folder / "partnership.xlsx", *names)
    page = school.get("/partnership").words
    for name in ("Tom Hesketh", "Helen Marsden"):
        assert (f"“{name}” is “P" in page) == (name in shown)
    assert ("for the lead alone" in page) == bool(counted)
    assert counted in page
    assert ("Nothing in it stands in the way" in page) == (bool(names) and not shown)


def test_what_stops_its_documents_is_shown_with_who_can_mend_it(school: Browser):
    with_second_ids(
        school.session.folder / "partnership.xlsx", "Helen Marsden", email="the first of May"
    )
    page = school.get("/partnership").words
    assert "only the lead of your partnership can do it" in page
    assert "F20" in page
    assert "Helen Marsden" not in page
    home = school.get("/").words
    assert "only the lead of your partnership can mend it" in home


def test_the_lead_sees_all_of_it(lead: Browser):
    with_second_ids(lead.session.folder / "partnership.xlsx", "Tom Hesketh", "Helen Marsden")
    page = lead.get("/partnership").words
    assert "“Tom Hesketh” is “P" in page
    assert "“Helen Marsden” is “P" in page
    assert "for the lead alone" not in page
