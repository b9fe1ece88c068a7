"""Tables: a finding for a title, scoped headers, units, aligned numbers, notes when needed."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spp_research.catalogue import called
from spp_research.errors import InputError, UnprotectedError
from spp_research.protect.disclosure import SYMBOLS, Protected, Shown
from spp_research.protect.disclosure.opened import hold_pupils_back
from spp_research.protect.disclosure.origin import outside, words
from spp_research.protect.marks import bundle
from spp_research.telling import briefly
from spp_research.words.text import LABEL, clean, escape

# What stays on one line: a word, or a part of one up to its hyphen.
_WHOLE = re.compile(r"[^\s\-–/]+[-–/]?")
# The width of bold letters, in parts of their size; of what is not here that of a capital.
_EMS = {
    **dict.fromkeys("ijlI.,:’'!|", 0.4),
    **dict.fromkeys("ft()-/r ", 0.5),
    **dict.fromkeys("cszJ–", 0.6),
    **dict.fromkeys("aekvxyFLTY0123456789", 0.7),
    **dict.fromkeys("bdghnopqu", 0.72),
    **dict.fromkeys("mwMW%", 1.11),
    **dict.fromkeys("DGHNOQU", 0.86),
}
_MOST_EMS = 14.0  # of a head's word that is held whole: twenty letters
_DASHES = 100  # the sum of the relative widths, enough to make Pandoc wrap cells


@dataclass(frozen=True)
class Table:
    """A table as a reader meets it, in HTML, Word and PDF alike.

    Parameters
    ----------
    protected : the values, from `disclosure`.
    label : the id for cross-references, "tbl-" and a word.
    title : what the table shows, in neutral words.
    subtitle : measure, who and when.
    notes : lines under the table; the symbols used explain themselves.
    widths : relative widths of the columns, row names first; by the length of the text if not
        given.
    links : whether a web address in a cell is shown as a link under the name of its site, since
        an address in a narrow column would be torn to pieces.
    """

    protected: Protected
    label: str
    title: str
    subtitle: str = ""
    notes: Sequence[str] = ()
    widths: Sequence[int] = ()
    links: bool = False

    __repr__ = briefly

    def __post_init__(self) -> None:
        if not isinstance(self.protected, Protected):
            raise UnprotectedError(
                f"{self.label}: a Table takes protected values. Use "
                "disclosure.protect_counts(frame, study.rules), disclosure.protect_means, or "
                "disclosure.not_personal with a reason."
            )
        frame = outside()
        texts = (self.title, self.subtitle, *self.notes)
        for text in (self.label, *texts):
            words(text, frame, "The label, title, subtitle or note of a table")
        table = self.protected
        cells = (cell.text for row in table.cells for cell in row)
        names = (table.row_title, *table.rows, *table.columns)
        hold_pupils_back((self.label, table.reason, *texts, *names, *cells), "A table")
        if not self.label.startswith("tbl-") or not LABEL.fullmatch(self.label):
            raise InputError(
                f"{self.label!r} is no table's label; it must start with tbl- and go on in "
                "small letters, digits and hyphens"
            )

    @property
    def caption(self) -> str:
        """Title and subtitle, escaped."""
        parts = (self.title.rstrip("."), self.subtitle.rstrip("."))
        return " ".join(f"{escape(part)}." for part in parts if part)

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols used, each with what it means."""
        used = {cell.text for cells in self.protected.cells for cell in cells}
        return tuple(
            f"{symbol} {called(meaning)}" for symbol, meaning in SYMBOLS.items() if symbol in used
        )

    @property
    def markdown(self) -> str:
        """A pipe table with its caption and notes."""
        table = self.protected
        header = [table.row_title, *table.columns]
        rule = [
            "-" * (width - 1) + ":" if right else ":" + "-" * (width - 1)
            for width, right in zip(self._dashes(), self._to_the_right(), strict=True)
        ]
        lines = [_row(map(escape, header)), f"|{'|'.join(rule)}|"]
        for name, cells in zip(table.rows, table.cells, strict=True):
            shown = _linked if self.links else escape
            lines.append(_row([escape(name), *(shown(cell.text) for cell in cells)]))
        lines += ["", f": {self.caption} {{#{self.label}}}"]
        notes = [*(escape(note) for note in self.notes), *map(escape, self.symbols)]
        if notes:
            lines += ["", "::: {.notes}", *_between(notes), ":::"]
        return "\n".join(lines)

    @property
    def numbers(self) -> dict[str, Any]:
        """The words of each cell and whether they are a number, for the files to reuse."""
        table = self.protected
        return {
            "label": self.label,
            "title": self.title,
            "subtitle": self.subtitle,
            "notes": list(self.notes),
            "head": [table.row_title, *table.columns],
            "rows": [
                [name, *([cell.text, cell.value is not None] for cell in cells)]
                for name, cells in zip(table.rows, table.cells, strict=True)
            ],
        }

    @property
    def html(self) -> str:
        """What JupyterLab shows: the same table with scoped headers.

        Each part says itself how it is set: JupyterLab sets cells to the right, captions centred.
        """
        table = self.protected
        sides = ["right" if right else "left" for right in self._to_the_right()]
        head = _cells("col", (table.row_title, *table.columns), sides)
        body = "".join(
            "<tr>"
            + _cells("row", (name,), sides[:1])
            + _cells("", [cell.text for cell in cells], sides[1:])
            + "</tr>"
            for name, cells in zip(table.rows, table.cells, strict=True)
        )
        caption = html.escape(f"{self.title}. {self.subtitle}".strip())
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in (*self.notes, *self.symbols))
        return (
            f'<table><caption style="text-align:left">{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"
        )

    def _to_the_right(self) -> list[bool]:
        """Which columns are set to the right, row names first."""
        table = self.protected
        return [False, *(_is_numeric(table.column(name)) for name in table.columns)]

    def _dashes(self) -> list[int]:
        """Widths in dashes that sum to 100, none narrower than the words of its head need."""
        table = self.protected
        if self.widths:
            weights = [float(width) for width in self.widths]
        else:
            columns = [[table.row_title, *table.rows]] + [
                [name, *(cell.text for cell in table.column(name))] for name in table.columns
            ]
            # Square roots keep one long text from starving the short columns beside it.
            weights = [
                max(max(map(len, texts)) ** 0.5, _longest_word(texts) ** 0.75) for texts in columns
            ]
        least = [_head(name) for name in (table.row_title, *table.columns)]
        scale = _DASHES / sum(weights)
        return _whole(_no_less([w * scale for w in weights], least))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return bundle(
            "table",
            plain=f"{self.title} ({len(self.protected.rows)} rows)",
            markdown=self.markdown,
            html=self.html,
            audit=self.protected.audit,
            values=[cell for cells in self.protected.cells for cell in cells],
            facts={
                "label": self.label,
                "not_personal": self.protected.reason,
                "by_hand": self.protected.by_hand,
                "numbers": [self.numbers],
            },
        )


