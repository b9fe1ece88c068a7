"""Changed copies of the example's outcomes: the claim that each tempts to, and what is said of it.

The claims stand beside each copy; the snapshots have the headline, the conclusion and the verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from spp_research import open_school
from spp_research.protect.disclosure import rules_for
from spp_research.schema.vocabulary import Chosen, SameTest
from spp_research.school import impact
from spp_research.school.impact import Outcome, result
from spp_research.words.cautions import cannot_tell
from spp_research.words.how_known import how_known
from spp_research.words.results import conclusion, headline

RULES = rules_for("partnership")
Copy = Callable[[Outcome, pd.DataFrame], tuple[Outcome, pd.DataFrame]]


@dataclass(frozen=True)
class Variant:
    """One outcome of the example, how its copy is changed, and the claim that it tempts to."""

    school: str
    outcome: str
    tempting: str
    change: Copy


def plain(outcome: Outcome) -> Outcome:
    """The outcome as a school declares it that says no more than it must."""
    return replace(
        outcome,
        selected_below=None,
        cohort_mean=None,
        cohort_sd=None,
        reliability=None,
        chosen_for=None,
        expected_change=None,
        expected_months=None,
        expected_source="",
        selection="",
    )


def raised(rows: pd.DataFrame, by: float, group: str = "Project", column: str = "follow_up"):
    rows = rows.copy()
    rows.loc[rows["group"] == group, column] += by
    return rows


def apart(outcome, rows):
    """The project's pupils begin and end far above the others."""
    rows = raised(raised(rows, 9.0), 8.0, column="baseline")
    return outcome, rows


def no_classes(outcome, rows):
    return outcome, raised(rows, 4.0).assign(class_name=pd.array([None] * len(rows), dtype="str"))


