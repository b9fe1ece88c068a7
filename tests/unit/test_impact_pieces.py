"""The pieces of an impact reflection: what was done, who was counted, before and after."""

from dataclasses import replace

import pandas as pd
import pytest
from impact_data import outcome, pupils

from spp_research import impact_reflection, open_school
from spp_research.display.charts import Chart
from spp_research.display.estimation import estimation_chart
from spp_research.display.flow_chart import MOST_COLUMNS, flow_chart, flow_table
from spp_research.display.slopes import drawable, others_chart
from spp_research.display.tables import Table
from spp_research.documents.impact_reflection.answers import told_in_short
from spp_research.documents.impact_reflection.tables import actions_table
from spp_research.protect.disclosure import rules_for
from spp_research.school.impact import result, results
from spp_research.school.impact.together import informant
from spp_research.school.survey import items
from spp_research.words.attendance import attendance_sentence
from spp_research.words.cautions import open_question
from spp_research.words.statements import Statement

PARTNERSHIP, SCHOOL = rules_for("partnership"), rules_for("school")


@pytest.fixture(scope="module")
def study():
    return open_school("example", "oakfield", "partnership")


def cells(table, row):
    at = table.protected.rows.index(row)
    return [cell.text for cell in table.protected.cells[at]]


def test_an_action_says_where_it_is_who_led_it_and_how_many_sessions_were_held(study):
    planned, done = cells(actions_table(study), "A1")
    assert "; from 12 January 2026, to be looked at again on 26 March 2026; " in planned
    assert planned.endswith("76 of 88 sessions (86%) held.")
    assert done.startswith("In the second week of January")
    assert [done.count(f"{part}: ") for part in ("Engage", "Unite", "Reflect", "Adapted")] == [
        1
    ] * 4


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"review_date": None}, "; from 12 January 2026; "),
        ({"start_date": None}, "; to be looked at again on 26 March 2026; "),
        ({"start_date": None, "review_date": None}, "; no date yet; "),
    ],
)
def test_the_day_for_looking_again_is_never_said_to_be_the_end(study, dates, said):
    gone = {name: pd.Series(pd.NaT, study.base.actions.index) for name in dates}
    base = replace(study.base, actions=study.base.actions.assign(**gone))
    assert said in cells(actions_table(replace(study, base=base)), "A1")[0]


def test_sessions_are_said_as_far_as_they_are_known(study):
    def planned(**numbers):
        sheet = study.base.implementation.assign(
            **{name: pd.array([n] * 3, dtype="Int64") for name, n in numbers.items()}
        )
        return cells(
            actions_table(replace(study, base=replace(study.base, implementation=sheet))), "A1"
        )[0]

    assert planned(sessions_planned=None, sessions_held=1).endswith("1 session held.")
    assert planned(sessions_planned=8, sessions_held=8).endswith("8 of 8 sessions held.")
    assert "held" not in planned(sessions_planned=8, sessions_held=None)


def test_a_plan_of_which_nothing_is_done_yet_has_one_column(study):
    bare = replace(
        study.base,
        actions=study.base.actions.assign(what_was_done=pd.NA),
        implementation=study.base.implementation.iloc[:0],
    )
    table = actions_table(replace(study, base=bare))
    assert table.protected.columns == ("What we set out to do",)
    assert table.notes == ()


def test_the_diagram_of_pupils_shows_what_the_table_shows(study):
    found = results(study.base)
    chart, table = flow_chart(found, study.rules), flow_table(found, study.rules)
    assert isinstance(chart, Chart)
    for name, row in zip(table.protected.rows, table.protected.cells, strict=True):
        for step, cell in zip(table.protected.columns, row, strict=True):
            assert f"{step.lower()} {cell.text}" in chart.alt.split(f"{name}: ")[1]
    assert len(chart.audit) == len(table.protected.audit)
    assert chart.notes == ("[c] hidden so that nobody can be recognised",)


