"""The table of the workshop pack of what could be seen, and the plan of the afternoon."""

from __future__ import annotations

import math
import re

from claims import reckon
from claims.figures import Outcome
from claims.rules import Expected, Place, in_table, rule
from claims.workbooks import VALUES


def _five(n: int) -> int:
    return int(5 * math.floor(n / 5 + 0.5))


@rule(
    r"\| (?:about )?(?P<a>\d+)(?: and (?P<b>\d+))? \||For (?P<f>\d+) people"
    r"|about (?P<u><N>) [^|]*?(?= \|)|(?P<v><N>)(?= \|)",
    where=in_table("tbl-smallest"),
)
def _could_be_seen(p: Place) -> Expected | None:
    cells = [cell.strip() for cell in p.line.text.split("|")]
    o = p.outcome
    size = _cohort(p, o, cells[1])
    if size is None:
        return None
    if p.match["f"]:
        return None
    if p.match["a"] and p.line.column(p.match.start() + 2) == "People":
        return {
            "a": (size[0], "people of this group"),
            "b": (size[1] if len(size) > 1 else None, "people of this group"),
        }
    head, answered = p.line.column(p.match.end() - 1), 100 * reckon.power_answers(size[0])
    if p.match["a"] and "(marks)" in p.line.column(p.match.start() + 2):
        same = p.line.column(p.match.start() + 2).startswith("Same")
        found = _same_pupils(o, size[0]) if same else _two_halves(o, size)
        return {"a": found["v"]}
    if p.match["a"]:
        return {"a": (math.floor(answered + 0.5), "arcsine difference from one half")}
    if head == "People":
        return None
    if head.startswith("Answers"):
        return {"v": (100 * reckon.power_answers(size[0]), "arcsine difference from one half")}
    if head.startswith("Same"):
        return _same_pupils(o, size[0])
    return _two_halves(o, size)


def _cohort(p: Place, o: Outcome | None, first: str) -> tuple[int, ...] | None:
    if o:
        groups = [o.project] + ([o.comparison] if o.design == "A" else [])
        return tuple(_five(group.n_before) for group in groups)
    if found := re.match(r"For (\d+) people", first):
        return (int(found[1]),)
    if first.startswith("All pupils"):
        return (p.school.roll,)
    rows = p.school.book["Survey map"]
    mine = rows[[str(w) == first.split(" invited")[0] for w in rows["Who answered"]]]
    return (int(mine["Number invited"].max()),) if len(mine) else None


def _same_pupils(o: Outcome | None, n: int) -> Expected:
    if o and o.by_class:
        j = o.rows.dropna(subset=["Baseline"])["Class"].nunique()
        each = math.sqrt(0.05 + 0.95 / max(n / j, 1))
        found = reckon.power_paired(j) * math.sqrt(0.6) * each
    else:
        found = reckon.power_paired(n) * math.sqrt(0.6)
    return _with_unit(found, o, "paired t, r = .7 (Morris & DeShon 2002)")


def _with_unit(found: float, o: Outcome | None, why: str) -> Expected:
    spread = float(f"{o.rows['Baseline'].std():.2g}") if o else math.nan
    return {
        "v": (10 * found, f"{why}, in marks"),
        "u": (found * spread, f"{why}, times the spread"),
    }


def _two_halves(o: Outcome | None, size: tuple[int, ...]) -> Expected:
    if not o or not o.by_class:
        return _with_unit(reckon.power_two_halves(sum(size)), o, "Bloom (1995), R2 = .49")
    rows = o.rows.dropna(subset=["Baseline"])
    arms = rows.groupby("Group")["Class"].nunique()
    j, share = int(arms.sum()), arms["Project"] / arms.sum()
    df, each, spread = j - 2, sum(size) / j, share * (1 - share) * j
    se = math.sqrt(0.05 * 0.51 / spread + 0.95 * 0.51 / (spread * each))
    inside = rows["Baseline"] - rows.groupby("Class")["Baseline"].transform("mean")
    part = math.sqrt((inside**2).sum() / (len(rows) - j)) / rows["Baseline"].std()
    multiple = float(reckon.t.ppf(0.975, df) + reckon.t.ppf(0.8, df))
    found = multiple * se * min(1.0, round(float(part), 1))
    return _with_unit(found, o, "by classes, J-2 (Dong & Maynard 2013)")


