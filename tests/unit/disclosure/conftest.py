"""The rules by themselves: here no school is open whose pupils numbers could be taken for."""

from __future__ import annotations

import pytest

from spp_research.protect.disclosure import opened


@pytest.fixture(scope="module", autouse=True)
def nothing_opened():
    kept = dict(opened._schools)
    opened._schools.clear()
    yield
    opened._schools.update(kept)
