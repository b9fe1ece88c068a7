"""Turning what a caller passes into clean arrays, or refusing it in one plain sentence.

Missing values (None, NaN, NA, NaT) become NaN and are counted by the caller. A wrong type is
the caller's mistake and raises `ValueError`. Rows come back in a canonical order, so that
shuffling a table cannot change even the last digit of a result.
"""

import math
import numbers as number_types
import re

import numpy as np

from spp_research.errors import Faults, InputError

from .places import FILE_ROW, rows_hold, rows_named

_MOST_TEXTS_NAMED = 10
_CALLED = {**dict.fromkeys(("Timestamp", "datetime", "date"), "day"), "Timedelta": "length of time"}
_COMMA = re.compile(r"[+-]?\d+(,\d+)?")
SPREAD_TOLERANCE = 1e-12  # relative: differences smaller than this are rounding, not spread


def is_missing(item) -> bool:
    """Tell whether a single value stands for "no value"."""
    if item is None or type(item).__name__ in ("NAType", "NaTType"):
        return True
    if isinstance(item, (np.datetime64, np.timedelta64)):
        return bool(np.isnat(item))
    return isinstance(item, (float, np.floating)) and item != item


def is_blank(item) -> bool:
    """Tell whether a label is missing, or text with nothing in it."""
    return is_missing(item) or (isinstance(item, str) and not item.strip())


def label_of(item):
    """Give a label as it is compared: text without regard to its case and the spaces around it."""
    return item.strip().casefold() if isinstance(item, str) else item


def called(name: str, values) -> str:
    """Give an argument's name with that of the column given for it: "after (june)"."""
    column = getattr(values, "name", None)
    return f"{name} ({column})" if isinstance(column, str) and column != name else name


def listed(values, name: str) -> list:
    """Give a column's values; refuse what is none, as a text, a mapping or a table."""
    if isinstance(values, (str, bytes, dict, set, frozenset)) or not hasattr(values, "__iter__"):
        raise InputError(f"{name} must be a list or column of values, not {_kind(values)}")
    if getattr(values, "ndim", 1) != 1:
        raise InputError(f"{name} must be one column of values, not a table")
    return list(values)


def _kind(item) -> str:
    if isinstance(item, str):
        return f"the text {item!r}"
    return f"a single {type(item).__name__}"


def _numbers(items: list, values, name: str) -> np.ndarray:
    """Give numbers, NaN for what is missing; of texts those are named that are no number.

    One "abs" makes texts of all the numbers of a file's column, and they are not what is to mend.
    """
    texts = [(at, item) for at, item in enumerate(items) if isinstance(item, str)]
    if found := [(at, item) for at, item in texts if not _is_number(item)] or texts:
        raise InputError(f"{name} must hold numbers only; {_texts_named(found, values)}")
    odd: dict[str, list[int]] = {}
    for at, item in enumerate(items):
        if not is_missing(item) and not _is_a_number(item):
            kind = type(item).__name__
            odd.setdefault(_CALLED.get(kind, kind), []).append(at)
    if odd:
        said = [f"{rows_hold(values, at)} a {kind}" for kind, at in odd.items()]
        raise InputError(f"{name} must hold numbers only; {', '.join(said)}")
    return np.array([np.nan if is_missing(item) else float(item) for item in items], dtype=float)


def _is_a_number(item) -> bool:
    kinds = (number_types.Number, np.number, np.bool_)
    return isinstance(item, kinds) and not isinstance(item, (complex, np.complexfloating))


