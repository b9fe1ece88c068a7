"""Statistics on numbers alone: estimates with intervals, or the reason there is none.

Everything public is named here and fetched when first used, so that importing the package
costs nothing: numpy, and where needed scipy and statsmodels, load with the first call.
"""

from importlib import import_module

_HOMES = {
    "estimate": ("Estimate", "Pooled", "Conclusion"),
    "means": ("mean_difference", "mean_change"),
    "effects": (
        "hedges_g",
        "standardised_change",
        "difference_in_changes",
    ),
    "adjusted": ("adjusted_effect",),
    "clusters": ("clustered_effect",),
    "cluster_summaries": (
        "cluster_mean_difference",
        "intraclass_correlation",
        "hedges_total_effect",
    ),
    "proportions": (
        "proportion",
        "proportion_difference",
        "risk_ratio",
        "paired_proportion_change",
    ),
    "ordinal": ("cliffs_delta", "net_change", "net_agreement", "net_agreement_difference"),
    "attendance": ("attendance_rate", "attendance_difference"),
    "counts": ("rate_ratio", "rate_ratio_from_totals"),
    "agreement": (
        "percent_agreement",
        "cohens_kappa",
        "fleiss_kappa",
        "gwet_ac1",
    ),
    "reliability": ("krippendorff_alpha", "icc_agreement", "cronbach_alpha"),
    "power": (
        "mdes_two_groups",
        "mdes_paired",
        "mdes_pupils",
        "mdes_clusters",
        "mdes_after",
    ),
    "selection": ("regression_to_the_mean", "ceiling_and_floor", "reliable_change"),
    "missing": ("attrition", "missing_data_sensitivity"),
    "pooling": ("pool", "leave_one_out"),
    "months": ("months_of_progress", "months_statement"),
    "wording": ("direction", "verdict", "multiplicity_line", "simultaneous_confidence"),
    "triangulation": ("triangulate", "Source"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str):
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
