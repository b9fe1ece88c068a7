"""Several cycles of a partnership: sums of all the schools, who came and went, what lasted."""

from __future__ import annotations

import shared_years as made
from hypothesis import given
from hypothesis import strategies as st

from spp_research.partnership import annual
from spp_research.schema.vocabulary import CARRIED_KINDS, CARRIED_STATES
from spp_research.share import Lasted, Signed


def kept(item: str = "A1", what: str = "Action", state: str = "Still done", **more) -> Lasted:
    facts = {"cycle": "2024-25", "what": what, "item_id": item, "state": state}
    return Lasted(**facts | more)


def then(*shares, **more):
    return made.year(*shares, cycle="2024-25", **more)


def test_a_cycle_is_told_in_sums_of_all_schools():
    year = made.year(
        made.share(
            "Aldermoor",
            findings=(made.finding("F1", theme=0), made.finding("F2", "Strength", 1)),
            actions=(made.action(status="Completed"), made.action("A2")),
            effects=(made.effect(verdict="better"),),
        ),
        made.share("Birchgate", findings=(made.finding("F1", theme=0),)),
        made.share("Cressbeck", signed=(), findings=()),
    )
    told = annual.told(year)
    assert (told.schools, told.reviewed, told.reflected) == (3, 2, 2)
    assert (told.strengths, told.next_steps) == (1, 2)
    assert list(told.on_theme.values()) == [2, 0, 0, 0]
    assert (told.actions, told.completed, told.known, told.practices) == (2, 1, 1, 0)


def test_schools_that_joined_and_left_are_counted():
    before = then(names=("Aldermoor", "Birchgate", "Cressbeck"))
    after = made.year(names=("Aldermoor", "Dunholme"))
    assert annual.came_and_went(before, after) == (1, 2)
    assert annual.came_and_went(after, after) == (0, 0)


def test_what_lasted_is_told_by_cycle_and_kind_with_every_state():
    states = (*CARRIED_STATES, "", "Best of all")  # a file of somebody else's may say anything
    one = made.share(
        "Aldermoor", lasted=tuple(kept(f"A{n}", state=s) for n, s in enumerate(states))
    )
    other = made.share("Birchgate", lasted=(kept(cycle="2024/25"), kept("B1", "Practice")))
    actions, practices = annual.kept(made.year(one, other))
    assert (actions.still, actions.adapted, actions.stopped, actions.not_looked) == (2, 1, 1, 3)
    assert (actions.schools, practices.schools) == (2, 1)
    assert practices.every == practices.still == 1


def test_what_is_not_signed_off_did_not_last_here():
    assert annual.kept(made.year(made.share("Aldermoor"))) == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("2023-24", "2024-25", "2024/25")),
            st.sampled_from(CARRIED_KINDS),
            st.sampled_from((*CARRIED_STATES, "")),
        ),
        max_size=20,
    )
)
def test_nothing_that_went_on_is_lost_or_counted_twice(rows):
    share = made.share(
        "Aldermoor",
        lasted=tuple(
            kept(f"A{n}", what, state, cycle=cycle) for n, (cycle, what, state) in enumerate(rows)
        ),
    )
    assert sum(one.every for one in annual.kept(made.year(share))) == len(rows)


ALIKE = {
    "school": "aldermoor",
    "first_cycle": "2024/25",
    "first_outcome": "O1",
    "second_outcome": "O3",
    "same_test": "Yes",
    "same_time": "Yes",
    "same_year_group": "Yes",
}


def with_outcomes(*rows, school: str = "Aldermoor"):
    before = then(made.share(school, cycle="2024-25", effects=(made.effect(2.0),)))
    now = made.share("Aldermoor", effects=(made.effect(6.0, outcome_id="O3"),))
    return made.year(now, earlier=(before,), alike=rows)


def test_what_the_lead_says_was_measured_alike_is_set_side_by_side():
    (found,) = annual.measured_alike(with_outcomes(ALIKE))
    assert found.change.value == 4.0 and found.cycles == ("2024-25", "2025-26")


def test_what_was_not_measured_alike_is_not_subtracted():
    (found,) = annual.measured_alike(with_outcomes(ALIKE | {"same_test": "No"}))
    assert not found.change.ok


def test_a_cycle_or_a_school_that_is_not_there_compares_nothing():
    assert annual.measured_alike(with_outcomes(ALIKE | {"first_cycle": "2019-20"})) == ()
    assert annual.measured_alike(with_outcomes(ALIKE, school="Birchgate")) == ()
    assert annual.measured_alike(made.year(made.share())) == ()


def noted(marker: str, state: str = "Seen"):
    return {"marker": marker, "state": state, "evidence": "A list.", "looked_on": made.AS_AT}


def known(year):
    return annual.Known(year.partnership, annual_shares(year), year.as_at)


def annual_shares(year):
    from spp_research.partnership.annual.audience import shares

    return shares(year)


def test_what_the_lead_saw_stands_beside_what_is_counted_and_changes_nothing():
    marker = annual.markers("Build")[0]
    bare = made.year(made.share())
    said = made.year(made.share(), phase_markers=[noted(marker.text)])
    one, other = (annual.seen(marker, known(year)) for year in (bare, said))
    assert (one.state, one.some, one.of) == (other.state, other.some, other.of)
    assert one.noted is None and other.noted and other.noted.state == "Seen"


def test_being_ready_to_be_a_hub_is_a_list_over_the_cycles():
    public = made.share().sign_offs[2].model_copy(update={"audience": "public"})
    assert isinstance(public, Signed)
    now = made.year(made.share().model_copy(update={"sign_offs": (public,)}))
    found = annual.hub([known(then(made.share())), known(now)])
    assert [(one.state, one.some, one.of) for one in found[:3]] == [
        ("not yet", 0, 2), ("seen", 1, 1), ("not known", 0, 0),
    ]  # fmt: skip
    assert {one.state for one in found[3:]} == {"not known"}
