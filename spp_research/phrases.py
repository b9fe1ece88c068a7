"""How numbers, days and lists are said in running English: grammar, and no word of the field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from spp_research.catalogue import current, say


def plural(n: int | float, one: str, many: str | None = None) -> str:
    """The noun for `n`: plural(1, "school") is "school", plural(3, "school") "schools"."""
    return current().form(one, many or f"{one}s", 1 if n == 1 else 2)


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def in_words(n: int) -> str:
    """Numbers below ten in words, as in running text; "no" for none."""
    if current().language != "en":  # where a number in words changes the noun, or is changed by it
        return f"{n:,}"
    return _NUMBERS[n] if 0 <= n < len(_NUMBERS) else f"{n:,}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return say(_LISTS[last], first=", ".join(items[:-1]), last=items[-1])


_LISTS = {
    "and": "{first} and {last}",
    "or": "{first} or {last}",
    "to": "{first} to {last}",
}


def sentence(text: str) -> str:
    """`text` with a capital at the start and a full stop at the end, if it has neither.

    A file that it begins with is called as it is.
    """
    text = text.strip()
    if not text:
        return text
    if "/" not in text.split(maxsplit=1)[0]:
        text = text[0].upper() + text[1:]
    return text if text[-1] in ".?!…”\"'" else f"{text}."


def long_date(day: date) -> str:
    """A day as a sentence has it: "4 November 2025"."""
    if (language := current().language) != "en":
        from babel.dates import format_date

        return format_date(day, "d MMMM y", locale=language)
    return f"{day.day} {day:%B %Y}"


def clock(at: time) -> str:
    """1.30 pm."""
    return f"{at.hour % 12 or 12}.{at.minute:02d} {'am' if at.hour < 12 else 'pm'}"


def time_span(minutes: int) -> str:
    """45 min; 1 h; 2 h 15 min."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} min")
    return " ".join(parts)


def days(first: date, last: date) -> str:
    """4 November 2025; 4 and 5 November 2025; 30 November to 2 December 2025."""
    if first == last:
        return long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        word = "and" if (last - first).days == 1 else "to"
        return f"{first.day} {word} {long_date(last)}"
    start = long_date(first).removesuffix(f" {last.year}")
    return f"{start} to {long_date(last)}"


_MOST_NAMED = 6


def counted(n: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "three schools", "12 schools", "no school"."""
    return f"{in_words(n)} {plural(n or 1, one, many)}"


def some_of(n: int, everyone: int, one: str, many: str | None = None) -> str:
    """How many of how many: "five of six schools", "both schools", "the one school"."""
    noun = plural(everyone, one, many)
    if everyone == 1:
        return f"the one {noun}" if n else f"not the one {noun}"
    if not n:
        return f"none of {in_words(everyone)} {noun}"
    if n == everyone:
        return f"both {noun}" if n == 2 else f"all {in_words(n)} {noun}"
    return f"{in_words(n)} of {in_words(everyone)} {noun}"


def named(schools: Sequence[str], everyone: int) -> str:
    """The schools by name while they are few, else how many of how many there are."""
    if len(schools) <= _MOST_NAMED:
        return listed(list(schools)) or "–"
    return f"{len(schools)} of {everyone} schools"


def small(words: str) -> str:
    """The words with a small letter at the start, as within a sentence."""
    return words[:1].lower() + words[1:]


def capital(words: str) -> str:
    """The words with a capital at the start."""
    return words[:1].upper() + words[1:]
