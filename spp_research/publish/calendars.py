"""Calendars (.ics) that follow a plan: the same event is the same event when it moves.

An event keeps its UID for as long as it is that school's, and its SEQUENCE goes up when anything
about it changes, so that a calendar program moves it and makes no second one. An event that is no
more is cancelled and stays in the file, since a program would otherwise keep it for ever. What is
there already is read back from the file that was written before.

UIDs rest on the name that the partnership had when its calendars were first written. Each file
says which (`X-SPP-NAMED`), so that a partnership that is renamed has no event twice.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from spp_research import installing
from spp_research.errors import TemplateError
from spp_research.partnership.plan import Plan, Visit
from spp_research.whole_files import write_whole
from spp_research.words.plan import event_people, event_title

ENDING = ".ics"
_MAKER = "-//SPP research and reporting kit//Plan//EN"
_SPACE = uuid.UUID("6f1c1f3a-54c7-5d1d-9b2e-0b6a7c4d2e11")  # of the kit's own events
_KINDS = ("self-review", "evidence", "review", "workshop", "impact")
_RESERVED = re.compile("CON|PRN|AUX|NUL|(COM|LPT)[0-9]")  # names that Windows keeps for itself
_LARGEST = 5_000_000  # bytes of a calendar that is read back
_NAMED = "x-spp-named"  # the partnership's name that the UIDs of a calendar rest on


@dataclass(frozen=True)
class Event:
    """One entry of a calendar, of whole days.

    Parameters
    ----------
    uid : the same for as long as it is that event.
    settled : whether it is agreed; else it is shown as tentative.
    """

    uid: str
    title: str
    first: date
    last: date
    text: str = ""
    settled: bool = True


def first_name(folder: Path, now: str) -> str:
    """The partnership's name that the UIDs of the calendars in a folder rest on.

    Parameters
    ----------
    now : what it is called today, on which the first calendars of a folder rest.
    """
    library = _library()
    for path in sorted((*folder.glob(f"*{ENDING}"), *folder.glob(f"*/*{ENDING}"))):
        calendar = _own(library, _read(path))
        if calendar is not None and _NAMED in calendar:
            return str(calendar[_NAMED])
    return now


def calendars(plan: Plan, named: str) -> dict[str, list[Event]]:
    """The events of each person and school, by the name of the file: "people/P07".

    Parameters
    ----------
    named : what the UIDs rest on (`first_name`).
    """
    made: dict[str, list[Event]] = {}
    for host in plan.planning.hosts:
        made[f"schools/{host.school}"] = []
    for visit in plan.visits:
        for kind, event in _events(plan, visit, named):
            made[f"schools/{visit.school}"].append(event)
            for who in _who(visit, kind):
                made.setdefault(f"people/{file_name(who)}", []).append(event)
    return {name: sorted(events, key=lambda e: (e.first, e.uid)) for name, events in made.items()}


def uid_of(*parts: object) -> str:
    """The UID of an event that these parts tell from every other."""
    return f"{uuid.uuid5(_SPACE, '|'.join(map(str, parts)))}@spp-kit"


def file_name(text: str) -> str:
    """A person's ID as the name of a file, on every system and unlike that of any other ID."""
    plain = re.sub("[^A-Za-z0-9-]+", "-", text).strip("-")
    if plain and plain == text.upper() and not _RESERVED.fullmatch(plain):
        return plain
    return f"{plain or 'person'}-{uuid.uuid5(_SPACE, text).hex[:6]}"


def _events(plan: Plan, visit: Visit, named: str) -> Iterator[tuple[str, Event]]:
    planning = plan.planning
    school = planning.host(visit.school).name
    names = [planning.names.get(who, who) for who in visit.team]
    champion = planning.names.get(visit.champion, visit.champion)
    days = (visit.self_review, visit.evidence, visit.start, visit.workshop, visit.impact)
    for kind, day in zip(_KINDS, days, strict=True):
        if day is None:
            continue
        team = names if kind in ("evidence", "review") else ()
        leads = champion if kind in ("workshop", "impact") else ""
        yield (
            kind,
            Event(
                uid_of(named, planning.cycle.first, *visit.key, kind),
                event_title(kind, school),
                day,
                visit.days()[-1] if kind == "review" else day,
                event_people(team, leads),
                visit.key in plan.settled,
            ),
        )


def _who(visit: Visit, kind: str) -> tuple[str, ...]:
    if kind in ("evidence", "review"):
        return visit.team
    if kind in ("workshop", "impact") and visit.champion:
        return (visit.champion,)
    return ()


