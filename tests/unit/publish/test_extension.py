"""The look of the reports as an extension for anybody's Quarto project."""

import re
import zipfile
from pathlib import Path

import pytest
import yaml

from spp_research.errors import ConfigurationError
from spp_research.publish import pandoc, quarto
from spp_research.publish.extension import write_extension

ROOT = Path(__file__).parents[3]
STYLE = ROOT / "reports" / "_style"

PAPER = """---
title: A paper
author: A. Teacher
date: 2026-06-18
bibliography: refs.bib
format:
  spp-html:
    toc: true
  spp-docx: default
  spp-typst:
    toc: true
---

## Why {#sec-why}

As @smith2020 says [@smith2020, p. 3], see @sec-why, @tbl-a and @eq-mean. Ask @oakfield.

$$ x = y $$ {#eq-mean alt="One thing is another"}

::: {.callout-tip}
## Try it
A tip.
:::

| Who | How many |
|-----|---------:|
| We  | 12       |

: How many there are. Pupils, 2026. {#tbl-a}
"""
# As Quarto's guide writes them: a float as a fenced div, its caption as the last paragraph.
FLOATS = """
::: {#fig-two layout-ncol=2}
![Left](a.png){#fig-two-left fig-alt="A square"}

![](a.png){#fig-two-right fig-alt="Another square"}

Two squares. By size.
:::

::: {#fig-one}
![](a.png){fig-alt="A square alone"}

One square.
:::

::: {#tbl-div}
| Where | Here |
|-------|------|
| Now   | Then |

In a div.
:::

![Last.](a.png){#fig-last fig-alt="The last square"}

See @fig-two, @fig-two-left, @fig-two-right, @fig-one, @tbl-div and @fig-last.

``` python
print(1)
```
"""
NUMBERED = ["Figure 1", "Figure 1a", "Figure 1b", "Figure 2", "Table 1", "Figure 3"]


def picture(folder: Path) -> None:
    from PIL import Image

    Image.new("RGB", (9, 9)).save(folder / "a.png")


def words(folder: Path, form: str) -> str:
    """The words of a document, without the marks of its format."""
    if form == "docx":
        said = pandoc.run_pandoc(["--to=plain", "--wrap=none", "made.docx"], folder).decode()
    else:
        said = (folder / f"made.{form}").read_text(encoding="utf-8").replace("~", " ")
        said = re.sub(r"#link\(<.*?>\)\[(.*?)\]", r"\1", said)
        said = re.sub(r"<[^>]*>", "", said)
    return " ".join(said.split())


REFERENCES = (
    "@article{smith2020, author={Smith, Ann}, title={On reading}, journal={J}, year={2020}}"
)


def test_it_says_what_the_workspace_says_and_names_only_files_that_it_has(tmp_path):
    folder = write_extension(tmp_path)
    assert folder == tmp_path / "_extensions" / "spp"
    said = yaml.safe_load((folder / "_extension.yml").read_text(encoding="utf-8"))
    formats = said["contributes"]["formats"]
    kits = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))["format"]
    assert {name: set(options) for name, options in kits.items()} == {
        name: set(formats[name]) for name in ("html", "docx", "typst")
    }
    named = [part["path"] for part in formats["common"]["filters"]]
    named += [formats["html"]["template"], formats["html"]["css"], formats["typst"]["template"]]
    named.append(formats["docx"]["reference-doc"])
    assert [name for name in named if not (folder / name).is_file()] == []
    assert not list(folder.rglob("*.js")) and not (folder / "site").exists()


def test_a_newer_one_takes_the_place_of_an_earlier_and_nothing_else(tmp_path):
    folder = write_extension(tmp_path)
    (folder / "spp.css").write_text("old", encoding="utf-8")
    write_extension(tmp_path)
    assert (folder / "spp.css").read_text(encoding="utf-8") != "old"
    (folder / "_extension.yml").write_text("title: Mine\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="something else of this name"):
        write_extension(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match="no such folder"):
        write_extension(tmp_path / "nowhere")


@pytest.mark.parametrize("form", ["html", "docx", "typst"])
def test_floats_and_their_parts_have_numbers_of_their_own(tmp_path, form):
    picture(tmp_path)
    (tmp_path / "report.qmd").write_text(FLOATS, encoding="utf-8")
    asked = [*pandoc.filters(STYLE), f"--to={form}", f"--output=made.{form}", "report.qmd"]
    pandoc.run_pandoc(asked, tmp_path)
    said = words(tmp_path, form)
    assert "See Figure 1, Figure 1a, Figure 1b, Figure 2, Table 1 and Figure 3." in said
    captions = said.partition("See ")[0]
    assert re.findall(r"(?:Figure|Table) \d+[a-z]?", captions) == NUMBERED
    made = (tmp_path / f"made.{form}").read_bytes()
    if form != "docx":
        assert all(made.count(b"fig-two%s" % part) == 2 for part in (b"-left", b"-right"))


def test_a_word_file_that_has_no_subtitle_gives_word_nothing_to_complain_of():
    """Word prints an error where a field looks for a style that no paragraph has."""
    with zipfile.ZipFile(STYLE / "reference.docx") as packed:
        header = packed.read("word/header1.xml").decode()
    assert re.findall('STYLEREF "(.*?)"', header) == ["Title"]


@pytest.mark.slow
def test_a_document_of_anybodys_is_made_by_a_real_quarto(tmp_path):
    found = quarto.find_quarto()
    if found is None or found.refused:
        pytest.skip(quarto.unavailable(found))
    write_extension(tmp_path)
    picture(tmp_path)
    (tmp_path / "paper.qmd").write_text(PAPER + FLOATS.replace("tbl-div", "tbl-b"), "utf-8")
    (tmp_path / "refs.bib").write_text(REFERENCES, encoding="utf-8")
    quarto.run_quarto(found, ["paper.qmd"], tmp_path, tmp_path / "paper.qmd")
    page = " ".join((tmp_path / "paper.html").read_text(encoding="utf-8").split())
    for said in ("Smith (2020)", "@oakfield.", "Table 1", "On Reading", 'id="TOC"', "Try it"):
        assert said in page, said
    assert '<a href="#sec-why">Why</a>' in page and "<math" in page
    assert 'href="#eq-mean"' in page and "?@" not in page and "{#eq" not in page
    assert 'src="http' not in page
    with zipfile.ZipFile(tmp_path / "paper.docx") as packed:
        assert b"Smith (2020)" in packed.read("word/document.xml")
        assert b"Figure\xc2\xa01b" in packed.read("word/document.xml")
    for number in ("Figure 1a", "Figure 1b", "Figure 3", "Table 2"):
        assert page.count(f"{number}<") == 2, number  # over it, and where it is pointed at
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF-")
