"""A partnership's report for everyone as one file, for the website of a hub.

It holds the text that was signed off for everyone with its pictures, or says that none is any more.
What a school shared with its partnership alone is not in it: the text is the one that anybody may
read.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from spp_research.errors import EvidenceError
from spp_research.protect.disclosure import Audience
from spp_research.telling import briefly
from spp_research.whole_files import write_whole

from .content import first_fault
from .document import HASH, OF_REPORTS, hash_of, read_document
from .records import Base64, Count, Name, Signed, _Record, schema_of

NAME = f"partnership{OF_REPORTS}"
VERSION = 1
MOST_BYTES = 8_000_000
_MOST_LETTERS = 1_500_000
_AGAIN = "Ask the partnership's lead to run spp share, and to send it again"
_OWN = ("version", "partnership", "cycle", "made_on", HASH)
Picture = Annotated[str, Field(pattern=r"^figures/[A-Za-z0-9._-]+\.png$")]


class ReportText(_Record):
    """The report as it was signed off for everyone.

    Parameters
    ----------
    text_mark : of the text that was signed.
    fewest_pupils, fewest_respondents : the thresholds that it was made under.
    text : the document, as the kit writes it for the renderers.
    files : its pictures, by name, in base 64.
    """

    text_mark: Annotated[str, Field(pattern="^[A-Z]{3}-[A-Z]{3}-[A-Z]{3}$")]
    fewest_pupils: Count
    fewest_respondents: Count
    text: Annotated[str, Field(max_length=_MOST_LETTERS)]
    files: dict[Picture, Base64] = Field(default_factory=dict)


class SharedReport(_Record):
    """A partnership's report of a year, for everyone.

    Parameters
    ----------
    version : of this format.
    kit : the version of the kit that made the file.
    partnership, cycle : as the lead's workbook names them.
    made_on : the day that the file looks from.
    sign_off : under which the report stands; None where none does.
    report : the text; None where it may not be shown, or may be no longer.
    content_hash : of everything above, so that a change by hand is seen.
    """

    version: Annotated[int, Field(ge=1)] = VERSION
    kit: Name
    partnership: Name
    cycle: Name
    made_on: date
    sign_off: Signed | None = None
    report: ReportText | None = None
    content_hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] = "0" * 64

    __repr__ = __str__ = briefly

    def stands(self, day: date) -> bool:
        """Whether it may be shown to everyone on a day."""
        line = self.sign_off
        return (
            self.report is not None
            and line is not None
            and line.audience == Audience.PUBLIC
            and line.signed_on <= day
            and (line.ends_on is None or day < line.ends_on)
        )


def sealed_report(report: SharedReport) -> SharedReport:
    """The report with the hash of its content."""
    return report.model_copy(update={HASH: hash_of(report.model_dump(mode="json"))})


def report_text(report: SharedReport) -> str:
    """The text of the file of a sealed report."""
    return json.dumps(report.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


def schema_text() -> str:
    """The text of docs/partnership-report.schema.json."""
    about = (
        "What a partnership's lead sends a hub for its website. content_hash is the SHA-256 of the "
        "document without it, as JSON with sorted keys, no spaces and UTF-8."
    )
    return schema_of(SharedReport, f"SPP partnership report for everyone, version {VERSION}", about)


def write_report(report: SharedReport, path: Path) -> None:
    """Write a sealed report, whole or not at all.

    Raises
    ------
    OSError
        When the folder cannot be written; what was there before is as it was.
    """
    write_whole(path, report_text(report))


def read_report(path: Path) -> SharedReport:
    """Read one such file and check that it is whole.

    Raises
    ------
    EvidenceError
        When it cannot be read, is too big, is from a newer kit, or was changed after it was made.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        if not path.is_file():
            raise EvidenceError(f"{name}: this is not a file. {_AGAIN}.")
        if (size := path.stat().st_size) > MOST_BYTES:
            raise EvidenceError(
                f"{name}: it is {size / 1e6:,.1f} MB, and the file of a report is at most "
                f"{MOST_BYTES / 1e6:.0f} MB. {_AGAIN}."
            )
        document = read_document(path.read_bytes(), name, _OWN)
    except OSError as error:
        raise EvidenceError(
            f"{name}: this file cannot be opened ({error.strerror}). {_AGAIN}."
        ) from None
    return _checked(document, name)


def _checked(document: dict[str, Any], name: str) -> SharedReport:
    version = document["version"]
    if type(version) is int and version > VERSION:
        raise EvidenceError(
            f"{name}: it was made with a newer kit than this one. Update the kit, and run this "
            "again."
        )
    if document[HASH] != hash_of(document):
        raise EvidenceError(
            f"{name}: it was changed after it was made: its content does not fit its hash. "
            f"{_AGAIN}."
        )
    try:
        return SharedReport.model_validate_json(json.dumps(document), strict=True)
    except ValidationError as error:
        raise EvidenceError(f"{name}: {first_fault(error)} {_AGAIN}.") from None
