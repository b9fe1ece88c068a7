"""Which documents of a school are signed off for everyone, and what is taken from them.

The page for parents and pupils is made of nothing else: what only the partnership may read stays
out of it, whoever signs the page itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spp_research.partnership.lead_workbook import rows_of, text
from spp_research.protect.disclosure import Audience
from spp_research.schema.vocabulary import (
    IMPACT_REFLECTION,
    REVIEW_SUMMARY,
    WRITE_UP,
    ActionState,
    FindingKind,
)

from .practice import practice_of
from .review import KNOWN_BEST, findings

if TYPE_CHECKING:
    from .evidence import Study

_AHEAD = (ActionState.PLANNED, ActionState.UNDER_WAY)


def is_for_everyone(study: Study, document: str) -> bool:
    """Whether a document of the school is signed off for everyone on the day of the study.

    Parameters
    ----------
    document : as the sign-off sheet names it.
    """
    line = study.base.sign_off(
        document, Audience.PUBLIC, study.as_at, fixed=study.settings.fixes_day
    )
    return line is not None


def found(study: Study, kind: FindingKind) -> list[str]:
    """The strengths or the next steps, those first that are known best; none that is not shared."""
    if not is_for_everyone(study, REVIEW_SUMMARY):
        return []
    own = [row for row in rows_of(findings(study.base)) if row.kind == kind]
    own.sort(key=lambda row: KNOWN_BEST.index(row.agreement))
    return [text(row.finding) for row in own if text(row.finding)]


def ahead(study: Study) -> list[str]:
    """What the school will do or is doing, in the order of its plan; none that is not shared."""
    if not _is_followed(study):
        return []
    rows = rows_of(study.base.actions)
    return [text(row.action) for row in rows if text(row.status) in _AHEAD and text(row.action)]


def changed(study: Study) -> list[str]:
    """What the school says has changed, an action at a time; none that is not shared."""
    if not _is_followed(study):
        return []
    said = (text(row.what_changed) for row in rows_of(study.base.reflection))
    return [one for one in said if one]


def shared_practice(study: Study) -> str:
    """The practice that the school shares with everyone; empty where it shares none."""
    practice = practice_of(study.base)
    if practice is None or not is_for_everyone(study, WRITE_UP):
        return ""
    return practice.principle


def looked_at(study: Study, since: Any = None) -> frozenset[str]:
    """The kinds of source that the review looked at, as far as that is shared.

    Parameters
    ----------
    since : the first day of the review; what is dated earlier is the school's own. None for all.
    """
    if not is_for_everyone(study, REVIEW_SUMMARY):
        return frozenset()
    rows = study.base.evidence
    if since is not None:
        import pandas as pd

        rows = rows[~(rows["date"] < pd.Timestamp(since))]
    return frozenset(map(str, rows["source_type"].dropna()))


def _is_followed(study: Study) -> bool:
    """Whether everyone may read what came after the review as well as the review itself."""
    return is_for_everyone(study, REVIEW_SUMMARY) and is_for_everyone(study, IMPACT_REFLECTION)
