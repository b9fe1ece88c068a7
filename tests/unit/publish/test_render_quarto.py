"""The Quarto renderer: which Quarto is used, what it is given, and what is said without one.

What Quarto itself makes is tested where there is one; a stand-in that only writes down what
it was asked for is enough for the rest.
"""

import html
import json
import os
import re
import shutil
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml
from by_kit import by_kit

from spp_research.display.front import Front, front_matter
from spp_research.errors import DisclosureError, RenderError
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import SignOff
from spp_research.publish import pandoc, quarto, renderers
from spp_research.words.text import PARTING, escape

ROOT = Path(__file__).parents[3]
STYLE = ROOT / "reports" / "_style"
DIALECT = ROOT / "tests" / "fixtures" / "dialect"
FORMATS = ["html", "docx", "pdf"]

STAND_IN = """#!{python}
import json, pathlib, shutil, sys
import yaml
said = sys.argv[1:]
if said == ["--version"]:
    print("{version}")
    raise SystemExit
here = pathlib.Path.cwd()
asked = pathlib.Path({asked!r})
files = sorted(str(p.relative_to(here)) for p in here.rglob("*") if p.is_file())
asked.write_text(asked.read_text() + json.dumps([said, str(here), files]) + "\\n")
if {fails}:
    sys.exit("starting\\x1b[31m\\nERROR: the stand-in fails\\x1b[39m\\nStack trace:\\n    at it")
for to in {silent} or yaml.safe_load((here / "_quarto.yml").read_text())["format"]:
    name = {{"typst": "report.typ"}}.get(to, "report." + to)
    shutil.copy({made!r} + "/" + name, here / name)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "report"
    shutil.copytree(DIALECT, folder)
    pandoc.render(folder, FORMATS, STYLE)
    (folder / "report.typ").write_text(
        "#set document(title: [Stand-in])\nWords\n", encoding="utf-8"
    )
    return folder


@pytest.fixture
def stand_in(tmp_path: Path, made: Path, monkeypatch):
    if os.name == "nt":
        pytest.skip("the stand-in for Quarto is a script that Windows would not start")

    def install(version: str = "1.10.18", fails: bool = False, silent: str = "") -> Path:
        asked = tmp_path / "asked"
        asked.touch()
        program = tmp_path / f"quarto-{version}"
        text = STAND_IN.format(
            python=sys.executable,
            version=version,
            asked=str(asked),
            fails=fails,
            silent=[silent] if silent else [],
            made=str(made),
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


@pytest.mark.slow
def test_a_quarto_that_is_too_old_is_not_used_and_the_reason_is_given(stand_in):
    stand_in("1.3.450")
    assert renderers.choose("auto").name == "pandoc"
    with pytest.raises(RenderError, match=r"version 1\.3\.450, and 1\.4 or newer is needed"):
        renderers.choose("quarto")


@pytest.fixture
def with_looks(tmp_path) -> Path:
    """A workspace whose author has told Quarto more than the kit does."""
    place = tmp_path / "with looks"
    place.mkdir()
    text = (ROOT / "_quarto.yml").read_text(encoding="utf-8")
    (place / "_quarto.yml").write_text(f"{text}\nbibliography: ours.bib\n", encoding="utf-8")
    return place


def test_auto_takes_quarto_where_a_workspace_has_looks_of_its_own_and_says_so(
    stand_in, with_looks, snapshot
):
    stand_in("1.10.18")
    chosen = renderers.choose("auto", ROOT, with_looks)
    assert (chosen.name, chosen.version.split(",")[0]) == ("quarto", "Quarto 1.10.18")
    assert chosen.why == snapshot


def test_auto_takes_what_is_quicker_where_both_make_the_same(stand_in, tmp_path):
    stand_in("1.10.18")
    text = (ROOT / "_quarto.yml").read_text(encoding="utf-8")
    (tmp_path / "_quarto.yml").write_text(f"# a comment\n{text}", encoding="utf-8")
    chosen = renderers.choose("auto", tmp_path, tmp_path / "nothing here")
    assert (chosen.name, chosen.why) == ("pandoc", "")


def test_settings_of_an_earlier_kit_are_no_looks_of_ones_own(stand_in, tmp_path):
    """They lack what was added since; and a Quarto of then may not set their PDF itself."""
    stand_in("1.4.557")
    text = (ROOT / "_quarto.yml").read_text(encoding="utf-8")
    earlier = [
        line for line in text.splitlines() if "mathml" not in line and "citeproc" not in line
    ]
    assert len(earlier) == len(text.splitlines()) - 2
    (tmp_path / "_quarto.yml").write_text("\n".join(earlier), encoding="utf-8")
    assert renderers.choose("auto", tmp_path).name == "pandoc"
    assert not renderers.has_own_looks(tmp_path)


def test_looks_of_ones_own_without_quarto_are_said_to_be_left_out(no_quarto, with_looks, snapshot):
    chosen = renderers.choose("auto", with_looks)
    assert chosen.name == "pandoc"
    assert chosen.why == snapshot


def test_quarto_works_in_a_project_of_its_own_with_the_workspaces_settings(stand_in, folder):
    asked = stand_in("1.10.18")
    before = sorted(folder.rglob("*"))
    paths = quarto.render(folder, FORMATS, STYLE)
    assert paths == {name: folder / f"report.{name}" for name in FORMATS}
    assert set(folder.rglob("*")) - set(before) == set(paths.values())
    (line,) = asked.read_text().splitlines()  # one Quarto for all the formats
    said, here, files = json.loads(line)
    assert said == ["render", "report.qmd"]
    assert not Path(here).is_relative_to(folder.parent) and not Path(here).exists()
    assert [name for name in files if name.startswith("_quarto")] == ["_quarto.yml"]
    assert {"_quarto.yml", "report.qmd", "figures/fig-sources.png"} <= set(files)
    assert "reports/_style/spp.lua" in files


def test_quarto_never_sees_a_report_that_holds_what_it_may_not(stand_in, folder):
    asked = stand_in("1.7.34")
    with (folder / "report.qmd").open("a", encoding="utf-8") as report:
        report.write("\n{{< include ../secret.txt >}}\n")
    with pytest.raises(DisclosureError, match="a Quarto shortcode"):
        quarto.render(folder, FORMATS, STYLE)
    assert asked.read_text() == ""


def test_a_failing_quarto_is_named_with_what_it_said_was_wrong(stand_in, folder):
    stand_in("1.7.34", fails=True)
    with pytest.raises(RenderError) as refused:
        quarto.render(folder, ["html"], STYLE)
    said = str(refused.value)
    assert (
        "Quarto 1.7.34 could not make the document. It said: ERROR: the stand-in fails Use" in said
    )
    assert "\x1b" not in said
    assert not (folder / "report.html").exists()


def test_a_quarto_that_leaves_a_document_out_without_a_word_is_not_believed(stand_in, folder):
    stand_in("1.10.18", silent="html")
    with pytest.raises(RenderError, match=r"did not make report\.docx"):
        quarto.render(folder, FORMATS, STYLE)


def test_a_letter_that_no_font_has_is_set_by_the_embedded_typst(stand_in, folder):
    asked = stand_in("1.10.18")
    with (folder / "report.qmd").open("a", encoding="utf-8") as report:
        report.write("\nA letter that no font has: \U00012000.\n")
    paths = quarto.render(folder, FORMATS, STYLE)
    assert paths["pdf"].read_bytes().startswith(b"%PDF-")
    ((_, _, files),) = map(json.loads, asked.read_text().splitlines())
    assert "report.pdf" not in files


@pytest.mark.parametrize("version", ["1.4.557", "1.10.18"])
def test_every_quarto_s_pdf_is_set_by_both_standards(stand_in, folder, version):
    stand_in(version)
    pdf = quarto.render(folder, FORMATS, STYLE)["pdf"].read_bytes()
    assert b"pdfaid" in pdf and b"pdfuaid" in pdf


def test_looks_of_ones_own_for_the_pdf_are_left_to_quarto(tmp_path, folder):
    style = shutil.copytree(STYLE, tmp_path / "reports" / "_style")
    text = (ROOT / "_quarto.yml").read_text(encoding="utf-8")
    for number, (own, ours) in enumerate([(text, True), (f"{text}    papersize: a5\n", False)]):
        (tmp_path / "_quarto.yml").write_text(own, encoding="utf-8")
        report = quarto.Report(folder, tuple(FORMATS), Path(style), other_scripts=False)
        assert report.ours_sets is ours, number


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
def test_what_one_quarto_writes_together_is_what_it_writes_alone(real, folder, tmp_path):
    """Byte for byte, and where one of them fails it is the one that is named."""
    other = Path(shutil.copytree(DIALECT, tmp_path / "other"))
    with (other / "report.qmd").open("a", encoding="utf-8") as report:
        report.write("\nAnd other words.\n")
    found, seen = quarto.find_quarto(), []
    for batches in ([[folder], [other]], [[folder, other]]):
        for batch in batches:
            given = [quarto.Report(one, tuple(FORMATS), STYLE, False) for one in batch]
            quarto.draw(found, given)
        seen.append([_as_written(one) for one in (folder, other)])
    assert seen[0] == seen[1]


def _as_written(folder: Path) -> dict[str, bytes]:
    """What Quarto wrote of a report, but for the moment at which Word's properties say it did."""
    found = {name: (folder / name).read_bytes() for name in ("report.html", "report.typ")}
    with zipfile.ZipFile(folder / "report.docx") as packed:
        return found | {n: packed.read(n) for n in packed.namelist() if n != "docProps/core.xml"}


