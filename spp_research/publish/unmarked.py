"""What stops an export: outputs and pictures that have not been through disclosure control.

Each is named without a word of it, and with one line that would work in its place.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Mapping
from typing import Any

from spp_research.errors import DisclosureError

_TABLE = (
    'Show numbers of people as: show.counts(data, "group", title="What it shows"), means as: '
    'show.means(data, "value", "group", title="What it shows"), and any other table of groups by '
    'show.frame, after "from spp_research import show".'
)
_CHART = (
    'Draw it as: display.bar_chart(disclosure.protect_counts(frame, study.rules), label="fig-own", '
    'title="What it shows"), after "from spp_research import disclosure, display".'
)
_SENTENCE = (
    'Say it as: display.Statement("We asked {n} pupils.", n=disclosure.count(number, study.rules)),'
    ' after "from spp_research import disclosure, display".'
)


_ALARM = "a warning or an error message"
_ERROR = re.compile(r"\b[A-Z][A-Za-z]+\b")


def named(output: Mapping[str, Any]) -> str:
    """What kind of thing a cell shows, without a word of it but Python's own name of a warning."""
    kind, data = output["output_type"], output.get("data", {})
    if kind == "stream":
        return "printed text" if output.get("name") != "stderr" else _alarm(output.get("text", ""))
    if kind == "error":
        return "an error"
    if any(name.startswith("image/") for name in data):
        return "a picture"
    if any("widget" in name for name in data):
        return "a widget"
    if "<table" in "".join(data.get("text/html", "")):
        return "a table"
    if "text/markdown" in data or "text/html" in data or "text/latex" in data:
        return "formatted text"
    return "something"


def _alarm(text: str | list[str]) -> str:
    """A message with those names in it that Python itself gives to errors: no word of anybody's."""
    words = _ERROR.findall("".join(text))
    kinds = dict.fromkeys(word for word in words if _is_error(getattr(builtins, word, None)))
    return f"{_ALARM} ({', '.join(kinds)})" if kinds else _ALARM


def _is_error(found: object) -> bool:
    return isinstance(found, type) and issubclass(found, BaseException)


def instead(output: Mapping[str, Any]) -> str:
    """One line that works, for this kind of thing."""
    return {"a table": _TABLE, "a picture": _CHART}.get(named(output), _SENTENCE)


def look_at_prose(cell: Mapping[str, Any], notebook: str) -> None:
    """Prose carries no picture: a report's pictures are drawn from protected values."""
    if cell.get("attachments"):
        raise DisclosureError(
            f"{notebook}.ipynb: a text cell has a picture attached to it, of which nobody knows "
            "what it shows. Take it out of the cell (Edit, then delete the line that begins with "
            f"![), and draw a chart instead. {_CHART}"
        )
