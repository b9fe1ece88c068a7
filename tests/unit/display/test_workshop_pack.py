"""The pieces of a workshop pack: what they say where something is missing, and what they hide."""

from dataclasses import replace
from datetime import date, time

import pandas as pd
import pytest

from spp_research import open_workshop, workshop_pack
from spp_research.display import MARK
from spp_research.display.tables import _linked
from spp_research.phrases import clock, days, time_span
from spp_research.protect import language
from spp_research.protect.disclosure import CONFIDENTIAL, rules_for
from spp_research.schema.vocabulary import THEMES
from spp_research.share import SchoolShare, Support
from spp_research.share.files import Shares

DAY = date(2026, 7, 10)


@pytest.fixture(scope="module")
def oakfield():
    return open_workshop("example", "oakfield", "partnership")


@pytest.fixture(scope="module")
def nearly_empty():
    return open_workshop("example", "osier-road", "partnership")


def changed(pack, **sheets):
    """The pack of the same school with some sheets of its workbook put in place of others."""
    return replace(pack, study=replace(pack.study, base=replace(pack.study.base, **sheets)))


def with_shares(pack, shares=None, refused=None, missing=()):
    return replace(pack, shares=Shares(shares or {}, refused or {}, missing))


def share_of(slug, name, *offers):
    made = tuple(
        Support(support_id=f"S{n}", kind="Offer", theme=THEMES[theme], support=words, contact=who)
        for n, (theme, words, who) in enumerate(offers, start=1)
    )
    facts = {"kit": "0", "partnership": "Riverside Partnership", "cycle": "2025-26"}
    return SchoolShare(school=slug, school_name=name, made_on=DAY, support=made, **facts)


def column(table, name):
    return [cell.text for cell in table.protected.column(name)]


def test_a_school_without_findings_hears_what_to_fill_in_and_sees_no_blank_pages(nearly_empty):
    panel = workshop_pack.questions_panel(nearly_empty)
    assert panel.title == "Key points"
    for sheet in ("“Findings”", "What others found", "“Support offered and needed”"):
        assert sheet in panel.markdown
    pieces = ("agenda_table", "coaching", "found_table", "register_table", "offers_table")
    pieces += ("measures_table", "smallest_table", "action_plan")
    assert [getattr(workshop_pack, name)(nearly_empty) for name in pieces] == [None] * len(pieces)
    assert "Kate Holloway" in workshop_pack.people_table(nearly_empty).markdown


def test_a_workbook_with_findings_and_nothing_else(oakfield):
    base = oakfield.study.base
    sheets = ("register", "support", "actions", "outcomes", "survey_map", "evidence")
    bare = changed(
        oakfield,
        findings=base.findings.assign(workshop_question=None, evidence_ids=None),
        **{name: getattr(base, name).iloc[:0] for name in sheets},
    )
    bare = with_shares(bare, missing=("withy-bridge",))
    assert "has not asked a question" in workshop_pack.questions_panel(bare).markdown
    assert "Making questions" in workshop_pack.agenda_table(bare).markdown
    assert "not written down yet" in workshop_pack.register_table(bare).markdown
    assert "no source recorded" in column(workshop_pack.found_table(bare), "Evidence behind it")
    assert "No offers have come yet from Withy Bridge" in workshop_pack.offers_table(bare).markdown
    assert list(workshop_pack.measures_table(bare).protected.rows) == ["A tally of what took place"]
    assert workshop_pack.smallest_table(bare) is None  # a tally shows no change
    assert workshop_pack.action_plan(bare).table.protected.rows == ("",) * 5


def test_not_estimated_is_a_value_of_its_own(oakfield):
    first = oakfield.study.base.register.head(4)
    table = workshop_pack.register_table(changed(oakfield, register=first))
    effects = column(table, "How large the difference was")
    assert effects == [
        "about 2.4 marks more; anything from 0.6 marks more to 4.2 marks more fits",
        "about 1.2 marks fewer; anything from 2.1 marks fewer to 0.3 marks fewer fits",
        "not estimated",
        "about 1.5 marks more; anything from 0.4 marks fewer to 3.4 marks more fits",
    ]
    assert "not the same as none" in " ".join(table.notes)
    assert all("read on" in place for place in column(table, "Where to read it"))


