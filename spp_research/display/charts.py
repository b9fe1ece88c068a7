"""Charts in one house style: drawn from protected values, with titles and alt text beside them.

A chart's headline, subtitle and source are text in the document, not pixels; the picture holds
only what has to be drawn. Pictures are PNG, since Word shows SVG as a blank.
"""

from __future__ import annotations

import base64
import html
import io
import logging
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap as _lines
from typing import TYPE_CHECKING, Any

from spp_research.errors import InputError
from spp_research.letters import (
    CARRIED,
    FAMILIES,
    PLACEHOLDER,
    beyond,
    emoji_in_words,
    file_with,
    isolated,
    lacking,
    unset,
)
from spp_research.protect.disclosure import Hidden, Shown
from spp_research.protect.disclosure.opened import hold_pupils_back, run_key
from spp_research.protect.disclosure.origin import only_the_kit, outside
from spp_research.protect.marks import bundle
from spp_research.telling import briefly
from spp_research.words.text import LABEL, attribute, escape
from spp_research.workspace import kit_resources

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.typing import RcKeyType

# Each has at least 3:1 against white (source: Government Analysis Function, colours guidance).
DARK_BLUE, ORANGE, GREY, LIGHT_BLUE = "#12436D", "#F46A25", "#3D3D3D", "#A9C1D6"
INK, RULE = "#0b0c0c", "#D5D8DC"

FULL_WIDTH_CM, DPI = 16.0, 200

# What a picture shows, in order: what each thing is, and its words or its number as it is shown.
Drawn = tuple[tuple[str, str | float], ...]


@dataclass(frozen=True)
class Chart:
    """A drawn chart and the words that belong to it.

    Parameters
    ----------
    png : the picture.
    label : the id for cross-references, "fig-" and a word.
    title : the finding in neutral words, at most 15.
    subtitle : measure, who, how many, when.
    alt : one sentence that stands in for the picture.
    audit : what was hidden in it.
    notes : lines under the chart.
    values : what is drawn, where it says what it is about and stands elsewhere too.
    drawn : everything that the picture shows, each as it is shown: numbers are rounded before
        they are drawn. Equal pictures have equal `drawn`, and the other way round.
    not_personal, by_hand : why no rule was needed, and whether a notebook said so.
    reusable : whether its numbers are known and protected, and go with those of the document.
    source : where what is drawn comes from, said on one's own screen; a document says on its last
        page what it is made from.
    """

    png: bytes
    label: str
    title: str
    subtitle: str
    alt: str
    audit: tuple[Hidden, ...] = ()
    notes: tuple[str, ...] = ()
    values: tuple[Shown, ...] = ()
    drawn: Drawn = ()
    not_personal: str = ""
    by_hand: bool = False
    reusable: bool = True
    source: str = ""

    __repr__ = briefly

    def __post_init__(self) -> None:
        only_the_kit(
            outside(),
            "A chart",
            "Draw the values of a protected table: display.bar_chart(protected, "
            'label="fig-mine", title="What it shows").',
        )
        texts = (self.title, self.subtitle, self.alt, *self.notes)
        drawn = (str(part) for pair in self.drawn for part in pair)
        hold_pupils_back((self.label, self.not_personal, *texts, *drawn), "A chart")
        if not self.label.startswith("fig-") or not LABEL.fullmatch(self.label):
            raise InputError(
                f"{self.label!r} is no chart's label; it must start with fig- and go on in "
                "small letters, digits and hyphens"
            )

    @property
    def markdown(self) -> str:
        """The figure with its caption above and its alt text."""
        caption = " ".join(
            f"{escape(part.rstrip('.'))}." for part in (self.title, self.subtitle) if part
        )
        figure = (
            f"![{caption}](figures/{self.label}.png)"
            f'{{#{self.label} fig-alt="{attribute(self.alt)}" width={FULL_WIDTH_CM:g}cm}}'
        )
        if not self.notes:
            return figure
        notes = "\n\n".join(escape(note) for note in self.notes)
        return f"{figure}\n\n::: {{.notes}}\n{notes}\n:::"

    @property
    def html(self) -> str:
        """The figure as Jupyter shows it: headline, picture with its alt text, source."""
        picture = base64.b64encode(self.png).decode()
        title, subtitle, alt = (html.escape(text) for text in (self.title, self.subtitle, self.alt))
        below = (*self.notes, *([self.source] if self.source else []))
        notes = "".join(f"<p><small>{html.escape(note)}</small></p>" for note in below)
        return (
            f"<figure><figcaption><strong>{title}</strong><br>{subtitle}</figcaption>"
            f'<img src="data:image/png;base64,{picture}" alt="{alt}" width="605">{notes}</figure>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return bundle(
            "chart",
            plain=self.alt,
            markdown=self.markdown,
            # On one's own screen; a run takes the picture by itself, and has no use for it twice.
            html="" if run_key() else self.html,
            png=self.png,
            audit=self.audit,
            values=self.values,
            facts={
                "label": self.label,
                "drawn": [[_shown(part) for part in pair] for pair in self.drawn],
                "not_personal": self.not_personal,
                "by_hand": self.by_hand,
                "told": {
                    "title": self.title,
                    "subtitle": self.subtitle,
                    "notes": list(self.notes),
                }
                if self.reusable
                else {},
            },
        )


