"""The phase that the lead named, beside what can be seen of it. A description, never a grade."""

from __future__ import annotations

import pandas as pd

from spp_research.catalogue import called
from spp_research.display.panels import Bullets
from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.partnership import annual
from spp_research.partnership.annual.audience import shares, staff_named
from spp_research.partnership.year import Year
from spp_research.phrases import listed, long_date
from spp_research.protect.disclosure import not_personal
from spp_research.schema.vocabulary import PHASES
from spp_research.telling import of_year
from spp_research.words import phase as words
from spp_research.words.statements import Statement, joined

_MOST = 3  # cycles side by side


@of_year
def phase(year: Year) -> Pieces | Statement:
    """Markers of the phase and of those before it: seen, not yet seen, or not known."""
    own = year.partnership.phase
    if own not in PHASES:
        return Statement(
            "The lead has not named a phase, so there is nothing to set the year beside. Build, "
            "embed or sustain goes on the sheet “The partnership” of partnership.xlsx."
        )
    every = (*year.earlier, year)[-_MOST:]
    knowns = _known(every)
    annual.hold_back(year)
    found = [annual.seen(marker, knowns[-1]) for marker in annual.markers(own)]
    noted = [said for one in found if staff_named(year) and (said := words.evidence(one))]
    return Pieces(
        [
            _opening(own),
            _named(every),
            _over_cycles(own, every, knowns) if year.earlier else _table(own, knowns[0], year),
            Bullets(noted) if noted else None,
            *_hub(year),
        ]
    )


def _known(every: tuple[Year, ...]) -> list[annual.Known]:
    """What is known of each cycle: of this one on the day, of one that is over on its last day."""
    *before, now = every
    over = [
        annual.Known(one.partnership, shares(one), min(one.as_at, days.last) if days else one.as_at)
        for one in before
        for days in (one.partnership.days,)
    ]
    return [*over, annual.Known(now.partnership, shares(now), now.as_at)]


def _named(every: tuple[Year, ...]) -> Statement | None:
    """Which phase the lead named in each earlier cycle, where it was another one."""
    now = every[-1].partnership.phase
    cycles: dict[str, list[str]] = {}
    for one in every[:-1]:
        if one.partnership.phase and one.partnership.phase != now:
            cycles.setdefault(one.partnership.phase.lower(), []).append(one.partnership.cycle)
    before = [f"{called} in {listed(own)}" for called, own in cycles.items()]
    if not before:
        return None
    return Statement("The lead called it {before}.", before=listed(before))


def _hub(year: Year) -> list[Statement | Bullets]:
    """What is seen of being ready to be a hub; for the last phase, or where the lead looked."""
    found = annual.hub(_known((*year.earlier, year)))
    if year.partnership.phase != PHASES[-1] and not any(one.noted for one in found):
        return []
    noted = [said for one in found if staff_named(year) and (said := words.evidence(one))]
    return [
        Statement(
            "What a hub would show, as a list. The list is the kit’s own, nothing in it is added "
            "up, and whether to become one is for the schools and the programme to decide."
        ),
        Bullets([*map(words.of_a_hub, found), *noted]),  # two lists would run into one
    ]


def _over_cycles(own: str, every: tuple[Year, ...], knowns: list[annual.Known]) -> Table:
    """A column a cycle, with the markers of the phase that the lead names now."""
    rows = [
        (
            marker.phase,
            called(marker.text),
            *(words.in_a_cell(annual.seen(marker, k)) for k in knowns),
        )
        for marker in annual.markers(own)
    ]
    columns = ["Phase", "What would be seen", *(one.partnership.cycle for one in every)]
    return Table(
        not_personal(
            pd.DataFrame(rows, columns=columns).set_index("Phase"),
            "counts of schools, reviews and documents",
        ),
        "tbl-phase",
        f"What is seen of {own.lower()} in each cycle, and what is not yet",
        "From the lead’s workbooks and the share files; a cycle that is over on its last day",
        widths=(9, 91 - 17 * len(every), *(17 for _ in every)),
    )


def _opening(own: str) -> Statement:
    others = [p.lower() for p in PHASES[: PHASES.index(own)]]
    said = [
        Statement(
            "The lead describes the partnership as being in the phase called {own}, one of three "
            "of about a year each: build, embed and sustain.",
            own=own.lower(),
        ),
        Statement(
            "Beside it stands what this year’s files say about {own} and, before it, {others}."
            if others
            else "Beside it stands what this year’s files say about {own}.",
            own=own.lower(),
            others=listed(others),
        ),
        Statement(
            "The markers are the kit’s own: steps of the programme’s cycle and rules of its roles, "
            "counted in what is signed off. They describe and are not added up, and a phase is the "
            "lead’s to name."
        ),
    ]
    if own == PHASES[-1]:
        said.append(
            Statement(
                "After sustain, the most experienced partnerships train new ones as a hub of the "
                "programme."
            )
        )
    return joined(said)


def _table(own: str, known: annual.Known, year: Year) -> Table:
    rows = []
    for marker in annual.markers(own):
        found = annual.seen(marker, known)
        counts = (
            f"{found.some} of {found.of} {called(marker.things)}" if found.of else _nothing(found)
        )
        rows.append((marker.phase, called(marker.text), found.state, counts))
    columns = ["Phase", "What would be seen", "Seen", "What is known"]
    return Table(
        not_personal(
            pd.DataFrame(rows, columns=columns).set_index("Phase"),
            "counts of schools, reviews and documents",
        ),
        "tbl-phase",
        f"What is seen of {own.lower()}, and what is not yet",
        f"From partnership.xlsx and the share files, {long_date(year.as_at)}",
        widths=(9, 51, 12, 28),
    )


def _nothing(found: annual.Seen) -> str:
    if found.marker.count is not None:
        return f"no {found.marker.things} to count yet"
    if found.noted is None:
        return "nobody has written it down"
    return words.in_a_cell(found)
