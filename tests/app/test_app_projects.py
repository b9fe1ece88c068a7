"""Lots and plans in the pages of `spp app`: looked at first, and drawn where the pupils are."""

from __future__ import annotations

import re

import openpyxl
import pytest
from browsing import Answer, Browser
from test_app_books import files

from spp_research.intake import read_workbook
from spp_research.intake.read.certificates import read_page
from spp_research.schema import SCHOOL

AT = "/schools/oakfield/projects"
ROWS = "Pupil ID,Class,Baseline\n" + "".join(
    f"{n:03d},{'4A' if n % 2 else '4B'},{20 + n % 7}\n" for n in range(1, 17)
)
FIELDS = {"which": "sent", "outcomes": "O2", "by": "Ann Hill", "way": "groups"}


def looked(browser: Browser, rows: str = ROWS, **fields: str) -> Answer:
    return browser.post(f"{AT}/look", FIELDS | fields, file=("list.csv", rows.encode()))


def drawn(browser: Browser) -> Answer:
    mark = re.search('name="mark" value="([0-9a-f]{64})"', browser.get(f"{AT}/draw").text)
    assert mark
    return browser.follow(browser.post(f"{AT}/draw", {"mark": mark[1]}))


def lots(browser: Browser) -> list[str]:
    return sorted(
        p.name for p in (browser.session.folder / "schools/oakfield/pupils").glob("lots-*")
    )


def test_a_list_is_looked_at_and_then_drawn_with_a_certificate(school):
    assert AT in school.get("/schools/oakfield").links
    before = {*files(school.session.folder)}
    page = school.follow(looked(school, within="Class"))
    assert (
        "16 pupils, from the list that was sent, into a project and a comparison group."
        in page.words
    )
    assert "Within groups: within each of 2 groups of “Class”." in page.words
    assert {*files(school.session.folder)} == before
    done = drawn(school)
    assert "Draw D1 is made" in done.words
    assert "spp " not in done.words
    assert lots(school) == ["lots-D1.certificate.txt", "lots-D1.xlsx"]
    pupils = school.session.folder / "schools/oakfield/pupils"
    known = read_page(pupils / "lots-D1.certificate.txt")
    assert len(known.rows) == 16
    book = read_workbook(school.session.folder / "schools/oakfield/evidence.xlsx", SCHOOL)
    assert [row["certificate"] for _, row in book.rows["lots"].records] == [known.certificate]
    page = school.get(AT)
    assert known.certificate in page.text
    sent = school.get(f"{AT}/certificates/D1")
    assert sent.data == (pupils / "lots-D1.certificate.txt").read_bytes()
    assert "attachment" in sent.heads["content-disposition"]
    # Drawn once: neither the same page again nor the same list again draws.
    assert "No list waits" in school.follow(school.post(f"{AT}/draw", {"mark": "x"})).words
    refused = looked(school)
    assert (refused.status, "This list was drawn already (“D1”)" in refused.words) == (400, True)
    assert "--reason" not in refused.words
    assert "because: Two joined" in school.follow(looked(school, reason="Two joined")).words


def test_a_certificate_is_checked(school):
    looked(school)
    drawn(school)
    data = (school.session.folder / "schools/oakfield/pupils/lots-D1.certificate.txt").read_bytes()
    page = school.follow(school.post(f"{AT}/check", {}, file=("c.txt", data)))
    assert "Draw D1 comes out again, 16 pupils drawn with number" in page.words
    # A pupil changes sides, and the page does not come out again.
    arm, other = (b"project", b"comparison")
    at = data.rindex(arm) if data.rindex(arm) > data.rindex(other) else data.rindex(other)
    word = arm if data[at:].startswith(arm) else other
    changed = data[:at] + (other if word == arm else arm) + data[at + len(word) :]
    refused = school.post(f"{AT}/check", {}, file=("c.txt", changed))
    assert refused.status == 400
    assert school.post(f"{AT}/check", {}, file=("c.txt", b"\x00\xff" * 999)).status == 400
    assert school.post(f"{AT}/check", {}).status == 400