def _head(name: str) -> float:
    """The narrowest that a column may be for no word of its head to be torn, in dashes.

    The table is as wide as the page's text (160 mm) and its head is set in 9.5 points. Where Word
    has not the font it takes one that is wider, so letters are reckoned as those of the widest that
    is likely, DejaVu Sans Bold, and the cell's margins at 4 mm.
    """
    ems = max((sum(_EMS.get(c, 0.78) for c in word) for word in _WHOLE.findall(name)), default=0)
    return _DASHES * (min(ems, _MOST_EMS) * 9.5 * 25.4 / 72 + 4) / 160


def _no_less(widths: list[float], least: list[float]) -> list[float]:
    """The widths with those below the least raised to it, at the cost of what others have more.

    Where all of it together does not fit, each head has the same part of what it needs: in a
    narrower font that may be enough.
    """
    if sum(least) > sum(widths):
        return [low * sum(widths) / sum(least) for low in least]
    missing = sum(max(0.0, low - width) for width, low in zip(widths, least, strict=True))
    spare = sum(max(0.0, width - low) for width, low in zip(widths, least, strict=True))
    kept = 1 - missing / spare if spare else 1.0
    return [
        low + (width - low) * kept if width > low else low
        for width, low in zip(widths, least, strict=True)
    ]


def _whole(widths: list[float]) -> list[int]:
    """The widths as whole dashes of the same sum, each at most one off and none below three."""
    dashes = [max(3, int(width)) for width in widths]
    most_left = sorted(range(len(widths)), key=lambda i: int(widths[i]) - widths[i])
    for place in most_left[: max(0, _DASHES - sum(dashes))]:
        dashes[place] += 1
    dashes[dashes.index(max(dashes))] += _DASHES - sum(dashes)
    return dashes


# Of a site that has a name: whoever reads "example.org" knows where a link leads, and nobody does
# of a number, of a computer of the school's own, or of a door that is not the usual one.
_ADDRESS = re.compile(
    r"https?://(?:www\.)?((?:[\w-]+\.)+[^\W\d_]{2,})(?![\w.-]*[\w:@])(?:[/?#][^\s<>\"\\^`{|}]*)?"
)
_END = ".,;:!?)’”'"  # what follows an address and is no part of it


def _linked(text: str) -> str:
    """A text with each web address in it as the name of its site, linked."""
    made, since = [], 0
    for found in _ADDRESS.finditer(text := " ".join(clean(text).split())):
        address = found[0].rstrip(_END)
        name, target = escape(found[1]), address.replace("&", r"\&")
        made += [_kept(text[since : found.start()]), f"[{name}](<{target}>)"]
        since = found.start() + len(address)
    return "".join((*made, _kept(text[since:]))) or escape(text)


def _kept(text: str) -> str:
    """A part of a text, escaped, with the spaces at its ends."""
    before, after = " " * text.startswith(" "), " " * (text.endswith(" ") and len(text) > 1)
    return f"{before}{escape(text)}{after}"


def _row(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(scope: str, texts: Sequence[str], sides: Sequence[str]) -> str:
    """Cells of a row in HTML: headers of this scope, or data cells where it is empty."""
    element, its = ("th", f' scope="{scope}"') if scope else ("td", "")
    return "".join(
        f'<{element}{its} style="text-align:{side};vertical-align:top">{html.escape(text)}'
        f"</{element}>"
        for text, side in zip(texts, sides, strict=True)
    )


def _between(notes: Sequence[str]) -> list[str]:
    """The notes as paragraphs."""
    return "\n\n".join(notes).split("\n")


def _longest_word(texts: Sequence[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=1)


def _is_numeric(cells: Sequence[Shown]) -> bool:
    """Whether a column holds numbers and symbols only, and so is set to the right."""
    numbers = [cell.value is not None or cell.text in SYMBOLS for cell in cells]
    return any(numbers) and all(
        number or cell.text == "–" for number, cell in zip(numbers, cells, strict=True)
    )
