"""What an action's sources say together: measured outcomes, surveys, what people told.

The rule is `stats.triangulate` (docs/statistics.md): exactly one line, no score, and a source that
was planned and never collected is named as silent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.schema.vocabulary import Design

from ..evidence import EvidenceBase
from ..survey import items
from .declared import Measure, Outcome
from .records import Result

if TYPE_CHECKING:
    from spp_research.stats.estimate import Conclusion
    from spp_research.stats.triangulation import Source

RESULTS, REGISTER = "pupils’ results", "the register"
NOT_COLLECTED = "not collected"


def sources(results: Sequence[Result], hidden: Collection[str] = ()) -> tuple[Source, ...]:
    """One source for each outcome.

    Parameters
    ----------
    results : of one action.
    hidden : IDs of outcomes that the audience may not see: they count as not enough data.

    Returns
    -------
    tuple of Source
        The informant is whose knowledge it is: pupils' results for anything they were measured
        on, the register for sessions, and for design D whoever was asked. An outcome without a
        single pupil is "not collected".
    """
    from spp_research.stats.triangulation import Source

    made = []
    for found in results:
        outcome = found.outcome
        direction = found.verdict
        if not found.flow:
            direction = NOT_COLLECTED
        elif outcome.outcome_id in hidden:
            direction = "not enough data"
        informant = REGISTER if outcome.measure is Measure.SESSIONS else RESULTS
        made.append(
            Source(
                name=outcome.name,
                informant=outcome.who if outcome.design == Design.D else informant,
                direction=direction,
                design=outcome.design,
                n=sum(found.people) or None,
            )
        )
    return tuple(made)


def together(
    results: Sequence[Result], *, told: Iterable[Source] = (), hidden: Collection[str] = ()
) -> Conclusion | None:
    """The one line that the sources of an action allow; None without any source.

    Parameters
    ----------
    results : of one action.
    told : further sources, such as a survey's direction or what people said in interviews.
    hidden : as in `sources`.

    Notes
    -----
    Measures of the same informant that point the same way count as one source: two tests of the
    same pupils are not two witnesses. The conclusion lists every source as it was given.
    """
    from dataclasses import replace

    given = (*sources(results, hidden), *told)
    if not given:
        return None
    counted = {(s.informant.casefold(), s.direction): s for s in reversed(given)}
    return replace(
        stats.triangulate(list(counted.values())[::-1]),
        sources=given,
        silent=tuple(s.name for s in given if s.direction == NOT_COLLECTED),
    )


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
