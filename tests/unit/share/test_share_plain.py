"""A share file read without the library of its records: the same words, good or amiss."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spp_research.errors import EvidenceError
from spp_research.share import content, plain
from spp_research.share.document import HASH, SCHEMA, hash_of
from spp_research.share.records import schema_text
from spp_research.words.shared import counts, sections
from spp_research.workspace import kit_resources

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "examples").glob("*/**/share/*.json"))
INSTEAD = (
    *(None, True, 0, -1, 2**70, 1.5, 1e300, "", "x" * 2001),
    *("2026-02-30", "2026-07-01", [], {}, [1]),
)


def said(reader: Any, data: bytes) -> str:
    """What a reader makes of it: what it refuses, or the file in plain words."""
    try:
        share = reader.parse(data, "share/x.json")
    except EvidenceError as error:
        return f"refused: {error}"
    lines = [f"{one.title}: {one.headers} {one.lines}" for one in sections(share)]
    return "\n".join([counts(share), *lines])


def sealed(document: dict[str, Any]) -> bytes:
    return json.dumps(document | {HASH: hash_of(document)}, ensure_ascii=False).encode()


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        yield (*way, key)
        if isinstance(one, dict | list):
            yield from places(one, (*way, key))


def changed(document: dict[str, Any], way: tuple[Any, ...], how: int) -> bytes:
    """The document with one thing amiss, and a hash that says that all is well."""
    other = copy.deepcopy(document)
    at = other
    for key in way[:-1]:
        at = at[key]
    if how == len(INSTEAD):
        del at[way[-1]]
    elif how > len(INSTEAD) and isinstance(at, dict):
        at["something else"] = 1
    else:
        at[way[-1]] = INSTEAD[how % len(INSTEAD)]
    return sealed(other)


def compared(data: bytes) -> str:
    told = said(plain, data)
    assert told == said(content, data)
    return told


@pytest.mark.parametrize("file", FILES[:8], ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_file_of_the_examples_reads_the_same(file):
    assert not compared(file.read_bytes()).startswith("refused")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"version": 1, "version": 2}',
        b'{"version": NaN}',
        FILES[0].read_bytes().replace(b"Primary", b"Junior", 1),
        sealed({"version": 99, "school": "a", "partnership": "b", "cycle": "c", "kit": "3.0"}),
        sealed({"version": 0, "school": "a", "partnership": "b", "cycle": "c"}),
        sealed({"version": 3, "school": "a", "partnership": "b", "cycle": "c"}),
    ],
)
def test_what_is_no_share_file_is_refused_in_the_same_words(data):
    assert compared(data).startswith("refused")


def test_one_and_many_things_amiss_are_told_in_the_same_words():
    chance = random.Random(7)
    seen = set()
    for file in chance.sample(FILES, 4):
        document = json.loads(file.read_text(encoding="utf-8"))
        ways = list(places(document))
        for _ in range(60):
            seen.add(compared(changed(document, chance.choice(ways), chance.randrange(17))))
        several = document
        for way in chance.sample(ways, 3):  # the first of several is the one that is told
            try:
                several = json.loads(changed(several, way, chance.randrange(17)))
            except (KeyError, IndexError, TypeError):
                continue
        seen.add(compared(sealed(several)))
    assert sum(one.startswith("refused") for one in seen) > 60


def test_what_cannot_be_so_and_what_names_somebody_is_refused_in_the_same_words():
    document = json.loads(FILES[0].read_text(encoding="utf-8"))
    for change in (
        {"made_on": "1901-01-01"},
        {"pupils_on_roll": 90_000},
        {"focus": "Ask amelia.hughes@example.org"},
        {"school": " "},
        {"findings": document["findings"] * 2},
    ):
        assert compared(sealed(document | change)).startswith("refused")


def test_the_format_that_it_goes_by_is_the_published_one():
    path = kit_resources() / "docs" / SCHEMA
    assert path.read_text(encoding="utf-8") == schema_text()
