"""The text cells of a notebook: whom they are for, and what they say in the language of today."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from spp_research.catalogue import called
from spp_research.workspace import kit_resources

ANALYSTS_ONLY = "analyst"  # the tag of cells that explain the notebook, not the school


def prose_of(cell: Mapping[str, Any]) -> str:
    """The text of a cell: the kit's own as it is said here, anybody else's as they wrote it."""
    source = _source(cell).strip()
    if source not in _prose_of_the_kit():
        return source
    parts = re.split(r"(\n\n|^#+ )", source)
    return "".join(part if place % 2 else called(part) for place, part in enumerate(parts))


@cache
def _prose_of_the_kit() -> frozenset[str]:
    """The text cells of the notebooks as the kit has them."""
    notebooks = sorted((kit_resources() / "notebooks").glob("*.ipynb"))
    return frozenset(
        _source(cell).strip()
        for path in notebooks
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
    )


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def tags_of(cell: Mapping[str, Any]) -> Sequence[str]:
    """The tags that a cell bears."""
    return cell.get("metadata", {}).get("tags", ())
