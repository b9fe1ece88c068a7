"""How old a reader has to be for each part of the documents of the example, by textstat.

    python tests/reading_age.py            # every section of every document
    python tests/reading_age.py parents    # of the documents whose name holds this

Three measures, each of which needs no file from the internet:

- the Automated Readability Index, from letters a word and words a sentence. It is a school year of
  the United States, and five more years are an age. The page for parents and pupils is held by it;
- the Flesch-Kincaid grade, likewise, with syllables as Pyphen divides words. textstat would fetch a
  dictionary of sounds for them; dividing finds fewer syllables, so this one is a little too young;
- the share of words that are not on the list of Dale and Chall, 3,000 words that four in five
  pupils of nine and ten know. textstat takes "parents" for a hard word though "parent" is on the
  list, so endings are taken off first.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import textstat
from textstat.backend.counts import _count_syllables

GOLDEN = Path(__file__).parent / "golden" / "reports"
YEARS = 5  # from a school year of the United States to an age
_ENDINGS = ("", "s", "es", "ed", "d", "ing", "er", "ers", "ly", "'s", "’s")
_NOT_PROSE = re.compile(r"^(:{3}|\||\+|---|!\[|#|\{|.*\{#(fig|tbl)-)")
_MARKUP = re.compile(r"\{[^}]*\}|\]\([^)]*\)|[*\\\[\]#@]|\(@[^)]*\)")
_FEWEST = 30  # words, below which a measure says nothing

_count_syllables.get_cmudict = lambda lang: None


def age(text: str) -> float:
    """The age from which a text can be read, by its words and sentences."""
    return textstat.automated_readability_index(text) + YEARS


def age_by_syllables(text: str) -> float:
    """The same by the Flesch-Kincaid grade."""
    return textstat.flesch_kincaid_grade(text) + YEARS


def hard_words(text: str) -> list[str]:
    """The words that are not on the list of Dale and Chall, with regular endings or without."""
    words = {word.lower() for word in re.findall(r"[A-Za-z][A-Za-z'’]*", text)}
    return sorted(word for word in words if not any(map(_is_easy, _stems(word))))


def _stems(word: str) -> Iterator[str]:
    for ending in _ENDINGS:
        if word.endswith(ending):
            stem = word[: len(word) - len(ending)]
            yield stem
            yield f"{stem}e"
            if stem.endswith("i"):
                yield f"{stem[:-1]}y"
            if len(stem) > 2 and stem[-1] == stem[-2]:
                yield stem[:-1]


def _is_easy(word: str) -> bool:
    return bool(word) and not textstat.is_difficult_word(word, 0)


def sections(document: str) -> Iterator[tuple[str, str]]:
    """The headings of a published text, each with its running text; tables are left out."""
    body = document.split("---", 2)[-1]
    for part in re.split(r"^(?=## )", body, flags=re.MULTILINE):
        head = re.match(r"## (.*)", part)
        lines = [line for line in part.splitlines() if line and not _NOT_PROSE.match(line)]
        said = " ".join(_sentence(line) for line in lines)
        yield (head[1] if head else "First page"), said


def _sentence(line: str) -> str:
    """A line without markup, and with an end where a list left it open."""
    text = _MARKUP.sub("", re.sub(r"^\s*(-|\d+\.)\s+", "", line)).strip()
    return text if not text or text[-1] in ".?!" else f"{text.rstrip(':')}."


def _main(asked: str) -> None:
    print(f"{'document':<42} {'part':<34} {'words':>5} {'ARI':>5} {'F-K':>5} {'hard words':>10}")
    for path in sorted(GOLDEN.glob("*.qmd")):
        if asked not in path.name:
            continue
        for head, text in sections(path.read_text(encoding="utf-8")):
            words = textstat.lexicon_count(text)
            if words < _FEWEST:
                continue
            hard = len(hard_words(text)) / len(set(re.findall(r"[a-z][a-z'’]*", text.lower())))
            print(
                f"{path.stem:<42} {head[:34]:<34} {words:>5} {age(text):>5.1f} "
                f"{age_by_syllables(text):>5.1f} {hard:>10.0%}"
            )


if __name__ == "__main__":
    _main(sys.argv[1] if len(sys.argv) > 1 else "")
