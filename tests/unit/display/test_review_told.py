"""Who reviewed and what was seen or said, and what of it stays in the school."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research import open_school, review_summary
from spp_research.documents.review_summary import where_sources_differ
from spp_research.protect.disclosure import rules_for
from spp_research.school import review
from spp_research.words import reviews

PARTNERSHIP = rules_for("partnership")


@pytest.fixture(scope="module")
def study():
    return open_school("example", "oakfield", "partnership")


def told(study) -> str:
    kinds = ("Strength", "Next step")
    return "\n".join(p.markdown for k in kinds if (p := review_summary.found(study, k)))


def cited(study) -> set[str]:
    return {one for ids in study.base.findings["evidence_ids"] for one in ids}


def with_evidence(study, **columns):
    evidence = study.base.evidence.assign(**columns)
    return replace(study, base=replace(study.base, evidence=evidence))


def with_row(study, **cells):
    """The study with other cells in the school's row of the timetable."""
    timetable = study.partnership.timetable.copy()
    own = timetable.index[timetable["school"] == study.base.school.slug]
    for column, value in cells.items():
        timetable.at[own[0], column] = value
    return replace(study, partnership=replace(study.partnership, timetable=timetable))


def test_the_review_says_who_when_where_and_whom_they_met(study):
    reviewed, workshop, school, met = review_summary.the_review(study).markdown.split("\n")
    assert reviewed.startswith("- **Reviewed** on 4 and 5 November 2025 by Helen Marsden (Withy B")
    assert workshop.endswith(
        "was on 20 November 2025, led by Ewan Sykes (Osier Road Primary School)."
    )
    assert school.startswith("- **The school:** A two-form entry primary")
    assert met == (
        "- **Met:** 26 pupils; also members of staff, leaders, parents and carers and governors, "
        "whose numbers are not shown."
    )


def test_everybody_is_told_the_schools_of_the_reviewers_and_no_name(study):
    public = replace(study, rules=rules_for("public"))
    said = review_summary.the_review(public).markdown
    assert "by three colleagues from Withy Bridge Junior School, Tannery Lane" in said
    names = study.partnership.people["name"].dropna()
    assert not [name for name in names if name in said]


def test_a_review_that_is_still_to_come_is_planned(study):
    early = replace(study, as_at=date(2025, 9, 1))
    row = with_row(early, review_start=pd.Timestamp(2026, 12, 1), review_end=pd.NaT)
    said = review_summary.the_review(row).markdown
    assert "**The review** is planned for 1 December 2026, by Helen Marsden" in said


def test_a_review_without_a_team_a_champion_or_a_workshop_still_reads(study):
    bare = with_row(study, team=None, champion=None, review_end=pd.NaT)
    said = review_summary.the_review(bare).markdown
    assert "Who reviewed has not been written down." in said
    assert "**The improvement workshop:** 20 November 2025." in said
    none = with_row(bare, workshop_date=pd.NaT)
    assert "workshop" not in review_summary.the_review(none).markdown


def test_a_reviewer_from_elsewhere_is_named_with_where_they_are_from(study):
    people = study.partnership.people.copy()
    own = people["person_id"] == "P04"
    people.loc[own, ["school", "from_elsewhere"]] = [None, "Ashdown Trust"]
    elsewhere = replace(study, partnership=replace(study.partnership, people=people))
    assert "Helen Marsden (Ashdown Trust)" in review_summary.the_review(elsewhere).markdown


def test_a_finding_stands_over_what_was_seen_with_the_other_way_last(study, snapshot):
    assert told(study) == snapshot


def test_the_school_reads_all_of_it(study):
    everything = told(replace(study, rules=rules_for("school")))
    assert "own copy only" not in everything
    assert all(f"*({one}" in everything for one in cited(study))


@pytest.mark.slow
@given(st.lists(st.one_of(st.none(), st.integers(0, 12)), min_size=23, max_size=23))
def test_what_few_people_said_never_leaves_the_school(people):
    study = open_school("example", "oakfield", "partnership")
    marked = [f"Seen by nobody else {n:02d}x" for n in range(23)]
    given_ = with_evidence(study, people=pd.array(people, dtype="Int64"), seen=marked)
    text = told(given_) + where_sources_differ(given_).markdown
    papers = given_.base.evidence["source_type"].isin(review.OF_NOBODY)
    numbers = given_.base.evidence["evidence_id"]
    for number, n, words, paper in zip(numbers, people, marked, papers, strict=True):
        few = not (paper and not n) and (n or 0) < PARTNERSHIP.fewest_pupils
        assert (words in text) == (number in cited(study) and not few)


