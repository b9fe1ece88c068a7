"""What the lead's sheets about surveys must keep: a file's roles, and the question for them."""

from __future__ import annotations

from collections.abc import Iterator

from spp_research.schema.surveys import EVERYONE, SURVEY_ROLES, YEAR_SURVEY_MAP

from .faults import Fault, did_you_mean, quote
from .finder import Finder, given
from .form_columns import about_a_person
from .layout import bare

_MAP, _ROLES = YEAR_SURVEY_MAP.name, SURVEY_ROLES.name


def survey_roles(find: Finder) -> Iterator[Fault]:
    """Each file in the survey map; several roles with one question that tells them apart."""
    files = {_stem(row["file"]): row["file"] for _, row in find.rows(_MAP)}
    by_file: dict[str, list[tuple[int, dict]]] = {}
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


def _of_one_file(find: Finder, rows: list[tuple[int, dict]]) -> Iterator[Fault]:
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


RULES = (survey_roles,)
