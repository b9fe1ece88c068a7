"""What a share file says under a signature, held to what was signed.

A share file is made without running a notebook, so it is held to the signature by itself: what was
first shared under a row of the Sign-off sheet is remembered as the text of a document is, and
anything else is left out until it is signed again. Of what was read before it was shared, its words
and numbers must stand in the text that was signed. Status, dates and contacts of actions and offers
go on changing after a review, as does how things of earlier cycles are now; no signature covers
these, nor the published results that anybody can read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from spp_research.kinds import titled
from spp_research.phrases import listed
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import SignOff, TypedMarks
from spp_research.protect.signatures import (
    Change,
    Making,
    Record,
    Remembered,
    ShownText,
    SignedFor,
    judge,
    read_records,
    same_key,
    shown_text,
    write_record,
)
from spp_research.run import cache
from spp_research.share import SchoolShare
from spp_research.share.content import REFLECTION, REVIEW, WRITE_UP, sealed, without
from spp_research.workspace import Workspace

from .signing import kit, rows_of, signed_folder, sources_of

_AUDIENCE = Audience.PARTNERSHIP
_WIDE_ENOUGH = (Audience.PARTNERSHIP, Audience.PUBLIC)
_PART = "share"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NAMED = 3


def held_to_signatures(
    share: SchoolShare, workspace: Workspace, day: date
) -> tuple[SchoolShare, str, tuple[str, ...]]:
    """The share without what changed since it was signed, and a sentence that says so.

    With them come the documents of which what is shared now was remembered as what was read, under
    a row without a text mark and with nothing to hold it to.

    Parameters
    ----------
    share : sealed, as it would be by its sign-offs alone.
    day : on which it is made.

    Raises
    ------
    OSError
        When what is shared cannot be remembered.
    """
    school = share.school
    folder = signed_folder(workspace, school)
    remembered = read_records(folder)
    gone: dict[str, str] = {}
    begun: list[str] = []
    for document, lines in _texts(share):
        why, is_new = _why_not(document, shown_text(lines), share, workspace, remembered, day)
        if why:
            gone[document] = why
        if is_new:
            begun.append(document)
    if not gone:
        return share, "", tuple(begun)
    left = without(share, gone).model_copy(update={"changed_since": tuple(gone)})
    said = " ".join(f"{document}: {why}" for document, why in gone.items())
    names = listed([f"the {document.lower()}" for document in gone])
    why_gone = (
        f"Not in its share file, because it is no longer what was signed: {names}. {said} Read it "
        "and sign it off again: a new date, or its text mark, on the sheet “Sign-off”."
    )
    return sealed(left), why_gone, tuple(begun)


def _texts(share: SchoolShare) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What a share says under each sign-off, in lines; living fields left out."""
    signed = {line.document for line in share.sign_offs}
    if REVIEW in signed:
        lines = [("Focus", share.focus)]
        for one in share.findings:
            said = one.model_dump(mode="json")
            lines += [(f"Finding {one.finding_id}", f"{key}: {said[key]}") for key in said]
        yield REVIEW, lines
    if REFLECTION in signed:
        lines = [
            (f"Outcome {one.outcome_id}", f"{key}: {value}")
            for one in share.effects
            for key, value in one.model_dump(mode="json").items()
        ]
        lines += [(f"Question {one.item_id}", one.model_dump_json()) for one in share.answers]
        lines += [(f"Series {one.series_id}", one.model_dump_json()) for one in share.series]
        lines += [(f"Action {one.action_id}", one.model_dump_json()) for one in share.check_ins]
        lines += [
            (f"Outcome {one.item_id} of {one.cycle}", f"{key}: {value}")
            for one in share.lasted
            if one.again is not None
            for key, value in one.again.model_dump(mode="json").items()
        ]
        yield REFLECTION, lines
    if WRITE_UP in signed and share.practice is not None:
        said = share.practice.model_dump(mode="json")
        yield WRITE_UP, [("Practice", f"{key}: {value}") for key, value in said.items()]


