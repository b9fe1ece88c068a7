"""What a publisher adds to the website: their pages, pictures, styles and files for a host."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from spp_research.errors import ConfigurationError, TemplateError
from spp_research.site.content import SharedPractice, Site
from spp_research.site.folder import check_links, link_faults
from spp_research.site.own import NOTHING_OWN, Own, read_own
from spp_research.site.pages import write_site
from spp_research.workspace import Workspace

PAGE = """# Our schools

Six schools in one valley. See [how we work](how-we-work.md#when) and the
[practices](../practices/index.html).

![Six dots along a river.](images/map.png)

| School | Pupils |
|:--|--:|
| Oakfield | 210 |
"""
OTHER = "# How we work\n\nThree times a year.\n\n## When\n\nIn autumn.\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder `site` of a workspace, with a little of everything."""
    folder = tmp_path / "workspace" / "site"
    (folder / "images").mkdir(parents=True)
    (folder / "our-schools.md").write_text(PAGE, encoding="utf-8")
    (folder / "how-we-work.md").write_text(OTHER, encoding="utf-8")
    (folder / "CNAME").write_text("spp.example\n", encoding="utf-8")
    (folder / ".nojekyll").touch()
    (folder / ".DS_Store").write_bytes(b"\xff")
    (folder / "addresses.csv").write_text("the kit's own", encoding="utf-8")
    (folder / "site.css").write_text(".own { color: teal; }\n", encoding="utf-8")
    picture = Image.new("RGB", (2400, 1200), "#28a197")
    about = picture.getexif()
    about[0x010E] = "A pupil's name"  # ImageDescription
    picture.save(folder / "images" / "map.png", exif=about)
    picture.save(folder / "images" / "valley.jpg", exif=about)
    return folder


def _own(place: Path, tmp_path: Path) -> Own:
    return read_own(Workspace(place.parent), tmp_path / "scratch")


def test_there_is_nothing_where_nothing_was_added(tmp_path: Path) -> None:
    assert read_own(Workspace(tmp_path), tmp_path / "scratch") == NOTHING_OWN


def test_pages_pictures_styles_and_host_files_are_on_the_site(
    place: Path,
    tmp_path: Path,
    style: Path,
    write_practice: Callable[..., SharedPractice],
    site_with: Callable[..., Site],
) -> None:
    site = replace(site_with(write_practice()), own=_own(place, tmp_path))
    folder = tmp_path / "made"
    folder.mkdir()
    write_site(site, style, folder)
    assert link_faults(folder) == []
    page = (folder / "pages" / "our-schools.html").read_text(encoding="utf-8")
    assert '<img src="../assets/own/map.png" alt="Six dots along a river."' in page
    assert '<a href="how-we-work.html#own-when">how we work</a>' in page
    assert '<meta name="description" content="Six schools in one valley.' in page
    home = (folder / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'href="(pages/[^"]*)"', home) == [
        "pages/how-we-work.html",
        "pages/our-schools.html",
    ]
    assert (folder / "assets" / "site.css").read_text(encoding="utf-8").endswith("teal; }\n")
    assert (folder / "CNAME").read_text(encoding="utf-8") == "spp.example\n"
    assert (folder / ".nojekyll").is_file()
    assert not (folder / ".DS_Store").exists() and not (folder / "addresses.csv").exists()


def test_a_picture_is_its_points_and_nothing_else(place: Path, tmp_path: Path) -> None:
    for name, content in _own(place, tmp_path).pictures.items():
        assert b"pupil" not in content, name
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.size == (1600, 800)
            assert not picture.getexif()


def test_many_pages_are_at_the_foot(
    place: Path, tmp_path: Path, style: Path, site_with: Callable[..., Site]
) -> None:
    for number in range(3):
        (place / f"more-{number}.md").write_text(f"# More {number}\n", encoding="utf-8")
    folder = tmp_path / "made"
    folder.mkdir()
    write_site(replace(site_with(), own=_own(place, tmp_path)), style, folder)
    home = (folder / "index.html").read_text(encoding="utf-8")
    head, foot = home.split("<main", 1)
    assert "pages/" not in head and foot.count('href="pages/') == 5
    assert link_faults(folder) == []


STRANGE = {
    "a workbook": ("evidence.xlsx", b"PK"),
    "a document to take home": ("plan.pdf", b"%PDF-1.7"),
    "a page of HTML": ("about.html", b"<p>x</p>"),
    "pupils' results": ("pupils.csv", b"pupil_id,score\nS1,3\n"),
    "a name with a space": ("Our schools.md", b"# Our schools\n"),
    "a page without a title": ("page.md", b"Six schools.\n"),
    "a page of HTML inside": ("page.md", b"# A\n\n<script>alert(1)</script>\n\n<b>x</b>\n"),
    "a link that runs": ("page.md", b"# A\n\n[x](javascript:alert(1))\n"),
    "a picture from elsewhere": ("page.md", b"# A\n\n![x](https://elsewhere.example/x.png)\n"),
    "a picture from a school": ("page.md", b"# A\n\n![x](../schools/oakfield/plan.png)\n"),
    "a picture without words": ("page.md", b"# A\n\n![](images/map.png)\n"),
    "code that would run": ("page.md", b"# A\n\n`r system('ls')`\n"),
    "a shortcode": ("page.md", b"# A\n\n{{< include ../schools/oakfield/x >}}\n"),
    "a style with an attribute": ("page.md", b'# A\n\n::: {style="color:red"}\nx\n:::\n'),
    "a link of the site that runs": ("page.md", b'# A\n\n[x](map.md){onclick="alert(1)"}\n'),
    "no text": ("page.md", b"# A \xff\n"),
    "styles that load": ("site.css", b".a { background: url(https://elsewhere.example/) }"),
    "styles that bring others in": ("site.css", b"a { }\n@import 'x.css';"),
    "styles that load, in numbers": ("site.css", b".a { }\n.b { background: u\\72 l(//a.org) }"),
    "styles that load, in words": ("site.css", b'.a { background: src("https://a.example/") }'),
    "styles that bring others in, in numbers": ("site.css", b"@\\000069mport 'x.css';"),
    "a text called a picture": ("images/map.png", b"pupil_id,score"),
    "a drawing that could run": ("images/map.svg", b"<svg onload='alert(1)'/>"),
    "a very long page": ("page.md", b"# A\n\n" + b"word " * 60_000),
}


@pytest.mark.parametrize("fault", STRANGE)
def test_what_is_no_part_of_a_website_is_named(
    fault: str, place: Path, tmp_path: Path, snapshot: object
) -> None:
    name, content = STRANGE[fault]
    (place / name).write_bytes(content)
    try:
        made = [page.inside for page in _own(place, tmp_path).pages if page.name == "page"]
    except ConfigurationError as error:
        made = [str(error)]
    assert made == snapshot


def test_a_style_may_write_characters_as_numbers(place: Path, tmp_path: Path) -> None:
    text = '.own::after { content: "\\2014 \\201c"; }\n'
    (place / "site.css").write_text(text, encoding="utf-8")
    assert _own(place, tmp_path).styles == text


@pytest.mark.parametrize("name", ["CNAME", "our-schools.md", "images/map.png", "site.css"])
def test_a_link_to_another_place_is_refused(name: str, place: Path, tmp_path: Path) -> None:
    secret = tmp_path / "workspace" / "schools" / "oakfield" / "pupils.csv"
    secret.parent.mkdir(parents=True)
    secret.write_text("pupil_id", encoding="utf-8")
    (place / name).unlink()
    try:
        (place / name).symlink_to(secret)
    except OSError:
        pytest.skip("links cannot be made here")
    with pytest.raises(ConfigurationError, match="a link to another place"):
        _own(place, tmp_path)


def test_the_folder_may_not_be_a_link_either(place: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    try:
        (other / "site").symlink_to(place, target_is_directory=True)
    except OSError:
        pytest.skip("links between folders cannot be made here")
    with pytest.raises(ConfigurationError, match="a link to another place"):
        read_own(Workspace(other), tmp_path / "scratch")


@pytest.mark.parametrize(
    ("pages", "error", "said"),
    [
        (
            {"pages/how-we-work.html": "nowhere.html"},
            ConfigurationError,
            "links: site/how-we-work.md points to nowhere.html, which is not there. A page of your "
            "own is linked by its file",
        ),
        (
            {"pages/how-we-work.html": "nowhere.html", "index.html": "nowhere.html"},
            TemplateError,
            "links: index.html points to nowhere.html, which is not there; pages/how-we-work.html",
        ),
    ],
)
def test_a_dead_link_of_ones_own_page_is_told_of_its_file_and_not_of_the_templates(
    pages: dict[str, str], error: type[Exception], said: str, tmp_path: Path
) -> None:
    (tmp_path / "pages").mkdir()
    for name, target in pages.items():
        (tmp_path / name).write_text(f'<a href="{target}">gone</a>', encoding="utf-8")
    with pytest.raises(error, match=re.escape(said)) as raised:
        check_links(tmp_path)
    assert ("templates" in str(raised.value)) == (error is TemplateError)


MARKUP = {
    "bold": ("We are <b>six</b> schools.", "<b>"),
    "a frame": ('<iframe src="https://x.example"></iframe>', "<iframe>"),
    "a break": ("One line<br/>another.", "<br>"),
    "a remark": ("Six schools.\n\n<!-- not yet -->\n", "<!-- -->"),
    "in a table": ("| A |\n|:--|\n| <sup>2</sup> |\n", "<sup>"),
    "long": (f"<a title='{'x' * 400}' href='y'>z</a>", "<a>"),
}


@pytest.mark.parametrize("case", MARKUP)
def test_html_is_printed_as_text_and_named(case: str, place: Path, tmp_path: Path) -> None:
    text, found = MARKUP[case]
    (place / "how-we-work.md").write_text(f"# How we work\n\n{text}\n", encoding="utf-8")
    own = _own(place, tmp_path)
    (note,) = own.notes
    assert note[0] == "site/how-we-work.md" and note[1].startswith(f"“{found}")
    assert "is HTML, which a page of your own cannot have, so it is printed as text." in note[1]
    page = next(page for page in own.pages if page.name == "how-we-work")
    assert "<b>" not in page.inside and "<iframe" not in page.inside and "&lt;" in page.inside


def test_every_page_with_html_is_named_once(place: Path, tmp_path: Path) -> None:
    for name in ("our-schools", "schools"):
        (place / f"{name}.md").write_text("# <i>Title</i>\n\n<b>x</b> <u>y</u>\n", encoding="utf-8")
    assert [file for file, _ in _own(place, tmp_path).notes] == [
        "site/our-schools.md",
        "site/schools.md",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Fewer than <10 pupils, and x < y > z.",
        "`<b>` is bold, and so is\n\n    <b>this</b>",
        "<https://x.example> and <office@x.example>",
        "A heart <3 and an arrow <- there ->",
    ],
)
def test_what_is_no_html_is_not_named(text: str, place: Path, tmp_path: Path) -> None:
    (place / "how-we-work.md").write_text(f"# How we work\n\n{text}\n", encoding="utf-8")
    assert _own(place, tmp_path).notes == ()
