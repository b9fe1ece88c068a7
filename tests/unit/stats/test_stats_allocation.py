"""Drawing lots: the groups balance, the draw can be repeated, and a changed one is seen."""

import hashlib
import json
import math
import unicodedata
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from example_counts import examples
from hypothesis import assume, given
from hypothesis import strategies as st

from spp_research import stats

quick = examples(60)
seeds = st.integers(0, 2**63 - 1)
names = st.lists(st.text("abcABC019 é\u0301", min_size=1, max_size=4), min_size=2, max_size=25)
UNITS = [f"P{i:02d}" for i in range(1, 10)]


@st.composite
def lists(draw):

    found = {unicodedata.normalize("NFC", text).strip() for text in draw(names)}
    found.discard("")
    assume(len(found) >= 2)
    return sorted(found)


def by_hand(seed, draw, kind, what):
    return hashlib.sha256(f"spp-allocate-1|{seed}|{draw}|{kind}|{what}".encode()).hexdigest()


def heads(seed, draw, what):
    return by_hand(seed, draw, "coin", what)[0] in "01234567"


@quick
@given(lists(), seeds)
def test_simple_by_its_definition(units, seed):
    a = stats.allocate(units, method="simple", seed=seed)
    order = sorted(units, key=lambda u: (by_hand(seed, 1, "order", u), u))
    n = len(units)
    half = n // 2 + (n % 2 and heads(seed, 1, "all"))
    assert {u for u, arm in a.arm.items() if arm == "project"} == set(order[:half])
    assert abs(a.counts[0] - a.counts[1]) == n % 2 and sum(a.counts) == n
    assert stats.check_allocation(a)


