"""A report is made again on the days that change it, and left alone on all the others."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from spp_research.kinds import KINDS
from spp_research.run.cache import fingerprint
from spp_research.run.jobs import Job
from spp_research.run.turning_days import behind

AFTER_ALL = date(2026, 7, 20)
DAY = timedelta(days=1)
OAKFIELD = "schools/oakfield/evidence.xlsx"


def mark(workspace: Path, day: date, school: str = "oakfield") -> str:
    """The fingerprint of a school's report on a day, or of the partnership's."""
    kind = "partnership-report" if school == "partnership" else "review-summary"
    return fingerprint(Job(str(workspace), KINDS[kind], school, made_on=day), "pandoc 3.9")


def write(path: Path, sheet: str, header: str, value: object) -> None:
    """Put a value under a header into the first filled row of a sheet of a workbook."""
    book = openpyxl.load_workbook(path)
    rows = [[c.value for c in row] for row in book[sheet].iter_rows()]
    top = next(n for n, row in enumerate(rows) if row[0] == "Row")
    first = next(n for n in range(top + 1, len(rows)) if rows[n][0] not in ("Help", "Example"))
    labels = [str(label).removesuffix(" (needed)") for label in rows[top]]
    book[sheet].cell(first + 1, labels.index(header) + 1, value)
    book.save(path)


def test_a_report_stays_as_it_is_on_a_day_that_changes_nothing(riverside):
    assert mark(riverside, AFTER_ALL) == mark(riverside, AFTER_ALL + 400 * DAY)


@pytest.mark.slow
@pytest.mark.parametrize("header", ["Signed off on", "Expires on", "Withdrawn on"])
def test_a_report_changes_on_the_day_that_a_sign_off_begins_or_ends(riverside, header):
    ends = AFTER_ALL + 30 * DAY
    write(riverside / OAKFIELD, "Sign-off", header, ends)
    assert mark(riverside, ends - DAY) == mark(riverside, AFTER_ALL)
    assert mark(riverside, ends) != mark(riverside, ends - DAY)
    assert mark(riverside, ends + 2 * DAY) == mark(riverside, ends + DAY)


@pytest.mark.slow
def test_a_stage_of_the_timetable_counts_for_the_school_and_the_partnership(riverside):
    """And not for another school. A stage of the very day is not done yet, on the next it is."""
    stage = AFTER_ALL + 30 * DAY
    write(riverside / "partnership.xlsx", "The year's reviews", "Impact review", stage)
    row = openpyxl.load_workbook(riverside / "partnership.xlsx")["The year's reviews"]
    ours = next(r[1] for r in row.iter_rows(min_row=7, values_only=True) if r[0] is None)
    other = next(p.name for p in (riverside / "schools").iterdir() if p.name != ours)
    for school in (ours, "partnership"):
        marks = [mark(riverside, stage + n * DAY, school) for n in (-1, 0, 1)]
        assert len(set(marks)) == 3
    assert mark(riverside, stage, other) == mark(riverside, AFTER_ALL, other)


def test_the_end_of_a_sign_off_in_a_share_file_counts_for_the_partnership(tmp_path):
    from spp_research.share import SchoolShare
    from spp_research.share.content import sealed, text_of
    from spp_research.share.records import Signed

    who = {"name": "Ruth Adeyemi", "role": "Headteacher", "audience": "partnership"}
    line = Signed(document="Review summary", signed_on=AFTER_ALL, ends_on=AFTER_ALL + DAY, **who)
    of = {"partnership": "Riverside", "cycle": "2025-26", "school": "a", "school_name": "A"}
    share = SchoolShare(kit="1", made_on=AFTER_ALL, sign_offs=(line,), **of)
    path = tmp_path / "a.json"
    path.write_text(text_of(sealed(share)), encoding="utf-8")
    days = [
        behind(
            Job("", KINDS["partnership-report"], "partnership", made_on=AFTER_ALL + n * DAY), [path]
        )
        for n in (-1, 0, 1, 2, 3)
    ]
    assert [len(each) for each in days] == [0, 1, 2, 2, 2]
    assert days[3] == days[4] != days[2]


def test_a_workbook_that_is_missing_or_broken_has_no_days(tmp_path):
    (tmp_path / "evidence.xlsx").write_bytes(b"no workbook")
    (tmp_path / "share.json").write_bytes(b"no share")
    job = Job(str(tmp_path), KINDS["review-summary"], "oakfield")
    files = ("evidence.xlsx", "none.xlsx", "share.json")
    assert behind(job, [tmp_path / name for name in files]) == []
