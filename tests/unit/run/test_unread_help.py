"""What libraries write for whoever reads their help is left out, and nothing else is."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from spp_research.run import unread_help

PROGRAM = """
import contextlib, json, sys
from spp_research.run.unread_help import unread_help
with unread_help() if sys.argv[1] == "without" else contextlib.nullcontext():
    import matplotlib.artist, matplotlib.figure, numpy, scipy.special
told = {
    "tools": "numpy.f2py" in sys.modules,
    "there again": "f2py" in dir(numpy) and "f2py" in numpy.__all__,
    "help": "distribution" in (scipy.special.stdtrit.__doc__ or ""),
}
told["quantile"] = scipy.special.stdtrit(7, 0.975)
class Own(matplotlib.artist.Artist):
    def set_width(self, width):
        "Set how wide it is."
        self.width = width
own = Own()
own.set(width=3)
told["drawn"] = own.width
told["documented"] = "width" in Own.set.__doc__
axes = matplotlib.figure.Figure().add_subplot()
axes.set(xlabel="a", ylim=(0, 2))
told["axes"] = [axes.get_xlabel(), *axes.get_ylim()]
try:
    axes.set(nothing=1)
except AttributeError as error:
    told["refused"] = str(error)
print(json.dumps(told))
"""


@pytest.mark.slow
def test_libraries_do_the_same_without_their_help():
    found = {}
    for how in ("with", "without"):
        call = [sys.executable, "-c", PROGRAM, how]
        found[how] = json.loads(subprocess.run(call, capture_output=True, check=True).stdout)
    assert found["with"].pop("tools")
    assert not found["without"].pop("tools")
    for told in found.values():
        del told["help"]  # of some builds of scipy it stays
    assert found["with"] == found["without"]


@pytest.mark.slow
def test_a_library_that_was_built_otherwise_is_imported_as_it_is(monkeypatch):
    for name in ("matplotlib.artist", "numpy", "scipy._lib._array_api"):
        monkeypatch.setitem(sys.modules, name, object())
    with unread_help.unread_help():
        pass
