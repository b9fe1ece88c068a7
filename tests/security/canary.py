"""Names and ids planted where pupils are, and a search of every byte that a run leaves.

The planted words stand for people. They are made up, stand in nobody's dictionary, and hold only
letters and digits, so that no escaping on the way can hide them from the search.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

# What is planted, and where. Each is looked for on its own, in any mixture of cases.
PUPIL_ID, UPN, CLASS = "Qvxpupil", "Z990717733551", "Zephyrhatch"
FIRST, LAST, NOTE = "Yolanthe", "Kerfufflewick", "Bumblethwack"
FILE, SHEET, AUTHOR, COMMENT = "Snorklewhip", "Vexwhistle", "Crumpetgrove", "Wobblequill"
FORM_NAME, FORM_EMAIL, FORM_WORDS = "Drizzlepond", "Fizzlebrook", "Quibblestone"
FORM_FILE, OUTSIDE, DAMAGED = "Mufflepike", "Tanglewimple", "Hobnobbery"
PLANTED = (
    *(PUPIL_ID, UPN, CLASS, FIRST, LAST, NOTE, FILE, SHEET, AUTHOR, COMMENT, FORM_NAME),
    *(FORM_EMAIL, FORM_WORDS, FORM_FILE, OUTSIDE, DAMAGED),
)


def plant(workspace: Path) -> None:
    """Put the planted words into the pupil files and surveys of every school, and the lead's."""
    _in_surveys(workspace / "surveys")
    for number, folder in enumerate(sorted((workspace / "schools").iterdir())):
        _in_pupils(folder / "pupils", number)
        _in_surveys(folder / "surveys")
        _beside(folder / "evidence.xlsx")


def _in_pupils(folder: Path, school: int) -> None:
    """Ids, classes, columns and a sheet that no template has, properties, and file names."""
    for number, path in enumerate(sorted(folder.glob("*.xlsx")) if folder.is_dir() else ()):
        book = openpyxl.load_workbook(path)
        sheet = book["Pupil outcomes"]
        columns = {str(c.value).removesuffix(" (needed)"): c.column for c in sheet[4]}
        beyond = sheet.max_column + 1
        for place, header in enumerate(("Pupil name", "Unique pupil number", "Note")):
            sheet.cell(4, beyond + place, header)
        for row in range(7, sheet.max_row + 1):
            own = sheet.cell(row, columns["Pupil ID"])
            own.value = f"{PUPIL_ID}{school}{number}{own.value}"
            if sheet.cell(row, columns["Class"]).value:
                sheet.cell(row, columns["Class"]).value += f" {CLASS}"
            sheet.cell(row, beyond, f"{FIRST} {LAST}")
            sheet.cell(row, beyond + 1, UPN)
            sheet.cell(row, beyond + 2, f"{NOTE} came late")
        sheet.cell(7, columns["Pupil ID"]).comment = openpyxl.comments.Comment(COMMENT, AUTHOR)
        book.create_sheet(SHEET).append([f"{FIRST} {LAST}", UPN])
        book.properties.creator = book.properties.title = AUTHOR
        path.unlink()
        book.save(folder / f"{FILE} {number}.xlsx")


def _in_surveys(folder: Path) -> None:
    """Forms with the names and addresses that such programs add by themselves."""
    folder.mkdir(exist_ok=True)
    for number, path in enumerate(sorted(folder.glob("*.xlsx"))):
        book = openpyxl.load_workbook(path)
        headers = {cell.value: cell.column for cell in book.active[1]}
        for row in range(2, book.active.max_row + 1):
            book.active.cell(row, headers["Name"]).value = f"{FORM_NAME} {row}"
            address = f"{FORM_EMAIL}{number}{row}@example.org"
            book.active.cell(row, headers["Email"]).value = address
        book.save(path)
    with (folder / f"{FORM_FILE}.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["ID", "Start time", "Email", "Name", "I enjoy reading.", "Anything else?"])
        for number in range(1, 13):
            address = f"{FORM_EMAIL}{number}@example.org"
            words = f"Ask {FORM_WORDS} about it"
            rows.writerow([number, "01/06/2026 09:00", address, FORM_NAME, "Agree", words])


def _beside(evidence: Path) -> None:
    """What somebody keeps in the school's workbook beside the kit's sheets."""
    book = openpyxl.load_workbook(evidence)
    book.create_sheet("Staff notes").append([OUTSIDE, UPN])
    book.properties.creator = AUTHOR
    book.save(evidence)


def spoil(workspace: Path, school: str) -> Path:
    """Put faults into a school's pupil file, each of which a message would like to quote."""
    path = sorted((workspace / "schools" / school / "pupils").glob("*.xlsx"))[0]
    book = openpyxl.load_workbook(path)
    sheet = book["Pupil outcomes"]
    columns = {str(c.value).removesuffix(" (needed)"): c.column for c in sheet[4]}
    sheet.cell(8, columns["Baseline"]).value = f"{DAMAGED} was absent"
    sheet.cell(9, columns["Group"]).value = f"{DAMAGED}s group"
    sheet.cell(10, columns["Outcome ID"]).value = f"{DAMAGED}7"
    book.save(path)
    return path


def spoil_answers(workspace: Path, school: str) -> Path:
    """Put a name where a tick should be, in the first export of a school's survey."""
    path = sorted((workspace / "schools" / school / "surveys").glob("*.xlsx"))[0]
    book = openpyxl.load_workbook(path)
    for column in range(6, book.active.max_column + 1):
        book.active.cell(2, column).value = f"{DAMAGED} and {FIRST}"
    book.save(path)
    return path


def spoil_roles(workspace: Path) -> Path:
    """Put a name where a role should be, and one where a tick should be, in the lead's survey."""
    path = workspace / "surveys" / "peer-review-july.xlsx"
    book = openpyxl.load_workbook(path)
    for column in range(6, book.active.max_column + 1):
        book.active.cell(2, column).value = f"{DAMAGED}’s {FIRST}"
    book.save(path)
    return path


def repeat(workspace: Path, school: str) -> Path:
    """List a pupil twice for one outcome: a fault that is found only in a file without others."""
    path = sorted((workspace / "schools" / school / "pupils").glob("*.xlsx"))[0]
    book = openpyxl.load_workbook(path)
    sheet = book["Pupil outcomes"]
    for column in range(1, sheet.max_column + 1):
        sheet.cell(8, column).value = sheet.cell(7, column).value
    book.save(path)
    return path


@dataclass
class Machine:
    """A home and a temporary folder of their own, and all that commands printed there."""

    root: Path
    said: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """Where programs keep their settings and caches."""
        return self.root / "home"

    @property
    def scratch(self) -> Path:
        """Where temporary files go."""
        return self.root / "tmp"

    def spp(self, *arguments: object, codes: tuple[int, ...] = (0,)) -> str:
        """Run `spp` there; what it printed, after checking its exit code."""
        for folder in (self.home, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)
        words = [str(argument) for argument in arguments]
        own = {"HOME": str(self.home), "TMPDIR": str(self.scratch), "USERPROFILE": str(self.home)}
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "JUPYTER", "MPL"))}
        # A process of its own for what starts others; the rest leaves here what it leaves there.
        run = _in_a_process if words[0] in ("report", "site", "demo") else _here
        code, said = run(words, kept | own | {"PYTHONIOENCODING": "utf-8"}, self.scratch)
        self.said[f"spp {' '.join(words)} ({len(self.said) + 1})"] = said
        assert code in codes, said
        return said


