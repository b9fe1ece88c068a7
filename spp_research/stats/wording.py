"""Which words an interval allows, and what several outcomes at once mean for them.

The words come from where the interval lies against no difference and against the smallest
worthwhile change, chosen before the data; never from a p-value.
"""

from .estimate import Estimate
from .inputs import one_number, whole_number

NOT_ENOUGH = "not enough data"
NO_CHANGE = "no worthwhile change"


def _band(estimate: Estimate, smallest_worthwhile: float) -> tuple[float, float, float]:
    """Give no difference, and the limits of what would not be worthwhile."""
    if estimate.unit == "ratio":  # nothing happened is 1, and twice as many mirrors half
        return 1.0, 1 / (1 + smallest_worthwhile), 1 + smallest_worthwhile
    return 0.0, -smallest_worthwhile, smallest_worthwhile


def direction(
    estimate: Estimate, smallest_worthwhile: float = 0.10, higher_is_better: bool = True
) -> str:
    """Give the words for a difference or change.

    Parameters
    ----------
    estimate : Estimate
        A difference, change, effect or ratio (not a single proportion or mean).
    smallest_worthwhile : float
        In the unit of the estimate; 0.10 SD and 5 percentage points (0.05) are usual. For a
        ratio 0.10 means the band from 1/1.10 to 1.10.
    higher_is_better : bool
        False for outcomes such as absence: what is worthwhile is then a fall.

    Returns
    -------
    str
        Checked in this order: "not enough data" (no interval); "no worthwhile change" (all of
        it within the band, so even where it excludes nought); "higher" or "lower" (all of it
        on one side of nought), "by a worthwhile amount" added where all of it is beyond the
        band on the better side; else "unclear: compatible with anything from L to U".
    """
    swc = one_number(smallest_worthwhile, "smallest_worthwhile")
    if swc < 0:
        raise ValueError(f"smallest_worthwhile must not be negative; it is {swc:g}")
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


def _shown(limit: float, estimate: Estimate) -> str:
    if estimate.unit == "proportion":
        return f"{100 * limit:.0f} percentage points"
    return f"{limit:.1f}" if estimate.unit == "marks" else f"{limit:.2f}"


def verdict(
    estimate: Estimate, smallest_worthwhile: float = 0.10, higher_is_better: bool = True
) -> str:
    """Give the direction as triangulation wants it.

    Returns
    -------
    str
        "better", "no worthwhile change", "worse", "unclear" or "not enough data".
    """
    words = direction(estimate, smallest_worthwhile, higher_is_better)
    for start, better in (("higher", higher_is_better), ("lower", not higher_is_better)):
        if words.startswith(start):
            return "better" if better else "worse"
    return "unclear" if words.startswith("unclear") else words


def simultaneous_confidence(outcomes: int, confidence: float = 0.95) -> float:
    """Give the level each of `outcomes` intervals needs for all to hold together.

    Bonferroni: 1 - (1 - confidence)/m.
    """
    m = _outcome_count(outcomes)
    return 1 - (1 - confidence) / max(m, 1)


def multiplicity_line(outcomes: int, confidence: float = 0.95) -> str:
    """Say how many of several secondary intervals would miss by chance; empty for one."""
    m = _outcome_count(outcomes)
    if m < 2:
        return ""
    missed = m * (1 - confidence)
    return f"of {m} intervals about {missed:.2g} would miss the true value by chance"


def _outcome_count(outcomes) -> int:
    m = whole_number(outcomes, "outcomes")
    if not isinstance(m, int) or m < 0:
        raise ValueError(f"outcomes must be a whole number, not {outcomes!r}")
    return m
