"""What is said of a file in which ids stand in place of pupils: by the command and by the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_SHOWN = 12  # cells that one line can name


def made(name: str, people: int, made_from: Sequence[str]) -> str:
    """How many pupils there are in the new file, and what their ids are made from."""
    pupils = "1 pupil" if people == 1 else f"{people:,} pupils"
    return (
        f"{name}: {pupils}, each with an id made from {_quoted(made_from)}. Use the same kind of "
        "column in every file, so that a pupil has the same id in all."
    )


def to_look_at(
    file: str,
    left_out: Sequence[str],
    without: int,
    look_at: Sequence[str],
    two_ways: Sequence[str],
) -> Iterator[str]:
    """What is not in the new file, and what somebody should look at in it.

    Parameters
    ----------
    file : the name of the old file.
    left_out, without, look_at, two_ways : as of what was made of it.
    """
    if left_out:
        yield f"Left out: {_quoted(left_out)}."
    if without:
        rows = "1 row says" if without == 1 else f"{without:,} rows say"
        yield f"{rows} nobody, and has no id."
    if look_at:
        yield f"Somebody may still be named. Please look at {_some(look_at)}."
    if two_ways:
        yield (
            f"Is it the same pupil, written in two ways, in {_some(two_ways)} of {file}? They have "
            "two ids. If it is, write the name or number the same way, delete the new file, and "
            "run this again."
        )


def list_of_who(name: str) -> str:
    """What the list of who is who is, and where it belongs."""
    return f"{name} says who is who. Keep it in the school, and away from the new file."


def _some(cells: Sequence[str]) -> str:
    more = len(cells) - _SHOWN
    return "; ".join(cells[:_SHOWN]) + (f"; and {more:,} more" if more > 0 else "")


def _quoted(headers: Sequence[str]) -> str:
    return ", ".join(f"“{header}”" for header in headers)
