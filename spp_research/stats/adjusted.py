"""Two groups measured before and after: the effect adjusted for where pupils started."""

import math

import numpy as np

from .distributions import small_sample_correction, t_quantile
from .estimate import Estimate, Frame, missing_warnings, not_estimable, size_warnings, too_few
from .frames import by_arm
from .inputs import level, read, spread
from .means import NO_SPREAD, correlation, empty_group

ADJUSTED_ONLY_ABOVE = 0.05  # SDs of difference at the start, in size
NOT_COMPARABLE_ABOVE = 0.25


def adjusted_effect(
    before,
    after,
    treated=None,
    *,
    data=None,
    group=None,
    project=None,
    confidence: float = 0.95,
) -> Estimate:
    """Give the effect on `after`, adjusted for `before`, in unadjusted SDs (ANCOVA).

    Model after = a + b before + delta treated by least squares. Effect = delta / s*, where s*
    is the pooled within-group SD of `after` itself, not the residual SD nor that of the gains
    (EEF, Statistical analysis guidance, 2022). Interval: delta +/- t_{N-3} SE, over s*.

    Solved in closed form from sums within groups: delta = difference of means after - b_w
    times that before, which mirrors exactly when the groups are swapped.

    Parameters
    ----------
    before, after : sequence of numbers
        Row i is the same pupil; the two tests may have different scales.
    treated : sequence of 0 and 1, or of the arms' names
        1 took part, 0 comparison.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).
    group, project : optional
        `treated` under the name that it has in tables, and the label that means taking part.

    Returns
    -------
    Estimate
        In SDs of `after`. "too_few" with fewer than two complete pupils in a group or fewer
        than four in all; "not_estimable" where `after` has no spread within groups or
        `before` none to adjust by. Details: adjusted_difference, adjusted_se, df, sd,
        baseline_g; further g (with J), variance (for pooling), adjusted_low, adjusted_high,
        r, slope, gain_difference, gain_se, n_treated, n_comparison.

    Raises
    ------
    ValueError
        If a column does not hold numbers, `treated` anything but 0 and 1, or lengths differ.
    """
    confidence = level(confidence)
    before, after, treated = by_arm(
        data,
        treated=treated,
        group=group,
        project=project,
        marks=("before", "after"),
        before=before,
        after=after,
    )
    x, y, t = read(before=before, after=after, treated=treated)
    keep = ~np.isnan(np.array([x, y, t])).any(axis=0)
    order = np.lexsort((y[keep], x[keep], t[keep]))
    x, y, t = (values[keep][order] for values in (x, y, t))
    groups = {"treated": t == 1, "comparison": t == 0}
    sizes = {name: int(rows.sum()) for name, rows in groups.items()}
    frame: Frame = {
        "measure": "adjusted effect (ANCOVA, unadjusted pooled SD)",
        "unit": "SD",
        "confidence": confidence,
        "n": x.size,
        "sizes": tuple(sizes.values()),
        "warnings": [*missing_warnings(int((~keep).sum()))],
    }
    if reason := empty_group(sizes):
        return too_few(reason, frame)
    frame["warnings"] += size_warnings(*sizes.values())
    parts = [(x[rows], y[rows]) for rows in groups.values()]
    sd = pooled_sd([b for _, b in parts])
    if sd == 0:
        return not_estimable(
            "all values after are the same within each group: no SD to measure in", frame
        )
    if pooled_sd([a for a, _ in parts]) == 0:
        return not_estimable(
            "all values before are the same within each group: nothing to adjust by", frame
        )
    fit = _within_groups(parts)
    frame["warnings"] += _start_warnings(fit["baseline_g"])
    delta, se, df = fit["adjusted_difference"], fit["adjusted_se"], fit["df"]
    effect = delta / sd
    details = {
        **fit,
        "sd": sd,
        "g": small_sample_correction(x.size - 2) * effect,
        "r": correlation(x, y),
        "n_treated": sizes["treated"],
        "n_comparison": sizes["comparison"],
    }
    if se is None:
        frame["warnings"].append(NO_SPREAD.format(what="marks after follow those before exactly,"))
        return Estimate(effect, None, None, None, details=details, **frame)
    half = t_quantile(confidence, df) * se
    details["adjusted_low"], details["adjusted_high"] = delta - half, delta + half
    details["variance"] = (se / sd) ** 2 + effect**2 / (2 * df)
    return Estimate(
        effect, (delta - half) / sd, (delta + half) / sd, se / sd, details=details, **frame
    )


def pooled_sd(groups: list[np.ndarray]) -> float:
    """Give the SD within groups: each group's variance weighted by its size less one."""
    df = sum(values.size - 1 for values in groups)
    return math.sqrt(sum((v.size - 1) * spread(v) ** 2 for v in groups) / df)


def _within_groups(parts) -> dict:
    (x_t, y_t), (x_c, y_c) = parts
    n_t, n_c = x_t.size, x_c.size
    start = float(x_t.mean()) - float(x_c.mean())
    end = float(y_t.mean()) - float(y_c.mean())
    dev = [(x - x.mean(), y - y.mean()) for x, y in parts]
    sxx = sum(float(dx @ dx) for dx, _ in dev)
    sxy = sum(float(dx @ dy) for dx, dy in dev)
    syy = sum(float(dy @ dy) for _, dy in dev)
    slope, df = sxy / sxx, n_t + n_c - 3
    residual = sum(float((dy - slope * dx) @ (dy - slope * dx)) for dx, dy in dev)
    se = None
    if residual > 1e-24 * max(syy, 1e-300) and df > 0:
        se = math.sqrt(residual / df * (1 / n_t + 1 / n_c + start**2 / sxx))
    gain_sd = pooled_sd([y - x for x, y in parts])
    baseline = small_sample_correction(n_t + n_c - 2) * start / math.sqrt(sxx / (n_t + n_c - 2))
    return {
        "adjusted_difference": end - slope * start,
        "adjusted_se": se,
        "df": df,
        "slope": slope,
        "baseline_g": baseline,
        "gain_difference": end - start,
        "gain_se": gain_sd * math.sqrt(1 / n_t + 1 / n_c),
    }


def _start_warnings(baseline_g: float):
    if abs(baseline_g) > NOT_COMPARABLE_ABOVE:
        yield (
            "groups not comparable at start: adjustment cannot be trusted to remove a difference "
            f"of {baseline_g:.2f} SD"
        )
    elif abs(baseline_g) >= ADJUSTED_ONLY_ABOVE:
        yield (
            f"the groups differ by {baseline_g:.2f} SD at the start: use the adjusted result "
            "only; a comparison of gains can give a different answer"
        )
