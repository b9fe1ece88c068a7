"""What a notebook has drawn, mark by mark: bars, lines and points, each at a place of an axis.

A mark is a bar, or a point of a line or cloud. What else there may be are reference lines and
intervals. Anything that cannot be read is refused, since no rule has seen what is in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spp_research.errors import UnprotectedError
from spp_research.telling import briefly

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NO_PICTURES = (
    "A picture or a drawing of an own kind cannot be looked at. Draw bars, lines, points and text."
)
NO_PLACES = (
    "Where a mark stands along the axis would be a number that no rule has seen. Name the places "
    'in words, the same for every line: axes.plot(["January", "June"], means).'
)
_TOUCH = 1e-6


@dataclass(frozen=True)
class Series:
    """A line, a row of bars or a cloud of points.

    Parameters
    ----------
    places : of its marks, as whole numbers along the axis of groups or times; empty for points
        that have a number both ways.
    values : of its marks; for such points those of both ways.
    label : as the legend has it; empty without.
    """

    places: tuple[int, ...]
    values: tuple[float, ...]
    label: str = ""


@dataclass
class Marks:
    """All that stands in a picture, and whether the places along its axis have names."""

    named: bool = False
    series: list[Series] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)  # of intervals
    across: list[float] = field(default_factory=list)  # lines from side to side
    upright: list[float] = field(default_factory=list)

    __repr__ = briefly  # what is drawn may be about a few

    @property
    def places(self) -> set[int]:
        """All places of marks."""
        return {place for one in self.series for place in one.places}

    @property
    def number(self) -> int:
        """How many numbers the marks show."""
        return sum(len(one.values) for one in self.series)


def marks_of(axes: Axes, bands: Collection[float]) -> Marks:
    """Read a picture.

    Parameters
    ----------
    bands : the numbers between which bands may be shaded, without their sign.

    Raises
    ------
    UnprotectedError
        At anything that cannot be read.
    """
    from matplotlib.container import BarContainer, ErrorbarContainer, StemContainer

    if axes.images or axes.tables or axes.artists or axes.child_axes:
        raise UnprotectedError(NO_PICTURES)
    if any(isinstance(one, StemContainer) for one in axes.containers):
        raise UnprotectedError(NO_PICTURES)
    rows = [one for one in axes.containers if isinstance(one, BarContainer)]
    lying = _has_names(axes.yaxis) and not _has_names(axes.xaxis)
    lying = lying or (bool(rows) and all(row.orientation == "horizontal" for row in rows))
    marks = Marks(_has_names(axes.yaxis if lying else axes.xaxis))
    errors = [one for one in axes.containers if isinstance(one, ErrorbarContainer)]
    caps = {id(cap) for one in errors for cap in one.lines[1]}
    labels = {id(one.lines[0]): _label(one) for one in errors}
    for line in axes.lines:
        _take_line(axes, line, marks, lying, id(line) in caps, labels.get(id(line)))
    marks.series.extend(_bars(axes, rows, lying))
    for cloud in axes.collections:
        _take_cloud(axes, cloud, marks, lying)
    in_rows = {id(patch) for row in rows for patch in row.patches}
    for patch in axes.patches:
        if id(patch) not in in_rows:
            _look_at_band(axes, patch, bands)
    _look_at_places(marks)
    return marks


def _take_line(
    axes: Axes, line: Any, marks: Marks, lying: bool, cap: bool, label: str | None
) -> None:
    from matplotlib.markers import MarkerStyle

    marker = line.get_marker()
    if not isinstance(marker, str | int) or marker not in MarkerStyle.markers:
        raise UnprotectedError(NO_PICTURES)
    xs, ys = line.get_xdata(orig=False), line.get_ydata(orig=False)
    if line.get_transform() == axes.get_xaxis_transform():
        marks.upright.extend(set(_finite(xs)))
    elif line.get_transform() == axes.get_yaxis_transform():
        marks.across.extend(set(_finite(ys)))
    elif line.get_transform() != axes.transData:
        raise UnprotectedError(NO_PICTURES)
    else:
        points = _points(zip(xs, ys, strict=True), lying)
        if cap:
            marks.ends.extend(value for _, value in points)
        elif points:
            label = _label(line) if label is None else label
            marks.series.append(_at_places(points, label))


def _take_cloud(axes: Axes, cloud: Any, marks: Marks, lying: bool) -> None:
    from matplotlib.collections import LineCollection, PathCollection

    if isinstance(cloud, PathCollection):
        if cloud.get_offset_transform() != axes.transData or not _is_plain(cloud):
            raise UnprotectedError(NO_PICTURES)
        points = _points(cloud.get_offsets(), lying)
        if not points:
            return
        try:
            marks.series.append(_at_places(points, _label(cloud)))
        except UnprotectedError:  # a number both ways
            values = [part for point in points for part in point]
            marks.series.append(Series((), tuple(values), _label(cloud)))
    elif isinstance(cloud, LineCollection):
        if cloud.get_transform() != axes.transData:
            raise UnprotectedError(NO_PICTURES)
        for part in cloud.get_segments():
            ends = _points(part, lying)
            if not ends:
                continue
            place = {place for place, _ in ends}
            if len(ends) != 2 or len(place) != 1:
                raise UnprotectedError(NO_PICTURES)
            _at_places(ends[:1], "")
            marks.ends.extend(value for _, value in ends)
    else:
        raise UnprotectedError(NO_PICTURES)


def _bars(axes: Axes, rows: Sequence[Any], lying: bool) -> Iterator[Series]:
    """The rows of bars; each bar begins at nought, or where another ends that it stands on."""
    tops: set[tuple[float, float]] = set()
    widths: set[float] = set()
    for row in rows:
        if (row.orientation == "horizontal") != lying:
            raise UnprotectedError(NO_PICTURES)
        points = []
        for bar in row.patches:
            if bar.get_data_transform() != axes.transData or bar.get_angle():
                raise UnprotectedError(NO_PICTURES)
            (x, y), w, h = bar.get_xy(), bar.get_width(), bar.get_height()
            place, thick, start, length = (y, h, x, w) if lying else (x, w, y, h)
            if not _finite([place, length]):
                continue
            middle = round(float(place + thick / 2), 6)
            if start and (middle, round(float(start), 6)) not in tops:
                raise UnprotectedError(NO_PLACES)
            tops.add((middle, round(float(start + length), 6)))
            widths.add(round(float(thick), 6))
            points.append((middle, float(length)))
        if len(widths) > 1:
            raise UnprotectedError(NO_PLACES)
        points = [point for point in points if len(_finite(point)) == 2]
        if points:
            yield _at_places(points, _label(row))


def _look_at_band(axes: Axes, patch: Any, bands: Collection[float]) -> None:
    """A band from side to side, between two numbers that stand in the call that shades it."""
    from matplotlib.patches import Rectangle

    if not isinstance(patch, Rectangle):
        raise UnprotectedError(NO_PICTURES)
    (x, y), w, h = patch.get_xy(), patch.get_width(), patch.get_height()
    turned = patch.get_data_transform()
    if turned == axes.get_yaxis_transform():
        ends = (y, y + h)
    elif turned == axes.get_xaxis_transform():
        ends = (x, x + w)
    else:
        raise UnprotectedError(NO_PICTURES)
    if any(end and not any(abs(abs(end) - known) < _TOUCH for known in bands) for end in ends):
        raise UnprotectedError(NO_PICTURES)


def _at_places(points: Sequence[tuple[float, float]], label: str) -> Series:
    """Marks at whole numbers of an axis, all moved by as much: that only sets them apart."""
    places = [round(place) for place, _ in points]
    moved = [place - whole for (place, _), whole in zip(points, places, strict=True)]
    if max(moved) - min(moved) > _TOUCH or abs(moved[0]) >= 0.5 - _TOUCH:
        raise UnprotectedError(NO_PLACES)
    if len(set(places)) < len(places):
        raise UnprotectedError(NO_PLACES)
    return Series(tuple(places), tuple(value for _, value in points), label)


def _look_at_places(marks: Marks) -> None:
    """All places together are counted from 0 or 1 on, with none left out."""
    places = marks.places
    if places and (min(places) not in (0, 1) or len(places) != max(places) - min(places) + 1):
        raise UnprotectedError(NO_PLACES)
    if any(not one.places for one in marks.series) and len(marks.series) > 1:
        raise UnprotectedError(NO_PLACES)


def _has_names(axis: Any) -> bool:
    from matplotlib.category import UnitData
    from matplotlib.ticker import FixedFormatter

    return isinstance(axis.units, UnitData) or isinstance(
        axis.get_major_formatter(), FixedFormatter
    )


def _is_plain(cloud: Any) -> bool:
    """Whether its points have a form of matplotlib's, and no letters or drawing of their own."""
    import numpy as np
    from matplotlib.markers import MarkerStyle

    forms = []
    for name in MarkerStyle.markers:
        style = MarkerStyle(name)
        path = style.get_path().transformed(style.get_transform())
        forms.append(np.asarray(path.vertices))
    return all(
        any(
            form.shape == np.shape(path.vertices) and np.allclose(form, path.vertices)
            for form in forms
        )
        for path in cloud.get_paths()
    )


def _label(artist: Any) -> str:
    label = str(artist.get_label() or "")
    return "" if label.startswith("_") else label


def _points(pairs: Any, lying: bool) -> list[tuple[float, float]]:
    """Where each mark stands, and its value."""
    found = [_finite(pair) for pair in pairs]
    whole = [(pair[0], pair[1]) for pair in found if len(pair) == 2]
    return [(y, x) for x, y in whole] if lying else whole


def _finite(values: Any) -> list[float]:
    made = []
    for value in values:
        try:
            number = float(value)
        except (TypeError, ValueError):
            continue
        if number == number and abs(number) != float("inf"):
            made.append(number)
    return made
