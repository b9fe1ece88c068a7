"""What the sheets of one workbook must agree on: dates in order, one main outcome, and so on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from spp_research.errors import ConfigurationError
from spp_research.schema import Workbook
from spp_research.workspace import safe_slug

from .checks import Found, Frames, Known
from .faults import Fault, fault, quote
from .tables import Table

# Sheet, the earlier date and the later one.
_ORDERED_DATES = (
    ("people", "trained_on", "refresher_due"),
    ("actions", "start_date", "review_date"),
    ("outcomes", "baseline_date", "follow_up_date"),
    ("sign_off", "signed_on", "withdrawn_on"),
)
_DESIGNS_WITH_BASELINE = ("A", "B", "C")
_UPN = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")
_NAME_LIKE = re.compile(r"[^\W\d_]{2,}[ ,]+[^\W\d_]{2,}.*")


Records = tuple[tuple[int, dict[str, Any]], ...]


@dataclass(frozen=True)
class _Finder:
    """The rows of one workbook, and how a fault in them is placed."""

    records: Mapping[str, Records]
    workbook: Workbook
    tables: dict[str, Table]
    file: str

    def rows(self, sheet: str) -> Records:
        """Each filled row of a sheet with its number; none if the workbook has no such sheet."""
        return self.records.get(sheet, ())

    def fault(self, code: str, sheet: str, row: int, column: str, message: str) -> Fault:
        """A fault in one cell, with the text that stands there."""
        table, field = self.tables[sheet], self.workbook.sheet(sheet).field(column)
        at = table.columns.get(column)
        found = table.raw.cell(row, at).text if at else ""
        return fault(code, table.place(self.file, row, field), message, found=found)

    def label(self, sheet: str, column: str) -> str:
        """The header of a column, in quotation marks."""
        return quote(self.workbook.sheet(sheet).field(column).label)


def check_rules(
    frames: Frames, workbook: Workbook, tables: dict[str, Table], known: Known, file: str
) -> Found:
    """Check what takes more than one cell, or more than one sheet."""
    records = {name: _records(frame) for name, frame in frames.items() if not frame.empty}
    finder = _Finder(records, workbook, tables, file)
    rules = (_short_names, _people, _dates, _findings, _actions, _outcomes, _pupils)
    return frames, [found for rule in rules for found in rule(finder)]


def _records(frame: pd.DataFrame) -> Records:
    columns = [frame[name].tolist() for name in frame]
    rows = (dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True))
    return tuple(zip(frame.index.tolist(), rows, strict=True))


def _short_names(find: _Finder) -> Iterator[Fault]:
    for sheet in ("schools", "school"):
        for row, values in find.rows(sheet):
            try:
                safe_slug(values["school"])
            except ConfigurationError:
                yield find.fault(
                    "school.short-name",
                    sheet,
                    row,
                    "school",
                    f"{quote(values['school'])} cannot be a school's short name, which names its "
                    "folder: use small letters, digits and single hyphens, such as oakfield.",
                )


def _people(find: _Finder) -> Iterator[Fault]:
    seen: dict[str, tuple[int, str, str]] = {}
    leads = set()
    for row, person in find.rows("people"):
        who = person["person_id"]
        first, name, school = seen.setdefault(who, (row, person["name"], person["school"]))
        if person["role"] == "Partnership lead":
            leads.add(who)
        if name.casefold() != person["name"].casefold():
            yield find.fault(
                "person.two-names",
                "people",
                row,
                "name",
                f"{quote(who)} is {quote(name)} in row {first} and {quote(person['name'])} in row "
                f"{row}: give each person an ID of their own, or the same name in both rows.",
            )
        elif school != person["school"]:
            yield find.fault(
                "person.two-schools",
                "people",
                row,
                "school",
                f"{quote(name)} works at {quote(school)} in row {first} and at "
                f"{quote(person['school'])} in row {row}: if that is a slip, mend one of them.",
            )
    for row, own in find.rows("partnership"):
        if not pd.isna(own["lead"]) and own["lead"] not in leads:
            yield find.fault(
                "lead.no-role",
                "partnership",
                row,
                "lead",
                f"{quote(own['lead'])} has no row as Partnership lead on the sheet of people: add "
                "one, or name another lead.",
            )


def _dates(find: _Finder) -> Iterator[Fault]:
    for sheet, earlier, later in _ORDERED_DATES:
        for row, values in find.rows(sheet):
            if pd.isna(values[earlier]) or pd.isna(values[later]):
                continue
            if values[later] < values[earlier]:
                yield find.fault(
                    "dates.order",
                    sheet,
                    row,
                    later,
                    f"{find.label(sheet, later)} ({values[later]:%d/%m/%Y}) is before "
                    f"{find.label(sheet, earlier)} ({values[earlier]:%d/%m/%Y}): check both dates.",
                )


def _findings(find: _Finder) -> Iterator[Fault]:
    questions = {e["evidence_id"]: e["question_id"] for _, e in find.rows("evidence")}
    for row, finding in find.rows("findings"):
        cited = finding["evidence_ids"]
        name = quote(finding["finding_id"])
        if not cited:
            yield find.fault(
                "finding.no-evidence",
                "findings",
                row,
                "evidence_ids",
                f"The finding {name} names no evidence, and the report will say so: add the IDs of "
                "what it rests on, such as E1; E4.",
            )
        elif finding["question_id"] not in {questions.get(e) for e in cited}:
            yield find.fault(
                "finding.other-question",
                "findings",
                row,
                "evidence_ids",
                f"The finding {name} answers {quote(finding['question_id'])}, and all of its "
                "evidence was collected for other questions: check the IDs.",
            )


def _actions(find: _Finder) -> Iterator[Fault]:
    for row, action in find.rows("actions"):
        if action["status"] == "Completed" and pd.isna(action["what_was_done"]):
            yield find.fault(
                "action.nothing-said",
                "actions",
                row,
                "what_was_done",
                f"The action {quote(action['action_id'])} is completed and nothing stands under "
                f"{find.label('actions', 'what_was_done')}: a sentence there makes the report.",
            )


def _outcomes(find: _Finder) -> Iterator[Fault]:
    main: dict[str, int] = {}
    for row, outcome in find.rows("outcomes"):
        name, action = quote(outcome["outcome_id"]), outcome["action_id"]
        if outcome["primary"] == "Yes":
            first = main.setdefault(action, row)
            if first != row:
                yield find.fault(
                    "outcome.two-main",
                    "outcomes",
                    row,
                    "primary",
                    f"The action {quote(action)} has a main outcome in row {first} and another in "
                    f"row {row}: write Yes only for the one that was named beforehand.",
                )
        if outcome["design"] in _DESIGNS_WITH_BASELINE and pd.isna(outcome["baseline_date"]):
            yield find.fault(
                "outcome.no-baseline",
                "outcomes",
                row,
                "baseline_date",
                f"The outcome {name} has a measure from before ({outcome['design']}), and its date "
                "is missing: add it, or choose D if nothing was measured before.",
            )


def _pupils(find: _Finder) -> Iterator[Fault]:
    groups: dict[str, set[str]] = {}
    first: dict[str, int] = {}
    for row, pupil in find.rows("pupil_outcomes"):
        groups.setdefault(pupil["outcome_id"], set()).add(pupil["group"])
        first.setdefault(pupil["outcome_id"], row)
        who = pupil["pupil_id"]
        if _UPN.fullmatch(who) or _NAME_LIKE.fullmatch(who) or "@" in who:
            found = find.fault(
                "pupil.looks-personal",
                "pupil_outcomes",
                row,
                "pupil_id",
                "This ID looks like a name, a UPN or an address: use a code that only the school "
                "can turn into a pupil.",
            )
            yield replace(found, found="")  # not to be repeated wherever the fault is shown
    for outcome, found in groups.items():
        if found == {"Comparison"}:
            yield find.fault(
                "outcome.one-group",
                "pupil_outcomes",
                first[outcome],
                "group",
                f"Every pupil of {quote(outcome)} is in the comparison group, so there is nobody "
                "to compare with them: check the column.",
            )