@pytest.mark.slow
def test_words_that_are_joined_for_quarto_leave_every_document_as_it_was(
    real, folder, tmp_path, monkeypatch
):
    """Word's parts byte for byte; elsewhere only where lines break."""
    text = "\n- One **bold , word** and  [a link](https://a.example/b) ; *it’s 5 - 3* “so: it”\n"
    with (folder / "report.qmd").open("a", encoding="utf-8") as report:
        report.write(text)
    nothing = tmp_path / "joined.lua"
    nothing.write_text("return {}", encoding="utf-8")
    typed, set_pdf = [], pandoc.set_pdf

    def kept(source: Path, *given: Path) -> Path:
        typed.append(" ".join(source.read_text(encoding="utf-8").split()))
        return set_pdf(source, *given)

    monkeypatch.setattr(pandoc, "set_pdf", kept)
    seen = []
    for filter_ in (quarto._JOINED, nothing):
        monkeypatch.setattr(quarto, "_JOINED", filter_)
        made = quarto.render(folder, FORMATS, STYLE)
        with zipfile.ZipFile(made["docx"]) as packed:
            words = packed.read("word/document.xml")
        seen.append((" ".join(made["html"].read_text(encoding="utf-8").split()), words))
    assert seen[0] == seen[1]
    assert typed[0] == typed[1]


