"""Columns by name: how every statistic takes what it needs from a table of one row a person.

Wherever a statistic takes a column, the name of one may stand instead, with the table as `data=`;
wherever it takes who took part, `project=` says which label means so. Everything is done here,
once: a name that is not there, a label that is not there. A file is read in `reading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from numbers import Number
from os import PathLike
from typing import Any

from spp_research.errors import Faults, InputError

from .inputs import (
    MOST_LABELS_NAMED,
    aligned,
    called,
    is_blank,
    label_of,
    listed,
    same_length,
    treatment,
)
from .inputs import column as numbers
from .places import FILE_ROW, MOST_ROWS_NAMED, rows_named
from .reading import as_in_the_file

MOST_COLUMNS_NAMED = 12


def columns(data: Any = None, *, marks: Sequence[str] = (), **given: Any) -> list:
    """Give each argument as a column, taking names from `data`; None stays None.

    Columns that carry labels of their own are put in the order of the first (`inputs.aligned`).

    Parameters
    ----------
    data : a DataFrame, a mapping of names to columns, or the path of a CSV file or workbook.
    marks : which of the arguments are numbers: where another is refused, they are looked at too.
    given : by the statistic's own name for it, a column or, with `data`, the name of one.

    Raises
    ------
    InputError
        If a name is given without a table, or the table has no such column. All such names are
        told, and with them what is wrong in the columns that there are.
    """
    table, faults, made = table_of(data), Faults(), {}
    for name, wanted in given.items():
        with faults.kept():
            made[name] = _column(table, name, wanted)
    if faults:
        _look_at(faults, made, marks)
        faults.tell()
    before, after = given.get("before"), given.get("after")
    if isinstance(before, str) and isinstance(after, str) and before == after and table is not None:
        raise InputError(
            f"before and after are both {before!r}; name the columns of two times of measuring"
        )
    if missing := [name for name, values in given.items() if values is None]:
        present = {n: v for n, v in made.items() if n not in missing}
        lined = dict(zip(present, aligned(**present), strict=True))
        return [lined.get(name) for name in given]
    return aligned(**made)


def by_arm(
    data: Any = None,
    *,
    treated: Any = None,
    group: Any = None,
    project: Any = None,
    marks: Sequence[str] = (),
    **given: Any,
) -> list:
    """Give columns and, last, who took part: 1 and 0, from whichever labels a group has.

    Parameters
    ----------
    data, marks, given : as for `columns`.
    treated, group : who took part, under its older and its newer name; one of the two.
    project : the label that means having taken part, or a list of its spellings. Without it 1 and
        0, True and False, or the words project and comparison.
    """
    if treated is not None and group is not None:
        raise InputError("treated and group are two names for who took part; give one of them")
    name = "treated" if group is None else "group"
    took, table, faults = treated if group is None else group, table_of(data), Faults()
    *rest, who = [None] * (len(given) + 1)
    with faults.kept():
        *rest, who = columns(table, marks=marks, **given, **{name: took})
    if faults:  # what can be seen of the group is told as well
        with faults.kept():
            (who,) = columns(table, **{name: took})
    if took is None:
        faults.add(
            "say who took part: group= with the name of a column of data=, and project= with the "
            'label that means so, as in group="took_part", project="yes"'
        )
    elif who is not None and project is not None:
        with faults.kept():
            who = _arms(who, name, project)
    if faults:
        there = {}
        for other, wanted in given.items():
            with faults.kept():
                there[other] = _column(table, other, wanted)
        if took is not None and project is None and who is not None:
            with faults.kept():
                treatment(who, name)
        _look_at(faults, there, marks)
        faults.tell()
    return [*rest, who]


def two_groups(
    treated: Any,
    comparison: Any,
    *,
    data: Any = None,
    value: Any = None,
    group: Any = None,
    project: Any = None,
    marks: bool = True,
) -> tuple[Any, Any]:
    """Give two groups' values: as two columns, or one column parted by another.

    A row without a group counts as one whose value is missing, so that it is said. `marks` says
    that the values are numbers or ordered categories, so that others are refused here.
    """
    if value is None and group is None:
        if treated is None and comparison is None:
            raise InputError(
                "say what to compare: two columns of values, or data=, value= and group= with the "
                'names of columns, as in value="june", group="took_part", project="yes"'
            )
        table = table_of(data)
        return _column(table, "treated", treated), _column(table, "comparison", comparison)
    if value is None or group is None or treated is not None or comparison is not None:
        raise InputError(
            "give either two columns of values, or value= and group=; not some of each"
        )
    import pandas as pd

    table = table_of(data)
    numeric = marks and not _is_ordered(value, table)
    values, who = by_arm(
        table, group=group, project=project, marks=("value",) if numeric else (), value=value
    )
    if numeric:
        numbers(values, "value")
    values = values if isinstance(values, pd.Series) else pd.Series(list(values))
    arms = treatment(who, "group")
    same_length(value=values, group=arms)
    took_part = pd.Series(arms, index=values.index)
    known = values.where(took_part.notna()) if took_part.isna().any() else values
    return known[took_part == 1], known[took_part != 1]


def sheet(data: Any, wanted: Any, name: str) -> Any:
    """Give a table of several columns: one as it is, or the columns of `data` by their names."""
    if data is None:
        return wanted
    table = table_of(data)
    if isinstance(wanted, str) or not isinstance(wanted, Iterable) or hasattr(wanted, "dtypes"):
        raise InputError(
            f"{name} must be a list of names of columns of data=, as in "
            '["observer_1", "observer_2"]'
        )
    names, faults = list(wanted), Faults()
    for each in names:
        with faults.kept():
            _column(table, name, each)
    faults.tell()
    return table[names]


def answered(
    data: Any,
    value: Any,
    yes: Any,
    *,
    group: Any = None,
    project: Any = None,
    known: bool = False,
) -> tuple[int, ...]:
    """Give how many answered yes, of how many who answered; of two groups, both after another.

    Parameters
    ----------
    value, group : columns, or names of columns of `data`.
    yes : the label that counts, or several of them; without it 1 or True.
    known : whether it is known that the labels may be there, though nobody chose one.
    """
    if group is None:
        (given,) = columns(data, value=value)
        return _yes(given, called("value", given), yes, known=known)
    if value is None:
        raise InputError("value is missing: the column, or the name of the column, that is counted")
    first, second = two_groups(
        None, None, data=data, value=value, group=group, project=project, marks=False
    )
    name = called("value", first)
    _checked_yes([*first, *second], name, yes)
    return *_yes(first, name, yes, known=True), *_yes(second, name, yes, known=True)


def spelt_otherwise(data: Any, yes: Any, *given: Any) -> list[str]:
    """Say which labels were counted as no, and may be yes in short or at length, as "y" of "yes".

    Parameters
    ----------
    data, yes : as for `answered`.
    given : the columns of answers, or their names.
    """
    if yes is None:
        return []
    table = table_of(data)
    items = [one for wanted in given for one in _column(table, "value", wanted)]
    found, meant = _labels(items), [label_of(one) for one in _several(yes)]
    return [
        f"{written!r} was counted as not {meant[0]!r}; if it means the same: "
        f"yes={[*_several(yes), written]}"
        for label, written in found.items()
        if label not in meant and _is_short_for(label, meant)
    ]


def _is_short_for(label: Any, chosen: list) -> bool:
    texts = [one for one in chosen if isinstance(one, str)]
    return isinstance(label, str) and any(
        min(len(label), len(one)) == 1 and label[0] == one[0] for one in texts
    )


def answered_twice(data: Any, before: Any, after: Any, yes: Any) -> tuple[int, int, int]:
    """Give how many went from no to yes, from yes to no, and answered both times."""
    before, after = columns(data, before=before, after=after)
    if before is None or after is None:
        raise InputError("before and after are both needed: columns, or names of columns of data=")
    first, second = list(before), list(after)
    if len(first) != len(second):
        raise InputError(
            f"the columns must be equally long: before has {len(first)}, after has {len(second)}"
        )
    _checked_yes([*first, *second], called("before", before), yes)
    pairs = [
        (_is(one, yes), _is(two, yes))
        for one, two in zip(first, second, strict=True)
        if not (is_blank(one) or is_blank(two))
    ]
    return pairs.count((False, True)), pairs.count((True, False)), len(pairs)


def followed(data: Any, after: Any, *, group: Any, project: Any = None) -> tuple[int, ...]:
    """Give how many began and how many of them have a value after, of both groups."""
    if after is None:
        raise InputError("after is missing: the column that is filled for those who were followed")
    after, who = by_arm(data, group=group, project=project, after=after)
    there = [not is_blank(item) for item in after]
    took_part = list(treatment(who, "group"))
    pairs = list(zip(took_part, there, strict=True)) if len(there) == len(took_part) else None
    if pairs is None:
        raise InputError(
            f"the columns must be equally long: after has {len(there)}, group has {len(took_part)}"
        )
    sides = [[seen for part, seen in pairs if part == arm] for arm in (1.0, 0.0)]
    return tuple(number for side in sides for number in (len(side), sum(side)))


def _is_ordered(value: Any, table: Any) -> bool:
    """Whether a column, or the one of this name, is one of ordered categories."""
    named = isinstance(value, str) and table is not None and list(table.columns).count(value) == 1
    found = table[value] if named else value
    return getattr(getattr(found, "dtype", None), "ordered", None) is True


def _look_at(faults: Faults, made: Mapping[str, Any], marks: Sequence[str]) -> None:
    """Keep what is wrong in those of the columns that are numbers."""
    for name in marks:
        if made.get(name) is not None:
            with faults.kept():
                numbers(made[name], name)


def table_of(data: Any) -> Any:
    """The table of `data=`: None and a DataFrame as they are, a mapping or a file as one.

    Raises
    ------
    InputError
        If it is nothing of these.
    """
    if data is None or (hasattr(data, "columns") and hasattr(data, "loc")):
        return data
    if isinstance(data, str | PathLike):
        return as_in_the_file(data)
    if isinstance(data, Mapping):
        import pandas as pd

        try:
            made = pd.DataFrame({str(name): values for name, values in data.items()})
        except ValueError:
            raise InputError("data has columns of different length") from None
        if any(hasattr(values, "reindex") for values in data.values()):
            return made
        return made.set_axis(pd.RangeIndex(1, len(made) + 1, name=FILE_ROW))
    raise InputError(
        "data must be a DataFrame, a mapping of names to columns, or the name of a CSV file or "
        f"workbook, not a {type(data).__name__}; of rows of data pandas.DataFrame(data) makes one"
    )


def _column(table: Any, name: str, wanted: Any) -> Any:
    """One argument: a column as it is, or the column of the table that has this name."""
    if not isinstance(wanted, str | int | tuple) or isinstance(wanted, bool):
        return wanted
    if table is None:
        if isinstance(wanted, str):
            raise InputError(
                f"{name} must be a list or column of values, not the text {wanted!r}; for a "
                "column by its name give its table too, as data="
            )
        return wanted
    names = list(table.columns)
    if names.count(wanted) == 1:
        return table[wanted]
    if wanted in names:
        raise InputError(
            f"{name}: data has several columns {wanted!r}; give each a name of its own"
        )
    near = get_close_matches(str(wanted).casefold(), [str(n).casefold() for n in names], 1, 0.7)
    meant = next((n for n in names if near and str(n).casefold() == near[0]), None)
    there = ", ".join(map(str, names[:MOST_COLUMNS_NAMED])) or "none"
    more = f" and {len(names) - MOST_COLUMNS_NAMED} more" if len(names) > MOST_COLUMNS_NAMED else ""
    found = f"do you mean {meant!r}?" if meant is not None else f"it has {there}{more}"
    if meant is None and (long := _holding(table, wanted)) is not None:
        found = (
            f"it stands in the column {long!r}, as where each time of measuring has a row; a row a "
            f"pupil is made by data.pivot(index=…, columns={long!r}, values=…)"
        )
    raise InputError(f"{name}: data has no column {wanted!r}; {found}")


def _holding(table: Any, wanted: Any) -> Any:
    """A column of which this name is a label; None where none is."""
    for name, column in table.items():
        if not isinstance(wanted, str) or column.dtype.kind in "fiubM":
            continue
        if column.nunique() <= MOST_COLUMNS_NAMED and (column == wanted).any():
            return name
    return None


def _arms(who: Any, name: str, project: Any) -> Any:
    """A group's labels as 1 for the project's and 0 for the one other, None where blank."""
    if hasattr(project, "dtypes") or isinstance(project, Mapping):
        raise InputError(
            "project must be the label of those who took part, or a list of its spellings, not a "
            f"{type(project).__name__}"
        )
    items = listed(who, name)
    labels = _labels(items)
    chosen = [label_of(one) for one in _several(project)]
    there = any(one in labels for one in chosen)
    others = [label for label in labels if label not in chosen]
    if not there or len(others) > 1:
        found = f"{len(labels)} different labels"
        if len(labels) <= MOST_LABELS_NAMED:
            found = ", ".join(_with_rows(who, items, labels)) or "nothing"
        what = called(name, who)
        if not there:
            raise InputError(
                f"{what} has nobody with {project!r}, as project= says; it holds "
                f"{found}{_without_quotes(project, labels)}"
            )
        alike = [labels[one] for one in others if _may_be(one, chosen)]
        mend = (
            f"; if {alike[0]!r} means the same, project={[*_several(project), alike[0]]}"
            if alike
            else _one_spelling(who, [labels[one] for one in others])
        )
        raise InputError(
            f"{what} holds {found}; two groups can be compared, so keep the rows of {project!r} "
            f"and of one other{mend}"
        )
    coded = [None if is_blank(item) else float(label_of(item) in chosen) for item in items]
    if hasattr(who, "reindex") and hasattr(who, "index"):
        return type(who)(coded, index=who.index, dtype=float, name=who.name)
    return coded


def _one_spelling(who: Any, others: list) -> str:
    """How to make one label of two that may be the same, as "n" and "no" of the other group."""
    name = getattr(who, "name", None)
    texts = [one for one in others if isinstance(one, str)]
    for one in (one for one in texts if len(one) == 1 and isinstance(name, str)):
        for other in texts:
            if len(other) > 1 and label_of(other).startswith(label_of(one)):
                return (
                    f"; if {one!r} means the same as {other!r}, make them one: "
                    f"data=data.replace({{{name!r}: {{{one!r}: {other!r}}}}})"
                )
    return ""


def _without_quotes(project: Any, labels: Mapping) -> str:
    """What to write where the labels are no texts, and a text was given for one."""
    plain: list[Any] = [one for one in labels if isinstance(one, Number)]
    if not isinstance(project, str) or not plain:
        return ""
    meant = next((one for one in plain if str(one).casefold() == project.strip().casefold()), None)
    return f"; without quotation marks: project={max(plain) if meant is None else meant}"


def _may_be(label: Any, chosen: list) -> bool:
    """Whether a label may be another spelling of one: its beginning, as "y" of "yes"."""
    texts = [one for one in chosen if isinstance(one, str)]
    return isinstance(label, str) and any(
        one.startswith(label) or label.startswith(one) for one in texts
    )


def _with_rows(who: Any, items: list, labels: dict) -> list[str]:
    """Each label, those that stand in few rows with these: one mistyped is found by its row."""
    told = []
    keys = [None if is_blank(item) else label_of(item) for item in items]
    for label, written in labels.items():
        where = [at for at, key in enumerate(keys) if key == label]
        rare = len(labels) > 2 and len(where) <= MOST_ROWS_NAMED and 3 * len(where) < len(items)
        told.append(f"{written!r} ({rows_named(who, where)})" if rare else repr(written))
    return told


def _yes(values: Any, name: str, yes: Any, *, known: bool = False) -> tuple[int, int]:
    if values is None or not hasattr(values, "__iter__"):
        raise InputError("value is missing: the column, or the name of the column, that is counted")
    items = [item for item in values if not is_blank(item)]
    if not known:
        _checked_yes(items, name, yes)
    return sum(_is(item, yes) for item in items), len(items)


def _checked_yes(items: Iterable, name: str, yes: Any) -> None:
    """Refuse a label that nobody has, and anything but 1 and 0 where no label is given."""
    found = _labels(items)
    few = ", ".join(map(repr, found.values())) if len(found) <= MOST_LABELS_NAMED else ""
    said = few or f"{len(found)} different answers"
    if yes is None:
        if any(label not in (0, 1) for label in found):
            raise InputError(
                f"{name} must be 1 (yes) or 0 (no); it holds {said}: say which of them counts, as "
                'in yes="yes"'
            )
        return
    wanted = [label_of(label) for label in _several(yes)]
    if found and not any(label in found for label in wanted):
        raise InputError(f"{name} has nobody with {yes!r}, as yes= says; it holds {said}")


def _labels(items: Iterable) -> dict:
    """The labels that stand in a column, as compared and as first written, in its order."""
    made: dict = {}
    for item in items:
        if not is_blank(item):
            made.setdefault(label_of(item), item.strip() if isinstance(item, str) else item)
    return made


def _several(labels: Any) -> list:
    return [labels] if isinstance(labels, str) or not isinstance(labels, Iterable) else list(labels)


def _is(item: Any, yes: Any) -> bool:
    if yes is None:
        return bool(item)
    return label_of(item) in [label_of(label) for label in _several(yes)]