def _why_not(
    document: str,
    text: ShownText,
    share: SchoolShare,
    workspace: Workspace,
    remembered: Remembered,
    day: date,
) -> tuple[str, bool]:
    """Why what a share says of a document is not what was signed; empty where it is.

    With it comes whether that was remembered as what was read, and nothing else tells what was.
    """
    school = share.school
    sources = sources_of(workspace, school)
    stands_here, why = _reported(document, workspace, school, sources, remembered)
    if why:
        return why, False
    making = Making(text, day, kit(), sources)
    rows = [
        _without_marks(line, own)
        for line, own in rows_of(workspace, school, document, _AUDIENCE, _PART)
    ]
    rows.sort(key=lambda one: one[0].row not in stands_here)
    verdict = judge(making, rows, remembered)
    if not verdict.signed:
        told = "; ".join(dict.fromkeys(map(in_words, verdict.changed[:_NAMED])))
        return f"{verdict.why}{f' {told}.' if told else ''}", False
    is_new = False
    if verdict.write and verdict.record and verdict.signed_for:
        read = _of_the_document(remembered, verdict.signed_for)
        line = verdict.line
        signed_here = line is not None and line.row in stands_here
        marks = _marks_of(workspace, school, document, line.row if line else 0)
        if marks and verdict.news == "begun":
            read = [one for one in read if one.text.mark in marks]
            if not read and not signed_here:
                said = (
                    f"the text with the mark {' or '.join(marks)} has not been made here, so what "
                    "was signed is not known. Make the report first."
                )
                return said, False
        begins = verdict.news == "begun" and bool(read) and not signed_here
        if begins and not _read_in(_said(share, document), read, making):
            return "its words or numbers do not stand in the text that was signed.", False
        is_new = verdict.news == "begun" and not marks and not read
        write_record(verdict.record, signed_folder(workspace, school))
    return "", is_new


# What the fields of a share file are called to a reader; the others by their names, with spaces.
_CALLED = {
    "se": "standard error",
    "value": "result",
    "low": "lowest that the data fit",
    "high": "highest that the data fit",
    "n": "number",
    "finding_id": "number of the finding",
    "outcome_id": "number of the outcome",
    "action_id": "number of the action",
    "in_short": "in short",
    "higher_is_better": "whether higher is better",
    "by_lot": "decided by lot",
    "beyond": "difference from what was expected",
    "beyond_se": "standard error of the difference from what was expected",
    "smallest_worthwhile": "smallest worthwhile change",
}
_FIELD = re.compile(r"(?<=“)([a-z]+(?:_[a-z]+)*)(?=: )")  # at the head of what is quoted


def in_words(change: Change) -> str:
    """What changed since it was signed, without the names that only programs use.

    A question or a series is one record, of which only that its numbers are others can be said.
    """
    if any(mark in f"{change.was}{change.now}" for mark in ('{"', '":')):
        return f"{change.section}: other answers or numbers"
    return _FIELD.sub(lambda m: _CALLED.get(m[1], m[1].replace("_", " ")), change.sentence)


def _without_marks(line: SignOff, own: SignedFor) -> tuple[SignOff, SignedFor]:
    """A row as it is for a share file: its marks are of the document, and tell it from others."""
    part = "-".join((_PART, *line.marks.marks))
    return replace(line, marks=type(line.marks)()), replace(own, part=part)


def _marks_of(workspace: Workspace, school: str, document: str, row: int) -> tuple[str, ...]:
    """The text marks in a row of the Sign-off sheet."""
    rows = rows_of(workspace, school, document, _AUDIENCE)
    return next((line.marks.marks for line, _ in rows if line.row == row), ())


