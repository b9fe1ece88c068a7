"""Two bars a row, each with its number as its reader may see it; from zero."""

from __future__ import annotations

from collections.abc import Sequence

from spp_research.protect.disclosure import Hidden, Shown

from .charts import (
    DARK_BLUE,
    INK,
    LIGHT_BLUE,
    Chart,
    bare,
    canvas,
    numbers_beside,
    png,
    unwrapped,
    wrap,
)

_NAME = 34  # characters of a row's name before it goes on in the next line
_LOOKS = ({"color": DARK_BLUE}, {"facecolor": LIGHT_BLUE, "edgecolor": DARK_BLUE, "hatch": "///"})


def paired_bars(
    rows: Sequence[tuple[str, Shown, Shown]],
    kinds: tuple[str, str],
    *,
    label: str,
    title: str,
    subtitle: str,
    alt: str,
    notes: Sequence[str] = (),
) -> Chart | None:
    """Two bars for each row; None where no row has a number to draw.

    Parameters
    ----------
    rows : a name and the two counts. What is hidden has no bar, and its symbol in its place.
    kinds : what the first and the second bar are.
    label, title, subtitle, alt, notes : as for a `Chart`.
    """
    largest = max((cell.value or 0.0 for _, *pair in rows for cell in pair), default=0.0)
    if not largest:
        return None
    names = [wrap(name, _NAME, 2) for name, *_ in rows]
    with canvas(1.3 + 1.15 * len(rows)) as (figure, axes):
        for place, look in enumerate(_LOOKS):
            ys = [y + (place - 0.5) * 0.36 for y in range(len(rows))]
            cells = [(first, second)[place] for _, first, second in rows]
            ends = [cell.value or 0.0 for cell in cells]
            axes.barh(ys, ends, height=0.32, linewidth=0.8, **look)
            numbers_beside(axes, ys, ends, cells)
        handles = [axes.barh([0], [0], **look) for look in _LOOKS]
        figure.legend(
            handles, kinds, loc="outside upper left", ncols=2, frameon=False, labelcolor=INK
        )
        axes.set_yticks(range(len(rows)), names)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(0, 1.08 * largest)
        axes.set_xticks([])
        bare(axes, keep=("left",))
        picture = png(figure)
    each = [
        (unwrapped(name), kind, cell)
        for name, (_, *pair) in zip(names, rows, strict=True)
        for kind, cell in zip(kinds, pair, strict=True)
    ]
    return Chart(
        picture,
        label,
        title,
        subtitle,
        alt,
        tuple(Hidden(row, kind, cell.rule) for row, kind, cell in each if cell.rule),
        notes=tuple(notes),
        values=tuple(cell for *_, cell in each),
        drawn=tuple((f"{row}: {kind.lower()}", cell.text) for row, kind, cell in each),
    )
