"""Part 2 of the statistics against values computed with R, and its pitfalls.

Reads `part2/` beside this file, or another folder of the same form where the environment variable
SPP_REFERENCE2 names one. What it cannot run or compare fails: nothing is skipped.
"""

from __future__ import annotations

import csv
import inspect
import json
import math
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from stats_results import every

from spp_research import stats
from spp_research.stats.certificates import certified, digest
from spp_research.stats.checks import LEVELS, robust_spread
from spp_research.stats.estimate import Estimate
from spp_research.stats.missing import attrition_table
from spp_research.stats.run_charts import fewest_usual, longest_usual

FOLDER = Path(os.environ.get("SPP_REFERENCE2") or Path(__file__).with_name("part2"))
REFERENCE = json.loads((FOLDER / "reference.json").read_text("utf-8"))
CASES = {case["id"]: case for case in REFERENCE["cases"]}
PITFALLS = {pitfall["id"]: pitfall for pitfall in REFERENCE.get("pitfalls", [])}
ALIKE = {"same_test": True, "same_time_of_year": True, "same_year_group": True}

# Columns that a function takes from the data without being told.
OWN_COLUMNS = {
    "expected_change": {"before": "before", "after": "after"},
    "clustered_change": {"before": "before", "after": "after", "cluster": "class"},
    "attendance_rate": {"attended": "attended", "possible": "possible"},
    "robustness": {"before": "before", "after": "after", "treated": "treated"},
    "dose": {"sessions": "sessions", "gain": "after - before"},
    "run_chart": {"values": "values"},
    "pool": {"effects": "effects", "variances": "variances"},
    "single_case": {"baseline": "baseline", "during": "during"},
    "start_point_count": {"values": "values"},
    "far_values": {"values": "values"},
    "near_labels": {"labels": "class"},
    "scale_mix": {"first": "first", "second": "second"},
    "allocate": {"units": "pupil"},
}


def table(data: str) -> dict[str, list]:
    """The columns of a data file, of the rows that its note names: "a.csv (class B only)"."""
    found = re.fullmatch(r"(\S+\.csv)\s*(?:\((.*)\))?", data)
    if not found:
        return {}
    with (FOLDER / "data" / found.group(1)).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = chosen(rows, found.group(2) or "")
    return {name: [value(row[name]) for row in rows] for name in rows[0]}


def chosen(rows: list[dict], note: str) -> list[dict]:
    if not note:
        return rows
    if first := re.fullmatch(r"first (\d+) rows?", note):
        return rows[: int(first.group(1))]
    if some := re.fullmatch(r"rows (\d+)(?: to |-)(\d+)", note):
        return rows[int(some.group(1)) - 1 : int(some.group(2))]
    if within := re.fullmatch(r"(without )?class(?:es)? ([\w, ]+?)(?: only)?", note):
        ends = re.fullmatch(r"(\w) to (\w)", within.group(2))
        wanted = set(re.split(r",\s*|\s+and\s+", within.group(2)))
        if ends:
            wanted = {chr(code) for code in range(ord(ends.group(1)), ord(ends.group(2)) + 1)}
        return [row for row in rows if (row["class"] in wanted) != bool(within.group(1))]
    raise AssertionError(f"the runner does not know which rows are meant by ({note})")


def value(text: str) -> Any:
    if text in ("", "NA"):
        return None
    try:
        return float(text)
    except ValueError:
        return text


def column(named: Any, columns: dict[str, list]) -> Any:
    """A column by its name, or a difference of two ("after - before"); anything else as it is."""
    if not isinstance(named, str):
        return named
    if named in columns:
        return columns[named]
    parts = [part.strip() for part in named.split(" - ")]
    if len(parts) == 2 and all(part in columns for part in parts):
        pairs = zip(*(columns[part] for part in parts), strict=True)
        return [None if a is None or b is None else a - b for a, b in pairs]
    return named


def arguments(case: dict) -> dict[str, Any]:
    columns, given = table(case.get("data", "inline")), dict(case["input"] or {})
    if "class" in given:
        given["cluster"] = given.pop("class")
    wanted = OWN_COLUMNS.get(case["measure"], {}) if columns else {}
    return {name: column(named, columns) for name, named in (wanted | given).items()}


