"""What a file really is, and whether it is safe to open, before anything parses it.

The reader behind this says the same of an empty file, a web page, an old workbook and one with
a password: that it cannot tell the format. So the first bytes are looked at here, and each gets
words of its own. Sizes are checked before anything is unpacked.
"""

from __future__ import annotations

import codecs
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

MAX_FILE = 25_000_000  # bytes as it lies on the disk
MAX_UNZIPPED = 250_000_000  # bytes, all parts together
MAX_READ = 80_000_000  # bytes of the parts that are read; the rest may be pictures
MAX_PARTS = 2_000
MAX_ROWS = 20_000  # of one sheet, up to the last cell that holds something
MAX_COLUMNS = 256
MAX_AREA = 2_000_000  # cells up to the last one, of all the sheets together
MAX_TEXT = 40_000  # characters in a cell; Excel itself stops at 32,767

OPEN_XML, OPEN_DOCUMENT, PLAIN_TEXT = "xlsx", "ods", "csv"

_FEW_STEERING = 3  # bytes

_SAVE_AS = "open it in Excel and use Save as, “Excel Workbook (.xlsx)”"
_DAMAGED = (
    "The file is damaged or only half copied, so it cannot be opened: open it in Excel, let Excel "
    "repair it, and save it again."
)


_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0?\0": "utf-16-le",
    b"\0<\0?": "utf-16-be",
}
_DECLARED = re.compile(rb"<\?xml[^<>]*?\sencoding\s*=\s*[\"']([A-Za-z][\w.:-]*)[\"']")
_DECLARATION = re.compile(rb"\A\s*<\?xml\s[^<>]*\?>")
_OTHER_DOCUMENTS = {
    "word/": "a Word document",
    "ppt/": "a PowerPoint presentation",
    "index/": "an Apple Numbers document; in Numbers, use Export to Excel",
}


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


def bytes_of(path: Path) -> bytes:
    """The content of a file, once its size is known to be harmless.

    Raises
    ------
    Unreadable
        When there is no such file, or it is too large or locked.
    """
    if not path.is_file():
        raise Unreadable(
            "file.missing",
            "There is no such file: put the workbook there, or check how its name is spelt.",
        )
    check_size(path.stat().st_size)
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(
            "file.missing",
            "The file is there and cannot be opened: close it in Excel, and check that it is "
            "yours to read.",
        ) from error


def check_size(size: int) -> None:
    """Refuse a file of more than `MAX_FILE` bytes; can be asked before it is read."""
    if size > MAX_FILE:
        raise Unreadable(
            "file.too-large",
            f"The file is {size / 1e6:.0f} MB and the most that is read is {MAX_FILE // 10**6} MB: "
            "take out pictures and sheets that do not belong to it, and save it again.",
        )


@dataclass(frozen=True)
class Parts:
    """The parts of a zipped workbook, found without regard to case, as Excel finds them.

    `names` gives for each name in small letters the name that the archive has.
    """

    archive: zipfile.ZipFile
    names: Mapping[str, str]

    def find(self, name: str) -> str:
        """The part of that name, in small letters; empty if there is none.

        A name that a relationship gives may be encoded as in an address.
        """
        if _plain_name(name) in self.names:
            return _plain_name(name)
        if "%" not in name:
            return ""
        from urllib.parse import unquote

        spelt = _plain_name(unquote(name))
        return spelt if spelt in self.names else ""

    def sizes(self, names: list[str]) -> int:
        """How many bytes these parts have when they are unpacked."""
        return sum(self.archive.getinfo(self.names[name]).file_size for name in names)


