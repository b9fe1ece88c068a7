"""What was done, what was learnt of it, what lasted, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_research.display.panels import Bullets, Heading, Small
from spp_research.display.sections import Piece, Section, section
from spp_research.display.threads import orphans
from spp_research.partnership.annual.audience import visible
from spp_research.partnership.lead_workbook import text
from spp_research.protect.disclosure import Audience, free_text
from spp_research.school import impact
from spp_research.school.evidence import Study
from spp_research.school.impact.again import measured_again
from spp_research.telling import of_study
from spp_research.words import actions as plan
from spp_research.words import carried
from spp_research.words.statements import Statement, joined

from .tables import own_line

if TYPE_CHECKING:
    from spp_research.schema import tables as sheets

_LED_BY = {"lessons": "*Learnt:* ", "surprises": "*Surprising:* "}
_OPEN = Statement("Where the thread breaks off:")
_AHEAD = Statement("What comes next, in the school’s own words:")


@of_study
def actions(study: Study) -> Section | Piece | None:
    """Each action of the plan: what was set out to do, where it stands and what was done."""
    pieces: list[Heading | Bullets] = []
    for row in study.base.actions.itertuples(index=False):
        pieces += [Heading(plan.set_out(row)), Bullets(list(plan.done(study, row)))]
    practice = list(plan.put_into_practice(study.base))
    return section(*pieces, Small(practice) if practice else None)


@of_study
def lessons(study: Study, *columns: sheets.ReflectionColumn) -> Bullets | None:
    """Columns of the reflection in the school's own words, one bullet an action.

    Parameters
    ----------
    columns : of "what_changed", "lessons", "surprises" and "next", in the order of reading.
    """
    said = []
    for row in study.base.reflection.to_dict("records"):
        written = [
            Statement(f"{_LED_BY.get(column, '')}{{words}}", words=free_text(row[column]))
            for column in columns
            if text(row[column])
        ]
        if written:
            said.append(joined([Statement("**{action}.**", action=row["action_id"]), *written]))
    return Bullets(said) if said else None


@of_study
def lasted(study: Study) -> Section | Piece | None:
    """What went on from earlier cycles, and how it is now; None where nothing did."""
    if study.base.carried_over.empty:
        return None
    title = carried.title(study.base)
    # Another audience's rules may hide more than the file that was shared with the partnership.
    earlier = visible(study.earlier, study.rules)
    results = (*impact.results(study.base), *measured_again(study.base, study.rules))
    told = list(carried.how_it_is_now(study.base, study.rules, earlier, results))
    told += [line] if (line := own_line(study)) else []
    return section(title, Bullets(told) if told else None)


@of_study
def next_steps(study: Study) -> Section | Piece | None:
    """The threads that are still open, and what the school will do next.

    The public is not told where in a workbook something is missing.
    """
    still = None if study.rules.audience is Audience.PUBLIC else orphans(study)
    ahead = lessons(study, "next")
    return section(
        _OPEN if isinstance(still, Bullets) else None,
        still,
        _AHEAD if ahead and still else None,
        ahead,
    )
