"""Outcomes and pupils to try the impact helpers on; every draw from a seed of its own."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from spp_research.school.impact import Outcome


def outcome(**changes) -> Outcome:
    facts = {
        "outcome_id": "O1",
        "action_id": "A1",
        "name": "Words read in one minute",
        "who": "Year 3",
        "unit": "words a minute",
        "design": "A",
        "primary": True,
        "higher_is_better": True,
        "smallest_worthwhile": 5.0,
        "baseline_date": date(2026, 1, 12),
        "follow_up_date": date(2026, 7, 6),
        "selection": "",
    }
    return Outcome(**(facts | changes))


def pupils(
    project: int = 24,
    comparison: int = 26,
    gain: float = 8.0,
    classes: int = 0,
    *,
    seed: int = 7,
    start: float = 0.0,
    lost: tuple[int, int] = (0, 0),
    subgroup: int = 0,
    extra: float = 0.0,
    named: bool = True,
) -> pd.DataFrame:
    """Pupils of two groups.

    Parameters
    ----------
    gain : of the project over the comparison group, in the unit.
    classes : classes in each group; 0 where each of three classes has pupils of both groups.
    named : whether the class of each pupil is written down.
    start : how far above the comparison group the project begins.
    lost : pupils of each group without a follow-up.
    subgroup : every so many-th pupil is in the subgroup; 0 for none.
    extra : what the project adds for the subgroup.
    """
    rng = np.random.default_rng(seed)
    groups = ["Project"] * project + ["Comparison"] * comparison
    n = len(groups)
    before = rng.normal(90, 15, n).round()
    before[:project] += start
    after = (before + 6 + rng.normal(0, 6, n)).round()
    after[:project] += gain
    marked = np.array([bool(subgroup) and i % subgroup == 0 for i in range(n)])
    after[:project] += extra * marked[:project]
    names = [f"{g[0]}{i % classes}" if classes else f"C{i % 3}" for i, g in enumerate(groups)]
    if not named:
        names = [None] * n
    rows = pd.DataFrame(
        {
            "outcome_id": "O1",
            "pupil_id": [f"{i:04d}" for i in range(n)],
            "group": groups,
            "class_name": pd.array(names, dtype="str"),
            "subgroup": pd.array(["Joined late" if m else None for m in marked], dtype="str"),
            "baseline": pd.array(before, dtype="Float64"),
            "follow_up": pd.array(after, dtype="Float64"),
        }
    )
    rows.loc[list(range(lost[0])), "follow_up"] = pd.NA
    rows.loc[list(range(project, project + lost[1])), "follow_up"] = pd.NA
    return rows


def yes_or_no(before: tuple[int, int], after: tuple[int, int], n: tuple[int, int]) -> pd.DataFrame:
    """Pupils with 0 or 1: how many said yes before and after, of how many, (project, comparison).

    Those who said yes before are the first of their group and so are those who did after.
    """
    parts = []
    for group, yes_before, yes_after, size in zip(
        ("Project", "Comparison"), before, after, n, strict=True
    ):
        place = np.arange(size)
        parts.append(
            pd.DataFrame(
                {
                    "outcome_id": "O1",
                    "pupil_id": [f"{group[0]}{i}" for i in place],
                    "group": group,
                    "class_name": pd.array([f"C{i % 2}" for i in place], dtype="str"),
                    "subgroup": pd.array([None] * size, dtype="str"),
                    "baseline": pd.array((place < yes_before).astype(float), dtype="Float64"),
                    "follow_up": pd.array((place < yes_after).astype(float), dtype="Float64"),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
