"""docs/notebooks.md: each command prints what the page says, and its block is a document's."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from spp_research.own_kinds import AUDIENCES, PER, Kinds, new_kind

PAGE = Path(__file__).resolve().parents[1] / "docs" / "notebooks.md"
TEXT = PAGE.read_text(encoding="utf-8")
COMMANDS = re.compile(r"```console\n\$ (spp [^\n]*)\n```\n```text\n(.*?)```", re.DOTALL)


@pytest.mark.slow
def test_every_command_prints_what_the_page_says(riverside, spp, monkeypatch):
    from spp_research.cli.starting import kit_files

    for name, content in kit_files(riverside).items():
        if name.startswith(("notebooks/", "reports/_style/")):
            (riverside / name).parent.mkdir(parents=True, exist_ok=True)
            (riverside / name).write_bytes(content())
    monkeypatch.chdir(riverside)
    commands = COMMANDS.findall(TEXT)
    assert len(commands) == 3
    for command, wanted in commands:
        said = spp(*shlex.split(command)[1:])
        assert (said.code, said.out) == (0, wanted), command


def test_the_block_of_the_page_makes_a_document():
    (block,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    told = json.loads(f"{{{block}}}")["spp"]
    kind = new_kind("my_enquiry", told, Kinds())
    assert (kind.name, kind.title) == ("my-enquiry", told["title"])
    table = TEXT.partition("| key |")[2]
    keys = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert set(told) < set(keys) and set(keys) - set(told) == {"partners"}
    assert all(f"`{one}`" in table for one in (*AUDIENCES, *PER))


def test_what_the_page_links_to_is_there():
    for link in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (PAGE.parent / link).exists(), link
