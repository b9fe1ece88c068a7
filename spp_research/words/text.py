"""Words on a page: escaping what others wrote, dates, plurals and lists as a person writes them.

Text from a workbook is untrusted. It is escaped so that Pandoc and Quarto read every character
of it as text: no heading, list, link, image, raw HTML, mathematics, footnote, citation or
shortcode can come out of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from hashlib import blake2b

from spp_research.catalogue import say
from spp_research.letters import emoji_in_words
from spp_research.phrases import listed

# Every character that opens something in Pandoc's Markdown or in Quarto, wherever it stands.
# Quotation marks stay as they are: they only turn typographic.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~^$@!&])")
# At the start of a line these open a list, a title block, a division or a table: "- ", "(1) ".
_OPENING_MARK = re.compile(r"^([-+.%:=])")
# Quarto reads metadata a second time, when the backslashes are gone, and runs what looks like one
# of its shortcodes: {{< env NAME >}}; an end without a beginning stops it. So no two braces stand
# side by side. What parts them cannot be seen, and `clean` lets none of it through from outside.
PARTING = "\u2060"
_BRACE_BEFORE_BRACE = re.compile(r"(\\[{}])(?=\\[{}])")
_OPENING_NUMBER = re.compile(r"^(\(?\w{1,12})([.)])(?=\s|$)")
# What a printer cannot set and a reader cannot see: controls, and marks that turn text round.
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
_KEPT = {"\n", "\t", "\u200c", "\u200d"}
# Joiners are part of how some scripts are spelt, and hide between the letters of others.
_IDLE_JOINER = re.compile("(?<![\u0590-\u1fff\ua000-\ufdff])[\u200c\u200d]+")


def clean(text: str) -> str:
    """`text` as it is shown: emoji in words, line ends and spaces alike, and nothing unseen."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _IDLE_JOINER.sub("", emoji_in_words(text))
    if not text.isprintable():  # which is sooner asked of the whole
        text = "".join(c for c in text if _is_seen(c))
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def _is_seen(letter: str) -> bool:
    """Whether a reader can see a character, also one that is newer than this Python."""
    if letter in _KEPT or (kind := unicodedata.category(letter)) not in _UNSEEN:
        return True
    new = kind == "Cn" and "\U00010000" <= letter < "\U000e0000"
    return new and ord(letter) & 0xFFFE != 0xFFFE  # two of each plane are no characters


def escape(text: str) -> str:
    """`text` on one line, with every character that means something to Markdown escaped."""
    line = " ".join(clean(text).split())
    escaped = _SPECIAL.sub(r"\\\1", line)
    # Runs of dots and dashes are left to themselves, so that they print as they were typed.
    escaped = escaped.replace("--", r"\-\-").replace("..", r"\.\.")
    escaped = _BRACE_BEFORE_BRACE.sub(rf"\1{PARTING}", escaped)
    return _OPENING_NUMBER.sub(r"\1\\\2", _OPENING_MARK.sub(r"\\\1", escaped))


def attribute(text: str) -> str:
    """`text` for inside the quotation marks of an attribute, where escapes do not hold.

    Whatever could end the attribute, or be read there as an entity or a shortcode, is put in
    other characters that a screen reader says the same way.
    """
    line = " ".join(clean(text).split())
    return line.translate(_PLAIN)


_PLAIN = {ord('"'): "”", ord("\\"): "/", ord("{"): "(", ord("}"): ")", ord("&"): "and"}


def anchor(text: str) -> str:
    """`text` as part of a label: small letters, digits and hyphens, and as distinct as it was."""
    plain = "-".join(re.findall("[a-z0-9]+", text.lower()))
    if plain == text.lower():
        return plain
    return "-".join(filter(None, (plain, blake2b(text.encode(), digest_size=4).hexdigest())))


LABEL = re.compile("(fig|tbl)-[a-z0-9]+(-[a-z0-9]+)*")  # a label stands unescaped in the report
_LABELS = re.compile(r"@((?:fig|tbl)-[a-z0-9]+(?:-[a-z0-9]+)*)")


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, escaped: one for each line that is not blank."""
    return tuple(escape(line) for line in clean(text).split("\n") if line.strip())


_SEE = "See {shown}."


def reference(labels: Sequence[str]) -> str:
    """A sentence that points at figures and tables: " See @fig-a and @tbl-b."; empty for none."""
    if not labels:
        return ""
    return f" {say(_SEE, shown=listed([f'@{label}' for label in labels]))}"


def without_missing(markdown: str, present: Collection[str]) -> str:
    """`markdown` with each reference cut down to the figures and tables that there are."""

    def kept(found: re.Match[str]) -> str:
        return reference([name for name in _LABELS.findall(found[1]) if name in present])

    before, after = say(_SEE, shown="\0").split("\0")
    found = rf" {re.escape(before)}(@(?:fig|tbl)-[@\w, -]*[a-z0-9]){re.escape(after)}"
    return re.sub(found, kept, markdown)