def test_what_a_study_says_is_there_in_its_own_figures_for_whoever_checks(oakfield):
    said = workshop_pack.for_checking(oakfield).markdown
    assert "**Example study A (2023, invented):** an effect of 0.24 (95% interval 0.06 to" in said
    assert "study C" not in said  # which estimated none
    only = {name: getattr(oakfield.study.base, name).iloc[:0] for name in ("findings", "register")}
    assert workshop_pack.for_checking(changed(oakfield, **only)) is None


@pytest.mark.parametrize(
    "word", ["SDs", "standard deviation", "interval", "correlation", "spp draw"]
)
def test_no_table_that_a_teacher_reads_has_a_word_of_the_method(oakfield, word):
    for piece in ("measures_table", "smallest_table", "register_table"):
        table = getattr(workshop_pack, piece)(oakfield)
        own = [table.title, table.subtitle, *table.notes, *table.protected.columns]
        assert word not in " ".join(own)


def test_findings_are_told_with_what_was_seen_and_where_others_found_something(oakfield):
    steps = workshop_pack.found(oakfield, "Next step").markdown
    assert steps.startswith("### **Next step F2.** Pupils who joined after Year 1")
    assert "- Pupil interview, 4 November 2025: Six pupils" in steps
    assert (
        "In the school’s own copy only, as few people are behind it: staff interview (E4)" in steps
    )
    assert (
        "**What others found on this:** Example study B (2021, invented). See @tbl-register."
        in steps
    )
    assert steps.index("Next step F7.") < steps.index("Next step F8.")  # of which nothing is asked
    strengths = workshop_pack.found(oakfield, "Strength").markdown
    assert "**Strength F1.**" in strengths and "Next step" not in strengths
    bare = changed(oakfield, findings=oakfield.study.base.findings.iloc[:0])
    assert workshop_pack.found(bare, "Strength") is None


def test_a_web_address_is_a_link_under_the_name_of_its_site(oakfield):
    table = workshop_pack.register_table(oakfield)
    assert "| [example.org](<https://example.org/study-a>), table 3 (read on" in table.markdown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://www.gov.uk/a?b=1#c.", "[gov.uk](<https://www.gov.uk/a?b=1#c>)\\."),
        ("see https://example.org", "see [example.org](<https://example.org>)"),
        ("http://127.0.0.1:9/x", "http://127.0.0.1:9/x"),
        ("https://localhost/x", "https://localhost/x"),
        ("https://example.org:8080/x", "https://example.org:8080/x"),
        ("https://example.org@other.example/x", "https://example.org\\@other.example/x"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_only_the_address_of_a_site_with_a_name_is_a_link(written, shown):
    assert _linked(written) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("See https://a.org/x_y*z?b=1&c=2.", r"See [a.org](<https://a.org/x_y*z?b=1\&c=2>)\."),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://a.org/<script>", r"[a.org](<https://a.org/>)\<script\>"),
        ("(https://www.b.org)", "([b.org](<https://www.b.org>))"),
        ("no address", "no address"),
    ],
)
def test_what_is_linked_of_a_cell(oakfield, typed, shown):
    register = oakfield.study.base.register.head(1).assign(locator=typed)
    table = workshop_pack.register_table(changed(oakfield, register=register))
    assert f"| {shown} (read on" in table.markdown


def test_rows_of_the_register_on_other_questions_are_counted(oakfield):
    first = oakfield.study.base.register.head(4)
    moved = first.assign(question_id=["Q2", "Q6", "Q6", "Q3"])
    notes = " ".join(workshop_pack.register_table(changed(oakfield, register=moved)).notes)
    assert "Two more results are about other questions." in notes
    none = first.assign(question_id="Q6")
    said = workshop_pack.register_table(changed(oakfield, register=none)).markdown
    assert said.startswith("None of the four results")


