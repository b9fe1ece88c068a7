"""Our statistics against calling scipy or statsmodels for the same numbers, in one run.

Prints a Markdown table of ratios (library time / our time; above 1 we are faster). Seconds differ
from machine to machine, ratios much less. Ours includes checking the input, counting what is
missing and saying what applies; the library calls include nothing of the kind.

    python benchmarks/stats.py
"""

import subprocess
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np
from scipy import stats as scipy_stats
from scipy.optimize import brentq
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.regression.linear_model import OLS
from statsmodels.regression.mixed_linear_model import MixedLM
from statsmodels.stats import inter_rater
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.nonparametric import rank_compare_2indep
from statsmodels.stats.power import TTestIndPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from spp_research import stats

REPEATS = 7


def seconds(call: Callable) -> float:
    """Give the time of one call: the best of several batches of about 30 ms."""
    call()
    start = time.perf_counter()
    call()
    number = max(1, int(0.03 / max(time.perf_counter() - start, 1e-7)))
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        for _ in range(number):
            call()
        best = min(best, (time.perf_counter() - start) / number)
    return best


def pairs() -> list[tuple[str, str, Callable, Callable]]:
    """Give what is compared: our name, the library's, our call, the library's call."""
    rng = np.random.default_rng(1)
    x, y = rng.normal(55, 10, 40), rng.normal(50, 10, 45)
    before = rng.normal(50, 10, 40)
    likert = rng.integers(1, 6, (2, 60))
    t, pre = np.arange(200) % 2.0, rng.normal(50, 10, 200)
    post = pre + 3 * t + rng.normal(0, 8, 200)
    c = np.repeat(np.arange(20), 20)
    arm, start = c % 2.0, rng.normal(50, 10, 400)
    end = start + rng.normal(0, 4, 20)[c] + rng.normal(0, 8, 400)
    days = rng.negative_binomial(1, 0.2, 200)
    effects, variances = rng.normal(0.2, 0.3, 8), rng.uniform(0.02, 0.1, 8)
    ratings = rng.integers(0, 4, (40, 5))
    cells = np.zeros((5, 5))
    np.add.at(cells, (likert[0] - 1, likert[1] - 1), 1)
    ones = np.ones(400)

    def noncentral():
        tt = scipy_stats.ttest_ind(x, y).statistic
        for p in (0.975, 0.025):
            brentq(lambda nc, p=p: scipy_stats.nct.cdf(tt, 83, nc) - p, tt - 6, tt + 6)

    def mixed():
        for columns in (np.column_stack([ones, arm, start]), ones[:, None]):
            MixedLM(end, columns, c).fit(reml=True, method="bfgs")

    return [
        ("mean_difference", "scipy ttest_ind + confidence_interval",
         lambda: stats.mean_difference(x, y),
         lambda: scipy_stats.ttest_ind(x, y, equal_var=False).confidence_interval()),
        ("mean_change", "scipy ttest_rel + confidence_interval",
         lambda: stats.mean_change(before, x),
         lambda: scipy_stats.ttest_rel(x, before).confidence_interval()),
        ("hedges_g", "scipy nct.cdf in brentq", lambda: stats.hedges_g(x, y), noncentral),
        ("adjusted_effect", "statsmodels OLS + conf_int",
         lambda: stats.adjusted_effect(pre, post, t),
         lambda: OLS(post, np.column_stack([np.ones(200), pre, t])).fit().conf_int()),
        ("clustered_effect", "statsmodels MixedLM, bfgs, model and null",
         lambda: stats.clustered_effect(end, arm, c, start), mixed),
        ("proportion", "statsmodels proportion_confint",
         lambda: stats.proportion(17, 40), lambda: proportion_confint(17, 40, method="wilson")),
        ("proportion_difference", "statsmodels confint_proportions_2indep, newcomb",
         lambda: stats.proportion_difference(56, 70, 48, 80),
         lambda: confint_proportions_2indep(56, 70, 48, 80, method="newcomb")),
        ("risk_ratio", "statsmodels confint_proportions_2indep, score",
         lambda: stats.risk_ratio(56, 70, 48, 80),
         lambda: confint_proportions_2indep(56, 70, 48, 80, method="score", compare="ratio")),
        ("cliffs_delta", "statsmodels rank_compare_2indep + conf_int",
         lambda: stats.cliffs_delta(*likert), lambda: rank_compare_2indep(*likert).conf_int()),
        ("rate_ratio", "statsmodels GLM Poisson, X2",
         lambda: stats.rate_ratio(days, t),
         lambda: GLM(days, np.column_stack([np.ones(200), t]), Poisson()).fit(scale="X2")),
        ("cohens_kappa", "statsmodels cohens_kappa (table given)",
         lambda: stats.cohens_kappa(*likert), lambda: inter_rater.cohens_kappa(cells)),
        ("fleiss_kappa", "statsmodels aggregate_raters + fleiss_kappa (no interval)",
         lambda: stats.fleiss_kappa(ratings),
         lambda: inter_rater.fleiss_kappa(inter_rater.aggregate_raters(ratings)[0])),
        ("pool", "statsmodels combine_effects, pm, both intervals (no Q-profile)",
         lambda: stats.pool(effects, variances),
         lambda: combine_effects(effects, variances, method_re="pm", atol=1e-8, maxiter=500,
                                 use_t=True).summary_frame()),
        ("mdes_two_groups", "statsmodels solve_power",
         lambda: stats.mdes_two_groups(40),
         lambda: TTestIndPower().solve_power(nobs1=40, power=0.8, alpha=0.05)),
    ]  # fmt: skip


FIRST_CALLS = [
    (
        "pool",
        "from spp_research import stats; stats.pool([.1, .3, .2], [.02, .03, .02])",
        "import numpy as np; from statsmodels.stats.meta_analysis import combine_effects; "
        "combine_effects(np.array([.1, .3, .2]), np.array([.02, .03, .02]), method_re='pm')",
    ),
    (
        "mean_difference",
        "from spp_research import stats; stats.mean_difference([1, 2, 4], [2, 3, 5])",
        "from scipy.stats import ttest_ind; "
        "ttest_ind([1, 2, 4], [2, 3, 5], equal_var=False).confidence_interval()",
    ),
]


def fresh(code: str) -> float:
    """Give the time of a new Python that runs `code`: the best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    print("| ours | the same numbers by | library / ours |")
    print("|---|---|---:|")
    for name, other, ours, library in pairs():
        print(f"| {name} | {other} | {seconds(library) / seconds(ours):.1f} |")
    for name, ours, library in FIRST_CALLS:
        print(f"| {name}, first call in a new process | import and call | "
              f"{fresh(library) / fresh(ours):.1f} |")  # fmt: skip


if __name__ == "__main__":
    main()