def open_zip(data: bytes) -> Parts:
    """The parts of a zipped workbook, once their declared sizes are known to be harmless.

    Raises
    ------
    Unreadable
        When it is damaged, too large or has a password, or when two of its parts have the same
        name: one program would read the one, and another the other.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise Unreadable("file.damaged", _DAMAGED) from error
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNZIPPED:
        raise too_large()
    if any(info.flag_bits & 1 for info in infos):
        raise _password()
    files = [info.filename for info in infos if not info.is_dir()]
    names = {_plain_name(name): name for name in files}
    if len(names) < len(files):
        raise damaged()
    return Parts(archive, names)


def part(parts: Parts, name: str) -> bytes:
    """One part of a zipped workbook, empty if there is none; never more than it declares.

    Raises
    ------
    Unreadable
        When it is damaged.
    """
    if not (found := parts.find(name)):
        return b""
    try:
        return parts.archive.read(parts.names[found])
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


def xml_of(content: bytes) -> bytes:
    """A part that is XML, in UTF-8 whatever it was in, without its first line that says so.

    Raises
    ------
    Unreadable
        When it is in no encoding that is known, or declares entities of its own (a known way to
        exhaust a reader).
    """
    mark = next((m for m in _MARKS if content.startswith(m)), b"")
    encoding = _MARKS[mark] if mark else "utf-8"
    if not mark and (declared := _DECLARED.match(content)):
        encoding = declared[1].decode("ascii")
    if encoding.lower() not in ("utf-8", "utf8"):
        try:
            content = content.decode(encoding).encode()
        except (LookupError, ValueError) as error:
            raise damaged() from error
    content = content.removeprefix(codecs.BOM_UTF8)
    content = _DECLARATION.sub(b"", content, count=1)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise damaged()
    return content


def tree_of(content: bytes) -> ElementTree.Element:
    """The tree of a small part that is XML.

    Raises
    ------
    Unreadable
        When it is none.
    """
    try:
        return ElementTree.fromstring(xml_of(content))
    except ElementTree.ParseError as error:
        raise damaged() from error


def related(parts: Parts, source: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: by the ID of the relationship, its kind and the part's name.

    Parameters
    ----------
    source : name of the part; empty for the archive itself.

    Returns
    -------
    The kind is the last word of its address, as in "worksheet"; the name is as `Parts.find`
    gives it, empty where there is no such part.
    """
    folder, name = posixpath.split(source)
    content = part(parts, posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, tuple[str, str]] = {}
    for element in tree_of(content) if content else ():
        identity, target = element.get("Id", ""), element.get("Target", "").replace("\\", "/")
        if element.get("TargetMode", "").lower() == "external":
            continue
        if identity in found:
            raise damaged()
        kind = element.get("Type", "").rpartition("/")[2]
        found[identity] = (kind, parts.find(posixpath.join("/", folder, target)))
    return found


def workbook_part(parts: Parts) -> str:
    """The part that an Office file begins with; empty where it is none.

    Raises
    ------
    Unreadable
        When it has two of them.
    """
    begins = {name for kind, name in related(parts, "").values() if kind == "officeDocument"}
    if len(begins) > 1:
        raise damaged()
    return "".join(begins) or parts.find("xl/workbook.xml")


def too_large() -> Unreadable:
    """What to raise when a file would take more room than any review needs."""
    return Unreadable(
        "file.too-large",
        "Unpacked, the file is far larger than any review needs: copy the rows that you filled "
        "in into a fresh template.",
    )


def damaged() -> Unreadable:
    """What to raise when the reader behind this gives up."""
    return Unreadable("file.damaged", _DAMAGED)


def _identify_zip(data: bytes) -> str:
    parts = open_zip(data)
    begins = workbook_part(parts)
    if begins.endswith(".bin") or parts.find("xl/workbook.bin"):
        raise Unreadable(
            "file.binary-excel",
            f"The file is a binary workbook (.xlsb), which is not read: {_SAVE_AS}.",
        )
    for start, what in _OTHER_DOCUMENTS.items():
        if any(name.startswith(start) for name in parts.names) and not begins.startswith("xl/"):
            raise _other(what)
    if begins or any(name.startswith("xl/") for name in parts.names):
        return OPEN_XML
    if parts.find("content.xml"):
        if b"opendocument.text" in part(parts, "mimetype"):
            raise _other("a text document")
        if b"encryption-data" in part(parts, "META-INF/manifest.xml"):
            raise _password()
        return OPEN_DOCUMENT
    raise _other("a zip archive")


@lru_cache(maxsize=1024)  # the parts of most workbooks are called the same
def _plain_name(name: str) -> str:
    """The name of a part as names are compared."""
    return posixpath.normpath(posixpath.join("/", name.replace("\\", "/"))).lstrip("/").lower()


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
