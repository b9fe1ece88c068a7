"""Wrong types are said plainly; missing values are counted; the order of rows is nothing."""

import datetime

import numpy as np
import pandas as pd
import pytest

from spp_research import stats

GROUP = [12.0, 15.0, 11.0, 18.0, 14.0]
OTHER = [10.0, 13.0, 9.0, 12.0]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(GROUP),
        pd.Series([12, 15, 11, 18, 14], dtype="Int64"),
        pd.Series(GROUP, index=list("vwxyz")),
        np.array(GROUP, dtype=np.float32),
        tuple(GROUP),
        (x for x in GROUP),
        [np.int64(12), 15, 11.0, 18, 14],
    ],
)
def test_any_column_of_numbers(column):
    assert stats.mean_difference(column, OTHER) == stats.mean_difference(GROUP, OTHER)


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT, np.nan])
def test_missing_values_are_counted(missing):
    e = stats.mean_difference([*GROUP, missing], OTHER)
    assert e.value == stats.mean_difference(GROUP, OTHER).value
    assert e.n == 9
    assert e.warnings[0] == "1 row left out because a value is missing"
    nullable = pd.array([*GROUP, None], dtype="Float64")
    assert stats.mean_difference(nullable, OTHER) == e


@pytest.mark.parametrize(
    "column",
    [
        ["abs", 1, 2],
        [1, 2, "12,5"],
        [1, " 14 "],
        pd.Series(["1", "2"]),
        pd.Series(["a", "b"], dtype="category"),
        "123",
        5,
        None,
        {"a": 1},
        [[1, 2], [3, 4]],
        pd.DataFrame({"a": [1, 2]}),
        [1 + 2j, 3],
        [datetime.date(2025, 1, 1), 3],
        pd.Series(pd.to_datetime(["2025-01-01", "2025-01-02"])),
        [1, float("inf")],
    ],
)
def test_wrong_types_raise_one_plain_sentence(column):
    with pytest.raises(ValueError) as caught:
        stats.mean_difference(column, OTHER)
    assert "treated" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_messages(snapshot):
    wrong = [
        lambda: stats.mean_difference(["abs", 1], OTHER),
        lambda: stats.mean_change([1, 2, 3], [1, 2]),
        lambda: stats.adjusted_effect([1, 2], [1, 2], [1, 2]),
        lambda: stats.fleiss_kappa([[1, 2], [1]]),
        lambda: stats.proportion("six", 10),
        lambda: stats.mean_difference(GROUP, OTHER, confidence=95),
        lambda: stats.mdes_two_groups(20, power=80),
        lambda: stats.cohens_kappa([1, 2], [1, 2], "cubic"),
        lambda: stats.months_of_progress("lots"),
        lambda: stats.months_of_progress(0.2, "other"),
        lambda: stats.triangulate([{"name": "survey"}]),
    ]
    said = []
    for call in wrong:
        with pytest.raises(ValueError) as caught:
            call()
        said.append(str(caught.value))
    assert said == snapshot


def test_reasons(snapshot):
    results = [
        stats.mean_difference([1], [None, None]),
        stats.hedges_g([5, 5, 5], [7, 7, 7]),
        stats.mean_change([1, None], [2, 3]),
        stats.mean_change([1, 2], [2, 3], same_scale=False),
        stats.adjusted_effect([1, 1, 1, 1], [2, 3, 4, 5], [0, 0, 1, 1]),
        stats.proportion(0, 0),
        stats.proportion(12, 10),
        stats.risk_ratio(3, 10, 0, 10),
        stats.cliffs_delta([3, 3], [3, 3]),
        stats.attendance_rate([10, 12, 9], [10, 10, 0]),
        stats.rate_ratio([0, 0, 1, 2], [1, 1, 0, 0]),
        stats.fleiss_kappa([[1, 2], [1, None]]),
        stats.cohens_kappa([1, 1, 1], [1, 1, 1]),
        stats.cohens_kappa(["a", "b"], ["a", "b"], "linear"),
        stats.mdes_clusters(2, 25, 0.1),
        stats.pool([0.1, 0.2], [0.01, 0.02]),
        stats.pool([0.1, 0.2, 0.3], [0.01, 0, 0.02]),
        stats.pool([0.1, 0.2, 0.3], [0.01] * 3, designs=["A", "B", "A"]),
    ]
    assert [(r.status, r.reason) for r in results] == snapshot


def test_text_labels_and_gaps_in_clusters():
    y, t = [1.0, 2, 3, 4, 6, 7, 5, 8, 9], [0, 0, 0, 0, 1, 1, 1, 1, 1]
    named = stats.cluster_mean_difference(y, t, ["a", "a", "b", "b", "c", "c", "d", "d", None])
    coded = stats.cluster_mean_difference(y[:8], t[:8], [1, 1, 2, 2, 3, 3, 4, 4])
    assert named.value == coded.value == 4.0
    assert named.details["clusters"] == 4
    assert "1 row left out" in named.warnings[0]


