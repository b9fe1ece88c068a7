"""What is said of a sign-off: who let a document be shown, or why not, and the row to write."""

from __future__ import annotations

from collections.abc import Sequence

from spp_research.catalogue import say
from spp_research.phrases import listed, long_date, small
from spp_research.protect.at_odds import AtOdds, Odds
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import Lack, SignOff, Unsigned


def signed_line(line: SignOff, *, changed: bool = False) -> str:
    """Who signed, in what role, and when.

    Parameters
    ----------
    changed : whether what they signed has changed since.
    """
    return say(
        "Draft: changed since it was signed off by {name}, {role}, on {day}"
        if changed
        else "Signed off by {name}, {role}, on {day}",
        name=line.name,
        role=small(line.role),
        day=long_date(line.signed_on),
    )


_UNSIGNED = {
    Lack.WITHDRAWN: "its sign-off was withdrawn on {day}",
    Lack.EXPIRED: "its sign-off ended on {day}",
    Lack.NOT_YET: "its sign-off begins on {day}",
    Lack.NOBODY: "its sign-off does not say who signed, in what role and when",
}
_NARROWER = {
    Audience.SCHOOL: "it is signed off for the school only",
    Audience.PARTNERSHIP: "it is signed off for the partnership only",
}


def unsigned_words(unsigned: Unsigned) -> str:
    """Why no sign-off stands for a document, the end of a sentence."""
    if unsigned.lack is Lack.NARROWER:
        return say(_NARROWER[Audience(unsigned.audience)])
    if unsigned.day is None:
        return say(_UNSIGNED[unsigned.lack])
    return say(_UNSIGNED[unsigned.lack], day=long_date(unsigned.day))


_READERS = {
    Audience.SCHOOL: "the school",
    Audience.PARTNERSHIP: "the partnership",
    Audience.PUBLIC: "everyone",
}


def at_odds(one: AtOdds) -> str:
    """What two rows of a Sign-off sheet say otherwise: what applies, and what to do."""
    rows = listed([str(row) for row in one.beside], "and")
    n = len(one.beside)
    readers = say(_READERS[Audience(one.audience)])
    wider = say(_READERS[Audience(one.wider)])
    if one.day is None:
        every = listed([str(row) for row in (one.row, *one.beside)], "and")
        return say(
            "Rows {rows} of the Sign-off sheet sign “{document}” off for {readers} with different "
            "text marks, so each of these texts may be shown. Fill in “Withdrawn on” in the row "
            "whose text is no longer meant.",
            rows=every,
            document=one.document,
            readers=readers,
        )
    gaps = {
        "document": one.document,
        "readers": readers,
        "day": long_date(one.day),
        "row": one.row,
        "rows": rows,
        "wider": wider,
    }
    if one.odds is Odds.WITHDRAWN:
        return say(
            "Row {row} of the Sign-off sheet withdrew “{document}” for {readers} on {day}, but row "
            "{rows}, for {wider}, still stands and covers {readers} too. To take it back "
            "altogether, fill in “Withdrawn on” in row {rows} too.",
            "Row {row} of the Sign-off sheet withdrew “{document}” for {readers} on {day}, but "
            "rows {rows}, the widest for {wider}, still stand and cover {readers} too. To take it "
            "back altogether, fill in “Withdrawn on” in rows {rows} too.",
            n=n,
            **gaps,
        )
    return say(
        "Row {row} of the Sign-off sheet, “{document}” for {readers}, ended on {day}, but row "
        "{rows}, for {wider}, still stands and covers {readers} too. If it is to end, fill in "
        "“Expires on” or “Withdrawn on” in row {rows}.",
        "Row {row} of the Sign-off sheet, “{document}” for {readers}, ended on {day}, but rows "
        "{rows}, the widest for {wider}, still stand and cover {readers} too. If it is to end, "
        "fill in “Expires on” or “Withdrawn on” in rows {rows}.",
        n=n,
        **gaps,
    )


def draft(unsigned: Unsigned) -> str:
    """That a document is a draft, and why although it has a row of the Sign-off sheet."""
    return say("Draft: {why}", why=unsigned_words(unsigned))


def row_there(rows: Sequence[int], sheet: str) -> str:
    """Of a document and audience that the Sign-off sheet has a row for already."""
    return say(
        "There is a row for this document and audience already: row {rows} of the sheet “{sheet}”. "
        "Change its date and its text mark there, instead of adding another.",
        rows=listed([str(row) for row in rows], "and"),
        sheet=sheet,
    )


def change_row(rows: Sequence[int]) -> str:
    """What to do in a row that is there already."""
    return say(
        "In row {rows} look whether your name and your role are right, and change what is given "
        "below.",
        rows=listed([str(row) for row in rows], "or"),
    )


def paste_row(column: str) -> str:
    """How a row that is prepared comes into the sheet; `column` is the first of its columns."""
    return say(
        "Click into the first empty row, in the column “{column}”, and paste this row. Then type "
        "your name and your role.",
        column=column,
    )
