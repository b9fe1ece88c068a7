"""Surveys: counts and net agreement by their definitions, sentences, and what few answers hide."""

import re
from dataclasses import dataclass
from functools import cache

import pandas as pd
import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research import stats
from spp_research.display.likert import voices_chart
from spp_research.display.surveys import told, voices_table
from spp_research.protect.disclosure import rules_for
from spp_research.schema.vocabulary import NO_OPINION, SCALES
from spp_research.school import survey
from spp_research.school.evidence import open_school
from spp_research.school.survey.bands import direction, seen
from spp_research.school.survey.bands import sources as told_sources
from spp_research.words.surveys import sentence_of

FIVE = "Agreement, five points"
SCHOOL, PARTNERSHIP, PUBLIC = map(rules_for, ("school", "partnership", "public"))


@dataclass
class Base:
    """As much of an evidence base as surveys need."""

    survey_map: pd.DataFrame
    surveys: pd.DataFrame
    actions: pd.DataFrame
    findings: pd.DataFrame


def base(waves, scale=FIVE, flip="No", same="No", one_file=False, invited=60, named=()):
    """One question, Q1, of which action A1 speaks.

    Parameters
    ----------
    waves : for each time, the answers of its people in order; a tuple for several ticks.
    named : times in the survey map that nobody has answered.
    """
    mapped, rows = [], []
    for when in [*waves, *named]:
        file = "a.xlsx" if one_file else f"{when}.xlsx"
        mapped.append(("I1", file, "I like to read", "Q1", scale, flip, "Pupils", when, invited,
                       same))  # fmt: skip
        for who, ticked in enumerate(waves.get(when, ())):
            for answer in ticked if isinstance(ticked, tuple) else (ticked,):
                order = SCALES[scale]
                score = order.index(answer) + 1 if answer in order else None
                rows.append(("I1", when, file, who, answer, score))
    names = ["item_id", "file", "asked", "question_id", "scale", "reversed", "informant", "wave",
             "invited", "same_people"]  # fmt: skip
    answers = pd.DataFrame(
        rows, columns=["item_id", "wave", "file", "respondent", "answer", "score"]
    ).astype({"respondent": "Int64", "score": "Int64"})
    return Base(
        pd.DataFrame(mapped, columns=names).astype({"invited": "Int64"}),
        answers,
        pd.DataFrame({"action_id": ["A1", "A2"], "finding_id": ["F1", "F2"]}),
        pd.DataFrame({"finding_id": ["F1", "F2"], "question_id": ["Q1", "Q2"]}),
    )


def people(*counts, scale=FIVE, unsure=0, blank=0):
    """As many people as `counts` says for each category, and those without an opinion."""
    answers = [name for name, n in zip(SCALES[scale], counts, strict=True) for _ in range(n)]
    return answers + [NO_OPINION[0]] * unsure + [None] * blank


def item(*args, **kwargs):
    (made,) = survey.items(base(*args, **kwargs))
    return made


BEFORE, AFTER = people(1, 9, 17, 18, 6), people(2, 8, 10, 20, 9, unsure=2, blank=1)


def test_counts_keep_the_order_of_the_scale_and_the_unsure_apart():
    found = item({"Before": BEFORE, "After": AFTER})
    before, after = found.waves
    assert [n for _, n in after.counts] == [2, 8, 10, 20, 9]
    assert [name for name, _ in before.counts] == list(SCALES[FIVE])
    assert (after.people, after.answered, after.no_opinion) == (51, 49, 2)
    assert after.invited == 60


def test_net_agreement_is_the_share_above_the_middle_less_the_share_below():
    before, after = item({"Before": BEFORE, "After": AFTER}).waves
    assert before.net.value == pytest.approx((24 - 10) / 51)
    assert after.net == stats.net_agreement(29, 10, 49)
    assert after.agree == stats.proportion(29, 49)


