"""Write the lists of earlier versions of what `spp init` lays out, from the history of git.

    python tests/earlier_files.py [COMMIT]

Workspaces from before there was a record of what was laid out in them are known by this list
alone, so it ends with the commit before the record began; newer kits need no longer list.

The styles of the reports have a list of their own, which goes on: by it a workspace that was not
brought up to date is known to have put no words of its own into Word, the PDF or the website.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from spp_research.cli.laid_out import laid_out
from spp_research.cli.upkeep import LIST, OUTDATED, mark
from spp_research.publish.shown import COMPARED, OF_THE_KIT, style_mark

ROOT = Path(__file__).resolve().parents[1]
LAST = "9cb7d4f"  # the last commit without a record in the workspace
# Texts that the kit writes itself, and what the code that wrote them called them.
_WRITTEN = {".gitignore": "GIT_IGNORE", "settings.yml": "_SETTINGS"}
_WRITERS = ("spp_research/cli/laid_out.py", "spp_research/cli/starting.py")


def git(*arguments: str) -> bytes:
    """What git says."""
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout


def versions(path: str, commit: str) -> list[bytes]:
    """Each version of a file up to a commit."""
    said = git("log", "--format=", "--raw", "--no-abbrev", "-m", commit, "--", path).decode()
    blobs = dict.fromkeys(blob for line in said.splitlines() for blob in line.split()[2:4])
    return [git("cat-file", "blob", blob) for blob in blobs if set(blob) != {"0"}]


def constants(source: bytes) -> dict[str, str]:
    """The texts that a module gives names to."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                    found[target.id] = node.value.value
    return found


def marks(commit: str = LAST) -> dict[str, set[str]]:
    """The marks of every version of each file, by its name in a workspace."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in (*laid_out(), *OUTDATED):
        found[name] = {mark(name, content) for content in versions(name, commit)}
    found["partnership.xlsx"] = found["data_templates/partnership.xlsx"]
    for writer in _WRITERS:
        for source in versions(writer, commit):
            for name, constant in _WRITTEN.items():
                if text := constants(source).get(constant):
                    found[name].add(mark(name, text.encode()))
    return found


def styles() -> dict[str, set[str]]:
    """The marks of every version of each file of the style, today's among them."""
    found = {}
    for name in COMPARED:
        path = f"reports/_style/{name}"
        known = [*versions(path, "HEAD"), (ROOT / path).read_bytes()]
        found[name] = {style_mark(name, content) for content in known}
    return found


def write(target: Path, found: Mapping[str, set[str]]) -> None:
    """Write one list."""
    lines = [f"{name}\t{' '.join(sorted(known))}\n" for name, known in found.items() if known]
    target.write_text("".join(sorted(lines)), encoding="utf-8", newline="\n")
    print(f"{target}: {len(lines)} files, {sum(line.count(' ') + 1 for line in lines)} versions")


def main(commit: str = LAST) -> None:
    """Write both lists."""
    write(LIST, marks(commit))
    write(OF_THE_KIT, styles())


if __name__ == "__main__":
    main(*sys.argv[1:])
