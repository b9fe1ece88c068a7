"""The documents of a closed cycle: what was kept of each when it was signed or made.

A document is its text and its pictures, held against their hashes; nothing is worked out again.
Whether it may still be shown is asked in `still_signed`.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.display.front import front_matter
from spp_research.errors import DisclosureError
from spp_research.kinds import AS_DATA, BEST_PRACTICE, ReportKind
from spp_research.partnership.closed_cycles import ClosedCycle
from spp_research.protect.sign_off import AUDIENCES, SignOff, all_standing
from spp_research.protect.signatures import Line, Record, read_records
from spp_research.run import cache
from spp_research.run.jobs import PARTNERSHIP
from spp_research.schema import PARTNERSHIP as LEADS
from spp_research.schema import SCHOOL
from spp_research.settings import read_settings
from spp_research.words.sign_offs import signed_line
from spp_research.words.text import escape
from spp_research.workspace import Workspace

from .shown import read_shown
from .signing import EDITION, edition_file, is_to_reuse, read_sheets, signed_folder

if TYPE_CHECKING:
    from spp_research.intake.read.typed_rows import TypedRows

_REPORT = "report.qmd"
_ABOUT = re.compile(r"\n## (?:About this document|[^\n]* \{#about-this-document\})\n")
_MOST_BYTES = 60_000_000  # of one document with its pictures
# What a draft says on its first page of a sign-off that did not hold; a signed one does not.
_WHY_A_DRAFT = re.compile(
    r'\n::: \{\.panel title="(?:Changed since it was signed off|Why this is a draft)"\}\n'
    r".*?\n:::\n",
    re.DOTALL,
)


@dataclass(frozen=True)
class Kept:
    """One document of a closed cycle as it was kept.

    Parameters
    ----------
    kind : of the document.
    audience : whom its text was made for.
    mark : its text mark.
    files : its text and pictures, by their names.
    late : whether it was a draft when it was kept, so that its head has to be written anew.
    given : what schools had given to it, as "oakfield: Review summary".
    """

    kind: ReportKind
    audience: str
    mark: str
    files: Mapping[str, bytes] = field(repr=False)
    late: bool = False
    given: tuple[str, ...] = ()

    def put_into(self, folder: Path, line: SignOff | None, why: str = "") -> None:
        """Write the text and the pictures into a folder.

        Parameters
        ----------
        line : the sign-off that it stands under; None makes it a draft.
        why : for a draft, why it is one; empty for one that never was signed.
        """
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if self.late or line is None:
            report = folder / _REPORT
            written, status = report.read_text(encoding="utf-8"), _status(self.mark, line, why)
            report.write_text(_with_head(written, status, line), encoding="utf-8")
            if (kept := self.files.get(AS_DATA)) is not None:
                from .report_json import restated

                data = restated(kept, status, signed=line is not None)
                (folder / AS_DATA).write_bytes(data) if data else (folder / AS_DATA).unlink()

    def lines(self, style: Path) -> tuple[Line, ...]:
        """What it says, without who signed it, the days, and the section about the document."""
        return written_lines(self.files[_REPORT].decode("utf-8"), style)


def written_lines(report: str, style: Path) -> tuple[Line, ...]:
    """What a finished `report.qmd` says, as `Kept.lines`."""
    facts, rest = _parts(report)
    facts |= {"date": "–", "spp": facts["spp"] | {"status": "–", "header": "–"}}
    body = _ABOUT.split(_WHY_A_DRAFT.sub("\n", rest))[0]
    return read_shown(f"{front_matter(facts)}\n{body}", {}, style).lines


def count_about(report: str) -> int:
    """How many headings of a finished `report.qmd` are that of its last section."""
    return len(_ABOUT.findall(report))


def documents_of(closed: ClosedCycle, school: str, kind: ReportKind) -> list[Kept]:
    """All that was kept whole of a document: what was signed, then what was made."""
    found = {}
    for record in records_of(closed, school):
        own = record.signed_for
        if own.document == kind.title and own.part == "document":
            kept = from_record(record, kind, closed, school)
            if kept:
                found[kept.audience, kept.mark] = kept
    for kept in drafts_of(closed, school, kind):
        found.setdefault((kept.audience, kept.mark), kept)
    return [*found.values()]


def not_kept(workspace: Workspace, schools: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What is signed off in the open cycle and was never made, so that no text would be kept.

    Returns
    -------
    For each its school (empty for the partnership's own), document and audience.
    """
    settings = read_settings(workspace.settings_file)
    today = settings.as_at or date.today()
    for school in ("", *schools):
        if not book_of(workspace, school).is_file():
            continue
        sheets, folder = sheets_of(workspace, school), signed_folder(workspace, school)
        kept = {
            (one.signed_for.document, one.signed_for.audience)
            for one in read_records(folder).records
            if one.signed_for.part == "document" and edition_of(one, folder) is not None
        }
        rows = sheets["sign_off"].records
        for kind in workspace.kinds.values():
            audience = kind.audience
            if kind.hub or kind.per_school != bool(school) or (kind.title, audience) in kept:
                continue
            if all_standing(
                rows,
                kind.title,
                audience,
                today,
                fixed=settings.fixes_day,
                item=item_of(sheets, ""),
            ):
                yield school, kind.title, audience


