"""Whether a page that is made of other documents says only what was signed in those.

The page for parents and pupils takes its words from documents that are signed off for everyone. A
row of the Sign-off sheet stands for one text (decision 24), so words that were written since are
not signed, whoever signs the page itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from spp_research.catalogue import say
from spp_research.intake.read.typed_rows import TypedRows
from spp_research.kinds import (
    BEST_PRACTICE,
    IMPACT_REFLECTION,
    KINDS,
    PARENTS_PAGE,
    REVIEW_SUMMARY,
    ReportKind,
)
from spp_research.protect.sign_off import SignOff
from spp_research.protect.signatures import Remembered, ShownText, SignedFor
from spp_research.run import cache
from spp_research.workspace import Workspace

# The cells of each document that the page shows, each a sheet and a column.
_CELLS: Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]] = {
    PARENTS_PAGE.name: {
        REVIEW_SUMMARY.name: (("school", "focus"), ("findings", "finding")),
        IMPACT_REFLECTION.name: (("actions", "action"), ("reflection", "what_changed")),
        BEST_PRACTICE.name: (("practice", "principle"),),
    }
}
Rows = list[tuple[SignOff, SignedFor]]


def not_as_signed(
    kind: ReportKind,
    shown: ShownText,
    sheets: Mapping[str, TypedRows],
    rows: Mapping[str, Rows],
    remembered: Remembered,
    workspace: Workspace,
    school: str,
) -> str:
    """Why a page is no more than a draft: a sentence; empty where all that it shows is signed.

    Parameters
    ----------
    kind : of the page.
    shown : its text.
    sheets : the school's workbook.
    rows : by name of each kind that the page is made of, the rows of the Sign-off sheet that stand
        for that document and everyone.
    remembered : what is remembered of the school's signatures.
    """
    page = _letters(shown)
    for name, cells in _CELLS.get(kind.name, {}).items():
        told = [words for words in _told(sheets, cells) if _plain(words) in page]
        if not told or not rows[name]:
            continue
        document = KINDS[name].named
        texts = [*_signed_texts(rows[name], remembered, workspace, school, name)]
        if not texts and all(line.marks for line, _ in rows[name]):
            return say(
                "the {document} that was signed off for everyone has not been made here, so what "
                "was signed in it is not known. Make it first, then this page again.",
                document=document,
            )
        if texts and any(all(_plain(words) not in one for one in texts) for words in told):
            return say(
                "the {document} has changed since it was signed off for everyone, and this page "
                "shows words that were not in it then. Sign that document off again first.",
                document=document,
            )
    return ""


def from_the_workbook(
    kind: ReportKind, shown: ShownText, sheets: Mapping[str, TypedRows]
) -> list[str]:
    """What a page made of other documents shows of the workbook, each text as it shows it.

    Parameters
    ----------
    kind, shown, sheets : as for `not_as_signed`.
    """
    page = _letters(shown)
    told = [one for cells in _CELLS.get(kind.name, {}).values() for one in _told(sheets, cells)]
    return [words for words in dict.fromkeys(told) if _plain(words) in page]


def _told(sheets: Mapping[str, TypedRows], cells: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Each cell as far as the page shows it."""
    from spp_research.words.families import as_told  # brings in pandas, which a check goes without

    for sheet, column in cells:
        for _, row in sheets[sheet].records if sheet in sheets else ():
            if row[column] and (words := as_told(str(row[column]))):
                yield words


def _signed_texts(
    rows: Rows, remembered: Remembered, workspace: Workspace, school: str, name: str
) -> Iterator[str]:
    """The texts that stand under these rows, for whichever audience each was made.

    The document among the reports is one of them if it bears a mark that a row has: a run that
    makes both may come to the page before it has remembered the document.
    """
    for line, own in rows:
        under = [one for one in remembered.records if _is_of(one.signed_for, own)]
        if line.marks:
            under = [one for one in under if one.text.mark in line.marks.marks]
        elif not under:  # what was read under a row as late as this one, as `judge` has it
            under = [one for one in remembered.records if _is_of(one.signed_for, own, late=True)]
        yield from (_letters(one.text) for one in under)
        folder = workspace.report_folder(school, name)
        signature = cache.read_manifest(folder).get("signature") or {}
        if signature.get("text_mark") in line.marks.marks:
            yield _plain((folder / "report.qmd").read_text(encoding="utf-8"))


def _is_of(known: SignedFor, own: SignedFor, *, late: bool = False) -> bool:
    """Whether a signature is this one, for whichever audience its text was made.

    Parameters
    ----------
    late : another one of the same document will do, if it is of the same day or later.
    """
    same = replace(known, audience=own.audience)
    if late:
        if known.signed_on < own.signed_on:
            return False
        same = replace(
            same, signed_as=own.signed_as, signed_on=own.signed_on, signed_by=own.signed_by
        )
    return same.key == own.key


def _letters(text: ShownText) -> str:
    return _plain(" ".join(line.words for line in text.lines))


def _plain(words: str) -> str:
    """A text without what a page sets otherwise: case, spaces, quotation marks, dashes."""
    return "".join(letter for letter in words.casefold() if letter.isalnum())
