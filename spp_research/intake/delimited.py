"""Reading a CSV file: which encoding, which separator, and whether its quotes close."""

from __future__ import annotations

import codecs
import csv
import io
from contextlib import suppress

from .containers import MAX_COLUMNS, MAX_ROWS, Unreadable

_SEPARATORS = (",", ";", "\t")


def read_rows(data: bytes) -> tuple[tuple[tuple[str, ...], ...], str]:
    """The cells of a CSV file, one tuple a row, and the separator.

    A blank line is a row, as it is when a spreadsheet opens the file, so that row numbers agree.

    Raises
    ------
    Unreadable
        When a quotation mark is never closed (it would swallow the rows that follow), or the
        file is longer or wider than is read.
    """
    text = decode(data)
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
    return tuple(rows), separator


def decode(data: bytes) -> str:
    """Text of a CSV file: UTF-8 or UTF-16 with or without a mark, else Windows' own."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _or_refuse(data, "utf-16")
    sample = data[:65536]
    if b"\x00" in sample:
        little = sample[1::2].count(0) >= sample[::2].count(0)
        return _or_refuse(data, "utf-16-le" if little else "utf-16-be")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _or_refuse(data, "cp1252")


def _or_refuse(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "file.damaged",
            "The letters in the file cannot be read in any usual encoding: open it in Excel and "
            "save it as “CSV UTF-8”.",
        ) from error


def _declared_separator(text: str) -> str:
    """What Excel's own first line "sep=;" says, if it is there."""
    first = text.partition("\n")[0].strip().strip('"').lower()
    declared = first[4] if len(first) == 5 and first.startswith("sep=") else ""
    return "" if declared.isalnum() else declared


def _likely_separator(text: str) -> str:
    """The separator that cuts the most lines into the same, largest number of cells."""
    lines = [line for line in text.splitlines()[:60] if line.strip()]

    def score(separator: str) -> int:
        counts: list[int] = []
        with suppress(csv.Error):  # a cell without an end, which is said when all is read
            counts += (len(row) - 1 for row in csv.reader(lines, delimiter=separator))
        return max((n * counts.count(n) for n in set(counts)), default=0)

    return max(_SEPARATORS, key=score)
