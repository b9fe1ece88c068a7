"""Riverside a year earlier, closed by now: what its five schools of then had looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from spp_research.schema.vocabulary import PARTNERSHIP_REPORT

from .books import PartnershipBook, Row, read_text, rows_of
from .chains import fill_in_school
from .cycles import Looked, years_ago
from .school_year import REFLECTED
from .storylines import Host, Setting, load_storyline

_FOLDER = "riverside"
_TRAINED_SINCE = date(2025, 8, 31)  # whoever was trained later had been trained two years before
_TWO_YEARS = timedelta(days=728)
_SIGNED = date(2026, 7, 9)


def riverside_before(now: PartnershipBook) -> PartnershipBook:
    """The cycle 2024-25 of the example.

    Parameters
    ----------
    now : the cycle 2025-26, whose schools, people and terms it has.
    """
    texts = read_text(_FOLDER, "before.toml")
    plans = {str(row["school"]): row for row in rows_of(texts["schools"])}
    teams = {str(row["school"]): row for row in rows_of(texts["timetable"])}
    listed = [row for row in now.sheets["schools"] if row["school"] in plans]
    reviews = {row["school"]: row for row in now.sheets["timetable"]}
    people = [row for row in now.sheets["people"] if not row["school"] or row["school"] in plans]
    timetable = [reviews[row["school"]] | teams[str(row["school"])] for row in listed]
    words = read_text("generated.toml")
    books = []
    for row, review in zip(listed, timetable, strict=True):
        plan = plans[row["school"]]
        setting = Setting(
            (plan["years"][0], plan["years"][1]),
            row["pupils_on_roll"],
            plan["class_size"],
            plan["forms"],
        )
        host = Host(
            row["school"],
            row["school_name"],
            row["school_type"],
            _context(now, row["school"]),
            setting,
            REFLECTED,
            review,
            *_three(people, row["school"]),
        )
        chosen = [load_storyline(name) for name in plan["stories"]]
        books.append(fill_in_school(host, chosen, words, plan["seed"]))
    (own,) = now.sheets["partnership"]
    before = years_ago(
        PartnershipBook(
            {
                "partnership": [{**own, "phase": "Build"}],
                "schools": listed,
                "timetable": timetable,
                "terms": now.sheets["terms"],
                "sign_off": [
                    {
                        "document": PARTNERSHIP_REPORT,
                        "audience": "Partnership",
                        "signed_by": "Ruth Adeyemi",
                        "role": "Partnership lead",
                        "signed_on": _SIGNED,
                        "withdrawn_on": None,
                    }
                ],
            },
            tuple(books),
            now.settings,
        ),
        1,
    )
    return replace(before, sheets=before.sheets | {"people": [_trained_then(r) for r in people]})


def looked_at() -> Looked:
    """What the schools said in 2025-26 of what had gone on."""
    said = {
        (str(row["school"]), str(row["item_id"])): {
            name: row[name] for name in ("state", "looked_on", "seen")
        }
        for row in rows_of(read_text(_FOLDER, "before.toml")["carried"])
    }

    def looked(school: str, row: Row, ago: int) -> Row:
        return said.get((school, row["item_id"]), {})

    return looked


def _context(now: PartnershipBook, slug: str) -> str:
    school = next(school for school in now.schools if school.slug == slug)
    return str(school.sheets["school"][0]["context"])


def _three(people: list[Row], slug: str) -> list[tuple[str, str]]:
    """The head, whoever leads an action beside them, and the champion, as (ID, name)."""
    own = [row for row in people if row["school"] == slug]

    def first(role: str) -> Row:
        return next(row for row in own if row["role"] == role)

    head, champion = first("Headteacher"), first("Improvement champion")
    others = [
        row
        for row in own
        if row["role"] == "Peer reviewer" and row["person_id"] != head["person_id"]
    ]
    three = (head, others[0] if others else head, champion)
    return [(row["person_id"], row["name"]) for row in three]


def _trained_then(row: Row) -> Row:
    trained = row["trained_on"]
    if trained is None or trained <= _TRAINED_SINCE:
        return row
    due = row["refresher_due"]
    return row | {"trained_on": trained - _TWO_YEARS, "refresher_due": due - _TWO_YEARS}
