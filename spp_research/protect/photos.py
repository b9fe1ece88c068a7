"""A photo from somebody's computer, drawn anew: its points and nothing else that a file can carry.

A photo knows where and when it was taken, with which telephone, and often holds a smaller picture
of itself from before it was cut. A file that is called a photo may be something else as well, or
unfold to more than a computer can hold. So nothing of the file is kept but what is seen of it.
"""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import is_zipfile

from .attachments import (
    FOLDER,
    MOST_BYTES,
    AttachmentError,
    content_of,
    require_plain_name,
    require_size,
)

if TYPE_CHECKING:
    from PIL import Image

__all__ = [
    "FOLDER",
    "MOST_BYTES",
    "MOST_PHOTOS",
    "OFFICE_FILES",
    "DrawnPhoto",
    "cleaned_photo",
    "drawn_photo",
    "is_photo_name",
    "seen_photo",
]

MOST_PHOTOS = 4
_MOST_POINTS = 60_000_000  # of a picture before it is drawn anew
_LONGEST_SIDE, _SHORTEST_SIDE = 1000, 60  # points
_LONGEST_LAID_DOWN = 2000  # points of a photo that somebody sends, so that another cut is possible
_MOST_DRAWN = 450_000  # bytes of a picture that is drawn anew; four of them fit into a share file
_DPI = 200
_ENDINGS = {".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".png": "PNG"}
_BEGINS = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n"}
# Of these nobody can be sure what else is in them.
OFFICE_FILES = frozenset(
    (".pdf", ".doc", ".docx", ".docm", ".ppt", ".pptx", ".pptm", ".xls", ".xlsx", ".xlsm")
)
# What else people may put there, and what becomes of it.
_OTHERWISE = {
    **dict.fromkeys((".heic", ".heif"), "it is in Apple’s own format: export it as JPEG"),
    **dict.fromkeys((".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif"), "save it as JPEG or PNG"),
    **dict.fromkeys((".svg", ".svgz"), "a drawing of this kind can hold a program: save it as PNG"),
    ".docx": "a Word document is no picture: name it on the sheet “Materials”, or save a page "
    "of it as a picture",
    **dict.fromkeys(
        sorted(OFFICE_FILES - {".docx"}),
        "a document of this kind keeps names, comments and earlier versions that the kit cannot "
        "be sure to take out: save a page of it as a picture, or copy its text into a Word "
        "document (.docx) for the sheet “Materials”",
    ),
}


@dataclass(frozen=True)
class DrawnPhoto:
    """A photo as it is shown.

    Parameters
    ----------
    png : drawn anew, with nothing in the file but its points.
    mark : of the file that it was drawn from: the beginning of its SHA-256. Another file, or the
        same one with other facts in it, has another, whichever version of a library draws it.
    """

    png: bytes
    mark: str


def drawn_photo(folder: Path, name: str) -> DrawnPhoto:
    """A photo of a school, drawn anew.

    Parameters
    ----------
    folder : the school's folder of attachments.
    name : of the file in it, as somebody typed it.

    Raises
    ------
    AttachmentError
        When it is not there, is no photo of a kind that is read, or too large or small.
    """
    _require_name(name)
    content = content_of(folder, name, "photo")
    return DrawnPhoto(_drawn(content, _ENDINGS[Path(name).suffix.lower()]), _mark(content))


def cleaned_photo(content: bytes, name: str, ending: str = "") -> tuple[bytes, str]:
    """A photo that somebody sends, as it is laid down: without anything but its points.

    Parameters
    ----------
    content : of the file.
    name : what the sender's computer calls it. Only its ending is looked at.
    ending : of the name under which it is to lie; empty for one that fits.

    Returns
    -------
    The file, JPEG or PNG, and its ending.

    Raises
    ------
    AttachmentError
        When it is no photo of a kind that is read, something else besides, or too large or small.
    """
    given = Path(name.replace("\\", "/")).suffix.lower()
    if given not in _ENDINGS:
        raise AttachmentError(_OTHERWISE.get(given, "only JPEG and PNG pictures are taken"))
    require_size(content)
    if is_zipfile(io.BytesIO(content)):
        raise AttachmentError(
            "it is an archive of other files as well as a picture: open it and save it anew as a "
            "picture"
        )
    kind = _ENDINGS[ending.lower() or given]
    seen = _flat(_read(content, _ENDINGS[given], _LONGEST_LAID_DOWN), _LONGEST_LAID_DOWN)
    made = io.BytesIO()
    seen.save(made, kind, **({"quality": 90} if kind == "JPEG" else {"optimize": True}))
    return made.getvalue(), ending or {"JPEG": ".jpg", "PNG": ".png"}[kind]


def is_photo_name(name: str) -> bool:
    """Whether somebody may call a photo this: a plain name of a file of a kind that is read."""
    try:
        _require_name(name)
    except AttachmentError:
        return False
    return True


def seen_photo(folder: Path, name: str) -> DrawnPhoto:
    """A photo of a school that could be drawn, as far as that can be told here; nothing is drawn.

    In a browser there is no library for pictures, so only how the file begins is looked at.

    Parameters
    ----------
    folder, name : as `drawn_photo` takes them.

    Raises
    ------
    AttachmentError
        As `drawn_photo` does.
    """
    _require_name(name)
    content, kind = content_of(folder, name, "photo"), _ENDINGS[Path(name).suffix.lower()]
    if find_spec("PIL") is not None:
        _read(content, kind)
    elif not content.startswith(_BEGINS[kind]):
        raise AttachmentError(_unreadable(kind))
    return DrawnPhoto(b"", _mark(content))


def _mark(content: bytes) -> str:
    return sha256(content).hexdigest()[:20]


def _require_name(name: str) -> None:
    require_plain_name(name, "photo")
    ending = Path(name).suffix.lower()
    if ending not in _ENDINGS:
        raise AttachmentError(_OTHERWISE.get(ending, "only JPEG and PNG pictures are shown"))


def _drawn(content: bytes, kind: str) -> bytes:
    return _packed(_flat(_read(content, kind), _LONGEST_SIDE))


def _flat(turned: Image.Image, longest: int) -> Image.Image:
    """The points of a picture on white, and nothing that came with it."""
    from PIL import Image

    turned.thumbnail((longest, longest))
    seen = Image.new("RGB", turned.size, "white")
    clear = turned.convert("RGBA")
    seen.paste(clear, mask=clear.getchannel("A"))
    return Image.frombytes("RGB", seen.size, seen.tobytes())


def _read(content: bytes, kind: str, longest: int = _LONGEST_SIDE) -> Image.Image:
    """The picture with its points read, the right way up."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damage that a picture can be read in spite of
            with Image.open(io.BytesIO(content), formats=(kind,)) as opened:
                _require_size(opened.width, opened.height)
                if kind == "JPEG":
                    opened.draft("RGB", (2 * longest, 2 * longest))
                opened.load()
                return _turned(opened)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError):
        raise AttachmentError(_unreadable(kind)) from None
    except (SyntaxError, MemoryError, IndexError, TypeError, KeyError, EOFError, struct.error):
        raise AttachmentError(_unreadable(kind)) from None


def _turned(picture: Image.Image) -> Image.Image:
    """A picture the right way up, as far as the facts that came with it can be read.

    Nothing of them is written again, as Pillow's own would do, which fails where they are damaged.
    """
    from PIL import Image
    from PIL.ExifTags import Base

    try:
        told = picture.getexif().get(Base.Orientation)
    except Exception:  # whatever damaged facts make of Pillow: the points are whole
        return picture.copy()
    turns = Image.Transpose
    way = {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_270,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_90,
    }
    return picture.transpose(way[told]) if told in way else picture.copy()


def _require_size(width: int, height: int) -> None:
    if width * height > _MOST_POINTS:
        raise AttachmentError(
            f"it has {width:,} by {height:,} points, more than a photo has: save it smaller"
        )
    if min(width, height) < _SHORTEST_SIDE:
        raise AttachmentError(f"it has {width} by {height} points, too few to show anything")


def _unreadable(kind: str) -> str:
    return (
        f"it cannot be read as {kind}, which its name says it is: open it and save it anew as a "
        "picture"
    )


def _packed(seen: Image.Image) -> bytes:
    """A picture of at most as many bytes as four of them may have in a share file."""
    from PIL import Image

    while True:  # every round is smaller, and ends at the shortest side
        # 256 colours, each point the nearest with its neighbours: a third of the bytes.
        few = seen.quantize(palette=seen.quantize(256), dither=Image.Dither.FLOYDSTEINBERG)
        made = io.BytesIO()
        few.save(made, "PNG", dpi=(_DPI, _DPI))
        if made.tell() <= _MOST_DRAWN or min(seen.size) <= _SHORTEST_SIDE:
            return made.getvalue()
        width, height = (max(_SHORTEST_SIDE, round(side * 0.85)) for side in seen.size)
        seen = seen.resize((width, height))
