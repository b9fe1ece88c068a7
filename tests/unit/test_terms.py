"""Words that a partnership has chosen: in every sentence of the kit, and in nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research.catalogue import ENGLISH, Catalogue, called, choose, current, say, speaking
from spp_research.phrases import counted
from spp_research.protect.disclosure import free_text
from spp_research.terms import TERMS, Words, article, reworded, several, unfit
from spp_research.words.statements import Statement

CHOSEN = {
    "next step": Words("area to grow", "areas to grow"),
    "enquiry question": Words("line of enquiry", "lines of enquiry"),
    "improvement champion": Words("lead learner", "lead learners"),
}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Next steps", "Areas to grow"),
        ("a **next step** is work", "an **area to grow** is work"),
        ("An enquiry question and a next step", "A line of enquiry and an area to grow"),
        ("the champion; an improvement champion", "the lead learner; a lead learner"),
        ("Champions’ days", "Lead learners’ days"),
        ("the sheet “Next step” has a next step", "the sheet “Next step” has an area to grow"),
        ("{next_steps} championship next steps_", "{next_steps} championship areas to grow_"),
        ("a strength of the evidence", "a strength of the evidence"),
    ],
)
def test_a_sentence_takes_the_word_in_its_number_with_its_article(written, said):
    assert reworded(written, CHOSEN) == said.replace("areas to grow_", "next steps_")


def test_the_strength_of_evidence_is_another_word():
    chosen = {"strength": Words("asset", "assets")}
    said = reworded("A strength by strength of evidence; strengths of evidence", chosen)
    assert said == "An asset by strength of evidence; strengths of evidence"


@pytest.mark.parametrize(
    ("word", "before"),
    [("hour", "an"), ("unit", "a"), ("unique", "a"), ("uninteresting", "an"), ("umbrella", "an"),
     ("one-off", "a"), ("oak", "an"), ("European", "a"), ("useful", "a"), ("Éire", "an")],
)  # fmt: skip
def test_the_article_follows_the_sound(word, before):
    assert article(word) == before


def test_a_plural_that_nobody_gave():
    found = [several(word) for word in ("query", "key day", "class", "wish", "step")]
    assert found == ["queries", "key days", "classes", "wishes", "steps"]
    found = [several(word) for word in ("area to develop", "line of inquiry", "what if", "to do")]
    assert found == ["areas to develop", "lines of inquiry", "what ifs", "to dos"]


def test_what_people_typed_stays_as_they_typed_it():
    typed = Statement("A next step: {words}", words=free_text("My next step"))
    with speaking(Catalogue(terms=CHOSEN)):
        assert typed.plain == "An area to grow: My next step"
        assert typed.html == "An area to grow: My next step"
        assert say("A next step", "Next steps", n=2) == "Areas to grow"
        assert (counted(1, "next step"), counted(3, "next step")) == (
            "one area to grow",
            "three areas to grow",
        )
        assert called("Next step") == "Area to grow"
    assert typed.plain == "A next step: My next step"


def test_what_is_chosen_lasts_till_something_else_is():
    with speaking(ENGLISH):
        choose(Catalogue(terms=CHOSEN))
        assert called("Next step") == "Area to grow"
        choose(ENGLISH)
        assert called("Next step") == "Next step"
    assert current() is ENGLISH


def test_a_language_has_chosen_its_own_words():
    welsh = Catalogue("cy", {"Next steps": ("Camau nesaf",)}, terms=CHOSEN)
    with speaking(welsh):
        assert (say("Next steps"), say("No next step")) == ("Camau nesaf", "No area to grow")


@given(st.text(max_size=60))
def test_a_term_that_fits_is_of_letters_alone(words):
    if unfit(words):
        return
    assert 0 < len(words) <= 40
    assert not set(words) & set('<>{}[]*_`\\"“”#&|$@~^\n\t\u202e')
    assert words == " ".join(words.split())


@given(
    st.lists(
        st.sampled_from(
            ["a", "an", "the", *(w for t in TERMS.values() for w in (t.words.one, t.words.many))]
        ),
        max_size=8,
    )
)
def test_no_old_word_is_left(parts):
    chosen = {name: Words(f"zed{n}", f"zeds{n}") for n, name in enumerate(TERMS)}
    said = reworded(" ".join(parts), chosen)
    assert not any(term.words.one in said for term in TERMS.values())
    assert "an zed" not in said
