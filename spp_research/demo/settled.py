"""What an invented school settled beforehand: lots that were drawn, and a plan that was fixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from spp_research.protect.fixed_text import mark
from spp_research.schema.vocabulary import LotMethod
from spp_research.school.impact.plans import plan_text

from .books import Row


def drawn_lots(spec: Mapping[str, Any]) -> tuple[Row, list[Row]]:
    """The row of a draw, and those of whom it was drawn for, drawn from what `spec` says.

    Parameters
    ----------
    spec : the columns of the sheet of lots but the certificate, and `units` with their groups.
    """
    from spp_research import stats

    units, strata = zip(*spec["units"], strict=True)
    method = LotMethod(spec["method"])
    drawn = stats.allocate(units, method=method.code, seed=spec["seed"], strata=strata)
    line = {
        "draw_id": spec["draw_id"],
        "outcome_ids": "; ".join(spec["outcome_ids"]),
        "drawn_on": spec["drawn_on"],
        "drawn_by": spec["drawn_by"],
        "method": method.value,
        "seed": str(drawn.seed),
        "draw_number": drawn.draw,
        "certificate": drawn.certificate,
    }
    rows = [
        {
            "draw_id": spec["draw_id"],
            "unit": row.unit,
            "stratum": row.stratum,
            "arm": row.arm.capitalize(),
        }
        for row in drawn.rows
    ]
    return line, rows


def fixed_plan(spec: Mapping[str, Any], slug: str, outcomes: Sequence[Row]) -> Row:
    """The row of a plan, with what was planned otherwise than it then came."""
    own = next(row for row in outcomes if row["outcome_id"] == spec["outcome_id"])
    text = plan_text(slug, own | spec["planned"])
    return {
        "outcome_id": spec["outcome_id"],
        "fixed_on": spec["fixed_on"],
        "fixed_by": spec["fixed_by"],
        "mark": mark(text),
        "plan": text,
    }
