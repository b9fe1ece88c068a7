"""Whether the dates of a workbook are of the review cycle that the lead's workbook names.

What would be counted in a year that is not its own is a fault; what may be right, such as a date
that looks like a slip, is a warning; what is taken for right without being sure is a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from spp_research.cycle import Cycle, cycle_of, named, school_year
from spp_research.phrases import long_date

from ..faults import Fault, Place, fault, quote
from ..layout import address
from ..read.typed_rows import given
from .finder import Finder

if TYPE_CHECKING:
    from spp_research.schema.tables import TimetableColumn

    from ..read.sheet_rows import SignOffCells

_KEY = "partnership.cycle"
LEAD_IN = timedelta(days=153)  # back to 1 April: a review builds on what the summer term gave
LATE = timedelta(days=92)  # answers may still come in until the end of November
_LONG = timedelta(days=366)  # actions and second measurements rightly reach beyond the cycle
_FAR = timedelta(days=150)  # from the review itself
_MOST_NAMED = 6

# Of a review in the cycle: how far from its first day a date outside of the cycle may lie.
_AROUND: dict[TimetableColumn, timedelta] = {
    "self_review_date": _FAR,
    "data_sharing_date": _FAR,
    "workshop_date": _FAR,
    "impact_review_date": _LONG,
}
_Dated = tuple[str, int, str, date]
_WRITE = "write the cycle as 2025-26, or with its months, as in Jan-Dec 2026."


def cycle_keys(cycle: Cycle | None) -> dict[str, tuple[str, ...]]:
    """The cycle of the lead's workbook, as a check of a school's workbook asks for it.

    Returns
    -------
    By "partnership.cycle", what `cycle_from` reads; empty where the cycle is not known.
    """
    if cycle is None:
        return {}
    days = (cycle.first, cycle.last, cycle.earliest, cycle.latest)
    return {_KEY: (cycle.name, *(day.isoformat() for day in days), "?" * cycle.guessed)}


def cycle_from(known: Mapping[str, Any] | None) -> Cycle | None:
    """The cycle among the keys of the lead's workbook, if they have one."""
    if not known or _KEY not in known:
        return None
    name, *days, guessed = known[_KEY]
    first, last, earliest, latest = map(date.fromisoformat, days)
    return Cycle(name, first, last, earliest, latest, guessed=bool(guessed))


def cycle_named(names: Sequence[str | None], starts: Sequence[date | None]) -> Cycle | None:
    """The cycle that the lead's sheets name; None where it is blank or names no year.

    Parameters
    ----------
    names : what stands under the cycle.
    starts : the first day of each review.
    """
    name = next(filter(given, names), None)
    return None if name is None else cycle_of(name, [day for day in starts if day is not None])


def cycle_of_lead(lead: Any) -> Cycle | None:
    """The cycle that a reading of the lead's workbook names."""
    return cycle_named(
        lead.rows["partnership"].columns["cycle"], lead.rows["timetable"].columns["review_start"]
    )


def fixed_day(lead: Any, day: date | None) -> list[Fault]:
    """Whether the day that the settings fix lies before the cycle.

    Parameters
    ----------
    lead : the reading of the lead's workbook.
    """
    cycle = cycle_of_lead(lead)
    if day is None or cycle is None or day >= cycle.earliest:
        return []
    sheet = lead.workbook.sheet("partnership")
    row, at = lead.rows["partnership"].numbers[0], lead.columns["partnership", "cycle"]
    return [
        fault(
            "cycle.fixed-day",
            Place(
                lead.shown_as,
                lead.titles.get("partnership", sheet.title),
                address(row, at),
                sheet.field("cycle").label,
            ),
            f"{_of(cycle)}, and settings.yml lets every report look from {long_date(day)}, before "
            "that: take the line as_at out of settings.yml, or mend the cycle.",
            found=cycle.name,
        )
    ]


