"""The cycle as a strip: where each school is, in the lead's order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from .charts import DARK_BLUE, GREY, RULE, Chart, bare, canvas, png, wrap
from .text import in_words, long_date, plural

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 20  # of one chart; more would not fit on a page with their names readable
_ROW_CM, _TALL_ROW_CM = 0.62, 0.88  # a name of two lines needs a taller row
_NAME_CHARACTERS = 34


def cycle_strips(
    stages: pd.DataFrame, schools: Sequence[tuple[str, str]], as_at: date, *, label: str
) -> list[Chart]:
    """The cycle as a strip, in as many charts as the schools need, all on one scale of dates.

    Parameters
    ----------
    stages : columns school, stage, date and state ("done", "next", "planned" or "no date").
    schools : (short name, name) in the lead's order.
    as_at : the day from which it is seen; drawn as an upright line.
    label : of the first chart; the others have a number after it.

    Dates of a timetable are not about a person, so nothing here is hidden.
    """
    charts = -(-len(schools) // MOST_ROWS)
    size = -(-len(schools) // max(charts, 1))
    parts = [schools[start : start + size] for start in range(0, len(schools), size or 1)]
    reviewed = stages[(stages["stage"] == "Peer review") & (stages["state"] == "done")]
    title = _title(reviewed["school"].nunique(), len(schools))
    order = list(dict.fromkeys(stages["stage"]))
    key = "; ".join(f"{n} {stage.lower()}" for n, stage in enumerate(order, 1))
    return [
        Chart(
            _strip(stages, part, as_at),
            f"{label}-{number}" if number > 1 else label,
            title,
            f"Dates in the timetable, seen on {long_date(as_at)}"
            + (f"; part {number} of {len(parts)}" if len(parts) > 1 else ""),
            "Timeline with one line for each school, in the lead’s order. "
            + _in_words(stages, part),
            notes=(f"{key}. Filled: done; open: still to come.",),
        )
        for number, part in enumerate(parts, start=1)
    ]


def _title(reviewed: int, schools: int) -> str:
    """How many schools have had their review, as a finding."""
    if schools == 1:
        return f"The school has {'' if reviewed else 'not yet '}had its peer review"
    if not reviewed:
        return "No school has had the peer review yet"
    return (
        f"{in_words(reviewed).capitalize()} of {in_words(schools)} schools "
        f"{plural(reviewed, 'has', 'have')} had the peer review"
    )


def _strip(stages: pd.DataFrame, schools: Sequence[tuple[str, str]], as_at: date) -> bytes:
    """One strip; the dates of all the stages set its scale."""
    import matplotlib.dates as mdates
    import pandas as pd

    order = list(dict.fromkeys(stages["stage"]))
    dated = stages.dropna(subset=["date"])
    names = [wrap(name, _NAME_CHARACTERS, 2) for _, name in schools]
    row = _TALL_ROW_CM if any("\n" in name for name in names) else _ROW_CM
    with canvas(2.2 + row * len(schools)) as (figure, axes):
        axes.axvline(as_at, color=GREY, linewidth=1, linestyle="--")
        axes.annotate(
            long_date(as_at),
            (as_at, -0.62),
            xytext=(-4, 2),
            textcoords="offset points",
            color=GREY,
            fontsize=8.5,
            ha="right",
        )
        for y, (slug, _) in enumerate(schools):
            axes.axhline(y, color=RULE, linewidth=0.8, zorder=0)
            for row in dated[dated["school"] == slug].itertuples():
                done = row.state == "done"
                axes.scatter(
                    row.date,
                    y,
                    s=120,
                    facecolor=DARK_BLUE if done else "white",
                    edgecolor=DARK_BLUE,
                    linewidth=1.4,
                    zorder=2,
                )
                axes.annotate(
                    str(order.index(row.stage) + 1),
                    (row.date, y),
                    ha="center",
                    va="center",
                    fontsize=8,
                    color="white" if done else DARK_BLUE,
                    zorder=3,
                )
        axes.set_yticks(range(len(schools)), names, linespacing=0.95)
        axes.set_ylim(len(schools) - 0.4, -0.9)
        days = [*dated["date"], pd.Timestamp(as_at)]
        room = (max(days) - min(days)) * 0.04
        axes.set_xlim(min(days) - room, max(days) + room)
        axes.xaxis.set_major_locator(mdates.MonthLocator())
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%b"))
        axes.xaxis.tick_top()
        bare(axes)
        return png(figure)


def _in_words(stages: pd.DataFrame, schools: Sequence[tuple[str, str]]) -> str:
    """What a sighted reader sees: the last stage done and the next, school by school."""
    parts = []
    for slug, name in schools:
        own = stages[stages["school"] == slug]
        done = own[own["state"] == "done"]
        coming = own[own["state"].isin(["next", "planned"])]
        last = f"last done {done['stage'].iloc[-1].lower()}" if len(done) else "nothing done yet"
        then = f", next {coming['stage'].iloc[0].lower()}" if len(coming) else ""
        parts.append(f"{name}: {last}{then}")
    return f"{'; '.join(parts)}."
