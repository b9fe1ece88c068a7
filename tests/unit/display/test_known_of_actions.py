"""What a table of actions says of a result that is open: its width only where that is why."""

from __future__ import annotations

import pytest

from spp_research.documents.partnership_report.actions import _known
from spp_research.partnership.annual import Line
from spp_research.share import Effect

EFFECT = {
    "outcome_id": "O1",
    "action_id": "A1",
    "name": "Reading age",
    "who": "Year 7 pupils below nine",
    "unit": "months",
    "design": "B",
    "primary": True,
    "higher_is_better": True,
    "value": 10.1,
    "low": 8.3,
    "high": 12.0,
    "se": 0.9,
    "confidence": 0.95,
    "estimator": "",
    "pupils": [34],
    "verdict": "unclear",
    "standing": "change",
    "smallest_worthwhile": 6.0,
}
LOW = "cannot be told from the rise that low scorers make anyway"
ONE_CLASS = "cannot be told from what one class does anyway"


class A:
    """As much of a line of the table as is asked for."""

    reflected = True

    def __init__(self, **changed):
        self.main = Effect.model_validate(EFFECT | changed)


assert {"reflected", "main"} <= {*dir(Line), *Line.__dataclass_fields__}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, LOW),
        ({"smallest_worthwhile": None}, LOW),
        ({"value": -10.1, "low": -12.0, "high": -8.3}, LOW),
        ({"design": "A", "pupils": [30, 31], "standing": "difference"}, ONE_CLASS),
        ({"low": 5.0, "high": 15.2}, "too wide to tell"),
        ({"low": -1.0, "high": 21.2}, "too wide to tell"),
        ({"smallest_worthwhile": None, "low": -1.0, "high": 21.2}, "too wide to tell"),
        ({"standardised": 0.6, "standardised_variance": 0.04}, "too wide to tell"),
        ({"verdict": "better"}, "went the way that was hoped for"),
        ({"verdict": "not enough data"}, "not enough data"),
    ],
)
def test_why_a_result_is_open(changed, said):
    assert _known(A(**changed)) == said