@contextmanager
def canvas(height_cm: float, **grid: Any) -> Iterator[tuple[Figure, Any]]:
    """A figure of full width in the house style, and its axes.

    Parameters
    ----------
    height_cm : its height.
    grid : passed to `Figure.subplots`.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(_style()):
        size = (FULL_WIDTH_CM / 2.54, height_cm / 2.54)
        figure = Figure(figsize=size, dpi=DPI, layout="constrained")
        FigureCanvasAgg(figure)
        yield figure, figure.subplots(**grid)


def png(figure: Figure) -> bytes:
    """The figure as PNG, without the date or the version of anything in it.

    What a school typed may have letters that no font at hand has, which are drawn as boxes, or be
    far too long. A warning would be printed text, which stops the report. The words are in the
    alternative text and the tables as they were typed.
    """
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    if not isinstance(figure.canvas, FigureCanvasAgg):
        raise TypeError("only a figure of `canvas` is drawn")
    _set_letters(figure)
    out = io.BytesIO()
    with _without_word_of_weights(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
        warnings.filterwarnings("ignore", "constrained_layout not applied", UserWarning)
        figure.canvas.draw()
    picture = Image.fromarray(np.asarray(figure.canvas.buffer_rgba()))
    # Opaque and lightly packed: less time than `savefig` takes, and no more room.
    picture.convert("RGB").save(out, "PNG", dpi=(DPI, DPI), compress_level=3)
    return out.getvalue()


def numbers_beside(
    axes: Any, ys: Sequence[float], ends: Sequence[float], cells: Sequence[Shown]
) -> None:
    """Beside the end of each lying bar its number as a reader may see it, or its symbol."""
    for y, end, cell in zip(ys, ends, cells, strict=True):
        axes.annotate(
            cell.text,
            (end, y),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            color=GREY if cell.hidden else INK,
        )


def bare(axes: Axes, *, keep: Iterable[str] = ()) -> None:
    """Take away the frame of `axes`, but for the sides in `keep`, and its tick marks."""
    for side, spine in axes.spines.items():
        spine.set_visible(side in set(keep))
        spine.set_color(RULE)
    axes.tick_params(length=0)


def wrap(text: str, width: int, lines: int = 3) -> str:
    """`text` broken into lines of at most `width` characters, and cut after `lines` of them."""
    words = " ".join(emoji_in_words(text).split())
    return "\n".join(_lines(words, width, max_lines=lines, placeholder=" …", break_long_words=True))


def unwrapped(text: str) -> str:
    """The words of a text that was broken into lines, as a chart says that it draws them."""
    return " ".join(text.split())


def _shown(part: str | float) -> str | float:
    """A part of what a picture shows, as it is drawn."""
    return emoji_in_words(part) if isinstance(part, str) else part


@contextmanager
def _without_word_of_weights() -> Iterator[None]:
    """Have matplotlib not say that a font it needs has no bold letters."""
    log = logging.getLogger("matplotlib.font_manager")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def _set_letters(figure: Figure) -> None:
    """Give what is written in letters of other scripts the fonts that have them."""
    from matplotlib.text import Text

    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):  # which write their labels again when drawn
            labels = [label.get_text() for label in axis.get_majorticklabels()]
            if beyond("".join(labels)):
                axis.set_ticks(axis.get_majorticklocs(), [_drawable(label) for label in labels])
    families: list[str] = []
    for text in figure.findobj(Text):
        words = text.get_text()
        if beyond(words):
            families = families or [_font(), *_other_families()]
            text.set_text(_drawable(words))
            text.set_fontfamily([*families, *_of_the_computer(words)])


def _drawable(words: str) -> str:
    """The words of a label with a box for what no font has, each run of letters its own way."""
    if not beyond(words):
        return words
    words = emoji_in_words(words)
    for letter in unset(words):
        words = words.replace(letter, PLACEHOLDER)
    return isolated(words)


def _other_families() -> list[str]:
    """The fonts that the kit carries, made known to matplotlib once."""
    for path in sorted(CARRIED.glob("Noto*")):
        _known(path)
    return list(FAMILIES)


def _of_the_computer(words: str) -> list[str]:
    """The computer's own fonts for the letters that ours lack."""
    return [_known(path) for letter in sorted(lacking(words)) if (path := file_with(letter))]


def _known(path: Path) -> str:
    """The family of a font, made known to matplotlib."""
    from matplotlib import font_manager

    for entry in font_manager.fontManager.ttflist:
        if entry.fname == str(path):
            return entry.name
    font_manager.fontManager.addfont(path)
    return font_manager.fontManager.ttflist[-1].name


def _style() -> dict[RcKeyType, Any]:
    """The house style as matplotlib settings."""
    return {
        "font.family": [_font(), "DejaVu Sans"],
        "font.size": 9.5,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": RULE,
        "axes.titlesize": 9.5,
        "axes.titlelocation": "left",
        "axes.axisbelow": True,
        "xtick.color": INK,
        "ytick.color": INK,
        "figure.facecolor": "white",
        "text.parse_math": False,  # a dollar in a school's name is a dollar
    }


def _font() -> str:
    """The kit's own typeface, made known to matplotlib once."""
    from matplotlib import font_manager

    name = "Source Sans 3"
    if name not in {entry.name for entry in font_manager.fontManager.ttflist}:
        for path in sorted((kit_resources() / "reports" / "_style" / "fonts").glob("*.[to]tf")):
            font_manager.fontManager.addfont(path)
    found = {entry.name for entry in font_manager.fontManager.ttflist}
    return name if name in found else "DejaVu Sans"
