"""How often projects that did nothing are called better: `python benchmarks/claims.py [RUNS]`.

Pupils are drawn from a seed and go through `school.impact.result` as a school's do; the verdicts
are counted. An ordinary term of growth without an expected change should give "better" never; with
the right one, about 2.5% or less.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from spp_research.school.impact import Outcome, result

SD, GROWTH, RELIABILITY = 15.0, 6.0, 0.8
SE = 1.0  # of the expected growth, as a manual gives it
KNOWN = {"expected_months": 6.0, "expected_source": "Manual"}
Draw = Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray, list[str | None]]]


def outcome(**changes: Any) -> Outcome:
    facts = {
        "outcome_id": "O1",
        "action_id": "A1",
        "name": "Words read in one minute",
        "who": "Year 3",
        "unit": "words a minute",
        "design": "B",
        "primary": True,
        "higher_is_better": True,
        "smallest_worthwhile": 0.0,
        "baseline_date": date(2026, 1, 12),
        "follow_up_date": date(2026, 7, 13),
        "selection": "",
    }
    return Outcome(**(facts | changes))


def term(n: int, growth: float = GROWTH) -> Draw:
    """The same pupils half a year apart, with nothing done."""

    def draw(rng: np.random.Generator):
        true = rng.normal(90, SD * np.sqrt(RELIABILITY), n)
        error = SD * np.sqrt(1 - RELIABILITY)
        before, after = true + rng.normal(0, error, (2, n))
        return before, after + growth, [None] * n

    return draw


def classes(j: int, each: int = 25, between: float = 3.0) -> Draw:
    """Whole classes, whose growth differs by their teachers and not by any project."""

    def draw(rng: np.random.Generator):
        before, after, _ = term(j * each)(rng)
        names = [f"C{i // each}" for i in range(j * each)]
        return before, after + np.repeat(rng.normal(0, between, j), each), names

    return draw


def lowest(n: int, of: int, growth: float = GROWTH) -> Draw:
    """The lowest n of so many on the first test."""

    def draw(rng: np.random.Generator):
        before, after, _ = term(of, growth)(rng)
        chosen = np.argsort(before)[:n]
        return before[chosen], after[chosen], [None] * n

    return draw


def expected(rng: np.random.Generator, se: float) -> dict[str, float]:
    """The right growth, as a source knows it: itself, or a draw with its range."""
    if not se:
        return {"expected_change": GROWTH, **KNOWN}
    found = rng.normal(GROWTH, se)
    ends = {"expected_from": found - 1.96 * se, "expected_to": found + 1.96 * se}
    return {"expected_change": found, **ends, **KNOWN}


LOW = {"chosen_for": "Low scores", "chosen_from": 120}
SETTINGS: dict[str, tuple[Draw, dict[str, Any], float | None]] = {
    "a term of growth, nothing declared, 25 pupils": (term(25), {}, None),
    "the same, 60 pupils": (term(60), {}, None),
    "the right growth, exact, 25 pupils": (term(25), {}, 0.0),
    "the right growth with its range, 25 pupils": (term(25), {}, SE),
    "the right growth with its range, 60 pupils": (term(60), {}, SE),
    "2 whole classes, the right growth": (classes(2), {}, 0.0),
    "4 whole classes, the right growth": (classes(4), {}, 0.0),
    "the lowest 20 of 120, nothing declared": (lowest(20, 120), LOW, None),
    "the lowest 20 of 120, right growth, reliability .8": (
        lowest(20, 120),
        LOW | {"reliability": RELIABILITY, "cohort_sd": SD},
        0.0,
    ),
    "the lowest 20 of 120, right growth, reliability not known": (lowest(20, 120), LOW, 0.0),
    "the lowest 20 of 120, in words alone": (
        lowest(20, 120),
        {"selection": "The lowest scores"},
        0.0,
    ),
}


def verdicts(name: str, runs: int) -> Counter[str]:
    draw, declared, se = SETTINGS[name]
    rng = np.random.default_rng([len(name), runs])
    return Counter(_verdicts(draw, declared, se, rng, runs))


def _verdicts(
    draw: Draw, declared: dict[str, Any], se: float | None, rng: np.random.Generator, runs: int
) -> Iterator[str]:
    for _ in range(runs):
        before, after, names = draw(rng)
        known = {} if se is None else expected(rng, se)
        rows = pd.DataFrame(
            {
                "outcome_id": "O1",
                "pupil_id": [f"{i:03d}" for i in range(before.size)],
                "group": "Project",
                "class_name": pd.array(names, dtype="str"),
                "baseline": before.round(1),
                "follow_up": after.round(1),
            }
        )
        yield result(outcome(**declared, **known), rows).verdict


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    print(f"| of {runs} projects that did nothing | better | worse | unclear or none |")
    print("|---|---:|---:|---:|")
    for name in SETTINGS:
        found = verdicts(name, runs)
        shares = [100 * found[v] / runs for v in ("better", "worse")]
        print(f"| {name} | {shares[0]:.1f}% | {shares[1]:.1f}% | {100 - sum(shares):.1f}% |")


if __name__ == "__main__":
    main()
