"""The Quarto renderer: which Quarto is used, what it is given, and what is said without one.

What Quarto itself makes is tested where there is one; a stand-in that only writes down what
it was asked for is enough for the rest.
"""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from spp_research.errors import DisclosureError, RenderError
from spp_research.publish import pandoc, quarto, renderers

ROOT = Path(__file__).parents[3]
STYLE = ROOT / "reports" / "_style"
DIALECT = ROOT / "tests" / "fixtures" / "dialect"
FORMATS = ["html", "docx", "pdf"]

STAND_IN = """#!{python}
import json, pathlib, shutil, sys
said = sys.argv[1:]
if said == ["--version"]:
    print("{version}")
    raise SystemExit
here = pathlib.Path.cwd()
asked = pathlib.Path({asked!r})
files = sorted(str(p.relative_to(here)) for p in here.rglob("*") if p.is_file())
asked.write_text(asked.read_text() + json.dumps([said, str(here), files]) + "\\n")
if {fails}:
    sys.exit("ERROR: the stand-in fails")
to = said[said.index("--to") + 1]
name = {{"typst": "report.pdf"}}.get(to, "report." + to)
shutil.copy({made!r} + "/" + name, here / name)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "report"
    shutil.copytree(DIALECT, folder)
    pandoc.render(folder, FORMATS, STYLE)
    return folder


@pytest.fixture
def stand_in(tmp_path: Path, made: Path, monkeypatch):
    if os.name == "nt":
        pytest.skip("the stand-in for Quarto is a script that Windows would not start")

    def install(version: str = "1.7.34", fails: bool = False) -> Path:
        asked = tmp_path / "asked"
        asked.touch()
        program = tmp_path / f"quarto-{version}"
        text = STAND_IN.format(
            python=sys.executable, version=version, asked=str(asked), fails=fails, made=str(made)
        )
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("QUARTO_PATH", str(program))
        return asked

    yield install
    quarto._ask.cache_clear()


@pytest.fixture
def no_quarto(monkeypatch, tmp_path):
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DIALECT, tmp_path / "private report"))


def test_without_quarto_auto_is_pandoc_and_names_both_versions(no_quarto):
    chosen = renderers.choose("auto")
    assert chosen.name == "pandoc"
    assert chosen.version.startswith("Pandoc 3.") and "Typst 0." in chosen.version


def test_without_quarto_asking_for_it_is_answered_in_a_sentence(no_quarto, snapshot):
    with pytest.raises(RenderError) as refused:
        renderers.choose("quarto")
    assert str(refused.value) == snapshot


def test_an_unknown_renderer_is_refused(snapshot):
    with pytest.raises(RenderError) as refused:
        renderers.choose("latex")
    assert str(refused.value) == snapshot


def test_a_quarto_that_is_too_old_is_not_used_and_the_reason_is_given(stand_in):
    stand_in("1.3.450")
    assert renderers.choose("auto").name == "pandoc"
    with pytest.raises(RenderError, match=r"version 1\.3\.450, and 1\.4 or newer is needed"):
        renderers.choose("quarto")


def test_a_quarto_on_the_path_is_used(stand_in):
    stand_in("1.7.34")
    chosen = renderers.choose("auto")
    assert (chosen.name, chosen.version) == ("quarto", "Quarto 1.7.34")


def test_quarto_works_in_a_project_of_its_own_with_the_workspaces_settings(stand_in, folder):
    asked = stand_in("1.7.34")
    before = sorted(folder.rglob("*"))
    paths = quarto.render(folder, FORMATS, STYLE)
    assert paths == {name: folder / f"report.{name}" for name in FORMATS}
    assert set(folder.rglob("*")) - set(before) == set(paths.values())
    for line, to in zip(asked.read_text().splitlines(), ["html", "docx", "typst"], strict=True):
        said, here, files = json.loads(line)
        assert said == ["render", "report.qmd", "--to", to, "--profile", "reports"]
        assert not Path(here).is_relative_to(folder.parent) and not Path(here).exists()
        assert "_quarto-site.yml" not in files
        assert {"_quarto.yml", "report.qmd", "figures/fig-sources.png"} <= set(files)
        assert "reports/_style/spp.lua" in files


def test_quarto_never_sees_a_report_that_holds_what_it_may_not(stand_in, folder):
    asked = stand_in("1.7.34")
    with (folder / "report.qmd").open("a", encoding="utf-8") as report:
        report.write("\n{{< include ../secret.txt >}}\n")
    with pytest.raises(DisclosureError, match="a Quarto shortcode"):
        quarto.render(folder, FORMATS, STYLE)
    assert asked.read_text() == ""


def test_a_failing_quarto_is_named_with_its_last_words(stand_in, folder):
    stand_in("1.7.34", fails=True)
    with pytest.raises(RenderError, match=r"Quarto 1\.7\.34 .* the stand-in fails"):
        quarto.render(folder, ["html"], STYLE)
    assert not (folder / "report.html").exists()


def test_a_quarto_whose_typst_is_too_old_leaves_the_pdf_to_ours(stand_in, folder):
    asked = stand_in("1.4.557")
    paths = quarto.render(folder, FORMATS, STYLE)
    assert paths["pdf"].read_bytes().startswith(b"%PDF-")
    assert len(asked.read_text().splitlines()) == 2


@pytest.mark.slow
def test_a_real_quarto_makes_the_same_report(folder):
    found = quarto.find_quarto()
    if found is None or found.refused:
        pytest.skip(quarto.unavailable(found))
    theirs = quarto.render(folder, FORMATS, STYLE)
    page = theirs["html"].read_text(encoding="utf-8")
    assert page.count("<main") == 1 and page.count("<h1") == 1
    assert page.count('scope="row"') == 3 + 10
    assert 'src="http' not in page and "<script" not in page
    assert "Figure\u00a01" in page and "Figure 1:" not in page
    assert theirs["pdf"].read_bytes().startswith(b"%PDF-")


@pytest.mark.slow
def test_a_real_quarto_renders_a_fresh_workspace_in_place(tmp_path):
    found = quarto.find_quarto()
    if found is None or found.refused:
        pytest.skip(quarto.unavailable(found))
    for name in ("_quarto.yml", "_quarto-reports.yml", "_quarto-site.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(STYLE, tmp_path / "reports" / "_style")
    shutil.copy(ROOT / "reports" / "start.qmd", tmp_path / "reports" / "start.qmd")
    quarto.run_quarto(found, [], tmp_path, tmp_path / "reports" / "start.qmd")
    assert (tmp_path / "reports" / "index.html").is_file()
    assert not (tmp_path / "_site").exists()
