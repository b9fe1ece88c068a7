"""Putting the site in place: all of it or nothing, and nothing of the one before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from spp_research.errors import ConfigurationError, RenderError
from spp_research.publish.placing import writing
from spp_research.site import build, take_home
from spp_research.site import folder as site_others
from spp_research.site import gather as site_gather
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
) -> Callable[..., None]:
    """Let the site be of these schools, without running a notebook."""

    def share(*schools: str) -> None:
        practices = tuple(write_practice(school) for school in schools)
        monkeypatch.setattr(
            site_gather, "gather", lambda *given, **more: Gathered(practices, (), {})
        )
        monkeypatch.setattr(build, "noted", lambda *given: None)  # no file says what is shared
        monkeypatch.setattr(take_home, "with_documents", lambda given, *_: (tuple(given), ()))

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


def test_no_page_of_the_site_before_is_left(
    workspace: Workspace, share: Callable[..., None]
) -> None:
    share("oakfield")
    build_site(workspace, "pandoc")
    # Somebody mended a word by hand, and somebody copied a page.
    page = workspace.site / "practices" / "oakfield.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- mended -->", encoding="utf-8")
    (workspace.site / "practices" / "copy of oakfield.html").write_text("old", encoding="utf-8")
    share()
    result = build_site(workspace, "pandoc")
    assert not [name for name in _files(workspace.site) if "oakfield" in name]
    assert result.aside == workspace.root / "_site-others"
    assert _files(result.aside) == {"practices/copy of oakfield.html"}
    assert not list(workspace.root.glob("._site*"))


@pytest.mark.parametrize(
    "name",
    ["results.csv", "more/Pupils.XLSX", "report.json", "a/report.docx", "n.ipynb", "pages/a.html"],
)
def test_what_nobody_signed_off_is_put_aside_wherever_it_lies(
    name: str, workspace: Workspace, share: Callable[..., None]
) -> None:
    share("oakfield")
    build_site(workspace, "pandoc")
    stray = workspace.site / name
    stray.parent.mkdir(exist_ok=True)
    stray.write_text("by a slip", encoding="utf-8")
    result = build_site(workspace, "pandoc")
    assert result.aside is not None and _files(result.aside) == {name}
    assert not stray.exists()


OTHERS = (
    "robots.txt",
    "CNAME",
    ".nojekyll",
    "google1234.html",
    ".well-known/proof",
    ".git/objects/ab/cd",
    "letters/2026/a.pdf",
    "assets/our own.css",
    "manifest.json",
)


@pytest.mark.slow
@pytest.mark.parametrize("listed", [True, False])
def test_what_others_put_there_is_kept(
    workspace: Workspace, share: Callable[..., None], listed: bool
) -> None:
    """Also in a site of an earlier kit, which wrote no list; there, assets/ was all its own."""
    share("oakfield")
    build_site(workspace, "pandoc")
    for name in OTHERS:
        path = workspace.site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"mine: {name}", encoding="utf-8")
        path.chmod(0o444)
    (workspace.site / "to come").mkdir()
    if not listed:
        (workspace.site / site_others.LIST).unlink()
    share()
    for again in (False, True):
        aside = build_site(workspace, "pandoc").aside
        if listed or again:
            assert aside is None
        else:  # lists that only kits make which write down what they made
            assert aside and {name.partition("/")[0] for name in _files(aside)} == {"subjects"}
    kept = [name for name in OTHERS if listed or not name.startswith("assets/")]
    for name in kept:
        assert (workspace.site / name).read_text(encoding="utf-8") == f"mine: {name}"
    assert (workspace.site / "to come").is_dir()
    assert not [name for name in _files(workspace.site) if "oakfield" in name]


def test_a_link_that_somebody_made_stays_a_link(
    workspace: Workspace, share: Callable[..., None], tmp_path: Path
) -> None:
    share()
    build_site(workspace, "pandoc")
    far = tmp_path / "far"
    far.mkdir()
    (far / "letter.txt").write_text("Dear Ann", encoding="utf-8")
    try:
        (workspace.site / "letters").symlink_to(far, target_is_directory=True)
    except OSError:
        pytest.skip("links between folders cannot be made here")
    build_site(workspace, "pandoc")
    assert (workspace.site / "letters").is_symlink()
    assert (workspace.site / "letters" / "letter.txt").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["index.html", "practices", "practices/oakfield.html/x.txt"])
def test_a_file_of_others_in_the_place_of_ours_is_named_and_nothing_changes(
    workspace: Workspace, share: Callable[..., None], name: str
) -> None:
    share("oakfield")
    path = workspace.site / name
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="the kit did not make this file"):
        build_site(workspace, "pandoc")
    assert _files(workspace.site) == {name}
    assert not list(workspace.root.glob("._site*"))


@pytest.mark.slow
def test_a_folder_that_is_a_drive_is_refused_before_anything_is_touched(
    workspace: Workspace, share: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    share("oakfield")
    build_site(workspace, "pandoc")
    before = _files(workspace.site)
    (workspace.site / "disk").mkdir()
    monkeypatch.setattr(Path, "is_mount", lambda path: path.name == "disk")
    with pytest.raises(ConfigurationError, match="another disk or drive"):
        build_site(workspace, "pandoc")
    assert _files(workspace.site) == before


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


@pytest.mark.slow
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
    from spp_research.site import pages as site_pages

    share("oakfield")
    build_site(workspace, "pandoc")
    before = _files(workspace.site)

    def fail(*given: object) -> None:
        raise RenderError("Pandoc could not make the page.")

    monkeypatch.setattr(site_pages, "render", fail)
    with pytest.raises(RenderError):
        build_site(workspace, "pandoc")
    assert _files(workspace.site) == before


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("loss", ["gone", "cut off", "something else"])
def test_a_lost_list_of_what_the_kit_made_stops_nothing_and_is_said(
    workspace: Workspace, share: Callable[..., None], loss: str
) -> None:
    """Every folder of the kit's is there: lists, a page of the publisher's, the sitemap."""
    (workspace.root / "settings.yml").write_text("site_address: https://riverside.example/\n")
    (workspace.root / "site").mkdir()
    (workspace.root / "site" / "about-us.md").write_text("# About us\n\nWe are six schools.\n")
    share("oakfield", "withy-bridge")
    site, list_ = workspace.site, workspace.site / site_others.LIST
    build_site(workspace, "pandoc")
    (site / "letters.txt").write_text("mine")
    (site / "lists" / "ours.html").write_text("mine too")
    if loss == "gone":
        list_.unlink()
    else:
        list_.write_text('["index.html", "pra' if loss == "cut off" else '{"pages": 3}')
    share("copperbeck")
    ahead = look_ahead(workspace, "pandoc")
    assert "lists/ours.html" in ahead.aside and "pages/about-us.html" in ahead.aside
    assert "letters.txt" not in ahead.aside
    result = build_site(workspace, "pandoc")
    (note,) = result.notes
    assert note[0] == "_site/.spp-site.json" and "nobody can tell whose they were" in note[1]
    assert result.aside and (result.aside / "lists" / "ours.html").read_text() == "mine too"
    assert (site / "letters.txt").read_text() == "mine"
    everything = b"".join(path.read_bytes() for path in site.rglob("*") if path.is_file())
    assert b"practices/withy-bridge" not in everything  # in the sitemap neither
    again = build_site(workspace, "pandoc")
    assert not again.notes and again.aside is None
    fresh = build_site(workspace, "pandoc", workspace.root / "fresh").folder
    assert _files(site) - _files(fresh) == {"letters.txt"}
    for name in _files(fresh):
        assert name == site_others.LIST or (site / name).read_bytes() == (fresh / name).read_bytes()


@pytest.mark.slow
def test_a_website_of_a_kit_that_wrote_no_list_is_no_loss(
    workspace: Workspace, share: Callable[..., None]
) -> None:
    workspace.site.mkdir()
    for name in ("index.html", "feed.xml", "practices/oakfield.html", "themes/index.html"):
        (workspace.site / name).parent.mkdir(exist_ok=True)
        (workspace.site / name).write_text("by an earlier kit")
    share("oakfield")
    result = build_site(workspace, "pandoc")
    assert not result.notes and result.aside is None