def _in_a_process(words: list[str], environment: dict[str, str], scratch: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "spp_research", *words],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout + done.stderr


def _here(words: list[str], environment: dict[str, str], scratch: Path) -> tuple[int, str]:
    from spp_research.cli import main

    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        for name in {*os.environ} - {*environment}:
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(tempfile, "tempdir", str(scratch))
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            try:
                main(words)
            except SystemExit as stop:
                code = stop.code if isinstance(stop.code, int) else int(bool(stop.code))
            else:
                code = 0
    return code, said.getvalue()


def left_by(machine: Machine, workspace: Path) -> dict[str, bytes]:
    """Everything that a run left, by a name to find it under: files, and what was printed.

    What the user put into `schools` is left out; what the kit wrote there is not.
    """
    left = {name: said.encode() for name, said in machine.said.items()}
    for root in (workspace, machine.home, machine.scratch):
        for path in sorted(root.rglob("*")):
            name = path.relative_to(machine.root).as_posix()
            left[f"the name of {name}"] = path.name.encode()
            if path.is_file() and not path.is_symlink():
                left[name] = path.read_bytes()
    return left


def planted_in(name: str, content: bytes) -> list[tuple[str, str]]:
    """Each planted word in some content, with the part of it where it stands."""
    return words_in(parts(name, content))


def words_in(parts: Iterable[tuple[str, bytes]]) -> list[tuple[str, str]]:
    """Each planted word in some parts of a content, with the part where it stands."""
    return sorted({(part, word) for part, data in parts for word in PLANTED if _holds(data, word)})


def _holds(data: bytes, word: str) -> bool:
    """Whether a word stands in some bytes, in any case, as UTF-8 or UTF-16."""
    lower = data.lower()
    return word.lower().encode() in lower or word.lower().encode("utf-16-le") in lower


def parts(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A content, and all that is packed inside it, however deep."""
    yield name, content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for part in packed.namelist():
                yield f"{name}: the name of {part}", part.encode()
                yield from parts(f"{name}: {part}", packed.read(part))
    elif content.startswith(b"\x1f\x8b"):
        yield from parts(f"{name}: unzipped", gzip.decompress(content))
    elif content.startswith(b"%PDF"):
        yield from _of_pdf(name, content)
    elif content.startswith(b"\x89PNG"):
        yield from _of_png(name, content)


def _of_pdf(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    yield f"{name}: its properties", repr(dict(reader.metadata or {})).encode()
    yield f"{name}: its text", "\n".join(page.extract_text() for page in reader.pages).encode()
    if reader.xmp_metadata is not None:
        yield f"{name}: its XMP", reader.xmp_metadata.stream.get_data()
    program = shutil.which("pdftotext")
    if program:
        done = subprocess.run([program, "-", "-"], input=content, capture_output=True, check=True)
        yield f"{name}: pdftotext", done.stdout


def _of_png(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The chunks of a picture that hold text, unpacked where they are packed."""
    at = 8
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if kind in (b"zTXt", b"iTXt") and b"x\x9c" in data:
            data = zlib.decompress(data[data.index(b"x\x9c") :])
        if kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf"):
            yield f"{name}: {kind.decode()}", data
        at += 12 + length
