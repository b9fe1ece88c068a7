"""What a website has once its address is known, and what it has not before."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from spp_research.site import folder as site_folder
from spp_research.site import known_address
from spp_research.site.assets import described, feed
from spp_research.site.cards import card
from spp_research.site.content import SharedPractice, Site
from spp_research.site.folder import link_faults
from spp_research.site.pages import write_site
from spp_research.site.take_home import citation

ROOT = "https://riverside.example/best-practice/"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = '#panic("x") <script>alert(1)</script> "} {{ \u202egnp'


@pytest.fixture
def with_address(
    tmp_path: Path,
    style: Path,
    write_practice: Callable[..., SharedPractice],
    site_with: Callable[..., Site],
) -> tuple[Site, Path]:
    """A small site at an address, and where it was written."""
    site = replace(site_with(write_practice(title=f"Say {HOSTILE}")), root=ROOT)
    folder = tmp_path / "site"
    folder.mkdir()
    write_site(site, style, folder)
    return site, folder


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_each_page_says_where_it_is_and_the_sitemap_has_them_all(
    with_address: tuple[Site, Path],
) -> None:
    _, folder = with_address
    told = {}
    for page in folder.rglob("*.html"):
        found = re.findall(r'<link rel="canonical" href="([^"]*)">', _read(page))
        told[page.relative_to(folder).as_posix()] = found
    assert told.pop("404.html") == []
    assert told.pop("index.html") == [ROOT]
    assert told == {name: [f"{ROOT}{name}"] for name in told}
    tree = ElementTree.parse(folder / "sitemap.xml")
    listed = {one.text for one in tree.iter(LOC)}
    assert listed == {ROOT, *(f"{ROOT}{name}" for name in told)}
    assert "<lastmod>2026-07-01</lastmod>" in _read(folder / "sitemap.xml")
    assert link_faults(folder) == []
    assert f'<a id="home" href="{ROOT}index.html">' in _read(folder / "404.html")


def test_a_practice_has_its_card_and_its_address_to_cite(with_address: tuple[Site, Path]) -> None:
    site, folder = with_address
    (practice,) = site.practices
    page = _read(folder / practice.address)
    facts = dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="(.*?)">', page)
    )
    assert facts["og:image"] == f"{ROOT}practices/oakfield/oakfield.png"
    assert facts["og:type"] == "article"
    assert facts["twitter:card"] == "summary_large_image"
    assert "<script>alert" not in facts["og:title"]
    assert (folder / "practices/oakfield/oakfield.png").is_file()
    assert f'<a href="{ROOT}practices/oakfield.html">' in page
    assert f"UR  - {ROOT}practices/oakfield.html\n" in citation(site, practice)
    told = json.loads(described(site, practice))
    assert (told["url"], told["image"]) == (f"{ROOT}practices/oakfield.html", facts["og:image"])
    home = _read(folder / "index.html")
    assert f'content="{ROOT}assets/card.png"' in home


def test_the_feed_keeps_its_names_and_has_whole_links(with_address: tuple[Site, Path]) -> None:
    site, _ = with_address
    before, now = (ElementTree.fromstring(feed(one)) for one in (replace(site, root=""), site))
    names = [[one.text for one in root.iter(f"{ATOM}id")] for root in (before, now)]
    assert names[0] == names[1]
    links = [one.get("href") for one in now.iter(f"{ATOM}link")]
    assert links == [f"{ROOT}feed.xml", ROOT, f"{ROOT}practices/oakfield.html"]


def test_without_an_address_nothing_of_it_is_made(
    tmp_path: Path,
    style: Path,
    write_practice: Callable[..., SharedPractice],
    site_with: Callable[..., Site],
) -> None:
    site = site_with(write_practice())
    write_site(site, style, tmp_path)
    made = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert not made & {"sitemap.xml", "robots.txt", "card.png", "oakfield.png"}
    page = _read(tmp_path / "practices" / "oakfield.html")
    assert not re.search("og:|canonical|twitter|To cite this page", page)
    assert "UR  - " not in citation(site, site.practices[0])
    assert not {"url", "image"} & set(json.loads(described(site, site.practices[0])))


def test_robots_are_spoken_to_where_they_listen(site_with: Callable[..., Site]) -> None:
    site = site_with()
    assert known_address.robots(site) == ""
    assert known_address.robots(replace(site, root=ROOT)) == ""  # a folder of somebody's host
    own = known_address.robots(replace(site, root="https://riverside.example/"))
    assert own.endswith("Sitemap: https://riverside.example/sitemap.xml\n")


def test_a_robots_file_of_the_publisher_stays(tmp_path: Path) -> None:
    made, there = tmp_path / "made", tmp_path / "there"
    for folder in (made, there):
        folder.mkdir()
        for name in ("robots.txt", "sitemap.xml", "feed.xml"):
            (folder / name).write_text(folder.name, encoding="utf-8")
    (there / site_folder.LIST).write_text('["feed.xml", "sitemap.xml"]', encoding="utf-8")
    site_folder.give_way(made, there)
    assert sorted(path.name for path in made.iterdir()) == ["feed.xml", "sitemap.xml"]


@pytest.mark.parametrize("address", ["https://elsewhere.example/x.html", "about.html"])
def test_a_template_that_gives_another_address_is_refused(
    with_address: tuple[Site, Path], address: str
) -> None:
    _, folder = with_address
    page = folder / "practices" / "oakfield.html"
    told = f'<link rel="canonical" href="{address}">'
    page.write_text(re.sub("<link rel=.canonical[^>]*>", told, _read(page)), encoding="utf-8")
    assert [fault for fault in link_faults(folder) if "oakfield.html says it is" in fault]


@pytest.mark.parametrize(
    "title",
    ["Read", HOSTILE, "a" * 2000, "Mae pob plentyn yn darllen â ffrind " * 20, "اقرأ كل يوم"],
)
def test_a_card_is_light_and_its_words_stay_within_it(title: str, style: Path) -> None:
    said = {
        "accent": "#12436d",
        "language": "en",
        "above": "A very long name of a partnership of schools " * 5,
        "title": title,
        "below": "A school with a long name and a place in its name " * 5,
    }
    drawn = card(said, style)
    assert len(drawn) < 45_000
    assert card(said, style) == drawn
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.size == (1200, 630)
        paper = picture.convert("L")
    for edge in ((0, 30, 60, 630), (1140, 30, 1200, 630), (0, 596, 1200, 630)):
        assert paper.crop(edge).getextrema() == (255, 255), edge
    assert paper.crop((60, 130, 1140, 480)).getextrema()[0] < 100  # there are words
