"""What a visitor takes home from the page of a practice: Word, PDF, and how to cite it.

The Word and PDF files are set from the very text that the page shows, by the embedded renderer
whichever builds the site, so that they are the same on every computer.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from spp_research import letters
from spp_research.errors import RenderError
from spp_research.publish import pandoc
from spp_research.words.text import clean

from .content import SharedPractice, Site
from .documents import SharedDocument
from .reported import ReportPage
from .store import NOTHING_KEPT, Store, hashes_below, key_of, packed, unpack
from .texts import TREE

_Shown = TypeVar("_Shown", bound=SharedPractice | SharedDocument | ReportPage)
_One = TypeVar("_One")
_Done = TypeVar("_Done")

_WORD_TIME = re.compile(rb">\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<")
_PDF_TIMES = (
    (re.compile(rb"D:\d{14}Z"), "D:%Y%m%d000000Z"),
    (re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"), "%Y-%m-%dT00:00:00+00:00"),
)
_PDF_NAMES = re.compile(rb"/ID\[\(([A-Za-z0-9+/=]{24})\)\(([A-Za-z0-9+/=]{24})\)\]")
FORMATS = ("docx", "pdf")
_AT_ONCE = 2
_LEFT_OUT = "Its page has no Word and PDF files to take home, because they could not be set: {why}"


def with_documents(
    practices: Sequence[_Shown], style: Path, store: Store = NOTHING_KEPT
) -> tuple[tuple[_Shown, ...], tuple[tuple[str, str], ...]]:
    """The practices, documents or reports with their Word and PDF files made beside their text.

    Parameters
    ----------
    style : the folder of stylesheets and filters.
    store : what was made for the website before.

    Returns
    -------
    The practices, and for each without such files the school and why.
    """

    own_style = hashes_below(style)

    def make(practice: _Shown) -> tuple[_Shown, str]:
        if practice.documents:
            return practice, ""
        try:
            return _documented(practice, style, own_style, store), ""
        except RenderError as error:
            return practice, _LEFT_OUT.format(why=error)

    done = _at_once(make, practices)
    told = tuple((practice.whose, why) for practice, why in done if why)
    return tuple(practice for practice, _ in done), told


def _at_once(make: Callable[[_One], _Done], given: Sequence[_One]) -> list[_Done]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return [*pool.map(make, given)]


def documented(
    practice: SharedPractice, style: Path, own_style: Sequence[Any], store: Store
) -> SharedPractice:
    """A practice with its Word and PDF files; without, where `with_documents` will say why.

    Parameters
    ----------
    own_style : the hashes of the files below `style`.
    """
    try:
        return _documented(practice, style, own_style, store)
    except RenderError:
        return practice


def _documented(practice: _Shown, style: Path, own_style: Sequence[Any], store: Store) -> _Shown:
    text = (practice.folder / pandoc.SOURCE).read_text(encoding="utf-8")
    # What only this computer's fonts have the letters for is set anew: they may be others now.
    known = NOTHING_KEPT if letters.lacking(text) else store
    parts = (hashes_below(practice.folder), practice.signed_on.isoformat(), own_style)
    key = key_of("documents", *parts)
    paths = tuple(practice.folder / f"report.{form}" for form in FORMATS)
    if (found := known.get(key)) is not None:
        unpack(found, practice.folder)
        return replace(practice, documents=paths)
    tree = (practice.folder / TREE).read_bytes()
    pandoc.render(practice.folder, FORMATS, style, tree)
    for path in paths:
        path.write_bytes(dated(path.read_bytes(), practice.signed_on))
    known.put(key, packed(practice.folder, [path.name for path in paths]))
    return replace(practice, documents=paths)


def dated(document: bytes, day: date) -> bytes:
    """A Word or PDF file that says it was made on a day, and not at which second.

    Two builds of the same site are then the same, byte for byte. In a PDF nothing changes its
    length, so that every place in it stays where its table says; the name of the copy becomes the
    name of the document, of which it is the first.
    """
    if document[:4] == b"%PDF":
        for pattern, form in _PDF_TIMES:
            document = pattern.sub(day.strftime(form).encode(), document)
        names = _PDF_NAMES.search(document)
        return document.replace(names[2], names[1]) if names else document
    whole = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as read,
        zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for part in read.infolist():
            content = read.read(part)
            if part.filename == "docProps/core.xml":
                content = _WORD_TIME.sub(day.strftime(">%Y-%m-%dT00:00:00Z<").encode(), content)
            written.writestr(part, content)
    return whole.getvalue()


def write_files(site: Site, folder: Path) -> None:
    """Put the Word and PDF files of each page, and its citation, where its page looks for them."""
    for practice in site.shown:
        target = folder / practice.place
        target.mkdir(parents=True, exist_ok=True)
        for made in practice.documents:
            shutil.copyfile(made, target / f"{practice.stem}{made.suffix}")
        cited = target / f"{practice.stem}.ris"
        cited.write_text(citation(site, practice), encoding="utf-8", newline="\r\n")


def citation(site: Site, practice: SharedPractice | SharedDocument) -> str:
    """The practice or document as programs for references read it, in the RIS format.

    A line is a tag of two letters and a value; a value of several lines would begin new ones, so
    every value is put on one.
    """
    facts = [
        ("TY", "RPRT"),
        ("AU", practice.whose),
        ("TI", practice.title),
        ("PB", practice.partnership or site.name),
        ("PY", str(practice.signed_on.year)),
        ("DA", practice.signed_on.strftime("%Y/%m/%d")),
        ("AB", practice.in_short),
        *(("KW", word) for word in practice.keywords),
        ("LA", practice.language),
        *([("UR", site.at(practice.address))] if site.root else []),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {' '.join(clean(value).split())}\n" for tag, value in facts)
