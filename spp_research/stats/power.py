"""Could this project have found anything? The smallest effect it had a good chance to show.

Always the smallest detectable effect, before the project or from its actual standard error
after it; never "observed power", which only restates the result.
"""

import math

from spp_research.errors import InputError

from .distributions import t_quantile, z_quantile
from .estimate import Estimate, people, refused, too_few
from .inputs import level, one_number, whole_number

LARGE_MDES = 0.4
TOO_SMALL = (
    "too small to show anything but a very large effect; judge by the interval and other evidence"
)


def mdes_two_groups(n1, n2=None, *, power: float = 0.8, confidence: float = 0.95) -> Estimate:
    """Give the smallest effect two groups of pupils had a good chance to show, in SDs.

    Solves for the effect at which the two-sided t-test has the power, exactly, by the
    noncentral t (as R's pwr.t.test).

    Parameters
    ----------
    n1, n2 : int
        Pupils in each group; `n2` is `n1` unless given.
    power : float
        The chance wanted, between 1 - confidence and 1.

    Returns
    -------
    Estimate
        In SDs, no interval. "too_few" with fewer than two in a group. Details: df.
    """
    n1 = whole_number(n1, "n1")
    n2 = n1 if n2 is None else whole_number(n2, "n2")
    frame = _frame("smallest detectable effect (two groups)", confidence, n1 + n2)
    if reason := _bad_counts(n1=n1, n2=n2):
        return refused(reason, frame)
    if min(n1, n2) < 2:
        return too_few(f"too few pupils: {n1} and {n2}; at least 2 needed in each group", frame)
    df = n1 + n2 - 2
    effect = _exact(math.sqrt(1 / n1 + 1 / n2), df, power, frame["confidence"])
    return _planned(effect, df, frame)


def mdes_paired(n, *, power: float = 0.8, confidence: float = 0.95) -> Estimate:
    """Give the smallest mean change n matched pairs had a good chance to show.

    As `mdes_two_groups`, for the paired t-test; in SDs of the changes (d_z).

    Returns
    -------
    Estimate
        In SDs of the changes, no interval. "too_few" with fewer than two. Details: df.
    """
    n = whole_number(n, "n")
    frame = _frame("smallest detectable change d_z (pairs)", confidence, n)
    if reason := _bad_counts(n=n):
        return refused(reason, frame)
    if n < 2:
        return too_few(f"too few matched pairs: {people(n)}; at least 2 needed", frame)
    return _planned(_exact(1 / math.sqrt(n), n - 1, power, frame["confidence"]), n - 1, frame)


def mdes_pupils(
    n, share=0.5, r2=0, covariates=0, *, power: float = 0.8, confidence: float = 0.95
) -> Estimate:
    """Give the smallest detectable effect for pupils allocated singly, with covariates.

    M_v SE, M_v = t_{1-alpha/2,v} + t_{power,v}, SE = sqrt((1-R2)/(P(1-P)N)), v = N-g-2 (Bloom
    1995; Dong & Maynard 2013, JREE 6:24).

    Parameters
    ----------
    n : int
        Pupils in all.
    share : float
        Share of them that takes part.
    r2 : float
        Share of the variance of the outcome that the covariates explain.
    covariates : int
        How many there are.

    Returns
    -------
    Estimate
        In SDs, no interval. "too_few" where v < 1; "refused" where a share cannot be.
        Details: df, multiplier.
    """
    n, covariates = whole_number(n, "n"), whole_number(covariates, "covariates")
    share, r2 = one_number(share, "share"), one_number(r2, "r2")
    frame = _frame("smallest detectable effect (pupils)", confidence, n)
    reason = _bad_counts(n=n, covariates=covariates) or _bad_shares(share, r2=r2)
    if reason:
        return refused(reason, frame)
    df = n - covariates - 2
    if df < 1:
        return too_few(f"too few: {people(n)} leave no degree of freedom", frame)
    return _by_multiplier(math.sqrt((1 - r2) / (share * (1 - share) * n)), df, power, frame)


