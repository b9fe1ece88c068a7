"""Pupils are analysed as they were drawn, and what is said of lots follows the draw alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from impact_data import outcome, pupils

from spp_research import open_school, stats
from spp_research.intake.frames import frame_of
from spp_research.intake.read.typed_rows import no_rows
from spp_research.protect.disclosure import rules_for
from spp_research.schema import PUPILS, SCHOOL
from spp_research.schema.vocabulary import Group, LotMethod, Making
from spp_research.school.impact import result
from spp_research.school.impact.waiting import second_halves
from spp_research.school.lots.as_drawn import Lot, as_drawn
from spp_research.words.cautions import cannot_tell
from spp_research.words.how_known import how_known
from spp_research.words.lots import second_half
from spp_research.words.results import conclusion

OUTCOMES = pd.DataFrame(
    {
        "outcome_id": ["O1"],
        "action_id": ["A1"],
        "design": ["A"],
        "follow_up_date": [pd.Timestamp("2026-07-06")],
    }
)
ACTIONS = pd.DataFrame({"action_id": ["A1"], "start_date": [pd.Timestamp("2026-01-12")]})
SCHOOL_RULES, PARTNERS = rules_for("school"), rules_for("partnership")


def drawn_of(rows, method="simple", by="pupil_id", **row):
    """The sheets of a draw of these pupils or of their classes."""
    units = list(dict.fromkeys(rows[by]))
    lot = stats.allocate(units, method=method, seed=4711)
    line = {
        "draw_id": "D1",
        "outcome_ids": ("O1",),
        "drawn_on": pd.Timestamp("2026-01-09"),
        "drawn_by": "Ann Hill",
        "method": {m.code: m.value for m in LotMethod}[method],
        "seed": "4711",
        "draw_number": 1,
        "certificate": lot.certificate,
        "reason": None,
    } | row
    listed = pd.DataFrame(
        {
            "draw_id": "D1",
            "unit": [one.unit for one in lot.rows],
            "stratum": None,
            "score": np.nan,
            "arm": [one.arm.capitalize() for one in lot.rows],
        }
    )
    return pd.DataFrame([line]), listed, lot


def as_it_was_drawn(rows, lot, by="pupil_id"):
    arms = {"project": "Project", "comparison": "Comparison", "first": "Project"}
    return rows.assign(group=[arms.get(lot.arm[one], "Comparison") for one in rows[by]])


def test_nothing_happens_without_a_draw():
    rows = pupils()
    none = [frame_of(no_rows(SCHOOL.sheet("lots"))), frame_of(no_rows(PUPILS.sheet("lot_units")))]
    kept, found = as_drawn(rows, OUTCOMES, ACTIONS, *none)
    assert kept is rows and found == {}


def test_everybody_counts_in_the_group_that_was_drawn():
    rows = pupils()
    lots, units, lot = drawn_of(rows)
    right = as_it_was_drawn(rows, lot)
    other = {"Project": "Comparison", "Comparison": "Project"}
    moved = right.assign(group=[other[g] if i < 3 else g for i, g in enumerate(right["group"])])
    kept, found = as_drawn(moved, OUTCOMES, ACTIONS, lots, units)

    assert (found["O1"].holds, found["O1"].moved, found["O1"].late) == (True, 3, False)
    assert (
        kept.set_index("pupil_id")["group"].to_dict()
        == right.set_index("pupil_id")["group"].to_dict()
    )
    assert result(outcome(), kept).estimate.value == result(outcome(), right).estimate.value


def test_who_was_drawn_and_has_no_row_is_lost_and_a_stranger_is_left_out():
    rows = pupils()
    lots, units, lot = drawn_of(rows)
    stranger = as_it_was_drawn(rows, lot).iloc[[0]].assign(pupil_id="joined later")
    kept, found = as_drawn(
        pd.concat([as_it_was_drawn(rows, lot).iloc[2:], stranger]), OUTCOMES, ACTIONS, lots, units
    )
    assert (found["O1"].not_listed, found["O1"].not_drawn) == (2, 1)
    made = result(outcome(), kept, found["O1"])
    assert sum(flow.listed for flow in made.flow) == len(rows)
    assert made.losses is not None and made.losses.lost == 2


def test_whole_classes_count_by_their_class():
    rows = pupils(classes=2)
    lots, units, lot = drawn_of(rows, "classes", "class_name")
    kept, found = as_drawn(rows, OUTCOMES, ACTIONS, lots, units)
    for name, group in zip(kept["class_name"], kept["group"], strict=True):
        assert group == lot.arm[name].capitalize()
    assert found["O1"].drawn == lot.counts


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"seed": "4712"}, "broken"),
        ({"certificate": "0" * 64}, "broken"),
        ({"drawn_on": pd.Timestamp("2026-07-06")}, "late"),
        ({"drawn_on": pd.Timestamp("2026-01-13")}, "late"),
    ],
)
def test_a_draw_that_is_broken_or_late_changes_nothing(row, why):
    rows = pupils()
    lots, units, _ = drawn_of(rows, **row)
    kept, found = as_drawn(rows, OUTCOMES, ACTIONS, lots, units)
    pd.testing.assert_frame_equal(kept, rows)
    made = result(outcome(making=Making.LOT), kept, found["O1"])
    assert not made.by_lot and made.losses is None
    said = how_known(made, SCHOOL_RULES).plain
    assert "A computer drew lots" not in said and "nothing" in said
    assert found["O1"].holds == (why == "late")
    assert "unless chosen by lot" in cannot_tell(made, SCHOOL_RULES).plain


LOT = Lot("D1", LotMethod.PAIRS, "4711", 1, date(2026, 1, 9), "", True, False, False, (24, 26))


def of(rows, lot=LOT, rules=SCHOOL_RULES, **changes):
    made = result(outcome(**changes), rows, lot)
    return made, how_known(made, rules).plain, cannot_tell(made, rules).plain


@pytest.mark.slow
def test_what_is_said_where_lots_were_drawn():
    made, known, left = of(pupils())
    assert made.by_lot
    assert "A computer drew lots with number 4711. Anyone can check the draw." in known
    assert "No page can show the day of a draw, or that there was no other." in known
    assert "unless chosen by lot" not in left and "with other pupils, too" in left
    assert "began with" in known  # how alike they began, for the school
    assert "began with" not in of(pupils(), rules=PARTNERS)[1]
    assert "began with" not in of(pupils(10, 10))[1]  # of few the spread would say too much


def test_a_second_draw_and_changed_groups_are_seen_everywhere():
    again = replace(LOT, number=2, reason="Six pupils joined", moved=7)
    for rules in (SCHOOL_RULES, PARTNERS):
        _, known, _ = of(pupils(), again, rules)
        assert "This is draw 2 of the list; the reason given: “Six pupils joined”." in known
        assert "7 pupils took part otherwise than was drawn." in known
    _, known, _ = of(pupils(), replace(again, moved=2, reason=""), PARTNERS)
    assert "A few pupils took part otherwise" in known and "no reason is given" in known


@pytest.mark.slow
def test_a_start_that_chance_left_apart_keeps_the_draw():
    """Adjusted for, a difference at the start is no doubt; with many lost it is one again."""
    rows = pupils(start=9.0, gain=20.0)
    made, _, left = of(rows)
    assert made.start == "did not start alike" and made.doubts == ()
    assert "By chance the two groups did not start alike. The draw is kept" in left
    assert made.verdict == "better"
    apart = result(outcome(), rows)
    assert apart.verdict == "unclear" and apart.doubts

    lost, known, _ = of(pupils(start=9.0, gain=20.0, lost=(12, 0)))
    assert lost.losses.band == "high" and lost.losses.heavy and lost.verdict == "unclear"
    assert "That is many" in known


def test_losses_go_by_the_bands_for_lots():
    few, known, _ = of(pupils(60, 60, lost=(3, 3)))
    assert few.losses.band == "low" and not few.losses.heavy
    assert "The loss of pupils was low enough for a comparison by lot." in known
    even, _, _ = of(pupils(60, 60, lost=(14, 14)))  # the house rule calls a fifth many
    assert even.losses.band == "low" and not even.losses.heavy
    assert result(outcome(), pupils(60, 60, lost=(14, 14))).losses.heavy


@pytest.mark.parametrize(
    ("making", "said"),
    [
        (Making.NOT_LOT, "as no lots were drawn"),
        (Making.LOT, "unless chosen by lot"),
        (None, "unless chosen by lot"),
    ],
)
def test_what_the_column_alone_says_is_no_draw(making, said):
    made = result(outcome(making=making), pupils())
    assert not made.by_lot and said in cannot_tell(made, SCHOOL_RULES).plain
    known = how_known(made, SCHOOL_RULES).plain
    assert ("no draw that anybody could check" in known) == (making is Making.LOT)
    assert ("The groups were not made by lot." in known) == (making is Making.NOT_LOT)


def test_sentences_are_short():
    again = replace(LOT, number=2, moved=7, not_drawn=1, later=True)
    _, known, _ = of(pupils(start=9.0, gain=20.0), again)
    words = (known.replace("**Words read in one minute.** ", "")).split(". ")
    own = [s for s in words if "lot" in s or "draw" in s or "list" in s]
    assert own and all(len(sentence.split()) <= 20 for sentence in own), own


@pytest.fixture
def halves():
    """A school where half waited: the first contrast, and the second half's own time."""
    base = open_school("example", "oakfield", "school").base
    own = base.pupils[base.pupils["outcome_id"] == "O1"]
    waited = own[own["group"] == Group.COMPARISON].dropna(subset=["baseline", "follow_up"])
    later = pd.DataFrame(waited).assign(
        outcome_id="O8", group="Project", baseline=waited["follow_up"]
    )
    gain = (waited["follow_up"] - waited["baseline"]).astype(float)
    later["follow_up"] = (
        later["baseline"].astype(float) + gain + 3 + np.resize([-1, 0, 1], len(later))
    )
    lot = replace(LOT, method=LotMethod.HALVES, later=True)
    outcomes = pd.concat(
        [
            base.outcomes,
            base.outcomes[base.outcomes["outcome_id"] == "O1"].assign(
                outcome_id="O8", design="B", baseline_date=pd.Timestamp("2026-07-01")
            ),
        ]
    )
    return replace(
        base,
        outcomes=outcomes,
        pupils=pd.concat([pd.DataFrame(base.pupils), later]),
        drawn={"O1": lot, "O8": lot},
    )


