"""Several folders in one program: what is remembered, opening another, and beginning a new one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from browsing import Browser
from example_copy import EXAMPLE

from spp_research.app.remembered import Folders, folder_name, key_of, users_folders
from spp_research.errors import ConfigurationError

BOOK = EXAMPLE / "schools" / "oakfield" / "evidence.xlsx"


@pytest.fixture
def empty(tmp_path: Path) -> Browser:
    """At a folder with nothing in it."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return Browser(folder, tmp_path / "scratch").open()


def remembered(browser: Browser) -> list[str]:
    file = browser.session.folders.file
    return json.loads(file.read_text(encoding="utf-8"))["folders"] if file.is_file() else []


def place(browser: Browser, which: str = "documents") -> str:
    return key_of(next(p for p in browser.session.folders.places().values() if p.name == which))


def begin(browser: Browser, name: str, **fields: str):
    return browser.post("/folders/new", {"name": name, "place": place(browser)} | fields)


def test_a_new_folder_is_made_remembered_and_opened(empty: Browser, tmp_path: Path):
    assert not remembered(empty)
    page = empty.follow(begin(empty, "Riverside Schools"))
    new = tmp_path / "documents" / "riverside-schools"
    assert f"were laid out in {new}" in page.words
    assert (new / "partnership.xlsx").is_file()
    assert empty.session.folder == new
    assert remembered(empty) == [str(new)]
    # Nothing of it is written into a folder, and the one before is as it was.
    assert not [*(tmp_path / "empty").iterdir()]
    listed = empty.get("/folders").words
    assert "riverside-schools Open now. A partnership lead’s, with no schools yet." in listed
    assert "empty Nothing has been begun in it yet." in listed


def test_another_is_opened_and_nothing_of_the_one_before_is_there(lead: Browser, tmp_path: Path):
    root = lead.session.folder
    before, key = lead.session, lead.session.form_key
    document = before.reading("reports/index.html")
    begin(lead, "second")
    assert lead.session is not before
    assert before.over.is_set()
    assert lead.get("/schools/oakfield").status == 404
    assert lead.get(document).status == 403
    # A tab that is still open at the one before does nothing to this one.
    for at in ("/begin", "/schools", "/partnership/workbook", "/make", "/stop"):
        answer = lead.post(at, {"key": key, "name": "Hill School"})
        assert (answer.status, "folder that was open before" in answer.words) == (403, True)
    page = lead.follow(lead.post("/folders/open", {"folder": key_of(root)}))
    assert f"This folder is open now: {root}" in page.words
    assert lead.get("/schools/oakfield").status == 200
    assert remembered(lead) == [str(root), str(tmp_path / "documents" / "second")]


def test_what_waits_in_a_folder_is_not_offered_in_another(lead: Browser):
    faulty = EXAMPLE.parent / "faulty" / "schools" / "hazeldene-park" / "evidence.xlsx"
    lead.post("/schools/oakfield/workbook", {"version": ""}, file=("e.xlsx", faulty.read_bytes()))
    assert [*lead.session.scratch.iterdir()]
    begin(lead, "second")
    assert not [*lead.session.scratch.iterdir()]
    assert lead.session.offered("oakfield") is None


def test_nothing_is_opened_while_something_is_made(lead: Browser):
    import threading

    ends = threading.Event()
    lead.session.work.start("A trial", "/", {}, lambda: [str(ends.wait(20))])
    root = lead.session.folder
    answer = begin(lead, "second")
    assert (answer.status, "Something is being made" in answer.words) == (400, True)
    ends.set()
    lead.wait()
    assert lead.session.folder == root


def test_each_folder_is_listed_with_whose_it_is(empty: Browser, tmp_path: Path, snapshot, spp):
    for name in ("lead", "school"):
        shutil.copytree(
            EXAMPLE, tmp_path / name, ignore=shutil.ignore_patterns("reports", "_site", "share")
        )
    for folder in (tmp_path / "school" / "schools").iterdir():
        if folder.name != "oakfield":
            shutil.rmtree(folder)
    shutil.copytree(EXAMPLE / "cycles" / "2024-25", tmp_path / "closed")
    shutil.copytree(EXAMPLE.parent / "northshire", tmp_path / "hub")
    (tmp_path / "torn" / "schools" / "oakfield").mkdir(parents=True)
    shutil.copy(BOOK, tmp_path / "torn" / "schools" / "oakfield")
    names = ("lead", "school", "closed", "hub", "torn", "gone")
    file = empty.session.folders.file
    file.parent.mkdir()
    file.write_text(json.dumps({"folders": [str(tmp_path / name) for name in names]}))
    page = empty.get("/folders")
    shown = page.words.replace(str(tmp_path), "…")
    assert shown.partition("at a time.")[2].partition("This list")[0] == snapshot
    for name in ("closed", "gone"):
        answer = empty.post("/folders/open", {"folder": key_of(tmp_path / name)})
        assert answer.status == 400, name
        assert empty.session.folder == tmp_path / "empty"
    # A line that is of no use any more is taken off; a folder itself never is.
    for name in ("gone", "lead"):
        empty.post("/folders/forget", {"folder": key_of(tmp_path / name)})
    assert [Path(one).name for one in remembered(empty)] == ["school", "closed", "hub", "torn"]
    assert (tmp_path / "lead" / "partnership.xlsx").is_file()


