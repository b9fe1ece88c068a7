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
from spp_research.stats.inputs import is_blank, one_number, treatment

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
    if run_key():  # on one's own screen an outcome may be tried out with any words
        for text in (name, unit, who):
            words(text, notebook(), "The name, unit or group of an outcome")
    if after is None:
        raise InputError("after is missing: the name of the column of what was measured")
    pupils = pupils_of(
        data, "own", before=before, after=after, group=group, project=project, cluster=cluster
    )
    # No more than the numbers: its labels are the notebook's own, and no words of a workbook.
    known = pupils[["outcome_id", "pupil_id", "group", "baseline", "follow_up"]]
    opened_pupils(f"a table of the notebook, {name}", known)
    texts: dict[str, Any] = {"name": name, "unit": unit, "who": who}
    for said, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            raise InputError(f"{said} must be words, not {text!r}")
    days: dict[str, Any] = {"before_on": before_on, "after_on": after_on}
    for said, day in days.items():
        if day is not None and not isinstance(day, date):
            raise InputError(f"{said} must be a day, as in datetime.date(2026, 1, 12), not {day!r}")
    ends = {"smallest_worthwhile": smallest_worthwhile, "lowest": lowest, "highest": highest}
    least, low, high = (
        None if number is None else one_number(number, said) for said, number in ends.items()
    )
    if low is not None and high is not None and low >= high:
        raise InputError(f"lowest is {low:g} and highest {high:g}; give the lower end as lowest")
    found = design or ("D" if before is None else "A" if pupils["group"].nunique() > 1 else "B")
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
        smallest_worthwhile=least,
        baseline_date=before_on,
        follow_up_date=after_on,
        selection="",
        lowest_possible=low,
        highest_possible=high,
    )
    return result(outcome, pupils)


def pupils_of(
    data: Any,
    outcome_id: str,
    *,
    before: Any = None,
    after: Any = None,
    group: Any = None,
    project: Any = None,
    cluster: Any = None,
    pupil: Any = None,
) -> tables.PupilOutcomes:
    """A table of one row a pupil in the columns of a pupils' file.

    Who is in neither group is left out.

    Parameters
    ----------
    data, before, after, group, project, cluster : as for `of_table`; one of before and after may
        be missing.
    outcome_id : whose results they are.
    pupil : the column of the pupils' IDs; without it the rows are numbered.

    Raises
    ------
    InputError
        If a column or a label is not there, an ID stands twice, or a result is no number.
    """
    import pandas as pd

    given = columns(data, before=before, after=after, cluster=cluster, pupil=pupil)
    start, end, classes, ids = given
    there = start if start is not None else end
    if there is None:
        raise InputError(
            "before and after are both missing: give the name of a column of what was measured"
        )
    rows = range(len(there))
    arms: list[str | None] = [str(Group.PROJECT)] * len(rows)
    if group is not None:
        at_hand = {"before": before} if start is not None else {"after": after}
        took_part = by_arm(data, **at_hand, group=group, project=project)[-1]
        names = {1.0: str(Group.PROJECT), 0.0: str(Group.COMPARISON)}
        arms = [names.get(arm) for arm in treatment(took_part, "group").tolist()]
    nothing = [float("nan")] * len(rows)
    made = pd.DataFrame(
        {
            "outcome_id": outcome_id,
            "pupil_id": [f"row-{i + 1}" for i in rows] if ids is None else _ids(ids),
            "group": arms,
            "class_name": pd.Series(None if classes is None else _labels(classes),
                                    dtype="string", index=rows),
            "baseline": nothing if start is None else numbers(start, "before"),
            "follow_up": nothing if end is None else numbers(end, "after"),
            "subgroup": pd.Series(None, dtype="string", index=rows),
        }
    )  # fmt: skip
    return cast("tables.PupilOutcomes", made.dropna(subset=["group"]))


def _labels(classes: Any) -> list[str | None]:
    return [None if is_blank(one) else _as_typed(one) for one in classes]


def _ids(given: Any) -> list[str]:
    """Each pupil's ID once; which of them is wrong is for the school's own eyes, and not said."""
    found = ["" if is_blank(one) else _as_typed(one) for one in given]
    if blank := sum(not one for one in found):
        raise InputError(
            f"pupil: {blank} of {len(found)} rows have no ID; give each pupil one, or leave "
            "pupil= out where the table has none"
        )
    bare = [one.casefold() for one in found]
    twice = [row for row, one in enumerate(bare, 1) if one in bare[: row - 1]]
    if twice:
        raise InputError(
            f"pupil: {len(twice)} of {len(found)} rows repeat the ID of another, first row "
            f"{twice[0]}; give each pupil one row, with the results of both times in it"
        )
    return found


def _as_typed(one: Any) -> str:
    """A label as somebody would type it: 3 for 3.0."""
    whole = isinstance(one, float) and one.is_integer()
    return " ".join(str(int(one) if whole else one).split())
