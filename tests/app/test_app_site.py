"""The website in the pages of `spp app`: what is on it, and what the next build would change."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from browsing import Browser

from spp_research.protect.signatures import read_records
from spp_research.run.executors import InterruptedRunError
from spp_research.run.jobs import Outcome, plan


def test_what_is_on_the_website_is_not_said_to_be_missing_from_it(lead):
    assert "Copperbeck Primary School : not made yet" in lead.get("/site").words
    assert "the reports of the year that are signed off for everyone" in lead.get("/site").words
    place = lead.session.folder / "_site" / "practices"
    place.mkdir(parents=True)
    (place / "copperbeck.html").write_text("<title>Ten minutes a day</title>")
    for folder in (place, place.parent):
        (folder / "index.html").write_text("<title>All practices</title>")
    page = lead.get("/site").words
    assert "Ten minutes a day" in page
    assert "Copperbeck" not in page
    assert "All practices" not in page


def files(root: Path) -> dict[str, bytes]:
    """What a look must leave as it is: all that people and signatures are in."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


@pytest.mark.slow
def test_a_look_at_the_next_build_changes_nothing_and_shows_how_it_would_be(lead, in_this_process):
    root = lead.session.folder
    before = files(root)
    assert lead.post("/site/look").heads["location"] == "/making"
    assert "Nothing was changed. There is no website yet." in lead.wait().words
    assert files(root) == before
    page = lead.get("/site")
    assert "Give late joiners ten minutes of reading aloud a day" in page.words
    assert "Left out, and why" in page.words
    assert "was withdrawn on 2 July 2026" in page.words
    assert "would be remembered as what was read" in page.words
    own = next(at for at in page.links if at.endswith("preview/practices/oakfield.html"))
    shown = lead.get(own)
    assert "sandbox" in shown.heads["content-security-policy"]
    assert "Oakfield" in shown.words
    assert lead.get(own.replace("practices/oakfield.html", "../../partnership.xlsx")).status == 404
    # As soon as anything has changed, it is no longer said what would.
    (root / "settings.yml").write_text("accent: '#123456'\n")
    assert "Look at the website as it would be" not in lead.get("/site").words
    assert lead.get(own).status == 404


def test_the_schools_are_counted_and_whoever_waits_can_stop_it(lead, monkeypatch):
    told, seen = threading.Event(), threading.Event()

    def looked(workspace, *, preview, follow):
        first, second = plan(workspace, ["best-practice"])[:2]
        follow.planned(6)
        follow.event(first, None)
        follow.event(first, Outcome(first, "made"))
        follow.step(second, "running the notebook")
        told.set()
        seen.wait(10)
        while not follow.stopped():
            time.sleep(0.01)
        raise InterruptedRunError([])

    monkeypatch.setattr("spp_research.site.build.look_ahead", looked)
    lead.post("/site/look")
    assert told.wait(10)
    page = lead.get("/making").words
    assert "1 of 6 finished" in page
    assert "best-practice write-up: running the notebook" in page
    seen.set()
    lead.post("/making/stop")
    ended = lead.wait().words
    assert "Stopped" in ended
    assert "Nothing was changed." in ended
    assert "fault of the kit" not in ended


@pytest.mark.slow
def test_a_build_asks_before_it_remembers_and_says_so_after(lead, in_this_process):
    root = lead.session.folder
    asked = lead.post("/make", {"kind": "site"})
    assert "Have" not in asked.words and "signed off without a text mark" in asked.words
    assert "Best-practice write-up of Oakfield Weir Primary School" in asked.words
    assert not (root / "_site").exists()
    assert not read_records(root / "schools/oakfield/signed").records
    assert lead.make("site").heads["location"] == "/making"
    page = lead.wait()
    assert "remembered as what was read" in page.words
    assert "3 practices on the site" in page.words
    assert read_records(root / "schools/oakfield/signed").records
    # From then on there is nothing to ask.
    assert lead.post("/make", {"kind": "site"}).status == 303
    assert "remembered" not in lead.wait().words
    lead.post("/site/look")
    assert "Nothing would change." in lead.wait().words


def test_a_look_runs_no_program_of_somebody_elses(lead, monkeypatch):
    started = []
    monkeypatch.setattr(lead.session.work, "start", lambda *_: started.append(True))
    notebooks = lead.session.folder / "notebooks"
    notebooks.mkdir()
    (notebooks / "best_practice.ipynb").write_text("import os")
    assert "not the kit’s own" in lead.follow(lead.post("/site/look")).words
    assert not started


@pytest.mark.parametrize("address", ["/site/look"])
def test_a_school_has_no_website(school: Browser, address):
    assert school.get("/site").status == 404
    assert school.post(address).status == 404
