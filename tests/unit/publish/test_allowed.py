"""What a report may hold: good documents pass, and each kind of trespass is named."""

import json
import shutil
from pathlib import Path

import pytest

from spp_research.errors import DisclosureError
from spp_research.publish import allowed, pandoc

DIALECT = Path(__file__).parents[2] / "fixtures" / "dialect"
FRONT = '---\ntitle: "Review summary"\n---\n\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DIALECT / "figures", tmp_path / "figures")
    return tmp_path


def check(folder: Path, text: str) -> None:
    (folder / "report.qmd").write_text(FRONT + text, encoding="utf-8")
    allowed.check(json.loads(pandoc.parse(folder)), folder)


def test_the_whole_dialect_is_allowed():
    allowed.check(json.loads(pandoc.parse(DIALECT)), DIALECT)


GOOD = {
    "text": "Pupils *told* us **why**.",
    "escaped shortcode": r"\{\{\< include secret.txt \>\}\}",
    "a name that begins with @": "Ask @someone, or [@somebody, p. 3].",
    "a callout": '::: {.callout-note title="Mind" collapse="true"}\na\n:::',
    "a section that is pointed at": "# A {#sec-a}\n\nSee @sec-a.",
    "web and email links": "[here](https://example.org) and <me@example.org>",
    "a link inside": "## Part\n\nSee [it](#part).",
    "code that is only shown": "The file `figures.csv` has the numbers.",
    "note": "Words.[^1]\n\n[^1]: More.",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_good_text_passes(folder: Path, text: str):
    check(folder, text)


BAD = {
    "raw HTML block": ("<script>fetch('x')</script>", "raw html"),
    "raw HTML inside a line": ("a <b>bold</b> word", "raw html (<b>)"),
    "raw Typst": ('```{=typst}\n#read("/etc/passwd")\n```', "raw typst"),
    "raw Word": ("```{=openxml}\n<w:p/>\n```", "raw openxml"),
    "LaTeX": (r"\input{secret}", "raw tex"),
    "formula": ("$x^2$", "a formula"),
    "shortcode": ("{{< include secret.txt >}}", "a Quarto shortcode in line 5"),
    "picture from the web": ("![a](https://example.org/a.png)", "a picture from outside"),
    "picture one folder up": ("![a](figures/../../a.png)", "a picture from outside"),
    "picture by its full path": ("![a](/etc/a.png)", "a picture from outside"),
    "picture on Windows": (r"![a](figures\\a.png)", "a picture from outside"),
    "picture as data": ("![a](data:image/png;base64,AAAA)", "a picture from outside"),
    "picture that is not there": ("![a](figures/none.png)", "not in the report's figures"),
    "drawing": ("![a](figures/a.svg)", "neither PNG nor JPEG"),
    "script link": ("[a](javascript:alert(1))", "a link that is not to a web page"),
    "file link": ("[a](file:///etc/passwd)", "a link that is not to a web page"),
    "relative link": ("[a](other.html)", "a link that is not to a web page"),
    "link to nowhere": ("[a](#nowhere)", "part of the report that is not there"),
    "unknown class": ("::: {.column-margin}\na\n:::", "an unknown class .column-margin"),
    "unknown attribute": ('::: {.panel onclick="x"}\na\n:::', "an unknown attribute onclick"),
    "style on words": ('[a]{style="x"}', "an unknown attribute style"),
    "cell to run": ("```{python}\nprint(1)\n```", "code that would be run"),
    "code to run": ("It is `{python} 1 + 1`.", "code that would be run"),
    "R code to run": ("It is `r 1 + 1`.", "code that would be run"),
    "label that is not there": ("See @tbl-someone.", "no label (@tbl-someone)"),
    "more settings": ("---\nfilters: [x.lua]\n---\n\na", "an unknown setting filters"),
    "raw HTML in a title": ('---\nsubtitle: "<img src=x>"\n---\n\na', "raw html"),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD.keys())
def test_one_trespass_is_named(folder: Path, text: str, said: str):
    with pytest.raises(DisclosureError) as refused:
        check(folder, text)
    assert said in str(refused.value)


def test_all_trespasses_are_named_together_in_order(folder: Path, snapshot):
    with pytest.raises(DisclosureError) as refused:
        check(folder, "<b>a</b>\n\n![a](/etc/a.png)\n\n[a](file:///x)\n\n$x$ and {{< video x >}}\n")
    assert str(refused.value).replace(str(folder), "FOLDER") == snapshot


def test_a_shortcode_is_refused_where_there_is_no_source_to_look_at(folder: Path):
    document = {"meta": {}, "blocks": [{"t": "Para", "c": [{"t": "Str", "c": "{{<"}]}]}
    with pytest.raises(DisclosureError, match="a Quarto shortcode"):
        allowed.check(document, folder)


def test_an_element_nobody_has_thought_about_is_refused(folder: Path):
    document = {"meta": {}, "blocks": [{"t": "Hologram", "c": []}]}
    with pytest.raises(DisclosureError, match="Hologram"):
        allowed.check(document, folder)


def test_a_picture_that_is_a_way_out_of_the_folder_is_refused(folder: Path, tmp_path: Path):
    outside = tmp_path / "outside.png"
    shutil.copy(folder / "figures" / "fig-sources.png", outside)
    try:
        (folder / "figures" / "in.png").symlink_to(outside)
    except OSError as refused:  # Windows, without the right to make links
        pytest.skip(f"no symbolic links here: {refused}")
    with pytest.raises(DisclosureError, match="not in the report's figures folder"):
        check(folder, "![a](figures/in.png)")
