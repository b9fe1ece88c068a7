"""Threads from finding to practice, and where they break off."""

from dataclasses import replace

import pandas as pd
import pytest

from spp_research import open_school
from spp_research.display.charts import Chart
from spp_research.display.tables import Table
from spp_research.display.threads import boxes_of, followed, orphans, trace_chart
from spp_research.protect.disclosure import rules_for
from spp_research.school import trace
from spp_research.school.trace import Orphan


@pytest.fixture(scope="module")
def study():
    return open_school("example", "oakfield", "partnership")


@pytest.fixture(scope="module")
def base(study):
    return study.base


def changed(base, sheet, row, **cells):
    """The evidence with some cells of one row of a sheet changed."""
    frame = getattr(base, sheet).copy()
    for column, value in cells.items():
        frame[column] = frame[column].astype(object)
        frame.at[frame.index[row], column] = value
    return replace(base, **{sheet: frame})


def lacks(base):
    return {(o.id, o.lacks) for o in trace.orphans(base).itertuples()}


def test_a_thread_runs_from_its_finding_to_the_practice(base):
    threads = trace.chains(base).set_index("finding_id")
    ends = threads.loc["F2", ["action_id", "outcome_id", "practice_id"]]
    assert list(ends) == ["A1", "O1", "B1"]
    assert threads.loc["F2", "evidence_ids"] == ("E1", "E2", "E3", "E4")
    assert threads.loc["F2", "sources"] == (
        "Lesson visit",
        "Pupil interview",
        "Staff interview",
        "Assessment data",
    )
    assert threads.loc["F3", "action_id"] == ""


def test_an_action_with_several_outcomes_has_a_thread_for_each():
    base = open_school("example", "copperbeck", "school").base
    threads = trace.chains(base)
    outcomes = base.outcomes[base.outcomes["action_id"] == "A1"]["outcome_id"]
    assert list(threads[threads["action_id"] == "A1"]["outcome_id"]) == list(outcomes)
    boxes = [b for b in boxes_of(followed(base)) if b.words.startswith("A1 ")]
    assert [len(box.lanes) for box in boxes] == [len(outcomes)]


def test_every_finding_and_every_action_is_in_the_threads(base):
    threads = trace.chains(base)
    assert set(base.findings["finding_id"]) <= set(threads["finding_id"])
    assert set(base.actions["action_id"]) <= set(threads["action_id"])


@pytest.mark.parametrize(
    ("sheet", "row", "cells", "orphan"),
    [
        ("findings", 1, {"evidence_ids": None}, ("F2", Orphan.NO_SOURCE)),
        ("actions", 0, {"finding_id": None}, ("F2", Orphan.NO_ACTION)),
        ("actions", 0, {"finding_id": None}, ("A1", Orphan.NO_FINDING)),
        ("actions", 0, {"success_measure": None}, ("A1", Orphan.NO_MEASURE)),
        ("actions", 0, {"review_date": pd.NaT}, ("A1", Orphan.NO_DATE)),
        ("outcomes", 0, {"design": "D"}, ("O1", Orphan.NO_BASELINE)),
        ("practice", 0, {"outcome_id": None}, ("B1", Orphan.NO_OUTCOME)),
        ("practice", 0, {"outcome_id": "O9"}, ("B1", Orphan.NO_OUTCOME)),
    ],
)
def test_where_a_thread_breaks_off_there_is_an_orphan(base, sheet, row, cells, orphan):
    assert orphan not in lacks(base)
    assert orphan in lacks(changed(base, sheet, row, **cells))


def test_an_outcome_has_a_baseline_by_its_date_or_by_its_pupils(base):
    undated = changed(base, "outcomes", 0, baseline_date=pd.NaT)
    assert ("O1", Orphan.NO_BASELINE) not in lacks(undated)
    assert ("O1", Orphan.NO_BASELINE) in lacks(replace(undated, pupils=base.pupils.iloc[:0]))


