"""The partnership over several cycles: side by side in counts, and what lasted of each.

Every number is of all the schools together. A section without an earlier cycle shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import pandas as pd

from spp_research.catalogue import say
from spp_research.display.panels import Bullets
from spp_research.display.sections import Piece, Pieces, Section
from spp_research.display.tables import Table
from spp_research.partnership import annual
from spp_research.partnership.year import Year
from spp_research.phrases import capital, in_words
from spp_research.protect.disclosure import not_personal
from spp_research.schema.vocabulary import Carried
from spp_research.school.review import theme_name
from spp_research.telling import of_year
from spp_research.words import years as words
from spp_research.words.statements import Statement

from .cycles import between_cycles

MOST = 4  # cycles side by side on one page
_NOTHING = {"0", "–"}  # a row of nothing but these says nothing
_COUNTS = "counts of schools, findings, actions and documents"


@of_year
def over_the_years(year: Year) -> Pieces:
    """Each cycle that is kept beside this one, with who joined and who left."""
    if not year.earlier:
        return Pieces([])
    every = (*year.earlier, year)[-MOST:]
    return Pieces([*_schools(every), _table(every)])


def _schools(every: tuple[Year, ...]) -> Iterator[Statement]:
    for before, after in pairwise(every):
        names = before.partnership.cycle, after.partnership.cycle
        said = words.came_and_went(*names, *annual.came_and_went(before, after))
        if said is not None:
            yield said
    for one in every[:-1]:  # of this year the last section tells
        if silent := len(one.partnership.schools) - len(one.shares):
            yield words.not_all_shared(one.partnership.cycle, silent)


def _table(every: tuple[Year, ...]) -> Table:
    told = [annual.told(one) for one in every]
    rows: dict[str, list[str]] = {
        "Schools in the partnership": [str(one.schools) for one in told],
        "Review summaries signed off": [_of(one.reviewed, one.schools) for one in told],
        say("Strengths found"): [str(one.strengths) for one in told],
        say("Next steps found"): [str(one.next_steps) for one in told],
    }
    for theme in told[0].on_theme:
        label = say("Schools with a next step on {theme}", theme=theme_name(theme))
        rows[label] = [_of(one.on_theme[theme], one.reviewed) for one in told]
    rows |= {
        "Actions shared": [str(one.actions) for one in told],
        "Actions completed": [_of(one.completed, one.actions) for one in told],
        "Actions with a known result": [_of(one.known, one.actions) for one in told],
        "Practices signed off": [str(one.practices) for one in told],
    }
    rows = {name: row for name, row in rows.items() if not set(row) <= _NOTHING}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[one.cycle for one in told])
    n = len(told)
    return Table(
        not_personal(frame.rename_axis("In all schools together"), _COUNTS),
        "tbl-years",
        f"{capital(in_words(n))} cycles of the partnership",
        "Counted in what the schools signed off in each cycle",
        notes=(
            "More or fewer is neither better nor worse: schools choose what they look at, and what "
            "was not signed off is not counted.",
        ),
        widths=(52, *(48 // n for _ in told)),
    )


def _of(some: int, every: int) -> str:
    return f"{some} of {every}" if every else "–"


@of_year
def lasted(year: Year) -> Pieces:
    """How what went on from earlier cycles was when schools looked at it."""
    found = annual.kept(year)
    before = {then.partnership.cycle: annual.kept(then) for then in year.earlier[-MOST + 1 :]}
    if not found and not any(before.values()):
        return Pieces([])
    return Pieces([words.lasted(found), _lasted(year, found, before), *_once_more(year)])


def _once_more(year: Year) -> Iterator[Piece]:
    """The follow-up of an earlier cycle's outcome, beside its first result."""
    if found := annual.measured_once_more(year):
        yield words.once_more_title(len(found))
        yield Bullets([words.once_more(one, year.rules) for one in found])


def _lasted(
    year: Year, found: tuple[annual.Kept, ...], before: Mapping[str, tuple[annual.Kept, ...]]
) -> Table:
    """This year's looking by kind, and below it each earlier year's in one row."""
    rows = {words.looked_in(cycle): _tally(own) for cycle, own in before.items() if own}
    for what in Carried:
        if own := tuple(one for one in found if one.what == what):
            rows[words.kind_of(what)] = _tally(own)
    # Where nothing of this year is there yet, the last year of which something is speaks.
    told = year.partnership.cycle if found else [cycle for cycle, own in before.items() if own][-1]
    columns = ["Still done", "Adapted", "Stopped", "Not looked at"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return Table(
        not_personal(
            frame.rename_axis("What went on"), "counts of actions, outcomes and practices"
        ),
        "tbl-lasted",
        words.lasted_title(found or before[told]),
        "What schools say on the sheet “Carried over”, where the impact reflection is signed off, "
        f"{told}",
        notes=("What was stopped may have been right to stop: the sheet asks for no reason.",),
        widths=(48, 13, 13, 13, 13),
    )


def _tally(found: tuple[annual.Kept, ...]) -> list[int]:
    counts = [(one.still, one.adapted, one.stopped, one.not_looked) for one in found]
    return [sum(column) for column in zip(*counts, strict=True)]


@of_year
def measured_alike(year: Year) -> Section | Piece | None:
    """Outcomes that the lead says were measured alike in an earlier cycle; None without any."""
    return between_cycles(annual.measured_alike(year), year.rules)
