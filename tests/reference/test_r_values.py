"""Every statistic against values computed by R, where the reference folder is present.

The data files have licences of their own, so they are read from beside the repository and never
kept in it. Run with `-s` to see the table of what was compared.
"""

import csv
import json
import math
from collections import defaultdict
from pathlib import Path

import pytest

from spp_research import stats
from spp_research.stats.clusters import random_intercept
from spp_research.stats.proportions import bonett_price

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "reference"
CASES = (
    {
        case["id"]: case
        for case in json.loads((FOLDER / "reference.json").read_text("utf-8"))["cases"]
    }
    if FOLDER.is_dir()
    else {}
)
pytestmark = pytest.mark.skipif(not CASES, reason=f"no reference values at {FOLDER}")

# Other estimators than ours, kept in the reference for whoever adds them.
OPTIONAL = {
    "mlm_crtData_satterthwaite_kr": "Satterthwaite and Kenward-Roger df are not offered",
    "g_mlm_crtData": "conditional total variance; ours is unconditional",
    "cr2_crtData": "CR2 sandwich errors are not offered",
    "meta_konst_3level": "three levels are pooled in two steps instead",
}
# metafor's Paule-Mandel iteration stops short here: with equal variances tau2 is var(y) - v =
# 7.5536e-4 exactly, and it gives 7.3138e-4. Ours is held against the closed form below.
STOPPED_SHORT = {
    "meta_konst_district86_k8": {
        "pm_wald_se", "pm_wald_lo", "pm_wald_hi",
    }
}  # fmt: skip
VARIANCES = {"var_between", "var_within", "null_var_between", "null_var_within"}
_compared: dict[str, list] = defaultdict(list)


def table(name: str) -> list[dict]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(rows: list[dict], name: str) -> list[float]:
    return [float(row[name]) if row[name] not in ("", "NA") else math.nan for row in rows]


def two_groups(case: dict) -> tuple[list, list]:
    rows, given = table(case["data"]), case["input"]
    return tuple(
        numbers([row for row in rows if row[given["group"]] == given[arm]], given["outcome"])
        for arm in ("treat", "control")
    )


def smd(case):
    treated, comparison = two_groups(case)
    raw = stats.mean_difference(treated, comparison)
    g = stats.hedges_g(treated, comparison)
    j = g.value / g.details["d"]
    return {
        "n1": g.details["n_treated"],
        "n2": g.details["n_comparison"],
        "mean1": raw.details["mean_treated"],
        "mean2": raw.details["mean_comparison"],
        "sd1": raw.details["sd_treated"],
        "sd2": raw.details["sd_comparison"],
        "mean_diff": raw.value,
        "welch_ci_low": raw.low,
        "welch_ci_high": raw.high,
        "welch_df": raw.details["df"],
        "d": g.details["d"],
        "d_ci_low": g.low / j,
        "d_ci_high": g.high / j,
        "g": g.value,
        "g_ci_low": g.low,
        "g_ci_high": g.high,
        "g_metafor": g.value,
        "var_g_metafor_LS": g.details["variance"],
    }


def paired(case):
    rows = table(case["data"])
    before, after = numbers(rows, "pre"), numbers(rows, "post")
    change, d = stats.mean_change(before, after), stats.standardised_change(before, after)
    return {
        "n": change.n,
        "r": change.details["r"],
        "mean_pre": change.details["mean_before"],
        "mean_post": change.details["mean_after"],
        "sd_pre": change.details["sd_before"],
        "sd_post": change.details["sd_after"],
        "mean_change": change.value,
        "change_ci_low": change.low,
        "change_ci_high": change.high,
        "d_z": d.details["d_z"],
        "d_z_ci_low": d.details["d_z_low"],
        "d_z_ci_high": d.details["d_z_high"],
        "g_z": d.details["g_z"],
        "g_smcr_presd": d.details["g_pre_sd"],
        "var_smcr_presd": d.details["variance_g_pre_sd"],
        "d_av": d.value,
        "d_av_adj": d.details["d_av_adjusted"],
        "d_av_se": d.se,
        "d_av_ci_low": d.low,
        "d_av_ci_high": d.high,
    }


