"""The outcomes that a school declared, from its workbook."""

from __future__ import annotations

from spp_research.evidence import EvidenceBase
from spp_research.partnership import day, text

from .records import Outcome

_NUMBERS = (
    "smallest_worthwhile",
    "lowest_possible",
    "highest_possible",
    "selected_below",
    "cohort_mean",
    "cohort_sd",
    "reliability",
)


def outcomes(base: EvidenceBase) -> tuple[Outcome, ...]:
    """The declared outcomes, the main one of each action first, else as the school wrote them."""
    declared = [
        Outcome(
            outcome_id=row.outcome_id,
            action_id=row.action_id,
            name=row.outcome,
            who=row.group,
            unit=row.unit,
            design=row.design,
            primary=text(row.primary) == "Yes",
            higher_is_better=row.higher_is_better == "Yes",
            baseline_date=day(row.baseline_date),
            follow_up_date=day(row.follow_up_date),
            selection=text(row.selection),
            question=text(row.question),
            named_on=day(row.named_on),
            **{name: _number(getattr(row, name)) for name in _NUMBERS},
        )
        for row in base.outcomes.itertuples(index=False)
    ]
    return tuple(sorted(declared, key=lambda outcome: not outcome.primary))


def _number(cell: object) -> float | None:
    import pandas as pd

    return None if pd.isna(cell) else float(cell)  # type: ignore[arg-type]
