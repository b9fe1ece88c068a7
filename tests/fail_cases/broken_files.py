"""Files that are not what they should be."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from good_books import all_faults, case, edit, faults_of, workspace, write

from spp_research import intake
from spp_research.schema import PUPILS

PUPIL_CSV = (
    "Outcome ID,Pupil ID,Group,Class,Baseline,Follow-up\r\n"
    "O1,001,Project,3A,21,25.5\r\n"
    "O1,002,Comparison,3A,22,26.5\r\n"
)


def _bytes(folder: Path, name: str, data: bytes) -> list:
    path = folder / name
    path.write_bytes(data)
    return faults_of(path, "pupils")


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@case("file.missing")
def no_such_file(folder):
    return faults_of(folder / "evidence.xlsx", "school")


@case("file.empty")
def empty_file(folder):
    return _bytes(folder, "pupils.xlsx", b"")


@case("file.empty")
def only_spaces_and_line_ends(folder):
    return _bytes(folder, "pupils.csv", b" \r\n \r\n")


@case("file.too-large")
def huge_file(folder):
    return _bytes(folder, "pupils.xlsx", b"PK" + b"\x01" * 26_000_000)


@case("file.too-large")
def zip_bomb(folder):
    data = bytearray(_zip(**{"xl__workbook.xml": b"<workbook/>"}))
    entry = data.index(b"PK\x01\x02")  # its place in the list of contents
    data[entry + 24 : entry + 28] = (260_000_000).to_bytes(4, "little")  # the size when unpacked
    return _bytes(folder, "pupils.xlsx", bytes(data))


@case("file.too-large")
def stray_cell_far_to_the_right(folder):
    path = write(folder, "pupils")
    return faults_of(edit(path, lambda book: book["Pupil outcomes"].cell(3, 16384, "x")), "pupils")


@case("file.too-large")
def stray_cell_far_down(folder):
    path = write(folder, "pupils")
    edit(path, lambda book: book["Pupil outcomes"].cell(1_048_576, 2, "x"))
    return faults_of(path, "pupils")


@case("file.too-large")
def too_many_rows_in_a_csv(folder):
    return _bytes(folder, "pupils.csv", PUPIL_CSV.encode() + b"O1,3,Project,3A,1,2\r\n" * 20_001)


@case("file.password")
def encrypted_workbook(folder):
    stream = "EncryptedPackage".encode("utf-16-le")
    return _bytes(folder, "pupils.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + stream)


@case("file.old-excel")
def workbook_from_before_2007(folder):
    return _bytes(folder, "pupils.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@case("file.binary-excel")
def binary_workbook(folder):
    return _bytes(folder, "pupils.xlsb", _zip(**{"xl__workbook.bin": b"\x83\x01\x00"}))


@case("file.web-page")
def web_page_named_as_a_workbook(folder):
    return _bytes(folder, "pupils.xls", b"\xef\xbb\xbf<html><body><table><tr><td>1</td></tr>")


@case("file.other-program")
def word_document(folder):
    return _bytes(folder, "pupils.xlsx", _zip(**{"word__document.xml": b"<w/>"}))


@case("file.other-program")
def numbers_document(folder):
    return _bytes(folder, "pupils.xlsx", _zip(**{"Index__Document.iwa": b"\x00"}))


@case("file.other-program")
def pdf(folder):
    return _bytes(folder, "pupils.xlsx", b"%PDF-1.7\n1 0 obj")


@case("file.other-program")
def archive_of_workbooks(folder):
    return _bytes(folder, "pupils.xlsx", _zip(**{"pupils.csv": PUPIL_CSV.encode()}))


@case("file.not-a-workbook")
def bytes_of_no_kind(folder):
    return _bytes(folder, "pupils.xlsx", bytes(range(256)) * 9)


@case("file.damaged")
def half_copied(folder):
    path = write(folder, "pupils")
    path.write_bytes(path.read_bytes()[:4000])
    return faults_of(path, "pupils")


@case("file.damaged")
def one_part_overwritten(folder):
    path = write(folder, "pupils")
    data = bytearray(path.read_bytes())
    middle = data.index(b"xl/worksheets/sheet3.xml") + 200
    data[middle : middle + 60] = bytes(60)
    path.write_bytes(data)
    return faults_of(path, "pupils")


@case("file.damaged")
def entities_that_grow(folder):
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">]><workbook>&a;</workbook>'
    return _bytes(folder, "pupils.xlsx", _zip(**{"xl__workbook.xml": laughs}))


@case("file.csv-quotes")
def quotation_mark_never_closed(folder):
    text = PUPIL_CSV.replace("002,", '"002,') + "O1,003,Project,3A,1,2\r\n"
    return _bytes(folder, "pupils.csv", text.encode())


@case("file.ending")
def csv_named_as_a_workbook(folder):
    return _bytes(folder, "pupils.xlsx", PUPIL_CSV.encode())


@case("file.ending")
def workbook_named_as_csv(folder):
    path = write(folder, "pupils")
    return list(intake.read_workbook(path.rename(folder / "pupils.csv"), PUPILS).faults)


def _beside(folder: Path, name: str, data: bytes = b"x") -> list:
    """What is said after a file was put into a school's folder."""
    place = workspace(folder)
    (folder / "schools" / "ashdown" / name).write_bytes(data)
    return all_faults(place)


@case("file.not-read")
def numbers_document_among_the_pupils(folder):
    return _beside(folder, "pupils/reading-again.numbers")


@case("file.not-read")
def export_beside_the_evidence(folder):
    return _beside(folder, "parents.csv", b"Timestamp,I feel heard\n2026,Agree\n")


@case("file.old-excel")
def old_workbook_among_the_pupils(folder):
    return _beside(folder, "pupils/maths.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@case("file.second-copy")
def copy_that_two_computers_made(folder):
    place = workspace(folder)
    home = folder / "schools" / "ashdown"
    (home / "evidence-LAPTOP-7F3A.xlsx").write_bytes((home / "evidence.xlsx").read_bytes())
    return all_faults(place)


@case("file.other")
def documents_beside_the_evidence(folder):
    return _beside(folder, "notes.docx")


@case("pupil.file-elsewhere")
def results_beside_the_evidence(folder):
    return _beside(folder, "results.csv", PUPIL_CSV.encode())
