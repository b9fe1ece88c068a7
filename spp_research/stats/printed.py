"""An estimate in a line, a format code and a table: as it is, for one's own screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spp_research.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

# What a step of one can mean. Anything else was not written by a statistic.
UNITS = frozenset(
    (
        "ICC", "SD", "agreement", "alpha", "kappa", "marks", "marks a session", "probability",
        "probability difference", "proportion", "ratio",
    )
)  # fmt: skip
PLANNED = "smallest detectable"  # how the measure of every planning figure begins
COLUMNS = ("value", "low", "high", "se", "n", "unit", "measure", "design", "status", "reason")
_CODE = re.compile(r"[+ ,]*(\.\d{1,2})?[efg%]?")


def line(estimate: Any) -> str:
    """An estimate in a plain line, as a terminal shows it: "Hedges' g: 0.2 SD, n = 28"."""
    if not estimate.ok:
        return f"{estimate.measure}: not estimated, {estimate.reason or estimate.status}"
    said = f"{estimate.measure}: {estimate.value:.3g} {estimate.unit}"
    if estimate.has_interval:
        level = f"{100 * estimate.confidence:g}"
        said += f" ({level}% interval {estimate.low:.3g} to {estimate.high:.3g})"
    return f"{said}, n = {estimate.n}" if estimate.n else said


def formatted(estimate: Any, code: str) -> str:
    """An estimate with its interval in a format code for numbers: "9.4 (4.2 to 14.6)" for ".1f"."""
    if not code:
        return str(estimate)
    if not _CODE.fullmatch(code):
        raise InputError(
            f"{code!r} is no format for an estimate; take one for numbers, as in "
            'f"{found:.1f}" or f"{found:.0%}"'
        )
    if not estimate.ok or estimate.value is None:
        return f"not estimated ({estimate.status.replace('_', ' ')})"
    if estimate.low is None or estimate.high is None:
        return format(estimate.value, code)
    low, high = format(estimate.low, code), format(estimate.high, code)
    return f"{format(estimate.value, code)} ({low} to {high})"


def frame(estimate: Any, outcome: str = "", design: str = "") -> pd.DataFrame:
    """An estimate as a table of one row: outcome, value, low, high, se, n, unit and the rest."""
    import pandas as pd

    row = {name: getattr(estimate, name, None) for name in COLUMNS}
    return pd.DataFrame([{"outcome": outcome, **row, "design": design}])


def pooled_line(pooled: Any) -> str:
    """A pooled mean in a plain line."""
    if pooled.status != "ok" or pooled.mean is None:
        return f"{POOLED}: not pooled, {pooled.reason or pooled.status}"
    said = f"{POOLED}: {pooled.mean:.3g} ({pooled.low:.3g} to {pooled.high:.3g})"
    return f"{said}, {pooled.k} schools"


POOLED = "mean of schools (random effects, Paule-Mandel)"


def pooled_frame(pooled: Any, outcome: str = "", design: str = "") -> pd.DataFrame:
    """A pooled mean as a table of one row, with the columns of `frame` and those of its own."""
    import pandas as pd

    row = {
        "outcome": outcome,
        "value": pooled.mean,
        "low": pooled.low,
        "high": pooled.high,
        "se": None,
        "n": sum(sum(part.sizes) for part in pooled.parts) or None,
        "unit": pooled.parts[0].unit if pooled.parts else "",
        "measure": POOLED,
        "design": design,
        "status": pooled.status,
        "reason": pooled.reason,
    }
    own = ("prediction_low", "prediction_high", "tau2", "i2", "k")
    return pd.DataFrame([row | {name: getattr(pooled, name) for name in own}])
