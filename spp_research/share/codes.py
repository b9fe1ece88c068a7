"""Why a share file holds no number: a code, from which whoever reads it makes the sentence.

Up to version 6 such a place held a sentence in the sender's words and language, and of an estimate
that was refused whatever the reason repeated of the workbook. A code says one of a few things, with
a threshold beside it where there is one. Older sentences are shown as they stand (decision 62).
"""

from __future__ import annotations

import re
from enum import StrEnum


class Why(StrEnum):
    """Why there is no estimate of an outcome."""

    NOTHING_WRITTEN = "nothing-written"
    TOO_FEW_BOTH_TIMES = "too-few-both-times"
    TOO_FEW = "too-few"
    ALL_THE_SAME = "all-the-same"
    ONE_CLASS = "one-class"
    ONLY_AFTERWARDS = "only-afterwards"
    OTHER_TEST = "other-test"
    TWO_SCALES = "two-scales"
    NOT_YES_OR_NO = "not-yes-or-no"
    CLASSES_BLANK = "classes-blank"
    OTHERWISE = "not-as-written"


class Rule(StrEnum):
    """The disclosure rule that keeps a number out; the first two have a threshold beside them."""

    FEW_PUPILS = "few-pupils"
    FEW_ANSWERS = "few-answers"
    BY_SUBTRACTION = "by-subtraction"
    TOGETHER = "together"


_CODE = re.compile(r"([a-z]+(?:-[a-z]+)*)(?::([0-9]{1,4}))?")
_KNOWN: dict[str, Why | Rule] = {one.value: one for kind in (Why, Rule) for one in kind}


def with_number(rule: Rule, fewest: int) -> str:
    """The code of a rule with its threshold: "few-pupils:6"."""
    return f"{rule}:{fewest}"


def read_code(text: str) -> tuple[Why | Rule | None, str]:
    """What a code says, and the number beside it; None for a sentence of an older file."""
    found = _CODE.fullmatch(text)
    if found is None or found[1] not in _KNOWN:
        return None, ""
    return _KNOWN[found[1]], found[2] or ""
