"""An outcome of one cycle beside another: only what is declared to be alike, and never a trend."""

from datetime import date

import pytest

from spp_research.documents.partnership_report import between_cycles
from spp_research.partnership.annual import Alike, changes_of_all, two_cycles
from spp_research.protect.disclosure import rules_for
from spp_research.share import Effect, SchoolShare
from spp_research.words.cycles import cycles_sentence

PARTNERSHIP = rules_for("partnership")
SAME = Alike("O1", "O2", same_test=True, same_time_of_year=True, same_year_group=True)


def effect(outcome_id="O1", value=4.0, low=1.0, high=7.0, **changes) -> Effect:
    facts = {
        "outcome_id": outcome_id,
        "action_id": "A1",
        "name": "Words read in a minute",
        "unit": "words a minute",
        "design": "A",
        "value": value,
        "low": low,
        "high": high,
        "pupils": (24, 26),
        "verdict": "unclear",
        "standing": "difference",
    }
    return Effect(**(facts | changes))


def share(cycle, *effects, school="ashdown") -> SchoolShare:
    return SchoolShare(
        kit="0",
        partnership="Millbrook",
        cycle=cycle,
        school=school,
        school_name=school.title(),
        made_on=date(2026, 7, 1),
        effects=effects,
    )


def test_two_cycles_give_a_change_with_the_range_of_both():
    (found,) = two_cycles(
        share("2024-25", effect()), share("2025-26", effect("O2", 9.0, 6.0, 12.0)), [SAME]
    )
    # MOVER of two independent ranges of 3 either way: sqrt(3^2 + 3^2) = 4.2426
    assert found.change.value == pytest.approx(5.0)
    assert found.change.low == pytest.approx(5.0 - 18**0.5)
    assert found.change.high == pytest.approx(5.0 + 18**0.5)
    assert found.sizes == (24, 26, 24, 26)
    assert cycles_sentence(found, PARTNERSHIP).plain == (
        "**Ashdown, Words read in a minute.** In 2024-25 it was about 4.0 words a minute higher, "
        "in 2025-26 about 9.0 words a minute higher. That is about 5.0 words a minute higher; the "
        "data fit anything from 0.8 to 9.2 words a minute higher. It is not the same in both. The "
        "pupils are others, and two cycles are no trend."
    )


def test_a_range_that_takes_in_no_change_cannot_tell():
    (found,) = two_cycles(
        share("2024-25", effect()), share("2025-26", effect("O2", 6.0, 3.0, 9.0)), [SAME]
    )
    assert "Whether it changed cannot be told." in cycles_sentence(found, PARTNERSHIP).plain


@pytest.mark.parametrize("flag", ["same_test", "same_time_of_year", "same_year_group"])
def test_what_is_not_declared_alike_is_not_compared(flag):
    flags = {"same_test": True, "same_time_of_year": True, "same_year_group": True, flag: False}
    (found,) = two_cycles(
        share("2024-25", effect()), share("2025-26", effect("O2")), [Alike("O1", "O2", **flags)]
    )
    assert found.change.status == "refused" and found.change.value is None
    assert "Not compared: the two cycles" in cycles_sentence(found, PARTNERSHIP).plain


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (share("2025-26", effect()), share("2024-25", effect("O2")), "not of an earlier cycle"),
        (share("2025-26", effect()), share("2025-26", effect("O2")), "not of an earlier cycle"),
        (share("Year 2", effect()), share("2025-26", effect("O2")), "not of an earlier cycle"),
        (share("2024-25", effect()), share("2025-26", effect("O3")), "has no such outcome"),
        (share("2024-25", effect()), share("2025-26", effect("O2"), school="b"), "different"),
        (share("2024-25", effect()), share("2025-26", effect("O2", design="B")), "design"),
        (share("2024-25", effect()), share("2025-26", effect("O2", unit="marks")), "unit"),
        (
            share("2024-25", effect(value=None, low=None, high=None, pupils=(), rule="too few")),
            share("2025-26", effect("O2")),
            "too few",
        ),
    ],
)
def test_the_reason_is_said_where_there_is_nothing_to_compare(first, second, why):
    (found,) = two_cycles(first, second, [SAME])
    assert found.change.status == "refused"
    assert why in found.change.reason


def test_schools_of_one_cycle_only_are_left_out_and_the_rest_keep_their_order():
    first = {"c": share("2024-25", effect(), school="c"), "a": share("2024-25", effect())}
    second = {
        name: share("2025-26", effect("O2"), school=name if name != "a" else "ashdown")
        for name in ("a", "b", "c")
    }
    found = changes_of_all(first, second, [SAME])
    assert [one.school for one in found] == ["Ashdown", "C"]
    made = between_cycles(found, PARTNERSHIP)
    assert "tbl-cycles" in made.markdown and made.markdown.count("Ashdown") == 2
    assert between_cycles((), PARTNERSHIP) is None


def test_a_change_of_few_pupils_is_hidden_where_a_group_is():
    strict = rules_for("partnership", {"partnership": {"pupils": 25}})
    (found,) = two_cycles(share("2024-25", effect()), share("2025-26", effect("O2")), [SAME])
    assert "[c]" in cycles_sentence(found, strict).plain
    assert "4.0" not in cycles_sentence(found, strict).plain