@pytest.mark.parametrize(
    "given", ["", "..", "/", "/etc", "../../etc", "x", "0" * 24, "C:\\", "é", "%2e%2e"]
)
def test_no_text_of_a_form_is_ever_a_folder(empty: Browser, tmp_path: Path, given: str):
    for at in ("/folders/open", "/folders/forget"):
        assert empty.post(at, {"folder": given}).status == 404
    for at in (tmp_path, tmp_path / "empty" / ".."):  # a folder that is there and not known
        assert empty.post("/folders/open", {"folder": str(at)}).status == 404
        assert empty.post("/folders/open", {"folder": key_of(at)}).status == 404
    answer = begin(empty, "second", place=given)
    assert (answer.status, "places that the page lists" in answer.words) == (400, True)
    assert not (tmp_path / "documents").exists()


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "..", ".", "../evil", "a/b", "a\\b", "C:evil", "con", "NUL", "lpt1", "~"),
        *("$HOME", "a\x00b", "<script>", "مدرسة", "a|b", "a*", "-", ".hidden", "…"),
    ],
)
def test_a_name_that_could_be_a_path_makes_nothing(empty: Browser, tmp_path: Path, name: str):
    answer = begin(empty, name)
    assert (answer.status, "cannot be the name of a folder" in answer.words) == (400, True)
    assert "<script>" not in answer.text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "scratch"]


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Riverside schools", "riverside-schools"),
        ("  St Mary’s, 2026 ", "st-marys-2026"),
        ("Ysgol Tŷ Gwyn", "ysgol-ty-gwyn"),
        ("A_b (new) & c", "a-b-new-c"),
        ("x" * 60, "x" * 40),
    ],
)
def test_what_people_write_becomes_a_name_for_every_system(name: str, folder: str):
    assert folder_name(name) == folder


def test_what_is_there_is_never_taken_for_new(empty: Browser, tmp_path: Path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "file").write_text("mine")
    (tmp_path / "documents" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "documents" / "folder").mkdir()
    for name in ("file", "link", "folder"):
        answer = begin(empty, name)
        assert (answer.status, "already" in answer.words) == (400, True)
    assert not (tmp_path / "elsewhere").exists()
    assert not [*(tmp_path / "documents" / "folder").iterdir()]


def test_no_folder_is_made_inside_of_a_workspace(lead: Browser, tmp_path: Path):
    assert [p.name for p in lead.session.folders.places().values()] == ["documents"]
    inside = Folders(tmp_path / "f", lead.session.folder / "schools", lead.session.folder)
    assert not inside.places()


def test_a_schools_folder_begins_with_its_workbook(empty: Browser, tmp_path: Path):
    fields = {"name": "Our school", "place": place(empty)}
    answer = empty.post("/folders/new/school", fields, file=("../x.xlsx", BOOK.read_bytes()))
    assert answer.heads["location"].startswith("/schools/oakfield?")
    page = empty.follow(answer)
    new = tmp_path / "documents" / "our-school"
    assert (new / "schools" / "oakfield" / "evidence.xlsx").read_bytes() == BOOK.read_bytes()
    assert "put the partnership’s workbook here" in page.words
    assert "A school’s: oakfield" in empty.get("/folders").words
    # With the lead's workbook it is the school's still, by its name.
    lead_book = (EXAMPLE / "partnership.xlsx").read_bytes()
    seen = empty.get("/partnership").text.partition('name="version" value="')[2].partition('"')[0]
    sent = empty.post("/partnership/workbook", {"version": seen}, file=("p.xlsx", lead_book))
    assert "in place" in empty.follow(sent).words
    assert "A school’s: Oakfield" in empty.get("/folders").words
    assert empty.get("/schools/withy-bridge").status == 404


