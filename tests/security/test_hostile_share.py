"""A share file comes from someone else: what is written in it is text, whatever it looks like."""

from __future__ import annotations

import shutil
import zipfile
from html.parser import HTMLParser
from itertools import count
from pathlib import Path

import hostile
import pytest

from spp_research.share import SchoolShare
from spp_research.share.content import sealed
from spp_research.share.files import read_share, write_share
from spp_research.workspace import Workspace, open_workspace

EXAMPLE = open_workspace("example")
KEPT = {  # what a reader compares, and so what has to stay for the file to be used at all
    *("partnership", "cycle", "school", "audience", "kit", "content_hash", "kind", "theme", "what"),
    *("design", "document", "wave", "estimator", "agreement", "verdict", "standing", "status"),
    *("scale", "informant", "signal"),
}
ROOM = {"school_name": 190, "name": 190}


def spoilt(value: object, texts: tuple[str, ...], turn: count, key: str = "") -> object:
    """A share's document with the next hostile text in the place of each of its own."""
    if isinstance(value, dict):
        return {k: spoilt(v, texts, turn, k) for k, v in value.items()}
    if isinstance(value, list):
        return [spoilt(v, texts, turn, key) for v in value]
    if not isinstance(value, str) or key in KEPT or key.endswith(("_on", "_date", "_id", "until")):
        return value
    return texts[next(turn) % len(texts)][: ROOM.get(key, 190)]


class Page(HTMLParser):
    """What of a page would run or fetch something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.within = ""

    def handle_starttag(self, tag, attrs):
        self.within = tag
        for name, value in attrs:
            where = f"{tag} {name}={value}"
            if name.startswith("on") or "spphit" in (value or ""):
                self.found.append(where)

    def handle_data(self, data):
        if self.within in ("script", "style") and "spphit" in data:
            self.found.append(data)


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    """A lead's folder in which every text of every share file is hostile."""
    secret = tmp_path / "secret.txt"
    secret.write_text(hostile.SECRET)
    texts = tuple(t for t in hostile.texts(secret) if "\x00" not in t)
    folder, turn = tmp_path / "lead", count()
    for path in (EXAMPLE.partnership_file, EXAMPLE.settings_file):
        folder.mkdir(exist_ok=True)
        shutil.copy(path, folder)
    for path in sorted(EXAMPLE.share_folder.glob("*.json")):
        document = spoilt(read_share(path).model_dump(mode="json"), texts, turn)
        share = SchoolShare.model_validate(document)
        write_share(sealed(share), folder / "share" / path.name)
    print(f"{next(turn)} texts of share files replaced, out of {len(texts)} hostile ones")
    return folder


def nothing_is_obeyed(folder: Path) -> None:
    page = Page()
    page.feed((folder / "report.html").read_text(encoding="utf-8"))
    assert page.found == []
    for path in folder.rglob("*"):
        if path.is_file():
            assert hostile.SECRET.encode() not in path.read_bytes()
    with zipfile.ZipFile(folder / "report.docx") as packed:
        for name in packed.namelist():
            assert hostile.SECRET.encode() not in packed.read(name)
            assert b'TargetMode="External"' not in packed.read(name) or name.endswith(".rels")


@pytest.mark.slow
def test_nothing_that_a_share_file_says_is_obeyed_by_a_report(spp, leads):
    ran = spp("report", "partnership-report", "--renderer", "pandoc", "-w", leads)
    assert ran.code == 0, ran.err
    nothing_is_obeyed(Workspace(leads).report_folder("partnership", "partnership-report"))


@pytest.mark.slow
def test_nothing_that_an_offer_says_is_obeyed_by_a_workshop_pack(spp, leads):
    school = "nether-sallow"
    shutil.copytree(EXAMPLE.school_folder(school), leads / "schools" / school)
    ran = spp("report", "workshop-pack", "-s", school, "--renderer", "pandoc", "-w", leads)
    assert ran.code == 0, ran.err
    folder = Workspace(leads).report_folder(school, "workshop-pack")
    assert "spphit" in (folder / "report.qmd").read_text(encoding="utf-8")  # the offers are there
    nothing_is_obeyed(folder)


def test_nothing_that_a_share_file_says_is_obeyed_by_a_terminal(spp, leads):
    said = spp("share", "--show", "oakfield", "-w", leads).out
    assert "oakfield" not in said.split("\n")[1]  # its name is a hostile text
    assert not [c for c in said if (ord(c) < 32 and c not in "\n\t") or c == "\x7f"]
