"""The poster of a practice: one page A3 of the write-up's own text, whatever stands in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from spp_research.display.front import front_matter
from spp_research.kinds import BEST_PRACTICE
from spp_research.publish import handouts, pandoc
from spp_research.publish.handouts import posters
from spp_research.publish.handouts.poster_text import KNOWN, UNKNOWN, read_poster
from spp_research.publish.handouts.words import length, plain
from spp_research.words.text import escape

ROOT = Path(__file__).resolve().parents[3]
STYLE = ROOT / "reports" / "_style"
GOLDEN = ROOT / "tests" / "golden" / "reports" / "best_practice.oakfield.public.qmd"
LONG = ("Read aloud to the same adult. " * 70).strip()
HOSTILE = '<script>x</script> #panic() "quotes" {{< env HOME >}} $x$ `<w:p/>`{=openxml} = -'
RESULT = "**Words read.** On average about 9.4 higher. " + "The data fit a lot, or little. " * 18


def write_up(
    folder: Path, words: str = "Read daily.", *, steps: int = 3, draft: bool = True
) -> Path:
    """A small write-up with these words wherever a school writes some."""
    said = escape(words)
    spp = {
        "document": "best-practice",
        "audience": "For everyone",
        "status": "Draft: not signed off. Text mark: BCD-FGH-JKL" if draft else "Signed off by A",
        "draft": draft,
        "licence": "CC BY 4.0",
    }
    head = {"title": said, "subtitle": "Oak School", "author": "A", "date": "1 July", "spp": spp}
    parts = [
        front_matter(head | {"lang": "en-GB"}),
        f'::: {{.panel title="Key points"}}\n{said}\n:::',
        f"| About | This practice |\n|:--|:--|\n| Cost | {said} |\n\n: It takes. {{#tbl-context}}",
        f"## The problem\n\n{said}",
        "## What we did\n\n" + "\n".join(f"{n}. {said}" for n in range(1, steps + 1)),
        f"## How we know\n\n{said}\n\n{RESULT}",
        f"## What we do not know\n\n- {said}\n- Whether it lasts.",
        f"## Who it may suit\n\n{said}",
        f"## Whom to ask\n\n{said}",
    ]
    (folder / "report.qmd").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return folder


def poster_of(folder: Path):
    return read_poster(json.loads(pandoc.parse(folder)))


def test_the_poster_of_the_example_says_what_the_write_up_says(tmp_path):
    text = GOLDEN.read_text(encoding="utf-8")
    (tmp_path / "report.qmd").write_text(text, encoding="utf-8")
    poster = poster_of(tmp_path)
    assert not poster.cut and not poster.draft
    assert len(poster.steps) == 8 and len(poster.card) == 6
    pdf, page = handouts.make(tmp_path, ["poster.pdf", "poster.html"], STYLE)
    (sheet,) = PdfReader(pdf).pages
    assert [round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]] == [420, 297]
    on_paper = " ".join(sheet.extract_text().split())
    on_screen = page.read_text(encoding="utf-8")
    for words in (
        "List every pupil",
        "4.2 to 14.6",
        "23 and 25 pupils",
        "not settled",
        "CC BY 4.0",
    ):
        assert words in on_paper and words in on_screen
    assert "Signed off by Ruth Adeyemi" in on_paper
    # Every word of it stands in the write-up, or is the poster's own.
    known = set(re.findall(r"\w+", text.replace("\\", ""))) | {"What", "it", "takes"}
    assert set(re.findall(r"\w+", on_paper)) - known <= {"1", "2", "3", "4", "5", "6", "7", "8"}


@pytest.mark.slow
@pytest.mark.parametrize("words", [LONG, "x" * 2000, HOSTILE, "A.", "字" * 900])
def test_it_is_one_page_whatever_is_written(words, tmp_path):
    pdf, page = handouts.make(
        write_up(tmp_path, words, steps=14), ["poster.pdf", "poster.html"], STYLE
    )
    assert len(PdfReader(pdf).pages) == 1
    html = page.read_text(encoding="utf-8")
    assert "<script" not in html and "default-src 'none'" in html
    assert not (tmp_path / "poster.typ").exists()


def test_what_is_cut_is_said_and_the_result_is_whole(tmp_path):
    poster = poster_of(write_up(tmp_path, LONG, steps=14))
    assert poster.cut and len(poster.steps) == 10
    own, result = poster.part(KNOWN)
    assert plain(result).endswith("or little.") and length(result) > 500
    assert plain(own).endswith("…") and length(own) < 260
    assert plain(poster.part(UNKNOWN)[-1]) == "Whether it lasts."
    assert plain(poster.title).endswith("…")
    (tmp_path / "short").mkdir()
    assert not poster_of(write_up(tmp_path / "short")).cut


def test_a_draft_says_so(tmp_path):
    pdf, page = handouts.make(write_up(tmp_path), ["poster.pdf", "poster.html"], STYLE)
    for text in (PdfReader(pdf).pages[0].extract_text(), page.read_text(encoding="utf-8")):
        assert "Draft: not signed off" in text
    signed = tmp_path / "signed"
    signed.mkdir()
    (page,) = handouts.make(write_up(signed, draft=False), ["poster.html"], STYLE)
    assert '<body class="draft">' not in page.read_text(encoding="utf-8")


def test_a_write_up_without_a_practice_has_none(tmp_path):
    head = front_matter({"title": "Best-practice write-up", "spp": {"draft": True}})
    (tmp_path / "report.qmd").write_text(f"{head}\n\nNothing yet.\n", encoding="utf-8")
    assert handouts.make(tmp_path, ["poster.pdf", "poster.html"], STYLE) == []


def test_more_words_are_set_smaller_on_the_web_page(tmp_path):
    sizes = []
    for number, words in enumerate(("Read daily.", "Read every day. " * 9, LONG)):
        (folder := tmp_path / str(number)).mkdir()
        sizes.append(posters.size(poster_of(write_up(folder, words, steps=8))))
    assert sizes == sorted(sizes, reverse=True) and 9 < sizes[-1] < sizes[0] < 20


def test_a_write_up_names_its_posters():
    assert BEST_PRACTICE.files(["html", "pdf"]) == ("poster.html", "poster.pdf")
    assert BEST_PRACTICE.files(["docx"]) == ()
    assert BEST_PRACTICE.called("poster.pdf") == "Poster to print (A3)"