def write_calendars(
    folder: Path, wanted: dict[str, list[Event]], on: date, named: str, *, others: bool = True
) -> list[Path]:
    """Bring the calendars of a folder up to date, and give those that say something new.

    What else is in the folder is left alone.

    Parameters
    ----------
    wanted : events by name of file.
    on : the day that new and changed events are stamped with.
    named : what their UIDs rest on (`first_name`).
    others : whether calendars that are there and not wanted any more are brought up to date as
        well: those of people who have nothing to do now.
    """
    there = {
        path.relative_to(folder).with_suffix("").as_posix()
        for path in (folder.glob(f"*/*{ENDING}") if others else ())
        if path.is_file() and not path.is_symlink()
    }
    changed = []
    for name in sorted({*wanted, *there}):
        path = folder / f"{name}{ENDING}"
        content = updated(_read(path), wanted.get(name, []), on, named)
        if content is None or (path.is_file() and path.read_bytes() == content):
            continue
        write_whole(path, content)
        changed.append(path)
    return changed


def updated(before: bytes | None, events: Iterable[Event], on: date, named: str) -> bytes | None:
    """A calendar with these events and what its last edition needs; None if it is not ours.

    Parameters
    ----------
    before : the last edition, or None.
    named : what the UIDs of the events rest on.
    """
    library = _library()
    old = _earlier(library, before)
    if old is None:
        return None
    calendar = library.Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add(_NAMED, named)
    stamp = datetime.combine(on, time(), UTC)
    wanted = _as_before(list(events), old, on)
    for event in wanted:
        calendar.add_component(_component(library, event, old.get(event.uid), stamp))
    for uid in sorted(set(old) - {event.uid for event in wanted}):
        over = old[uid].decoded("dtend") <= on  # it has been, and is no more to be cancelled
        gone = old[uid] if over else _cancelled(library, old[uid], stamp)
        calendar.add_component(gone)
    return bytes(calendar.to_ical())


def _as_before(events: list[Event], old: Mapping[str, Any], on: date) -> list[Event]:
    """The events, each with the UID that it has in the last edition, whatever that rests on.

    A kit that did not write down on which name its UIDs rest may have written the last edition
    under another. An event of the same title is then the same one, if it is on the same day or
    the old one is still ahead; what has been on another day was something else.
    """
    mine = {event.uid for event in events}
    free = {uid: one for uid, one in old.items() if uid not in mine}
    found = []
    for event in events:
        alike = [
            (abs((one.decoded("dtstart") - event.first).days), uid)
            for uid, one in free.items()
            if event.uid not in old
            and str(one.get("summary")) == event.title
            and (one.decoded("dtstart") == event.first or one.decoded("dtend") > on)
        ]
        if alike:
            _, uid = min(alike)
            del free[uid]
            event = replace(event, uid=uid)
        found.append(event)
    return found


def _component(library: Any, event: Event, before: Any, stamp: datetime) -> Any:
    made = library.Event()
    made.add("uid", event.uid)
    made.add("summary", event.title)
    made.add("dtstart", event.first)
    made.add("dtend", event.last + timedelta(days=1))  # the first day that is free again
    if event.text:
        made.add("description", event.text)
    made.add("status", "CONFIRMED" if event.settled else "TENTATIVE")
    made.add("transp", "OPAQUE")
    same = before is not None and _says(before) == _says(made)
    return _numbered(made, before, same, stamp)


def _cancelled(library: Any, before: Any, stamp: datetime) -> Any:
    made = library.Event()
    for name in ("uid", "summary", "dtstart", "dtend"):
        if name in before:
            made[name] = before[name]
    made.add("status", "CANCELLED")
    return _numbered(made, before, str(before.get("status")) == "CANCELLED", stamp)


def _numbered(made: Any, before: Any, same: bool, stamp: datetime) -> Any:
    number = 0 if before is None else int(before.get("sequence", 0)) + (not same)
    made.add("sequence", number)
    if same and "dtstamp" in before:
        made["dtstamp"] = before["dtstamp"]
    else:
        made.add("dtstamp", stamp)
    return made


def _says(event: Any) -> tuple[str, ...]:
    """What of an event its reader sees."""
    names = ("summary", "dtstart", "dtend", "description", "status")
    return tuple(event[name].to_ical().decode() if name in event else "" for name in names)


def _read(path: Path) -> bytes | None:
    if not path.is_file() or path.stat().st_size > _LARGEST:
        return None
    return path.read_bytes()


def _earlier(library: Any, before: bytes | None) -> dict[str, Any] | None:
    """The events of the last edition by UID; None where the file is somebody else's."""
    if before is None:
        return {}
    calendar = _own(library, before)
    if calendar is None:
        return None
    return {str(event["uid"]): event for event in calendar.walk("VEVENT") if "uid" in event}


def _own(library: Any, content: bytes | None) -> Any:
    """A calendar that the kit wrote; None where it is somebody else's, or none."""
    if content is None:
        return None
    try:
        calendar = library.Calendar.from_ical(content)
    except (ValueError, IndexError, KeyError):
        return None
    return calendar if str(calendar.get("prodid")) == _MAKER else None


def _library() -> Any:
    """The library of calendars.

    Raises
    ------
    TemplateError
        When it is not installed.
    """
    try:
        import icalendar
    except ImportError:
        raise TemplateError(
            f"Calendars need icalendar, which is not installed: {installing.THE_PLANNER}"
        ) from None
    return icalendar
