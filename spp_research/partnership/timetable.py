"""The year's reviews: the rules that a timetable must keep, and how far each school is.

A rule gives what it has to say: the code, the column it is about, one sentence, and where it
helps what was found.

The rules are the programme's own: a champion has had no part in the review and does not work at
the school; three or four trained reviewers from other schools; at least one review a school a
year, of one or two days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from spp_research.cycle import Cycle
from spp_research.intake import FAULT, WARNING, Fault, Reading
from spp_research.intake.check.cycle_dates import cycle_of_lead
from spp_research.intake.faults import quote
from spp_research.intake.layout import address
from spp_research.intake.read.typed_rows import Records, Row, given
from spp_research.phrases import long_date
from spp_research.protect.personal.known import bare_name
from spp_research.schema import PARTNERSHIP

from .people import People, who_is_who

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.intake.read.registrations import Registration
    from spp_research.schema import tables


REVIEWER, CHAMPION = "Peer reviewer", "Improvement champion"
SMALLEST_TEAM, LARGEST_TEAM = 3, 4  # sub-groups of three or four
LONGEST_REVIEW = 2  # days, by size of school
SATURDAY = 5

_CYCLE = (
    *("self_review_date", "data_sharing_date", "review_start", "review_end"),
    *("workshop_date", "impact_review_date"),
)
_SHEET = PARTNERSHIP.sheet("timetable")

Said = tuple[str, ...]


def champion_rule(review: Row, known: People) -> Iterator[Said]:
    champion, host = review["champion"], review["school"]
    if not given(champion):
        yield (
            "timetable.no-champion",
            "champion",
            "No improvement champion is named for this review: name one who was not in the review "
            "team and does not work at the school.",
        )
        return
    name = _name(champion, known)
    start = review["review_start"]
    if known.works_at(champion, host, review["workshop_date"] or start):
        yield (
            "timetable.champion-own-school",
            "champion",
            f"{name} works at the host school, and the champion comes from another school: choose "
            "another champion for this workshop.",
            champion,
        )
    if champion in review["team"]:
        yield (
            "timetable.champion-in-team",
            "champion",
            f"{name} is in the review team, and the champion has had no part in the review: choose "
            "another champion, or another reviewer.",
            champion,
        )
    near = [*review["team"], *(who for who in known.schools if known.works_at(who, host, start))]
    mine = bare_name(known.names.get(champion, ""))
    for other in dict.fromkeys(near):
        if mine and other != champion and bare_name(known.names.get(other, "")) == mine:
            where = "is in the review team" if other in review["team"] else "works at the school"
            yield (
                "timetable.champion-namesake",
                "champion",
                f"{name} has the name of {quote(other)}, who {where}: if that is one person, "
                "choose another champion and give the person one ID; if they are two, write the "
                "names so that a reader can tell them apart. Until then no report says that the "
                "champion had no part in the review.",
                champion,
            )
            return


def team_rule(review: Row, known: People) -> Iterator[Said]:
    team, host = review["team"], review["school"]
    if not SMALLEST_TEAM <= len(team) <= LARGEST_TEAM:
        size = {0: "nobody", 1: "1 person"}.get(len(team), f"{len(team)} people")
        yield (
            "timetable.team-size",
            "team",
            f"The review team has {size} in it, and a team is three or four peer reviewers: add "
            "or take out reviewers.",
            "; ".join(team),
        )
    for person in team:
        if known.works_at(person, host, review["review_start"]):
            yield (
                "timetable.reviewer-own-school",
                "team",
                f"{_name(person, known)} works at the host school, and nobody reviews their own "
                "school: choose a reviewer from another school.",
                person,
            )


def training_rule(review: Row, known: People) -> Iterator[Said]:
    """Training in date on the day: of the review for reviewers, of the workshop for champions."""
    start, workshop = review["review_start"], review["workshop_date"]
    parts = [(person, REVIEWER, "team", start) for person in review["team"]]
    if given(review["champion"]):
        day = start if not given(workshop) else workshop
        parts.append((review["champion"], CHAMPION, "champion", day))
    for person, role, column, day in parts:
        name, task = _name(person, known), role.lower()
        training = known.roles.get((person, role))
        side = known.sides.get(person)
        if training is None and _said_since(person, side, day, known):
            continue
        if training is None:
            yield (
                "timetable.not-in-role",
                column,
                f"{name} has no row as {task} on the sheet of people: add one, or choose somebody "
                "who has."
                if side is None
                else f"{name} is not registered as {task} by {side.partnership}: "
                "choose somebody who is, or ask the lead there for a new registration.",
                person,
            )
        elif given(day):
            yield from _in_date(training, name, task, column, day)


def _said_since(person: str, side: Registration | None, on: object, known: People) -> bool:
    """Whether a side has told who may review only after somebody of it was there.

    What it tells is of the days that come, and takes nobody out of what has been.
    """
    if side is None:
        return person not in known.names  # said where it is looked for among all IDs
    return isinstance(on, date) and on < side.made_on


def _in_date(training: Row, name: str, task: str, column: str, day: date) -> Iterator[Said]:
    trained, due = training["trained_on"], training["refresher_due"]
    person = training["person_id"]
    if not given(trained) or trained > day:
        when = "no date of training" if not given(trained) else f"training on {long_date(trained)}"
        yield (
            "timetable.not-trained",
            column,
            f"{name} has {when} as {task}, and is needed on {long_date(day)}: give the date of a "
            "training before that day, or choose somebody else.",
            person,
        )
    elif given(due) and due < day:
        yield (
            "timetable.training-out-of-date",
            column,
            f"{name} is due a refresher as {task} on {long_date(due)}, before {long_date(day)}: "
            "arrange it in time, or choose somebody else.",
            person,
        )


def partner_rule(review: Row, known: People) -> Iterator[Said]:
    """Nobody of another side that has taken its part back before the day they are needed."""
    start, workshop = review["review_start"], review["workshop_date"]
    parts = [(person, "team", start) for person in review["team"]]
    if given(review["champion"]):
        parts.append((review["champion"], "champion", workshop or start))
    for person, column, day in parts:
        side = known.sides.get(person)
        ended = side.withdrawn_on if side else None
        if side is not None and ended is not None and given(day) and day >= ended:
            yield (
                "timetable.partner-withdrawn",
                column,
                f"{_name(person, known)} is needed on {long_date(day)}, and {side.partnership} has "
                f"taken back its part from {long_date(ended)} on: choose somebody else, or ask the "
                "lead there for a new registration.",
                person,
            )


def left_rule(review: Row, known: People) -> Iterator[Said]:
    """Nobody on a day on which they, or their school, are not in the partnership any more."""
    start, workshop = review["review_start"], review["workshop_date"]
    parts = [(person, "team", start) for person in review["team"]]
    if given(review["champion"]):
        parts.append((review["champion"], "champion", workshop or start))
    for person, column, day in parts:
        left = known.gone.get(person)
        if left is None or not given(day) or day < left:
            continue
        side = known.sides.get(person)
        why = (
            f"has left, or their school has, on {long_date(left)}"
            if side is None
            else f"is not named by {side.partnership} any more since {long_date(left)}"
        )
        yield (
            "timetable.person-left",
            column,
            f"{_name(person, known)} is needed on {long_date(day)}, and {why}: choose somebody "
            "else. What was before stays as it is.",
            person,
        )


def dates_rule(review: Row, known: People) -> Iterator[Said]:
    """Each date is compared with the nearest one before it that is filled in."""
    dated = [(column, review[column]) for column in _CYCLE if given(review[column])]
    for (earlier, first), (later, second) in pairwise(dated):
        if second < first:
            labels = [_SHEET.field(column).label for column in (later, earlier)]
            yield (
                "timetable.dates-order",
                later,
                f"{quote(labels[0])} ({long_date(second)}) is before {quote(labels[1])} "
                f"({long_date(first)}): check both dates.",
                long_date(second),
            )


def length_rule(review: Row, known: People) -> Iterator[Said]:
    start, end = review["review_start"], review["review_end"]
    last = end if given(end) else start
    if not given(start) or last < start:
        return
    days = sum(day.weekday() < SATURDAY for day in _days(start, last))
    if days > LONGEST_REVIEW:
        yield (
            "timetable.review-length",
            "review_end",
            f"The review takes {days} school days, and a review takes one or two: check the first "
            "and the last day.",
            long_date(last),
        )


def double_booked(timetable: Records, known: People) -> Iterator[tuple[int, Said]]:
    """The same reviewer in two reviews on one day."""
    busy: dict[tuple[str, date], int] = {}
    for row, review in timetable:
        start, end = review["review_start"], review["review_end"]
        if not given(start):
            continue
        last = min(end, start + timedelta(days=14)) if given(end) and end >= start else start
        for person in review["team"]:
            days = [(person, day) for day in _days(start, last)]
            clash = next((day for day in days if busy.get(day, row) != row), None)
            if clash:
                sentence = (
                    f"{_name(person, known)} is in two review teams on {long_date(clash[1])} (rows "
                    f"{busy[clash]} and {row}): change one team or one date."
                )
                yield row, ("timetable.double-booked", "team", sentence, person)
            for day in days:
                busy.setdefault(day, row)


def after_it_left(timetable: Records, schools: Records) -> Iterator[tuple[int, Said]]:
    """A review at a school on a day on which it is not in the partnership any more."""
    left = {school["school"]: school for _, school in schools if school.get("left_on")}
    for row, review in timetable:
        host, start = left.get(review["school"]), review["review_start"]
        if host is not None and given(start) and start >= host["left_on"]:
            yield (
                row,
                (
                    "timetable.school-left",
                    "review_start",
                    f"{quote(host['school_name'])} left on {long_date(host['left_on'])}, and this "
                    f"review begins on {long_date(start)}: take the row out, or mend the day on "
                    "which the school left.",
                    long_date(start),
                ),
            )


def no_review(school: Row) -> Said:
    return (
        "timetable.no-review",
        "school",
        f"{quote(school['school_name'])} has no review of this cycle in the timetable, and "
        "each school has at least one a year: add a row for it.",
    )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _name(person: str, known: People) -> str:
    name = known.names.get(person)
    return f"{name} ({person})" if name else quote(person)


# Name of a stage, and the column with its date, in the order of the cycle.
STAGES = (
    ("Self-review", "self_review_date"),
    ("Evidence shared", "data_sharing_date"),
    ("Peer review", "review_start"),
    ("Improvement workshop", "workshop_date"),
    ("Impact review", "impact_review_date"),
)
DONE, NEXT, PLANNED, NO_DATE = "done", "next", "planned", "no date"


def stages(timetable: tables.Timetable, as_at: dt.date) -> pd.DataFrame:
    """How far each school is in the cycle on a given day.

    Parameters
    ----------
    timetable : typed frame of the lead's timetable.
    as_at : the day to look from; a stage of that very day is not done yet.

    Returns
    -------
    One row a review and stage, in the order given and of the cycle, with columns school, review
    (which of the school's reviews, from 1), stage, date, state: done, next (the first that is
    still to come), planned, or no date.
    """
    import pandas as pd

    day = pd.Timestamp(as_at)
    rows = []
    counts: dict[str, int] = {}
    for _, review in timetable.iterrows():
        school = review["school"]
        counts[school] = counts.get(school, 0) + 1
        is_next = True
        for stage, column in STAGES:
            date = review[column]
            end = review["review_end"] if column == "review_start" else date
            last = date if pd.isna(end) else end
            if pd.isna(date):
                state = NO_DATE
            elif last < day:
                state = DONE
            else:
                state, is_next = (NEXT if is_next else PLANNED), False
            rows.append((school, counts[school], stage, date, state))
    frame = pd.DataFrame(rows, columns=["school", "review", "stage", "date", "state"])
    return frame.astype(
        {
            "school": "str",
            "review": "Int64",
            "stage": "str",
            "date": "datetime64[us]",
            "state": "str",
        }
    )


__all__ = [
    "CODES",
    "DONE",
    "NEXT",
    "NO_DATE",
    "PLANNED",
    "STAGES",
    "check",
    "check_reading",
    "stages",
    "with_broken_rules",
]

# Every code that checking a timetable can give. What breaks a rule of the roles or cannot be true
# is a fault; what the lead may still be arranging is a warning.
CODES: Mapping[str, str] = {
    f"timetable.{name}": severity
    for severity, names in {
        FAULT: "champion-own-school champion-in-team not-in-role reviewer-own-school dates-order",
        WARNING: "no-champion team-size no-review not-trained training-out-of-date review-length "
        "double-booked champion-namesake partner-withdrawn person-left school-left",
    }.items()
    for name in names.split()
}

_RULES = (
    champion_rule,
    team_rule,
    training_rule,
    partner_rule,
    left_rule,
    dates_rule,
    length_rule,
)


_RESTS_ON = frozenset({"schools", "people", _SHEET.name})


def with_broken_rules(reading: Reading) -> Reading:
    """The lead's workbook with what breaks a rule of the review schedule, if it can be read."""
    if reading.workbook is not PARTNERSHIP or not _RESTS_ON.isdisjoint(reading.partial):
        return reading
    return replace(reading, faults=(*reading.faults, *check_reading(reading)))


