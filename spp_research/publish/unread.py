"""Which texts would be remembered as what was signed, if they were made now, without being read.

A row of the Sign-off sheet without a text mark stands for the text that is made first under it
(decision 24). Whoever makes it by a click should know that before, and may want to read it first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from spp_research.errors import SPPError
from spp_research.kinds import (
    BEST_PRACTICE,
    IMPACT_REFLECTION,
    REVIEW_SUMMARY,
    ReportKind,
)
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import SignOff
from spp_research.protect.signatures import Remembered, SignedFor, read_records
from spp_research.workspace import Workspace

from .signing import kit, rows_of, signed_folder

# What a share file says.
_SHARED = tuple(kind.name for kind in (REVIEW_SUMMARY, IMPACT_REFLECTION, BEST_PRACTICE))


@dataclass(frozen=True)
class Unread:
    """A document of which the next text would be remembered as the one that was read.

    Parameters
    ----------
    school : the school's short name; empty for a document about all of them.
    kind : of document.
    audience : for whom it would be made.
    line : the row of the Sign-off sheet, which has no text mark.
    reworded : whether a text is remembered already, by another version of the kit. One that this
        version words otherwise would be remembered in its place.
    """

    school: str
    kind: ReportKind
    audience: str
    line: SignOff
    reworded: bool = False


def unread(workspace: Workspace, documents: Iterable[tuple[str, str, str]]) -> tuple[Unread, ...]:
    """Those of the documents of which a text would be remembered that nobody may have read.

    It is the row that tells: whether there is anything to say, and whether what it would be made
    from has changed, is not looked at. So one may be named that turns out to be a draft.

    Parameters
    ----------
    documents : short name of the school (empty for what is about all), name of kind, audience.
    """
    return tuple(_each(workspace, documents, _unread))


def unread_in_shares(workspace: Workspace, schools: Iterable[str]) -> tuple[Unread, ...]:
    """The same of what share files say: of each school, under a row without a text mark.

    Nothing is named where the document itself was made under the row, for whatever audience: a
    share file is then held to what that says.
    """
    asked = [(school, kind, Audience.PARTNERSHIP.value) for school in schools for kind in _SHARED]
    return tuple(_each(workspace, asked, _unread_in_share))


Rows = Sequence[tuple[SignOff, SignedFor]]


def _each(
    workspace: Workspace,
    documents: Iterable[tuple[str, str, str]],
    found_in: Callable[[Rows, Remembered], tuple[SignOff, bool] | None],
) -> Iterator[Unread]:
    known: dict[str, Remembered] = {}
    kinds = workspace.kinds
    for school, kind, audience in documents:
        if school and not workspace.evidence_file(school).is_file():
            continue
        with suppress(SPPError):  # what cannot be read is not made either
            if school not in known:
                known[school] = read_records(signed_folder(workspace, school))
            rows = rows_of(workspace, school, kinds[kind].title, audience)
            if found := found_in(rows, known[school]):
                line, again = found
                yield Unread(school, kinds[kind], audience, line, reworded=again)


def _unread(rows: Rows, remembered: Remembered) -> tuple[SignOff, bool] | None:
    """The row under which a text would be remembered, and whether in the place of another.

    Rows come latest first. What was read under one of them speaks for the older ones as well.
    """
    for line, own in rows:
        if before := remembered.of(own):
            other_kit = len(before) == 1 and before[0].kit != kit()
            return (line, True) if other_kit and not line.marks else None
        if not line.marks:
            return line, False
    return None


def _unread_in_share(rows: Rows, remembered: Remembered) -> tuple[SignOff, bool] | None:
    """The row under which what is shared would be remembered, with nothing to hold it to."""
    for line, own in rows:
        known = (
            replace(one.signed_for, audience=own.audience, part=own.part).key
            for one in remembered.records
        )
        if not line.marks and own.key not in known:
            return line, False
    return None
