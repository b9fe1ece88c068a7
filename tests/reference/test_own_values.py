"""Part 1 of the statistics against R on numbers of our own, in every clone.

The values are made by `part1/make.R`, which says for each what of R it uses.
"""

import json
from pathlib import Path

import pytest

from spp_research import stats

CASES = {
    case["id"]: case
    for case in json.loads(Path(__file__).with_name("part1").joinpath("cases.json").read_text())[
        "cases"
    ]
}
# Held against their definition in tests/unit/stats: no number of their own, or only of others.
BY_DEFINITION = {
    "leave_one_out",
    "mdes_after",
    "missing_data_sensitivity",
    "months_of_progress",
    "net_agreement_difference",
    "simultaneous_confidence",
    "triangulate",
    "direction",
    "verdict",
}
OF_PART_2 = {
    "allocate",
    "attrition_band",
    "check_allocation",
    "clustered_change",
    "cycle_change",
    "cycles",
    "dose",
    "expected_change",
    "far_values",
    "near_labels",
    "new_seed",
    "partnership_change",
    "robustness",
    "run_chart",
    "scale_mix",
    "selection_effect",
    "single_case",
    "start_point_count",
    "starts_alike",
}
OF_WORDS = {
    "against_selection",
    "chance_line",
    "months_statement",
    "multiplicity_line",
    "sentence",
}


@pytest.mark.parametrize("name", CASES)
def test_equals_r(name):
    case = CASES[name]
    given = case["args"]
    function = getattr(stats, case["call"])
    result = function(**given) if isinstance(given, dict) else function(*given)
    wrong = []
    for key, expected in case["expected"].items():
        ours = result.details[key] if key in result.details else getattr(result, key)
        if ours != pytest.approx(expected, rel=case["tol"], abs=case["tol"]):
            wrong.append(f"{key}: {ours!r}, R gives {expected!r}")
    assert case["expected"] and not wrong, "; ".join(wrong)


def test_every_estimator_has_a_case():
    functions = {name for name in stats.__all__ if name[0].islower()}
    held = {case["call"] for case in CASES.values()}
    assert functions - held == BY_DEFINITION | OF_PART_2 | OF_WORDS | {"read_table"}
