"""A workspace with one tiny notebook, to be quick and to stand whatever the real ones say."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from in_process import FRONT

PARAMETERS = 'workspace = "example"\nschool = "oakfield"\naudience = "partnership"'


@pytest.fixture
def scratch(tmp_path, monkeypatch) -> Path:
    """Where scratch folders are made in this test."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def review_notebook(riverside, write_notebook) -> Callable[..., Path]:
    """Write the workspace's review notebook: a front page, then these cells."""

    def write(*cells: str, parameters: str = PARAMETERS) -> Path:
        notebook = riverside / "notebooks" / "review_summary.ipynb"
        return write_notebook(notebook, FRONT, *cells, parameters=parameters)

    return write


@pytest.fixture
def workspace(riverside, scratch, review_notebook, in_this_process, monkeypatch) -> Path:
    """A copy of the example, as the current folder, with a notebook that shows a front page."""
    review_notebook()
    (riverside / "settings.yml").write_text("as_at: 2026-07-10\nformats: [html]\n")
    monkeypatch.chdir(riverside)
    return riverside