def test_what_seems_to_name_somebody_stays_in_the_school(study):
    seen = ["Ring her on 01632 960983."] * len(study.base.evidence)
    assert "01632" not in told(with_evidence(study, seen=seen))
    school = replace(with_evidence(study, seen=seen), rules=rules_for("school"))
    assert "01632" in told(school)


def test_a_finding_without_evidence_is_a_heading_alone(study):
    bare = study.base.findings.assign(evidence_ids=[()] * len(study.base.findings))
    text = told(replace(study, base=replace(study.base, findings=bare)))
    assert text.count("no source recorded") == len(bare) and "\n- " not in text


def test_no_finding_says_nothing(study):
    none = replace(study, base=replace(study.base, findings=study.base.findings.iloc[:0]))
    assert review_summary.found(none, "Strength") is None


def test_names_of_nobody_known_are_no_reviewers(study):
    assert reviews.reviewers(study, ["P99"]) == ""


def test_nobody_can_subtract_what_is_told_from_who_was_met(study):
    """Eleven parents are told of and four are not, so that there were fifteen is not said."""
    said = review_summary.the_review(study).markdown
    assert "26 pupils" in said and "15 parents" not in said
    own = review_summary.the_review(replace(study, rules=rules_for("school"))).markdown
    assert "15 parents and carers" in own


def test_where_a_piece_points_that_stays_in_the_school_is_not_drawn(study):
    grid = review.directions(review.told(study.base, PARTNERSHIP))
    whole = review.directions(study.base)
    assert grid.to_numpy().sum() < whole.to_numpy().sum()
    assert review.told(study.base, rules_for("school")) is study.base
    text = told(study)
    assert "E9" in text and "E9, pointing" not in text


def test_why_a_piece_stays_in_the_school_is_said_as_it_is(study):
    seen = ["Ring her on 01632 960983."] * len(study.base.evidence)
    many = with_evidence(study, seen=seen, people=pd.array([20] * len(seen), dtype="Int64"))
    assert "as it seems to name somebody" in told(many) and "few people" not in told(many)


def test_a_pupil_whom_the_schools_files_name_is_not_named_to_the_partnership():
    study = open_school("example", "oakfield", "partnership")
    named = replace(study.base, pupil_names=frozenset({"zebedee quill"}))
    seen = ["Zebedee Quill read to us."] * len(study.base.evidence)
    base = replace(named, evidence=named.evidence.assign(seen=seen))
    assert "Zebedee" not in told(replace(study, base=base))


def test_words_that_the_school_says_name_nobody_keep_no_text_back(study):
    def cleared(words):
        own = study.base.own.assign(context="Peter Duck in Year 5 is read.", not_names=words)
        text = "Peter Duck in Year 5 is read at lunch."
        base = with_evidence(study, seen=text, people=20).base
        return replace(study, base=replace(base, own=own))

    kept, open_to_all = cleared(pd.NA), cleared("Peter Duck")
    assert "**The school:**" not in review_summary.the_review(kept).markdown
    assert "**The school:** Peter Duck" in review_summary.the_review(open_to_all).markdown
    assert "Peter Duck" not in told(kept) and "Peter Duck" in told(open_to_all)
    assert "**The school:**" not in review_summary.the_review(cleared("Peter")).markdown


def test_sources_that_differ_stand_side_by_side_or_it_is_said_why_not(study):
    """Both sides in words for the school; for others no word that sources differ stands alone."""
    everything = told(replace(study, rules=rules_for("school")))
    assert "**Pointing to it.** Staff interview" in everything
    assert "**Pointing the other way.** Parent or carer voice" in everything
    assert "Sources differ" not in everything
    for_partners = told(study)
    assert "What points to the finding stays in the school’s own copy." in for_partners
    assert "What points the other way stays in the school’s own copy." in for_partners
    nobody = with_evidence(study, people=pd.array([1] * len(study.base.evidence), dtype="Int64"))
    assert "both sides stay in the school’s own copy" in told(nobody)
    everybody = with_evidence(
        study, people=pd.array([99] * len(study.base.evidence), dtype="Int64")
    )
    assert "Sources differ" not in told(everybody)


def test_sources_that_agree_are_not_said_to_differ(study):
    alike = with_evidence(study, direction="Next step")
    steps = alike.base.findings["kind"] == "Next step"
    alike = replace(alike, base=replace(alike.base, findings=alike.base.findings[steps]))
    assert "Sources differ" not in told(alike) and "Pointing" not in told(alike)
