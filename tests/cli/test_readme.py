"""What the README and the pages by role tell people to type is what there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from spp_research.cli.commands import STEPS, app

ROOT = Path(__file__).resolve().parents[2]
# The pages by role, whose commands were once the README's own.
GUIDES = (
    "docs/in_school.md",
    "docs/leading.md",
    "docs/publishing.md",
    "docs/notebooks.md",
    "docs/quarto.md",
)
PAGES = ("README.md", "CONTRIBUTING.md", *GUIDES)
LONGEST = 150  # lines of the README, which a headteacher reads first


def typed(program: str) -> list[str]:
    """Every command of a program in the pages, in a block or in the middle of a sentence."""
    found = set()
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        found |= set(re.findall(rf"^\$ ({program} [^#\n]*)", text, re.MULTILINE))
        found |= set(re.findall(rf"`({program} [^`]*)`", text))
    return sorted(command.strip() for command in found)


@pytest.mark.parametrize("command", typed("spp"))
def test_a_command_can_be_typed_as_it_is_written(command):
    words = shlex.split(command)[1:]
    if words[0].startswith("-") or words[0] == "COMMAND":
        return
    group = typer.main.get_command(app)
    with group.make_context("spp", [words[0]], resilient_parsing=True) as context:
        sub = group.get_command(context, words[0])
        assert sub is not None, f"there is no command {words[0]}"
        if words[1:]:
            sub.make_context(words[0], words[1:], parent=context)  # raises for a wrong option


def test_every_command_is_told_of():
    told = "".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES)
    names = [name for names in STEPS.values() for name in names]
    assert [name for name in names if f"spp {name}" not in told] == []


@pytest.mark.parametrize("command", typed("make"))
def test_a_target_is_in_the_makefile(command):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in command.split()[1:]:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def _anchors(page: Path) -> set[str]:
    """Where a link into a page may point: its headings, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


LINKING = [
    *("README.md", "CONTRIBUTING.md", "GLOSSARY.md", "SECURITY.md", "CHANGELOG.md"),
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("**/*.md")),
]


@pytest.mark.parametrize("page", LINKING)
def test_a_page_links_to_what_is_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`\n]+`", "", text)  # an example of a link is none
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        file, _, anchor = link.partition("#")
        there = (ROOT / page).parent / file if file else ROOT / page
        assert there.exists(), f"{page}: {link}"
        assert not anchor or anchor in _anchors(there), f"{page}: {link}"


def test_the_readme_is_short_and_leads_to_every_page():
    """Straight, or by a page that it leads to."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    led = set(re.findall(r"\]\(docs/(\w+\.md)\)", text))
    for page in GUIDES:
        led |= set(re.findall(r"\]\((\w+\.md)", (ROOT / page).read_text(encoding="utf-8")))
    assert {path.name for path in (ROOT / "docs").glob("*.md")} - led == {"benchmarks.md"}
