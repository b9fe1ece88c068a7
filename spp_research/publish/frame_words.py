"""What the templates say round a document, where it is not in English, which they say themselves.

The templates are a partnership's own to change, so their English stands in them. A document in
another language brings its words along in its metadata, under `spp.say`.
"""

from __future__ import annotations

from spp_research.catalogue import called, current, say
from spp_research.display.front import DRAFT
from spp_research.words.text import escape


def frame_words(whose: str) -> dict[str, dict[str, str]]:
    """The words of the frame, by the name that the templates know; none for English.

    Parameters
    ----------
    whose : the partnership's name, for its logo.
    """
    if current().language == "en":
        return {}
    said = {
        "skip": say("Skip to the text"),
        "figure": say("Figure"),
        "table": say("Table"),
        "logo": say("Logo of {whose}", whose=whose),
        "page": say("Page {page} of {pages}", page="PAGE", pages="PAGES"),
        "draft": called(DRAFT),
        "numbers-to-reuse": say("Numbers to reuse:"),
        "numbers-link": say("the tables and charts as a workbook"),
    }
    return {"say": {name: escape(words) for name, words in said.items()}}


def in_english(sentences: frozenset[str]) -> str:
    """How much of a document is said in English, for whoever makes it; empty where nothing is."""
    n = len(sentences)
    if not n:
        return ""
    first = min(sentences, key=lambda one: (len(one), one))
    what = "One of the kit’s sentences is" if n == 1 else f"{n} of the kit’s sentences are"
    return (
        f"{what} not in the catalogue of the language and said in English, such as "
        f"“{first}”. docs/translating.md says how to add them."
    )
