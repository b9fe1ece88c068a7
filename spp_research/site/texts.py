"""The text of a page as the website reads it: Pandoc's tree, its language, and its apostrophes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spp_research.words.text import clean

TREE = "tree.json"  # beside report.qmd


def put_tree(parsed: bytes, folder: Path) -> None:
    """Keep a text as Pandoc's document tree beside it, once it has been checked."""
    (folder / TREE).write_bytes(parsed)


def read_tree(folder: Path) -> dict[str, Any]:
    """The tree that was kept beside a text."""
    tree: dict[str, Any] = json.loads((folder / TREE).read_bytes())
    return tree


def language_of(parsed: Mapping[str, Any]) -> str:
    """The language that a document's tree says it is in: "en", "cy"."""
    told = parsed["meta"].get("lang", {}).get("c", [])
    return str(told[0]["c"]).partition("-")[0] if told else "en"


def typographic(text: str) -> str:
    """`text` with the apostrophes that Pandoc gives the rest of the page: yesterday’s."""
    return re.sub(r"(?<=\w)'(?=\w)", "’", clean(text))
