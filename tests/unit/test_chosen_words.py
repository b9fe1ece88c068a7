"""What a sentence on how pupils were chosen is read as: a guess, so it errs to saying nothing."""

import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research.schema.chosen_words import chosen_in
from spp_research.schema.vocabulary import Chosen

LOW = (
    "The lowest scores", "bottom 12", "The bottom 12 on the autumn test", "Lowest-attaining pupils",
    "lowest attaining 20%", "Pupils below the expected standard", "below age-related expectations",
    "not yet at the expected standard", "working towards the expected standard", "Scored below 85",
    "pupils who scored less than 20 marks", "Standardised score under 85", "struggling readers",
    "the ten weakest spellers", "Bottom set", "bottom third", "low prior attainers", "Least able",
    "Those who scored worst in September", "the twelve with the lowest marks", "lowest 6 of 30",
    "those furthest behind in reading", "low-ability group", "children on less than 30 words a "
    "minute", "did not pass the phonics check", "chosen because they scored low", "lowest",
)  # fmt: skip
HIGH = (
    "most able", "The most able pupils in each class", "highest scores", "top 10", "top set",
    "high prior attainers", "working at greater depth", "above the expected standard",
    "scored above 110", "top third", "best readers", "top scorers",
)  # fmt: skip
AWAY = (
    "most absences", "The pupils with most absences in the autumn term", "Persistent absentees",
    "attendance below 90%", "lowest attendance", "poor attendance last year",
    "Pupils who had been away most in the autumn", "those who missed more than 10% of sessions",
    "low attenders", "absence above 10%", "frequently absent",
)  # fmt: skip
NEITHER = (
    "", "All of Year 3", "Volunteers", "All Year 3 pupils who joined after Year 1",
    "Lower key stage 2", "The whole lower school", "All classes, drawn by lot",
    "All abilities, from the lowest to the highest scorers", "Not chosen for low scores",
    "All pupils, regardless of scores", "all pupils present on the day",
    "Everyone except those absent on the day", "pupil premium", "High school pupils in Year 7",
    "every pupil in the top year of the school", "Year 5, all sets", "Under-fives",
    "All of Year 6, apart from the most able", "pupils from low-income families",
)  # fmt: skip
READ = [
    *((words, Chosen.LOW) for words in LOW),
    *((words, Chosen.HIGH) for words in HIGH),
    *((words, Chosen.ABSENT) for words in AWAY),
    *((words, None) for words in NEITHER),
]


@pytest.mark.parametrize(("words", "chosen"), READ, ids=[words or "nothing" for words, _ in READ])
def test_a_sentence_is_read_as(words, chosen):
    assert chosen_in(words) == chosen
    assert chosen_in(f"  {words.upper()}. ") == chosen


@given(st.text(max_size=300))
@examples(200)
def test_no_text_stops_it(text):
    assert chosen_in(text) in (None, Chosen.LOW, Chosen.HIGH, Chosen.ABSENT)
