"""How far a long command is: a bar where somebody looks, and nothing at all where nobody does."""

from __future__ import annotations

import io
import re
import sys

import pytest

from spp_research.cli import building, following
from spp_research.kinds import BEST_PRACTICE
from spp_research.run.executors import InterruptedRunError
from spp_research.run.jobs import NOTHING_TO_SAY, Job, Outcome
from spp_research.site.followed import NOBODY

JOBS = tuple(Job("/w", BEST_PRACTICE, school, "public", ()) for school in ("oakfield", "elm"))


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch) -> _Terminal:
    """What is written to stderr from now on, which is a terminal."""
    monkeypatch.setattr(sys, "stderr", shown := _Terminal())
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return shown


def words(shown: _Terminal) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.getvalue())


def follow_two() -> None:
    first, second = JOBS
    with following.of_site() as onlooker:
        onlooker.planned(2)
        onlooker.event(first, None)
        onlooker.step(first, "running the notebook")
        onlooker.event(first, Outcome(first, "made"))
        onlooker.event(second, Outcome(second, NOTHING_TO_SAY))
        onlooker.stage("writing the pages")


def test_of_a_website_the_schools_are_counted(monkeypatch):
    shown = terminal(monkeypatch)
    follow_two()
    assert "2/2" in words(shown)
    assert "writing the pages" in words(shown)


def test_without_a_terminal_nothing_is_shown(monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    with following.of_site() as onlooker, following.of_pages() as told:
        assert onlooker is NOBODY
        told(1, 2, "a page")
    follow_two()
    assert shown.getvalue() == ""


def test_without_colours_it_is_shown_all_the_same(monkeypatch):
    shown = terminal(monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    follow_two()
    assert "2/2" in words(shown)
    assert not re.search(r"\x1b\[[0-9;]*m", shown.getvalue())


def test_where_there_is_nothing_to_look_at_nothing_is_counted(monkeypatch):
    shown = terminal(monkeypatch)
    with following.of_site() as onlooker:
        onlooker.planned(0)
        onlooker.stage("looking at the links")
    assert "0/0" not in words(shown)
    assert "looking at the links" in words(shown)


def test_of_the_documentation_the_pages_are_counted_as_they_are_found(monkeypatch):
    shown = terminal(monkeypatch)
    with following.of_pages() as told:
        told(1, 4, "Read me")
        told(6, 6, "Words in [brackets]")
    assert "6/6" in words(shown)
    assert "Words in [brackets]" in words(shown)


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_build_that_is_stopped_says_what_is_there(dry_run, capsys, monkeypatch, tmp_path):
    def stopped(*given: object, **named: object) -> None:
        raise InterruptedRunError([])

    monkeypatch.setattr(building, "_look" if dry_run else "_make", stopped)
    assert building.make_site(tmp_path, "auto", False, dry_run=dry_run) == 130
    said = capsys.readouterr().err
    assert said.startswith("Stopped. ")
    assert said.endswith("Run the same again for the rest.\n")
