"""Research and reporting kit for partnerships of schools that peer-review each other.

What a notebook needs is named here and fetched when first used, so that importing the package
costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the same names once more, for editors and type checkers; a test compares them
    from spp_research import display as display
    from spp_research import stats as stats
    from spp_research.display import show as show
    from spp_research.documents import best_practice as best_practice
    from spp_research.documents import enquiry as enquiry
    from spp_research.documents import hub_report as hub_report
    from spp_research.documents import impact_reflection as impact_reflection
    from spp_research.documents import parents_page as parents_page
    from spp_research.documents import partnership_report as partnership_report
    from spp_research.documents import review_summary as review_summary
    from spp_research.documents import workshop_pack as workshop_pack
    from spp_research.hub.opening import open_hub as open_hub
    from spp_research.partnership.lead_workbook import open_partnership as open_partnership
    from spp_research.partnership.year import open_year as open_year
    from spp_research.protect import disclosure as disclosure
    from spp_research.school import agreement as agreement
    from spp_research.school import impact as impact
    from spp_research.school import review as review
    from spp_research.school import survey as survey
    from spp_research.school import trace as trace
    from spp_research.school.evidence import open_school as open_school
    from spp_research.school.workshop import open_workshop as open_workshop

__version__ = "0.1.0"

_PUBLIC = {
    "open_school": "spp_research.school.evidence:open_school",
    "open_partnership": "spp_research.partnership.lead_workbook:open_partnership",
    "open_year": "spp_research.partnership.year:open_year",
    "open_hub": "spp_research.hub.opening:open_hub",
    "open_workshop": "spp_research.school.workshop:open_workshop",
    "review": "spp_research.school.review",
    "impact": "spp_research.school.impact",
    "survey": "spp_research.school.survey",
    "agreement": "spp_research.school.agreement",
    "trace": "spp_research.school.trace",
    "stats": "spp_research.stats",
    "disclosure": "spp_research.protect.disclosure",
    "display": "spp_research.display",
    "show": "spp_research.display.show",
    "enquiry": "spp_research.documents.enquiry",
    "review_summary": "spp_research.documents.review_summary",
    "workshop_pack": "spp_research.documents.workshop_pack",
    "impact_reflection": "spp_research.documents.impact_reflection",
    "best_practice": "spp_research.documents.best_practice",
    "parents_page": "spp_research.documents.parents_page",
    "partnership_report": "spp_research.documents.partnership_report",
    "hub_report": "spp_research.documents.hub_report",
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
