"""What the sheets about surveys must keep: each column read once, and the roles of each file."""

from __future__ import annotations

from collections.abc import Iterator

from spp_research.schema.surveys import EVERYONE, SURVEY_ROLES, YEAR_SURVEY_MAP

from ..faults import Fault, did_you_mean, quote
from ..layout import bare
from ..read.form_columns import about_a_person
from ..read.typed_rows import Row, given
from .finder import Finder

_MAP, _ROLES = YEAR_SURVEY_MAP.name, SURVEY_ROLES.name


def survey_map(find: Finder) -> Iterator[Fault]:
    """Each column of an export read once; a question asked twice with the same words and scale."""
    for sheet in ("survey_map", _MAP):  # a school's, and the lead's own
        yield from _survey_map(find, sheet)


def _survey_map(find: Finder, sheet: str) -> Iterator[Fault]:
    columns: dict[tuple[str, str], int] = {}
    items: dict[str, tuple[int, Row]] = {}
    for row, one in find.rows(sheet):
        item = quote(one["item_id"])
        column = (bare(one["file"]), bare(one["asked"]))
        there = columns.setdefault(column, row)
        if there != row:
            yield find.fault(
                "survey-map.same-column",
                sheet,
                row,
                "asked",
                f"Rows {there} and {row} read the same column of {quote(one['file'])}, so its "
                "answers would count twice: clear one of the rows, or mend the file or the words.",
            )
        if about_a_person(one["asked"]):
            yield find.fault(
                "survey-map.person",
                sheet,
                row,
                "asked",
                f"{quote(one['asked'])} says who answered, which is never read: clear this row "
                "of the survey map.",
            )
        before, first = items.setdefault(one["item_id"], (row, one))
        turned = [one["reversed"] == "Yes", first["reversed"] == "Yes"]
        if first["scale"] != one["scale"] or len(set(turned)) > 1:
            what = "scale" if first["scale"] != one["scale"] else "reversed"
            yield find.fault(
                "survey-map.two-scales",
                sheet,
                row,
                what,
                f"{item} has another entry under {find.label('survey_map', what)} here than in row "
                f"{before}, so before and after cannot be compared: mend it, or give the question "
                "an ID of its own.",
            )
        elif bare(first["asked"]) != bare(one["asked"]):
            yield find.fault(
                "survey-map.other-words",
                sheet,
                row,
                "asked",
                f"{item} was asked in other words in row {before}, so a change may come from the "
                "words: if it is another question, give it an ID of its own.",
            )


def survey_roles(find: Finder) -> Iterator[Fault]:
    """Each file in the survey map; several roles with one question that tells them apart."""
    files = {_stem(row["file"]): row["file"] for _, row in find.rows(_MAP)}
    by_file: dict[str, list[tuple[int, Row]]] = {}
    for number, row in find.rows(_ROLES):
        by_file.setdefault(_stem(row["file"]), []).append((number, row))
    for file, rows in by_file.items():
        if file not in files and find.whole(_MAP):
            number, row = rows[0]
            yield find.fault(
                "survey-roles.file",
                _ROLES,
                number,
                "file",
                f"No row of the survey map names the file {quote(row['file'])}, so nothing is read "
                f"for it: check the name, or add its questions there."
                f"{did_you_mean(row['file'], files.values())}",
            )
        yield from _of_one_file(find, rows)


def _of_one_file(find: Finder, rows: list[tuple[int, Row]]) -> Iterator[Fault]:
    asking = [(n, row["role_question"]) for n, row in rows if given(row["role_question"])]
    number, row = rows[-1]
    if len(rows) > 1 and (others := [n for n, r in rows if r["role"] == EVERYONE]):
        yield find.fault(
            "survey-roles.everyone",
            _ROLES,
            others[0],
            "role",
            f"{quote(EVERYONE)} stands beside other roles of {quote(row['file'])}, so people would "
            "count twice: keep the roles, or this row alone.",
        )
    elif len(rows) > 1 and not asking and find.whole(_ROLES):
        yield find.fault(
            "survey-roles.no-question",
            _ROLES,
            number,
            "role_question",
            f"{quote(row['file'])} was answered in {len(rows)} roles, and no row says which "
            "question asks for the role: copy its words from the first row of the export.",
        )
    for n, question in asking:
        first, words = asking[0]
        if bare(question) != bare(words):
            yield find.fault(
                "survey-roles.two-questions",
                _ROLES,
                n,
                "role_question",
                f"One file has one question that asks for the role, and rows {first} and {n} name "
                f"different ones for {quote(row['file'])}: mend one of them.",
            )
        if about_a_person(question):
            yield find.fault(
                "survey-map.person",
                _ROLES,
                n,
                "role_question",
                f"{quote(question)} says who answered, which is never read: name the question that "
                "asks for the role.",
            )


def _stem(name: str) -> str:
    """A file's name as it is looked for: without its ending, in small letters."""
    key = name.strip().casefold()
    return key.rpartition(".")[0] or key


RULES = (survey_map, survey_roles)
