"""The first quarter of an hour: an empty workspace, schools added to it, and what to open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spp_research import installing
from spp_research.cli.adding import short_name_of
from spp_research.cli.commands import STEPS, app
from spp_research.errors import ConfigurationError

PACKAGE = Path(__file__).resolve().parents[2] / "spp_research"


@pytest.fixture
def empty(tmp_path, spp, monkeypatch):
    spp("init", tmp_path / "ours")
    monkeypatch.chdir(tmp_path / "ours")
    return tmp_path / "ours"


def test_an_empty_workspace_is_not_started_and_no_copy_is_marked(empty, spp):
    ran = spp("check")
    assert ran.code == 0
    assert "partnership.xlsx: not started yet; begin with “The partnership”" in ran.out
    assert "spp add-school" in ran.out
    assert not list(empty.rglob("*.checked.xlsx"))
    assert ran.out.count("\n") == 2


def test_what_comes_next_can_be_typed_as_it_stands(tmp_path, spp, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert 'Next: cd "our schools", and for each school' in spp("init", "our schools").out
    monkeypatch.chdir("our schools")
    Path("notebooks/review_summary.ipynb").unlink()
    assert spp("init", ".").out == ".: added 1 file.\nNext: spp check\n"
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert "Next: for each school type: spp add-school" in spp("init", ".").out


@pytest.mark.parametrize("command", [["report", "--all"], ["site"], ["share"]])
def test_each_command_says_what_comes_first(empty, spp, command):
    ran = spp(*command)
    assert ran.code == 11
    assert ran.err.count("\n") == 1
    assert "partnership.xlsx is not started yet. Fill in “The partnership”" in ran.err


@pytest.mark.slow
def test_doctor_takes_no_offence_at_an_empty_workspace(empty, spp):
    ran = spp("doctor")
    assert ran.code == 0
    assert re.search(r"note +Workspace +partnership.xlsx is not started yet", ran.out)


def test_a_school_is_added_with_its_workbook_and_the_leads_row(empty, spp):
    ran = spp("add-school", "St Mary’s C of E Primary School")
    assert ran.code == 0
    assert "Made: schools/st-marys/evidence.xlsx" in ran.out
    assert "Added row 7 to the sheet “The schools” of partnership.xlsx" in ran.out
    assert (empty / "schools/st-marys/surveys").is_dir()
    checked = spp("check")
    assert checked.code == 0
    assert "schools/st-marys/evidence.xlsx: not started yet; begin with “The school”" in checked.out
    again = spp("add-school", "St Mary's Catholic Primary")
    assert again.code == 10
    assert "--short-name st-marys-2" in again.err


def test_where_the_leads_workbook_is_open_the_lead_is_told_what_to_write(empty, spp):
    (empty / "~$partnership.xlsx").touch()
    before = (empty / "partnership.xlsx").read_bytes()
    ran = spp("add-school", "Oakfield Primary School")
    assert ran.code == 0
    assert "oakfield under “School short name”, Oakfield Primary School" in ran.out
    assert (empty / "partnership.xlsx").read_bytes() == before


def test_no_school_takes_the_place_of_what_is_about_all_of_them(empty, spp):
    ran = spp("add-school", "Hill School", "--short-name", "partnership")
    assert (ran.code, "about all the schools" in ran.err) == (10, True)
    assert not (empty / "schools" / "partnership").exists()


def test_a_school_that_the_lead_has_listed_is_not_added_twice(empty, spp):
    spp("add-school", "Oakfield Weir Primary School", "--short-name", "oakfield")
    (empty / "schools/oakfield/evidence.xlsx").unlink()
    ran = spp("add-school", "Oakfield weir Primary School")
    assert (ran.code, "already" in ran.out) == (0, True)
    assert [path.name for path in (empty / "schools").iterdir()] == ["oakfield"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Oakfield Primary School", "oakfield"),
        ("The Ridgeway Academy", "ridgeway"),
        ("St Mary's C of E (VA) Primary School", "st-marys"),
        ("St. Joseph's R.C. Infant School", "st-josephs"),
        ("Ysgol Gynradd Llŷn", "ysgol-gynradd-llyn"),
        ("Primary School", "primary-school"),
        ("Our Lady of the Most Blessed Sacrament Catholic Voluntary Aided Primary", None),
    ],
)
def test_a_short_name_is_made_of_a_long_one(name, short):
    made = short_name_of(name)
    assert made == short or (short is None and len(made) <= 40)


@pytest.mark.parametrize("name", ["", "   ", "学校", "!!"])
def test_where_none_can_be_made_one_is_asked_for(name):
    with pytest.raises(ConfigurationError, match="--short-name"):
        short_name_of(name)


def test_the_help_names_every_command_once_and_cuts_no_line(spp):
    ran = spp("--help")
    assert "..." not in ran.out.partition("\n")[2]
    names = [name for step in STEPS.values() for name in step]
    told = [command.name or command.callback.__name__ for command in app.registered_commands]
    assert sorted(names) == sorted(told)
    for step in STEPS:
        assert f"{step}:" in ran.out
    listing = ran.out.partition(f"{next(iter(STEPS))}:")[2].splitlines()
    begin = [line for line in listing if line and not line.endswith(":")]
    assert len(begin) == len(names)  # a line a command, with room at 80 columns
    assert max(map(len, begin)) <= 80


def test_every_hint_how_to_install_something_is_from_one_place():
    for source in PACKAGE.rglob("*.py"):
        if source.name != "installing.py":
            text = source.read_text(encoding="utf-8")
            assert not re.search(r"pip install|--force-reinstall|spp-research\[", text), source
    for said in (installing.THE_KIT, installing.THE_CLUSTER, installing.again("ipykernel")):
        assert "spp-research" not in said  # which is in no registry
    assert "quarto.org" in installing.QUARTO


def test_what_is_named_to_install_again_is_what_the_kit_stands_on():
    root = PACKAGE.parent
    locked = (root / "constraints.txt").read_text(encoding="utf-8").lower().replace("_", "-")
    for source in PACKAGE.rglob("*.py"):
        for part in re.findall(r"installing\.again\(['\"]([^'\"]+)", source.read_text("utf-8")):
            assert re.search(rf"^{part.replace('_', '-')}==", locked, re.MULTILINE), part


def test_what_comes_next_is_not_what_was_done(spp, tmp_path):
    place = tmp_path / "new"
    assert spp("init", place).code == 0
    first = spp("check", "--workspace", place).out
    assert 'for each school type: spp add-school "Its long name"' in first
    assert spp("add-school", "Ash & Elm's School", "--workspace", place).code == 0
    later = spp("check", "--workspace", place).out
    assert 'for each school that is not here yet type: spp add-school "Its long name"' in later
