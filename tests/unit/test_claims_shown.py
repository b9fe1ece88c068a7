"""Where what would have come anyway, several outcomes and several ways are shown, and to whom."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest
from impact_data import outcome, pupils
from shared_years import share

from spp_research.display.estimation import estimation_chart
from spp_research.documents.impact_reflection.tables import results_table, ways_table
from spp_research.protect.disclosure import rules_for
from spp_research.publish.sharing_results import effects, for_pooling
from spp_research.school.impact import Doubt, result
from spp_research.school.impact.results import results_of
from spp_research.share.content import parse, sealed, text_of
from spp_research.words.how_known import several
from spp_research.words.surveys import chance

SCHOOL, PARTNERSHIP = rules_for("school"), rules_for("partnership")
EXPECTED = {
    "design": "B",
    "expected_change": 4.0,
    "expected_from": 3.0,
    "expected_to": 5.0,
    "expected_months": 6,
    "expected_source": "Manual",
}


@pytest.fixture(scope="module")
def held():
    return result(outcome(**EXPECTED), pupils(40, 0, named=False))


@pytest.mark.slow
def test_an_expected_change_is_drawn_and_named_in_words(held):
    chart = estimation_chart(held, PARTNERSHIP)
    assert ("expected", 4.0) in chart.drawn and ("expected to", 5.0) in chart.drawn
    assert "A dashed line stands at the expected change, a rise of 4 words a minute." in chart.alt
    without = estimation_chart(replace(held, beyond=None), PARTNERSHIP)
    assert "dashed" not in without.alt and "expected" not in dict(without.drawn)


@pytest.mark.slow
def test_a_table_has_what_goes_beyond_where_something_was_expected(held):
    columns = results_table((held,), PARTNERSHIP).protected.columns
    assert "Beyond what was expected" in columns
    cell = results_table((held,), PARTNERSHIP).protected.cells[0][4]
    assert abs(float(cell.text.split(" ")[0]) - held.beyond.value) <= 0.051
    other = result(outcome(design="B"), pupils(40, 0, named=False))
    assert "Beyond what was expected" not in results_table((other,), PARTNERSHIP).protected.columns
    few = result(outcome(**EXPECTED), pupils(4, 0, named=False))
    assert "Beyond what was expected" not in results_table((few,), PARTNERSHIP).protected.columns


def test_a_share_file_carries_it_and_older_kits_read_what_does_not(held):
    (effect,) = effects([held], PARTNERSHIP)
    whole = sealed(share(effects=(effect,)))
    read = parse(text_of(whole).encode(), "x").effects[0]
    assert (read.expected, read.verdict) == (4.0, "better")
    assert read.beyond == pytest.approx(held.beyond.value, abs=0.1)
    assert json.loads(text_of(whole))["version"] == 4
    (plain,) = effects([replace(held, beyond=None)], PARTNERSHIP)
    older = json.loads(text_of(sealed(share(effects=(plain,)))))
    assert older["version"] == 3 and "beyond" not in older["effects"][0]


def test_what_is_pooled_is_less_the_expected_change(held):
    less, whole = for_pooling(held), for_pooling(replace(held, beyond=None))
    in_sds = whole["standardised"] / held.estimate.value
    assert less["standardised"] == pytest.approx(held.beyond.value * in_sds)
    assert less["standardised_variance"] > whole["standardised_variance"]
    assert less["estimator"] != whole["estimator"]


def mains(n, gain, **more):
    rows = pupils(40, 40, gain=gain, seed=11)
    every = pd.concat([rows.assign(outcome_id=f"O{i}") for i in range(n)], ignore_index=True)
    declared = tuple(replace(outcome(**more), outcome_id=f"O{i}") for i in range(n))
    return results_of(declared, every, {})


@pytest.mark.slow
def test_of_several_main_outcomes_each_has_to_hold_with_the_wider_range():
    for gain in (2.0, 2.2, 2.4, 2.6, 2.8, 3.0, 3.2):
        (alone,) = mains(1, gain, smallest_worthwhile=0.0)
        five = mains(5, gain, smallest_worthwhile=0.0)
        assert five[0].estimate == alone.estimate  # shown as it was
        holds = five[0].simultaneous.low > 0
        assert five[0].verdict == ("better" if holds else "unclear")
        assert (Doubt.SEVERAL in five[0].doubts) is (alone.verdict == "better" and not holds)
    assert "five main outcomes" in several(five).plain


@pytest.mark.slow
def test_several_main_outcomes_can_unsettle_one():
    found = [mains(5, gain / 10, smallest_worthwhile=0.0)[0] for gain in range(0, 40, 2)]
    assert any(Doubt.SEVERAL in one.doubts for one in found)


@pytest.mark.slow
def test_the_ways_are_for_the_school_alone_and_not_of_few():
    found = result(outcome(), pupils(gain=9))
    assert len(ways_table((found,), SCHOOL).protected.cells[0]) == 5
    assert ways_table((found,), PARTNERSHIP) is None
    assert ways_table((result(outcome(), pupils(12, 12, gain=9)),), SCHOOL) is None


@pytest.mark.parametrize(("changes", "said"), [(4, None), (5, "five"), (20, "20"), (45, "45")])
def test_many_questions_say_how_many_would_differ_by_chance(changes, said):
    line = chance(changes)
    told = f"one change in 20 would still look different; here are {said}."
    assert (line is None) if said is None else told in line.plain
