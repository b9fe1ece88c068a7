"""Words from intervals, months from a table, one line from several sources."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from spp_research import stats
from spp_research.stats.estimate import Conclusion
from spp_research.stats.months import months_table

REFERENCE = Path(__file__).resolve().parents[3].parent / "shared" / "reference"


def estimate(low, high, unit="SD", **more):
    return stats.Estimate((low + high) / 2, low, high, 0.1, 50, "effect", unit, **more)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.02, 0.30, "higher"),
        (0.11, 0.30, "higher by a worthwhile amount"),
        (-0.05, 0.08, "no worthwhile change"),
        (0.02, 0.08, "no worthwhile change"),
        (-0.08, -0.02, "no worthwhile change"),
        (-0.10, 0.10, "no worthwhile change"),
        (-0.30, -0.02, "lower"),
        (-0.30, -0.15, "lower"),
        (-0.05, 0.30, "unclear: compatible with anything from -0.05 to 0.30"),
        (0.00, 0.30, "unclear: compatible with anything from 0.00 to 0.30"),
    ],
)
def test_direction(low, high, words):
    assert stats.direction(estimate(low, high), 0.10, True) == words


def test_direction_where_less_is_better():
    assert stats.direction(estimate(-0.3, -0.15), 0.1, False) == "lower by a worthwhile amount"
    assert stats.direction(estimate(0.15, 0.3), 0.1, False) == "higher"
    assert stats.verdict(estimate(-0.3, -0.15), 0.1, False) == "better"
    assert stats.verdict(estimate(0.15, 0.3), 0.1, False) == "worse"
    assert stats.verdict(estimate(0.15, 0.3), 0.1, True) == "better"
    assert stats.verdict(estimate(-0.15, 0.3), 0.1) == "unclear"
    assert stats.verdict(estimate(-0.05, 0.03), 0.1) == "no worthwhile change"


def test_direction_of_ratios_is_about_one():
    assert stats.direction(estimate(0.95, 1.05, "ratio"), 0.1) == "no worthwhile change"
    assert stats.direction(estimate(1.2, 1.5, "ratio"), 0.1) == "higher by a worthwhile amount"
    assert stats.direction(estimate(0.5, 0.8, "ratio"), 0.1) == "lower"
    assert stats.direction(estimate(0.5, 1.8, "ratio"), 0.1).startswith("unclear")


def test_direction_in_natural_units():
    said = stats.direction(estimate(-0.031, 0.124, "proportion"), 0.05)
    assert (
        said
        == "unclear: compatible with anything from -3 percentage points to 12 percentage points"
    )
    said = stats.direction(estimate(-1.26, 3.0, "marks"), 1)
    assert said == "unclear: compatible with anything from -1.3 to 3.0"


def test_direction_without_interval():
    assert stats.direction(stats.mean_change([1], [2])) == "not enough data"
    same = stats.mean_change([1, 2, 3], [4, 5, 6])  # all rose by 3: no interval, no claim
    assert stats.verdict(same, 1) == "not enough data"
    with pytest.raises(ValueError, match="not be negative"):
        stats.direction(estimate(0, 1), -0.1)


def test_several_outcomes():  # pitfall 31
    assert (
        stats.multiplicity_line(6) == "of 6 intervals about 0.3 would miss the true value by chance"
    )
    assert stats.multiplicity_line(1) == ""
    assert stats.simultaneous_confidence(5) == pytest.approx(0.99)
    assert stats.simultaneous_confidence(1) == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("effect", "months"),
    [
        (0.014, 0), (0.015, 1), (0.094, 1), (0.095, 2), (0.185, 3), (0.265, 4), (-0.10, -2),
        (1.2, 12), (0, 0), (-0.01, 0), (0.005, 0), (1.0, 12), (-3, -12), (0.955, 12), (0.954, 11),
        (0.445, 6), (0.444, 5), (0.525, 7), (0.615, 8), (0.695, 9), (0.785, 10), (0.875, 11),
    ],
)  # fmt: skip
def test_months(effect, months):  # pitfall 33
    assert stats.months_of_progress(effect) == months
    assert stats.months_of_progress(-effect) == -months
    assert type(stats.months_of_progress(effect)) is int


def test_bands_leave_no_gap():
    bands = months_table()["bands"]
    assert [band["months"] for band in bands] == list(range(13))
    for before, after in pairwise(bands):
        assert round(float(after["low"] - before["high"]), 10) == 0.01


@pytest.mark.skipif(not REFERENCE.is_dir(), reason=f"no reference values at {REFERENCE}")
def test_bands_are_the_published_ones():
    published = json.loads((REFERENCE / "eef_toolkit_months.json").read_text("utf-8"))
    ours = [{k: float(v) for k, v in band.items()} for band in months_table()["bands"]]
    assert ours == [
        {k: float(band[k]) for k in ("months", "low", "high")} for band in published["bands"]
    ]
    assert months_table()["source"] == published["source"]


ALLOWED = {"outcome": "attainment", "design": "A", "clusters_per_arm": 5}


def test_months_statement():
    said = stats.months_statement(estimate(-0.06, 0.40), **ALLOWED)
    assert said.startswith("2 months (-1 to 5), 95% interval, by the table EEF Toolkit")
    assert "rough translation" in said
    assert stats.months_statement(estimate(0.02, 0.1), **ALLOWED).startswith("1 month (1 to 2)")
    top = stats.months_statement(estimate(0.5, 1.9), **ALLOWED)
    assert top.startswith("12 (top band) months (6 to 12 (top band))")
    for clusters in (None, 2, (2, 9)):
        assert isinstance(
            stats.months_statement(
                estimate(0, 0.1), outcome="attainment", design="A", clusters_per_arm=clusters
            ),
            str,
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"outcome": "attitudes"}, "attainment only"),
        ({"design": "B"}, "design B"),
        ({"design": "C"}, "design C"),
        ({"design": "D"}, "design D"),
        ({"design": ""}, "design"),
        ({"clusters_per_arm": 1}, "at least two classes"),
        ({"clusters_per_arm": (1, 8)}, "at least two classes"),
        ({"clusters_per_arm": 0}, "at least two classes"),
    ],
)
def test_months_are_refused(change, words):  # pitfall 33
    refused = stats.months_statement(estimate(0, 0.3), **{**ALLOWED, **change})
    assert refused.status == "refused" and words in refused.reason
    assert refused.value is None


def test_months_need_an_interval_in_sds():
    for e in (
        estimate(0, 3, "marks"),
        stats.mean_difference([1, 2, 3], [2, 3, 4]),
        stats.hedges_g([1], [2]),
        stats.Estimate(0.2, None, None, None, 9, "effect", "SD"),
    ):
        assert stats.months_statement(e, **ALLOWED).status == "refused"
    with pytest.raises(ValueError, match="need a result of stats"):
        stats.months_statement(0.2, **ALLOWED)


def source(direction, informant="pupils", design="B", name="survey"):
    return stats.Source(name, informant, direction, design, 40)


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        ([source("better"), source("worse", "teachers")], "Sources disagree"),
        ([source("better"), source("better", "teachers")], "Sources agree: improved"),
        ([source("better"), source("better", "project team")], "Sources agree: improved"),
        ([source("worse"), source("worse", "teachers")], "Sources agree: worsened"),
        (
            [source("better", "project team"), source("better", "Project team (self-report)")],
            "Mixed and unclear",
        ),
        ([source("better"), source("better", " Pupils ")], "Mixed and unclear"),
        ([source("better"), source("unclear", "teachers")], "One source only"),
        ([source("better"), source("no worthwhile change", "teachers")], "One source only"),
        ([source("worse")], "One source only"),
        ([source("unclear"), source("not enough data")], "Evidence too thin to say"),
        ([], "Evidence too thin to say"),
        ([source("not collected")], "Evidence too thin to say"),
        ([source("no worthwhile change")] * 2, "No worthwhile change seen"),
        ([source("no worthwhile change")] * 2 + [source("unclear")], "No worthwhile change seen"),
        ([source("no worthwhile change"), source("unclear")], "Mixed and unclear"),
        (
            [source("better"), source("better", "teachers"), source("worse", "parents")],
            "Sources disagree",
        ),
    ],
)
def test_triangulation(sources, line):
    conclusion = stats.triangulate(sources)
    assert isinstance(conclusion, Conclusion)
    assert conclusion.line == line
    assert conclusion.sources == tuple(sources)
    assert stats.triangulate(sources[::-1]).line == line


def test_claim_and_silence():
    c = stats.triangulate(
        [
            source("better", "pupils", "B"),
            source("better", "teachers", "A"),
            source("unclear", "parents", "A"),
            source("not collected", "governors", "D", name="interviews"),
        ]
    )
    assert (c.kind, c.claim, c.silent) == ("improved", "A", ("interviews",))
    alone = stats.triangulate([source("better", design="B"), source("unclear", design="A")])
    assert alone.claim == "B"
    assert stats.triangulate([source("better"), source("worse")]).claim == ""


def test_sources_of_any_shape():
    row = {"name": "survey", "informant": "pupils", "direction": "better", "design": "B", "n": 4}
    assert stats.triangulate([row]).sources == (source("better").__class__(**row),)
    with pytest.raises(ValueError, match="direction of survey is 'up'"):
        stats.triangulate([{**row, "direction": "up"}])
