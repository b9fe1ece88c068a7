"""The names of two groups in one picture never cover each other, however near they end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spp_research.display import estimation
from spp_research.display.charts import canvas
from spp_research.protect.disclosure import Audience, rules_for
from spp_research.schema.vocabulary import Group, Time
from spp_research.school import impact
from spp_research.school.evidence import open_school


@pytest.fixture(scope="module")
def result() -> impact.Result:
    study = open_school("example", "copperbeck", "partnership")
    return next(found for found in impact.results(study.base) if found.outcome.outcome_id == "O1")


@pytest.mark.parametrize("height", [3.0, 4.4, 6.4])
@pytest.mark.parametrize("apart", [0, 0.3, 0.8, 1.6, 3, -0.8, -3])
def test_they_do_not_cover_each_other(apart, height, result):
    end = next(s.mean for s in result.summaries if s.time == Time.AFTER)
    summaries = tuple(
        replace(s, mean=end - apart) if (s.group, s.time) == (Group.COMPARISON, Time.AFTER) else s
        for s in result.summaries
    )
    moved = replace(result, summaries=summaries)
    with canvas(height, ncols=2, width_ratios=(3, 2)) as (figure, (groups, _)):
        estimation._draw_groups(groups, moved, rules_for(Audience.PARTNERSHIP))
        figure.canvas.draw()
        names = {text.get_text(): text.get_window_extent() for text in groups.texts}
    project, comparison = names[Group.PROJECT], names[Group.COMPARISON]
    assert not project.overlaps(comparison)
    assert (project.y0 > comparison.y0) == (apart >= 0)
