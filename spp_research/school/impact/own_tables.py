"""An outcome from any table: the design follows from what there is, and the rest has a default."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from spp_research.errors import Faults
from spp_research.protect.disclosure.opened import opened_pupils, run_key
from spp_research.protect.disclosure.origin import notebook, words
from spp_research.schema.vocabulary import Design, Group
from spp_research.stats.frames import by_arm, columns, table_of
from spp_research.stats.inputs import column as numbers
from spp_research.stats.inputs import is_blank, listed, one_number, same_length, treatment
from spp_research.stats.places import rows_named

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
    faults, pupils = Faults(), None
    if after is None:
        faults.add("after is missing: the name of the column of what was measured")
    with faults.kept():
        pupils = pupils_of(
            data, "own", before=before, after=after, group=group, project=project, cluster=cluster
        )
    texts: dict[str, Any] = {"name": name, "unit": unit, "who": who}
    for said, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            faults.add(f"{said} must be words, not {text!r}")
    days: dict[str, Any] = {"before_on": before_on, "after_on": after_on}
    for said, day in days.items():
        if day is not None and not isinstance(day, date):
            faults.add(f"{said} must be a day, as in datetime.date(2026, 1, 12), not {day!r}")
    ends = {"smallest_worthwhile": smallest_worthwhile, "lowest": lowest, "highest": highest}
    given: dict[str, float | None] = dict.fromkeys(ends)
    for said, number in ends.items():
        with faults.kept():
            given[said] = None if number is None else one_number(number, said)
    least, low, high = given.values()
    if low is not None and high is not None and low >= high:
        faults.add(f"lowest is {low:g} and highest {high:g}; give the lower end as lowest")
    if design and design not in tuple(Design):
        faults.add(f"design is {design!r}; it must be one of {', '.join(Design)}")
    faults.tell()
    assert pupils is not None
    # No more than the numbers: its labels are the notebook's own, and no words of a workbook.
    known = pupils[["outcome_id", "pupil_id", "group", "baseline", "follow_up"]]
    opened_pupils(f"a table of the notebook, {name}", known)
    found = design or ("D" if before is None else "A" if pupils["group"].nunique() > 1 else "B")
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

    table, faults = table_of(data), Faults()
    if before is None and after is None:
        faults.add(
            "before and after are both missing: give the name of a column of what was measured"
        )
    named = {"before": before, "after": after, "cluster": cluster, "pupil": pupil}
    lined = _lined(table, named, faults)
    if group is not None:
        at_hand = {"before": before} if before is not None else {"after": after}
        with faults.kept():
            *_, lined["group"] = by_arm(table, **at_hand, group=group, project=project)
    found: dict[str, Any] = {}
    for name, reads in _READERS.items():
        if lined.get(name) is not None:
            with faults.kept():
                found[name] = reads(lined[name])
    if not faults:
        with faults.kept():
            same_length(**found)
    faults.tell()
    rows = range(len(found["before" if "before" in found else "after"]))
    nothing = [float("nan")] * len(rows)
    made = pd.DataFrame(
        {
            "outcome_id": outcome_id,
            "pupil_id": found.get("pupil", [f"row-{i + 1}" for i in rows]),
            "group": found.get("group", [str(Group.PROJECT)] * len(rows)),
            "class_name": pd.Series(found.get("cluster"), dtype="string", index=rows),
            "baseline": found.get("before", nothing),
            "follow_up": found.get("after", nothing),
            "subgroup": pd.Series(None, dtype="string", index=rows),
        }
    )
    return cast("tables.PupilOutcomes", made.dropna(subset=["group"]))


def _lined(table: Any, named: dict[str, Any], faults: Faults) -> dict[str, Any]:
    """The columns in the same order of rows; where one is refused, those that are there."""
    with faults.kept():
        return dict(zip(named, columns(table, **named), strict=True))
    there: dict[str, Any] = {}
    for name, wanted in named.items():
        with faults.kept():
            (there[name],) = columns(table, **{name: wanted})
    return there


def _groups(who: Any) -> list[str | None]:
    names = {1.0: str(Group.PROJECT), 0.0: str(Group.COMPARISON)}
    return [names.get(arm) for arm in treatment(who, "group").tolist()]


def _labels(classes: Any) -> list[str | None]:
    return [None if is_blank(one) else _as_typed(one) for one in classes]


def _ids(items: list, given: Any) -> list[str]:
    """Each pupil's ID once; which of them is wrong is for the school's own eyes, and not said."""
    found = ["" if is_blank(one) else _as_typed(one) for one in items]
    faults = Faults()
    if blank := [at for at, one in enumerate(found) if not one]:
        has = "has" if len(blank) == 1 else "have"
        faults.add(
            f"pupil: {rows_named(given, blank)} {has} no ID; give each pupil "
            "one, or leave pupil= out where the table has none"
        )
    first: set[str] = set()
    twice = []
    for at, one in enumerate(found):
        if one and one.casefold() in first:
            twice.append(at)
        first.add(one.casefold())
    if twice:
        repeat = "repeats" if len(twice) == 1 else "repeat"
        faults.add(
            f"pupil: {rows_named(given, twice)} {repeat} the ID of another; "
            "give each pupil one row, with the results of both times in it"
        )
    faults.tell()
    return found


def _as_typed(one: Any) -> str:
    """A label as somebody would type it: 3 for 3.0."""
    whole = isinstance(one, float) and one.is_integer()
    return " ".join(str(int(one) if whole else one).split())


_READERS = {
    "before": lambda values: numbers(values, "before"),
    "after": lambda values: numbers(values, "after"),
    "group": _groups,
    "cluster": lambda values: _labels(listed(values, "cluster")),
    "pupil": lambda values: _ids(listed(values, "pupil"), values),
}
