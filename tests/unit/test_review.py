"""Questions, sources, findings and how their sources agree."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from spp_research import open_school
from spp_research.protect.disclosure import rules_for
from spp_research.schema.vocabulary import SOURCE_TYPES, THEMES
from spp_research.school import review
from spp_research.school.review import Agreement, agreement


@pytest.fixture(scope="module")
def base():
    return open_school("example", "oakfield", "school").base


@pytest.mark.parametrize(
    ("kind", "pointing", "sources", "expected"),
    [
        ("Strength", [], [], Agreement.NONE),
        ("Strength", ["Strength"], ["Lesson visit"], Agreement.ONE),
        ("Strength", ["Strength"] * 3, ["Lesson visit"] * 3, Agreement.SAME_KIND),
        ("Strength", ["Strength"] * 2, ["Lesson visit", "Survey"], Agreement.AGREE),
        ("Next step", ["Next step"] * 2, ["Lesson visit", "Survey"], Agreement.AGREE),
        ("Strength", ["Strength", "Mixed"], ["Lesson visit", "Survey"], Agreement.MIXED),
        ("Strength", ["Strength", "Unclear"], ["Lesson visit", "Survey"], Agreement.MIXED),
        ("Strength", ["Strength", "Next step"], ["Lesson visit", "Survey"], Agreement.DIFFER),
        ("Next step", ["Next step", "Strength"], ["Survey", "Survey"], Agreement.DIFFER),
        ("Next step", ["Strength"], ["Survey"], Agreement.DIFFER),
    ],
)
def test_how_sources_agree(kind, pointing, sources, expected):
    assert agreement(kind, pointing, sources) is expected


def test_every_piece_of_evidence_is_in_the_grid_once(base):
    grid = review.sources_by_theme(base)
    assert int(grid.to_numpy().sum()) == len(base.evidence)
    assert list(grid.columns) == [theme.split(":")[0] for theme in THEMES]
    assert set(grid.index) == set(base.evidence["source_type"])


def test_every_piece_of_evidence_has_a_direction_in_the_table(base):
    assert int(review.directions(base).to_numpy().sum()) == len(base.evidence)


def test_every_finding_is_listed_once_strengths_first(base):
    found = review.findings(base)
    assert sorted(found["finding_id"]) == sorted(base.findings["finding_id"])
    kinds = list(found["kind"])
    assert kinds == sorted(kinds, key=lambda kind: kind != "Strength")


def test_questions_stand_in_the_order_of_the_framework(base):
    themes = [THEMES.index(theme) for theme in review.questions(base)["theme"]]
    assert themes == sorted(themes)
    assert int(review.questions(base)["evidence"].sum()) == len(base.evidence)


def test_people_who_were_not_counted_stay_unknown():
    """A group whose number of people nobody wrote down is not a group of none."""
    evidence = pd.DataFrame(
        {
            "informant": ["Pupils", "Pupils", "Leaders"],
            "source_type": ["Pupil interview", "Survey", "Staff interview"],
            "people": pd.array([4, None, None], dtype="Int64"),
        }
    )
    heard = review.informants(SimpleNamespace(evidence=evidence))
    assert heard.loc["Pupils"].tolist() == [2, 2, 4, 4]
    assert pd.isna(heard.loc["Leaders", "people"])


@pytest.mark.parametrize(
    "source", ["Assessment data", "School document", "External evidence", "Work scrutiny"]
)
def test_work_data_and_documents_are_pieces_and_nobody_met(source):
    """A register of 412 pupils is one piece of evidence, not 412 pupils whom the review met."""
    evidence = pd.DataFrame(
        {
            "informant": ["Pupils", "Pupils", "Staff"],
            "source_type": ["Pupil interview", source, source],
            "people": pd.array([6, 412, 30], dtype="Int64"),
        }
    )
    heard = review.informants(SimpleNamespace(evidence=evidence))
    assert heard.loc["Pupils"].tolist() == [2, 1, 6, 6]
    assert heard.loc["Staff", ["pieces", "met"]].tolist() == [1, 0]
    assert pd.isna(heard.loc["Staff", "people"])


def test_every_kind_of_source_is_a_meeting_or_is_none():
    assert set(review.MEETINGS) < set(SOURCE_TYPES)


def test_the_same_workshop_question_is_asked_once():
    findings = pd.DataFrame({"workshop_question": ["How?", None, "How?", "When?"]})
    assert review.workshop_questions(SimpleNamespace(findings=findings)) == ["How?", "When?"]


def test_a_finding_has_a_piece_that_points_away_exactly_where_sources_differ(base):
    for row in review.findings(base).itertuples(index=False):
        assert any(piece.away for piece in row.trail) == (row.agreement == Agreement.DIFFER)


@pytest.mark.parametrize(
    ("source", "people", "kept"),
    [
        ("Lesson visit", None, True),
        ("Lesson visit", 0, True),
        ("Lesson visit", 5, True),
        ("Lesson visit", 6, False),
        ("Work scrutiny", None, True),
        ("Assessment data", None, True),
        ("Pupil interview", None, True),
        ("Survey", None, True),
        ("School document", None, False),
        ("School document", 0, False),
        ("School document", 2, True),
        ("External evidence", None, False),
    ],
)
def test_only_papers_have_nobody_behind_them_without_a_number(base, source, people, kept):
    said = "Reading comes first in the day."
    found = review.kept_back(source, people, said, base, rules_for("partnership"))
    assert found is (review.Kept.FEW if kept else None)
    assert review.kept_back(source, people, said, base, rules_for("school")) is None


def test_what_no_finding_names_is_told_once_and_points_away_from_nothing(base):
    (alone,) = review.uncited(base)
    assert (alone.evidence_id, alone.source_type, alone.away) == ("E16", "School document", False)
    nothing = replace(base, findings=base.findings.iloc[:0])
    assert len(review.uncited(nothing)) == len(base.evidence)
