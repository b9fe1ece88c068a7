"""The year as a story of sentences and pictures, with its tables in an appendix.

Every section of the report is made whole, as notebooks of earlier kits show it. Here it is parted:
`story` keeps what is read through and names the tables that belong to it, and `appendix` shows
those tables, in the order of the sections.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spp_research.display.panels import Bullets
from spp_research.display.sections import Pieces, Section
from spp_research.display.tables import Table
from spp_research.errors import InputError
from spp_research.partnership.annual.audience import signed_off
from spp_research.partnership.year import Year
from spp_research.phrases import listed
from spp_research.protect.disclosure import free_text
from spp_research.schema.surveys import DEVELOPMENT, PEER_REVIEW
from spp_research.share.content import WRITE_UP
from spp_research.telling import kind_of, of_year
from spp_research.words.statements import Statement

from .actions import actions_tables
from .ahead import ahead
from .development import question_by_question
from .ending import left_out
from .lead import support_given
from .phase import phase
from .pooled import OF_THE_TABLES, pooled_tables
from .support import support
from .themes import THEMES_TABLE, findings, practices
from .years import lasted, measured_alike, over_the_years


def story(shown: Any) -> Pieces:
    """A section without its tables, and last a line that says where these are.

    Parameters
    ----------
    shown : what a function of the report gives: pieces, one of them, or nothing.
    """
    if hasattr(shown, "dtypes"):
        raise InputError(
            "story takes what a piece of the report gives, as partnership_report.themes(year); it "
            f"was given {kind_of(shown)}"
        )
    kept, apart = [], []
    for part in _parts(shown):
        if not isinstance(part, Table):
            kept.append(part)
        elif part.label != THEMES_TABLE:  # it says again what the lists of findings say
            apart.append(part)
    return Pieces([*(part for part in kept if part not in OF_THE_TABLES), _where(apart)])


@of_year
def practices_told(year: Year) -> Pieces:
    """The practices that may be shared, one line each; the appendix says what they are in short."""
    lines = [
        Statement(
            "{principle} *({school})*",
            principle=free_text(share.practice.principle),
            school=share.school_name,
        )
        for share in signed_off(year, WRITE_UP).values()
        if share.practice is not None
    ]
    return Pieces([Bullets(lines) if lines else None, *story(practices(year)).parts])


@of_year
def appendix(year: Year, workspace: str, audience: str) -> Pieces:
    """The tables of all the sections, in the order of the report.

    Parameters
    ----------
    workspace, audience : of the partnership's own surveys, as for `peer_review`.
    """
    whole = [
        findings(year),
        practices(year),
        over_the_years(year),
        lasted(year),
        measured_alike(year),
        support(year),
        support_given(year),
    ]
    then = [phase(year), ahead(year), left_out(year)]
    return Pieces(
        [
            *_tables(whole),
            *actions_tables(year),
            *pooled_tables(year),
            *question_by_question(workspace, audience, PEER_REVIEW),
            *question_by_question(workspace, audience, DEVELOPMENT),
            *_tables(then),
        ]
    )


def _parts(shown: Any) -> Iterator[Any]:
    """What is shown one after another, whatever holds it together."""
    if isinstance(shown, Pieces):
        for part in shown.parts:
            yield from _parts(part)
    elif isinstance(shown, Section):
        for piece in shown.pieces:
            yield from _parts(piece)
    elif shown is not None:
        yield shown


def _tables(sections: Iterable[Any]) -> Iterator[Table]:
    for shown in sections:
        yield from (part for part in _parts(shown) if isinstance(part, Table))


def _where(tables: list[Table]) -> Statement | None:
    """What the tables of a section are, with references to them; None without any."""
    if not tables:
        return None
    return Statement(
        "*In the appendix:* {tables}.",
        tables=listed([f"“{table.title}”" for table in tables], "and"),
    ).pointing_to(*(table.label for table in tables))
