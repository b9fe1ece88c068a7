"""No number about a small group, and none that gives a small number away by subtraction."""

import re
from dataclasses import replace
from itertools import product

import pandas as pd
import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st
from impact_data import outcome, pupils, yes_or_no

from spp_research.display.estimation import estimation_chart
from spp_research.display.flow_chart import flow_table
from spp_research.documents.impact_reflection.tables import precision_table, results_table
from spp_research.protect.disclosure import rules_for
from spp_research.school.impact import Flow, result
from spp_research.school.impact.audience import flow_cells, hidden
from spp_research.words.cautions import cannot_tell
from spp_research.words.how_known import how_known
from spp_research.words.results import conclusion, subgroup_sentence
from spp_research.words.sources import taken_together

NOBODY = outcome(baseline_date=None, follow_up_date=None, outcome_id="O", action_id="A")


def everything(found, rules) -> str:
    """Every word and number that is shown about a result."""
    together = taken_together("action A", [found], rules)
    tables = [t((found,), rules) for t in (results_table, precision_table, flow_table)]
    cells = [c.text for t in tables if t for row in t.protected.cells for c in row]
    said = [
        conclusion(found, rules).plain,
        cannot_tell(found, rules).plain,
        *(s.plain for s in (subgroup_sentence(found, rules), how_known(found, rules)) if s),
        together.plain if together else "",
    ]
    return "\n".join([*said, *cells])


def test_a_small_group_hides_every_number_about_it():
    found = result(outcome(), pupils(project=4))
    rules = rules_for("partnership")
    row = [cell.text for cell in results_table((found,), rules).protected.cells[0]]
    assert row[:4] == ["[c]", "[c]", "[c]", "[c]"]
    assert estimation_chart(found, rules) is None
    assert precision_table((found,), rules) is None


@examples(60)
@given(
    design=st.sampled_from("ABCD"),
    project=st.integers(1, 5),
    comparison=st.integers(1, 30),
    lost=st.integers(0, 4),
    unit=st.sampled_from(["words a minute", "sessions"]),
    audience=st.sampled_from(["partnership", "public"]),
    seed=st.integers(0, 10),
)
@pytest.mark.slow
def test_about_a_small_group_no_digit_is_shown(
    design, project, comparison, lost, unit, audience, seed
):
    rules = rules_for(audience)
    rows = pupils(project, comparison, lost=(min(lost, project), 0), seed=seed, subgroup=2)
    if design != "A":
        rows = rows[rows["group"] == "Project"]
    if unit == "sessions":
        rows = rows.assign(baseline=rows["baseline"] / 2, follow_up=rows["follow_up"] / 2)
    found = result(
        replace(NOBODY, design=design, unit=unit, selected_below=85.0, highest_possible=110.0), rows
    )
    shown = everything(found, rules).replace("fewer than 6", "").replace("Fewer than 6", "")
    if design == "A":  # the comparison group may be large enough to be counted by itself
        shown = "\n".join(line for line in shown.split("\n") if not re.fullmatch(r"\d+|–", line))
    assert not re.findall(r"\d", shown), shown


@examples(300)
@given(
    neither=st.integers(0, 12),
    before=st.integers(0, 12),
    after=st.integers(0, 12),
    both=st.integers(0, 40),
    audience=st.sampled_from(["school", "partnership", "public"]),
)
def test_no_two_counts_of_the_flow_give_a_small_number_away(neither, before, after, both, audience):
    rules = rules_for(audience)
    flow = Flow("Project", neither + before + after + both, before + both, after + both, both)
    listed, baseline, follow_up, matched = (
        int(c.text) if c.text.isdigit() else None for c in flow_cells(flow, rules)
    )
    shown = [n for n in (listed, baseline, follow_up, matched) if n is not None]
    gaps = {abs(a - b) for a in shown for b in shown}
    if len(shown) == 4:
        gaps.add(listed - baseline - follow_up + matched)
    assert not [n for n in gaps if 0 < n < rules.fewest_pupils]
    assert not [n for n in shown if 0 < n < rules.fewest_pupils]
    if both >= rules.fewest_pupils and min(listed or 99, before, after) >= rules.fewest_pupils:
        assert matched == both  # what the estimate rests on is the last to be hidden


def test_a_list_hidden_for_one_outcome_is_not_shown_for_another():
    one = result(outcome(design="B"), pupils(40, 0, lost=(2, 0)))
    two = result(outcome(design="B", outcome_id="O2", name="Spelling"), pupils(40, 0))
    cells = flow_table((one, two), rules_for("partnership")).protected.cells
    assert [row[0].text for row in cells] == ["[c]", "[c]"]
    assert [row[3].text for row in cells] == ["38", "40"]


@pytest.mark.slow
@pytest.mark.parametrize("lost", [(1, 0), (0, 2), (3, 3), (5, 1)])
@pytest.mark.parametrize("audience", ["partnership", "public"])
def test_a_few_lost_pupils_are_never_counted(lost, audience):
    """Neither as a number, nor by a share, nor by a tipping point that depends on it."""
    found = result(outcome(), pupils(40, 40, gain=20, lost=lost))
    said = how_known(found, rules_for(audience)).plain
    assert "Not measured both times" not in said and "take in no difference" not in said


