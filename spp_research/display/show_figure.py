"""A picture that a notebook draws itself, through what can be looked at of a picture.

No rule can read a drawing. What can be held to the rules is: how many people are behind each mark,
how many marks there are, every word that is written into it, and that it is said, on the last page
and to whoever signs, that the notebook drew it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from itertools import pairwise
from types import FrameType
from typing import TYPE_CHECKING, Any

from spp_research.catalogue import say
from spp_research.errors import UnprotectedError
from spp_research.protect.disclosure import Protected
from spp_research.protect.disclosure.opened import are_one_by_one
from spp_research.protect.disclosure.origin import notebook, typed_numbers, words
from spp_research.words.statements import Statement

from .charts import DARK_BLUE, GREY, LIGHT_BLUE, ORANGE, Chart, Drawn, bare, canvas, png
from .own_charts import rules_here

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DRAWN_HERE = "drawn in the notebook, from groups that are large enough as it gives them"
MOST_MARKS = 60


@contextmanager
def figure(
    title: str,
    *,
    alt: str | Statement,
    behind: Any,
    subtitle: str = "",
    height: float = 7.0,
) -> Iterator[Axes]:
    """Axes to draw on in the house style; shown when the block ends, if it may be.

    Parameters
    ----------
    title, subtitle : what it shows, as a headline, and of whom.
    alt : the sentence that stands in for the picture; with numbers in it a `display.Statement`.
    behind : how many people are behind each mark: numbers, as `groupby(...).size()` gives, or a
        protected table of them.
    height : in cm.

    Raises
    ------
    UnprotectedError
        If a group is too small, there are more marks than groups, or a word in the picture does
        not stand in the notebook. It repeats nothing of what was found.

    Examples
    --------
    A cell of a notebook::

        sizes = data.groupby("took_part").size()
        with show.figure("Gain by group", alt="Both gained.", behind=sizes) as axes:
            axes.bar(["no", "yes"], data.groupby("took_part")["gain"].mean())
    """
    caller = notebook()
    if caller is None:
        raise UnprotectedError("show is for the cells of a notebook of one's own.")
    for text in (title, subtitle):
        words(text, caller, "The title or subtitle of a picture")
    if not isinstance(alt, Statement):
        words(alt, caller, "The alternative text of a picture")
    said = alt.bare if isinstance(alt, Statement) else alt
    if not said.strip():
        raise UnprotectedError(
            "A picture needs its alternative text, one sentence for whoever does not see it: "
            'alt="Both groups read more in June."'
        )
    groups = _groups(behind)
    with canvas(height) as (drawing, axes):
        axes.set_prop_cycle(color=[DARK_BLUE, ORANGE, GREY, LIGHT_BLUE])
        bare(axes, keep=("bottom",))
        yield axes
        marks = _looked_at(drawing, groups, caller)
        picture = png(drawing)
    known = blake2b(picture, digest_size=8).hexdigest()
    chart = Chart(
        picture,
        f"fig-own-{blake2b(repr((title, known)).encode(), digest_size=4).hexdigest()}",
        title,
        subtitle,
        said,
        values=tuple(alt.values.values()) if isinstance(alt, Statement) else (),
        drawn=(*marks, ("picture", known)),
        not_personal=say(_DRAWN_HERE),
        by_hand=True,
    )
    _display(chart)


def _display(chart: Chart) -> None:
    from IPython.display import display

    display(chart)


def _groups(behind: Any) -> list[int]:
    """The sizes of the groups behind the marks, all of them large enough."""
    rules = rules_here()
    if isinstance(behind, Protected):
        cells = [cell for row in behind.cells for cell in row]
        if any(cell.hidden for cell in cells):
            raise UnprotectedError(_TOO_SMALL)
        return [int(cell.value or 0) for cell in cells]
    try:
        sizes = [float(size) for size in getattr(behind, "to_numpy", lambda: behind)()]
    except (TypeError, ValueError):
        sizes = []
    if not sizes or any(size != size or size < 0 or size != int(size) for size in sizes):
        raise UnprotectedError(
            "behind= says how many people are behind each mark, as whole numbers: "
            'behind=data.groupby("class").size()'
        )
    if any(rules.hides(int(size)) for size in sizes):
        raise UnprotectedError(_TOO_SMALL)
    return [int(size) for size in sizes]


_TOO_SMALL = (
    "A group behind this picture is too small for those whom the document is for, so it is not "
    "drawn. Put groups together, or show the table instead, which hides it: show.counts(data, "
    'by="class", rows=["4A", "4B"], title="Who took part").'
)
_TOO_MANY = (
    "This picture has more marks than there are groups behind it, as one with a dot for each "
    "pupil has. Draw a mark for each group, and say with behind= how many people each stands for."
)
_LIKE_PUPILS = (
    "What this picture draws are pupils' own results one by one, or what can be worked out from "
    "those. Draw a mark for each group: its mean, or how many it has."
)
_SMALL_NUMBER = (
    "This picture draws a whole number below the fewest people that may be shown, and it may be a "
    "group of that many. Put groups together, or show the table instead: show.counts."
)
_PICTURES = (
    "A picture or a drawing of an own kind cannot be looked at. Draw bars, lines, points and text."
)


def _looked_at(drawing: Figure, sizes: Sequence[int], caller: FrameType) -> Drawn:
    """What is drawn, mark by mark, after it has been held to what may be."""
    if len(drawing.axes) != 1 or drawing.images or drawing.artists or len(drawing.patches) > 0:
        raise UnprotectedError("Draw on the axes that are given, one picture at a time.")
    (axes,) = drawing.axes
    typed = typed_numbers(caller)
    found: list[tuple[str, str | float]] = []
    for name, values in _marks(axes):
        if len(set(values)) > len(sizes):
            raise UnprotectedError(_TOO_MANY)
        if len(values) >= 3 and are_one_by_one(values):
            raise UnprotectedError(_LIKE_PUPILS)
        own = sizes if len(values) == len(sizes) else [0] * len(values)
        for value, people in zip(values, own, strict=True):
            if abs(value) not in typed and _is_small(value, people):
                raise UnprotectedError(_SMALL_NUMBER)
            found.append((name, value))
    if len(found) > MOST_MARKS:
        raise UnprotectedError(_TOO_MANY)
    for text in _texts(axes, drawing, typed):
        words(text, caller, "A text in a picture")
        found.append(("text", text))
    return tuple(found)


def _is_small(value: float, people: int) -> bool:
    """Whether a mark may be the number of a few people, or the share of all but a few."""
    least = rules_here().fewest_pupils
    if value == int(value):
        return 0 < abs(value) < least or 0 < people - value < least
    for whole in (1, 100):
        some = value * people / whole
        if 0 < value < whole and abs(some - round(some)) < 1e-6:
            return round(some) < least or people - round(some) < least
    return False


def _marks(axes: Axes) -> Iterator[tuple[str, list[float]]]:
    """The numbers that are drawn, one list for each line, row of bars and cloud of points."""
    import numpy as np
    from matplotlib.collections import LineCollection, PathCollection
    from matplotlib.container import BarContainer
    from matplotlib.patches import Rectangle

    if axes.images or axes.tables or axes.artists or axes.child_axes:
        raise UnprotectedError(_PICTURES)
    for line in axes.lines:
        if line.get_transform() == axes.get_xaxis_transform():
            yield "upright", _finite(line.get_xdata())
        elif line.get_transform() in (axes.transData, axes.get_yaxis_transform()):
            yield "line", _finite(line.get_ydata())
            if line.get_transform() == axes.transData:
                yield from (("place", [x]) for x in _uneven(_finite(line.get_xdata())))
        else:
            raise UnprotectedError(_PICTURES)
    for cloud in axes.collections:
        if isinstance(cloud, PathCollection):
            points = np.asarray(cloud.get_offsets(), dtype=float).tolist()
            yield "points", _finite([point[1] for point in points])
            yield from (("place", [x]) for x in _uneven(_finite([p[0] for p in points])))
        elif isinstance(cloud, LineCollection):
            parts = [part for part in cloud.get_segments() if len(part)]
            for end in (0, -1):
                yield "interval", _finite([part[end][1] for part in parts])
        else:
            raise UnprotectedError(_PICTURES)
    rows = [bars for bars in axes.containers if isinstance(bars, BarContainer)]
    in_rows = {id(patch) for bars in rows for patch in bars.patches}
    for bars in rows:
        lying = bars.orientation == "horizontal"
        sides = [p.get_width() if lying else p.get_height() for p in bars.patches]
        yield "bars", _finite(sides)
    for patch in axes.patches:
        if not isinstance(patch, Rectangle):
            raise UnprotectedError(_PICTURES)
        if id(patch) not in in_rows:
            yield "box", _finite([patch.get_height()])
            yield "box", _finite([patch.get_width()])


def _uneven(places: list[float]) -> list[float]:
    """The places along an axis that are numbers of something: evenly spaced ones only set apart."""
    steps = {round(b - a, 9) for a, b in pairwise(places)}
    return [] if len(steps) <= 1 else places


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


def _texts(axes: Axes, drawing: Figure, typed: frozenset[float]) -> Sequence[str]:
    """Every text in the picture, but for the numbers that an axis has by itself."""
    from matplotlib.text import Text
    from matplotlib.ticker import FixedLocator, NullLocator, ScalarFormatter

    drawing.canvas.draw()
    exempt = set()
    for axis in (axes.xaxis, axes.yaxis):
        by_itself = isinstance(axis.get_major_formatter(), ScalarFormatter)
        placed = isinstance(axis.get_major_locator(), FixedLocator | NullLocator)
        for label in (*axis.get_majorticklabels(), axis.get_offset_text()):
            number = _number(label.get_text())
            if by_itself and number is not None and (not placed or abs(number) in typed):
                exempt.add(id(label))
    found = [text for text in drawing.findobj(Text) if id(text) not in exempt]
    return [text.get_text() for text in found if text.get_text().strip() and text.get_visible()]


def _number(text: str) -> float | None:
    try:
        return float(text.replace("\u2212", "-").replace(",", ""))
    except ValueError:
        return None
