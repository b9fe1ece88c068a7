"""The pages opened from a notebook: one link as long as they run, and what to do on a hub."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from example_copy import ROOT

from spp_research.app import in_jupyter
from spp_research.app.in_jupyter import Opened, open_pages
from spp_research.errors import ConfigurationError
from spp_research.workspace import kit_resources

ADDRESS = "http://127.0.0.1:8321/?token=abc"


@pytest.fixture
def ended() -> Iterator[None]:
    yield
    for program in in_jupyter._running.values():
        program.terminate()
        program.wait(30)
        if program.stdout:
            program.stdout.close()
    in_jupyter._running.clear()


@pytest.mark.slow
def test_the_link_leads_to_the_pages_and_stays_the_same(tmp_path: Path, ended: None) -> None:
    opened = open_pages(tmp_path)
    with urllib.request.urlopen(opened.address, timeout=60) as answer:
        assert b"Go on to the kit" in answer.read()
    assert open_pages(str(tmp_path)).address == opened.address
    assert opened.address in opened._repr_html_()


def test_what_cannot_be_opened_is_said(tmp_path: Path, ended: None) -> None:
    with pytest.raises(ConfigurationError, match="there is no such folder"):
        open_pages(tmp_path / "nowhere")
    with pytest.raises(ConfigurationError, match="folder of the kit itself"):
        open_pages(kit_resources())


def test_on_a_hub_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ssh" not in repr(Opened(ADDRESS, elsewhere=False))
    said = repr(Opened(ADDRESS, elsewhere=True))
    assert "ssh -L 8321:127.0.0.1:8321" in said
    assert "check.html" in said
    shown = Opened('"><script>alert(1)</script>', elsewhere=True)._repr_html_()
    assert "<script>" not in shown


def test_the_notebook_opens_the_folder_that_it_lies_in() -> None:
    document = json.loads((ROOT / "notebooks" / "start_here.ipynb").read_text(encoding="utf-8"))
    code = ["".join(c["source"]) for c in document["cells"] if c["cell_type"] == "code"]
    assert code[0].startswith('workspace: str = ".."')
    assert code[1].endswith("open_pages(workspace)")
