"""What documents say over several cycles: the phase, the years, a school's own line, help given.

A cycle that is over has its workbooks and its share files, and pupils' files no more. So what was
known of results then is taken from the share files; all else is counted in the workbooks.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pandas as pd

from claims.annual import AS_AT, shared_actions, standing, support
from claims.reckon import Range
from claims.reviews import shared, signed_reviews
from claims.rules import Expected, Place, in_table, limits, rule, signed
from claims.workbooks import Partnership, School

_STATES = ("Still done", "Adapted", "Stopped")
_KINDS = {"Actions": "Action", "Outcomes to measure again": "Outcome", "Practices": "Practice"}


def _cycles(p: Place) -> list[Partnership]:
    """The partnership in every cycle that is kept, the open one last."""
    return [*p.partnership.earlier, p.partnership]


def _in(p: Place, text: str) -> Partnership | None:
    """The partnership in the cycle that a cell or the head of a column names."""
    return next((one for one in _cycles(p) if one.cycle == p.token("cycle", text)), None)


def _over(partnership: Partnership) -> bool:
    return (partnership.folder / "closed.json").is_file()


def _carried(partnership: Partnership) -> list[tuple[str, str]]:
    """What each thing is and how it is now, of schools whose impact reflection is signed off."""
    rows = [
        row
        for school in partnership.schools.values()
        if shared(school, "Impact reflection")
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
        then = _in(p, name)
        own = [state for _, state in _carried(then)] if then else []
    return {"n": (Counter(own)[(*_STATES, "Not looked at")[at]], "rows of Carried over")}


@rule(
    r"(?<=\| )(?P<n>\d+)(?: of (?P<of>\d+))?(?= \|)",
    "counted",
    in_table("tbl-years"),
)
def _years(p: Place) -> Expected | None:
    name, _ = _cell(p)
    partnership = _in(p, p.line.column(p.match.start()))
    if partnership is None:
        return None
    schools = list(partnership.schools.values())
    reviews = signed_reviews(partnership)
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
        "Actions with a known result": (_known(partnership), len(actions)),
        "Practices signed off": (sum(shared(s, "Best-practice write-up") for s in schools), 0),
    }.get(name)
    return found and {"n": (found[0], name), "of": (found[1], name)}


def _known(partnership: Partnership) -> int:
    """Actions with a result that tells something."""
    known = _known_then if _over(partnership) else standing
    return sum(
        known(school, action) == "known" for school, action, _ in shared_actions(partnership)
    )


def _known_then(school: School, action: str) -> str:
    """What was known of an action of a cycle that is over, by what its school had shared.

    As of an action of the open cycle. A verdict that its own range does not bear out is none.
    """
    mine = [e for e in _kept(school)["effects"] if e["action_id"] == action]
    if any(_tells(effect) for effect in mine):
        return "known"
    told = school.book["Reflection on impact"].set_index("Action ID")["What changed"].dropna()
    only = bool(mine) and all(e["design"] == "D" and not e["primary"] for e in mine)
    return "known" if only and action in told.index else ""


def _tells(effect: dict[str, Any]) -> bool:
    """Whether the range that was shared lies where the verdict says, as near as it was rounded."""
    if effect["value"] is None:
        return False
    ends = effect["low"], effect["high"]
    low, high = ends if effect["higher_is_better"] else (-ends[1], -ends[0])
    worthwhile, near = effect["smallest_worthwhile"], 0.05
    return {
        "better": low >= -near,
        "worse": high <= near,
        "no worthwhile change": -worthwhile - near <= low and high <= worthwhile + near,
    }.get(effect["verdict"], False)


def _kept(school: School) -> dict[str, Any]:
    """The share file of a school, from the folder in which its cycle is."""
    return Partnership(school.folder.parents[1]).share[school.slug]


@rule(
    r"Between ⟦y[a-j]+⟧ and ⟦y[a-j]+⟧ (?:(?P<j><N>) schools? joined)?(?: and )?"
    r"(?:(?P<l><N>) schools? left)?"
    r"|(?P<c><N>) cycles of the partnership",
    "counted",
)
def _came_and_went(p: Place) -> Expected | None:
    cycles = _cycles(p)
    found: Expected = {"c": (len(cycles), "cycles that are kept")}
    named = [_in(p, token) for token in re.findall(r"⟦y[a-j]+⟧", p.match[0])]
    if len(named) == 2 and all(named):
        before, after = ({s.slug for s in one.schools.values()} for one in named)
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


@rule(r"Of (?P<n><N>) needs written down, (?P<v><N>) led to a visit so far", "counted")
def _needs_with_a_visit(p: Place) -> Expected | None:
    rows = p.partnership.book["Visits and support given"]
    asked = {(row["Whose offer or need"], row["Support ID"]) for _, row in rows.iterrows()}
    visited = 0
    for review in signed_reviews(p.partnership):
        support_sheet = review.school.book["Support offered and needed"]
        for _, row in support_sheet[support_sheet["Offer or need"] == "Need"].iterrows():
            visited += (review.school.folder.name, row["Support ID"]) in asked
    needs, _, _ = support(p.partnership, AS_AT)
    return {"n": (needs, "needs that stand"), "v": (visited, "needs with a visit")}


@rule(
    r"each cycle that is kept: (?:seen|not yet), (?P<c><N>) of (?P<k><N>) cycles"
    r"|practice with everyone: (?:seen|not yet), (?P<p><N>) of (?P<s><N>) schools"
    r"|more than one school: (?:seen|not yet), (?P<w><N>) of (?P<l><N>) champions",
    "counted",
)
def _hub(p: Place) -> Expected | None:
    """What would be seen of a hub, over the cycles that are kept."""
    whole, led = 0, dict[str, set[str]]()
    for one in _cycles(p):
        plan = one.book["The year's reviews"]
        day = _last_day(one) if _over(one) else AS_AT
        whole += sum(str(d)[:10] <= day for d in plan["Review ends"]) == len(one.schools)
        for _, row in plan[[str(d)[:10] <= day for d in plan["Improvement workshop"]]].iterrows():
            led.setdefault(row["Improvement champion"], set()).add(row["Host school"])
    public = [
        slug
        for slug, share in p.partnership.share.items()
        for line in share["sign_offs"]
        if (line["document"], line["audience"]) == ("Best-practice write-up", "public")
    ]
    return {
        "c": (whole, "cycles in which every school was reviewed"),
        "k": (len(_cycles(p)), "cycles"),
        "p": (len(set(public)), "schools with a practice signed off for everyone"),
        "s": (len(p.partnership.schools), "schools"),
        "w": (sum(len(at) > 1 for at in led.values()), "champions at more than one school"),
        "l": (len(led), "champions who led a workshop"),
    }


@rule(
    r"(?P<state>seen|not yet), (?P<a>\d+) of (?P<n>\d+)(?=;| \|)"
    r"|(?P<b>\d+) of (?P<m>\d+) (?:schools|reviews|workshops|findings|actions|needs)(?= \|)",
    "counted",
    in_table("tbl-phase"),
)
def _phase(p: Place) -> Expected | None:
    """Markers in a column a cycle, or of the one cycle that there is.

    What is called seen and is not of all, or the other way round, is left unexplained.
    """
    state, mark = p.match["state"], p.line.text.split("|")[2].strip()
    partnership = _in(p, p.line.column(p.match.start())) if state else p.partnership
    if partnership is None or (state and (state == "seen") != (p.match["a"] == p.match["n"])):
        return None
    marks = _marks(partnership, _last_day(partnership) if _over(partnership) else AS_AT)
    some, of = next((pair for start, pair in marks.items() if mark.startswith(start)), (None, None))
    why = f"counted: {mark}, {partnership.cycle}"
    return {"a": (some, why), "n": (of, why), "b": (some, why), "m": (of, why)}


def _last_day(partnership: Partnership) -> str:
    """The last day of a school year that is called 2024-25."""
    return f"{int(partnership.cycle[:4]) + 1}-08-31"


def _marks(partnership: Partnership, day: str) -> dict[str, tuple[int, int]]:
    """What is seen of each marker on a day: of how many, and of how many it should be."""
    people = partnership.book["People and training"]
    plan = partnership.book["The year's reviews"]
    reviews = signed_reviews(partnership)
    schools = len(partnership.schools)
    held = plan[[str(d)[:10] <= day for d in plan["Review ends"]]]
    every = [f for r in reviews for f in r.findings.values()]
    running = [
        row for r in reviews for _, row in r.actions.iterrows() if row["Where it is"] != "Stopped"
    ]
    needs, _, met = support(partnership, day)

    def trained(role: str) -> int:
        rows = people[(people["Role"] == role) & people["Trained on"].notna()]
        return rows["School short name"].dropna().nunique()

    def led(row: object) -> bool:
        who = people[people["Person ID"] == row["Improvement champion"]]
        elsewhere = row["Host school"] not in set(who["School short name"])
        return elsewhere and row["Improvement champion"] not in str(row["Review team"])

    timely = zip(held["Self-review finished"], held["Review starts"], strict=True)
    champions = trained("Improvement champion")
    known = [
        bool(row["How we will know"]) and str(row["Looked at again"])[:2] == "20" for row in running
    ]
    return {
        "Every school has a trained peer reviewer": (trained("Peer reviewer"), schools),
        "Every school has a trained improvement champion": (champions, schools),
        "Every school has a review in the timetable": (len(plan), schools),
        "Each review came after": (
            sum(done <= starts for done, starts in timely),
            len(held),
        ),
        "Each workshop was led": (sum(led(row) for _, row in held.iterrows()), len(held)),
        "Every school has had its peer review": (len(held), schools),
        "Each finding rests": (sum(f.sources > 1 for f in every), len(every)),
        "Each action that was not stopped": (sum(known), len(running)),
        "Each need has an offer": (met, needs),
        "Every school has held its impact review": (
            sum(str(d)[:10] <= day for d in plan["Impact review"]),
            schools,
        ),
    }  # fmt: skip


@rule(
    r"(?P<cycle>⟦y[a-j]+⟧): (?:(?P<found><N>) findings?)?(?:, )?"
    r"(?:(?P<n><N>) of (?P<of><N>) actions? completed)?(?: and )?(?:(?P<main><N>) main outcomes?)?"
)
def _own_line(p: Place) -> Expected | None:
    """What a school found and did in each cycle: of one that is over, what it had signed off.

    Where the share file that is kept says anything else than the workbook, nothing is explained.
    """
    partnership = _in(p, p.match["cycle"])
    school = partnership and partnership.schools.get(p.document.school.name)
    if school is None:
        return None
    own = _own(school)
    if _over(partnership):
        own = {
            name: pair if shared(school, document) else (0, 0)
            for (name, pair), document in zip(own.items(), _SHARED_BY, strict=True)
        }
        if own != _own_as_shared(_kept(school)):
            return None
    (completed, of), cycle = own["Actions completed"], partnership.cycle
    return {
        "found": (own["Findings"][0], f"findings, {cycle}"),
        "n": (completed, f"actions completed, {cycle}"),
        "of": (of, f"actions, {cycle}"),
        "main": (own["Main outcomes"][0], f"main outcomes, {cycle}"),
    }


_SHARED_BY = ("Review summary", "Review summary", "Impact reflection")


def _own(school: School) -> dict[str, tuple[int, int]]:
    """How many of how many, by the head of the column."""
    actions, outcomes = school.book["Action plan"], school.book["Outcomes"]
    return {
        "Findings": (len(school.book["Findings"]), 0),
        "Actions completed": (int((actions["Where it is"] == "Completed").sum()), len(actions)),
        "Main outcomes": (int((outcomes["Main outcome"] == "Yes").sum()), 0),
    }


def _own_as_shared(share: dict[str, Any]) -> dict[str, tuple[int, int]]:
    states = [action["status"] for action in share["actions"]]
    return {
        "Findings": (len(share["findings"]), 0),
        "Actions completed": (states.count("Completed"), len(states)),
        "Main outcomes": (sum(effect["primary"] for effect in share["effects"]), 0),
    }


@rule(
    r"In (?P<cycle>⟦y[a-j]+⟧) the result was about (?P<v><N>) [^;]*?(?P<sign>higher|lower);"
    r" the data fit anything from (?P<low><N>)[^.(]*?(?: (?P<first>lower|higher))?"
    r" to (?P<high><N>) [^.(]*?(?P<way>higher|lower)"
    r" \((?P<n><N>)(?: and (?P<n2><N>))? pupils\)"
)
def _went_on_from(p: Place) -> Expected | None:
    """The first result of an outcome that went on, as the school had shared it then."""
    partnership = _in(p, p.match["cycle"])
    school = partnership and partnership.schools.get(p.document.school.name)
    wanted = p.token("ID")
    if school is None or wanted not in set(school.book["Outcomes"]["Outcome ID"]):
        return None
    effect = next(e for e in _kept(school)["effects"] if e["outcome_id"] == wanted)
    if effect["value"] is None:
        return None
    why = f"the share file of {partnership.cycle}: {effect['name']}"
    found = Range(effect["value"], effect["low"], effect["high"])
    value = signed(found.value, p.match["sign"])
    sizes = dict(zip(("n", "n2"), effect["pupils"], strict=False))
    behind = {name: (n, why) for name, n in sizes.items() if p.match[name]}
    return {"v": (value, why)} | behind | limits(p.match, found, why)
