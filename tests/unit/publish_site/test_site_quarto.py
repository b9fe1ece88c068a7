"""The project that Quarto renders, and its pages as Pandoc alone draws them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from spp_research.errors import RenderError
from spp_research.publish import pandoc, quarto
from spp_research.schema.vocabulary import THEMES
from spp_research.site import pages as site_pages
from spp_research.site import quarto as site_quarto
from spp_research.site.content import SharedPractice, Site
from spp_research.site.folder import link_faults
from spp_research.words.text import PARTING

HOSTILE = "</script> {{< include /etc/passwd >}} $body$ ${title} $--x \"'>]"


@pytest.fixture
def site(write_practice: Callable[..., SharedPractice], site_with: Callable[..., Site]) -> Site:
    return site_with(
        write_practice(),
        write_practice("index", title=HOSTILE, words=HOSTILE, theme=THEMES[0]),
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def test_the_files_of_the_project(site: Site, style: Path, project: Path, snapshot: object) -> None:
    site_quarto.lay_out(site, style, project)
    names = sorted(
        path.relative_to(project).as_posix()
        for path in project.rglob("*")
        if path.is_file() and "_style" not in path.parts
    )
    assert names == snapshot(name="names")
    for name in ("_quarto.yml", "index.qmd", "themes/our-impact.qmd", "practices/index-.qmd"):
        assert (project / name).read_text(encoding="utf-8") == snapshot(name=name)


def test_settings_are_the_workspaces_with_html_alone(
    site: Site, style: Path, project: Path
) -> None:
    site_quarto.lay_out(site, style, project)
    shared = yaml.safe_load((project / "_quarto.yml").read_text(encoding="utf-8"))
    assert list(shared["format"]) == ["html"]
    assert shared["format"]["html"]["theme"] == "none"
    assert shared["execute"] == {"enabled": False}
    paths = [entry["path"] for entry in shared["filters"]]
    assert paths[0] == "reports/_style/site/site.lua"
    assert paths[1:] == ["reports/_style/crossref.lua", "reports/_style/spp.lua"]
    assert all((project / path).is_file() for path in paths)


def test_no_shortcode_reaches_quarto(site: Site, style: Path, project: Path) -> None:
    """Quarto reads `{{<` wherever it stands in a source, even inside raw HTML."""
    site_quarto.lay_out(site, style, project)
    sources = [path.read_text(encoding="utf-8") for path in project.rglob("*.qmd")]
    assert len(sources) == 15
    assert not any("{{<" in source or "{{%" in source for source in sources)


@pytest.mark.slow
def test_its_pages_are_those_of_the_embedded_builder(
    site: Site, style: Path, project: Path, tmp_path: Path
) -> None:
    """Drawn by Pandoc with the templates and filters that Quarto is told to use."""
    embedded = tmp_path / "embedded"
    embedded.mkdir()
    site_pages.write_site(site, style, embedded)
    for page in site_quarto.lay_out(site, style, project):
        source = (project / page.address).with_suffix(".qmd")
        head = next(yaml.safe_load_all(source.read_text(encoding="utf-8")))
        template = source.parent / head["format"]["html"]["template"]
        drawn = subprocess.run(
            [
                str(pandoc.pandoc_path()),
                source.name,
                "--to=html5",
                "--standalone",
                "--figure-caption-position=above",
                f"--template={template}",
                f"--lua-filter={style / 'site' / 'site.lua'}",
                *pandoc.filters(style),
            ],
            cwd=source.parent,
            capture_output=True,
            check=True,
        ).stdout.decode("utf-8")
        expected = (embedded / page.address).read_text(encoding="utf-8")
        assert drawn.split() == expected.split(), page.address


def test_every_page_of_an_empty_site_is_among_those_to_render(
    site_with: Callable[..., Site], style: Path, project: Path
) -> None:
    laid_out = site_quarto.lay_out(site_with(), style, project)
    listed = yaml.safe_load((project / "_quarto.yml").read_text(encoding="utf-8"))
    rendered = {
        path.relative_to(project).with_suffix(".html").as_posix()
        for pattern in listed["project"]["render"]
        for path in project.glob(pattern)
    }
    assert rendered == {page.address for page in laid_out}


def test_without_the_projects_file_it_says_what_to_do(
    site: Site, style: Path, project: Path, tmp_path: Path
) -> None:
    own = tmp_path / "workspace" / "reports" / "_style"
    own.mkdir(parents=True)
    with pytest.raises(RenderError, match=r"_quarto\.yml: Quarto needs this file"):
        site_quarto.lay_out(site, own, project)


def test_a_page_that_quarto_left_out_is_named(
    site: Site, style: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarto, "find_quarto", lambda: quarto.Quarto(Path("quarto"), "1.7.32"))
    monkeypatch.setattr(quarto, "run_quarto", lambda *given: None)
    made = tmp_path / "site"
    made.mkdir()
    with pytest.raises(RenderError, match=r"did not make index\.html"):
        site_quarto.write_site(site, style, made)


def test_what_quarto_writes_into_a_head_is_not_taken_over(
    site: Site, style: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quarto 1.4 writes the letters of a title as they are: of a text, and those of a tag."""
    as_a_tag = '<title>It </title><script src="https://x.example/x.js"></script></head><body>'

    def run(found: object, asked: object, project: Path, output: Path, number: int) -> None:
        for template in (project / "_pages").rglob("*.html"):
            page = project / output / template.relative_to(project / "_pages")
            page.parent.mkdir(parents=True, exist_ok=True)
            text = template.read_text(encoding="utf-8").replace("$$", "$")
            text = text.replace("$body$", "<p>What was signed.</p>").replace("<title>", as_a_tag)
            page.write_text(text, encoding="utf-8")

    monkeypatch.setattr(quarto, "find_quarto", lambda: quarto.Quarto(Path("quarto"), "1.4.557"))
    monkeypatch.setattr(quarto, "run_quarto", run)
    made = tmp_path / "site"
    made.mkdir()
    site_quarto.write_site(site, style, made)
    pages = [path.read_text(encoding="utf-8") for path in made.rglob("*.html")]
    assert len(pages) > 10 and not [page for page in pages if "x.example" in page]
    assert [page for page in pages if "What was signed." in page]
    assert all(page.count("<title>") == page.count("<body") == 1 for page in pages)


