"""What only tests use does not stay: no reader, notebook, command or page would miss it.

By name and not by what a name means, so that it takes a second: a name that the kit itself asks
for anywhere counts as used, wherever it is defined. So do the names in notebooks (those of earlier
kits too, which workspaces keep), in templates of pages, and in the code of the documentation.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KIT = ROOT / "spp_research"
USERS = ("notebooks", "reports", "docs", "tests/fixtures/earlier_notebooks", "spp_research")
PLAIN = ("README.md", "CONTRIBUTING.md", "pyproject.toml", "Makefile")
READ = {".ipynb", ".qmd", ".html", ".j2", ".js", ".lua", ".toml", ".typ", ".yml", ".md"}

LISTED = {"api.md", "files_for_programs.md"}  # made from the code, they name all that there is

_NAMES = re.compile(r"[\w.:]+")
_FIXED = "its name and arguments are promised to whoever analyses a school's data in a notebook"
_CASE = "a reference case of the statistics is worked out by it"
# What nothing but a test asks for and stays all the same, with the reason.
KEPT = {
    "attendance_difference": _FIXED,
    "cluster_mean_difference": _FIXED,
    "icc_agreement": _FIXED,
    "months_of_progress": _FIXED,
    "rate_ratio": _FIXED,
    "risk_ratio": _FIXED,
    "hedges_total_effect": _CASE,
    "rate_ratio_from_totals": _CASE,
    "schema_text": "a developer writes docs/share-file.schema.json again with it",
}


@dataclass(frozen=True)
class Defined:
    """A function or class at the top of a module, and the names that it asks for."""

    name: str
    module: str
    asks: frozenset[str]
    called_by_others: bool  # a command, which the command line finds by its decorator


def names_in(part: ast.AST, texts: bool = True) -> frozenset[str]:
    """Every name that code asks for, by itself, of another, or as a text that is such a name."""
    found = set()
    for node in ast.walk(part):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif texts and isinstance(node, ast.Constant) and _NAMES.fullmatch(str(node.value)):
            found.update(re.split(r"[.:]", str(node.value)))
    return frozenset(found)


@cache
def parts() -> tuple[Defined | frozenset[str], ...]:
    """Those of the whole kit."""
    return tuple(part for source in sorted(KIT.rglob("*.py")) for part in parts_of(source))


def parts_of(source: Path) -> Iterator[Defined | frozenset[str]]:
    """What a module defines, and the names that the rest of it asks for."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    offers = source.name == "__init__.py"  # with lists of names, which ask for nothing
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            called = any(isinstance(decorator, ast.Call) for decorator in node.decorator_list)
            by_others = called and isinstance(node, ast.FunctionDef)
            module = source.relative_to(ROOT).as_posix()
            yield Defined(node.name, module, names_in(node), by_others)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            if node.value is not None:
                yield names_in(node.value, texts=not offers)
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield names_in(node)  # imports name nothing: what is fetched is asked for elsewhere


@cache
def named_elsewhere() -> frozenset[str]:
    """Every word of notebooks and templates, and of the code in what is written for readers."""
    files = [ROOT / name for name in PLAIN]
    files += [f for folder in USERS for f in (ROOT / folder).rglob("*") if f.suffix in READ]
    files = [file for file in files if file.name not in LISTED]
    found: set[str] = set()
    for file in files:
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".md":
            text = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
        found.update(re.findall(r"\w+", text))
    return frozenset(found)


def not_used(kept: dict[str, str]) -> list[Defined]:
    """What is defined in the kit and asked for by nothing that is itself used."""
    defined = [part for part in parts() if isinstance(part, Defined)]
    by_python = {"main", "__dir__", "__getattr__"}
    asked = named_elsewhere().union(by_python, *(p for p in parts() if isinstance(p, frozenset)))
    by: dict[str, set[int]] = defaultdict(set)  # places of those that are used and ask for a name
    used: set[int] = set()
    while True:
        found = [
            place
            for place, one in enumerate(defined)
            if place not in used
            and (one.called_by_others or one.name in asked or one.name in kept or by[one.name])
        ]
        if not found:
            return [one for place, one in enumerate(defined) if place not in used]
        used.update(found)
        for place in found:
            for name in defined[place].asks:
                by[name].add(place)


@pytest.mark.slow
def test_nothing_stays_that_only_tests_use():
    left = [f"{one.module}: {one.name}" for one in not_used(KEPT)]
    assert left == [], "remove it with its tests, or say in KEPT why it stays"


@pytest.mark.slow
def test_what_is_kept_all_the_same_is_there_and_would_else_be_found():
    without = {one.name for one in not_used({})}
    assert sorted(KEPT) == sorted(name for name in KEPT if name in without)