@rule(
    r"The least change that would be worth the work is (?P<w><N>)"
    r"|About (?P<a><N>)(?: and (?P<b><N>))? pupils had a chance of 80% to show a true change of "
    r"(?P<v><N>) marks, which is about (?P<u><N>)"
)
def _planned(p: Place) -> Expected | None:
    """What an enquiry could show, from those who were measured before, to the nearest five."""
    if not (o := p.outcome):
        return None
    if p.match["w"]:
        return {"w": (float(o.row["Smallest worthwhile change"]), "as the school wrote it down")}
    size = _cohort(p, o, "")
    if size is None:
        return None
    found = _two_halves(o, size) if o.design == "A" else _same_pupils(o, size[0])
    return found | {
        "a": (size[0], "people of this group"),
        "b": (size[1] if len(size) > 1 else None, "people of this group"),
    }


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(".")
    return (int(hours) + 12) * 60 + int(minutes or 0)


def _agenda(p: Place) -> list[tuple[int, int]]:
    """The start and the length of each step of the afternoon, in minutes."""
    return [
        (_minutes(found[1]), int(found[2]))
        for line in p.document.lines
        if line.table == "tbl-agenda"
        and (found := re.match(r"\| ([\d.]+) pm, (\d+) min", line.text))
    ]


@rule(r"\| (?P<at>[\d.]+) pm, (?P<min>\d+) min", "counted", in_table("tbl-agenda"))
def _step(p: Place) -> Expected | None:
    """Each step begins when the one before it ends; the first when the workshop begins."""
    steps = _agenda(p)
    index = [start for start, _ in steps].index(_minutes(p.match["at"]))
    hours = [
        m[1] for line in p.document.lines if (m := re.search(r"⟦d⟧, ([\d.]+) pm to", line.text))
    ]
    begins = sum(steps[index - 1]) if index else _minutes(hours[0])
    at = begins - 720
    return {
        "at": (float(f"{at // 60}.{at % 60:02}"), "the end of the step before"),
        "min": (steps[index][1], "a step of the kit's plan; the steps add up"),
    }


@rule(r"⟦d⟧, (?P<a>[\d.]+) pm to (?P<b>[\d.]+) pm|to a plan in (?P<h><N>) h|(?P<n><N>) steps, for",
      "counted")  # fmt: skip
def _afternoon(p: Place) -> Expected | None:
    steps = _agenda(p)
    if not steps:
        return None if p.match["n"] else _hours_alone(p)
    start, end = steps[0][0] - 720, sum(steps[-1]) - 720
    return {
        "a": (float(f"{start // 60}.{start % 60:02}"), "start of the plan"),
        "b": (float(f"{end // 60}.{end % 60:02}"), "end of the plan"),
        "h": (sum(length for _, length in steps) / 60, "minutes of the steps"),
        "n": (len(steps), "steps of the table"),
    }


def _hours_alone(p: Place) -> Expected | None:
    """With no plan to add up, three hours from 1.30 pm, which is the kit's own beginning."""
    return {"a": (1.30, "the kit's own hours"), "b": (4.30, "the kit's own hours")}


@rule(r"(?P<n><N>) ways to see whether something changes", "counted")
def _measures(p: Place) -> Expected | None:
    rows = [line for line in p.document.lines if line.table == "tbl-measures"]
    return {"n": (len(rows) - 2, "rows of the table")}


@rule(r"Thinking together, question (?P<n>\d+):", "numbering")
def _question(p: Place) -> Expected | None:
    return {"n": (float(p.match["n"]), "numbering")}


@rule(r"(?P<n><N>) numbers? (?:was|were) hidden by rule", "counted")
def _hidden(p: Place) -> Expected | None:
    """Figures that are hidden are those that a reader sees hidden."""
    text = p.document.text
    marks = text.count("[c]") - len(re.findall(r"^\[c\] hidden", text, re.M))
    whole = re.search(r"^(\w+) questions? (?:is|are) hidden, so that", text, re.M)
    marks += VALUES[whole[1].casefold()] if whole else 0  # and the bars that a picture leaves out
    if p.document.school is None:
        return None  # whole rows are left out there, which the kit's list counts and no page shows
    return {"n": (marks, "marks [c] of the document")}


@rule(r"\((?P<type>[A-Z][\w ]+), (?P<n>\d+) pupils\)|\| about (?P<a>\d+) \|", "counted",
      in_table("tbl-context"))  # fmt: skip
def _context(p: Place) -> Expected | None:
    reached = float(p.school.book["Best practice"].iloc[0]["Pupils reached"])
    return {"n": (p.school.roll, "pupils on roll"), "a": (_five(int(reached)), "pupils reached")}
