"""A share file read without the library that checks its records, as in the check page.

The published format, docs/share-file.schema.json, is made from the records (`records.schema_text`).
Here a document is held against it, field by field in the same order, so that the first thing that
is amiss is the same and is said in the same words as by `content.parse`. What it gives has the
records' names and fields, so that whatever reads a share reads this.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, ClassVar, Self

from spp_research.errors import EvidenceError
from spp_research.workspace import kit_resources

from .digits import as_shown
from .document import AGAIN, EXTRA, MISSING, SCHEMA, document_of, fault_at
from .plausible import implausible

_TOP = "SchoolShare"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Plain:
    """A record of a share file, with the fields that the published format gives it."""

    model_fields: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    __hash__ = None  # type: ignore[assignment]

    def model_copy(self, *, update: Mapping[str, Any]) -> Self:
        """The same with other values, as the records have it."""
        return type(self)(**{**vars(self), **update})


class _AmissError(Exception):
    """What stands in a document is not what the format has there."""

    def __init__(self, place: tuple[str, ...], what: str = "") -> None:
        super().__init__(place)
        self.place, self.what = place, what


def parse(content: bytes, name: str) -> Any:
    """The share that some bytes hold, as `content.parse` gives it.

    Parameters
    ----------
    content : of the file.
    name : how a message calls the file.

    Raises
    ------
    EvidenceError
        As `content.parse`, in the same words.
    """
    document = document_of(content, name)
    try:
        share: Any = _record(_TOP, _schema(), document, ())  # in the place of a `SchoolShare`
    except _AmissError as amiss:
        said = fault_at(".".join(amiss.place), amiss.what)
        raise EvidenceError(f"{name}: {said} {AGAIN}") from None
    share = as_shown(share)
    if what := implausible(share):
        raise EvidenceError(f"{name}: {what} {AGAIN}")
    return share


@cache
def _schema() -> Mapping[str, Any]:
    path = kit_resources() / "docs" / SCHEMA
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def _kind(name: str, fields: tuple[str, ...]) -> type[Plain]:
    return type(name, (Plain,), {"model_fields": fields})


def _record(name: str, shape: Mapping[str, Any], value: Any, place: tuple[str, ...]) -> Plain:
    """A record: its fields in their order, and after them what it should not hold."""
    if not isinstance(value, dict):
        raise _AmissError(place)
    fields, needed = shape["properties"], frozenset(shape.get("required", ()))
    values = {}
    for field, own in fields.items():
        if field in value:
            values[field] = _value(own, value[field], (*place, field))
        elif field in needed:
            raise _AmissError((*place, field), MISSING)
        else:
            values[field] = _value(own, own["default"], (*place, field))
    for other in value:
        if other not in fields:
            raise _AmissError((*place, other), EXTRA)
    return _kind(name, tuple(fields))(**values)


def _value(shape: Mapping[str, Any], value: Any, place: tuple[str, ...]) -> Any:
    """What stands in one place, as the records hold it."""
    if "anyOf" in shape:  # something or nothing
        return None if value is None else _value(shape["anyOf"][0], value, place)
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return _record(name, _schema()["$defs"][name], value, place)
    if "const" in shape or "enum" in shape:
        if value not in shape.get("enum", [shape.get("const")]) or not isinstance(value, str):
            raise _AmissError(place)
        return value
    match shape["type"]:
        case "array":
            return tuple(_items(shape, value, place))
        case "object":
            return dict(_pairs(shape, value, place))
        case "string":
            return _text(shape, value, place)
        case "boolean" if type(value) is bool:
            return value
        case "integer" if type(value) is int:
            return _bounded(shape, value, place)
        case "number" if type(value) in (int, float):
            return _bounded(shape, _finite(value, place), place)
    raise _AmissError(place)


def _items(shape: Mapping[str, Any], value: Any, place: tuple[str, ...]) -> Iterator[Any]:
    if not isinstance(value, list):
        raise _AmissError(place)
    for number, one in enumerate(value):
        yield _value(shape["items"], one, (*place, str(number)))


def _pairs(shape: Mapping[str, Any], value: Any, place: tuple[str, ...]) -> Iterator[Any]:
    if not isinstance(value, dict):
        raise _AmissError(place)
    patterns = shape.get("patternProperties", {})
    of_keys = {"type": "string", **shape.get("propertyNames", {})}
    of_values = shape.get("additionalProperties", {})
    for pattern, own in patterns.items():
        of_keys["pattern"], of_values = pattern, own
    for key, one in value.items():
        _text(of_keys, key, (*place, key, "[key]"))
        yield key, _value(of_values, one, (*place, key))


def _text(shape: Mapping[str, Any], value: Any, place: tuple[str, ...]) -> str | date:
    if not isinstance(value, str) or len(value) > shape.get("maxLength", len(value)):
        raise _AmissError(place)
    # A dollar is the very end there, and before a last line break as well in Python.
    pattern = shape.get("pattern")
    if pattern and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        raise _AmissError(place)
    if shape.get("format") != "date":
        return value
    try:
        if not _DAY.fullmatch(value):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError:
        raise _AmissError(place) from None


def _finite(value: float, place: tuple[str, ...]) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise _AmissError(place)
    return number


def _bounded(shape: Mapping[str, Any], value: Any, place: tuple[str, ...]) -> Any:
    if (
        value < shape.get("minimum", value)
        or value > shape.get("maximum", value)
        or ("exclusiveMinimum" in shape and value <= shape["exclusiveMinimum"])
    ):
        raise _AmissError(place)
    return value
