"""Diverging bars of survey answers: below the middle to the left, above it to the right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spp_research.phrases import in_words, listed, plural
from spp_research.protect.disclosure import Hidden, Rules, Shown, rounded
from spp_research.schema.vocabulary import Time
from spp_research.school.survey import Item
from spp_research.school.survey.bands import (
    ABOVE,
    ANSWERS,
    HIGH,
    LOW,
    MIDDLE,
    PERCENT_FROM,
    Band,
    Seen,
    key,
    merged_away,
    percent,
    seen,
    too_few,
)
from spp_research.words.surveys import answers_alt, answers_title, no_opinion, sizes, times

from .charts import DARK_BLUE, GREY, INK, ORANGE, Chart, Drawn, bare, canvas, png, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# By side and place: the ends dark, what is next to the middle lighter. Orange is hatched, so that
# the two sides stay apart in grey.
_LOOKS: dict[tuple[str, int], dict[str, Any]] = {
    (LOW, 0): {"facecolor": ORANGE, "hatch": "////"},
    (LOW, 1): {"facecolor": "#FBD0BA", "hatch": "//"},
    (LOW, 2): {"facecolor": "#F7A782", "hatch": "//"},
    (LOW, 3): {"facecolor": "#D9CFC9", "hatch": "\\\\"},
    (MIDDLE, 0): {"facecolor": "#DFE2E5"},
    (HIGH, 2): {"facecolor": "#5B86B0"},
    (HIGH, 1): {"facecolor": "#A9C1D6"},
    (HIGH, 0): {"facecolor": DARK_BLUE},
}
_ROW_CM, _KEY_CM, _NARROW = 0.5, 0.95, 5  # narrower parts, in per cent, hold no label
_BLOCK, _APART = 1.15, 0.1  # rows that a heading takes, and that part it from the key


def voices_chart(items: Sequence[Item], rules: Rules, label: str = "fig-voices") -> Chart | None:
    """A bar for each question and time, those of one scale together under their key.

    None where the audience may see the answers of no question with a scale.

    Parameters
    ----------
    label : the id for cross-references.
    """
    scaled = [item for item in items if item.scaled]
    shown = [found for item in scaled if (found := seen(item, rules))]
    if not shown:
        return None
    panels = [[s for s in shown if s.item.scale == scale] for scale in dict.fromkeys(
        s.item.scale for s in shown)]  # fmt: skip
    unsaid = _unsaid(scaled, rules)
    blocks = [_blocks(panel, rules, unsaid) for panel in panels]
    picture = draw_blocks(blocks)
    hidden = [item for item in scaled if item not in [s.item for s in shown]]
    notes = ["n is the number of answers with a view; bars show their parts of it."]
    if any(s.item.reversed for s in shown):
        notes.append("* Here less is what was hoped for.")
    if unsaid:
        notes.append(
            "How many had no opinion is not shown, as at one of the questions it would be hidden."
        )
    if hidden:
        number = f"{in_words(len(hidden))} {plural(len(hidden), 'question')}"
        verb = plural(len(hidden), "is", "are")
        notes.append(
            f"{number[:1].upper()}{number[1:]} {verb} hidden, so that nobody can be recognised."
        )
    who = listed(list(dict.fromkeys(s.item.informant for s in shown)))
    return Chart(
        picture,
        label,
        answers_title(shown, rules),
        f"Answers to {in_words(len(shown))} {plural(len(shown), 'question')}, {who}, "
        f"{sizes(shown)}, {times(shown)}",
        answers_alt(shown, rules, unsaid),
        tuple(Hidden(item.asked, "answers", _rule(item, rules)) for item in hidden),
        notes=tuple(notes),
        values=tuple(
            Shown("bar").of(key(s.item, wave, ANSWERS), key(s.item, wave, ABOVE))
            for s in shown
            for wave in s.item.waves
        ),
        drawn=drawn_blocks(blocks),
    )


@dataclass(frozen=True)
class Row:
    """One bar: what stands before it, its bands, and what stands behind."""

    label: str
    bands: Sequence[Band]
    behind: str


@dataclass(frozen=True)
class Block:
    """Bars under one heading."""

    heading: str
    rows: Sequence[Row]


def draw_blocks(panels: Sequence[Sequence[Block]], labels: float = 0.14) -> bytes:
    """The picture of blocks of bars, each panel of them under a key of its own.

    Parameters
    ----------
    labels : the room for labels before the bars, as a part of the widest bars' span.
    """
    heights = [_KEY_CM + sum(_BLOCK + len(b.rows) for b in panel) * _ROW_CM for panel in panels]
    reach = _reach([row for panel in panels for block in panel for row in block.rows], labels)
    # The keys stand outside of what the ratios part, so a row is as high in each panel.
    ratios = [_APART + sum(_BLOCK + len(b.rows) for b in panel) for panel in panels]
    with canvas(sum(heights), nrows=len(panels), squeeze=False, height_ratios=ratios) as (
        figure,
        axes,
    ):
        for panel, (place,) in zip(panels, axes, strict=True):
            _draw(place, panel, reach)
        return png(figure)


def drawn_blocks(panels: Sequence[Sequence[Block]]) -> Drawn:
    """What `draw_blocks` draws: headings, and each bar with its parts and what stands behind."""
    drawn = []
    for number, panel in enumerate(panels, start=1):
        for block in panel:
            drawn.append((f"panel {number}", _heading(block)))
            for row in block.rows:
                drawn.append(("bar", row.label))
                everyone = sum(band.people for band in row.bands)
                drawn += [
                    (f"{band.name}, {band.side} {band.order}", percent(band.people, everyone))
                    for band in row.bands
                ]
                drawn.append(("behind", row.behind))
    return tuple(drawn)


def _heading(block: Block) -> str:
    return wrap(block.heading, 88, 1)


def _parts(bands: Sequence[Band]) -> list[float]:
    """The parts of a bar in per cent, rounded as its labels are."""
    everyone = sum(band.people for band in bands)
    parts = [100 * band.people / everyone for band in bands]
    return [rounded(part) for part in parts] if everyone >= PERCENT_FROM else parts


def _blocks(panel: Sequence[Seen], rules: Rules, unsaid: Collection[str]) -> list[Block]:
    """A block for each question, with a bar for each time."""
    return [
        Block(
            one.item.asked + (" *" if one.item.reversed else ""),
            [
                Row(
                    TIMES_SHOWN.get(wave.when, ""),
                    bands,
                    f"n = {wave.answered}{no_opinion(wave, rules, unsaid)}",
                )
                for wave, bands in zip(one.item.waves, one.bands, strict=True)
            ],
        )
        for one in panel
    ]


def _reach(rows: Sequence[Row], labels: float) -> tuple[float, float, float, float]:
    """From left to right: the edge for texts, the longest bars' two ends, the edge beyond n."""
    starts = [_start(row.bands) for row in rows]
    left, right = min(starts), max(starts) + 100
    span = right - left
    return left - labels * span, left, right, right + 0.32 * span


