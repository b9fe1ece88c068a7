"""The kit keeps its own rules of language: in whole reports, and in every sentence it writes.

What schools write is theirs, and `spp check` looks at it. Here their words are taken out first, and
what is left is the kit's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from spp_research.intake import read_workbook
from spp_research.protect import language
from spp_research.schema import PARTNERSHIP, SCHOOL
from spp_research.words.text import attribute, clean, escape
from spp_research.workspace import open_workspace

TESTS = Path(__file__).resolve().parents[1]
REPORTS = sorted((TESTS / "golden" / "reports").glob("*.qmd"))
SENTENCES = sorted(
    path
    for path in TESTS.glob("**/*.ambr")
    if path.parts[-3] not in ("run", "fail_cases", "security", "intake")
)
_SHORTEST = 8  # characters of a school's own text; a shorter one may be a word of ours too
_QUOTED = re.compile("“[^”]*”")

# The names of things; beyond them the word would be a claim.
_IMPACT = re.compile(
    r'impact reflections?|impact reviews?|our impact|impact-reflection|keywords: \["impact"',
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:effects? (?:of|on|in)|caused?|because of the|thanks to|led to(?! an action)|"
    r"as a result of)\b",
    re.IGNORECASE,
)


@cache
def words_of_schools() -> tuple[str, ...]:
    """Every line that the example's workbooks hold, as it stands in a report, the longest first."""
    place = open_workspace("example")
    books = [(place.partnership_file, PARTNERSHIP)]
    books += [(path, SCHOOL) for path in sorted(place.root.glob("schools/*/evidence.xlsx"))]
    lines = {
        line
        for path, workbook in books
        for frame in read_workbook(path, workbook).frames.values()
        for column in frame
        for text in frame[column].dropna()
        if isinstance(text, str)
        for line in clean(text).split("\n")
        if len(line) >= _SHORTEST
    }
    return tuple(
        sorted(
            {*lines, *map(escape, lines), *map(attribute, lines)},
            key=lambda line: (-len(line), line),
        )
    )


def own(report: Path) -> str:
    """The text of a report without what schools wrote."""
    text = report.read_text(encoding="utf-8")
    for line in words_of_schools():
        text = text.replace(line, "…")
    return text


def told(text: str) -> Iterator[str]:
    """Each judging word that is found, with what stands around it."""
    for one in language.find(text):
        yield f"{one.kind}: {text[max(0, one.start - 40) : one.end + 20]}"


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.stem)
def test_no_report_judges_ranks_or_claims_too_much(report):
    text = own(report)
    assert len(text) > 500, "nothing of ours is left to look at"
    assert list(told(text)) == []


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.stem)
def test_impact_is_only_the_name_of_something(report):
    assert re.findall(r".{0,30}impact.{0,20}", _IMPACT.sub("", own(report)), re.IGNORECASE) == []


def test_an_effect_is_only_said_of_an_outcome_with_a_comparison_group():
    """In the reports on impact; what others found elsewhere is theirs."""
    compared, said = set[str](), 0
    for path in open_workspace("example").root.glob("schools/*/evidence.xlsx"):
        outcomes = read_workbook(path, SCHOOL).frames["outcomes"]
        compared |= set(outcomes.loc[outcomes["design"] == "A", "outcome"])
    for report in REPORTS:
        if not report.name.startswith("impact_reflection"):
            continue
        text = report.read_text(encoding="utf-8")
        for line in text.splitlines():
            plain = line if line.startswith(tuple(compared)) else _without_schools(line)
            if _CAUSE.search(plain):
                said += 1
                assert any(name in line for name in compared), line
    assert said > 0, "no report says anything of an effect"


def _without_schools(line: str) -> str:
    for words in words_of_schools():
        line = line.replace(words, "…")
    return line


@pytest.mark.parametrize("snapshots", SENTENCES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_no_sentence_of_the_kit_judges(snapshots):
    """Neither in displays nor in messages, but where it quotes somebody."""
    assert list(told(_QUOTED.sub("“…”", snapshots.read_text(encoding="utf-8")))) == []


def test_messages_about_workbooks_judge_nobody_either():
    """What they quote, they quote in marks; names of headers stand in square brackets."""
    found = TESTS / "fail_cases" / "__snapshots__" / "test_fail_cases.ambr"
    text = re.sub(r"\[[^\]\n]*\]", "", _QUOTED.sub("“…”", found.read_text(encoding="utf-8")))
    assert list(told(text)) == []


def test_there_is_enough_to_look_at():
    assert len(REPORTS) >= 8
    assert len(SENTENCES) >= 10
    print(f"language: {len(REPORTS)} reports, {len(SENTENCES)} files of sentences")
