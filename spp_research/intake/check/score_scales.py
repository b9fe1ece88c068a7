"""Whether the scores of one outcome are all in one scale: years.months, shares and percentages,
a score with a digit too many.

What is found is asked about and never put right: only the school knows what was meant. Messages
name cells and repeat no score.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median, quantiles, stdev
from typing import TYPE_CHECKING, Any

from spp_research.schema import PUPILS

from ..faults import Fault, Place, fault, quote
from ..layout import address
from ..read.typed_rows import given
from .projects import outside
from .reading import Reading, with_faults

if TYPE_CHECKING:
    from ..read.sheet_rows import OutcomesCells

_SHEET = PUPILS.sheet("pupil_outcomes")
_TIMES = ("baseline", "follow_up")
_LATER = ("baseline", "later_follow_up")

_YEARS_MONTHS = re.compile(
    r"(?:years?|yrs?|y)\W*(?:and|&|,|:|\.)?\W*(?:months?|mths?|mos?|m)(?![a-z])"
)
_AGE = re.compile(r"(?<![a-z])(?:years?|yrs?|ages?)(?![a-z])")
_OF_AN_AGE = re.compile(r"(?<![a-z])ages?(?![a-z])")
_PERCENT = re.compile(
    r"%|per ?cent|(?<![a-z])(?:rates?|attendance|sessions|proportions?|shares?|fractions?)(?![a-z])"
)
_FEWEST = 5  # scores from which a pattern can be told
_GAP = 5  # how many times the lower cluster the upper begins at, for two scales to be told apart
_TIMES_TEN = (8, 12.5, 80, 125)  # a whole column about ten, or a hundred, times the other
_MOST, _TYPICAL = 0.80, 10.0  # share of a column above 1, and its median, where it is no share
_HUGE = 2.0  # standard deviations of the scores
_FEWEST_TO_STAND_OUT = 10  # scores of a column
_FAR_OUT, _FAR_AT_THE_END = 20.0, 8.0  # robust z; the second with a gap wider than the rest
_CHANGED = "pupil.change-large"
_OTHER_SCALE = ("pupil.years-months", "pupil.two-scales")  # what explains all the rest
_FAR, _BEYOND = 4, 1.8  # times the median, and times the next score, for one to be asked about


@dataclass(frozen=True)
class Score:
    """One score: whose file, where, of which group, and the number."""

    reading: int
    row: int
    column: str
    group: str
    value: float


def one_scale(pupils: list[Reading], evidence: Reading) -> list[Reading]:
    """The readings of pupils' files with what their scores leave in doubt, outcome by outcome."""
    outcomes: dict[str, OutcomesCells] = {
        o["outcome_id"]: o for _, o in evidence.rows["outcomes"].records
    }
    more: dict[int, list[Fault]] = {}
    for times in (_TIMES, _LATER):
        for name, scores in _scores(pupils, outcomes, times).items():
            every = [*_doubts(outcomes[name], scores)]
            if times is _TIMES and not any(code in _OTHER_SCALE for code, _, _ in every):
                every += _asked(outcomes[name], scores)
            for code, found, message in _once_each(every):
                if times is _LATER and found[0].column not in _LATER[1:]:
                    continue  # said already beside the first follow-up
                first = found[0]
                place = _place(pupils[first.reading], first)
                told = fault(code, place, f"{message}{_also(pupils, found)}")
                more.setdefault(first.reading, []).append(told)
    return [with_faults(reading, more.get(n, [])) for n, reading in enumerate(pupils)]


def _scores(
    pupils: list[Reading], outcomes: Mapping[str, OutcomesCells], times: tuple[str, str]
) -> dict[str, list[Score]]:
    """The scores of each outcome at two times, as far as they lie on its scale."""
    by_outcome: dict[str, list[Score]] = {}
    for number, reading in enumerate(pupils):
        for row, pupil in reading.rows[_SHEET.name].records:
            outcome = outcomes.get(pupil["outcome_id"])
            if outcome is None:
                continue
            for column in times:
                if given(pupil[column]) and not outside(pupil[column], outcome):
                    group = pupil["group"] or ""
                    one = Score(number, row, column, group, float(pupil[column]))
                    by_outcome.setdefault(pupil["outcome_id"], []).append(one)
    return by_outcome