def _the_cycle(find: Finder) -> Iterator[Fault]:
    """Whether the cycle names a year, and whether the reviews are of it."""
    own = next(((row, o["cycle"]) for row, o in find.every("partnership")), None)
    if own is None or not given(own[1]):
        return
    row, name = own
    reviews = _reviews(find)
    cycle = cycle_of(name, [day for _, day in reviews])

    def said(code: str, message: str) -> Fault:
        return find.fault(code, "partnership", row, "cycle", message)

    if cycle is None and not reviews:
        yield said(
            "cycle.no-year",
            f"{quote(name)} names no school year, so no date can be set beside it: {_WRITE}",
        )
        return
    if cycle is None:
        years = sorted({school_year(day) for _, day in reviews})
        yield said(
            "cycle.unclear",
            f"{quote(name)} names no school year, and the reviews of the timetable are of "
            f"{_and([named(year) for year in years])}, so that nobody can tell which of them "
            f"count: {_WRITE}",
        )
        return
    if cycle.guessed:
        yield said(
            "cycle.guessed",
            f"{quote(name)} is taken for {cycle.days}: if that is not what is meant, {_WRITE}",
        )
    inside = [day for _, day in reviews if cycle.holds(day)]
    if reviews and not inside and _all_read(find):
        days = sorted(day for _, day in reviews)
        yield said(
            "cycle.no-review",
            f"{_of(cycle)}, and no review of the timetable is of that time: {_when(days)}. If "
            "these are the reviews that count, mend the cycle. If a new year has begun, keep a "
            "copy of last year's folder, and clear last year's rows here and in the schools' "
            "workbooks.",
        )
        return
    for number, day in reviews:
        if not cycle.holds(day):
            yield find.fault(
                "review.other-cycle",
                "timetable",
                number,
                "review_start",
                f"This review begins on {long_date(day)}, outside the cycle {_in_brackets(cycle)}, "
                "so no report of this cycle counts it: mend the date, or clear the row if the "
                "review is of another year.",
            )
    yield from _around_reviews(find, cycle)


def _around_reviews(find: Finder, cycle: Cycle) -> Iterator[Fault]:
    """Dates of a review that counts, which lie outside the cycle and far from the review."""
    for row, review in find.every("timetable"):
        start = review["review_start"]
        if start is None or not cycle.holds(start):
            continue
        for column, far in _AROUND.items():
            day = review[column]
            if day is None or cycle.earliest <= day <= cycle.latest or abs(day - start) <= far:
                continue
            yield find.fault(
                "date.other-cycle",
                "timetable",
                row,
                column,
                f"{find.label('timetable', column)} ({long_date(day)}) lies outside the cycle "
                f"{_in_brackets(cycle)}, and the review begins on {long_date(start)}: check the "
                "year.",
            )


def _reviews(find: Finder) -> list[tuple[int, date]]:
    days = [(row, review["review_start"]) for row, review in find.every("timetable")]
    return [(row, day) for row, day in days if day is not None]


def _all_read(find: Finder) -> bool:
    """Whether the first day of every review is known."""
    return all(given(review["review_start"]) for _, review in find.every("timetable"))


def _signatures(find: Finder) -> Iterator[Fault]:
    """Rows of sign-off that are older than the cycle: what they let be shown is last year's."""
    cycle = _known(find)
    if cycle is None:
        return
    old = [
        (row, line)
        for row, line in find.rows("sign_off")
        if line["signed_on"] < cycle.earliest
        and not _over(line, cycle)
        and not given(line.get("cycle"))
    ]
    if not old:
        return
    rows = _and([str(row) for row, _ in old])
    are, what = ("Row", "was") if len(old) == 1 else ("Rows", "were")
    yield find.fault(
        "sign-off.other-cycle",
        "sign_off",
        old[0][0],
        "signed_on",
        f"{are} {rows} {what} signed off before the cycle {_in_brackets(cycle)} began, and let "
        "through what was read in another year: clear "
        f"{'it' if len(old) == 1 else 'them'}, and sign off what this year's documents say. If "
        "the year is wrong, mend the date, or the lead mends the cycle.",
    )


def _over(line: SignOffCells, cycle: Cycle) -> bool:
    """Whether a row of sign-off was withdrawn, or ended before the cycle began."""
    ends = line["expires_on"]
    return given(line["withdrawn_on"]) or (ends is not None and ends <= cycle.earliest)


def _dated(find: Finder) -> list[_Dated]:
    """Every piece of evidence: sheet, row, ID and day."""
    return [
        (sheet, row, str(values[f"{key}_id"]), day)
        for sheet, key in (("evidence", "evidence"), ("observations", "observation"))
        for row, values in find.rows(sheet)
        if (day := values["date"]) is not None
    ]


def _outside(find: Finder, cycle: Cycle) -> tuple[list[_Dated], list[_Dated], bool]:
    """The evidence from outside the cycle, that from shortly before it, and whether it is all."""
    dated, first = _dated(find), cycle.earliest - LEAD_IN
    outside = [one for one in dated if not first <= one[3] <= cycle.latest]
    before = [one for one in dated if first <= one[3] < cycle.earliest]
    whole = find.whole("evidence") and find.whole("observations")
    every = bool(outside) and whole and len(outside) + len(before) == len(dated)
    return outside, before, every


