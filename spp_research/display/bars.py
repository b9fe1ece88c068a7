"""Bars of a table that a notebook of somebody's own has protected."""

from __future__ import annotations

from collections.abc import Sequence

from spp_research.errors import InputError, UnprotectedError
from spp_research.phrases import listed
from spp_research.protect.disclosure import Protected
from spp_research.protect.disclosure.origin import outside, words

from .charts import DARK_BLUE, Chart, bare, canvas, numbers_beside, png, unwrapped, wrap

MOST_BARS = 20
_ROW_CM, _NAME = 0.9, 36


def bar_chart(
    protected: Protected,
    *,
    label: str,
    title: str,
    subtitle: str = "",
    column: str = "",
    notes: Sequence[str] = (),
) -> Chart:
    """Bars from zero for one column of a protected table, each with what the table says.

    Parameters
    ----------
    protected : from `disclosure`.
    label : the id for cross-references, "fig-" and a word.
    title, subtitle, notes : as for a table, letter for letter as they are to be read.
    column : which column to draw; the first if not given.

    Raises
    ------
    ValueError
        When there is no such column, nothing to draw, or more bars than fit on a page.
    """
    if not isinstance(protected, Protected):
        raise UnprotectedError(
            "bar_chart takes a protected table: "
            "display.bar_chart(disclosure.protect_counts(frame, study.rules), "
            'label="fig-own", title="What it shows").'
        )
    frame = outside()
    for text in (label, title, subtitle, *notes):
        words(text, frame, "The label, title, subtitle or note of a chart")
    name = column or protected.columns[0]
    if name not in protected.columns:
        raise InputError(f"the table has no such column; it has {listed(protected.columns)}")
    cells = protected.column(name)
    if len(cells) > MOST_BARS or any((cell.value or 0) < 0 for cell in cells):
        raise InputError(f"bars are from zero, and at most {MOST_BARS}: show a Table instead")
    names = [wrap(row, _NAME, 2) for row in protected.rows]
    ends = [cell.value or 0.0 for cell in cells]
    with canvas(0.8 + _ROW_CM * len(cells)) as (figure, axes):
        axes.barh(range(len(cells)), ends, height=0.55, color=DARK_BLUE)
        numbers_beside(axes, range(len(cells)), ends, cells)
        axes.set_yticks(range(len(cells)), names)
        axes.set_ylim(len(cells) - 0.5, -0.5)
        axes.set_xlim(0, 1.15 * (max(ends) or 1))
        axes.set_xticks([])
        bare(axes, keep=("left",))
        picture = png(figure)
    said = "; ".join(f"{row} {cell.text}" for row, cell in zip(protected.rows, cells, strict=True))
    return Chart(
        picture,
        label,
        title,
        subtitle,
        f"Bars from zero, one for each row: {name}. {said}.",
        tuple(hide for hide in protected.audit if hide.column == name),
        notes=tuple(notes),
        values=cells,
        drawn=tuple((unwrapped(row), cell.text) for row, cell in zip(names, cells, strict=True)),
        not_personal=protected.reason,
        by_hand=protected.by_hand,
    )
