"""The materials that a school names: which may be shown, what they say, what is left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from spp_research.phrases import listed, plural
from spp_research.protect.attachments import AttachmentError, content_of, require_plain_name
from spp_research.schema import SCHOOL

from ..faults import Fault, Place, fault, quote
from ..read.typed_rows import given
from ..read.word_blocks import read_document
from ..read.word_document import Left, WordDocument
from .attached import Row, place_of, taken, why_not_cleared
from .free_texts import cleared_of, clearing, personal_fault, wording_faults
from .reading import Reading

MOST_MATERIALS = 3
_MOST_TOLD = 6  # places of one document that a check names
_ENDING = ".docx"
_ASKED = "materials("  # what a notebook calls that shows them
_SAVE = "open it in Word and save it as a Word Document (.docx)"
_OTHERWISE = {
    **dict.fromkeys((".docm", ".dotx", ".dotm", ".doc", ".odt", ".rtf", ".pages"), _SAVE),
    **dict.fromkeys(
        (".pdf", ".ppt", ".pptx", ".pptm", ".odp", ".key", ".xls", ".xlsx", ".xlsm", ".ods"),
        "of a file of this kind nobody can be sure what else is in it: copy its text into a Word "
        "document, and name that",
    ),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".heic", ".webp"), "a picture belongs on the sheet “Photos”"
    ),
}
# What a document has and the write-up has not: one of it, several, and what to do.
_LEFT_OUT: Mapping[Left, tuple[str, str, str]] = {
    Left.PICTURES: ("picture", "pictures", "one to be shown needs a row on the sheet “Photos”"),
    Left.BOXES: ("text box", "text boxes", "write the words of a box into the text"),
    Left.NOTES: ("footnote", "footnotes", "write it into the text"),
    Left.COMMENTS: ("comment", "comments", ""),
    Left.HIDDEN: ("word that Word hides", "words that Word hides", ""),
    Left.FORMULAS: ("formula", "formulas", "write it as text"),
    Left.FILES: ("file inside the document", "files inside the document", ""),
    Left.SYMBOLS: ("sign of a font of symbols", "signs of a font of symbols", ""),
    Left.LINKS: ("address behind a link", "addresses behind links", "the words of a link stay"),
    Left.OTHER: ("place that is no plain text", "places that are no plain text", ""),
}
_MARGINS = "what stands at the head or the foot of its pages"
# What stays and looks otherwise.
_OTHERWISE_SHOWN: Mapping[Left, str] = {
    Left.CHANGES: "tracked changes are taken as accepted",
    Left.WHITE: "white letters are shown like all others",
    Left.JOINED: "joined cells stand apart, and the lines of a cell one behind the other",
}


@dataclass(frozen=True)
class NamedMaterial:
    """One row of the sheet “Materials”.

    Parameters
    ----------
    row : of the sheet; a cell that is blank is None.
    document : what it says; None where it is left out.
    why : why it is left out, with what to do: the end of a sentence.
    """

    row: Row
    document: WordDocument | None
    why: str = ""


def looked_at(rows: Iterable[Row], folder: Path, day: date) -> Iterator[NamedMaterial]:
    """Each row with what its document says, or why it is left out.

    Parameters
    ----------
    rows : of the sheet “Materials”, in its order.
    folder : the school's folder of attachments.
    day : to look from; what is cleared later is not cleared yet.
    """
    full = f"{MOST_MATERIALS} are shown already, which is all that there is room for"
    for row, document, why in taken(
        rows,
        lambda row: _why_not(row, day),
        lambda name: material_of(folder, name),
        MOST_MATERIALS,
        full,
    ):
        yield NamedMaterial(row, document, why)


def material_of(folder: Path, name: str) -> WordDocument:
    """What a document of a school says, read anew.

    Parameters
    ----------
    folder : the school's folder of attachments.
    name : of the file in it, as somebody typed it.

    Raises
    ------
    AttachmentError
        When it is not there, or of a kind that is not read.
    WordError
        When it is no Word document that can be read, or says too much.
    """
    require_plain_name(name, "document")
    ending = Path(name).suffix.lower()
    if ending != _ENDING:
        raise AttachmentError(_OTHERWISE.get(ending, "only Word documents (.docx) are read"))
    return read_document(content_of(folder, name, "document"))


def read_as(document: WordDocument) -> str:
    """How much of a document was read and what was not, as the end of a sentence.

    Returns
    -------
    Such as "412 words are shown; left out are 2 pictures (one to be shown needs a row on the sheet
    “Photos”) and 1 comment; tracked changes are taken as accepted".
    """
    words = document.number_of_words
    left, kept = document.left, _OTHERWISE_SHOWN
    parts = [f"{words:,} {plural(words, 'word is', 'words are')} shown"]
    missed = [
        f"{left[kind]:,} {plural(left[kind], one, many)}{f' ({advice})' if advice else ''}"
        for kind, (one, many, advice) in _LEFT_OUT.items()
        if left.get(kind)
    ]
    if left.get(Left.MARGINS):
        missed.append(_MARGINS)
    if missed:
        parts.append(f"left out: {listed(missed)}")
    return "; ".join([*parts, *(words for kind, words in kept.items() if left.get(kind))])


def _why_not(row: Row, day: date) -> str:
    for name, label in (("title", "Title"), ("used_for", "What it is for")):
        if not given(row.get(name)):
            return f"nobody has filled in “{label}”"
    return why_not_cleared(row, day, "somebody has read it")


def checked(evidence: Reading, folder: Path) -> Iterator[Fault]:
    """What is to be said of each material that is named.

    Why it is left out; or what was read of it, and where its text seems to point to one person or
    judges somebody.
    """
    records = evidence.rows["materials"].records if "materials" in evidence.rows else ()
    about = evidence.rows["school"].records if "school" in evidence.rows else ()
    cleared = cleared_of(values for _, values in about)
    found = looked_at([line for _, line in records], folder, date.max)
    for (row, _), one in zip(records, found, strict=True):
        place = place_of(evidence, "materials", row)
        name = str(one.row["file"])
        if one.document is None:
            told = f"{quote(name)} is left out of the write-up: {one.why}."
            yield fault("material.left-out", place, told, found=name)
            continue
        if one.document.left:
            told = f"Of {quote(name)}, {read_as(one.document)}."
            yield fault("material.read", place, told, found=name)
        yield from _of_texts(name, one.document, place, cleared)


def not_asked_for(evidence: Reading, notebook: Path) -> Iterator[Fault]:
    """Where the notebook of the write-up, of an earlier kit or somebody's own, shows no materials.

    Parameters
    ----------
    notebook : that makes the write-up in this workspace; where it is missing is said elsewhere.
    """
    records = evidence.rows["materials"].records if "materials" in evidence.rows else ()
    if not records or not notebook.is_file():
        return
    if _ASKED in notebook.read_text(encoding="utf-8", errors="replace"):
        return
    yield fault(
        "material.left-out",
        place_of(evidence, "materials", records[0][0]),
        f"No material is in the write-up: its notebook, {notebook.name}, is of an earlier kit or "
        f"was changed, and does not ask for them. If nobody has changed it, run: spp init . "
        f"Otherwise add a cell with best_practice.{_ASKED}study) at its end.",
    )


def _of_texts(
    name: str, document: WordDocument, place: Place, cleared: Collection[str]
) -> Iterator[Fault]:
    """What the texts of a document are searched for, as those of the workbook are."""
    unless = clearing(SCHOOL.sheet("school"))
    found = [
        replace(one, message=f"{quote(name)}, {where}: {one.message}")
        for where, text in document.texts
        for one in (*personal_fault(text, place, cleared, unless), *wording_faults(text, place))
    ]
    kept = found[:_MOST_TOLD]
    if more := len(found) - len(kept):
        last = (
            f"{kept[-1].message} There {plural(more, 'is', 'are')} {more} more of the kind in it."
        )
        kept[-1] = replace(kept[-1], message=last)
    yield from kept
