"""What the documents and the help name is there, and what is there is named: no list is twice.

The kinds of document are in `spp_research/kinds.py` alone. The codes of faults have their own
test (`tests/unit/intake/test_intake_help.py`).
"""

from __future__ import annotations

import ast
import json
import re
from importlib import import_module
from pathlib import Path

import commands_page
import pytest
import typer

import spp_research
from spp_research.cli import starting
from spp_research.cli.commands import STEPS, app
from spp_research.cli.laid_out import laid_out
from spp_research.kinds import HUB_TITLES, KINDS, TITLES, titled
from spp_research.schema import vocabulary
from spp_research.settings import _ALLOWED, Settings, Thresholds

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "spp_research"
PAGE = ROOT / "docs" / "commands.md"
PAGES = [
    *(ROOT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md", "GLOSSARY.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
GROUP = typer.main.get_command(app)
OPTIONS = {
    name
    for command in GROUP.commands.values()
    for parameter in command.params
    if parameter.param_type_name == "option"
    for name in (*parameter.opts, *parameter.secondary_opts)
}
# Of other programs that a page says how to run: pytest, nbconvert, uv, Quarto, dask, benchmarks.
OTHERS = {"--built", "--execute", "--from", "--help", "--host", "--kit", "--many", "--no-sync",
          "--nthreads", "--number", "--nworkers", "--page", "--profile", "--repeats", "--saves",
          "--slow", "--snapshot-update", "--spec", "--times", "--typed", "--version",
          "--word"}  # fmt: skip
# Not commands but the middle of a sentence: "spp makes", "to type spp yourself".
WORDS = {"makes", "yourself"}


def of_pages() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def words_of(source: Path) -> list[str]:
    """The texts of a module, the docstrings among them."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def test_the_page_of_commands_is_what_the_commands_say(request):
    made = commands_page.page()
    if request.config.getoption("--snapshot-update"):
        PAGE.write_text(made, encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == made


def test_the_page_names_every_command_option_kind_and_setting():
    text = PAGE.read_text(encoding="utf-8")
    assert set(re.findall(r"^### spp (\S+)$", text, re.MULTILINE)) == set(GROUP.commands)
    assert set(re.findall(r"(?<![\w`])`(--[\w-]+)`", text)) == {
        name for name in OPTIONS if name.startswith("--")
    }
    kinds = text.partition("## Kinds of document")[2].partition("## ")[0]
    assert re.findall(r"^\| `(\S+)`", kinds, re.MULTILINE) == [*KINDS]
    settings = text.partition("## Settings")[2]
    assert re.findall(r"^\| `(\S+)`", settings, re.MULTILINE) == [*Settings.model_fields]


def test_no_page_names_a_command_or_an_option_that_there_is_not():
    text = of_pages()
    assert set(re.findall(r"\bspp ([a-z][a-z-]+)", text)) - WORDS <= set(GROUP.commands)
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - OTHERS <= OPTIONS
    assert set(GROUP.commands) == {name for names in STEPS.values() for name in names}


@pytest.mark.slow
def test_no_message_names_a_command_that_there_is_not():
    texts = [text for source in PACKAGE.rglob("*.py") for text in words_of(source)]
    named = {name for text in texts for name in re.findall(r"\bspp ([a-z][a-z-]+)", text)}
    assert named - WORDS <= set(GROUP.commands)
    assert {"check", "report", "share"} <= named


@pytest.mark.slow
def test_every_option_says_what_it_does_and_the_help_shows_it(spp):
    for name, command in GROUP.commands.items():
        shown = spp(name, "--help").out
        for parameter in command.params:
            assert parameter.help, f"{name}: {parameter.name}"
            assert parameter.param_type_name != "option" or parameter.opts[0] in shown


def test_the_help_of_report_names_the_kinds(spp):
    shown = " ".join(spp("report", "--help").out.split())
    shown = re.sub(r"(?<=\w)- ", "-", shown)  # a name that a line ends in
    assert f"{', '.join(KINDS)}; all of them" in shown


def test_every_list_of_kinds_is_the_one_list():
    assert TITLES == vocabulary.DOCUMENTS
    assert {*TITLES, *HUB_TITLES} == {kind.title for kind in KINDS.values()}
    notebooks = {name for name in laid_out() if name.startswith("notebooks/")}
    start = "notebooks/start_here.ipynb"  # makes no document
    assert notebooks == {start, *(f"notebooks/{kind.notebook}" for kind in KINDS.values())}
    assert all(kind.about.endswith(".") for kind in KINDS.values())
    modules = {kind.module for kind in KINDS.values()}
    assert modules <= set(spp_research.__all__)
    assert all(titled(kind.title) is kind for kind in KINDS.values())


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_kind_has_what_it_takes(kind):
    cells = json.loads((ROOT / "notebooks" / kind.notebook).read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    assert f'audience: str = "{kind.audience}"' in code
    assert ("school: str" in code) == kind.per_school
    pieces = import_module(f"spp_research.documents.{kind.module}")
    assert callable(pieces.front) and f"{kind.module}.front(" in code
    golden = (ROOT / "tests" / "golden" / "reports").glob(f"{kind.module}.*.qmd")
    assert list(golden), "no golden text"


def test_what_has_no_title_is_no_kind():
    with pytest.raises(LookupError, match="Review sumary"):
        titled("Review sumary")


@pytest.mark.slow
def test_no_other_module_spells_a_kind_out():
    """But for the names that a person may import, which are to be read at a glance."""
    spelt = {
        source.relative_to(PACKAGE).as_posix()
        for source in PACKAGE.rglob("*.py")
        if source.name not in ("kinds.py", "__init__.py")
        and {*KINDS, *TITLES, *HUB_TITLES} & set(words_of(source))
    }
    assert spelt == set()


def test_the_settings_that_are_laid_out_are_all_there_are():
    laid = set(re.findall(r"^# *(\w+):", starting._SETTINGS, re.MULTILINE))
    levels = {*Settings.model_fields, *Thresholds.model_fields, "public"}
    assert laid == levels
    assert set(_ALLOWED) == set(Settings.model_fields)
