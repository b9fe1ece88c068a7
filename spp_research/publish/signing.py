"""What a finished text is under the sign-offs of its document, and what is remembered of it.

The sign-offs are read here, from the workbook itself: a notebook says what is shown, and not that
somebody has signed it.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import blake2b, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.display.front import Front
from spp_research.errors import DisclosureError
from spp_research.kinds import AS_DATA, KINDS, ReportKind
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import SignOff, Unsigned, all_standing, why_unsigned
from spp_research.protect.signatures import (
    FOLDER,
    OF_THE_KIT,
    SHARED,
    Making,
    Record,
    ShownText,
    SignedFor,
    Verdict,
    day_signed,
    judge,
    note_day,
    read_days,
    read_records,
    write_record,
)
from spp_research.run import cache
from spp_research.run.jobs import Job
from spp_research.run.looks import read_book
from spp_research.schema import HUB, PARTNERSHIP, SCHOOL
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.settings import Settings, read_settings
from spp_research.whole_files import write_whole
from spp_research.words.sign_offs import unsigned_words
from spp_research.workspace import Workspace, kit_resources

from .made_of import not_as_signed
from .number_files import FOLDER as NUMBERS
from .number_files import WORKBOOK, is_of_numbers

if TYPE_CHECKING:
    from spp_research.intake.read.typed_rows import TypedRows
    from spp_research.schema import Workbook

_SIGN_OFFS = "sign_off"
EDITION = ("report.qmd", "figures", WORKBOOK, NUMBERS, AS_DATA)


def is_to_reuse(name: str) -> bool:
    """Whether a file of a document is there to be read by programs, by its path in the folder."""
    return name == AS_DATA or is_of_numbers(name)


def signed_folder(workspace: Workspace, school: str) -> Path:
    """Where what was signed is remembered; `school` is empty for the partnership's own."""
    return (workspace.school_folder(school) if school else workspace.root) / FOLDER


def edition_file(folder: Path, record: Record) -> Path:
    """Where the document of a record is kept, in a folder of records; it need not be there."""
    return (folder / record.name).with_suffix(".zip")


