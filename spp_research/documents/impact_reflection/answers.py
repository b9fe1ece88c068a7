"""What people told: the questions of the school's surveys.

Questions that are hidden whole, or whose change is too wide to tell, share a sentence where there
are several of them. None is left out, and the table has the numbers of every one.
"""

from __future__ import annotations

from collections.abc import Sequence

from spp_research.display.charts import Chart
from spp_research.display.likert import voices_chart
from spp_research.display.panels import Bullets
from spp_research.display.sections import Section, section
from spp_research.display.surveys import answered_in_short, in_few_words, voices_table
from spp_research.display.tables import Table
from spp_research.protect.disclosure import Rules
from spp_research.school import survey
from spp_research.school.evidence import Study
from spp_research.school.survey import Item
from spp_research.school.survey.bands import too_few
from spp_research.telling import of_study
from spp_research.words.statements import Statement


@of_study
def told_chart(study: Study) -> Chart | None:
    """The answers to the school's surveys as bars, before and after one below the other."""
    return voices_chart(survey.items(study.base), study.rules)


@of_study
def what_people_told_us(study: Study) -> Section | Bullets | Table | None:
    """The questions in sentences, and how many answered each, for notebooks of earlier kits."""
    return told_in_short(survey.items(study.base), study.rules)


@of_study
def told(study: Study) -> Bullets | None:
    """The questions of the surveys in sentences."""
    return in_few_words(survey.items(study.base), study.rules)


@of_study
def answers_table(study: Study) -> Table | None:
    """How many answered each question of the surveys, with its net agreement and its change."""
    items, rules = survey.items(study.base), study.rules
    shown = any(too_few(item, rules) is None for item in items)
    return voices_table(items, rules) if shown else None


@of_study
def answered(study: Study) -> Statement | None:
    """How many of those asked answered the surveys; None where nothing of it may be seen."""
    return answered_in_short(survey.items(study.base), study.rules)


def told_in_short(items: Sequence[Item], rules: Rules) -> Section | Bullets | Table | None:
    """A list of sentences and a table of the questions; None without any question.

    Parameters
    ----------
    items : the questions of the school's surveys.
    rules : of the audience. Where all the questions are hidden there is no table.
    """
    if not items:
        return None
    hidden = [item for item in items if too_few(item, rules) is not None]
    table = voices_table(items, rules) if len(hidden) < len(items) else None
    return section(in_few_words(items, rules), table)