def test_the_empty_folder_itself_becomes_a_schools(empty: Browser, tmp_path: Path):
    assert "If you are a school" in empty.get("/").words
    answer = empty.post("/begin/school", file=("e.xlsx", BOOK.read_bytes()))
    page = empty.follow(answer)
    assert "oakfield is in place" in page.words
    # A school adds no schools: wherever it looks, it is told what every document needs.
    for words in (page.words, empty.get("/").words):
        assert "Ask the lead of your partnership for a copy of partnership.xlsx" in words
        assert "add the schools" not in words
    assert (tmp_path / "empty" / "schools" / "oakfield" / "evidence.xlsx").is_file()
    again = empty.post("/begin/school", file=("e.xlsx", BOOK.read_bytes()))
    assert (again.status, "begun in this folder already" in again.words) == (400, True)
    assert remembered(empty) == [str(tmp_path / "empty")]


NO_BOOKS = {
    "nothing": (b"", "No file was chosen"),
    "a program": (b"MZ\x90\x00" + bytes(range(256)) * 40, "not a workbook"),
    "text": (b"a,b\n1,2\n", "text file"),
    "the lead's": ((EXAMPLE / "partnership.xlsx").read_bytes(), "not the workbook of a school"),
    "pupils": (
        next((EXAMPLE / "schools" / "oakfield" / "pupils").glob("*.xlsx")).read_bytes(),
        "not the workbook of a school",
    ),
    "nobody's": (
        (EXAMPLE.parents[1] / "data_templates" / "school_evidence.xlsx").read_bytes(),
        "does not say whose it is",
    ),
}


@pytest.mark.parametrize("what", NO_BOOKS)
def test_what_is_no_schools_workbook_begins_nothing(empty: Browser, tmp_path: Path, what: str):
    data, told = NO_BOOKS[what]
    for at in ("/folders/new/school", "/begin/school"):
        fields = {"name": "Our school", "place": place(empty)}
        answer = empty.post(at, fields, file=("evidence.xlsx", data))
        assert (answer.status, told in answer.words) == (400, True), answer.words
    assert not (tmp_path / "documents").exists()
    assert not [*(tmp_path / "empty").iterdir(), *(tmp_path / "scratch").iterdir()]


FOLDER_FORMS = (
    "/folders/open",
    "/folders/forget",
    "/folders/new",
    "/folders/new/school",
    "/begin/school",
)


@pytest.mark.parametrize("at", FOLDER_FORMS)
def test_nobody_else_opens_or_makes_a_folder(empty: Browser, tmp_path: Path, at: str):
    fields = {"name": "evil", "place": place(empty), "folder": key_of(tmp_path / "empty")}
    for heads in (
        {"origin": "http://evil.example", "sec-fetch-site": None},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"host": "evil.example"},
        {"cookie": None},
        {"content-length": "99999999999"},
        {"content-type": "application/json"},
    ):
        assert empty.post(at, fields, heads=heads).status in (403, 413, 421)
    assert empty.post(at, fields | {"key": "x"}).status == 403
    assert empty.get(at).status == 404
    assert not (tmp_path / "documents").exists()


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"folders": "/etc"}',
        b'{"folders": [1, null, ["/"], "relative", "../..", "/a/../b", "/a\\u0000b"]}',
        b"[" * 100_000,
        b'{"folders": ["' + b"x" * 300_000,
    ],
)
def test_a_list_that_was_not_written_here_lists_nothing(tmp_path: Path, told: bytes):
    file = tmp_path / "folders.json"
    file.write_bytes(told)
    folders = Folders(file, tmp_path / "own", tmp_path / "documents")
    assert [*folders.known().values()] == [tmp_path / "own"]
    folders.remember(tmp_path / "own")
    assert json.loads(file.read_text(encoding="utf-8")) == {"folders": [str(tmp_path / "own")]}


def test_where_nothing_can_be_remembered_nothing_fails(tmp_path: Path):
    (tmp_path / "file").write_text("")
    folders = Folders(tmp_path / "file" / "folders.json", tmp_path, tmp_path / "documents")
    folders.remember(tmp_path)
    assert [*folders.known().values()] == [tmp_path]


def test_the_list_is_where_the_user_keeps_such_things(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path / "papers"))
    found = users_folders(tmp_path)
    if found.file.is_relative_to(tmp_path):  # elsewhere the system says where
        assert found.file == tmp_path / "config" / "spp-research" / "folders.json"
        assert found.documents == tmp_path / "papers"


def test_a_long_name_does_not_hide_the_reason():
    with pytest.raises(ConfigurationError, match="cannot be the name"):
        folder_name("/" * 500)