def ancova(case):
    rows = table(case["data"])
    e = stats.adjusted_effect(
        numbers(rows, "Prettest"), numbers(rows, "Posttest"), numbers(rows, "Intervention")
    )
    d = e.details
    return {
        "n_t": d["n_treated"],
        "n_c": d["n_comparison"],
        "adj_diff": d["adjusted_difference"],
        "se": d["adjusted_se"],
        "df": d["df"],
        "ci_low": d["adjusted_low"],
        "ci_high": d["adjusted_high"],
        "pooled_sd_outcome": d["sd"],
        "es_adj_unconditional": e.value,
        "es_ci_low": e.low,
        "es_ci_high": e.high,
        "gain_diff": d["gain_difference"],
        "gain_diff_se": d["gain_se"],
        "baseline_g": d["baseline_g"],
        "g_uncond": d["g"],
    }


def crt_columns():
    rows = table("eef_crtData.csv")
    names = ("Posttest", "Intervention", "School", "Prettest")
    return tuple(numbers(rows, name) for name in names)


def multilevel(case):
    import numpy as np

    post, treated, school, pre = crt_columns()
    e = stats.clustered_effect(post, treated, school, pre)
    d = e.details
    columns = np.column_stack([np.ones(len(post)), treated, pre])
    codes = np.unique(school, return_inverse=True)[1]
    fit = random_intercept(np.array(post), columns, codes)
    return {
        "n": e.n,
        "clusters": d["clusters"],
        "adj_diff": d["adjusted_difference"],
        "se": d["adjusted_se"],
        "df": d["df"],
        "ci_low": d["difference_low"],
        "ci_high": d["difference_high"],
        "var_between": fit.var_between,
        "var_within": fit.var_within,
        "null_var_between": d["variance_between"],
        "null_var_within": d["variance_within"],
        "null_icc": d["icc"],
        "es_total_uncond": e.value,
        "es_ci_low": e.low,
        "es_ci_high": e.high,
    }


def hedges_2007(case):
    _, treated, school, _ = crt_columns()
    sizes = [defaultdict(int), defaultdict(int)]
    for arm, cluster in zip(treated, school, strict=True):
        sizes[int(arm)][cluster] += 1
    given = case["input"]
    e = stats.hedges_total_effect(
        given["beta"], math.sqrt(given["var_total"]), given["icc"],
        list(sizes[1].values()), list(sizes[0].values()),
    )  # fmt: skip
    return {"g_total": e.value, "lo": e.low, "hi": e.high}


def cluster_means(case):
    post, treated, school, _ = crt_columns()
    e = stats.cluster_mean_difference(post, treated, school)
    return {"diff": e.value, "ci_low": e.low, "ci_high": e.high, "df": e.details["df"]}


def anova_icc(case):
    post, _, school, _ = crt_columns()
    return {"icc1_anova": stats.intraclass_correlation(post, school).value}


def one_proportion(case):
    e = stats.proportion(case["input"]["x"], case["input"]["n"])
    return {"p": e.value, "lo": e.low, "hi": e.high}


def difference(case):
    e = stats.proportion_difference(**case["input"])
    return {"rd": e.value, "newcombe_lo": e.low, "newcombe_hi": e.high}


def ratio(case):
    e = stats.risk_ratio(**case["input"])
    return {
        "rr": e.value,
        "log_rr": e.details["log_ratio"],
        "var_log_rr": e.se**2,
        "koopman_lo": e.low,
        "koopman_hi": e.high,
    }


def paired_change(case):
    cells = case["input"]
    e = stats.paired_proportion_change(cells["no_to_yes"], cells["yes_to_no"], sum(cells.values()))
    adjusted = e.details["estimate_adjusted"]
    return {"change": e.value, "bp_est": adjusted, "bp_se": e.se, "bp_lo": e.low, "bp_hi": e.high}


def ordinal(case):
    e = stats.cliffs_delta(*two_groups(case))
    d = e.details
    return {
        "n1": d["n_treated"],
        "n2": d["n_comparison"],
        "cliffs_delta": e.value,
        "fengcliff_lo": e.low,
        "fengcliff_hi": e.high,
        "var_delta": d["variance"],
        "U": d["u"],
        "prob_superiority": d["probability_of_superiority"],
        "bm_ps": d["probability_of_superiority"],
        "rank_biserial": e.value,
    }