def at_the_top(project, comparison, lost=0):
    """Two groups of 30, some of each at the top afterwards, and some measured only then."""
    rows = pupils(30, 30)
    place = rows.groupby("group").cumcount()
    top = place < rows["group"].map({"Project": project, "Comparison": comparison})
    rows["follow_up"] = rows["follow_up"].clip(upper=119).mask(top, 120)
    rows.loc[29 - lost + 1 : 29, "baseline"] = pd.NA
    return result(outcome(highest_possible=120.0), rows)


def test_pupils_at_the_top_are_counted_among_those_that_the_report_shows():
    found = at_the_top(9, 0, lost=1)
    said = cannot_tell(found, rules_for("partnership")).plain
    assert "At the end, 9 of 29 (31%) in the project had the highest result" in said
    assert flow_cells(found.flow[0], rules_for("partnership"))[2].text == "[c]"  # 30 is hidden


@pytest.mark.parametrize(
    ("project", "comparison", "words"),
    [
        (9, 8, "9 of 30 (30%) in the project and 8 of 30 (27%) in the comparison"),
        (9, 5, "9 of 30 (30%) in the project had"),
        (5, 0, "At the end, a good many pupils had"),
        (5, 5, "At the end, a good many pupils had"),
    ],
)
def test_a_group_with_a_few_at_the_top_is_not_named(project, comparison, words):
    said = cannot_tell(at_the_top(project, comparison), rules_for("partnership")).plain
    assert words in said


YES_NO = outcome(unit="yes or no", design="B")


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [(3, 20, False), (20, 37, False), (12, 20, True), (12, 15, False)],
)
def test_a_share_is_hidden_when_those_who_said_yes_or_no_or_changed_are_few(before, after, shown):
    found = result(YES_NO, yes_or_no((before, 0), (after, 0), (40, 0)))
    assert hidden(found, rules_for("partnership")) is not shown
    assert hidden(found, rules_for("public"))  # nobody lost is a number too, to the public
    if not shown:
        said = conclusion(found, rules_for("partnership")).plain
        assert not re.findall(r"\d", said.replace("fewer than 6", ""))


def test_gains_and_losses_of_a_few_are_hidden_though_both_shares_are_large():
    rows = yes_or_no((20, 0), (24, 0), (40, 0))
    found = result(YES_NO, rows)
    assert found.given_away == (4, 0)
    assert hidden(found, rules_for("partnership"))


def test_a_subgroup_is_hidden_when_any_part_of_it_is_small():
    found = result(outcome(), pupils(40, 40, subgroup=8))  # five in each group
    said = subgroup_sentence(found, rules_for("partnership"))
    assert said.audit and not re.findall(r"\d", said.plain.replace("6", ""))
    assert not subgroup_sentence(found, rules_for("school")).audit


def test_a_hidden_result_does_not_give_its_direction_away():
    small = result(outcome(), pupils(4, gain=30))
    large = result(replace(outcome(), outcome_id="O2", name="Spelling"), pupils(gain=-30))
    said = taken_together("action A", [small, large], rules_for("partnership")).plain
    assert "Sources disagree" not in said and "hidden [c]" in said


def test_where_nothing_was_measured_nothing_is_hidden():
    found = result(outcome(), pupils(0, 0))
    assert not hidden(found, rules_for("public"))
    assert flow_table((found,), rules_for("public")) is None
    assert precision_table((found,), rules_for("public")) is None


def test_a_wave_that_is_small_hides_the_change_between_different_pupils():
    rows = pupils(30, 0)
    rows.loc[3:, "baseline"] = pd.NA
    found = result(outcome(design="C"), rows)
    assert found.people == (3, 30)
    assert hidden(found, rules_for("partnership"))


@pytest.mark.parametrize("audience", ["school", "partnership"])
def test_no_hidden_step_of_a_flow_follows_from_how_steps_are_hidden(audience):
    """Of every flow with up to so many lost, those that look alike leave each step two numbers."""
    rules = rules_for(audience)
    most = 2 * rules.fewest_pupils
    both = rules.fewest_pupils
    alike: dict[tuple[str, ...], list[tuple[int, ...]]] = {}
    for neither, before, after in product(range(most + 1), repeat=3):
        if neither + before + after <= most:
            flow = Flow(
                "Project", both + neither + before + after, both + before, both + after, both
            )
            shown = tuple(cell.text for cell in flow_cells(flow, rules))
            steps = (flow.listed, flow.baseline, flow.follow_up, flow.matched)
            alike.setdefault(shown, []).append(steps)
    assert len(alike) > 20
    for shown, flows in alike.items():
        for cell, steps in zip(shown, zip(*flows, strict=True), strict=True):
            assert cell != "[c]" or len(set(steps)) > 1, shown


def test_everybody_with_the_top_mark_shows_no_mark():
    rows = pupils(30, 30).assign(follow_up=40.0)
    found = result(outcome(unit="marks out of 40", highest_possible=40.0), rows)
    for audience in ("school", "partnership", "public"):
        shown = everything(found, rules_for(audience))
        assert "40" not in shown and "all the same" not in shown and "[c]" in shown
