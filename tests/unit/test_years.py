"""Two years in one timetable, and a cycle that changed: whose reviews a document counts."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from spp_research import intake
from spp_research.documents import partnership_report as report
from spp_research.errors import EvidenceError
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.partnership.year import open_year
from spp_research.protect.marks import MARK
from spp_research.schema import PARTNERSHIP
from spp_research.school.evidence import open_school
from spp_research.workspace import open_workspace

SCHOOLS = ("ash", "birch", "cedar", "dogwood")
LAST_YEAR = [date(2025, 11, 4), date(2025, 12, 2), date(2026, 1, 27), date(2026, 3, 3)]
THIS_YEAR = [date(2026, 11, 3), date(2026, 12, 1), date(2027, 1, 26), date(2027, 3, 2)]


def text(section) -> str:
    parts = getattr(section, "parts", (section,))
    return "\n".join(part._repr_mimebundle_()[MARK]["markdown"] for part in parts)


@pytest.fixture
def made(tmp_path):
    """A workspace with these reviews, and no school's workbook."""

    def make(cycle: str, *starts: list[date]):
        rows = {
            "partnership": [{"name": "Hill Partnership", "cycle": cycle}],
            "schools": [{"school": s, "school_name": f"{s.title()} School"} for s in SCHOOLS],
            "people": [
                {"person_id": "P1", "name": "Ann Hill", "school": "ash", "role": "Headteacher"}
            ],
            "timetable": [
                {"school": school, "review_start": day}
                for days in starts
                for school, day in zip(SCHOOLS, days, strict=True)
            ],
        }
        intake.write_workbook(tmp_path / "partnership.xlsx", PARTNERSHIP, rows)
        (tmp_path / "settings.yml").write_text("as_at: 2026-11-28\n", "utf-8")
        return str(tmp_path)

    return make


def test_only_the_reviews_of_the_cycle_are_counted(made):
    year = open_year(made("2026-27", LAST_YEAR, THIS_YEAR), "partnership")

    said = text(report.key_points(year))
    assert "One of four schools has had a peer review in 2026-27" in said
    left_out = text(report.left_out(year))
    assert "Four reviews in the timetable are of another cycle" in left_out
    assert "4 November 2025 to 3 March 2026" in left_out


def test_the_report_of_last_year_counts_last_year_s(made):
    year = open_year(made("2025-26", LAST_YEAR, THIS_YEAR), "partnership")

    assert "All four schools have had a peer review in 2025-26" in text(report.key_points(year))


def test_a_clean_timetable_has_nothing_to_leave_out(made):
    year = open_year(made("2026-27", THIS_YEAR), "partnership")

    assert year.partnership.other_reviews.empty
    assert "another cycle" not in text(report.left_out(year))


def test_what_is_asked_of_a_school_is_its_review_of_this_cycle(made):
    partnership = open_partnership(open_workspace(made("2026-27", LAST_YEAR, THIS_YEAR)))

    assert partnership.review_of("dogwood")["review_start"] == pd.Timestamp(2027, 3, 2)
    assert partnership.review_of("dogwood", date(2026, 4, 1))["review_start"].year == 2027
    assert len(partnership.other_reviews) == 4


def test_a_cycle_that_changed_while_the_rows_stayed_makes_no_report(made):
    with pytest.raises(EvidenceError, match="no review of the timetable is of that time"):
        open_year(made("2026-27", LAST_YEAR), "partnership")


def test_a_cycle_without_a_year_counts_every_review_of_one_year(made):
    year = open_year(made("Year 2", LAST_YEAR), "partnership")

    assert "All four schools have had a peer review in Year 2" in text(report.key_points(year))


def test_a_school_of_the_example_is_of_its_cycle_only(riverside):
    folder = riverside
    lead = intake.read_workbook(folder / "partnership.xlsx", PARTNERSHIP)
    rows = {name: frame.to_dict("records") for name, frame in lead.frames.items()}
    for sheet in rows.values():
        for row in sheet:
            for key, value in row.items():
                if isinstance(value, tuple):
                    row[key] = "; ".join(value)
                elif pd.isna(value):
                    row[key] = None
    rows["partnership"][0]["cycle"] = "2026-27"
    rows["sign_off"] = []
    for row in rows["timetable"]:
        for key, value in row.items():
            if isinstance(value, pd.Timestamp):
                row[key] = value + pd.DateOffset(years=1)
    intake.write_workbook(folder / "partnership.xlsx", PARTNERSHIP, rows)

    place = open_workspace(str(folder))
    found = {f.code for r in intake.check_workspace(place, ["oakfield"]) for f in r.faults}
    assert {"evidence.other-cycle", "sign-off.other-cycle", "survey.other-cycle"} <= found
    with pytest.raises(EvidenceError):
        open_school(str(folder), "oakfield", "school")
