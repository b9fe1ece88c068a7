"""Ids in place of pupils: the same person has the same id in every file, and only the school
can tell whose it is.

An id is a keyed hash (HMAC with SHA-256; RFC 2104) of the pupil's number or name. Without the key
nobody can make a list of all the numbers there are and compare. The key is made once, lies in the
workspace, and is never printed.
"""

from __future__ import annotations

import csv
import hmac
import io
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake.layout import column_letters
from spp_research.intake.read.containers import Unreadable, check_size
from spp_research.intake.read.convert import clean
from spp_research.intake.read.identifying import looks_like, says_who
from spp_research.intake.read.pupil_names import FIRST, LAST, NAMES, NUMBERS, SEARCHED, bare
from spp_research.intake.read.sheets import RawBook, RawCell, RawSheet, Value, as_text, read_book
from spp_research.protect.personal import find
from spp_research.workspace import Workspace

KEY_FILE = ".spp-key"
MADE, MAPPING = "pseudonymised", "who-is-who"
HEADER = "Pupil ID"
_KEY_BYTES = 32
_DIGITS = 15  # of an id, in base 16: among 100,000 pupils two share one once in 200 million files
_SHORTEST = 4  # characters of a name that is looked for in other columns

# One sign for each that people use for it: O’Brien is O'Brien.
_SIGNS = str.maketrans(dict.fromkeys("‘’ʼ`´′＇", "'") | dict.fromkeys("‐‑‒–—−", "-"))
_OF_TEMPLATE = ("Help", "Example")  # rows of the kit's own template that are about nobody


@dataclass(frozen=True)
class Pseudonymised:
    """What was made of a file.

    Parameters
    ----------
    path : the new file.
    mapping : the list of who is who; None unless it was asked for.
    people : how many pupils there are in it.
    made_from : the header of the column, or columns, that say who a row is about.
    left_out : headers of columns, and titles of sheets, that are not in the new file.
    without : how many rows say nobody.
    look_at : cells of the new file in which somebody may still be named.
    two_ways : pairs of cells of the old file that may name one person in two ways.
    """

    path: Path
    mapping: Path | None
    people: int
    made_from: tuple[str, ...]
    left_out: tuple[str, ...]
    without: int
    look_at: tuple[str, ...]
    two_ways: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rewritten:
    """A file with an id in place of each pupil, before it is put anywhere.

    Parameters
    ----------
    ending, content : of the new file.
    who : the list of who is who, as a CSV file.
    found : whether a column says who a row is about; nothing else is there where none does.
    doubtful : columns that nobody has decided on, and what each looks like. Nothing may be written
        while there is one.
    people, made_from, left_out, without, look_at, two_ways : as of `Pseudonymised`.
    """

    ending: str
    content: bytes = field(default=b"", repr=False)
    who: bytes = field(default=b"", repr=False)
    found: bool = True
    doubtful: Mapping[str, str] = field(default_factory=dict)
    people: int = 0
    made_from: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    without: int = 0
    look_at: tuple[str, ...] = ()
    two_ways: tuple[str, ...] = ()


@dataclass
class _Work:
    """What is gathered on the way through the sheets."""

    key: bytes
    who: dict[str, str] = field(default_factory=dict)  # id -> how the file names the pupil
    made_from: dict[str, None] = field(default_factory=dict)
    left_out: dict[str, None] = field(default_factory=dict)
    without: int = 0
    look_at: list[str] = field(default_factory=list)
    keep: frozenset[str] = frozenset()  # headers that are asked about, by `bare`
    leave_out: frozenset[str] = frozenset()
    doubtful: dict[str, str] = field(default_factory=dict)  # header -> what it looks like
    alike: dict[str, dict[str, str]] = field(default_factory=dict)  # rough name -> id -> cell


