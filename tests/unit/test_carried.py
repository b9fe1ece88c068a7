"""What went on from an earlier cycle, in the reflection of the next."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shared_years as made

from spp_research import impact_reflection, open_school


@pytest.fixture(scope="module")
def study():
    return open_school("example", "withy-bridge", "partnership")


def with_states(study, *states):
    rows = study.base.carried_over.head(len(states)).assign(state=list(states))
    return replace(study, base=replace(study.base, carried_over=rows))


def markdown(shown):
    return "\n\n".join(part.markdown for part in getattr(shown, "parts", [shown]))


def test_what_was_looked_at_is_told_in_the_schools_words(study, snapshot):
    assert markdown(impact_reflection.lasted(study)) == snapshot


@pytest.mark.parametrize(
    "states", [("Stopped", "Stopped"), ("Still done", None), (None, "Not looked at yet")]
)
def test_what_was_not_looked_at_is_counted_and_not_told(study, states, snapshot):
    assert markdown(impact_reflection.lasted(with_states(study, *states))) == snapshot


def test_where_nothing_went_on_nothing_is_shown(study):
    none = replace(study, base=replace(study.base, carried_over=study.base.carried_over.head(0)))
    assert impact_reflection.lasted(none) is None


def with_an_outcome(study, state=None, outcome="O1", **first):
    """The study with an outcome that went on from last year, and what was shared of it then."""
    row = {"what": "Outcome", "item_id": outcome, "state": state, "seen": None, "looked_on": None}
    rows = study.base.carried_over.head(1).assign(**row)
    effect = made.effect(3.0, pupils=(54, 56), **first)
    then = made.share(cycle=rows["cycle"].iloc[0], effects=(effect,))
    base = replace(study.base, carried_over=rows)
    return replace(study, base=base, earlier={then.cycle: then})


def test_a_follow_up_stands_beside_the_first_result_that_was_kept(study, snapshot):
    assert markdown(impact_reflection.lasted(with_an_outcome(study))) == snapshot


def test_what_was_hidden_then_or_is_not_measured_now_is_not_made_up(study, snapshot):
    hidden = with_an_outcome(study, rule="a group of fewer than 6 pupils")
    hidden = replace(hidden, earlier={k: no_value(v) for k, v in hidden.earlier.items()})
    gone = with_an_outcome(study, "Stopped", outcome="O9", outcome_id="O9")
    shown = (impact_reflection.lasted(one) for one in (hidden, gone))
    assert "\n\n".join(map(markdown, shown)) == snapshot


def no_value(share):
    without = {"value": None, "low": None, "high": None}
    effects = tuple(effect.model_copy(update=without) for effect in share.effects)
    return share.model_copy(update={"effects": effects})