def paired_ordinal(case):
    rows = table(case["data"])
    e = stats.net_change(numbers(rows, "rater1"), numbers(rows, "rater2"))
    d = e.details
    assert bonett_price(8, 6, 20, 0.95)[2] == e.low
    return {
        "n": e.n,
        "improved": d["improved"],
        "worsened": d["worsened"],
        "same": d["same"],
        "net": e.value,
        "bp_lo": e.low,
        "bp_hi": e.high,
        "rank_biserial_paired": d["rank_biserial"],
    }


def counts(case):
    rows = table(case["data"])
    days, girl = numbers(rows, "Days"), [float(row["Sex"] == "F") for row in rows]
    e = stats.rate_ratio(days, girl)
    total = {arm: sum(y for y, g in zip(days, girl, strict=True) if g == arm) for arm in (0, 1)}
    exact = stats.rate_ratio_from_totals(total[1], girl.count(1), total[0], girl.count(0))
    return {
        "rate_ratio": e.value,
        "poisson_se": e.se / math.sqrt(e.details["dispersion"]),
        "dispersion": e.details["dispersion"],
        "quasi_se": e.se,
        "exact_lo": exact.low,
        "exact_hi": exact.high,
    }


def exact_mdes(case):
    n = case["input"]["n_per_arm"]
    return {
        "mdes_two_sample": stats.mdes_two_groups(n).value,
        "mdes_paired_dz": stats.mdes_paired(n).value,
    }


def powerup(case):
    given = case["input"]
    if "J" in given:
        e = stats.mdes_clusters(
            given["J"], given["n"], given["icc"], given["p"], given["r2_2"], given["r2_1"],
            given["g2"],
        )  # fmt: skip
    else:
        e = stats.mdes_pupils(given["n"], given["p"], given["r2"], given["g"])
    return {"mdes": e.value, "df": e.details["df"]}


def meta(case):
    rows = table(case["data"])
    p = stats.pool(numbers(rows, "yi"), numbers(rows, "vi"))
    d = p.details
    found = {
        "k": p.k,
        "pm_tau2": p.tau2,
        "pm_mu": p.mean,
        "pm_wald_se": d["se_wald"],
        "pm_wald_lo": d["wald_low"],
        "pm_wald_hi": d["wald_high"],
        "pm_hk_se": d["se_hk"],
        "pm_hk_lo": d["hk_low"],
        "pm_hk_hi": d["hk_high"],
        "Q": p.q,
        "I2_from_Q": 100 * p.i2,
        "tau2_qprofile_lo": p.tau2_low,
        "tau2_qprofile_hi": p.tau2_high,
    }
    assert p.low == min(d["hk_low"], d["wald_low"])
    assert p.high == max(d["hk_high"], d["wald_high"])
    if (
        p.prediction_low is not None
    ):  # another one than metafor's since part 2: its values are there
        assert p.prediction_low <= p.low and p.high <= p.prediction_high
    return found


def agreement(case):
    given = case["input"]
    if case["id"] == "fleiss_diagnoses":
        ratings = [list(row.values())[1:] for row in table(case["data"])]
        return {
            "fleiss_kappa": stats.fleiss_kappa(ratings).value,
            "kripp_alpha_nominal": stats.krippendorff_alpha(ratings, resamples=50).value,
            "percent_all_agree": 100 * stats.percent_agreement(ratings).value,
        }
    if case["id"] == "kappa_perfect":
        pairs = list(zip(given["r1"], given["r2"], strict=True))
        return {
            "kappa": stats.cohens_kappa(given["r1"], given["r2"]).value,
            "alpha": stats.krippendorff_alpha(pairs).value,
        }
    rows = table(case["data"])
    if case["id"] == "icc_observers_anxiety":
        scores = [[float(row[f"rater{i}"]) for i in (1, 2, 3)] for row in rows]
        e = stats.icc_agreement(scores)
        return {"icc_2_1": e.value, "lo": e.low, "hi": e.high}
    first, second = numbers(rows, given["r1"]), numbers(rows, given["r2"])
    plain, linear, quadratic = (
        stats.cohens_kappa(first, second, weights, levels=given["levels"])
        for weights in (None, "linear", "quadratic")
    )
    return {
        "kappa": plain.value,
        "kappa_lo": plain.low,
        "kappa_hi": plain.high,
        "weighted_quadratic": quadratic.value,
        "irr_kappa_unweighted": plain.value,
        "irr_kappa_linear": linear.value,
        "irr_kappa_quadratic": quadratic.value,
    }


