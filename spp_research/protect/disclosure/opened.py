"""What this process has opened: whose words may be repeated, and which ids may not.

A run has a process of its own, which opens one school. So that the gate knows a pupil's id when
it meets one, and a cell of a workbook from a text that a notebook made, opening a school says
here what it has read. Of pupils' IDs only digests are kept, of their results the numbers (see
`likeness`), and nothing here is ever written down or shown.
"""

from __future__ import annotations

import html
import os
import re
import unicodedata
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from spp_research.errors import DisclosureError, UnprotectedError
from spp_research.protect.personal.unseen import UNSEEN
from spp_research.telling import ABOUT_ALL, RUN_VARIABLE, SEAL_VARIABLE

from . import likeness

if TYPE_CHECKING:
    import pandas as pd

# What can stand in a text as one word: an id with a space in it is looked for as a whole cell.
_WORD = re.compile(r"[^\W_]+(?:[-_./][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
OWN_FORM = 3  # pupils whose ids have one form: then the school's pupils' ids are like that
# Shorter ids, and numbers of a few digits, are words and numbers of a report as well. They are
# looked for as whole cells only.
_TELLING = re.compile(r"(?=.*\d)(?=.*[^\W\d_]).{3,}|0\d{2,}|\d{5,}")


_NARROWEST = ("school", "partnership", "public")  # the audiences, that first which sees most
_ANOTHER = (
    "This document is for another audience: its rules are stricter than those for “{audience}”. "
    "Take study.rules, or make the document for that audience."
)


@dataclass(repr=False)
class _School:
    ids: frozenset[bytes]
    telling: frozenset[bytes]
    pupils: pd.DataFrame
    answers: frozenset[int] = frozenset()  # how many people answered each question

    @cached_property
    def results(self) -> likeness.Results:
        """Worked out only where a notebook of somebody's own shows numbers."""
        return likeness.results_of(self.pupils)


_schools: dict[str, _School] = {}
_words: dict[str, frozenset[bytes]] = {}
_ids: dict[str, frozenset[bytes]] = {}  # of rows of workbooks: findings, actions, schools
_rules: list[Any] = []  # of the last that was opened
_IN_TURN = 6  # numbers; fewer follow one another in some file by chance
_asked: deque[float] = deque(maxlen=_IN_TURN)  # the last that a notebook asked to show by itself


def opened(
    name: str,
    tables: Iterable[pd.DataFrame],
    texts: Iterable[object] = (),
    ids: Iterable[object] = (),
) -> None:
    """Remember whose words these are: a notebook may show each cell of them as it stands.

    Parameters
    ----------
    name : of the school or partnership, so that opening it again replaces what was known.
    tables : of its workbook; never a file of pupils or an export of a form.
    texts : further words, such as names of schools.
    ids : of rows of the workbook that a document may name, such as a finding's; of no person.
    """
    cells: set[str] = set()
    for frame in tables:
        cells.update(map(_told, (*_cells(frame), *frame.columns)))
    _words[name] = frozenset(_digest(t) for t in cells | set(map(_told, texts)) if t)
    _ids[name] = frozenset(_digest(t) for t in set(map(_told, ids)) if t)


@cache
def run_key() -> str:
    """The key of this run, which the exporter hands to the notebook's process; else empty."""
    return os.environ.pop(SEAL_VARIABLE, "")


def opened_for(rules: Any) -> None:
    """Remember the rules of the audience for which a notebook opened what it works on.

    Raises
    ------
    UnprotectedError
        When a run opens something for an audience that may see more than the first, or than the
        one that the run is for.
    """
    no_looser(rules)
    made_for = os.environ.get(RUN_VARIABLE, "").rpartition("/")[2]
    known = made_for in _NARROWEST and rules.audience in _NARROWEST
    if run_key() and known and _NARROWEST.index(rules.audience) < _NARROWEST.index(made_for):
        raise UnprotectedError(_ANOTHER.format(audience=rules.audience))
    _rules[:] = [rules]


def only_of_a_school() -> None:
    """Stop a run about all the schools before it opens a school's own workbook and its pupils.

    Raises
    ------
    DisclosureError
        With what to open instead.
    """
    if run_key() and os.environ.get(RUN_VARIABLE, "").startswith(f"{ABOUT_ALL}/"):
        raise DisclosureError(
            "A document about all the schools is made from what they share, so it opens no "
            "school’s own workbook and no file of pupils. Take open_year(workspace, audience), or "
            "make it a document of each school: “per” in the notebook’s metadata is “school” then, "
            "and it has a parameter called school."
        )


def no_looser(rules: Any) -> None:
    """Stop a run at rules of an audience that may see more than the one it is for."""
    if run_key() and _rules and rules.fewest_pupils < _rules[0].fewest_pupils:
        raise UnprotectedError(_ANOTHER.format(audience=rules.audience))


def rules_opened() -> Any:
    """The rules of the audience for which something was opened last; None before that."""
    return _rules[0] if _rules else None


def opened_pupils(name: str, pupils: pd.DataFrame, answers: Iterable[int] = ()) -> None:
    """Remember the pupils of a school, as digests of their ids and by their results.

    Parameters
    ----------
    name : as for `opened`, which comes first: an id that its workbook uses too, such as a
        finding's, is no sign of a pupil. But where several pupils have ids of that form, it is.
    pupils : columns pupil_id, outcome_id and numbers.
    answers : how many people answered each question of a survey.
    """
    known = frozenset().union(*_ids.values())
    ids = {_told(one) for one in pupils["pupil_id"].dropna().unique()}
    forms = Counter(map(form_of, ids))
    ids = {i for i in ids if i and (forms[form_of(i)] >= OWN_FORM or _digest(i) not in known)}
    telling = {one for one in ids if _TELLING.fullmatch(one)}
    _schools[name] = _School(
        frozenset(map(_digest, ids)), frozenset(map(_digest, telling)), pupils, frozenset(answers)
    )
    categories = pupils[
        [c for c in ("outcome_id", "group", "class_name", "subgroup") if c in pupils]
    ]
    more = {_told(cell) for cell in (*_cells(categories), *pupils.columns)}
    _words[name] = _words.get(name, frozenset()) | {_digest(t) for t in more if t}


def form_of(one: str) -> str:
    """The form of an id: its letters, and where it has digits. "p07" and "p112" have one."""
    return re.sub(r"\d+", "9", one)


def forget(name: str) -> None:
    """Know no more of what was opened under a name."""
    for known in (_schools, _words, _ids):
        known.pop(name, None)


def fewest_people() -> int:
    """The fewest people of a group that may be shown to whom this is for; 3 before it is known."""
    return _rules[0].fewest_pupils if _rules else 3


def in_a_workbook(text: str | date) -> bool:
    """Whether a cell of a workbook that was opened says just this."""
    known = _digest(_told(text))
    return any(known in words for words in _words.values())


def is_pupil(cell: object) -> bool:
    """Whether a whole cell is the id of a pupil."""
    told = _told(_as_read(cell) if isinstance(cell, str) else cell)
    return bool(told) and any(_digest(told) in school.ids for school in _schools.values())


def names_a_pupil(text: str) -> bool:
    """Whether the id of a pupil stands in a text, as far as ids can be told from words."""
    telling = [school.telling for school in _schools.values() if school.telling]
    if not telling:
        return False
    return any(_digest(word) in ids for word in words_of(text) for ids in telling)


def words_of(text: str) -> set[str]:
    """The words of a text in which an id could stand, alone and as part of a longer one."""
    folded = _as_read(text).casefold()
    return {w for w in (*_WORD.findall(folded), *_PART.findall(folded)) if _TELLING.fullmatch(w)}


def _as_read(text: str) -> str:
    """A text as it is read: without what nobody sees, and what only sets a part of it apart."""
    seen = UNSEEN.sub("", html.unescape(text))  # as some of them turn into others when folded
    whole = unicodedata.normalize("NFKC", seen)
    return "".join(c for c in whole if c not in "\\*`" and unicodedata.category(c) != "Cf")


def hold_pupils_back(texts: Iterable[str], where: str) -> None:
    """Stop where a text that is to be shown holds a pupil's id.

    Raises
    ------
    UnprotectedError
        It names the place, not the id.
    """
    if any(names_a_pupil(text) for text in texts):
        raise UnprotectedError(
            f"{where} holds the ID of a pupil, as the school's own files of pupils have it. "
            "Nothing about one pupil leaves a notebook: show a group instead, or write the text "
            "without the ID."
        )


def of_any_pupils() -> bool:
    """Whether results of pupils were opened that numbers could be held against."""
    return any(len(school.pupils) for school in _schools.values())


def are_one_by_one(values: Sequence[float], *, typed: bool = False) -> bool:
    """Whether some numbers are pupils' results one by one, as far as that can be recognised.

    Parameters
    ----------
    values, typed : as for `likeness.are_one_by_one`.
    """
    return any(likeness.are_one_by_one(values, s.results, typed=typed) for s in _schools.values())


def are_pairs(rows: Sequence[tuple[float, float]]) -> bool:
    """Whether rows of two numbers are the start and end of some pupils."""
    return any(likeness.are_pairs(rows, school.results) for school in _schools.values())


def as_many(rows: int) -> bool:
    """Whether there are as many rows as pupils, or as people who answered a question."""
    return any(
        likeness.as_many(rows, s.results) or (rows >= likeness.AS_MANY and rows in s.answers)
        for s in _schools.values()
    )


def of_a_group(people: int, value: float | None = None) -> bool:
    """Whether a number about so many people seems to be about pupils that were opened.

    Parameters
    ----------
    people : as many as an outcome or a group of it has, listed or measured.
    value : or what a group or class gained on average, or two of them differ by.
    """
    return any(
        people in school.results.sizes
        or (value is not None and likeness.is_a_mean(abs(value), school.results))
        for school in _schools.values()
    )


def is_one_pupils(value: float) -> bool:
    """Whether a number is what one pupil had or gained, and no group had on average."""
    return any(likeness.is_one_pupils(value, school.results) for school in _schools.values())


def asked_in_turn(value: float) -> bool:
    """Whether the numbers that were asked for one by one, with this one, go through pupils."""
    _asked.append(float(value))
    if len(_asked) < _IN_TURN:
        return False
    return any(likeness.are_a_run(_asked, school.results) for school in _schools.values())


def sealed_ids(seal: Any) -> list[str]:
    """The telling ids of all pupils under a seal, for the search of the whole report."""
    return sorted({seal(one) for school in _schools.values() for one in school.telling})


def digest(word: str) -> bytes:
    """What stands for a word here."""
    return _digest(_told(word))


def _cells(frame: pd.DataFrame) -> Iterator[object]:
    """The texts and dates of a table; a number is not a word."""
    for _, column in frame.items() if len(frame) else ():
        if column.dtype.kind not in "iufb" and column.dtype.name not in ("Int64", "Float64"):
            cells = zip(column.tolist(), column.isna().tolist(), strict=True)
            yield from {cell for cell, missing in cells if not missing}


def _told(cell: object) -> str:
    day = getattr(cell, "date", None)
    if callable(day):
        cell = day()
    if isinstance(cell, date):
        return cell.isoformat()
    return " ".join(str(cell).split()).casefold()


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=12).digest()
