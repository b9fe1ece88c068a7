"""A library that is not wanted is kept from those that do without, and only for that moment."""

from __future__ import annotations

import subprocess
import sys

import pytest

from spp_research.run.unseen import not_yet, unseen


def test_what_is_not_loaded_seems_not_to_be_installed_and_is_there_afterwards(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with pytest.raises(ModuleNotFoundError), unseen("colorsys", "json"):
        import json  # which was loaded before, and stays

        assert json.loads("1") == 1
        import colorsys
    import colorsys

    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)


def test_what_is_not_asked_for_yet_is_imported_once_it_is(monkeypatch):
    for name in ("colorsys", "there_is_none_of_this_name"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with not_yet("colorsys", "there_is_none_of_this_name", "json"):
        import colorsys
        import json

        assert json.loads("1") == 1
        assert not hasattr(colorsys, "rgb_to_hsv")  # while others are imported
        with pytest.raises(ModuleNotFoundError):
            import there_is_none_of_this_name  # noqa: F401
    assert "colorsys" not in sys.modules
    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)
    assert sys.modules["colorsys"] is not colorsys


def test_a_module_of_a_package_is_found_there_when_it_is_asked_for():
    script = (
        "import sys\nfrom spp_research.run.unseen import not_yet\n"
        "with not_yet('xml.dom.minidom', 'there_is_none.of_this_name'):\n"
        "    import xml.dom.minidom\n"
        "print('xml.dom.minidom' in sys.modules)\n"
        "print(xml.dom.minidom.parseString('<a/>').documentElement.tagName)\n"
        "print('xml.dom.minidom' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "a", "True"]


def test_papermill_does_without_what_asks_the_internet():
    script = (
        "import sys\nfrom spp_research.run import engine\nengine.load()\n"
        "print('urllib3' in sys.modules)\n"
        "import requests\nprint(requests.get.__name__, 'urllib3' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "get", "True"]
