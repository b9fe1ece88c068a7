"""Pupils' results and exports of surveys, sent at a school: placed, checked, and nobody else's."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from browsing import Answer, Browser
from example_copy import EXAMPLE
from test_app_books import HOSTILE, files

from spp_research.app.remembered import key_of

AT = "/schools/oakfield/people"
OWN = EXAMPLE / "schools" / "oakfield"
FLUENCY, EXPORT = "pupils/reading-fluency.xlsx", "surveys/pupils-january.xlsx"


def send(browser: Browser, data: bytes, name: str = "x.xlsx", which: str = "") -> Answer:
    return browser.post(AT, {"which": which}, file=(name, data))


def slot(browser: Browser, within: str) -> str:
    return key_of(browser.session.folder.resolve() / "schools" / "oakfield" / within)


def edited(within: str, cell: str, text: object) -> bytes:
    book = openpyxl.load_workbook(OWN / within)
    book[book.sheetnames[-1] if within == EXPORT else "Pupil outcomes"][cell] = text
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture(scope="module")
def newer() -> bytes:
    return edited(FLUENCY, "Z1", "a new version")


def test_a_newer_file_takes_the_place_of_its_own_name_and_the_old_one_is_kept(school, newer):
    root = school.session.folder
    page = school.follow(send(school, newer, "Reading-Fluency.XLSX"))
    assert "schools/oakfield/pupils/reading-fluency.xlsx is in place" in page.words
    assert (root / "schools/oakfield" / FLUENCY).read_bytes() == newer
    (kept,) = (root / "old").rglob("reading-fluency.xlsx")
    assert kept.read_bytes() == (OWN / FLUENCY).read_bytes()
    # The very same once more is kept no second time.
    again = school.follow(send(school, newer, "reading-fluency.xlsx"))
    assert "This very file is in place already" in again.words
    assert len([*(root / "old").rglob("*.xlsx")]) == 1
    assert not [*school.session.scratch.iterdir()]


def named(names: list[str]) -> bytes:
    book = openpyxl.load_workbook(OWN / FLUENCY)
    sheet = book["Pupil outcomes"]
    for row, name in enumerate(names, 7):
        sheet.cell(row, 3).value = name
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "names",
    [["Amelia Hughes"], ["Hughes, Amelia"], ["A123456789012"], ["amelia@example.org"]],
    ids=["name", "surname first", "pupil number", "address"],
)
def test_an_id_that_says_who_it_is_is_held_back(school, names):
    before = files(school.session.folder)
    page = school.follow(send(school, named(names), "reading-fluency.xlsx"))
    assert "The file is not in place" in page.words
    assert "IDs in it look like names" in page.words
    assert names[0] not in page.words
    assert files(school.session.folder) == before
    kept = school.follow(school.decide(AT, "place"))
    assert "is in place" in kept.words  # whoever is sure of it decides


def test_a_column_of_first_names_is_held_back_and_one_code_that_is_a_word_is_not(school):
    assert (
        "is in place" in school.follow(send(school, named(["Grace"]), "reading-fluency.xlsx")).words
    )
    rows = openpyxl.load_workbook(OWN / FLUENCY)["Pupil outcomes"].max_row - 6
    first = ["Amelia", "Noah", "Olivia", "Muhammad", "Isla"]
    many = named([first[i % 5] for i in range(rows)])
    page = school.follow(send(school, many, "reading-fluency.xlsx"))
    assert "IDs in it look like names" in page.words
    assert "Muhammad" not in page.words


def test_the_same_workbook_again_is_kept_no_second_time_either(school):
    data = (OWN / "evidence.xlsx").read_bytes()
    page = school.get("/schools/oakfield").text
    seen = page.partition('name="version" value="')[2].partition('"')[0]
    at = "/schools/oakfield/workbook"
    same = school.follow(school.post(at, {"version": seen}, file=("e.xlsx", data)))
    assert "This very version is in place already" in same.words
    assert not (school.session.folder / "old").exists()


def test_a_file_of_another_name_about_the_same_is_asked_about(school, newer):
    before = files(school.session.folder)
    answer = send(school, newer, "new fluency.xlsx")
    assert (answer.status, "about the same outcome already" in answer.words) == (400, True)
    assert files(school.session.folder) == before
    page = school.follow(send(school, newer, "new fluency.xlsx", slot(school, FLUENCY)))
    assert "pupils/reading-fluency.xlsx is in place" in page.words


def test_a_first_file_is_named_after_its_outcomes(school):
    folder = school.session.folder / "schools" / "oakfield" / "pupils"
    data = (folder / "reading-fluency.xlsx").read_bytes()
    (folder / "reading-fluency.xlsx").unlink()
    page = school.follow(send(school, data, "../../../evil name.exe"))
    found = re.search(r"schools/oakfield/pupils/(results-[a-z0-9-]+\.xlsx) is in place", page.words)
    assert found and (folder / found[1]).read_bytes() == data
    assert not (school.session.folder / "old").exists()


@pytest.mark.slow
def test_a_further_file_with_the_same_pupils_waits(school, newer):
    page = school.follow(send(school, newer, "further.xlsx", "further"))
    assert "The file is not in place" in page.words
    assert "files are as they were" in page.words
    assert "other file of the school would have something to mend" in page.words or (
        "something to mend in it" in page.words
    )
    assert "waits to be looked at" in school.get("/schools/oakfield").words
    assert "was left" in school.follow(school.decide(AT, "leave")).words
    assert not [*school.session.scratch.iterdir()]
    assert len([*(school.session.folder / "schools/oakfield/pupils").glob("*.xlsx")]) == 2


def test_faults_are_said_without_a_value_of_a_pupil(school):
    before = files(school.session.folder)
    data = edited(FLUENCY, "D9", "Perdita Nobody")
    page = school.follow(send(school, data, "reading-fluency.xlsx"))
    assert "The file is not in place" in page.words
    assert "Perdita" not in page.text
    assert "D9" in page.words
    assert files(school.session.folder) == before
    marked = school.get(f"{AT}/new/marked")
    assert openpyxl.load_workbook(io.BytesIO(marked.data)).sheetnames[0] == "What to mend"
    # Wanted all the same.
    placed = school.follow(school.decide(AT, "place"))
    assert "reading-fluency.xlsx is in place" in placed.words
    assert (school.session.folder / "schools/oakfield" / FLUENCY).read_bytes() == data
    assert school.get(f"{AT}/new/marked").status == 404
    assert "No file waits" in school.follow(school.decide(AT, "place")).words


def test_an_export_goes_where_the_survey_map_names_it(school):
    root = school.session.folder / "schools" / "oakfield"
    data = (root / EXPORT).read_bytes()
    (root / EXPORT).unlink()
    shown = school.get("/schools/oakfield").words
    assert "pupils-january.xlsx named in the workbook, and not here yet" in shown
    unclear = send(school, data, "Form (1-37).xlsx")
    assert (unclear.status, "Choose which" in unclear.words) == (400, True)
    page = school.follow(send(school, data, "Form (1-37).xlsx", slot(school, EXPORT)))
    assert "surveys/pupils-january.xlsx is in place" in page.words
    assert (root / EXPORT).read_bytes() == data
    # And by its name alone.
    (root / EXPORT).unlink()
    assert "in place" in school.follow(send(school, data, "PUPILS-january.xlsx")).words


def test_a_file_of_another_kind_takes_no_place(school, newer):
    before = files(school.session.folder)
    for data, which, told in (
        (newer, slot(school, EXPORT), "the place that was chosen is for answers"),
        ((OWN / EXPORT).read_bytes(), slot(school, FLUENCY), "holds no pupils"),
        (b"Question 1,Question 2\nyes,no\n", slot(school, EXPORT), "is of another kind than"),
        ((OWN / "evidence.xlsx").read_bytes(), "", "the workbook of a school"),
        ((EXAMPLE / "partnership.xlsx").read_bytes(), "further", "the workbook of a school"),
    ):
        answer = send(school, data, which=which)
        assert (answer.status, told in answer.words) == (400, True), answer.words
    assert files(school.session.folder) == before


@pytest.mark.parametrize("what", [one for one in HOSTILE if one != "pupils"])
def test_what_is_no_table_is_refused_and_changes_nothing(school, what):
    before = files(school.session.folder)
    answer = send(school, HOSTILE[what][0](), which=slot(school, FLUENCY))
    assert answer.status == 400
    assert files(school.session.folder) == before
    assert not [*school.session.scratch.iterdir()]


@pytest.mark.parametrize(
    "which", ["..", "../evidence.xlsx", "0" * 24, "/etc/passwd", "<script>", "partnership"]
)
def test_no_choice_and_no_name_is_ever_a_path(school, newer, which):
    before = set(files(school.session.folder))
    for name in ("../../../etc/passwd", "..\\..\\evidence.xlsx", "C:\\evidence.exe", "a" * 300, ""):
        assert send(school, newer, name, which).status == 400
    assert send(school, newer, "../surveys/../pupils/reading-fluency.xlsx", which).status == 303
    new = set(files(school.session.folder)) - before
    assert {path.partition("/")[0] for path in new} == {"old"}


@pytest.mark.parametrize("name", ["../../evil.xlsx", "/tmp/evil.csv", ".hidden.csv", "a\\b.csv"])
def test_a_name_in_a_workbook_is_no_path_either(school, name):
    path = school.session.folder / "schools/oakfield/evidence.xlsx"
    book = openpyxl.load_workbook(path)
    book["Survey map"]["C7"] = name
    book.save(path)
    page = school.get("/schools/oakfield")
    assert f">The export {name}<" not in page.text


def test_a_lead_takes_none_and_sees_no_name(lead, newer):
    before = files(lead.session.folder)
    for data in (newer, (OWN / EXPORT).read_bytes(), b""):
        answer = send(lead, data, "reading-fluency.xlsx", slot(lead, FLUENCY))
        assert (answer.status, "so this one was not taken" in answer.words) == (400, True)
        assert "reading-fluency" not in answer.text
    page = lead.get("/schools/oakfield")
    assert "reading-fluency" not in page.text
    assert "person-file" not in page.text
    for at in ("new", "new/marked"):
        assert lead.get(f"{AT}/{at}").status == 404
    for at in ("place", "leave"):
        assert lead.post(f"{AT}/{at}").status == 404
    assert files(lead.session.folder) == before


def test_not_for_another_school(school, newer):
    for other in ("withy-bridge", "..", "partnership", "OAKFIELD"):
        at = f"/schools/{other}/people"
        assert school.post(at, {}, file=("x.xlsx", newer)).status == 404
        assert school.get(f"{at}/new").status == 404


def test_nobody_else_sends_a_file(school, newer):
    before = files(school.session.folder)
    for at in (AT, f"{AT}/place", f"{AT}/leave"):
        for heads in (
            {"origin": "http://evil.example", "sec-fetch-site": None},
            {"host": "evil.example"},
            {"cookie": None},
            {"content-length": "99999999999"},
        ):
            answer = school.post(at, {}, file=("reading-fluency.xlsx", newer), heads=heads)
            assert answer.status in (403, 413, 421)
        assert school.post(at, {"key": "x"}, file=("x", newer)).status == 403
    assert files(school.session.folder) == before


def test_a_file_that_is_open_in_excel_is_left(school, newer):
    path = school.session.folder / "schools/oakfield" / FLUENCY
    path.with_name(f"~${path.name}").touch()
    answer = send(school, newer, path.name)
    assert (answer.status, "is open in Excel" in answer.words) == (400, True)
    assert path.read_bytes() == (OWN / FLUENCY).read_bytes()


def test_a_school_that_becomes_the_leads_shows_nothing_that_waited(school, newer):
    send(school, newer, "further.xlsx", "further")
    shutil.copytree(
        EXAMPLE / "schools/withy-bridge", school.session.folder / "schools/withy-bridge"
    )
    assert school.get(f"{AT}/new").status == 404
    assert school.get(f"{AT}/new/marked").status == 404
    assert "waits" not in school.get("/schools/oakfield").words
    assert Path(school.session.folder / "schools/oakfield" / FLUENCY).is_file()
