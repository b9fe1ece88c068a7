"""The pages of the embedded builder."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from spp_research import colours
from spp_research.errors import TemplateError
from spp_research.publish.branding import Look
from spp_research.schema.vocabulary import THEMES
from spp_research.site import pages as site_pages
from spp_research.site.content import SharedPractice, Site
from spp_research.site.folder import check_links, link_faults
from spp_research.site.pages import POLICY, write_site

HOSTILE = (
    "</script><script>alert(1)</script> <img src=x onerror=alert(2)> \"'>] "
    "{{< include /etc/passwd >}} ```{=html} $body$ [a](javascript:alert(3)) \u202egnp"
)


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def built(
    tmp_path: Path,
    style: Path,
    write_practice: Callable[..., SharedPractice],
    site_with: Callable[..., Site],
) -> Callable[..., Path]:
    """Build a site of practices with these differences, one dictionary each."""

    def build(*differences: dict) -> Path:
        folder = tmp_path / "site"
        folder.mkdir()
        write_site(site_with(*(write_practice(**d) for d in differences)), style, folder)
        return folder

    return build


def _pages(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def test_all_pages_are_there_and_every_link_leads_somewhere(built: Callable[..., Path]) -> None:
    folder = built({}, {"school": "index", "kind": "Junior", "theme": THEMES[0]})
    assert _pages(folder) == [
        "404.html",
        "about.html",
        "ages/ks2.html",
        "index.html",
        "lists/newest.html",
        "lists/title.html",
        "practices/index-.html",
        "practices/index.html",
        "practices/oakfield.html",
        "subjects/reading.html",
        "themes/index.html",
        "themes/looking-forward.html",
        "themes/looking-inward.html",
        "themes/looking-outward.html",
        "themes/our-impact.html",
        "types/index.html",
        "types/junior.html",
        "types/primary.html",
    ]
    assert link_faults(folder) == []


def test_no_page_grows_with_the_number_of_practices(
    write_practice: Callable[..., SharedPractice],
    site_with: Callable[..., Site],
    style: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Lists go on over several pages, each practice is on one of them, and home stays light."""
    monkeypatch.setattr(site_pages, "fragment", lambda *_: "")
    one = write_practice(words="Ten minutes a day. " * 20)
    many = [replace(one, school=replace(one.school, slug=f"school-{place}")) for place in range(60)]
    write_site(site_with(*many), style, tmp_path)
    assert link_faults(tmp_path) == []
    weights = {path: path.stat().st_size for path in tmp_path.rglob("*.html")}
    assert max(weights.values()) < 60_000
    assert weights[tmp_path / "index.html"] < 10_000
    listed = [
        link
        for name in ("practices/index.html", "lists/all--2.html", "lists/all--3.html")
        for link in re.findall(r'<h2[^>]*><a href="../(practices/[^"]*)"', _read(tmp_path / name))
    ]
    assert listed == [practice.address for practice in many]
    assert not (tmp_path / "lists/all--4.html").exists()
    assert "Page 2 of 3" in _read(tmp_path / "subjects/reading--2.html")
    assert "All 60 practices of “Primary”" in _read(tmp_path / "types/index.html")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_four_themes_have_their_exact_names(built: Callable[..., Path]) -> None:
    folder = built({})
    listed = (folder / "themes" / "index.html").read_text(encoding="utf-8")
    assert [theme in listed for theme in THEMES] == [True] * 4
    empty = (folder / "themes" / "looking-forward.html").read_text(encoding="utf-8")
    assert "<h1>Looking Forward: Strategic direction</h1>" in empty
    assert "No practice is shared here yet." in empty


def test_without_practices_the_home_page_says_what_is_missing(built: Callable[..., Path]) -> None:
    folder = built()
    home = (folder / "index.html").read_text(encoding="utf-8")
    assert "Nothing is shared here yet" in home
    assert "signed it off for everyone" in home
    assert "<form" not in home
    assert link_faults(folder) == []


def test_hostile_text_stays_text(built: Callable[..., Path]) -> None:
    folder = built({"title": HOSTILE, "words": HOSTILE, "name": HOSTILE})
    for name in _pages(folder):
        html = (folder / name).read_text(encoding="utf-8")
        tags = _Tags(html).found
        assert not [tag for tag, _ in tags if tag == "img"], name
        assert not [a for _, attributes in tags for a in attributes if a.startswith("on")], name
        scripts = [attributes for tag, attributes in tags if tag == "script"]
        # The lost page's own is the kit's, and its policy allows that one by its hash.
        inline = [a for a in scripts if "src" not in a and (name != "404.html" or a)]
        assert all(a == {"type": "application/ld+json"} for a in inline), name
        assert not re.search(r'href="javascript', html), name
        assert "\u202e" not in html, name
    page = (folder / "practices" / "oakfield.html").read_text(encoding="utf-8")
    assert "{{&lt; include /etc/passwd &gt;}}" in page
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(data.group(1))["headline"].startswith("</script><script>alert(1)")
    assert link_faults(folder) == []


