"""A school keeps what it shared, and a newer number that would tell of a few is not shared."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import shared_years as made

from spp_research.errors import EvidenceError
from spp_research.protect.disclosure import rules_for
from spp_research.publish.editions import held_to_editions, read_shared, remember_edition
from spp_research.share import Answers, Item
from spp_research.share.content import sealed
from spp_research.share.digits import rounded
from spp_research.share.files import read_share, write_share
from spp_research.workspace import Workspace

SCHOOL = "aldermoor"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path)


def study(day: int = 10, start: str | None = "2025-09-15", end: str | None = None):
    """What is asked of a study: the day, the rules, and when each outcome was measured."""
    days = {"baseline_date": [pd.Timestamp(start)], "follow_up_date": [pd.Timestamp(end)]}
    outcomes = pd.DataFrame({"outcome_id": ["O1"], **days})
    return SimpleNamespace(
        base=SimpleNamespace(outcomes=outcomes),
        rules=rules_for("partnership"),
        as_at=date(2026, 7, day),
    )


def of(value: float = 2.0, pupils: int = 24, *, cycle: str = "2025-26", **more):
    effects = (rounded(made.effect(value, pupils=(pupils,), **more)),)
    return sealed(made.share(cycle=cycle, effects=effects))


def asked(*counts: int):
    names = ("Never", "Sometimes", "Always")
    told = dict(zip(names, counts, strict=True))
    wave = Answers(wave="Once", answered=sum(counts), no_opinion=0, counts=told)
    item = Item(item_id="I1", asked="?", scale="Often", informant="Pupils", waves=(wave,))
    return sealed(made.share(answers=(item,)))


def sent(workspace, share, about=None):
    """A share as it leaves the school: held to what was shared, and remembered."""
    about = about or study()
    held, said = held_to_editions(share, workspace, about)
    remember_edition(held, workspace, about)
    return held, said


def test_one_pupil_more_is_not_told_by_subtraction(workspace, snapshot):
    sent(workspace, of(2.0, 24), study(1))
    held, said = sent(workspace, of(2.4, 25))
    assert held.effects[0].value == 2.0 and held.effects[0].pupils == (24,)
    assert held.as_shared == {"O1": date(2026, 7, 1)} and held.version == 5
    assert said == snapshot


def test_many_more_pupils_are_shared(workspace):
    sent(workspace, of(2.0, 24))
    held, said = sent(workspace, of(2.4, 36))
    assert held.effects[0].value == 2.4 and not held.as_shared and not said


def test_an_edition_of_long_ago_counts_as_much_as_the_last(workspace):
    sent(workspace, of(2.0, 24))
    sent(workspace, of(2.4, 40))
    held, _ = sent(workspace, of(2.1, 26))
    assert held.effects[0].value == 2.4  # the last that was shared
    assert len(read_shared(workspace, SCHOOL)) == 2


def test_answers_are_held_to_their_own_threshold(workspace):
    sent(workspace, asked(12, 12, 12))
    held, _ = sent(workspace, asked(12, 12, 21))  # nine more, and ten are asked for
    assert held.answers[0].waves[0].counts["Always"] == 12
    held, _ = sent(workspace, asked(12, 12, 24))
    assert held.answers[0].waves[0].counts["Always"] == 24


def test_a_number_that_was_not_shown_gives_nothing_away(workspace):
    sent(workspace, of(None, 24, rule="a group of fewer than 6 pupils"))
    held, _ = sent(workspace, of(2.4, 25))
    assert held.effects[0].value == 2.4
    assert len(read_shared(workspace, SCHOOL)) == 1


def test_over_the_years_only_the_same_pupils_are_one_number(workspace):
    sent(workspace, of(2.0, 24))
    later = of(2.4, 25, cycle="2026-27")
    others, _ = held_to_editions(later, workspace, study(start="2026-09-14"))
    assert others.effects[0].value == 2.4
    again, _ = held_to_editions(later, workspace, study())  # measured again, from one start
    assert again.effects[0].value == 2.0


def test_a_file_of_an_older_kit_is_an_edition_too(workspace):
    write_share(of(2.0, 24), workspace.share_file(SCHOOL))
    held, _ = sent(workspace, of(2.4, 25))
    assert held.effects[0].value == 2.0


def test_a_file_of_the_first_version_is_kept_as_it_is(workspace):
    first = ROOT / "tests" / "fixtures" / "share" / "version_1.json"
    old = read_share(first)
    workspace.share_folder.mkdir()
    shutil.copy(first, workspace.share_file(old.school))
    held_to_editions(old, workspace, study())
    (kept,) = read_shared(workspace, old.school)
    assert kept.share == old


def test_what_is_shared_again_is_kept_once(workspace):
    for _ in range(3):
        sent(workspace, of(2.0, 24))
    assert len(read_shared(workspace, SCHOOL)) == 1


def test_a_copy_that_cannot_be_read_stops_the_file(workspace, snapshot):
    sent(workspace, of(2.0, 24))
    (path,) = (workspace.school_folder(SCHOOL) / "shared").glob("*.json")
    path.rename(path.with_name("2025-26.torn.json")).write_text("{")
    with pytest.raises(EvidenceError) as refusal:
        sent(workspace, of(2.4, 40))
    assert str(refusal.value) == snapshot


def test_what_was_measured_after_it_was_shared_is_another_number_and_never_pooled(workspace):
    sent(workspace, of(2.0, 24), study(1))
    later = of(2.4, 24, cycle="2026-27")
    held, said = held_to_editions(later, workspace, study(end="2027-01-20"))
    (effect,) = held.effects
    assert (effect.value, effect.pupils, said) == (2.4, (24,), "")
    assert effect.standardised is effect.standardised_variance is effect.se is None
    # A day that is mended within a cycle makes no other measurement of it.
    mended, _ = held_to_editions(of(2.4, 24), workspace, study(end="2026-07-09"))
    assert mended.effects[0].value == 2.0


def once_more(value: float, pupils: int = 24):
    now = made.effect(value, pupils=(pupils,))
    kept = made.went_on("O1", what="Outcome", cycle="2025-26", again=rounded(now))
    return sealed(made.share(cycle="2026-27", lasted=(kept,)))


def test_a_second_follow_up_is_held_to_what_was_shared_of_it_in_the_same_cycle(workspace):
    sent(workspace, of(2.0, 24), study(1))
    first, said = sent(workspace, once_more(1.4, 24))
    assert first.lasted[0].again.value == 1.4 and first.version == 8 and not said
    held, said = sent(workspace, once_more(1.9, 25))
    assert held.lasted[0].again.value == 1.4
    assert held.as_shared == {"O1 of 2025-26": date(2026, 7, 10)} and "O1 of 2025-26" in said
    more, _ = sent(workspace, once_more(1.9, 40))
    assert more.lasted[0].again.value == 1.9


# --- attacks over the years


def test_an_outcome_that_is_given_another_id_is_the_same_number(workspace):
    sent(workspace, of(2.0, 24))
    renamed, _ = held_to_editions(of(2.4, 25, outcome_id="O7", action_id="A7"), workspace, study())
    (held,) = renamed.effects
    assert (held.outcome_id, held.action_id, held.value) == ("O7", "A7", 2.0)
    assert renamed.as_shared == {"O7": date(2026, 7, 10)}
    other, _ = held_to_editions(of(2.4, 25, outcome_id="O7", name="Sums"), workspace, study())
    assert other.effects[0].value == 2.4  # another test


def test_a_question_that_is_given_another_id_is_the_same_question(workspace):
    sent(workspace, asked(12, 12, 12))
    now = asked(12, 12, 13)
    renamed = now.model_copy(
        update={"answers": (now.answers[0].model_copy(update={"item_id": "I9"}),)}
    )
    held, _ = held_to_editions(sealed(renamed), workspace, study())
    assert held.answers[0].item_id == "I9" and held.answers[0].waves[0].counts["Always"] == 12


def closed(workspace, cycle, share):
    """A cycle that was closed by a kit which kept no copies: its share file is all there is."""
    place = workspace.root / "cycles" / cycle
    (place / "share").mkdir(parents=True)
    (place / "closed.json").write_text("{}")
    write_share(share, Workspace(place).share_file(SCHOOL))


def test_what_lies_in_closed_cycles_was_shared_as_well(workspace):
    closed(workspace, "2024-25", of(2.0, 24, cycle="2024-25"))
    assert [place.root.name for place in workspace.closed] == ["2024-25"]
    again, _ = held_to_editions(of(2.4, 25), workspace, study())  # a follow-up of the same outcome
    assert again.effects[0].value == 2.0
    other, _ = held_to_editions(of(2.4, 25, who="Year 5"), workspace, study())
    assert other.effects[0].value == 2.4  # other pupils


def test_three_cycles_of_one_class_tell_of_nobody_who_came_or_went(workspace):
    """Followed up for three years: one joins, one leaves, and a second class comes and goes."""
    told = []
    years = ("2024-25", "2025-26", "2026-27")
    for cycle, (value, pupils) in zip(years, [(2.0, 30), (2.3, 31), (2.1, 29)], strict=True):
        held, _ = sent(workspace, of(value, pupils, cycle=cycle))
        told.append((held.effects[0].value, held.effects[0].pupils))
    assert told == [(2.0, (30,))] * 3
    both, _ = sent(workspace, of(2.8, 55, cycle="2026-27"))
    assert both.effects[0].value == 2.8
    without_one, _ = sent(workspace, of(2.7, 54, cycle="2026-27"))
    assert without_one.effects[0].value == 2.8