def test_waves_are_compared_by_square_and_add_with_cliffs_delta_beside_it():
    found = item({"Before": BEFORE, "After": AFTER})
    direct = stats.net_agreement_difference(found.waves[1].net, found.waves[0].net)
    assert (found.difference.value, found.difference.low, found.difference.high) == (
        direct.value,
        direct.low,
        direct.high,
    )
    pairs = [(x > y) - (x < y) for x in scores(AFTER) for y in scores(BEFORE)]
    assert found.difference.details["cliffs_delta"] == pytest.approx(sum(pairs) / len(pairs))
    assert found.agree_difference == stats.proportion_difference(29, 49, 24, 51)
    assert found.may_differ


def scores(answers):
    return [SCALES[FIVE].index(a) for a in answers if a in SCALES[FIVE]]


def test_a_reversed_question_is_turned_round_and_keeps_its_answers():
    plain = item({"Before": BEFORE, "After": AFTER})
    turned = item({"Before": BEFORE, "After": AFTER}, flip="Yes")
    assert turned.waves[0].counts == plain.waves[0].counts
    assert turned.difference.value == pytest.approx(-plain.difference.value)
    assert turned.difference.low == pytest.approx(-plain.difference.high)
    details = plain.difference.details, turned.difference.details
    assert details[0]["cliffs_delta"] == pytest.approx(-details[1]["cliffs_delta"])


LOW, HIGH = people(20, 20, 8, 6, 6), people(6, 6, 8, 20, 20)


@pytest.mark.parametrize(
    ("before", "after", "flip", "points"),
    [
        (LOW, HIGH, "No", "better"),
        (LOW, HIGH, "Yes", "worse"),
        (HIGH, LOW, "Yes", "better"),
        (BEFORE, AFTER, "No", "unclear"),
        (BEFORE * 200, BEFORE * 200, "No", "no worthwhile change"),
    ],
)
def test_a_change_points_where_its_interval_lies(before, after, flip, points):
    found = base({"Before": before, "After": after}, flip=flip)
    (source,) = survey.sources(found, "A1")
    assert (source.direction, source.design, source.informant) == (points, "C", "pupils")
    assert survey.sources(found, "A2") == []


def test_a_second_time_that_is_still_to_come_is_silent_and_once_says_no_change():
    (source,) = survey.sources(base({"Before": BEFORE}, named=["After"]))
    assert source.direction == "not collected"
    assert survey.sources(base({"Once": BEFORE})) == []


def test_matched_people_are_counted_by_who_moved():
    one, two = people(0, 10, 10, 10, 10), people(0, 4, 10, 10, 16)
    found = item({"Before": one, "After": two}, same="Yes", one_file=True)
    place = SCALES[FIVE].index
    ups = sum(place(b) > place(a) for a, b in zip(one, two, strict=True))
    downs = sum(place(b) < place(a) for a, b in zip(one, two, strict=True))
    assert (found.moves.up, found.moves.down) == (ups, downs)
    assert sum(found.moves.table) == 40
    assert found.difference.value == pytest.approx((ups - downs) / 40)
    assert not found.may_differ and survey.source(found).design == "B"
    apart = item({"Before": one, "After": two}, same="Yes")
    assert apart.moves is None and apart.may_differ  # two files number their rows anew


def test_several_ticks_of_one_person_are_one_person():
    found = item({"Once": [("a", "b"), ("a",), "Don't know"]}, scale="Several answers")
    (wave,) = found.waves
    assert wave.counts == (("a", 2), ("b", 1))
    assert (wave.people, wave.answered, wave.no_opinion) == (3, 2, 1)
    assert wave.net is None and found.difference is None


TICKS = [("At home", "In class")] * 12 + [("In class",)] * 9 + [("With Tom Price",)] * 2