def years(given: dict) -> dict[str, Any]:
    """Estimates of two cycles out of (value, low, high), alike unless the case says otherwise."""
    n = given.pop("n", (30, 30))
    both = {"measure": ("one", "one"), "unit": ("SD", "SD"), "confidence": (0.95, 0.95)}
    for what in both:
        said = given.pop(what, both[what])
        both[what] = tuple(said) if isinstance(said, (list, tuple)) else (said, said)
    ends = [given.pop(name, [0.1, 0.0, 0.2]) for name in ("first", "second")]
    made = [
        Estimate(*(end if len(end) == 3 else (end[0], None, None)), None, int(n[i]),
                 both["measure"][i], both["unit"][i], both["confidence"][i], sizes=(int(n[i]),))
        for i, end in enumerate(ends)
    ]  # fmt: skip
    return {"first": made[0], "second": made[1], **ALIKE, **given}


def run(case: dict) -> tuple[Any, dict[str, Any]]:
    """The result of a case, and what else it gives by the names that the reference uses."""
    measure, given = case["measure"], arguments(case)
    if measure == "allocate" and "text" in given:
        algorithm, seed, draw, kind, unit = given["text"].split("|")
        assert algorithm == "spp-allocate-1"
        made = digest(int(seed), int(draw), kind, unit)
        coin = digest(int(seed), int(draw), "coin", "all")
        return None, {"sha256": made, "coin_all_first_digit": coin[0]}
    if measure == "run_chart" and "useful" in given:
        return None, {
            "longest_run_max": [longest_usual(n) for n in given["useful"]],
            "crossings_min": [fewest_usual(n) for n in given["useful"]],
        }
    if measure == "attrition_band" and "overall_percent" in given:
        rows = given["overall_percent"]
        shown = [stats.attrition_band(row / 100, 0, by_lot=True) for row in rows]
        assert all((band.limit_cautious is None) == (band.band == "high") for band in shown)
        columns = attrition_table()
        return None, {name: [columns[name][row] for row in rows] for name in case["expected"]}
    if measure == "cycle_change":
        given = years(given)
    if measure == "cycles":
        made = [years({"first": each})["first"] for each in given.pop("estimates")]
        given = {**ALIKE, **given, "estimates": made}
    function = getattr(stats, measure, None)
    if function is None:
        pytest.fail(f"the runner cannot run a case of {measure}")
    unknown = set(given) - set(inspect.signature(function).parameters)
    if unknown:
        pytest.fail(f"{measure} has no argument {', '.join(sorted(unknown))}")
    result = function(**given)
    return result, EXTRA.get(measure, lambda *_: {})(result, given)


def of_allocation(result, given):
    text = certified(
        result.rows, result.scores, result.arms, result.method, result.seed, result.draw
    )
    assert result.ok == stats.check_allocation(result)
    return {"arm": result.arm, "json": text}


def of_ways(result, given):
    ways = {way.name: way for way in result.ways}
    found = {"verdicts": [way.verdict for way in result.ways]}
    for name, way in (("ancova", "ancova"), ("gain", "gain")):
        if way in ways:
            one = ways[way]
            found |= {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}
    for name, way in (
        ("shift", "ranks"),
        ("leave_out_low", "leave-out lowest"),
        ("leave_out_high", "leave-out highest"),
    ):
        found[name] = ways[way].value if way in ways else None
    return found


def of_selection(result, given):
    if not result.ok:
        return {}
    h = result.details["h"]
    found = {"blom_mean": -h, "simulated_mean": -h, "hazard": h}
    if "share" in given:
        from_chosen = stats.selection_effect(share=given["share"], sd_selected=1)
        found["sd_ratio"] = 1 / from_chosen.details["sd"]
    return found


def of_findings(found, given):
    found = found if isinstance(found, tuple) else (found,)
    levels = sorted((f.level for f in found), key=LEVELS.index)
    rows = [row for finding in found for row in finding.rows]
    return {
        "level": levels[-1] if levels else None,
        "levels": [finding.level for finding in found],
        "code": found[0].code if found else None,
        "fires": bool(found),
        "rows": rows[0] if len(rows) == 1 else rows,
        "words": found[0].words if found else None,
    }


def of_far(found, given):
    about = robust_spread(given["values"])
    names = ("median", "mad", "largest_z", "gap_top", "gap_bottom")
    return of_findings(found, given) | {name: getattr(about, name, None) for name in names}


def of_labels(found, given):
    def listed(code):
        return [list(finding.labels) for finding in found if finding.code == code]

    blank = [finding for finding in found if finding.code == "blank_labels"]
    return of_findings(found, given) | {
        "same": listed("same_label"),
        "maybe": listed("maybe_label"),
        "blank": len(blank[0].rows) if blank else 0,
    }


