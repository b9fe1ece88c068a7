"""What people told the school's surveys, in short: what moved, what did not, and the numbers.

Questions that are hidden whole, or whose change is too wide to tell, share a sentence where there
are several of them. None is left out, and the table has the numbers of every one.
"""

from __future__ import annotations

from collections.abc import Sequence

from spp_research.display.panels import Bullets
from spp_research.display.sections import Section, section
from spp_research.display.surveys import voices_table
from spp_research.display.tables import Table
from spp_research.phrases import in_words, listed
from spp_research.protect.disclosure import Rules, Shown, free_text
from spp_research.school.survey import Item
from spp_research.school.survey.bands import direction, seen, too_few
from spp_research.words.statements import Statement
from spp_research.words.surveys import DIFFERENT, sentence_of


def told_in_short(items: Sequence[Item], rules: Rules) -> Section | Bullets | Table | None:
    """A list of sentences and a table of the questions; None without any question.

    Parameters
    ----------
    items : the questions of the school's surveys.
    rules : of the audience. Where all the questions are hidden there is no table.
    """
    if not items:
        return None
    symbols = [(item, symbol) for item in items if (symbol := too_few(item, rules)) is not None]
    hidden = [item for item, _ in symbols]
    wide = [item for item in items if _too_wide(item, rules)]
    shared = [item for group in (wide, hidden) if len(group) > 1 for item in group]
    said = [sentence_of(item, rules) for item in items if item not in shared]
    if len(wide) > 1:
        said.append(
            Statement(
                "On {n} questions the change is too wide to tell: {asked}.",
                n=in_words(len(wide)),
                asked=_asked(wide),
            )
        )
    if len(hidden) > 1:
        said.append(
            Statement(
                "The answers to {n} questions are hidden {symbol}, because fewer than {least} "
                "people answered: {asked}.",
                n=in_words(len(hidden)),
                symbol=symbols[0][1],
                least=f"{rules.fewest_respondents}",
                asked=_asked(hidden),
            )
        )
    if any(item.may_differ for item in items):
        said.append(DIFFERENT)
    table = voices_table(items, rules) if len(hidden) < len(items) else None
    return section(Bullets(said), table)


def _too_wide(item: Item, rules: Rules) -> bool:
    """Whether a question was asked twice, may be seen, and its change is too wide to tell."""
    if not item.scaled or item.difference is None or item.moves is not None or item.awaited:
        return False
    return seen(item, rules) is not None and direction(item, rules) == "unclear"


def _asked(items: Sequence[Item]) -> Shown:
    """The questions as they were asked, in quotation marks."""
    return free_text(listed([f"“{item.asked}”" for item in items]))