def _texts_named(found: list[tuple[int, str]], values) -> str:
    """Where texts stand among numbers, each once, and what to do where they come from a file.

    Of a column that is text throughout only the first is named: it may be one of people's names.
    """
    where: dict[str, list[int]] = {}
    for at, text in found:
        where.setdefault(text.strip(), []).append(at)
    commas = sum(_COMMA.fullmatch(text) is not None for text in where)
    few = 2 * len(found) < len(values)
    if not few:
        where = {text: at[:1] for text, at in [*where.items()][:1]}
    named = [
        f"{rows_hold(values, at)} the text {text!r}"
        if text
        else f"{rows_hold(values, at)} a space and nothing else"
        for text, at in where.items()
    ]
    shown = named[:_MOST_TEXTS_NAMED]
    said = ", ".join(shown) + (f", and {len(named) - len(shown)} more" if named != shown else "")
    if 2 * commas > len(where) and any("," in text for text in where):
        return f'{said}; of a file with decimal commas: stats.read_table(path, decimal=",")'
    if few:
        words = [text for text in where if not any(letter.isdigit() for letter in text)]
        other = f", or stats.read_table(path, missing={words[:_MOST_TEXTS_NAMED]})" if words else ""
        return f"{said}; where nothing was measured, leave the cell empty{other}"
    if all(map(_is_number, where)):
        return f"{said}; make numbers of the texts: pandas.to_numeric(column)"
    return said


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def column(values, name: str) -> np.ndarray:
    """Give a column of numbers as floats, NaN where a value is missing.

    Raises
    ------
    ValueError
        If it is not one column, or holds text, dates, or a number without end.
    """
    name = called(name, values)
    kind = getattr(getattr(values, "dtype", None), "kind", "")
    if getattr(values, "ndim", 0) == 1 and isinstance(kind, str) and kind in "fiub" and kind:
        array = np.asarray(values)
        if array.dtype == object:  # pandas nullable columns that hold a missing value
            array = _numbers(list(values), values, name)
        array = array.astype(float)
    else:
        array = _numbers(listed(values, name), values, name)
    if np.isinf(array).any():
        at = np.flatnonzero(np.isinf(array)).tolist()
        be = "is" if len(at) == 1 else "are"
        raise InputError(
            f"{name} must hold ordinary numbers; {rows_named(values, at)} {be} infinite"
        )
    return array


def table(rows, name: str) -> list[list]:
    """Give a table (rows of equal length; a DataFrame, an array or lists) as lists."""
    if hasattr(rows, "to_numpy"):
        rows = rows.to_numpy()
    if getattr(rows, "ndim", 2) != 2 or isinstance(rows, (str, bytes, dict)):
        raise InputError(f"{name} must be a table: one row for each unit, one column each rater")
    try:
        found = [list(row) if not isinstance(row, (str, bytes)) else None for row in rows]
    except TypeError:
        found = [None]
    listed = [row for row in found if row is not None]
    if len(listed) < len(found):
        raise InputError(f"{name} must be a table: one row for each unit, one column each rater")
    if len({len(row) for row in listed}) > 1:
        raise InputError(f"{name} must have rows of equal length")
    return listed


def number_table(rows, name: str) -> np.ndarray:
    """Give a table of numbers as floats, NaN where a value is missing."""
    listed = table(rows, name)
    width = len(listed[0]) if listed else 0
    faults, made = Faults(), []
    for at in range(width):
        with faults.kept():
            if hasattr(rows, "iloc"):
                made.append(column(rows.iloc[:, at], name))
            else:
                made.append(column([row[at] for row in listed], f"{name} (column {at + 1})"))
    faults.tell()
    return np.array(made, dtype=float).T.reshape(len(listed), width)


def same_length(**columns) -> None:
    """Raise `ValueError` unless all the named columns are equally long."""
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise InputError(f"the columns must be equally long: {found}")


def aligned(**columns) -> list:
    """Give columns whose rows are the same people in the same order.

    Columns of pandas carry labels. Where all that do have the same labels in another order, they
    are put in the order of the first; lists and arrays are taken as they are.

    Raises
    ------
    ValueError
        If two columns are about different rows, or a label that stands twice leaves open which
        rows belong together.
    """
    labels = {
        name: c.index
        for name, c in columns.items()
        if hasattr(c, "reindex") and hasattr(c, "index")
    }
    made = dict(columns)
    of_files = [name for name, index in labels.items() if index.name == FILE_ROW]
    if 0 < len(of_files) < len(labels):  # rows of a file beside columns that never were in it
        for name in of_files:
            made[name] = columns[name].reset_index(drop=True)
            labels[name] = made[name].index
    if len(labels) < 2:
        return list(made.values())
    first, *others = labels
    for name in others:
        if labels[name].equals(labels[first]):
            continue
        if len(labels[name]) != len(labels[first]):
            continue  # the lengths are compared where the columns are read
        alike = labels[first].is_unique and labels[name].is_unique
        if not alike or not labels[name].isin(labels[first]).all():
            raise InputError(
                f"{first} and {name} are not about the same rows: their labels (index) differ. "
                "Take both from one table, or give .to_numpy() of each if row i of both is the "
                "same person"
            )
        made[name] = made[name].reindex(labels[first])
    return list(made.values())