def pseudonymise(
    workspace: Workspace,
    file: Path,
    *,
    column: str = "",
    mapping: bool = False,
    keep: Sequence[str] = (),
    leave_out: Sequence[str] = (),
) -> Pseudonymised:
    """Write `file` again with an id in place of each pupil, beside it, as a new file.

    Parameters
    ----------
    workspace : the one whose key is used; the key is made the first time.
    file : a workbook (.xlsx, .xlsm, .ods) or a CSV file.
    column : the header that says who a row is about, where it is none that is known.
    mapping : whether to write down who is who as well.
    keep, leave_out : headers of columns that look as if they said who is who: those that do not,
        and those that do.

    Raises
    ------
    EvidenceError
        When the file cannot be read, no column says who a row is about, or a column that nobody
        has decided on looks as if it did.
    ConfigurationError
        When a file would be overwritten, or others can read the key.
    """
    book = _read(file)
    ending = ".csv" if book.kind == "csv" else ".xlsx"
    made = file.with_name(f"{file.stem}.{MADE}{ending}")
    listed = file.with_name(f"{file.stem}.{MAPPING}.csv") if mapping else None
    for path in filter(None, (made, listed)):
        if path.exists():
            raise ConfigurationError(
                f"{path.name}: there is such a file already, and nothing is written over. Move it "
                "away, or give it another name, and run this again."
            )
    new = rewritten(book, key_of(workspace), column=column, keep=keep, leave_out=leave_out)
    if not new.found:
        raise EvidenceError(
            f"{file.name}: no column says who a row is about. Give its header, for example: "
            "--column UPN"
        )
    if new.doubtful:
        raise EvidenceError(_asked(file, new.doubtful))
    _write(made, new.content)
    if listed:
        _write(listed, new.who)
    return Pseudonymised(
        made,
        listed,
        new.people,
        new.made_from,
        new.left_out,
        new.without,
        new.look_at,
        new.two_ways,
    )


def rewritten(
    book: RawBook,
    key: bytes,
    *,
    column: str = "",
    keep: Sequence[str] = (),
    leave_out: Sequence[str] = (),
) -> Rewritten:
    """A file that was read, with an id in place of each pupil; nothing is written.

    Parameters
    ----------
    key : of the school.
    column, keep, leave_out : as for `pseudonymise`.
    """
    ending = ".csv" if book.kind == "csv" else ".xlsx"
    work = _Work(key, keep=_bare(keep), leave_out=_bare(leave_out))
    sheets = [(sheet.name, rows) for sheet in book.sheets if (rows := _sheet(sheet, column, work))]
    if not sheets or work.doubtful:
        return Rewritten(ending, found=bool(sheets), doubtful=work.doubtful)
    people = sorted(work.who.items(), key=lambda item: item[1].casefold())
    names: list[list[Value]] = [[HEADER, "Who"]]
    names += [[label, who] for label, who in people]
    return Rewritten(
        ending,
        _as_csv(sheets[0][1]) if ending == ".csv" else _as_xlsx(sheets),
        _as_csv(names),
        people=len(work.who),
        made_from=tuple(work.made_from),
        left_out=tuple(work.left_out),
        without=work.without,
        look_at=tuple(work.look_at),
        two_ways=tuple(
            f"{first} and {second}"
            for cells in work.alike.values()
            for first, second in pairwise(cells.values())
        ),
    )


def _bare(headers: Sequence[str]) -> frozenset[str]:
    return frozenset(map(bare, headers))


def _asked(file: Path, doubtful: Mapping[str, str]) -> str:
    """What is asked of columns that may say who is who; nothing is written until it is answered."""
    several = len(doubtful) > 1
    columns = ", ".join(f"“{header}” ({what})" for header, what in doubtful.items())
    first = next(iter(doubtful))
    return (
        f"{file.name}: the {'columns' if several else 'column'} {columns} "
        f"{'look' if several else 'looks'} as if pupils could be told by "
        f"{'them' if several else 'it'}, so nothing is written. "
        f'For each, add --leave-out "{first}" if it is so, or --keep '
        f'"{first}" if not.'
    )


