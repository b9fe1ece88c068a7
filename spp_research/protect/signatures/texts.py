"""The text of a document as a signature covers it, what differs between two, and its day.

A draft is read on one day and signed on another. Where a text depends on the day, as a timetable
does, what was signed is the text of the day on which the draft was made.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import Lock

from spp_research.phrases import counted, plural
from spp_research.whole_files import write_whole

from ..sign_off import TypedMarks, mark_of

TOP = "First page"  # the section of what stands before the first heading
_WORDS, _AROUND = 9, 3  # of a line that a difference quotes
_ALIKE = 0.5  # from here on one line became the other
_CHART = ("Picture: ", "Drawn: ")  # what a chart says, as a text has it
_CELLS = "|"  # as the text has the rows of a table
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


@dataclass(frozen=True)
class Line:
    """One line of a document: a paragraph, an item, a row of a table, what a chart draws.

    Parameters
    ----------
    section : the heading that it stands under.
    words : what it says, on one line.
    """

    section: str
    words: str


@dataclass(frozen=True)
class ShownText:
    """All that a document shows to its reader, in order: no pictures, no dates of making."""

    lines: tuple[Line, ...]

    @cached_property
    def digest(self) -> str:
        """The hash of the whole text."""
        return sha256(self._whole.encode()).hexdigest()

    @cached_property
    def mark(self) -> str:
        """The text mark that the document prints."""
        return mark_of(self._whole)

    @property
    def _whole(self) -> str:
        return "\n".join(f"{line.section}\t{line.words}" for line in self.lines)


@dataclass(frozen=True)
class Change:
    """One difference between what was signed and what would be shown now.

    Parameters
    ----------
    section : the heading under which it is.
    was, now : the words before and after, cut short; empty for what is new or gone.
    """

    section: str
    was: str
    now: str

    @property
    def sentence(self) -> str:
        """The difference in words: Key points: “19” is now “20”."""
        if not self.was:
            return f"{self.section}: new: “{self.now}”"
        if not self.now:
            return f"{self.section}: gone: “{self.was}”"
        return f"{self.section}: “{self.was}” is now “{self.now}”"


def shown_text(lines: Sequence[tuple[str, str]]) -> ShownText:
    """The text of these lines, each with its section, however they were spaced."""
    flat = ((_flat(section) or TOP, _flat(words)) for section, words in lines)
    return ShownText(tuple(Line(section, words) for section, words in flat if words))


def changes(was: ShownText, now: ShownText) -> tuple[Change, ...]:
    """What differs, in the order in which it is read.

    A section that was renamed or moved differs in all its lines. Lines that are alike are set side
    by side, so that a number shows what it was. What stands twice in a section, as in a summary
    and under it, differs once.
    """
    before, after = was.lines, now.lines
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    found: list[Change] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            found += _between(before[a:b], after[c:d])
    return tuple(
        change
        for number, change in enumerate(found)
        if not (change.was and change.now) or change not in found[:number]
    )


def told_to_readers(was: ShownText, now: ShownText) -> tuple[str, ...]:
    """What is new, gone or another number, as those who read the new text may be told it.

    What is gone is counted and never quoted, and of what is said otherwise only the new words: a
    number may be hidden now, and a text may have been taken out because it said too much. The
    headings of sections are the kit's or the notebook's, and are named in any case. Only where
    nothing but numbers differs, and all of them are shown, are the old ones told as well.
    """
    said: list[str] = []
    gone: dict[str, int] = {}
    for change in changes(_without_charts(was), _without_charts(now)):
        if not change.now:
            gone[change.section] = gone.get(change.section, 0) + 1
        elif change.now == change.section:
            said.append(f"{change.section}: a new heading")
        elif not change.was:
            said.append(f"{change.section}: new: “{change.now}”")
        elif _NUMBER.sub("", change.was) == _NUMBER.sub("", change.now):
            said.append(f"{change.section}: “{change.was}” is now “{change.now}”")
        else:
            said.append(f"{change.section}: now “{change.now}”")
    charts, drawn = _charts(was), _charts(now)
    said += [
        f"{section}: the chart shows something else"
        for section in drawn
        if section in charts and charts[section] != drawn[section]
    ]
    said += [
        f"{section}: {counted(number, 'line')} {plural(number, 'is', 'are')} gone"
        for section, number in gone.items()
    ]
    return tuple(said)


def _without_charts(text: ShownText) -> ShownText:
    return ShownText(tuple(line for line in text.lines if not line.words.startswith(_CHART)))


def _charts(text: ShownText) -> dict[str, list[str]]:
    """By section, what its charts show."""
    found: dict[str, list[str]] = {}
    for line in text.lines:
        if line.words.startswith(_CHART):
            found.setdefault(line.section, []).append(line.words)
    return found


def _between(before: Sequence[Line], after: Sequence[Line]) -> Iterator[Change]:
    """The changes of a run of lines: pairs that are alike first, then what came or went."""
    partner = _pairs(before, after)
    taken = set(partner.values())
    renamed: set[tuple[str, str]] = set()
    for place, line in enumerate(before):
        if place not in partner:
            yield Change(line.section, _first(line.words), "")
            continue
        other = after[partner[place]]
        headings = line.section, other.section
        if headings[0] != headings[1] and headings not in renamed:  # once for all its lines
            renamed.add(headings)
            yield Change(other.section, *headings)
        if line.words != other.words:
            yield Change(other.section, *_around(line.words, other.words))
    for place, line in enumerate(after):
        if place not in taken:
            yield Change(line.section, "", _first(line.words))


def _pairs(before: Sequence[Line], after: Sequence[Line]) -> dict[int, int]:
    """Which line became which, in order: alike under one heading, or the same under another."""
    pairs: dict[int, int] = {}
    free = list(range(len(after)))
    for place, line in enumerate(before):
        alike = [(_likeness(line, after[other]), -other) for other in free]
        if alike and (best := max(alike))[0] >= _ALIKE:
            pairs[place] = -best[1]
            free = [other for other in free if other > -best[1]]
    if not pairs and len(before) == len(after) == 1 and before[0].section == after[0].section:
        return {0: 0}
    return pairs


def _likeness(was: Line, now: Line) -> float:
    """From 0 to 1; lines under two headings are alike only where they say the same."""
    if was.words == now.words:
        return 1.0
    if was.section != now.section:
        return 0.0
    return SequenceMatcher(None, was.words, now.words).ratio()


def _around(was: str, now: str) -> tuple[str, str]:
    """The first words that differ, with a few before them, of both."""
    old, new = was.split(), now.split()
    start = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    begin = max(0, start - _AROUND)
    return _cut(old, begin), _cut(new, begin)


def _cut(words: Sequence[str], begin: int) -> str:
    # The cells of a row are set apart by commas: its lines are of the text and not for a reader.
    cells = " ".join(words[begin : begin + _WORDS]).split(_CELLS)
    said = ", ".join(cell for one in cells if (cell := one.strip()))
    return f"{'… ' if begin else ''}{said}{' …' if len(words) > begin + _WORDS else ''}"


def _first(words: str) -> str:
    return _cut(words.split(), 0)


def _flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


FILE = "drafts.json"
_MOST = 500  # drafts; the oldest are forgotten
_lock = Lock()


def read_days(folder: Path) -> Mapping[str, date]:
    """The day from which each draft looked, by its text mark.

    Parameters
    ----------
    folder : the folder `signed` of a school or the partnership; it need not exist.
    """
    try:
        known = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {str(mark): date.fromisoformat(day) for mark, day in known.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def note_day(folder: Path, mark: str, day: date) -> None:
    """Note from which day a draft looked.

    Raises
    ------
    OSError
        When the folder cannot be written.
    """
    with _lock:
        known = dict(read_days(folder))
        if known.get(mark) == day:
            return
        known.pop(mark, None)
        kept = [*known.items(), (mark, day)][-_MOST:]
        told = json.dumps({m: d.isoformat() for m, d in kept}, indent=1)
        write_whole(folder / FILE, told)


def day_signed(signed_on: date, marks: TypedMarks, days: Mapping[str, date]) -> date:
    """The day from which a signed text looks: of the draft with its mark, else of the sign-off."""
    return next(iter(_known(marks.marks, days)), signed_on)


def _known(marks: Iterable[str], days: Mapping[str, date]) -> Iterable[date]:
    return (days[mark] for mark in marks if mark in days)