def test_offers_stand_beside_needs_with_whom_to_ask(oakfield):
    shares = {
        "withy-bridge": share_of("withy-bridge", "Withy Bridge", (2, "Watch us.", "Sian Prosser")),
        "copperbeck": share_of("copperbeck", "Copperbeck", (2, "Call us.", ""), (1, "Other.", "")),
    }
    pack = with_shares(oakfield, shares, {"osier-road": "broken"}, ("oakfield", "tannery-lane"))
    table = workshop_pack.offers_table(pack).part
    assert column(table, "A partner school offers") == ["Watch us.", "Call us.", "no offer yet"]
    assert column(table, "Whom to ask") == ["Sian Prosser, Withy Bridge", "Copperbeck", "–"]
    assert column(table, "The school would welcome")[1] == "as above"
    assert list(table.notes) == [
        "One more offer is about other themes.",
        "No offers have come yet from Tannery Lane Infant School.",
        "The offers of Osier Road Primary School could not be read.",
    ]


def test_everyone_sees_neither_names_nor_what_schools_offer_each_other(oakfield):
    public = replace(oakfield, study=replace(oakfield.study, rules=rules_for("public")))
    assert workshop_pack.offers_table(public) is None
    people = workshop_pack.people_table(public).markdown
    plan = workshop_pack.action_plan(public).markdown
    for name in ("Ewan Sykes", "Ruth Adeyemi", "Helen Marsden", "Tom Hesketh", "Priya Nair"):
        assert name not in people and name not in plan
    assert "Osier Road Primary School" in people


@pytest.mark.slow
@pytest.mark.parametrize(("audience", "fewest"), [("school", 3), ("partnership", 6)])
@pytest.mark.parametrize("pupils", [2, 3, 5, 6])
def test_a_small_group_is_hidden_with_the_change_that_would_give_it_away(
    oakfield, audience, fewest, pupils
):
    base = oakfield.study.base
    rows = base.pupils[base.pupils["outcome_id"] == "O2"].dropna(subset=["baseline"])
    few = changed(
        oakfield,
        pupils=rows.head(pupils),
        outcomes=base.outcomes[base.outcomes["outcome_id"] == "O2"],
        survey_map=base.survey_map.iloc[:0],
    )
    few = replace(few, study=replace(few.study, rules=rules_for(audience)))
    table = workshop_pack.smallest_table(few)
    assert table.protected.rows[0] == "Attendance on Mondays and Fridays"
    people, same, *_ = table.protected.cells[0]
    assert (people.text == CONFIDENTIAL) == (same.text == CONFIDENTIAL) == (pupils < fewest)
    assert bool(table.protected.audit) == (pupils < fewest)


def test_of_two_groups_both_are_hidden_where_one_is_small(oakfield):
    base = oakfield.study.base
    rows = base.pupils[base.pupils["outcome_id"] == "O1"].dropna(subset=["baseline"])
    kept = pd.concat(
        [rows[rows["group"] == "Project"], rows[rows["group"] == "Comparison"].head(4)]
    )
    table = workshop_pack.smallest_table(changed(oakfield, pupils=kept))
    cells = dict(zip(table.protected.columns, table.protected.cells[0], strict=True))
    assert cells["People"].text == cells["Half begin, half wait (marks)"].text == CONFIDENTIAL


def test_a_plan_of_more_than_a_page_has_no_page_of_empty_rows(oakfield):
    actions = oakfield.study.base.actions.copy()
    actions["success_measure"] = "We count the pupils who are heard, each week, and say so. " * 8
    plan = workshop_pack.action_plan(changed(oakfield, actions=actions))
    assert all(plan.table.protected.rows) and "with room for more" not in plan.table.title


def test_the_plan_as_agreed_has_room_for_more(oakfield):
    plan = workshop_pack.action_plan(oakfield)
    assert plan.markdown.startswith("::: {.landscape}\n## The action plan\n")
    rows = plan.table.protected.rows
    assert rows[0] == "A1 completed" and rows[-2:] == ("", "")
    assert {cell.text for cells in plan.table.protected.cells[-2:] for cell in cells} == {""}
    assert "\n|  |  |  |  |  |  |  |\n" in plan.markdown
    mark = plan._repr_mimebundle_()[MARK]
    assert mark["label"] == "tbl-plan" and mark["not_personal"]


