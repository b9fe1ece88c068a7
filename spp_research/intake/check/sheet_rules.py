"""What the sheets of one workbook must agree on: dates in order, one main outcome, and so on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from spp_research.errors import ConfigurationError
from spp_research.protect.personal import looks_like_a_name
from spp_research.protect.personal.known import bare_name
from spp_research.protect.sign_off import typed
from spp_research.schema import Workbook
from spp_research.schema.vocabulary import WRITE_UP, ActionState, Group
from spp_research.workspace import OF_ALL, school_slug

from ..faults import Fault, quote
from ..read.sheet_tables import Table
from ..read.typed_rows import given
from . import (
    cycle_dates,
    expectations,
    fixed_plans,
    lots,
    ofsted_areas,
    practices,
    projects,
    series,
    studies,
    survey_maps,
)
from .cell_values import Known, Rows
from .finder import Finder
from .free_texts import texts

if TYPE_CHECKING:
    from spp_research.schema.tables import VisitsColumn

# Sheet, the earlier date and the later one.
_ORDERED_DATES = (
    ("people", "trained_on", "refresher_due"),
    ("terms", "first_day", "last_day"),
    ("away", "first_day", "last_day"),
    ("planning", "first_review", "last_review"),
    ("actions", "start_date", "review_date"),
    ("outcomes", "baseline_date", "follow_up_date"),
    ("outcomes", "follow_up_date", "later_date"),
    ("sign_off", "signed_on", "expires_on"),
    ("sign_off", "signed_on", "withdrawn_on"),
)
_UPN = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")
_NAME_LIKE = re.compile(r"[^\W\d_]{2,}[ ,]+[^\W\d_]{2,}.*")


def check_rules(
    rows: Rows,
    workbook: Workbook,
    tables: dict[str, Table],
    known: Known,
    file: str,
    partial: Collection[str],
    sound: Mapping[str, Collection[int]],
) -> list[Fault]:
    """Check what takes more than one cell, or more than one sheet.

    Parameters
    ----------
    partial : names of the sheets in which something must be mended.
    sound : by sheet, the rows without a fault, which alone are set beside others.
    """
    every = {name: found.records for name, found in rows.items() if len(found)}
    records = {
        name: tuple(r for r in filled if r[0] in sound.get(name, ()))
        for name, filled in every.items()
    }
    finder = Finder(records, workbook, tables, file, known, every, frozenset(partial))
    return [found for rule in _RULES for found in rule(finder)]


def _short_names(find: Finder) -> Iterator[Fault]:
    for sheet in ("schools", "school"):
        for row, values in find.rows(sheet):
            try:
                school_slug(values["school"])
            except ConfigurationError:
                if values["school"] in OF_ALL:
                    message = (
                        f"{quote(values['school'])} cannot be a school's short name, since what is "
                        "about all the schools is kept under it: give another, such as oakfield."
                    )
                else:
                    message = (
                        f"{quote(values['school'])} cannot be a school's short name, which names "
                        "its folder: use "
                        "small letters, digits and single hyphens, such as oakfield."
                    )
                yield find.fault("school.short-name", sheet, row, "school", message)


def _people(find: Finder) -> Iterator[Fault]:
    seen: dict[str, tuple[int, str, str]] = {}
    leads = set()
    for row, person in find.rows("people"):
        who = person["person_id"]
        first, name, school = seen.setdefault(who, (row, person["name"], person["school"]))
        if person["role"] == "Partnership lead":
            leads.add(who)
        works = given(person["school"]) or given(person["from_elsewhere"])
        if not works and person["role"] != "SPP associate":
            yield find.fault(
                "person.no-school",
                "people",
                row,
                "school",
                f"{quote(person['name'])} has no school, and only an SPP associate may work at "
                "none of them: give the short name of the school, or say under From elsewhere "
                "which trust or partnership the person comes from.",
            )
        if name.casefold() != person["name"].casefold():
            yield find.fault(
                "person.two-names",
                "people",
                row,
                "name",
                f"{quote(who)} is {quote(name)} in row {first} and {quote(person['name'])} in row "
                f"{row}: give each person an ID of their own, or the same name in both rows.",
            )
        elif given(school, person["school"]) and school != person["school"]:
            yield find.fault(
                "person.two-schools",
                "people",
                row,
                "school",
                f"{quote(name)} works at {quote(school)} in row {first} and at "
                f"{quote(person['school'])} in row {row}: if that is a slip, mend one of them.",
            )
    yield from _two_ids(find)
    for row, own in find.rows("partnership"):
        if find.whole("people") and given(own["lead"]) and own["lead"] not in leads:
            yield find.fault(
                "lead.no-role",
                "partnership",
                row,
                "lead",
                f"{quote(own['lead'])} has no row as Partnership lead on the sheet of people: add "
                "one, or name another lead.",
            )


def _plan(find: Finder) -> Iterator[Fault]:
    """Rows for the plan that say too little or too much to be followed."""
    for row, away in find.rows("away"):
        who = [name for name in ("person_id", "school") if given(away[name])]
        if len(who) != 1:
            yield find.fault(
                "plan.unclear",
                "away",
                row,
                "person_id",
                f"This row names {'both a person and' if who else 'neither a person nor'} a "
                "school, so nobody can tell whose days they are: give one of the two, and the "
                "other a row of its own.",
            )
        if not given(away["first_day"]) and (given(away["last_day"]) or not away["weekdays"]):
            yield find.fault(
                "plan.unclear",
                "away",
                row,
                "first_day",
                "This row has no first day, so nobody can tell which days they are: give it, or "
                "weekdays alone for the whole year.",
            )
    for row, own in find.rows("planning"):
        least, most = own["workshop_after"], own["workshop_within"]
        if given(least, most) and most < least:
            yield find.fault(
                "plan.unclear",
                "planning",
                row,
                "workshop_within",
                f"The workshop would be within {most} days of the review and no sooner than "
                f"{least}: give a larger number here, or a smaller one there.",
            )


def _two_ids(find: Finder) -> Iterator[Fault]:
    """One name under two IDs: perhaps one person, who would then count as two."""
    first: dict[str, tuple[int, str]] = {}
    asked: set[str] = set()
    for row, person in find.rows("people"):
        who, name = person["person_id"], bare_name(person["name"])
        before, other = first.setdefault(name, (row, who))
        if other != who and who not in asked:
            asked.add(who)
            yield find.fault(
                "person.two-ids",
                "people",
                row,
                "person_id",
                f"{quote(person['name'])} is {quote(other)} in row {before} and {quote(who)} in "
                f"row {row}: if that is one person, give both rows the same ID, or somebody "
                "might lead the workshop after a review that they took part in. If they are two, "
                "write the names so that a reader can tell them apart.",
            )


def _dates(find: Finder) -> Iterator[Fault]:
    for sheet, earlier, later in _ORDERED_DATES:
        for row, values in find.every(sheet):
            if not given(values[earlier], values[later]):
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


def _findings(find: Finder) -> Iterator[Fault]:
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
        elif find.whole("evidence") and finding["question_id"] not in {
            questions.get(e) for e in cited
        }:
            yield find.fault(
                "finding.other-question",
                "findings",
                row,
                "evidence_ids",
                f"The finding {name} answers {quote(finding['question_id'])}, and all of its "
                "evidence was collected for other questions: check the IDs.",
            )


def _actions(find: Finder) -> Iterator[Fault]:
    for row, action in find.rows("actions"):
        if action["status"] == ActionState.COMPLETED and not given(action["what_was_done"]):
            yield find.fault(
                "action.nothing-said",
                "actions",
                row,
                "what_was_done",
                f"The action {quote(action['action_id'])} is completed and nothing stands under "
                f"{find.label('actions', 'what_was_done')}: a sentence there makes the report.",
            )


def _pupils(find: Finder) -> Iterator[Fault]:
    groups: dict[str, set[str]] = {}
    first: dict[str, int] = {}
    for row, pupil in find.rows("pupil_outcomes"):
        groups.setdefault(pupil["outcome_id"], set()).add(pupil["group"])
        first.setdefault(pupil["outcome_id"], row)
    ids = [(row, pupil["pupil_id"]) for row, pupil in find.rows("pupil_outcomes")]
    for row in personal_ids(ids):
        yield _looks_personal(
            find,
            "pupil_outcomes",
            row,
            "pupil_id",
            "use a code that only the school can turn into a pupil",
        )
    for outcome, found in groups.items():
        if found == {Group.COMPARISON} and find.whole("pupil_outcomes"):
            yield find.fault(
                "outcome.one-group",
                "pupil_outcomes",
                first[outcome],
                "group",
                f"Every pupil of {quote(outcome)} is in the comparison group, so there is nobody "
                "to compare with them: check the column.",
            )


def _respondents(find: Finder) -> Iterator[Fault]:
    ids = [(row, one["respondent_id"]) for row, one in find.rows("survey_responses")]
    for row in personal_ids(ids):
        yield _looks_personal(
            find,
            "survey_responses",
            row,
            "respondent_id",
            "use the number on the sheet of paper",
        )


def personal_ids(ids: Sequence[tuple[int, str]]) -> list[int]:
    """The rows in which an ID is a name, a pupil's number or an address; no code of one's own is.

    A single word that is also a first name says little, as a class may be called Grace; where most
    IDs are such words, they are names.
    """
    given_ids = [(row, code) for row, code in ids if code]
    personal = {row for row, code in given_ids if _is_personal(code)}
    called = {row for row, code in given_ids if looks_like_a_name(code)}
    return sorted(personal | (called if 2 * len(called) > len(given_ids) else set()))


def _is_personal(code: str) -> bool:
    return bool(_UPN.fullmatch(code) or _NAME_LIKE.fullmatch(code) or "@" in code)


def _looks_personal(find: Finder, sheet: str, row: int, column: str, instead: str) -> Fault:
    message = f"This ID looks like a name, a UPN or an address: {instead}."
    found = find.fault("pupil.looks-personal", sheet, row, column, message)
    return replace(found, found="")  # not to be repeated wherever the fault is shown


def _text_marks(find: Finder) -> Iterator[Fault]:
    """Each text mark whole: its ninth letter tells of a slip."""
    for row, line in find.rows("sign_off"):
        if not given(line.get("text_mark")):
            continue
        for wrong in typed(line["text_mark"]).wrong:
            yield find.fault(
                "sign-off.mark",
                "sign_off",
                row,
                "text_mark",
                f"{quote(wrong)} is no text mark, which is nine letters such as BCD-FGH-JKR: "
                "letters are missing, too many or changed. Until it is mended the document is a "
                "draft. Copy the mark from the first page of the document that was read.",
            )


def _practices_signed(find: Finder) -> Iterator[Fault]:
    """Which one: only of documents of which there can be several, and one that there is."""
    practices = {values["practice_id"].casefold() for _, values in find.rows("practice")}
    for row, line in find.rows("sign_off"):
        if not given(line.get("item")) or given(line.get("cycle")):
            continue
        if line["document"] != WRITE_UP:
            said = f"There is one {line['document'].lower()} only, and the row names {{}}: leave "
            said += f"{quote(find.label('sign_off', 'item'))} empty."
        elif line["item"].casefold() not in practices:
            said = "{} is no practice of the sheet of best practice: use a practice ID that is "
            said += "there, or leave the cell empty."
        else:
            continue
        yield find.fault("sign-off.item", "sign_off", row, "item", said.format(quote(line["item"])))


# Sheet, where something was seen, and whose school it came to.
_TO_AND_FRO = (("visits", "visited", "visitor"), ("took_home", "reviewed", "school"))


def _support_given(find: Finder) -> Iterator[Fault]:
    """From one school to another, and an offer or need by both of what it is known by."""
    for sheet, there, home in _TO_AND_FRO:
        for row, line in find.rows(sheet):
            if given(line[home]) and line[home] == line[there]:
                yield find.fault(
                    "support.own-school",
                    sheet,
                    row,
                    home,
                    f"{quote(line[home])} stands under {find.label(sheet, there)} as well: give "
                    "two different schools.",
                )
    for row, line in find.rows("visits"):
        both: tuple[VisitsColumn, VisitsColumn] = ("asked_by", "support_id")
        for lacks, has in (both, both[::-1]):
            if given(line[has]) and not given(line[lacks]):
                yield find.fault(
                    "support.half-named",
                    "visits",
                    row,
                    lacks,
                    f"{find.label('visits', has)} is {quote(line[has])}, and this cell is empty: "
                    "an offer or a need is known by its school and its ID together. Fill in both, "
                    "or neither.",
                )


_RULES = (
    _short_names,
    _people,
    _plan,
    _dates,
    _findings,
    _actions,
    *ofsted_areas.RULES,
    *cycle_dates.RULES,
    *projects.RULES,
    *series.RULES,
    *lots.RULES,
    *fixed_plans.RULES,
    *expectations.RULES,
    *studies.RULES,
    *survey_maps.RULES,
    _text_marks,
    _practices_signed,
    *practices.RULES,
    _support_given,
    _pupils,
    _respondents,
    texts,
)