@pytest.mark.slow
def test_looks_of_a_workspace_reach_every_quarto(real, folder, tmp_path):
    """A bibliography, a stylesheet and a table of contents of its author's."""
    style = tmp_path / "reports" / "_style"
    shutil.copytree(STYLE, style)
    own = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    own["bibliography"] = "refs.bib"
    own["format"]["html"] |= {"css": ["reports/_style/spp.css", "looks/mine.css"], "toc": True}
    (tmp_path / "_quarto.yml").write_text(yaml.safe_dump(own), encoding="utf-8")
    (tmp_path / "refs.bib").write_text("@book{a2020, author={A, B}, title={C}, year={2020}}")
    (tmp_path / "looks").mkdir()
    (tmp_path / "looks" / "mine.css").write_text("body { color: rgb(1, 2, 3) }")
    with (folder / "report.qmd").open("a", encoding="utf-8") as report:
        report.write("\nAs @a2020 says; ask @oakfield.\n")
    page = quarto.render(folder, ["html"], style)["html"].read_text(encoding="utf-8")
    assert "rgb(1, 2, 3)" in page and 'id="TOC"' in page
    assert "A (2020)" in page and "@oakfield" in page


def test_a_workspaces_own_project_and_profiles_are_left_out(tmp_path):
    """Also of one that an earlier kit laid out, whose second profile was the website."""
    text = "profile:\n  default: site\nproject:\n  output-dir: _site\nlang: cy\n"
    (tmp_path / "_quarto.yml").write_text(text, encoding="utf-8")
    assert quarto.workspace_settings(tmp_path) == {"lang": "cy"}


@pytest.fixture
def real() -> quarto.Quarto:
    found = quarto.find_quarto()
    if found is None or found.refused:
        pytest.skip(quarto.unavailable(found))
    return found


