"""Counts of a hub: what one reader knows taken away, nobody or three schools are left."""

from __future__ import annotations

from collections import Counter

import pytest
from example_counts import examples
from hubs_made import part, public, share
from hypothesis import given
from hypothesis import strategies as st
from shared_years import effect, finding, support, went_on

from spp_research.errors import EvidenceError
from spp_research.hub import effects as together
from spp_research.hub import figures
from spp_research.hub.editions import Counted, apart, read_editions, remember_edition
from spp_research.hub.figures import FEWEST, Tally
from spp_research.schema.vocabulary import REVIEW_SUMMARY, THEMES, CarriedState
from spp_research.words import hub as words

# Of some partnerships, at how many schools something is so, and at how many of them for everyone.
COUNTS = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.integers(1, 7).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
)


def of(counts):
    return Tally(
        Counter({name: n for name, (n, _) in counts.items()}),
        Counter({name: known for name, (_, known) in counts.items()}),
    )


@pytest.mark.slow
@given(COUNTS)
@examples(300)
def test_whatever_a_reader_of_one_partnership_knows_nobody_or_three_are_left(counts):
    """Found out here by going through every school, not by the sums of the code."""
    one = of(counts)
    schools = [(name, at < known) for name, (n, known) in counts.items() for at in range(n)]
    for own in (None, *counts):
        for published in (False, True):
            left = [
                name for name, is_public in schools if name != own and not (published and is_public)
            ]
            if one.may_be_shown:
                assert len(left) == 0 or len(left) >= FEWEST
    if not one.may_be_shown:
        assert one.shown.text == one.places.text == "[c]" and one.shown.value is None


@given(COUNTS)
@examples(100)
def test_a_hidden_count_is_never_hidden_without_need(counts):
    one = of(counts)
    if not one.may_be_shown:
        every, known = one.number, one.public.total()
        left = {every, every - known}
        left |= {every - n for n, _ in counts.values()}
        left |= {every - known - (n - k) for n, k in counts.values()}
        assert any(0 < n < FEWEST for n in left)


def hub_of(*sizes, **parts):
    """Partnerships of so many schools, each of them with these parts."""
    return [
        part(share(f"School {number} {n}", f"Partnership {number}", **parts))
        for number, size in enumerate(sizes)
        for n in range(size)
    ]


def test_two_partnerships_show_what_three_schools_of_each_found():
    theme = THEMES[0]
    found = {"findings": (finding(),)}
    assert figures.next_steps(hub_of(3, 3, **found))[theme].shown.text == "6"
    assert figures.next_steps(hub_of(3, 2, **found))[theme].shown.text == "[c]"
    assert figures.next_steps(hub_of(5, **found))[theme].shown.text == "5"
    assert figures.next_steps(hub_of(2, **found))[theme].shown.text == "[c]"
    assert figures.next_steps(hub_of(5, 1, **found))[theme].shown.text == "[c]"
    assert figures.next_steps(hub_of(5, 1, 1, 1, **found))[theme].shown.text == "8"


def test_what_is_signed_off_for_everyone_is_taken_away_too():
    own = [share(f"School {n}", f"Partnership {n}", findings=(finding(),)) for n in range(5)]
    parts = [part(one) for one in own]
    theme = THEMES[0]
    assert figures.next_steps(parts)[theme].shown.text == "5"
    parts[0], parts[1], parts[2] = (part(public(one)) for one in own[:3])
    assert figures.next_steps(parts)[theme].shown.text == "[c]"


def test_no_theme_is_lost_and_none_is_invented():
    parts = hub_of(3, 3, findings=(finding(), finding("F2", theme=2)))
    found = figures.next_steps(parts)
    assert [*found] == list(THEMES) and found[THEMES[2]].number == 6
    odd = hub_of(3, findings=(finding().model_copy(update={"theme": "Our own"}),))
    assert figures.next_steps([*parts, *odd])[figures.NO_THEME].number == 3


def test_an_offer_of_the_own_partnership_comes_first():
    need, offer = {"support": (support(),)}, {"support": (support("Offer"),)}
    asking = [part(share(f"A{n}", "Ashby", **need)) for n in range(3)]
    giving = [part(share(f"B{n}", "Bexham", **offer)) for n in range(3)]
    theme = THEMES[0]
    assert figures.only_elsewhere([*asking, *giving])[theme].number == 3
    own = part(share("A9", "Ashby", **offer))
    assert figures.only_elsewhere([*asking, own, *giving])[theme].number == 0
    assert figures.unmet(asking)[theme].number == 3
    assert figures.unmet([*asking, *giving])[theme].number == 0
    assert figures.to_ask({"Ashby": asking, "Bexham": giving, "One": giving[:1]}, theme) == [
        "Bexham"
    ]


def test_what_is_not_signed_off_is_not_counted():
    parts = hub_of(3, 3, findings=(finding(),), signed=())
    assert figures.next_steps(parts)[THEMES[0]].number == 0
    assert figures.signed(parts, REVIEW_SUMMARY).number == 0
    (one, *_) = [part(share("A", findings=(finding(),)), "public")]
    assert not one.findings


