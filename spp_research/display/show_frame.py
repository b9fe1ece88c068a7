"""A table of groups that a notebook worked out itself, column by column through the rules.

No rule can tell a mean from one pupil's result by the number alone. So what looks like a number of
people, a share or somebody's own result is not taken for a mean; `kind` says which columns are
numbers and shares of people, and those have rules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from spp_research.catalogue import say
from spp_research.errors import InputError, UnprotectedError
from spp_research.protect.disclosure import Rules, Shown, count, share, statistic
from spp_research.protect.disclosure.sizes import (
    GIVES_AWAY,
    and_another,
    and_sums,
    hidden_groups,
    is_a_sum,
)
from spp_research.protect.disclosure.tables import TOTAL, protect_counts
from spp_research.protect.disclosure.values import CONFIDENTIAL, NOT_AVAILABLE
from spp_research.stats.inputs import column as numbers

from .own_values import are_divided, are_mostly_whole, few_or_all_but_few, nearly_whole

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("mean", "count", "share")
_FEW = "a group of fewer than {least} people"
_ONE_PERSONS = frozenset(
    [
        "min",
        "max",
        "amin",
        "amax",
        "minimum",
        "maximum",
        "lowest",
        "highest",
        "first",
        "last",
        "nth",
        "mode",
        "median",
        "range",
        "25%",
        "50%",
        "75%",
    ]
)
_SPREADS = frozenset(("std", "sd", "var", "sem", "se", "spread", "mad"))
_SAY_KIND = (
    "A column of this table holds {what}. Say what each such column is: "
    'show.frame(table, "n", kind={{"present": "count", "passed": "share"}}, title="..."), where '
    "count is a number of people of the row, and share a part of them. A mean is given as it is, "
    "without rounding."
)
_POSITIONS = (
    "A lowest, highest or middle result is one person's own, and show.frame is for means, numbers "
    "and shares of people. Use disclosure.position(value, part, people, study.rules), which asks "
    "how many stand on either side."
)
_NOT_OF_ROW = (
    "A column of kind count or share does not fit the number of people of its row: a count is a "
    "whole number up to it, a share a fraction or a percentage of just these people. Give in the "
    "column n how many people the share is of."
)


def cells_of(
    table: pd.DataFrame,
    n: str,
    sizes: Sequence[int],
    kind: Mapping[str, str],
    rules: Rules,
    decimals: int,
) -> tuple[tuple[Shown, ...], ...]:
    """The cells of a table of groups as they may be shown, the column of people last.

    Parameters
    ----------
    table, n, kind, decimals : as for `show.frame`.
    sizes : of the groups, row by row.

    Raises
    ------
    UnprotectedError
        If a column holds what it may not; it repeats nothing of what was found.
    """
    others = [name for name in table.columns if name != n]
    _look_at_kinds(others, kind)
    hidden = hidden_groups(sizes, rules)
    values = {name: numbers(table[name], str(name)).tolist() for name in others}
    made: dict[Any, list[Shown]] = {}
    for name in others:
        if kind.get(name, "mean") == "mean":
            made[name] = _means(values[name], sizes, hidden, rules, decimals, name in kind)
        else:
            some = _people(values[name], sizes, kind[name])
            made[name] = _parts(some, sizes, hidden, rules, kind[name])
    for name in others:  # a spread of nought: all have the same, and the mean is theirs
        if str(name).casefold() in _SPREADS:
            alike = {place for place, value in enumerate(values[name]) if value == 0}
            hidden |= dict.fromkeys(alike - set(hidden), say("nearly everybody the same"))
    hidden = and_another(sizes, hidden, rules)
    rows = []
    for place, size in enumerate(sizes):
        if place in hidden:
            rows.append((Shown(CONFIDENTIAL, rule=hidden[place]),) * (len(others) + 1))
        else:
            rows.append((*(made[name][place] for name in others), count(size, rules)))
    return tuple(rows)


def _look_at_kinds(others: Sequence[Any], kind: Mapping[str, str]) -> None:
    for name, one in kind.items():
        if name not in others:
            raise InputError(f"kind: the table has no column {name!r} besides the one of people")
        if one not in KINDS:
            raise InputError(f"kind: {one!r} is none; choose one of: {', '.join(KINDS)}")
    if any(str(name).casefold() in _ONE_PERSONS for name in others):
        raise UnprotectedError(_POSITIONS)


def _means(
    values: Sequence[float],
    sizes: Sequence[int],
    hidden: Mapping[int, str],
    rules: Rules,
    decimals: int,
    sure: bool,
) -> list[Shown]:
    """Means or rates, where they are not rather numbers of people or parts of them."""
    seen = [
        (value, size)
        for place, (value, size) in enumerate(zip(values, sizes, strict=True))
        if place not in hidden and value == value
    ]
    given = [value for value, _ in seen]
    if are_mostly_whole(given):
        raise UnprotectedError(_SAY_KIND.format(what="whole numbers"))
    positive = all(value >= 0 for value in given)
    if positive and given and _may_be_parts(seen, rules, sure):
        raise UnprotectedError(_SAY_KIND.format(what="what may be shares or numbers of people"))
    few = dict.fromkeys(hidden, _FEW.format(least=rules.fewest_pupils))
    for place, (value, size) in enumerate(zip(values, sizes, strict=True)):
        some = nearly_whole(value, size) if positive and 0 < value < 1 else None
        if place not in hidden and some is not None and few_or_all_but_few(some, size, rules):
            few[place] = _FEW.format(least=rules.fewest_pupils)
    if few.keys() - hidden.keys():
        few = _with_others(few, [0 if v != v else v for v in values], sizes)
    return [
        Shown(CONFIDENTIAL, rule=few[place])
        if place in few
        else statistic(float(value), (size,), rules, decimals=decimals)
        for place, (value, size) in enumerate(zip(values, sizes, strict=True))
    ]


def _may_be_parts(seen: Sequence[tuple[float, int]], rules: Rules, sure: bool) -> bool:
    """Whether numbers may be shares of the people of their rows, or numbers of them by ten."""
    given = [value for value, _ in seen]
    if are_divided(given, rules) or (not sure and max(given) <= 1):
        return True
    if max(given) > 100:
        return False
    of = [(nearly_whole(value / 100, size), size) for value, size in seen]
    parts = [(some, size) for some, size in of if some is not None]
    few = any(few_or_all_but_few(some, size, rules) for some, size in parts)
    exact = all(_is_percent(value, size) for value, size in seen)
    return few and exact


def _is_percent(value: float, size: int) -> bool:
    """Whether a number is a percentage of a group, to a tenth."""
    return abs(value - 100 * round(value * size / 100) / size) <= 0.051 if size else True


def _people(values: Sequence[float], sizes: Sequence[int], kind: str) -> list[int | None]:
    """How many people each count or share stands for; None for a blank."""
    given = [value for value in values if value == value]
    whole = 100 if kind == "share" and any(value > 1 for value in given) else 1
    found: list[int | None] = []
    for value, size in zip(values, sizes, strict=True):
        if value != value:
            found.append(None)
            continue
        some = nearly_whole(value / whole, size) if kind == "share" else int(value)
        if some is None or not 0 <= some <= size or (kind == "count" and some != value):
            raise UnprotectedError(_NOT_OF_ROW)
        found.append(some)
    return found


def _parts(
    some: Sequence[int | None],
    sizes: Sequence[int],
    hidden: dict[int, str],
    rules: Rules,
    kind: str,
) -> list[Shown]:
    """Counts or shares, the small ones hidden, and as many others as it takes that none follows.

    Each row has those who are counted and the rest. The rows that are no sum of others make a
    table of two columns, which is protected with its totals; a row that is a sum is hidden with
    any of its parts. Rows to be hidden whole are added to `hidden`.
    """
    import pandas as pd

    few = _FEW.format(least=rules.fewest_pupils)
    every = range(len(sizes))
    known = [place for place in every if some[place] is not None]
    if not known:
        return [Shown(NOT_AVAILABLE)] * len(sizes)
    sums = {p for p in known if is_a_sum(sizes[p], p, sizes, dict.fromkeys(every, ""))}
    base = [place for place in known if place not in sums] or known
    rest = {place: sizes[place] - (some[place] or 0) for place in known}
    frame = pd.DataFrame(
        {"some": [some[p] for p in base], "rest": [rest[p] for p in base]},
        index=[str(p) for p in base],
    )
    small = {p for p in known if few_or_all_but_few(some[p] or 0, sizes[p], rules)} | set(hidden)
    also = {(str(p), side): few for p in base if p in small for side in ("some", "rest")}
    safe = protect_counts(frame, rules, also=also)
    gone: dict[int, str] = {}
    for row, cells in zip(safe.rows, safe.cells, strict=True):
        if row == TOTAL:
            continue
        if cells[2].hidden:  # how many there are in all: then the row is hidden whole
            hidden.setdefault(int(row), GIVES_AWAY)
        if any(cell.hidden for cell in cells):
            gone[int(row)] = few if int(row) in small else GIVES_AWAY
    gone |= {p: few for p in sums if p in small}
    gone |= {p: few for p in hidden if p in known}
    gone = _with_others(gone, [one or 0 for one in some], sizes)
    made = []
    for place, size in enumerate(sizes):
        number = some[place]
        if number is None:
            made.append(Shown(NOT_AVAILABLE))
        elif place in gone:
            made.append(Shown(CONFIDENTIAL, rule=gone[place]))
        else:
            made.append(share(number, size, rules) if kind == "share" else count(number, rules))
    return made


def _with_others(
    gone: Mapping[int, str], values: Sequence[float], sizes: Sequence[int]
) -> dict[int, str]:
    """The hidden cells of a column, the sums that have one of them, and never one by itself."""
    gone = and_sums(sizes, gone)
    left = [place for place in range(len(sizes)) if place not in gone]
    if len(gone) == 1 and left:
        gone[min(left, key=lambda place: values[place])] = GIVES_AWAY
        gone = and_sums(sizes, gone)
    return gone


def whole(size: Any) -> int:
    """A number of people behind a row."""
    number = float(size)
    if number != number or number < 0 or number != int(number):
        raise UnprotectedError(
            "The column of how many people are behind each row holds something else: whole numbers "
            "from 0 up, one for each row."
        )
    return int(number)
