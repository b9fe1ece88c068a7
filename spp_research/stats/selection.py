"""What selection, the ends of a scale and measurement error do to a change."""

import math

import numpy as np

from spp_research.errors import InputError

from .estimate import Estimate, Frame, missing_warnings, not_estimable, refused, too_few
from .frames import columns
from .inputs import an_estimate, column, level, one_number, whole_number
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
        raise InputError(f'selected must be "below" or "above", not {selected!r}')
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


CHOSEN = "change that choosing pupils for their scores brings"
SUPPOSED = 0.70  # retest reliability where the manual gives none
RELIABILITIES = (0.5, 0.7, 0.9)
MORE, NO_MORE, PARTLY = "more than", "no more than", "partly or wholly what"


def selection_effect(
    n_selected=None,
    n_cohort=None,
    *,
    share=None,
    sd=None,
    sd_selected=None,
    reliability=None,
    selected: str = "below",
    confidence: float = 0.95,
) -> Estimate:
    """Give the rise to expect, with no teaching, of the lowest n of N (or a share of them).

    (1 - r) s h. For n of N, h = -mean of Phi^-1((i - .375)/(N + .25)), i = 1..n (Blom 1958); for a
    share p alone, z = Phi^-1(p) and h = phi(z)/p. From the SD of those chosen, s = sd_selected /
    sqrt(1 - z h - h^2) with h by share (truncated normal). Chosen from the top: the same, falling.

    Parameters
    ----------
    n_selected, n_cohort : int, optional
        Pupils chosen, and pupils they were chosen from.
    share : number, optional
        The share chosen, where the counts are not known.
    sd : number, optional
        SD of all pupils they were chosen from, in marks.
    sd_selected : number, optional
        SD of those chosen, where the other is not known; warns.
    reliability : number, optional
        Retest reliability of the marks, from the manual; .7 is supposed without it.
    selected : {"below", "above"}

    Returns
    -------
    Estimate
        In marks, without limits. "refused" where more were chosen than there are, or none; without
        an SD; without counts and share; or where reliability or share cannot be. Details: h, sd,
        share, at_r50, at_r70, at_r90 (the change at those reliabilities), reliability (None where
        it is supposed).

    Raises
    ------
    ValueError
        If an argument is not a number, or `selected` neither of the two.
    """
    if selected not in ("below", "above"):
        raise InputError(f'selected must be "below" or "above", not {selected!r}')
    frame: Frame = {
        "measure": CHOSEN,
        "unit": "marks",
        "confidence": level(confidence),
        "n": 0,
        "warnings": [ONLY_A_COMPARISON],
    }
    r = None if reliability is None else one_number(reliability, "reliability")
    if r is not None and not 0 <= r <= 1:
        return refused(f"reliability is {r:g}; it must lie between 0 and 1", frame)
    found = _chosen(n_selected, n_cohort, share)
    if isinstance(found, str):
        return refused(found, frame)
    p, h = found
    spread_of_all = None if sd is None else one_number(sd, "sd")
    if spread_of_all is None and sd_selected is not None:
        z, hazard = _of_share(p)
        h, rest = hazard, (1 - z * hazard - hazard**2 if p < 1 else 1.0)
        spread_of_all = one_number(sd_selected, "sd_selected") / math.sqrt(rest)
        frame["warnings"].append(
            "the spread of all pupils is worked out from those chosen, as if marks were normal"
        )
    if spread_of_all is None or spread_of_all <= 0:
        return refused(
            "no SD of the marks above 0: ask the manual, or give that of all pupils tested", frame
        )
    if r is None:
        frame["warnings"].append(
            "the reliability of the test is not known: .7 is supposed, and .5 to .9 shown beside it"
        )
    sign = 1 if selected == "below" else -1
    at = {rel: sign * (1 - rel) * spread_of_all * h + 0.0 for rel in RELIABILITIES}
    details = {
        "h": h,
        "sd": spread_of_all,
        "share": p,
        "reliability": r,
        **{f"at_r{round(100 * rel)}": change for rel, change in at.items()},
    }
    value = sign * (1 - (SUPPOSED if r is None else r)) * spread_of_all * h + 0.0
    return Estimate(value, None, None, None, details=details, **frame)


def _chosen(n_selected, n_cohort, share) -> tuple[float, float] | str:
    """Give the share chosen and how many SDs below the mean they stand, or why it cannot be."""
    from scipy.special import ndtri

    if (n_selected is None) != (n_cohort is None):
        return "both are needed: how many pupils were chosen, and from how many"
    if n_selected is not None:
        n = whole_number(n_selected, "n_selected")
        of = whole_number(n_cohort, "n_cohort")
        if not isinstance(n, int) or not isinstance(of, int):
            return "the numbers of pupils must be whole"
        if not 1 <= n <= of:
            return f"{n} of {of} pupils cannot have been chosen; count them again"
        if n == of:
            return 1.0, 0.0  # all of them: nobody was chosen
        ranks = (np.arange(1, n + 1) - 0.375) / (of + 0.25)
        return n / of, -float(np.mean(ndtri(ranks)))
    if share is None:
        return "how many of how many pupils were chosen is not known; count them"
    p = one_number(share, "share")
    if not 0 < p <= 1:
        return f"the share chosen is {p:g}; it must lie between 0 and 1"
    return p, _of_share(p)[1]


def _of_share(p: float) -> tuple[float, float]:
    """Give the cut in SDs, and how many SDs below the mean those under it stand."""
    from scipy.special import ndtri

    if p >= 1:
        return 0.0, 0.0
    z = float(ndtri(p))
    return z, math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) / p


def beyond_selection(change: Estimate, selection: Estimate) -> str:
    """Tell a change of chosen pupils from what choosing them brings by itself.

    Parameters
    ----------
    change : Estimate
        Of the pupils chosen, in the unit of `selection`.
    selection : Estimate
        What `selection_effect` gave.

    Returns
    -------
    str
        "more than" where all of the interval is beyond the change at a reliability of .5, "no more
        than" where the change itself is within that at .9 (with a known reliability both are the
        value), else "partly or wholly what". Empty where either is not there.
    """
    an_estimate(change, "change")
    an_estimate(selection, "selection")
    if not change.ok or not selection.ok or change.value is None or selection.value is None:
        return ""
    known = selection.details.get("reliability") is not None
    most = selection.value if known else selection.details.get("at_r50", selection.value)
    least = selection.value if known else selection.details.get("at_r90", selection.value)
    assert most is not None and least is not None
    falls = selection.value < 0
    near = change.high if falls else change.low
    if near is not None and (near < most if falls else near > most):
        return MORE
    if change.value >= least if falls else change.value <= least:
        return NO_MORE
    return PARTLY


def ceiling_and_floor(values, *, minimum, maximum, data=None, confidence: float = 0.95) -> Estimate:
    """Give the share of marks at the top of the scale, and flag both ends.

    From 15% at either end (Terwee et al. 2007) change is under-stated; the ordinal
    probability of superiority is then the cross-check.

    Parameters
    ----------
    values : sequence of numbers
    minimum, maximum : number
        The ends of the scale.
    data : DataFrame, mapping or path, optional
        With it the column may be given by its name (docs/research.md).

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
    (values,) = columns(data, values=values)
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
