"""Opening a school's evidence: records, sign-offs, and what stands in the way."""

import shutil
from datetime import date

import pandas as pd
import pytest

from spp_research import open_school
from spp_research.errors import ConfigurationError, DisclosureError, EvidenceError
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.protect.sign_off import standing
from spp_research.school.practice import refusal
from spp_research.workspace import open_workspace


@pytest.fixture(scope="module")
def partnership():
    return open_partnership(open_workspace("example"))


def test_schools_stand_in_the_leads_order(partnership):
    slugs = [school.slug for school in partnership.schools]
    assert slugs[:2] == ["oakfield", "withy-bridge"] and slugs != sorted(slugs)
    assert partnership.lead == "Ruth Adeyemi"


def test_an_unknown_school_is_refused_with_the_nearest(partnership):
    with pytest.raises(ConfigurationError, match=r"Did you mean oakfield\? Its schools are"):
        partnership.school("oakfeild")


def test_a_review_is_looked_up_by_the_day(partnership):
    timetable = partnership.timetable
    again = timetable[timetable["school"] == "oakfield"].assign(
        review_start=pd.Timestamp("2026-11-03")
    )
    later = pd.concat([timetable, again])
    both = type(partnership)(**{**partnership.__dict__, "timetable": later})
    assert both.review_of("oakfield", date(2026, 7, 10))["review_start"].year == 2025
    assert both.review_of("oakfield", date(2026, 12, 1))["review_start"].year == 2026
    assert both.review_of("oakfield", date(2025, 1, 1))["review_start"].year == 2025
    assert both.review_of("nowhere") is None


def sheet(*rows):
    columns = ["document", "audience", "signed_by", "role", "signed_on", "withdrawn_on"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(
        signed_on=pd.to_datetime(frame["signed_on"]),
        withdrawn_on=pd.to_datetime(frame["withdrawn_on"]),
        expires_on=pd.NaT,
    )


TODAY = date(2026, 7, 10)


@pytest.mark.parametrize(
    ("audience", "row", "stands"),
    [
        ("partnership", ("Partnership", "2026-07-01", None), True),
        ("school", ("Partnership", "2026-07-01", None), True),
        ("public", ("Partnership", "2026-07-01", None), False),
        ("partnership", ("Public", "2026-07-01", None), True),
        ("partnership", ("Partnership", "2026-07-10", None), True),
        ("partnership", ("Partnership", "2026-07-11", None), False),
        ("partnership", ("Partnership", "2026-07-01", "2026-07-10"), False),
        ("partnership", ("Partnership", "2026-07-01", "2026-07-11"), True),
    ],
)
def test_a_sign_off_stands_for_its_audience_and_the_narrower_ones(audience, row, stands):
    who, signed, withdrawn = row
    signed_off = sheet(("Review summary", who, "Ruth", "Headteacher", signed, withdrawn))
    found = standing(signed_off, "Review summary", audience, TODAY, fixed=False)
    assert (found is not None) is stands
    assert standing(signed_off, "Impact reflection", audience, TODAY, fixed=False) is None


def test_no_sign_off_at_all_stands_for_nobody():
    for fixed in (True, False):
        assert standing(sheet(), "Review summary", "school", TODAY, fixed=fixed) is None


@pytest.mark.slow
@pytest.mark.parametrize("school", ["oakfield", "tannery-lane", "nether-sallow", "osier-road"])
def test_why_a_practice_may_not_be_shown_to_everyone(school, snapshot):
    study = open_school("example", school, "public")
    assert refusal(study.base, "public", study.as_at, fixed=True) == snapshot


def test_an_unknown_audience_is_refused():
    with pytest.raises(DisclosureError, match="is not an audience"):
        open_school("example", "oakfield", "everyone")


def test_a_missing_workbook_says_where_to_put_it(riverside):
    (riverside / "schools" / "oakfield" / "evidence.xlsx").unlink()
    with pytest.raises(EvidenceError, match="make it with spp add-school"):
        open_school(str(riverside), "oakfield", "school")


def test_a_workbook_in_another_schools_folder_is_refused(riverside):
    shutil.copy(
        riverside / "schools" / "withy-bridge" / "evidence.xlsx",
        riverside / "schools" / "oakfield" / "evidence.xlsx",
    )
    shutil.rmtree(riverside / "schools" / "oakfield" / "pupils")
    with pytest.raises(EvidenceError, match=r"says “withy-bridge” and lies in"):
        open_school(str(riverside), "oakfield", "school")
