"""Sentences of the commands as the pages say them: what to press in the place of what to type."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Browser
from example_copy import EXAMPLE

import spp_research
from spp_research.app.pressing import FOR_A_TERMINAL, pressed
from spp_research.cli.starting import lay_out
from spp_research.protect.photos import PhotoError, seen_photo
from spp_research.share.content import AGAIN

COMMAND = re.compile(r"\bspp [a-z]")
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
    ],
)
def test_a_button_is_named_where_there_is_one(sentence, snapshot):
    assert "spp " not in pressed(sentence)
    assert "--" not in pressed(sentence)
    assert pressed(sentence) == snapshot


def test_a_photo_that_is_to_be_put_somewhere_is_sent_on_its_page():
    """Whatever the reason is that the rule of photos gives, it names no folder where a page is."""
    for name, folder in (("a.jpg", Path("away")), ("a.jpg", Path(".")), ("../a.jpg", Path("."))):
        with pytest.raises(PhotoError) as refused:
            seen_photo(folder, name)
        assert "attachments" in str(refused.value)
        said = pressed(f"“a.jpg” is left out of the write-up: {refused.value}.")
        assert "under “Photos of the practice”" in said and "attachments" not in said


def test_what_has_no_button_says_who_can_type_it():
    for sentence in (
        "To have the look in a project of your own: spp extension my-project",
        "What Quarto made is finished with: spp finish",
    ):
        assert pressed(sentence) == f"{sentence} {FOR_A_TERMINAL}"
    unchanged = "A sentence about sppling, which is no command."
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


def _walked(browser: Browser, *firsts: str) -> Iterator[tuple[str, str]]:
    """Every page of ours that can be reached by links, with its words."""
    todo, seen = ["/", *firsts], set()
    while todo:
        at = todo.pop()
        if at in seen or not at.startswith("/") or at.startswith(("/read/", "/stop")):
            continue
        seen.add(at)
        page = browser.get(at)
        if page.heads.get("content-type", "").startswith("text/html") and page.status != 404:
            yield at, page.words
            todo += page.links


def _assert_nothing_to_type(browser: Browser, *firsts: str) -> list[str]:
    walked = dict(_walked(browser, *firsts))
    for at, words in walked.items():
        assert not COMMAND.search(words.replace(FOR_A_TERMINAL, "")), (at, words)
    return [*walked]


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
