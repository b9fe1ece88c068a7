"""Every command of README and docs is typed by a test, and prints what stands under it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
from example_copy import copy_riverside
from typed_pages import CONSOLE, DOCS, seen_as, typed

ROOT = DOCS.parent
TESTS = ROOT / "tests"


def _nothing(folder: Path) -> None:
    folder.mkdir()


def _made_up(folder: Path) -> None:
    from spp_research.demo.generated import generate
    from spp_research.demo.writing import write_partnership

    write_partnership(folder, generate(3, 2026))


def _fault(folder: Path) -> None:
    _cell(folder / "schools/oakfield/evidence.xlsx", "Evidence", "E7", "31/02/2026")


def _list_of_pupils(folder: Path) -> None:
    """The fault mended, and the list that a champion makes: 24 pupils of two classes."""
    _cell(folder / "schools/oakfield/evidence.xlsx", "Evidence", "E7", "09/10/2025")
    book = openpyxl.Workbook()
    book.active.append(["Pupil ID", "Class", "Baseline"])
    for place in range(24):
        book.active.append([f"Y4-{place + 1:02d}", "4A" if place < 12 else "4B", 60 + place])
    book.save(folder / "year4.xlsx")
    (folder / "marks.csv").write_text("Name,Class,June\nAnn Lee,3A,12\nBob Ray,3A,14\n")


def _cell(book: Path, sheet: str, place: str, text: str) -> None:
    workbook = openpyxl.load_workbook(book)
    workbook[sheet][place] = text
    workbook.save(book)


@dataclass(frozen=True)
class Walk:
    """How a page is followed.

    Parameters
    ----------
    commands : how many of the kit's it has.
    begin : makes the folder in which it begins.
    before : what somebody does by hand before a command, by how the command begins.
    refused : commands that end with another code than nought, by how they begin.
    """

    commands: int
    begin: Callable[[Path], object] = _nothing
    before: dict[str, Callable[[Path], object]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)


WALKS = {
    "leading.md": Walk(15),
    "in_school.md": Walk(
        5,
        copy_riverside,
        {"spp check": _fault, "spp draw year4": _list_of_pupils},
        {"spp check": 11},
    ),
    "planning.md": Walk(4, _made_up),
    "practise.md": Walk(1),
}
# Pages whose commands a test of their own types, one after the other.
BY_PAGE = {
    "first_practice.md": "cli/test_first_practice.py::test_everything_is_as_the_pages_say",
    "first_website.md": "cli/test_first_practice.py::test_everything_is_as_the_pages_say",
    "pairs.md": "cli/test_pairs.py::test_the_how_to_can_be_carried_out_and_prints_what_it_says",
}
_NOTEBOOKS = "test_notebooks_page.py::"
_HUB = "cli/test_hub.py::"
# The same by command, where a page shows what to type and no more than that.
BY_COMMAND = {
    "make demo": "../.ci/run::make demo",
    "make test": "../.ci/run::make test",
    "spp check": "cli/test_first_practice.py::test_everything_is_as_the_pages_say",
    "spp site": "cli/test_first_practice.py::test_everything_is_as_the_pages_say",
    "spp report --all": "cli/test_typed_pages.py::test_a_page_prints_what_it_says",
    "spp report --all --dry-run": "cli/test_runs.py::"
    "test_why_a_report_would_be_made_is_told_and_nothing_is_made",
    "spp report --all --workspace 'partnerships/*'": "cli/test_runs.py::"
    "test_a_folder_of_workspaces_is_one_run_and_a_broken_one_stops_no_other",
    "spp report --all --workspace 'partnerships/*' --run-report '~/hub'": "cli/test_runs.py::"
    "test_one_page_about_all_of_them",
    "spp report --all --executor dask --scheduler tcp://10.0.0.5:8786": "cli/test_cluster.py::"
    "test_a_worker_that_dies_in_the_middle_loses_nothing",
    "spp init our-partnership": "cli/test_typed_pages.py::test_a_page_prints_what_it_says",
    "spp add-school 'Oakfield Primary School'": "cli/test_typed_pages.py::"
    "test_a_page_prints_what_it_says",
    "spp check-page check.html": "unit/check_page/test_page_build.py::",
    "spp app --shortcut": "app/test_app_shortcuts.py::"
    "test_the_command_writes_the_file_and_serves_nothing",
    "uvx --from git+ADDRESS-OF-THE-KIT spp app": "",  # nothing is fetched by a test
    "pipx run --spec git+ADDRESS-OF-THE-KIT spp app": "",
    "spp new-notebook my-enquiry": "cli/test_own_documents.py::",
    "spp new-notebook my-enquiry --title 'Reading aloud for late joiners'": _NOTEBOOKS
    + "test_every_command_prints_what_the_page_says",
    "spp report my-enquiry --school oakfield --to html": _NOTEBOOKS
    + "test_every_command_prints_what_the_page_says",
    "spp report my-enquiry --why oakfield --to html": _NOTEBOOKS
    + "test_every_command_prints_what_the_page_says",
    "jupyter lab notebooks": "notebooks/test_in_lab.py::"
    "test_the_enquiry_shows_itself_in_jupyterlab",
    "jupyter nbconvert --execute --to html my_enquiry.ipynb": _NOTEBOOKS
    + "test_other_tools_make_a_page_of_it",
    "papermill my_enquiry.ipynb out.ipynb -p school oakfield": _NOTEBOOKS
    + "test_other_tools_make_a_page_of_it",
    "quarto render copy.ipynb --execute -P school:oakfield --to html": _NOTEBOOKS
    + "test_other_tools_make_a_page_of_it",
    "quarto render": "unit/publish/test_after_quarto.py::",
    "quarto render reports/oakfield/review-summary/report.qmd --to docx": "unit/publish/"
    "test_after_quarto.py::",
    "quarto preview": "",  # it is a server, which no test starts
    "python benchmarks/engine.py --typed --schools 12 --repeats 3": "",  # it only measures
    "spp extension my-project": "unit/publish/test_extension.py::",
    "spp take-back reports/oakfield/review-summary/report.docx": "unit/publish/"
    "test_taking_back.py::",
    "spp watch --school oakfield --open": "cli/test_watching.py::"
    "test_a_page_in_the_browser_is_told_and_ctrl_c_ends_in_a_line",
    "spp init --hub our-hub": _HUB + "test_a_hub_is_laid_out_and_says_what_comes_next",
    "spp site --dry-run": "cli/test_hub_website.py::",
    "spp report hub-report": _HUB + "test_the_report_is_made_once_and_again_when_a_file_comes",
    "spp check --workspace 'partnerships/*'": "cli/test_several.py::"
    "test_each_is_told_in_a_line_and_a_broken_one_stops_no_other",
}
# Code that a page shows for Python, and by what it is run.
PYTHON = {
    "docs/api.md": "test_reference_pages.py::",
    "docs/enquiry.md": "test_research_page.py::test_every_line_of_the_page_prints_what_it_says",
    "docs/research.md": "test_research_page.py::test_every_line_of_the_page_prints_what_it_says",
    "docs/gallery/README.md": "test_gallery.py::",
    "docs/files_for_programs.md": "test_reference_pages.py::",
}


@pytest.mark.slow
@pytest.mark.parametrize("page", WALKS)
def test_a_page_prints_what_it_says(page, spp, tmp_path, words_alone, monkeypatch):
    walk, folder = WALKS[page], tmp_path / "here"
    walk.begin(folder)
    monkeypatch.chdir(folder)
    left, run = dict(walk.before), 0
    for block in CONSOLE.findall((DOCS / page).read_text(encoding="utf-8")):
        for command, expected in typed(block):
            program, *words = shlex.split(command)
            if program == "cd":
                monkeypatch.chdir(words[0])
                continue
            assert program == "spp", command
            for begins in [one for one in left if command.startswith(one)]:
                left.pop(begins)(Path())
            ran = spp(*words)
            shown, run = re.sub(r"\n{2,}", "\n", (ran.out + ran.err)).strip(), run + 1
            assert re.fullmatch(seen_as(expected), shown, re.DOTALL), f"{command}\n{shown}"
            codes = [code for one, code in walk.refused.items() if command.startswith(one)]
            assert ran.code == (codes[0] if codes else 0), command
    assert run == walk.commands and not left


def told() -> dict[str, list[tuple[str, str]]]:
    """Every command that a page shows in a block, with what stands under it, by page."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md"),
             *DOCS.glob("gallery/*.md")]  # fmt: skip
    found = {}
    for path in sorted(pages):
        blocks = CONSOLE.findall(path.read_text(encoding="utf-8"))
        found[path.relative_to(ROOT).as_posix()] = [t for one in blocks for t in typed(one)]
    return {page: commands for page, commands in found.items() if commands}


