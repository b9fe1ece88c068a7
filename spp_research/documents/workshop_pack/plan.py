"""The action plan: as the school agreed it, with who leads and when, and rows to fill in."""

from __future__ import annotations

from math import ceil
from typing import Any

import pandas as pd

from spp_research.display.sections import Landscape
from spp_research.display.tables import Table
from spp_research.partnership.lead_workbook import day, text
from spp_research.phrases import in_words, long_date, plural
from spp_research.protect.disclosure import Audience, Shown, not_personal
from spp_research.school.workshop import Pack
from spp_research.telling import of_pack

_COLUMNS = (
    "Action",
    "What we will do",
    "Who leads",
    "Begins",
    "Looked at again",
    "How we will know, and what it is like now",
    "Support wanted",
)
_WIDTHS = (10, 24, 11, 12, 12, 18, 13)
_ROWS, _ROWS_AFTER = 5, 2  # to fill in: before anything is agreed, and below what is
# Rows to fill in stand below a plan of at most so many lines: below a longer one they would be all
# that is on its last page, and the sheets to write on have room for more.
_ROOMY, _LETTERS = 22, 150  # lines, and letters of a line over the whole width
_FIX_IT = (
    "To show later what was planned: before anything is measured, write on the sheet “Outcomes” "
    "what you will look at, and have the plan fixed (spp fix-plan). The impact reflection then "
    "lists what was done otherwise."
)
_OWN_WORDS = "the school's own words about its own work, and rows with nothing in them"


@of_pack
def action_plan(pack: Pack) -> Landscape | None:
    """The actions as agreed, and rows to fill in; None before there is a finding or an action."""
    base = pack.study.base
    actions = base.actions
    if base.findings.empty and actions.empty:
        return None
    agreed = _agreed(pack)
    rows = _ROWS if agreed.empty else _ROWS_AFTER if _lines(agreed) <= _ROOMY else 0
    blank = pd.DataFrame([[Shown("")] * len(_WIDTHS[1:])] * rows, [""] * rows, _COLUMNS[1:])
    frame = pd.concat([agreed, blank]) if len(agreed) else blank
    n = len(agreed)
    more = ", with room for more" if rows else ""
    return Landscape(
        "The action plan",
        Table(
            not_personal(frame.rename_axis(index=_COLUMNS[0]), _OWN_WORDS),
            "tbl-plan",
            f"The school agreed on {in_words(n)} {plural(n, 'action')}{more}"
            if n
            else "One row an action; one to three are plenty",
            f"Improvement workshop of {base.school.name}",
            notes=(*_loose_ends(actions), _FIX_IT),
            widths=_WIDTHS,
        ),
    )


def _lines(agreed: pd.DataFrame) -> int:
    """About how many lines the rows have on a page that lies across."""
    widths = [wide * _LETTERS / sum(_WIDTHS) for wide in _WIDTHS[1:]]
    return sum(
        max(ceil(len(words) / wide) for words, wide in zip(row, widths, strict=True))
        for row in agreed.astype(str).itertuples(index=False)
    )


def _agreed(pack: Pack) -> pd.DataFrame:
    """The actions of the workbook under the plan's columns."""
    partnership, actions = pack.study.partnership, pack.study.base.actions
    names = pack.study.rules.audience is not Audience.PUBLIC
    columns = (
        [_answers(row) for row in actions.itertuples(index=False)],
        [(partnership.person(lead) if names else "") or "–" for lead in actions["lead"]],
        [_on(cell) for cell in actions["start_date"]],
        [_on(cell) for cell in actions["review_date"]],
        [text(words) or "–" for words in actions["success_measure"]],
        [text(words) or "–" for words in actions["support_wanted"]],
    )
    index = [
        f"{row.action_id} {text(row.status).lower()}".strip()
        for row in actions.itertuples(index=False)
    ]
    return pd.DataFrame(dict(zip(_COLUMNS[1:], columns, strict=True)), index=index)


def _answers(row: Any) -> str:
    """The action, and the finding that it answers."""
    finding = text(row.finding_id)
    return f"{row.action} ({finding})" if finding else str(row.action)


def _on(cell: object) -> str:
    when = day(cell)
    return long_date(when) if when else "–"


def _loose_ends(actions: pd.DataFrame) -> tuple[str, ...]:
    """What is not settled yet, counted."""
    parts = {
        "lead": "lead",
        "day for looking at it again": "review_date",
        "way to know": "success_measure",
    }
    said = []
    for what, column in parts.items():
        if open_ones := int(actions[column].isna().sum()):
            number = in_words(open_ones).capitalize()
            said.append(
                f"{number} {plural(open_ones, 'action has', 'actions have')} no {what} yet."
            )
    return tuple(said)