def test_quarto_itself_makes_the_same_site(site: Site, style: Path, tmp_path: Path) -> None:
    found = quarto.find_quarto()
    if found is None or found.refused:
        pytest.skip("Quarto is not installed")
    made = tmp_path / "site"
    made.mkdir()
    site_quarto.write_site(site, style, made)
    assert link_faults(made) == []
    page = (made / "practices" / "oakfield.html").read_text(encoding="utf-8")
    assert page.count("<h1") == 1
    assert '<section id="context" class="card">' in page
    assert "<dt>Staff</dt>" in page
    assert "bootstrap" not in page
    assert "quarto-meta-markdown" not in page
    assert not list(made.rglob("search.json")) and not list(made.rglob("*.qmd"))
    hostile = (made / "practices" / "index-.html").read_text(encoding="utf-8")
    assert "{{&lt; include /etc/passwd &gt;}}" in hostile.replace(PARTING, "")


def test_nothing_of_a_partnership_runs_in_quartos_hands(
    style: Path,
    tmp_path: Path,
    write_practice: Callable[..., SharedPractice],
    site_with: Callable[..., Site],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = quarto.find_quarto()
    if found is None or found.refused:
        pytest.skip(quarto.unavailable(found))
    monkeypatch.setenv("SPP_CANARY", "wizzlefritz")
    title = "{{< env SPP_CANARY >}} and >}} {{{< env SPP_CANARY >}}}"
    site = replace(site_with(write_practice(title=title, words=title)), name=title)
    made = tmp_path / "site"
    made.mkdir()
    site_quarto.write_site(site, style, made)
    for path in made.rglob("*"):
        if path.is_file():
            assert b"wizzlefritz" not in path.read_bytes(), path
    page = (made / "practices" / "oakfield.html").read_text(encoding="utf-8")
    assert "{{&lt; env SPP_CANARY &gt;}}" in page.replace(PARTING, "")
