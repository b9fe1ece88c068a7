"""The partnership's accent and logo, in every format; and a logo that cannot be used."""

import re
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from spp_research.errors import ConfigurationError
from spp_research.publish import pandoc
from spp_research.publish.branding import KITS_OWN, look_of
from spp_research.settings import Settings, read_settings
from spp_research.workspace import Workspace

ROOT = Path(__file__).parents[3]
STYLE = ROOT / "reports" / "_style"
DIALECT = ROOT / "tests" / "fixtures" / "dialect"
PURPLE = "#5B2A86"
SECRET = "taken at 51.5072, -0.1276"


def draw(path: Path, size=(900, 300)) -> None:
    """A logo whose file holds more than the picture."""
    more = PngInfo()
    more.add_text("Comment", SECRET)
    Image.new("RGB", size, PURPLE).save(path, format="PNG", pnginfo=more)


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    draw(tmp_path / "logo.png")
    return Workspace(tmp_path)


@pytest.fixture(scope="module")
def dressed(tmp_path_factory) -> dict[str, Path]:
    """The dialect's document, as a draft, with an accent and a logo of its own."""
    folder = tmp_path_factory.mktemp("look")
    draw(folder / "logo.png")
    look = look_of(Workspace(folder), Settings(accent=PURPLE, logo="logo.png"))
    report = folder / "report"
    shutil.copytree(DIALECT, report)
    look.write(report)
    facts = "".join(f'  {key}: "{value}"\n' for key, value in look.metadata.items())
    source = report / "report.qmd"
    text = source.read_text(encoding="utf-8").replace("spp:\n", f"spp:\n{facts}", 1)
    source.write_text(text, encoding="utf-8")
    return pandoc.render(report, ["html", "docx", "pdf"], STYLE)


def test_settings_without_either_leave_the_kits_own_look(tmp_path):
    assert look_of(Workspace(tmp_path), Settings()) == KITS_OWN
    assert (KITS_OWN.metadata, KITS_OWN.css) == ({}, "")


@pytest.mark.slow
def test_a_web_page_wears_both(dressed):
    page = dressed["html"].read_text(encoding="utf-8")
    assert "--accent: #5b2a86; --tint: #f5f2f8" in page
    logo = re.search(r'<img[^>]*class="logo"[^>]*>', page)[0]
    assert 'src="data:image/png;base64,' in logo
    assert "Logo of Riverside &amp; Łęg Partnership" in logo


def test_a_word_document_wears_both(dressed):
    with zipfile.ZipFile(dressed["docx"]) as parts:
        styles = parts.read("word/styles.xml").decode()
        document = parts.read("word/document.xml").decode()
        header = parts.read("word/header1.xml").decode()
    assert "5B2A86" in styles
    assert "12436D" not in styles
    first = document[document.index("<w:body>") : document.index("</w:p>")]
    assert 'w:val="Logo"' in first
    assert 'descr="Logo of Riverside &amp; Łęg Partnership"' in first
    assert 'string="Draft: not signed off"' in header


def test_a_pdf_wears_both(dressed):
    from pypdf import PdfReader

    page = PdfReader(dressed["pdf"]).pages[0]
    assert len(page.images) == 2  # the logo and the chart
    assert b"0.35686" in page.get_contents().get_data()  # red of the accent, 0x5b / 255


def test_a_logo_is_drawn_anew_and_fits_its_place(workspace):
    look = look_of(workspace, Settings(logo="logo.png"))
    assert SECRET.encode() in (workspace.root / "logo.png").read_bytes()
    assert SECRET.encode() not in look.logo
    assert look.metadata == {"logo": "figures/logo.png", "logo-height": "14mm"}
    draw(workspace.root / "logo.png", (3000, 200))
    wide = look_of(workspace, Settings(logo="logo.png"))
    assert wide.metadata["logo-height"] == "4mm"
    assert Image.open(BytesIO(wide.logo)).size == (1200, 80)


@pytest.mark.parametrize("name", ["../logo.png", "pictures/logo.png", "/etc/passwd", "..\\a.png"])
def test_a_logo_from_elsewhere_is_refused(workspace, name, snapshot):
    workspace.settings_file.write_text(f"logo: '{name}'\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        look_of(workspace, read_settings(workspace.settings_file))
    assert str(refused.value) == snapshot


def test_what_cannot_be_used_is_said(workspace, snapshot):
    (workspace.root / "words.png").write_text("not a picture")
    whole = (workspace.root / "logo.png").read_bytes()
    (workspace.root / "cut.png").write_bytes(whole[: len(whole) // 2])
    (workspace.root / "big.png").write_bytes(b"\x00" * 5_000_001)
    Image.new("1", (6000, 6000)).save(workspace.root / "bomb.png")
    said = {}
    for name in ("lost.png", "words.png", "cut.png", "big.png", "bomb.png"):
        with pytest.raises(ConfigurationError) as refused:
            look_of(workspace, Settings(logo=name))
        said[name] = str(refused.value)
    assert said == snapshot
