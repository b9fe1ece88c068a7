"""What of a share may be used on a day and for an audience: what its sign-offs still cover.

A file lies about for months, while sign-offs end. So it is asked again whenever it is read.
"""

from __future__ import annotations

from datetime import date

from .records import SchoolShare, Signed

REVIEW, REFLECTION = "Review summary", "Impact reflection"
WRITE_UP = "Best-practice write-up"

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
    signed = {line.document for line in lines}
    gone = [name for document, names in PARTS.items() if document not in signed for name in names]
    empty = {name: type(share).model_fields[name].get_default() for name in gone}
    return share.model_copy(update={"sign_offs": lines, **empty})


def _stands(line: Signed, audience: str, day: date) -> bool:
    wide_enough = audience != "public" or line.audience == "public"
    return wide_enough and line.signed_on <= day and (line.ends_on is None or day < line.ends_on)
