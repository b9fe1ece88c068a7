"""Findings of all the reviews by theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spp_research.schema.vocabulary import THEMES
from spp_research.share import Finding, SchoolShare


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
            tuple((s, f) for s, f in own if f.kind == kind) for kind in ("Strength", "Next step")
        )
        made.append(Theme(name, strengths, steps))
    return tuple(made)


def schools_of(findings: tuple[tuple[str, Finding], ...]) -> tuple[str, ...]:
    """The schools of some findings, each once, in the lead's order."""
    return tuple(dict.fromkeys(school for school, _ in findings))