def test_many_groups_are_a_table_and_hidden_ones_a_sentence():
    found = result(outcome(), pupils(30, 30))
    assert isinstance(flow_chart((found,), PARTNERSHIP), Chart)
    assert isinstance(flow_chart((found,) * (MOST_COLUMNS // 2 + 1), PARTNERSHIP), Table)
    few = flow_chart((result(outcome(design="B"), pupils(4, 0)),), PARTNERSHIP)
    assert isinstance(few, Statement)
    assert few.plain == "How many pupils were counted at each step is hidden [c]."
    assert flow_chart((), PARTNERSHIP) is None


@pytest.mark.slow
def test_quartiles_are_drawn_only_where_enough_pupils_lie_beyond_them():
    small, large = result(outcome(), pupils(23, 25)), result(outcome(), pupils(26, 26))
    assert "middle half" not in estimation_chart(small, PARTNERSHIP).alt
    assert "middle half" in estimation_chart(large, PARTNERSHIP).alt
    assert "middle half" in estimation_chart(small, SCHOOL).alt


@pytest.mark.slow
def test_other_outcomes_are_small_multiples(snapshot):
    one = result(outcome(), pupils(30, 30))
    two = result(outcome(outcome_id="O2", name="Words spelt", primary=False), pupils(30, 30))
    few = result(outcome(outcome_id="O3", name="Words said", primary=False), pupils(4, 30))
    assert others_chart((one,), PARTNERSHIP) is None
    assert others_chart((one, two), PARTNERSHIP) is None  # in the table; a chart adds nothing
    chart = others_chart((one, two, few, two), PARTNERSHIP)
    assert chart.alt == snapshot
    assert "Words said" not in chart.alt  # hidden for this audience
    many = others_chart((one, *[two] * 5), PARTNERSHIP)
    assert many.notes == ("Two more outcomes are in the table.",)


def test_attendance_is_drawn_although_it_is_the_only_other_outcome():
    one = result(outcome(), pupils(30, 30))
    rows = pupils(30, 30)
    for column in ("baseline", "follow_up"):
        rows[column] = 80 + rows[column] / 10
    rate = result(outcome(outcome_id="O2", unit="sessions", primary=False), rows)
    chart = others_chart((one, rate), PARTNERSHIP)
    assert "per cent of sessions" in chart.alt
    assert drawable((one, rate), PARTNERSHIP) == (one, rate)


def rates(project, comparison=0):
    """Pupils whose results are rates of sessions, in per cent."""
    rows = pupils(project, comparison, named=False)
    for column in ("baseline", "follow_up"):
        rows[column] = (75 + rows[column] / 6).clip(upper=100)
    return rows


def test_attendance_is_said_group_by_group(snapshot):
    sessions = outcome(unit="sessions", name="Attendance")
    rows = rates(40, 40)
    found = result(sessions, rows)
    said = attendance_sentence(found, rows, PARTNERSHIP).plain
    assert said == snapshot
    mean = rows.loc[rows["group"] == "Project", "baseline"].mean()
    assert f"attendance was {mean:.1f}% before" in said
    as_shares = rows.assign(baseline=rows["baseline"] / 100, follow_up=rows["follow_up"] / 100)
    again = attendance_sentence(result(sessions, as_shares), as_shares, PARTNERSHIP).plain
    assert again == said  # 0.95 and 95 are the same


@pytest.mark.slow
def test_attendance_says_nothing_of_a_few_and_nothing_of_marks():
    sessions, rows = outcome(unit="sessions", design="B"), rates(5)
    found = result(sessions, rows)
    assert attendance_sentence(found, rows, PARTNERSHIP) is None
    said = attendance_sentence(found, rows, SCHOOL).plain  # five have no range that fixes rates
    assert said.count("no range, as they are too few") == 2 and "fit anything" not in said
    marks = pupils(30, 30)
    assert attendance_sentence(result(outcome(), marks), marks, SCHOOL) is None


def test_what_is_open_says_what_would_tell():
    lots = "Drawing lots for who begins first, if that was not done, would tell."
    assert open_question(result(outcome(), pupils(30, 30)), PARTNERSHIP).plain.endswith(lots)
    assert lots not in open_question(result(outcome(design="B"), pupils(30, 0)), PARTNERSHIP).plain
    hidden = open_question(result(outcome(design="B"), pupils(4, 0)), PARTNERSHIP).plain
    assert hidden.endswith("both years taken together, would tell.")


def test_a_comparison_of_a_few_classes_lacked_classes_and_not_lots():
    rows = pupils(gain=1.0, classes=2)
    said = open_question(result(outcome(), rows), PARTNERSHIP).plain
    assert said.endswith("With four classes in all, more classes would tell, drawn by lot.")
    assert "Drawing lots" not in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("school", "words"),
    [
        ("tannery-lane", "What people said is under “What people told us”"),  # families, asked once
        ("copperbeck", "What people said is under “What people told us”"),  # assistants are staff
        ("withy-bridge", "no result has been written down yet"),  # parents whom nobody asked
    ],
)
def test_an_outcome_about_adults_is_no_pupils_result(school, words):
    said = impact_reflection.outcomes(open_school("example", school, "school")).markdown
    assert words in said and "no pupil’s result" not in said
    assert ("In words and not in numbers" in said) is ("told us" in words)
    assert ("Not collected yet" in said) is ("told us" not in words)


def test_what_pupils_answered_does_not_stand_for_what_was_to_be_asked_of_them(study):
    said = impact_reflection.outcomes(study).markdown
    assert "Not collected yet: Where pupils say they used" in said and "told us”" not in said


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("Families of pupils in Year 3", "Parents and carers"),
        ("Pupils of two teachers", "Pupils"),
        ("Teaching assistants", "Staff"),
        ("Year 3", ""),
    ],
)
def test_whom_an_outcome_is_about_is_who_is_named_first(who, kind):
    assert informant(outcome(who=who)) == kind


