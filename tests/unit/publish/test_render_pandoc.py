"""The embedded renderer: what a page and a PDF hold, and what is said when one cannot be made."""

import os
import re
import shutil
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from spp_research.errors import DisclosureError, RenderError
from spp_research.publish import pandoc

ROOT = Path(__file__).parents[3]
STYLE = ROOT / "reports" / "_style"
DIALECT = ROOT / "tests" / "fixtures" / "dialect"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("dialect with a space") / "report"
    shutil.copytree(DIALECT, folder)
    return pandoc.render(folder, ["html", "pdf"], STYLE)


@pytest.fixture(scope="module")
def page(made) -> str:
    return made["html"].read_text(encoding="utf-8")


def render_text(folder: Path, text: str, formats=("html",)) -> dict[str, Path]:
    shutil.copytree(DIALECT / "figures", folder / "figures")
    front = '---\ntitle: "A title"\nlang: en-GB\n---\n\n'
    (folder / "report.qmd").write_text(front + text, encoding="utf-8")
    return pandoc.render(folder, formats, STYLE)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
@pytest.mark.parametrize("name", ['Ruth\'s "own" folder', "20%41 years", "a & b #1"])
def test_a_folder_may_be_called_as_its_system_lets_it(name, tmp_path):
    style = tmp_path / name
    try:
        style.mkdir()
    except OSError:
        pytest.skip("this system has no such names")
    (style / "spp.css").write_text("main { color: #123456 }", encoding="utf-8")
    asked = ["--standalone", "--embed-resources", "--metadata=title:x", pandoc.stylesheet(style)]
    assert b"#123456" in pandoc.run_pandoc(asked, tmp_path, b"words")


def test_a_pandoc_that_takes_no_options_for_memory_is_not_given_any(tmp_path, monkeypatch):
    strict = tmp_path / "pandoc"
    strict.write_text(
        '#!/bin/sh\ncase "$*" in *+RTS*) echo "RTS options are disabled" >&2; exit 1;; esac\n'
        f'exec "{pandoc.pandoc_path()}" "$@"\n'
    )
    strict.chmod(0o755)
    monkeypatch.setattr(pandoc, "pandoc_path", lambda: strict)
    pandoc._room.cache_clear()
    try:
        made = render_text(tmp_path, "# Words\n")
    finally:
        pandoc._room.cache_clear()
    assert "Words" in made["html"].read_text(encoding="utf-8")


