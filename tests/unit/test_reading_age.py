"""What is the kit's own on the page for parents and pupils can be read at about nine.

Held by the Automated Readability Index: it needs nothing but letters and sentences, so that it
says the same everywhere, and it grows with long words as well as long sentences. Nine is year four
of the United States. It says nothing of how well a word is known, so every word has to be on the
list of Dale and Chall, or below.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from reading_age import age, age_by_syllables, hard_words, sections

from spp_research.words.families import age_to_read, easier_to_read

ROOT = Path(__file__).resolve().parents[2]
# Two words that the page explains or that a letter from school has in it: who looks after a child
# at home, and "governors, who help to run the school".
TAUGHT = {"carers", "governors", "pupils", "pupils’"}
# Words of the field (GLOSSARY.md) and of the method, none of which a page for families may have.
_OF_THE_FIELD = """
    agreement aligned audience baseline best-practice champion cohort comparison coalition
    confidence criteria cycle data disclosure effect enquiry estimate evaluation evidence facilitate
    finding findings implementation impact improvement indicator inquiry interval intervention
    measure outcome outcomes peer phase practice principle provision reflection review reviewer
    reviewers sample scrutiny self-review significant stakeholder statistical strategic strategy
    strength strengths suppressed suppression theme themes triangulation trial validity workshop
"""
JARGON = set(re.findall(r"\S+", _OF_THE_FIELD))


def said() -> list[str]:
    """Every sentence of the page that is the kit's own, with its gaps empty, and the headings."""
    tree = ast.parse((ROOT / "spp_research/words/families.py").read_text(encoding="utf-8"))
    found = [
        part.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Statement", "say")
        for part in ast.walk(node.args[0])
        if isinstance(part, ast.Constant)
    ]
    book = json.loads((ROOT / "notebooks/parents_page.ipynb").read_text(encoding="utf-8"))
    found += [
        "".join(cell["source"]).lstrip("# ")
        for cell in book["cells"][1:]
        if cell["cell_type"] == "markdown"
    ]
    # What a workbook without a public review says is for whoever keeps it.
    found = [one for one in found if "Sign-off" not in one and "from the workbook" not in one]
    plain = [re.sub(r"\{\w+\}|\*", "", one).strip().rstrip(":") for one in found]
    return [one if one[-1] in ".?!" else f"{one}." for one in plain if one]


def test_the_page_can_be_read_at_about_nine():
    every = said()
    assert len(every) > 25
    whole = " ".join(every)
    assert age(whole) <= 9 and age_by_syllables(whole) <= 9
    # One alone may be a little harder: fewer than ten words are few to measure.
    sentences = [one for one in every if one[0].isupper()]  # not what stands in a list of them
    assert max(map(age, sentences)) <= 11, max(sentences, key=age)
    assert max(len(part.split()) for one in every for part in re.split(r"[.?!]", one)) <= 16


def test_its_words_are_known_at_nine():
    assert set(hard_words(" ".join(said()))) <= TAUGHT


def test_it_has_no_word_of_the_field():
    words = set(re.findall(r"[a-z][a-z-]*", " ".join(said()).lower()))
    assert words.isdisjoint(JARGON)


@pytest.mark.parametrize(
    ("text", "easy"),
    [
        ("We read a book. It was good.", True),
        (
            "The triangulation of heterogeneous evidence necessitates methodological scrutiny.",
            False,
        ),
    ],
)
def test_the_measures_tell_easy_from_hard(text, easy):
    assert (age(text) <= 9) is easy
    assert (age_by_syllables(text) <= 9) is easy
    assert (not hard_words(text)) is easy


HARD = (
    "Practitioners implement metacognitive interventions systematically throughout the curriculum, "
    "notwithstanding considerable organisational complexity."
)
EASY = "We read a book each day. We talk about it. Then we read it once more with a friend."


def test_the_kits_own_measure_is_that_of_textstat():
    for text in (HARD, EASY, " ".join(said())):
        assert abs(age_to_read(text) - age(text)) < 1, text
    assert age_to_read("Heterogeneous evidence.") == 0  # a few words say little


def test_what_a_school_wrote_in_hard_words_is_said_as_advice(snapshot):
    assert easier_to_read([]) == easier_to_read([EASY]) == ""
    found = [easier_to_read([EASY, HARD]), easier_to_read([HARD, EASY, f"{HARD} {HARD}", EASY])]
    assert found == snapshot


def test_what_the_kit_says_by_itself_never_brings_the_advice():
    whole = [one for one in said() if one[0].isupper()]
    assert easier_to_read([" ".join(whole)]) == ""


def test_sections_are_told_apart_and_tables_left_out():
    document = "---\na: 1\n---\n\nFirst.\n\n## Two\n\n- **One** thing\n\n| a | b |\n\n## Three\n"
    assert [*sections(document)] == [("First page", "First."), ("Two", "One thing."), ("Three", "")]
