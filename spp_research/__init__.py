"""Research and reporting kit for partnerships of schools that peer-review each other.

What a notebook needs is named here and fetched when first used, so that importing the package
costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the same names once more, for editors and type checkers; a test compares them
    from spp_research import agreement as agreement
    from spp_research import disclosure as disclosure
    from spp_research import display as display
    from spp_research import impact as impact
    from spp_research import review as review
    from spp_research import stats as stats
    from spp_research import survey as survey
    from spp_research import trace as trace
    from spp_research.display import best_practice as best_practice
    from spp_research.display import impact_reflection as impact_reflection
    from spp_research.display import partnership_report as partnership_report
    from spp_research.display import review_summary as review_summary
    from spp_research.display import workshop_pack as workshop_pack
    from spp_research.evidence import open_school as open_school
    from spp_research.partnership import open_partnership as open_partnership
    from spp_research.workshop import open_workshop as open_workshop
    from spp_research.year import open_year as open_year

__version__ = "0.1.0"

_PUBLIC = {
    "open_school": "spp_research.evidence:open_school",
    "open_partnership": "spp_research.partnership:open_partnership",
    "open_year": "spp_research.year:open_year",
    "open_workshop": "spp_research.workshop:open_workshop",
    "review": "spp_research.review",
    "impact": "spp_research.impact",
    "survey": "spp_research.survey",
    "agreement": "spp_research.agreement",
    "trace": "spp_research.trace",
    "stats": "spp_research.stats",
    "disclosure": "spp_research.disclosure",
    "display": "spp_research.display",
    "review_summary": "spp_research.display.review_summary",
    "workshop_pack": "spp_research.display.workshop_pack",
    "impact_reflection": "spp_research.display.impact_reflection",
    "best_practice": "spp_research.display.best_practice",
    "partnership_report": "spp_research.display.partnership_report",
}

__all__ = sorted(_PUBLIC)


if not TYPE_CHECKING:  # or a checker would take every name for one that exists

    def __getattr__(name: str) -> Any:
        if name not in _PUBLIC:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, _, attribute = _PUBLIC[name].partition(":")
        value = import_module(module)
        return getattr(value, attribute) if attribute else value


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
