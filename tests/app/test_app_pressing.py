"""Sentences of the commands as the pages say them: what to press in the place of what to type."""

from __future__ import annotations

import ast
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Browser
from example_copy import EXAMPLE, ROOT

import spp_research
from spp_research.app.pressing import FOR_A_TERMINAL, TYPED_ELSEWHERE, pressed
from spp_research.cli.starting import lay_out
from spp_research.intake.check.materials import material_of
from spp_research.protect.attachments import AttachmentError
from spp_research.protect.photos import seen_photo
from spp_research.share.content import AGAIN

COMMAND = re.compile(r"\bspp [a-z]")
TYPED = re.compile(r"\bspp [a-z]|\brun (?:this|it) again\b|\btype: |(?<![\w-])--[a-z]")
# Rooms, and modules of the command, whose sentences no page shows.
ELSEWHERE = re.compile(
    r"check_page/|demo/|documents/|schema/|intake/write/|cli/declared/|app/(?:keys|pressing|shortcuts)|"
    r"cli/(?:check_pages|cycling|drawing|fixing|laid_out|measuring|opening|partnering|practising|"
    r"program|pseudonymising|redrawing|school_given|starting|taking_back|watching)"
)


@pytest.mark.parametrize(
    "sentence",
    [
        "There is enough for it: spp report review-summary --school oakfield",
        "To make it: spp report best-practice --all",
        "Its workbook has something to mend: spp check --school oakfield",
        f"share/oakfield.json: it is damaged. {AGAIN}",
        "The write-up was not made here from the workbook as it is now. Make it with: spp report "
        "best-practice --school oakfield",
        "Ask the school to run spp report best-practice and spp share, and to send its file again",
        "Ask the partnership's lead to run spp share, and to send the file again",
        "The school has no evidence workbook yet: make it with spp add-school oakfield",
        'schools/st-marys: there is a workbook in this folder already: spp add-school "St Mary’s" '
        "--short-name st-marys-2".replace("already:", "already, for example:"),
        "It is signed off for everyone, and which text that was is not known here. Make it with: "
        "spp report partnership-report --audience public",
        "partnership.xlsx or settings.yml has changed since it was signed. Make it again with: spp "
        "report partnership-report --audience public",
        "has no text mark, so nobody can have read it. Make it with: spp report best-practice "
        "--school oakfield --audience public. Read it, and put its text mark into the row.",
        "More has come since. To read it, make it with --update; to take it in, sign off again.",
        "of an earlier kit: notebooks/review.ipynb. To bring it up to date, run: spp init .",
        "_quarto.yml is of an earlier kit. Run: spp init . If this line stays, somebody has "
        "changed the file: take it out of the way and run spp init . again.",
        "There is no such notebook. Copy it back from the kit with: spp init /home/ann/schools",
        "report.docx was edited after it was made, and is left as it is: nothing else has changed. "
        "To bring its words into the workbook: spp take-back, with its path. To have the kit’s own "
        "again, rename it and run this again.",
        "report.html: this was changed after it was made. To have it made again and what was "
        "written kept beside it: spp report review-summary",
        "It is made of what the schools have shared. Bring the share files up to date with spp "
        "share; then this is made without it",
        "oakfield: this is no share file. To read what it has shared: spp share --show oakfield",
        "A draw of a notebook's own is of pupils. Draw with spp draw, which writes the sheet of "
        "lots; the impact reflection then says how the groups were made.",
        "In the folder share there is a file not in it: elm.json. To see why: spp status",
        "_quarto.yml is missing. Run `spp init` again in the workspace, or use --renderer pandoc.",
        "What the error itself said is left out. To see it, run the report again with "
        "--keep-scratch.",
        "The disk is full, so nothing was saved. Make some room on it and run this again.",
        "The notebook had not finished. Run it again when the computer is less busy.",
    ],
)
def test_a_button_is_named_where_there_is_one(sentence, snapshot):
    assert not TYPED.search(pressed(sentence))
    assert pressed(sentence) == snapshot


def test_a_photo_that_is_to_be_put_somewhere_is_sent_on_its_page():
    """Whatever the reason is that the rule of photos gives, it names no folder where a page is."""
    for name, folder in (("a.jpg", Path("away")), ("a.jpg", Path()), ("../a.jpg", Path())):
        with pytest.raises(AttachmentError) as refused:
            seen_photo(folder, name)
        assert "attachments" in str(refused.value)
        said = pressed(f"“a.jpg” is left out of the write-up: {refused.value}.")
        assert "under “Photos of the practice”" in said and "attachments" not in said


def test_a_document_that_is_to_be_put_somewhere_is_no_photo():
    """No page takes the materials of a practice: the folder is named, and the photos are not."""
    for name, folder in (("a.docx", Path("away")), ("a.docx", Path()), ("../a.docx", Path())):
        with pytest.raises(AttachmentError) as refused:
            material_of(folder, name)
        said = pressed(f"“a.docx” is left out of the write-up: {refused.value}.")
        assert "hoto" not in said and "document" in said and "folder attachments" in said


def test_what_has_no_button_says_who_can_type_it():
    for sentence in (
        "To have the look in a project of your own: spp extension my-project",
        "What Quarto made is finished with: spp finish",
    ):
        assert pressed(sentence) == f"{sentence} {FOR_A_TERMINAL}"
    planner = "The planner is not installed: in the kit's folder type: python -m pip install x"
    assert pressed(planner) == f"{planner} {TYPED_ELSEWHERE}"
    unchanged = "A sentence about sppling, which is no command; pupils run again."
    assert pressed(unchanged) == unchanged


