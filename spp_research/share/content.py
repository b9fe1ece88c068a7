"""The content of a share file: its text, its hash, and what is refused when it is read."""

from __future__ import annotations

import json
from hashlib import sha256

from pydantic import ValidationError

from spp_research.errors import EvidenceError

from .records import VERSION, SchoolShare

_AGAIN = "Ask the school to send it again."


def sealed(share: SchoolShare) -> SchoolShare:
    """The share with the hash of its content."""
    return share.model_copy(update={"content_hash": content_hash(share)})


def content_hash(share: SchoolShare) -> str:
    """The SHA-256 of all but the hash, as JSON with sorted keys and no spaces."""
    content = share.model_dump(mode="json", exclude={"content_hash"})
    return _hash(content)


def text_of(share: SchoolShare) -> str:
    """The text of the file; sealed shares only."""
    return json.dumps(share.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


def parse(content: bytes, name: str) -> SchoolShare:
    """The share that some bytes hold.

    Parameters
    ----------
    content : of the file.
    name : how a message calls the file.

    Raises
    ------
    EvidenceError
        When they hold no share of a version that this kit knows, or one that was changed.
    """
    try:
        document = json.loads(content)
        share = SchoolShare.model_validate_json(content)
    except (ValueError, ValidationError):
        raise EvidenceError(f"{name}: this is not a share file. {_AGAIN}") from None
    if share.version > VERSION or share.content_hash != _hash(
        {k: v for k, v in document.items() if k != "content_hash"}
    ):
        raise EvidenceError(f"{name}: it was changed after it was made. {_AGAIN}")
    return share


def _hash(content: dict) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()
