"""What the documents for developers name is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ("GLOSSARY.md", "CONTRIBUTING.md", "SECURITY.md")
_NAMED = re.compile(r"`([\w./]+(?:\.(?:py|toml|md|txt)|/))`")  # a file, or a folder with its slash


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_is_named_exists(document):
    """From the top, from the package or from the tests, as each document says it shortest."""
    named = _NAMED.findall((ROOT / document).read_text(encoding="utf-8"))
    homes = (ROOT, ROOT / "spp_research", ROOT / "tests")
    assert len(named) >= 5
    gone = [name for name in named if not any((home / name).exists() for home in homes)]
    assert gone == []


HEAVIEST = 5_000_000  # bytes; the largest of the fonts has four million
# What is laid out at the top, besides the folders and files that each have their reason.
TOP = {
    *(".ci", "benchmarks", "data_templates", "docs", "examples", "notebooks", "reports"),
    *("spp_research", "tests", ".github", ".gitignore", "CHANGELOG.md"),
    *("CONTRIBUTING.md", "GLOSSARY.md", "LICENSE", "Makefile", "NOTICE", "README.md"),
    *("SECURITY.md", "_quarto.yml", "constraints.txt", "pyproject.toml"),
}


def test_nothing_is_kept_that_somebody_only_fetched():
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout, so nothing says which files are kept")
    kept = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    names = [name for name in kept if name and (ROOT / name).is_file()]
    assert len(names) > 500
    assert {name.split("/")[0] for name in names} <= TOP
    assert [name for name in names if (ROOT / name).stat().st_size > HEAVIEST] == []


def test_every_decision_is_in_the_list_of_them():
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    lines = []
    for path in sorted(folder.glob("[0-9]*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        number, _, words = title.partition(". ")
        assert number == str(int(path.name[:4])), path.name
        lines.append(f"{number}. [{words}]({path.name})")
    assert [line for line in lines if line not in listed] == []