def test_order_of_rows_changes_not_even_the_last_digit():
    rng = np.random.default_rng(5)
    n = 60
    x, y = rng.normal(50, 9, n), rng.normal(55, 9, n)
    t, c = np.arange(n) % 2.0, (np.arange(n) % 12).astype(float)
    codes = rng.integers(1, 5, (n, 3))
    shuffle = rng.permutation(n)
    for call in (
        lambda i: stats.mean_difference(x[i], y),
        lambda i: stats.hedges_g(x[i], y),
        lambda i: stats.mean_change(x[i], y[i]),
        lambda i: stats.standardised_change(x[i], y[i]),
        lambda i: stats.adjusted_effect(x[i], y[i], t[i]),
        lambda i: stats.clustered_effect(y[i], t[i], c[i], x[i]),
        lambda i: stats.cluster_mean_difference(y[i], t[i], c[i]),
        lambda i: stats.intraclass_correlation(y[i], c[i]),
        lambda i: stats.cliffs_delta(x[i], y),
        lambda i: stats.net_change(x[i], y[i]),
        lambda i: stats.attendance_rate(x[i], 2 * x[i] + 1),
        lambda i: stats.rate_ratio(codes[i, 0], t[i]),
        lambda i: stats.fleiss_kappa(codes[i]),
        lambda i: stats.krippendorff_alpha(codes[i], "ordinal", resamples=100),
        lambda i: stats.icc_agreement(codes[i]),
        lambda i: stats.cronbach_alpha(codes[i]),
        lambda i: stats.pool(x[i], y[i] ** 2),
    ):
        assert call(shuffle) == call(np.arange(n))


def test_order_of_raters_is_nothing():
    rng = np.random.default_rng(6)
    codes = rng.integers(1, 5, (30, 4))
    for measure in (stats.percent_agreement, stats.fleiss_kappa, stats.krippendorff_alpha):
        assert measure(codes[:, ::-1]) == measure(codes)
    assert stats.icc_agreement(codes[:, ::-1]).value == pytest.approx(
        stats.icc_agreement(codes).value, rel=1e-12
    )


def test_arms_are_read_by_their_names():
    marks = [1.0, 3, 2, 5, 4, 6, 5, 8]
    coded = stats.adjusted_effect(marks[::-1], marks, [0, 1] * 4)
    for arms in (
        ["comparison", "project"] * 4,
        ["Control ", "TREATED"] * 4,
        [False, True] * 4,
        pd.Categorical(["later", "first"] * 4),
    ):
        assert stats.adjusted_effect(marks[::-1], marks, arms) == coded
    gap = stats.adjusted_effect(marks[::-1], marks, ["comparison", "project"] * 3 + [" ", None])
    assert gap.n == 6


def test_arms_that_are_not_known_are_named_where_they_are_few():
    with pytest.raises(ValueError, match="it holds 'Bleu', 'Rouge'"):
        stats.attendance_difference([1, 2], [3, 3], ["Rouge", "Bleu"])
    with pytest.raises(ValueError, match="5 different labels") as caught:
        stats.attendance_difference([1] * 5, [3] * 5, ["Ann", "Ben", "Cid", "Dot", "Eve"])
    assert "Ann" not in str(caught.value)


ANSWERS = ["disagree", "neutral", "agree"]


def categories(values, order=ANSWERS, **index):
    return pd.Series(pd.Categorical(values, categories=order, ordered=True), **index)


def test_ordered_categories_keep_their_order():
    one = ["agree", "neutral", "agree", "disagree", None]
    two = ["neutral", "disagree", "agree", "disagree", "neutral"]
    place = {"disagree": 1, "neutral": 2, "agree": 3, None: None}
    numbers = [[place[answer] for answer in column] for column in (one, two)]
    assert stats.cliffs_delta(categories(one), categories(two)) == stats.cliffs_delta(*numbers)
    assert stats.net_change(categories(one), categories(two)) == stats.net_change(*numbers)
    labelled = categories(one, index=list("abcde")), categories(two, index=list("abcde"))[::-1]
    assert stats.net_change(*labelled) == stats.net_change(numbers[0], numbers[1])
    weighted = stats.cohens_kappa(categories(one), categories(two), "quadratic")
    assert weighted.value == stats.cohens_kappa(*numbers, "quadratic").value
    ratings = pd.DataFrame({"a": categories(one), "b": categories(two)})
    alpha = stats.krippendorff_alpha(ratings, "ordinal", resamples=20)
    plain = [list(pair) for pair in zip(*numbers, strict=True)]
    assert alpha.value == pytest.approx(
        stats.krippendorff_alpha(plain, "ordinal", resamples=20).value
    )
    # A list of the same answers is read in the order of the other column.
    assert stats.cliffs_delta(categories(one), two) == stats.cliffs_delta(*numbers)


def test_orders_that_do_not_agree_are_named():
    with pytest.raises(ValueError, match="disagree, neutral, agree and agree, neutral, disagree"):
        stats.cliffs_delta(categories(["agree"]), categories(["agree"], ANSWERS[::-1]))
    with pytest.raises(ValueError, match="comparison holds a label that is not among"):
        stats.cliffs_delta(categories(["agree"]), ["strongly agree"])
    with pytest.raises(ValueError, match="holds the text"):
        stats.cliffs_delta(["agree"], ["neutral"])


def test_whole_numbers_as_labels_of_rows_are_labels_and_not_places():
    before = pd.Series([10.0, 20, 30, 40], index=[3, 2, 1, 0])
    after = pd.Series([41.0, 33, 22, 14], index=[0, 1, 2, 3])
    assert stats.mean_change(before, after).value == pytest.approx(2.5)
    assert stats.mean_change(before[1:], after.drop(3)).n == 3
    blank = stats.cluster_mean_difference(
        [1.0, 2, 3, 4, 6, 7, 5, 8, 9],
        [0] * 4 + [1] * 5,
        ["a", "a", "b", "b", "c", "c", "d", "d", ""],
    )
    assert blank.details["clusters"] == 4 and "1 row left out" in blank.warnings[0]


def test_of_a_column_of_texts_the_one_is_named_that_is_no_number():
    """As a file has them: one "abs" makes texts of all the numbers."""
    with pytest.raises(ValueError, match="row 3 holds the text 'abs'"):
        stats.mean_change(["1", "2", "abs"], ["2", "3", "4"])
    with pytest.raises(ValueError, match="row 1 holds the text '1'"):
        stats.mean_change(["1", "2", "3"], ["2", "3", "4"])
