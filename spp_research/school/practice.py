"""Best practice: the principle a school shares, and whether it may be shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pandas as pd

from spp_research.kinds import BEST_PRACTICE
from spp_research.phrases import long_date
from spp_research.protect.sign_off import AUDIENCES, Lack, why_unsigned
from spp_research.telling import as_facts, briefly

from .evidence import EvidenceBase
from .impact import Result, results
from .public_text import SHEETS, why_not

DOCUMENT = BEST_PRACTICE.title
ASKED = SHEETS[DOCUMENT]  # the sheets that `refusal` asks for, besides that of sign-offs


@dataclass(frozen=True)
class Practice:
    """A principle worth sharing, as the school wrote it, and the outcome that shows it.

    `row` is the row of the practice sheet; `result` is None where no outcome is named.
    """

    row: pd.Series
    result: Result | None

    __repr__ = briefly
    _repr_html_ = as_facts

    @property
    def principle(self) -> str:
        """The principle, a plain imperative."""
        return str(self.row["principle"])


def written(base: EvidenceBase) -> pd.Series | None:
    """The row of the practice sheet, or None where the school has not written one.

    Without the outcome that shows it, which most of a write-up does not ask for: to find the
    results of a school again, by all that they were worked out from, takes a hundredth of a second.
    """
    return None if base.practice.empty else base.practice.iloc[0]


def practice_of(base: EvidenceBase) -> Practice | None:
    """The school's practice, or None where it has not written one."""
    if (row := written(base)) is None:
        return None
    shown = [r for r in results(base) if r.outcome.outcome_id == row["outcome_id"]]
    return Practice(row, shown[0] if shown else None)


def refusal(
    base: EvidenceBase,
    audience: str,
    as_at: date,
    staff: Collection[str] = (),
    *,
    fixed: bool,
) -> str:
    """Why the practice may not be shown to an audience; empty when it may.

    The sentence says what is missing and where to fill it in.

    Parameters
    ----------
    as_at : the day to look from.
    staff : names of colleagues, who are only named to everyone as a contact.
    fixed : whether the settings fix that day, as for `sign_off.standing`.
    """
    book = f"schools/{base.school.slug}/evidence.xlsx"
    sheet = f"the Sign-off sheet of {book}"
    if base.practice.empty:
        return "no best practice has been written down yet"
    if base.sign_off(DOCUMENT, audience, as_at, fixed=fixed):
        return why_not(base, DOCUMENT, staff) if audience == AUDIENCES[-1] else ""
    sheet_rows = base.sign_offs.to_dict("records")
    found = why_unsigned(enumerate(sheet_rows), DOCUMENT, audience, as_at, fixed=fixed)
    its = f"its sign-off for the {audience} audience"
    if found and found.day and found.lack in _ENDED:
        column = _ENDED[found.lack]
        return (
            f"{its} {_ended(found.lack, found.day, as_at)}. To show it again, write a new date of "
            f"sign-off into its row of {sheet}, with who signed, and clear the date of {column}"
        )
    if found and found.day:
        return (
            f"{its} begins on {long_date(found.day)}, which has not come. If that date is wrong, "
            f"mend it on {sheet}"
        )
    if found and found.lack is Lack.NOBODY:
        return f"{its} does not say who signed, in what role and when. Fill that in on {sheet}"
    signed = ", ".join(str(r["audience"]).lower() for r in sheet_rows if r["document"] == DOCUMENT)
    have = f"it is signed off for {signed} only" if signed else "it is not signed off"
    return (
        f"{have}. To show it, add a row to {sheet}: document “{DOCUMENT}”, audience "
        f"“{audience.capitalize()}”, who signed, their role and the date"
    )


_ENDED = {Lack.WITHDRAWN: "withdrawal", Lack.EXPIRED: "expiry"}  # which date is to be cleared


def _ended(lack: Lack, when: date, as_at: date) -> str:
    """How and when a sign-off ended; a date after a fixed day may be behind us or ahead."""
    if when > as_at:
        return (
            f"is withdrawn on {long_date(when)}, which counts at once because settings.yml sets "
            "as_at, the day to look from"
        )
    return f"{'was withdrawn' if lack is Lack.WITHDRAWN else 'expired'} on {long_date(when)}"
