"""What partner schools offer, beside what this school would welcome: by theme, never ranked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from spp_research.evidence import EvidenceBase
from spp_research.partnership import day
from spp_research.review import theme_name
from spp_research.schema.vocabulary import THEMES
from spp_research.share import Support
from spp_research.share.files import Shares

from .questions import themes

OFFER, NEED = "Offer", "Need"


@dataclass(frozen=True)
class Match:
    """One theme that matters to the workshop.

    Parameters
    ----------
    theme : its short name.
    needs : what the school would welcome, in its own words.
    offers : (name of the school, offer), in the lead's order of schools.
    """

    theme: str
    needs: tuple[str, ...]
    offers: tuple[tuple[str, Support], ...]


def needs(base: EvidenceBase, as_at: date) -> tuple[tuple[str, str], ...]:
    """What the school would welcome and has not stopped looking for: (theme in full, words)."""
    return tuple(
        (str(row.theme), str(row.support))
        for row in base.support.itertuples(index=False)
        if row.kind == NEED and not _over(day(row.until), as_at)
    )


def matches(base: EvidenceBase, shares: Shares, as_at: date) -> tuple[Match, ...]:
    """The themes of the questions and of the needs, each with what partner schools offer.

    In the framework's order of themes; a theme without a need or an offer is left out.
    """
    wanted = needs(base, as_at)
    offered = tuple(offers_standing(shares, base.school.slug, as_at))
    made = []
    for theme in THEMES:
        own = tuple(words for of, words in wanted if of == theme)
        if not own and theme not in themes(base):
            continue
        theirs = tuple((name, offer) for name, offer in offered if offer.theme == theme)
        if own or theirs:
            made.append(Match(theme_name(theme), own, theirs))
    return tuple(made)


def offers_standing(shares: Shares, slug: str, as_at: date) -> Iterator[tuple[str, Support]]:
    """Every offer of the other schools that stands on the day, in the lead's order of schools."""
    for school, share in shares.shares.items():
        for offer in share.support if school != slug else ():
            if offer.kind == OFFER and not _over(offer.until, as_at):
                yield share.school_name, offer


def _over(until: date | None, as_at: date) -> bool:
    return until is not None and until < as_at
