"""Editions of one number: no two that were ever shared tell of fewer people than may be shown."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research.protect.disclosure.editions import Edition, fewest_behind, too_near

FEWEST = 6
ANSWERS = ("Never", "Sometimes", "Always")


def mean(n: int, value: float, *others: int, kind=("A", "marks")) -> Edition:
    return Edition(kind, (n, *others), {}, (value,))


def answers(*counts: int, **more) -> Edition:
    return Edition((), (sum(counts),), dict(zip(ANSWERS, counts, strict=True)), (), **more)


@pytest.mark.parametrize(
    ("one", "other", "fewest"),
    {
        "the same again": (mean(30, 9.4), mean(30, 9.4), None),
        "one pupil more": (mean(30, 9.4), mean(31, 9.6), 1),
        "many more": (mean(30, 9.4), mean(42, 9.6), 12),
        "as many, and another figure": (mean(30, 9.4), mean(30, 9.6), 1),
        "the smaller of two groups": (mean(30, 9.4, 28), mean(42, 9.6, 26), 2),
        "another measure": (mean(30, 9.4), mean(31, 9.6, kind=("A", "words")), None),
        "one answer changed": (answers(9, 9, 12), answers(8, 10, 12), 1),
        "seven came and one went": (answers(9, 9, 12), answers(8, 9, 19), 1),
        "seven came": (answers(9, 9, 12), answers(9, 9, 19), 7),
        "other answers were listed": (
            answers(9, 9, 12), Edition((), (30,), {"Never": 9, "Any": 21}), 1
        ),
    }.values(),
)  # fmt: skip
def test_how_few_could_have_made_the_difference(one, other, fewest):
    assert fewest_behind(one, other) == fewest


def test_who_ticks_several_answers_counts_once():
    both = answers(9, 9, 12, several=True), answers(13, 14, 16, several=True)
    assert fewest_behind(*both) == 5  # they may have ticked all three


def test_a_number_is_set_beside_every_edition_and_not_only_the_last():
    first, second = mean(30, 9.4), mean(40, 9.9)
    assert not too_near(second, [first], FEWEST)
    assert too_near(mean(33, 9.5), [first, second], FEWEST)
    assert too_near(mean(33, 9.5), [second, first], FEWEST)


# A class over time: people come, go and change what they say.
people = st.dictionaries(st.integers(0, 40), st.sampled_from(ANSWERS), max_size=41)
editions_of_people = st.lists(people, min_size=2, max_size=5)


def shared(histories, told):
    """What leaves the school, one edition after another: the true people behind each."""
    out = []
    for now in histories:
        held = too_near(told(now), [told(before) for before in out], FEWEST)
        out.append(out[-1] if out and held else now)
    return out


def changed(one, other) -> int:
    return sum(one.get(who) != other.get(who) for who in one.keys() | other.keys())


def counted(now) -> Edition:
    tally = Counter(now.values())
    return answers(*(tally[answer] for answer in ANSWERS))


def averaged(now) -> Edition:
    marks = [ANSWERS.index(answer) for answer in now.values()]
    return mean(len(marks), sum(marks) / len(marks) if marks else 0.0)


@given(editions_of_people)
def test_no_two_editions_that_differ_are_a_few_people_apart(histories):
    for told in (counted, averaged):
        for one, other in combinations(shared(histories, told), 2):
            assert told(one) == told(other) or changed(one, other) >= FEWEST


@given(people, st.data())
def test_few_changes_are_always_found(before, data):
    who = data.draw(st.lists(st.integers(0, 40), min_size=1, max_size=FEWEST - 1, unique=True))
    after = dict(before)
    for one in who:
        answer = data.draw(st.sampled_from((*ANSWERS, None)))
        after.pop(one, None) if answer is None else after.update({one: answer})
    for told in (counted, averaged):
        assert told(before) == told(after) or too_near(told(after), [told(before)], FEWEST)


@given(st.integers(FEWEST, 40), st.integers(FEWEST, 40))
def test_many_who_came_are_shown(before, came):
    one = dict.fromkeys(range(before), "Never")
    other = one | {before + who: "Always" for who in range(came)}
    assert not too_near(counted(other), [counted(one)], FEWEST)
    assert not too_near(averaged(other), [averaged(one)], FEWEST)