EXTRA = {
    "allocate": of_allocation,
    "robustness": of_ways,
    "selection_effect": of_selection,
    "pool": lambda result, _: {"tau2_metafor": result.tau2},
    "scale_mix": of_findings,
    "starts_alike": of_findings,
    "far_values": of_far,
    "near_labels": of_labels,
    "sentence": lambda result, _: {"text": result, "sentence": result},
    "against_selection": lambda result, _: {"text": result, "words": result},
}


def found_of(result: Any, extra: dict, key: str, given: dict) -> Any:
    """What we have under a name of the reference; fails where there is none."""
    if key in extra:
        return extra[key]
    if isinstance(result, Estimate) and key in ("verdict", "direction"):
        return getattr(stats, key)(result, higher_is_better=given.get("higher_is_better", True))
    if key == "sentence":
        return stats.sentence(result, outcome=given.get("outcome", "Marks"))
    details = getattr(result, "details", {})
    if key in details:
        return details[key]
    if hasattr(result, key):
        return getattr(result, key)
    if getattr(result, "status", "ok") != "ok":
        return None
    return pytest.fail(f"nothing of that name to compare: {key}")


def same(ours: Any, theirs: Any, tolerance: float) -> bool:
    if isinstance(theirs, (list, tuple)):
        ours = list(ours) if isinstance(ours, (list, tuple)) else [ours]
        return len(ours) == len(theirs) and all(
            same(a, b, tolerance) for a, b in zip(ours, theirs, strict=True)
        )
    if isinstance(theirs, dict):
        return set(ours) == set(theirs) and all(same(ours[k], theirs[k], tolerance) for k in theirs)
    if theirs is None or isinstance(theirs, (str, bool)):
        return ours == theirs
    if ours is None or isinstance(ours, str):
        return False
    return abs(ours - theirs) <= max(tolerance, 1e-5 * abs(theirs))


@pytest.mark.parametrize("name", CASES)
def test_equals_the_reference(name):
    case = CASES[name]
    if "error" in case["expected"] or case["expected"].get("status") in ("error", "ValueError"):
        with pytest.raises(ValueError):
            run(case)
        return
    result, extra = run(case)
    given = case["input"] or {}
    wrong = []
    for key, expected in case["expected"].items():
        if key in ("warning", "warnings", "reason"):
            said = [*getattr(result, "warnings", ()), getattr(result, "reason", "")]
            for words in [expected] if isinstance(expected, str) else expected:
                if not any(words in text for text in said):
                    wrong.append(f"{key}: {words!r} is not said in {said}")
            continue
        tolerance = 0.005 if key == "simulated_mean" else case.get("tol_abs") or 0.0
        ours = found_of(result, extra, key, given)
        if not same(ours, expected, tolerance):
            wrong.append(f"{key}: {ours!r}, the reference has {expected!r}")
    assert case["expected"], "nothing to compare"
    assert not wrong, "; ".join(wrong)


# Pitfalls: input and behaviour, by their numbers -------------------------------------------------

BEFORE = [40.0, 45, 38, 52, 47, 41, 50, 39, 44, 46]
AFTER = [47.0, 50, 41, 60, 52, 49, 55, 47, 48, 55]


def exact_either_way():
    """P44: a standard error of 0 is the same as none."""
    plain = stats.expected_change(BEFORE, AFTER, expected=4)
    assert plain == stats.expected_change(BEFORE, AFTER, expected=4, expected_se=0)
    assert "expected growth taken as exact" in plain.warnings


def expected_mirrors():
    """P46: waves swapped and the sign of the expectation turned."""
    for more in ({}, {"expected_se": 1.0}):
        one = stats.expected_change(BEFORE, AFTER, expected=4, **more)
        other = stats.expected_change(AFTER, BEFORE, expected=-4, **more)
        assert (other.value, other.low, other.high) == pytest.approx(
            (-one.value, -one.high, -one.low)
        )


def null_projects_beside_growth():
    """P48: nothing beyond the expected growth."""
    rng = np.random.default_rng(48)
    better = 0
    for _ in range(2000):
        before = rng.normal(50, 10, 24)
        after = before + rng.normal(4, 8, 24)
        better += stats.verdict(stats.expected_change(before, after, expected=4)) == "better"
        assert stats.verdict(stats.expected_change(before, after)) != "better"
    assert better <= 0.035 * 2000


