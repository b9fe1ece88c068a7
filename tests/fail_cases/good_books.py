"""A good workbook of each kind, small enough to know by heart, and ways to break it.

Each case of the corpus takes one of these and breaks one thing.
"""

from __future__ import annotations

import copy
import csv
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from spp_research import intake
from spp_research.intake import Fault
from spp_research.intake.layout import column_letters
from spp_research.partnership import timetable
from spp_research.schema import PARTNERSHIP, PUPILS, SCHOOL, SURVEYS, Workbook
from spp_research.workspace import Workspace

D = dt.date

LEAD_ROWS: dict[str, list[dict[str, Any]]] = {
    "partnership": [
        {"name": "Millbrook Partnership", "phase": "Build", "cycle": "2025-26", "lead": "P01"}
    ],
    "schools": [
        {"school": "ashdown", "school_name": "Ashdown Primary School", "pupils_on_roll": 210},
        {"school": "birchwood", "school_name": "Birchwood School", "pupils_on_roll": 388},
    ],
    "people": [
        {"person_id": "P01", "name": "Ann Hill", "school": "ashdown", "role": "Partnership lead"},
        *(
            {
                "person_id": f"P0{n}",
                "name": name,
                "school": "birchwood",
                "role": "Peer reviewer",
                "trained_on": D(2025, 9, 12),
                "refresher_due": D(2027, 9, 12),
            }
            for n, name in ((2, "Bo Lane"), (3, "Cy Moss"), (4, "Di Noor"))
        ),
        *(
            {
                "person_id": f"P0{n}",
                "name": name,
                "school": "ashdown",
                "role": "Peer reviewer",
                "trained_on": D(2025, 9, 12),
            }
            for n, name in ((5, "Ed Pike"), (6, "Fay Reed"), (7, "Gus Shaw"))
        ),
        {
            "person_id": "P08",
            "name": "Hal Todd",
            "school": "birchwood",
            "role": "Improvement champion",
            "trained_on": D(2025, 9, 19),
        },
        {
            "person_id": "P09",
            "name": "Ivy Upton",
            "school": "ashdown",
            "role": "Improvement champion",
            "trained_on": D(2025, 9, 19),
        },
    ],
    "timetable": [
        {
            "school": "ashdown",
            "self_review_date": D(2025, 10, 3),
            "data_sharing_date": D(2025, 10, 10),
            "review_start": D(2025, 11, 4),
            "review_end": D(2025, 11, 5),
            "workshop_date": D(2025, 11, 20),
            "impact_review_date": D(2026, 6, 18),
            "team": "P02; P03; P04",
            "champion": "P08",
        },
        {
            "school": "birchwood",
            "self_review_date": D(2025, 10, 10),
            "data_sharing_date": D(2025, 10, 17),
            "review_start": D(2025, 11, 18),
            "workshop_date": D(2025, 12, 4),
            "team": "P05; P06; P07",
            "champion": "P09",
        },
    ],
    "own_words": [
        {
            "heading": "A year of looking together",
            "words": "We promised to look at one thing properly.\n\nWe did.",
            "audience": "Public",
        },
        {"words": "Thank you to all who gave a day."},
    ],
    "phase_markers": [
        {
            "marker": "People trained here have trained others",
            "state": "Seen in part",
            "evidence": "A champion trained another over three mornings.",
            "looked_on": D(2026, 6, 15),
        }
    ],
    "alike": [
        {
            "school": "ashdown",
            "first_cycle": "2024-25",
            "first_outcome": "O1",
            "second_outcome": "O3",
            "same_test": "Yes",
            "same_time": "Yes",
            "same_year_group": "Yes",
        }
    ],
}

