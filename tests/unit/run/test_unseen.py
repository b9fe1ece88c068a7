"""A library that is not wanted is kept from those that do without, and only for that moment."""

from __future__ import annotations

import sys

import pytest

from spp_research.run.unseen import unseen


def test_what_is_not_loaded_seems_not_to_be_installed_and_is_there_afterwards(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with pytest.raises(ModuleNotFoundError), unseen("colorsys", "json"):
        import json  # which was loaded before, and stays

        assert json.loads("1") == 1
        import colorsys
    import colorsys

    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)