def one_group(values, name: str) -> tuple[np.ndarray, int]:
    """Give one group's numbers in rising order, and how many were missing."""
    array = column(values, name)
    present = np.sort(array[~np.isnan(array)])
    return present, array.size - present.size


def read(*, equally_long: bool = True, **columns) -> list[np.ndarray]:
    """Give columns as floats, with all that is wrong in any of them told at once.

    Parameters
    ----------
    columns : by the name of the argument. `treated` is read as who took part, `cluster` as labels,
        anything else as numbers.
    equally_long : whether row i of each is the same.

    Raises
    ------
    ValueError
        If a column does not hold what it should, or two are not equally long.
    """
    readers = {"treated": treatment, "cluster": codes}
    faults, made = Faults(), {}
    for name, values in columns.items():
        with faults.kept():
            made[name] = readers.get(name, column)(values, name)
    if equally_long:
        with faults.kept():
            same_length(**made)
    faults.tell()
    return list(made.values())


def two_of_them(treated, comparison) -> tuple[tuple[np.ndarray, int], tuple[np.ndarray, int]]:
    """Give both groups' numbers in rising order, each with how many were missing."""
    faults, made = Faults(), []
    for values, name in ((treated, "treated"), (comparison, "comparison")):
        with faults.kept():
            made.append(one_group(values, name))
    faults.tell()
    return made[0], made[1]


def matched(**columns) -> tuple[list[np.ndarray], int]:
    """Give number columns row by row, complete rows only, in canonical order; and the count
    of rows left out."""
    columns = dict(zip(columns, aligned(**columns), strict=True))
    arrays = read(**columns)
    keep = ~np.isnan(np.array(arrays)).any(axis=0)
    kept = [array[keep] for array in arrays]
    return canonical(*kept), int((~keep).sum())


def canonical(*arrays: np.ndarray) -> list[np.ndarray]:
    """Give columns with their rows sorted by the first, then the second, and so on."""
    order = np.lexsort(arrays[::-1])
    return [array[order] for array in arrays]


_TOOK_PART = frozenset(("project", "treated", "treatment", "intervention", "first"))
_COMPARED = frozenset(("comparison", "control", "later"))
MOST_LABELS_NAMED = 4  # more, and it may be a column of pupils' names that was given by mistake


def treatment(values, name: str = "treated") -> np.ndarray:
    """Give a column of 1 and 0, or of the two arms' names, as floats, NaN where missing.

    Raises
    ------
    ValueError
        If it holds anything else; the labels found are named where they are few.
    """
    items, name = listed(values, name), called(name, values)
    if any(isinstance(item, str) for item in items):
        return np.array([_arm(item, items, name) for item in items], dtype=float)
    array = column(values, name)
    wrong = ~np.isnan(array) & (array != 0) & (array != 1)
    if wrong.any():
        where: dict[str, list[int]] = {}
        for at in np.flatnonzero(wrong).tolist():
            where.setdefault(f"{array[at]:g}", []).append(at)
        shown = [
            f"{rows_hold(values, at)} {number}"
            for number, at in [*where.items()][:MOST_LABELS_NAMED]
        ]
        more = f", and {len(where) - len(shown)} other numbers" if len(where) > len(shown) else ""
        raise InputError(
            f"{name} must be 1 (took part) or 0 (comparison); {', '.join(shown)}{more}; for labels "
            "of your own say with project= which of them took part"
        )
    return array


def _arm(item, items: list, name: str) -> float:
    if is_blank(item):
        return np.nan
    label = label_of(item)
    if label in _TOOK_PART or label in _COMPARED:
        return float(label in _TOOK_PART)
    labels = sorted({str(each).strip() for each in items if not is_blank(each)})
    found = f"{len(labels)} different labels"
    if len(labels) <= MOST_LABELS_NAMED:
        found = ", ".join(repr(each) for each in labels)
    raise InputError(
        f"{name} must be 1 (took part) or 0 (comparison), or the words project and comparison; "
        f"it holds {found}: say with project= which label took part"
    )


def order_of(*columns) -> list | None:
    """Give the categories of ordered columns in their order; None where no column has one.

    Raises
    ------
    ValueError
        If two columns have other categories or another order; both are named.
    """
    orders = [
        list(values.dtype.categories)
        for values in columns
        if getattr(getattr(values, "dtype", None), "ordered", None) is True
    ]
    for other in orders[1:]:
        if other != orders[0]:
            raise InputError(
                "the columns have different categories or another order of them: "
                f"{', '.join(map(str, orders[0]))} and {', '.join(map(str, other))}; give both the "
                "same"
            )
    return orders[0] if orders else None


