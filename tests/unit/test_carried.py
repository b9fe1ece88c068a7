"""What went on from an earlier cycle, in the reflection of the next."""

from __future__ import annotations

from dataclasses import replace

import pytest

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
