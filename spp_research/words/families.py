"""A review and what came of it in plain words, for parents and pupils of about nine and older.

Short sentences, words of one or two syllables, and no word of the field. How hard they are to read
is held by a test (`tests/unit/test_reading_age.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from spp_research.catalogue import say
from spp_research.partnership.lead_workbook import day, known_day
from spp_research.phrases import days, listed, sentence
from spp_research.protect.disclosure import Shown, free_text
from spp_research.schema.vocabulary import ENQUIRY_STEM, REVIEW_SUMMARY, FindingKind
from spp_research.school import for_everyone
from spp_research.school.evidence import Study

from .statements import Statement

# What is shown of each part, so that the page stays one in large type: letters of the question, of
# each thing that is told, and how many of these there are.
_OF_QUESTION, _OF_EACH, _MOST = 220, 200, 2
_HOW_FAR = "How far"
_IN_A_SENTENCE = 2  # groups of people, some of which take five words

# What was looked at, and who was met, by kind of source: how many were met is never said.
_LESSONS, _WORK = "Lesson visit", "Work scrutiny"
NOT_SHARED = Statement(
    "There is nothing here that all of us may read yet. First the review summary is signed off for "
    "everyone, on the sheet called Sign-off."
)


def title() -> str:
    """What the page is called to its readers."""
    return say("A look at our school")


def who_came(study: Study) -> Iterator[Statement]:
    """Who looked at the school, when, and what they did; or that the school looked at itself."""
    row = _review(study)
    if row is None:
        yield Statement("We took a close look at our own school.")
        yield from _own_look(for_everyone.looked_at(study, None))
    else:
        since = known_day(row["review_start"])
        yield Statement(
            "People from other schools came to see us on {days}.",
            days=days(since, day(row["review_end"]) or since),
        )
        yield Statement("They came to look and to listen, not to give us marks.")
        yield from _their_look(for_everyone.looked_at(study, since))


def _their_look(kinds: frozenset[str]) -> Iterator[Statement]:
    """What visitors did, and whom they talked with."""
    if {_LESSONS, _WORK} <= kinds:
        yield Statement("While they were here, they sat in on lessons and looked at pupils’ work.")
    elif _LESSONS in kinds:
        yield Statement("While they were here, they sat in on lessons.")
    elif _WORK in kinds:
        yield Statement("While they were here, they looked at pupils’ work.")
    at_first, then = _people(kinds)
    if at_first:
        yield Statement("Then they talked with {people}.", people=at_first)
    if then:
        yield Statement("They also talked with {people}.", people=then)


def _own_look(kinds: frozenset[str]) -> Iterator[Statement]:
    """The same where the school looked at itself."""
    if {_LESSONS, _WORK} <= kinds:
        yield Statement("We sat in on lessons and looked at pupils’ work.")
    elif _LESSONS in kinds:
        yield Statement("We sat in on lessons.")
    elif _WORK in kinds:
        yield Statement("We looked at pupils’ work.")
    at_first, then = _people(kinds)
    if at_first:
        yield Statement("Then we talked with {people}.", people=at_first)
    if then:
        yield Statement("We also talked with {people}.", people=then)


def _people(kinds: frozenset[str]) -> tuple[str, str]:
    """Those who were met, in lists for two short sentences; empty where nobody was."""
    met = {
        "Pupil interview": say("pupils"),
        "Parent or carer voice": say("parents and carers"),
        "Staff interview": say("the people who work here"),
        "Governor interview": say("governors, who help to run the school"),
    }
    found = [who for kind, who in met.items() if kind in kinds]
    return listed(found[:_IN_A_SENTENCE]), listed(found[_IN_A_SENTENCE:])


def question(study: Study) -> Statement:
    """What the look at the school was about."""
    return Statement("**{question}**", question=_in_few(_plainly(study.base.focus), _OF_QUESTION))


def works_well(study: Study) -> tuple[Statement, list[Statement]]:
    """What was found to work well, under its first line, and the practice that is shared."""
    strengths = _listed(for_everyone.found(study, FindingKind.STRENGTH))
    if practice := for_everyone.shared_practice(study):
        strengths = [
            *strengths[: _MOST - 1],
            Statement(
                "Here is one thing that we do. We share it with other schools: {practice}",
                practice=_in_few(sentence(practice), _OF_EACH),
            ),
        ]
    if _review(study) is None:
        return Statement("This is what we see:"), strengths
    return Statement("This is what they saw:"), strengths


def comes_next(study: Study) -> tuple[Statement, list[Statement]]:
    """What the school will do; where that is not shared, what it wants to get better at."""
    if ahead := _listed(for_everyone.ahead(study)):
        return Statement("This is what we do now:"), ahead
    steps = _listed(for_everyone.found(study, FindingKind.NEXT_STEP))
    return Statement("This is what we want to get better at. We found out that:"), steps


def has_changed(study: Study) -> tuple[Statement, list[Statement]]:
    """What the school says has changed, and that nobody can be sure why."""
    if said := _listed(for_everyone.changed(study)):
        return Statement(
            "This is what we have seen so far. We cannot yet be sure what made the change:"
        ), said
    return Statement("We cannot tell you yet. Ask us how it goes."), []


def how_to_help() -> list[Statement]:
    """What a pupil, a parent or a carer can do, and where to ask."""
    return [
        Statement("**Pupils:** tell a teacher what helps you to learn, and what gets in the way."),
        Statement(
            "**Parents and carers:** tell us what you see at home. Ask at the school office."
        ),
        Statement("You can all ask to read more. We will show you the long report."),
    ]


def _review(study: Study) -> Any:
    """The row of the timetable about the visit, once it has begun; None where nobody came yet."""
    looked_from = study.day_of(REVIEW_SUMMARY)
    row = study.partnership.review_of(study.base.school.slug, looked_from)
    if row is None or day(row["review_start"]) is None:
        return None
    return row if known_day(row["review_start"]) <= looked_from else None


def _plainly(focus: str) -> str:
    """The question with the two plain words that mean what the stem of the programme means."""
    return f"{_HOW_FAR}{focus[len(ENQUIRY_STEM) :]}" if focus.startswith(ENQUIRY_STEM) else focus


def _listed(texts: Sequence[str]) -> list[Statement]:
    """As many of the texts as there is room for, each in few words."""
    return [Statement("{words}", words=_in_few(sentence(one), _OF_EACH)) for one in texts[:_MOST]]


def as_told(words: str) -> str:
    """What the page shows of a cell, without the stem of a question, which it says in other words.

    Parameters
    ----------
    words : the cell, as it is written in the workbook.
    """
    if words.startswith(ENQUIRY_STEM):
        return _first_words(_plainly(words), _OF_QUESTION).removeprefix(_HOW_FAR)
    return _first_words(sentence(words), _OF_EACH)


def _in_few(words: str, most: int) -> Shown:
    return free_text(_first_words(words, most))


def _first_words(words: str, most: int) -> str:
    """The first sentences of a text that fit into so many letters; else its first words."""
    line = " ".join(words.split())
    if len(line) <= most:
        return line
    ends = [at for at in range(1, most) if line[at - 1] in ".?!" and line[at] == " "]
    if ends and ends[-1] > most // 4:
        return line[: ends[-1]]
    cut = line[: most - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut} …".replace(", …", " …")


# Automated Readability Index (Smith and Senter, 1967): letters a word and words a sentence give a
# school year of the United States, and five more are an age. A few words say little.
_OLDEST, _FEWEST_WORDS, _YEARS = 11, 10, 5
_SHOWN_OF_EACH = 40
_GROWN_UP = 18  # beyond which an age says no more


def age_to_read(words: str) -> float:
    """The age from which a text can be read, by its words and sentences; 0 for one of few words."""
    said = re.findall(r"[^\W_][\w'’-]*", words)
    if len(said) < _FEWEST_WORDS:
        return 0.0
    letters = sum(sum(map(str.isalnum, word)) for word in said)
    sentences = max(1, len(re.findall(r"[.?!…]+(?=\s|$)", words.strip().rstrip(".?!…"))) + 1)
    index = 4.71 * letters / len(said) + 0.5 * len(said) / sentences - 21.43
    return index + _YEARS


def easier_to_read(shown: Sequence[str]) -> str:
    """Advice on what the page shows from the workbook and is hard for its readers; mostly none.

    Parameters
    ----------
    shown : each text of the workbook as the page shows it.
    """
    hard = sorted(((age_to_read(one), one) for one in shown), reverse=True)
    hard = [(age, one) for age, one in hard if age > _OLDEST]
    if not hard:
        return ""
    age, first = hard[0]
    quoted = first if len(first) <= _SHOWN_OF_EACH else f"{first[:_SHOWN_OF_EACH].rstrip()} …"
    return say(
        "The page is for readers from about nine on. What it shows from the workbook takes older "
        "ones in {number} place: “{words}” (about {age}). Shorter sentences there make it easier.",
        "The page is for readers from about nine on. What it shows from the workbook takes older "
        "ones in {number} places, most of all “{words}” (about {age}). Shorter sentences there "
        "make it easier.",
        n=len(hard),
        number=len(hard),
        words=quoted,
        age=min(round(age), _GROWN_UP),
    )
