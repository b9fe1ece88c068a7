"""What of a share may be used on a day and for an audience: what its sign-offs still cover.

A file lies about for months, while sign-offs end. So it is asked again whenever it is read.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from spp_research.protect.disclosure import Audience
from spp_research.schema.vocabulary import IMPACT_REFLECTION, REVIEW_SUMMARY, WRITE_UP

from .records import SchoolShare, Signed

REVIEW, REFLECTION = REVIEW_SUMMARY, IMPACT_REFLECTION

# Which parts of a share come with which document.
PARTS = {
    REVIEW: ("focus", "findings", "support", "actions"),
    REFLECTION: ("effects", "answers", "hidden"),
    WRITE_UP: ("practice",),
}


def covered(share: SchoolShare, audience: str, day: date) -> SchoolShare:
    """The share with the sign-offs that stand, and without the parts that none of them covers.

    Parameters
    ----------
    share : as the file holds it.
    audience : "partnership" or "public".
    day : that the report looks from.
    """
    lines = tuple(line for line in share.sign_offs if _stands(line, audience, day))
    return _only(share, lines)


def without(share: SchoolShare, documents: Collection[str]) -> SchoolShare:
    """The share without these documents: neither their sign-offs nor what comes with them."""
    return _only(share, tuple(line for line in share.sign_offs if line.document not in documents))


def _only(share: SchoolShare, lines: tuple[Signed, ...]) -> SchoolShare:
    """The share with these sign-offs, and without the parts that none of them covers."""
    signed = {line.document for line in lines}
    gone = [name for document, names in PARTS.items() if document not in signed for name in names]
    empty = {name: type(share).model_fields[name].get_default() for name in gone}
    return share.model_copy(update={"sign_offs": lines, **empty})


def _stands(line: Signed, audience: str, day: date) -> bool:
    wide_enough = audience != Audience.PUBLIC or line.audience == Audience.PUBLIC
    return wide_enough and line.signed_on <= day and (line.ends_on is None or day < line.ends_on)
