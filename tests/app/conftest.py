"""A browser at the pages of the example, one at a single school's workspace, one at a hub's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from browsing import Browser

from spp_research.workspace import HUB_EXAMPLE, open_place


@pytest.fixture
def lead(riverside: Path, tmp_path: Path) -> Browser:
    """At the example, in which one person keeps the workbooks of all the schools."""
    return Browser(riverside, tmp_path / "scratch").open()


@pytest.fixture
def school(riverside: Path, tmp_path: Path) -> Browser:
    """At Oakfield's own workspace."""
    for folder in (riverside / "schools").iterdir():
        if folder.name != "oakfield":
            shutil.rmtree(folder)
    return Browser(riverside, tmp_path / "scratch").open()


@pytest.fixture
def hub(tmp_path: Path) -> Browser:
    """At the example hub."""
    place = tmp_path / "hub" / "northshire"
    shutil.copytree(open_place(HUB_EXAMPLE).root, place)
    return Browser(place, place.parent / "scratch").open()