def test_what_lasted_is_counted_by_how_it_is_now_and_never_summed_around_what_is_hidden():
    kept = {s: went_on(f"A{n}", s) for n, s in enumerate(["Still done", "Stopped", "", "Odd"])}
    every = tuple(kept.values())
    found = figures.lasted(hub_of(3, 3, lasted=every))
    assert [(state, one.things) for state, one in found.items()] == [
        (CarriedState.STILL_DONE, 6),
        (CarriedState.ADAPTED, 0),
        (CarriedState.STOPPED, 6),
        (CarriedState.NOT_LOOKED, 12),
    ]
    assert "handed on 24 things: six still done, none adapted" in words.lasted(found).plain
    few = [*hub_of(3, 3, lasted=(kept["Still done"],)), *hub_of(2, lasted=(kept["Stopped"],))]
    hidden = figures.lasted(few)
    assert hidden[CarriedState.STOPPED].shown.text == "[c]"
    assert not any(letter.isdigit() for letter in words.lasted(hidden).plain)
    assert words.lasted(figures.lasted(hub_of(3, 3))) is None
    unsigned = hub_of(3, 3, lasted=every, signed=(REVIEW_SUMMARY,))
    assert words.lasted(figures.lasted(unsigned)) is None


def measured(*sizes, **more):
    return [
        part(
            share(
                f"School {number} {n}", f"Partnership {number}", effects=(effect(2.0 + n, **more),)
            )
        )
        for number, size in enumerate(sizes)
        for n in range(size)
    ]


def test_results_of_several_partnerships_are_put_together_as_in_a_partnership():
    from shared_years import measured as as_shared

    from spp_research.partnership import annual

    (one,) = together.together(measured(3, 4))
    assert one.schools.number == 7 and one.schools.partnerships == 2
    shares = as_shared(*(effect(2.0 + n) for n in (0, 1, 2, 0, 1, 2, 3)))
    (same,) = annual.pools(annual.effects(shares))
    assert (one.pool.pooled, one.pool.standardised) == (same.pooled, same.standardised)
    assert one.pool.without == () and one.pool.prediction is not None


def test_a_result_from_which_one_school_could_be_worked_out_is_not_shown():
    assert together.together(measured(3, 1)) == ()
    assert together.together(measured(6)) == ()
    assert together.together(measured(1, 1)) == ()
    assert len(together.together(measured(1, 1, 1, 1))) == 1
    assert {why for why, _ in together.apart(measured(6))} == {together.ONE}
    assert {why for why, _ in together.apart(measured(3, 1))} == {together.FEW}


def test_unlike_results_stay_apart_each_with_its_reason():
    parts = [*measured(3, 3), *measured(3, 3, name="Another check"), *measured(1, rule="few")]
    assert [one.pool.first.name for one in together.together(parts)] == [
        "Another check",
        "Spelling check",
    ]
    assert dict(together.apart(parts))["hidden"].things == 1


def one_more(audience="partnership"):
    """Three schools of each of two partnerships with a need, and then a seventh school."""
    need = {"support": (support(),)}
    before = hub_of(3, 3, **need)
    return before, [*before, part(share("Newcomer", "Partnership 3", **need), audience)]


def test_what_a_school_that_joined_said_does_not_follow_from_two_editions(tmp_path):
    """Each count holds for itself; their difference is what one school would welcome."""
    before, after = one_more()
    theme = THEMES[0]
    assert figures.needs(before)[theme].shown.text == "6"
    remember_edition(tmp_path, "2025-26", "partnership", figures.shown_counts(before))
    editions = read_editions(tmp_path, "2025/2026", "partnership")
    held = figures.needs(Counted(tuple(after), editions))[theme].shown
    assert (held.text, held.rule) == ("[c]", figures.TOO_NEAR)
    assert figures.needs(after)[theme].shown.text == "7"  # which is the attack
    assert figures.needs(Counted(tuple(before), editions))[theme].shown.text == "6"


def test_nor_what_a_school_that_left_said():
    before, after = one_more()
    editions = (figures.shown_counts(after),)
    assert figures.needs(Counted(tuple(before), editions))[THEMES[0]].shown.text == "[c]"


def test_a_school_that_says_nothing_of_it_hides_nothing():
    before, _ = one_more()
    quiet = [*before, part(share("Newcomer", "Partnership 3"))]
    editions = (figures.shown_counts(before),)
    assert figures.needs(Counted(tuple(quiet), editions))[THEMES[0]].shown.text == "6"


def test_nor_a_result_that_was_put_together():
    same = {"effects": (effect(1.0),)}
    before = hub_of(3, 3, **same)
    after = [*before, part(share("Newcomer", "Partnership 3", **same))]
    assert together.together(before) and together.together(after)
    editions = (together.shown_results(before),)
    assert not together.together(Counted(tuple(after), editions))
    assert together.together(Counted(tuple(before), editions))


KEYS = st.frozensets(
    st.tuples(st.sampled_from("abc"), st.integers(0, 4)).map("{0[0]}/{0[1]}".format)
)


@given(KEYS, KEYS)
@examples(300)
def test_nobody_who_knows_one_partnership_is_left_with_one_or_two_schools(now, before):
    if apart(now, before):
        for own in (None, *"abc"):
            for some in (now - before, before - now):
                left = [key for key in some if key[0] != own]
                assert len(left) == 0 or len(left) >= FEWEST


def test_an_edition_of_another_year_or_for_the_partnerships_alone_is_none_for_everyone(tmp_path):
    counts = figures.shown_counts(one_more()[0])
    remember_edition(tmp_path, "2025-26", "partnership", counts)
    assert read_editions(tmp_path, "2026-27", "partnership") == ()
    assert read_editions(tmp_path, "2025-26", "public") == ()
    remember_edition(tmp_path, "2025-26", "public", counts)
    assert len(read_editions(tmp_path, "2025-26", "partnership")) == 2


def test_an_edition_that_cannot_be_read_stops_the_report(tmp_path):
    remember_edition(tmp_path, "2025-26", "public", {}).write_text("{")
    with pytest.raises(EvidenceError, match="which schools were behind a signed edition"):
        read_editions(tmp_path, "2025-26", "public")
