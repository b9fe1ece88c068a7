"""The cycle as a strip: where each school is, in the lead's order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from spp_research.partnership.lead_workbook import rows_of
from spp_research.phrases import long_date

from .charts import DARK_BLUE, GREY, RULE, Chart, Drawn, bare, canvas, png, unwrapped, wrap

if TYPE_CHECKING:
    import pandas as pd
from spp_research.words.charts import stages_alt, stages_title

MOST_ROWS = 20  # of one chart; more would not fit on a page with their names readable
_ROW_CM, _TALL_ROW_CM = 0.62, 0.85  # a name of two lines needs a taller row
_NAME_CHARACTERS = 38
_MARK = 0.042  # the width of a mark, as a part of the dates shown


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
    title = stages_title(reviewed["school"].nunique(), len(schools))
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
            + stages_alt(stages, part),
            notes=(
                f"{key}. Filled: done; open: still to come. Marks that would cover each other are "
                "moved side by side.",
            ),
            drawn=_drawn(stages, part, as_at),
        )
        for number, part in enumerate(parts, start=1)
    ]


def _strip(stages: pd.DataFrame, schools: Sequence[tuple[str, str]], as_at: date) -> bytes:
    """One strip; the dates of all the stages set its scale."""
    import matplotlib.dates as mdates
    import pandas as pd

    order = list(dict.fromkeys(stages["stage"]))
    dated = stages.dropna(subset=["date"])
    days = [*dated["date"], pd.Timestamp(as_at)]
    gap = max(max(days) - min(days), pd.Timedelta(days=30)) * _MARK
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
            own = dated[dated["school"] == slug]
            for row, place in zip(rows_of(own), apart(list(own["date"]), gap), strict=True):
                done = row.state == "done"
                axes.scatter(
                    place,
                    y,
                    s=110,
                    facecolor=DARK_BLUE if done else "white",
                    edgecolor=DARK_BLUE,
                    linewidth=1.4,
                    zorder=2,
                )
                axes.annotate(
                    str(order.index(row.stage) + 1),
                    (place, y),
                    ha="center",
                    va="center",
                    fontsize=8,
                    color="white" if done else DARK_BLUE,
                    zorder=3,
                )
        axes.set_yticks(range(len(schools)), names, linespacing=0.95)
        axes.set_ylim(len(schools) - 0.4, -0.9)
        axes.set_xlim(min(days) - gap, max(days) + gap)
        axes.xaxis.set_major_locator(mdates.MonthLocator())
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%b"))
        axes.xaxis.tick_top()
        bare(axes)
        return png(figure)


def _drawn(stages: pd.DataFrame, schools: Sequence[tuple[str, str]], as_at: date) -> Drawn:
    """The marks, school by school, between the first and the last day of all the schools."""
    dated = stages.dropna(subset=["date"])
    order = list(dict.fromkeys(stages["stage"]))
    days = [*dated["date"].dt.date, as_at]
    ends = f"{min(days).isoformat()} to {max(days).isoformat()}"
    drawn = [("from and to", ends), ("seen on", as_at.isoformat())]
    for slug, name in schools:
        drawn.append(("school", unwrapped(wrap(name, _NAME_CHARACTERS, 2))))
        for row in rows_of(dated[dated["school"] == slug]):
            state = "done" if row.state == "done" else "to come"
            what = f"{order.index(row.stage) + 1} {row.stage}, {state}"
            drawn.append((what, row.date.date().isoformat()))
    return tuple(drawn)


def apart(days: Sequence[pd.Timestamp], gap: pd.Timedelta) -> list[pd.Timestamp]:
    """The days moved as little as can be so that their marks do not cover each other.

    Least squares with a least distance: less its place times the gap, each day has only to be no
    earlier than the one before, which pooling neighbours gives (Ayer and others 1955).

    Parameters
    ----------
    days : of one school, in the order of the cycle.
    gap : the least distance.
    """
    order = sorted(range(len(days)), key=lambda i: days[i])
    pools: list[tuple[int, pd.Timestamp]] = []  # how many days, and where they come together
    for place, i in enumerate(order):
        n, middle = 1, days[i] - gap * place
        while pools and pools[-1][1] > middle:
            before, earlier = pools.pop()
            middle = earlier + (middle - earlier) * n / (before + n)
            n += before
        pools.append((n, middle))
    middles = [middle for n, middle in pools for _ in range(n)]
    moved = {i: middles[place] + gap * place for place, i in enumerate(order)}
    return [moved[i] for i in range(len(days))]