def rtm(case):
    given = case["input"]
    e = stats.regression_to_the_mean(
        given["mean"], given["sd"], given["r"], given["cutoff"], given["selected"]
    )
    return {"expected_change": e.value}


COMPUTE = {
    "smd_independent": smd,
    "smd_paired": paired,
    "ancova": ancova,
    "multilevel": multilevel,
    "cluster_adjusted_es": hedges_2007,
    "cluster_summary": cluster_means,
    "icc": anova_icc,
    "proportion": one_proportion,
    "risk_difference": difference,
    "risk_ratio": ratio,
    "paired_proportion": paired_change,
    "ordinal_independent": ordinal,
    "ordinal_paired": paired_ordinal,
    "count_rate_ratio": counts,
    "meta_analysis": meta,
    "agreement": agreement,
    "regression_to_mean": rtm,
}


def compute(case: dict) -> dict:
    if case["measure"] == "mdes":
        return (exact_mdes if case["id"].startswith("mdes_exact") else powerup)(case)
    return COMPUTE[case["measure"]](case)


@pytest.mark.parametrize("name", sorted(set(CASES) - set(OPTIONAL)))
def test_equals_r(name):
    case = CASES[name]
    found = compute(case)
    apart = STOPPED_SHORT.get(name, set())
    shared = [key for key in case["expected"] if key in found and key not in apart]
    assert shared, "nothing was compared"
    wrong = []
    for key in shared:
        expected, got = case["expected"][key], found[key]
        tolerance = max(case["tol_abs"], 1e-5 * abs(expected))
        if key in VARIANCES:
            tolerance = max(tolerance, 1e-3 * abs(expected))
        if key.startswith("koopman"):
            tolerance = 1e-3
        rounded = " (printed to 2 decimals)" if name.endswith("rounding") else ""
        _compared[case["measure"] + rounded].append((name, abs(got - expected), expected))
        if not abs(got - expected) <= tolerance:
            wrong.append(f"{key}: {got!r}, R gives {expected!r}")
    assert not wrong, "; ".join(wrong)


def test_equal_variances_have_a_closed_form():
    case = CASES["meta_konst_district86_k8"]
    rows = table(case["data"])
    y, v = numbers(rows, "yi"), numbers(rows, "vi")
    k, mean = len(y), sum(y) / len(y)
    tau2 = sum((e - mean) ** 2 for e in y) / (k - 1) - v[0]
    p = stats.pool(y, v)
    assert p.tau2 == pytest.approx(tau2, rel=1e-9)
    assert p.details["se_wald"] == pytest.approx(math.sqrt((v[0] + tau2) / k), rel=1e-9)
    # The reference's own REML line, which is exact for equal variances, says the same.
    assert p.details["wald_low"] == pytest.approx(case["expected"]["reml_wald_lo"], rel=1e-6)


def test_attendance_is_the_ratio_estimator():
    # survey::svyratio on the same columns, by its definition written out the long way.
    rows = table("quine_absence.csv")
    attended, possible = numbers(rows, "attended"), numbers(rows, "possible")
    e = stats.attendance_rate(attended, possible)
    n, total = len(rows), sum(possible)
    rate = sum(attended) / total
    scores = [(a - rate * p) / total for a, p in zip(attended, possible, strict=True)]
    mean = sum(scores) / n
    variance = n / (n - 1) * sum((s - mean) ** 2 for s in scores)
    assert e.value == pytest.approx(rate, rel=1e-12)
    assert e.se == pytest.approx(math.sqrt(variance), rel=1e-9)


def test_table_of_what_was_compared():
    if not _compared:
        pytest.skip("run together with the comparisons to see their table")
    print("\n\n| measure | cases | values | largest relative difference |\n|---|---|---|---|")
    for measure, rows in sorted(_compared.items()):
        worst = max(gap / abs(ref) if ref else gap for _, gap, ref in rows)
        print(f"| {measure} | {len({r[0] for r in rows})} | {len(rows)} | {worst:.1e} |")
    cases = {row[0] for rows in _compared.values() for row in rows}
    print(f"| all | {len(cases)} | {sum(map(len, _compared.values()))} | |")
    for name, why in OPTIONAL.items():
        print(f"not compared: {name} ({why})")
    assert len(cases) + len(OPTIONAL) <= len(CASES)
