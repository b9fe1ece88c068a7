"""Files that lie there and are not read: each kind is named, and nothing that is read is."""

from __future__ import annotations

import shutil

import pytest

from spp_research import intake
from spp_research.intake.check.unread_files import _is_copy
from spp_research.workspace import Workspace

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def about_files(root, schools=("oakfield",)):
    """What is said of files, by code: file and message."""
    readings = intake.check_workspace(Workspace(root), schools)
    return [
        (f.code, f.file, f.message)
        for r in readings
        for f in r.faults
        if f.code.startswith(("file.", "pupil.file", "school.no"))
    ]


def of_lead(root):
    (lead, *_) = intake.check_workspace(Workspace(root))
    return [(f.code, f.file) for f in lead.faults if f.code.startswith(("file.", "pupil.file"))]


@pytest.fixture
def home(riverside):
    return riverside / "schools" / "oakfield"


@pytest.mark.slow
def test_a_workspace_as_it_should_be_has_none(riverside):
    assert about_files(riverside) == of_lead(riverside) == []


KINDS = {
    "a.numbers": "Apple Numbers",
    "b.gsheet": "Google Sheet",
    "c.url": "shortcut",
    "d.xlsx.lnk": "shortcut",
    "e.zip": "archive",
    "f.html": "web page",
    "g.txt": "text file",
    "h.doc": "text document",
    "i.docx": "text document",
    "j.pdf": "PDF",
    ".k.xlsx.icloud": "not, or not wholly, on this computer",
    "l.xltx": "template of Excel",
    "m.sav": "another program",
    "n": "another program",
}


def test_each_kind_that_is_not_read_is_named(home, riverside):
    for folder in ("pupils", "surveys"):
        for name in KINDS:
            (home / folder / name).write_bytes(b"x")
    told = {file: (code, message) for code, file, message in about_files(riverside)}
    assert len(told) == 2 * len(KINDS)
    for folder in ("pupils", "surveys"):
        for name, what in KINDS.items():
            code, message = told[f"schools/oakfield/{folder}/{name}"]
            assert code == "file.not-read"
            assert what in message
            assert name in message


OPENED = {
    "a.xls": (OLD, "file.old-excel"),
    "b.xls": (b"<html><table>", "file.web-page"),
    "c.xlsb": (b"PK\x03\x04half", "file.damaged"),
    "d.tsv": (b"%PDF-1.7", "file.other-program"),
}


def test_what_may_be_a_workbook_is_opened_and_said_to_be_none(home, riverside):
    for folder in ("pupils", "surveys"):
        for name, (data, _) in OPENED.items():
            (home / folder / name).write_bytes(data)
    codes = {file: code for code, file, _ in about_files(riverside)}
    assert codes == {
        f"schools/oakfield/{folder}/{name}": code
        for folder in ("pupils", "surveys")
        for name, (_, code) in OPENED.items()
    }


def test_an_old_workbook_beside_the_one_saved_from_it_stops_nothing(home, riverside):
    (home / "pupils" / "reading-fluency.xls").write_bytes(OLD)
    ((code, file, _),) = about_files(riverside)
    assert (code, file) == ("file.second-copy", "schools/oakfield/pupils/reading-fluency.xls")


def test_an_old_evidence_workbook_alone(home, riverside):
    (home / "evidence.xlsx").unlink()
    (home / "evidence.xls").write_bytes(OLD)
    ((code, file, message),) = about_files(riverside)
    assert (code, file) == ("file.old-excel", "schools/oakfield/evidence.xls")
    assert "Excel Workbook (.xlsx)" in message


def test_tab_separated_results_are_read(home, riverside):
    place = home / "pupils" / "more.tsv"
    place.write_text("Outcome ID\tPupil ID\tGroup\tBaseline\nO1\t9999\tProject\t50\n")
    assert about_files(riverside) == []
    files = [
        r for r in intake.check_workspace(Workspace(riverside), ["oakfield"]) if r.path == place
    ]
    assert len(files[0].frames["pupil_outcomes"]) == 1


COPIES = (
    *("evidence-LAPTOP-7F3A", "evidence-DESKTOP-AB12CD-2", "evidence (1)", "evidence 2"),
    *("Copy of evidence", "evidence - Copy", "evidence - Copy (2)", "evidence copy"),
    *("evidence (Ann Hill's conflicted copy 2026-01-05)", "evidence_v2", "evidence OLD"),
    *("evidence.sync-conflict-20260105-101010-ABCDEFG", "evidence (conflicted copy)"),
    *("evidence_Andy-PC_Jan-03-0901-2013_CaseConflict", "evidence~1", "evidence-final"),
    *("Evidence (2)", "evidence backup", "evidence2"),
)


