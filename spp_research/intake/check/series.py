"""What is looked at often must keep: check-ins of an action, and series with their figures.

A figure that cannot be of its kind is a fault: drawn as it stands it would be read as something
else. Too few figures, or a change that no figure precedes, are said and stop nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from spp_research.schema.vocabulary import SeriesKind

from ..faults import Fault, quote
from ..read.typed_rows import given
from .finder import Finder

if TYPE_CHECKING:
    from ..read.sheet_rows import SeriesCells, SeriesPointsCells

FEWEST = 10  # figures, below which only the line is drawn (docs/statistics.md)
_OF_SOMETHING = (SeriesKind.PERCENT, SeriesKind.RATE)
_Rows = list[tuple[int, "SeriesPointsCells"]]


def check_ins(find: Finder) -> Iterator[Fault]:
    """Looks at an action that had not begun, unless that is what was found."""
    starts = {a["action_id"]: a["start_date"] for _, a in find.rows("actions")}
    for row, look in find.rows("check_ins"):
        start, day = starts.get(look["action_id"]), look["looked_on"]
        if start is None or day >= start or look["going"] == "Not begun yet":
            continue
        yield find.fault(
            "check-in.before-start",
            "check_ins",
            row,
            "looked_on",
            f"The action {quote(look['action_id'])} was looked at on {day:%d/%m/%Y}, before it "
            f"began on {start:%d/%m/%Y}: check both dates, or choose “Not begun yet” under "
            f"{find.label('check_ins', 'going')}.",
        )


def series(find: Finder) -> Iterator[Fault]:
    """Each series by itself, and its figures in the order of time."""
    points: dict[str, _Rows] = {}
    for row, point in find.every("series_points"):
        if given(point["series_id"], point["day"]):
            points.setdefault(point["series_id"], []).append((row, point))
    for row, one in find.rows("series"):
        own = sorted(points.get(one["series_id"], []), key=lambda p: p[1]["day"])
        yield from _of_nothing(find, row, one)
        yield from _starts(find, row, one)
        yield from _how_many(find, row, one, own)
        for number, its in own:
            yield from _figure(find, number, its, one["kind"])
        yield from _out_of(find, own, one["kind"])
        yield from _shares(find, own, one["kind"])


def _of_nothing(find: Finder, row: int, one: SeriesCells) -> Iterator[Fault]:
    if given(one["action_id"]) or given(one["outcome_id"]):
        return
    yield find.fault(
        "series.no-action",
        "series",
        row,
        "action_id",
        f"The series {quote(one['series_id'])} belongs to no action and no outcome, and the report "
        "can only show it by itself: add the ID of one.",
    )


def _starts(find: Finder, row: int, one: SeriesCells) -> Iterator[Fault]:
    """A start that was drawn is one of the days from which it was drawn."""
    if one["start_by_lot"] != "Yes":
        return
    days = one["first_start"], one["began_on"], one["last_start"]
    if not given(*days):
        lacks = next(c for c in ("began_on", "first_start", "last_start") if not given(one[c]))
        yield find.fault(
            "series.starts",
            "series",
            row,
            lacks,
            f"The start of {quote(one['series_id'])} was drawn, and {find.label('series', lacks)} "
            "is missing, so nobody can tell from which days: add it, or write No under "
            f"{find.label('series', 'start_by_lot')}.",
        )
    elif not days[0] <= days[1] <= days[2]:
        yield find.fault(
            "series.starts",
            "series",
            row,
            "began_on",
            f"The change of {quote(one['series_id'])} began on {days[1]:%d/%m/%Y}, which is not "
            f"one of the days from {days[0]:%d/%m/%Y} to {days[2]:%d/%m/%Y} from which it was "
            "drawn: check the three dates.",
        )


def _how_many(find: Finder, row: int, one: SeriesCells, own: _Rows) -> Iterator[Fault]:
    name = quote(one["series_id"])
    days = [point["day"] for _, point in own if given(point["value"])]
    if not days:
        if find.whole("series_points"):
            yield find.fault(
                "series.no-points",
                "series",
                row,
                "series_id",
                f"The series {name} has no figure on the sheet “Series points”: add one row for "
                "each week or month.",
            )
        return
    if len(days) < FEWEST:
        yield find.fault(
            "series.few-points",
            "series",
            row,
            "series_id",
            f"The series {name} has {len(days)} figures; from {FEWEST} on a report can say "
            "whether something changed, and until then it draws the line alone.",
        )
    began: date | None = one["began_on"]
    if began is not None and not days[0] < began <= days[-1]:
        side = "before" if began <= days[0] else "after"
        yield find.fault(
            "series.began",
            "series",
            row,
            "began_on",
            f"The change of {name} began on {began:%d/%m/%Y}, and no figure is from {side} it, so "
            "nothing can be set beside the others: check the date, or add the figures.",
        )


def _figure(find: Finder, row: int, point: Mapping[str, Any], kind: str | None) -> Iterator[Fault]:
    """One figure that cannot be of its kind. Figures may be of one pupil: none is repeated."""
    value, below = point["value"], point["out_of"]
    if value is None or kind is None:
        return

    def wrong(message: str) -> Fault:
        return find.fault("series.value", "series_points", row, "value", message)

    if kind == SeriesKind.COUNT and (value < 0 or value != int(value)):
        yield wrong("A count is a whole number from 0 on: check the figure, or its kind.")
    elif kind == SeriesKind.RATE and value < 0:
        yield wrong("A rate is worked out from a number from 0 on: check the figure.")
    elif kind == SeriesKind.PERCENT and below is None and not 0 <= value <= 100:
        yield wrong(
            "A percentage lies between 0 and 100: check the figure, or write under “Out of” of "
            "how many it is."
        )
    elif kind == SeriesKind.PERCENT and below is not None and not 0 <= value <= below:
        yield wrong("The figure is more than it is out of, or below 0: check both.")


def _out_of(find: Finder, own: _Rows, kind: str | None) -> Iterator[Fault]:
    """Of how many: needed for a rate, and for all figures of a percentage or none."""
    if kind not in _OF_SOMETHING:
        return
    figures = [(row, point) for row, point in own if given(point["value"])]
    with_one = [row for row, point in figures if point["out_of"] is not None]
    for row, point in figures:
        below = point["out_of"]
        if below is None and (kind == SeriesKind.RATE or with_one):
            why = (
                "A rate needs to know of how many it is"
                if kind == SeriesKind.RATE
                else f"Row {with_one[0]} of this series says of how many it is, and this one does "
                "not"
            )
            yield find.fault(
                "series.out-of",
                "series_points",
                row,
                "out_of",
                f"{why}: add it, or clear the figure so that the line has a gap.",
            )
            return
        if below is not None and below <= 0:
            yield find.fault(
                "series.out-of",
                "series_points",
                row,
                "out_of",
                "Nothing can be out of 0: mend it, or clear the figure so that the line has a gap.",
            )


def _shares(find: Finder, own: _Rows, kind: str | None) -> Iterator[Fault]:
    """A percentage written as a share: 0.92 among 92s, or all of them below 1."""
    if kind != SeriesKind.PERCENT:
        return
    bare = [
        (row, point["value"])
        for row, point in own
        if point["value"] is not None and point["out_of"] is None
    ]
    low = [row for row, value in bare if 0 < value < 1]
    if low and (len(low) == len(bare) or max(value for _, value in bare) > 10):
        yield find.fault(
            "series.value",
            "series_points",
            low[0],
            "value",
            "The figure lies between 0 and 1, as a share does, and stands under per cent: write "
            "92 for 92 in a hundred, in every row of the series.",
        )


RULES = (check_ins, series)
