"""docs/notebooks.md: each command prints what the page says, and its block is a document's."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
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
    assert set(told) < set(keys) and set(keys) - set(told) == {"partners", "site"}
    assert all(f"`{one}`" in table for one in (*AUDIENCES, *PER))


def test_what_the_page_links_to_is_there():
    for link in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (PAGE.parent / link).exists(), link


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["jupyter", "papermill", "quarto"])
def test_other_tools_make_a_page_of_it(tool, tmp_path, monkeypatch):
    """By the page's own commands; that of Quarto where there is one."""
    said = TEXT.partition("### With other tools")[2]
    (command,) = re.findall(rf"^\$ ({tool} .*)$", said, re.MULTILINE)
    words = shlex.split(command)
    program = shutil.which(
        tool, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    if tool == "quarto":
        program = os.environ.get("QUARTO_PATH") or program
        if not program:
            pytest.skip("there is no Quarto, by QUARTO_PATH or on PATH")
        monkeypatch.setenv("QUARTO_PYTHON", sys.executable)
    assert program
    (named,) = (one for one in words if one in ("my_enquiry.ipynb", "copy.ipynb"))
    own = tmp_path / named
    before = (PAGE.parents[1] / "notebooks" / "enquiry.ipynb").read_bytes()
    own.write_bytes(before)
    done = subprocess.run([program, *words[1:]], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    made = tmp_path / ("out.ipynb" if tool == "papermill" else f"{own.stem}.html")
    page = made.read_text(encoding="utf-8")
    assert "Oakfield Weir Primary School" in page and "9.4 words a minute higher" in page
    assert "Traceback" not in page
    assert (own.read_bytes() == before) == (tool != "quarto")
