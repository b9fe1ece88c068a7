"""Nothing is shown to a wider audience than a named person has agreed to, on the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from spp_research.display.front import school_front
from spp_research.documents.partnership_report.opening import front as partnership_front
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.partnership.year import Year
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import standing
from spp_research.school.practice import DOCUMENT, refusal
from spp_research.settings import Settings
from spp_research.workspace import open_workspace

YEAR = "Partnership report"
DAY = date(2026, 7, 10)


def sheet(**row) -> pd.DataFrame:
    """A sign-off sheet with one row."""
    whole = {
        "document": DOCUMENT,
        "audience": "Public",
        "signed_by": "Ruth Adeyemi",
        "role": "Headteacher",
        "signed_on": "2026-07-01",
        "expires_on": None,
        "withdrawn_on": None,
        **row,
    }
    frame = pd.DataFrame([whole]).astype({"signed_by": "str", "role": "str"})
    return frame.assign(
        signed_on=pd.to_datetime(frame["signed_on"]),
        expires_on=pd.to_datetime(frame["expires_on"]),
        withdrawn_on=pd.to_datetime(frame["withdrawn_on"]),
    )


def base(signed: pd.DataFrame, **words) -> SimpleNamespace:
    """A school with a practice and these sign-offs."""
    from spp_research.intake.check.free_texts import cleared_of
    from spp_research.schema import SCHOOL

    def sheet_of(name, **values):
        cells = {f.name: pd.NA for f in SCHOOL.sheet(name).fields}
        return pd.DataFrame([cells | values], index=[7])

    own = sheet_of("school", not_names=words.pop("not_names", pd.NA))
    return SimpleNamespace(
        school=SimpleNamespace(slug="oakfield"),
        own=own,
        cleared=cleared_of(own.to_dict("records")),
        practice=sheet_of("practice", **{"principle": "Read aloud each day"} | words),
        outcomes=sheet_of("outcomes"),
        photos=sheet_of("photos"),
        materials=sheet_of("materials"),
        attachments=None,
        columns={("practice", "steps"): 12},
        pupil_names=frozenset({"Ngozi Tallowby"}),
        sign_offs=signed,
        sign_off=lambda *asked, **how: standing(signed, *asked, **how),
    )


@pytest.mark.parametrize(
    ("row", "audiences"),
    [
        ({}, {"school", "partnership", "public"}),
        ({"audience": "Partnership"}, {"school", "partnership"}),
        ({"audience": "School"}, {"school"}),
        ({"document": "Review summary"}, set()),
        ({"signed_on": "2026-07-10"}, {"school", "partnership", "public"}),
        ({"signed_on": "2026-07-11"}, set()),
        ({"withdrawn_on": "2026-07-10"}, set()),
        ({"withdrawn_on": "2026-07-11"}, {"school", "partnership", "public"}),
        ({"expires_on": "2026-07-10"}, set()),
        ({"expires_on": "2026-07-11"}, {"school", "partnership", "public"}),
        ({"signed_by": "  "}, set()),
        ({"role": ""}, set()),
    ],
)
def test_a_sign_off_stands_for_its_audience_and_narrower_ones_on_its_days(row, audiences):
    assert stand(row, fixed=False) == audiences


@pytest.mark.parametrize(
    ("row", "audiences"),
    [
        ({}, {"school", "partnership", "public"}),
        ({"withdrawn_on": "2026-07-10"}, set()),
        ({"withdrawn_on": "2026-07-11"}, set()),
        ({"withdrawn_on": "2027-11-20"}, set()),
        ({"expires_on": "2026-07-10"}, set()),
        ({"expires_on": "2026-07-11"}, {"school", "partnership", "public"}),
        ({"signed_on": "2026-07-11"}, set()),
    ],
)
def test_where_the_day_is_fixed_a_withdrawal_counts_whatever_its_date(row, audiences):
    """No later day would ever come, and a page that was taken back would stay for good."""
    assert stand(row, fixed=True) == audiences


def stand(row, *, fixed: bool) -> set[str]:
    """The audiences for which a sign-off stands on the day."""
    return {
        audience
        for audience in ("school", "partnership", "public")
        if standing(sheet(**row), DOCUMENT, audience, DAY, fixed=fixed)
    }


@pytest.mark.parametrize(("settings", "stands"), [(Settings(), True), (Settings(as_at=DAY), False)])
def test_the_front_of_a_report_says_whether_the_day_is_fixed(settings, stands):
    """A school's report and the partnership's; where none stands, it is marked as a draft."""
    rules = SimpleNamespace(audience=Audience.PARTNERSHIP)
    rows = {name: sheet(document=name, withdrawn_on="2026-07-11") for name in (DOCUMENT, YEAR)}
    partnership = replace(open_partnership(open_workspace("example")), sign_offs=rows[YEAR])
    seen = {"partnership": partnership, "rules": rules, "settings": settings, "as_at": DAY}
    school = base(rows[DOCUMENT])
    school.school.name = "Oakfield"
    study = SimpleNamespace(**seen, base=school)
    assert (school_front(study, DOCUMENT, "A title").sign_off is not None) is stands
    year = Year(shares={}, refused={}, missing=(), **seen)
    assert (partnership_front(year).sign_off is not None) is stands


REFUSED = {
    "signed for fewer": {"audience": "Partnership"},
    "withdrawn": {"withdrawn_on": "2026-07-09"},
    "expired": {"expires_on": "2026-07-09"},
    "not yet": {"signed_on": "2026-09-01"},
    "another document": {"document": "Review summary"},
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_a_refusal_says_what_to_fill_in(row, snapshot):
    assert refusal(base(sheet(**row)), "public", DAY, fixed=False) == snapshot


def test_a_refusal_says_why_a_withdrawal_does_not_wait_for_its_date(snapshot):
    school = base(sheet(withdrawn_on="2026-11-20"))
    assert refusal(school, "public", DAY, fixed=False) == ""
    assert refusal(school, "public", DAY, fixed=True) == snapshot


def test_what_points_to_one_person_stops_publication_and_is_not_repeated(snapshot):
    school = base(
        sheet(), steps="Ring 020 7946 0018 first.\nThen read.", contact_email="head@example.org"
    )
    said = refusal(school, "public", DAY, fixed=False)
    assert said == snapshot
    assert "7946" not in said
    assert refusal(school, "partnership", DAY, fixed=False) == ""
    plain = base(sheet(), steps="Read. Then talk.")
    assert refusal(plain, "public", DAY, fixed=False) == ""


def test_a_name_that_only_the_schools_lists_know_stops_publication(snapshot):
    steps = {"steps": "Tallowby led it. Ann Hill watched.", "contact_name": "Ann Hill"}
    said = refusal(base(sheet(), **steps), "public", DAY, ["Ann Hill"], fixed=False)
    assert said == snapshot
    assert "Tallow" not in said and "Hill" not in said


def test_only_what_somebody_has_looked_at_is_let_through():
    """The very words, in whatever case; another name in the same place is found again."""
    cleared = {"not_names": "ella; 020 7946 0018"}
    text = "Ella in 2R; 020 7946 0018"

    def said(**words):
        return refusal(base(sheet(), **words), "public", DAY, fixed=False)

    assert said(steps=text)
    assert said(steps=text, **cleared) == ""
    assert said(steps=f"Noah in 2R; {text}", **cleared)


def change(path, title, **values):
    """Fill in cells of every row of a sheet of a workbook, by header."""
    book = openpyxl.load_workbook(path)
    page = book[title]
    header = next(row for row in range(1, 20) if page.cell(row, 1).value == "Row")
    places = {str(c.value).removesuffix(" (needed)"): c.column for c in page[header]}
    for row in range(header + 1, page.max_row + 1):
        if page.cell(row, 1).value not in ("Help", "Example") and page.cell(row, 2).value:
            for label, value in values.items():
                page.cell(row, places[label.replace("_", " ")], value)
    book.save(path)


@pytest.mark.slow
def test_a_report_for_more_than_signed_is_a_draft_and_the_site_refuses(spp, riverside):
    """And a page goes at the next build after its sign-off has ended."""
    at = ("--workspace", riverside, "--renderer", "pandoc")
    evidence = riverside / "schools/oakfield/evidence.xlsx"
    page = riverside / "_site/practices/oakfield.html"
    assert spp("site", *at).code == 0
    assert page.is_file()
    change(evidence, "Sign-off", Expires_on="09/07/2026")
    assert "expired on 9 July 2026" in spp("site", *at).err
    assert not page.exists()
    change(evidence, "Sign-off", Expires_on=None, Audience="School")
    book = openpyxl.load_workbook(evidence)  # one row a document: the key of the sheet
    rows = book["Sign-off"]
    seen = set()
    for row in range(rows.max_row, 6, -1):
        if rows.cell(row, 2).value in seen:
            rows.delete_rows(row)
        seen.add(rows.cell(row, 2).value)
    book.save(evidence)
    ran = spp("site", *at)
    assert "signed off for school only" in ran.err
    assert not page.exists()
    for kind in ("best-practice", "review-summary"):
        ran = spp(
            "report", kind, "--school", "oakfield", "--to", "html", "--audience", "public", *at
        )
        assert ran.code == 0, ran.err
        text = (riverside / f"reports/oakfield/{kind}/report.qmd").read_text()
        assert "Draft: it is signed off for the school only" in text


@pytest.mark.slow
def test_a_withdrawal_takes_down_page_and_report_though_the_settings_fix_an_earlier_day(
    spp, riverside
):
    at = ("--workspace", riverside, "--renderer", "pandoc")
    report = ("report", "best-practice", "--school", "oakfield", "--to", "html", *at)
    text = riverside / "reports/oakfield/best-practice/report.qmd"
    page = riverside / "_site/practices/oakfield.html"
    assert "as_at: 2026-07-10" in (riverside / "settings.yml").read_text()

    def state() -> str:
        return spp(*report).out.split("\t", 1)[0]

    assert [state(), state()] == ["made", "unchanged"]
    assert "Draft:" not in text.read_text()
    assert "3 practices on the site" in spp("site", *at).err
    assert page.is_file()
    change(riverside / "schools/oakfield/evidence.xlsx", "Sign-off", Withdrawn_on="20/11/2026")
    assert [state(), state()] == ["made", "unchanged"]
    assert "Draft: its sign-off was withdrawn on 20 November 2026" in text.read_text()
    ran = spp("site", *at)
    assert "withdrawn on 20 November 2026" in ran.err
    assert "2 practices on the site" in ran.err
    assert not page.exists()