def _is_there(test: str) -> bool:
    """Whether there is such a test, or for a script such a line."""
    file, _, name = test.partition("::")
    if not test:
        return True
    text = (TESTS / file).read_text(encoding="utf-8")
    return name in text if file.endswith("run") else f"def {name or 'test_'}" in text


def test_every_command_is_run_by_a_test():
    for page, commands in told().items():
        name = page.removeprefix("docs/")
        for command, _ in commands:
            if name in WALKS or name in BY_PAGE or command.startswith("cd "):
                continue
            assert command in BY_COMMAND, f"{page}: no test types {command}"


def test_what_is_said_to_run_them_is_there_and_nothing_is_said_of_what_is_gone():
    every = {command for commands in told().values() for command, _ in commands}
    assert set(BY_COMMAND) <= every
    for test in (*BY_COMMAND.values(), *BY_PAGE.values(), *PYTHON.values()):
        assert _is_there(test), test
    assert {f"docs/{name}" for name in (*WALKS, *BY_PAGE)} <= set(told())


def test_every_block_of_python_is_run_by_a_test():
    paths = (*DOCS.glob("*.md"), *DOCS.glob("gallery/*.md"), ROOT / "README.md")
    pages = {one.relative_to(ROOT).as_posix(): one.read_text(encoding="utf-8") for one in paths}
    assert {page for page, text in pages.items() if "```python\n" in text} == set(PYTHON)


def test_no_command_hides_in_a_block_of_another_kind():
    """A command in a block of text would be found by nobody."""
    for path in (*DOCS.glob("*.md"), ROOT / "README.md"):
        for block in re.findall(r"^ *```text\n(.*?)^ *```", path.read_text("utf-8"), re.M | re.S):
            assert not re.match(r"\s*(\$ )?(spp|make) ", block), f"{path.name}\n{block}"