SCHOOL_ROWS: dict[str, list[dict[str, Any]]] = {
    "school": [
        {
            "school": "ashdown",
            "school_name": "Ashdown Primary School",
            "school_type": "Primary",
            "pupils_on_roll": 210,
            "focus": "To what extent does every pupil read each day?",
        }
    ],
    "self_review": [
        {
            "question_id": "Q1",
            "theme": "Looking Inward: What happens in the classroom?",
            "question": "To what extent do pupils choose books well?",
            "self_view": "Most do. Some who joined late do not.",
        },
        {
            "question_id": "Q2",
            "theme": "Our Impact: Pupil attainment, progress and learning",
            "question": "To what extent do pupils read with fluency?",
        },
    ],
    "evidence": [
        {
            "evidence_id": "E1",
            "question_id": "Q1",
            "source_type": "Lesson visit",
            "date": D(2025, 11, 4),
            "informant": "Pupils",
            "people": 6,
            "seen": "Five of six pupils chose a book without help.",
            "direction": "Strength",
        },
        {
            "evidence_id": "E2",
            "question_id": "Q2",
            "source_type": "Pupil interview",
            "date": D(2025, 11, 5),
            "people": 8,
            "seen": "Three pupils said that the words came too fast.",
            "direction": "Next step",
        },
    ],
    "findings": [
        {
            "finding_id": "F1",
            "kind": "Strength",
            "question_id": "Q1",
            "finding": "Pupils choose books with care.",
            "evidence_ids": "E1",
        },
        {
            "finding_id": "F2",
            "kind": "Next step",
            "question_id": "Q2",
            "finding": "Some pupils need more time to practise.",
            "evidence_ids": "E1; E2",
        },
    ],
    "actions": [
        {
            "action_id": "A1",
            "finding_id": "F2",
            "action": "Read for ten minutes a day.",
            "lead": "P09",
            "start_date": D(2026, 1, 5),
            "review_date": D(2026, 3, 20),
            "status": "Under way",
        },
        {
            "action_id": "A2",
            "action": "Sort the books again.",
            "status": "Completed",
            "what_was_done": "Sorted in June.",
        },
    ],
    "outcomes": [
        {
            "outcome_id": "O1",
            "action_id": "A1",
            "outcome": "Words read in a minute",
            "group": "Year 3",
            "unit": "words a minute",
            "design": "A",
            "primary": "Yes",
            "higher_is_better": "Yes",
            "smallest_worthwhile": 5.5,
            "named_on": D(2026, 1, 8),
            "baseline_date": D(2026, 1, 12),
            "follow_up_date": D(2026, 7, 6),
            "lowest_possible": 0,
            "highest_possible": 2000,
        }
    ],
    "observations": [
        {
            "observation_id": "V1",
            "question_id": "Q1",
            "date": D(2025, 11, 4),
            "looked_for": looked_for,
            "observer": observer,
            "noted": noted,
        }
        for looked_for, observer, noted in (
            ("Pupils choose a book", "P02", "Seen"),
            ("Pupils choose a book", "P03", "Partly seen"),
            ("Pupils read it aloud", "P02", "Not seen"),
            ("Pupils read it aloud", "P03", "Not seen"),
        )
    ],
    "register": [
        {
            "register_id": "R1",
            "study": "Example study (2024)",
            "stage": "Key stage 2",
            "outcome": "Reading fluency",
            "says": "Pupils who re-read aloud read more words a minute.",
            "estimated": "Yes",
            "effect": 0.2,
            "low": 0.05,
            "high": 0.35,
            "locator": "https://example.org/study, table 3",
            "accessed": D(2025, 10, 6),
        },
        {
            "register_id": "R2",
            "study": "Another example (2020)",
            "stage": "Key stage 2",
            "outcome": "Reading",
            "says": "The tests were cancelled.",
            "estimated": "No",
            "locator": "https://example.org/other, page 2",
            "accessed": D(2025, 10, 6),
        },
    ],
    "support": [
        {
            "support_id": "S1",
            "kind": "Offer",
            "theme": "Looking Inward: What happens in the classroom?",
            "support": "Come and watch at 8.50.",
            "contact": "P09",
        }
    ],
    "implementation": [
        {"action_id": "A1", "engage": "We chose the books.", "sessions_planned": 40}
    ],
    "check_ins": [
        {
            "action_id": "A1",
            "looked_on": D(2026, 2, 13),
            "going": "Changed on the way",
            "noticed": "The ten minutes slipped to after assembly.",
        }
    ],
    "series": [
        {
            "series_id": "W1",
            "action_id": "A1",
            "counted": "Pupils who read at home on Thursday, Year 3",
            "unit": "per cent of pupils",
            "kind": "Percent",
            "higher_is_better": "Yes",
            "pupils": 60,
            "began_on": D(2026, 1, 5),
        }
    ],
    "series_points": [
        {
            "series_id": "W1",
            "day": D(2025, 11, 6) + dt.timedelta(weeks=n),
            "value": 30 + 3 * (n % 4) + n,
            "out_of": 60,
        }
        for n in range(14)
    ],
    "survey_map": [
        {
            "item_id": item,
            "file": "pupils-january.csv",
            "asked": asked,
            "scale": scale,
            "informant": "Pupils",
            "wave": "Before",
            "invited": 8,
        }
        for item, asked, scale in (
            ("I1", "I choose a book without help", "Agreement, five points"),
            ("I2", "How often do you read aloud?", "How often, five points"),
            ("I3", "Whom do you read to?", "Several answers"),
            ("I4", "What would help you?", "Own words"),
        )
    ],
    "ethics": [
        {
            "told": "A letter home said what we would ask.",
            "consent": "Pupils could say no.",
            "kept": "One file on the school's drive until August 2027.",
            "checked_by": "Ann Hill",
            "checked_on": D(2025, 9, 12),
        }
    ],
    "reflection": [{"action_id": "A1", "what_changed": "Pupils pick up a book unasked."}],
    "practice": [
        {
            "practice_id": "B1",
            "principle": "Read for ten minutes a day",
            "theme": "Looking Inward: What happens in the classroom?",
            "in_short": "Ten minutes a day with a known adult.",
            "contact_email": "office@ashdown.example",
        }
    ],
    "sign_off": [
        {
            "document": "Review summary",
            "audience": "Partnership",
            "signed_by": "Ann Hill",
            "role": "Headteacher",
            "signed_on": D(2025, 12, 3),
        }
    ],
}

