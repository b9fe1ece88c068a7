"""The content of a share file: its text, its hash, what is refused, and what of it still stands.

The hash is SHA-256 over the whole document but the hash itself, as JSON with sorted keys, no
spaces and plain UTF-8. It tells of a change by hand or on the way; it is no signature.

A file lies about for months, while sign-offs end. So it is asked again whenever it is read.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any

from pydantic import ValidationError

from spp_research.errors import EvidenceError
from spp_research.protect.disclosure import Audience
from spp_research.schema.vocabulary import IMPACT_REFLECTION, REVIEW_SUMMARY, WRITE_UP

from .codes import read_code
from .digits import as_shown
from .document import AGAIN, EXTRA, HASH, MISSING, VERSION, document_of, fault_at, hash_of
from .plausible import implausible
from .records import (
    BEFORE_AGAIN,
    BEFORE_CODES,
    BEFORE_EXPECTED,
    BEFORE_LASTED,
    BEFORE_TAKEN_BACK,
    BEFORE_WRITE_UP,
    OF_EXPECTED,
    SchoolShare,
    Signed,
)


def sealed(share: SchoolShare) -> SchoolShare:
    """The share with the hash of its content, and the oldest version that has all it says."""
    expected = any(effect.expected is not None for effect in share.effects)
    oldest = BEFORE_LASTED if expected else BEFORE_EXPECTED
    if share.lasted or share.resources or share.as_shared:
        oldest = BEFORE_WRITE_UP
    if share.write_up:
        oldest = BEFORE_CODES
    if _is_coded(share):
        oldest = BEFORE_AGAIN
    if any(one.again is not None for one in share.lasted):
        oldest = BEFORE_TAKEN_BACK
    if share.taken_back:
        oldest = VERSION
    known = share.model_copy(update={"version": oldest})
    return known.model_copy(update={HASH: hash_of(_document(known))})


def _is_coded(share: SchoolShare) -> bool:
    """Whether it says in a code why a number is missing."""
    said = [text for one in share.effects for text in (one.reason, one.rule)]
    said += [wave.rule for item in share.answers for wave in item.waves]
    return any(read_code(text)[0] for text in (*said, *share.hidden))


def text_of(share: SchoolShare) -> str:
    """The text of the file of a sealed share."""
    return json.dumps(_document(share), indent=1, ensure_ascii=False) + "\n"


def whole(share: SchoolShare) -> bool:
    """Whether its hash is of what it holds: not where an older file was rounded in reading it."""
    return share.content_hash == hash_of(_document(share))


def alike(one: SchoolShare, other: SchoolShare) -> bool:
    """Whether two shares say the same, whenever and with whichever kit they were made."""
    left = {"made_on", "kit", HASH}
    return one.model_dump(exclude=left) == other.model_dump(exclude=left)


def parse(content: bytes, name: str, *, texts: bool = True) -> SchoolShare:
    """The share that some bytes hold.

    Parameters
    ----------
    content : of the file; no more than fits easily into memory.
    name : how a message calls the file.
    texts : whether to look through all its texts for people. Without it, whoever shows one of them
        looks at it first.

    Raises
    ------
    EvidenceError
        When they hold no share file, one of a newer kit, one that was changed after it was made,
        one with something in it that this version does not have, or one that says what cannot be
        so or seems to name somebody.
    """
    document = document_of(content, name)
    try:
        # As text, since only there a day may be words and nothing else is guessed at.
        share = as_shown(SchoolShare.model_validate_json(json.dumps(document), strict=True))
    except ValidationError as error:
        raise EvidenceError(f"{name}: {first_fault(error)} {AGAIN}") from None
    if what := implausible(share, texts=texts):
        raise EvidenceError(f"{name}: {what} {AGAIN}")
    return share


def first_fault(error: ValidationError) -> str:
    """One sentence for the first of pydantic's faults, whose own words are for programmers."""
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return fault_at(place, {"extra_forbidden": EXTRA, "missing": MISSING}.get(fault["type"], ""))


def _document(share: SchoolShare) -> dict[str, Any]:
    document = share.model_dump(mode="json")
    for name in _LATER:
        if not document[name]:
            del document[name]
    lasted = document.get("lasted", ())
    for kept in lasted:
        if kept["again"] is None:
            del kept["again"]
    again = [kept["again"] for kept in lasted if "again" in kept]
    for effect in (*document["effects"], *again):  # where lots were drawn, only a newer one will do
        if not effect["by_lot"]:
            del effect["by_lot"]
        for name in OF_EXPECTED:
            if effect[name] is None:
                del effect[name]
    return document


# Which older kits do not know.
_LATER = (
    *("cleared", "series", "check_ins", "lasted", "resources", "as_shared", "write_up"),
    "taken_back",
)


REVIEW, REFLECTION = REVIEW_SUMMARY, IMPACT_REFLECTION

# Which parts of a share come with which document.
PARTS = {
    REVIEW: ("focus", "findings", "support", "actions", "resources"),
    REFLECTION: ("effects", "answers", "hidden", "series", "check_ins", "lasted", "as_shared"),
    WRITE_UP: ("practice", "write_up"),
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
