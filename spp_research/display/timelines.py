"""The cycle as a strip: where each school is, in the lead's order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from .charts import DARK_BLUE, GREY, RULE, Chart, bare, canvas, png, wrap
from .text import in_words, long_date, plural

if TYPE_CHECKING:
    import pandas as pd

_ROW_CM = 0.75


def cycle_strip(
    stages: pd.DataFrame, schools: Sequence[tuple[str, str]], as_at: date, *, label: str
) -> Chart:
    """A line for each school with a mark for each stage of the cycle at its date.

    Parameters
    ----------
    stages : columns school, stage, date and state ("done", "next", "planned" or "no date").
    schools : (short name, name) in the lead's order.
    as_at : the day from which it is seen; drawn as an upright line.

    Dates of a timetable are not about a person, so nothing here is hidden.
    """
    import matplotlib.dates as mdates

    order = list(dict.fromkeys(stages["stage"]))
    dated = stages.dropna(subset=["date"])
    with canvas(2.2 + _ROW_CM * len(schools)) as (figure, axes):
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
        axes.set_yticks(range(len(schools)), [wrap(name, 30, 2) for _, name in schools])
        axes.set_ylim(len(schools) - 0.4, -0.9)
        axes.xaxis.set_major_locator(mdates.MonthLocator())
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%b"))
        axes.xaxis.tick_top()
        bare(axes)
        picture = png(figure)
    key = "; ".join(f"{n} {stage.lower()}" for n, stage in enumerate(order, 1))
    reviewed = stages[(stages["stage"] == "Peer review") & (stages["state"] == "done")]
    n = reviewed["school"].nunique()
    return Chart(
        picture,
        label,
        f"{in_words(n).capitalize()} of {in_words(len(schools))} "
        f"{plural(len(schools), 'school')} {plural(n, 'has', 'have')} had the peer review",
        f"Dates in the timetable, seen on {long_date(as_at)}",
        "Timeline with one line for each school, in the lead’s order. "
        + _in_words(stages, schools),
        notes=(f"{key}. Filled: done; open: still to come.",),
    )


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