PUPIL_ROWS: dict[str, list[dict[str, Any]]] = {
    "pupil_outcomes": [
        {
            "outcome_id": "O1",
            "pupil_id": f"{n:03d}",
            "group": "Project" if n % 2 else "Comparison",
            "class_name": "3A",
            "baseline": 20 + n,
            "follow_up": 24.5 + n,
        }
        for n in range(1, 9)
    ]
}

PAPER_ROWS: dict[str, list[dict[str, Any]]] = {
    "survey_responses": [
        {"respondent_id": f"{n:03d}", "item_id": item, "wave": "Before", "answer": answer}
        for n in range(1, 4)
        for item, answer in (("I1", "Agree"), ("I2", "Sometimes"))
    ]
}

EXPORT_ROWS: list[list[str]] = [
    [
        *("ID", "Start time", "Completion time", "Email", "Name"),
        *(row["asked"] for row in SCHOOL_ROWS["survey_map"]),
    ],
    *(
        [
            *(str(n), f"08/01/2026 09:0{n}", f"08/01/2026 09:1{n}", "anonymous", ""),
            *("Agree", "Sometimes", "A friend;At home;", "More time" if n == 2 else ""),
        ]
        for n in range(1, 7)
    ),
]

# The lead's own survey, only where a case is about it: its export stands beside the workbook.
YEAR_ROWS: dict[str, list[dict[str, Any]]] = {
    "year_survey_map": [
        {
            "item_id": item,
            "file": "peer-review.csv",
            "asked": asked,
            "about": "Peer review itself",
            "scale": scale,
            "wave": "Once",
        }
        for item, asked, scale in (
            ("I1", "The review was worth its time", "Agreement, five points"),
            ("I2", "What should change?", "Own words"),
        )
    ],
    "survey_roles": [
        {
            "file": "peer-review.csv",
            "role": role,
            "invited": 4,
            "role_question": "What is your role?",
        }
        for role in ("Peer reviewer", "Improvement champion")
    ],
}
YEAR_EXPORT: list[list[str]] = [
    ["Timestamp", "What is your role?", "The review was worth its time", "What should change?"],
    *(
        [f"2026/07/02 9:0{n}:00 AM GMT+1", role, "Agree", ""]
        for n, role in enumerate(("Peer reviewer", "Improvement champion") * 3)
    ),
]