Doubt = tuple[str, Sequence[Score], str]


def _once_each(doubts: Sequence[Doubt]) -> Iterator[Doubt]:
    """The doubts, each without the scores that an earlier one is about already."""
    asked: set[tuple[int, int, str]] = set()
    for code, scores, message in doubts:
        new = [s for s in scores if (s.reading, s.row, s.column) not in asked]
        if code == _CHANGED or new:
            yield code, new or scores, message
        if code != _CHANGED:
            asked |= {(s.reading, s.row, s.column) for s in scores}


def _doubts(outcome: Mapping[str, Any], scores: Sequence[Score]) -> Iterator[Doubt]:
    """Each doubt: its code, the scores that it is about, and the sentence."""
    if found := _years_and_months(outcome, scores):
        yield found
        return
    if found := _shares(outcome, scores) or _two_scales(outcome, scores) or _whole_column(scores):
        yield found
        return
    for column in dict.fromkeys(s.column for s in scores):
        far = _far_off(outcome, [s for s in scores if s.column == column])
        if far:
            yield (
                "pupil.far-off",
                far,
                f"The score is far from all others under {_label(column)}, and would be among them "
                "with its point one or two places on: check it against the paper. It is read as it "
                "stands.",
            )


def _years_and_months(outcome: Mapping[str, Any], scores: Sequence[Score]) -> Doubt | None:
    """Ages whose point may stand between years and months: 7.11 is 7 years 11 months."""
    unit, name = str(outcome["unit"]).casefold(), str(outcome["outcome"]).casefold()
    broken = [s for s in scores if not s.value.is_integer()]
    if not broken or "decimal" in unit:
        return None
    declared = bool(_YEARS_MONTHS.search(unit))
    if not declared:
        if not (_AGE.search(unit) or _OF_AN_AGE.search(name)) or len(broken) < _FEWEST:
            return None
        parts = {round(100 * (s.value % 1)) for s in broken}
        two_digits = parts <= set(range(12)) and bool(parts - {0, 10})
        one_digit = 11 in parts and parts <= {11, *range(0, 100, 10)}
        if not (two_digits or one_digit):
            return None
    return (
        "pupil.years-months",
        broken,
        "The point may stand between years and months, so that 7.11 would be 7 years 11 months and "
        "more than 7.9, and 7.1 either one month or ten: write every score in months, such as 95, "
        "and months as the unit of the outcome. If it is a decimal, write decimal years "
        "there.",
    )


def _shares(outcome: Mapping[str, Any], scores: Sequence[Score]) -> Doubt | None:
    """Some scores between 0 and 1 and others many times that: 0.84 beside 84."""
    low = [s for s in scores if 0 < s.value <= 1]
    high = [s for s in scores if s.value > 1]
    if not any(s.value < 1 for s in low) or len(low) < 2 or len(high) < 2:
        return None
    top, bottom = max(s.value for s in low), min(s.value for s in high)
    ratio = median(s.value for s in high) / median(s.value for s in low)
    if bottom / top < _GAP or not 20 <= ratio <= 1000:
        return None
    certain = bool(_PERCENT.search(f"{outcome['unit']} {outcome['outcome']}".casefold()))
    columns = {s.column for s in low}, {s.column for s in high}
    if columns[0].isdisjoint(columns[1]):
        where = f"All under {_label(low[0].column)} are, and none under {_label(high[0].column)}"
    else:
        where = "Others of the same outcome are many times larger"
    ending = "write all of them in the same way, 84 or 0.84, and choose the unit to fit."
    return (
        "pupil.two-scales" if certain else "pupil.far-off",
        low,
        f"The score lies between 0 and 1, as a share does. {where}, as percentages are, so a "
        f"difference between them means nothing: {ending}",
    )