def mdes_clusters(
    clusters,
    per_cluster,
    icc,
    share=0.5,
    r2_between=0,
    r2_within=0,
    covariates=0,
    *,
    power: float = 0.8,
    confidence: float = 0.95,
) -> Estimate:
    """Give the smallest detectable effect where whole classes or schools take part.

    M_v SE, SE^2 = ICC(1-R2_2)/(P(1-P)J) + (1-ICC)(1-R2_1)/(P(1-P)Jn), v = J-g-2 (Bloom 1995;
    Dong & Maynard 2013). More pupils per cluster help little; more clusters help.

    Parameters
    ----------
    clusters, per_cluster : int, number
        Clusters in all (J) and pupils in each (n, a mean may be a fraction).
    icc : float
        Share of the variance that lies between clusters.
    share : float
        Share of the clusters that takes part.
    r2_between, r2_within : float
        Share of the variance explained between and within clusters.
    covariates : int
        How many cluster-level covariates.

    Returns
    -------
    Estimate
        In SDs, no interval. "refused" where v < 1 or a share cannot be. Details: df,
        multiplier.
    """
    j, covariates = whole_number(clusters, "clusters"), whole_number(covariates, "covariates")
    size, icc = one_number(per_cluster, "per_cluster"), one_number(icc, "icc")
    share = one_number(share, "share")
    r2_2, r2_1 = one_number(r2_between, "r2_between"), one_number(r2_within, "r2_within")
    frame = _frame("smallest detectable effect (clusters)", confidence, 0)
    reason = _bad_counts(clusters=j, covariates=covariates) or _bad_shares(
        share, r2_between=r2_2, r2_within=r2_1
    )
    if not reason and not 0 <= icc <= 1:
        reason = f"icc is {icc:g}; it must lie between 0 and 1"
    if not reason and size <= 0:
        reason = f"per_cluster is {size:g}; it must be more than 0"
    df = j - covariates - 2
    if not reason and df < 1:
        reason = f"{people(j, 'cluster')} leave no degree of freedom to estimate from"
    if reason:
        return refused(reason, frame)
    frame["n"] = round(j * size)
    between = icc * (1 - r2_2) / (share * (1 - share) * j)
    within = (1 - icc) * (1 - r2_1) / (share * (1 - share) * j * size)
    return _by_multiplier(math.sqrt(between + within), df, power, frame)


def mdes_after(se, df, *, power: float = 0.8, confidence: float = 0.95) -> Estimate:
    """Give the smallest detectable effect from the standard error a finished project had.

    M_v SE with the standard error and df of the actual model, in the unit of `se`.

    Returns
    -------
    Estimate
        No interval. "refused" where the standard error or df is not above 0. Details: df,
        multiplier.
    """
    se, df = one_number(se, "se"), one_number(df, "df")
    frame = _frame("smallest detectable effect (from the actual standard error)", confidence, 0)
    if se <= 0 or df <= 0:
        return refused("the standard error and its degrees of freedom must be above 0", frame)
    return _by_multiplier(se, df, power, frame)


def _frame(measure: str, confidence: float, n) -> dict:
    return {
        "measure": measure,
        "unit": "SD",
        "confidence": level(confidence),
        "n": max(0, int(n)),
        "warnings": [],
    }


def _bad_counts(**counts) -> str:
    for name, count in counts.items():
        if count < 0 or not isinstance(count, int):
            return f"{name} is {count:g}; it must be a whole number from 0 up"
    return ""


def _bad_shares(share: float, **explained: float) -> str:
    if not 0 < share < 1:
        return f"share is {share:g}; it must lie between 0 and 1"
    for name, value in explained.items():
        if not 0 <= value < 1:
            return f"{name} is {value:g}; it must be at least 0 and below 1"
    return ""


def _checked_power(power: float, confidence: float) -> float:
    power = one_number(power, "power")
    if not 1 - confidence < power < 1:
        raise InputError(f"power must lie between {1 - confidence:g} and 1, not {power:g}")
    return power


def _planned(effect: float, df: float, frame: dict, **details) -> Estimate:
    if effect > LARGE_MDES:
        frame["warnings"].append(TOO_SMALL)
    return Estimate(effect, None, None, None, details={"df": df, **details}, **frame)


def _by_multiplier(se: float, df: float, power: float, frame: dict) -> Estimate:
    from scipy.special import stdtrit

    confidence = frame["confidence"]
    power = _checked_power(power, confidence)
    multiplier = t_quantile(confidence, df) + float(stdtrit(df, power))
    return _planned(multiplier * se, df, frame, multiplier=multiplier)


def _exact(h: float, df: float, power: float, confidence: float) -> float:
    from scipy.optimize import brentq
    from scipy.special import nctdtr

    power = _checked_power(power, confidence)
    critical = t_quantile(confidence, df)

    def shortfall(nc: float) -> float:
        # The lower tail by symmetry, so that no negative t meets a positive noncentrality.
        upper = 1 - float(nctdtr(df, nc, critical))
        lower = 1 - float(nctdtr(df, -nc, critical))
        return upper + (0.0 if math.isnan(lower) else lower) - power

    far = critical + z_quantile(confidence)
    while shortfall(far) < 0:
        far *= 1.6
    return brentq(shortfall, 0.0, far, xtol=1e-13) * h
