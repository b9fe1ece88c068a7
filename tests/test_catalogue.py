"""The catalogue: every sentence is in it, whole, and what is shown follows it."""

from __future__ import annotations

from pathlib import Path

import messages
import pytest

from spp_research.catalogue import ENGLISH, current, read_catalogue, say, speaking
from spp_research.errors import ConfigurationError
from spp_research.words.statements import Statement, joined

# Sentences that are still put together of pieces, which another language would order otherwise.
# The list only becomes shorter.
GLUED = {
    "words/results.py": {"_counts"},
    "words/sources.py": {"_raw", "taken_together"},
    "words/statements.py": {"joined", "pointing_to"},  # of statements that are whole themselves
    "words/surveys.py": {"_shares", "_unordered"},
    "documents/impact_reflection/doing.py": {"lessons"},
}


@pytest.mark.slow
def test_no_sentence_is_put_together_of_pieces_but_those_that_are_listed():
    found = {
        module.name.removeprefix("spp_research/"): set(module.glued())
        for module in messages.modules()
        if any(module.glued())
    }
    assert found == GLUED


@pytest.mark.slow
def test_the_file_of_sentences_is_up_to_date():
    assert messages.MESSAGES.read_text(encoding="utf-8") == messages.written(), (
        "run: python tests/messages.py"
    )


def catalogue(folder: Path, text: str, language: str = "cy", plural: str = "(n != 1)"):
    path = folder / f"{language}.po"
    head = (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Plural-Forms: nplurals=2; plural={plural};\\n"\n\n'
    )
    path.write_text(head + text, encoding="utf-8")
    return path


def test_what_a_catalogue_does_not_hold_is_said_in_english(tmp_path):
    made = read_catalogue(catalogue(tmp_path, 'msgid "Yes"\nmsgstr "Ie"\n'))
    with speaking(made):
        assert (say("Yes"), say("No")) == ("Ie", "No")
    assert current() is ENGLISH


def test_a_statement_is_said_by_the_catalogue_of_the_moment_it_is_shown(tmp_path):
    few = Statement("It rests on {few} pupils.", few="three")
    both = joined([few, Statement("That is **too wide** to tell.")])
    text = (
        'msgid "It rests on {few} pupils."\nmsgstr "{few} o ddisgyblion sydd y tu ôl iddo."\n\n'
        'msgid "That is **too wide** to tell."\nmsgstr "Mae hynny’n **rhy eang** i’w ddweud."\n'
    )
    with speaking(read_catalogue(catalogue(tmp_path, text))):
        assert few.plain == "three o ddisgyblion sydd y tu ôl iddo."
        assert both.markdown == (
            "three o ddisgyblion sydd y tu ôl iddo. Mae hynny’n **rhy eang** i’w ddweud."
        )
        assert "<strong>rhy eang</strong>" in both.html
    assert both.bare == "It rests on three pupils. That is too wide to tell."


def test_a_sentence_about_a_number_has_as_many_forms_as_its_language(tmp_path):
    text = (
        'msgid "{schools} school has"\nmsgid_plural "{schools} schools have"\n'
        'msgstr[0] "{schools} ysgol (un)"\nmsgstr[1] "{schools} ysgol (mwy)"\n'
    )
    made = read_catalogue(catalogue(tmp_path, text, plural="(n > 2)"))
    with speaking(made):
        found = [
            say("{schools} school has", "{schools} schools have", n=n, schools=n) for n in (1, 2, 3)
        ]
    assert found == ["1 ysgol (un)", "2 ysgol (un)", "3 ysgol (mwy)"]
    assert say("{schools} school has", "{schools} schools have", n=2, schools=2) == "2 schools have"


@pytest.mark.parametrize(
    ("said", "has"), [("Dim rhif", "none"), ("{few} {many}", "{few}, {many}"), ("{", "{?}")]
)
def test_a_sentence_that_loses_or_gains_a_number_is_refused(tmp_path, said, has):
    path = catalogue(tmp_path, f'msgid "It rests on {{few}} pupils."\nmsgstr "{said}"\n')
    with pytest.raises(ConfigurationError) as refused:
        read_catalogue(path)
    assert str(refused.value) == (
        f"cy.po, line 7: “{said}” must have the gaps {{few}} and has {has}. Write each gap as it "
        "is in the English sentence, in braces."
    )


def test_what_a_translator_is_not_sure_of_is_not_said(tmp_path):
    path = catalogue(tmp_path, '#, fuzzy\nmsgid "No"\nmsgstr "Efallai"\n\nmsgid "Yes"\nmsgstr ""\n')
    assert read_catalogue(path).forms == {}


def test_a_file_that_is_no_catalogue(tmp_path):
    path = tmp_path / "cy.po"
    path.write_text("msgid No\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"cy\.po: this is no file of sentences"):
        read_catalogue(path)
    with pytest.raises(ConfigurationError, match=r"none\.po: this is no file of sentences"):
        read_catalogue(tmp_path / "none.po")
