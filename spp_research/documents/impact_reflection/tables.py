"""Tables of outcomes, how sure they are, and how each action was carried out.

How an action was put into practice follows the three parts of the EEF's guide to implementation
(2024): engage, unite, reflect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from spp_research.catalogue import say
from spp_research.display.tables import Table
from spp_research.partnership.lead_workbook import text
from spp_research.phrases import in_words, listed, plural, sentence
from spp_research.protect.disclosure import (
    Audience,
    Protected,
    Rules,
    Shown,
    free_text,
    not_personal,
    share,
    statistic,
)
from spp_research.schema.vocabulary import ActionState, Design, Group, Time
from spp_research.school.evidence import EvidenceBase, Study
from spp_research.school.impact import Result
from spp_research.school.impact.audience import IN_SDS, hidden, symbol
from spp_research.telling import of_study
from spp_research.words import actions
from spp_research.words.amounts import (
    ESTIMATE,
    INTERVAL,
    LEAST,
    decimals,
    interval_figures,
    key,
    pupils,
)
from spp_research.words.check_ins import looked_at
from spp_research.words.statements import Statement, joined

if TYPE_CHECKING:
    from spp_research.schema import tables

_NOT_ESTIMATED = Shown("not estimated")


def results_table(results: tuple[Result, ...], rules: Rules) -> Table:
    """Every outcome with its pupils, its means, its difference and interval, and its design."""
    rows, cells = [], []
    # One that is not for this audience has no say in which columns there are.
    beyond = any(r.against_expected and not hidden(r, rules) for r in results)
    for result in results:
        rows.append(f"{result.outcome.name} ({result.outcome.who})")
        cells.append(
            (
                pupils(result, rules),
                _mean(result, Time.BEFORE, rules),
                _mean(result, Time.AFTER, rules),
                _difference(result, rules),
                *([_beyond(result, rules)] if beyond else []),
                Shown(_KNOWN[result.outcome.design]),
            )
        )
    columns = ["Pupils", "Mean before", "Mean after", "Difference (95% interval)", "How known"]
    if beyond:
        columns.insert(4, "Beyond what was expected")
    return Table(
        Protected(
            "Outcome",
            tuple(rows),
            tuple(columns),
            tuple(cells),
        ),
        "tbl-outcomes",
        "Each outcome with what was measured and how it can be known",
        "Means of the project’s pupils and differences, in the unit of the measure; of a yes-or-no "
        "measure shares of pupils and percentage points; the difference is adjusted for the start "
        "where there is a comparison group of marks or rates",
        widths=(34, 11, 8, 8, 14, 11, 14) if beyond else (40, 12, 8, 8, 16, 16),
    )


# The designs as a cell has room for them.
_KNOWN = {
    Design.A: "compared with other pupils",
    Design.B: "same pupils, before and after",
    Design.C: "different pupils, before and after",
    Design.D: "afterwards only",
}


def precision_table(results: tuple[Result, ...], rules: Rules) -> Table | None:
    """How large and how sure: in standard deviations, what could be shown, all ranges at once.

    None where nothing was estimated that the audience may see.
    """
    # One that is hidden has its row, estimated or not: without it, that all gained the same shows.
    estimated = [
        r
        for r in results
        if r.estimate.ok or (r.flow and r.outcome.design != Design.D and hidden(r, rules))
    ]
    if all(hidden(r, rules) for r in estimated):
        return None
    at_once = any(r.simultaneous for r in estimated)
    columns = ["In SDs (95% interval)", "Start, in SDs", "Smallest it could show"]
    if at_once:
        columns.append("Range with all others")
    cells = []
    for result in estimated:
        row = [
            _or_symbol(
                result,
                rules,
                _in_sds(result, interval_figures(result.standardised, result.people, rules, 2)),
            ),
            _or_symbol(
                result, rules, _in_sds(result, _value(result.baseline_gap, result, rules, 2))
            ),
            _or_symbol(result, rules, _least(result, rules)).of(key(result, LEAST)),
        ]
        if at_once:
            row.append(_or_symbol(result, rules, _all_at_once(result, rules)))
        cells.append(tuple(row))
    return Table(
        Protected(
            "Outcome", tuple(r.outcome.name for r in estimated), tuple(columns), tuple(cells)
        ),
        "tbl-precision",
        "How large each difference is and how small a one could have been shown",
        "The first two columns in standard deviations (SDs), the others in the unit of each "
        "measure; the start is the project’s mean before against the comparison group’s; the "
        "smallest is a true difference with an 80% chance of being shown",
        notes=(
            "; ".join(
                f"{r.outcome.name}: {_estimator(r)}" for r in estimated if not hidden(r, rules)
            ),
        ),
        widths=(32, 22, 13, 20, 13) if at_once else (39, 25, 14, 22),
    )


def precision_words(results: tuple[Result, ...], rules: Rules) -> list[tuple[str, Statement]]:
    """The same in sentences, the name of each outcome with its own."""
    table = precision_table(results, rules)
    if table is None:
        return []
    by_name = {r.outcome.name: r for r in results}
    return [
        (name, _precise(by_name[name], cells, rules))
        for name, cells in zip(table.protected.rows, table.protected.cells, strict=True)
    ]


def _precise(result: Result, cells: tuple[Shown, ...], rules: Rules) -> Statement:
    in_sds, start, least, *at_once = cells
    if hidden(result, rules):
        return Statement("How large it is and how sure is hidden {symbol}.", symbol=in_sds)
    said = [
        Statement("The method: {how}.", how=_estimator(result)),
        Statement("In standard deviations it is {sds}.", sds=in_sds),
        Statement("The start, in the same unit: {start}.", start=start),
        Statement(
            "A true difference of {least} would have had an 80% chance of being shown.",
            least=Shown(
                f"{least.text} {result.outcome.shown_unit}", least.value, rule=least.rule
            ).of(*least.keys),
        ),
        *(
            Statement("Its range together with all the others: {range}.", range=one)
            for one in at_once
        ),
    ]
    return joined([one for one in said if "–" not in {v.text[:1] for v in one.values.values()}])


def _mean(result: Result, time: Time, rules: Rules) -> Shown:
    for summary in result.summaries:
        if summary.group == Group.PROJECT and summary.time == time:
            about = key(result, f"result {time.lower()}", summary.group)
            if hidden(result, rules):
                return symbol(result, rules).of(about)
            if summary.yes is not None:
                return share(summary.yes, summary.n, rules).of(about)
            return statistic(summary.mean, (summary.n,), rules, decimals=1).of(about)
    return Shown("–")


def _difference(result: Result, rules: Rules) -> Shown:
    if not result.flow:
        return _NOT_ESTIMATED
    about = (key(result, ESTIMATE), key(result, INTERVAL))
    if hidden(result, rules):
        return symbol(result, rules).of(*about)
    if not result.estimate.ok:
        return _NOT_ESTIMATED
    return interval_figures(result.estimate, result.people, rules).of(*about)


def _beyond(result: Result, rules: Rules) -> Shown:
    """A change less the expected one and what choosing brings; a dash where none was declared."""
    if not result.against_expected:
        return Shown("–")
    if hidden(result, rules):
        return symbol(result, rules)
    return interval_figures(result.judged, result.people, rules, decimals(result.estimate))


def ways_table(results: tuple[Result, ...], rules: Rules) -> Table | None:
    """Each comparison worked out in several ways, for the school alone; None where none was.

    Of small groups nothing is shown in standard deviations.
    """
    if rules.audience is not Audience.SCHOOL:
        return None
    told = [r for r in results if r.robust and not r.small and not hidden(r, rules)]
    rows, cells = [], []
    for result in told:
        ways = {way.name: way for way in result.robust.ways} if result.robust else {}
        rows.append(result.outcome.name)
        cells.append(tuple(_way(ways.get(name), result, rules) for name in _WAYS))
    if not rows:
        return None
    return Table(
        Protected("Outcome", tuple(rows), tuple(_WAYS.values()), tuple(cells)),
        "tbl-ways",
        "The same comparison worked out in several ways",
        "In standard deviations of the results after, with 95% intervals where there are any; the "
        "last two are the lowest and highest without each pupil, or each class, in turn",
        notes=(
            "Where one way points the other way, or verdicts differ and lie far apart, the result "
            "is called unclear.",
        ),
        widths=(25, 15, 15, 15, 15, 15),
    )


_WAYS = {
    "ancova": "Adjusted",
    "gain": "Gains",
    "ranks": "Ranks of gains",
    "leave-out lowest": "Lowest without one",
    "leave-out highest": "Highest without one",
}


def _way(way: Any, result: Result, rules: Rules) -> Shown:
    if way is None:
        return Shown("–")
    ends = [
        statistic(end, result.people, rules, decimals=2).text
        for end in (way.value, way.low, way.high)
        if end is not None
    ]
    return Shown(f"{ends[0]} ({ends[1]} to {ends[2]})" if len(ends) == 3 else ends[0])


def _value(estimate, result: Result, rules: Rules, digits: int) -> Shown:
    """A plain number for a table, an en dash where there is none."""
    if estimate is None or not estimate.ok:
        return Shown("–")
    return statistic(estimate.value, result.people, rules, decimals=digits)


def _in_sds(result: Result, shown: Shown) -> Shown:
    """A figure in standard deviations, hidden where a group is small."""
    return Shown("[c]", rule=IN_SDS) if result.small and shown.text != "–" else shown


def _least(result: Result, rules: Rules) -> Shown:
    return _value(result.smallest_shown, result, rules, decimals(result.estimate))


def _all_at_once(result: Result, rules: Rules) -> Shown:
    wider = result.simultaneous
    if wider is None or not wider.has_interval:
        return Shown("–")
    ends = [
        statistic(end, result.people, rules, decimals=decimals(result.estimate)).text
        for end in (wider.low, wider.high)
    ]
    return Shown(f"{ends[0]} to {ends[1]}")


def _or_symbol(result: Result, rules: Rules, shown: Shown) -> Shown:
    return symbol(result, rules) if hidden(result, rules) else shown


def _estimator(result: Result) -> str:
    """The name of what was worked out, as an evaluator knows it."""
    measures = [result.estimate.measure]
    if result.standardised and result.standardised.measure not in measures:
        measures.append(result.standardised.measure)
    return "; ".join(measures)


_OWN_WORDS = "the school's own words about its own work"


@of_study
def actions_table(study: Study) -> Table | None:
    """What the school set out to do, what it did and adapted, and how it put that into practice."""
    base = study.base
    if base.actions.empty:
        return None
    rows = list(base.actions.itertuples(index=False))
    columns = {"What we set out to do": [free_text(_planned(study, row)) for row in rows]}
    done = [_done(base, row) for row in rows]
    if any(done):
        columns["What we did, and adapted"] = [free_text(words) for words in done]
    practice = any(_in_practice(base, row.action_id) for row in rows)
    return Table(
        not_personal(
            pd.DataFrame(columns, index=pd.Index([row.action_id for row in rows], name="No.")),
            _OWN_WORDS,
        ),
        "tbl-actions",
        _title(base.actions),
        f"Action plan after the peer review, {study.partnership.cycle}",
        notes=(actions.PARTS,) if practice else (),
        widths=(9, 31, 60) if any(done) else (9, 91),
    )


def _planned(study: Study, row: Any) -> str:
    """An action and where it stands."""
    return f"{sentence(text(row.action))} {actions.standing(study, row)}"


def _title(actions: tables.Actions) -> str:
    finished = int((actions["status"] == ActionState.COMPLETED).sum())
    planned = f"{in_words(len(actions)).capitalize()} {plural(len(actions), 'action')}"
    done = in_words(finished) if finished else "none"
    return f"{planned} {plural(len(actions), 'was', 'were')} planned and {done} " + (
        "are completed" if finished > 1 else "is completed"
    )


def _done(base: EvidenceBase, row: Any) -> str:
    """What was done under an action, how it was put into practice, adapted and looked at."""
    adapted = actions.in_practice(base, row.action_id, "adapted")
    parts = (
        actions.flat(row.what_was_done),
        _in_practice(base, row.action_id),
        adapted and f"Adapted: {adapted}",
        looked_at(base, row.action_id),
    )
    return " ".join(part for part in parts if part)


def _in_practice(base: EvidenceBase, action_id: str) -> str:
    """How people were brought in, came to mean the same, and looked at it on the way."""
    names = ("Engage", "Unite", "Reflect")
    parts = {name: actions.in_practice(base, action_id, name.lower()) for name in names}
    return " ".join(f"{name}: {words}" for name, words in parts.items() if words)


def own_line(study: Study) -> Statement | None:
    """The school's own line over the cycles, in counts; None where no closed one is kept."""
    base = study.base
    if not study.earlier:
        return None
    lines = [
        _of_a_cycle(
            cycle,
            len(share.findings),
            sum(a.status == ActionState.COMPLETED for a in share.actions),
            len(share.actions),
            sum(effect.primary for effect in share.effects),
        )
        for cycle, share in sorted(study.earlier.items())
    ]
    lines.append(
        _of_a_cycle(
            study.partnership.cycle,
            len(base.findings),
            int((base.actions["status"] == ActionState.COMPLETED).sum()),
            len(base.actions),
            int((base.outcomes["primary"] == "Yes").sum()),
        )
    )
    return Statement(
        "**The school’s own line over the cycles.** {lines}. Earlier cycles as they were shared, "
        "this one from the workbook; more or fewer is neither better nor worse.",
        lines="; ".join(lines),
    )


def _of_a_cycle(cycle: str, findings: int, completed: int, actions: int, main: int) -> str:
    """What a school found and did in a cycle; what was not shared of it is left out."""
    parts = []
    if findings:
        parts.append(say("{found} finding", "{found} findings", n=findings, found=findings))
    if actions:
        parts.append(
            say(
                "{done} of {planned} action completed",
                "{done} of {planned} actions completed",
                n=actions,
                done=completed,
                planned=actions,
            )
        )
    if main:
        parts.append(say("{main} main outcome", "{main} main outcomes", n=main, main=main))
    return say("{cycle}: {parts}", cycle=cycle, parts=listed(parts) or say("nothing shared"))