def _evidence(find: Finder) -> Iterator[Fault]:
    """Evidence, and findings that rest on none of the cycle's own."""
    cycle, dated = _known(find), _dated(find)
    if cycle is None or not dated:
        return
    outside, before, every = _outside(find, cycle)
    if every:
        days = sorted(day for *_, day in dated)
        pieces = "piece is" if len(dated) == 1 else "pieces are"
        yield find.fault(
            "evidence.other-cycle",
            outside[0][0],
            outside[0][1],
            "date",
            f"No evidence here is of the cycle {_in_brackets(cycle)}: its {len(dated)} dated "
            f"{pieces} {_from_to(days)}. If the dates are right and a new year has begun, begin a "
            "new workbook, and keep this one with last year's. If the cycle is wrong, the lead "
            "mends it in partnership.xlsx.",
        )
        return
    yield from _told_by_sheet(find, outside, "date.other-cycle", _outside_words(cycle))
    yield from _told_by_sheet(find, before, "date.before-cycle", _before_words(cycle))
    far = {key for sheet, _, key, _ in outside if sheet == "evidence"}
    for row, finding in find.rows("findings"):
        cited = set(finding["evidence_ids"])
        if cited and cited <= far:
            yield find.fault(
                "finding.other-cycle",
                "findings",
                row,
                "evidence_ids",
                f"The finding {quote(finding['finding_id'])} rests on nothing but evidence from "
                f"outside the cycle {_in_brackets(cycle)}, and would be counted in it: name "
                "evidence of this year, mend the dates, or clear the row if it is of another "
                "year's review.",
            )


def _outside_words(cycle: Cycle) -> str:
    return (
        f"{{ids}} {{is_are}} dated outside the cycle {_in_brackets(cycle)}: check the "
        "{dates}, or clear what is of another year's review."
    )


def _before_words(cycle: Cycle) -> str:
    return (
        f"{{ids}} {{is_are}} dated before the cycle {_in_brackets(cycle)}, and taken for what the "
        "school brings along from the summer term before: check the {dates} if that is wrong."
    )


def _told_by_sheet(find: Finder, rows: list[_Dated], code: str, wording: str) -> Iterator[Fault]:
    """One remark a sheet, at the first of its rows."""
    for sheet in dict.fromkeys(sheet for sheet, *_ in rows):
        mine = [one for one in rows if one[0] == sheet]
        yield _told(find, sheet, "date", [(row, key) for _, row, key, _ in mine], code, wording)


def _told(
    find: Finder, sheet: str, column: str, rows: list[tuple[int, str]], code: str, wording: str
) -> Fault:
    keys = list(dict.fromkeys(key for _, key in rows))
    several = len(keys) > 1
    message = wording.format(
        ids=_keys(keys), is_are="are" if several else "is", dates="dates" if several else "date"
    )
    return find.fault(code, sheet, rows[0][0], column, message)


def _actions(find: Finder) -> Iterator[Fault]:
    """Actions that were over before the cycle began; and dates so far off that they are slips."""
    cycle = _known(find)
    if cycle is None or _outside(find, cycle)[2]:
        return
    old: dict[str, list[tuple[int, str]]] = {}
    far: dict[str, list[tuple[int, str]]] = {}
    for row, action in find.rows("actions"):
        key = str(action["action_id"])
        days = {name: action[name] for name in ("start_date", "review_date")}
        there = {name: day for name, day in days.items() if day is not None}
        if there and all(day < cycle.earliest for day in there.values()):
            old.setdefault(next(iter(there)), []).append((row, key))
            continue
        for name, day in there.items():
            if not cycle.earliest - _LONG <= day <= cycle.latest + _LONG:
                far.setdefault(name, []).append((row, key))
    over = (
        f"{{ids}} {{is_are}} dated before the cycle {_in_brackets(cycle)} and counted in it: check "
        "the {dates}; give what goes on this year a day for looking again, and clear what was over "
        "last year."
    )
    off = f" of {{ids}} lies more than a year from the cycle {_in_brackets(cycle)}: check the year."
    told = [(name, rows, over) for name, rows in old.items()]
    told += [(name, rows, find.label("actions", name) + off) for name, rows in far.items()]
    for name, rows, wording in told:
        yield _told(find, "actions", name, rows, "date.other-cycle", wording)


