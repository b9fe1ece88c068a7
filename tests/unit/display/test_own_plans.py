"""A draw, what so many could show and a fixed plan show themselves, and no pupil with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from in_process import run

from spp_research import enquiry, stats
from spp_research.display.charts import Chart
from spp_research.display.own import pieces
from spp_research.display.tables import Table
from spp_research.errors import UnprotectedError
from spp_research.protect.disclosure import opened as registry
from spp_research.protect.disclosure.rules import rules_for
from spp_research.school.impact.plans import Departure, Fixed, FixedPlan

PUPILS = [f"P{i:02d}" for i in range(1, 28)]
WORDS = [60 + 7 * i % 41 for i in range(27)]
PLAN = FixedPlan(
    "O1", date(2026, 1, 5), "ab12", Fixed.BEFORE, (Departure("Unit", "marks", "points"),)
)


@pytest.fixture(autouse=True)
def for_everyone(monkeypatch):
    monkeypatch.setattr(registry, "_rules", [rules_for("public")])


@pytest.fixture
def a_run(monkeypatch):
    """As where the export runs a notebook, and not a person."""
    monkeypatch.setenv(registry.SEAL_VARIABLE, "of a run")
    registry.run_key.cache_clear()
    yield
    monkeypatch.delenv(registry.SEAL_VARIABLE, raising=False)
    registry.run_key.cache_clear()


@pytest.fixture
def draw():
    return stats.allocate(PUPILS, method="simple", seed=7, baseline={"Words": WORDS})


def told(value) -> list:
    return [
        (part.title, part.subtitle, part.alt, *part.notes, part.source)
        if isinstance(part, Chart)
        else part.markdown
        for part in pieces(value).parts
    ]


def test_a_draw_shows_its_groups_and_how_they_started(draw, snapshot):
    assert (str(draw), *told(draw)) == snapshot
    assert draw.sentence() == pieces(draw).parts[0].bare
    assert draw.plot().drawn == pieces(draw).parts[2].drawn
    everything = "".join([str(draw), repr(draw), str(draw.to_frame()), repr(told(draw))])
    assert not any(pupil in everything for pupil in PUPILS)


def test_the_table_of_a_draw_is_joined_to_a_file_of_pupils(draw):
    table = draw.to_frame()
    assert dict(zip(table["pupil_id"], table["arm"], strict=True)) == draw.arm
    assert table._repr_html_() is None
    classes = stats.allocate(["3A", "3B", "3C", "3D"], method="classes", seed=7).to_frame()
    assert list(classes.columns) == ["class_name", "stratum", "pair", "arm"]
    assert "3A" in repr(classes)


def test_of_few_neither_group_is_said_nor_how_they_started():
    few = stats.allocate(PUPILS[:9], method="simple", seed=7, baseline={"Words": WORDS[:9]})
    assert {*few.counts} == {4, 5}
    (said, table) = pieces(few).parts
    assert "[c] in “project”, [c] in “comparison”" in said.bare
    assert isinstance(table, Table) and table.html.count("[c]") >= 3


def test_a_draw_that_was_refused_or_changed_says_so(draw):
    assert pieces(stats.allocate(["P01"], method="simple", seed=7)).parts[0].bare == (
        "No lots were drawn: only 1 unit to draw from; at least 2 are needed."
    )
    rows = (draw.rows[0]._replace(arm="project"), draw.rows[1]._replace(arm="project"))
    (only,) = pieces(replace(draw, rows=(*rows, *draw.rows[2:]))).parts
    assert "does not come out again" in only.bare


def test_what_so_many_could_show_is_a_sentence_and_a_line(snapshot):
    found = enquiry.smallest("A", (14, 13))
    assert (str(found), f"{found:.2f}", *told(found)) == snapshot
    assert found.to_frame().loc[0, ["design", "pupils"]].tolist() == ["A", 27]
    assert found == enquiry.Smallest(found.in_sd)


@pytest.mark.parametrize(
    ("asked", "said"),
    [(("D", 30), "looked at once only"), (("B", 3), "hidden [c]"), (("A", (30, 30), (1, 1)), "no")],
)
def test_where_nothing_could_be_shown_the_reason_is_said_alone(asked, said):
    found = enquiry.smallest(*asked)
    (only,) = pieces(found).parts
    assert said in only.bare and found.plot().bare == only.bare
    assert f"{found:.1f}" == "–"


def test_one_that_was_made_by_hand_shows_nothing_of_its_own():
    made = replace(enquiry.smallest("A", (14, 13)), in_sd=3.7)
    assert pieces(made).parts[0] == pieces(enquiry.smallest("A", (14, 13))).parts[0]
    with pytest.raises(UnprotectedError, match="numbers of pupils"):
        pieces(enquiry.Smallest(3.7))


def test_a_fixed_plan_says_when_and_what_was_done_otherwise(snapshot):
    assert (str(PLAN), *told(PLAN)) == snapshot
    assert PLAN.to_frame().to_numpy().tolist() == [["Unit", "marks", "points"]]
    none = FixedPlan("O1", None, "", Fixed.UNKNOWN)
    assert str(none) == "plan of O1: none was fixed"
    assert [part.bare for part in pieces(none).parts] == ["No plan was fixed beforehand."]


@pytest.mark.parametrize("source", ["draw", "draw.plot()", "draw.sentence()", "plan"])
def test_no_document_shows_a_draw_or_a_plan_by_itself(a_run, draw, source):
    with pytest.raises(UnprotectedError, match="no document shows it"):
        pieces(run(source, {"draw": draw, "plan": PLAN, "In": [source]}))


def test_in_a_document_the_numbers_of_pupils_stand_in_the_cell(a_run):
    """One that is worked out could be a pupil's result, to the nearest five."""
    shown = 'pieces(enquiry.smallest("A", (14, 13)))'
    names = {"enquiry": enquiry, "pieces": pieces, "mark": 37}
    assert run(shown, {**names, "In": [shown]}).parts[0].bare.startswith("About 15 and 15 pupils")
    for source in ('pieces(enquiry.smallest("B", 5 * mark))', 'enquiry.smallest("B", mark).plot()'):
        with pytest.raises(UnprotectedError, match="write into the cell"):
            run(source, {**names, "In": [source]})
