"""A document that was dropped, beside the Sign-off sheet: whether a row covers its text.

The document says itself which text it is, by its text mark. Whatever is not certain is said, and
only a row with that very mark covers it: what was first made under a row without one is remembered
where the document was made, and not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from spp_research.intake import Reading
from spp_research.intake.write.sign_off_row import PreparedRow, prepare_row
from spp_research.kinds import BEST_PRACTICE, KINDS, PARTNERSHIP_REPORT, ReportKind
from spp_research.phrases import sentence
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import Rows, SignOff, all_standing, typed, why_unsigned
from spp_research.protect.signatures.verdict import no_mark, other_mark
from spp_research.schema import PARTNERSHIP, SCHOOL
from spp_research.words import checked as words
from spp_research.words import sign_offs

from .printed import Printed

_SIGN_OFF = "sign_off"


@dataclass(frozen=True)
class ToPaste:
    """The row to write, as the page shows it.

    Parameters
    ----------
    how : what to do with it, a sentence each.
    pasted : the row with tabs between its cells; empty where a row is to be changed instead.
    cells : the label of each column and what goes there.
    """

    how: tuple[str, ...]
    pasted: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Compared:
    """What is said of one document.

    Parameters
    ----------
    name : of the file.
    about : its title and whose it is, in one line.
    state : "covered" by a row of the Sign-off sheet, "draft" or "unknown".
    sentences : why.
    row : the row to write; None where one covers it or nobody knows what to write.
    """

    name: str
    about: str
    state: str
    sentences: tuple[str, ...]
    row: ToPaste | None = None


def compare(
    name: str, printed: Printed, books: Sequence[tuple[str, Reading]], as_at: date
) -> Compared:
    """Whether the Sign-off sheet of its workbook covers a document.

    Parameters
    ----------
    name : of its file.
    printed : what it says of itself.
    books : the workbooks that were dropped with it, each with the name of its file.
    as_at : the day to look from.
    """
    about = " – ".join(filter(None, (printed.title, printed.whose)))
    own = [(file, book) for file, book in books if _is_of(book, printed.whose)]
    if not printed.mark:
        return Compared(name, about, "unknown", (words.no_text_mark(),))
    file, reading = own[0] if len(own) == 1 else ("", None)
    kind = _kind_of(printed, reading)
    if reading is None:
        why = words.several_books(printed.whose) if own else words.without_book(printed.whose)
        row = _row(kind, printed, None, as_at) if not own else None
        return Compared(name, about, "unknown", (words.has_mark(printed.mark), why), row)
    if _SIGN_OFF not in reading.rows or _SIGN_OFF in reading.partial:
        why = words.mend_sign_offs(file)
        return Compared(name, about, "unknown", (words.has_mark(printed.mark), why))
    if kind is None:
        said = (words.has_mark(printed.mark), words.which_document())
        return Compared(name, about, "unknown", said)
    lines = _standing(kind, printed, reading, as_at)
    covering = next((one for one in lines if printed.mark in one.marks.marks), None)
    if covering:
        told = tuple(_covered(covering, printed, reading))
        return Compared(name, about, "covered", told)
    told = tuple(_not_covered(kind, printed, reading, lines, as_at))
    state = "unknown" if lines and not lines[0].marks else "draft"
    return Compared(name, about, state, told, _row(kind, printed, reading, as_at))


def _standing(kind: ReportKind, printed: Printed, reading: Reading, as_at: date) -> list[SignOff]:
    return all_standing(
        reading.rows[_SIGN_OFF].records,
        kind.title,
        # Where the document does not say for whom it is, the row with its mark does.
        printed.audience or Audience.SCHOOL,
        as_at,
        fixed=False,
        item=_item(reading) if kind is BEST_PRACTICE else "",
    )


def _covered(line: SignOff, printed: Printed, reading: Reading) -> Iterator[str]:
    yield words.covered(line.row, _title(reading), printed.mark)
    yield words.signed(line)
    if line.ends_on:
        yield words.ends(line.ends_on)
    yield words.only_the_mark()


def _not_covered(
    kind: ReportKind,
    printed: Printed,
    reading: Reading,
    lines: Sequence[SignOff],
    as_at: date,
) -> Iterator[str]:
    """Why no row covers it; of several that stand, of the latest."""
    line = lines[0] if lines else None
    if line and line.marks.marks:
        yield sentence(other_mark(line.marks, printed.mark))
        yield words.read_and_sign(line.row, _title(reading))
    elif line and line.marks:
        yield sentence(no_mark(line.marks))
    elif line:
        yield words.row_without_mark(line.row, _title(reading))
    else:
        audience = printed.audience or Audience(kind.audience)
        rows = reading.rows[_SIGN_OFF].records
        lack = why_unsigned(rows, kind.title, audience, as_at, fixed=False)
        yield words.has_mark(printed.mark)
        yield sentence(sign_offs.draft(lack)) if lack else words.unsigned()
    yield words.says_itself(printed.status)


def _row(
    kind: ReportKind | None, printed: Printed, reading: Reading | None, as_at: date
) -> ToPaste | None:
    """The row with which the text is signed off; None where the kind is not known."""
    if kind is None:
        return None
    audience = printed.audience or Audience(kind.audience)
    book = SCHOOL if kind.per_school else PARTNERSHIP
    made = prepare_row(book, reading, kind.title, audience, printed.mark, as_at)
    if made.rows:
        how = (sign_offs.row_there(made.rows, made.sheet), sign_offs.change_row(made.rows))
        return ToPaste(how, "", made.filled)
    return ToPaste((_paste(made),), made.pasted, made.filled)


def _paste(made: PreparedRow) -> str:
    return sign_offs.paste_row(made.cells[0][0])


def _kind_of(printed: Printed, reading: Reading | None) -> ReportKind | None:
    """Which document it is, by what it is headed with, or by the row that has its mark."""
    for kind in KINDS.values():
        if printed.title in (kind.title, kind.headed):
            return kind
    if reading is None:
        return None
    rows = reading.rows[_SIGN_OFF].records if _SIGN_OFF in reading.rows else ()
    about_all = reading.workbook is PARTNERSHIP
    if own := next(_own_titles(rows, printed), ""):
        return ReportKind("own", own, "", per_school=not about_all, file="own.ipynb")
    if about_all:
        return PARTNERSHIP_REPORT
    practices = reading.rows["practice"].there("principle") if "practice" in reading.rows else ()
    if any(_bare(str(one)) == _bare(printed.title) for one in practices):
        return BEST_PRACTICE
    named = {
        str(row["document"])
        for _, row in rows
        if printed.mark in typed(str(row.get("text_mark") or "")).marks
    }
    by_title = {kind.title: kind for kind in KINDS.values()}
    return by_title.get(named.pop()) if len(named) == 1 else None


def _own_titles(rows: Rows, printed: Printed) -> Iterator[str]:
    """The titles of rows about a notebook of the partnership's own that are about a document."""
    kits = {kind.title for kind in KINDS.values()}
    for _, row in rows:
        title = str(row["document"] or "")
        marks = typed(str(row.get("text_mark") or "")).marks
        if title not in kits and (_bare(title) == _bare(printed.title) or printed.mark in marks):
            yield title


def _is_of(reading: Reading, whose: str) -> bool:
    """Whether a workbook is that of the school or the partnership of this name."""
    for book, sheet, column in (
        (SCHOOL, "school", "school_name"),
        (PARTNERSHIP, "partnership", "name"),
    ):
        if reading.workbook is book and sheet in reading.rows:
            rows: Sequence[tuple[Any, Mapping[Any, Any]]] = list(reading.rows[sheet].records)
            return any(_bare(str(row[column] or "")) == _bare(whose) for _, row in rows)
    return False


def _item(reading: Reading) -> str:
    """The practice that a write-up is about: the first, as the kit makes it."""
    rows = list(reading.rows["practice"].records) if "practice" in reading.rows else []
    return str(rows[0][1].get("practice_id") or "") if rows else ""


def _title(reading: Reading) -> str:
    return reading.titles.get(_SIGN_OFF, reading.workbook.sheet(_SIGN_OFF).title)


def _bare(text: str) -> str:
    """The letters and digits of a text: quotation marks and spaces are set otherwise in print."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())