def test_an_action_without_a_lead_or_date_is_said_to_be_open(oakfield):
    actions = oakfield.study.base.actions.copy()
    actions.loc[actions.index[:2], "lead"] = None
    actions.loc[actions.index[0], "review_date"] = pd.NaT
    notes = workshop_pack.action_plan(changed(oakfield, actions=actions)).table.notes
    assert notes == (
        "Two actions have no lead yet.",
        "One action has no day for looking at it again yet.",
        "To show later what was planned: before anything is measured, write on the sheet "
        "“Outcomes” what you will look at, and have the plan fixed (spp fix-plan). The impact "
        "reflection then lists what was done otherwise.",
    )


def test_the_champion_is_only_said_to_be_from_outside_where_the_timetable_says_so(oakfield):
    partnership = oakfield.study.partnership
    own = partnership.timetable.assign(champion="P03")  # of Oakfield itself
    study = replace(oakfield.study, partnership=replace(partnership, timetable=own))
    assert "another school" not in workshop_pack.people_table(replace(oakfield, study=study)).title
    assert "another school" in workshop_pack.people_table(oakfield).title


def test_none_of_the_kits_own_words_judges(oakfield):
    """The schools' words are checked when their workbooks are."""
    for piece in ("agenda_table", "measures_table", "smallest_table", "people_table"):
        table = getattr(workshop_pack, piece)(oakfield)
        said = [table.title, table.subtitle, *table.notes]
        assert [language.find(text) for text in said] == [()] * len(said)
    assert language.find(workshop_pack.coaching(oakfield).markdown) == ()


@pytest.mark.parametrize(
    ("at", "said"),
    [(time(13, 30), "1.30 pm"), (time(9, 5), "9.05 am"), (time(12, 0), "12.00 pm"),
     (time(0, 15), "12.15 am")],
)  # fmt: skip
def test_clock_times(at, said):
    assert clock(at) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2025, 11, 4), date(2025, 11, 4), "4 November 2025"),
        (date(2025, 11, 4), date(2025, 11, 5), "4 and 5 November 2025"),
        (date(2025, 11, 4), date(2025, 11, 6), "4 to 6 November 2025"),
        (date(2025, 11, 30), date(2025, 12, 1), "30 November to 1 December 2025"),
        (date(2025, 12, 31), date(2026, 1, 1), "31 December 2025 to 1 January 2026"),
    ],
)
def test_spans_of_days(first, last, said):
    assert days(first, last) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (135, "2 h 15 min")]
)
def test_spans_of_time(minutes, said):
    assert time_span(minutes) == said


def from_elsewhere(pack, team=None, champion=None, **person):
    """The pack of a school with somebody of no school on the sheet of people, and others asked."""
    partnership = pack.study.partnership
    row = {"person_id": "X1", "name": "Rowan Ashe", "role": "Improvement champion"} | person
    people = pd.concat([partnership.people, pd.DataFrame([row])], ignore_index=True)
    slug = pack.study.base.school.slug
    timetable = partnership.timetable.copy()
    own = timetable["school"] == slug
    if champion:
        timetable.loc[own, "champion"] = champion
    if team:
        timetable["team"] = [
            team if mine else was for mine, was in zip(own, timetable["team"], strict=True)
        ]
    study = replace(
        pack.study, partnership=replace(partnership, people=people, timetable=timetable)
    )
    return replace(pack, study=study)


@pytest.mark.parametrize(
    ("whence", "cell"),
    [("Harbour Trust", "Rowan Ashe, Harbour Trust"), (None, "Rowan Ashe")],
)
def test_a_champion_of_no_school_here_is_named_with_where_from(oakfield, whence, cell):
    pack = from_elsewhere(oakfield, champion="X1", from_elsewhere=whence)
    table = workshop_pack.people_table(pack)
    assert column(table, "Who and when")[0] == cell
    assert "does not work at the school and was not in the review team" in table.title
    public = replace(pack, study=replace(pack.study, rules=rules_for("public")))
    shown = column(workshop_pack.people_table(public), "Who and when")[0]
    assert shown == (whence or "an SPP associate")


def test_a_reviewer_of_no_school_here_may_be_in_the_team(oakfield):
    pack = from_elsewhere(oakfield, team=("P04", "X1"), from_elsewhere="Harbour Trust")
    cells = column(workshop_pack.people_table(pack), "Who and when")
    assert any("Rowan Ashe, Harbour Trust" in cell for cell in cells)