@quick
@given(lists(), seeds, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_nothing_and_the_same_seed_the_same_draw(units, seed, random):
    shuffled = random.sample(units, len(units))
    for method, more in (
        ("simple", {}),
        ("waiting", {}),
        ("stratified", {"strata": [u[0] for u in units]}),
        ("pairs", {"score": [len(u) for u in units]}),
    ):
        other = {name: [values[units.index(u)] for u in shuffled] for name, values in more.items()}
        one = stats.allocate(units, method=method, seed=seed, **more)
        assert one == stats.allocate(shuffled, method=method, seed=seed, **other)
        assert stats.check_allocation(one)


@quick
@given(lists(), seeds, st.data())
def test_strata_are_balanced_and_so_are_their_leftovers(units, seed, data):
    strata = [data.draw(st.sampled_from(["7A", "7B", "7C"])) for _ in units]
    a = stats.allocate(units, method="stratified", seed=seed, strata=strata)
    for stratum in set(strata):
        inside = Counter(row.arm for row in a.rows if row.stratum == stratum)
        assert abs(inside["project"] - inside["comparison"]) <= 1
    assert abs(a.counts[0] - a.counts[1]) <= 1


@quick
@given(lists(), seeds, st.data())
def test_pairs_are_neighbours_with_one_in_each_arm(units, seed, data):
    score = [data.draw(st.integers(0, 9)) for _ in units]
    a = stats.allocate(units, method="pairs", seed=seed, score=score)
    mark = dict(zip(units, score, strict=True))
    pairs = {}
    for row in a.rows:
        pairs.setdefault(row.pair, []).append(row)
    alone = pairs.pop("", [])
    assert len(alone) == len(units) % 2
    assert all(mark[row.unit] == max(score) for row in alone)
    for pair in pairs.values():
        assert sorted(row.arm for row in pair) == ["comparison", "project"]
        low, high = sorted(mark[row.unit] for row in pair)
        between = [m for m in score if low < m < high]
        assert not between  # nobody stands between the two


@quick
@given(lists(), seeds, st.data())
def test_whatever_is_changed_the_check_sees(units, seed, data):
    a = stats.allocate(units, method="simple", seed=seed)
    row = data.draw(st.integers(0, len(units) - 1))
    other = a.arms[a.rows[row].arm == a.arms[0]]
    changed = list(a.rows)
    changed[row] = changed[row]._replace(arm=other)
    wrong = [
        replace(a, rows=tuple(changed)),
        replace(a, rows=a.rows[:-1], scores=a.scores[:-1]),
        replace(a, rows=a.rows[::-1]),
        replace(a, seed=(seed + 1) % 2**63),
        replace(a, draw=2),
        replace(a, certificate="0" * 64),
        replace(a, arms=a.arms[::-1]),
        replace(a, method="pairs"),
        replace(a, scores=()),
        replace(a, status="refused"),
    ]
    assert [stats.check_allocation(each) for each in wrong] == [False] * len(wrong)


def test_the_certificate_is_the_hash_of_the_draw_as_json():
    a = stats.allocate(UNITS, method="pairs", seed=7, score=[3.5, 1, 2, 9, 8, 7, 6, 5, 4])
    score = dict(zip(UNITS, [3.5, 1, 2, 9, 8, 7, 6, 5, 4], strict=True))
    text = json.dumps(
        {
            "algorithm": "spp-allocate-1",
            "arms": ["project", "comparison"],
            "draw": 1,
            "method": "pairs",
            "seed": 7,
            "units": [[u, "", f"{score[u]:.6f}", a.arm[u]] for u in UNITS],
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    assert a.certificate == hashlib.sha256(text.encode()).hexdigest()


def test_each_method():
    waiting = stats.allocate(UNITS, method="waiting", seed=3)
    assert waiting.arms == ("first", "later") and set(waiting.arm.values()) == {"first", "later"}
    by_class = stats.allocate(
        UNITS, method="waiting", seed=3, strata=["a"] * 4 + ["b"] * 5, arms=("now", "then")
    )
    assert by_class.arms == ("now", "then")
    assert Counter(r.arm for r in by_class.rows if r.stratum == "a") == {"now": 2, "then": 2}
    classes = stats.allocate(["7A", "7B", "7C", "7D"], method="classes", seed=3)
    assert classes.counts == (2, 2) and not classes.warnings
    paired = stats.allocate(["7A", "7B", "7C", "7D"], method="classes", seed=3, score=[9, 1, 8, 2])
    pair = {row.unit: row.pair for row in paired.rows}
    assert pair["7A"] == pair["7C"] != pair["7B"] == pair["7D"]
    few = stats.allocate(["7A", "7B"], method="classes", seed=3)
    assert any("only 2 classes" in w for w in few.warnings)
    alone = stats.allocate(UNITS, method="stratified", seed=3, strata=["a"] * 8 + ["b"])
    assert any("strata of one unit" in w for w in alone.warnings)
    odd = stats.allocate(UNITS, method="pairs", seed=3, score=range(9))
    assert any("unpaired" in w for w in odd.warnings)
    unused = stats.allocate(UNITS, method="simple", seed=3, strata=["a"] * 9, score=range(9))
    assert len(unused.warnings) == 2 and unused.arm == stats.allocate(
        UNITS, method="simple", seed=3
    ).arm  # fmt: skip
    assert stats.check_allocation(unused)


def test_labels_are_text():
    numbers = stats.allocate([1, 2.0, "3 ", "e\u0301"], method="simple", seed=1)
    assert sorted(numbers.arm) == ["1", "2", "3", "é"]
    assert numbers == stats.allocate(["3", "1", "é", "2"], method="simple", seed=1)
    index = ["a", "b", "c", "d"]
    units = pd.Series(["u1", "u2", "u3", "u4"], index=index)
    strata = pd.Series(pd.Categorical(["x", "x", "y", "y"], ordered=True), index=index)
    one = stats.allocate(units, method="stratified", seed=1, strata=strata)
    assert one == stats.allocate(units, method="stratified", seed=1, strata=strata[::-1])


@pytest.mark.parametrize(
    ("units", "more", "reason"),
    [
        (["a"], {}, "at least 2"),
        ([], {}, "at least 2"),
        (["a", "b", "a "], {}, "rows 1, 3"),
        (["a", None, "", "b"], {}, "no label in rows 2, 3"),
        (["a", "b"], {"method": "stratified"}, "no strata"),
        (["a", "b"], {"method": "stratified", "strata": ["x", None]}, "no stratum in row 2"),
        (["a", "b"], {"method": "waiting", "strata": ["x", ""]}, "no stratum in row 2"),
        (["a", "b"], {"method": "pairs"}, "no score"),
        (["a", "b"], {"method": "pairs", "score": [1, None]}, "no score in row 2"),
        (["a", "b"], {"seed": -1}, "2^63"),
        (["a", "b"], {"seed": 2**63}, "2^63"),
        (["a", "b"], {"draw": 0}, "counted from 1"),
        (["a", "b"], {"earlier": ["c0ffee"]}, "this list was drawn already"),
        # Many faults at once.
        (["a", "a", ""], {"method": "pairs", "score": [None] * 3}, "no label in row 3"),
    ],
)
def test_refusals_name_rows_and_never_units(units, more, reason):
    a = stats.allocate(units, **{"method": "simple", "seed": 1} | more)
    assert (a.status, a.rows, a.certificate) == ("refused", (), "") and reason in a.reason
    assert not stats.check_allocation(a)


def test_a_second_draw_is_visible():
    first = stats.allocate(UNITS, method="simple", seed=5)
    again = stats.allocate(
        UNITS, method="simple", seed=5, earlier=[first.certificate], reason_for_redraw="one left"
    )
    assert again.draw == 2 and again.arm != first.arm
    assert "this is draw 2 of the list: one left" in again.warnings
    assert again.certificate != first.certificate and stats.check_allocation(again)
    third = stats.allocate(
        UNITS, method="simple", seed=5, earlier=[first, again], reason_for_redraw="two left"
    )
    assert third.draw == 3
    untold = stats.allocate(UNITS, method="simple", seed=5, draw=2)
    assert untold.arm == again.arm and "no reason was given" in untold.warnings[0]


def test_balance_is_looked_at_and_changes_nothing():
    marks = [50.0, 61, 47, None, 58, 44, 53, 66, 49]
    a = stats.allocate(UNITS, method="simple", seed=5, baseline={"mark": marks})
    (found,) = a.balance
    arms = [
        np.array([m for u, m in zip(UNITS, marks, strict=True) if a.arm[u] == arm and m])
        for arm in a.arms
    ]
    assert found.n == tuple(len(x) for x in arms)
    assert found.mean == pytest.approx([x.mean() for x in arms])
    sd = math.sqrt(sum((len(x) - 1) * x.var(ddof=1) for x in arms) / (sum(map(len, arms)) - 2))
    assert found.difference == pytest.approx((arms[0].mean() - arms[1].mean()) / sd)
    assert ("keep the draw" in " ".join(a.warnings)) == (abs(found.difference) > 0.25)
    flat = stats.allocate(UNITS, method="simple", seed=5, baseline={"x": [1] * 9, "y": marks})
    assert flat.balance[0].difference is None and flat.certificate == a.certificate


@pytest.mark.parametrize(
    "more",
    [
        {"method": "dice"},
        {"seed": 1.5},
        {"seed": "4711"},
        {"seed": True},
        {"arms": ("a", "a")},
        {"arms": "ab"},
        {"strata": ["x"]},
        {"score": ["high"] * 9},
        {"baseline": {"mark": [1]}},
    ],
)
def test_wrong_types_raise(more):
    with pytest.raises(ValueError) as caught:
        stats.allocate(UNITS, **{"method": "simple", "seed": 1} | more)
    assert "\n" not in str(caught.value)


def test_a_new_seed_is_in_range_and_new():
    found = {stats.new_seed() for _ in range(50)}
    assert len(found) == 50 and all(0 <= seed < 2**63 for seed in found)


def test_no_arm_is_favoured():
    first = sum(stats.allocate(UNITS, method="simple", seed=s).counts[0] for s in range(400))
    assert abs(first / 400 - 4.5) < 0.1
    alone = Counter(
        stats.allocate(UNITS, method="pairs", seed=s, score=range(9)).arm["P09"] for s in range(400)
    )
    assert abs(alone["project"] - 200) < 50