def in_order(**columns) -> list:
    """Give ordered categories as their places 1, 2, ...; columns of numbers as they are.

    Otherwise text would sort by the alphabet: "agree" below "disagree".

    Raises
    ------
    ValueError
        If two columns are ordered differently, or one holds a label that the order has not.
    """
    order = order_of(*columns.values())
    if order is None:
        return list(columns.values())
    place = {label: i for i, label in enumerate(order, 1)}
    made = []
    for name, values in columns.items():
        items = listed(values, name)
        if any(not is_missing(item) and item not in place for item in items):
            raise InputError(
                f"{name} holds a label that is not among the categories: "
                f"{', '.join(map(str, order))}"
            )
        places = [None if is_missing(item) else place[item] for item in items]
        labelled = hasattr(values, "reindex") and hasattr(values, "index")
        made.append(type(values)(places, index=values.index, dtype=float) if labelled else places)
    return made


def in_each(treated: np.ndarray) -> tuple[int, int]:
    """Give the sizes of the treated and the comparison group, from 1 and 0."""
    return int((treated == 1).sum()), int((treated == 0).sum())


def codes(values, name: str) -> np.ndarray:
    """Give labels of any kind as whole numbers 0, 1, ..., NaN where missing or blank.

    The numbering follows the labels, not the order of the rows.
    """
    kind = getattr(getattr(values, "dtype", None), "kind", "")
    if isinstance(values, np.ndarray) and values.ndim == 1 and kind in "fiub":
        array = values.astype(float)  # the usual case inside this room, and a quick one
        present = ~np.isnan(array)
        array[present] = np.unique(array[present], return_inverse=True)[1]
        return array
    items = [None if is_blank(item) else item for item in listed(values, name)]
    try:
        distinct = {item for item in items if item is not None}
    except TypeError:
        raise InputError(f"{name} must hold simple labels (text or numbers)") from None
    rank = {label: i for i, label in enumerate(sorted(distinct, key=_label_order))}
    return np.array([np.nan if item is None else rank[item] for item in items], dtype=float)


def _label_order(label):
    if isinstance(label, (number_types.Real, np.number, np.bool_)):
        return (0, float(label), "")
    return (1, 0.0, str(label))


def ordered_labels(labels) -> list:
    """Give distinct labels in order: numbers by size, then text alphabetically."""
    return sorted(set(labels), key=_label_order)


def whole_number(number, name: str) -> int | float:
    """Give a count as an int; a fraction comes back as it is, for the caller to refuse."""
    if isinstance(number, str) or hasattr(number, "__iter__") or is_missing(number):
        raise InputError(f"{name} must be a whole number, not {number!r}")
    try:
        value = float(number)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be a whole number, not {number!r}") from None
    return int(value) if value.is_integer() else value


def one_number(number, name: str) -> float:
    """Give a single finite number as a float, or raise `ValueError`."""
    if isinstance(number, str) or hasattr(number, "__iter__") or is_missing(number):
        raise InputError(f"{name} must be a number, not {number!r}")
    try:
        value = float(number)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be a number, not {number!r}") from None
    if not np.isfinite(value):
        raise InputError(f"{name} must be an ordinary number, not {number!r}")
    return value


def an_estimate(given, name: str) -> None:
    """Refuse what is no estimate where one is needed, as its number alone."""
    if not hasattr(given, "has_interval"):
        raise InputError(
            f"{name} must be a result of stats, as of stats.mean_change(…), not {given!r:.40}"
        )


def level(confidence) -> float:
    """Check a confidence level and give it as a float; `ValueError` unless between 0 and 1."""
    value = one_number(confidence, "confidence")
    if not 0 < value < 1:
        raise InputError(f"confidence must lie between 0 and 1 (0.95 is usual), not {value:g}")
    return value


def spread(values: np.ndarray, *scale: np.ndarray) -> float:
    """Give the sample SD (n - 1), exactly 0.0 where the values differ by rounding alone.

    `scale` names the columns the values were computed from, whose size sets the rounding.
    """
    if values.size < 2:
        return 0.0
    low, high = float(values.min()), float(values.max())
    size = max(-low, high, *(float(np.abs(s).max()) for s in scale))
    if high - low <= SPREAD_TOLERANCE * size:
        return 0.0
    deviations = values - values.mean()
    return math.sqrt(float(deviations @ deviations) / (values.size - 1))