def test_every_page_forbids_what_it_does_not_need(built: Callable[..., Path]) -> None:
    folder = built({})
    for name in _pages(folder):
        tags = _Tags((folder / name).read_text(encoding="utf-8")).found
        policies = [a["content"] for _, a in tags if a.get("http-equiv")]
        assert len(policies) == 1
        assert policies[0].startswith("default-src 'none'; ")
        assert "unsafe-inline" not in policies[0].replace("style-src-attr 'unsafe-inline'", "")
    assert "http" not in POLICY


def test_the_lost_page_loads_nothing_and_allows_its_own_style(built: Callable[..., Path]) -> None:
    html = (built({}) / "404.html").read_text(encoding="utf-8")
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src &#39;sha256-{digest}&#39;" in html
    assert re.findall(r'(?:href|src)="(?!data:)([^"]*)"', html) == ["index.html"]


def test_a_style_from_a_kit_without_a_site_is_named(
    tmp_path: Path, site_with: Callable[..., Site]
) -> None:
    with pytest.raises(TemplateError, match="templates of the website are missing"):
        write_site(site_with(), tmp_path, tmp_path)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("{{ site.nmae }}", "reports/_style/site/about.html: this template"),
        ("\n{% if %}", "reports/_style/site/about.html, line 2: this template"),
    ],
)
def test_a_template_that_somebody_broke_is_named(
    broken: str, said: str, tmp_path: Path, style: Path, site_with: Callable[..., Site]
) -> None:
    own = shutil.copytree(style, tmp_path / "style")
    (own / "site" / "about.html").write_text(broken, encoding="utf-8")
    with pytest.raises(TemplateError, match=re.escape(said)):
        write_site(site_with(), own, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('<a href="gone.html">x</a>', "points to gone.html, which is not there"),
        ('<a href="about.html#gone">x</a>', "that page has no such place"),
        ('<a href="/about.html">x</a>', "depends on where the site is"),
        ('<a href="../../secret.html">x</a>', "which is not there"),
        ('<script src="https://cdn.example/x.js"></script>', "would load https://cdn.example"),
        ('<img src="//cdn.example/x.png">', "would load //cdn.example/x.png"),
    ],
)
def test_a_changed_template_that_leads_astray_is_refused(
    line: str, said: str, built: Callable[..., Path]
) -> None:
    folder = built({})
    home = folder / "index.html"
    home.write_text(home.read_text(encoding="utf-8") + line, encoding="utf-8")
    with pytest.raises(TemplateError, match=re.escape(said)):
        check_links(folder)


def test_two_builds_are_the_same_to_the_byte(
    tmp_path: Path,
    style: Path,
    write_practice: Callable[..., SharedPractice],
    site_with: Callable[..., Site],
) -> None:
    site = site_with(write_practice())
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        write_site(site, style, folder)
        made.append(
            {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        )
        shutil.rmtree(folder)
    assert made[0] == made[1]


def test_the_site_wears_the_accent_and_the_logo(
    tmp_path: Path,
    style: Path,
    write_practice: Callable[..., SharedPractice],
    site_with: Callable[..., Site],
) -> None:
    look = Look(colours.accent("#5b2a86"), b"a picture", 14)
    folder = tmp_path / "site"
    folder.mkdir()
    write_site(replace(site_with(write_practice()), look=look), style, folder)
    stylesheet = (folder / "assets" / "spp.css").read_text(encoding="utf-8")
    assert stylesheet.endswith(look.css)
    assert (folder / "assets" / "logo.png").read_bytes() == b"a picture"
    page = (folder / "practices" / "oakfield.html").read_text(encoding="utf-8")
    assert '<img class="logo" src="../assets/logo.png" alt="">' in page
    assert link_faults(folder) == []
    lost = (folder / "404.html").read_text(encoding="utf-8")
    digest = b64encode(hashlib.sha256(re.search("<style>(.*?)</style>", lost, re.S)[1].encode())
                       .digest()).decode()  # fmt: skip
    assert "#5b2a86" in lost
    assert f"sha256-{digest}" in lost


def test_a_practice_with_numbers_leads_to_its_workbook_and_others_to_none(
    tmp_path: Path,
    style: Path,
    write_practice: Callable[..., SharedPractice],
    site_with: Callable[..., Site],
) -> None:
    with_numbers, without = write_practice(), write_practice(school="withy")
    (with_numbers.folder / "numbers").mkdir()
    for name in ("numbers.xlsx", "numbers/tbl-outcomes.csv"):
        (with_numbers.folder / name).write_bytes(b"x")
    folder = tmp_path / "site"
    folder.mkdir()
    write_site(site_with(with_numbers, without), style, folder)
    assert link_faults(folder) == []
    page = (folder / "practices" / "oakfield.html").read_text(encoding="utf-8")
    assert page.count('href="../practices/oakfield/numbers.xlsx"') == 1
    assert "Numbers to reuse" not in (folder / "practices/withy.html").read_text(encoding="utf-8")
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("numbers*/*")}
    assert made == {"practices/oakfield/numbers/tbl-outcomes.csv"}