def key_of(workspace: Workspace) -> bytes:
    """The workspace's key, made if there is none yet; only its owner can read it.

    Raises
    ------
    ConfigurationError
        When others can read it, or it is not a key.
    """
    path = workspace.root / KEY_FILE
    if not path.exists():
        _keep_out_of_git(workspace.root)
        _write(path, new_key())
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise ConfigurationError(
            f"{KEY_FILE}: other people who use this computer can read the key. Run: chmod 600 "
            f"{KEY_FILE}"
        )
    key = read_key(path.read_bytes())
    if not key:
        raise ConfigurationError(
            f"{KEY_FILE}: this is not a key that the kit has made. Put the right file back: with "
            "another key every pupil would get another id. Only if there is none, delete it."
        )
    return key


def new_key() -> bytes:
    """What a file with a new key holds."""
    return f"{secrets.token_hex(_KEY_BYTES)}\n".encode()


def read_key(content: bytes) -> bytes:
    """The key that a file holds; empty where it holds none that the kit has made."""
    try:
        key = bytes.fromhex(content.decode("ascii"))
    except ValueError:
        return b""
    return key if len(key) == _KEY_BYTES else b""


def pseudonym(key: bytes, who: str) -> str:
    """The id of a pupil, from a number or name in whatever case and spacing."""
    text = " ".join(unicodedata.normalize("NFKC", clean(who)).translate(_SIGNS).casefold().split())
    return "P" + hmac.digest(key, text.encode(), "sha256").hex()[:_DIGITS]


def _read(file: Path) -> RawBook:
    try:
        check_size(file.stat().st_size)
        return read_book(file.read_bytes(), file.stem)
    except Unreadable as error:
        raise EvidenceError(f"{file.name}: {error.message}") from None
    except OSError:
        raise EvidenceError(
            f"{file.name}: there is no such file, or it cannot be opened. Close it in Excel, and "
            "check how its name is spelt."
        ) from None


def _sheet(sheet: RawSheet, column: str, work: _Work) -> list[list[Value]]:
    """The rows of the new sheet, headers first; none where no column says who is meant."""
    header, identity = _find_header(sheet, column)
    if not identity:
        work.left_out[f"the sheet {sheet.name}"] = None
        return []
    headers = [sheet.cell(header, c + 1).text.strip() for c in range(len(sheet.rows[header - 1]))]
    others = [c for c in range(len(headers)) if c not in identity]
    kept = [c for c in others if not _is_left_out(headers[c], work)]
    for c in kept:
        below = [sheet.cell(n, c + 1) for n in range(header + 1, len(sheet.rows) + 1)]
        if bare(headers[c]) not in work.keep and (what := looks_like(headers[c], below)):
            work.doubtful.setdefault(headers[c] or f"column {column_letters(c + 1)}", what)
    work.made_from.update(dict.fromkeys(headers[c] for c in identity))
    gone = (c for c in range(len(headers)) if c not in kept and c not in identity)
    work.left_out.update(dict.fromkeys(headers[c] for c in gone))
    rows: list[list[Value]] = [[HEADER, *(headers[c] for c in kept)]]
    names, people = set[str](), set[str]()
    for number in range(header + 1, len(sheet.rows) + 1):
        cells = [sheet.cell(number, c + 1) for c in range(len(headers))]
        if not any(cell.text.strip() for cell in cells):
            continue
        if headers[0] == "Row" and cells[0].text in _OF_TEMPLATE:
            continue
        parts = [cells[c].text.strip() for c in identity]
        who = _forenames_first(" ".join(filter(None, parts)))
        told = [cells[c].text.strip() for c in range(len(headers)) if c not in kept]
        people.update({who, *told} - {""})
        names.update(text.casefold() for text in told if len(text) >= _SHORTEST)
        work.without += not who
        label = pseudonym(work.key, who) if who else ""
        if label:
            work.who.setdefault(label, who)
            place = f"{sheet.name}, {cells[identity[0]].address}"
            work.alike.setdefault(_rough(who), {}).setdefault(label, place)
        rows.append([label, *(_value(cells[c]) for c in kept)])
    work.look_at += _still_named(sheet.name, rows, names, frozenset(people))
    return rows


