"""What changed in a document since the version that lay in its place before.

Whoever read that one finds in a few lines where to look; how it is told is `told_to_readers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from spp_research.phrases import in_words, listed, long_date, plural
from spp_research.protect.disclosure import Audience
from spp_research.protect.signatures import SOURCES, ShownText, shown_text, told_to_readers
from spp_research.words.text import escape

_MOST = 8  # lines of the list
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
        return Since(str(known["made_on"]), told_to_readers(was, text), tuple(self._because()))

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
