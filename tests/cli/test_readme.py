"""What the README tells people to type is what there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from spp_research.cli.commands import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "CONTRIBUTING.md")


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


@pytest.mark.parametrize("command", typed("make"))
def test_a_target_is_in_the_makefile(command):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in command.split()[1:]:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_pages_link_to_what_is_there():
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#]+)\)", text):
            if not link.startswith("http"):
                assert (ROOT / link).exists(), f"{page}: {link}"
