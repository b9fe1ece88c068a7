"""A copy of the project to change, by the names that its code gives things and by no typed path."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What git keeps out of a checkout, and what no recipe changes.
_LEFT_OUT = (".*", "__pycache__", "demo", "_site", "dist", "build", "benchmarks", "_workspace")


def homes_of(package: Path, name: str) -> list[Path]:
    """The modules that give a name at their top: by `def`, `class` or `=`."""
    found = []
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if name in text and any(name in _given(node) for node in ast.parse(text).body):
            found.append(path)
    return found


def _given(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


class Tree:
    """A copy of the tree, and which of its files a person has changed by hand."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "kit"
        shutil.copytree(ROOT, self.root, ignore=self._ignored)
        self.by_hand: set[str] = set()

    @staticmethod
    def _ignored(folder: str, names: list[str]) -> set[str]:
        at_top = Path(folder) == ROOT
        ignored = shutil.ignore_patterns(*_LEFT_OUT)(folder, names)
        return ignored if at_top else ignored & {"__pycache__", "_site"}

    @property
    def package(self) -> Path:
        return self.root / "spp_research"

    def home(self, name: str) -> Path:
        """The one module that gives a name."""
        (path,) = homes_of(self.package, name)
        return path

    def rewrite(self, path: Path, change: Callable[[str], str]) -> None:
        """Change a file, or write a new one, as a person would."""
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = change(before)
        assert after != before, f"{path} is as it was"
        path.write_text(after, encoding="utf-8")
        self.by_hand.add(path.relative_to(self.root).as_posix())

    def replace(self, path: Path, old: str, new: str) -> None:
        """Change one place of a file."""
        assert path.read_text(encoding="utf-8").count(old) == 1, f"{old!r} in {path}"
        self.rewrite(path, lambda text: text.replace(old, new))

    def add_to(self, name: str, item: str, path: Path | None = None) -> None:
        """Put an item at the end of the longest list that makes up what a name stands for."""
        path = path or self.home(name)
        text = path.read_text(encoding="utf-8")
        (node,) = (node for node in ast.parse(text).body if name in _given(node))
        lists = [one for one in ast.walk(node) if isinstance(one, ast.Tuple | ast.List | ast.Dict)]
        longest = max(lists, key=lambda one: one.end_lineno - one.lineno)
        parts = longest.values if isinstance(longest, ast.Dict) else longest.elts
        lines = text.splitlines(keepends=True)
        indent = " " * (parts[-1].col_offset if not isinstance(longest, ast.Dict) else 4)
        lines.insert(parts[-1].end_lineno, f"{indent}{item},\n")
        self.rewrite(path, lambda _: "".join(lines))

    def run(self, *arguments: object, code: int = 0) -> str:
        """What Python prints with these arguments, in the copy and by its code."""
        env = os.environ | {"PYTHONPATH": str(self.root)}
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=self.root,
            env=env,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == code, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout + done.stderr

    def spp(self, *arguments: object, code: int = 0) -> str:
        """What `spp` of the copy says."""
        return self.run("-m", "spp_research", *arguments, code=code)

    def tests(self, *arguments: str) -> str:
        """Run some of the copy's own tests."""
        return self.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)
