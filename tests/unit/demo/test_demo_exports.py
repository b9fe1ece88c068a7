"""Survey exports: answers as likely as asked for, laid out as two form makers do it."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from statistics import correlation

import pytest

from spp_research.demo.exports import GOOGLE, MICROSOFT, Item, Survey, Wave, exports, map_rows
from spp_research.schema.vocabulary import SCALES

AGREE = "Agreement, five points"
EVEN = [0.2] * 5
ITEMS = [
    Item("I1", "I choose a book", AGREE, "Q1", chances=[EVEN, [0.05, 0.05, 0.1, 0.3, 0.5]]),
    Item("I2", "I feel nervous", AGREE, turned=True, chances=[EVEN, EVEN], unsure=30, skipped=20),
    Item(
        "I3",
        "Where do you read?",
        "Several answers",
        options=["At home", "At school", "Nowhere"],
        chances=[[0.7, 0.2], [0.7, 0.2]],
    ),
    Item("I4", "What else?", "Own words", said=["More books", "Nothing"]),
]
SURVEY = Survey(
    MICROSOFT,
    "Pupils",
    [
        Wave("Before", "a.xlsx", date(2026, 1, 8), 900, 800),
        Wave("After", "b.csv", date(2026, 6, 15), 900, 700),
    ],
    ITEMS,
)


@pytest.fixture(scope="module")
def made():
    return exports(SURVEY, "oakfield", seed=1)


def column(table, asked):
    place = table[0].index(asked)
    return [row[place] for row in table[1:]]


def test_each_wave_is_a_file_with_a_row_a_person(made):
    assert {file: len(table) - 1 for file, table in made.items()} == {"a.xlsx": 800, "b.csv": 700}


def test_answers_are_as_likely_as_asked_for(made):
    before = Counter(column(made["a.xlsx"], "I choose a book"))
    assert all(0.15 < before[word] / 800 < 0.25 for word in SCALES[AGREE])
    after = Counter(column(made["b.csv"], "I choose a book"))
    assert 0.44 < after["Strongly agree"] / 700 < 0.56


def test_people_lean_one_way_and_the_other_way_where_a_question_is_turned(made):
    table = made["a.xlsx"]
    rank = {word: place for place, word in enumerate(SCALES[AGREE])}
    both = [
        (rank[first], rank[second])
        for first, second in zip(
            column(table, "I choose a book"), column(table, "I feel nervous"), strict=True
        )
        if first in rank and second in rank
    ]
    assert correlation(*zip(*both, strict=True)) < -0.2


def test_as_many_are_unsure_or_silent_as_asked_for(made):
    answers = Counter(column(made["a.xlsx"], "I feel nervous"))
    assert (answers["Don't know"], answers[None]) == (30, 20)


def test_several_answers_stand_in_one_cell_and_nobody_ticks_nowhere_with_another(made):
    answers = column(made["a.xlsx"], "Where do you read?")
    assert set(answers) == {"At home;", "At school;", "At home;At school;", "Nowhere;"}


def test_own_words_are_each_said_once(made):
    assert Counter(column(made["a.xlsx"], "What else?")) == {
        "More books": 1,
        "Nothing": 1,
        None: 798,
    }


def test_the_columns_of_each_form_maker_come_first(made):
    number, start, end, email, _ = made["a.xlsx"][1][:5]
    assert number == 1 and email == "anonymous"
    assert isinstance(start, datetime) and start < end
    assert made["b.csv"][1][1].startswith("15/06/2026 09:")
    google = exports(replace(SURVEY, form=GOOGLE), "oakfield", seed=1)
    assert google["b.csv"][0][0] == "Timestamp"
    assert google["b.csv"][1][0].startswith("2026/06/15 9:") and "AM GMT+1" in google["b.csv"][1][0]


def test_the_map_has_a_row_for_each_question_and_wave():
    rows = map_rows(SURVEY)
    assert len(rows) == 8
    assert [row["reversed"] for row in rows[:4]] == ["No", "Yes", None, None]
    assert {(row["wave"], row["file"]) for row in rows} == {
        ("Before", "a.xlsx"),
        ("After", "b.csv"),
    }


def test_the_same_seed_gives_the_same_answers_and_another_school_has_others(made):
    assert exports(SURVEY, "oakfield", seed=1) == made
    assert exports(SURVEY, "oakfield", seed=2) != made
    assert exports(SURVEY, "copperbeck", seed=1) != made
