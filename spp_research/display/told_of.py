"""Whether what people answered tells of an outcome that no number was written down for."""

from __future__ import annotations

from spp_research.evidence import EvidenceBase
from spp_research.impact import Outcome
from spp_research.survey import items

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
