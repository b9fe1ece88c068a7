"""An effect said in months of progress, and when that may not be done at all.

Never without its limits and the name of the table. `spp_research.stats` gives it by name.
"""

from spp_research.errors import InputError
from spp_research.stats.estimate import Estimate, refused
from spp_research.stats.inputs import is_missing, whole_number
from spp_research.stats.months import look_up, months_table

CAUTION = '"months" is a rough translation'


def months_statement(
    estimate: Estimate, *, outcome: str, design: str, clusters_per_arm, table: str = "eef-toolkit"
) -> str | Estimate:
    """Say an effect in months with its limits, or refuse.

    Permitted only for attainment, with a comparison group and a baseline (design "A"), pupils
    allocated singly or at least two clusters in each arm, and an interval.

    Parameters
    ----------
    estimate : Estimate
        An effect in SDs.
    outcome : str
        Must be "attainment".
    design : str
        Must be "A".
    clusters_per_arm : int, pair of int, or None
        Classes or schools in the smaller arm, or in each; None where pupils were allocated
        singly.

    Returns
    -------
    str or Estimate
        For example "2 months (-1 to 5) ..." with the table named; or an Estimate with status
        "refused" and the reason.
    """
    if not isinstance(estimate, Estimate):
        raise InputError(
            "months need a result of stats, as of stats.adjusted_effect(…), not a "
            f"{type(estimate).__name__}"
        )
    name = months_table(table)["name"]
    if reason := _why_not(estimate, outcome, design, clusters_per_arm):
        frame = {
            "measure": "months of progress",
            "unit": "months",
            "confidence": estimate.confidence,
            "n": estimate.n,
        }
        return refused(reason, frame)
    months, low, high = (_shown(limit, table) for limit in estimate.interval)
    noun = "month" if months in ("1", "-1") else "months"
    return (
        f"{months} {noun} ({low} to {high}), {estimate.confidence:.0%} interval, by the table "
        f"{name}; {CAUTION}"
    )


def _shown(effect: float, table: str) -> str:
    months, beyond = look_up(effect, table)
    return f"{months} (top band)" if beyond else str(months)


def _why_not(estimate: Estimate, outcome: str, design: str, clusters_per_arm) -> str:
    if str(outcome).strip().casefold() != "attainment":
        return f"months are for attainment only, not for {outcome}"
    if str(design).strip().upper() != "A":
        return f"months need a comparison group and a baseline (design A); this is design {design}"
    if (fewest := _fewest_clusters(clusters_per_arm)) is not None and fewest < 2:
        return (
            "months need at least two classes or schools in each arm; with one, the class and "
            "the project cannot be told apart"
        )
    if not estimate.ok:
        return f"there is no effect to translate: {estimate.reason}"
    if not estimate.has_interval or estimate.value is None:
        return "months are never given without an interval, and this effect has none"
    if not _in_sds(estimate.unit):
        return f"months translate an effect in SDs, and this one is in {estimate.unit}"
    return ""


def _in_sds(unit: str) -> bool:
    return unit.casefold() in ("sd", "sds", "total sd", "standard deviation", "standard deviations")


def _fewest_clusters(clusters_per_arm) -> float | None:
    if is_missing(clusters_per_arm):
        return None
    if isinstance(clusters_per_arm, (tuple, list)):
        return min(whole_number(count, "clusters_per_arm") for count in clusters_per_arm)
    return whole_number(clusters_per_arm, "clusters_per_arm")