class Outline(HTMLParser):
    """The tags of a page that matter to a reader's tools."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def outline(page) -> Outline:
    outline = Outline()
    outline.feed(page)
    return outline


@pytest.mark.slow
def test_only_what_was_asked_for_is_left_behind(made):
    folder = made["html"].parent
    assert sorted(path.name for path in folder.iterdir()) == [
        "figures",
        "report.html",
        "report.pdf",
        "report.qmd",
    ]


def test_a_page_fetches_nothing(page, outline):
    sources = [tag.get("src") or "" for tag in outline.all("img")]
    assert sources and all(source.startswith("data:image/png") for source in sources)
    assert not outline.all("link") and not outline.all("script")
    addresses = re.findall(r"url\([\"']?(.{5})", page)
    assert addresses and set(addresses) == {"data:"}


def test_a_page_has_one_title_one_main_and_its_language(outline):
    assert outline.all("html")[0]["lang"] == "en-GB"
    assert len(outline.all("main")) == len(outline.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_row_of_a_table_is_named_by_its_first_cell(page):
    rows = re.findall(r"<tr>\s*<(t[hd])[^>]*?>", page)
    assert rows and set(rows) == {"th"}
    to_fill = re.findall(r'<tr class="to-fill">\s*<(t[hd])', page)
    assert to_fill == ["td", "td"]  # an empty cell cannot name anything
    assert page.count('scope="row"') == 3 + 10
    assert page.count('scope="col"') == 3 + 5 + 4


def test_alternative_text_is_not_the_caption(outline):
    alt = outline.all("img")[0]["alt"]
    assert alt == (
        'Bar chart of pupils explaining their thinking: 19 of 27 when asked, "8 of 27" without '
        "being asked. The numbers are small."
    )


def test_captions_are_numbered_above_and_in_two_parts(page):
    figure = re.search(r"<figure.*?</figure>", page, flags=re.S)[0]
    assert figure.index("<figcaption>") < figure.index("<img")
    text = re.sub(r"[ \n]+", " ", re.sub(r"<br />", " | ", figure[: figure.index("<img")]))
    assert re.sub(r"<[^>]+>", "", text).strip() == (
        "Figure\u00a01\u2002Most pupils explained when asked, fewer on their own. | Pupils seen "
        "explaining their thinking, nine lesson visits, 27 pupils, May 2026."
    )
    assert '<a href="#fig-sources">Figure\u00a01</a>' in page.replace("\n", " ")
    assert 'id="fig-sources"' in page and 'id="tbl-sources"' in page


def test_text_that_looks_like_code_stays_text(page):
    assert "{{&lt; include secret.txt &gt;}}" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.replace("\n", "")


def test_panels_are_named_groups(outline):
    panels = [tag for tag in outline.all("div") if tag.get("class") == "panel"]
    assert {panel["role"] for panel in panels} == {"group"}
    assert [panel["aria-label"] for panel in panels] == ["Key points", "What we cannot tell"]


def test_a_pdf_is_tagged_a4_and_says_whose_it_is(made):
    from pypdf import PdfReader

    pdf = PdfReader(made["pdf"])
    catalogue = pdf.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"] == True  # noqa: E712 (an object of pypdf's own)
    assert catalogue["/Lang"] == "en-GB"
    about = catalogue["/Metadata"].get_object().get_data().decode()
    assert re.search(r"<pdfuaid:part>1<|pdfuaid:part=\"1\"", about)
    assert pdf.metadata.title == (
        "Review summary – St Thérèse of Lisieux and All Hallows Catholic Voluntary Aided Primary "
        "School and Nursery, Upper Weirbridge"
    )
    assert pdf.metadata.author == "Riverside & Łęg Partnership"
    sizes = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in pdf.pages]
    assert set(sizes) == {(595, 842), (842, 595)}
    assert sizes.count((842, 595)) == 1


def structure(pdf) -> list[tuple[str, dict]]:
    """The tags of a PDF, in reading order, with what each says of itself."""
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), node))
            if "/K" in node:
                walk(node["/K"])

    walk(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def test_the_tags_of_a_pdf_are_those_of_the_report(made):
    from pypdf import PdfReader

    tags = structure(PdfReader(made["pdf"]))
    names = [name for name, _ in tags]
    headings = [name for name in names if re.fullmatch(r"/Title|/H\d", name)]
    assert headings == ["/Title", "/H1", "/H2", "/H1", "/H2", "/H1"]
    assert names.count("/Table") == 3
    assert names.count("/TH") == 3 + 5 + 4
    assert names.count("/Caption") == 4
    figures = [node for name, node in tags if name == "/Figure" and "/Alt" in node]
    assert [figure["/Alt"].startswith("Bar chart of pupils") for figure in figures] == [True]


def test_long_tables_repeat_their_header_on_the_next_page(made, tmp_path):
    from pypdf import PdfReader

    rows = "".join(f"| Lesson {n} | Reading aloud |\n" for n in range(60))
    table = f"| What was looked at | What was seen |\n|:---|:---|\n{rows}\n: Seen. {{#tbl-long}}"
    long = PdfReader(render_text(tmp_path / "long", table, ("pdf",))["pdf"])
    assert sum("What was looked at" in page.extract_text() for page in long.pages) == 2
    pages = [page.extract_text() for page in PdfReader(made["pdf"]).pages]
    assert all("Draft: not signed off" in page for page in pages)
    assert f"Page 1 of {len(pages)}" in pages[0]


def test_a_picture_without_alternative_text_stops_every_format(tmp_path):
    with pytest.raises(RenderError, match="no alternative text"):
        render_text(tmp_path, "![A finding. All.](figures/fig-sources.png){#fig-a}")


def test_a_reference_to_nothing_is_named(tmp_path, snapshot):
    with pytest.raises(DisclosureError) as refused:
        render_text(tmp_path, "See @fig-none.")
    assert str(refused.value).replace(str(tmp_path), "FOLDER") == snapshot


def test_nothing_is_made_of_a_report_that_holds_what_it_may_not(tmp_path):
    with pytest.raises(DisclosureError, match="raw html"):
        render_text(tmp_path, "A <b>bold</b> word.", ("html", "docx", "pdf"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["figures", "report.qmd"]


def test_an_unknown_format_is_refused(tmp_path, snapshot):
    with pytest.raises(RenderError) as refused:
        pandoc.render(tmp_path, ["html", "epub"], STYLE)
    assert str(refused.value) == snapshot


def test_a_folder_without_a_report_is_named(tmp_path):
    with pytest.raises(RenderError, match=re.escape(str(tmp_path / "report.qmd"))):
        pandoc.render(tmp_path, ["html"], STYLE)


def test_a_pandoc_that_takes_too_long_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(pandoc, "SECONDS_ALLOWED", 0.001)
    with pytest.raises(RenderError, match="did not finish"):
        render_text(tmp_path, "Words.")


def test_words_in_metadata_cannot_become_typst_code(tmp_path):
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "report.qmd").write_text(
        '---\ntitle: "#panic(1) \\"quoted\\" ]"\nauthor: "A\\\\*B #x"\nlang: en-GB\n'
        'spp:\n  header: "$ ] #panic(2)"\n---\n\nWords.\n',
        encoding="utf-8",
    )
    from pypdf import PdfReader

    pdf = PdfReader(pandoc.render(folder, ["pdf"], STYLE)["pdf"])
    assert pdf.metadata.title == "#panic(1) “quoted” ]"
    assert pdf.metadata.author == "A*B #x"


def test_a_nearly_empty_report_is_still_a_document(tmp_path):
    made = render_text(tmp_path, "Nothing was collected yet.", ("html", "docx", "pdf"))
    assert all(path.stat().st_size > 0 for path in made.values())
