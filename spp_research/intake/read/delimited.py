"""Reading a CSV file: which encoding, which separator, and whether its quotes close."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass

from .containers import MAX_COLUMNS, MAX_ROWS, Unreadable

_SEPARATORS = (",", ";", "\t", "|")
_NO_SEPARATOR = "\x1f"  # stands in no text: the file has one column
_SAMPLE = 200  # rows by which the separator is told

_ENCODINGS = {  # in the order in which they are likely where they say the same
    "cp1252": "Windows in western Europe",
    "cp1250": "Windows in central Europe",
    "mac_roman": "an older Mac",
    "cp850": "DOS",
}
_LOST = "\ufffd"  # what a program writes for a letter that it could not read
# UTF-8 that was once read as Windows' own and saved again: Â£ for a pound, â€™ for an apostrophe.
_NEXT = "[\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2010-\u2122]"
_TWICE = re.compile(
    f"[\u00c2-\u00df]{_NEXT}|[\u00e0-\u00ef]{_NEXT}{{2}}|[\u00f0-\u00f4]{_NEXT}{{3}}"
)
_IN_A_WORD = re.compile(r"(?<=[^\W\d_])[^\x00-\x7f\w’‘'´–-](?=[^\W\d_])")
_CAPITAL_INSIDE = re.compile(r"(?<=[a-zß-ÿ])[^\x00-\x7f\W\d_a-zß-ÿ]")
_UNUSUAL = re.compile(
    r"[\u0080-\u009f¤¦§¨©ª¬¯±²³´¶·¸¹¼½¾¿¡ÐÞþðŠŽŸƒˆ˜†‡‰‹›ÕÒ‚„]|[\u2500-\u259f˛ˇ˘˝˙]"
)


@dataclass(frozen=True)
class Rows:
    """The cells of a CSV file, and what is to be said of how they were told apart.

    Parameters
    ----------
    rows : one tuple a row.
    separator : what stands between the cells.
    remarks : codes and sentences of what rests on a guess.
    """

    rows: tuple[tuple[str, ...], ...]
    separator: str
    remarks: tuple[tuple[str, str], ...] = ()


def read_rows(data: bytes) -> Rows:
    """The cells of a CSV file.

    A blank line is a row, as it is when a spreadsheet opens the file, so that row numbers agree.

    Raises
    ------
    Unreadable
        When a quotation mark is never closed (it would swallow the rows that follow), or the
        file is longer or wider than is read.
    """
    text, remarks = letters(data)
    separator = _declared_separator(text)
    if separator:
        text = "\n" + text.partition("\n")[2]
    else:
        separator = _likely_separator(text)
    rows: list[tuple[str, ...]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            rows.append(tuple(row))
            if len(rows) > MAX_ROWS or len(row) > MAX_COLUMNS:
                raise Unreadable(
                    "file.too-large",
                    f"The file has more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns, the most "
                    "that is read: split it, or take out what does not belong to it.",
                )
    except csv.Error as error:
        raise Unreadable(
            "file.csv-quotes",
            f"A quotation mark that opens near line {reader.line_num} does not close where the "
            "cell ends, so the rows after it cannot be told apart: open the file in Excel, mend "
            "that cell and save it again.",
        ) from error
    return Rows(tuple(rows), separator, remarks)


def decode(data: bytes) -> str:
    """Text of a CSV file: UTF-8 or UTF-16 with or without a mark, else the likeliest older one."""
    return letters(data)[0]


def letters(data: bytes) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text of a CSV file, and what is to be said of the letters that are not plain English."""
    text, guessed = _decoded(data)
    text, mended = _read_twice(text)
    remarks = []
    if guessed:
        remarks.append(("file.letters", guessed))
    if mended:
        remarks.append(
            (
                "file.letters",
                f"In line {mended[0]}{_and_more(mended)} letters had been turned into pairs such "
                "as Â£ for a pound sign by another program, and are read as what they were: if "
                "one is wrong, export the file again as “CSV UTF-8”.",
            )
        )
    lost = [n for n, line in enumerate(text.split("\n"), start=1) if _LOST in line]
    if lost:
        remarks.append(
            (
                "file.letters-lost",
                f"In line {lost[0]}{_and_more(lost)} another program has put the sign � in place "
                "of letters that it could not read, and they cannot be got back: export the file "
                "again as “CSV UTF-8”, or type those words.",
            )
        )
    return text, tuple(remarks)