def _find_header(sheet: RawSheet, column: str) -> tuple[int, list[int]]:
    """The number of the row of headers, and the places of the columns that say who is meant."""
    for number, values in enumerate(sheet.rows[:SEARCHED], start=1):
        words = [bare(as_text(value)) for value in values]
        if column:
            found = [[words.index(bare(column))]] if bare(column) in words else []
        else:
            found = [*_first_of(words, NUMBERS), *_first_of(words, NAMES)]
            both = [*_first_of(words, FIRST)[:1], *_first_of(words, LAST)[:1]]
            found += [[place for pair in both for place in pair]] if both else []
        if found and len([word for word in words if word]) > 1:
            return number, found[0]
    return 0, []


def _first_of(words: Sequence[str], known: Sequence[str]) -> list[list[int]]:
    return [[words.index(name)] for name in known if name in words]


def _is_left_out(header: str, work: _Work) -> bool:
    word = bare(header)
    return word in work.leave_out or (word not in work.keep and says_who(header))


def _rough(who: str) -> str:
    """A name or number as people mix it up: without accents, signs, order and leading noughts."""
    plain = unicodedata.normalize("NFKD", who.translate(_SIGNS).replace("'", "")).casefold()
    words = re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return "".join(sorted(words)).lstrip("0")


def _forenames_first(name: str) -> str:
    """ "Bloggs, Jo" as "Jo Bloggs"."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and "," not in first else name


def _value(cell: RawCell) -> Value:
    return cell.text if cell.padded else cell.value


def _still_named(
    sheet: str, rows: list[list[Value]], names: set[str], people: frozenset[str]
) -> Iterator[str]:
    """The cells of the new sheet that seem to name somebody, by their new addresses.

    Parameters
    ----------
    names : what the columns left out say, in small letters, to be found word for word.
    people : the same and whole names, to be found as people write them.
    """
    from spp_research.intake.layout import address

    for number, row in enumerate(rows[1:], start=2):
        for column, value in enumerate(row[1:], start=2):
            text = value if isinstance(value, str) else ""
            if text and (find(text, people) or any(word in names for word in _words(text))):
                yield f"{sheet}, {address(number, column)}"


def _words(text: str) -> Iterator[str]:
    """The words of a text, and each two that stand side by side, in small letters."""
    words = re.findall(r"[\w'’-]+", text.casefold())
    yield from words
    yield from (" ".join(pair) for pair in pairwise(words))


def _keep_out_of_git(root: Path) -> None:
    path = root / ".gitignore"
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    wanted = [KEY_FILE, f"*.{MAPPING}.csv"]
    missing = [line for line in wanted if line not in before.splitlines()]
    if missing:
        gap = "" if not before or before.endswith("\n") else "\n"
        path.write_text(f"{before}{gap}{chr(10).join(missing)}\n", encoding="utf-8")


def _write(path: Path, content: bytes) -> None:
    """Write a file that was not there, for its owner alone."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _as_csv(rows: Sequence[Sequence[Value]]) -> bytes:
    """The rows as Excel opens them; a text that would be worked out gets an apostrophe."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[_harmless(as_text(v)) for v in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    risky = text.lstrip().startswith(("=", "+", "-", "@"))
    return f"'{text}" if risky and not re.fullmatch(r"[+-]?[\d.,]+%?", text.strip()) else text


def _as_xlsx(sheets: Sequence[tuple[str, list[list[Value]]]]) -> bytes:
    import datetime as dt

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, (name, rows) in enumerate(sheets, start=1):
        usable = re.sub(r"[\[\]:*?/\\]", "_", name).strip("' ")[:31]
        page = book.add_worksheet(usable or f"Sheet {number}")
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, bool | str):
                    page.write_string(row, column, as_text(value)[:32_000])
                elif isinstance(value, int | float):
                    page.write_number(row, column, value)
                elif isinstance(value, dt.datetime | dt.date):
                    # Declared for a datetime; XlsxWriter writes a date as well.
                    page.write_datetime(row, column, value, day)  # type: ignore[call-overload]
                else:
                    page.write_string(row, column, as_text(value))
    book.close()
    return out.getvalue()
