"""Pupils in clusters: their columns cleaned, in canonical order."""

from dataclasses import dataclass

import numpy as np

from spp_research.stats.inputs import (
    aligned,
    codes,
    column,
    same_length,
    treatment,
)
from spp_research.telling import briefly


@dataclass(frozen=True)
class Pupils:
    """Complete rows in canonical order: marks, arm, cluster and, where given, marks before."""

    y: np.ndarray
    t: np.ndarray
    cluster: np.ndarray
    x: np.ndarray | None

    __repr__ = briefly

    @property
    def sizes(self) -> np.ndarray:
        return np.bincount(self.cluster)

    @property
    def share_treated(self) -> np.ndarray:
        return np.bincount(self.cluster, self.t) / self.sizes


def complete(after, treated, cluster, before) -> tuple[Pupils, int]:
    """Give the complete rows, and how many were left out for a missing value."""
    after, treated, cluster, before = aligned(
        after=after, treated=treated, cluster=cluster, before=before
    )
    columns = {
        "after": column(after, "after"),
        "treated": treatment(treated),
        "cluster": codes(cluster, "cluster"),
    }
    if before is not None:
        columns["before"] = column(before, "before")
    same_length(**columns)
    keep = ~np.isnan(np.array(list(columns.values()))).any(axis=0)
    kept = {name: values[keep] for name, values in columns.items()}
    order = np.lexsort((kept["after"], kept.get("before", kept["after"]), kept["treated"],
                        kept["cluster"]))  # fmt: skip
    kept = {name: values[order] for name, values in kept.items()}
    _, cluster_codes = np.unique(kept["cluster"], return_inverse=True)
    pupils = Pupils(kept["after"], kept["treated"], cluster_codes, kept.get("before"))
    return pupils, int((~keep).sum())


def varies_within(values: np.ndarray, cluster: np.ndarray) -> bool:
    """Tell whether a column differs between pupils of the same cluster."""
    inside = values - (np.bincount(cluster, values) / np.bincount(cluster))[cluster]
    return float(np.abs(inside).max()) > 1e-12 * float(np.abs(values).max())
