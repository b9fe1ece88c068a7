"""Answers in which everybody is alike are hidden wherever they could be shown.

"All of them agreed" is the answer of each. Nor may what stands in its place say so.
"""

from __future__ import annotations

import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st
from test_survey import AFTER, BEFORE, FIVE, PARTNERSHIP, PUBLIC, SCHOOL, item, people

from spp_research.display.likert import voices_chart
from spp_research.display.surveys import voices_table
from spp_research.publish.sharing_results import answers
from spp_research.school.survey import sides
from spp_research.school.survey.bands import direction, seen, seen_alike
from spp_research.words.surveys import sentence_of

FOUR = "Frequency, four points"
ALL_RULES = pytest.mark.parametrize(
    "rules", [SCHOOL, PARTNERSHIP, PUBLIC], ids=lambda r: r.audience.value
)
AGREE = people(0, 0, 0, 14, 16)
ALIKE = {
    "all at the top": people(0, 0, 0, 0, 30),
    "all at the bottom": people(30, 0, 0, 0, 0),
    "all at the middle": people(0, 0, 30, 0, 0),
    "all above": AGREE,
    "all below": people(12, 18, 0, 0, 0),
    "all above, some unsure": people(0, 0, 0, 14, 16, unsure=9),
    "all above, some blank": people(0, 0, 0, 14, 16, blank=9),
}


def told(found, rules) -> str:
    """Everything that is said of a question, share file and chart included."""
    chart = voices_chart([found], rules)
    (shared,) = answers([found], PARTNERSHIP)
    row = voices_table([found], rules).protected.cells[0]
    return "\n".join(
        [
            sentence_of(found, rules).plain,
            *(cell.text for cell in row),
            chart.alt if chart else "",
            *(f"{wave.counts}" for wave in shared.waves),
        ]
    )


@pytest.mark.slow
@ALL_RULES
def test_answers_on_both_sides_are_shown(rules):
    found = item({"Before": people(8, 9, 8, 9, 8), "After": people(7, 8, 8, 10, 9)})
    assert seen(found, rules) is not None
    assert voices_chart([found], rules) is not None
    assert any(wave.counts for wave in answers([found], rules)[0].waves)


@ALL_RULES
@pytest.mark.parametrize("given", ALIKE.values(), ids=ALIKE)
def test_everybody_on_one_side_at_one_time_hides_the_question(given, rules):
    twice = [{"Before": given, "After": AFTER}, {"Before": BEFORE, "After": given}]
    for waves in ({"Once": given}, *twice):
        found = item(waves)
        assert seen(found, rules) is None and direction(found, rules) == "not enough data"
        assert voices_chart([found], rules) is None
        assert "[c]" in sentence_of(found, rules).plain
        assert "%" not in sentence_of(found, rules).plain
        assert not any(wave.counts for wave in answers([found], PARTNERSHIP)[0].waves)


@ALL_RULES
def test_at_every_time_too(rules):
    found = item({"Before": AGREE, "After": people(0, 0, 0, 0, 30)})
    assert seen(found, rules) is None and voices_chart([found], rules) is None


@ALL_RULES
def test_one_group_that_is_alike_hides_the_question_of_all_groups(rules):
    mixed, alike = item({"Once": people(8, 9, 8, 9, 8)}), item({"Once": AGREE})
    assert seen_alike([mixed, mixed], rules) is not None
    assert seen_alike([mixed, alike], rules) is None
    assert seen_alike([alike, mixed], rules) is None


@ALL_RULES
def test_one_person_on_the_other_side_is_not_said_either(rules):
    """That nearly all agreed would say the same of all but one."""
    found = item({"Once": people(0, 1, 0, 14, 16)})
    shown = seen(found, rules)
    assert shown is None or all(b.people >= rules.fewest_pupils for b in shown.bands[0])


@ALL_RULES
def test_what_stands_in_its_place_does_not_say_where_everybody_was(rules):
    """Nor whether they were alike, or only too few on a side: both are told in the same words."""
    once = [people(0, 0, 0, 0, 30), people(30, 0, 0, 0, 0), people(0, 0, 30, 0, 0), AGREE]
    once.append(people(0, 1, 0, 29, 0))
    assert len({told(item({"Once": one}), rules) for one in once}) == 1


@pytest.mark.slow
@given(
    st.lists(st.integers(0, 40), min_size=5, max_size=5),
    st.sampled_from([SCHOOL, PARTNERSHIP, PUBLIC]),
)
@examples(120)
def test_whatever_is_shown_nobodys_side_follows(counts, rules):
    """By what a reader sees: no band holds everybody, and none too few."""
    if not sum(counts):
        return
    found = item({"Once": people(*counts)})
    shown = seen(found, rules)
    by_side = [sum(dict(found.waves[0].counts)[n] for n in side) for side in sides(FIVE) if side]
    if max(by_side) == sum(counts):
        assert shown is None
    if shown is not None:
        (bands,) = shown.bands
        assert sum(band.people for band in bands) == sum(counts)
        assert all(not rules.hides(band.people) for band in bands)
        for side in {band.side for band in bands}:
            assert sum(b.people for b in bands if b.side == side) < sum(counts)


TICKS = "Several answers"


@ALL_RULES
def test_an_option_that_everybody_ticked_is_hidden_and_another_is_not(rules):
    mixed = [("Home", "School")] * 14 + [("Home",)] * 16
    said = sentence_of(item({"Once": mixed}, scale=TICKS), rules).plain
    assert "“School”: 14 of 30" in said and "“Home”" not in said


@ALL_RULES
def test_options_that_everybody_ticked_are_all_hidden(rules):
    said = sentence_of(item({"Once": [("Home", "School")] * 30}, scale=TICKS), rules).plain
    assert "Home" not in said and "School" not in said and "[c]" in said
    assert not any(w.counts for w in answers([item({"Once": [("Home",)] * 30}, scale=TICKS)],
                                             PARTNERSHIP)[0].waves)  # fmt: skip


@pytest.mark.slow
@ALL_RULES
def test_who_had_no_opinion_is_said_at_every_question_of_a_time_or_at_none(rules):
    many = item({"Once": people(8, 9, 8, 9, 8, unsure=11)})
    few = item({"Once": people(8, 9, 8, 9, 8, unsure=1)})
    alone = voices_chart([many], rules).alt
    both = voices_chart([many, few], rules).alt
    assert "no opinion 11" in " ".join(alone.split()) or "11" in alone
    assert "no opinion" not in both
    (shared, _) = answers([many, few], PARTNERSHIP)
    assert shared.waves[0].no_opinion is None
