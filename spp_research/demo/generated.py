"""A partnership of any size: its schools, people and timetable, and what each school wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from spp_research.errors import ConfigurationError
from spp_research.schema.vocabulary import PHASES, Span

from .books import PartnershipBook, Row, read_text
from .chains import Host, fill_in_school
from .cycles import years_ago
from .school_year import ACTING, CYCLE, PREPARING, REFLECTED, TERMS, school_day
from .storylines import Setting, load_storylines
from .year_exports import who_took_part, year_exports, year_sheets, year_surveys

FEWEST, MOST = 3, 5000

_AS_AT = date(2026, 7, 10)
_LARGEST_GROUP = 6  # schools that review each other
_FIRST_REVIEWS = (
    (2025, 11, 4),
    (2025, 11, 18),
    (2025, 12, 9),
    (2026, 1, 20),
    (2026, 2, 3),
    (2026, 3, 10),
)
_LATE = 4  # from this place in its group on, a review may be put off to 14 or 15 July
_SCHOOLS_PER_ASSOCIATE = 30
_NEXT_YEAR = 100_003  # between the seeds of two cycles of one school
_TWO_DAYS_FROM = 250  # pupils on roll; larger schools are visited for two days

# Kind of school, its year groups, how common it is, and the rolls it may have.
_KINDS = (
    ("Primary", (1, 6), 60, (92, 640)),
    ("Primary", (1, 6), 14, (48, 88)),
    ("Infant", (1, 2), 13, (88, 270)),
    ("Junior", (3, 6), 13, (118, 480)),
)


def generate(schools: int, seed: int, ago: int = 0) -> PartnershipBook:
    """A partnership of `schools` schools; the same seed gives the same partnership.

    Parameters
    ----------
    ago : how many years before this cycle: the same schools and people with other topics.

    Raises
    ------
    ConfigurationError
        When so many schools cannot review each other or be named.
    """
    if not FEWEST <= schools <= MOST:
        raise ConfigurationError(
            f"A made-up partnership of {schools} schools is not possible. Ask for {FEWEST} to "
            f"{MOST}: a review team comes from other schools, and the names run out."
        )
    words = read_text("generated.toml")
    rng = Random(f"{seed} partnership")
    settings = [_setting(rng) for _ in range(schools)]
    names = _school_names(schools, words, rng)
    listed = [
        _listed(name, kind, setting) for name, (kind, setting) in zip(names, settings, strict=True)
    ]
    staff = _staff(listed, words, rng)
    timetable = _timetable(listed, staff, rng)
    stories = load_storylines()
    books = []
    for place, school in enumerate(listed):
        review, trio, (kind, setting) = timetable[place], staff[place], settings[place]
        context = _context(kind, setting, words, rng)
        people = [(person["person_id"], person["name"]) for person in trio]
        host = Host(
            school["school"],
            school["school_name"],
            kind,
            context,
            setting,
            _stage(review),
            review,
            *people,
        )
        books.append(fill_in_school(host, stories, words, seed + ago * _NEXT_YEAR))
    own = {
        "name": rng.choice(words["partnerships"]),
        "phase": rng.choice(PHASES),
        "cycle": CYCLE,
        "lead": staff[0][0]["person_id"],
        "contact_email": "office@partnership.example",
    }
    staff_rows = _people_rows(staff, words, rng)
    sheets: dict[str, list[dict[str, Any]]] = {
        "partnership": [own],
        "schools": listed,
        "people": staff_rows,
        "timetable": timetable,
        "terms": [{"span": Span.TERM, "first_day": a, "last_day": b} for a, b in TERMS],
    }
    asked = year_surveys(who_took_part(staff_rows))
    sheets |= year_sheets(asked)
    text = f"# The day that the reports of this partnership look from.\nas_at: {_AS_AT}\n"
    book = PartnershipBook(sheets, tuple(books), text, year_exports(asked, seed))
    return years_ago(book, ago)


def _setting(rng: Random) -> tuple[str, Setting]:
    kind, years, _, rolls = rng.choices(_KINDS, weights=[k[2] for k in _KINDS])[0]
    roll = rng.randint(*rolls)
    groups = years[1] - years[0] + 1 + (years[0] == 1)  # Reception is on the roll too
    forms = 0 if roll < 90 else max(1, round(roll / groups / 28))
    classes = max(3, round(roll / 24)) if not forms else groups * forms
    return kind, Setting(years, roll, min(31, max(12, roll // classes)), forms)


def _school_names(number: int, words: Mapping[str, list[str]], rng: Random) -> list[str]:
    """Different names, each of a place that is put together from two or three words."""
    starts, ends, seconds = words["starts"], words["ends"], words["seconds"]
    every = len(starts) * len(ends) * len(seconds)
    names = []
    for pick in rng.sample(range(every), number):
        first, rest = divmod(pick, len(ends) * len(seconds))
        end, second = divmod(rest, len(seconds))
        names.append(f"{starts[first]}{ends[end]}{seconds[second]}")
    return names


def _listed(name: str, kind: str, setting: Setting) -> Row:
    return {
        "school": name.lower().replace(" ", "-"),
        "school_name": f"{name} {kind} School",
        "school_type": kind,
        "pupils_on_roll": setting.roll,
    }


def _staff(listed: Sequence[Row], words: Mapping[str, list[str]], rng: Random) -> list[list[Row]]:
    """A headteacher, a deputy and an improvement champion of each school."""
    every = len(words["first_names"]) * len(words["last_names"])
    picks = [rng.randrange(every) for _ in range(3 * len(listed))]
    if len(picks) <= every:
        picks = rng.sample(range(every), len(picks))
    width = max(2, len(str(len(picks) + 1)))
    people = [
        {"person_id": f"P{number:0{width}d}", "name": _person(pick, words)}
        for number, pick in enumerate(picks, start=1)
    ]
    return [
        [person | {"school": school["school"]} for person in people[3 * n : 3 * n + 3]]
        for n, school in enumerate(listed)
    ]


def _person(pick: int, words: Mapping[str, list[str]]) -> str:
    first, last = divmod(pick, len(words["last_names"]))
    return f"{words['first_names'][first]} {words['last_names'][last]}"


def _people_rows(
    staff: Sequence[Sequence[Row]], words: Mapping[str, list[str]], rng: Random
) -> list[Row]:
    rows: list[Row] = []
    for number, (head, deputy, champion) in enumerate(staff):
        earlier = school_day(date(2025, 9, 15), after=rng.randint(0, 14))
        if number == 0:
            rows.append(_in_role(head, "Partnership lead", earlier))
        rows.append(_in_role(head, "Headteacher", None))
        rows.append(_in_role(head, "Peer reviewer", earlier))
        rows.append(_in_role(deputy, "Peer reviewer", earlier))
        rows.append(_in_role(champion, "Improvement champion", earlier))
    width = len(str(staff[-1][-1]["person_id"])) - 1
    last = 3 * len(staff)
    every = len(words["first_names"]) * len(words["last_names"])
    for number in range(-(-len(staff) // _SCHOOLS_PER_ASSOCIATE)):
        name = _person(rng.randrange(every), words)
        trained = school_day(date(2025, 9, 8))
        school = staff[number * _SCHOOLS_PER_ASSOCIATE][0]["school"]
        person = {"person_id": f"P{last + number + 1:0{width}d}", "name": name, "school": school}
        rows.append(_in_role(person, "SPP associate", trained))
    return rows


def _in_role(person: Row, role: str, trained: date | None) -> Row:
    due = trained.replace(year=trained.year + 2) if trained else None
    return person | {"role": role, "trained_on": trained, "refresher_due": due}


def _timetable(listed: Sequence[Row], staff: Sequence[Sequence[Row]], rng: Random) -> list[Row]:
    """One review a school, by a team and a champion from the schools of its group."""
    rows = []
    for group in _groups(len(listed)):
        for place, host in enumerate(group):
            others = [n for n in group if n != host]
            reviewers = [person["person_id"] for n in others for person in staff[n][:2]]
            review = _dates(place, int(listed[host]["pupils_on_roll"]), rng)
            rows.append(
                {"school": listed[host]["school"]}
                | review
                | {
                    "team": "; ".join(sorted(rng.sample(reviewers, 3))),
                    "champion": staff[rng.choice(others)][2]["person_id"],
                }
            )
    return rows


def _groups(number: int) -> list[range]:
    """Schools that review each other: three to six neighbours in the lead's order."""
    parts = -(-number // _LARGEST_GROUP)
    edges = [round(part * number / parts) for part in range(parts + 1)]
    return [range(first, last) for first, last in pairwise(edges)]


def _dates(place: int, roll: int, rng: Random) -> Row:
    """The dates of one review; schools of a group are reviewed in different weeks."""
    late = rng.random() if place >= _LATE else 1.0
    if late < 0.3:  # put off to the last days of the year
        start, workshop = date(2026, 7, 10 + place), date(2026, 7, 16 + place)
        shared, finished, looked_back = date(2026, 6, 19), date(2026, 6, 12), None
    else:
        start = school_day(date(*_FIRST_REVIEWS[place]), after=rng.randint(0, 2))
        workshop = school_day(start, after=rng.randint(14, 17))
        shared = school_day(start - timedelta(days=25))
        finished = school_day(start - timedelta(days=32))
        looked_back = school_day(date(2026, 6, 16), after=rng.randint(0, 20))
        if late < 0.7:
            looked_back = date(2026, 7, 14)
    two_days = roll >= _TWO_DAYS_FROM and start < date(2026, 7, 1)
    return {
        "self_review_date": finished,
        "data_sharing_date": shared,
        "review_start": start,
        "review_end": school_day(start, after=1) if two_days else start,
        "workshop_date": workshop,
        "impact_review_date": looked_back,
    }


def _stage(review: Row) -> int:
    """How far a school has come on the day that the partnership is looked at."""
    if review["review_start"] > _AS_AT:
        return PREPARING
    return REFLECTED if review["impact_review_date"] <= _AS_AT else ACTING


def _context(kind: str, setting: Setting, words: Mapping[str, list[str]], rng: Random) -> str:
    sizes = {0: "small", 1: "one-form entry", 2: "two-form entry", 3: "three-form entry"}
    size = sizes.get(setting.forms, "large")
    first = f"A {size} {kind.lower()} school {rng.choice(words['places'])}."
    mixed = "" if setting.forms else " Our classes are of mixed ages."
    details = " ".join(rng.sample(words["details"], 2))
    return f"{first}{mixed} {rng.choice(words['intakes'])} {details}"
