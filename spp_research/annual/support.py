"""Support that schools offer each other, and would welcome, matched by theme alone.

A match says that two schools think about the same theme. Which of several offers helps is for
the schools to find out: they stand in the lead's order, never by what a school achieved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from spp_research.share import SchoolShare, Support


@dataclass(frozen=True)
class Asked:
    """One offer or need with its school."""

    slug: str
    school: str
    line: Support

    @property
    def offered(self) -> bool:
        """Whether it is an offer; else it is a need."""
        return self.line.kind == "Offer"


def asked(shares: Mapping[str, SchoolShare]) -> tuple[Asked, ...]:
    """Every offer and need, in the lead's order of schools."""
    return tuple(
        Asked(slug, share.school_name, line)
        for slug, share in shares.items()
        for line in share.support
    )


def standing(lines: tuple[Asked, ...], as_at: date) -> tuple[Asked, ...]:
    """Those that still stand on a day; the date given is the last day on which they do."""
    return tuple(a for a in lines if a.line.until is None or a.line.until >= as_at)


def over(lines: tuple[Asked, ...], as_at: date) -> tuple[Asked, ...]:
    """Those whose last day has gone by."""
    return tuple(a for a in lines if a not in standing(lines, as_at))


def unanswered(lines: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """Needs with no offer on the same theme from another school."""
    return tuple(a for a in lines if not a.offered and not _others(a, lines))


def unasked(lines: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """Offers on a theme on which no other school has asked for anything."""
    return tuple(a for a in lines if a.offered and not _others(a, lines))


def _others(one: Asked, lines: tuple[Asked, ...]) -> bool:
    """Whether another school has the counterpart of an offer or a need on its theme."""
    return any(
        other.offered != one.offered
        and other.slug != one.slug
        and other.line.theme == one.line.theme
        for other in lines
    )
