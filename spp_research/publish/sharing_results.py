"""Effects and answers for a share file, each through the rules that the reports go by.

Whether a number may be seen is asked of the very functions that decide it for a report's tables
and sentences, so that a share file never holds what the school's own report would hide.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import isfinite

from spp_research.protect.disclosure import Rules, Shown, share
from spp_research.schema.vocabulary import Design
from spp_research.school.impact import Doubt, Result, standing
from spp_research.school.impact.audience import AWAY, ROOM, few, hidden, symbol
from spp_research.school.impact.changes import CLASSES_BLANK, OTHER_TEST
from spp_research.school.impact.measures import NOT_YES_OR_NO, ONLY_AFTERWARDS
from spp_research.school.impact.oddities import TWO_SCALES
from spp_research.school.survey import Item as Question
from spp_research.school.survey import Wave
from spp_research.school.survey.bands import few_answers, seen, too_few
from spp_research.share import Answers, Effect, Item
from spp_research.share.codes import Rule, Why, with_number
from spp_research.share.digits import rounded
from spp_research.share.records import OF_EXPECTED
from spp_research.stats.class_changes import ONE_CLASS
from spp_research.words.amounts import pupils

POOLED_ALL_THE_SAME = {Doubt.GROWTH, Doubt.DEPENDS, Doubt.SEVERAL}


def effects(results: Sequence[Result], rules: Rules) -> tuple[Effect, ...]:
    """Every outcome: its estimate where the audience may see it, else why there is none."""
    return tuple(_effect(result, rules) for result in results)


def never_pooled(effect: Effect) -> Effect:
    """A result without what it could be pooled by.

    The first result was shared with the spread before, of nearly the same pupils: two such spreads
    would tell of the few who are behind one of them alone.
    """
    left = ("se", "standardised", "standardised_variance", *OF_EXPECTED)
    return effect.model_copy(update=dict.fromkeys(left) | {"estimator": ""})


def _effect(result: Result, rules: Rules) -> Effect:
    outcome = result.outcome
    found = Effect(
        outcome_id=outcome.outcome_id,
        action_id=outcome.action_id,
        name=outcome.name,
        who=outcome.who,
        unit=outcome.shown_unit,
        question=outcome.question,
        design=outcome.design,
        primary=outcome.primary,
        higher_is_better=outcome.higher_is_better,
        confidence=result.estimate.confidence,
        pupils=result.people if pupils(result, rules).text[0].isdigit() else (),
        baseline=any(flow.baseline for flow in result.flow),
        measured=any(flow.follow_up for flow in result.flow),
        smallest_worthwhile=outcome.worthwhile,
        by_lot=result.by_lot,
        **_known(result, rules),
    )
    return rounded(found)


def _known(result: Result, rules: Rules) -> dict:
    """The estimate with its verdict; or the rule that hides it; or why there is none."""
    nothing = {"verdict": "not enough data", "standing": "not estimated"}
    estimate = result.estimate
    if not result.flow:
        return nothing | {"reason": Why.NOTHING_WRITTEN.value}
    if hidden(result, rules):
        return nothing | {"rule": _coded(symbol(result, rules), rules)}
    if not estimate.ok:
        return nothing | {"reason": _why(result).value}
    in_unit = {name: getattr(estimate, name) for name in ("value", "low", "high", "se")}
    found = {
        "verdict": result.verdict,
        "standing": standing(result),
        "doubts": tuple(doubt.code for doubt in result.doubts),
    }
    return found | in_unit | _beyond(result) | for_pooling(result)


_REFUSED = {
    ONE_CLASS: Why.ONE_CLASS,
    ONLY_AFTERWARDS: Why.ONLY_AFTERWARDS,
    OTHER_TEST: Why.OTHER_TEST,
    TWO_SCALES: Why.TWO_SCALES,
    NOT_YES_OR_NO: Why.NOT_YES_OR_NO,
    CLASSES_BLANK: Why.CLASSES_BLANK,
}


def _why(result: Result) -> Why:
    """Why there is no estimate. What a refusal says may repeat the workbook, and is not sent."""
    estimate, both = result.estimate, result.outcome.design in (Design.A, Design.B)
    if estimate.status == "refused":
        return _REFUSED.get(estimate.reason, Why.OTHERWISE)
    if estimate.status == "too_few":
        return Why.TOO_FEW_BOTH_TIMES if both else Why.TOO_FEW
    return Why.ALL_THE_SAME


def _coded(hidden: Shown, rules: Rules) -> str:
    """The rule behind a symbol, as a share file has it."""
    known = {
        few(rules).rule: with_number(Rule.FEW_PUPILS, rules.fewest_pupils),
        few_answers(rules).rule: with_number(Rule.FEW_ANSWERS, rules.fewest_respondents),
        AWAY: Rule.BY_SUBTRACTION.value,
        ROOM: Rule.TOGETHER.value,
    }
    return known[hidden.rule]


def for_pooling(result: Result) -> dict:
    """The standardised effect, its variance and its estimator; empty where it may not be pooled.

    Designs without a comparison group pool the change in SDs before (Becker 1988; Morris and
    DeShon 2002), the others what they show, with the small-sample correction where there is one.
    One class against one only describes the two; of pupils chosen for their scores part of the
    change is no effect of anything; groups that did not start alike, many lost or classes that
    nobody named make a difference of something else; and numbers that look wrong are looked at
    first. None of these is pooled. What a result came to decides nothing: that pupils grow, that
    it depends on how it is worked out, or that several outcomes were named keeps none out.

    A change that was held against an expected one is pooled less that, with what is not known of
    it, and only with others like it.
    """
    effect = result.standardised
    if effect is None or not effect.ok or {*result.doubts} - POOLED_ALL_THE_SAME:
        return {}
    if result.chosen is not None:
        return {}
    inner = effect.details
    if "variance_g_pre_sd" in inner:
        value, variance = inner["g_pre_sd"], inner["variance_g_pre_sd"]
        estimator = "standardised change (SD before, Becker)"
    else:
        value = inner.get("g", effect.value)
        variance = inner.get("variance", None if effect.se is None else effect.se**2)
        estimator = effect.measure
    if value is None or variance is None or not (isfinite(variance) and variance > 0):
        return {}
    if result.beyond is not None and result.beyond.ok:
        less = _less_expected(result, value, variance)
        if less is None:
            return {}
        value, variance = less
        estimator = f"{estimator}, less the expected change"
    return {
        "standardised": value,
        "standardised_variance": variance,
        "estimator": estimator,
    }


def _less_expected(result: Result, value: float, variance: float) -> tuple[float, float] | None:
    """A standardised change less the expected one, in the SDs that it is already in."""
    change, beyond = result.estimate, result.beyond
    if not change.value or beyond is None or not value:
        return None
    sd = change.value / value
    expected_se = beyond.details.get("expected_se") or 0.0
    expected = beyond.details.get("expected") or 0.0
    return value - expected / sd, variance + (expected_se / sd) ** 2


def _beyond(result: Result) -> dict:
    """What was to be expected and what goes beyond it; empty where nothing was declared."""
    found = result.beyond
    if found is None or not found.ok:
        return {}
    return {
        "expected": found.details.get("expected"),
        "beyond": found.value,
        "beyond_low": found.low,
        "beyond_high": found.high,
        "beyond_se": found.se,
    }


def answers(questions: Sequence[Question], rules: Rules) -> tuple[Item, ...]:
    """Every question of the surveys, with its answers where the audience may see them.

    Most people answer every question of a survey, so that the number who had no opinion on one
    follows from the others. It is given for all questions of a time, or for none.
    """
    few = {wave.when for q in questions for wave in q.waves if rules.hides(wave.no_opinion)}
    return tuple(
        Item(
            item_id=question.item_id,
            asked=question.asked,
            scale=question.scale,
            informant=question.informant,
            reversed=question.reversed,
            waves=_waves(question, rules, few),
        )
        for question in questions
    )


def _waves(question: Question, rules: Rules, few: Collection[str]) -> tuple[Answers, ...]:
    if whole := too_few(question, rules):
        return tuple(Answers(wave=wave.when, rule=_coded(whole, rules)) for wave in question.waves)
    if not question.scaled:
        return tuple(
            _answered(wave, rules, few, counts=_ticked(wave, rules)) for wave in question.waves
        )
    found = seen(question, rules)
    if found is None:
        return tuple(
            _answered(wave, rules, few, rule=Rule.BY_SUBTRACTION.value) for wave in question.waves
        )
    return tuple(
        _answered(wave, rules, few, counts={band.name: band.people for band in bands})
        for wave, bands in zip(question.waves, found.bands, strict=True)
    )


def _ticked(wave: Wave, rules: Rules) -> dict[str, int]:
    """Options that enough people ticked, and enough did not; a form has room for long ones."""
    shown = [
        (option, n)
        for option, n in wave.counts
        if not share(n, wave.answered, rules, all_may_be_said=False).hidden
    ]
    return {option if len(option) <= 200 else f"{option[:199]}…": n for option, n in shown}


def _answered(
    wave: Wave,
    rules: Rules,
    few: Collection[str],
    *,
    counts: dict[str, int] | None = None,
    rule: str = "",
) -> Answers:
    """The answers with how many gave them; who had no opinion and who was asked, where it may be.

    It may be where nobody is singled out.
    """
    return Answers(
        wave=wave.when,
        answered=wave.answered,
        no_opinion=None if wave.when in few else wave.no_opinion,
        invited=_invited(wave, rules),
        counts=counts or {},
        rule=rule,
    )


def _invited(wave: Wave, rules: Rules) -> int | None:
    """How many were asked, where those who did not answer are none or enough."""
    if wave.invited is None:
        return None
    silent = wave.invited - wave.answered - wave.no_opinion
    if silent < 0 or rules.hides(silent) or share(wave.answered, wave.invited, rules).hidden:
        return None
    return wave.invited