def other_scale():
    """P49: an expectation that cannot be on the scale of the marks."""
    found = stats.expected_change([40, 50, 60, 45, 55], [44, 52, 66, 50, 58], expected=400)
    assert found.ok
    assert any("more than 3 SD of the marks; is it on the same scale?" in w for w in found.warnings)


def classes_alike():
    """P51: two classes with exactly the same mean change."""
    found = stats.clustered_change([1, 2, 3, 4], [3, 2, 5, 4], list("AABB"))
    assert (found.status, found.value, found.low, found.high) == ("ok", 1.0, None, None)
    assert any("no spread between classes" in w for w in found.warnings)


def class_without_pairs():
    """P53: a class whose pupils have no mark after."""
    found = stats.clustered_change([1, 2, 3, 4, 5, 6], [2, 4, 5, 5, None, None], list("AABBCC"))
    assert found.details["clusters"] == 2
    assert any("not counted: 1" in w for w in found.warnings)


def nobody_came():
    """P54: attendance of nought."""
    found = stats.attendance_rate([0] * 10, [60] * 10)
    t2 = 2.2621571628540993**2
    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(t2 / (found.details["n_effective"] + t2))


def rates_with_low_attenders():
    """P56: 12% of pupils attend seldom."""
    rng = np.random.default_rng(56)
    low = rng.random((2000, 12)) < 0.12
    rates = np.where(low, rng.beta(6, 4, (2000, 12)), rng.beta(57, 3, (2000, 12)))
    attended, truth = rng.binomial(60, rates), 0.12 * 0.6 + 0.88 * 0.95
    found = [stats.attendance_rate(row, [60] * 12) for row in attended]
    assert np.mean([e.low <= truth <= e.high for e in found]) >= 0.93


def prediction_follows_the_unit():
    """P58: effects by ten, variances by a hundred."""
    effects, variances = (
        np.array([0.1, 0.4, -0.1, 0.6, 0.2]),
        np.array([0.06, 0.05, 0.09, 0.08, 0.04]),
    )
    one, ten = stats.pool(effects, variances), stats.pool(10 * effects, 100 * variances)
    for end in ("prediction_low", "prediction_high"):
        assert getattr(ten, end) == pytest.approx(10 * getattr(one, end), abs=1e-6)


def prediction_covers():
    """P59: a new school of eight."""
    rng = np.random.default_rng(59)
    for tau in (0.15, 0.3):
        n = rng.integers(12, 31, (1000, 8))
        variances = 4 / n
        effects = (
            0.2 + tau * rng.normal(size=n.shape) + np.sqrt(variances) * rng.normal(size=n.shape)
        )
        new = 0.2 + tau * rng.normal(size=1000)
        pools = [stats.pool(*pair) for pair in zip(effects, variances, strict=True)]
        inside = [
            p.prediction_low <= x <= p.prediction_high for p, x in zip(pools, new, strict=True)
        ]
        assert np.mean(inside) >= 0.92


def edited_draw():
    """P61: one arm of a stored draw is changed."""
    drawn = stats.allocate(["a", "b", "c", "d"], method="simple", seed=9)
    assert stats.check_allocation(drawn)
    other = drawn.arms[drawn.rows[0].arm == drawn.arms[0]]
    edited = (drawn.rows[0]._replace(arm=other), *drawn.rows[1:])
    assert not stats.check_allocation(replace(drawn, rows=edited))


def unlike_after_the_draw():
    """P63: the groups did not start alike, and the draw stays."""
    units = [f"u{i}" for i in range(20)]
    first = stats.allocate(units, method="simple", seed=5)
    marks = [50 + (4.3 if first.arm[u] == "project" else 0) + 5 * (-1) ** i + i % 3
             for i, u in enumerate(units)]  # fmt: skip
    found = stats.allocate(units, method="simple", seed=5, baseline={"mark": marks})
    assert abs(found.balance[0].difference) > 0.25
    assert any("did not start alike: keep the draw and adjust" in w for w in found.warnings)
    assert (found.arm, found.draw, found.certificate) == (first.arm, 1, first.certificate)


def run_chart_of_equals():
    """P64: no useful point."""
    found = stats.run_chart([5] * 14)
    assert (found.status, found.median, found.useful) == ("too_few", 5, 0)
    assert "no useful point" in found.reason


def run_chart_denominator():
    """P66: a denominator of nought."""
    found = stats.run_chart([1, 2, 3], kind="rate", denominators=[10, 0, 10])
    assert found.status == "refused" and "row 2" in found.reason


