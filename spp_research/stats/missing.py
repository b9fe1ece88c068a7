"""Who was lost between the waves, and how much worse they would need to have done."""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from . import told
from .estimate import Estimate
from .frames import followed
from .inputs import an_estimate, one_number, whole_number
from .proportions import proportion_difference

if TYPE_CHECKING:
    import pandas as pd

WARN_ABOVE, STRONG_ABOVE, GAP_ABOVE = 0.05, 0.20, 0.10  # shares lost, and their difference
DELTAS = (0.0, 0.25, 0.5)  # SDs by which leavers might have done worse


def attrition(
    started_treated=None,
    followed_treated=None,
    started_comparison=None,
    followed_comparison=None,
    *,
    data=None,
    after=None,
    group=None,
    project=None,
    confidence: float = 0.95,
) -> Estimate:
    """Compare the shares of pupils lost in two groups, with Newcombe's interval.

    Warns above 5% lost overall, strongly above 20% or a difference above 10 points (house
    choices).

    Parameters
    ----------
    started_treated, followed_treated : int
        Pupils at baseline, and those of them with a follow-up, in the treated group.
    started_comparison, followed_comparison : int
        The same in the comparison group.
    data, after, group, project : optional
        In place of counts: a row for everybody who began, and the column, or its name, that is
        filled for those who were followed.

    Returns
    -------
    Estimate
        Share lost treated less share lost comparison; statuses as `proportion_difference`.
        Details: lost_treated, lost_comparison, lost_overall (shares).
    """
    if after is not None or group is not None:
        found = followed(data, after, group=group, project=project)
        started_treated, followed_treated, started_comparison, followed_comparison = found
    n1 = whole_number(started_treated, "started_treated")
    n2 = whole_number(started_comparison, "started_comparison")
    lost1 = n1 - whole_number(followed_treated, "followed_treated")
    lost2 = n2 - whole_number(followed_comparison, "followed_comparison")
    base = proportion_difference(lost1, n1, lost2, n2, confidence=confidence)
    warnings = list(base.warnings)
    details: dict[str, float] = {}
    if base.value is not None:
        overall = (lost1 + lost2) / (n1 + n2)
        details = {
            "lost_treated": lost1 / n1,
            "lost_comparison": lost2 / n2,
            "lost_overall": overall,
        }
        if overall > STRONG_ABOVE or abs(base.value) > GAP_ABOVE:
            warnings.append(
                f"many pupils were lost ({overall:.0%} overall, {100 * base.value:.0f} points "
                "difference): the result may describe only those who stayed"
            )
        elif overall > WARN_ABOVE:
            warnings.append(f"{overall:.0%} of pupils were lost between the waves")
    return Estimate(
        base.value,
        base.low,
        base.high,
        base.se,
        base.n,
        "difference of shares lost (Newcombe)",
        base.unit,
        base.confidence,
        base.status,
        base.reason,
        tuple(warnings),
        details,
    )


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """An estimate again, had those who left done worse, and where it would tip.

    `scenarios` holds (delta in SDs, estimate) pairs. `tipping` is the delta in SDs at which the
    interval first includes no change; 0 where it does already, None where nobody left.
    """

    scenarios: tuple[tuple[float, Estimate], ...]
    tipping: float | None
    reason: str = ""

    def __str__(self) -> str:
        return told.sensitivity(self)

    __repr__ = __str__
    sentence = told.sentence
    _repr_html_ = told.as_table

    def to_frame(self) -> "pd.DataFrame":
        """Give a table of a row a scenario: how much worse, and the estimate then."""
        rows = (
            {"delta": delta, "value": one.value, "low": one.low, "high": one.high, "unit": one.unit}
            for delta, one in self.scenarios
        )
        return told.frame(rows, ("delta", "value", "low", "high", "unit"))


