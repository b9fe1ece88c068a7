"""The answers of a form's export, question by question, and the column each question is in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from spp_research.schema.surveys import OTHER_STAFF, RESPONDENTS
from spp_research.schema.vocabulary import NO_OPINION, SCALES

from ..faults import did_you_mean, listed, quote
from ..layout import bare
from ..read.convert import clean, is_error
from ..read.form_columns import Export
from ..read.sheets import UNSAVED, RawCell
from .several_answers import Ticked, ticked

WHOLE = frozenset({"response", "open ended response", "responses"})  # of SurveyMonkey
_GRID = re.compile(r"(?:\[(?P<part>[^\[\]]+)\]|\s>>\s*(?P<row>[^>]+))\s*$")
_NUMBERED = re.compile(r"(?:qu?)?[0-9]+[a-z]?")
_LONG = 60  # letters from which the beginning of a question tells which it is


def columns_of(export: Export, asked: str) -> list[int]:
    """The columns that a question of the survey map means, the surest way first.

    By their heading; by a second row of headings or a code; by the part of a grid that stands in
    square brackets; without numbering; by the beginning of a very long question.
    """
    key = _key(asked)
    heads = {c: (text,) for c, text in export.questions.items()}
    ways = (
        heads,
        export.others,
        {c: of_a_group(export, c) for c in export.subs},
        {c: part_of_grid(text) for c, text in export.questions.items()},
    )
    for texts in ways:
        if same := [c for c, words in texts.items() if key in map(_key, words)]:
            return same
    wanted = without_number(asked)
    for texts in ways:
        if same := [c for c, words in texts.items() if wanted in map(without_number, words)]:
            return same
    long = len(wanted) >= _LONG
    found = [c for c, text in heads.items() if long and begins(wanted, without_number(text[0]))]
    return found if len(found) == 1 else []


def _key(text: str) -> str:
    """As headings are compared; a heading of signs alone is compared as it is."""
    said = _uncoded(text)
    return bare(said) or said.strip()


def _uncoded(text: str) -> str:
    """Without the codes of a web page: who copies "&lt;" or "<" of a heading means the same."""
    while "&" in text and (said := unescape(text)) != text:
        text = said
    return text


def of_a_group(export: Export, column: int) -> tuple[str, ...]:
    """What a column with a second heading may be called: its own words, and the question's too."""
    sub = export.subs.get(column, "")
    if not sub or bare(sub) in WHOLE:
        return ()
    heads = [c for c in export.questions if c <= column]
    return (sub, f"{export.questions[max(heads)]} {sub}") if heads else (sub,)


def part_of_grid(text: str) -> tuple[str, ...]:
    """What stands in square brackets at the end of a heading: “How often do you … [Read]”."""
    found = _GRID.search(text)
    return ((found["part"] or found["row"]).strip(),) if found else ()


def begins(one: str, other: str) -> bool:
    return len(other) >= _LONG and (one.startswith(other) or other.startswith(one))


def is_whole(export: Export, column: int) -> bool:
    """Whether the column holds the answers itself, and the next one what was typed beside them."""
    return bare(export.subs.get(column, "")) in WHOLE


def ticks_of(export: Export, asked: str) -> dict[int, str]:
    """By column, the answer that is ticked there: “Which clubs? [Art]” has a column for each."""
    found = {}
    for column, text in export.questions.items():
        part = _GRID.search(text)
        if part and without_number(text[: part.start()]) == without_number(asked):
            found[column] = (part["part"] or part["row"]).strip()
    return found


def without_number(text: str) -> str:
    words = bare(_uncoded(text)).split()
    numbered = len(words) > 1 and _NUMBERED.fullmatch(words[0])
    return " ".join(words[1:] if numbered else words)


SEVERAL, OWN_WORDS = "Several answers", "Own words"
ROLE = "Role"  # no scale of the survey map: the question that asks in what role somebody answers
_FEWEST_TO_COUNT = 4  # a 1 for yes or no could mean either

