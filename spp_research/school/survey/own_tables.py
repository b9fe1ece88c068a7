"""A question of a survey from any table: a row a person, a column for each time it was asked."""

from __future__ import annotations

from numbers import Number
from typing import TYPE_CHECKING, Any, cast

from spp_research.errors import Faults, InputError
from spp_research.protect.disclosure.opened import run_key
from spp_research.protect.disclosure.origin import notebook, words
from spp_research.schema.vocabulary import NO_OPINION, SCALES, Time
from spp_research.stats.frames import columns
from spp_research.stats.inputs import called, is_blank, label_of, listed
from spp_research.stats.places import rows_hold

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.schema import tables

_KINDS = [name for name, answers in SCALES.items() if answers]


def map_and_answers(
    data: Any,
    asked: str,
    *,
    before: Any = None,
    after: Any = None,
    once: Any = None,
    scale: str = "Agreement, five points",
    informant: str = "Pupils",
    same_people: bool = True,
    reversed: bool = False,
) -> tuple[tables.SurveyMap, pd.DataFrame]:
    """The survey map and the answers of one question of a table of one row a person.

    As `survey.of_table`, which says what each is and what is refused.
    """
    import pandas as pd

    if run_key():  # on one's own screen a question may be put in any words
        for text in (asked, informant):
            words(text, notebook(), "The words of a question")
    if scale not in _KINDS:
        raise InputError(f"{scale!r} is no scale of the kit; take one of: {'; '.join(_KINDS)}")
    question: Any = asked
    if not isinstance(question, str) or not question.strip():
        raise InputError(f"asked is the question, in the words it was asked, not {asked!r:.40}")
    names = {Time.BEFORE: before, Time.AFTER: after, Time.ONCE: once}
    given = {time: name for time, name in names.items() if name is not None}
    if not given or (once is not None and len(given) > 1):
        raise InputError("give before= and after= with the names of columns, or once= for one time")
    lined = columns(data, **{time.lower(): name for time, name in given.items()})
    places = {label_of(answer): i for i, answer in enumerate(SCALES[scale], 1)}
    spelt = {label_of(answer): answer for answer in (*SCALES[scale], *NO_OPINION)}
    answers, faults = [], Faults()
    for time, column in zip(given, lined, strict=True):
        items = listed(column, time.lower())
        others = [
            at for at, one in enumerate(items) if not is_blank(one) and label_of(one) not in spelt
        ]
        if others:
            numbered = all(isinstance(items[at], Number) for at in others)
            mend = (
                "; where numbers stand for them, put in the words first: "
                f'column.map({{1: "{SCALES[scale][0]}", 2: "{SCALES[scale][1]}", …}})'
            )
            faults.add(
                f"{called(time.lower(), column)}: {rows_hold(column, others)} an "
                f"answer that is not on the scale; it has {', '.join(SCALES[scale])}"
                + (mend if numbered else "")
            )
            continue
        for person, said in enumerate(items, 1):
            if is_blank(said):
                continue
            key = label_of(said)
            answers.append((_ID, str(time), person, spelt[key], places.get(key)))
    faults.tell()
    asked_at = [
        (_ID, str(time), "", asked, "", scale, _said(reversed), informant, None, _said(same_people))
        for time in given
    ]
    if not answers:
        raise InputError("nobody answered this question: the columns are blank")
    survey_map = pd.DataFrame(asked_at, columns=pd.Index(_MAP))
    given_answers = pd.DataFrame(answers, columns=pd.Index(_ANSWERS)).astype({"score": "Int64"})
    return cast("tables.SurveyMap", survey_map), given_answers


_ID = "own"
_MAP = (
    "item_id", "wave", "file", "asked", "question_id", "scale", "reversed", "informant", "invited",
    "same_people",
)  # fmt: skip
_ANSWERS = ("item_id", "wave", "respondent", "answer", "score")


def _said(yes: bool) -> str:
    return "Yes" if yes else "No"
