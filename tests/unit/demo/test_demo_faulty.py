"""The faulty example: each slip is found where it was made, and nothing else is."""

from collections import Counter
from pathlib import Path

import demo_rules
import pytest

from spp_research.demo import make_faulty
from spp_research.demo.faulty import SLIPS, faulty
from spp_research.intake import check_workspace
from spp_research.workspace import Workspace

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "faulty"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_faulty(tmp_path_factory.mktemp("demo") / "faulty")


@pytest.mark.slow
def test_each_slip_is_a_fault_in_its_own_school(made):
    slugs = [row["school"] for row in faulty().sheets["schools"]]
    expected = Counter(slugs[slip.school] for slip in SLIPS)
    found = Counter(
        reading.path.parent.name
        for reading in check_workspace(Workspace(made))
        for fault in reading.faults
        if fault.severity == "fault"
    )
    assert found == expected
    assert len(found) == len(slugs) - 1, "one school has none"


@pytest.mark.slow
def test_what_was_typed_is_what_is_quoted(made):
    quoted = {
        fault.found for reading in check_workspace(Workspace(made)) for fault in reading.faults
    }
    typed = {str(slip.value) for slip in SLIPS if slip.school == 0}
    assert typed <= quoted


@pytest.mark.slow
def test_the_committed_example_is_what_the_code_makes(made):
    assert demo_rules.cells_of(EXAMPLE) == demo_rules.cells_of(made)