# Said in place of an answer, in other spellings; counted apart as the answer on the left.
_NO_OPINION = {
    "Don't know": "dont know|do not know|not sure|unsure|i don t know|i do not know|"
    "i m not sure|can t say|cannot say|no opinion|don t know not sure",
    "Prefer not to say": "prefer not to answer|rather not say|would rather not say",
    "Not applicable": "n a|na|does not apply|doesn t apply|not relevant|no answer applies",
}
# The same place of a scale in other usual words; only where the scale has the word on the left.
_OTHER_WORDS = {
    "Strongly disagree": "disagree strongly|completely disagree|totally disagree|"
    "definitely disagree",
    "Disagree": "tend to disagree|somewhat disagree|slightly disagree|mostly disagree",
    "Neither agree nor disagree": "neutral|neither|neither agree or disagree|"
    "neither disagree nor agree|no strong feelings|undecided",
    "Agree": "tend to agree|somewhat agree|slightly agree|mostly agree",
    "Strongly agree": "agree strongly|completely agree|totally agree|definitely agree",
    "Never": "not ever",
    "Rarely": "seldom|hardly ever|not often|almost never",
    "Sometimes": "occasionally|some of the time|now and then",
    "Often": "frequently|usually",
    "Most of the time": "mostly|usually",
    "Always": "all the time|all of the time|every time",
    "Not at all": "none at all",
    "A little": "a little bit|a bit",
    "Quite a lot": "quite a bit",
    "A great deal": "very much|a lot",
    "Very hard": "very difficult",
    "Hard": "difficult",
    "Neither": "neither easy nor hard|neither hard nor easy|neither easy nor difficult|neutral|ok",
    "Yes": "y|true",
    "No": "n|false",
}
# What a form may call a role in other words, by `bare`.
_ROLE_WORDS = {
    "Partnership lead": "lead|partnership leader|lead of the partnership",
    "Headteacher": "head|head teacher|headteacher principal|principal|executive headteacher|"
    "headteacher of a school",
    "Peer reviewer": "reviewer|peer review team|review team|member of a review team",
    "Improvement champion": "champion|champion facilitator",
    "SPP associate": "associate|trainer",
    OTHER_STAFF: "other|other role|another role|none of these|something else|staff|teacher|"
    "teaching assistant|member of staff|school staff",
}
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


@dataclass(frozen=True)
class Answer:
    """What one cell says: answers in the scale's own spelling, and what is to be said of it.

    Parameters
    ----------
    answers : none where the cell is blank; one, or several where several may be ticked.
    code, message : of a fault or a note; empty where there is nothing to say. A fault is said
        once for all cells with the same text.
    """

    answers: tuple[str, ...] = ()
    code: str = ""
    message: str = ""


def read_answer(
    scale: str, cell: RawCell, google: bool = False, way: Ticked | None = None
) -> Answer:
    """The answer in a cell of an export.

    Parameters
    ----------
    scale : a name of the declared scales.
    google : whether the file is an export of Google Forms, which separates by commas.
    way : how the cells of the column are cut where several answers may be ticked; by this cell
        alone where it is not given.
    """
    said = answer_text(cell)  # what a message quotes, so that it can be taken out of it again
    text = said.translate(_QUOTES)
    if text in ("", "-", "–", "—"):
        return Answer()
    if is_error(text) or cell.value == UNSAVED:
        return _error(text)
    if scale == OWN_WORDS:
        return Answer((text,))
    if scale == ROLE:
        return _role(said)
    if found := _no_opinion(text):
        return Answer((found,))
    if scale == SEVERAL:
        return _several(said, way or ticked([said], google))
    words = SCALES[scale]
    exact = {bare(word): word for word in words}
    if bare(text) in exact:
        return Answer((exact[bare(text)],))
    if word := _other_words(scale).get(bare(text)):
        return Answer((word,), "survey.answer-read-as", f"{quote(said)} is read as {quote(word)}.")
    number = _number(text)
    if number is not None and 1 <= number <= len(words) and len(words) >= _FEWEST_TO_COUNT:
        return Answer(
            (words[number - 1],),
            "survey.answer-number",
            f"The answers are numbers, and are read along the scale: 1 is {quote(words[0])} and "
            f"{len(words)} is {quote(words[-1])}. If they run the other way, write the words.",
        )
    return Answer(
        code="survey.answer-unknown",
        message=f"{quote(said)} is not an answer of this scale, which has {listed(words, 'and')}: "
        "mend the answer, or choose the scale that was used in the survey map."
        f"{did_you_mean(text, (*words, *NO_OPINION))}",
    )


