"""What a new version of a report shows that the last one hid.

Somebody may have kept the last one. A number that was hidden and is now shown is usually right to
show (more pupils, another group), but a person should look at it before the new one is passed on.
What follows from the difference of two numbers that were both shown is not looked for here; see
docs/data_protection.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from spp_research.display.text import escape
from spp_research.run.cache import read_manifest
from spp_research.sign_off import AUDIENCES

_NAMED = 5  # places that the warning names; the manifest lists them all
_LABEL = re.compile(r"\{#((?:tbl|fig)-[a-z0-9-]+)[ }]")

Place = tuple[str, str, str]  # label, row, column; of a sentence "", what it is about, ""


def revealed(
    folder: Path,
    report: Path,
    audit: Iterable[Mapping[str, Any]],
    audience: str,
    told: Mapping[str, bool] = MappingProxyType({}),
) -> list[Place]:
    """The places that the report in `folder` hid and the new one shows.

    Parameters
    ----------
    folder : where the last version is; there may be none.
    report : the new `report.qmd`.
    audit : what the new version hides, as export lists it.
    audience : of the new version. One for fewer people than the last may show them more.
    told : numbers of sentences, by what they are about, and whether each is hidden.
    """
    last = read_manifest(folder)
    before = last.get("audience")
    if before not in AUDIENCES or AUDIENCES.index(audience) < AUDIENCES.index(before):
        return []
    hidden = {_place(entry) for entry in audit}
    gone = dict.fromkeys(_place(entry) for entry in last.get("audit", ()))
    text = report.read_text(encoding="utf-8") if gone else ""
    labels = frozenset(_LABEL.findall(text))
    found = [place for place in gone if place not in hidden and _is_there(place, labels, text)]
    before_told = {key for key, was_hidden in last.get("told", {}).items() if was_hidden}
    return found + [
        ("", key, "") for key, is_hidden in told.items() if key in before_told and not is_hidden
    ]


def warning(places: Collection[Place]) -> str:
    """One sentence for whoever made the report; empty where there is nothing to say."""
    if not places:
        return ""
    named = "; ".join(map(_named, [*places][:_NAMED]))
    more = f"; and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    numbers = (
        "a number that the last one hid"
        if len(places) == 1
        else (f"{len(places)} numbers that the last one hid")
    )
    return (
        f"This version shows {numbers} ({named}{more}). Somebody may have kept the last one: look "
        "at both before you pass this one on."
    )


def _named(place: Place) -> str:
    label, row, column = place
    return f"{label}, “{row}”, “{column}”" if label else f"in a sentence, “{row}”"


def _place(entry: Mapping[str, Any]) -> Place:
    return str(entry.get("label", "")), str(entry.get("row", "")), str(entry.get("column", ""))


def _is_there(place: Place, labels: Collection[str], text: str) -> bool:
    """Whether the report still has the table or chart, and a table the row and column."""
    label, row, column = place
    if label not in labels:
        return False
    if not label.startswith("tbl-"):
        return True
    table = _table(label, text)
    return f"| {escape(row)} |" in table and f"| {escape(column)} |" in table


def _table(label: str, text: str) -> str:
    """The lines of a pipe table, its headers first."""
    above = text[: text.index(f"{{#{label}}}")].rstrip().splitlines()
    lines: list[str] = []
    for line in reversed(above[:-1]):  # the last is its caption
        if line and not line.startswith("|"):
            break
        if line:
            lines.insert(0, line)
    return "\n".join(lines)