@dataclass(frozen=True)
class Signing:
    """The sign-offs of one report that is being made.

    Parameters
    ----------
    job : the report.
    update : whether a signed text that only others' news would change is made anew, as a draft.
    """

    job: Job
    update: bool = False

    @property
    def style(self) -> Path:
        """The filters and templates that the text is read with."""
        return self.job.place.style

    @property
    def school(self) -> str:
        """The school's short name; empty for a report about all of them."""
        return self.job.school if self.job.kind.per_school else ""

    @property
    def cycle(self) -> str:
        """The cycle that the workspace is in, as the lead names it; empty where nobody has."""
        hub = self.job.place.is_hub
        lead = read_sheets(self.job.place.lead_file, HUB if hub else PARTNERSHIP)
        rows = lead["hub" if hub else "partnership"].records
        return str(rows[0][1]["cycle"] or "") if rows else ""

    @property
    def folder(self) -> Path:
        """Where its records are."""
        return signed_folder(self.job.place, self.school)

    @cached_property
    def sources(self) -> dict[str, str]:
        """What the text is made from, by name, each as a hash."""
        job = self.job
        found = sources_of(job.place, self.school)
        found |= {
            "notebook": _own_or_kits(job.place, job.kind),
            "style": _own_style(job.place.style),
        }
        if job.kind.hub:
            found[SHARED] = _digest(sorted(self._of_hub.values()))
        elif not self.school:
            shares = _covered(job)
            found["people"] = _of_files(cache.form_inputs(job))
            found[SHARED] = _digest(
                {slug: share.model_dump_json(exclude=_NOT_SAID) for slug, share in shares.items()}
            )
        return found

    def __call__(self, front: Front, text: ShownText) -> Verdict:
        """The verdict on a text.

        Raises
        ------
        DisclosureError
            When the notebook made it for another audience than it was asked to.
        """
        job = self.job
        if front.audience.value != job.audience:
            raise DisclosureError(
                f"{job.kind.notebook}: the document says that it is for the audience "
                f"{front.audience.value}, and it was asked for {job.audience}. The first cell "
                "must take the audience that it is given."
            )
        making = Making(text, job.made_on, kit(), self.sources, self.given(), self._last())
        rows = rows_of(job.place, self.school, job.kind.title, job.audience)
        verdict = judge(making, rows, read_records(self.folder))
        if not rows:
            return replace(verdict, unsigned=_unsigned(job, self.school))
        if verdict.signed and (why := self._not_as_signed(text)):
            return Verdict(verdict.line, verdict.signed_for, why=why)
        if verdict.keep and (self.update or not self._kept(verdict.keep)):
            return self._as_draft(verdict)
        if verdict.write and not _can_write(self.folder):
            return Verdict(
                verdict.line,
                verdict.signed_for,
                why=f"what was signed cannot be remembered, because the folder {self._shown} "
                "cannot be written. Give leave to write there, and run this again.",
            )
        return verdict

    def _not_as_signed(self, text: ShownText) -> str:
        """Why a page made of other documents is a draft although it bears its mark."""
        kind, place = self.job.kind, self.job.place
        if not kind.made_of:
            return ""
        sheets = read_sheets(place.evidence_file(self.school), SCHOOL)
        known = read_records(self.folder)
        return not_as_signed(kind, text, sheets, self._made_of, known, place, self.school)

    @cached_property
    def _made_of(self) -> dict[str, list[tuple[SignOff, SignedFor]]]:
        """By kind that the page is made of, the rows that let everyone read that document."""
        place = self.job.place
        return {
            name: rows_of(place, self.school, KINDS[name].title, Audience.PUBLIC)
            for name in self.job.kind.made_of
        }

    def facts(self, verdict: Verdict, text: ShownText) -> dict[str, Any]:
        """What a manifest says of the signature."""
        facts = signature_facts(verdict, text)
        standing = {name: rows for name, rows in self._made_of.items() if rows}
        if not standing:
            return facts
        # The page stands no longer than the first of the documents that it is made of.
        last = [max((line.ends_on or date.max for line, _ in rows)) for rows in standing.values()]
        ends = [day.isoformat() for day in last if day != date.max]
        own = [facts["ends_on"]] if facts["ends_on"] else []
        return facts | {"made_of": [*standing], "ends_on": min([*own, *ends], default="")}

    def remember(self, verdict: Verdict, made: Path) -> None:
        """Write down the text of a verdict, and keep the document for when the cycle is closed.

        What an older kit remembered without its document is remembered with it.

        Parameters
        ----------
        made : the folder with `report.qmd` and the figures.
        """
        record = verdict.record
        if record is None or not verdict.signed or (not verdict.write and self._kept(record)):
            return
        # One that stands already can be shown, whether or not it can be kept.
        with nullcontext() if verdict.write else suppress(OSError):
            self._keep(record, packed(made))

    def _keep(self, record: Record, edition: bytes) -> None:
        record = replace(record, edition=sha256(edition).hexdigest())
        write_whole(edition_file(self.folder, record), edition)
        write_record(record, self.folder)

    def note_day(self, verdict: Verdict, text: ShownText) -> None:
        """Note from which day a text looks, so that it can be signed on a later one."""
        line, day = verdict.line, self.job.made_on
        if line:
            day = day_signed(line.signed_on, line.marks, read_days(self.folder))
        with suppress(OSError):  # it can still be read, and signed on the same day
            note_day(self.folder, text.mark, day)

    def restore(self, record: Record, made: Path) -> None:
        """Put the text that was signed, and its figures, in the place of those in `made`."""
        for name in EDITION:
            path = made / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        with zipfile.ZipFile(edition_file(self.folder, record)) as edition:
            edition.extractall(made)

    def _kept(self, record: Record) -> bool:
        """Whether the document that was signed is there, as it was."""
        path = edition_file(self.folder, record)
        return path.is_file() and sha256(path.read_bytes()).hexdigest() == record.edition

    @property
    def _shown(self) -> str:
        return self.folder.relative_to(self.job.place.root).as_posix()

    def _as_draft(self, verdict: Verdict) -> Verdict:
        why = "the schools have shared more since it was signed off, and this draft has it."
        if not self.update:
            why += " The edition that was signed is not on this computer."
        return Verdict(verdict.line, verdict.signed_for, why=why, changed=verdict.changed)

    def given(self) -> tuple[str, ...]:
        if self.school:
            return ()
        if self.job.kind.hub:
            return tuple(sorted(self._of_hub))
        return tuple(
            f"{slug}: {line.document}"
            for slug, share in _covered(self.job).items()
            for line in share.sign_offs
        )

    @cached_property
    def _of_hub(self) -> dict[str, str]:
        """What each document of a hub's schools says today, as a hash, by whose and which it is."""
        from spp_research.hub.gathering import Left, each_file
        from spp_research.hub.lead import open_hub_book
        from spp_research.share.content import covered

        job, found = self.job, dict[str, str]()
        for _, share in each_file(job.place, open_hub_book(job.place)):
            if isinstance(share, Left):
                continue
            own = covered(share, job.audience, job.made_on)
            said = _digest(own.model_dump_json(exclude=_NOT_SAID))
            for line in own.sign_offs:
                found[f"{share.partnership}/{share.school}: {line.document}"] = said
        return found

    def _last(self) -> tuple[tuple[str, ...], str] | None:
        """What the last report in this place was signed as."""
        known = cache.read_manifest(self.job.folder)
        signature = known.get("signature") or {}
        if known.get("audience") != self.job.audience or not signature.get("key"):
            return None
        return tuple(signature["key"]), str(signature["text_mark"])


