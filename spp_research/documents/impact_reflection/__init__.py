"""The pieces of an impact reflection, in the order in which it is read."""

from __future__ import annotations

from spp_research.display.threads import trace_chart

from .answers import answered, answers_table, told, told_chart, what_people_told_us
from .changes import (
    cannot_tell,
    conclusions,
    counted,
    flow,
    main_chart,
    main_outcome,
    other_outcomes,
    others_chart,
    outcomes,
    outcomes_table,
)
from .doing import actions, lasted, lessons, next_steps
from .method import for_whoever_checks, how_we_know
from .method import precision as precision  # notebooks of earlier kits call it
from .opening import front, key_points
from .tables import actions_table

__all__ = [
    "actions",
    "actions_table",
    "answered",
    "answers_table",
    "cannot_tell",
    "conclusions",
    "counted",
    "flow",
    "for_whoever_checks",
    "front",
    "how_we_know",
    "key_points",
    "lasted",
    "lessons",
    "main_chart",
    "main_outcome",
    "next_steps",
    "other_outcomes",
    "others_chart",
    "outcomes",
    "outcomes_table",
    "told",
    "told_chart",
    "trace_chart",
    "what_people_told_us",
]
