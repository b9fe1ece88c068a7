"""A share file as the JSON that it is: read so that nobody can read it as something else.

What every reader of such a file looks at first: that it is JSON text in which nothing stands twice,
which version it is of, and that its content is what its hash was made of.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from spp_research.errors import EvidenceError

VERSION = 9
HASH = "content_hash"
SCHEMA = "share-file.schema.json"  # the published format, among what there is to read
MOST_BYTES = 4_000_000  # many times what a school's year takes
AGAIN = "Ask the school to send it again, or make it again with: spp share"
ENDING = ".json"
OF_REPORTS = ".report.json"  # of a partnership's report for everyone, which is no school's
EXTRA, MISSING = "extra", "missing"  # what is wrong with a place, besides what stands there
_OWN = ("version", "school", "partnership", "cycle", HASH)  # by which one knows a share file


def document_of(content: bytes, name: str) -> dict[str, Any]:
    """The document that some bytes hold, of a version that this kit knows and with its own hash.

    Parameters
    ----------
    name : how a message calls the file.

    Raises
    ------
    EvidenceError
        When they hold none, or it was changed after it was made.
    """
    document = read_document(content, name)
    version = document["version"]
    if type(version) is not int or version < 1:
        raise EvidenceError(f"{name}: its version is not a whole number from 1 on. {AGAIN}")
    if version > VERSION:
        raise EvidenceError(
            f"{name}: it was made with a newer kit than this one ({_kit(document)}its format is "
            f"version {version}, and this kit reads up to {VERSION}). Update the kit, and run this "
            "again."
        )
    if document[HASH] != hash_of(document):
        raise EvidenceError(
            f"{name}: it was changed after it was made: its content does not fit its hash. {AGAIN}"
        )
    return document


def require_small(size: int, name: str) -> None:
    """Stop before a file is read that is larger than any share file.

    Raises
    ------
    EvidenceError
        When it is; `name` is what it calls the file.
    """
    if size > MOST_BYTES:
        raise EvidenceError(
            f"{name}: it is {size / 1e6:,.1f} MB, and a share file is at most "
            f"{MOST_BYTES / 1e6:.0f} MB. {AGAIN}"
        )


def fault_at(place: str, what: str = "") -> str:
    """One sentence for the first thing that is not as a share file has it.

    Parameters
    ----------
    place : names and numbers of rows with points between them: "effects.0.value".
    what : EXTRA, MISSING, or empty where something else stands there.
    """
    shown = _quoted(place)
    if what == EXTRA:
        return f"it holds {shown}, which no share file has."
    if what == MISSING:
        return f"it does not hold {shown}."
    return f"what it says under {shown} is not what a share file may say there."


def hash_of(content: Mapping[str, Any]) -> str:
    """What the hash of a document should be, whichever it gives itself."""
    left = {key: value for key, value in content.items() if key != HASH}
    canonical = json.dumps(left, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()


def read_document(content: bytes, name: str, own: Collection[str] = _OWN) -> dict[str, Any]:
    """The JSON document of a file that somebody has sent, which names all that it must.

    Parameters
    ----------
    own : by which one knows such a file.

    Raises
    ------
    EvidenceError
        When it is no such document.
    """
    try:
        document = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number
        )
        json.dumps(document, ensure_ascii=False).encode()  # half a character is no text
    except _TwiceError as twice:
        raise EvidenceError(f"{name}: {_quoted(twice)} is in it twice. {AGAIN}") from None
    except RecursionError:
        raise EvidenceError(f"{name}: it is nested too deeply for a share file. {AGAIN}") from None
    except ValueError:  # not UTF-8, not JSON, a number that is none
        raise EvidenceError(
            f"{name}: this is not a share file: it cannot be read as JSON text. {AGAIN}"
        ) from None
    missing = [key for key in own if not isinstance(document, dict) or key not in document]
    if missing:
        raise EvidenceError(
            f"{name}: this is not a share file: it does not say its {missing[0]}. {AGAIN}"
        )
    return document


class _TwiceError(Exception):
    """A key that is in one object twice, so that two readers could read two things."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwiceError(next(key for key in keys if keys.count(key) > 1))
    return made


def _no_number(name: str) -> None:
    raise ValueError(name)


def _kit(document: Mapping[str, Any]) -> str:
    kit = document.get("kit")
    return f"kit {kit[:20]}; " if isinstance(kit, str) and kit else ""


def _quoted(words: object) -> str:
    return f"“{' '.join(str(words).split())[:60]}”"


def share_files(folder: Path) -> list[Path]:
    """The share files of a folder, without what is half written or another program's own."""
    if not folder.is_dir():
        return []
    return [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() == ENDING
        and not path.name.startswith((".", "~"))
        and not path.name.lower().endswith(OF_REPORTS)
    ]
