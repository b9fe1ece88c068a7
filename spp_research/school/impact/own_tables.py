"""An outcome from any table: the design follows from what there is, and the rest has a default."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from spp_research.errors import InputError
from spp_research.protect.disclosure.opened import opened_pupils, run_key
from spp_research.protect.disclosure.origin import notebook, words
from spp_research.schema.vocabulary import Design, Group
from spp_research.stats.frames import by_arm, columns
from spp_research.stats.inputs import column as numbers
from spp_research.stats.inputs import treatment

from .declared import Outcome
from .records import Result
from .results import result

if TYPE_CHECKING:
    from spp_research.schema import tables


def of_table(
    data: Any,
    name: str,
    *,
    after: Any,
    before: Any = None,
    group: Any = None,
    project: Any = None,
    cluster: Any = None,
    unit: str = "marks",
    smallest_worthwhile: float | None = None,
    higher_is_better: bool = True,
    who: str = "Pupils",
    design: str = "",
    before_on: date | None = None,
    after_on: date | None = None,
    lowest: float | None = None,
    highest: float | None = None,
) -> Result:
    """The result of one outcome from a table of one row a pupil.

    Parameters
    ----------
    data : a DataFrame, a mapping of names to columns, or the path of a CSV file or workbook.
    name, unit, who : what was measured, in what, and of whom.
    after, before : the columns of what was measured at the two times.
    group, project : who took part: the column, and the label that means so.
    cluster : the column of the class.
    smallest_worthwhile : in the unit, named before anything was measured.
    design : "A" to "D". Without it A where there are a start and a second group, B where there is a
        start, else D, for which there is no estimate. C, two waves of other pupils, is never
        taken for granted.
    before_on, after_on : the days.
    lowest, highest : the ends of the scale.

    Raises
    ------
    InputError
        If a column or a label is not there.
    """
    import pandas as pd

    if run_key():  # on one's own screen an outcome may be tried out with any words
        for text in (name, unit, who):
            words(text, notebook(), "The name, unit or group of an outcome")
    start, end, classes = columns(data, before=before, after=after, cluster=cluster)
    if end is None:
        raise InputError("after is missing: the name of the column of what was measured")
    marks = numbers(end, "after")
    arms: list[str | None] = [str(Group.PROJECT)] * len(marks)
    if group is not None:
        aligned = columns(data, after=after, group=group)
        (took_part,) = by_arm(group=aligned[1], project=project)
        names = {1.0: str(Group.PROJECT), 0.0: str(Group.COMPARISON)}
        arms = [names.get(arm) for arm in treatment(took_part, "group").tolist()]
    pupils = pd.DataFrame(
        {
            "outcome_id": "own",
            "pupil_id": [f"row-{i}" for i in range(1, len(marks) + 1)],
            "group": arms,
            "class_name": pd.Series(None if classes is None else list(classes), dtype="string",
                                    index=range(len(marks))),
            "baseline": float("nan") if start is None else numbers(start, "before"),
            "follow_up": marks,
            "subgroup": pd.Series(None, dtype="string", index=range(len(marks))),
        }
    )  # fmt: skip
    pupils = pupils.dropna(subset=["group"])
    # No more than the numbers: its labels are the notebook's own, and no words of a workbook.
    known = pupils[["outcome_id", "pupil_id", "group", "baseline", "follow_up"]]
    opened_pupils(f"a table of the notebook, {name}", known)
    found = design or ("D" if start is None else "A" if pupils["group"].nunique() > 1 else "B")
    if found not in tuple(Design):
        raise InputError(f"design is {design!r}; it must be one of {', '.join(Design)}")
    outcome = Outcome(
        outcome_id="own",
        action_id="",
        name=name,
        who=who,
        unit=unit,
        design=Design(found),
        primary=True,
        higher_is_better=higher_is_better,
        smallest_worthwhile=smallest_worthwhile,
        baseline_date=before_on,
        follow_up_date=after_on,
        selection="",
        lowest_possible=lowest,
        highest_possible=highest,
    )
    return result(outcome, cast("tables.PupilOutcomes", pupils))