def _decoded(data: bytes) -> tuple[str, str]:
    """Text, and a sentence where its encoding is a guess."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _or_refuse(data, "utf-16"), ""
    sample = data[:65536]
    if b"\x00" in sample:
        little = sample[1::2].count(0) >= sample[::2].count(0)
        return _or_refuse(data, "utf-16-le" if little else "utf-16-be"), ""
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return _guessed(data.removeprefix(codecs.BOM_UTF8))


def _guessed(data: bytes) -> tuple[str, str]:
    """A file that is not UTF-8 throughout: line by line, UTF-8 where it is, else the likeliest."""
    lines = data.split(b"\n")
    unicode: dict[int, str] = {}
    others: dict[int, bytes] = {}
    for number, line in enumerate(lines):
        if line.isascii():
            unicode[number] = line.decode("ascii")
            continue
        try:
            unicode[number] = line.decode("utf-8")
        except UnicodeDecodeError:
            others[number] = line
    older = b"\n".join(others.values())
    readable = [name for name in _ENCODINGS if _reads(older, name)]
    best = min(readable, key=lambda name: _oddness(older.decode(name)), default="")
    if not best:
        raise _no_encoding()
    text = "\n".join(
        unicode[n] if n in unicode else others[n].decode(best) for n in range(len(lines))
    )
    mixed = any(not line.isascii() for line in unicode.values())
    first, *rest = [n + 1 for n in others]
    ending = "if one looks wrong, open the file where it came from and save it as “CSV UTF-8”."
    where = f"line {first}{_and_more([first, *rest])}"
    if mixed:
        return text, (
            f"The file mixes two ways of writing letters: those in {where} are read as "
            f"{_ENCODINGS[best]} writes them, and the others as Unicode; {ending}"
        )
    plain = best == "cp1252" and not any(c.isalpha() and not c.isascii() for c in text)
    if plain:  # curly quotation marks and pound signs, which stand at the same place everywhere
        return text, ""
    return text, (
        f"The letters that are not plain English (the first in {where}) are read as "
        f"{_ENCODINGS[best]} writes them: {ending}"
    )


def _reads(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _oddness(text: str) -> int:
    """How many signs stand where no English school would write them."""
    found = (_IN_A_WORD, _CAPITAL_INSIDE, _UNUSUAL)
    return sum(len(pattern.findall(text)) for pattern in found)


def _read_twice(text: str) -> tuple[str, list[int]]:
    """The text with letters put right that were read as Windows' own and saved as UTF-8."""
    if not _TWICE.search(text):
        return text, []
    lines, mended = text.split("\n"), []
    for number, line in enumerate(lines):
        right = _TWICE.sub(_once, line)
        if right != line:
            lines[number] = right
            mended.append(number + 1)
    return "\n".join(lines), mended


def _once(found: re.Match[str]) -> str:
    """What two or more such signs stand for; themselves where that is no usual letter."""
    try:
        right = b"".join(map(_as_byte, found[0])).decode("utf-8")
    except UnicodeError:
        return found[0]
    return right if all(map(_is_usual, right)) else found[0]


def _as_byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:  # one of the five bytes that Windows has no letter for
        return letter.encode("latin-1")


def _is_usual(letter: str) -> bool:
    """Whether an accented letter, a quotation mark, a currency sign or an emoji."""
    code = ord(letter)
    return 0xA0 <= code < 0x180 or 0x2010 <= code <= 0x2122 or code >= 0x1F300


def _and_more(lines: list[int]) -> str:
    return f" and {len(lines) - 1} more" if len(lines) > 1 else ""


def _or_refuse(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _no_encoding() from error


def _no_encoding() -> Unreadable:
    return Unreadable(
        "file.damaged",
        "The letters in the file cannot be read in any usual encoding: open it in Excel and "
        "save it as “CSV UTF-8”.",
    )


def _declared_separator(text: str) -> str:
    """What Excel's own first line "sep=;" says, if it is there."""
    first = text.partition("\n")[0].strip().strip('"').lower()
    declared = first[4] if len(first) == 5 and first.startswith("sep=") else ""
    return "" if declared.isalnum() else declared


def _likely_separator(text: str) -> str:
    """The separator by which quotation marks close, or else the likeliest all the same."""
    return (
        _best_separator(text, strict=True) or _best_separator(text, strict=False) or _NO_SEPARATOR
    )


def _best_separator(text: str, *, strict: bool) -> str:
    """The separator that cuts the headings and most rows into the same number of cells.

    A separator of several ticked answers, or a comma in a sentence, cuts some cells and not the
    headings. Where none cuts both the headings and most rows, the file has one column.
    """
    best, most = "", (0.0, 0)
    for separator in _SEPARATORS:
        rows = _first_rows(text, separator, strict)
        widest = max(map(len, rows[:_SEARCHED]), default=1)
        heading = next((n for n, row in enumerate(rows) if 2 * len(row) > widest), 0)
        below = rows[heading + 1 :]
        cells = len(rows[heading]) if rows else 1
        cut = sum(len(row) > 1 for row in below)
        if cells < 2 or 2 * cut < len(below):
            continue
        alike = sum(len(row) == cells for row in below) / len(below) if below else 0.0
        if heading and not (alike > _NEARLY_ALL and _are_headings(rows[heading], below)):
            continue  # the first row is no title: it is the only heading, and answers stand below
        if (alike, cells) > most:
            best, most = separator, (alike, cells)
    return best


def _are_headings(row: list[str], below: list[list[str]]) -> bool:
    """Whether all cells of a row are filled, and come up nowhere below."""
    words = [cell.strip() for cell in row]
    others = {cell.strip() for other in below for cell in other}
    return all(words) and others.isdisjoint(words)


_NEARLY_ALL = 0.8  # of the rows below a title and headings
_SEARCHED = 15  # rows in which the headings stand


def _first_rows(text: str, separator: str, strict: bool) -> list[list[str]]:
    """The first rows that hold something, cut by this separator; none where quotes do not close."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) >= _SAMPLE:
                break
    except csv.Error:
        return []
    return rows
