"""Workbooks of the same bytes are read once for all the tests of a process, and no more.

What is read of a file follows from its bytes, its name and the ids of other workbooks, and most
tests read the twenty-four workbooks of the example as they are. A reading and its rows are frozen;
of a table each test is given a copy. What the kit itself keeps of its results, by the content of
what they follow from (`spp_research.once`), is kept for all schools and not for one report.
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from spp_research import once
from spp_research.intake import frames
from spp_research.intake.check import reading

_KEPT = 400  # readings, and tables: those of the example are some twenty and some hundred
_LARGEST = 1 << 20  # bytes; files that are too large are what some tests are about
_anew = False


def install() -> None:
    """Wherever the two functions are known by their names, and will be."""
    once._KEPT = _KEPT
    for module, name, wrap in (
        (reading, "read_workbook", _once_read),
        (frames, "frame_of", _once_made),
    ):
        own = getattr(module, name)
        wrapped = wrap(own)
        for known in [m for m in sys.modules.values() if vars(m).get(name) is own]:
            setattr(known, name, wrapped)


@contextlib.contextmanager
def anew() -> Iterator[None]:
    """Read every file as if for the first time, for tests of how it is read."""
    global _anew
    _anew = True
    reading._typed_lately.cache_clear()
    try:
        yield
    finally:
        _anew = False


def _once_read(read: Any) -> Any:
    readings: OrderedDict[Any, reading.Reading] = OrderedDict()

    def read_workbook(
        path: Path, workbook: Any, known: Any = None, shown_as: str | None = None
    ) -> reading.Reading:
        path = Path(path)
        if _anew or not path.is_file() or path.stat().st_size > _LARGEST:
            return read(path, workbook, known, shown_as)
        data = path.read_bytes()
        ids = frozenset((name, frozenset(some)) for name, some in (known or {}).items())
        digest = hashlib.blake2b(data).digest()
        # By the sheets themselves, which a reading keeps: some ask for a few of a workbook's.
        sheets = tuple(map(id, workbook.sheets))
        key = (digest, path.name, workbook.name, sheets, known is None, ids, shown_as)
        if key not in readings:
            _keep(readings, key, read(path, workbook, known, shown_as))
        return replace(readings[key], path=path, workbook=workbook)

    return read_workbook


def _once_made(make: Any) -> Any:
    # By the rows themselves, which are kept so that no others have their number.
    tables: OrderedDict[int, tuple[Any, Any]] = OrderedDict()

    def frame_of(rows: Any) -> Any:
        if _anew:
            return make(rows)
        if id(rows) not in tables:
            _keep(tables, id(rows), (rows, make(rows)))
        return tables[id(rows)][1].copy()

    return frame_of


def _keep(kept: OrderedDict[Any, Any], key: Any, value: Any) -> None:
    kept[key] = value
    if len(kept) > _KEPT:
        kept.popitem(last=False)
