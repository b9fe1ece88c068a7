"""A minimum, a maximum, a median and quartiles, as each audience may see them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research.protect.disclosure import position, rules_for, share, statistic

AUDIENCES = ["school", "partnership", "public"]
PARTS = [0, 0.25, 0.5, 0.75, 1]


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize("audience", ["partnership", "public"])
def test_one_persons_own_value_never_leaves_the_school(part, audience):
    shown = position(41.0, part, 100_000, rules_for(audience))
    assert (shown.text, shown.value, shown.rule) == ("[c]", None, "one person’s own value")


@pytest.mark.parametrize(
    ("part", "audience", "fewest"),
    [
        (0, "school", 12),
        (1, "school", 12),
        (0.5, "school", 6),
        (0.25, "school", 12),
        (0.5, "partnership", 12),
        (0.25, "partnership", 24),
        (0.75, "public", 24),
    ],
)
def test_the_smallest_group_that_shows_it(part, audience, fewest):
    rules = rules_for(audience)
    assert position(18.25, part, fewest, rules).text == "18.3"
    assert position(18.25, part, fewest - 1, rules).text == "[c]"


@given(st.sampled_from(PARTS), st.integers(0, 60), st.sampled_from(AUDIENCES))
def test_whoever_stands_on_either_side_is_never_a_few(part, people, audience):
    rules = rules_for(audience)
    if not position(1.0, part, people, rules).hidden:
        below = sum(1 for place in range(people) if (place + 1) / people <= part)
        above = sum(1 for place in range(people) if (place + 1) / people > part)
        assert part in (0, 1) or min(below, above) >= rules.fewest_pupils
        assert part not in (0, 1) or audience == "school"


@given(st.sampled_from(PARTS), st.integers(0, 60))
def test_a_wider_audience_never_sees_more(part, people):
    hidden = [position(1.0, part, people, rules_for(a)).hidden for a in AUDIENCES]
    assert hidden == sorted(hidden)


def test_what_could_not_be_worked_out_and_what_is_no_part():
    assert position(None, 0.5, 40, rules_for("public")).text == "[x]"
    with pytest.raises(ValueError, match="not a part"):
        position(1.0, 1.5, 40, rules_for("public"))


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from(AUDIENCES))
def test_a_percentage_gives_no_few_away(some, others, audience):
    """Neither those counted, nor the rest, nor all of them, from the text as it is printed."""
    rules = rules_for(audience)
    shown = share(some, some + others, rules)
    if not shown.hidden:
        assert not any(rules.hides(n) for n in (some, others))
        assert some + others >= rules.fewest_pupils
        assert shown.text.startswith(f"{some} of {some + others}")
    else:
        assert not any(digit in shown.text for digit in "0123456789")


@given(st.lists(st.integers(0, 30), min_size=1, max_size=4), st.sampled_from(AUDIENCES))
def test_a_mean_is_hidden_with_its_smallest_group(people, audience):
    rules = rules_for(audience)
    assert statistic(1.5, people, rules).hidden == (min(people) < rules.fewest_pupils)
