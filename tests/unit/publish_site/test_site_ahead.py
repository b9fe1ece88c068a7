"""What the next build of the website would change: by the same steps, and changing nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from spp_research.cli.building import in_a_sentence
from spp_research.errors import ConfigurationError
from spp_research.site import folder as site_folder
from spp_research.site import gather as site_gather
from spp_research.site.ahead import compared
from spp_research.site.build import build_site, look_ahead
from spp_research.site.content import SharedPractice
from spp_research.site.gather import Gathered
from spp_research.workspace import Workspace, open_workspace


@pytest.fixture
def workspace(riverside: Path) -> Workspace:
    return open_workspace(riverside)


@pytest.fixture
def share(
    monkeypatch: pytest.MonkeyPatch, write_practice: Callable[..., SharedPractice]
) -> Callable[..., list[bool]]:
    """Let the site be of these schools; gives whether it was to be remembered, call by call."""

    written: dict[str, SharedPractice] = {}

    def share(*schools: str) -> list[bool]:
        asked: list[bool] = []
        for school in schools:
            written[school] = written.get(school) or write_practice(school)
        practices = tuple(written[school] for school in schools)

        def gather(*given: object, remember: bool, **more: object) -> object:
            asked.append(remember)
            refused = (("Osier Road", "Nothing has been signed."),)
            return Gathered(practices, refused, {})

        monkeypatch.setattr(site_gather, "gather", gather)
        return asked

    return share


def files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def addresses(pages: tuple[object, ...]) -> list[str]:
    return [page.address.removeprefix("practices/") for page in pages]  # type: ignore[attr-defined]


@pytest.mark.slow
def test_new_gone_changed_and_as_it_is(workspace, share):
    asked = share("oakfield", "osier-road")
    first = look_ahead(workspace, "pandoc")
    assert (first.built, first.is_as_it_is) == (False, False)
    assert addresses(first.new) == ["oakfield.html", "osier-road.html"]
    assert not workspace.site.exists()
    build_site(workspace, "pandoc")
    assert asked == [False, True]
    same = look_ahead(workspace, "pandoc")
    assert same.is_as_it_is
    assert addresses(same.same) == ["oakfield.html", "osier-road.html"]
    page = workspace.site / "practices" / "oakfield.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- mended -->", encoding="utf-8")
    share("oakfield", "copperbeck")
    before = files(workspace.root)
    ahead = look_ahead(workspace, "pandoc")
    assert files(workspace.root) == before
    assert addresses(ahead.new) == ["copperbeck.html"]
    assert addresses(ahead.gone) == ["osier-road.html"]
    assert addresses(ahead.changed) == ["oakfield.html"]
    assert ahead.others
    assert ahead.refused == (("Osier Road", "Nothing has been signed."),)


@pytest.mark.slow
def test_what_would_stop_a_build_stops_the_look(workspace, share):
    share("oakfield")
    build_site(workspace, "pandoc")
    (workspace.site / "practices" / "copperbeck.html").write_text("somebody's")
    assert look_ahead(workspace, "pandoc").aside == ("practices/copperbeck.html",)
    share("oakfield", "copperbeck")
    for do in (look_ahead, build_site):
        with pytest.raises(ConfigurationError, match="did not make this file"):
            do(workspace, "pandoc")


def test_a_preview_is_the_website_as_it_would_be(workspace, share, tmp_path):
    share("oakfield")
    look_ahead(workspace, "pandoc", preview=tmp_path / "preview")
    build_site(workspace, "pandoc")
    assert files(tmp_path / "preview") == files(workspace.site)


@pytest.mark.slow
def test_the_command_says_it_and_changes_nothing(workspace, share, spp, snapshot):
    share("oakfield")
    build_site(workspace, "pandoc")
    share("oakfield", "copperbeck")
    before = files(workspace.root)
    ran = spp("site", "--dry-run", "--renderer", "pandoc", "--workspace", workspace.root)
    assert (ran.code, ran.out) == (0, snapshot)
    told = spp("site", "--dry-run", "--renderer", "pandoc", "--json", "-w", workspace.root)
    said = json.loads(told.out)
    assert [one["address"] for one in said["new"]] == ["practices/copperbeck.html"]
    assert files(workspace.root) == before


def test_pages_of_the_publishers_own_are_listed_as_well(tmp_path: Path) -> None:
    made, there = tmp_path / "made", tmp_path / "there"
    texts = {
        made: {"pages/about.html": "2", "pages/new.html": "1", "documents/meal.html": "2"},
        there: {"pages/about.html": "1", "pages/old.html": "1", "documents/meal.html": "1"},
    }
    for folder, pages in texts.items():
        for name, words in pages.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"<title>{path.stem} – Site</title>{words}", encoding="utf-8")
        (folder / site_folder.MARKER).touch()
        site_folder.write_list(folder)
    ahead = compared(made, there, (), (), "")
    assert [page.address for page in ahead.new] == ["pages/new.html"]
    assert [page.address for page in ahead.gone] == ["pages/old.html"]
    assert [page.title for page in ahead.changed] == ["meal", "about"]
    said = "Pages of practices and documents and of your own: 1 new, 1 gone, 2 changed."
    assert in_a_sentence(ahead) == said
