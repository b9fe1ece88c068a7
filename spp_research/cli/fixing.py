"""`spp fix-plan`: give the plan of an outcome its mark, a row and a page to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake.faults import listed
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.phrases import long_date
from spp_research.publish.placing import writing
from spp_research.workspace import Workspace, open_workspace

from . import showing
from .drawing import row_told
from .showing import plain

NOBODY_ELSE = (
    "Nothing shows the day but what is written here. To make it plain, give a copy to somebody at "
    "another school today, or send them the mark."
)


@dataclass(frozen=True)
class Planned:
    """The plan of an outcome as it would be fixed.

    Parameters
    ----------
    school : its short name.
    outcome : its ID, as the workbook spells it.
    book : the workbook, in which a row is written.
    text, mark : of the plan.
    late : what is said where it comes after what it plans.
    """

    school: str
    outcome: str
    book: Path
    text: str
    mark: str
    late: tuple[str, ...]


@dataclass(frozen=True)
class Fixed:
    """A plan that was fixed: the page to print, and what was written into the workbook."""

    planned: Planned
    page: Path
    row: tuple[str, ...]


def fix_the_plan(folder: Path, school: str, outcome_id: str, by: str) -> None:
    """Fix the plan, and say where its row and its page are.

    Raises
    ------
    ConfigurationError
        When something is not said, or the same text was fixed already.
    EvidenceError
        When the workbook has no such outcome, or its row cannot be read.
    """
    for given, what, example in (
        (school, "the school", "--school oakfield"),
        (by.strip(), "who settled it", '--by "Ann Hill"'),
    ):
        if not given:
            raise ConfigurationError(f"To fix a plan takes {what}, for example: {example}")
    workspace = open_workspace(folder)
    slug = open_partnership(workspace).school(school).slug
    day = date.today()
    fixed = fix(workspace, look_at_plan(workspace, slug, outcome_id, day), by, day)
    told = fixed.planned
    print(plain(f"The plan of {told.outcome} is fixed. Its mark is {told.mark}."))
    for warning in told.late:
        print(plain(warning))
    print(plain(f"To print and sign: {showing.shown(fixed.page.resolve())}"))
    for line in fixed.row:
        print(plain(line))
    print(plain(NOBODY_ELSE))


def look_at_plan(workspace: Workspace, school: str, outcome_id: str, day: date) -> Planned:
    """The plan of an outcome as it would be fixed; nothing is written.

    Raises
    ------
    ConfigurationError, EvidenceError
        As `fix_the_plan`.
    """
    from spp_research.intake import read_workbook
    from spp_research.protect.fixed_text import mark
    from spp_research.schema import SCHOOL
    from spp_research.school.impact.plans import plan_text

    book = workspace.evidence_file(school)
    shown = f"schools/{school}/{book.name}"
    if not book.is_file():
        raise EvidenceError(f"{shown}: there is no such workbook yet; the plan is written there.")
    reading = read_workbook(book, SCHOOL)
    row = _outcome(reading, outcome_id, shown)
    text = plan_text(school, row)
    known = mark(text)
    for _, old in reading.rows["fixed_plans"].records:
        if old["outcome_id"] == row["outcome_id"] and old["plan"] and mark(old["plan"]) == known:
            when = f" on {long_date(old['fixed_on'])}" if old["fixed_on"] else ""
            raise ConfigurationError(
                f"{shown}: this plan of {row['outcome_id']} was fixed already{when}, with the mark "
                f"{known}. To change it, change the row of the outcome first; both plans stay."
            )
    return Planned(school, row["outcome_id"], book, text, known, tuple(_late(row, day)))


def fix(workspace: Workspace, planned: Planned, by: str, day: date) -> Fixed:
    """Write the page to print, and a row into the workbook where that can be.

    Parameters
    ----------
    by : who settled the plan.
    day : that is written down.
    """
    from spp_research.intake.read.certificates import plain_fact
    from spp_research.intake.write.added_row import Value, add_row
    from spp_research.schema import SCHOOL

    values: dict[str, Value] = {
        "outcome_id": planned.outcome,
        "fixed_on": day,
        "fixed_by": plain_fact(by),
        "mark": planned.mark,
        "plan": planned.text,
    }
    folder = workspace.school_folder(planned.school)
    page = folder / "plans" / f"{planned.outcome}-{planned.mark}.txt"
    with writing(folder):
        page.parent.mkdir(exist_ok=True)
        text = _page(planned.text, planned.mark, day, plain_fact(by))
        page.write_text(text, encoding="utf-8")
        added = add_row(planned.book, SCHOOL, "fixed_plans", values)
    shown_as = values | {
        "plan": f"the lines above the rule in plans/{page.name}, pasted into the one cell (press "
        "F2 first)"
    }
    return Fixed(planned, page, tuple(row_told(added, SCHOOL.sheet("fixed_plans"), shown_as)))


def _outcome(reading, outcome_id: str, shown: str):
    """The row of an outcome, if it is whole."""
    rows = reading.rows["outcomes"].records
    number, row = next(
        (one for one in rows if (one[1]["outcome_id"] or "").casefold() == outcome_id.casefold()),
        (0, None),
    )
    if row is None:
        there = reading.rows["outcomes"].there("outcome_id")
        has = f"its outcomes are {listed(there, 'and')}" if there else "it has no outcome yet"
        raise EvidenceError(
            f"{shown}: there is no outcome “{outcome_id}” on the sheet “Outcomes”; {has}. Write "
            "the row first, then fix it as a plan."
        )
    title = reading.titles.get("outcomes", "Outcomes")
    wrong = [
        fault
        for fault in reading.faults
        if fault.severity == "fault"
        and fault.sheet == title
        and fault.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(number)
    ]
    if wrong:
        raise EvidenceError(f"{shown}, {title}, {wrong[0].cell}: {wrong[0].message}")
    return row


def _late(row, day: date):
    """What is said where a plan comes after what it plans."""
    before, after = row["baseline_date"], row["follow_up_date"]
    if after and day >= after:
        yield (
            f"It was measured afterwards on {long_date(after)}, so the report will say that the "
            "plan came after the results."
        )
    elif before and day > before:
        yield (
            f"It was measured beforehand on {long_date(before)}, so the report will say that the "
            "plan came after the start."
        )


def _page(text: str, known: str, day: date, by: str) -> str:
    """The plan as a page to print: each line apart, its mark, the day, and a place to sign."""
    lines = "\n\n".join(text.split("\n"))
    return (
        f"{lines}\n\n{'-' * 60}\n\nMark: {known}\nFixed on: {long_date(day)}\nFixed by: {by}\n\n"
        f"Signed: {'_' * 40}\n\nThe mark belongs to the lines above the rule, and to no other "
        f"text.\n{NOBODY_ELSE}\n"
    )