def unequal_loss(outcome, rows):
    """The project's pupils who did worst were not tested again."""
    rows = raised(rows, 4.0)
    project = rows[rows["group"] == "Project"]
    worst = project["follow_up"].sort_values().index[: len(project) // 2 - 2]
    rows.loc[worst, "follow_up"] = pd.NA
    return outcome, rows


def a_terms_growth(outcome, rows):
    """Every pupil gains what pupils of that age gain in half a year."""
    return outcome, raised(rows, 3.0).assign(class_name=pd.array([None] * len(rows), dtype="str"))


def two_classes(outcome, rows):
    """The same, held against an exact expectation, with both classes named."""
    known = replace(
        outcome, expected_change=2.0, expected_months=outcome.months, expected_source="Last year"
    )
    return known, raised(rows, 2.0)


def a_years_growth_for_half_a_year(outcome, rows):
    known = replace(outcome, expected_change=1.0, expected_months=12, expected_source="Manual")
    return known, raised(rows, 3.0)


def only_in_words(outcome, rows):
    """Chosen for their scores, and nothing but a sentence tells."""
    return replace(plain(outcome), selection="The lowest scores in February"), rows


def six_of_thirty(outcome, rows):
    """Nobody did anything; they were the lowest, and out of how many is written down."""
    known = replace(
        plain(outcome),
        chosen_for=Chosen.LOW,
        chosen_from=90,
        expected_change=0.0,
        expected_months=outcome.months,
        expected_source="Manual: scores are standardised by age",
    )
    return known, rows


def the_most_able(outcome, rows):
    """Chosen for high scores: they fall back, which tempts to blame."""
    swapped = rows.assign(baseline=200 - rows["baseline"], follow_up=200 - rows["follow_up"])
    return replace(plain(outcome), selection="The most able in each class"), swapped


def ten_times(outcome, rows):
    rows = rows.copy()
    at = rows[(rows["group"] == "Project") & rows["follow_up"].notna()].index[0]
    rows.loc[at, "follow_up"] *= 10
    return outcome, rows


def shares_and_percentages(outcome, rows):
    return outcome, rows.assign(baseline=rows["baseline"] / 40, follow_up=2.5 * rows["follow_up"])


def persistent_absentees(outcome, rows):
    """The pupils who were away most in autumn are away less in spring, as they always are."""
    known = replace(outcome, selection="Persistent absentees", higher_is_better=True)
    return known, raised(rows, 9.0)


def another_test(outcome, rows):
    return replace(outcome, same_test=SameTest.NO), raised(rows, 6.0)


def out_of_sixty(outcome, rows):
    """The second test was out of three times as much, and nobody said so."""
    return replace(outcome, highest_possible=None), rows.assign(follow_up=3 * rows["follow_up"])


def one_pupil(outcome, rows):
    """A difference that only a few of the comparison pupils carry."""
    rng = np.random.default_rng(4)
    n = 40
    before = rng.normal(90, 10, 2 * n).round()
    after = before + rng.normal(2, 6, 2 * n).round()
    after[n:] -= np.r_[np.full(8, 30.0), np.zeros(n - 8)]
    drawn = pd.DataFrame(
        {
            "outcome_id": outcome.outcome_id,
            "pupil_id": [f"{i:03d}" for i in range(2 * n)],
            "group": ["Project"] * n + ["Comparison"] * n,
            "class_name": pd.array(["A", "B"] * n, dtype="str"),
            "baseline": pd.array(before, dtype="Float64"),
            "follow_up": pd.array(after, dtype="Float64"),
        }
    )
    return replace(outcome, smallest_worthwhile=0.5), drawn


VARIANTS = {
    "groups that start far apart": Variant(
        "withy-bridge", "O1", "far better than similar pupils", apart
    ),
    "classes that nobody wrote down": Variant(
        "withy-bridge", "O1", "better, with a narrow range", no_classes
    ),
    "the weakest were not tested again": Variant(
        "withy-bridge", "O1", "better, since those who stayed did well", unequal_loss
    ),
    "an ordinary term of growth": Variant(
        "tannery-lane", "O1", "every pupil did better: it worked", a_terms_growth
    ),
    "two whole classes against an exact expectation": Variant(
        "tannery-lane", "O1", "more than expected, from 53 pupils", two_classes
    ),
    "a year's growth expected of half a year": Variant(
        "tannery-lane", "O1", "three times what the manual expects", a_years_growth_for_half_a_year
    ),
    "the lowest, in a sentence alone": Variant(
        "copperbeck", "O4", "the weakest pupils caught up", only_in_words
    ),
    "the lowest of ninety": Variant(
        "copperbeck", "O4", "they rose although no rise was expected", six_of_thirty
    ),
    "the most able": Variant("copperbeck", "O4", "the project held back the best", the_most_able),
    "one score ten times too large": Variant(
        "oakfield", "O1", "39 words a minute higher", ten_times
    ),
    "shares before and percentages after": Variant(
        "tannery-lane", "O1", "marks rose from 0.4 to 44", shares_and_percentages
    ),
    "persistent absentees": Variant(
        "oakfield", "O2", "attendance rose by 10 points", persistent_absentees
    ),
    "another test the second time": Variant("tannery-lane", "O1", "marks rose by 8", another_test),
    "a second test out of three times as much": Variant(
        "tannery-lane", "O1", "marks tripled", out_of_sixty
    ),
    "a difference that a few pupils carry": Variant(
        "oakfield", "O1", "better than other pupils", one_pupil
    ),
}


def told(variant: Variant) -> impact.Result:
    base = open_school("example", variant.school, "partnership").base
    outcome = next(o for o in impact.outcomes(base) if o.outcome_id == variant.outcome)
    rows = base.pupils[base.pupils["outcome_id"] == variant.outcome]
    return result(*variant.change(outcome, rows.reset_index(drop=True)))


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_no_changed_copy_is_called_better(name, snapshot):
    variant = VARIANTS[name]
    found = told(variant)
    known = how_known(found, RULES)
    assert found.verdict in ("unclear", "not enough data", "no worthwhile change")
    assert {
        "verdict": found.verdict,
        "doubts": [doubt.code for doubt in found.doubts],
        "headline": headline(found, RULES) if found.estimate.ok else None,
        "conclusion": conclusion(found, RULES).plain,
        "cannot tell": cannot_tell(found, RULES).plain,
        "how known": known and known.plain,
    } == snapshot
