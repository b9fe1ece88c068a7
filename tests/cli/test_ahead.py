"""What is begun before the command line is read goes by the same rule as the command."""

from __future__ import annotations

import gc
import sys

import pytest

from spp_research.cli import ahead
from spp_research.kinds import KINDS, PARTNERSHIP_REPORT
from spp_research.run import kernels

REVIEW, PACK = "review-summary", "workshop-pack"


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        (f"report {REVIEW} --school oakfield", (REVIEW,)),
        (f"report -w example {REVIEW} {PACK} -s oakfield --force --to html", (REVIEW, PACK)),
        (f"report {REVIEW} -s oakfield -s copperbeck", (REVIEW,)),
        (f"report {PARTNERSHIP_REPORT.name}", (PARTNERSHIP_REPORT.name,)),
        ("report --all", ()),
        ("report -s oakfield", ()),
        (f"report {REVIEW}", ()),
        (f"report {REVIEW} -s a -s b -s c", ()),
        (f"report {REVIEW} my-enquiry -s oakfield", ()),
        (f"report {REVIEW} -s oakfield --dry-run", ()),
        (f"report {REVIEW} -s oakfield --scheduler tcp://10.0.0.5:8786", ()),
        (f"report {REVIEW} --school=oakfield", ()),
        (f"report {REVIEW} -s oakfield --help", ()),
        (f"watch {REVIEW} -s oakfield", ()),
        ("report", ()),
        ("", ()),
    ],
)
def test_only_what_is_plain_is_begun(typed, kinds):
    assert ahead.plainly(typed.split()) == kinds


def test_every_option_that_is_known_here_is_one_of_the_command():
    import typer.main

    from spp_research.cli.commands import app

    command = typer.main.get_command(app).commands["report"]
    options = {name: one for one in command.params for name in one.opts}
    assert {*ahead._WITH_VALUE, *ahead._ALONE} <= {*options}
    assert not any(options[name].is_flag for name in ahead._WITH_VALUE)
    assert all(options[name].is_flag for name in ahead._ALONE)


def test_what_was_begun_for_the_same_documents_is_not_begun_again(monkeypatch):
    begun = []
    monkeypatch.setattr(kernels.Warm, "begin", lambda self: begun.append(self.only))
    with kernels.kept_warm(kernels.Warm(["another"])), ahead.begun(["report", REVIEW, "-s", "a"]):
        with kernels.started_for([REVIEW]):
            pass
        with kernels.started_for([PACK]):
            pass
    modules = [f"spp_research.documents.{kind.replace('-', '_')}" for kind in (REVIEW, PACK)]
    assert begun == [(module,) for module in modules]


def test_nothing_is_begun_where_a_process_is_kept_that_has_everything(monkeypatch):
    begun = []
    monkeypatch.setattr(kernels.Warm, "begin", lambda self: begun.append(self.only))
    with kernels.kept_warm(), ahead.begun(["report", REVIEW, "-s", "oakfield"]):
        assert begun == []


def test_the_collector_is_told_by_the_program_alone(monkeypatch):
    before = gc.get_threshold()
    with ahead.begun(["check"]):
        assert gc.get_threshold() == before
    monkeypatch.setattr(sys, "argv", ["spp", "check"])
    told = []
    monkeypatch.setattr(gc, "set_threshold", lambda *given: told.append(given))
    monkeypatch.setattr(gc, "freeze", lambda: told.append("all of it stays"))
    with pytest.raises(SystemExit), ahead.begun(None):
        assert told == [(ahead._RECORDS, 20, 20)]
        raise SystemExit(10)  # as a command ends with whose mistake it was
    assert told[1:] == ["all of it stays"]


def test_kinds_that_are_few_each_need_a_school():
    assert ahead.few([REVIEW], ["oakfield"]) == (REVIEW,)
    assert ahead.few([*KINDS], ["oakfield"]) == ()
    assert ahead.few([], ["oakfield"]) == ()