def _start(bands: Sequence[Band]) -> float:
    """Where a bar begins, so that half of the middle category lies on each side of nought."""
    parts = {LOW: 1, MIDDLE: 0.5, HIGH: 0}
    widths = zip(bands, _parts(bands), strict=True)
    return -sum(parts[band.side] * width for band, width in widths)


def _draw(axes, panel: Sequence[Block], reach: Sequence[float]) -> None:
    edge, _, right, beyond = reach
    names: dict[str, Band] = {}
    y = 0.0
    for block in panel:
        axes.annotate(_heading(block), (edge, y), va="center", ha="left", fontweight="bold")
        for row in block.rows:
            y += 1
            _bar(axes, y, row.bands)
            names |= {band.name: band for band in row.bands}
            if row.label:
                axes.annotate(row.label, (edge, y), va="center", ha="left")
            axes.annotate(row.behind, (right + 2, y), va="center")
        axes.vlines(0, y - len(block.rows) + 0.5, y + 0.5, color=GREY, linewidth=1, zorder=0)
        y += _BLOCK
    axes.set_xlim(edge, beyond)
    axes.set_ylim(y - 0.5, -0.5 - _APART)
    axes.set_xticks([])
    axes.set_yticks([])
    _key(axes, names.values())
    bare(axes)


TIMES_SHOWN = {Time.BEFORE: "Before", Time.AFTER: "After"}


def _bar(axes, y: float, bands: Sequence[Band]) -> None:
    """One stacked bar; the middle category lies half on each side of the line."""
    everyone = sum(band.people for band in bands)
    parts = _parts(bands)
    left = _start(bands)
    for band, part in zip(bands, parts, strict=True):
        look = _LOOKS[band.side, band.order]
        axes.barh(y, part, left=left, height=0.72, edgecolor="white", linewidth=0.8, **look)
        if part >= _NARROW:
            dark = look["facecolor"] == DARK_BLUE
            box = {
                "facecolor": look["facecolor"],
                "edgecolor": "none",
                "boxstyle": "square,pad=0.02",
            }
            axes.annotate(
                percent(band.people, everyone),
                (left + part / 2, y),
                ha="center",
                va="center",
                zorder=4,
                fontsize=8.5,
                color="white" if dark else INK,
                bbox=box if "hatch" in look else None,
            )
        left += part


def _unsaid(items: Sequence[Item], rules: Rules) -> frozenset[str]:
    """The times of which it is not said how many had no opinion, as at some question they are few.

    Most people answer every question, so that a symbol at one of them could be counted from the
    answers to the others; without it, who is missing there may as well have left it out.
    """
    return frozenset(w.when for item in items for w in item.waves if rules.hides(w.no_opinion))


def _key(axes: Axes, bands: Iterable[Band]) -> None:
    """A key above the bars, in the order of the scale."""
    from matplotlib.patches import Patch

    places = {LOW: (0, 1, 2, 7), MIDDLE: (3,), HIGH: (6, 5, 4)}
    order = sorted(bands, key=lambda band: places[band.side][band.order])
    handles = [
        Patch(edgecolor="white", label=band.name, **_LOOKS[band.side, band.order]) for band in order
    ]
    columns = 5 if sum(len(band.name) for band in order) < 75 else 3
    by_row = [handle for i in range(columns) for handle in handles[i::columns]]  # not by column
    axes.legend(
        handles=by_row,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        frameon=False,
        fontsize=8.5,
        handlelength=1.4,
        columnspacing=1.2,
        borderaxespad=0.2,
    )


def _rule(item: Item, rules: Rules) -> str:
    return (too_few(item, rules) or merged_away()).rule