def test_surveys_in_short_leave_no_question_out(study, snapshot):
    told = told_in_short(items(study.base), study.rules)
    own, shared = told.pieces[0].statements[:3], told.pieces[0].statements[3:]
    # What is said of one question by itself is held in the tests of surveys.
    assert [one.plain.split("**")[1][:9] for one in own] == ["How often", "How often", "Who have "]
    assert "\n".join(one.markdown for one in shared) == snapshot
    for item in items(study.base):
        assert item.asked.rstrip(".") in told.pieces[0].markdown
        assert item.asked in told.markdown.split(told.pieces[0].markdown)[1]


def test_surveys_that_are_hidden_share_a_sentence_and_have_no_table():
    found = open_school("example", "copperbeck", "partnership")
    told = told_in_short(items(found.base), found.rules)
    assert len(told.statements) == 1
    assert "are hidden [c], because fewer than 10 people answered" in told.statements[0].plain
    assert told_in_short((), found.rules) is None


def test_the_main_outcome_is_said_once_among_the_key_points(study):
    first = "On average about 9.4 words a minute higher"
    assert first in impact_reflection.key_points(study).markdown
    assert first not in impact_reflection.outcomes(study).markdown


def test_the_threads_that_are_open_stand_before_the_next_steps(study):
    said = impact_reflection.next_steps(study).markdown
    own = impact_reflection.next_steps(open_school("example", "oakfield", "school")).markdown
    ahead = "What comes next, in the school’s own"
    assert said.index("No action answers F3 yet.") < said.index(ahead)
    assert own.index("**F3** has no action") < own.index(ahead)
    everyone = impact_reflection.next_steps(open_school("example", "oakfield", "public")).markdown
    assert "F3" not in everyone and "The B classes begin in September" in everyone


def shown(piece) -> str:
    return "\n".join(part.markdown for part in getattr(piece, "parts", (piece,)) if part)


def test_no_term_of_the_method_stands_outside_the_box_for_whoever_checks(study):
    pieces = ("key_points", "main_outcome", "other_outcomes", "told", "answered", "counted")
    said = "\n".join(shown(getattr(impact_reflection, name)(study)) for name in pieces)
    said += shown(impact_reflection.outcomes_table(study))
    terms = ("d_av", "Bonett", "design A", "design C", "et agreement", "SDs", "80%")
    assert not [term for term in terms if term in said]
    box = shown(impact_reflection.for_whoever_checks(study))
    assert box.count("::: {.panel") == 1
    assert "In standard deviations it is 0.38 (0.17 to 0.59)." in box


def test_each_outcome_stands_with_its_picture_and_what_it_leaves_open(study):
    kinds = [type(part).__name__ for part in impact_reflection.other_outcomes(study).parts]
    assert kinds == ["Statement", "Statement", "Chart", "Statement", "Statement", "Statement",
                     "Bullets"]  # fmt: skip


def test_where_only_the_last_step_may_be_seen_the_steps_are_a_sentence(study):
    assert isinstance(impact_reflection.counted(study), Statement)
    whole = open_school("example", "oakfield", "school")
    assert isinstance(impact_reflection.counted(whole), Table)
