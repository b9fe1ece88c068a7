"""Only like is pooled with like; whatever stands apart is named with its reason."""

from dataclasses import replace

import pytest
from shared_years import effect, measured, share, shares

from spp_research import stats
from spp_research.partnership import annual

LIKE = [effect(1.0, 1.0), effect(3.0, 1.2), effect(2.0, 0.8), effect(4.0, 1.5), effect(2.5, 1.0)]


def found(*effects):
    return annual.effects(measured(*effects))


def test_three_alike_are_pooled_as_stats_pools_them():
    (pool,) = annual.pools(found(*LIKE[:3]))
    expected = stats.pool([1.0, 3.0, 2.0], [1.0, 1.44, 0.64])
    assert (pool.pooled.mean, pool.pooled.low, pool.pooled.high) == (
        expected.mean,
        expected.low,
        expected.high,
    )
    assert pool.standardised.mean == pytest.approx(pool.pooled.mean / 5)
    assert pool.pupils == (72,)
    assert sum(pool.weights) == pytest.approx(1)
    assert not annual.apart(found(*LIKE[:3]))


def test_the_most_exact_school_weighs_most_and_order_is_the_leads():
    (pool,) = annual.pools(found(*LIKE))
    assert [row.school for row in pool.rows] == [
        "Aldermoor",
        "Birchgate",
        "Cressbeck",
        "Dunholme",
        "Elmcote",
    ]
    assert max(pool.weights) == pool.weights[2]
    assert pool.pooled.prediction_low <= pool.pooled.low


def test_leaving_one_out_is_pooling_the_others():
    (pool,) = annual.pools(found(*LIKE[:4]))
    others = stats.pool([3.0, 2.0, 4.0], [1.44, 0.64, 2.25])
    assert pool.without[0].mean == pytest.approx(others.mean)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"design": "A", "pupils": (24, 25)}, "unlike"),
        ({"estimator": "effect in pooled SDs"}, "unlike"),
        ({"higher_is_better": False}, "unlike"),
        ({"unit": "words"}, "alone"),
        ({"name": "Spelling"}, "alone"),
        ({"rule": "a group of fewer than 6 pupils", "value": None}, "hidden"),
        ({"value": None}, "none"),
        ({"design": "D"}, "none"),
        ({"pupils": ()}, "none"),
        ({"standardised": None}, "own"),
        ({"standardised": None, "unit": "percentage points"}, "shares"),
        ({"confidence": 0.9}, "own"),
        ({"standardised_variance": None}, "own"),
        ({"low": None}, "own"),
        ({"se": -1.0}, "own"),
    ],
)
def test_what_is_unlike_stands_apart_with_the_reason(change, reason):
    every = found(*LIKE[:3], LIKE[3].model_copy(update=change))
    (pool,) = annual.pools(every)
    assert len(pool.rows) == 3
    (one,) = annual.apart(every)
    assert (one.measured.school, one.reason) == ("Dunholme", reason)
    assert one.reason in annual.APART


def test_two_schools_are_not_pooled_and_a_stray_space_or_capital_makes_no_difference():
    two = found(LIKE[0], LIKE[1])
    assert not annual.pools(two)
    assert [one.reason for one in annual.apart(two)] == ["two", "two"]
    typed = [LIKE[2].model_copy(update={"name": " spelling  Check", "unit": "Marks"})]
    assert len(annual.pools(found(*LIKE[:2], *typed))) == 1


def test_a_school_counts_once_in_a_pool():
    twice = share("Aldermoor", effects=(LIKE[0], LIKE[3].model_copy(update={"outcome_id": "O2"})))
    every = annual.effects(shares(twice, *list(measured(*LIKE[:3]).values())[1:]))
    (pool,) = annual.pools(every)
    assert len(pool.rows) == 3
    assert [one.reason for one in annual.apart(every)] == ["second"]


def test_secondary_outcomes_are_not_pooled():
    assert not found(*(e.model_copy(update={"primary": False}) for e in LIKE))


def test_the_band_is_known_only_where_every_school_named_the_same():
    named = [e.model_copy(update={"smallest_worthwhile": 1.0}) for e in LIKE[:3]]
    assert annual.pools(found(*named))[0].worthwhile == 1.0
    named[2] = named[2].model_copy(update={"smallest_worthwhile": 2.0})
    assert annual.pools(found(*named))[0].worthwhile is None


def test_stricter_rules_hide_effects_and_leave_the_name(monkeypatch):
    from spp_research.protect.disclosure import rules_for

    given = measured(LIKE[0], effect(unit="percentage points"))
    strict = replace(rules_for("partnership"), fewest_pupils=30)
    kept = annual.visible(given, strict)["aldermoor"].effects[0]
    assert (kept.name, kept.value, kept.pupils, kept.standardised) == (LIKE[0].name, None, (), None)
    assert kept.rule == "a group of fewer than 30 pupils"
    everyone = annual.visible(given, rules_for("public"))
    assert everyone["aldermoor"].effects[0].value == 1.0
    assert everyone["birchgate"].effects[0].value is None
    assert annual.visible(given, rules_for("partnership")) == given


def beyond(value, se, expected=1.0, **more):
    """A change held against an expected one."""
    left = value - expected
    ends = {"beyond_low": left - 2 * se, "beyond_high": left + 2 * se}
    return effect(value, se, expected=expected, beyond=left, beyond_se=se, **ends, **more)


def test_changes_beside_an_expected_one_are_pooled_less_that_and_only_with_each_other():
    held = [beyond(2.0, 1.0), beyond(4.0, 1.2), beyond(5.0, 0.8, expected=3.0)]
    (pool,) = annual.pools(found(*held))
    expected = stats.pool([1.0, 3.0, 2.0], [1.0, 1.44, 0.64])
    assert pool.against_expected
    assert (pool.pooled.mean, pool.pooled.low) == (expected.mean, expected.low)
    assert pool.rows[0].interval == (1.0, -1.0, 3.0)
    mixed = found(*held[:2], *LIKE[:2])
    assert not annual.pools(mixed)
    assert {one.reason for one in annual.apart(mixed)} == {"two"}


@pytest.mark.parametrize("doubt", ["not_alike", "lost", "far", "chosen_high", "one_class"])
def test_what_something_stands_against_is_apart_with_that_as_the_reason(doubt):
    alone = effect(2.0, standardised=None, standardised_variance=None, doubts=(doubt, "growth"))
    (one, *_) = annual.apart(found(alone, *LIKE[:2]))
    assert one.reason == doubt and doubt in annual.APART
