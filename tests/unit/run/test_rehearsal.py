"""The rehearsal before the first kernel is forked; the server goes on without one that fails."""

from __future__ import annotations

import pytest

from spp_research.intake import frames
from spp_research.protect import language
from spp_research.run.rehearsal import rehearse


@pytest.mark.slow
def test_what_it_does_is_kept_for_every_kernel(read_anew):
    for kept in (language._compiled, frames._empty):  # as in a new process
        kept.cache_clear()
    rehearse()
    assert language._compiled.cache_info().currsize == len(language._rules())
    assert frames._empty.cache_info().currsize > 0