def test_one_of_the_schools_own_files_is_drawn_from(school):
    key = re.search('value="([0-9a-f]{24})">reading-fluency.xlsx, from', school.get(AT).text)
    assert key
    page = school.follow(looked(school, "", which=key[1], outcomes="O1", reason="It has to be"))
    assert "from reading-fluency.xlsx" in page.words
    left = school.follow(school.post(f"{AT}/leave"))
    assert "nothing was drawn" in left.words
    assert lots(school) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"by": " "}, "Write who draws"),
        ({"outcomes": ""}, "Write for which outcome"),
        ({"outcomes": "O77"}, "“O77” was asked for"),
        ({"outcomes": "../../etc/passwd"}, "Write its row first"),
        ({"within": "Class", "pair_by": "Baseline"}, "not both"),
        ({"within": "Nothing"}, "there is no column “Nothing”"),
        ({"column": "<script>"}, "no column says which pupil"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_is_kept(school, fields, said):
    answer = looked(school, **fields)
    assert (answer.status, said in answer.words) == (400, True), answer.words
    assert "--" not in answer.words
    assert not school.session.lots
    assert lots(school) == []


@pytest.mark.parametrize(
    "rows",
    [
        "",
        "Name,Class\nAmelia Hughes,4A\nNoah Okafor,4B\n",
        "Pupil ID\nx\n",
        "\x00" * 100,
        "PK\x03\x04nonsense",
    ],
)
def test_a_list_that_is_none_or_names_pupils_is_refused(school, rows):
    answer = looked(school, rows)
    assert answer.status == 400
    assert "Amelia" not in answer.words
    assert "spp " not in answer.words
    assert not school.session.lots
    assert not [*school.session.scratch.iterdir()]


@pytest.mark.parametrize("which", ["../evidence.xlsx", "0" * 24, "schools/oakfield/evidence.xlsx"])
def test_no_list_is_chosen_by_its_path(school, which):
    assert looked(school, which=which).status == 404


@pytest.mark.parametrize("draw", ["..", "D9", "D1.certificate.txt", "..%2f..%2fevidence", "*"])
def test_no_certificate_is_had_by_its_path(school, draw):
    assert school.get(f"{AT}/certificates/{draw}").status == 404


def test_another_list_meanwhile_is_not_drawn(school):
    looked(school)
    mark = re.search('name="mark" value="([0-9a-f]{64})"', school.get(f"{AT}/draw").text)
    looked(school, ROWS + "017,4A,22\n")
    assert mark
    refused = school.post(f"{AT}/draw", {"mark": mark[1]})
    assert (refused.status, "Another list was chosen" in refused.words) == (400, True)
    assert lots(school) == []


def test_a_lead_draws_no_lots_and_sees_no_draw(lead):
    page = lead.get(AT)
    assert "drawn in the school’s own folder and nowhere else" in page.words
    assert f"{AT}/look" not in page.links
    assert "reading-fluency" not in page.text
    for answer in (
        looked(lead),
        lead.post(f"{AT}/draw", {"mark": "x"}),
        lead.post(f"{AT}/check", {}, file=("c.txt", b"x")),
        lead.get(f"{AT}/draw"),
        lead.get(f"{AT}/certificates/D1"),
    ):
        assert answer.status == 400
        assert "Lots are about pupils" in answer.words
    assert not lead.session.lots


def test_a_school_has_no_projects_of_another(school):
    for at in ("", "/draw", "/plan?outcome=O1"):
        assert school.get(f"/schools/copperbeck/projects{at}").status == 404
    assert school.post("/schools/copperbeck/projects/look", FIELDS).status == 404


def test_a_plan_is_looked_at_and_fixed(lead):
    root = lead.session.folder / "schools/oakfield"
    page = lead.get(f"{AT}/plan?outcome=O2")
    mark = re.search('name="mark" value="([^"]+)"', page.text)
    assert mark and not (root / "plans").exists()
    fields = {"outcome": "O2", "mark": mark[1]}
    assert lead.post(f"{AT}/plan", fields | {"by": " "}).status == 400
    assert lead.post(f"{AT}/plan", fields | {"by": "Ann", "mark": "ABC-DEF-GHJ"}).status == 400
    done = lead.follow(lead.post(f"{AT}/plan", fields | {"by": "Ann <b>Hill"}))
    assert "The plan of O2 is fixed" in done.words
    assert "<b>" not in done.text
    assert (root / f"plans/O2-{mark[1]}.txt").is_file()
    assert f"mark {mark[1]}" in lead.get(AT).words
    again = lead.get(f"{AT}/plan?outcome=O2")
    assert (again.status, "was fixed already" in again.words) == (400, True)


@pytest.mark.parametrize("outcome", ["", "O99", "../../x", "<script>alert(1)</script>", "x" * 3000])
def test_no_plan_of_what_is_no_outcome(lead, outcome):
    from urllib.parse import quote

    answer = lead.get(f"{AT}/plan?outcome={quote(outcome)}")
    assert answer.status == 400
    assert "<script>alert" not in answer.text
    assert lead.post(f"{AT}/plan", {"outcome": outcome, "by": "A", "mark": "x"}).status == 400


def test_the_id_of_an_outcome_is_never_a_path(lead):
    path = lead.session.folder / "schools/oakfield/evidence.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Outcomes"]
    row = next(r for r in range(7, 20) if sheet.cell(r, 2).value == "O2")
    sheet.cell(row, 2).value = "../../../outside"
    book.save(path)
    before = {p for p in lead.session.folder.parent.rglob("*") if "scratch" not in p.parts}
    page = lead.get(f"{AT}/plan?outcome=../../../outside")
    mark = re.search('name="mark" value="([^"]+)"', page.text)
    if mark:
        fields = {"outcome": "../../../outside", "by": "A", "mark": mark[1]}
        lead.post(f"{AT}/plan", fields)
    assert {p for p in lead.session.folder.parent.rglob("*") if "scratch" not in p.parts} == before
