"""Clock times and spans of time, as a timetable in a school prints them."""

from __future__ import annotations

from datetime import date, time

from .text import long_date


def clock(at: time) -> str:
    """1.30 pm."""
    return f"{at.hour % 12 or 12}.{at.minute:02d} {'am' if at.hour < 12 else 'pm'}"


def span(minutes: int) -> str:
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
