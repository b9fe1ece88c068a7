"""Pupils as lots put them: everybody is analysed in the group that was drawn.

Whoever changed groups afterwards would take the lot's fairness along. So the drawn group counts
whatever a pupil took part in (intention to treat), who was drawn and is not listed counts as not
measured, and who was never drawn is left out. This holds only for a draw that comes out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from spp_research.intake.check.draws import comes_out_again, counting, normal, too_late
from spp_research.partnership.lead_workbook import day, text
from spp_research.schema.vocabulary import Arm, Design, LotMethod

if TYPE_CHECKING:
    from spp_research.schema import tables


@dataclass(frozen=True)
class Lot:
    """The draw that the groups of an outcome come from.

    Parameters
    ----------
    draw_id, method, seed, number : as the sheet of lots has them; `number` is which draw of the
        list it is.
    drawn_on : the day that is written down.
    reason : why the list was drawn again.
    holds : whether the draw comes out again; nothing is said to be by lot otherwise.
    late : whether it is dated when the work had begun, or the results were in.
    later : whether the second half begins later.
    drawn : how many pupils or classes each group has, the first first.
    moved : pupils whose column says another group than was drawn.
    not_drawn : pupils of the outcome who are not on the list, and so left out.
    not_listed : pupils on the list who have no row among the results.
    """

    draw_id: str
    method: LotMethod
    seed: str
    number: int
    drawn_on: date | None
    reason: str
    holds: bool
    late: bool
    later: bool
    drawn: tuple[int, int]
    moved: int = 0
    not_drawn: int = 0
    not_listed: int = 0


def as_drawn(
    pupils: tables.PupilOutcomes,
    outcomes: tables.Outcomes,
    actions: tables.Actions,
    lots: tables.Lots,
    units: tables.LotUnits,
) -> tuple[tables.PupilOutcomes, dict[str, Lot]]:
    """The pupils in the groups that were drawn, and by outcome the draw.

    Parameters
    ----------
    pupils : one row a pupil and outcome.
    outcomes, actions, lots : the sheets of the evidence workbook.
    units : whom lots were drawn for, from the files about pupils.
    """
    import pandas as pd

    found: dict[str, Lot] = {}
    if lots.empty or units.empty:
        return pupils, found
    declared = {row["outcome_id"]: _plain(row) for row in outcomes.to_dict("records")}
    starts = {row["action_id"]: _plain(row)["start_date"] for row in actions.to_dict("records")}
    lines = [_plain(row) for row in lots.to_dict("records")]
    kept = pupils
    for outcome_id, line in counting(lines).items():
        own = [_plain(row) for row in units.to_dict("records") if row["draw_id"] == line["draw_id"]]
        outcome = declared.get(outcome_id)
        if outcome is None or not own or not line["method"]:
            continue
        late = too_late(line, outcome, starts.get(outcome["action_id"]))
        lot = _lot(line, own, late=late)
        if lot.holds and not late and outcome["design"] == Design.A:
            is_own = kept["outcome_id"] == outcome_id
            moved_rows, lot = _regrouped(kept[is_own], lot, own, outcome_id)
            kept = cast("tables.PupilOutcomes", pd.concat([kept[~is_own], moved_rows]))
        found[outcome_id] = lot
    return kept, found


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of a table as typed rows have it: None for what is missing."""
    import pandas as pd

    return {
        str(name): value if isinstance(value, tuple) or not pd.isna(value) else None
        for name, value in row.items()
    }


def _lot(line: Mapping[str, Any], own: list[dict[str, Any]], *, late: bool) -> Lot:
    arms = [Arm(unit["arm"]) for unit in own if unit["arm"]]
    first = sum(arm in (Arm.PROJECT, Arm.FIRST) for arm in arms)
    return Lot(
        draw_id=text(line["draw_id"]),
        method=LotMethod(line["method"]),
        seed=text(line["seed"]),
        number=int(line["draw_number"]),
        drawn_on=day(line["drawn_on"]),
        reason=text(line["reason"]),
        holds=comes_out_again(line, own),
        late=late,
        later=Arm.LATER in arms,
        drawn=(first, len(arms) - first),
    )


def _regrouped(
    rows: tables.PupilOutcomes, lot: Lot, own: list[dict[str, Any]], outcome_id: str
) -> tuple[tables.PupilOutcomes, Lot]:
    """The rows of one outcome with the groups that were drawn."""
    import pandas as pd

    groups = {normal(unit["unit"]): Arm(unit["arm"]).group.value for unit in own}
    by_class = lot.method is LotMethod.CLASSES
    units = rows["class_name" if by_class else "pupil_id"]
    found = [None if pd.isna(one) else groups.get(normal(str(one))) for one in units]
    drawn = pd.Series(found, index=rows.index, dtype="object")
    inside = drawn.notna()
    moved = int((inside & (rows["group"] != drawn)).sum())
    kept = rows[inside].assign(group=drawn[inside].astype(rows["group"].dtype))
    missing: list[str] = []
    if not by_class:
        there = {normal(str(one)) for one in kept["pupil_id"]}
        missing = [unit for unit in groups if unit not in there]
    if missing:
        more = pd.DataFrame(
            {
                "outcome_id": outcome_id,
                "pupil_id": missing,
                "group": [groups[unit] for unit in missing],
            },
            index=range(-len(missing), 0),
        )
        more = more.reindex(columns=rows.columns).astype(rows.dtypes)
        kept = cast("tables.PupilOutcomes", pd.concat([kept, more]))
    return kept, replace(lot, moved=moved, not_drawn=int((~inside).sum()), not_listed=len(missing))