def _two_scales(outcome: Mapping[str, Any], scores: Sequence[Score]) -> Doubt | None:
    """One time all from 0 to 1, the other mostly above: as `stats.scale_mix` stops at."""
    waves = {c: [s for s in scores if s.column == c] for c in _TIMES}
    for low, high in (_TIMES, _TIMES[::-1]):
        shares, percents = waves[low], [s.value for s in waves[high]]
        inside = all(0 <= s.value <= 1 for s in shares)
        if len(shares) < _FEWEST or not percents or not inside:
            continue
        if all(s.value in (0, 1) for s in shares) or not _mostly_above_one(percents):
            continue
        certain = bool(_PERCENT.search(f"{outcome['unit']} {outcome['outcome']}".casefold()))
        return (
            "pupil.two-scales" if certain else "pupil.far-off",
            shares,
            f"The scores under {_label(low)} all lie from 0 to 1, as shares do, and most under "
            f"{_label(high)} are many times that, so a difference between them means nothing: "
            "write all of them in the same way, 84 or 0.84.",
        )
    return None


def _mostly_above_one(values: Sequence[float]) -> bool:
    return sum(1 < v <= 100 for v in values) >= _MOST * len(values) and median(values) >= _TYPICAL


def _asked(outcome: Mapping[str, Any], scores: Sequence[Score]) -> Iterator[Doubt]:
    """What a result is never called better with until it is settled (`school.impact.oddities`)."""
    if all(s.value in (0, 1) for s in scores) or outcome["design"] == "D":
        return
    for column in _TIMES:
        wave = [s for s in scores if s.column == column]
        if far := _far_out(wave):
            yield (
                "pupil.far-off",
                far,
                f"The score lies far outside all others under {_label(column)}: is it right? Check "
                "it against the paper. It is read as it stands, and until it is settled the result "
                "is not called better.",
            )
        values = [s.value for s in wave]
        above = sum(v > 1 for v in values) >= _MOST * len(values)
        low = [s for s in wave if 0 < s.value < 1]
        if low and above and median(values) >= _TYPICAL:
            yield (
                "pupil.far-off",
                low,
                f"The score lies between 0 and 1 among others under {_label(column)} that are "
                "many times larger: is it meant as a share, and the others as percentages? It "
                "is read as it stands, and until it is settled the result is not called "
                "better.",
            )
    if outcome.get("same_test") != "No":
        yield from _changed(scores)


def _changed(scores: Sequence[Score]) -> Iterator[Doubt]:
    """The groups whose scores changed by more than two of their standard deviations."""
    found = []
    for group in dict.fromkeys(s.group for s in scores):
        rows: dict[tuple[int, int], dict[str, Score]] = {}
        for one in scores:
            if one.group == group:
                rows.setdefault((one.reading, one.row), {})[one.column] = one
        both = [row for row in rows.values() if len(row) == len(_TIMES)]
        before, after = ([row[c].value for row in both] for c in _TIMES)
        if len(both) < _FEWEST or {*before} <= {0, 1} or {*after} <= {0, 1}:
            continue
        spread = math.sqrt((stdev(before) ** 2 + stdev(after) ** 2) / 2)
        if spread > 0 and abs(mean(after) - mean(before)) > _HUGE * spread:
            found.append(both[0]["follow_up"])
    if found:
        yield (
            _CHANGED,
            found[:1],
            "From this row on the scores of a group differ from those before by more than twice "
            "their usual spread, which is rarely so: was it the same test both times, out of the "
            "same number? Until that is settled the result is not called better.",
        )


def _far_out(scores: Sequence[Score]) -> list[Score]:
    """Scores far outside the rest of their column, as `stats.far_values` finds them."""
    values = sorted(s.value for s in scores)
    if len(values) < _FEWEST_TO_STAND_OUT:
        return []
    middle = median(values)
    usual = 1.4826 * median(abs(v - middle) for v in values)
    if usual == 0:
        low, _, high = quantiles(values, n=4, method="inclusive")
        usual = (high - low) / 1.349
    if usual == 0:
        return []
    ends = {
        values[-1]: _apart(values[-1] - values[-2], values[-2] - values[0]),
        values[0]: _apart(values[1] - values[0], values[-1] - values[1]),
    }
    found = []
    for one in scores:
        z = abs(one.value - middle) / usual
        if z > _FAR_OUT or (z > _FAR_AT_THE_END and ends.get(one.value, 0) > 1):
            found.append(one)
    return found


