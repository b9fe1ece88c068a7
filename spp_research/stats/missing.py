"""Who was lost between the waves, and how much worse they would need to have done."""

from dataclasses import dataclass

from .estimate import Estimate
from .inputs import one_number, whole_number
from .proportions import proportion_difference

WARN_ABOVE, STRONG_ABOVE, GAP_ABOVE = 0.05, 0.20, 0.10  # shares lost, and their difference
DELTAS = (0.0, 0.25, 0.5)  # SDs by which leavers might have done worse


def attrition(
    started_treated,
    followed_treated,
    started_comparison,
    followed_comparison,
    *,
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

    Returns
    -------
    Estimate
        Share lost treated less share lost comparison; statuses as `proportion_difference`.
        Details: lost_treated, lost_comparison, lost_overall (shares).
    """
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