SENTENCES = {
    "before and after": item({"Before": BEFORE, "After": AFTER}),
    "clearly more": item({"Before": LOW, "After": HIGH}),
    "turned round": item({"Before": LOW, "After": HIGH}, flip="Yes"),
    "the whole scale tells more": item(
        {"Before": people(14, 18, 8, 8, 6), "After": people(7, 7, 22, 8, 7)}
    ),
    "no worthwhile change": item({"Before": BEFORE * 200, "After": BEFORE * 200}),
    "how often": item(
        {"Once": people(7, 9, 12, 8, scale="How often, four points")},
        scale="How often, four points",
    ),
    "yes or no": item({"Once": people(20, 30, scale="Yes or no")}, scale="Yes or no"),
    "matched": item(
        {"Before": people(0, 14, 20, 14, 12), "After": people(12, 8, 14, 14, 12)},
        same="Yes",
        one_file=True,
    ),
    "matched, few moved": item(
        {"Before": people(0, 20, 10, 10, 10), "After": people(0, 19, 11, 10, 10)},
        same="Yes",
        one_file=True,
    ),
    "too few": item({"Once": people(1, 1, 1, 2, 2)}),
    "too few the second time": item({"Before": BEFORE, "After": people(0, 0, 2, 3, 2)}),
    "nearly all alike": item({"Once": people(0, 1, 1, 20, 20)}),
    "still to come": item({"Before": BEFORE}, named=["After"]),
    "several": item({"Once": TICKS}, scale="Several answers"),
    "own words": item({"Once": [f"words {i}" for i in range(12)]}, scale="Own words"),
}


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_kind_of_sentence(kind, snapshot):
    assert sentence_of(SENTENCES[kind], PARTNERSHIP).plain == snapshot


def test_a_few_answers_are_told_in_the_school_without_percentages(snapshot):
    small = item({"Before": people(0, 3, 0, 3, 0), "After": people(0, 3, 0, 4, 0)})
    assert sentence_of(small, SCHOOL).plain == snapshot


def test_a_name_that_few_typed_is_not_repeated():
    assert "Tom Price" not in sentence_of(SENTENCES["several"], PARTNERSHIP).plain


def everything(found, rules):
    """All that a reader meets of a question, without the thresholds and the fixed notes."""
    table = voices_table([found], rules)
    chart = voices_chart([found], rules)
    words = [sentence_of(found, rules).plain.replace(f"than {rules.fewest_respondents} p", "")]
    words += [cell.text for row in table.protected.cells for cell in row]
    words += [chart.alt, chart.title, chart.subtitle] if chart else []
    return " ".join(words)


@cache
def with_few(scale, n):
    """A question that so few answered: once, and after many had. The same for every audience."""
    answers = list(SCALES[scale]) or ["a", "b"]
    many, few = (answers * 30)[:60], (answers * n)[:n]
    waves = ({"Once": few}, {"Before": many, "After": few})
    return [item(asked, scale=scale) for asked in waves]


@pytest.mark.parametrize("rules", [SCHOOL, PARTNERSHIP, PUBLIC], ids=lambda r: r.audience)
@pytest.mark.parametrize("scale", [name for name in SCALES if name != "Own words"])
def test_a_question_with_too_few_answers_shows_no_digit(rules, scale):
    for n in range(1, rules.fewest_respondents):
        for found in with_few(scale, n):
            assert not re.search(r"\d", everything(found, rules))
            assert voices_chart([found], rules) is None
            assert direction(found, rules) == "not enough data"


counts = st.lists(st.integers(0, 25), min_size=5, max_size=5)


@pytest.mark.slow
@examples(60)
@given(before=counts, after=counts, rules=st.sampled_from([SCHOOL, PARTNERSHIP, PUBLIC]))
def test_no_band_is_too_small_and_none_is_left_over(before, after, rules):
    waves = {"Before": people(*before), "After": people(*after)}
    if not all(waves.values()):
        return
    found = item(waves)
    shown = seen(found, rules)
    if shown is None:
        return
    for wave, bands in zip(found.waves, shown.bands, strict=True):
        assert sum(band.people for band in bands) == wave.answered
        assert not any(rules.hides(band.people) for band in bands)
        numbers = [n for _, n in wave.counts]
        sides = sum(numbers[:2]), numbers[2], sum(numbers[3:])
        assert not (shown.net and any(rules.hides(n) for n in sides))
    assert sentence_of(found, rules).plain.count("[c]") == 0


