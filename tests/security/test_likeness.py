"""Pupils' results that a notebook shows one by one, in whatever dress; and tables that are none.

Each case is a cell that was added to a notebook. What cannot be recognised is in decision 26, and
here too, so that nobody believes that it can.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st
from in_process import run

from spp_research import open_school
from spp_research.errors import UnprotectedError
from spp_research.protect.disclosure import likeness

IMPORTS = """
from spp_research import disclosure, display
import pandas as pd, numpy as np
p = study.base.pupils
one = p[p["outcome_id"] == "O1"]
two = p[p["outcome_id"] == "O2"]
end = one["follow_up"].astype(float).tolist()
start = one["baseline"].astype(float).tolist()
scores = [v for v in end if v == v]
gains = [b - a for a, b in zip(start, end) if a == a and b == b]
say = disclosure.not_personal
"""


@pytest.fixture(scope="module")
def study():
    return open_school("example", "oakfield", "partnership")


@pytest.fixture
def cell(study):
    def show(source):
        return run(IMPORTS + source, {"study": study, "In": [IMPORTS + source]})

    return show


# Each is one way in which a teacher may put results into a table without seeing what it is.
ONE_BY_ONE = {
    "gains": 'say(pd.DataFrame({"Gain": gains}), "gains")',
    "gains, sorted": 'say(pd.DataFrame({"Gain": sorted(gains)}), "gains")',
    "gains, turned": 'say(pd.DataFrame({"Loss": [-g for g in gains]}), "gains")',
    "scores": 'say(pd.DataFrame({"Score": scores}), "scores")',
    "scores, sorted downwards": 'say(pd.DataFrame({"Score": sorted(scores)[::-1]}), "scores")',
    "scores, halved": 'say(pd.DataFrame({"Score": [s / 2 for s in scores]}), "scores")',
    "scores, halved and sorted": (
        'say(pd.DataFrame({"Score": sorted(s / 2 for s in scores)}), "scores")'
    ),
    "scores, halved and rounded": (
        'say(pd.DataFrame({"Score": [round(s / 2) for s in scores]}), "scores")'
    ),
    "scores, as z": (
        's = pd.Series(scores); say(pd.DataFrame({"z": sorted((s - s.mean()) / s.std())}), "z")'
    ),
    "scores, in bands of ten": (
        'say(pd.DataFrame({"Band": [10 * (s // 10) for s in scores]}), "bands")'
    ),
    "scores, squared": 'say(pd.DataFrame({"x": [s * s for s in scores]}), "x")',
    "scores, as ranks": 'say(pd.DataFrame({"Rank": pd.Series(scores).rank()}), "rank")',
    "starts and ends, one below the other": (
        'say(pd.DataFrame({"Score": [v for v in start + end if v == v]}), "scores")'
    ),
    "starts and ends, molten": (
        'm = one[["baseline", "follow_up"]].melt()["value"].dropna().tolist()\n'
        'say(pd.DataFrame({"Score": m}), "scores")'
    ),
    "turned on its side": 'say(pd.DataFrame([scores]), "scores")',
    "turned, with its starts": 'say(pd.DataFrame([scores[:9], scores[9:18]]), "scores")',
    "a column a pupil": 'say(pd.DataFrame({i: [s] for i, s in enumerate(scores)}), "scores")',
    "as the names of rows": (
        'say(pd.DataFrame({"x": ["Seen"] * len(scores)}, index=scores), "seen")'
    ),
    "as the names of columns": 'say(pd.DataFrame([["Seen"] * 8], columns=scores[:8]), "seen")',
    "as a grid": 'say(pd.DataFrame(np.reshape(scores[:24], (6, 4))), "grid")',
    "as a tuple": 'say(pd.DataFrame({"x": [tuple(scores[:3]), tuple(scores[3:6])]}), "x")',
    "as decimals": 'import decimal\nsay(pd.DataFrame({"x": [decimal.Decimal(7)] * 3}), "x")',
    "a few rows": 'say(pd.DataFrame({"Score": scores[4:10]}), "scores")',
    "the last rows": 'say(pd.DataFrame({"Score": scores[-5:]}), "scores")',
    "every third row": 'say(pd.DataFrame({"Score": scores[::3]}), "scores")',
    "the best": 'say(pd.DataFrame({"Score": sorted(scores)[-6:]}), "scores")',
    "the slowest": 'say(pd.DataFrame({"Score": sorted(scores)[:6][::-1]}), "scores")',
    "one group": (
        'g = one[one["group"] == "Project"]["follow_up"].dropna().astype(float).tolist()\n'
        'say(pd.DataFrame({"Score": sorted(g)}), "scores")'
    ),
    "one class, halved": (
        'c = two["follow_up"].dropna().astype(float).tolist()\n'
        'say(pd.DataFrame({"Score": sorted(v / 2 for v in c)}), "scores")'
    ),
    "by pupil's ID": (
        'o = one.sort_values("pupil_id")["follow_up"].dropna().astype(float).tolist()\n'
        'say(pd.DataFrame({"Score": [round(v / 3) for v in o]}), "scores")'
    ),
    "the mean of start and end": (
        'both = one.dropna(subset=["baseline", "follow_up"])\n'
        'm = ((both["baseline"] + both["follow_up"]) / 2).astype(float).tolist()\n'
        'say(pd.DataFrame({"Mean": sorted(m)}), "means")'
    ),
    "a weighted sum": (
        'both = one.dropna(subset=["baseline", "follow_up"])\n'
        'm = (both["baseline"] * 0.3 + both["follow_up"] * 0.7 + 4).astype(float).tolist()\n'
        'say(pd.DataFrame({"Points": m}), "points")'
    ),
    "start and end of some": (
        'both = one.dropna(subset=["baseline", "follow_up"]).iloc[[3, 17, 9, 31, 22]]\n'
        'a, b = (both[c].astype(float).tolist() for c in ("baseline", "follow_up"))\n'
        'say(pd.DataFrame({"Before": a, "After": b}), "scores")'
    ),
    "a word a pupil": (
        'say(pd.DataFrame({"x": ["Above" if s > 90 else "Below" for s in scores]}), "seen")'
    ),
    "as counts": "disclosure.protect_counts(pd.DataFrame({'n': scores}), study.rules)",
    "gains as counts": (
        "disclosure.protect_counts(pd.DataFrame({'n': [abs(g) for g in gains]}), study.rules)"
    ),
    "some as counts": "disclosure.protect_counts(pd.DataFrame({'n': scores[:7]}), study.rules)",
    "as means of many": (
        "disclosure.protect_means(pd.DataFrame({'m': scores}), [30] * len(scores), study.rules)"
    ),
    "the best as means": (
        "disclosure.protect_means(pd.DataFrame({'m': [max(end), max(start)]}, index=['x', 'y']), "
        "[30, 30], study.rules)"
    ),
    "three rows": 'say(pd.DataFrame({"Score": scores[3:6]}), "scores")',
    "the lowest, the quartiles and the highest": (
        "q = [float(np.quantile(scores, part)) for part in (0, 0.25, 0.5, 0.75, 1)]\n"
        'say(pd.DataFrame({"Score": q}), "scores")'
    ),
    "as they are described": (
        'say(pd.DataFrame({"x": pd.Series(scores).describe().tolist()}), "scores")'
    ),
    "sums of those before": 'say(pd.DataFrame({"x": np.cumsum(scores).tolist()}), "sums")',
    "logarithms": 'say(pd.DataFrame({"x": sorted(np.log(scores).tolist())}), "x")',
    "two in a row": 'say(pd.DataFrame({"x": scores[0:10:2], "y": scores[1:10:2]}), "x")',
    "with noise": (
        'say(pd.DataFrame({"x": [s + 0.1 * (i % 3) for i, s in enumerate(scores)]}), "x")'
    ),
    "above or not": 'say(pd.DataFrame({"x": [s > 90 for s in scores]}), "x")',
    "means of two pupils": (
        'g = one.assign(k=np.arange(len(one)) // 2).groupby("k")["follow_up"].mean().dropna()\n'
        'say(pd.DataFrame({"x": g.astype(float).tolist()}), "x")'
    ),
    "in sentences": (
        "display.Bullets([display.Statement('One had {x}.', "
        "x=disclosure.statistic(s, [30], study.rules)) for s in scores])"
    ),
    "protected one by one": (
        'say(pd.DataFrame({"n": [disclosure.count(int(s), study.rules) for s in scores]}), "x")'
    ),
    "counted one by one": "[disclosure.count(int(s), study.rules) for s in scores]",
    "shared one by one": "[disclosure.share(int(s), 200, study.rules) for s in scores]",
    "waived one by one": '[say(int(s), "words") for s in scores]',
    "as statistics one by one": (
        "[disclosure.statistic(s + 0.0, [30], study.rules) for s in scores]"
    ),
    "a score as a number of people": "disclosure.count(scores[0], study.rules)",
    "the highest as a statistic": "disclosure.statistic(max(scores), [26, 26], study.rules)",
    "the lowest as a statistic": "disclosure.statistic(min(scores), [26, 26], study.rules)",
    "the largest gain as a statistic": "disclosure.statistic(max(gains), [26, 26], study.rules)",
    "one pupil's as a statistic": "disclosure.statistic(scores[7], [26, 26], study.rules)",
    "a small group, written 3.0": 'say(pd.DataFrame({"n": [3.0, 44.0]}), "things")',
}


@pytest.mark.parametrize("source", ONE_BY_ONE.values(), ids=ONE_BY_ONE)
def test_pupils_one_by_one_are_refused_in_whatever_dress(cell, source):
    with pytest.raises(UnprotectedError) as stopped:
        cell(source)
    assert any(way in str(stopped.value) for way in ("show.", "disclosure."))
    assert not any(str(number) in str(stopped.value) for number in range(32, 200))


# Tables and numbers of other things, and of groups: nothing to stop at.
HONEST = {
    "four schools": (
        'say(pd.DataFrame({"Pages": [31, 44, 52, 61]}, index=["A", "B", "C", "D"]), "pages")'
    ),
    "terms": 'say(pd.DataFrame({"From": ["September", "January", "April"]}), "terms")',
    "weeks": 'say(pd.DataFrame({"Week": list(range(6, 18))}), "weeks")',
    "years": 'say(pd.DataFrame({"Year": [2024, 2025, 2026, 2027, 2028]}), "years")',
    "typed numbers": 'say(pd.DataFrame({"Pages": [88, 92, 101, 79, 95, 110]}), "pages")',
    "pieces of evidence": (
        'n = study.base.evidence.groupby("source_type").size()\n'
        'say(pd.DataFrame({"Pieces": [int(v) * 6 for v in n]}, index=list(n.index)), "pieces")'
    ),
    "a day": 'import datetime\nsay(pd.DataFrame({"n": [44]}, index=["x"]), "days")',
    "answers": (
        'disclosure.protect_counts(pd.DataFrame({"Yes": [12, 14, 9, 17, 20], "No": [7, 8, 9, 6, '
        "11]}), study.rules)"
    ),
    "pupils by class": (
        'n = one.groupby("group")["follow_up"].count()\n'
        'disclosure.protect_counts(pd.DataFrame({"n": [int(v) for v in n]}, index=list(n.index)), '
        "study.rules)"
    ),
    "bands of scores": (
        "n = pd.cut(pd.Series(scores), [0, 60, 80, 100, 120, 300]).value_counts(sort=False)\n"
        'disclosure.protect_counts(pd.DataFrame({"n": [int(v) for v in n]}), study.rules)'
    ),
    "means by group": (
        'm = one.groupby("group")[["baseline", "follow_up"]].mean().astype(float)\n'
        "disclosure.protect_means(m, [26, 26], study.rules)"
    ),
    "a mean": "disclosure.statistic(float(np.mean(scores)), [26, 26], study.rules)",
    "a spread": "disclosure.statistic(float(np.std(scores)), [26, 26], study.rules)",
    "a median": "disclosure.position(float(np.median(scores)), 0.5, 52, study.rules)",
    "how many": "disclosure.count(len(scores), study.rules)",
    "how many of how many": (
        "disclosure.share(int(np.sum(np.array(scores) > 90)), len(scores), study.rules)"
    ),
    "one after another": "[disclosure.count(n, study.rules) for n in (12, 19, 33, 27, 40, 9, 51)]",
}


@pytest.mark.parametrize("source", HONEST.values(), ids=HONEST)
def test_what_is_about_groups_and_things_is_let_through(cell, source):
    assert cell(source) is not None


# What nobody can recognise by its numbers; decision 26 says so. A reader of this list should not
# take `not_personal` for a wall.
UNSEEN = {
    "two scores": 'say(pd.DataFrame({"x": scores[:2]}), "words")',
    "one score among the words of a table": 'say(pd.DataFrame({"x": [int(scores[0])]}), "words")',
    "a score as a whole number of people": "disclosure.count(int(scores[0]), study.rules)",
    "scores in an order of one's own, each changed in a way of its own": (
        'say(pd.DataFrame({"x": sorted(s + 7 + (i * i) % 11 for i, s in enumerate(scores[:9]))}), '
        '"x")'
    ),
}


@pytest.mark.parametrize("source", UNSEEN.values(), ids=UNSEEN)
def test_what_cannot_be_recognised_is_known(cell, source):
    assert cell(source) is not None


def results(scores, starts=None) -> likeness.Results:
    starts = scores if starts is None else starts
    return likeness.results_of(
        pd.DataFrame(
            {
                "outcome_id": "O1",
                "pupil_id": [f"{n:04}" for n in range(len(scores))],
                "group": "Project",
                "baseline": pd.array(starts, dtype="Float64"),
                "follow_up": pd.array(scores, dtype="Float64"),
            }
        )
    )


RNG = np.random.default_rng(3)


@given(
    st.lists(st.integers(0, 60), min_size=6, max_size=40).filter(lambda v: len(set(v)) > 4),
    st.floats(0.1, 9).filter(lambda a: a),
    st.floats(-50, 50),
    st.randoms(use_true_random=False),
    st.sampled_from([1, -1]),
)
@examples(60)
def test_any_results_are_recognised_rescaled_moved_and_shuffled(scores, by, to, shuffle, sign):
    made = [sign * by * score + to for score in scores]
    shuffle.shuffle(made)
    in_steps = len({round(d, 9) for d in np.diff(sorted(scores))}) == 1
    assert likeness.are_one_by_one(made, results(scores)) or in_steps


@pytest.mark.parametrize("tables", [150, pytest.param(600, marks=pytest.mark.slow)])
def test_tables_of_chance_are_seldom_taken_for_results(tables):
    """One in a hundred tables of made-up counts, held against three files of pupils each."""
    rng = np.random.default_rng(5)
    files = []
    for n, top in ((28, 20), (52, 120), (12, 40)):
        able = rng.normal(top * 0.6, top * 0.15, n)
        scores = [
            np.clip(np.round(able + rng.normal(0, top * 0.05, n)), 0, top).tolist() for _ in "ab"
        ]
        files.append(results(*scores))
    wrong = 0
    for _ in range(tables):
        rows = int(rng.integers(3, 14))
        counts = rng.integers(6, int(rng.integers(12, 60)), rows).astype(float)
        wrong += any(likeness.are_one_by_one(counts, file, typed=True) for file in files)
    print(f"\n{wrong} of {tables}")
    assert wrong <= tables / 100


def test_too_few_numbers_say_nothing():
    found = results([31, 44, 52, 61, 40, 33, 58, 29])
    assert not likeness.are_one_by_one([31, 44], found)
    assert not likeness.are_one_by_one([31, 31, 31], found)
    assert not likeness.are_one_by_one([], likeness.Results())
    assert not likeness.is_one_pupils(31, likeness.Results())
    assert not likeness.as_many(8, found) and not likeness.as_many(52, likeness.Results())


def test_a_mean_that_is_whole_is_no_pupils_own():
    found = results([30, 40, 50, 44, 36, 40], [20, 22, 24, 26, 28, 30])
    assert likeness.is_one_pupils(50, found)
    assert not likeness.is_one_pupils(40, found)  # which is the mean as well
    assert not likeness.is_one_pupils(0, found)


WAYS_TO_SHOW = {
    "a statistic": "disclosure.statistic({best}, (30,), study.rules)",
    "means": (
        "disclosure.protect_means(pd.DataFrame({{'m': [{best}, {other}]}}, index=['x', 'y']), "
        "[30, 30], study.rules)"
    ),
    "a table of groups": (
        "show.frame(pd.DataFrame({{'Mean': [{best}, {other}], 'n': [30, 30]}}, index=['x', 'y']), "
        "'n', kind={{'Mean': 'mean'}}, title='Marks')"
    ),
}


@pytest.mark.parametrize("way", WAYS_TO_SHOW)
def test_a_number_that_stands_in_another_cell_exempts_no_pupils_result(way, study):
    """A limit of 118 that was written for something else says nothing of who had 118."""
    imports = f"{IMPORTS}\nfrom spp_research import show\n"
    names = {"study": study, "In": [imports]}
    run(imports, names)
    best, other = sorted(set(names["scores"]))[-2:]
    source = imports + WAYS_TO_SHOW[way].format(best="max(scores)", other="sorted(set(scores))[-2]")
    elsewhere = f"limits = [{best}, {other}]\nevery = [{', '.join(map(str, range(200)))}]"
    with pytest.raises(UnprotectedError):
        run(source, names | {"In": [imports, elsewhere, source]})


def test_a_number_that_is_typed_where_it_is_shown_is_read_by_whoever_signs(study):
    source = f"{IMPORTS}\ndisclosure.statistic(118.0, (30,), study.rules)"
    assert run(source, {"study": study, "In": ["", source]}).text == "118.0"