@pytest.mark.slow
def test_every_sentence_of_the_kit_that_names_a_command_says_what_to_press_or_who_can(snapshot):
    """All that is written anywhere in the kit: a new one is seen here when it is written."""
    said = {(where, pressed(text)) for where, text in _sentences() if COMMAND.search(text)}
    typed = [(where, text) for where, text in said if COMMAND.search(text)]
    assert all(text.endswith(FOR_A_TERMINAL) for _, text in typed)
    said = {(where, text.removesuffix(FOR_A_TERMINAL)) for where, text in typed}
    named = {(where, one) for where, text in said for one in re.findall("spp [a-z-]+", text)}
    assert [f"{where}: {one}" for where, one in sorted(named)] == snapshot


def _sentences() -> Iterator[tuple[str, str]]:
    """Each text that is written in the kit, with an X for what is put in."""
    root = Path(spp_research.__file__).parent
    for path in sorted(root.rglob("*.py")):
        where = path.relative_to(root).as_posix()
        if ELSEWHERE.match(where):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inner = {id(v) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for v in n.values}
        for node in ast.walk(tree):
            inner |= {id(node.value)} if isinstance(node, ast.Expr) else set()  # docstrings
            if id(node) not in inner and (text := _text(node)):
                yield where, text


def _text(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(part.value if isinstance(part, ast.Constant) else "X" for part in parts)
    return ""


def _walked(browser: Browser, *firsts: str, most: int = 99) -> Iterator[tuple[str, str]]:
    """Every page of ours that links lead to, with its words; of schools' pages `most` of each."""
    todo, seen, kinds = ["/", *firsts], set(), Counter[str]()
    while todo:
        at = todo.pop(0)
        if at in seen or not at.startswith("/") or at.startswith(("/read/", "/stop")):
            continue
        seen.add(at)
        kinds[kind := re.sub(r"(/schools|/sign-off|/shares)/[\w-]+|\?.*", r"\1", at)] += 1
        if kinds[kind] > most:
            continue
        page = browser.get(at)
        if page.heads.get("content-type", "").startswith("text/html") and page.status != 404:
            yield at, page.words
            todo += page.links


def _assert_nothing_to_type(browser: Browser, *firsts: str, most: int = 99) -> list[str]:
    walked, named = dict(_walked(browser, *firsts, most=most)), re.compile(_with_a_page())
    for at, words in walked.items():
        assert not TYPED.search(words.replace(FOR_A_TERMINAL, "")), (at, words)
        assert not named.search(words), (at, words)  # not even with who can type it
    return [*walked]


def _with_a_page() -> str:
    """The commands that have a page by the table of docs/app.md, as one expression."""
    table = (ROOT / "docs" / "app.md").read_text("utf-8").partition("| Command |")[2]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `")]
    there = [one for names, page in rows if page.strip() != "none" for one in names.split(",")]
    assert len(there) > 15
    return rf"\bspp (?:{'|'.join(one.strip(' `') for one in there)})\b"


@pytest.mark.slow
def test_no_page_of_a_folder_with_faults_tells_anybody_to_type(tmp_path):
    """Nor what comes of pressing its buttons."""
    folder = tmp_path / "faulty"
    shutil.copytree(ROOT / "examples" / "faulty", folder)
    browser = Browser(folder, tmp_path / "scratch").open()
    walked = _assert_nothing_to_type(browser, "/settings?look=1", most=1)
    assert {"/", "/partnership", "/site", "/partnership/plan"} <= {*walked}
    school = next(at for at in walked if at.startswith("/schools/")).split("/")[2]
    for at, fields in (
        ("/partnership/plan", {}),
        ("/site/look", {}),
        ("/make", {"kind": "review-summary", "school": school}),
    ):
        answer = browser.post(at, fields)
        page = browser.follow(answer) if answer.status == 303 else answer
        page = browser.wait() if at == "/make" and answer.status == 303 else page
        assert not TYPED.search(page.words), (at, page.words)


@pytest.mark.slow
def test_no_page_of_a_lead_tells_anybody_to_type(lead):
    broken = lead.session.folder / "share" / "oakfield.json"
    broken.parent.mkdir(exist_ok=True)
    broken.write_text("{}")
    (lead.session.folder / "notebooks").mkdir(exist_ok=True)
    walked = _assert_nothing_to_type(lead, "/settings?look=1")
    assert {"/", "/partnership", "/site", "/partnership/plan", "/folders"} <= {*walked}
    assert sum(at.startswith("/schools/") for at in walked) >= 6


@pytest.mark.slow
def test_no_page_of_a_school_or_a_hub_tells_anybody_to_type(school, hub):
    assert "/schools/oakfield/share" in _assert_nothing_to_type(school)
    assert len(_assert_nothing_to_type(hub, "/settings?look=1")) > 30


@pytest.mark.slow
def test_no_page_tells_anybody_to_type_when_something_is_added_or_amiss(tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    browser = Browser(folder, tmp_path / "scratch").open()
    _assert_nothing_to_type(browser)
    lay_out(folder)
    _assert_nothing_to_type(browser)
    for name, short in (("Elm School", ""), ("Elm School", "elm"), ("学校", ""), ("", "")):
        answer = browser.post("/schools", {"name": name, "short": short})
        page = browser.follow(answer) if answer.status == 303 else answer
        assert not COMMAND.search(page.words), page.words
    shutil.copy(EXAMPLE / "schools" / "oakfield" / "evidence.xlsx", folder / "partnership.xlsx")
    _assert_nothing_to_type(browser)
    (folder / "cycles").mkdir()
    (folder / "cycles" / ".closing.json").write_text("{}")
    page = browser.get("/").words
    assert "Do the rest Take it back" in page
    assert not COMMAND.search(page)
