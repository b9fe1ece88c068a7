"""What a file really is, and whether it is safe to open, before anything parses it.

The reader behind this says the same of an empty file, a web page, an old workbook and one with
a password: that it cannot tell the format. So the first bytes are looked at here, and each gets
words of its own. Sizes are checked before anything is unpacked.
"""

from __future__ import annotations

import io
import zipfile
import zlib

MAX_FILE = 25_000_000  # bytes as it lies on the disk
MAX_UNZIPPED = 250_000_000  # bytes, all parts together
MAX_PARTS = 2_000
MAX_ROWS = 20_000  # of one sheet, up to the last cell that holds something
MAX_COLUMNS = 256
MAX_TEXT = 40_000  # characters in a cell; Excel itself stops at 32,767

OPEN_XML, OPEN_DOCUMENT, PLAIN_TEXT = "xlsx", "ods", "csv"

_FEW_STEERING = 3  # bytes

_SAVE_AS = "open it in Excel and use Save as, “Excel Workbook (.xlsx)”"
_DAMAGED = (
    "The file is damaged or only half copied, so it cannot be opened: open it in Excel, let Excel "
    "repair it, and save it again."
)


class Unreadable(Exception):
    """A file that cannot be read: the code of the fault, and its sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def identify(data: bytes) -> str:
    """Which of the three kinds of file `data` is.

    Raises
    ------
    Unreadable
        When it is none of them, or too large to be what it says it is.
    """
    if not data.strip(b"\x00\r\n\t "):
        raise Unreadable(
            "file.empty",
            "The file is empty: start again from the template, or copy it once more from where "
            "it came from.",
        )
    check_size(len(data))
    if data.startswith(b"PK"):
        return _identify_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        _refuse_old_office(data)
    head = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<head")) or b"<html" in head:
        raise Unreadable(
            "file.web-page",
            f"The file is a web page that was named as a workbook: {_SAVE_AS}.",
        )
    other = _other_program(head)
    if other:
        raise Unreadable(
            "file.other-program", f"The file is {other}, not a workbook: send the workbook itself."
        )
    if _looks_binary(data):
        raise Unreadable(
            "file.not-a-workbook",
            f"The file is not a workbook, or is too badly damaged to tell: {_SAVE_AS}.",
        )
    return PLAIN_TEXT


def check_size(size: int) -> None:
    """Refuse a file of more than `MAX_FILE` bytes; can be asked before it is read."""
    if size > MAX_FILE:
        raise Unreadable(
            "file.too-large",
            f"The file is {size / 1e6:.0f} MB and the most that is read is {MAX_FILE // 10**6} MB: "
            "take out pictures and sheets that do not belong to it, and save it again.",
        )


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The parts of a zipped workbook, once their declared sizes are known to be harmless."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data))
        infos = parts.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise Unreadable("file.damaged", _DAMAGED) from error
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNZIPPED:
        raise Unreadable(
            "file.too-large",
            "Unpacked, the file is far larger than any review needs: copy the rows that you filled "
            "in into a fresh template.",
        )
    if any(info.flag_bits & 1 for info in infos):
        raise _password()
    return parts


def part(parts: zipfile.ZipFile, name: str) -> bytes:
    """One part of a zipped workbook, empty if there is none; never more than it declares.

    Raises
    ------
    Unreadable
        When it is damaged, or declares entities of its own (a known way to exhaust a reader).
    """
    try:
        content = parts.read(name)
    except KeyError:
        return b""
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
    ) as error:
        raise Unreadable("file.damaged", _DAMAGED) from error
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:65536]:
        raise Unreadable("file.damaged", _DAMAGED)
    return content


def damaged() -> Unreadable:
    """What to raise when the reader behind this gives up."""
    return Unreadable("file.damaged", _DAMAGED)


def _identify_zip(data: bytes) -> str:
    parts = open_zip(data)
    names = set(parts.namelist())
    if "xl/workbook.bin" in names:
        raise Unreadable(
            "file.binary-excel",
            f"The file is a binary workbook (.xlsb), which is not read: {_SAVE_AS}.",
        )
    if any(name.startswith("xl/") for name in names):
        return OPEN_XML
    if "content.xml" in names:
        if b"opendocument.text" in part(parts, "mimetype"):
            raise _other("a text document")
        if b"encryption-data" in part(parts, "META-INF/manifest.xml"):
            raise _password()
        return OPEN_DOCUMENT
    for start, what in (
        ("word/", "a Word document"),
        ("ppt/", "a PowerPoint presentation"),
        ("Index/", "an Apple Numbers document; in Numbers, use Export to Excel"),
    ):
        if any(name.startswith(start) for name in names):
            raise _other(what)
    raise _other("a zip archive")


def _other(what: str) -> Unreadable:
    name, _, advice = what.partition("; ")
    return Unreadable(
        "file.other-program",
        f"The file is {name}, not a workbook: {advice or 'send the workbook itself'}.",
    )


def _password() -> Unreadable:
    return Unreadable(
        "file.password",
        "The workbook has a password, so it cannot be read: in Excel, use File, Info, Protect "
        "Workbook, Encrypt with Password, clear the password and save.",
    )


def _refuse_old_office(data: bytes) -> None:
    """An OLE file: either encrypted, or a format from before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _password()
    raise Unreadable(
        "file.old-excel",
        f"The file is in a format from before 2007 (.xls), which is not read: {_SAVE_AS}.",
    )


def _other_program(head: bytes) -> str:
    starts = {
        b"%pdf": "a PDF",
        b"\x89png": "a picture",
        b"\xff\xd8\xff": "a picture",
        b"{\\rtf": "a text document",
        b'{"url"': "a link to an online document",
    }
    return next((what for start, what in starts.items() if head.startswith(start)), "")


def _looks_binary(data: bytes) -> bool:
    """Whether `data` holds bytes that no text holds, in any encoding that is read."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    sample = data[:65536]
    zeros = sample.count(0)
    if zeros:
        half = len(sample) // 2
        return not (0.2 * half < max(sample[::2].count(0), sample[1::2].count(0)) == zeros)
    # A form lets people type, or paste, a sign or two that steers a printer; a program's bytes are
    # full of them.
    steering = sum(byte < 32 and byte not in b"\t\n\r\x0c\x1a\x1b" for byte in sample)
    return steering > max(_FEW_STEERING, len(sample) // 200)
