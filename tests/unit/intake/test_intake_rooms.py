"""How intake is laid out: what each of its rooms may use, and no circles between its modules."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import spp_research.intake

HOME = Path(spp_research.intake.__file__).parent
MODULES = {
    ".".join(path.relative_to(HOME).with_suffix("").parts): path
    for path in HOME.rglob("*.py")
    if path.name != "__init__.py"
}
# Of what a module may use, besides its own room and what every room uses.
MAY_USE = {
    "read": set(),
    "check": {"read", "frames"},
    "surveys": {"read", "check", "frames"},
    "write": {"read", "check", "surveys"},
}
FOR_ALL = {"faults", "codes", "layout", "advice"}


def used(name: str) -> set[str]:
    """The modules of intake that a module imports, anywhere in it; not those for type checkers."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    package = name.split(".")[:-1]
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1] + (node.module or "").split(".")
            base = [part for part in base if part]
            whole = ".".join(base)
            each = {".".join([*base, alias.name]) for alias in node.names}
            found |= {whole} & MODULES.keys() or each & MODULES.keys()
    return found


def test_no_module_needs_itself_by_way_of_others():
    order = TopologicalSorter({name: used(name) for name in MODULES})
    assert set(order.static_order()) == set(MODULES)  # a CycleError names a circle


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_room_uses_those_before_it(name):
    room, _, inside = name.rpartition(".")
    if not room:
        return
    rooms = {other.rpartition(".")[0] or other for other in used(name)}
    assert inside
    assert rooms <= MAY_USE[room] | FOR_ALL | {room}


def test_what_is_imported_is_seen_at_the_top_and_inside_of_a_function():
    assert {"read.sheets", "check.stages", "frames"} <= used("check.reading")
