"""Where each school is in the cycle, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spp_research.phrases import in_words, plural

if TYPE_CHECKING:
    import pandas as pd


def stages_title(reviewed: int, schools: int) -> str:
    """How many schools have had their review, as a finding."""
    if schools == 1:
        return f"The school has {'' if reviewed else 'not yet '}had its peer review"
    if not reviewed:
        return "No school has had the peer review yet"
    return (
        f"{in_words(reviewed).capitalize()} of {in_words(schools)} schools "
        f"{plural(reviewed, 'has', 'have')} had the peer review"
    )


def stages_alt(stages: pd.DataFrame, schools: Sequence[tuple[str, str]]) -> str:
    """What a sighted reader sees: the last stage done and the next, school by school."""
    parts = []
    for slug, name in schools:
        own = stages[stages["school"] == slug]
        done = own[own["state"] == "done"]
        coming = own[own["state"].isin(["next", "planned"])]
        last = f"last done {done['stage'].iloc[-1].lower()}" if len(done) else "nothing done yet"
        then = f", next {coming['stage'].iloc[0].lower()}" if len(coming) else ""
        parts.append(f"{name}: {last}{then}")
    return f"{'; '.join(parts)}."
