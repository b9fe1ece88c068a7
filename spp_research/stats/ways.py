"""One comparison worked out in several ways: does what is said depend on the way?

A result that holds only under one model, or rests on one pupil, is no ground for "better". The
ways are fixed here and all are shown; none is chosen because of what it gives, and nobody is named.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from spp_research.telling import briefly

from . import told
from .adjusted import adjusted_effect, pooled_sd
from .distributions import t_quantile
from .estimate import Details, Estimate, missing_warnings, people, plain, plain_details
from .frames import by_arm
from .inputs import aligned, in_each, level, read
from .ordinal import cliffs_delta
from .wording import verdict

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 8  # pupils a group
FEWEST_CLUSTERS = 3  # in each arm, to leave one out
OTHER_SIGN_BEYOND = 0.05
WIDE, WIDE_SHARE = 0.20, 0.5  # SDs, and share of the main result: what counts as far apart
DEPENDS, SAME, SAME_WAY = "depends", "same", "same direction"
_AGREEING = {
    DEPENDS: "what is found depends on the way",
    SAME: "all say the same",
    SAME_WAY: "all point the same way",
}
ADJUSTED, GAINS, RANKS = "ancova", "gain", "ranks"
LEFT_OUT_LOW, LEFT_OUT_HIGH = "leave-out lowest", "leave-out highest"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of working it out, in SDs of the marks after; no limits where it has none there."""

    name: str
    value: float
    low: float | None
    high: float | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Robustness:
    """What several ways of working out one comparison give.

    Attributes
    ----------
    main, lowest, highest : float or None
        The adjusted effect, and the ends of all ways, in SDs of the marks after.
    ways : tuple of Way
    agreement : str
        "same", "same direction" or "depends"; empty where there is no result.
    verdict : str
        Of the main result; "unclear" where it depends on the way and would be more.
    status : {"ok", "too_few", "not_estimable", "refused"}
    reason : str
    warnings : tuple of str
    details : Mapping of str to float
        sd, cliff_gain, cliff_low, cliff_high, pupils, left_out (how many were left out in turn).
    """

    main: float | None
    ways: tuple[Way, ...]
    lowest: float | None
    highest: float | None
    agreement: str
    status: str = "ok"
    reason: str = ""
    warnings: tuple[str, ...] = ()
    verdict: str = ""
    details: Mapping[str, float | None] = field(default_factory=Details)

    __repr__ = briefly
    sentence = told.sentence
    _repr_html_ = told.as_table

    def __str__(self) -> str:
        return told.ways(self, _AGREEING)

    def to_frame(self) -> "pd.DataFrame":
        """Give a table of a row a way, in SDs of the marks after."""
        names = ("name", "value", "low", "high", "verdict")
        return told.frame(({n: getattr(one, n) for n in names} for one in self.ways), names)

    def __post_init__(self):
        for name in ("main", "lowest", "highest"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        object.__setattr__(self, "details", plain_details(self.details))

    @property
    def ok(self) -> bool:
        """Whether there is something to compare."""
        return self.status == "ok"


def robustness(
    before,
    after,
    treated=None,
    *,
    cluster=None,
    data=None,
    group=None,
    project=None,
    smallest_worthwhile: float = 0.10,
    higher_is_better: bool = True,
    confidence: float = 0.95,
) -> Robustness:
    """Work out one comparison in several ways, each in SDs of the marks after (s*).

    ancova (the main one, as `adjusted_effect`); the difference of mean gains (Student, pooled,
    N - 2); ranks: the median of all differences between a treated and a comparison pupil's gain,
    judged by Cliff's delta of the gains with the band 2 Phi(SWC / sqrt 2) - 1; and the lowest and
    highest ANCOVA without each pupil, or each class, s* anew.

    "depends": a way of the other sign beyond .05, opposite verdicts, or unlike verdicts far apart
    (highest - lowest above .20 and half of the main result). "same": like verdicts, not far apart.
    Else "same direction".

    Parameters
    ----------
    before, after : sequence of numbers
        On the same scale; row i is the same pupil. Incomplete rows are left out and counted.
    treated : sequence of 0 and 1, or of the arms' names
    cluster : sequence of labels, optional
        Class of pupil i: classes are then left out in turn, where each arm has three or more.
    smallest_worthwhile : float
        In SDs.
    higher_is_better : bool
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).
    group, project : optional
        `treated` under the name that it has in tables, and the label that means taking part.

    Returns
    -------
    Robustness
        "too_few" with fewer than eight pupils in a group; the status of the main result where that
        cannot be had. Never which pupil or class a result hangs on.

    Raises
    ------
    ValueError
        If a column is of the wrong type or lengths differ.
    """
    confidence = level(confidence)
    before, after, cluster, treated = by_arm(
        data,
        treated=treated,
        group=group,
        project=project,
        marks=("before", "after"),
        before=before,
        after=after,
        cluster=cluster,
    )
    columns, lost = _complete(before, after, treated, cluster)
    x, y, t = columns["before"], columns["after"], columns["treated"]
    groups = columns.get("cluster")
    warnings = [*missing_warnings(lost)]
    sizes = in_each(t)
    if min(sizes) < FEWEST:
        reason = f"too few: {people(min(sizes))} in the smaller group; {FEWEST} of each needed"
        return Robustness(None, (), None, None, "", "too_few", reason, tuple(warnings))
    main = adjusted_effect(x, y, t, confidence=confidence)
    warnings += main.warnings
    if not main.ok or main.value is None:
        return Robustness(
            None, (), None, None, "", main.status, main.reason, tuple(dict.fromkeys(warnings))
        )

    def judged(estimate: Estimate, band: float = smallest_worthwhile) -> str:
        return verdict(estimate, band, higher_is_better)

    sd = main.detail("sd")
    gain = _of_gains(x, y, t, sd, confidence)
    shift, cliff = _of_ranks(x, y, t, sd, confidence)
    from scipy.special import ndtr

    band = 2 * float(ndtr(smallest_worthwhile / math.sqrt(2))) - 1
    ways = [
        Way(ADJUSTED, main.value, main.low, main.high, judged(main)),
        Way(GAINS, gain.value or 0.0, gain.low, gain.high, judged(gain)),
        Way(RANKS, shift, None, None, judged(cliff, band)),
    ]
    units, said = _units(groups, t)
    left = _left_out(x, y, t, units, confidence) if units is not None else []
    warnings += said
    for name, pick in ((LEFT_OUT_LOW, min), (LEFT_OUT_HIGH, max)):
        if left:
            value, end = pick(left, key=lambda pair: pair[0])
            ways.append(Way(name, value, end.low, end.high, judged(end)))
    values = [way.value for way in ways]
    verdicts = [way.verdict for way in ways]
    agreement = _agreement(main.value, values, verdicts)
    found = ways[0].verdict
    return Robustness(
        main.value,
        tuple(ways),
        min(values),
        max(values),
        agreement,
        warnings=tuple(dict.fromkeys(warnings)),
        verdict="unclear" if agreement == DEPENDS and found != "not enough data" else found,
        details={
            "sd": sd,
            "cliff_gain": cliff.value,
            "cliff_low": cliff.low,
            "cliff_high": cliff.high,
            "pupils": x.size,
            "left_out": len(left),
        },
    )


def _complete(before, after, treated, cluster) -> tuple[dict[str, np.ndarray], int]:
    before, after, treated, cluster = aligned(
        before=before, after=after, treated=treated, cluster=cluster
    )
    given = {"before": before, "after": after, "treated": treated}
    given |= {} if cluster is None else {"cluster": cluster}
    columns = dict(zip(given, read(**given), strict=True))
    keep = ~np.isnan(np.array(list(columns.values()))).any(axis=0)
    order = np.lexsort([values[keep] for values in columns.values()])
    kept = {name: values[keep][order] for name, values in columns.items()}
    return kept, int((~keep).sum())


def _of_gains(x, y, t, sd: float, confidence: float) -> Estimate:
    """Give the difference of mean gains in s*, Student with pooled variance."""
    parts = [np.sort((y - x)[t == arm]) for arm in (1, 0)]
    n = parts[0].size, parts[1].size
    gap = (float(parts[0].mean()) - float(parts[1].mean())) / sd
    within = pooled_sd(parts)
    low, high, se = None, None, None
    if within > 0:
        se = within * math.sqrt(1 / n[0] + 1 / n[1]) / sd
        half = t_quantile(confidence, sum(n) - 2) * se
        low, high = gap - half, gap + half
    return Estimate(gap, low, high, se, sum(n), "difference of gains", "SD", confidence, sizes=n)


def _of_ranks(x, y, t, sd: float, confidence: float) -> tuple[float, Estimate]:
    treated, comparison = (np.sort((y - x)[t == arm]) for arm in (1, 0))
    shift = float(np.median(treated[:, None] - comparison[None, :])) / sd
    return shift, cliffs_delta(treated, comparison, confidence=confidence)


def _units(groups: np.ndarray | None, t: np.ndarray) -> tuple[np.ndarray | None, list[str]]:
    """Give what is left out in turn, and what is to be said of it."""
    if groups is None:
        return np.arange(t.size), []
    said = ["the ranges of this check count pupils, not classes"]
    fewest = min(np.unique(groups[t == arm]).size for arm in (1, 0))
    if fewest < FEWEST_CLUSTERS:
        return None, [
            *said,
            f"no class was left out in turn: {FEWEST_CLUSTERS} in each group are needed",
        ]
    return groups, said


def _left_out(x, y, t, units: np.ndarray, confidence: float) -> list[tuple[float, Estimate]]:
    """Give the adjusted effect without each pupil or class in turn, with its value."""
    found = []
    for unit in np.unique(units):
        stay = units != unit
        estimate = adjusted_effect(x[stay], y[stay], t[stay], confidence=confidence)
        if estimate.ok and estimate.value is not None:
            found.append((estimate.value, estimate))
    return found


def _agreement(main: float, values: list[float], verdicts: list[str]) -> str:
    wide = max(values) - min(values) > max(WIDE, abs(main) * WIDE_SHARE)
    alike = len(set(verdicts)) == 1
    turned = any(value * main < 0 and abs(value) > OTHER_SIGN_BEYOND for value in values)
    if turned or {"better", "worse"} <= set(verdicts) or (wide and not alike):
        return DEPENDS
    return SAME if alike and not wide else SAME_WAY
