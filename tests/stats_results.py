"""A result of every function of `spp_research.stats`, of every status it has."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from spp_research import stats
from spp_research.stats.estimate import Estimate

ONE = [3.0, 4, 6, 5, 8, 7, 9, 4, 6, 5, 7, 8]
TWO = [4.0, 4, 7, 6, 9, 9, 9, 6, 5, 6, 9, 9]
CLASSES = list("AAABBBCCCDDD")
ARMS = [1] * 6 + [0] * 6
WEEKS = [5.0, 7, 6, 8, 4, 5, 7, 9, 3, 8, 5, 8, 2, 7]
ALIKE = {"same_test": True, "same_time_of_year": True, "same_year_group": True}


def year(value: float, low: float, high: float, **more) -> Estimate:
    """An estimate of one cycle."""
    return Estimate(value, low, high, None, 30, "adjusted effect", "SD", **{"sizes": (30,)} | more)


@cache
def every() -> dict[str, Any]:
    """Name and result."""
    units = [f"P{i:02d}" for i in range(1, 10)]
    many = np.array(ONE * 2), np.array(TWO * 2), [1, 0] * 12
    rng = np.random.default_rng(3)
    chosen = stats.selection_effect(6, 30, sd=10)
    found = {
        "expected": stats.expected_change(ONE, TWO, expected=0.5, expected_se=0.2),
        "expected, manual": stats.expected_change(ONE, TWO, expected=1, source="manual 2020"),
        "expected, cohort": stats.expected_change(ONE, TWO, expected=9, source="last year"),
        "expected, each": stats.expected_change(ONE, TWO, expected=[0.5, 1.0] * 6),
        "expected none": stats.expected_change(ONE, TWO),
        "does not grow": stats.expected_change(ONE, TWO, grows=False),
        "expected, no spread": stats.expected_change([1, 2, 3], [2, 3, 4], expected=1),
        "expected none, no spread": stats.expected_change([1, 2, 3], [2, 3, 4]),
        "expected, one pupil": stats.expected_change([1], [2], expected=1),
        "expected, months": stats.expected_change(
            ONE, TWO, expected=1, months=8, expected_months=12
        ),
        "expected, scale": stats.expected_change(ONE, TWO, expected=1, same_scale=False),
        "expected, error": stats.expected_change(ONE, TWO, expected=1, expected_se=-1),
        "expected, interval": stats.expected_change(
            ONE, TWO, expected=1, expected_interval=(2, 3)
        ),
        "classes": stats.clustered_change(ONE, TWO, CLASSES),
        "classes, expected": stats.clustered_change(ONE, TWO, CLASSES, expected=0.4),
        "classes, less": stats.clustered_change(TWO, ONE, CLASSES, expected=0.4, expected_se=0.1),
        "classes, two": stats.clustered_change(ONE, TWO, list("AABB" * 3)),
        "classes, two, expected": stats.clustered_change(ONE, TWO, list("AABB" * 3), expected=1),
        "classes, does not grow": stats.clustered_change(ONE, TWO, CLASSES, grows=False),
        "classes, alike": stats.clustered_change([1, 2, 3, 4], [2, 3, 4, 5], list("AABB")),
        "classes, one": stats.clustered_change(ONE, TWO, ["A"] * 12),
        "classes, blank": stats.clustered_change(ONE, TWO, ["A"] * 6 + [""] * 6),
        "classes, too few": stats.clustered_change([1], [2], ["A"]),
        "attendance": stats.attendance_rate([50, 60, 40, 58, 59, 60, 55, 30], [60] * 8),
        "attendance, seven": stats.attendance_rate([50, 60, 40, 58, 59, 60, 55], [60] * 7),
        "attendance, five": stats.attendance_rate([50, 60, 40, 58, 59], [60] * 5),
        "attendance, one": stats.attendance_rate([50], [60]),
        "attendance, row": stats.attendance_rate([50, 70], [60, 60]),
        "attendance, icc": stats.attendance_rate([50, 60], [60, 60], pupil_icc=0.9),
        "attendance difference": stats.attendance_difference(ONE, [10] * 12, ARMS),
        "pool": stats.pool([0.1, 0.45, -0.05, 0.6, 0.2], [0.06, 0.05, 0.09, 0.08, 0.04]),
        "pool, three": stats.pool([0.1, 0.45, -0.05], [0.06, 0.05, 0.09]),
        "pool, two": stats.pool([0.1, 0.45], [0.06, 0.05]),
        "pool, mixed": stats.pool([1, 2, 3], [1, 1, 1], designs=["A", "B", "A"]),
        "draw": stats.allocate(units, method="simple", seed=4711),
        "draw, waiting": stats.allocate(units, method="waiting", seed=2**63 - 1),
        "draw, pairs": stats.allocate(units, method="pairs", seed=1, score=range(9)),
        "draw, classes": stats.allocate(["7A", "7B"], method="classes", seed=1),
        "draw, again": stats.allocate(
            units, method="simple", seed=1, earlier=["ab"], reason_for_redraw="two pupils left"
        ),
        "draw, twice": stats.allocate(units, method="simple", seed=1, earlier=["ab"]),
        "draw, duplicate": stats.allocate(["a", "a"], method="simple", seed=1),
        "run chart": stats.run_chart(WEEKS),
        "run chart, percent": stats.run_chart(
            [9, 11, 10, 8, 12, 9, 11, 10, 9, 12, 8, 11], kind="percent", denominators=[12] * 12
        ),
        "run chart, shift": stats.run_chart([1] * 3 + [9] * 3 + [1] * 2 + [8] * 9 + [1] * 6),
        "run chart, both": stats.run_chart([1.0] * 12 + [9.0] * 12),
        "run chart, crossings": stats.run_chart(([1] * 5 + [9] * 5) * 3),
        "run chart, few": stats.run_chart(WEEKS[:6]),
        "run chart, alike": stats.run_chart([5] * 12),
        "run chart, none": stats.run_chart([None] * 12),
        "run chart, row": stats.run_chart([1, 2], kind="rate", denominators=[10, 0]),
        "run chart, freeze": stats.run_chart(WEEKS, freeze=5),
        "single": stats.single_case([3, 4, 3, 5, 4], [6, 7, 8, 6, 7]),
        "single, rising": stats.single_case([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]),
        "single, falling": stats.single_case([5, 4, 3, 2, 1], [6, 7, 8]),
        "single, few": stats.single_case([3, 4], [6, 7, 8]),
        "starts": stats.start_point_count(WEEKS, 6, range(4, 11), randomised=True),
        "starts, not by lot": stats.start_point_count(WEEKS, 6, range(4, 11), randomised=False),
        "starts, elsewhere": stats.start_point_count(WEEKS, 3, range(4, 11), randomised=True),
        "dose": stats.dose(range(12), ONE),
        "dose, clear": stats.dose(range(12), [2.0 * i + i % 2 for i in range(12)]),
        "dose, less": stats.dose(range(12), [-2.0 * i + i % 2 for i in range(12)]),
        "dose, few": stats.dose([1, 2], [1, 2]),
        "dose, two": stats.dose([1, 2] * 6, ONE),
        "dose, alike": stats.dose(range(12), [1] * 12),
        "dose, commonest": stats.dose([5] * 18 + [1, 2, 3], range(21)),
        "dose, negative": stats.dose([-1, *range(11)], ONE),
        "ways": stats.robustness(*many),
        "ways, depends": stats.robustness(
            rng.normal(50, 10, 40), rng.normal(52, 10, 40), [1, 0] * 20
        ),
        "ways, classes": stats.robustness(*many, cluster=["a", "b"] * 12),
        "ways, few": stats.robustness(ONE, TWO, ARMS),
        "ways, no spread": stats.robustness([1] * 16, [1] * 16, [1, 0] * 8),
        "chosen": chosen,
        "chosen, known": stats.selection_effect(6, 30, sd=10, reliability=0.8),
        "chosen, above": stats.selection_effect(share=0.1, sd_selected=3, selected="above"),
        "chosen, exact": stats.selection_effect(6, 30, sd=10, reliability=1),
        "chosen, no sd": stats.selection_effect(6, 30),
        "chosen, more": stats.selection_effect(31, 30, sd=1),
        "band": stats.attrition_band(0.12, 0.05, by_lot=True),
        "band, between": stats.attrition_band(0.12, 0.08, by_lot=True),
        "band, high": stats.attrition_band(0.7, 0.0, by_lot=True),
        "band, not by lot": stats.attrition_band(0.12, 0.05, by_lot=False),
        "alike": stats.starts_alike(0.01),
        "nearly alike": stats.starts_alike(-0.2),
        "not alike": stats.starts_alike(0.4),
        "scales": stats.scale_mix([0.4, 0.6, 0.7, 0.3, 0.9, 0.5], [52, 66, 70, 41, 93, 60]),
        "no scales": stats.scale_mix([1, 2], [3, 4]),
        "far": stats.far_values([*range(30, 45), 390]),
        "far, many": stats.far_values([*range(30, 60), *range(4000, 4007)]),
        "labels": stats.near_labels(["7A", "7 a", "Maple", "Mapel", "", "Oak", "oak", "7b", "7 B"]),
        "cycle": stats.cycle_change(year(0.1, -0.05, 0.25), year(0.3, 0.12, 0.48), **ALIKE),
        "cycle, shared": stats.cycle_change(
            year(0.1, -0.05, 0.25), year(0.3, 0.12, 0.48), **ALIKE, shared=9
        ),
        "cycle, test": stats.cycle_change(
            year(0.1, -0.05, 0.25), year(0.3, 0.12, 0.48), **ALIKE | {"same_test": False}
        ),
        "cycle, unit": stats.cycle_change(
            year(0.1, 0, 0.2), Estimate(1, 0, 2, None, 30, "adjusted effect", "marks"), **ALIKE
        ),
        "cycles": stats.cycles(
            [year(0.1, -0.05, 0.25), year(0.3, 0.12, 0.48), year(0.2, 0, 0.4)],
            ["2023", "2024", "2025"],
            **ALIKE,
        ),
        "cycles, order": stats.cycles(
            [year(0.1, 0, 0.2), year(0.3, 0.1, 0.5)], ["2025", "2024"], **ALIKE
        ),
        "cycles, one": stats.cycles([year(0.1, 0, 0.2)], ["2024"], **ALIKE),
        "schools": stats.partnership_change(
            {s: year(0.1, 0, 0.2) for s in "abcd"}, {s: year(0.3, 0.1, 0.5) for s in "bcde"},
            **ALIKE,
        ),
        "mean change": stats.mean_change(ONE, TWO),
        "mean change, scale": stats.mean_change(ONE, TWO, same_scale=False),
        "mean change, no spread": stats.mean_change([1, 2, 3], [2, 3, 4]),
        "mean difference": stats.mean_difference(ONE, TWO),
        "mean difference, few": stats.mean_difference([1], [None]),
        "g": stats.hedges_g(ONE, TWO),
        "d_av": stats.standardised_change(ONE, TWO),
        "adjusted": stats.adjusted_effect(ONE, TWO, ARMS),
        "adjusted, no spread": stats.adjusted_effect([1, 1, 1, 1], [2, 3, 4, 5], [0, 0, 1, 1]),
        "clustered": stats.clustered_effect(TWO, ARMS, CLASSES, ONE),
        "means of classes": stats.cluster_mean_difference(TWO, ARMS, CLASSES),
        "icc": stats.intraclass_correlation(TWO, CLASSES),
        "proportion": stats.proportion(5, 20),
        "proportion, none": stats.proportion(0, 0),
        "difference": stats.proportion_difference(5, 20, 9, 31),
        "ratio": stats.risk_ratio(5, 20, 9, 31),
        "ratio, none": stats.risk_ratio(3, 10, 0, 10),
        "paired": stats.paired_proportion_change(5, 2, 20),
        "cliff": stats.cliffs_delta(ONE, TWO),
        "cliff, alike": stats.cliffs_delta([3, 3], [3, 3]),
        "net change": stats.net_change(ONE, TWO),
        "net agreement": stats.net_agreement(9, 4, 20),
        "rate ratio": stats.rate_ratio(ONE, ARMS),
        "rate ratio, none": stats.rate_ratio([0, 0, 1, 2], [1, 1, 0, 0]),
        "kappa": stats.cohens_kappa(ONE, TWO),
        "kappa, text": stats.cohens_kappa(["a", "b"], ["a", "b"], "linear"),
        "alpha": stats.cronbach_alpha([[1, 2, 3], [2, 3, 3], [4, 4, 5], [3, 3, 4]]),
        "krippendorff": stats.krippendorff_alpha([[1, 2], [2, 2], [3, 3]], resamples=50),
        "mdes": stats.mdes_two_groups(20),
        "mdes, few": stats.mdes_clusters(2, 25, 0.1),
        "rtm": stats.regression_to_the_mean(100, 15, 0.8, 90),
        "ceiling": stats.ceiling_and_floor([1, 2, 3], minimum=1, maximum=3),
        "attrition": stats.attrition(20, 18, 21, 15),
        "sources": stats.triangulate([]),
    }  # fmt: skip
    return {name: result for name, result in found.items() if not isinstance(result, (str, int))}
