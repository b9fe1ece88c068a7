"""What changed in a document since the version that lay in its place before.

Whoever read that one finds in a few lines where to look. What is gone is counted and never quoted:
a number may be hidden now, and a text may have been taken out because it said too much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from spp_research.phrases import counted, in_words, listed, long_date, plural
from spp_research.protect.disclosure import Audience
from spp_research.protect.signatures import SOURCES, ShownText, changes, shown_text
from spp_research.words.text import escape

_MOST = 8  # lines of the list
_CHART = ("Picture: ", "Drawn: ")  # what a chart says, as a text has it
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_WORKBOOKS = ("workbook", "partnership")  # whose sheets are named instead


@dataclass(frozen=True)
class Since:
    """What is new in a document.

    Parameters
    ----------
    made_on : the day of the version before, year first.
    lines : what is new, gone or another number, each by its section.
    because : the sheets and files that had changed.
    """

    made_on: str
    lines: tuple[str, ...]
    because: tuple[str, ...]

    @property
    def facts(self) -> dict[str, Any]:
        """As a manifest holds them."""
        return {"made_on": self.made_on, "lines": list(self.lines), "because": list(self.because)}


@dataclass(frozen=True)
class Before:
    """The version that lies in the document's place, as its manifest tells of it.

    Parameters
    ----------
    manifest : empty where there is none.
    sheets : what each sheet says now, as a hash, by its title.
    sources : what else the text is made from now, each as a hash.
    """

    manifest: Mapping[str, Any]
    sheets: Mapping[str, str]
    sources: Mapping[str, str]

    def since(self, text: ShownText, audience: Audience) -> Since | None:
        """What changed in the text; None for a first version and for readers who are everyone.

        Where the text is the same, what the version before told is told again: that one was made
        anew for another reason, and perhaps never read.
        """
        known, shown = self.manifest, self.manifest.get("shown")
        if audience is Audience.PUBLIC or known.get("audience") != audience or not shown:
            return None
        was = shown_text([(str(section), str(words)) for section, words in shown])
        if was.digest == text.digest:
            return _known(known.get("since"))
        return Since(str(known["made_on"]), tuple(_lines(was, text)), tuple(self._because()))

    def _because(self) -> Iterator[str]:
        sheets: Mapping[str, str] = self.manifest.get("sheets") or {}
        for title, now in self.sheets.items():
            if title in sheets and sheets[title] != now:
                yield f"the sheet “{title}”"
        sources: Mapping[str, str] = self.manifest.get("sources") or {}
        for name, what in SOURCES.items():
            same = name in _WORKBOOKS or sources.get(name) == self.sources.get(name)
            if name in sources and not same:
                yield what


def _known(facts: Mapping[str, Any] | None) -> Since | None:
    """What a manifest says was new in its version."""
    if not facts:
        return None
    return Since(facts["made_on"], tuple(facts["lines"]), tuple(facts["because"]))


def shown_facts(text: ShownText) -> list[list[str]]:
    """A text as a manifest holds it, for the next version to be compared with."""
    return [[line.section, line.words] for line in text.lines]


def _lines(was: ShownText, now: ShownText) -> Iterator[str]:
    """What is new, gone or another number, in the order in which it is read."""
    told = changes(_without_charts(was), _without_charts(now))
    gone: dict[str, int] = {}
    for change in told:
        if not change.now:
            gone[change.section] = gone.get(change.section, 0) + 1
        elif not change.was:
            yield f"{change.section}: new: “{change.now}”"
        elif _NUMBER.sub("", change.was) == _NUMBER.sub("", change.now):
            yield f"{change.section}: other numbers, now “{change.now}”"
        else:
            yield f"{change.section}: now “{change.now}”"
    charts, drawn = _charts(was), _charts(now)
    for section in drawn:
        if section in charts and charts[section] != drawn[section]:
            yield f"{section}: the chart shows something else"
    for section, number in gone.items():
        yield f"{section}: {counted(number, 'line')} {plural(number, 'is', 'are')} gone"


def _without_charts(text: ShownText) -> ShownText:
    return ShownText(tuple(line for line in text.lines if not line.words.startswith(_CHART)))


def _charts(text: ShownText) -> dict[str, list[str]]:
    """By section, what its charts show."""
    found: dict[str, list[str]] = {}
    for line in text.lines:
        if line.words.startswith(_CHART):
            found.setdefault(line.section, []).append(line.words)
    return found


def told(since: Since | None) -> Iterator[str]:
    """The list as it stands in the document, in Markdown: a sentence, then a few lines.

    They are one paragraph, as a list would not take the small type of its surroundings in Word.
    """
    if since is None or not since.lines:
        return
    lines: Sequence[str] = since.lines
    more = len(lines) - _MOST
    if more > 0:
        lines = [*lines[:_MOST], f"and {in_words(more)} other {plural(more, 'place')} besides"]
    because = f", because of {listed(since.because)}" if since.because else ""
    when = long_date(date.fromisoformat(since.made_on))
    first = escape(f"Changed since the version of {when}{because}:")
    yield "\\\n".join([first, *(f"– {escape(line)}" for line in lines)])
