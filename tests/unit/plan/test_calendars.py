"""Calendars that follow a plan: the same events move, and none is left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import icalendar
import pytest
from years import ON, year

from spp_research.partnership.plan import plan, planned
from spp_research.publish.calendars import (
    Event,
    calendars,
    file_name,
    first_name,
    uid_of,
    updated,
    write_calendars,
)

NAMED = "Hills Partnership"
FIRST, LATER = date(2026, 10, 1), date(2026, 10, 8)
REVIEW = Event(uid_of("a"), "Peer review: Ash", date(2026, 11, 4), date(2026, 11, 5), "Team: Bo.")
WORKSHOP = Event(uid_of("b"), "Workshop: Ash", date(2026, 11, 18), date(2026, 11, 18))


def events(content: bytes) -> dict[str, tuple]:
    """What a calendar says, by UID: first day, the day after the last, status, SEQUENCE, stamp."""
    return {
        str(event["uid"]): (
            event.decoded("dtstart"),
            event.decoded("dtend"),
            str(event["status"]),
            int(event["sequence"]),
            event.decoded("dtstamp").date(),
        )
        for event in icalendar.Calendar.from_ical(content).walk("VEVENT")
    }


def test_a_review_of_two_days_ends_on_the_morning_after():
    made = events(updated(None, [REVIEW], FIRST, NAMED))
    assert made == {
        REVIEW.uid: (date(2026, 11, 4), date(2026, 11, 6), "CONFIRMED", 0, FIRST),
    }


def test_what_has_not_changed_is_the_same_to_the_byte():
    before = updated(None, [REVIEW, WORKSHOP], FIRST, NAMED)
    assert updated(before, [REVIEW, WORKSHOP], LATER, NAMED) == before


def test_an_event_that_moves_is_the_same_event_with_a_higher_number():
    before = updated(None, [REVIEW, WORKSHOP], FIRST, NAMED)
    moved = replace(WORKSHOP, first=date(2026, 11, 20), last=date(2026, 11, 20))
    after = events(updated(before, [REVIEW, moved], LATER, NAMED))
    assert after[REVIEW.uid][3:] == (0, FIRST)
    assert after[WORKSHOP.uid] == (
        date(2026, 11, 20),
        date(2026, 11, 21),
        "CONFIRMED",
        1,
        LATER,
    )


def test_an_event_that_is_no_more_is_cancelled_once_and_can_come_back():
    before = updated(None, [REVIEW, WORKSHOP], FIRST, NAMED)
    gone = updated(before, [REVIEW], LATER, NAMED)
    assert events(gone)[WORKSHOP.uid][2:] == ("CANCELLED", 1, LATER)
    assert updated(gone, [REVIEW], date(2026, 10, 9), NAMED) == gone
    back = events(updated(gone, [REVIEW, WORKSHOP], date(2026, 10, 9), NAMED))
    assert back[WORKSHOP.uid][2:4] == ("CONFIRMED", 2)


def test_an_event_that_has_been_is_not_cancelled():
    before = updated(None, [REVIEW, WORKSHOP], FIRST, NAMED)
    assert events(updated(before, [WORKSHOP], date(2026, 11, 6), NAMED))[REVIEW.uid][2:4] == (
        "CONFIRMED",
        0,
    )


def test_a_single_calendar_leaves_those_beside_it_alone(tmp_path):
    (tmp_path / "sent").mkdir()
    beside = tmp_path / "sent" / "P1.ics"
    beside.write_bytes(updated(None, [REVIEW], FIRST, NAMED))
    before = beside.read_bytes()
    write_calendars(tmp_path, {"due": [WORKSHOP]}, LATER, NAMED, others=False)
    assert beside.read_bytes() == before and (tmp_path / "due.ics").is_file()


@pytest.mark.parametrize("content", [b"", b"no calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_a_file_of_somebody_else_is_left_alone(content, tmp_path):
    assert updated(content, [REVIEW], FIRST, NAMED) is None
    (tmp_path / "people").mkdir()
    own = tmp_path / "people" / "P1.ics"
    own.write_bytes(content)
    assert write_calendars(tmp_path, {"people/P1": [REVIEW]}, FIRST, NAMED) == []
    assert own.read_bytes() == content


def test_words_of_people_cannot_end_an_event():
    bad = replace(REVIEW, text="Bo\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:x; y, z")
    content = updated(None, [bad], FIRST, NAMED)
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == REVIEW.title
    assert len(events(content)) == 1


@pytest.mark.parametrize("who", ["../P1", "P 1", "P1", "", "Ä", "CON"])
def test_no_id_leads_out_of_the_folder(who):
    assert set(file_name(who)) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"
    )
    assert file_name(who) not in ("", "CON")


def test_two_ids_never_share_a_calendar():
    assert len({file_name(who).lower() for who in ("P 1", "P.1", "P-1", "P/1", "p-1")}) == 5


def test_each_person_and_school_has_what_is_theirs_and_the_uids_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(planned, "_EFFORT", 0.01)
    made = plan(year())
    wanted = calendars(made, NAMED)
    first = made.visits[0]
    assert {f"people/{who}" for who in (*first.team, first.champion)} <= set(wanted)
    assert len(wanted["schools/s0"]) == 5 - (first.impact is None)
    of_review = [e for e in wanted["schools/s0"] if e.first == first.start]
    assert of_review[0] in wanted[f"people/{first.team[0]}"]
    assert first.champion and of_review[0] not in wanted[f"people/{first.champion}"]
    assert len(write_calendars(tmp_path, wanted, ON, NAMED)) == len(wanted)
    assert write_calendars(tmp_path, calendars(made, NAMED), LATER, NAMED) == []
    del wanted[f"people/{first.team[0]}"]
    (changed,) = write_calendars(tmp_path, wanted, LATER, NAMED)
    assert {one[2] for one in events(changed.read_bytes()).values()} == {"CANCELLED"}


def test_a_partnership_that_is_renamed_has_no_event_twice(tmp_path):
    def written(name, on, first=WORKSHOP.first):
        named = first_name(tmp_path, name)
        event = replace(WORKSHOP, uid=uid_of(named, "ash", 1), first=first, last=first)
        write_calendars(tmp_path, {"schools/ash": [event]}, on, named)
        return events((tmp_path / "schools" / "ash.ics").read_bytes())

    before = written("Hills", FIRST)
    bytes_before = (tmp_path / "schools" / "ash.ics").read_bytes()
    assert written("Hills and Vales", LATER) == before
    assert (tmp_path / "schools" / "ash.ics").read_bytes() == bytes_before
    ((uid, moved),) = written("Hills and Vales", LATER, date(2026, 11, 20)).items()
    assert uid in before and moved[3] == 1


def test_events_of_a_kit_that_named_nothing_keep_their_uids_under_a_new_name():
    lines = updated(None, [REVIEW, WORKSHOP], FIRST, "Hills").splitlines(keepends=True)
    older = b"".join(line for line in lines if not line.startswith(b"X-SPP-NAMED"))
    assert len(older.splitlines()) == len(lines) - 1
    renamed = [replace(one, uid=uid_of("new", one.title)) for one in (REVIEW, WORKSHOP)]
    after = updated(older, renamed, LATER, "New")
    assert events(after) == events(older)
    assert events(updated(after, renamed, LATER, "New")) == events(older)
    moved = replace(renamed[1], first=date(2026, 11, 20), last=date(2026, 11, 20))
    assert events(updated(after, [renamed[0], moved], LATER, "New"))[WORKSHOP.uid][3] == 1


def test_next_years_review_does_not_move_last_years():
    before = updated(None, [REVIEW], FIRST, NAMED)
    next_year = replace(REVIEW, uid=uid_of("b"), first=date(2027, 11, 4), last=date(2027, 11, 5))
    after = events(updated(before, [next_year], date(2027, 9, 1), NAMED))
    assert after[REVIEW.uid] == events(before)[REVIEW.uid]
    assert after[next_year.uid][0] == next_year.first
