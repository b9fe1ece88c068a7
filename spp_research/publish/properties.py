"""A report's metadata as Pandoc gives it, read back as plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spp_research.display.text import PARTING


def plain(value: Mapping[str, Any] | None) -> str:
    """The words of a metadata value in Pandoc's JSON; empty for none."""
    if value is None:
        return ""
    kind, content = value.get("t"), value.get("c")
    if kind in ("Str", "MetaString"):
        return str(content).replace(PARTING, "")  # nothing reads these words as Quarto does
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind == "Quoted":
        marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
        return marks[0] + "".join(plain(part) for part in content[1]) + marks[1]
    if kind == "MetaList":
        return ", ".join(plain(part) for part in content)
    if isinstance(content, list):
        return "".join(plain(part) for part in content if isinstance(part, dict))
    return ""
