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
from spp_research.share.exchanged import take_from_sending
from spp_research.share.files import read_share
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
    assert len(done) == 14
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_who_is_not_named_any_more_stays_in_the_reviews_that_have_been(both, spp, monkeypatch):
    sent = both / "moorland" / "partners" / "to-send" / "moorland.json"
    monkeypatch.chdir(both / "moorland")
    assert spp("partner", "--make", "--everybody").code == 0
    first = read_registration(sent)
    monkeypatch.chdir(both / "harbour")
    assert spp("partner", sent).code == 0
    timetable(both / "harbour", team=TEAM, champion=CHAMPION)
    assert spp("status").code == 0

    monkeypatch.chdir(both / "moorland")
    told = spp("partner", "--make", "--without", "P02").out
    assert "Not named any more: " in told and "moorland:" not in told
    now = read_registration(sent)
    assert {one.person_id for one in first.people} - {one.person_id for one in now.people} == {
        "P02"
    }
    monkeypatch.chdir(both / "harbour")
    told = spp("partner", sent).out
    gone = first.ids["moorland:P02"].name
    assert f"No more among its people: {gone}." in told
    assert "took part in stays as it was, with the name" in told
    assert "not among its people any more" not in told  # the review was before the file
    assert spp("status").code == 0
    (lead,) = [read_lead(Workspace(both / "harbour"))]
    assert lead.ok and lead.partners.sides[0].ids["moorland:P02"].name == gone

    # Put there by hand, over the one that named them: known no more, and no fault of what has been.
    shutil.rmtree(both / "harbour" / "partners" / "moorland" / "earlier")
    assert [
        f.code for f in read_lead(Workspace(both / "harbour")).faults if "moorland:P02" in f.message
    ] == ["reference.gone"]
    assert spp("status").code == 0
    timetable(both / "harbour", review_start=now.made_on, review_end=None, workshop_date=None)
    assert "reference.unknown" in [f.code for f in read_lead(Workspace(both / "harbour")).faults]


def test_a_name_that_became_another_is_asked_about_on_both_sides(both, spp, monkeypatch):
    monkeypatch.chdir(both / "harbour")
    assert spp("partner", "--make", "--person", "P02").code == 0
    sent = both / "harbour" / "partners" / "to-send" / "harbour.json"
    monkeypatch.chdir(both / "moorland")
    assert spp("partner", sent).code == 0
    lead = read_lead(Workspace(both / "harbour"))
    rows = {name: [dict(row) for _, row in own.records] for name, own in lead.rows.items()}
    for row in rows["people"]:
        if row["person_id"] == "P02":
            row["name"] = "Ann Other"
    write_workbook(both / "harbour" / "partnership.xlsx", PARTNERSHIP, rows)
    monkeypatch.chdir(both / "harbour")
    assert "P02 was " in (told := spp("partner", "--make").out) and "and is Ann Other" in told
    monkeypatch.chdir(both / "moorland")
    assert "harbour:P02 was " in (told := spp("partner", sent).out) and "and is Ann Other" in told


def test_only_who_was_named_can_be_left_out(both, spp, monkeypatch):
    monkeypatch.chdir(both / "harbour")
    assert spp("partner", "--make", "--person", "P02").code == 0
    assert "nobody of that ID was named" in spp("partner", "--make", "--without", "P05").err
    assert (
        "both --person and --without"
        in spp("partner", "--make", "--without", "P02", "--person", "P02").err
    )
    made = spp("partner", "--make", "--without", "P02", "--json").json
    assert made["made"]["people"] == []
    assert spp("partner", "--make", "--everybody", "--without", "P02").code == 0


def test_what_is_not_signed_for_everyone_any_more_is_taken_out_of_what_is_sent(both):
    root = both / "moorland"
    kept = EXAMPLE / "harbour" / "partners" / "moorland" / "share"
    (name,) = kept.iterdir()
    there = root / "partners" / "to-send" / "moorland" / "share" / name.name
    there.parent.mkdir(parents=True)
    shutil.copy(name, there)
    share = read_share(there)
    assert take_from_sending(root, share.school, share, share.made_on) == ""
    assert there.is_file()
    fewer = share.model_copy(update={"sign_offs": share.sign_offs[1:]})
    assert "make and send it again" in take_from_sending(root, share.school, fewer, share.made_on)
    assert not there.exists()
    shutil.copy(name, there)
    assert take_from_sending(root, share.school, None, share.made_on)
    assert not there.exists()


def test_what_was_taken_back_stays_so_until_somebody_is_named_anew(both, spp, monkeypatch):
    monkeypatch.chdir(both / "moorland")
    spp("partner", "--make", "--everybody")
    (file,) = (both / "moorland/partners/to-send").glob("*.json")
    spp("partner", "--make", "--withdraw")
    taken_back = read_registration(file)
    fewer = spp("partner", "--make", "--without", taken_back.people[0].person_id)
    assert fewer.code == 0
    after = read_registration(file)
    assert len(after.people) == len(taken_back.people) - 1
    assert after.withdrawn_on == taken_back.withdrawn_on is not None
    assert "It takes back our part" in fewer.out and "go no share files" in fewer.out

    monkeypatch.chdir(both / "harbour")
    spp("partner", file)
    monkeypatch.chdir(both / "moorland")
    again = spp("partner", "--make", "--everybody")
    assert "we take part again" in again.out
    assert read_registration(file).withdrawn_on is None
    monkeypatch.chdir(both / "harbour")
    assert "It takes part again; before, it had taken its part back." in spp("partner", file).out
