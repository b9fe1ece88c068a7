"""Which way an interval points, and the level that several outcomes at once need.

The words come from where the interval lies against no difference and against the smallest
worthwhile change, chosen before the data; never from a p-value.
"""

from spp_research.errors import InputError

from .estimate import Estimate
from .inputs import an_estimate, one_number, whole_number
from .selection import MORE, beyond_selection

USUAL = 0.10  # smallest worthwhile change in SDs where none was named
NOT_ENOUGH = "not enough data"
NO_CHANGE = "no worthwhile change"


def _band(estimate: Estimate, smallest_worthwhile: float) -> tuple[float, float, float]:
    """Give no difference, and the limits of what would not be worthwhile."""
    if estimate.unit == "ratio":  # nothing happened is 1, and twice as many mirrors half
        return 1.0, 1 / (1 + smallest_worthwhile), 1 + smallest_worthwhile
    return 0.0, -smallest_worthwhile, smallest_worthwhile


def direction(
    estimate: Estimate,
    smallest_worthwhile: float | None = None,
    higher_is_better: bool = True,
) -> str:
    """Give the words for a difference or change.

    Parameters
    ----------
    estimate : Estimate
        A difference, change, effect or ratio (not a single proportion or mean).
    smallest_worthwhile : float, optional
        In the unit of the estimate; 0.10 SD and 5 percentage points (0.05) are usual. For a
        ratio 0.10 means the band from 1/1.10 to 1.10. Without it 0.10; for a change held against
        an expected one, 0.10 SD of the marks.
    higher_is_better : bool
        False for outcomes such as absence: what is worthwhile is then a fall.

    Returns
    -------
    str
        Checked in this order: "not enough data" (no interval); "no worthwhile change" (all of
        it within the band, so even where it excludes nought); "higher" or "lower" (all of it
        on one side of nought), "by a worthwhile amount" added where all of it is beyond the
        band on the better side; else "unclear: compatible with anything from L to U". A change
        that nothing is known to judge by (`judged` 0) only "rose", "fell" or "stayed the same".
    """
    an_estimate(estimate, "estimate")
    swc = _worthwhile(estimate, smallest_worthwhile)
    if swc < 0:
        raise InputError(f"smallest_worthwhile must not be negative; it is {swc:g}")
    if estimate.ok and not_judged(estimate) and estimate.value is not None:
        if estimate.value == 0:
            return "stayed the same"
        return "rose" if estimate.value > 0 else "fell"
    if not estimate.ok or not estimate.has_interval:
        return NOT_ENOUGH
    none, band_low, band_high = _band(estimate, swc)
    _, low, high = estimate.interval
    if band_low <= low and high <= band_high:
        return NO_CHANGE
    if low > none:
        worthwhile = higher_is_better and low > band_high
        return "higher by a worthwhile amount" if worthwhile else "higher"
    if high < none:
        worthwhile = not higher_is_better and high < band_low
        return "lower by a worthwhile amount" if worthwhile else "lower"
    limits = f"{_shown(low, estimate)} to {_shown(high, estimate)}"
    return f"unclear: compatible with anything from {limits}"


def _worthwhile(estimate: Estimate, given: float | None) -> float:
    if given is not None:
        return one_number(given, "smallest_worthwhile")
    sd = estimate.details.get("sd") if "judged" in estimate.details else None
    return USUAL if sd is None else USUAL * sd


def not_judged(estimate: Estimate) -> bool:
    """Whether a change has nothing to be judged by: pupils grow, and by how much is not known."""
    return estimate.details.get("judged") == 0


def _shown(limit: float, estimate: Estimate) -> str:
    if estimate.unit == "proportion":
        return f"{100 * limit:.0f} percentage points"
    return f"{limit:.1f}" if estimate.unit == "marks" else f"{limit:.2f}"


def verdict(
    estimate: Estimate,
    smallest_worthwhile: float | None = None,
    higher_is_better: bool = True,
    *,
    selection: Estimate | None = None,
) -> str:
    """Give the direction as triangulation wants it.

    Parameters
    ----------
    estimate, smallest_worthwhile, higher_is_better
        As for `direction`.
    selection : Estimate, optional
        What `selection_effect` gave, where pupils were chosen for their scores: a change of the
        same pupils is then "better" only beyond what choosing brings by itself.

    Returns
    -------
    str
        "better", "no worthwhile change", "worse", "unclear" or "not enough data". A change that
        nothing is known to judge by is "worse" where all of its interval is, else "not enough
        data".
    """
    words = direction(estimate, smallest_worthwhile, higher_is_better)
    if estimate.ok and not_judged(estimate):
        if not estimate.has_interval:
            return NOT_ENOUGH
        _, low, high = estimate.interval
        return "worse" if (high < 0 if higher_is_better else low > 0) else NOT_ENOUGH
    for start, better in (("higher", higher_is_better), ("lower", not higher_is_better)):
        if words.startswith(start):
            if better and selection is not None and beyond_selection(estimate, selection) != MORE:
                return "unclear"
            return "better" if better else "worse"
    return "unclear" if words.startswith("unclear") else words


def simultaneous_confidence(outcomes: int, confidence: float = 0.95) -> float:
    """Give the level each of `outcomes` intervals needs for all to hold together.

    Bonferroni: 1 - (1 - confidence)/m.

    Examples
    --------
    Two outcomes share the five chances in a hundred.

    >>> from spp_research import stats
    >>> stats.simultaneous_confidence(2)
    0.975
    """
    m = outcome_count(outcomes)
    return 1 - (1 - confidence) / max(m, 1)


def outcome_count(outcomes) -> int:
    """Give a number of outcomes or questions as an int; anything but a whole one raises."""
    m = whole_number(outcomes, "outcomes")
    if not isinstance(m, int) or m < 0:
        raise InputError(f"outcomes must be a whole number, not {outcomes!r}")
    return m
