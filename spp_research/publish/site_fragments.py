"""One write-up as the inside of a web page, and as the words to find it by."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .pandoc import filters, run_pandoc

ABOUT = "about-this-document"  # where the provenance begins

_WORD = re.compile(r"[^\W_]+")


def fragment(parsed: dict[str, Any], figures: str, folder: Path, style: Path) -> str:
    """The inside of a practice page as HTML.

    Parameters
    ----------
    parsed : the write-up as Pandoc's document tree, checked already.
    figures : where the page finds the figures, relative to itself.
    folder : where the write-up is.
    style : the folder of the filters.
    """
    return run_pandoc(
        [
            "--from=json",
            "--to=html5",
            "--wrap=none",
            "--figure-caption-position=above",
            f"--metadata=spp-figures:{figures}",
            f"--lua-filter={style / 'site' / 'site.lua'}",
            *filters(style),
        ],
        folder,
        json.dumps(parsed).encode(),
    ).decode("utf-8")


def words(parsed: dict[str, Any]) -> list[str]:
    """Every word of a write-up but its provenance, once, as the search compares them."""
    blocks = parsed["blocks"]
    about = (
        place
        for place, block in enumerate(blocks)
        if block["t"] == "Header" and block["c"][1][0] == ABOUT
    )
    return list(dict.fromkeys(folded("".join(_texts(blocks[: next(about, len(blocks))])))))


def folded(text: str) -> list[str]:
    """The words of a text in small letters without accents or apostrophes."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).lower())


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _texts(child)
    elif isinstance(node, dict):
        if node.get("t") == "Str":
            yield node["c"]
        else:
            # Blocks, cells and spaces part words; the pieces of an emphasised word stay together.
            yield " " if node.get("t") not in ("Emph", "Strong", "Quoted", "Span") else ""
            yield from _texts(node.get("c"))