BOOKS = {
    "partnership": (PARTNERSHIP, LEAD_ROWS),
    "school": (SCHOOL, SCHOOL_ROWS),
    "pupils": (PUPILS, PUPIL_ROWS),
    "paper": (SURVEYS, PAPER_ROWS),
}
KNOWN = {
    "people.person_id": frozenset(p["person_id"] for p in LEAD_ROWS["people"]),
    "schools.school": frozenset({"ashdown", "birchwood"}),
    "timetable.review_start at ashdown": frozenset({"2025-11-04"}),
    "outcomes.outcome_id": frozenset({"O1"}),
    "survey_map.item_id": frozenset({"I1", "I2", "I3", "I4"}),
}

Rows = dict[str, list[dict[str, Any]]]
Case = Callable[[Path], list[Fault]]


@dataclass(frozen=True)
class Broken:
    """One broken workbook: the code that must be found in it, and how to make and read it."""

    code: str
    name: str
    faults: Case


CASES: list[Broken] = []


def case(code: str) -> Callable[[Case], Case]:
    """Add a function to the corpus; it makes a broken file in a folder and gives its faults."""

    def add(function: Case) -> Case:
        CASES.append(Broken(code, function.__name__, function))
        return function

    return add


_WRITTEN: dict[tuple[str, str], bytes] = {}


def write_workbook(path: Path, workbook: Workbook, rows: Rows) -> Path:
    """Write a workbook as the kit does: once for the same rows, since that is most of a case."""
    key = workbook.name, repr(rows)
    if key not in _WRITTEN:
        _WRITTEN[key] = intake.write_workbook(path, workbook, rows).read_bytes()
    path.write_bytes(_WRITTEN[key])
    return path


def write(folder: Path, kind: str, change: Callable[[Rows], object] | None = None) -> Path:
    """Write a good workbook, after `change` has broken its rows."""
    workbook, rows = BOOKS[kind]
    rows = copy.deepcopy(rows)
    if change:
        change(rows)
    return write_workbook(folder / f"{kind}.xlsx", workbook, rows)


def edit(path: Path, change: Callable[[Any], object]) -> Path:
    """Open a written workbook the way another program would, break it, and save it."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def faults_of(path: Path, kind: str) -> list[Fault]:
    """What is found in a file that should be a workbook of this kind."""
    return list(intake.read_workbook(path, BOOKS[kind][0], KNOWN).faults)


def school(folder: Path, change: Callable[[Rows], object]) -> list[Fault]:
    """Faults of a school's workbook after its rows were broken."""
    return faults_of(write(folder, "school", change), "school")


def school_edited(folder: Path, change: Callable[[Any], object]) -> list[Fault]:
    """Faults of a school's workbook after the written file was broken."""
    return faults_of(edit(write(folder, "school"), change), "school")


def pupils(folder: Path, change: Callable[[Rows], object]) -> list[Fault]:
    """Faults of a pupil file after its rows were broken."""
    return faults_of(write(folder, "pupils", change), "pupils")


def pupils_edited(folder: Path, change: Callable[[Any], object]) -> list[Fault]:
    """Faults of a pupil file after the written file was broken."""
    return faults_of(edit(write(folder, "pupils"), change), "pupils")


