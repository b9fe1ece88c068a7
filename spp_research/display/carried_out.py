"""What a school set out to do and how it was carried out: the plan, what was done and adapted.

How an action was put into practice follows the three parts of the EEF's guide to implementation
(2024): engage, unite, reflect.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from spp_research.disclosure import free_text, not_personal, round_half_up
from spp_research.evidence import EvidenceBase, Study
from spp_research.partnership import day, text

from .tables import Table
from .text import in_words, long_date, plural, sentence

_OWN_WORDS = "the school's own words about its own work"
_PARTS = "Engage, unite and reflect are the parts of the EEF’s guide to implementation (2024)."


def actions_table(study: Study) -> Table | None:
    """What the school set out to do, what it did and adapted, and how it put that into practice."""
    base = study.base
    if base.actions.empty:
        return None
    rows = list(base.actions.itertuples(index=False))
    columns = {"What we set out to do": [free_text(_planned(study, row)) for row in rows]}
    done = [_done(base, row) for row in rows]
    if any(done):
        columns["What we did, and adapted"] = [free_text(words) for words in done]
    practice = any(_in_practice(base, row.action_id) for row in rows)
    return Table(
        not_personal(
            pd.DataFrame(columns, index=pd.Index([row.action_id for row in rows], name="No.")),
            _OWN_WORDS,
        ),
        "tbl-actions",
        _title(base.actions),
        f"Action plan after the peer review, {study.partnership.cycle}",
        notes=(_PARTS,) if practice else (),
        widths=(9, 31, 60) if any(done) else (9, 91),
    )


def _planned(study: Study, row: Any) -> str:
    """An action, where it is, its lead, its dates, and the sessions held of those planned."""
    person = study.partnership.person(row.lead)
    held = _held(study.base, row.action_id)
    facts = [text(row.status), person and f"lead: {person}", _when(row), held and f"{held} held"]
    return f"{sentence(text(row.action))} {sentence('; '.join(fact for fact in facts if fact))}"


def _title(actions: pd.DataFrame) -> str:
    finished = int((actions["status"] == "Completed").sum())
    planned = f"{in_words(len(actions)).capitalize()} {plural(len(actions), 'action')}"
    return f"{planned} {plural(len(actions), 'was', 'were')} planned and {in_words(finished)} " + (
        "is completed" if finished == 1 else "are completed"
    )


def _done(base: EvidenceBase, row: Any) -> str:
    """What was done under an action, how it was put into practice, and what was adapted."""
    adapted = _of(base, row.action_id, "adapted")
    parts = (
        _flat(row.what_was_done),
        _in_practice(base, row.action_id),
        adapted and f"Adapted: {adapted}",
    )
    return " ".join(part for part in parts if part)


def _in_practice(base: EvidenceBase, action_id: str) -> str:
    """How people were brought in, came to mean the same, and looked at it on the way."""
    parts = {name: _of(base, action_id, name.lower()) for name in ("Engage", "Unite", "Reflect")}
    return " ".join(f"{name}: {words}" for name, words in parts.items() if words)


def _of(base: EvidenceBase, action_id: str, column: str) -> str:
    """What stands in one column of the implementation sheet for an action; empty for nothing."""
    rows = base.implementation[base.implementation["action_id"] == action_id]
    return _flat(rows.iloc[0][column]) if len(rows) else ""


def _held(base: EvidenceBase, action_id: str) -> str:
    """Sessions held of those planned: "76 of 88 sessions (86%)"; empty where none is known."""
    rows = base.implementation[base.implementation["action_id"] == action_id]
    if rows.empty or pd.isna(rows.iloc[0]["sessions_held"]):
        return ""
    held, planned = int(rows.iloc[0]["sessions_held"]), rows.iloc[0]["sessions_planned"]
    if pd.isna(planned) or not planned:
        return f"{held:,} {plural(held, 'session')}"
    percent = f" ({round_half_up(100 * held / planned)}%)" if planned >= 10 else ""
    return f"{held:,} of {int(planned):,} sessions{percent}"


def _when(row: Any) -> str:
    """When it began, and the day set for looking at it again, which is not the day it ended."""
    start, again = day(row.start_date), day(row.review_date)
    dates = (
        start and f"from {long_date(start)}",
        again and f"to be looked at again on {long_date(again)}",
    )
    return ", ".join(words for words in dates if words) or "no date yet"


def _flat(words: object) -> str:
    """Paragraphs as one, for a cell."""
    return " ".join(text(words).split())
