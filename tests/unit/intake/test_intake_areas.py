"""Ofsted areas: tags that belong to the framework in force on the day of the review."""

from datetime import date

import pandas as pd
import pytest

from spp_research import intake
from spp_research.schema import SCHOOL
from spp_research.schema.vocabulary import FRAMEWORKS, OFSTED_AREAS, in_force

BEFORE, SINCE = FRAMEWORKS


@pytest.mark.parametrize(
    ("day", "framework"),
    [
        (date(2019, 9, 2), BEFORE),
        (date(2025, 11, 9), BEFORE),
        (date(2025, 11, 10), SINCE),
        (date(2030, 1, 1), SINCE),
    ],
)
def test_the_framework_changed_on_10_november_2025(day, framework):
    assert in_force(day) is framework


def test_no_area_has_the_same_name_in_two_frameworks():
    assert len(OFSTED_AREAS) == len(set(OFSTED_AREAS)) == len(BEFORE.areas) + len(SINCE.areas)


def read(folder, areas, *days):
    """The self-review of one question with these areas, and what is found in it."""
    rows = {
        "school": [
            {"school": "ashdown", "school_name": "Ashdown", "focus": "To what extent is it so?"}
        ],
        "self_review": [
            {
                "question_id": "Q1",
                "theme": "Looking Forward: Strategic direction",
                "question": "To what extent is it so?",
                "ofsted_areas": areas,
            }
        ],
    }
    known = intake.review_days(
        pd.DataFrame({"school": "ashdown", "review_start": list(map(pd.Timestamp, days))})
    )
    reading = intake.read_workbook(
        intake.write_workbook(folder / "evidence.xlsx", SCHOOL, rows), SCHOOL, known
    )
    return reading.frames["self_review"]["ofsted_areas"].iloc[0], {f.code for f in reading.faults}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("areas", "days", "value", "codes"),
    [
        (None, ["2025-11-09"], (), set()),
        ("Inclusion", ["2025-11-09"], ("Inclusion",), {"area.not-in-force"}),
        ("Inclusion", ["2025-11-10"], ("Inclusion",), set()),
        ("Early years", ["2025-11-10"], ("Early years",), {"area.not-in-force"}),
        ("Early years", ["2025-11-09"], ("Early years",), set()),
        ("Inclusion", ["2025-06-01", "2026-06-01"], ("Inclusion",), set()),
        ("Inclusion; early years", [], ("Inclusion", "Early years"), set()),
        ("inclusion,\nINCLUSION; –", ["2026-01-01"], ("Inclusion",), set()),
    ],
)
def test_areas_are_read_and_compared_with_the_day_of_the_review(
    areas, days, value, codes, tmp_path
):
    assert read(tmp_path, areas, *days) == (value, codes)