@pytest.mark.slow
def test_second_copies_are_said(home, riverside):
    for name in COPIES:
        assert _is_copy(name, "evidence")
        shutil.copy(home / "evidence.xlsx", home / f"{name}.xlsx")
    told = about_files(riverside)
    assert {code for code, _, _ in told} == {"file.second-copy"}
    assert {file for _, file, _ in told} == {f"schools/oakfield/{name}.xlsx" for name in COPIES}


@pytest.mark.parametrize("name", ["notes", "budget 2026", "evidenced", "self-evidence of reading"])
def test_another_name_is_no_copy(name):
    assert not _is_copy(name, "evidence")


def test_an_evidence_workbook_under_any_name_is_a_copy(home, riverside):
    shutil.copy(home / "evidence.xlsx", home / "oakfield.xlsx")
    assert [code for code, _, _ in about_files(riverside)] == ["file.second-copy"]


@pytest.mark.parametrize("name", ["pupil_outcomes.xlsx", "results.xlsx", "Copy of reading.xlsx"])
def test_results_beside_the_evidence_stop_the_school(home, riverside, name):
    (home / "pupils" / "reading-fluency.xlsx").rename(home / name)
    ((code, file, message),) = about_files(riverside)
    assert (code, file) == ("pupil.file-elsewhere", f"schools/oakfield/{name}")
    assert "folder pupils" in message


def test_results_as_csv_beside_the_evidence_are_found_by_their_headings(home, riverside):
    rows = "Outcome ID,Pupil ID,Group,Class,Baseline,Follow-up\nO1,9,Project,3A,1,2\n"
    (home / "x.csv").write_text(rows)
    (home / "other.csv").write_text("Group,Week\nA,1\n")
    found = {file.rpartition("/")[2]: code for code, file, _ in about_files(riverside)}
    assert found == {"x.csv": "pupil.file-elsewhere", "other.csv": "file.not-read"}


def test_documents_beside_the_evidence_are_only_told_together(home, riverside):
    for name in ("notes.docx", "photo.jpg", "report.pdf"):
        (home / name).write_bytes(b"x")
    ((code, _, message),) = about_files(riverside)
    assert code == "file.other"
    assert "“notes.docx”, “photo.jpg” and “report.pdf”" in message


LEFT_BEHIND = (
    *("~$evidence.xlsx", ".~lock.evidence.xlsx#", ".DS_Store", "Thumbs.db", "desktop.ini", "a.tmp"),
    *("~WRL0001.tmp", "._evidence.xlsx"),
)


def test_what_systems_leave_behind_is_passed_over(home, riverside):
    for folder in (".", "pupils", "surveys"):
        for name in LEFT_BEHIND:
            (home / folder / name).write_bytes(b"x")
    assert about_files(riverside) == []


@pytest.mark.parametrize("name", ["Pupils", "pupil data", "old", "pupils/2025"])
def test_another_folder_with_files_is_said(home, riverside, name):
    (home / name).mkdir(exist_ok=True)
    if len([p for p in home.iterdir() if p.name.casefold() == "pupils"]) < 2 and name == "Pupils":
        pytest.skip("capitals do not count in this file system")
    shutil.copy(home / "pupils" / "reading-fluency.xlsx", home / name / "x.xlsx")
    assert [code for code, _, _ in about_files(riverside)] == ["file.not-read"]


def test_a_second_partnership_workbook_and_loose_files(riverside):
    shutil.copy(riverside / "partnership.xlsx", riverside / "partnership-LAPTOP-1.xlsx")
    shutil.copy(riverside / "partnership.xlsx", riverside / "budget.xlsx")
    school = riverside / "schools"
    shutil.copy(school / "oakfield" / "pupils" / "reading-fluency.xlsx", riverside / "r.xlsx")
    shutil.copy(school / "oakfield" / "evidence.xlsx", school / "oakfield.xlsx")
    (riverside / "surveys" / "a.numbers").write_bytes(b"x")
    assert sorted(of_lead(riverside)) == [
        ("file.not-read", "r.xlsx"),
        ("file.not-read", "schools/oakfield.xlsx"),
        ("file.not-read", "surveys/a.numbers"),
        ("file.second-copy", "partnership-LAPTOP-1.xlsx"),
    ]


def test_a_survey_map_that_names_a_file_of_another_kind_says_so(home, riverside):
    (home / "surveys" / "pupils-january.xlsx").rename(home / "surveys" / "pupils-january.numbers")
    readings = intake.check_workspace(Workspace(riverside), ["oakfield"])
    (told,) = [f for r in readings for f in r.faults if f.code == "survey.file-missing"]
    assert "“pupils-january.numbers” is in the folder called surveys and of a kind" in told.message
