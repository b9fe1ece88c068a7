"""`spp draw` and `spp fix-plan`: what they print and leave, and that a check finds it right."""

from __future__ import annotations

import re

import pytest

from spp_research.intake import read_workbook
from spp_research.protect.fixed_text import is_marked
from spp_research.schema import SCHOOL

BY = ("--by", "Ann Hill")


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "list.csv"
    rows = "".join(f"{n:03d},{'4A' if n % 2 else '4B'},{20 + n % 7}\n" for n in range(1, 17))
    path.write_text(f"Pupil ID,Class,Baseline\n{rows}", encoding="utf-8")
    return path


def drawn(text):
    """What is printed, without what is another in each draw."""
    text = re.sub(r"number \d+", "number N", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "CERTIFICATE", text)
    text = re.sub(r"(Number of the lots: )\d+", r"\1N", text)
    text = re.sub(r"\d\d/\d\d/\d{4}|\d+ [A-Z][a-z]+ \d{4}", "DAY", text)
    return re.sub(r"on average: .*apart\.(\nThe groups did .*)?", "on average: ...", text)


def test_a_draw_and_its_check(spp, riverside, listed, monkeypatch, snapshot):
    monkeypatch.chdir(riverside)
    made = spp("draw", listed, "-s", "oakfield", "--outcome", "O2", "--within", "Class", *BY)
    assert made.code == 0
    assert drawn(made.out) == snapshot
    page = riverside / "schools" / "oakfield" / "pupils" / "lots-D1.certificate.txt"
    checked = spp("draw", "--check", page)
    assert checked.code == 0 and drawn(checked.out) == snapshot
    assert not re.search(r"\b0(?:0[1-9]|1[0-6])\b", made.out + checked.out)  # nobody's ID

    page.write_text(page.read_text(encoding="utf-8").replace("Ann Hill", "Bo Lane"))
    changed = spp("draw", "--check", page)
    assert changed.code == 11 and changed.err == snapshot


@pytest.mark.slow
def test_a_second_draw_takes_a_reason(spp, riverside, listed, monkeypatch, snapshot):
    monkeypatch.chdir(riverside)
    ask = ("draw", listed, "-s", "oakfield", "--outcome", "O2", "--later", *BY)
    assert spp(*ask).code == 0
    refused = spp(*ask)
    assert refused.code == 10 and refused.err == snapshot
    again = spp(*ask, "--reason", "Six pupils joined")
    assert again.code == 0 and "This is draw 2 of the list." in again.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--outcome", "O1", *BY),
        ("-s", "oakfield", *BY),
        ("-s", "oakfield", "--outcome", "O1"),
        ("-s", "oakfeild", "--outcome", "O1", *BY),
        ("-s", "oakfield", "--outcome", "O1", "--within", "Class", "--pair-by", "Baseline", *BY),
    ],
    ids=["no school", "no outcome", "nobody", "no such school", "within and in pairs"],
)
def test_what_a_draw_needs(spp, riverside, listed, monkeypatch, arguments, snapshot):
    monkeypatch.chdir(riverside)
    told = spp("draw", listed, *arguments)
    assert told.code == 10 and told.err == snapshot


@pytest.mark.slow
def test_a_plan_is_fixed_and_read_again(spp, riverside, monkeypatch, snapshot):
    monkeypatch.chdir(riverside)
    made = spp("fix-plan", "o1", "--school", "oakfield", *BY)
    assert made.code == 0 and drawn(made.out) == snapshot
    (page,) = (riverside / "schools" / "oakfield" / "plans").glob("O1-*.txt")
    (line,) = (
        read_workbook(riverside / "schools" / "oakfield" / "evidence.xlsx", SCHOOL)
        .rows["fixed_plans"]
        .records
    )
    assert page.stem == f"O1-{line[1]['mark']}"
    assert all(part in page.read_text(encoding="utf-8") for part in line[1]["plan"].split("\n"))
    again = spp("fix-plan", "O1", "--school", "oakfield", *BY)
    assert again.code == 10 and "was fixed already on" in again.err
    checked = spp("check", "--school", "oakfield")
    assert checked.code == 0 and "#plan.late" in checked.out and "plan.mark" not in checked.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("O1", *BY), 10), (("O1", "-s", "oakfield"), 10), (("O9", "-s", "oakfield", *BY), 11)],
    ids=["no school", "nobody", "no such outcome"],
)
def test_what_a_plan_needs(spp, riverside, monkeypatch, arguments, code, snapshot):
    monkeypatch.chdir(riverside)
    told = spp("fix-plan", *arguments)
    assert told.code == code and told.err == snapshot


def test_a_workbook_of_an_earlier_kit_is_left_as_it_is(spp, riverside, monkeypatch, snapshot):
    """What is printed and lies in the folder plans is enough to write the row by hand."""
    import openpyxl

    monkeypatch.chdir(riverside)
    path = riverside / "schools" / "oakfield" / "evidence.xlsx"
    book = openpyxl.load_workbook(path)
    del book["Plans as fixed"]
    book.save(path)
    before = path.read_bytes()
    made = spp("fix-plan", "O1", "--school", "oakfield", *BY)
    assert made.code == 0 and path.read_bytes() == before
    assert drawn(made.out) == snapshot
    (page,) = (riverside / "schools" / "oakfield" / "plans").glob("O1-*.txt")
    pasted, _, _ = page.read_text(encoding="utf-8").partition("-----")
    assert is_marked(pasted, page.stem.removeprefix("O1-"))
