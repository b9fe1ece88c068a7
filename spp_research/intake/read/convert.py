"""From what stands in a cell to a typed value, or a sentence saying why it cannot be.

Nothing is guessed: what could mean two things is refused with advice, and a value is only ever
changed in spelling.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from math import inf, isfinite

from spp_research.schema import Field, Kind

from ..faults import did_you_mean, listed, quote
from ..layout import bare
from .dates import read_date
from .sheets import UNSAVED, RawCell

# What Excel, LibreOffice, Numbers and Google Sheets write for an error, in English; in other
# languages and in later versions `is_error` knows them by their form.
ERROR_WORDS = frozenset(
    (
        *("#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#N/A", "#SPILL!", "#CALC!"),
        *("#GETTING_DATA", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#ERROR!"),
        *("#EXTERNAL!", "#PYTHON!", "#TIMEOUT!", "#MACRO?", "#FMT", "#CYCLE!"),
        *(f"Err:{number}" for number in range(501, 541)),
    )
)
# Those of other languages that do not end in a mark.
_ERRORS_ELSEWHERE = {
    *("#NV", "#N/D", "#N/B", "#I/T", "#ND", "#NC", "#Н/Д", "#YOK", "#HIÁNYZIK", "#SAKNAS!"),
    *("#NENÍ_K_DISPOZICI", "#NEDOSTUPNÝ", "#OGILTIGT", "#BEZUG", "#WERT", "#ERROR", "#VALUE"),
    *("#REF", "#NAME", "#NUM", "#NULL", "#DIV/0", "#SPILL", "#CALC", "#N/A!"),
}
_ERROR_FORM = re.compile(
    r"#[¡¿]?[^\W\d_a-zß-ÿ][^\sa-z!?#]{0,28}[!?]|#{2,}|(?:err|erreur|fehler) ?: ?[0-9]{3}"
)
_STILL_LOADING = {"loading...", "loading…"}  # what Google Sheets writes before it has worked it out

_DASHES = {"", "-", "--", "–", "—", "−", "n/a", "N/A", "N/a", "n.a.", "N.A.", "NA"}
_NO_NUMBER = {"na", "n/a", "abs", "absent", "a/a", "nil return"}

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
# 7y 11m, 7 years 11 months, 7:11, 7;11: a reading age.
_AGE = re.compile(
    r"([0-9]{1,2})\s*(?:y|yrs?|years?|[:;/])[\s,.&and]*([0-9]{1,2})\s*(?:m|mo|mths?|months?)?",
    re.IGNORECASE,
)
_LARGEST_EXACT = 1e15  # Excel keeps fifteen digits of a number
_MOST_DIGITS = 60  # of a number that is typed; nobody counts or measures so far

_YES = {"yes", "y", "true", "1"}
_NO = {"no", "n", "false", "0"}
# Letters that steer a printer or turn the direction of writing, and no reader sees.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


@dataclass(frozen=True)
class Read:
    """A value, and what is to be said about it: a code and a sentence, or neither.

    `value` is None for a cell that is blank by its meaning.
    """

    value: object = None
    code: str = ""
    message: str = ""


def convert(field: Field, cell: RawCell, from_1904: bool = False, comma: bool = False) -> Read:
    """Read one cell as `field` declares it.

    Parameters
    ----------
    from_1904 : the workbook counts its days from 1904, as old ones from a Mac do.
    comma : the file separates by semicolons, so that "1,234" may be a decimal.
    """
    text = clean(cell.text)
    if text == UNSAVED and cell.value == UNSAVED:
        return Read(
            code="cell.formula-unsaved",
            message="This cell holds a formula whose result was never saved: open the workbook in "
            "Excel, save it, and check again.",
        )
    if cell.error or is_error(text):
        return Read(
            code="cell.error",
            message=f"This cell shows the error {_in_short(text)}: mend its formula, or type the "
            "value.",
        )
    if text in _DASHES:
        return Read()
    if field.kind is Kind.DATE:
        return Read() if text.lower() in _NO_NUMBER else Read(*read_date(cell, from_1904))
    if field.kind in (Kind.NUMBER, Kind.WHOLE):
        return Read() if text.lower() in _NO_NUMBER else _number(field, cell, text, comma)
    if field.kind is Kind.YES_NO:
        return _choice(("Yes", "No"), text)
    if field.kind is Kind.CHOICE:
        read = _choice(field.allowed, text)
        return _perhaps_own(field, text) if field.open_ended and read.value is None else read
    if field.kind is Kind.CHOICES:
        return _choices(field.allowed, text)
    if field.kind in (Kind.ID, Kind.REFERENCE):
        return _identifier(cell, " ".join(text.split()))
    if field.kind is Kind.REFERENCES:
        return _identifiers(cell, text)
    if field.kind is Kind.EMAIL:
        return Read(text.removeprefix("mailto:").strip())
    return _text(field, cell, text)


def is_error(text: str) -> bool:
    """Whether a text is what a spreadsheet writes where a formula went wrong, in any language.

    A cell too narrow for its number, and a formula that was still being worked out, are the same
    to whoever reads the file.
    """
    if text[:1] != "#":
        folded = text.casefold()
        return folded in _STILL_LOADING or bool(_ERROR_FORM.fullmatch(folded))
    return text in ERROR_WORDS or text in _ERRORS_ELSEWHERE or bool(_ERROR_FORM.fullmatch(text))


def clean(text: str) -> str:
    """`text` without unseen letters, odd spaces at its ends, or Windows' line ends."""
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\u202f", " ")
    return _UNSEEN.sub("", text).strip()