def records_of(closed: ClosedCycle, school: str) -> tuple[Record, ...]:
    """The records of a closed cycle that are as they were when it was closed."""
    folder = signed_folder(closed.workspace, school)
    return tuple(
        one for one in read_records(folder).records if closed.is_as_it_was(folder / one.name)
    )


def drafts_of(closed: ClosedCycle, school: str, kind: ReportKind) -> list[Kept]:
    """The document that lay among the reports when the cycle was closed, if it is as it was."""
    folder = closed.workspace.report_folder(school or PARTNERSHIP, kind.name)
    manifest = cache.read_manifest(folder)
    signature = manifest.get("signature") or {}
    names = [
        folder / "manifest.json",
        folder / _REPORT,
        *sorted((folder / "figures").glob("*.png")),
    ]
    if not signature.get("text_mark") or manifest.get("audience") not in AUDIENCES:
        return []
    written = manifest.get("files") or {}  # what somebody changed by hand is not what was made
    # Of the numbers to reuse what is as it was made; the document stands without the others.
    names += [
        folder / name
        for name, known in written.items()
        if is_to_reuse(name) and cache.file_hash(folder / name) == known
    ]
    by_hand = any(
        cache.file_hash(path) != written.get(path.relative_to(folder).as_posix())
        for path in names[1:]
    )
    if by_hand or not all(map(closed.is_as_it_was, names)):
        return []
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in names[1:]}
    return [Kept(kind, manifest["audience"], str(signature["text_mark"]), files, late=True)]


def from_record(
    record: Record, kind: ReportKind, closed: ClosedCycle, school: str, *, late: bool = False
) -> Kept | None:
    """The document of a record, as it was kept; None where it is not whole."""
    files = edition_of(record, signed_folder(closed.workspace, school))
    if files is None:
        return None
    own = record.signed_for
    return Kept(kind, own.audience, record.text.mark, files, late, record.given)


def edition_of(record: Record, folder: Path) -> dict[str, bytes] | None:
    """The kept document of a record, if it is whole and holds nothing but a document."""
    path = edition_file(folder, record)
    if not record.edition or not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return None
    content = path.read_bytes()
    if sha256(content).hexdigest() != record.edition:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _MOST_BYTES:
                return None
            files = {name: packed.read(name) for name in packed.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    return files if _REPORT in files and all(map(_is_of_a_document, files)) else None


def _is_of_a_document(name: str) -> bool:
    folder, _, picture = name.rpartition("/")
    plain = "\\" not in picture and picture.endswith(".png")
    return name == _REPORT or (folder == EDITION[1] and plain) or is_to_reuse(name)


def book_of(workspace: Workspace, school: str) -> Path:
    """The workbook of a school, or the lead's where `school` is empty."""
    return workspace.evidence_file(school) if school else workspace.partnership_file


def sheets_of(workspace: Workspace, school: str) -> Mapping[str, TypedRows]:
    """The sheets of that workbook, which can be read."""
    return read_sheets(book_of(workspace, school), SCHOOL if school else LEADS)


def item_of(sheets: Mapping[str, TypedRows], document: str) -> str:
    """Which practice a workbook is about; empty where the document is none."""
    rows = sheets.get("practice")
    if rows is None or document not in ("", BEST_PRACTICE.title) or not len(rows):
        return ""
    return str(rows.columns["practice_id"][0])


def _status(mark: str, line: SignOff | None, why: str) -> str:
    """The line of the first page of a kept text: signed off by whom, or a draft and why."""
    status = signed_line(line) if line else f"Draft: {why or 'not signed off'}"
    return f"{status}. Text mark: {mark}"


def _with_head(written: str, status: str, line: SignOff | None) -> str:
    """A kept text with the head of what it is today."""
    facts, rest = _parts(written)
    facts["spp"] |= {
        "status": escape(status),
        "draft": line is None,
    }
    if line and facts["spp"].get("licence"):
        facts["spp"]["published"] = line.signed_on.isoformat()
    return front_matter(facts) + "\n" + (_WHY_A_DRAFT.sub("\n", rest) if line else rest)


def _parts(written: str) -> tuple[dict[str, Any], str]:
    """The front matter of a kept text, and what follows."""
    try:
        start, head, rest = written.split("---\n", 2)
        rows = (row.partition(": ") for row in head.splitlines())
        facts = {key: json.loads(value) for key, _, value in rows}
        if start or not isinstance(facts.get("spp"), dict):
            raise ValueError("it does not begin as the kit begins it")
    except ValueError:
        raise DisclosureError(
            "a document that was kept does not begin with the head that the kit gives it, so "
            "nobody can say what it is"
        ) from None
    return facts, rest
