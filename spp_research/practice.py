"""Best practice: the principle a school shares, and whether it may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from spp_research.evidence import EvidenceBase
from spp_research.impact import Result, results

if TYPE_CHECKING:
    import pandas as pd

DOCUMENT = "Best-practice write-up"


@dataclass(frozen=True)
class Practice:
    """A principle worth sharing, as the school wrote it, and the outcome that shows it.

    `row` is the row of the practice sheet; `result` is None where no outcome is named.
    """

    row: pd.Series
    result: Result | None

    @property
    def principle(self) -> str:
        """The principle, a plain imperative."""
        return str(self.row["principle"])


def practice_of(base: EvidenceBase) -> Practice | None:
    """The school's practice, or None where it has not written one."""
    if base.practice.empty:
        return None
    row = base.practice.iloc[0]
    shown = [r for r in results(base) if r.outcome.outcome_id == row["outcome_id"]]
    return Practice(row, shown[0] if shown else None)


def refusal(base: EvidenceBase, audience: str, as_at: date) -> str:
    """Why the practice may not be shown to an audience; empty when it may.

    The sentence says what is missing and where to fill it in.
    """
    sheet = f"the Sign-off sheet of schools/{base.school.slug}/evidence.xlsx"
    if base.practice.empty:
        return "no best practice has been written down yet"
    if base.sign_off(DOCUMENT, audience, as_at):
        return ""
    rows = base.sign_offs[base.sign_offs["document"] == DOCUMENT]
    for_audience = rows[rows["audience"].str.lower() == audience]
    if for_audience["withdrawn_on"].notna().any():
        return f"its sign-off for the {audience} audience was withdrawn"
    if len(for_audience):
        return f"its sign-off for the {audience} audience is dated after today"
    signed = ", ".join(str(a).lower() for a in rows["audience"])
    have = f"it is signed off for {signed} only" if signed else "it is not signed off"
    return (
        f"{have}. To show it, add a row to {sheet}: document “{DOCUMENT}”, audience "
        f"“{audience.capitalize()}”, who signed, their role and the date"
    )
