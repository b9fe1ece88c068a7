"""Findings of all the reviews by theme, and support offered and welcomed, matched by theme.

A match says that two schools think about the same theme. Which of several offers helps is for
the schools to find out: they stand in the lead's order, never by what a school achieved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from spp_research.schema.vocabulary import THEMES, FindingKind, SupportKind
from spp_research.share import Finding, SchoolShare, Support


@dataclass(frozen=True)
class Theme:
    """The findings on one theme, each with its school, in the lead's order of schools.

    Parameters
    ----------
    theme : its full name; "" for findings on none of the four.
    strengths, next_steps : (school's name, finding).
    """

    theme: str
    strengths: tuple[tuple[str, Finding], ...]
    next_steps: tuple[tuple[str, Finding], ...]

    @property
    def findings(self) -> tuple[tuple[str, Finding], ...]:
        """Strengths and next steps."""
        return (*self.strengths, *self.next_steps)

    @property
    def schools(self) -> tuple[str, ...]:
        """The schools with a finding on it, in the lead's order."""
        return schools_of(self.findings)


def themes(shares: Mapping[str, SchoolShare]) -> tuple[Theme, ...]:
    """The four themes in the framework's order, with or without findings, and "" where needed."""
    found = [(share.school_name, f) for share in shares.values() for f in share.findings]
    names = [*THEMES, *([""] if any(f.theme not in THEMES for _, f in found) else [])]
    made = []
    for name in names:
        own = [(s, f) for s, f in found if (f.theme if f.theme in THEMES else "") == name]
        strengths, steps = (
            tuple((s, f) for s, f in own if f.kind == kind)
            for kind in (FindingKind.STRENGTH, FindingKind.NEXT_STEP)
        )
        made.append(Theme(name, strengths, steps))
    return tuple(made)


def schools_of(findings: tuple[tuple[str, Finding], ...]) -> tuple[str, ...]:
    """The schools of some findings, each once, in the lead's order."""
    return tuple(dict.fromkeys(school for school, _ in findings))


@dataclass(frozen=True)
class Asked:
    """One offer or need with its school."""

    slug: str
    school: str
    line: Support

    @property
    def offered(self) -> bool:
        """Whether it is an offer; else it is a need."""
        return self.line.kind == SupportKind.OFFER


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
