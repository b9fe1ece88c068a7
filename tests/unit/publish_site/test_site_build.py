"""Putting the site in place: all of it or nothing, and nothing of the one before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from spp_research.errors import ConfigurationError, RenderError
from spp_research.publish import site_gather
from spp_research.publish.placing import writing
from spp_research.publish.site import build_site
from spp_research.publish.site_content import SharedPractice
from spp_research.workspace import Workspace, open_workspace


@pytest.fixture
def workspace(riverside: Path) -> Workspace:
    return open_workspace(riverside)


@pytest.fixture
def share(
    monkeypatch: pytest.MonkeyPatch, write_practice: Callable[..., SharedPractice]
) -> Callable[..., None]:
    """Let the site be of these schools, without running a notebook."""

    def share(*schools: str) -> None:
        practices = tuple(write_practice(school) for school in schools)
        monkeypatch.setattr(site_gather, "gather", lambda *given: (practices, ()))

    return share


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_lands_in_the_workspace(workspace: Workspace, share: Callable[..., None]) -> None:
    share("oakfield", "index")
    result = build_site(workspace, "pandoc")
    assert result.folder == workspace.root / "_site"
    assert [page.name for page in result.pages] == ["oakfield.html", "index-.html"]
    assert all(page.is_file() for page in result.pages)
    assert result.renderer == "pandoc"


def test_nothing_of_the_site_before_is_left(
    workspace: Workspace, share: Callable[..., None]
) -> None:
    share("oakfield")
    build_site(workspace, "pandoc")
    # Somebody mended a word by hand, and another program left a list of files.
    page = workspace.site / "practices" / "oakfield.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- mended -->", encoding="utf-8")
    (workspace.site / "practices" / "copy of oakfield.html").write_text("old", encoding="utf-8")
    (workspace.site / "manifest.json").write_text("{}", encoding="utf-8")
    share()
    build_site(workspace, "pandoc")
    assert not [name for name in _files(workspace.site) if "oakfield" in name]
    assert "manifest.json" not in _files(workspace.site)
    assert not list(workspace.root.glob("._site*"))


def test_what_a_hosting_service_needs_is_kept(
    workspace: Workspace, share: Callable[..., None]
) -> None:
    share()
    build_site(workspace, "pandoc")
    (workspace.site / "CNAME").write_text("schools.example\n", encoding="utf-8")
    (workspace.site / ".well-known").mkdir()
    (workspace.site / ".well-known" / "proof").write_text("1", encoding="utf-8")
    build_site(workspace, "pandoc")
    assert {"CNAME", ".well-known/proof"} <= _files(workspace.site)


def test_a_private_report_does_not_land_in_it(
    workspace: Workspace, share: Callable[..., None]
) -> None:
    for kind in ("best-practice", "review-summary"):
        folder = workspace.report_folder("oakfield", kind)
        folder.mkdir(parents=True)
        for name in ("report.html", "report.qmd"):
            (folder / name).write_text("only for the school", encoding="utf-8")
    share("oakfield")
    build_site(workspace, "pandoc")
    texts = [path.read_bytes() for path in workspace.site.rglob("*") if path.is_file()]
    assert not any(b"only for the school" in text for text in texts)


def test_a_folder_with_something_else_in_it_is_not_replaced(
    workspace: Workspace, share: Callable[..., None], tmp_path: Path
) -> None:
    share()
    other = tmp_path / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("Dear Ann", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="something else here"):
        build_site(workspace, "pandoc", other)
    assert _files(other) == {"letter.txt"}


def test_a_folder_that_the_site_is_linked_to_is_looked_at_first(
    workspace: Workspace, share: Callable[..., None], tmp_path: Path
) -> None:
    share()
    other = tmp_path / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("Dear Ann", encoding="utf-8")
    try:
        workspace.site.symlink_to(other, target_is_directory=True)
    except OSError:
        pytest.skip("links between folders cannot be made here")
    with pytest.raises(ConfigurationError, match="something else here"):
        build_site(workspace, "pandoc")
    assert _files(other) == {"letter.txt"}


def test_another_folder_can_be_made_and_made_again(
    workspace: Workspace, share: Callable[..., None], tmp_path: Path
) -> None:
    share("oakfield")
    out = tmp_path / "new" / "place"
    build_site(workspace, "pandoc", out)
    assert build_site(workspace, "pandoc", out).pages == (out / "practices" / "oakfield.html",)
    assert not workspace.site.exists()


def test_a_site_that_cannot_be_made_leaves_the_one_before(
    workspace: Workspace, share: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from spp_research.publish import site_pages

    share("oakfield")
    build_site(workspace, "pandoc")
    before = _files(workspace.site)

    def fail(*given: object) -> None:
        raise RenderError("Pandoc could not make the page.")

    monkeypatch.setattr(site_pages, "fragment", fail)
    with pytest.raises(RenderError):
        build_site(workspace, "pandoc")
    assert _files(workspace.site) == before


def test_a_folder_that_cannot_be_renamed_keeps_the_site(
    workspace: Workspace, share: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    share("oakfield")
    build_site(workspace, "pandoc")
    before = _files(workspace.site)
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if ".new-" in path.name:
            raise PermissionError(13, "Permission denied", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(ConfigurationError, match="cannot be written"), writing(workspace.site):
        build_site(workspace, "pandoc")
    assert _files(workspace.site) == before


def test_an_unknown_renderer_is_named_before_any_work(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_gather, "gather", lambda *given: pytest.fail("work was done"))
    with pytest.raises(RenderError, match="no renderer 'word'"):
        build_site(workspace, "word")
