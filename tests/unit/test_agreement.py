"""Observers who watched the same things: the measure their ratings allow, and its words."""

import numpy as np
import pandas as pd
import pytest

from spp_research import stats
from spp_research.protect.disclosure import rules_for
from spp_research.school.agreement import LEVELS, of_observations
from spp_research.words.sources import agreement_sentence

SCHOOL = rules_for("school")


def notes(*columns, per_visit=4, missing=()):
    """Observations, one row a person and thing.

    Parameters
    ----------
    columns : one an observer, ratings from 0 to 2 in the order of the things looked for.
    per_visit : things looked for on one visit.
    missing : (observer, thing) that nobody wrote down.
    """
    rows = [
        {
            "observation_id": f"V{i // per_visit}",
            "question_id": "Q1",
            "looked_for": f"thing {i % per_visit}",
            "observer": f"P{who}",
            "noted": LEVELS[rating],
        }
        for who, ratings in enumerate(columns)
        for i, rating in enumerate(ratings)
        if (who, i) not in missing
    ]
    return pd.DataFrame(rows, columns=["observation_id", "question_id", "looked_for", "observer",
                                       "noted"])  # fmt: skip


def alike(share=0.8, n=40, observers=2, seed=1):
    """Ratings of several people, of whom each keeps to the first one's by a share."""
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 3, n)
    others = [
        np.where(rng.random(n) < share, first, rng.integers(0, 3, n)) for _ in range(observers - 1)
    ]
    return [first, *others]


def test_two_people_who_rated_all_are_compared_by_cohen_with_quadratic_weights():
    first, second = alike()
    found = of_observations(notes(first, second))
    direct = stats.cohens_kappa(list(first), list(second), "quadratic", levels=[0, 1, 2])
    assert (found.beyond_chance.value, found.beyond_chance.low) == pytest.approx(
        (direct.value, direct.low)
    )
    assert found.raw.value == pytest.approx(float((first == second).mean()))
    assert (found.visits, found.units, found.observers, found.left_out) == (10, 40, 2, 0)


def test_three_people_who_rated_all_are_compared_by_fleiss():
    columns = alike(observers=3)
    direct = stats.fleiss_kappa(np.column_stack(columns).tolist())
    assert of_observations(notes(*columns)).beyond_chance.value == pytest.approx(direct.value)


def test_gaps_and_mixed_pairs_are_compared_by_krippendorff():
    columns = alike(observers=3)
    gaps = [(0, i) for i in range(10)] + [(2, i) for i in range(10, 40)]
    rows = notes(*columns, missing=gaps)
    found = of_observations(rows)
    table = [
        [None if (who, i) in gaps else int(columns[who][i]) for who in range(3)] for i in range(40)
    ]
    direct = stats.krippendorff_alpha(table, "ordinal", levels=[0, 1, 2])
    assert found.beyond_chance.value == pytest.approx(direct.value)
    assert of_observations(rows) == found  # the same seed, the same interval
    assert of_observations(rows, seed=1).beyond_chance.low != found.beyond_chance.low


def test_what_could_not_be_seen_or_was_watched_alone_is_left_out_and_counted():
    first, second = alike(n=12)
    rows = notes(first, second, missing=[(1, 0)])
    rows.loc[5, "noted"] = "No chance to see it"
    found = of_observations(rows)
    assert (found.units, found.left_out) == (10, 2)


def test_nearly_all_alike_is_explained_and_given_gwets_measure():
    first = [2] * 36 + [2, 2, 0, 0]
    second = [2] * 36 + [0, 0, 2, 2]
    found = of_observations(notes(first, second))
    assert found.paradox and found.raw.value == 0.9
    assert found.beyond_chance.value < 0 < found.ac1.value
    assert found.ac1.value == pytest.approx(stats.gwet_ac1(first, second).value)


def test_gwets_measure_does_not_ask_which_two_people_watched():
    first = [2] * 36 + [2, 2, 0, 0]
    second = [2] * 36 + [0, 0, 2, 2]
    gaps = [(1 + i % 2, i) for i in range(40)]
    mixed = of_observations(notes(first, second, second, missing=gaps))
    fixed = of_observations(notes(first, second))
    assert mixed.ac1.value == pytest.approx(fixed.ac1.value)


def test_agreement_beyond_chance_is_undefined_where_all_is_alike():
    found = of_observations(notes([2] * 12, [2] * 12))
    assert found.raw.value == 1 and found.beyond_chance.status == "not_estimable"


def test_the_order_of_rows_does_not_matter():
    rows = notes(*alike(observers=3))
    again = of_observations(rows.sample(frac=1, random_state=3))
    assert again == of_observations(rows)


def test_a_row_that_came_twice_counts_once():
    rows = notes(*alike())
    assert of_observations(pd.concat([rows, rows])) == of_observations(rows)


def test_nothing_watched_together_is_no_error():
    for rows in (notes(), notes([1, 2, 0])):
        found = of_observations(rows)
        assert (found.units, found.visits) == (0, 0)
        assert not found.raw.ok and not found.beyond_chance.ok


def test_the_school_is_asked_about_one_question_at_a_time():
    from types import SimpleNamespace

    from spp_research.school.agreement import agreement

    both = pd.concat([notes(*alike()), notes(*alike(0.1)).assign(question_id="Q2")])
    base = SimpleNamespace(observations=both)
    assert agreement(base, "Q1") == of_observations(both[both["question_id"] == "Q1"])
    assert agreement(base, "Q1").raw.value > agreement(base, "Q2").raw.value


PERFECT = ([0, 1, 2, 2] * 6, [0, 1, 2, 2] * 6)
SAID = {
    "two people": notes(*alike()),
    "three people": notes(*alike(observers=3)),
    "three people, mixed": notes(
        *alike(observers=3), missing=[(0, i) for i in range(20)] + [(2, i) for i in range(20, 40)]
    ),
    "by chance": notes(*alike(0.0, seed=5)),
    "always the same": notes(*PERFECT),
    "nearly all alike": notes([2] * 36 + [2, 2, 0, 0], [2] * 36 + [0, 0, 2, 2]),
    "all alike": notes([2] * 12, [2] * 12),
    "one thing": notes([2], [2]),
    "eight things": notes(*alike(n=8), per_visit=2),
    "nothing together": notes([1, 2, 0]),
}


@pytest.mark.parametrize("kind", SAID)
def test_agreement_in_words(kind, snapshot):
    found = of_observations(SAID[kind])
    assert agreement_sentence(found, SCHOOL).plain == snapshot


def test_few_visits_are_hidden_with_every_number():
    found = of_observations(notes(*alike(n=20)))
    assert found.visits == 5
    said = agreement_sentence(found, rules_for("partnership"))
    assert said.audit
    assert not any(c.isdigit() for c in said.plain.replace("fewer than 6", ""))
    assert not agreement_sentence(found, SCHOOL).audit


@pytest.mark.parametrize("kind", SAID)
def test_no_adjective_stands_in_for_the_number(kind):
    said = agreement_sentence(of_observations(SAID[kind]), SCHOOL).plain.lower()
    named = ("slight", "fair", "moderate", "substantial", "almost perfect", "poor", "good",
             "excellent", "significan", "p <")  # fmt: skip
    assert not [word for word in named if word in said]
