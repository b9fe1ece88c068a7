"""A workshop pack shows of partners only what is still signed off on its day."""

from __future__ import annotations

from datetime import date

import pytest

from spp_research import open_workshop
from spp_research.share.content import sealed
from spp_research.share.files import read_share, write_share
from spp_research.workspace import Workspace, open_workspace

SENT = open_workspace("example").share_file("withy-bridge")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ends_on", "shown"), [(None, True), ("2026-07-11", True), ("2026-07-10", False)]
)
def test_offers_go_with_the_sign_off_that_they_came_with(riverside, ends_on, shown):
    share = read_share(SENT)
    end = ends_on and date.fromisoformat(ends_on)
    lines = tuple(line.model_copy(update={"ends_on": end}) for line in share.sign_offs)
    sent = sealed(share.model_copy(update={"sign_offs": lines}))
    write_share(sent, Workspace(riverside).share_file("withy-bridge"))
    found = open_workshop(str(riverside), "oakfield", "partnership").shares.shares
    assert share.support
    assert found["withy-bridge"].support == (share.support if shown else ())
