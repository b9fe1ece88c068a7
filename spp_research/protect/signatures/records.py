"""What was read under a signature, remembered: one small sealed file for each, written once.

The files lie in a folder `signed`: of a school in its own folder, of the partnership in the
workspace. They are no part of `reports/`, which can be deleted and made again; they travel with
the folder when it is copied. The seal tells of an edit by hand, and is no protection against
somebody who means to deceive (decision 24).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from spp_research.cycle import written_alike
from spp_research.whole_files import write_whole

from .texts import FILE as DRAFTS
from .texts import Line, ShownText

FOLDER = "signed"
ENDING = ".json"
VERSION = 1
_SEAL = "seal"
_MOST_BYTES = 8_000_000
_NAME = re.compile("[^a-z0-9]+")
_CYCLE = re.compile(r'"cycle": ("(?:[^"\\]|\\.)*")')
_BEGINS = 2000  # letters, in which the signature of a record stands


@dataclass(frozen=True)
class SignedFor:
    """What a signature is for; two that differ in anything are two signatures.

    Parameters
    ----------
    partnership, cycle, school : as the lead's workbook names them; `school` is empty for the
        partnership's own documents.
    document : as the Sign-off sheet names it.
    item : which practice or notebook, where there are several; else empty.
    signed_as : the audience of the row of the Sign-off sheet.
    signed_on : the day of the row.
    signed_by : the name in the row.
    audience : of the text, which may be narrower than the row's.
    part : "document", or "share" for what a share file says under the signature.
    """

    partnership: str
    cycle: str
    school: str
    document: str
    item: str
    signed_as: str
    signed_on: date
    signed_by: str
    audience: str
    part: str = "document"

    @property
    def key(self) -> tuple[str, ...]:
        """What two records of one signature have in common, however they were spelt.

        Not the names of the partnership and the school: records lie in the school's own folder, and
        who is renamed has signed all the same.
        """
        own = {k: v for k, v in asdict(self).items() if k not in ("partnership", "school")}
        return tuple(" ".join(str(value).casefold().split()) for value in own.values())

    def same_as(self, other: SignedFor) -> bool:
        """Whether two are one signature, also where only the school year is written otherwise.

        A key stays what it was, so that every record is found under it for ever. What is compared
        here is a text that is known: nothing is signed by it that was not read (decision 62).
        """
        return same_key(self.key, other.key)


def same_key(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two keys are of one signature; the cycle, the first of each, may be respelt."""
    return [*one[1:]] == [*other[1:]] and bool(one) and written_alike(one[0], other[0])


@dataclass(frozen=True)
class Record:
    """One text that was first made under a signature, or was signed by its mark.

    Parameters
    ----------
    signed_for : the signature.
    text : what was shown.
    first_seen : the day on which it was first made.
    typed : the mark was in the Sign-off sheet.
    kit : the version of the kit, and the hash of its source.
    sources : what it was made from, each a name and a hash.
    follows : the digests of earlier texts under this signature that this one replaces, as after
        an upgrade of the kit.
    given : what else was taken in that may be withdrawn: for a partnership report the documents
        of schools, as "oakfield: Review summary".
    edition : the hash of the file in which the whole document is kept; empty where it is not.
    """

    signed_for: SignedFor
    text: ShownText
    first_seen: date
    typed: bool = False
    kit: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    follows: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    edition: str = ""

    @property
    def name(self) -> str:
        """The name of its file: equal texts under one signature have equal names."""
        own = self.signed_for
        signature = sha256("\n".join(own.key).encode()).hexdigest()[:6]
        parts = [own.document, own.item, own.audience]
        if own.part != "document":
            parts.insert(0, own.part)
        words = "-".join(_NAME.sub("-", part.casefold()).strip("-") for part in parts if part)
        mark = self.text.mark.replace("-", "").lower()
        return f"{words}.{own.signed_on.isoformat()}.{mark}.{signature}{ENDING}"


