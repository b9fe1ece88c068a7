"""The rehearsal before the first kernel is forked; the server goes on without one that fails."""

from __future__ import annotations

import pytest

from spp_research.intake import frames
from spp_research.protect import language
from spp_research.run.rehearsal import rehearse


@pytest.mark.slow
def test_what_it_does_is_kept_for_every_kernel(read_anew):
    for kept in (language._letters, language._patterns, frames._empty):  # as in a new process
        kept.cache_clear()
    rehearse()
    assert language._patterns.cache_info().currsize == 1
    assert frames._empty.cache_info().currsize > 0
