"""Each design gets its own measure, and no more of a claim than it can carry."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from spp_research import impact, stats
from spp_research.disclosure import rules_for
from spp_research.display.results import caution, conclusion, estimation_chart, results_table
from spp_research.impact import Outcome, result

RNG = np.random.default_rng(7)


def outcome(**changes) -> Outcome:
    facts = {
        "outcome_id": "O1",
        "action_id": "A1",
        "name": "Words read in one minute",
        "who": "Year 3",
        "unit": "words a minute",
        "design": "A",
        "primary": True,
        "higher_is_better": True,
        "smallest_worthwhile": 5.0,
        "baseline_date": date(2026, 1, 12),
        "follow_up_date": date(2026, 7, 6),
        "selection": "",
    }
    return Outcome(**(facts | changes))


def pupils(project: int = 24, comparison: int = 26, gain: float = 8.0, classes: int = 0):
    groups = ["Project"] * project + ["Comparison"] * comparison
    n = len(groups)
    before = RNG.normal(90, 15, n).round()
    after = (before + 6 + RNG.normal(0, 6, n)).round()
    after[:project] += gain
    names = [f"{g[0]}{i % classes}" if classes else None for i, g in enumerate(groups)]
    return pd.DataFrame(
        {
            "outcome_id": "O1",
            "pupil_id": [f"{i:04d}" for i in range(n)],
            "group": groups,
            "class_name": pd.array(names, dtype="str"),
            "baseline": pd.array(before, dtype="Float64"),
            "follow_up": pd.array(after, dtype="Float64"),
        }
    )


def test_a_comparison_is_adjusted_for_the_start_and_told_in_the_unit_of_the_measure():
    rows = pupils()
    found = result(outcome(), rows)
    effect = stats.adjusted_effect(
        rows["baseline"], rows["follow_up"], (rows["group"] == "Project").astype(int)
    )
    assert found.estimate.value == effect.details["adjusted_difference"]
    assert found.estimate.unit == "words a minute"
    assert found.standardised == effect
    assert found.people == (24, 26)


def test_the_same_pupils_are_compared_with_themselves():
    rows = pupils(comparison=0)
    rows.loc[3, "follow_up"] = pd.NA
    found = result(outcome(design="B"), rows)
    matched = rows.dropna(subset=["follow_up"])
    assert found.estimate.value == pytest.approx(
        float((matched["follow_up"] - matched["baseline"]).mean())
    )
    assert found.people == (23,)
    means = {s.time: s.mean for s in found.summaries}
    assert means["After"] - means["Before"] == pytest.approx(found.estimate.value)


def test_different_pupils_are_compared_as_two_groups():
    rows = pupils(comparison=0)
    found = result(outcome(design="C"), rows)
    direct = stats.mean_difference(rows["follow_up"], rows["baseline"])
    assert (found.estimate.value, found.estimate.low) == (direct.value, direct.low)


def test_what_was_only_looked_at_afterwards_is_not_estimated():
    found = result(outcome(design="D"), pupils(comparison=0))
    assert found.estimate.status == "refused"
    assert impact.standing(found) == "not estimated"


def test_one_class_each_way_is_told_as_what_it_is():
    found = result(outcome(), pupils(classes=1))
    assert impact.SAME_CLASS in found.estimate.warnings
    assert "Two or more classes each way would tell" in caution(found).plain


def test_whole_classes_are_compared_as_classes():
    rows = pupils(classes=2)
    found = result(outcome(), rows)
    treated = (rows["group"] == "Project").astype(int)
    clustered = stats.clustered_effect(
        rows["follow_up"], treated, rows["class_name"], before=rows["baseline"]
    )
    assert found.standardised == clustered
    assert found.classes == (2, 2)


def test_no_pupils_at_all_is_a_result_with_a_reason():
    found = result(outcome(), pupils(0, 0))
    assert not found.estimate.ok and found.flow == ()
    said = conclusion(found, rules_for("school")).plain
    assert "Not estimated: no pupil’s result has been written down yet" in said


SENTENCES = [
    ("a worthwhile difference", {}, {"gain": 20.0}),
    ("a difference that may be too small", {}, {"gain": 6.0}),
    ("too wide to tell", {}, {"project": 7, "comparison": 7, "gain": 1.0}),
    ("no worthwhile change", {"smallest_worthwhile": 30.0}, {"gain": 1.0}),
    ("lower", {}, {"gain": -15.0}),
    ("lower is better", {"higher_is_better": False}, {"gain": -15.0}),
    ("before and after", {"design": "B"}, {"comparison": 0}),
    ("different pupils", {"design": "C"}, {"comparison": 0}),
    ("afterwards only", {"design": "D"}, {"comparison": 0}),
    ("too few pupils", {}, {"project": 4}),
    ("one pupil", {"design": "B"}, {"project": 1, "comparison": 0}),
    ("nothing chosen beforehand", {"smallest_worthwhile": None}, {"gain": 20.0}),
]


@pytest.mark.parametrize(
    ("changes", "data"), [s[1:] for s in SENTENCES], ids=[s[0] for s in SENTENCES]
)
def test_every_kind_of_result_in_words(changes, data, snapshot):
    global RNG
    RNG = np.random.default_rng(7)
    found = result(outcome(**changes), pupils(**data))
    rules = rules_for("partnership")
    assert conclusion(found, rules).plain == snapshot(name="conclusion")
    assert caution(found).plain == snapshot(name="caution")
    chart = estimation_chart(found, rules)
    assert (chart and (chart.title, chart.alt)) == snapshot(name="chart")


@pytest.mark.parametrize("design", ["B", "C", "D"])
def test_only_a_comparison_may_speak_of_other_pupils(design):
    """No effect, impact or cause is claimed where there was no comparison group."""
    said = conclusion(result(outcome(design=design), pupils(comparison=0)), rules_for("school"))
    words = said.plain.lower()
    banned = ("effect", "impact", "because", "caused", "significant", "proved", "than similar")
    assert not [word for word in banned if word in words]


def test_a_small_group_hides_every_number_about_it():
    found = result(outcome(), pupils(project=4))
    rules = rules_for("partnership")
    table = results_table((found,), rules)
    row = [cell.text for cell in table.protected.cells[0]]
    assert row[:4] == ["[c]", "[c]", "[c]", "[c]"]
    assert estimation_chart(found, rules) is None
    assert not any(c.isdigit() for c in conclusion(found, rules).plain.replace("fewer than 6", ""))


def test_the_main_outcome_comes_first_and_none_is_lost():
    from spp_research import open_school

    base = open_school("example", "oakfield", "school").base
    found = impact.results(base)
    assert len(found) == len(base.outcomes)
    primary = [r.outcome.primary for r in found]
    assert primary == sorted(primary, reverse=True)