def _unsigned(job: Job, school: str) -> Unsigned | None:
    """Why no row of the Sign-off sheet stands for a report, where one is about it."""
    place = job.place
    book = HUB if place.is_hub else PARTNERSHIP
    path, workbook = (place.evidence_file(school), SCHOOL) if school else (place.lead_file, book)
    settings = read_settings(place.settings_file)
    return why_unsigned(
        read_sheets(path, workbook)[_SIGN_OFFS].records,
        job.kind.title,
        job.audience,
        settings.as_at or date.today(),
        fixed=settings.fixes_day,
    )


_NOT_SAID = {"made_on", "kit", "content_hash", "version", "write_up", "taken_back"}


def rows_of(
    workspace: Workspace, school: str, document: str, audience: str, part: str = "document"
) -> list[tuple[SignOff, SignedFor]]:
    """The rows of a Sign-off sheet that stand today for a document and audience, latest first.

    Parameters
    ----------
    school : its short name; empty for the partnership's own documents.
    """
    book, own_sheet = (HUB, "hub") if workspace.is_hub else (PARTNERSHIP, "partnership")
    # Of a large partnership's workbook the other sheets take most of the reading.
    two = replace(book, sheets=(book.sheet(own_sheet), book.sheet(_SIGN_OFFS)))
    lead = read_sheets(workspace.lead_file, two)
    sheets = read_sheets(workspace.evidence_file(school), SCHOOL) if school else lead
    if not lead[own_sheet].records:
        return []  # nobody knows whose signature it would be, which is a fault of that sheet
    _, own = lead[own_sheet].records[0]
    settings = read_settings(workspace.settings_file)
    item = ""
    if document == WRITE_UP and len(sheets["practice"]):
        item = str(sheets["practice"].columns["practice_id"][0])
    lines = all_standing(
        sheets[_SIGN_OFFS].records,
        document,
        audience,
        settings.as_at or date.today(),
        fixed=settings.fixes_day,
        item=item,
    )
    return [
        (
            line,
            SignedFor(
                str(own["name"]),
                str(own["cycle"]),
                school,
                document,
                line.item,
                line.audience,
                line.signed_on,
                line.name,
                audience,
                part,
            ),
        )
        for line in lines
    ]


def sources_of(workspace: Workspace, school: str) -> dict[str, str]:
    """What a text is made from besides its notebook and style, by name, each as a hash.

    The Sign-off sheets do not count: to sign is not to change.
    """
    settings = read_settings(workspace.settings_file)
    found = {
        "partnership": _of_book(workspace.lead_file, HUB if workspace.is_hub else PARTNERSHIP),
        "settings": _digest(_of_settings(settings)),
    }
    if school:
        found["workbook"] = _of_book(workspace.evidence_file(school), SCHOOL)
        book = workspace.evidence_file(school)
        files = cache.school_inputs(workspace, school)
        people = [p for p in files if p not in (book, workspace.partnership_file)]
        found["people"] = _of_files(people)
    return found


