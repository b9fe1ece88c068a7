"""Sessions and gains, and what was left months later, in words.

That pupils who came more gained more is described and never more than that. A later measurement is
set beside the first; the two are never made one number. Both are for the school alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from spp_research.catalogue import say
from spp_research.phrases import capital, in_words, listed
from spp_research.protect.disclosure import Rules, Shown
from spp_research.protect.disclosure.figures import decimals_of
from spp_research.schema.vocabulary import Design
from spp_research.school.impact import Doubt, Measure, Result
from spp_research.school.impact.audience import sees_dose, sees_later

from .amounts import about, amount, decimals, size, span
from .claims import PER_SESSIONS
from .statements import Statement, joined

_MONTH = 30.44  # days


def dose_sentence(result: Result, rules: Rules) -> Statement | None:
    """How gains go with sessions, capped at what a description may say; None where not seen."""
    found = result.dose
    if found is None or not sees_dose(result, rules):
        return None
    named = Statement("**{name}, by sessions.**", name=result.outcome.name)
    if not found.ok:
        return joined([named, Statement("It cannot be told: {reason}.", reason=found.reason)])
    project = next((f for f in result.flow), None)
    left_out = project.listed - found.n if project else 0
    said = [named, *_slope(result, rules)]
    if left_out:
        said.append(
            Statement(
                "Pupils without a number of sessions or without both results are left out "
                "({number}).",
                number=str(left_out),
            )
        )
    return joined(said)


def _slope(result: Result, rules: Rules) -> Iterator[Statement]:
    found, outcome = result.dose, result.outcome
    if found is None or found.value is None:
        return
    people, unit = found.sizes, outcome.shown_unit
    low, high = found.low, found.high
    digits = decimals_of(*(None if e is None else PER_SESSIONS * e for e in (low, high)))
    gap = PER_SESSIONS * found.value
    if low is None or high is None or low <= 0 <= high:
        yield Statement(
            "For each {sessions} sessions more, gains were about {amount} ({pupils} pupils).",
            sessions=in_words(PER_SESSIONS),
            amount=amount(gap, unit, people, rules, digits),
            pupils=str(found.n),
        )
        if low is not None and high is not None:
            yield Statement(
                "The data fit anything from {range}. Whether pupils who came more gained more or "
                "less cannot be told.",
                range=span(PER_SESSIONS * low, PER_SESSIONS * high, unit, people, rules, digits),
            )
    else:
        yield Statement(
            _MORE[outcome.higher_is_better, gap > 0],
            size=size(gap, unit, people, rules, digits),
            sessions=in_words(PER_SESSIONS),
            pupils=str(found.n),
        )
        yield Statement(
            "The data fit anything from {range}.",
            range=span(PER_SESSIONS * low, PER_SESSIONS * high, unit, people, rules, digits),
        )
    yield Statement(
        "Pupils who came more may differ in other ways. This does not show that sessions help."
    )


_MORE = {
    (True, True): "Pupils who came more gained more: about {size} for each {sessions} sessions "
    "({pupils} pupils).",
    (True, False): "Pupils who came more gained less: about {size} for each {sessions} sessions "
    "({pupils} pupils).",
    (False, True): "It fell less, or rose more, for pupils who came more: about {size} for each "
    "{sessions} sessions ({pupils} pupils).",
    (False, False): "It fell more, or rose less, for pupils who came more: about {size} for each "
    "{sessions} sessions ({pupils} pupils).",
}


def later_sentence(result: Result, rules: Rules) -> Statement | None:
    """What was left months later, beside what there was at first; None where not seen."""
    found = result.later
    if found is None or not sees_later(result, rules):
        return None
    named = Statement("**{name}, once more.**", name=result.outcome.name)
    when = _when(result.outcome.follow_up_date, result.outcome.later_date)
    if not found.estimate.ok or not found.estimate.has_interval:
        nothing = Statement("{when} it was measured again, too few to tell.", when=when)
        return joined([named, nothing, *_lost(result, rules)])
    estimate, unit = found.estimate, result.outcome.shown_unit
    digits = decimals(estimate)
    shares = result.outcome.measure is Measure.YES_NO
    said = Statement(
        (_LATER_SHARES if shares else _LATER)[result.outcome.design],
        when=when,
        about=amount(estimate.value, unit, found.sizes, rules, digits),
    )
    fit = Statement(
        "The data fit anything from {range} ({pupils}).",
        range=span(estimate.low, estimate.high, unit, found.sizes, rules, digits),
        pupils=Shown(say("{sizes} pupils", sizes=listed([str(n) for n in found.sizes]))),
    )
    return joined([named, said, fit, *_beside(result, rules), *_lost(result, rules)])


_LATER = {
    Design.A: "{when} results in the project were about {about} than among the others.",
    Design.B: "{when} results of the same pupils were about {about} than at the start.",
}
_LATER_SHARES = {
    Design.A: "{when} the share was about {about} in the project than among the others.",
    Design.B: "{when} the share of the same pupils was about {about} than at the start.",
}


def _when(first: date | None, then: date | None) -> str:
    """How long after the follow-up: "Seven months later"."""
    if first is None or then is None or then <= first:
        return say("Later")
    months = round((then - first).days / _MONTH)
    if months < 1:
        weeks = max(1, round((then - first).days / 7))
        number = capital(in_words(weeks))
        return say("{number} week later", "{number} weeks later", n=weeks, number=number)
    number = capital(in_words(months))
    return say("{number} month later", "{number} months later", n=months, number=number)


def _beside(result: Result, rules: Rules) -> Iterator[Statement]:
    """The first figure again, and what stands against both."""
    if result.estimate.ok:
        yield Statement("At first it had been about {first}.", first=about(result, rules))
    doubts = set(result.doubts)
    if Doubt.GROWTH in doubts:
        yield Statement("Pupils grow anyway, and more in the longer time.")
    if doubts - {Doubt.GROWTH}:
        yield Statement("What stands against the first figure stands against this one too.")


def _lost(result: Result, rules: Rules) -> Iterator[Statement]:
    found = result.later
    if found is None or not found.lost:
        return
    if rules.hides(found.lost):
        yield Statement(
            "A few of the pupils behind the first figure were not measured again. So the two are "
            "not of quite the same pupils."
        )
        return
    yield Statement(
        "Of the pupils behind the first figure {number} were not measured again. So the two are "
        "not of quite the same pupils.",
        number=str(found.lost),
    )
