"""Statistics on numbers alone: estimates with intervals, or the reason there is none.

Everything public is named here and fetched when first used, so that importing the package
costs nothing: numpy, and where needed scipy and statsmodels, load with the first call.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the same names once more, for editors and type checkers; a test compares them
    from spp_research.words.claims import against_selection as against_selection
    from spp_research.words.claims import chance_line as chance_line
    from spp_research.words.claims import multiplicity_line as multiplicity_line
    from spp_research.words.claims import sentence as sentence
    from spp_research.words.months import months_statement as months_statement

    from .adjusted import adjusted_effect as adjusted_effect
    from .agreement import cohens_kappa as cohens_kappa
    from .agreement import fleiss_kappa as fleiss_kappa
    from .agreement import gwet_ac1 as gwet_ac1
    from .agreement import percent_agreement as percent_agreement
    from .allocation import Allocation as Allocation
    from .allocation import allocate as allocate
    from .allocation import check_allocation as check_allocation
    from .allocation import new_seed as new_seed
    from .attendance import attendance_difference as attendance_difference
    from .attendance import attendance_rate as attendance_rate
    from .checks import Finding as Finding
    from .checks import far_values as far_values
    from .checks import scale_mix as scale_mix
    from .checks import starts_alike as starts_alike
    from .class_changes import clustered_change as clustered_change
    from .cluster_summaries import cluster_mean_difference as cluster_mean_difference
    from .cluster_summaries import hedges_total_effect as hedges_total_effect
    from .cluster_summaries import intraclass_correlation as intraclass_correlation
    from .clusters import clustered_effect as clustered_effect
    from .counts import rate_ratio as rate_ratio
    from .counts import rate_ratio_from_totals as rate_ratio_from_totals
    from .cycle_changes import Cycles as Cycles
    from .cycle_changes import cycle_change as cycle_change
    from .cycle_changes import cycles as cycles
    from .cycle_changes import partnership_change as partnership_change
    from .doses import dose as dose
    from .effects import hedges_g as hedges_g
    from .effects import standardised_change as standardised_change
    from .estimate import Conclusion as Conclusion
    from .estimate import Estimate as Estimate
    from .estimate import Pooled as Pooled
    from .expected import expected_change as expected_change
    from .labels import near_labels as near_labels
    from .means import mean_change as mean_change
    from .means import mean_difference as mean_difference
    from .missing import AttritionBand as AttritionBand
    from .missing import attrition as attrition
    from .missing import attrition_band as attrition_band
    from .missing import missing_data_sensitivity as missing_data_sensitivity
    from .months import months_of_progress as months_of_progress
    from .ordinal import cliffs_delta as cliffs_delta
    from .ordinal import net_agreement as net_agreement
    from .ordinal import net_agreement_difference as net_agreement_difference
    from .ordinal import net_change as net_change
    from .pooling import leave_one_out as leave_one_out
    from .pooling import pool as pool
    from .power import mdes_after as mdes_after
    from .power import mdes_clusters as mdes_clusters
    from .power import mdes_paired as mdes_paired
    from .power import mdes_pupils as mdes_pupils
    from .power import mdes_two_groups as mdes_two_groups
    from .proportions import paired_proportion_change as paired_proportion_change
    from .proportions import proportion as proportion
    from .proportions import proportion_difference as proportion_difference
    from .proportions import risk_ratio as risk_ratio
    from .reading import read_table as read_table
    from .reliability import cronbach_alpha as cronbach_alpha
    from .reliability import icc_agreement as icc_agreement
    from .reliability import krippendorff_alpha as krippendorff_alpha
    from .run_charts import RunChart as RunChart
    from .run_charts import run_chart as run_chart
    from .selection import ceiling_and_floor as ceiling_and_floor
    from .selection import regression_to_the_mean as regression_to_the_mean
    from .selection import selection_effect as selection_effect
    from .single_cases import StartPoints as StartPoints
    from .single_cases import single_case as single_case
    from .single_cases import start_point_count as start_point_count
    from .triangulation import Source as Source
    from .triangulation import triangulate as triangulate
    from .ways import Robustness as Robustness
    from .ways import robustness as robustness
    from .wording import direction as direction
    from .wording import simultaneous_confidence as simultaneous_confidence
    from .wording import verdict as verdict

_HOMES = {
    "estimate": ("Estimate", "Pooled", "Conclusion"),
    "means": ("mean_difference", "mean_change"),
    "effects": (
        "hedges_g",
        "standardised_change",
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
    "selection": (
        "regression_to_the_mean",
        "selection_effect",
        "ceiling_and_floor",
    ),
    "missing": ("attrition", "attrition_band", "AttritionBand", "missing_data_sensitivity"),
    "pooling": ("pool", "leave_one_out"),
    "months": ("months_of_progress",),
    "wording": ("direction", "verdict", "simultaneous_confidence"),
    "triangulation": ("triangulate", "Source"),
    "allocation": ("Allocation", "allocate", "check_allocation", "new_seed"),
    "checks": ("Finding", "far_values", "scale_mix", "starts_alike"),
    "class_changes": ("clustered_change",),
    "cycle_changes": ("Cycles", "cycle_change", "cycles", "partnership_change"),
    "doses": ("dose",),
    "expected": ("expected_change",),
    "reading": ("read_table",),
    "labels": ("near_labels",),
    "run_charts": ("RunChart", "run_chart"),
    "single_cases": ("StartPoints", "single_case", "start_point_count"),
    "ways": ("Robustness", "robustness"),
}
# Sentences about numbers are made in the room of words, which nothing here imports: they are
# fetched by name when asked for.
_OF_WORDS = {
    "claims": ("sentence", "against_selection", "multiplicity_line", "chance_line"),
    "months": ("months_statement",),
}
_HOME_OF = {name: f"{__name__}.{module}" for module, names in _HOMES.items() for name in names}
_HOME_OF |= {
    name: f"{__name__.partition('.')[0]}.words.{module}"
    for module, names in _OF_WORDS.items()
    for name in names
}

__all__ = sorted(_HOME_OF)


if not TYPE_CHECKING:  # or a checker would take every name for one that exists

    def __getattr__(name: str) -> Any:
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_HOME_OF[name]), name)
        globals()[name] = value
        return value


def __dir__():
    return sorted({*globals(), *__all__})
