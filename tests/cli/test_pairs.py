"""What docs/pairs.md tells two leads to type, typed by them."""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from spp_research.demo.generated import generate
from spp_research.demo.writing import write_partnership
from spp_research.intake import read_lead, write_workbook
from spp_research.intake.read.registrations import read_registration, sealed, text_of
from spp_research.schema import PARTNERSHIP
from spp_research.workspace import Workspace

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "pairs.md").read_text(encoding="utf-8")
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "two_trusts"
TEAM, CHAMPION = "moorland:P02; moorland:P04; moorland:P05", "moorland:P03"


def trust(folder: Path, name: str, seed: int) -> None:
    """A trust of three schools with its own reviewers in its timetable."""
    book = generate(3, seed)
    (own,) = book.sheets["partnership"]
    kept = {k: v for k, v in book.sheets.items() if k not in ("year_survey_map", "survey_roles")}
    sheets = kept | {"partnership": [{**own, "name": name}]}
    write_partnership(folder, replace(book, sheets=sheets, surveys={}))


def timetable(folder: Path, **cells: str) -> None:
    """Write into the first row of the timetable, as the lead does in Excel."""
    lead = read_lead(Workspace(folder))
    rows = {name: [dict(row) for _, row in own.records] for name, own in lead.rows.items()}
    rows["timetable"][0].update(cells)
    write_workbook(folder / "partnership.xlsx", PARTNERSHIP, rows)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trusts")
    trust(folder / "harbour", "Harbour Trust", 11)
    trust(folder / "moorland", "Moorland Learning Trust", 12)
    return folder


@pytest.fixture
def both(untouched, tmp_path):
    return Path(shutil.copytree(untouched, tmp_path / "both"))


def steps():
    """Each command of the page with its folder and the lines that it is said to print."""
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        told: list[str] = []
        for line in block.splitlines():
            if found := re.fullmatch(r"(harbour|moorland)\$ spp (.*)", line):
                told = []
                yield found[1], shlex.split(found[2]), told
            else:
                told.append(line)


@pytest.mark.slow
def test_the_how_to_can_be_carried_out_and_prints_what_it_says(both, spp, monkeypatch):
    assert TEAM in PAGE and CHAMPION in PAGE
    done = list(steps())
    assert len(done) == 12
    for place, words, told in [(*step[:2], step[2]) for step in done]:
        monkeypatch.chdir(both / place)
        if words == ["check"]:
            timetable(both / "harbour", team=TEAM, champion=CHAMPION)
        ran = spp(*words)
        assert ran.code == 0, (words, ran.err)
        for line in told:
            pattern = ".*".join(map(re.escape, line.split("…")))
            assert re.search(pattern, ran.out), (words, line, ran.out, ran.err)


@pytest.mark.slow
def test_a_lost_registration_is_put_back_though_the_timetable_needs_it(both, spp, monkeypatch):
    monkeypatch.chdir(both / "moorland")
    assert spp("partner", "--make", "--everybody").code == 0
    monkeypatch.chdir(both / "harbour")
    timetable(both / "harbour", team=TEAM)
    assert spp("status").code == 11
    assert "partners/moorland.json has nobody of that ID" in spp("check").out
    sent = both / "moorland" / "partners" / "to-send" / "moorland.json"
    assert spp("partner", sent).code == 0
    assert spp("status").code == 0


def test_what_cannot_be_registered_leaves_nothing(both, spp, monkeypatch):
    monkeypatch.chdir(both / "harbour")
    assert spp("partner", "--make", "--everybody").code == 0
    own = both / "harbour" / "partners" / "to-send" / "harbour.json"
    ran = spp("partner", own)
    assert ran.code == 11 and "the registration of this partnership itself" in ran.err
    changed = both / "harbour.json"
    changed.write_text(own.read_text().replace("Harbour Trust", "Harbour Academies"))
    monkeypatch.chdir(both / "moorland")
    ran = spp("partner", changed)
    assert ran.code == 11 and "changed after it was made" in ran.err
    ran = spp("partner", own, "--mark", "BBB-BBB-BBB")
    assert ran.code == 11 and "is another one" in ran.err
    assert not (both / "moorland" / "partners").exists()
    mark = re.search(r'"mark": "([A-Z-]+)"', own.read_text())
    assert mark and spp("partner", own, "--mark", mark[1].lower()).code == 0
    assert spp("partner", both / "harbour" / "nothing.json").code == 11


@pytest.mark.parametrize(
    "words",
    [
        ("--make",),
        ("--make", "--person", "P77"),
        ("--make", "--everybody", "--short-name", "Harbour Trust!"),
        ("--everybody",),
        ("--make", "x.json"),
        ("--mark", "BBB"),
    ],
)
def test_what_is_not_said_or_cannot_be_is_refused(both, spp, words, monkeypatch):
    monkeypatch.chdir(both / "harbour")
    assert spp("partner", *words).code in (2, 10)
    assert not (both / "harbour" / "partners").exists()


def test_nobody_is_added_by_itself_and_a_short_name_stays(both, spp, monkeypatch):
    monkeypatch.chdir(both / "harbour")
    first = spp("partner", "--make", "--person", "P02", "--short-name", "quay", "--json").json
    assert [one["person_id"] for one in first["made"]["people"]] == ["P02"]
    again = spp("partner", "--make", "--json").json
    assert [one["person_id"] for one in again["made"]["people"]] == ["P02"]
    assert again["made"]["partnership_id"] == "quay"
    more = spp("partner", "--make", "--person", "P04", "--json").json
    assert [one["person_id"] for one in more["made"]["people"]] == ["P02", "P04"]
    assert spp("partner", "--make", "--short-name", "harbour").code == 10


def test_the_example_is_left_as_it_is(spp):
    assert spp("partner", "-w", "example").code == 0
    assert spp("partner", "--make", "--everybody", "-w", "example").code == 10


def test_what_is_not_sent_any_more_is_removed(both, spp, monkeypatch):
    monkeypatch.chdir(both / "moorland")
    assert spp("partner", "--make", "--everybody").code == 0
    shutil.copytree(
        EXAMPLE / "harbour" / "partners" / "moorland" / "share",
        both / "moorland" / "partners" / "to-send" / "moorland" / "share",
    )
    monkeypatch.chdir(both / "harbour")
    sent = both / "moorland" / "partners" / "to-send" / "moorland.json"
    assert "Taken in: partners/moorland/share/" in spp("partner", sent).out
    (name,) = (both / "harbour" / "partners" / "moorland" / "share").iterdir()
    told = spp("share", "--show", name).out
    assert "Of Moorland Learning Trust, signed off for everyone" in told
    (sent.parent / "moorland" / "share" / name.name).unlink()
    assert f"not sent any more: partners/moorland/share/{name.name}" in spp("partner", sent).out
    assert not name.exists()


def test_a_registration_of_another_year_takes_no_ones_place(both, spp, monkeypatch):
    monkeypatch.chdir(both / "moorland")
    assert spp("partner", "--make", "--everybody").code == 0
    sent = both / "moorland" / "partners" / "to-send" / "moorland.json"
    monkeypatch.chdir(both / "harbour")
    assert spp("partner", sent).code == 0
    kept = (both / "harbour" / "partners" / "moorland.json").read_bytes()
    side = read_registration(sent)
    later = sealed(side.model_copy(update={"cycle": "2026-27"}))
    sent.write_text(text_of(later), encoding="utf-8")
    ran = spp("partner", sent)
    assert ran.code == 11 and "Take it in after this year is closed: spp new-cycle" in ran.err
    assert (both / "harbour" / "partners" / "moorland.json").read_bytes() == kept