@dataclass(frozen=True)
class Remembered:
    """The records of one folder.

    Parameters
    ----------
    records : those that are whole.
    ignored : for each other file its name and why it is not used, the end of a sentence.
    """

    records: tuple[Record, ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()

    def of(self, signed_for: SignedFor) -> tuple[Record, ...]:
        """The records of one signature that none of its others replaces."""
        own = [one for one in self.records if one.signed_for.key == signed_for.key]
        own = own or [one for one in self.records if one.signed_for.same_as(signed_for)]
        replaced = {digest for one in own for digest in one.follows}
        by_text = {one.text.digest: one for one in own if one.text.digest not in replaced}
        return tuple(by_text.values())


def cycles_in(folder: Path) -> Iterator[str]:
    """The cycles under which texts are remembered in a folder, as they were written.

    Only the beginning of each file is read, where `write_record` puts it.
    """
    for path in sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else ():
        if path.name == DRAFTS or path.name.startswith("."):
            continue
        try:
            with path.open(encoding="utf-8") as file:
                begins = file.read(_BEGINS)
        except (OSError, UnicodeDecodeError):
            continue
        if found := _CYCLE.search(begins):
            yield json.loads(found[1])


def record_names(document: str) -> str:
    """A pattern for the names of the records of a document, those of share files left out."""
    return f"{_NAME.sub('-', document.casefold()).strip('-')}-*{ENDING}"


def read_records(folder: Path) -> Remembered:
    """Every record in a folder `signed`; a file that is none is ignored and named."""
    records: list[Record] = []
    ignored: list[tuple[str, str]] = []
    found = sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else []
    names = [path for path in found if path.name != DRAFTS and not path.name.startswith(".")]
    for path in names:
        try:
            records.append(_read(path))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            ignored.append((path.name, "it is not what the kit wrote, or was changed since"))
    return Remembered(tuple(records), tuple(ignored))


def write_record(record: Record, folder: Path) -> Record:
    """Write a record, unless one of the same text is there already; that one then stands.

    If only the new one knows of a kept document, or of another one, that is written into it.

    Raises
    ------
    OSError
        When the folder cannot be written.
    """
    path = folder / record.name
    if path.exists():
        try:
            there = _read(path)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            pass  # not what the kit wrote under that name; what is written now is
        else:
            if record.edition in ("", there.edition):
                return there
            record = replace(there, edition=record.edition)
    document = _document(record)
    text = json.dumps(document | {_SEAL: _seal(document)}, indent=1, ensure_ascii=False)
    write_whole(path, f"{text}\n")
    return record


def _document(record: Record) -> dict[str, Any]:
    own = record.signed_for
    return {
        "version": VERSION,
        "signed_for": asdict(own) | {"signed_on": own.signed_on.isoformat()},
        "text_mark": record.text.mark,
        "first_seen": record.first_seen.isoformat(),
        "typed": record.typed,
        "kit": record.kit,
        "sources": dict(record.sources),
        "follows": list(record.follows),
        "given": list(record.given),
        "edition": record.edition,
        "text": [[line.section, line.words] for line in record.text.lines],
    }


def _read(path: Path) -> Record:
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError("too large for a record")
    document = json.loads(path.read_text(encoding="utf-8"))
    if document.pop(_SEAL) != _seal(document):
        raise ValueError("the seal does not fit")
    own = document["signed_for"]
    text = ShownText(tuple(Line(section, words) for section, words in document["text"]))
    record = Record(
        SignedFor(**{**own, "signed_on": date.fromisoformat(own["signed_on"])}),
        text,
        date.fromisoformat(document["first_seen"]),
        bool(document["typed"]),
        str(document["kit"]),
        dict(document["sources"]),
        tuple(document["follows"]),
        tuple(document["given"]),
        str(document["edition"]),
    )
    if document["text_mark"] != text.mark:
        raise ValueError("the mark does not fit")
    return record


def _seal(document: Mapping[str, Any]) -> str:
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()