def test_the_half_that_waited_is_set_beside_its_own_waiting(halves):
    (found,) = second_halves(halves)
    assert found.difference.value == pytest.approx(3.0, abs=0.1)
    said = second_half(found, SCHOOL_RULES).plain
    assert "in its own time than while it waited" in said
    assert "The lot does not speak here" in said
    assert second_half(found, PARTNERS) is None  # a further figure about the same pupils
    assert second_half(replace(found, n=12), SCHOOL_RULES) is None


def test_another_measure_or_another_draw_is_no_second_half(halves):
    lot = halves.drawn["O8"]
    other = replace(halves, drawn={**halves.drawn, "O8": replace(lot, draw_id="D2")})
    assert not [*second_halves(other)]
    outcomes = halves.outcomes.assign(
        unit=[
            u if o != "O8" else "marks"
            for u, o in zip(halves.outcomes["unit"], halves.outcomes["outcome_id"], strict=True)
        ]
    )
    assert not [*second_halves(replace(halves, outcomes=outcomes))]


def test_the_headline_sentence_does_not_say_more_than_before():
    with_lot = conclusion(result(outcome(), pupils(), LOT), SCHOOL_RULES).plain
    without = conclusion(result(outcome(), pupils()), SCHOOL_RULES).plain
    assert with_lot == without
