"""Materials of a practice from the school's folder to the website, and off it again."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from docx.document import Document
from in_process import notebooks_run_here
from odd_documents import SECRET, document, hidden, script, write_sheet
from test_tried_elsewhere import EXAMPLE, LEFT_OUT, book_of, put

from spp_research.publish.share_folder import make_shares
from spp_research.schema import SCHOOL
from spp_research.share.files import read_share, write_share
from spp_research.site.build import build_site
from spp_research.site.materials_still import MATERIALS_CHANGED, materials_differ
from spp_research.workspace import open_workspace

OWN = "oakfield"
_OLDER = 7  # the version of share files that the example's had before there were materials
ROW = {
    "file": "script.docx",
    "title": "Script of a reading session",
    "used_for": "For whoever leads the session.",
    "cleared_by": "Headteacher",
    "cleared_on": date(2026, 6, 15),
    "credit": "The school",
}
ODD = ROW | {"file": "odd.docx", "title": "Card"}


def attachments(place: Path) -> Path:
    return place / "schools" / OWN / "attachments"


def name_materials(place: Path, *rows: dict) -> None:
    write_sheet(book_of(place, OWN), *rows)


@pytest.fixture
def place(tmp_path: Path, words_alone: None) -> Iterator[Path]:
    """A copy of the example, in which Oakfield has a script, and a card that hides a good deal."""
    with notebooks_run_here():
        made = shutil.copytree(EXAMPLE, tmp_path / "here", ignore=LEFT_OUT)
        attachments(made).mkdir(exist_ok=True)
        (attachments(made) / "script.docx").write_bytes(script())
        (attachments(made) / "odd.docx").write_bytes(document("On the card.", change=hidden))
        name_materials(made, ROW, ODD)
        yield made


def bytes_below(folder: Path) -> bytes:
    """All that lies in a folder, what is packed unpacked."""
    whole = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            whole.append(content)
            if zipfile.is_zipfile(io.BytesIO(content)):
                with zipfile.ZipFile(path) as packed:
                    whole += [packed.read(name) for name in packed.namelist()]
    return b"\n".join(whole)


def build(place: Path) -> tuple[str, dict[str, str]]:
    """The page of the practice, empty where there is none; and what was said of schools."""
    made = build_site(open_workspace(place), "pandoc")
    page = place / "_site" / "practices" / f"{OWN}.html"
    return (page.read_text("utf-8") if page.is_file() else ""), dict(made.notes)


@pytest.mark.slow
def test_a_material_comes_with_its_practice_and_goes_with_it(place: Path) -> None:
    page, _ = build(place)
    assert "Put six books on the table." in page and "On the card." in page
    assert page.index("Whom to ask") < page.index("To use in your school")
    site = bytes_below(place / "_site")
    for said in (SECRET, "script.docx", "odd.docx", SECRET.upper()):
        assert said.encode() not in site and said.encode("utf-16-le") not in site
    listed = (place / "_site" / "practices" / "index.html").read_text("utf-8")
    titles = "Script of a reading session; Card"
    assert f'<dt>To use in your school</dt><dd dir="auto">{titles}</dd>' in listed
    assert re.search(rb'"yesterday": ?\[', site)  # it is found by its words
    # All that leaves the school is in its share file, as older kits read it.
    (made,) = make_shares(open_workspace(place), [OWN])
    assert made.share is not None
    write_share(made.share, open_workspace(place).share_file(OWN))
    sent = open_workspace(place).share_file(OWN)
    assert read_share(sent).version <= _OLDER and "yesterday" in sent.read_text("utf-8")
    assert SECRET not in sent.read_text("utf-8") and "script.docx" not in sent.read_text("utf-8")
    # A file with the same words is the same text, whatever else is in it; another word is not.
    (attachments(place) / "odd.docx").write_bytes(document("On the card.", change=again))
    assert build(place)[0]
    (attachments(place) / "odd.docx").write_bytes(document("On a card.", change=hidden))
    assert not build(place)[0] and b"Put six books" not in bytes_below(place / "_site")


@pytest.mark.slow
def test_a_slip_elsewhere_keeps_a_material_only_while_it_is_cleared(place: Path) -> None:
    build(place)
    put(book_of(place, OWN), SCHOOL, "actions", {"action_id": "A1"}, {"start_date": "soon"})
    page, notes = build(place)
    assert notes["Oakfield Weir Primary School"].startswith("The page stays")
    assert "Put six books" in page
    here = open_workspace(place)
    (kept,) = (place / "schools" / OWN / "signed").glob("best-practice-write-up-public*.zip")
    signed = zipfile.ZipFile(kept).read("report.qmd").decode()
    changes: tuple[Callable[[], object], ...] = (
        lambda: (attachments(place) / "odd.docx").write_bytes(document("On a card.")),
        lambda: (attachments(place) / "odd.docx").write_bytes(document("On: the card?")),
        lambda: name_materials(place, ROW, ODD | {"used_for": "For nobody."}),
        lambda: name_materials(place),
        lambda: name_materials(place, ROW, ODD | {"cleared_on": None}),
    )
    for change in changes:
        (attachments(place) / "odd.docx").write_bytes(document("On the card.", change=hidden))
        name_materials(place, ROW, ODD)
        assert materials_differ(signed, here, OWN) == ""
        change()
        assert materials_differ(signed, here, OWN) == MATERIALS_CHANGED
    page, _ = build(place)
    assert not page and b"Put six books" not in bytes_below(place / "_site")


def again(made: Document) -> None:
    hidden(made)
    made.core_properties.subject = "Saved once more"