def score_of(scale: str, answer: str) -> int | None:
    """The place of an answer on its scale, from 1; None where it has none."""
    words = SCALES.get(scale, ())
    return words.index(answer) + 1 if answer in words else None


def _role(text: str) -> Answer:
    """In what role somebody answered: the first where several are given."""
    ticked = [part.strip() for part in text.split(";") if part.strip()]
    if not ticked or _no_opinion(ticked[0]):
        return Answer()
    role = _roles().get(bare(ticked[0])) or _roles().get(bare(ticked[0]).removesuffix("s"))
    if role is None:
        return Answer(
            (OTHER_STAFF,),
            "survey.role-other",
            f"{quote(text)} is none of the programme's roles, so it is counted as "
            f"{quote(OTHER_STAFF)}: mend it if it is a slip."
            f"{did_you_mean(ticked[0], RESPONDENTS)}",
        )
    if len(ticked) > 1:
        return Answer(
            (role,),
            "survey.role-several",
            f"{quote(text)} is counted as {quote(role)}, the first of several roles: let the form "
            "ask for one, the role in which somebody answers.",
        )
    return Answer((role,))


def _several(said: str, way: Ticked) -> Answer:
    """The answers that were ticked together, in their order, each once."""
    parts = [part.translate(_QUOTES) for part in way.answers(said)]
    code, message = next(((c, m) for c, text, m in way.remarks if text == said), ("", ""))
    return Answer(tuple(dict.fromkeys(_no_opinion(one) or one for one in parts)), code, message)


def answer_text(cell: RawCell) -> str:
    """What somebody answered, without unseen letters and the codes of a web page."""
    text = clean(cell.text)
    return clean(unescape(text)) if "&" in text else text


def _error(text: str) -> Answer:
    if text == UNSAVED:
        return Answer(
            code="cell.formula-unsaved",
            message="This cell holds a formula whose result was never saved: open the file in "
            "Excel, save it, and check again.",
        )
    return Answer(
        code="cell.error",
        message=f"This cell shows the error {text}: mend its formula, or type the answer.",
    )


def _number(text: str) -> int | None:
    found = re.fullmatch(r"([0-9]{1,2})(?:\.0)?", text)
    return int(found[1]) if found else None


def _no_opinion(text: str) -> str:
    return _no_opinions().get(bare(text), "")


@lru_cache(maxsize=1)
def _no_opinions() -> dict[str, str]:
    every = {bare(word): word for word in NO_OPINION}
    return every | {w: word for word, said in _NO_OPINION.items() for w in said.split("|")}


@lru_cache(maxsize=1)
def _roles() -> dict[str, str]:
    other = {word: role for role, words in _ROLE_WORDS.items() for word in words.split("|")}
    return {bare(role): role for role in RESPONDENTS} | other


@lru_cache(maxsize=16)
def _other_words(scale: str) -> dict[str, str]:
    return {
        other: word
        for word in SCALES[scale]
        for other in _OTHER_WORDS.get(word, "").split("|")
        if other  # a sign such as a smiley has no letters, and must be no other word for any
    }
