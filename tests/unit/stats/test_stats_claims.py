"""Each result said in short sentences, and never more than it holds."""

import math
import re
import subprocess
import sys

import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st
from stats_results import every

from spp_research import stats
from spp_research.stats.estimate import STATUSES, Estimate
from spp_research.words import short

NEVER = re.compile(r"\b(nan|inf|None|significant\w*|proves?|caused?|effect|impact|p-value)\b", re.I)


def parts(said):
    return re.split(r"(?<=[.?!])\s+", said)


def test_every_result_in_words(snapshot):
    said = {name: stats.sentence(result, outcome="Marks") for name, result in every().items()}
    assert said == snapshot


def test_every_function_and_every_status_is_there():
    statuses = {getattr(result, "status", "ok") for result in every().values()}
    assert statuses == set(STATUSES)


@pytest.mark.parametrize("outcome", ["Marks", "Words read correctly in one minute, all four years"])
@pytest.mark.parametrize("unit", ["marks", "standardised points out of a hundred and forty"])
def test_sentences_are_short_and_plain(outcome, unit):
    for name, result in every().items():
        said = stats.sentence(result, outcome=outcome, unit=unit)
        assert 1 <= len(parts(said)) <= 4, (name, said)
        for part in parts(said):
            assert len(part.split()) <= 20, (name, part)
            assert part[0].isupper() or part[0].isdigit(), (name, part)
            assert part.count("(") == part.count(")"), (name, part)
        assert not NEVER.search(said), (name, said)


limit = st.none() | st.floats(-1e4, 1e4)
MINUS_NOUGHT = re.compile(r"-0(?:\.0+)?(?!\.?\d)")


@examples(200)
@given(
    st.sampled_from([result for result in every().values() if isinstance(result, Estimate)]),
    limit, limit, limit, st.none() | st.floats(0, 5),
)  # fmt: skip
def test_any_numbers_are_said_within_the_rules(pattern, value, low, high, worthwhile):
    fields = {name: getattr(pattern, name) for name in Estimate.__slots__}
    if pattern.ok:
        low, high = (None, None) if low is None or high is None else sorted((low, high))
        fields |= {"value": value or 0.0, "low": low, "high": high}
    said = stats.sentence(Estimate(**fields), outcome="Marks", smallest_worthwhile=worthwhile)
    assert 1 <= len(parts(said)) <= 4
    assert all(len(part.split()) <= 20 for part in parts(said))
    assert not NEVER.search(said)
    assert not MINUS_NOUGHT.search(said)


def test_the_test_for_a_minus_before_nought_can_fail():
    assert MINUS_NOUGHT.search("from -0.00 to") and MINUS_NOUGHT.search("-0 to")
    assert MINUS_NOUGHT.search("of -0.0.") and not MINUS_NOUGHT.search("from -0.06 to -0.4.")


def test_the_sentences_of_the_specification():
    before = [40.0] * 14
    change = Estimate(
        3.5, -0.43, 7.43, 1.9, 14, "change less expected change", "marks",
        details={"change": 7.5, "expected": 4.0, "judged": 1, "sd": 11.3}, sizes=(14,),
    )  # fmt: skip
    said = stats.sentence(change, outcome="Marks")
    assert said.startswith(
        "Marks rose by 7.5. The manual expects 4.0 in that time. That is 3.5 more than expected "
        "(could be anywhere from -0.4 to 7.4)."
    )
    assert before and "We cannot tell" in said
    cycle = every()["cycles"]
    assert stats.sentence(cycle, outcome="Reading").startswith("In 2023 the difference was 0.10")
    chosen = stats.selection_effect(6, 30, sd=10)
    assert stats.sentence(chosen, outcome="Marks") == (
        "These pupils were chosen for low scores. Such pupils rise by about 1 to 7 marks with no "
        "help."
    )
    waiting = stats.allocate([f"u{i}" for i in range(18)], method="waiting", seed=4711)
    assert stats.sentence(waiting, outcome="Marks") == (
        "A computer drew lots with number 4711. Anyone can check the draw. 9 pupils start now, 9 "
        "later."
    )


def test_a_unit_is_said_once():
    e = every()["expected none"]
    assert "rose by 0.9 (could" in stats.sentence(e, outcome="Marks")
    assert "rose by 0.9 words a minute (could" in stats.sentence(
        e, outcome="Reading", unit="words a minute"
    )


def test_the_smallest_worthwhile_change_decides_the_verdict():
    e = stats.expected_change([1, 2, 3, 4, 5, 6], [4, 5, 7, 7, 9, 9], expected=1)
    assert e.low > 0
    for swc, words in (
        (0.01, "All of the range is beyond the smallest worthwhile amount."),
        ((e.low + e.high) / 2, "It is higher; whether by a worthwhile amount is not settled."),
        (e.high + 1, "That is no worthwhile difference."),
    ):
        assert stats.sentence(e, outcome="Marks", smallest_worthwhile=swc).endswith(words)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0.05, 1, "0.1"), (-0.04, 1, "0.0"), (2.5, 0, "3"), (-2.5, 0, "-3"), (1e6, 1, "1000000.0")],
)
def test_numbers(value, decimals, text):
    assert short.number(value, decimals) == text


def test_what_is_no_result_raises():
    for thing in (3.2, "better", object()):
        with pytest.raises(ValueError, match="is no result"):
            stats.sentence(thing, outcome="Marks")
    assert stats.sentence((), outcome="Marks") == "Nothing was found that looks wrong."


def test_lines_for_many_questions():
    assert stats.chance_line(4) == ""
    assert stats.chance_line(40) == ("If nothing had changed, about 2 would still look different.")
    with pytest.raises(ValueError):
        stats.chance_line(2.5)


def test_sentences_are_fetched_late():
    program = (
        "import sys; from spp_research import stats; stats.direction\n"
        "assert not any(m.startswith('spp_research.words') for m in sys.modules)\n"
        "stats.sentence\n"
        "assert 'spp_research.words.claims' in sys.modules and 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)


def test_all_numbers_of_the_results_are_finite():
    for result in every().values():
        for number in getattr(result, "details", {}).values():
            assert number is None or math.isfinite(number)