def lower_is_better():
    """P68: both phases turned round."""
    baseline, during = [5, 7, 6, 8, 7], [3, 2, 4, 1, 3, 2]
    found = stats.single_case(baseline, during, higher_is_better=False)
    assert found == stats.single_case([-x for x in baseline], [-x for x in during])


def long_second_phase():
    """P69: the second phase is much longer."""
    found = stats.single_case([3, 4, 3, 5, 4], [6, 7, 5, 6, 8, 7] * 3)
    assert found.ok and found.details["tau_corrected"] is None
    assert any("twice as long" in w for w in found.warnings)


def list_written_afterwards():
    """P71: the start was not drawn from a list."""
    found = stats.start_point_count(range(20), 9, range(6, 14), randomised=False)
    assert found.status == "refused"
    assert "the list must be fixed before the baseline ends" in found.reason


def dose_says_no_cause():
    """P73: words that a dose never has."""
    for name, result in every().items():
        if name.startswith("dose"):
            said = stats.sentence(result, outcome="Marks")
            assert not re.search("because of|leads to|thanks to|effect|impact|works", said, re.I)


def ways_mirror():
    """P74: groups swapped."""
    rng = np.random.default_rng(74)
    for shift in (0.0, 0.4, 1.0):
        before = rng.normal(50, 10, 30)
        treated = np.arange(30) % 2
        after = before + rng.normal(0, 6, 30) + shift * 10 * treated
        one = stats.robustness(before, after, treated)
        other = stats.robustness(before, after, 1 - treated)
        assert other.main == pytest.approx(-one.main)
        assert (other.lowest, other.highest) == pytest.approx((-one.highest, -one.lowest))
        assert other.agreement == one.agreement


def perfect_reliability():
    """P76: nothing to fall back."""
    assert stats.selection_effect(6, 30, sd=10, reliability=1).value == 0


def nine_values():
    """P78: too few to tell what is far."""
    assert stats.far_values([1, 2, 3, 4, 5, 6, 7, 8, 900]) == ()


def mostly_equal():
    """P79: no spread to measure by."""
    assert stats.far_values([5] * 14 + [1, 2, 900, 4, 6, 7]) == ()


def no_entry_in_the_table():
    """P81: so many lost that the table has no cautious limit."""
    assert stats.attrition_band(0.58, 0, by_lot=True).band == "high"


def labels_not_in_time():
    """P83: cycles out of order."""
    two = [
        Estimate(0.1, 0, 0.2, None, 30, "one", "SD"),
        Estimate(0.3, 0.1, 0.5, None, 30, "one", "SD"),
    ]
    for labels in (["2025", "2024"], ["spring", "easter"]):
        found = stats.cycles(two, labels, **ALIKE)
        assert found.status == "refused" and "order" in found.reason


def sentences():
    """P84: short, plain, and never more than the result."""
    for name, result in every().items():
        said = stats.sentence(result, outcome="Marks")
        parts = re.split(r"(?<=[.?!])\s+", said)
        assert 1 <= len(parts) <= 4, (name, said)
        assert all(len(part.split()) <= 20 for part in parts), (name, said)
        assert not re.search(r"\b(nan|inf|None|significant|proves|caused)\b", said), (name, said)


BEHAVIOUR = {
    "P44": exact_either_way,
    "P46": expected_mirrors,
    "P48": null_projects_beside_growth,
    "P49": other_scale,
    "P51": classes_alike,
    "P53": class_without_pairs,
    "P54": nobody_came,
    "P56": rates_with_low_attenders,
    "P58": prediction_follows_the_unit,
    "P59": prediction_covers,
    "P61": edited_draw,
    "P63": unlike_after_the_draw,
    "P64": run_chart_of_equals,
    "P66": run_chart_denominator,
    "P68": lower_is_better,
    "P69": long_second_phase,
    "P71": list_written_afterwards,
    "P73": dose_says_no_cause,
    "P74": ways_mirror,
    "P76": perfect_reliability,
    "P78": nine_values,
    "P79": mostly_equal,
    "P81": no_entry_in_the_table,
    "P83": labels_not_in_time,
    "P84": sentences,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PITFALLS)
def test_pitfall(name):
    if name not in BEHAVIOUR:
        pytest.fail(f"the runner has no test for this pitfall: {PITFALLS[name]}")
    BEHAVIOUR[name]()


def test_every_number_of_the_reference_is_one():
    for case in CASES.values():
        for expected in case["expected"].values():
            if isinstance(expected, float):
                assert math.isfinite(expected)
