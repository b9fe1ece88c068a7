"""The one line that sources allow, as a reader meets it."""

import pytest

from spp_research import stats
from spp_research.display.taken_together import line_of
from spp_research.stats.triangulation import LINES, Source

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
        (["better"], LINES["one source"]),
        (["unclear"], LINES["thin"]),
    ],
)
def test_one_source_without_a_worthwhile_change_has_a_line_of_its_own(directions, line):
    assert line_of(stats.triangulate(sources(*directions))) == line
