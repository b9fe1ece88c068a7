"""No hidden count follows from what is shown."""

import numpy as np
import pandas as pd
import pytest
from by_kit import by_kit
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research.errors import UnprotectedError
from spp_research.protect.disclosure import CONFIDENTIAL, Protected, protect_counts, rules_for

AUDIENCES = st.sampled_from(["school", "partnership", "public"])
TABLES = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 14), min_size=columns, max_size=columns), min_size=1, max_size=4
    )
)


def recoverable(table: Protected) -> list[tuple[int, int]]:
    """The hidden cells that the shown ones leave a single value for (linear programming)."""
    from scipy.optimize import linprog

    rows, columns = len(table.rows), len(table.columns)
    hidden = [(r, c) for r in range(rows) for c in range(columns) if table.cells[r][c].hidden]
    if not hidden:
        return []
    place = {cell: i for i, cell in enumerate(hidden)}
    left, right = [], []

    def sums(parts, total):
        line, rest = np.zeros(len(hidden)), 0.0
        for sign, cell in [*((1, part) for part in parts), (-1, total)]:
            if cell in place:
                line[place[cell]] += sign
            else:
                rest -= sign * table.cells[cell[0]][cell[1]].value
        left.append(line)
        right.append(rest)

    for r in range(rows):
        sums([(r, c) for c in range(columns - 1)], (r, columns - 1))
    for c in range(columns):
        sums([(r, c) for r in range(rows - 1)], (rows - 1, c))
    fixed = []
    for cell, i in place.items():
        goal = np.zeros(len(hidden))
        goal[i] = 1
        ends = [linprog(s * goal, A_eq=left, b_eq=right, bounds=(0, None)) for s in (1, -1)]
        if all(end.status == 0 for end in ends) and abs(ends[0].fun + ends[1].fun) < 1e-6:
            fixed.append(cell)
    return fixed


@given(TABLES, AUDIENCES)
@examples(60)
def test_no_hidden_count_can_be_worked_out(counts, audience):
    assert recoverable(protect_counts(pd.DataFrame(counts), rules_for(audience))) == []


TRIED = {"tables": 0, "with a hidden cell": 0, "hidden cells": 0}


@given(TABLES, AUDIENCES)
@examples(3000)
def _thousands(counts, audience):
    table = protect_counts(pd.DataFrame(counts), rules_for(audience))
    TRIED["tables"] += 1
    TRIED["with a hidden cell"] += bool(table.audit)
    TRIED["hidden cells"] += len(table.audit)
    assert recoverable(table) == []


@pytest.mark.slow
def test_no_hidden_count_can_be_worked_out_in_thousands_of_tables():
    _thousands()
    print("disclosure:", ", ".join(f"{number} {what}" for what, number in TRIED.items()))
    assert TRIED["tables"] >= 3000
    assert TRIED["with a hidden cell"] >= 1000


@given(TABLES, AUDIENCES)
@examples(100)
def test_every_small_count_is_hidden_and_every_shown_one_is_true(counts, audience):
    rules = rules_for(audience)
    shown = protect_counts(pd.DataFrame(counts), rules)
    for row, cells in zip(counts, shown.cells, strict=False):
        for n, cell in zip(row, cells, strict=False):
            assert cell.hidden or (not rules.hides(n) and cell.value == n)
            assert not cell.hidden or (cell.text == CONFIDENTIAL and cell.value is None)


def test_the_checker_finds_a_cell_hidden_on_its_own():
    """Hiding the small count alone, as a careless table would, is found out."""
    frame = pd.DataFrame([[12, 4], [9, 20]])
    careless = protect_counts(frame, rules_for("partnership"))
    cells = [list(row) for row in careless.cells]
    for r, row in enumerate([[12, 4, 16], [9, 20, 29], [21, 24, 45]]):
        for c, n in enumerate(row):
            if (r, c) != (0, 1):
                cells[r][c] = by_kit(type(cells[r][c]), str(n), float(n))
    table = by_kit(Protected, "", careless.rows, careless.columns, tuple(map(tuple, cells)))
    assert recoverable(table) == [(0, 1)]


def test_a_row_of_nobody_does_not_give_itself_away():
    """Two noughts hidden in one row whose total is shown would both be nought."""
    table = protect_counts(pd.DataFrame([[0, 7, 0]]), rules_for("public"))
    assert recoverable(table) == []


def test_the_audit_names_each_hidden_cell_and_its_rule():
    frame = pd.DataFrame(
        [[12, 3], [9, 20]], index=pd.Index(["Year 3", "Year 4"], name="Year"), columns=["A", "B"]
    )
    audit = protect_counts(frame, rules_for("partnership")).audit
    assert [(h.row, h.column, h.rule) for h in audit] == [
        ("Year 3", "A", "would give a hidden number away"),
        ("Year 3", "B", "fewer than 6 people"),
        ("Year 4", "A", "would give a hidden number away"),
        ("Year 4", "B", "would give a hidden number away"),
    ]


@pytest.mark.parametrize("number", [np.inf, -np.inf, np.nan, 2.5, -1])
def test_what_is_no_number_of_people_is_refused_in_a_sentence(number):
    frame = pd.DataFrame({"n": [10.0, number]}, index=["Key stage 1", "Key stage 2"])
    with pytest.raises(UnprotectedError, match="whole and not below 0"):
        protect_counts(frame, rules_for("partnership"))
