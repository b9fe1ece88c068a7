"""Turning what a caller passes into clean arrays, or refusing it in one plain sentence.

Missing values (None, NaN, NA, NaT) become NaN and are counted by the caller. A wrong type is
the caller's mistake and raises `ValueError`. Rows come back in a canonical order, so that
shuffling a table cannot change even the last digit of a result.
"""

import math
import numbers as number_types
import re

import numpy as np

from spp_research.errors import InputError

_MOST_TEXTS_NAMED = 3
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


def _listed(values, name: str) -> list:
    if isinstance(values, (str, bytes, dict, set, frozenset)) or not hasattr(values, "__iter__"):
        raise InputError(f"{name} must be a list or column of values, not {_kind(values)}")
    if getattr(values, "ndim", 1) != 1:
        raise InputError(f"{name} must be one column of values, not a table")
    return list(values)


def _kind(item) -> str:
    if isinstance(item, str):
        return f"the text {item!r}"
    return f"a single {type(item).__name__}"


def _number(item, name: str, row: int) -> float:
    if is_missing(item):
        return np.nan
    if isinstance(item, str):
        raise InputError(f"{name} must hold numbers only; row {row} holds the text {item!r}")
    if not isinstance(item, (number_types.Number, np.number, np.bool_)) or isinstance(
        item, (complex, np.complexfloating)
    ):
        raise InputError(f"{name} must hold numbers only; row {row} holds a {type(item).__name__}")
    return float(item)  # type: ignore[arg-type]  # numbers of the ladder all have __float__


def _numbers(items: list, name: str) -> np.ndarray:
    """Give numbers, NaN for what is missing; of texts the first is named that is no number.

    One "abs" makes texts of all the numbers of a file's column, and they are not what is to mend.
    """
    texts = [(row, item) for row, item in enumerate(items, 1) if isinstance(item, str)]
    if found := [(row, item) for row, item in texts if not _is_number(item)] or texts:
        raise InputError(f"{name} must hold numbers only; {_texts_named(found, len(items))}")
    return np.array([_number(x, name, row) for row, x in enumerate(items, 1)], dtype=float)


def _texts_named(found: list[tuple[int, str]], rows: int) -> str:
    """Where texts stand among numbers, each once, and what to do where they come from a file.

    Of a column that is text throughout only the first is named: it may be one of people's names.
    """
    first: dict[str, int] = {}
    for row, text in found:
        first.setdefault(text.strip(), row)
    commas = sum(_COMMA.fullmatch(text) is not None for text in first)
    few = 2 * len(found) < rows
    named = [f"row {row} holds the text {text!r}" for text, row in first.items()]
    shown = named[: _MOST_TEXTS_NAMED if few else 1]
    said = ", ".join(shown) + (
        f", and {len(named) - len(shown)} more" if few and len(named) > len(shown) else ""
    )
    if 2 * commas > len(first):
        return f'{said}; of a file with decimal commas: stats.read_table(path, decimal=",")'
    if few:
        words = [text for text in first if not any(letter.isdigit() for letter in text)]
        other = f", or stats.read_table(path, missing={words[:_MOST_TEXTS_NAMED]})" if words else ""
        return f"{said}; where nothing was measured, leave the cell empty{other}"
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
            array = _numbers(list(values), name)
        array = array.astype(float)
    else:
        array = _numbers(_listed(values, name), name)
    if np.isinf(array).any():
        row = int(np.flatnonzero(np.isinf(array))[0]) + 1
        raise InputError(f"{name} must hold ordinary numbers; row {row} is infinite")
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
    flat = column([item for row in listed for item in row], name)
    return flat.reshape(len(listed), width)


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
    if len(labels) < 2:
        return list(columns.values())
    first, *others = labels
    made = dict(columns)
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
        made[name] = columns[name].reindex(labels[first])
    return list(made.values())


def one_group(values, name: str) -> tuple[np.ndarray, int]:
    """Give one group's numbers in rising order, and how many were missing."""
    array = column(values, name)
    present = np.sort(array[~np.isnan(array)])
    return present, array.size - present.size


def matched(**columns) -> tuple[list[np.ndarray], int]:
    """Give number columns row by row, complete rows only, in canonical order; and the count
    of rows left out."""
    columns = dict(zip(columns, aligned(**columns), strict=True))
    arrays = [column(values, name) for name, values in columns.items()]
    same_length(**dict(zip(columns, arrays, strict=True)))
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
    items, name = _listed(values, name), called(name, values)
    if any(isinstance(item, str) for item in items):
        return np.array([_arm(item, items, name) for item in items], dtype=float)
    array = column(values, name)
    wrong = ~np.isnan(array) & (array != 0) & (array != 1)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InputError(
            f"{name} must be 1 (took part) or 0 (comparison); row {row + 1} is {array[row]:g}"
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
        items = _listed(values, name)
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
    items = [None if is_blank(item) else item for item in _listed(values, name)]
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