def _of_settings(settings: Settings) -> str:
    """What the settings put into a text; words that nobody has chosen are not among it.

    A text of a kit that had none is then known by the same hash.
    """
    chosen = {"terms": settings.terms, "language": settings.language}
    parts = {"thresholds", "licence", *(name for name, value in chosen.items() if value)}
    return settings.model_dump_json(include=parts)


def sheets_of(workspace: Workspace, school: str) -> dict[str, str]:
    """What each sheet of the workbooks of a text says, as a hash, by its title."""
    books = [(workspace.lead_file, HUB if workspace.is_hub else PARTNERSHIP)]
    if school:
        books.append((workspace.evidence_file(school), SCHOOL))
    return {
        book.sheet(name).title: _digest(rows.as_csv())
        for path, book in books
        for name, rows in read_sheets(path, book).items()
        if name != _SIGN_OFFS
    }


def kit() -> str:
    """The kit as a text depends on it."""
    return cache.kit_identity()


def signature_facts(verdict: Verdict, text: ShownText) -> dict[str, Any]:
    """What a manifest says of the signature."""
    signed_for = verdict.signed_for if verdict.signed else None
    shown = verdict.keep.text if verdict.keep else text
    return {
        "state": "signed" if verdict.signed or verdict.keep else "draft",
        "key": list(signed_for.key) if signed_for else [],
        "ends_on": _until(verdict),
        "text_mark": shown.mark,
        "why": verdict.why,
        "unsigned": unsigned_words(verdict.unsigned) if verdict.unsigned else "",
        "changed": [*verdict.told],
        "news": verdict.news,
    }


def _until(verdict: Verdict) -> str:
    """The day from which the sign-off of a verdict stands no longer; empty where none is set."""
    ends = verdict.line.ends_on if verdict.line else None
    return ends.isoformat() if ends else ""


def _covered(job: Job) -> Mapping[str, Any]:
    """What the schools have shared and is signed off today, as a partnership report uses it."""
    from spp_research.partnership.lead_workbook import open_partnership
    from spp_research.share.content import covered
    from spp_research.share.files import read_shares

    found = read_shares(job.place.share_folder, open_partnership(job.place))
    return {
        slug: covered(share, Audience(job.audience).value, job.made_on)
        for slug, share in found.shares.items()
    }


def read_sheets(path: Path, workbook: Workbook) -> Mapping[str, TypedRows]:
    """The sheets of a workbook, read once while the file stays the same."""
    return read_book(path, workbook).rows


def _of_book(path: Path, workbook: Workbook) -> str:
    sheets = read_sheets(path, workbook)
    return _digest({name: rows.as_csv() for name, rows in sheets.items() if name != _SIGN_OFFS})


def _of_files(paths: Iterable[Path]) -> str:
    return _digest({path.name: cache.file_hash(path) for path in paths})


def _own_or_kits(place: Workspace, kind: ReportKind) -> str:
    """The hash of the notebook of a kind, and whether it is the kit's own."""
    found = cache.file_hash(place.notebook_of(kind))
    kits = cache.file_hash(kit_resources() / "notebooks" / kind.notebook)
    if beside := cache.beside_notebooks(place):
        return f"{found} {_digest(beside)}"
    return f"{OF_THE_KIT if found == kits else ''}{found}"


def _own_style(style: Path) -> str:
    kits = kit_resources() / "reports" / "_style"
    names = ("crossref.lua", "spp.lua", "report.html", "report.typ", "reference.docx", "spp.css")
    found = _digest({name: cache.file_hash(style / name) for name in names})
    same = all(cache.file_hash(style / name) == cache.file_hash(kits / name) for name in names)
    return f"{OF_THE_KIT if same else ''}{found}"


def _digest(content: object) -> str:
    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _can_write(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def packed(made: Path) -> bytes:
    """The text, figures and numbers of a report in one file, which has no dates in it."""
    whole = io.BytesIO()
    numbers = [path for path in (made / WORKBOOK, made / AS_DATA) if path.is_file()]
    figures = (*sorted((made / "figures").glob("*")), *sorted((made / NUMBERS).glob("*")))
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as edition:
        for path in (made / "report.qmd", *figures, *numbers):
            name = zipfile.ZipInfo(path.relative_to(made).as_posix())
            edition.writestr(name, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return whole.getvalue()
