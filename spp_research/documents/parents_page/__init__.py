"""The pieces of the page for parents and pupils, in the order in which it is read.

It holds what is signed off for everyone and nothing besides (decision 56).
"""

from __future__ import annotations

from spp_research.display.front import Front, school_front
from spp_research.display.panels import Bullets
from spp_research.display.sections import Piece, Section, section
from spp_research.schema.vocabulary import PARENTS_PAGE, REVIEW_SUMMARY
from spp_research.school.evidence import Study
from spp_research.school.for_everyone import is_for_everyone
from spp_research.telling import of_study
from spp_research.words import families
from spp_research.words.statements import Statement, joined

__all__ = [
    "comes_next",
    "front",
    "has_changed",
    "how_to_help",
    "question",
    "who_came",
    "works_well",
]


@of_study
def front(study: Study) -> Front:
    """Whose page it is, the day of the review, and who signed it off."""
    name = study.base.school.name
    return school_front(
        study,
        PARENTS_PAGE,
        families.title(),
        about="review_end",
        description=f"What visitors saw at {name}, and what comes next, in plain words.",
        keywords=["parents", "pupils", "peer review", study.partnership.cycle],
    )


@of_study
def who_came(study: Study) -> Statement:
    """Who looked at the school, when and how; or that nothing is shared with everyone yet."""
    if not _is_shared(study):
        return families.NOT_SHARED
    return joined(list(families.who_came(study)))


@of_study
def question(study: Study) -> Statement | None:
    """What they came to find out."""
    return families.question(study) if _is_shared(study) else None


@of_study
def works_well(study: Study) -> Section | Piece | None:
    """What works well, in the school's own words."""
    return _under(families.works_well(study)) if _is_shared(study) else None


@of_study
def comes_next(study: Study) -> Section | Piece | None:
    """What the school does next."""
    return _under(families.comes_next(study)) if _is_shared(study) else None


@of_study
def has_changed(study: Study) -> Section | Piece | None:
    """What has changed so far, or that it is too soon to tell."""
    if not _is_shared(study):
        return None
    said, points = families.has_changed(study)
    return section(said, Bullets(points) if points else None)


@of_study
def how_to_help(study: Study) -> Bullets | None:
    """What pupils, parents and carers can do, and where to ask."""
    return Bullets(families.how_to_help()) if _is_shared(study) else None


def _is_shared(study: Study) -> bool:
    return is_for_everyone(study, REVIEW_SUMMARY)


def _under(part: tuple[Statement, list[Statement]]) -> Section | Piece | None:
    """A first line over its list; nothing where the list is empty."""
    said, points = part
    return section(said, Bullets(points)) if points else None