def test_net_agreement_is_hidden_where_it_would_give_a_side_away():
    found = item({"Once": people(1, 2, 9, 15, 12)})
    shown = seen(found, PARTNERSHIP)
    assert not shown.net
    cells = voices_table([found], PARTNERSHIP).protected.cells[0]
    assert [cell.text for cell in cells] == ["39 (65%)", "[c]"]
    assert "disagree" not in voices_chart([found], PARTNERSHIP).alt.split("it to the right.")[1]


def test_a_response_rate_that_tells_of_a_few_who_did_not_answer_is_hidden():
    found = item({"Once": people(10, 10, 10, 10, 18)}, invited=60)
    assert voices_table([found], PARTNERSHIP).protected.cells[0][0].text == "58 (share hidden)"


def test_without_the_number_invited_there_is_no_response_rate():
    found = item({"Once": BEFORE}, invited=None)
    assert found.waves[0].invited is None
    assert voices_table([found], PARTNERSHIP).protected.cells[0][0].text == "51"


def test_where_none_is_hidden_so_is_that_nobody_was_unsure():
    none, one = (item({"Once": people(8, 8, 8, 8, 8, unsure=n)}) for n in (0, 1))
    assert voices_chart([none], PUBLIC).alt == voices_chart([one], PUBLIC).alt
    assert voices_chart([none], PARTNERSHIP).alt == voices_chart([one], PARTNERSHIP).alt


def test_the_table_has_the_change_that_the_direction_rests_on():
    found = item({"Before": LOW, "After": HIGH})
    table = voices_table([found], PARTNERSHIP).protected
    assert table.columns[-1] == "Change"
    assert table.cells[0][-1].value == pytest.approx((40 - 12) / 60 - (12 - 40) / 60)


def study(school, audience):
    return open_school("example", school, audience)


def test_oakfield_before_and_after(snapshot):
    found = study("oakfield", "partnership")
    shown = told(survey.items(found.base), found.rules)
    lines = shown.sentences.markdown.splitlines()
    by_chance = [line for line in lines if "would still look different" in line]
    assert len(by_chance) == 1  # its words are with the other cautions
    assert "\n".join(line for line in lines if line not in by_chance) == snapshot
    assert "different people may have answered" in shown.markdown
    points = {s.name: s.direction for s in told_sources(found.base, "A2", found.rules)}
    assert list(points.values()) == ["better"]


def test_in_jupyterlab_no_markup_of_the_documents_is_left():
    found = open_school("example", "oakfield", "partnership")
    shown = told(survey.items(found.base), found.rules)._repr_mimebundle_()
    assert "<strong>How often do you read aloud" in shown["text/html"]
    for mark in ("**", "{#", ":::"):
        assert mark not in shown["text/html"] + shown["text/plain"]


def test_tannery_lane_asked_once(snapshot):
    found = study("tannery-lane", "partnership")
    assert told(survey.items(found.base), found.rules).sentences.markdown == snapshot
    assert survey.sources(found.base) == []


def test_copperbeck_has_seven_answers_which_only_the_school_may_see():
    found = study("copperbeck", "partnership")
    shown = told(survey.items(found.base), found.rules)
    cells = [cell.text for row in shown.table.protected.cells for cell in row]
    assert set(cells) == {"[c]"}
    assert voices_chart(survey.items(found.base), found.rules) is None
    own = study("copperbeck", "school")
    assert "3 of 6 staff" in told(survey.items(own.base), own.rules).markdown


def test_a_school_without_surveys_has_nothing_to_tell():
    found = study("nether-sallow", "partnership")
    assert told(survey.items(found.base), found.rules) is None
    assert voices_chart((), found.rules) is None
