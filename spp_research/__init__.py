"""Research and reporting kit for partnerships of schools that peer-review each other.

What a notebook needs is named here and fetched when first used, so that importing the package
costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

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


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _PUBLIC[name].partition(":")
    value = import_module(module)
    return getattr(value, attribute) if attribute else value


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
