"""How far each school is in the cycle on a given day."""

from __future__ import annotations

import datetime as dt

import pandas as pd

# Name of a stage, and the column with its date, in the order of the cycle.
STAGES = (
    ("Self-review", "self_review_date"),
    ("Evidence shared", "data_sharing_date"),
    ("Peer review", "review_start"),
    ("Improvement workshop", "workshop_date"),
    ("Impact review", "impact_review_date"),
)
DONE, NEXT, PLANNED, NO_DATE = "done", "next", "planned", "no date"


def stages(timetable: pd.DataFrame, as_at: dt.date) -> pd.DataFrame:
    """How far each school is in the cycle on a given day.

    Parameters
    ----------
    timetable : typed frame of the lead's timetable.
    as_at : the day to look from; a stage of that very day is not done yet.

    Returns
    -------
    One row a review and stage, in the order given and of the cycle, with columns school, review
    (which of the school's reviews, from 1), stage, date, state: done, next (the first that is
    still to come), planned, or no date.
    """
    day = pd.Timestamp(as_at)
    rows = []
    counts: dict[str, int] = {}
    for _, review in timetable.iterrows():
        school = review["school"]
        counts[school] = counts.get(school, 0) + 1
        is_next = True
        for stage, column in STAGES:
            date = review[column]
            end = review["review_end"] if column == "review_start" else date
            last = date if pd.isna(end) else end
            if pd.isna(date):
                state = NO_DATE
            elif last < day:
                state = DONE
            else:
                state, is_next = (NEXT if is_next else PLANNED), False
            rows.append((school, counts[school], stage, date, state))
    frame = pd.DataFrame(rows, columns=["school", "review", "stage", "date", "state"])
    return frame.astype(
        {
            "school": "str",
            "review": "Int64",
            "stage": "str",
            "date": "datetime64[us]",
            "state": "str",
        }
    )