def _in_short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _text(field: Field, cell: RawCell, text: str) -> Read:
    """Words. One line of them, or lines that stay apart."""
    if cell.percent and isinstance(cell.value, (int, float)):
        text = f"{cell.value * 100:g}%"
    if field.kind is Kind.LONG_TEXT:
        text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    else:
        text = " ".join(text.split())
    if isinstance(cell.value, dt.date):
        return Read(
            text,
            "text.was-date",
            f"Excel made a date of what was typed here, and it is read as {quote(text)}: if that "
            "is not what was meant, set the cell's format to Text and type it again.",
        )
    return Read(text)


def _identifier(cell: RawCell, text: str) -> Read:
    if isinstance(cell.value, dt.date):
        return Read(
            code="id.was-date",
            message="Excel made a date of the ID that was typed here: set the cell's format to "
            "Text and type it again.",
        )
    if isinstance(cell.value, (dt.time, dt.timedelta)):
        return Read(
            code="id.was-date",
            message="Excel made a time of the ID that was typed here: set the cell's format to "
            "Text and type it again.",
        )
    number = cell.value if isinstance(cell.value, (int, float)) else 0
    if abs(number) >= _LARGEST_EXACT or _SCIENTIFIC.fullmatch(text):
        return Read(
            code="id.digits-lost",
            message=f"{quote(text)} is an ID with so many digits that Excel has rounded it: set "
            "the column's format to Text and type the ID again.",
        )
    return Read(text)


def _identifiers(cell: RawCell, text: str) -> Read:
    whole = _identifier(cell, text)
    if whole.code:
        return whole
    ids = [" ".join(part.split()) for part in re.split(r"[;,\n]", text)]
    ids = [part for part in ids if part and part not in _DASHES]
    if len(set(ids)) < len(ids):
        double = next(part for part in ids if ids.count(part) > 1)
        return Read(
            tuple(dict.fromkeys(ids)),
            "reference.twice",
            f"{quote(double)} stands here twice; it is counted once.",
        )
    return Read(tuple(ids) or None)


def _choice(allowed: tuple[str, ...], text: str) -> Read:
    """One of the allowed words in its own spelling; the part before a colon is enough."""
    if set(allowed) == {"Yes", "No"} and text.casefold() in _YES | _NO:
        return Read("Yes" if text.casefold() in _YES else "No")
    word = bare(text)
    for choice in allowed:
        if word and word == bare(choice):
            return Read(choice)
    short = [c for c in allowed if word and word == bare(c.partition(":")[0])]
    longer = [c for c in allowed if ":" in text and bare(text.partition(":")[0]) == bare(c)]
    if len(short) == 1 or len(longer) == 1:
        choice = (short or longer)[0]
        return Read(choice, "choice.short", f"{quote(text)} is read as {quote(choice)}.")
    return Read(
        code="choice.unknown",
        message=f"{quote(text)} is not one of the words allowed here, which are {listed(allowed)}: "
        f"pick one from the list.{did_you_mean(text, allowed)}",
    )


