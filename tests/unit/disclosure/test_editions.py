"""Editions of one number: no two that were ever shared tell of fewer people than may be shown."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import pytest
from example_counts import examples
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


# --- an attack: whoever has every edition, and knows who was in which, adds and takes away


def test_classes_that_cancel_leave_the_newcomer_and_are_found():
    one, two, three = 30, 6, 12
    sums = [mean(one, 5.0), mean(one + two, 5.1), mean(one + three, 5.2)]
    assert not any(too_near(new, sums[:n], FEWEST) for n, new in enumerate(sums))
    newcomer = mean(one + two + three + 1, 5.3)  # all others cancel in it - second - third + first
    assert all((fewest_behind(old, newcomer) or 0) >= FEWEST for old in sums)  # no two tell of them
    assert too_near(newcomer, sums, FEWEST)
    halves = [mean(30, 5.0), mean(24, 5.1)]
    assert too_near(mean(55, 5.3), halves, FEWEST)  # two classes, and both with a newcomer
    assert not too_near(mean(80, 5.3), halves, FEWEST)


def test_what_was_told_already_is_told_again():
    sums = [mean(30, 5.0), mean(36, 5.1), mean(42, 5.2), mean(48, 5.3)]
    assert not too_near(sums[1], sums, FEWEST)


groups = st.lists(st.integers(0, 14), min_size=4, max_size=4)
members = st.lists(st.sets(st.integers(0, 3), min_size=1), min_size=2, max_size=5)


@examples(200)
@given(groups, members, st.data())
def test_no_sum_of_editions_leaves_a_few(sizes, members, data):
    """Classes that are in some editions and not in others, and a few people who come and go."""
    people = [{f"{g}.{n}" for n in range(size)} for g, size in enumerate(sizes)]
    out: list[set[str]] = []
    for which in members:
        few = data.draw(st.sets(st.integers(0, 3), max_size=3))
        now = set().union(*(people[g] for g in which), {f"few.{n}" for n in few})
        told = [mean(len(one), _sum(one)) for one in out]
        if len(now) >= FEWEST and not too_near(mean(len(now), _sum(now)), told, FEWEST):
            out.append(now)
    for chosen in (c for r in (2, 3, 4) for c in combinations(out, r)):
        for signs in product((-1, 1), repeat=len(chosen)):
            left: Counter[str] = Counter()
            for sign, one in zip(signs, chosen, strict=True):
                left.update(dict.fromkeys(one, sign))
            behind = sum(1 for number in left.values() if number)
            assert behind == 0 or behind >= FEWEST


def _sum(people) -> float:
    """A figure that any change of people changes."""
    return float(sum(hash(who) % 10_007 for who in people))
