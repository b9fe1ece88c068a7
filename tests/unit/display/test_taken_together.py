"""The one line that sources allow, as a reader meets it."""

import pytest

from spp_research import stats
from spp_research.stats.triangulation import LINES, Source
from spp_research.words.sources import line_of

SAME = "no worthwhile change"


def sources(*directions):
    return [Source(f"measure {n}", "pupils", way, "B") for n, way in enumerate(directions)]


@pytest.mark.parametrize(
    ("directions", "line"),
    [
        ([SAME], "No worthwhile change in the one source there is"),
        ([SAME, "not collected"], "No worthwhile change in the one source there is"),
        ([SAME, "unclear"], LINES["mixed"]),
        ([SAME, "not enough data"], LINES["mixed"]),
        ([SAME, SAME], LINES["no change"]),
        (["better"], "One source only: better"),
        (["unclear", "worse"], "One source only: worse"),
        (["not collected", "better", "not enough data"], "One source only: better"),
        (["unclear"], LINES["thin"]),
    ],
)
def test_one_source_is_said_with_the_way_it_points(directions, line):
    assert line_of(stats.triangulate(sources(*directions))) == line