def _perhaps_own(field: Field, text: str) -> Read:
    """A word that is none of the kit's: whether it is one of the workspace's own is seen there."""
    title = " ".join(text.split())
    message = f"{quote(title)} is none of the documents that the kit itself makes"
    if near := did_you_mean(title, field.allowed):
        return Read(
            title,
            "document.misspelt",
            f"{message}, so this row signs none of them: write it as in the list, unless your "
            f"partnership has a notebook with this very title.{near}",
        )
    return Read(
        title,
        "document.own",
        f"{message}. The row counts where your partnership has a notebook with this title, which "
        "spp check looks for.",
    )


def _choices(allowed: tuple[str, ...], text: str) -> Read:
    """Several of the allowed words, each once; the first that is none of them is refused."""
    parts = [" ".join(part.split()) for part in re.split(r"[;,\n]", text)]
    read = [_choice(allowed, part) for part in parts if part and part not in _DASHES]
    for one in read:
        if one.value is None:
            return one
    return Read(tuple(dict.fromkeys(one.value for one in read)) or None)


def _number(field: Field, cell: RawCell, text: str, comma: bool) -> Read:
    if isinstance(cell.value, bool):
        return Read(code="number.not-a-number", message=_no_number(text))
    if isinstance(cell.value, (dt.date, dt.time, dt.timedelta)):
        return Read(
            code="number.was-date",
            message=f"Excel made a date of the number that was typed here, and shows "
            f"{quote(text)}: set the cell's format to General and type the number again.",
        )
    if cell.percent and not isinstance(cell.value, str) and isfinite(cell.value):
        return Read(
            code="number.percent",
            message=f"This cell shows {cell.value * 100:g}% and holds {cell.value:g}, which could "
            f"be read either way: set its format to General and type {cell.value * 100:g}, or "
            f"whichever number is meant.",
        )
    note = ("", "")
    if isinstance(cell.value, (int, float)) and not isfinite(cell.value):
        return Read(code="number.not-a-number", message=_no_number(text))
    if isinstance(cell.value, (int, float)):
        number = float(cell.value)
    else:
        plain = text.replace("−", "-").replace("–", "-")
        if _THOUSANDS.fullmatch(plain) and not comma:
            plain = plain.replace(",", "")
            note = ("number.thousands", f"{quote(text)} is read as {plain}.")
        if not _NUMBER.fullmatch(plain):
            return _refused(text)
        number = float(plain) if len(plain) <= _MOST_DIGITS else inf
    if abs(number) >= _LARGEST_EXACT:
        return Read(
            code="number.too-many-digits",
            message=f"{quote(text)} has more digits than a spreadsheet keeps, so it cannot be "
            "what was counted or measured: check it, and type the number again.",
        )
    if field.kind is Kind.WHOLE and not number.is_integer():
        return Read(
            code="number.not-whole",
            message=f"{quote(text)} is not a whole number: write digits only, without a point.",
        )
    return Read(int(number) if field.kind is Kind.WHOLE else number, *note)


def _refused(text: str) -> Read:
    """Why a text is no number, in the words that help most."""
    if re.fullmatch(r"[+-]?[0-9]+(?:,[0-9]+)+(?:\.[0-9]+)?", text):
        point = text.replace(",", ".", 1)
        return Read(
            code="number.comma",
            message=f"{quote(text)} has a comma, which could be a decimal point or a thousand: "
            f"write a point for decimals, as in {point}, and nothing between thousands.",
        )
    if re.fullmatch(r"[+-]?[0-9.]+\s*%", text):
        return Read(
            code="number.percent",
            message=f"{quote(text)} has a percent sign: write {text.rstrip('% ')}, and put percent "
            "in the column for the unit.",
        )
    if age := _AGE.fullmatch(text):
        months = 12 * int(age[1]) + int(age[2])
        return Read(
            code="number.not-a-number",
            message=f"{quote(text)} is years and months, which no average can be made of: write "
            f"months, {quote(str(months))}, and months as the unit of the outcome.",
        )
    return Read(code="number.not-a-number", message=_no_number(text))


def _no_number(text: str) -> str:
    inside = re.search(r"[0-9]+(?:\.[0-9]+)?", text)
    example = inside[0] if inside else "12.5"
    return (
        f"{quote(text)} is not a number: write digits only, such as {example}, or leave the cell "
        "blank if there is none."
    )
