"""The phase that the lead named, beside what can be seen of it. A description, never a grade."""

from __future__ import annotations

import pandas as pd

from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.partnership import annual
from spp_research.partnership.annual.audience import shares
from spp_research.partnership.year import Year
from spp_research.phrases import listed, long_date
from spp_research.protect.disclosure import not_personal
from spp_research.schema.vocabulary import PHASES
from spp_research.words.statements import Statement, joined


def phase(year: Year) -> Pieces | Statement:
    """Markers of the phase and of those before it: seen, not yet seen, or not known."""
    own = year.partnership.phase
    if own not in PHASES:
        return Statement(
            "The lead has not named a phase, so there is nothing to set the year beside. Build, "
            "embed or sustain goes on the sheet “The partnership” of partnership.xlsx."
        )
    known = annual.Known(year.partnership, shares(year), year.as_at)
    return Pieces([_opening(own), _table(own, known, year)])


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
        counts = f"{found.some} of {found.of} {marker.things}" if found.of else _nothing(marker)
        rows.append((marker.phase, marker.text, found.state, counts))
    columns = ["Phase", "What would be seen", "Seen", "What is known"]
    return Table(
        not_personal(
            pd.DataFrame(rows, columns=columns).set_index("Phase"),
            "counts of schools, reviews and documents",
        ),
        "tbl-phase",
        f"What is seen of {own.lower()}, and what is not yet",
        f"From partnership.xlsx and the share files, {long_date(year.as_at)}",
        widths=(11, 47, 13, 29),
    )


def _nothing(marker: annual.Marker) -> str:
    if marker.count is None:
        return "the workbooks do not ask"
    return f"no {marker.things} to count yet"
