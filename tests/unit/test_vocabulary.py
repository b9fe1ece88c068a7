"""The words that code goes by are those that the sheets allow, and print as words."""

import json
from enum import StrEnum

import pandas as pd
import pytest

from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import AUDIENCES
from spp_research.schema import SCHOOL
from spp_research.schema.pupils import PUPILS
from spp_research.schema.vocabulary import (
    ActionState,
    Design,
    Direction,
    FindingKind,
    Group,
    SupportKind,
    Time,
    words_of,
)
from spp_research.share import Answers, Effect, Finding, Signed, Support

ALLOWED = [
    (Design, SCHOOL, "outcomes", "design"),
    (Direction, SCHOOL, "evidence", "direction"),
    (FindingKind, SCHOOL, "findings", "kind"),
    (ActionState, SCHOOL, "actions", "status"),
    (SupportKind, SCHOOL, "support", "kind"),
    (Time, SCHOOL, "survey_map", "wave"),
    (Group, PUPILS, "pupil_outcomes", "group"),
]
KINDS = [kind for kind, *_ in ALLOWED]


@pytest.mark.parametrize(
    ("kind", "workbook", "sheet", "column"), ALLOWED, ids=lambda part: getattr(part, "__name__", "")
)
def test_a_sheet_allows_the_words_of_its_enum_as_plain_text(kind, workbook, sheet, column):
    allowed = workbook.sheet(sheet).field(column).allowed
    assert allowed == words_of(kind)
    assert {type(word) for word in allowed} == {str}


@pytest.mark.parametrize("kind", [*KINDS, Audience], ids=lambda kind: kind.__name__)
def test_a_member_is_said_written_and_compared_as_its_word(kind: type[StrEnum]):
    for member in kind:
        word = member.value
        assert f"{member}" == str(member) == f"{member}" == word
        assert json.dumps({member: member}) == json.dumps({word: word})
        assert (pd.Series([word, "?"]) == member).tolist() == [True, False]


def test_a_sign_off_knows_the_audiences_in_their_order():
    assert tuple(Audience) == AUDIENCES


@pytest.mark.parametrize(
    ("record", "field", "words", "other"),
    [
        (Answers, "wave", words_of(Time), "Later"),
        (Effect, "design", words_of(Design), "E"),
        (Finding, "kind", words_of(FindingKind), "Mixed"),
        (Support, "kind", words_of(SupportKind), "Wish"),
        (Signed, "audience", ("partnership", "public"), "school"),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_a_share_file_reads_and_writes_the_words_and_no_others(record, field, words, other):
    rest = {
        name: "2026-07-01" if name == "signed_on" else "text"
        for name, about in record.model_fields.items()
        if about.is_required() and name != field
    }
    for word in words:
        read = record.model_validate_json(json.dumps(rest | {field: word}), strict=True)
        assert json.loads(read.model_dump_json())[field] == word
        assert type(read.model_dump(mode="json")[field]) is str
    with pytest.raises(ValueError, match=field):
        record.model_validate_json(json.dumps(rest | {field: other}), strict=True)
