"""Every fault has its paragraph in docs/common_faults.md, under an anchor that is its code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spp_research.cli import checking
from spp_research.intake.faults import CODES
from spp_research.partnership import identity, timetable
from spp_research.publish import signed_check

PAGE = Path(__file__).resolve().parents[3] / "docs" / "common_faults.md"
EVERY = {
    **CODES,
    **timetable.CODES,
    **signed_check.CODES,
    **checking.CODES,
    **identity.CODES,
}
GRADES = {
    "fault": "Must be mended.",
    "warning": "Worth a look.",
    "note": "For your information.",
}


@pytest.mark.slow
def test_every_fault_has_one_paragraph_with_its_grade():
    text = PAGE.read_text("utf-8")
    parts = re.split(r'^<a id="([^"]+)"></a>\n', text, flags=re.MULTILINE)[1:]
    found = dict(zip(parts[::2], parts[1::2], strict=True))
    assert len(found) == len(parts) // 2
    assert set(found) == set(EVERY)
    for code, body in found.items():
        heading, grade, words = re.match(r"### (\S+)\n\n\*([^*]+)\*\s+(.+)", body, re.S).groups()
        assert heading == code
        assert grade == GRADES[EVERY[code]]
        assert len(words.split()) >= 10
