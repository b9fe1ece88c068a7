"""Sign-off: who let a document be shown to an audience, and whether it still stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from .disclosure import Audience
from .text_marks import TypedMarks, typed

if TYPE_CHECKING:
    import pandas as pd

# From the narrowest to the widest: a sign-off for one covers those before it.
AUDIENCES = tuple(Audience)

_ENDS = ("expires_on", "withdrawn_on")


@dataclass(frozen=True)
class SignOff:
    """Who let a document be shown to an audience, in what role, when, and until before when.

    `audience` is the row's own, which may be wider than the one that was asked for; `item` names
    the practice where a school has several; `row` is that of the sheet;
    `marks` are the text marks of what was read, none in a row without any.
    """

    name: str
    role: str
    signed_on: date
    ends_on: date | None = None
    audience: str = ""
    item: str = ""
    row: int = 0
    marks: TypedMarks = field(default_factory=TypedMarks)


def standing(
    sheet: pd.DataFrame,
    document: str,
    audience: str,
    as_at: date,
    *,
    fixed: bool,
    item: str = "",
) -> SignOff | None:
    """The latest sign-off of a document for an audience that stands on the day, or None.

    Parameters
    ----------
    sheet : the sign-off sheet, typed.
    document : as the sheet names it, for example "Review summary".
    audience : "school", "partnership" or "public". A sign-off for a wider one counts too.
    as_at : one that is dated later, or withdrawn or expired by then, does not count; nor does one
        without a name and a role. A date of either that is still to come is when it will end.
    fixed : whether the settings fix that day, as for `withdrawn`.
    item : which practice or notebook it must be for. A row that names none is for the only one.
    """
    return next(iter(all_standing(sheet, document, audience, as_at, fixed=fixed, item=item)), None)


def all_standing(
    sheet: pd.DataFrame,
    document: str,
    audience: str,
    as_at: date,
    *,
    fixed: bool,
    item: str = "",
) -> list[SignOff]:
    """Every sign-off of a document that stands, as for `standing`; the latest first."""
    import pandas as pd

    day = pd.Timestamp(as_at)
    wide_enough = AUDIENCES[AUDIENCES.index(audience) :]
    rows = sheet[
        (sheet["document"] == document)
        & sheet["audience"].str.lower().isin(wide_enough)
        & (sheet["signed_on"] <= day)
        & ~withdrawn(sheet, as_at, fixed=fixed)
        & ~(sheet["expires_on"] <= day)
        & sheet["signed_by"].fillna("").str.strip().astype(bool)
        & sheet["role"].fillna("").str.strip().astype(bool)
    ].sort_values("signed_on", ascending=False, kind="stable")
    found = [_line(row) for _, row in rows.iterrows()]
    return [line for line in found if line.item.casefold() in ("", item.casefold())]


def _line(row: pd.Series) -> SignOff:
    import pandas as pd

    def words(column: str) -> str:  # a sheet of an older kit lacks some columns
        value = row.get(column)
        return "" if value is None or pd.isna(value) else str(value).strip()

    ends = [row[column].date() for column in _ENDS if not pd.isna(row[column])]
    return SignOff(
        row["signed_by"],
        row["role"],
        row["signed_on"].date(),
        min(ends, default=None),
        row["audience"].lower(),
        words("item"),
        row.name if isinstance(row.name, int) else 0,
        typed(words("text_mark")),
    )


def withdrawn(sheet: pd.DataFrame, as_at: date, *, fixed: bool) -> pd.Series:
    """Which rows of a sign-off sheet have been taken back.

    Parameters
    ----------
    as_at : the day to look from; one that is withdrawn later still stands.
    fixed : whether the settings fix that day. It then stays while the calendar goes on, and no
        later date would ever be reached, so that a withdrawal counts whatever its date is.
    """
    import pandas as pd

    dates = sheet["withdrawn_on"]
    return dates.notna() if fixed else dates <= pd.Timestamp(as_at)
