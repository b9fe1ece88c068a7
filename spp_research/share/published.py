"""The published format of a share file, as JSON Schema, made from the records themselves."""

from __future__ import annotations

import inspect
import json
from typing import Any

from .records import VERSION, SchoolShare

_ABOUT = (
    "What a school sends its partnership: one file a school and cycle, aggregates only. "
    "content_hash is the SHA-256 of the document without it, as JSON with sorted keys, no spaces "
    "and UTF-8."
)


def schema_text() -> str:
    """The text of docs/share-file.schema.json."""
    made = SchoolShare.model_json_schema()
    kinds = made.pop("$defs")
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"SPP share file, version {VERSION}",
        "description": f"{_ABOUT} {_lines(made['description'])}",
        **{key: value for key, value in made.items() if key not in ("title", "description")},
        "$defs": {name: _described(kind) for name, kind in kinds.items()},
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _described(kind: dict[str, Any]) -> dict[str, Any]:
    words = kind.get("description", "")
    return kind | ({"description": _lines(words)} if words else {})


def _lines(docstring: str) -> str:
    """A docstring in one paragraph, without its ruled headings."""
    lines = inspect.cleandoc(docstring).splitlines()
    kept = [line.strip() for line in lines if line.strip() not in ("", "Parameters", "----------")]
    return " ".join(kept)
