"""What selection, the ends of a scale and measurement error do to a change."""

import math

import numpy as np

from .distributions import z_quantile
from .estimate import Estimate, Frame, missing_warnings, not_estimable, refused, too_few
from .estimate import people as counted
from .inputs import column, level, matched, one_number, spread
from .proportions import wilson

AT_THE_END = 0.15  # share at the lowest or highest mark from which a scale is flagged
ONLY_A_COMPARISON = (
    "only a comparison group selected in the same way removes regression to the mean"
)


def regression_to_the_mean(
    mean, sd, reliability, cutoff, selected: str = "below", *, confidence: float = 0.95
) -> Estimate:
    """Give the change to expect, with no teaching effect, of pupils chosen for their marks.

    (1-r) s phi(z)/Phi(z), z = (cutoff - mean)/s, for those below the cut; mirrored for those
    above (Davis 1976, Am. J. Epidemiol. 104:493; Barnett et al. 2005).

    Parameters
    ----------
    mean, sd : number
        Of the whole cohort the pupils were chosen from, in marks.
    reliability : number
        Retest correlation of the marks, 0 to 1.
    cutoff : number
        In marks.
    selected : {"below", "above"}

    Returns
    -------
    Estimate
        In marks, positive for those chosen below; no interval. "not_estimable" where the SD is
        0; "refused" where the SD or reliability cannot be. Details: z, share_selected.

    Raises
    ------
    ValueError
        If an argument is not a number, or `selected` neither of the two.
    """
    from scipy.special import log_ndtr, ndtr

    values = {"mean": mean, "sd": sd, "reliability": reliability, "cutoff": cutoff}
    mean, sd, r, cutoff = (one_number(value, name) for name, value in values.items())
    if selected not in ("below", "above"):
        raise ValueError(f'selected must be "below" or "above", not {selected!r}')
    frame: Frame = {
        "measure": "expected regression to the mean",
        "unit": "marks",
        "confidence": level(confidence),
        "n": 0,
        "warnings": [ONLY_A_COMPARISON],
    }
    if sd < 0:
        return refused(f"sd is {sd:g}; it must be above 0", frame)
    if not 0 <= r <= 1:
        return refused(f"reliability is {r:g}; it must lie between 0 and 1", frame)
    if sd == 0:
        return not_estimable("the cohort has no spread, so nobody can be chosen from it", frame)
    sign = 1 if selected == "below" else -1
    z = (cutoff - mean) / sd
    # On the log scale, so that a cut many SDs out does not divide nought by nought.
    log_hazard = -(z**2) / 2 - math.log(2 * math.pi) / 2 - float(log_ndtr(sign * z))
    change = sign * (1 - r) * sd * math.exp(log_hazard)
    details = {"z": z, "share_selected": ndtr(sign * z)}
    return Estimate(change, None, None, None, details=details, **frame)


def ceiling_and_floor(values, *, minimum, maximum, confidence: float = 0.95) -> Estimate:
    """Give the share of marks at the top of the scale, and flag both ends.

    From 15% at either end (Terwee et al. 2007) change is under-stated; the ordinal
    probability of superiority is then the cross-check.

    Parameters
    ----------
    values : sequence of numbers
    minimum, maximum : number
        The ends of the scale.

    Returns
    -------
    Estimate
        The share at the maximum, with Wilson's interval. "too_few" without values; "refused"
        where a value lies outside the scale. Details: at_maximum, at_minimum (shares).

    Raises
    ------
    ValueError
        If an argument is not a number.
    """
    confidence = level(confidence)
    bottom, top = one_number(minimum, "minimum"), one_number(maximum, "maximum")
    marks = column(values, "values")
    kept = marks[~np.isnan(marks)]
    n = kept.size
    frame: Frame = {
        "measure": "share at the maximum",
        "unit": "proportion",
        "confidence": confidence,
        "n": n,
        "sizes": (n,),
        "warnings": [*missing_warnings(marks.size - n)],
    }
    if bottom >= top:
        return refused("the minimum of the scale must be below its maximum", frame)
    if n == 0:
        return too_few("no marks at all", frame)
    if (kept < bottom).any() or (kept > top).any():
        return refused(f"a mark lies outside the scale from {bottom:g} to {top:g}", frame)
    at_top, at_bottom = int((kept == top).sum()), int((kept == bottom).sum())
    for count, end in ((at_top, "ceiling"), (at_bottom, "floor")):
        if count >= AT_THE_END * n:
            frame["warnings"].append(
                f"{end}: {count} of {n} marks are at the {end} of the scale, so change is "
                "under-stated"
            )
    low, high = wilson(at_top, n, confidence)
    share = at_top / n
    details = {"at_maximum": share, "at_minimum": at_bottom / n}
    se = math.sqrt(share * (1 - share) / n) or None
    return Estimate(share, low, high, se, details=details, **frame)


def reliable_change(before, after, reliability=None, *, confidence: float = 0.95) -> Estimate:
    """Give the share of pupils whose rise is more than measurement error allows.

    RC_i = (after - before)/(s_before sqrt(2(1-r_xx))), reliable beyond the normal quantile,
    1.96 (Jacobson & Truax 1991, J. Consult. Clin. Psychol. 59:12). Wilson interval.

    Parameters
    ----------
    before, after : sequence of numbers
        Row i of each is the same pupil. Incomplete rows are left out and counted.
    reliability : number
        As published in the test's manual; without it the result is refused.

    Returns
    -------
    Estimate
        A proportion. "too_few" with fewer than two pairs; "not_estimable" where marks before
        have no spread or reliability is 1. Details: improved, worsened, change_needed.

    Raises
    ------
    ValueError
        If a column does not hold numbers or the columns differ in length.
    """
    confidence = level(confidence)
    (x, y), lost = matched(before=before, after=after)
    n = x.size
    frame: Frame = {
        "measure": "share with reliable improvement (Jacobson-Truax)",
        "unit": "proportion",
        "confidence": confidence,
        "n": n,
        "sizes": (n,),
        "warnings": [*missing_warnings(lost, "pair")],
    }
    if reliability is None:
        return refused("needs the reliability published in the manual of the test", frame)
    r = one_number(reliability, "reliability")
    if not 0 <= r <= 1:
        return refused(f"reliability is {r:g}; it must lie between 0 and 1", frame)
    if n < 2:
        return too_few(f"too few matched pairs: {counted(n)}; at least 2 needed", frame)
    error = spread(x) * math.sqrt(2 * (1 - r))
    if error == 0:
        return not_estimable("no measurement error to compare the changes with", frame)
    needed = z_quantile(confidence) * error
    improved, worsened = int((y - x > needed).sum()), int((y - x < -needed).sum())
    low, high = wilson(improved, n, confidence)
    details = {"improved": improved, "worsened": worsened, "change_needed": needed}
    return Estimate(improved / n, low, high, None, details=details, **frame)