def _apart(gap: float, rest: float) -> float:
    if rest > 0:
        return gap / rest
    return math.inf if gap > 0 else 0.0


def _whole_column(scores: Sequence[Score]) -> Doubt | None:
    """One column, or one group in it, about ten or a hundred times the rest."""
    for key in ("column", "group"):
        parts: dict[str, list[Score]] = {}
        for one in scores:
            parts.setdefault(getattr(one, key), []).append(one)
        if len(parts) != 2 or "" in parts:  # a group that could not be read has no name
            continue
        lower, upper = sorted(parts.values(), key=lambda part: median(s.value for s in part))
        if min(len(lower), len(upper)) < _FEWEST or min(s.value for s in lower) <= 0:
            continue
        ratio = median(s.value for s in upper) / median(s.value for s in lower)
        apart = min(s.value for s in upper) > max(s.value for s in lower)
        a, b, c, d = _TIMES_TEN
        if apart and (a <= ratio <= b or c <= ratio <= d):
            names = [_label(p[0].column) if key == "column" else p[0].group for p in (upper, lower)]
            return (
                "pupil.far-off",
                upper,
                f"The scores of {names[0]} are about {'ten' if ratio < c else 'a hundred'} times "
                f"those of {names[1]}, as if they were in another scale: check what each is out "
                "of. They are read as they stand.",
            )
    return None


def _far_off(outcome: Mapping[str, Any], scores: Sequence[Score]) -> list[Score]:
    """Single scores that a slip of the point would explain; none where they are many."""
    if len(scores) <= _FEWEST:
        return []
    middle = median(s.value for s in scores)
    if middle <= 0:
        return []
    percent = bool(_PERCENT.search(str(outcome["unit"]).casefold()))
    far = [s for s in scores if s.value >= _FAR * middle or 0 < s.value * _FAR <= middle]
    rest = [s.value for s in scores if s not in far]
    if not rest or len(far) > max(1, len(scores) // 10):
        return []
    low, high = min(rest), max(rest)
    whole = all(value.is_integer() for value in rest)
    found = []
    for one in far:
        if one.value > middle:
            slipped = one.value > _BEYOND * high
            nearer = (one.value / 10, one.value / 100)
        else:  # a low score may be real, unless it is written as none of the others is
            odd = (whole and not one.value.is_integer()) or (percent and one.value <= 1)
            slipped = odd and _BEYOND * one.value < low
            nearer = (one.value * 10, one.value * 100)
        if slipped and any(low / 1.25 <= value <= high * 1.25 for value in nearer):
            found.append(one)
    return found


def _also(pupils: Sequence[Reading], found: Sequence[Score]) -> str:
    """Where else the same is true: cells of the same file, and the names of others."""
    first = found[0]
    cells = [_cell(pupils[s.reading], s) for s in found[1:] if s.reading == first.reading]
    files = dict.fromkeys(pupils[s.reading].path.name for s in found if s.reading != first.reading)
    if not cells and not files:
        return ""
    rest = ", ".join(cells[:4]) + (f" and {len(cells) - 4} more" if len(cells) > 4 else "")
    elsewhere = f"{' and ' if rest else ''}in {', '.join(files)}" if files else ""
    return f" The same is true of {rest}{elsewhere}."


def _cell(reading: Reading, score: Score) -> str:
    at = reading.columns.get((_SHEET.name, score.column))
    return address(score.row, at) if at else f"row {score.row}"


def _place(reading: Reading, score: Score) -> Place:
    title = reading.titles.get(_SHEET.name, _SHEET.title)
    label = _SHEET.field(score.column).label
    return Place(reading.shown_as, title, _cell(reading, score), label)


def _label(column: str) -> str:
    return quote(_SHEET.field(column).label)
