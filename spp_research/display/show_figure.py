"""A picture that a notebook draws itself, through what can be looked at of a picture.

No rule can read a drawing. What can be held to the rules is: how many people are behind each mark,
how many marks there are, every word that is written into it, and that it is said, on the last page
and to whoever signs, that the notebook drew it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from types import FrameType
from typing import TYPE_CHECKING, Any

from spp_research.catalogue import say
from spp_research.errors import UnprotectedError
from spp_research.protect.disclosure import Protected, opened
from spp_research.protect.disclosure.origin import notebook, typed_in_calls, words
from spp_research.words.statements import Statement

from .charts import DARK_BLUE, GREY, LIGHT_BLUE, ORANGE, Chart, Drawn, bare, canvas, png
from .own_charts import rules_here
from .own_marks import Marks, marks_of
from .own_values import are_divided, are_mostly_whole, may_be_few

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SOURCE = "Source: drawn by this notebook."
_DRAWN_HERE = "drawn in the notebook, from groups that are large enough as it gives them"
MOST_MARKS = 60
MOST_TIMES = 6  # at which each group may be shown
MOST_TEXTS = 4  # besides one for each mark
MOST_PICTURES = 4  # of one cell

_cells: list[tuple[Any, int]] = []  # the cell that drew last, once for each picture


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
    behind : how many people are behind each group that is drawn: numbers, as
        `groupby(...).size()` gives, or a protected table of them. There may be one mark for each;
        for several times a line for each, over times that the axis names, or a row of bars for
        each time, which the legend names.
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
    _count_pictures(caller)
    with canvas(height) as (drawing, axes):
        axes.set_prop_cycle(color=[DARK_BLUE, ORANGE, GREY, LIGHT_BLUE])
        bare(axes, keep=("bottom",))
        yield axes
        said_in_it = _looked_at(drawing, groups, caller)
        picture = png(drawing)
    known = blake2b(picture, digest_size=8).hexdigest()
    chart = Chart(
        picture,
        f"fig-own-{blake2b(repr((title, known)).encode(), digest_size=4).hexdigest()}",
        title,
        subtitle,
        said,
        values=tuple(alt.values.values()) if isinstance(alt, Statement) else (),
        drawn=(*said_in_it, ("picture", known)),
        not_personal=say(_DRAWN_HERE),
        by_hand=True,
        reusable=False,
        source=say(_SOURCE),
    )
    _display(chart)


def _count_pictures(caller: FrameType) -> None:
    """Stop at a cell that draws one picture after another."""
    cells = caller.f_globals.get("In")
    here = (cells, len(cells) if isinstance(cells, list) else 0)
    if _cells and (_cells[-1][0] is not here[0] or _cells[-1][1] != here[1]):
        _cells.clear()
    _cells.append(here)
    if len(_cells) > MOST_PICTURES:
        raise UnprotectedError(_TOO_MANY_PICTURES)


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
    "pupil has. Draw a mark for each group, and say with behind= how many people each stands for; "
    "for several times a line for each group, or a row of bars for each time with its label= and "
    "axes.legend()."
)
_LIKE_PUPILS = (
    "What this picture draws are pupils' own results one by one, or what can be worked out from "
    "those. Draw a mark for each group: its mean, or how many it has."
)
_SMALL_NUMBER = (
    "This picture draws a whole number below the fewest people that may be shown, or a share that "
    "stands for so few, and it may be a group of that many. Put groups together, or show the table "
    "instead: show.counts."
)
_WHOLE = (
    "This picture draws whole numbers, as pupils' own results, the lowest and highest of them, and "
    "numbers of people are. Draw means as they are, without rounding; for numbers of people give "
    "these themselves as behind=."
)
_LINES = (
    "A line across the picture, a tick or a grid line stands at a number that no rule has seen. "
    "Write the number into the call that draws it, such as axes.axhline(90) or "
    "axes.set_yticks([0, 10, 20])."
)
_TOO_MANY_PICTURES = (
    "This cell draws more pictures than a document can have from one cell, as one for each pupil "
    "would be. Draw the groups side by side in one picture, or in a cell each."
)


def _looked_at(drawing: Figure, sizes: Sequence[int], caller: FrameType) -> Drawn:
    """Every word that is drawn, after all marks have been held to what may be.

    No number is passed on: the document's numbers for reuse have those of the kit's rules only,
    and the digest of the picture tells whether any has changed.
    """
    others = (drawing.images, drawing.artists, drawing.patches, drawing.lines, drawing.subfigs)
    if len(drawing.axes) != 1 or any(len(some) for some in others):
        raise UnprotectedError("Draw on the axes that are given, one picture at a time.")
    (axes,) = drawing.axes
    marks = marks_of(axes, typed_in_calls(caller, "axhspan", "axvspan"))
    for one in marks.series:
        words(one.label, caller, "A label in a picture")
    _look_at_numbers(marks, sizes, axes)
    _look_at_lines(marks, caller)
    if len(axes.texts) > MOST_TEXTS + marks.number:
        raise UnprotectedError(_TOO_MANY)
    ticks = typed_in_calls(caller, "set_xticks", "set_yticks")
    _look_at_ticks(axes, ticks, marks.places)
    found = _texts(axes, drawing, ticks)
    for text in found:
        words(text, caller, "A text in a picture")
    return tuple(("text", text) for text in found)


def _look_at_numbers(marks: Marks, sizes: Sequence[int], axes: Axes) -> None:
    """Hold the marks to the groups behind them: how many there are, and what each may be."""
    rules = rules_here()
    people = _behind_each(marks, sizes, legend=axes.get_legend() is not None)
    if people is None or marks.number > MOST_MARKS or len(marks.ends) > 4 * marks.number:
        raise UnprotectedError(_TOO_MANY)
    if opened.as_many(len(sizes)):
        raise UnprotectedError(_LIKE_PUPILS)
    values = [value for one in marks.series for value in one.values]
    for line in (values, *_ways_to_read(marks)):
        if len(line) >= 3 and opened.are_one_by_one(line):
            raise UnprotectedError(_LIKE_PUPILS)
    pairs = [(s.values[0], s.values[1]) for s in marks.series if len(s.values) == 2]
    if pairs and opened.are_pairs(pairs):
        raise UnprotectedError(_LIKE_PUPILS)
    if opened.of_any_pupils() and values and all(map(opened.is_one_pupils, values)):
        raise UnprotectedError(_LIKE_PUPILS)
    for value, groups in zip(values, people, strict=True):
        if value not in groups and any(may_be_few(value, n, rules) for n in groups):
            raise UnprotectedError(_SMALL_NUMBER)
    if are_divided(values, rules) or any(may_be_few(end, 0, rules) for end in marks.ends):
        raise UnprotectedError(_SMALL_NUMBER)
    for some in (values, marks.ends):
        if are_mostly_whole(some, sizes):
            raise UnprotectedError(_WHOLE)


def _behind_each(marks: Marks, sizes: Sequence[int], *, legend: bool) -> list[Sequence[int]] | None:
    """For each mark the sizes of the groups that it may be of; None where it may be of none.

    There is one mark for each group; or a row of them for each time, which the legend names; or a
    line for each group, with a point for each time, which the axis names.
    """
    series, groups = marks.series, len(sizes)
    each = [[size] for size in sizes]
    if not marks.number:
        return []
    if any(not one.places for one in series):  # points with a number both ways, alone
        (one,) = series
        if len(one.values) > 2 * groups:
            return None
        same = len(one.values) == 2 * groups
        return [n for n in each for _ in "xy"] if same else [sizes] * len(one.values)
    if len(series) == 1 or marks.number <= groups:
        if marks.number > groups:
            return None
        return [*each] if marks.number == groups else [sizes] * marks.number
    if len({one.places for one in series}) > 1:
        return None
    labels = {one.label for one in series if one.label}
    across = len(series[0].places)
    if across <= groups and legend and len(labels) == len(series) <= MOST_TIMES:
        return [n for _ in series for n in (each if across == groups else [sizes] * across)]
    if len(series) <= groups and marks.named and across <= MOST_TIMES:
        of = each if len(series) == groups else [sizes] * len(series)
        return [n for n in of for _ in range(across)]
    return None


def _ways_to_read(marks: Marks) -> Iterator[list[float]]:
    """The numbers line by line, and time by time."""
    for one in marks.series:
        yield list(one.values)
    for place in marks.places:
        yield [
            value
            for one in marks.series
            for there, value in zip(one.places, one.values, strict=True)
            if there == place
        ]


def _look_at_lines(marks: Marks, caller: FrameType) -> None:
    """Lines across the picture stand at numbers of the call; one more may be everybody's mean."""
    known = typed_in_calls(caller, "axhline", "axvline")
    free = [n for n in (*marks.across, *marks.upright) if n and abs(n) not in known]
    if len(free) > 1 or any(n == int(n) for n in free):
        raise UnprotectedError(_LINES)
    if opened.of_any_pupils() and any(map(opened.is_one_pupils, free)):
        raise UnprotectedError(_LIKE_PUPILS)


def _look_at_ticks(axes: Axes, typed: frozenset[float], places: set[int]) -> None:
    """Ticks, at which a grid draws lines, stand where matplotlib or the call puts them."""
    from matplotlib.category import StrCategoryLocator
    from matplotlib.ticker import AutoLocator, AutoMinorLocator, FixedLocator, NullLocator

    for axis in (axes.xaxis, axes.yaxis):
        if not isinstance(axis.get_minor_locator(), NullLocator | AutoMinorLocator):
            raise UnprotectedError(_LINES)
        locator = axis.get_major_locator()
        if isinstance(locator, FixedLocator):
            found = set(map(float, axis.get_majorticklocs()))
            if any(n and n not in places and abs(n) not in typed for n in found):
                raise UnprotectedError(_LINES)
        elif not isinstance(locator, AutoLocator | NullLocator | StrCategoryLocator):
            raise UnprotectedError(_LINES)


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
