"""Why a share file holds no number, said by whoever reads it."""

from __future__ import annotations

from spp_research.catalogue import say
from spp_research.share.codes import Rule, Why, read_code


def why_none(text: str) -> str:
    """The end of a sentence for a code of a share file; words of an older file as they stand."""
    code, number = read_code(text)
    match code:
        case Why.NOTHING_WRITTEN:
            return say("no pupil’s result has been written down yet")
        case Why.TOO_FEW_BOTH_TIMES:
            return say("too few pupils were measured both times")
        case Why.TOO_FEW:
            return say("too few pupils were measured")
        case Why.ALL_THE_SAME:
            return say(
                "all the results in a group are the same, so there is nothing to judge a "
                "difference by"
            )
        case Why.ONE_CLASS:
            return say("one class only: another class may have changed by more or less")
        case Why.ONLY_AFTERWARDS:
            return say("it was only looked at afterwards, so there is nothing to compare it with")
        case Why.OTHER_TEST:
            return say(
                "the tests before and after were not the same, so a change from one to the other "
                "means nothing; give the same test both times, or another form of it"
            )
        case Why.TWO_SCALES:
            return say(
                "one time is written from 0 to 1 and the other from 0 to 100, so a difference "
                "between them means nothing; write both in the same way"
            )
        case Why.NOT_YES_OR_NO:
            return say(
                "a yes-or-no measure is written as 1 for yes and 0 for no, and there is another"
            )
        case Why.CLASSES_BLANK:
            return say(
                "more than a tenth of the pupils have no class written down, and the others do; "
                "write each pupil’s class, or none where no whole class took part"
            )
        case Why.OTHERWISE:
            return say("it cannot be worked out as it was written down, which the school is told")
        case Rule.FEW_PUPILS:
            return say("a group of fewer than {number} pupils", number=number)
        case Rule.FEW_ANSWERS:
            return say("fewer than {number} answers", number=number)
        case Rule.BY_SUBTRACTION:
            return say("would give a hidden number away")
        case Rule.TOGETHER:
            return say("the numbers together would give a pupil’s own result away")
    return text