def _reported(
    document: str,
    workspace: Workspace,
    school: str,
    sources: dict[str, str],
    remembered: Remembered,
) -> tuple[frozenset[int], str]:
    """The rows under which the report made here of the same stands, or why it is a draft.

    What it was under the rows of the Sign-off sheet when it was made is told anew by those of now:
    a row may have been withdrawn since, or been given another mark.
    """
    kind = titled(document).name
    known = cache.read_manifest(workspace.report_folder(school, kind))
    signature = known.get("signature") or {}
    made_from = known.get("sources") or {}
    same = all(made_from.get(name) == found for name, found in sources.items())
    if not same or known.get("audience") not in _WIDE_ENOUGH:
        return frozenset(), ""
    mark = str(signature.get("text_mark") or "")
    rows = rows_of(workspace, school, document, str(known["audience"]))
    under = (line.row for line, own in rows if _stands_for(mark, signature, line, own, remembered))
    if stands := frozenset(under):
        return stands, ""
    marked = [line.marks for line, _ in rows if line.marks]
    if not rows or (not marked and signature.get("state") == "signed"):
        return frozenset(), ""  # it was signed under a row that is no more; those of now decide
    return frozenset(), _other_mark(marked[0], mark) if marked else str(signature.get("why") or "")


def _stands_for(
    mark: str, signature: Mapping[str, Any], line: SignOff, own: SignedFor, remembered: Remembered
) -> bool:
    """Whether a row of the Sign-off sheet stands for the text with a mark, which was made here."""
    if line.marks:
        return mark in line.marks.marks
    key = signature.get("key") or []
    under = signature.get("state") == "signed" and same_key(key, own.key)
    return under or any(one.text.mark == mark for one in remembered.of(own))


def _other_mark(given: TypedMarks, mark: str) -> str:
    """Why a text is not the one of a row with other marks."""
    if not given.marks:
        return (
            f"the text mark “{given.wrong[0][:40]}” in the Sign-off sheet cannot be one: letters "
            "are missing or have changed places. Copy the mark from the document that was read."
        )
    return (
        f"the Sign-off sheet gives the text mark {' and '.join(given.marks)}, and the text that "
        f"was made here from the same is {mark}. If that is the one that was read, put its mark "
        "there."
    )


def _said(share: SchoolShare, document: str) -> tuple[str, ...]:
    """The words and numbers of a share that must stand in a text that was signed before."""
    if document == REVIEW:
        return tuple(one.finding for one in share.findings)
    if document == WRITE_UP and share.practice:
        return (share.practice.principle, share.practice.in_short)
    again = [one.again for one in share.lasted if one.again is not None]
    every = (*share.effects, *again)
    shown = [n for one in every for n in (one.value, one.low, one.high) if n is not None]
    return tuple(f"{abs(number):g}" for number in shown)


def _of_the_document(remembered: Remembered, own: SignedFor) -> list[Record]:
    """What is remembered of the document under the same row, for whatever audience."""
    return [
        one
        for one in remembered.records
        if replace(one.signed_for, audience=own.audience, part=own.part).same_as(own)
        and one.signed_for.part == "document"
    ]


def _read_in(wanted: Sequence[str], read: Sequence[Record], making: Making) -> bool:
    """Whether a text that was signed has it all, or was made of the very same."""
    return any(_same_sources(one, making) or _holds(one.text, wanted) for one in read)


def _same_sources(record: Record, making: Making) -> bool:
    return all(record.sources.get(name) == found for name, found in making.sources.items())


def _holds(text: ShownText, wanted: Sequence[str]) -> bool:
    whole = " ".join(line.words for line in text.lines)
    letters, numbers = _letters(whole), {_plain(number) for number in _NUMBER.findall(whole)}
    return all(
        _plain(words) in numbers if _NUMBER.fullmatch(words) else _letters(words) in letters
        for words in wanted
    )


def _plain(number: str) -> str:
    """A number as it may be written, without noughts at its end."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def _letters(text: str) -> str:
    """A text without what a page sets otherwise: case, spaces, quotation marks, dashes."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
