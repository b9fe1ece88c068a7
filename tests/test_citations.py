"""Pages that are named anywhere in the repository are in it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MADE = ("data_dictionary.md",)  # by the kit, for whoever asks for it
# Of a publisher, in examples of what a folder `site` may hold.
OWN = ("about-us.md", "how-we-work.md", "map.md", "our-schools.md", "page.md", "schools.md")
IN_WHEEL = "spp_research/_workspace/"  # where what is read travels
CITED = re.compile(r"(?<![\w./-])((?:\.\./|[\w.-]+/)*[\w.-]+\.md)\b(?!\()")
# Pages of whoever plans the kit, cited by their name in capitals.
PLANS = re.compile(
    r"\b((?:DESIGN|STATISTICS2?|DOMAIN|NOTES|STYLE|LOOK)(?=, (?:section|part) | section ))"
)
READ = (".py", ".md", ".toml", ".yml", ".ipynb", ".lua", ".cfg")


def sources() -> list[Path]:
    """What is in the repository and is read by people."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    names = [Path(name) for name in listed if name.endswith(READ) or name == "Makefile"]
    kept = [n for n in names if "__snapshots__" not in n.parts and n.parts[:1] != ("examples",)]
    return [ROOT / name for name in kept if (ROOT / name).is_file()]


def missing(source: Path, text: str) -> list[str]:
    """The pages that a file names and that are nowhere to be found."""
    there = {path.name for path in ROOT.glob("*.md")} | {p.name for p in ROOT.glob("docs/**/*.md")}
    found = []
    for name in dict.fromkeys(CITED.findall(text)):
        # Some tests write a page of docs/, where its links begin.
        near = (ROOT / name.removeprefix(IN_WHEEL), source.parent / name, ROOT / "docs" / name)
        known = name in (*MADE, *there) or Path(name).name in OWN
        if not known and not any(path.is_file() for path in near):
            found.append(name)
    return found + PLANS.findall(text)


@pytest.mark.slow
def test_every_page_that_is_cited_is_in_the_repository():
    files = sources()
    if not files:
        pytest.skip("this is no git checkout, so that what belongs to it is not known")
    cited = {
        path.relative_to(ROOT).as_posix(): found
        for path in files
        if (found := missing(path, path.read_text(encoding="utf-8")))
    }
    assert cited == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see STATISTICS" + ".md", ["STATISTICS" + ".md"]),
        ("see docs/nothing" + ".md, 3", ["docs/nothing" + ".md"]),
        ("see docs/statistics" + ".md", []),
        ("see README" + ".md and common_faults" + ".md", []),
        ("as DESIGN" + ", section 5 says", ["DESIGN"]),
    ],
)
def test_a_page_that_is_not_there_is_found(text, found):
    assert missing(ROOT / "tests" / "x.py", text) == found
