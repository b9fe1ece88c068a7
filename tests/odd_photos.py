"""Photos as telephones and attackers make them, for tests of what becomes of them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from PIL import Image

from spp_research.schema import SCHOOL

PLACE = b"GPS-of-the-school"


def photo(kind: str = "JPEG", size: tuple[int, int] = (300, 200), **more: object) -> bytes:
    made = io.BytesIO()
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    picture.save(made, kind, **more)
    return made.getvalue()


def told() -> Image.Exif:
    """What a telephone writes into a photo: where, when, with what, and which way up."""
    facts = Image.Exif()
    facts[0x010E] = facts[0x010F] = facts[0x013B] = PLACE.decode()
    facts[0x0112] = 6  # to be turned by a quarter
    facts.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 12.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return facts


def bomb() -> bytes:
    """A PNG of 900 million points in a thousand bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 30000, 30000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def archive(of: str = "x.txt") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(of, PLACE)
    return made.getvalue()


REFUSED: dict[str, tuple[str, bytes]] = {
    "a bomb": ("a.png", bomb()),
    "a drawing with a program": ("a.svg", b"<svg><script>alert(1)</script></svg>"),
    "the same under another name": ("a.png", b"<svg><script>alert(1)</script></svg>"),
    "pupils' results": ("class.jpg", b"pupil_id,baseline\n001,34\n002,31\n"),
    "a workbook of pupils": ("class.png", archive("xl/workbook.xml")),
    "a web page": ("a.jpg", b"<html><script>1</script></html>"),
    "another kind than its name says": ("a.png", photo("JPEG")),
    "a moving picture": ("a.gif", photo("GIF")),
    "a picture of a new kind": ("a.heic", b"ftypheic"),
    "half a photo": ("a.jpg", photo()[:200]),
    "nothing": ("a.jpg", b""),
    "a speck": ("a.png", photo("PNG", (20, 10))),
    "a document": ("plan.docx", archive("word/document.xml")),
    "a PDF": ("plan.pdf", b"%PDF-1.4 /JavaScript"),
    "a program": ("a.exe", b"MZ"),
    "two endings": ("a.jpg.exe", b"MZ"),
}


def write_sheet(path: Path, *rows: Mapping[str, object]) -> None:
    """The sheet of photos of a workbook, which may have none, with these rows alone."""
    book = openpyxl.load_workbook(path)
    if "Photos" in book.sheetnames:
        del book["Photos"]
    page = book.create_sheet("Photos")
    fields = SCHOOL.sheet("photos").fields
    page.append([field.label for field in fields])
    for row in rows:
        page.append([row.get(field.name) for field in fields])
    book.save(path)
