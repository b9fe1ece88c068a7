"""Who may import whom and that importing the kit costs nothing."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "spp_research"

# A module imports only from rows above its own, or from its own room where nothing in it imports
# it back. Where a part of a room stands in another row than the rest, the longest name counts.
ROWS = (
    ("errors",),
    ("colours", "kinds", "telling", "installing", "once", "terms", "whole_files"),
    ("catalogue", "own_kinds"),
    ("phrases",),
    ("cycle", "schema", "stats", "workspace", "settings"),
    ("letters", "protect"),
    ("intake",),
    ("partnership.people",),
    ("partnership.closed_cycles", "partnership.lead_workbook", "partnership.timetable"),
    ("share",),
    ("school",),
    ("partnership",),
    ("hub",),
    ("words",),
    ("display",),
    ("documents",),
    ("run",),
    ("publish",),
    ("site",),
    ("demo",),
    ("check_page",),
    ("cli",),
    ("app",),  # shows what the commands find and make
    ("cli.opening",),  # the one command that opens it
    ("cli.declared",),
    ("cli.commands",),
    ("__main__",),
)
ROW_OF = {module: row for row, modules in enumerate(ROWS) for module in modules}
# What takes longest to import is imported where it is used, so that `spp --help` is quick.
HEAVY = {"papermill", "matplotlib", "statsmodels", "scipy", "pandera", "nbclient", "nbformat"}

# Sentences about numbers are made in the room of words, and found by name where the numbers are:
# fetched late, and named there for type checkers alone.
NAMED_ONLY = {("stats", "words.claims"), ("stats", "words.months")} | {
    # So are the picture and the sentence of a result, by its methods.
    (home, shown)
    for home in (
        "stats.estimate",
        "stats.run_charts",
        "stats.allocation",
        "school.enquiry.planning",
        "school.impact.records",
        "school.survey",
        "school.agreement",
        "school.series",
    )
    for shown in ("display.charts", "words.statements")
}

SOURCES = sorted(PACKAGE.rglob("*.py"))


@cache
def tree_of(source: Path) -> ast.Module:
    """What a file says, which several tests look through."""
    return ast.parse(source.read_text(encoding="utf-8"))


def name_of(source: Path) -> str:
    """A file as a module of `spp_research`: "stats.means"; "" for the top."""
    parts = source.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(name: str) -> str:
    """The longest beginning of a module's name that has a row; "" for what has none."""
    parts = name.split(".")
    beginnings = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((room for room in beginnings if room in ROW_OF), "")


def imported(source: Path, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the full name of everything that a file imports, anywhere in it."""
    here = ("spp_research", *source.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            for alias in node.names:
                yield node.lineno, f"{module}.{alias.name}"


def at_import(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements that run when a file is imported, but not those for type checkers."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, (ast.If, ast.Try, ast.With, ast.For, ast.While, ast.ClassDef)):
            waiting += [
                child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)
            ]


def for_checkers(source: Path) -> set[int]:
    """The lines of a file that stand under `if TYPE_CHECKING`."""
    return {
        line
        for node in tree_of(source).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for part in node.body
        for line in range(part.lineno, (part.end_lineno or part.lineno) + 1)
    }


MODULES = {name_of(source): source for source in SOURCES}


@cache
def uses(source: Path) -> tuple[tuple[int, str], ...]:
    """The line and the name of each module of the kit that a file imports."""
    used = []
    for line, name in imported(source, tree_of(source)):
        kit, _, rest = name.partition(".")
        if kit == PACKAGE.name:
            found = rest if rest in MODULES else rest.rpartition(".")[0]
            if found in MODULES and MODULES[found] != source:
                used.append((line, found))
    return tuple(used)


def test_every_module_has_a_row_and_every_row_a_module():
    assert not [name for name in MODULES if name and not room_of(name)]
    assert {room_of(name) for name in MODULES if name} == set(ROW_OF)


@pytest.mark.slow
def test_a_module_imports_only_from_rows_above_its_own():
    wrong = []
    for name, source in MODULES.items():
        room = room_of(name)
        for line, used in uses(source):
            if (name, used) in NAMED_ONLY and line in for_checkers(source):
                continue
            if name == used.partition(".")[0]:
                continue  # the front of a room names what is in it
            # The package itself names what a notebook imports, and its version is everybody's.
            if name and used and room_of(used) != room and ROW_OF[room_of(used)] >= ROW_OF[room]:
                wrong.append(f"{source.relative_to(PACKAGE)}, line {line}: may not import {used}")
    assert not wrong


def test_every_name_that_is_only_named_is_still_named():
    """An exception to the rows goes with the last import that needs it."""
    assert {(name, used) for name, source in MODULES.items() for _, used in uses(source)} >= (
        NAMED_ONLY
    )


def test_no_module_imports_itself_by_way_of_others():
    """Also inside a room, where no row is between two modules."""
    used = {
        name: sorted({found for _, found in uses(src) if (name, found) not in NAMED_ONLY})
        for name, src in MODULES.items()
        if name
    }
    circles, done = [], set()

    def follow(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            circles.append(" > ".join((*way[way.index(name) :], name)))
        elif name and name not in done:
            for other in used[name]:
                follow(other, (*way, name))
            done.add(name)

    for name in used:
        follow(name, ())
    assert not circles


@pytest.mark.parametrize("source", SOURCES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_nothing_heavy_is_imported_at_the_top_of_a_module(source):
    tree = tree_of(source)
    top = ast.Module(
        [n for n in at_import(tree) if isinstance(n, (ast.Import, ast.ImportFrom))], []
    )
    heavy = [(line, name) for line, name in imported(source, top) if name.split(".")[0] in HEAVY]
    if (
        room_of(name_of(source)) == "stats"
    ):  # numbers are what it is about; it is itself imported lazily
        heavy = [(line, name) for line, name in heavy if not name.startswith("scipy.special")]
    assert not heavy


def fresh(program: str) -> dict:
    """What a program prints as JSON, in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_importing_the_kit_loads_nothing_and_touches_nothing(tmp_path):
    found = fresh(
        "import json, os, sys, warnings, threading, logging\n"
        f"os.chdir({str(tmp_path)!r})\n"
        "before = set(sys.modules), dict(os.environ), list(warnings.filters)\n"
        "import spp_research, spp_research.cli\n"
        "print(json.dumps({\n"
        "    'loaded': sorted({m.split('.')[0] for m in set(sys.modules) - before[0]}),\n"
        "    'environment': dict(os.environ) == before[1],\n"
        "    'warnings': list(warnings.filters) == before[2],\n"
        "    'threads': threading.active_count(),\n"
        "    'logging': logging.getLogger().handlers == [],\n"
        "    'files': os.listdir(),\n"
        "}))"
    )
    loaded = set(found.pop("loaded"))
    assert not loaded & (HEAVY | {"pandas", "numpy", "pydantic", "rich", "yaml", "IPython"})
    assert found == {
        "environment": True,
        "warnings": True,
        "threads": 1,
        "logging": True,
        "files": [],
    }


def test_what_a_notebook_imports_is_there():
    import spp_research

    for name in spp_research.__all__:
        assert getattr(spp_research, name) is not None