def check_reading(reading: Reading) -> list[Fault]:
    """Check the timetable of the lead's workbook, with the cells as they stand in that file."""
    columns = {name: at for (sheet, name), at in reading.columns.items() if sheet == _SHEET.name}
    title = reading.titles.get(_SHEET.name, _SHEET.title)
    sheets = ("people", "schools", _SHEET.name)
    people, schools, timetable = (reading.rows[name].records for name in sheets)
    cycle = cycle_of_lead(reading)
    partners = reading.partners.sides
    return check(people, schools, timetable, reading.shown_as, columns, title, cycle, partners)


def check(
    people: Records,
    schools: Records,
    timetable: Records,
    file: str,
    columns: Mapping[str, int] | None = None,
    title: str = _SHEET.title,
    cycle: Cycle | None = None,
    partners: Iterable[Registration] = (),
) -> list[Fault]:
    """Check the review schedule against the rules of the roles.

    Parameters
    ----------
    people, schools, timetable : typed rows of the lead's workbook, with their numbers.
    file : how messages name the workbook.
    columns : where each column stands in the file, counted from 1; as in the template if None.
    title : of the timetable's sheet in the file.
    cycle : reviews of another one are left alone; where it is not known, none is.
    partners : the other sides that are registered.

    Returns
    -------
    What was found, in the order of the timetable; schools without a review come last.
    """
    known = who_is_who(people, partners, schools)
    if cycle is not None:
        of_cycle = tuple(one for one in timetable if _counts(one[1]["review_start"], cycle))
        if of_cycle:  # else that is said of the cycle, and rows are all there is to check
            timetable = of_cycle
    said: list[tuple[int, Said]] = []
    for row, review in timetable:
        for rule in _RULES:
            said += [(row, one) for one in rule(review, known)]
    said += double_booked(timetable, known)
    said += after_it_left(timetable, schools)
    reviewed = {review["school"] for _, review in timetable}
    said += [
        (0, no_review(school))
        for _, school in schools
        if school["school"] not in reviewed and not _had_left(school, cycle)
    ]
    if columns is None:
        columns = {field.name: at for at, field in enumerate(_SHEET.fields, start=2)}
    faults = []
    for row, (code, column, sentence, *found) in said:
        cell = address(row, columns[column]) if row and column in columns else ""
        label = _SHEET.field(column).label
        faults.append(Fault(CODES[code], code, file, title, cell, label, "".join(found), sentence))
    return faults


def _had_left(school: Row, cycle: Cycle | None) -> bool:
    """Whether a school has left the partnership by the end of the cycle; none is asked of it."""
    left = school.get("left_on")
    return left is not None and cycle is not None and left <= cycle.last


def _counts(start: date | None, cycle: Cycle) -> bool:
    """Whether a review is of the cycle, or may be: its first day is not known yet."""
    return start is None or cycle.holds(start)