def missing_data_sensitivity(estimate: Estimate, n_missing, sd) -> Sensitivity:
    """Ask how much worse the pupils who left would need to have done to change the answer.

    mean_adjusted = m - (n_missing/N) delta, N stayers and leavers, the interval moved with it;
    for a fall the leavers are taken to have fallen less. delta is 0, .25 and .5 SD, and the
    tipping point at which the interval first includes 0.

    Parameters
    ----------
    estimate : Estimate
        A change or difference in marks, among those who stayed.
    n_missing : int
        Pupils who left.
    sd : number
        SD of the marks, in the unit of the estimate.

    Returns
    -------
    Sensitivity
        Without scenarios, and with a reason, where the estimate has no interval or the SD is
        not above 0.
    """
    an_estimate(estimate, "estimate")
    lost, sd = whole_number(n_missing, "n_missing"), one_number(sd, "sd")
    if not estimate.ok or not estimate.has_interval:
        return Sensitivity((), None, estimate.reason or "the estimate has no interval")
    if lost < 0 or not isinstance(lost, int) or sd <= 0:
        return Sensitivity((), None, "n_missing must be from 0 up and sd above 0")
    share = lost / (estimate.n + lost)
    value, low, high = estimate.interval
    sign = 1 if value >= 0 else -1
    scenarios = tuple((delta, _moved(estimate, -sign * share * delta * sd)) for delta in DELTAS)
    nearest = max(0.0, sign * (low if sign > 0 else high))
    if lost == 0:
        return Sensitivity(scenarios, None, "nobody left")
    return Sensitivity(scenarios, nearest / (share * sd))


def _moved(estimate: Estimate, step: float) -> Estimate:
    value, low, high = estimate.interval
    return Estimate(
        value + step,
        low + step,
        high + step,
        estimate.se,
        estimate.n,
        estimate.measure,
        estimate.unit,
        estimate.confidence,
        warnings=estimate.warnings,
        sizes=estimate.sizes,
    )


TRANSCRIBED = "the optimistic limits of the table are from transcriptions: have them checked"
NOT_BY_LOT = (
    "the bands hold for groups drawn by lot only; show how those tested twice differed at the start"
)


@cache
def attrition_table() -> dict:
    """Give the table of tolerable losses as data: source, version, and both columns."""
    text = (files("spp_research.stats") / "data" / "wwc_attrition_v1.json").read_text("utf-8")
    return json.loads(text)


@dataclass(frozen=True, slots=True)
class AttritionBand:
    """How far losses may have bent a comparison by lot: "low", "between" or "high".

    The limits are the largest differences of losses, in percentage points, under cautious and
    optimistic assumptions; None where the table has no entry.
    """

    band: str
    limit_cautious: float | None
    limit_optimistic: float | None
    status: str = "ok"
    reason: str = ""
    warnings: tuple[str, ...] = ()

    def __str__(self) -> str:
        return told.band(self)

    __repr__ = __str__
    sentence = told.sentence
    _repr_html_ = told.as_table

    def to_frame(self) -> "pd.DataFrame":
        """Give a table of one row."""
        names = ("band", "limit_cautious", "limit_optimistic", "status", "reason")
        return told.frame([{name: getattr(self, name) for name in names}], names)

    @property
    def ok(self) -> bool:
        """Whether there is a band."""
        return self.status == "ok"


def attrition_band(overall, differential, *, by_lot: bool) -> AttritionBand:
    """Place losses in the attrition bands of the What Works Clearinghouse.

    The row is the overall loss in whole percent, half up. A difference up to the cautious limit is
    "low", above the optimistic one "high", else "between"; no entry is "high". (Standards Handbook
    4.0/4.1, Table II.1; the optimistic column is from transcriptions.)

    Parameters
    ----------
    overall : number
        Share of all pupils lost, 0 to 1.
    differential : number
        Share lost in one group less that in the other, of either sign.
    by_lot : bool
        Whether the groups were drawn by lot; anything else is refused.

    Returns
    -------
    AttritionBand
        "refused" for groups not drawn by lot, and for shares that cannot be.

    Raises
    ------
    ValueError
        If an argument is not a number.
    """
    lost, gap = one_number(overall, "overall"), abs(one_number(differential, "differential"))
    reason = ""
    if by_lot is not True:
        reason = NOT_BY_LOT
    elif not (0 <= lost <= 1 and gap <= 1):
        reason = "shares lost must lie between 0 and 1; give 0.12 for 12%"
    if reason:
        return AttritionBand("", None, None, "refused", reason)
    table = attrition_table()
    row = math.floor(round(100 * lost, 9) + 0.5)
    if row >= len(table["cautious"]):
        return AttritionBand("high", None, None, warnings=(TRANSCRIBED,))
    cautious, optimistic = table["cautious"][row], table["optimistic"][row]
    points = round(100 * gap, 9)
    if cautious is None or points > optimistic:
        band = "high"
    else:
        band = "low" if points <= cautious else "between"
    return AttritionBand(band, cautious, optimistic, warnings=(TRANSCRIBED,))
