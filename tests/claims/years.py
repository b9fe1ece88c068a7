"""What the partnership's report says over several cycles, and of help that schools gave."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from claims.reviews import review, shared
from claims.rules import Expected, Place, in_table, rule
from claims.workbooks import Partnership, School

_STATES = ("Still done", "Adapted", "Stopped")
_KINDS = {"Actions": "Action", "Outcomes to measure again": "Outcome", "Practices": "Practice"}


def _cycles(p: Place) -> list[Partnership]:
    """The partnership in every cycle that is kept, the open one last."""
    closed = sorted((p.partnership.folder / "cycles").glob("*/closed.json"))
    return [*(Partnership(path.parent) for path in closed), p.partnership]


def _carried(partnership: Partnership) -> list[tuple[str, str]]:
    """What each thing is and how it is now, of schools whose impact reflection is signed off."""
    rows = [
        row
        for school in partnership.schools.values()
        if (school.folder / "evidence.xlsx").is_file() and shared(school, "Impact reflection")
        for _, row in school.book.get("Carried over", pd.DataFrame()).iterrows()
    ]
    states = [str(row["How it is now"]) for row in rows]
    return [
        (str(row["What it is"]), state if state in _STATES else "Not looked at")
        for row, state in zip(rows, states, strict=True)
    ]


@rule(
    r"(?P<n><N>) things? went on from (?:an )?earlier cycles?(?:: still done (?P<s><N>|none),"
    r" adapted (?P<a><N>|none), stopped (?P<o><N>|none), not looked at yet (?P<r><N>|none))?"
    r"|Of (?P<l><N>) things? looked at, (?P<k><N>) (?:is|are) still done",
    "counted",
)
def _lasted(p: Place) -> Expected | None:
    now = Counter(state for _, state in _carried(p.partnership))
    still, adapted, stopped = (now[state] for state in _STATES)
    every = now.total()
    return {
        "n": (every, "rows of Carried over"),
        "s": (still, "still done"),
        "a": (adapted, "adapted"),
        "o": (stopped, "stopped"),
        "r": (now["Not looked at"], "not looked at"),
        "l": (every - now["Not looked at"], "looked at"),
        "k": (still + adapted, "still done or adapted"),
    }


def _cell(p: Place) -> tuple[str, int]:
    """The name of a row, and in which of its cells a number stands, from 0."""
    name = p.line.text.split("|")[1].strip()
    return name, p.line.text[: p.match.start()].count("|") - 2


@rule(r"(?<=\| )(?P<n>\d+)(?= \|)", "counted", in_table("tbl-lasted"))
def _lasted_by_kind(p: Place) -> Expected | None:
    name, at = _cell(p)
    if name in _KINDS:
        own = [state for what, state in _carried(p.partnership) if what == _KINDS[name]]
    else:
        then = next((c for c in _cycles(p) if name.endswith(_called(c))), None)
        own = [state for _, state in _carried(then)] if then else []
    return {"n": (Counter(own)[(*_STATES, "Not looked at")[at]], "rows of Carried over")}


def _called(partnership: Partnership) -> str:
    return str(partnership.book["The partnership"]["Review cycle"].iloc[0])


@rule(
    r"(?<=\| )(?P<n>\d+)(?: of (?P<of>\d+))?(?= \|)",
    "counted",
    in_table("tbl-years"),
)
def _years(p: Place) -> Expected | None:
    """Counts of each cycle; what a closed one knew of results is kept in its share files alone."""
    name, at = _cell(p)
    partnership = _cycles(p)[at]
    schools = list(partnership.schools.values())
    reviews = [review(s) for s in schools if _signed(s, "Review summary")]
    actions = [row for r in reviews for _, row in r.actions.iterrows()]
    completed = sum(row["Where it is"] == "Completed" for row in actions)
    if name.startswith("Schools with a next step on "):
        theme = name.removeprefix("Schools with a next step on ")
        on = sum(any(f.theme == theme for f in r.kind("Next step")) for r in reviews)
        return {"n": (on, "schools with one"), "of": (len(reviews), "reviews signed off")}
    found = {
        "Schools in the partnership": (len(schools), 0),
        "Review summaries signed off": (len(reviews), len(schools)),
        "Strengths found": (sum(len(r.kind("Strength")) for r in reviews), 0),
        "Next steps found": (sum(len(r.kind("Next step")) for r in reviews), 0),
        "Actions shared": (len(actions), 0),
        "Actions completed": (completed, len(actions)),
        "Practices signed off": (sum(_signed(s, "Best-practice write-up") for s in schools), 0),
    }.get(name)
    return found and {"n": (found[0], name), "of": (found[1], name)}


def _signed(school: School, document: str) -> bool:
    return (school.folder / "evidence.xlsx").is_file() and shared(school, document)


@rule(
    r"Between [\d-]+ and [\d-]+ (?:(?P<j><N>) schools? joined)?(?: and )?"
    r"(?:(?P<l><N>) schools? left)?"
    r"|(?P<c><N>) cycles of the partnership",
    "counted",
)
def _came_and_went(p: Place) -> Expected | None:
    cycles = _cycles(p)
    slugs = {_called(c): {s.slug for s in c.schools.values()} for c in cycles}
    found: Expected = {"c": (len(cycles), "cycles that are kept")}
    names = [name for name in slugs if name in p.line.text]
    if len(names) == 2:
        before, after = (slugs[name] for name in names)
        found |= {"j": (len(after - before), "joined"), "l": (len(before - after), "left")}
    return found


@rule(
    r"helped each other (?P<n><N>) times|stood behind (?P<a><N>|none) of them, and of"
    r" (?P<k><N>|none) it is known|(?P<t><N>) times that one school",
    "counted",
)
def _visits(p: Place) -> Expected | None:
    rows = p.partnership.book.get("Visits and support given", pd.DataFrame())
    if rows.empty:
        return None
    return {
        "n": (len(rows), "visits"),
        "t": (len(rows), "visits"),
        "a": (int(rows["Support ID"].notna().sum()), "visits from an offer or a need"),
        "k": (int(rows["What came of it"].notna().sum()), "visits with what came of them"),
    }
