"""A folder to work in, given as a word of its own, as people type it."""

from __future__ import annotations

from pathlib import Path

import pytest

from spp_research.cli import opening, selecting

ONE = ("app", "watch", "plan", "doctor")
OTHERS = [
    ("add-school", "{}"),
    ("new-cycle", "{}"),
    ("partner", "{}"),
    ("draw", "{}"),
    ("fix-plan", "{}"),
    ("take-back", "{}"),
    ("new-notebook", "{}"),
    ("pseudonymise", "{}"),
    ("finish", "a.docx", "{}"),
]


@pytest.fixture
def elsewhere(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a partnership, while another is worked in."""
    other = tmp_path / "elsewhere"
    other.mkdir()
    monkeypatch.chdir(other)
    return workspace


def test_the_pages_are_those_of_the_folder(spp, elsewhere, monkeypatch):
    served = []
    monkeypatch.setattr(opening, "serve", lambda place, port, tell: served.append(place))
    for typed in (
        ("app", str(elsewhere)),
        ("app", "--workspace", str(elsewhere)),
        ("app", str(elsewhere), "-w", f"{elsewhere}/../{elsewhere.name}"),
    ):
        assert spp(*typed).code == 0
    assert served == [elsewhere.resolve()] * 3
    assert spp("app", str(elsewhere), "-w", ".").code == 2
    assert len(served) == 3


def test_what_is_looked_at_is_the_folder(spp, elsewhere):
    asked = spp("doctor", str(elsewhere))
    assert "partnership.xlsx" not in asked.err
    assert str(elsewhere) in asked.out


@pytest.mark.parametrize("command", ONE)
def test_two_folders_where_one_is_worked_in_are_said(spp, elsewhere, command):
    ran = spp(command, str(elsewhere), "--workspace", "nowhere")
    assert (ran.code, ran.out) == (2, "")
    said = " ".join(ran.err.split())
    assert f"spp {command} works in one folder, and two were given" in said
    assert said.endswith("and nowhere with --workspace. Leave out one of them.")


@pytest.mark.parametrize("typed", OTHERS, ids=lambda typed: typed[0])
def test_where_it_stands_for_something_else_it_is_said_how_to_give_it(spp, elsewhere, typed):
    ran = spp(*(word.format(elsewhere) for word in typed))
    assert (ran.code, ran.out) == (2, "")
    said = " ".join(ran.err.split())
    assert f"Give it with --workspace: spp {typed[0]} --workspace {elsewhere}" in said


def test_reports_are_made_in_a_folder_that_is_named_among_the_kinds(elsewhere):
    here = Path()
    place = str(elsewhere)
    assert selecting.split(["review-summary", place], here, False) == (
        ("review-summary",),
        [elsewhere],
    )
    assert selecting.split([place], here, False)[1] == [elsewhere]
    assert selecting.split(["review-summary"], here, False)[1] == [here]
    # Beside the option it is one of several, as a shell gives them for a pattern.
    assert selecting.split([place], here, True)[1] == [here, elsewhere]
