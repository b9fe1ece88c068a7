"""A school's series on one's own screen: its sentence and its picture, by the rules that are open.

In a document the impact reflection shows it, which knows what else is said of the same pupils.
"""

from __future__ import annotations

from spp_research.errors import UnprotectedError
from spp_research.protect.disclosure.opened import run_key
from spp_research.school.series import Series, seen
from spp_research.words.series import hidden_sentence, series_sentence
from spp_research.words.statements import Statement

from .charts import Chart
from .own_charts import rules_here
from .run_charts import run_chart


def sentence(found: Series) -> str:
    """What a series says, as far as those may see it for whom a school was opened."""
    return _said(found).bare


def plot_of(found: Series) -> Chart | Statement:
    """The figures in the order of time; the sentence where they may not be seen."""
    said, rules = _said(found), rules_here()
    return run_chart(found, seen(found, rules), rules) or said


def _said(found: Series) -> Statement:
    if run_key():
        raise UnprotectedError(
            "A series by itself is for your own screen. In a document its figures stand beside "
            "what else is told of the same pupils: impact_reflection.other_outcomes(study) has it."
        )
    rules = rules_here()
    return series_sentence(found, seen(found, rules), rules) or hidden_sentence(1, rules)