def lead(folder: Path, change: Callable[[Rows], object]) -> list[Fault]:
    """Faults of the lead's workbook after its rows were broken, the timetable's included."""
    path = write(folder, "partnership", change)
    reading = intake.read_lead(Workspace(path.parent))
    return [*reading.faults, *(timetable.check_reading(reading) if reading.ok else ())]


def at(kind: str, sheet: str, column: str, row: int) -> str:
    """The address of a cell of the template, wherever its column stands today."""
    names = [field.name for field in BOOKS[kind][0].sheet(sheet).fields]
    return f"{column_letters(names.index(column) + 2)}{row}"


def cell(sheet: str, row: int, **values: object) -> Callable[[Rows], object]:
    """A change of one row (0 is the first)."""
    return lambda rows: rows[sheet][row].update(values)


def workspace(folder: Path) -> Workspace:
    """A workspace with both schools' workbooks and one pupil file."""
    place = Workspace(folder)
    write_workbook(folder / "partnership.xlsx", PARTNERSHIP, LEAD_ROWS)
    for slug in ("ashdown", "birchwood"):
        rows = copy.deepcopy(SCHOOL_ROWS)
        rows["school"][0]["school"] = slug
        if slug == "birchwood":  # observed by visitors there too
            for row in rows["observations"]:
                row["observer"] = {"P02": "P05", "P03": "P06"}[row["observer"]]
        (folder / "schools" / slug / "pupils").mkdir(parents=True)
        write_workbook(folder / "schools" / slug / "evidence.xlsx", SCHOOL, rows)
        write_export(folder / "schools" / slug / "surveys" / "pupils-january.csv", EXPORT_ROWS)
    pupil_file = folder / "schools" / "ashdown" / "pupils" / "reading.xlsx"
    write_workbook(pupil_file, PUPILS, PUPIL_ROWS)
    return place


def write_export(path: Path, rows: list[list[str]]) -> Path:
    """Write what a form maker exported."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def survey(
    folder: Path,
    change: Callable[[list[list[str]]], object] = lambda rows: None,
    change_map: Callable[[Rows], object] = lambda rows: None,
) -> list[Fault]:
    """What checking finds after an export, or the map that reads it, was broken."""
    place = workspace(folder)
    surveys = folder / "schools" / "ashdown" / "surveys"
    rows = copy.deepcopy(EXPORT_ROWS)
    change(rows)
    write_export(surveys / "pupils-january.csv", rows)
    books = copy.deepcopy(SCHOOL_ROWS)
    change_map(books)
    write_workbook(folder / "schools" / "ashdown" / "evidence.xlsx", SCHOOL, books)
    return all_faults(place)


def year(
    folder: Path,
    change: Callable[[list[list[str]]], object] = lambda rows: None,
    change_book: Callable[[Rows], object] = lambda rows: None,
) -> list[Fault]:
    """What checking finds there after the lead's survey, or the sheets about it, were broken."""
    place = workspace(folder)
    rows = copy.deepcopy(YEAR_EXPORT)
    change(rows)
    write_export(folder / "surveys" / "peer-review.csv", rows)
    books = copy.deepcopy(LEAD_ROWS | YEAR_ROWS)
    change_book(books)
    write_workbook(folder / "partnership.xlsx", PARTNERSHIP, books)
    return [found for found in all_faults(place) if not found.file.startswith("schools/")]


def all_faults(place: Workspace) -> list[Fault]:
    """Everything that checking a workspace finds."""
    return [found for reading in intake.check_workspace(place) for found in reading.faults]


def as_line(fault: Fault) -> str:
    """A fault as the golden file keeps it."""
    place = ", ".join(part for part in (fault.sheet, fault.cell, fault.column) if part)
    where = f"{fault.file}: {place}" if place else fault.file
    return f"{fault.severity} {fault.code} [{where}]\n{fault.message}"


Fields = Mapping[str, object]