HOSTILE = "{{< env SPP_CANARY >}} {{{< env SPP_CANARY >}}} {{</* x */>}} {{% env SPP_CANARY %}} >}}"


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_no_text_of_a_workbook_runs_as_a_shortcode(real, name, folder, monkeypatch):
    monkeypatch.setenv("SPP_CANARY", "wizzlefritz")
    front = by_kit(
        Front,
        document="review-summary",
        title=f"Title {HOSTILE}",
        subtitle=f"School {HOSTILE}",
        partnership=f"Partnership {HOSTILE}",
        audience=Audience.SCHOOL,
        sign_off=SignOff(f"Somebody {HOSTILE}", "Headteacher", date(2026, 1, 5)),
        focus=f"Focus {HOSTILE}",
        description=f"Description {HOSTILE}",
        keywords=(f"Word {HOSTILE}", "{{< env SPP_CANARY >}}"),
    )
    head = front_matter(front.metadata(date(2026, 1, 5)))
    (folder / "report.qmd").write_text(f"{head}\n\n{escape(HOSTILE)}\n", encoding="utf-8")
    made = quarto.render(folder, [name], STYLE)[name]
    said = words_of(made).replace(PARTING, "")
    assert "wizzlefritz" not in said
    for part in ("Title", "School", "Somebody", "Focus"):
        assert f"{part} {{{{< env SPP_CANARY >}}}} {{{{{{< env" in said, part
    assert "Partnership ((< env SPP_CANARY >))" in said


def words_of(made: Path) -> str:
    """Everything that a document says, its properties as well."""
    if made.suffix == ".pdf":
        from pypdf import PdfReader

        reader = PdfReader(made)
        pages = [page.extract_text() for page in reader.pages]
        return " ".join(" ".join([*pages, *map(str, (reader.metadata or {}).values())]).split())
    if made.suffix == ".docx":
        with zipfile.ZipFile(made) as packed:
            names = [name for name in packed.namelist() if name.endswith(".xml")]
            parts = [packed.read(name).decode("utf-8") for name in names]
        return html.unescape(re.sub("<[^>]*>", "", " ".join(parts)))
    return html.unescape(made.read_text(encoding="utf-8"))


@pytest.fixture
def workspace(tmp_path) -> Path:
    """A workspace with a report for the school alone, and a website that is there already."""
    place = tmp_path / "workspace"
    shutil.copytree(STYLE, place / "reports" / "_style")
    shutil.copy(ROOT / "_quarto.yml", place)
    shutil.copy(ROOT / "reports" / "start.qmd", place / "reports")
    shutil.copytree(DIALECT, place / "reports" / "oakfield" / "review-summary")
    (place / "_site").mkdir()
    (place / "_site" / "index.html").write_text("the website", encoding="utf-8")
    return place


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [(), ("--profile", "site"), ("--profile", "reports,site")])
def test_a_real_quarto_renders_a_workspace_in_place_and_no_website(real, workspace, arguments):
    quarto.run_quarto(real, ["--to", "html", *arguments], workspace, workspace)
    assert (workspace / "reports" / "start.html").is_file()
    assert (workspace / "reports" / "oakfield" / "review-summary" / "report.html").is_file()
    assert [path.name for path in (workspace / "_site").rglob("*")] == ["index.html"]


LOCAL = "project:\n  output-dir: _site\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "local"),
    [
        (("--output-dir", "_site"), ""),
        (("reports/oakfield/review-summary/report.qmd", "--output-dir", "_site"), ""),
        ((), LOCAL),
    ],
)
def test_a_real_quarto_is_kept_from_another_folder(real, workspace, arguments, local):
    if local:
        (workspace / "_quarto.yml.local").write_text(local, encoding="utf-8")
    with pytest.raises(RenderError):
        quarto.run_quarto(real, ["--to", "html", *arguments], workspace, workspace)
    assert [path.name for path in (workspace / "_site").rglob("*")] == ["index.html"]
    made = [path for path in workspace.rglob("report.html") if "_style" not in path.parts]
    assert made == []  # those in _style are templates


@pytest.mark.slow
def test_a_real_quarto_with_a_local_website_leaves_no_private_page_there(real, workspace):
    """Quarto empties the folder of such a project before it asks anybody."""
    local = "project:\n  type: website\n  output-dir: _site\n"
    (workspace / "_quarto.yml.local").write_text(local, encoding="utf-8")
    with pytest.raises(RenderError):
        quarto.run_quarto(real, [], workspace, workspace)
    assert not list((workspace / "_site").rglob("report*"))
