"""The pieces of a review summary: trails, marks, areas, and what may be quoted."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from spp_research import open_school, review_summary
from spp_research.display.panels import Bullets, Panel
from spp_research.display.sections import Section, section
from spp_research.documents.review_summary.tables import (
    MOST,
    areas_table,
    chosen_quotations,
    findings_table,
    informants_table,
    questions_table,
)
from spp_research.protect.disclosure import RULES, rules_for
from spp_research.protect.marks import MARK
from spp_research.schema.vocabulary import FRAMEWORKS
from spp_research.school import review
from spp_research.words.statements import Statement

PARTNERSHIP, SCHOOL = rules_for("partnership"), rules_for("school")


@pytest.fixture(scope="module")
def study():
    return open_school("example", "oakfield", "partnership")


def column(table, name):
    return dict(
        zip(table.protected.rows, (c.text for c in table.protected.column(name)), strict=True)
    )


def test_a_trail_names_every_piece_in_the_order_of_the_finding(study):
    found = review.findings(study.base).set_index("finding_id")
    for name, row in found.iterrows():
        assert tuple(piece.evidence_id for piece in row["trail"]) == row["evidence_ids"], name
    assert [p.evidence_id for p in found.loc["F1", "trail"] if p.away] == ["E9"]


def test_doubtful_findings_are_marked_in_words(study):
    marks = column(findings_table(study), "How it hangs together")
    assert marks["F1 strength"] == "Contradicted"  # by a few people, so not by whom
    own = replace(study, rules=SCHOOL)
    marked = column(findings_table(own), "How it hangs together")
    assert marked["F1 strength"] == "Contradicted: E9 points the other way"
    assert marks["F4 strength"] == "One source only: a question to look into"
    assert marks["F2 next step"] == "Sources partly agree"
    key = review_summary.key_points(study).markdown
    assert "differ on two (F6, F1)" in key and "one (F4) rests on one kind" in key


def test_a_finding_without_a_source_says_so(study):
    bare = study.base.findings.assign(evidence_ids=[()] * len(study.base.findings))
    table = findings_table(replace(study, base=replace(study.base, findings=bare)))
    assert set(column(table, "How it hangs together").values()) == {"No source recorded"}
    assert (
        table.title == "None of eight findings rests on several kinds of source with none against"
    )


def test_only_people_who_were_met_watched_or_asked_are_counted(study):
    """Twenty-six pupils in four interviews; books, a check and the register are no people."""
    people = column(informants_table(study), "People")
    assert people["Pupils"] == "26"
    assert people["Seen by the review team"] == "114" and "Review team" not in people


def test_the_review_heard_from_nobody_of_whom_it_has_paper_alone(study):
    def title(*rows):
        evidence = study.base.evidence[study.base.evidence["evidence_id"].isin(rows)]
        return informants_table(replace(study, base=replace(study.base, evidence=evidence))).title

    assert title("E3", "E5") == "The review heard from pupils"  # E5: reading records of staff
    assert title("E2", "E5") == "What the review team saw itself"
    assert title("E1", "E5") == "The review looked at work, data and documents"


def test_areas_are_those_of_the_day_of_the_review(study):
    table = areas_table(study)
    assert set(table.protected.rows) <= set(FRAMEWORKS[0].areas)  # reviewed on 4 November 2025
    assert table.subtitle == "Under the framework in force until 9 November 2025"
    assert "no grade" in table.notes[0]
    later = study.partnership.timetable.assign(review_start=pd.Timestamp(2025, 11, 10))
    moved = replace(study, partnership=replace(study.partnership, timetable=later))
    assert areas_table(moved) is None  # none of the tags is an area of that day
    untagged = study.base.self_review.assign(ofsted_areas=[()] * len(study.base.self_review))
    assert areas_table(replace(study, base=replace(study.base, self_review=untagged))) is None


def test_an_area_lists_its_questions_and_their_findings(study):
    table = review.areas(study.base, FRAMEWORKS[0])
    assert table.loc["Behaviour and attitudes", "questions"] == ("Q6",)
    assert table.loc["Behaviour and attitudes", "findings"] == ("F8",)


def notes(base, *rows):
    """Evidence of these (kind of source, people, note)."""
    frame = pd.DataFrame(
        [
            {
                "evidence_id": f"E{n}",
                "question_id": "Q1",
                "source_type": kind,
                "date": pd.Timestamp(2025, 11, 4),
                "people": people,
                "seen": note,
            }
            for n, (kind, people, note) in enumerate(rows, 1)
        ]
    )
    return replace(base, evidence=frame.astype({"people": "Int64"}))


SAID = "One: 'You don't want to get stuck.'"


@pytest.mark.parametrize(
    ("kind", "people", "note", "rules", "quoted"),
    [
        ("Pupil interview", 6, SAID, PARTNERSHIP, "You don't want to get stuck."),
        ("Pupil interview", 6, "“We read it twice” said two.", PARTNERSHIP, "We read it twice."),
        (
            "Staff interview",
            6,
            "‘We’d keep the same pupils’",
            PARTNERSHIP,
            "We’d keep the same pupils.",
        ),
        ("Pupil interview", 5, SAID, PARTNERSHIP, ""),  # too few to quote one of them
        ("Pupil interview", 5, SAID, SCHOOL, "You don't want to get stuck."),
        ("Pupil interview", None, SAID, SCHOOL, ""),
        ("Lesson visit", 30, SAID, SCHOOL, ""),  # what was seen, not what somebody said
        ("Pupil interview", 8, "Three 'keep an eye' on it.", SCHOOL, ""),
        ("Pupil interview", 8, "The pupils' books are on the teachers' desks.", SCHOOL, ""),
        ("Pupil interview", 8, f"Amira Khan in Year 4 was there. {SAID}", SCHOOL, ""),
        ("Pupil interview", 8, f"Ring 07700 900123. {SAID}", SCHOOL, ""),
        ("Pupil interview", 8, f"'{'very ' * 60}long'", SCHOOL, ""),
    ],
)
def test_what_may_be_quoted(study, kind, people, note, rules, quoted):
    found = chosen_quotations(notes(study.base, (kind, people, note)), rules)
    assert [said for said, *_ in found] == ([quoted] if quoted else [])


def test_quotations_are_few_and_from_as_many_kinds_of_people_as_there_are(study):
    rows = [("Pupil interview", 8, f"'This is what pupil {n} said'") for n in range(9)]
    rows.append(("Parent or carer voice", 12, "'We would like to know more'"))
    found = chosen_quotations(notes(study.base, *rows), PARTNERSHIP)
    assert len(found) == MOST
    assert found[-1] == ("We would like to know more.", "parent or carer voice", date(2025, 11, 4))


@pytest.mark.slow
@pytest.mark.parametrize("audience", RULES)
def test_no_audience_is_shown_a_quotation_from_too_few(audience):
    rules = RULES[audience]
    for school in ("oakfield", "copperbeck", "nether-sallow"):
        base = open_school("example", school, audience).base
        said = {said for said, *_ in chosen_quotations(base, rules)}
        for row in base.evidence.itertuples():
            if pd.isna(row.people) or row.people < rules.fewest_pupils:
                assert not any(words.rstrip(".") in row.seen for words in said)


def test_the_workshop_says_what_is_not_taken_up_only_before_there_is_a_plan(study):
    assert "no action" not in review_summary.workshop(study).markdown.lower()
    early = replace(study, base=replace(study.base, actions=study.base.actions.iloc[:0]))
    assert "No action has been planned yet" in review_summary.workshop(early).markdown


def test_a_section_keeps_what_its_pieces_say_of_themselves(study):
    both = section(questions_table(study), areas_table(study))
    assert isinstance(both, Section)
    mark = both._repr_mimebundle_()[MARK]
    assert mark["label"] == "tbl-questions, tbl-areas"
    assert mark["not_personal"] == "the review team's and the school's own words"
    hidden = Statement("{n}", n=areas_table(study).protected.cells[0][0])
    assert section(None, hidden) is hidden
    assert section(None, None) is None


def test_jupyterlab_is_shown_a_section_piece_by_piece_without_pandocs_markup(study):
    said = Statement("**Read** {what}.", what="<this> *now*")
    pieces = (said, Bullets([said, said]), Panel("Key points", [said]), areas_table(study))
    shown = section(*pieces)._repr_mimebundle_()
    line = "<strong>Read</strong> &lt;this&gt; *now*."
    items = f"<ul><li>{line}</li><li>{line}</li></ul>"
    alone = [piece._repr_mimebundle_()["text/html"] for piece in pieces[2:]]
    assert shown["text/html"] == f"<p>{line}</p>{items}" + "".join(alone)
    assert "{#tbl-areas}" in shown["text/markdown"]
    assert shown["text/markdown"] == shown[MARK]["markdown"]
    assert not any(mark in shown["text/html"] for mark in ("{#", ":::", "**", "| "))
    assert shown["text/plain"].startswith("Read <this> *now*.\n- Read <this>")


@pytest.mark.slow
def test_a_section_adds_up_what_was_hidden():
    from spp_research.protect.disclosure import count

    said = Statement("{n} governors", n=count(2, PARTNERSHIP, about="governors"))
    mark = section(said, said)._repr_mimebundle_()[MARK]
    assert len(mark["audit"]) == 2
    assert mark["about"] == [{"about": "governors", "hidden": True}] * 2