def _outcomes(find: Finder) -> Iterator[Fault]:
    """What was measured for the last time before the cycle began is another year's result."""
    cycle = _known(find)
    if cycle is None or _outside(find, cycle)[2]:
        return
    for row, outcome in find.rows("outcomes"):
        name = quote(outcome["outcome_id"])
        after = outcome["follow_up_date"]
        again = outcome.get("later_date")
        if given(again) and again >= cycle.earliest:
            after = again  # a follow-up in this cycle of what was measured in an earlier one
        if after is not None and after < cycle.earliest:
            yield find.fault(
                "outcome.other-cycle",
                "outcomes",
                row,
                "follow_up_date",
                f"{name} was measured for the last time on {long_date(after)}, before the cycle "
                f"{_in_brackets(cycle)} began, and would be counted in it: mend the date, or clear "
                "the row if the result is of another year.",
            )
            continue
        for column in ("baseline_date", "follow_up_date"):
            day = outcome[column]
            if day is not None and day > cycle.latest + _LONG:
                yield find.fault(
                    "date.other-cycle",
                    "outcomes",
                    row,
                    column,
                    f"{find.label('outcomes', column)} of {name} ({long_date(day)}) lies more than "
                    f"a year after the cycle {_in_brackets(cycle)}: check the year.",
                )


def _check_ins(find: Finder) -> Iterator[Fault]:
    """Looks at an action on a day outside the cycle: a slip of the year, or another year's row."""
    cycle = _known(find)
    if cycle is None or _outside(find, cycle)[2]:
        return
    looks = [
        (row, str(look["action_id"]))
        for row, look in find.rows("check_ins")
        if not cycle.earliest <= look["looked_on"] <= cycle.latest
    ]
    if looks:
        wording = (
            f"A look at {{ids}} lies outside the cycle {_in_brackets(cycle)}: check the "
            "{dates}, or clear what is of another year."
        )
        yield _told(find, "check_ins", "looked_on", looks, "date.other-cycle", wording)


def of_answers(
    cycle: Cycle | None, rows: Mapping[int, frozenset[date]], place: Place
) -> list[Fault]:
    """Whether a form was answered in the cycle.

    Parameters
    ----------
    rows : by number of row, the days on which it may have been sent; two where the month could
        be either number.
    place : of the sheet of answers.
    """
    if cycle is None or not rows:
        return []
    first, last = cycle.earliest - LEAD_IN, cycle.latest + LATE
    far = [row for row, days in rows.items() if not any(first <= day <= last for day in days)]
    outside = [
        row for row, days in rows.items() if not any(cycle.earliest <= d <= last for d in days)
    ]
    if not outside:
        return []
    where = Place(place.file, place.sheet, f"A{outside[0]}")
    if len(far) == len(rows):
        return [
            fault(
                "survey.other-cycle",
                where,
                "Every answer in this file was sent outside the cycle "
                f"{_in_brackets(cycle)}, and would be counted in it: put this year's export here, "
                "and keep this file with last year's.",
            )
        ]
    some = [f"{row}" for row in outside[:3]]
    more = f" and {len(outside) - 3} more" if len(outside) > 3 else ""
    which = f"{', '.join(some)}{more}" if more else _and(some)
    are = "Row" if len(outside) == 1 else "Rows"
    return [
        fault(
            "survey.outside-cycle",
            where,
            f"{are} {which} {'was' if len(outside) == 1 else 'were'} sent outside the cycle "
            f"{_in_brackets(cycle)}, and all are counted: if the form was used in another year "
            "too, take that year's rows out of the export.",
        )
    ]


def _known(find: Finder) -> Cycle | None:
    """The cycle of the lead's workbook, whether it is this workbook or another one."""
    own = next((o["cycle"] for _, o in find.every("partnership")), None)
    if own is None:
        return cycle_from(find.known)
    return cycle_of(own, [day for _, day in _reviews(find)]) if given(own) else None


def _of(cycle: Cycle) -> str:
    return f"The cycle is {quote(cycle.name)}, {cycle.days}"


def _in_brackets(cycle: Cycle) -> str:
    """“2025-26 (1 September 2025 to 31 August 2026)”, as wide as the name can be read."""
    return f"{quote(cycle.name)} ({long_date(cycle.earliest)} to {long_date(cycle.latest)})"


def _when(days: list[date]) -> str:
    years = sorted({school_year(day) for day in days})
    begin = f"they begin {_from_to(days)}" if len(days) > 1 else f"it begins {_from_to(days)}"
    return f"{begin}, in {_and([named(year) for year in years])}"


def _from_to(days: list[date]) -> str:
    if days[0] == days[-1]:
        return f"on {long_date(days[0])}" if len(days) < 2 else f"all on {long_date(days[0])}"
    return f"from {long_date(days[0])} to {long_date(days[-1])}"


def _keys(keys: list[str]) -> str:
    if len(keys) > _MOST_NAMED:
        return f"{', '.join(map(quote, keys[:_MOST_NAMED]))} and {len(keys) - _MOST_NAMED} more"
    return _and([quote(key) for key in keys])


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


RULES = (_the_cycle, _signatures, _evidence, _actions, _outcomes, _check_ins)
