"""Outcomes, surveys and agreement from any table: what the workbook gives, from a table alone."""

import pandas as pd
import pytest
from in_process import run

from spp_research import agreement, impact, open_school, survey
from spp_research.errors import InputError, UnprotectedError
from spp_research.protect.disclosure import opened as registry


@pytest.fixture(scope="module")
def base():
    return open_school("example", "oakfield", "partnership").base


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """What a table of the notebook makes known is known in this test alone."""
    for known in ("_schools", "_words"):
        monkeypatch.setattr(registry, known, dict(getattr(registry, known)))


PUPILS = {"before": "baseline", "after": "follow_up", "group": "group", "project": "Project"}


def test_an_outcome_of_a_table_is_that_of_the_workbook(base):
    pupils = base.pupils.query("outcome_id == 'O1'")
    made = impact.of_table(
        pupils,
        "Words a minute",
        **PUPILS,
        cluster="class_name",
        unit="words a minute",
        smallest_worthwhile=5,
    )
    wanted = impact.results(base)[0]
    assert made.estimate == wanted.estimate
    assert (made.flow, made.classes, made.verdict) == (wanted.flow, wanted.classes, wanted.verdict)


def test_the_design_follows_from_what_there_is(base):
    pupils = base.pupils.query("outcome_id == 'O1'")
    part = {"before": "baseline", "after": "follow_up"}
    assert impact.of_table(pupils, "Reading", **PUPILS).outcome.design == "A"
    assert impact.of_table(pupils, "Reading", **part).outcome.design == "B"
    assert impact.of_table(pupils, "Reading", after="follow_up").outcome.design == "D"
    asked = impact.of_table(pupils, "Reading", **PUPILS, design="C")
    assert asked.outcome.design == "C"
    with pytest.raises(InputError, match="must be one of A, B, C, D"):
        impact.of_table(pupils, "Reading", **part, design="E")
    with pytest.raises(InputError, match="no column 'junee'; do you mean 'june'"):
        impact.of_table({"june": [1, 2]}, "Reading", after="junee")


def test_labels_of_ones_own_table_are_no_words_of_a_workbook(base):
    """Else a class named "3 pupils moved" would let a notebook say so anywhere."""
    table = pd.DataFrame({"a": range(30), "b": range(5, 35), "c": ["4 moved away"] * 30})
    impact.of_table(table, "Reading", before="a", after="b", cluster="c")
    source = 'display.Statement("{x}", x=" ".join(["4", "moved", "away"]))'
    from spp_research import display

    with pytest.raises(UnprotectedError):
        run(source, {"display": display})


def test_a_run_takes_no_name_that_the_notebook_put_together(monkeypatch):
    monkeypatch.setenv(registry.SEAL_VARIABLE, "of a run")
    registry.run_key.cache_clear()
    try:
        for call in (
            'impact.of_table({"a": [1, 2]}, f"{3} moved", after="a")',
            'survey.of_table({"a": ["Agree"]}, f"{3} moved", once="a")',
        ):
            with pytest.raises(UnprotectedError):
                run(call, {"impact": impact, "survey": survey})
    finally:
        registry.run_key.cache_clear()


def test_a_question_of_a_table_is_that_of_the_workbook(base):
    wanted = next(item for item in survey.items(base) if item.moves is None and item.difference)
    rows = base.surveys[base.surveys["item_id"] == wanted.item_id]
    waves = {
        wave: rows.loc[rows["wave"] == wave, "answer"].reset_index(drop=True)
        for wave in ("Before", "After")
    }
    made = survey.of_table(
        pd.DataFrame(waves),
        wanted.asked,
        before="Before",
        after="After",
        scale=wanted.scale,
        same_people=False,
        reversed=wanted.reversed,
    )
    # A row without an answer is nobody here, and there somebody who gave none.
    assert [w.counts for w in made.waves] == [w.counts for w in wanted.waves]
    assert made.difference.value == wanted.difference.value


def test_answers_are_read_as_they_are_written_and_never_repeated():
    answers = {
        "jan": ["agree ", "Disagree", None, "Don't know"],
        "jun": ["AGREE", "Agree", "x", ""],
    }
    found = survey.of_table({"jan": answers["jan"]}, "I read", once="jan")
    assert dict(found.waves[0].counts)["Agree"] == 1 and found.waves[0].no_opinion == 1
    wrong = [
        lambda: survey.of_table(answers, "I read", before="jan", after="jun"),
        lambda: survey.of_table(answers, "I read"),
        lambda: survey.of_table(answers, "I read", once="jan", scale="Stars"),
        lambda: survey.of_table({"a": [None]}, "I read", once="a"),
    ]
    for call in wrong:
        with pytest.raises(InputError) as caught:
            call()
        assert "\n" not in str(caught.value) and "'x'" not in str(caught.value)


def test_agreement_of_a_table_is_that_of_the_workbook(base):
    notes = base.observations[base.observations["noted"].isin(agreement.LEVELS)]
    notes = notes.assign(seen=notes["observation_id"] + notes["looked_for"])
    made = agreement.of_table(
        notes, unit="seen", rater="observer", rating="noted", levels=agreement.LEVELS
    )
    wanted = agreement.agreement(base)
    assert (made.raw, made.beyond_chance) == (wanted.raw, wanted.beyond_chance)


def test_agreement_of_two_columns_with_and_without_an_order():
    ratings = pd.DataFrame({"a": list("xyxyzz"), "b": list("xyyyzx")})
    plain = agreement.of_table(ratings, ["a", "b"])
    assert "unweighted" in plain.beyond_chance.measure
    ordered = ratings.astype(pd.CategoricalDtype(["x", "y", "z"], ordered=True))
    assert "quadratic" in agreement.of_table(ordered, ["a", "b"]).beyond_chance.measure
    for call in (
        lambda: agreement.of_table(ratings, unit="a"),
        lambda: agreement.of_table(ratings, ["a", "c"]),
        lambda: agreement.of_table(ratings, ["a", "b"], levels=["x", "y"]),
        lambda: agreement.of_table(
            {"u": [1, 1], "r": ["p", "p"], "v": ["x", "y"]}, unit="u", rater="r", rating="v"
        ),
    ):
        with pytest.raises(InputError) as caught:
            call()
        assert "\n" not in str(caught.value) or "There are 2 things to mend" in str(caught.value)


@pytest.mark.slow
def test_the_kits_charts_have_names_of_their_own(base):
    from spp_research import show
    from spp_research.display.charts import Chart

    study = open_school("example", "oakfield", "partnership")
    results = impact.results(study.base)
    for made in (
        show.answers(survey.items(study.base)),
        show.flow(results[:1]),
        show.trace(study),
        results[0].plot(),
    ):
        assert isinstance(made, Chart) and made.title and made.alt
    nothing = (show.answers([]), show.before_and_after([]), show.flow([]))
    assert [made.bare[:3] for made in nothing] == ["No ", "The", "No "]