def test_an_outcome_is_known_once_it_was_measured_or_told(base):
    assert trace.known(base, "O1")
    assert not trace.known(replace(base, pupils=base.pupils.assign(follow_up=pd.NA)), "O1")
    assert trace.known(base, "O3")  # told, and written down in the reflection
    assert not trace.known(replace(base, reflection=base.reflection.iloc[:0]), "O3")
    assert not trace.known(base, "")


def test_a_strength_needs_no_action_and_nor_does_a_school_before_its_workshop(base):
    strengths = set(base.findings.loc[base.findings["kind"] == "Strength", "finding_id"])
    assert not {name for name, what in lacks(base) if what == Orphan.NO_ACTION} & strengths
    early = replace(base, actions=base.actions.iloc[:0])
    assert not {name for name, what in lacks(early) if what == Orphan.NO_ACTION}


def test_an_orphan_says_where_to_write(base):
    found = trace.orphans(base).set_index("id")
    assert found.loc["O3", "row"] == base.outcomes.index[2]
    assert found.loc["O3", "sheet"] == "Outcomes"
    assert pd.isna(found.loc["F3", "row"])


def test_every_orphan_has_words_of_its_own(study, base, snapshot):
    broken = replace(
        changed(
            changed(base, "findings", 1, evidence_ids=None),
            "actions",
            0,
            finding_id=None,
            success_measure=None,
            review_date=pd.NaT,
        ),
        pupils=base.pupils.iloc[:0],
    )
    assert {o.lacks for o in trace.orphans(broken).itertuples()} == set(Orphan)
    own = replace(study, base=broken, rules=rules_for("school"))
    assert orphans(own).markdown == snapshot(name="school")
    assert orphans(replace(own, rules=rules_for("partnership"))).markdown == snapshot(name="beyond")


@pytest.mark.slow
def test_the_diagram_draws_what_is_missing(study, snapshot):
    boxes = list(boxes_of(followed(study.base)))
    assert [b.words for b in boxes if b.missing] == ["no action yet", "no outcome yet"]
    chart = trace_chart(study)
    assert isinstance(chart, Chart)
    assert chart.alt == snapshot
    assert len(chart.title.split()) <= 15


def test_many_threads_are_a_table(study, base):
    many = pd.concat([base.findings] + [base.findings.assign(finding_id=f"G{n}") for n in range(2)])
    shown = trace_chart(replace(study, base=replace(base, findings=many)))
    assert isinstance(shown, Table)
    assert len(shown.protected.rows) == len(followed(replace(base, findings=many)))


def test_nothing_is_drawn_before_there_is_an_action(study, base):
    early = replace(study, base=replace(base, actions=base.actions.iloc[:0]))
    assert trace_chart(early) is None
    assert "No action has been planned yet" in orphans(early).markdown
    nothing = replace(early, base=replace(early.base, findings=base.findings.iloc[:0]))
    assert orphans(nothing) is None


def test_what_a_school_typed_is_drawn_and_escaped(study, base):
    odd = "$x_{1}$ " + "w" * 70
    typed = changed(base, "actions", 0, action=odd, success_measure="![x](y)")
    chart = trace_chart(replace(study, base=typed))
    assert chart.png.startswith(b"\x89PNG")


def test_a_finding_and_an_action_of_the_same_number_are_two_things():
    blank = {"evidence_ids": (), "sources": (), "success_measure": "", "outcome_id": ""}
    blank |= {"outcome": "", "practice_id": "", "practice": "", "kind": "Next step"}
    finding = {"finding_id": "1", "finding": "Reading is thin", "action_id": "", "action": ""}
    action = {"finding_id": "", "finding": "", "action_id": "1", "action": "Buy books"}
    boxes = boxes_of(pd.DataFrame([blank | finding, blank | action]))
    found = [(box.lanes, box.missing) for box in boxes if box.stage == "Finding"]
    assert found == [((0,), False), ((1,), True)]
