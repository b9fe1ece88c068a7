"""Tables of counts of people: what must be hidden, and what must be hidden with it.

A hidden count can be worked out again when it is the only unknown in a row or column whose
total is printed. Seen as a graph, with a node for each row and column (the totals are one more
of each) and an edge for each hidden cell, a hidden cell is fixed by the printed totals exactly
when its edge is a bridge, that is, lies on no cycle (D. Gusfield, 1988, "A graph theoretic
approach to statistical data security", SIAM Journal on Computing 17:552). So cells are hidden
until no bridge is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .rules import Rules
from .values import CONFIDENTIAL, Protected, Shown

if TYPE_CHECKING:
    import pandas as pd

TOTAL = "All"

_Cell = tuple[int, int]


def protect_counts(frame: pd.DataFrame, rules: Rules, *, totals: bool = True) -> Protected:
    """Protect a table of numbers of people, with its totals.

    Parameters
    ----------
    frame : whole numbers, one row a group and one column a group; every person is in one cell.
    rules : the audience's rules.
    totals : add a row and a column of totals. They are protected like any other cell.

    Returns
    -------
    Protected
        Cells that are too small show the symbol for confidential, and so do as many others as
        it takes that no hidden cell follows from what is shown.
    """
    counts = [[int(n) for n in row] for row in frame.itertuples(index=False)]
    rows, columns = [str(r) for r in frame.index], [str(c) for c in frame.columns]
    if totals:
        counts = [[*row, sum(row)] for row in counts]
        counts.append([sum(column) for column in zip(*counts, strict=True)])
        rows, columns = [*rows, TOTAL], [*columns, TOTAL]

    primary = {(r, c) for r, row in enumerate(counts) for c, n in enumerate(row) if rules.hides(n)}
    hidden = _with_secondary(counts, primary) if totals else primary

    def cell(r: int, c: int) -> Shown:
        if (r, c) in primary:
            return Shown(CONFIDENTIAL, rule=f"fewer than {rules.fewest_pupils} people")
        if (r, c) in hidden:
            return Shown(CONFIDENTIAL, rule="would give a hidden number away")
        return Shown(f"{counts[r][c]:,}", float(counts[r][c]))

    cells = tuple(tuple(cell(r, c) for c in range(len(columns))) for r in range(len(rows)))
    return Protected(str(frame.index.name or ""), tuple(rows), tuple(columns), cells)


def _with_secondary(counts: list[list[int]], primary: set[_Cell]) -> set[_Cell]:
    """`primary`, and the cheapest further cells that leave no hidden cell on a bridge."""
    hidden = set(primary)
    while bridge := next((cell for cell in sorted(hidden) if _is_bridge(cell, hidden)), None):
        hidden |= _cheapest_way_round(bridge, hidden, counts)
    return hidden


def _is_bridge(cell: _Cell, hidden: set[_Cell]) -> bool:
    """Whether the row and column of `cell` are linked by no other hidden cells."""
    others = hidden - {cell}
    row, column = cell
    seen, todo = {("row", row)}, [("row", row)]
    while todo:
        kind, place = todo.pop()
        for r, c in others:
            here, there = (
                (("row", r), ("column", c)) if kind == "row" else (("column", c), ("row", r))
            )
            if here == (kind, place) and there not in seen:
                if there == ("column", column):
                    return False
                seen.add(there)
                todo.append(there)
    return True


def _cheapest_way_round(cell: _Cell, hidden: set[_Cell], counts: list[list[int]]) -> set[_Cell]:
    """The cells to hide so that `cell` lies on a cycle, showing as many people as possible.

    Dijkstra from the cell's row to its column: a hidden cell costs nothing to pass, another
    costs the people in it and one more, so that fewer cells are preferred. A zero is passed
    last: it is often known from elsewhere.
    """
    import heapq

    row, column = cell
    dear = 1 + sum(map(sum, counts))

    def cost(r: int, c: int) -> int:
        return 0 if (r, c) in hidden else (counts[r][c] + 1 if counts[r][c] else dear)

    start, goal = ("row", row), ("column", column)
    best: dict[tuple[str, int], int] = {start: 0}
    came: dict[tuple[str, int], tuple[tuple[str, int], _Cell]] = {}
    queue = [(0, start)]
    while queue:
        so_far, node = heapq.heappop(queue)
        if node == goal:
            break
        if so_far > best[node]:
            continue
        kind, place = node
        steps = (
            [(("column", c), (place, c)) for c in range(len(counts[0]))]
            if kind == "row"
            else [(("row", r), (r, place)) for r in range(len(counts))]
        )
        for there, passed in steps:
            price = so_far + cost(*passed)
            if passed != cell and price < best.get(there, price + 1):
                best[there] = price
                came[there] = (node, passed)
                heapq.heappush(queue, (price, there))
    path: set[_Cell] = set()
    node = goal
    while node != start:
        node, passed = came[node]
        path.add(passed)
    return path
