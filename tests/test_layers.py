"""Who may import whom and that importing the kit costs nothing."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "spp_research"

# A module imports only from rows above its own, or from within its own package.
ROWS = (
    ("errors", "once", "colours", "telling", "installing"),
    (
        "stats",
        "workspace",
        "schema",
        "settings",
        "disclosure",
        "language",
        "personal",
        "text_marks",
        "cycle",
    ),
    ("namesakes", "letters"),
    ("sign_off",),
    ("signatures",),
    ("intake",),
    ("partnership", "timetable"),
    ("evidence", "pseudonyms", "share"),
    ("year",),
    ("public_text", "review", "trace", "survey", "impact", "agreement"),
    ("practice", "workshop", "annual", "development"),
    ("display",),
    ("demo",),
    ("run",),
    ("publish",),
    ("doctor",),
    ("cli",),
    ("__main__",),
)
ROW_OF = {module: row for row, modules in enumerate(ROWS) for module in modules}

# What takes longest to import is imported where it is used, so that `spp --help` is quick.
HEAVY = {"papermill", "matplotlib", "statsmodels", "scipy", "pandera", "nbclient", "nbformat"}

SOURCES = sorted(PACKAGE.rglob("*.py"))


def room_of(source: Path) -> str:
    """The module or package of `spp_research` that a file belongs to; "" for the top."""
    first = source.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


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


def test_every_module_has_a_row():
    assert {room_of(source) for source in SOURCES} - {""} <= set(ROW_OF)


@pytest.mark.parametrize("source", SOURCES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_rows_above_its_own(source):
    room = room_of(source)
    if not room:
        return
    wrong = []
    for line, name in imported(source, ast.parse(source.read_text(encoding="utf-8"))):
        parts = name.split(".")
        if parts[0] != "spp_research" or len(parts) < 2 or parts[1] not in ROW_OF:
            continue  # another library, or the package's own version
        if parts[1] != room and ROW_OF[parts[1]] >= ROW_OF[room]:
            wrong.append(f"line {line}: {room} may not import {parts[1]}")
    assert not wrong


@pytest.mark.parametrize("source", SOURCES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_nothing_heavy_is_imported_at_the_top_of_a_module(source):
    tree = ast.parse(source.read_text(encoding="utf-8"))
    top = ast.Module(
        [n for n in at_import(tree) if isinstance(n, (ast.Import, ast.ImportFrom))], []
    )
    heavy = [(line, name) for line, name in imported(source, top) if name.split(".")[0] in HEAVY]
    if room_of(source) == "stats":  # numbers are what it is about; it is itself imported lazily
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
