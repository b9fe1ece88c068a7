"""Timetables that break a rule of the roles or of the cycle."""

from __future__ import annotations

import datetime as dt

from good_books import case, cell, lead

from spp_research.intake.read.registrations import (
    Colleague,
    Registration,
    ThatSchool,
    Trained,
    sealed,
    text_of,
)

D = dt.date


@case("timetable.champion-own-school")
def champion_of_the_host_school(folder):
    return lead(folder, cell("timetable", 0, champion="P09"))


@case("timetable.champion-in-team")
def champion_who_was_in_the_review(folder):
    def change(rows):
        rows["people"].append({**rows["people"][1], "role": "Improvement champion"})
        rows["timetable"][0]["champion"] = "P02"

    return lead(folder, change)


@case("timetable.champion-namesake")
def champion_with_the_name_of_a_reviewer(folder):
    def change(rows):
        champion = rows["timetable"][0]["champion"]
        name = rows["people"][1]["name"]
        for person in rows["people"]:
            if person["person_id"] == champion:
                person["name"] = f"Dr {name}"

    return lead(folder, change)


@case("timetable.not-in-role")
def champion_without_the_role(folder):
    return lead(folder, cell("timetable", 1, champion="P01"))


@case("timetable.not-in-role")
def reviewer_without_the_role(folder):
    return lead(folder, cell("timetable", 0, team="P02; P03; P08", champion=None))


@case("timetable.no-champion")
def no_champion(folder):
    return lead(folder, cell("timetable", 0, champion=None))


@case("timetable.reviewer-own-school")
def reviewer_of_the_host_school(folder):
    return lead(folder, cell("timetable", 0, team="P02; P03; P05"))


@case("timetable.team-size")
def team_of_two(folder):
    return lead(folder, cell("timetable", 0, team="P02; P03"))


@case("timetable.team-size")
def nobody_in_the_team(folder):
    return lead(folder, cell("timetable", 0, team=None))


@case("timetable.no-review")
def school_without_a_review(folder):
    return lead(folder, lambda rows: rows["timetable"].pop())


@case("timetable.not-trained")
def trained_after_the_review(folder):
    return lead(folder, cell("people", 1, trained_on=D(2026, 1, 9)))


@case("timetable.not-trained")
def no_date_of_training(folder):
    return lead(folder, cell("people", 7, trained_on=None))


@case("timetable.training-out-of-date")
def refresher_due_before_the_review(folder):
    return lead(folder, cell("people", 1, trained_on=D(2023, 9, 1), refresher_due=D(2025, 9, 1)))


@case("timetable.dates-order")
def workshop_before_the_review(folder):
    return lead(folder, cell("timetable", 0, workshop_date=D(2025, 10, 20)))


@case("timetable.dates-order")
def review_ends_before_it_starts(folder):
    return lead(folder, cell("timetable", 0, review_end=D(2025, 11, 3)))


@case("timetable.review-length")
def review_of_a_week(folder):
    return lead(folder, cell("timetable", 0, review_end=D(2025, 11, 10)))


@case("timetable.double-booked")
def reviewer_in_two_places(folder):
    return lead(
        folder,
        cell("timetable", 1, team="P05; P06; P07; P02", review_start=D(2025, 11, 5)),
    )


# --- reviewers of another partnership


def harbour(folder, **changed):
    """A registration of another side beside the lead's workbook."""
    people = [
        Colleague(
            person_id="RA1",
            name="Rowan Ashe",
            school="ashdown",  # they have a school of that short name too
            roles=(Trained(role="Peer reviewer", trained_on=D(2025, 9, 12)),),
        ),
        Colleague(
            person_id="P02",
            name="Imke Vos",
            school="ashdown",
            roles=(Trained(role="Improvement champion", trained_on=D(2026, 9, 12)),),
        ),
    ]
    side = Registration(
        **{
            "partnership_id": "harbour",
            "partnership": "Harbour Trust",
            "cycle": "2025-26",
            "made_on": D(2025, 10, 1),
            "schools": (ThatSchool(school="ashdown", school_name="Ashdown Academy"),),
            "people": tuple(people),
        }
        | changed
    )
    (folder / "partners").mkdir()
    (folder / "partners" / "harbour.json").write_text(text_of(sealed(side)), encoding="utf-8")


@case("timetable.partner-withdrawn")
def reviewer_of_a_side_that_took_back_its_part(folder):
    harbour(folder, withdrawn_on=D(2025, 10, 1))
    return lead(folder, cell("timetable", 0, team="P02; P03; harbour:RA1"))


@case("timetable.not-in-role")
def champion_of_another_side_who_is_a_reviewer_there(folder):
    harbour(folder)
    return lead(folder, cell("timetable", 0, champion="harbour:RA1"))


@case("timetable.not-trained")
def champion_of_another_side_who_is_trained_next_year(folder):
    harbour(folder)
    return lead(folder, cell("timetable", 0, champion="harbour:P02"))


@case("reference.unknown")
def reviewer_of_a_side_that_is_not_registered(folder):
    return lead(folder, cell("timetable", 0, team="P02; P03; harbour:RA1"))


@case("reference.unknown")
def lead_of_another_side(folder):
    harbour(folder)
    return lead(folder, cell("partnership", 0, lead="harbour:RA1"))


@case("reference.unknown")
def reviewer_whose_home_school_is_elsewhere(folder):
    return lead(folder, cell("people", 1, school="harbour-primary", from_elsewhere="Harbour Trust"))


@case("reference.gone")
def reviewer_whom_a_side_does_not_name_any_more(folder):
    harbour(folder, made_on=D(2026, 1, 12))
    return lead(folder, cell("timetable", 0, team="P02; P03; harbour:RA7"))


@case("reference.unknown")
def champion_whom_a_side_does_not_name_before_the_workshop(folder):
    harbour(folder, made_on=D(2025, 11, 10))
    return lead(folder, cell("timetable", 0, champion="harbour:P07"))


@case("timetable.person-left")
def reviewer_who_has_left(folder):
    return lead(folder, cell("people", 1, left_on=D(2025, 10, 24)))


@case("timetable.school-left")
def review_of_a_school_that_has_left(folder):
    return lead(folder, cell("schools", 0, left_on=D(2025, 10, 24)))


# --- what a plan is made from


@case("plan.unclear")
def days_of_nobody(folder):
    row = {"first_day": D(2025, 11, 10), "last_day": D(2025, 11, 14)}
    return lead(folder, lambda rows: rows.setdefault("away", []).append(row))


@case("plan.unclear")
def days_of_a_person_and_a_school_without_a_day(folder):
    row = {"person_id": "P02", "school": "ashdown"}
    return lead(folder, lambda rows: rows.setdefault("away", []).append(row))


@case("plan.unclear")
def workshop_that_is_sooner_and_later(folder):
    row = {"workshop_after": 14, "workshop_within": 7}
    return lead(folder, lambda rows: rows.setdefault("planning", []).append(row))


@case("dates.order")
def term_that_ends_before_it_begins(folder):
    row = {"span": "Term", "first_day": D(2026, 1, 5), "last_day": D(2025, 2, 13)}
    return lead(folder, lambda rows: rows.setdefault("terms", []).append(row))
