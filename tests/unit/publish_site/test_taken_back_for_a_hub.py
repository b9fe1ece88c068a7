"""What a school took back of a closed year is in its share file of today, for a hub."""

from __future__ import annotations

from datetime import date

import pytest
from test_closed_practices import SLUG, close, keep, opened, sign

from spp_research.cli.sharing import sections
from spp_research.publish.share_folder import make_shares
from spp_research.publish.sharing_taken_back import _taken_back
from spp_research.share.files import read_share

pytestmark = pytest.mark.slow

__all__ = ["opened"]  # the fixture


@pytest.fixture
def next_year(opened, tmp_path):
    """Riverside in the cycle after the one in which Oakfield's practice was signed off."""
    keep(opened, tmp_path / "made")
    close(opened)
    opened.settings_file.write_text("as_at: 2026-09-10\n")
    return opened


def test_nothing_is_said_while_it_stands(next_year):
    assert [*_taken_back(next_year, SLUG)] == []


def test_a_withdrawal_goes_into_the_file_although_the_workbook_has_not_begun(next_year):
    sign(next_year, withdrawn_on=date(2026, 9, 3))
    (made,) = make_shares(next_year, [SLUG])
    assert made.state == "made"
    share = read_share(made.path)
    assert [(one.cycle, one.practice_id) for one in share.taken_back] == [("2025-26", "B1")]
    assert share.version == 9 and not share.sign_offs and share.cycle == "2026-27"
    told = {part.title: part.lines for part in sections(share)}
    assert "B1 of 2025-26" in told["No longer shared with everyone"][0]
    (again,) = make_shares(next_year, [SLUG])
    assert again.state == "unchanged"
