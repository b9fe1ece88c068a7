"""Tables of counts of people: what must be hidden, and what must be hidden with it.

A hidden count can be worked out again when the printed totals, and the fact that nobody counts
below nought, leave it one value only. Seen as a network, with a node for each row and column
(the totals are one more of each) and a link for each hidden cell, a cell can still vary exactly
when something can be added to it and taken round a circle of hidden cells, or the other way
round (D. Gusfield, 1988, "A graph theoretic approach to statistical data security", SIAM Journal
on Computing 17:552). So cells are hidden, the cheapest first, until every hidden one can vary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from numbers import Integral, Real
from types import MappingProxyType
from typing import TYPE_CHECKING

from spp_research.errors import InputError, UnprotectedError

from .origin import outside
from .personal_data import refuse_names, refuse_one_by_one, refuse_one_pupils
from .rules import Rules
from .sizes import GIVES_AWAY, hidden_groups
from .values import CONFIDENTIAL, Protected, Shown, are_rules, count, statistic

if TYPE_CHECKING:
    import pandas as pd

TOTAL = "All"

_Cell = tuple[int, int]
_Node = tuple[str, int]


def protect_counts(
    frame: pd.DataFrame,
    rules: Rules,
    *,
    totals: bool = True,
    also: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> Protected:
    """Protect a table of numbers of people, with its totals.

    Parameters
    ----------
    frame : whole numbers, one row a group and one column a group; every person is in one cell.
    rules : the audience's rules.
    totals : add a row and a column of totals. They are protected like any other cell.
    also : cells to hide besides, by names of row and column ("All" for a total), with the rule.

    Returns
    -------
    Protected
        Cells that are too small show the symbol for confidential, and so do as many others as
        it takes that no hidden cell follows from what is shown.
    """
    are_rules(rules)
    if not hasattr(frame, "itertuples"):
        raise InputError(
            "protect_counts takes a table of numbers of people, as pandas.crosstab(…) gives, not a "
            f"{type(frame).__name__}"
        )
    counts = _whole_numbers(frame)
    if (caller := outside()) is not None:
        refuse_names(frame, caller)
        refuse_one_by_one(frame, caller)
    rows, columns = [str(r) for r in frame.index], [str(c) for c in frame.columns]
    if totals:
        counts = [[*row, sum(row)] for row in counts]
        counts.append([sum(column) for column in zip(*counts, strict=True)])
        rows, columns = [*rows, TOTAL], [*columns, TOTAL]

    primary = {(r, c) for r, row in enumerate(counts) for c, n in enumerate(row) if rules.hides(n)}
    besides = {(rows.index(r), columns.index(c)): rule for (r, c), rule in also.items()}
    primary |= set(besides)
    hidden = _with_secondary(counts, primary) if totals else primary

    def cell(r: int, c: int) -> Shown:
        if (r, c) in besides:
            return Shown(CONFIDENTIAL, rule=besides[r, c])
        if (r, c) in primary:
            return Shown(CONFIDENTIAL, rule=f"fewer than {rules.fewest_pupils} people")
        if (r, c) in hidden:
            return Shown(CONFIDENTIAL, rule=GIVES_AWAY)
        return Shown(f"{counts[r][c]:,}", float(counts[r][c]))

    cells = tuple(tuple(cell(r, c) for c in range(len(columns))) for r in range(len(rows)))
    return Protected(
        _named(frame.index),
        tuple(rows),
        tuple(columns),
        cells,
    )


def protect_means(
    means: pd.DataFrame, people: Sequence[int], rules: Rules, *, decimals: int = 1
) -> Protected:
    """Protect a table of means, with the number of people behind each row.

    Parameters
    ----------
    means : one row a group and one column a mean, a spread or another statistic of it.
    people : of each row, top to bottom.
    rules : the audience's rules.
    decimals : digits after the point, rounded half up.

    Returns
    -------
    Protected
        The same rows and columns, and "People" last. A group that is too small is hidden whole, and
        so is another where that one would follow from the number of all.
    """
    are_rules(rules)
    if not hasattr(means, "itertuples"):
        raise InputError(f"means are a table with a row a group, not a {type(means).__name__}")
    given: object = people
    if isinstance(given, str) or not hasattr(given, "__len__"):
        raise InputError(f"people is a list, how many of each row, not {people!r:.40}")
    if (caller := outside()) is not None:
        refuse_names(means, caller)
        refuse_one_by_one(means, caller)
        for _, column in means.items():
            refuse_one_pupils(column.tolist(), caller)
    if len(people) != len(means):
        raise InputError(
            f"there are {len(means)} rows of means and {len(people)} numbers of people: give one "
            "for each row, in the same order"
        )
    sizes = [int(n) for n in people]
    hidden = hidden_groups(sizes, rules)
    cells = tuple(
        (Shown(CONFIDENTIAL, rule=hidden[place]),) * (len(row) + 1)
        if place in hidden
        else (
            *(statistic(value, (n,), rules, decimals=decimals) for value in row),
            count(n, rules),
        )
        for place, (row, n) in enumerate(zip(means.itertuples(index=False), sizes, strict=True))
    )
    columns = (*map(str, means.columns), "People")
    return Protected(
        _named(means.index),
        tuple(map(str, means.index)),
        columns,
        cells,
    )


def _named(index: pd.Index) -> str:
    """What stands over the names of the rows, where anything does."""
    return "" if index.name is None else str(index.name)


def _whole_numbers(frame: pd.DataFrame) -> list[list[int]]:
    """The counts; anything that is no number of people is refused, never cut to one."""
    counts = []
    for row in frame.itertuples(index=False, name=None):
        people = [_people(cell) for cell in row]
        if None in people:
            raise UnprotectedError(_NO_COUNT)
        counts.append([n for n in people if n is not None])
    return counts


def _people(cell: object) -> int | None:
    """A cell as a number of people; None for what is none."""
    if not isinstance(cell, Real) or not float(cell).is_integer() or float(cell) < 0:
        return None
    return int(cell) if isinstance(cell, Integral) else int(float(cell))


_NO_COUNT = (
    "protect_counts takes numbers of people, which are whole and not below 0, and this table has "
    "others or blanks. For means use disclosure.protect_means(means, people, study.rules), with "
    "the number of people behind each row; for a blank, fill in 0 or leave the row out."
)


def _with_secondary(counts: list[list[int]], primary: set[_Cell]) -> set[_Cell]:
    """`primary`, and the cheapest further cells that let every hidden cell vary."""
    hidden = set(primary)
    checked: set[_Cell] = set()
    while todo := sorted(hidden - checked):
        cell = todo[0]
        circle = _cheapest_circle(cell, hidden, counts)
        if circle is None:  # nothing that is shown could cover for it
            return {(r, c) for r in range(len(counts)) for c in range(len(counts[0]))}
        hidden |= circle
        checked.add(cell)
    return hidden


def _cheapest_circle(cell: _Cell, hidden: set[_Cell], counts: list[list[int]]) -> set[_Cell] | None:
    """The cells to hide so that `cell` can vary, showing as many people as possible.

    The empty set when it can vary already; None when no circle of cells would let it.
    """
    row, column = ("row", cell[0]), ("column", cell[1])
    ways = []
    if _can(cell, counts, up=True):
        ways.append(_path(column, row, cell, hidden, counts))
    if _can(cell, counts, up=False):
        ways.append(_path(row, column, cell, hidden, counts))
    found = [way for way in ways if way is not None]
    return min(found, key=lambda way: way[0])[1] if found else None


def _can(cell: _Cell, counts: list[list[int]], *, up: bool) -> bool:
    """Whether a cell's part in the sums can go up, or down.

    Rows and columns sum to nought when a total counts as what is taken away, so a total's part
    goes up when the total goes down. Going down stops at nobody.
    """
    r, c = cell
    is_total = (r == len(counts) - 1) != (c == len(counts[0]) - 1)
    return up != is_total or counts[r][c] > 0


def _path(
    start: _Node, goal: _Node, cell: _Cell, hidden: set[_Cell], counts: list[list[int]]
) -> tuple[int, set[_Cell]] | None:
    """The cheapest way from `start` to `goal` (Dijkstra), and the cells it passes.

    From a row to a column a cell goes up, from a column to a row it goes down. A hidden cell
    costs nothing to pass; another costs the people in it and one more, so that fewer cells are
    preferred; a nought is passed last, since it is often known from elsewhere.
    """
    dear = 1 + sum(map(sum, counts))
    best: dict[_Node, int] = {start: 0}
    came: dict[_Node, tuple[_Node, _Cell]] = {}
    queue: list[tuple[int, _Node]] = [(0, start)]
    while queue:
        so_far, node = heappop(queue)
        if node == goal:
            break
        if so_far > best[node]:
            continue
        for there, passed in _links(node, counts):
            if passed == cell or not _can(passed, counts, up=node[0] == "row"):
                continue
            r, c = passed
            price = so_far + (0 if passed in hidden else counts[r][c] + 1 if counts[r][c] else dear)
            if price < best.get(there, price + 1):
                best[there], came[there] = price, (node, passed)
                heappush(queue, (price, there))
    if goal not in came:
        return None
    circle: set[_Cell] = set()
    node = goal
    while node != start:
        node, passed = came[node]
        circle.add(passed)
    return best[goal], circle - hidden


def _links(node: _Node, counts: list[list[int]]) -> list[tuple[_Node, _Cell]]:
    """Where one cell leads from a row or column, and the cell."""
    kind, place = node
    if kind == "row":
        return [(("column", c), (place, c)) for c in range(len(counts[0]))]
    return [(("row", r), (r, place)) for r in range(len(counts))]
