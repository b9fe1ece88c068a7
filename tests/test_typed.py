"""What a notebook imports is known to an editor and to a type checker, name by name."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import tables
from mypy import api

import spp_research
from spp_research import stats

ROOT = Path(__file__).resolve().parents[1]


def _for_checkers(path: Path) -> set[str]:
    """The names under `if TYPE_CHECKING` that a module gives to others."""
    return {
        alias.asname
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name)
        for line in node.body
        if isinstance(line, ast.ImportFrom)
        for alias in line.names
        if alias.asname
    }


@pytest.mark.parametrize("package", [spp_research, stats], ids=lambda package: package.__name__)
def test_checkers_are_told_of_every_name_that_is_fetched_late(package):
    assert sorted(_for_checkers(Path(package.__file__))) == package.__all__


def test_the_tables_that_a_checker_knows_are_those_of_the_sheets():
    for path, text in ((tables.TABLES, tables.text()), (tables.ROWS, tables.rows_text())):
        assert path.read_text(encoding="utf-8") == text, (
            "a sheet has changed: run python tests/tables.py"
        )


@pytest.mark.slow
def test_a_column_that_is_renamed_is_found_where_it_is_read_checked_and_reported(tmp_path):
    """In rows as they are read, and in tables made of them."""
    copied = ("__pycache__", ".venv", ".git", ".*_cache", "demo", "check.html")
    tree = tmp_path / "tree"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*copied))
    for path in (tables.TABLES, tables.ROWS):
        there = tree / path.relative_to(ROOT)
        text = there.read_text(encoding="utf-8")
        renamed = re.sub(r"\b(review_start|baseline_date)\b", r"\1_renamed", text)
        assert renamed != text
        there.write_text(renamed, encoding="utf-8")
    checker = [sys.executable, "-m", "mypy", "--no-incremental"]
    said = subprocess.run(checker, cwd=tree, capture_output=True, text=True, check=False).stdout
    rooms = {line.split("/")[1] for line in said.splitlines() if "error:" in line}
    assert {"intake", "partnership", "school"} <= rooms, said


@pytest.mark.slow
def test_a_checker_knows_what_comes_back_and_finds_a_name_that_is_not_there(tmp_path):
    """A few lines as an analyst writes them, under the project's own settings of the checker."""
    cell = tmp_path / "cell.py"
    cell.write_text(
        "from spp_research import open_school, stats, impact\n"
        "found = stats.mean_change([1, 2, 3], [2, 4, 6])\n"
        "reveal_type(found)\n"
        "reveal_type(open_school)\n"
        "found.lower\n"
        "reveal_type(found.to_frame())\n"
        "reveal_type(found.plot('Reading grew'))\n"
        "reveal_type(stats.pool([found, found]).plot(['a', 'b']))\n"
        "reveal_type(impact.results)\n"
        "from spp_research import show\n"
        "reveal_type(show.counts(found.to_frame(), 'unit', title='Units'))\n"
        "stats.mean_change('jan', 'jun', dat=1)\n"
        "stats.mean_chance\n"
        "from spp_research import open_scool\n"
        "findings = open_school('example', 'oakfield', 'school').base.findings\n"
        "findings['fiding_id']\n"
        "for row in findings[findings['kind'] == 'Strength'].itertuples(index=False):\n"
        "    row.kid\n",
        encoding="utf-8",
    )
    said, faults, _ = api.run(
        ["--config-file", str(ROOT / "pyproject.toml"), "--no-incremental", str(cell)]
    )
    assert not faults
    for words in (
        "stats.estimate.Estimate",
        "def (",
        'error: "Estimate" has no attribute "lower"',
        'is "pandas.core.frame.DataFrame"',
        "display.charts.Chart | spp_research.words.statements.Statement",
        'is "spp_research.display.tables.Table"',
        'Unexpected keyword argument "dat" for "mean_change"',
        'error: Module has no attribute "mean_chance"',
        'error: Module "spp_research" has no attribute "open_scool"',
        'error: No overload variant of "__getitem__" of "Table" matches argument type "str"',
        'error: "FindingsRow" has no attribute "kid"',
    ):
        assert words in said, said


WRITTEN = """
from spp_research import enquiry, open_school

mine = enquiry.of_school(open_school("example", "oakfield", "school"))
reveal_type(enquiry.results(mine)[0].estimate.value)
mine.questoin
enquiry.outcome("Words", desing="A")
enquiry.plan(mine, pupils=(14, 13))
"""


@pytest.mark.slow
def test_what_a_teacher_types_of_an_enquiry_is_completed_and_looked_at(tmp_path):
    (tmp_path / "written.py").write_text(WRITTEN, encoding="utf-8")
    said, _, _ = api.run([str(tmp_path / "written.py"), "--follow-imports=silent"])
    assert 'Revealed type is "float | None"' in said or "Union[builtins.float, None]" in said
    assert 'has no attribute "questoin"; maybe "question"?' in said
    assert 'Unexpected keyword argument "desing" for "outcome"' in said
    assert said.count("error:") == 2, said
