"""A result in words: what changed, by how much, and what it may be called.

No sentence rests on a p-value. What an interval allows is said by `stats.direction`; what the
design allows is in the wording itself.

The pupil is the unit. The workbook holds each pupil's rate and not the sessions that were possible,
so every pupil's rate counts once, as if everybody had as many possible sessions
(docs/statistics.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.protect.disclosure import Rules, Shown, free_text, share, statistic
from spp_research.school.evidence import EvidenceBase
from spp_research.school.impact import OTHERS, SAME_CLASS, Measure, Outcome, Result, standing
from spp_research.school.impact.audience import few as _few
from spp_research.school.impact.audience import hidden, symbol, too_few
from spp_research.school.impact.measures import prepared
from spp_research.school.impact.possibilities import OFTEN_AWAY
from spp_research.school.survey import items

from .amounts import about, amount, decimals, interval_words, key, pupils, size, span
from .statements import Statement, joined

if TYPE_CHECKING:
    import pandas as pd


_MEANS = {
    "A": "On average about {about} for pupils in the project than for similar pupils who were not "
    "in it, {start}.",
    "B": "On average about {about} afterwards than before, for the same pupils.",
    "C": "On average about {about} for the later pupils than for the earlier ones, who are not the "
    "same.",
}
_SHARES = {
    "A": "The share of pupils is about {about} in the project than among similar pupils who were "
    "not in it, {start}{counts}.",
    "B": "The share of the same pupils is about {about} afterwards than before{counts}.",
    "C": "The share of pupils is about {about} among the later pupils than among the earlier ones, "
    "who are not the same{counts}.",
}
_RANGE = " The data fit anything from {range} ({pupils})."
_NO_RANGE = " No range can be given, as there is no spread to judge it by ({pupils})."


def conclusion(result: Result, rules: Rules, *, told: bool = False) -> Statement:
    """One plain sentence: by how much, with the interval and the pupils beside it.

    Parameters
    ----------
    result : of one outcome.
    rules : of the audience.
    told : whether answers that the report gives elsewhere tell of it.
    """
    outcome, estimate = result.outcome, result.estimate
    name = outcome.name
    if not result.flow:
        return Statement(f"**{{name}}.** {_nothing_written(result, told)}", name=name)
    if hidden(result, rules):
        return Statement(
            f"**{{name}}.** The result is hidden {{symbol}}: {_why_hidden(result, rules)}.",
            name=name,
            symbol=symbol(result, rules),
            few=f"fewer than {rules.fewest_pupils} pupils in a group",
        )
    if not estimate.ok:
        return Statement("**{name}.** Not estimated: {reason}.", name=name, reason=why_not(result))
    wording = (_SHARES if outcome.measure is Measure.YES_NO else _MEANS)[outcome.design]
    wording += _RANGE if estimate.has_interval else _NO_RANGE
    return Statement(
        f"**{{name}}.** {wording} {_meaning(result)}".rstrip(),
        name=name,
        expected=_expected(result, rules),
        about=about(result, rules),
        range=interval_words(result, rules),
        pupils=pupils(result, rules),
        start="allowing for where they started"
        if result.adjusted
        else "not allowing for where they started",
        counts=_counts(result, rules),
    )


def caution(result: Result, rules: Rules | None = None) -> Statement:
    """What the design cannot tell, in one sentence.

    What an estimate lacked is said only to an audience, by its rules, that may see the result.
    """
    name = result.outcome.name
    if rules is not None and result.flow and hidden(result, rules):
        return Statement("{name}: whether it changed.", name=name)
    if not result.estimate.ok:
        return Statement(
            f"{{name}}: whether it changed. {_lacked(result, rules)}".rstrip(), name=name
        )
    if SAME_CLASS in result.estimate.warnings:
        return Statement(
            "{name}: whether the difference comes from the project or from the class and its "
            "teacher. Two or more classes each way would tell.",
            name=name,
        )
    return {
        "A": Statement(
            "{name}: whether the two groups differed in other ways, unless chosen by lot.",
            name=name,
        ),
        "B": Statement(
            "{name}: how much would have changed anyway. Pupils grow; a comparison group would "
            "tell.",
            name=name,
        ),
        "C": Statement(
            "{name}: whether the pupils or the teaching differed. Following the same pupils would "
            "tell.",
            name=name,
        ),
    }[result.outcome.design]


def _why_hidden(result: Result, rules: Rules) -> str:
    if too_few(result, rules):
        return "it rests on {few}, and somebody could be recognised"
    return (
        "with the numbers of so few pupils, or of pupils so much alike, somebody could work out "
        "a pupil’s own result"
    )


def _lacked(result: Result, rules: Rules | None) -> str:
    """What would have told, where there is no estimate: not what the school did already."""
    design, status = result.outcome.design, result.estimate.status
    if not result.flow or design not in _MEANS:
        return "To tell, measure it before and after, and if possible with a comparison group."
    if rules is None:
        return ""
    if status == "not_estimable":
        return "It lacked results that differ within a group; a measure with more room would tell."
    if status != "too_few":
        return ""  # what stands in the way is said beside the result
    return {
        "A": "It lacked pupils measured both times, in the project and in the comparison group.",
        "B": "It lacked pupils measured both times.",
        "C": "It lacked pupils who were measured before, or after.",
    }[design]


def subgroup_sentence(result: Result, rules: Rules) -> Statement | None:
    """How a subgroup's difference compares with the others'; never a verdict on each alone."""
    found = result.subgroup
    if found is None:
        return None
    named = {"name": result.outcome.name, "label": free_text(found.name)}
    if hidden(result, rules) and not too_few(result, rules):
        return Statement(
            "**{name}, “{label}”.** Not shown {symbol}, as the result itself is hidden.",
            symbol=symbol(result, rules),
            **named,
        )
    if hidden(result, rules) or any(n < rules.fewest_pupils for n in found.sizes):
        return Statement(
            "**{name}, “{label}”.** Not shown {symbol}: one of the groups compared has {few}.",
            symbol=_few(rules),
            few=f"fewer than {rules.fewest_pupils} pupils",
            **named,
        )
    estimate = found.difference
    if not estimate.ok or not estimate.has_interval:
        return Statement(
            "**{name}, “{label}”.** Not estimated: {reason}.",
            reason=estimate.reason or "there is no spread to judge a difference by",
            **named,
        )
    unit, digits = result.outcome.shown_unit, decimals(estimate)
    return Statement(
        "**{name}, “{label}”.** The {kind} is about {about} for these pupils than for {others}. "
        f"The data fit anything from {{range}}. {_apart(result)}".rstrip(),
        kind=standing(result),
        about=amount(estimate.value, unit, found.sizes, rules, digits),
        range=span(estimate.low, estimate.high, unit, found.sizes, rules, digits),
        others=OTHERS if found.others == OTHERS else Shown(f"“{free_text(found.others).text}”"),
        **named,
    )


def headline(result: Result, rules: Rules) -> str:
    """The finding in neutral words, 15 at most."""
    if result.one_class:
        where = "each way" if len(result.one_class) > 1 else "in a group"
        return f"A description (one class {where}): about {about(result, rules).text}"
    words = stats.direction(
        result.estimate, result.outcome.worthwhile or 0.0, result.outcome.higher_is_better
    )
    name = result.outcome.name[:1].lower() + result.outcome.name[1:]
    if words.startswith("unclear"):
        title = "Too small a project to tell whether {} changed"
    elif words == "no worthwhile change":
        title = "No worthwhile change in {}"
    else:
        than = "than similar pupils" if result.outcome.design == "A" else "than before"
        return f"About {about(result, rules).text} {than}"
    long = len(title.format(name).split()) > 15
    return title.format("this outcome" if long else name)


def why_not(result: Result) -> str:
    """Why there is no estimate, without a number in it."""
    status, both = result.estimate.status, result.outcome.design in ("A", "B")
    if status == "refused":
        return result.estimate.reason
    if status == "too_few":
        return f"too few pupils were measured{' both times' if both else ''}"
    return "all the results in a group are the same, so there is nothing to judge a difference by"


def _counts(result: Result, rules: Rules) -> Shown:
    """The shares themselves, for a yes-or-no measure: " (5 of 24 before, 12 of 24 after)"."""
    shares = [s for s in result.summaries if s.yes is not None]
    if result.outcome.design == "A":
        words = {"Project": "in the project", "Comparison": "of the others"}
        said = [(s, words[s.group]) for s in shares if s.time == "After"]
    else:
        said = [(s, s.time.lower()) for s in shares if s.group == "Project"]
    listed = ", ".join(f"{share(s.yes, s.n, rules).text} {where}" for s, where in said)
    keys = (key(result, f"result {s.time.lower()}", s.group) for s, _ in said)
    return Shown(f" ({listed})" if listed else "").of(*keys)


def _meaning(result: Result) -> str:
    """What the interval says, in the words that the house rules allow."""
    outcome = result.outcome
    if not result.estimate.has_interval:
        return ""
    if SAME_CLASS in result.estimate.warnings:
        return _one_class(result)
    if result.chosen_low:
        return _beyond_expected(result)
    if outcome.worthwhile is None:
        return "The school had not said beforehand how much would be worthwhile."
    words = stats.direction(result.estimate, outcome.worthwhile, outcome.higher_is_better)
    if words.startswith("unclear"):
        return "That is too wide to tell."
    if words == "no worthwhile change":
        return "That is no worthwhile change."
    if words.endswith("worthwhile amount"):
        return "All of that is beyond what the school had called worthwhile."
    hoped = "higher" if outcome.higher_is_better else "lower"
    if words == hoped:
        return "Whether it is as much as the school had called worthwhile is not settled."
    return "That is not the way the school had hoped for."


def _nothing_written(result: Result, told: bool) -> str:
    if told:
        return (
            "Not estimated: no numbers were written down. What people said is under “What people "
            "told us”."
        )
    whose = "" if informant(result.outcome) not in ("", PUPILS) else "pupil’s "
    return f"Not estimated: no {whose}result has been written down yet."


def _one_class(result: Result) -> str:
    """That a group of one class cannot be told from its class, said of the group it is true of."""
    if len(result.one_class) > 1:
        return "Each group is one class, so this only describes the two."
    alone = "project" if "Project" in result.one_class else "comparison group"
    return f"The {alone} is one class, so this only describes the two groups."


def _beyond_expected(result: Result) -> str:
    """What is left of a change once the rise of low scorers by themselves is taken off."""
    if result.regression.expected is None:
        return (
            "They were chosen for a low score, and would have risen by some of that with no "
            "teaching at all."
        )
    outcome = result.outcome
    words = stats.direction(result.judged, outcome.worthwhile or 0.0, outcome.higher_is_better)
    left = (
        "The whole range lies beyond that."
        if words.startswith("higher")
        else (
            "What goes beyond that is no worthwhile change."
            if words == "no worthwhile change"
            else "The whole range lies below that."
            if words.startswith("lower")
            else "What goes beyond that is too wide to tell."
        )
    )
    return (
        "They were chosen for a low score, and would be expected to rise by about {expected} with "
        f"no teaching at all. {left}"
    )


def _expected(result: Result, rules: Rules) -> Shown:
    """The rise to be expected of low scorers by themselves: "4 marks"."""
    if not result.chosen_low or result.regression.expected is None:
        return Shown("")
    return size(
        result.regression.expected.value,
        result.outcome.shown_unit,
        result.people,
        rules,
        max(1, decimals(result.estimate)),
    )


def _apart(result: Result) -> str:
    words = stats.direction(
        result.subgroup.difference,
        result.outcome.worthwhile or 0.0,
        result.outcome.higher_is_better,
    )
    if words.startswith("unclear"):
        return "That is too wide to tell them apart."
    return "That is no worthwhile difference." if words == "no worthwhile change" else ""


PUPILS = "Pupils"
# How a school may call those whom a survey names by one of the kit's own words.
_CALLED = {
    PUPILS: ("pupil",),
    "Staff": ("staff", "teacher", "teaching", "assistant", "adult"),
    "Leaders": ("leader", "headteacher"),
    "Parents and carers": ("parent", "carer", "famil"),
    "Governors": ("governor", "trustee"),
}


def informant(outcome: Outcome) -> str:
    """Whom an outcome is about, as a survey names them; "" where that cannot be told."""
    who = outcome.who.casefold()
    named = {
        min(who.index(word) for word in words if word in who): informant
        for informant, words in _CALLED.items()
        if any(word in who for word in words)
    }
    return named[min(named)] if named else ""


def told_of(outcome: Outcome, base: EvidenceBase) -> bool:
    """Whether adults whom it is about answered on the enquiry question that its action is for.

    Never of pupils: what they know is measured, and a survey of them is a source of its own.
    """
    findings = base.actions.loc[base.actions["action_id"] == outcome.action_id, "finding_id"]
    rows = base.findings["finding_id"].isin(set(findings.dropna()))
    asked = set(base.findings.loc[rows, "question_id"].dropna())
    who = informant(outcome)
    return who not in ("", PUPILS) and any(
        item.question_id in asked and item.informant == who for item in items(base)
    )


_TIMES = {"before": "baseline", "after": "follow_up"}


def attendance_sentence(result: Result, pupils: pd.DataFrame, rules: Rules) -> Statement | None:
    """How much of their sessions each group attended; None for anything but attendance.

    Parameters
    ----------
    result : of one outcome.
    pupils : its rows of pupils, as in the evidence.
    rules : of the audience. Nothing is said of a result that it may not see.
    """
    if result.outcome.measure is not Measure.SESSIONS or not result.flow or hidden(result, rules):
        return None
    rows = prepared(result.outcome, pupils)
    if result.outcome.design in ("A", "B"):
        rows = rows.dropna(subset=list(_TIMES.values()))
    said = [Statement("**{name}, by group.**", name=result.outcome.name)]
    for group, whose in (("Project", "the project"), ("Comparison", "the comparison group")):
        rates = {
            time: rows.loc[rows["group"] == group, column].dropna().astype(float)
            for time, column in _TIMES.items()
        }
        if all(len(values) > 1 for values in rates.values()):
            said.append(_of(whose, rates, rules))
    return joined(said) if len(said) > 1 else None


def _of(whose: str, rates: dict[str, pd.Series], rules: Rules) -> Statement:
    """One group's sentence; the parts about those often away only where they may be shown."""
    values: dict[str, Shown] = {}
    for time, each in rates.items():
        found = stats.attendance_rate(each, [100.0] * len(each))
        people = (len(each),)
        values[f"rate_{time}"] = statistic(100 * found.value, people, rules)
        values[f"range_{time}"] = _range(found, people, rules)
        values[f"away_{time}"] = share(
            int((each <= OFTEN_AWAY).sum()), len(each), rules, all_may_be_said=False
        )
    wording = (
        f"In {whose} attendance was {{rate_before}}% before ({{range_before}}) and "
        "{rate_after}% after ({range_after})"
    )
    if values["away_before"].hidden or values["away_after"].hidden:
        del values["away_before"], values["away_after"]
        return Statement(f"{wording}.", **values)
    return Statement(
        f"{wording}; {{away_before}} had missed a tenth of their sessions or more before, and "
        "{away_after} after.",
        **values,
    )


def _range(found: stats.Estimate, people: tuple[int, ...], rules: Rules) -> Shown:
    if not found.has_interval:
        return Shown("no range, as they are too few")
    low, high = (statistic(100 * end, people, rules) for end in (found.low, found.high))
    return low if low.hidden else Shown(f"the data fit anything from {low.text}% to {high.text}%")
