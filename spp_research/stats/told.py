"""What a statistic with more in it than an estimate says of itself, on one's own screen.

Each has a plain line for a terminal, a sentence, and a table; in Jupyter the sentence stands above
the table. No document shows one by itself: where it belongs to a result of a school, the pieces of
the documents show it by the rules of the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def sentence(self: Any) -> str:
    """Say it in running words, with the cautions that belong to it, for one's own screen."""
    said = [str(self), *getattr(self, "warnings", ())]
    return " ".join(
        one[:1].upper() + one[1:] + ("" if one.endswith((".", "?", "!")) else ".") for one in said
    )


def as_table(self: Any) -> str:
    """The sentence above the table, as Jupyter shows it."""
    return f"<p>{escape(sentence(self))}</p>{self.to_frame().to_html(index=False, na_rep='–')}"


def frame(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> pd.DataFrame:
    """A table with these columns, also where it has no row."""
    import pandas as pd

    return pd.DataFrame([*rows], columns=[*columns])


def sensitivity(told: Any) -> str:
    """Of an estimate, had those who left done worse."""
    if not told.scenarios:
        return f"had those who left done worse: not worked out, {told.reason}"
    parts = [f"{one.value:.3g} at {delta:g} SD" for delta, one in told.scenarios]
    said = f"had those who left done worse: {', '.join(parts)}"
    if told.tipping is None:
        return f"{said}; {told.reason}"
    return f"{said}; the interval includes no change from {told.tipping:.2g} SD on"


def band(told: Any) -> str:
    """Of how far losses may have bent a comparison."""
    if not told.ok:
        return f"losses: no band, {told.reason or told.status}"
    limits = (told.limit_cautious, told.limit_optimistic)
    if None in limits:
        return f"losses: {told.band}, which has no limits in the table"
    return "losses: {}, with limits of {:g} and {:g} percentage points".format(told.band, *limits)


def cycles(told: Any) -> str:
    """Of several cycles, each against the one before."""
    if not told.ok:
        return f"cycles: not compared, {told.reason or told.status}"
    steps = (f"{first} to {last} {_ranged(step)}" for first, last, step in told.steps)
    return f"cycles: {'; '.join(steps)}"


def ways(told: Any, words: Mapping[str, str]) -> str:
    """Of one comparison in several ways."""
    if not told.ok:
        return f"several ways: not compared, {told.reason or told.status}"
    return (
        f"several ways: {words[told.agreement]}; the main one {told.main:.2f} SD, all of them "
        f"{told.lowest:.2f} to {told.highest:.2f}"
    )


def starts(told: Any) -> str:
    """Of the start that was drawn, among those that might have been."""
    if not told.ok:
        return f"possible starts: not counted, {told.reason or told.status}"
    return (
        f"possible starts: {told.count} of {told.possible} would have shown a difference as large "
        f"as {told.difference:.3g}"
    )


def _ranged(step: Any) -> str:
    if step.has_interval:
        return f"{step.value:.3g} ({step.low:.3g} to {step.high:.3g})"
    return f"{step.value:.3g}" if step.ok else f"not estimated, {step.reason or step.status}"
