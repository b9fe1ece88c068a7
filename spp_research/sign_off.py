"""Sign-off: who let a document be shown to an audience, and whether it still stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# From the narrowest to the widest: a sign-off for one covers those before it.
AUDIENCES = ("school", "partnership", "public")

_ENDS = ("expires_on", "withdrawn_on")


@dataclass(frozen=True)
class SignOff:
    """Who let a document be shown to an audience, in what role, when, and until before when."""

    name: str
    role: str
    signed_on: date
    ends_on: date | None = None


def standing(
    sheet: pd.DataFrame, document: str, audience: str, as_at: date, *, fixed: bool
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
    """
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
    ].sort_values("signed_on")
    if rows.empty:
        return None
    last = rows.iloc[-1]
    ends = [last[column].date() for column in _ENDS if not pd.isna(last[column])]
    return SignOff(
        last["signed_by"], last["role"], last["signed_on"].date(), min(ends, default=None)
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
