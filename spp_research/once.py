"""Work out once what several parts of a report ask for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import wraps
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    import pandas as pd

_KEPT = 8  # answers of one function; a report is about one school

P = ParamSpec("P")
R = TypeVar("R")


def once(work: Callable[P, R]) -> Callable[P, R]:
    """Keep the last few answers of a function, by the content of what it was given.

    By content and not by identity, since an analyst may change a table in place and expects
    another answer, and since a report and a share file of one school read it twice. By the values
    alone: how a table lies in memory changes with its use, so that its pickle is another every
    time. The function must depend on nothing else, and its answer must be one that nobody changes.
    """
    kept: dict[bytes, R] = {}
    lock = threading.Lock()

    @wraps(work)
    def looked_up(*given: P.args, **named: P.kwargs) -> R:
        digest = blake2b(digest_size=16)
        for part in _parts((given, named)):
            digest.update(part + b"\x1f")
        key = digest.digest()
        with lock:
            if key in kept:
                return kept[key]
        answer = work(*given, **named)
        with lock:
            while len(kept) >= _KEPT:
                kept.pop(next(iter(kept)))
            kept[key] = answer
        return answer

    return looked_up


def _parts(value: Any) -> Iterator[bytes]:
    """The content of a value piece by piece; what is not known here is refused, not guessed."""
    kind = type(value).__name__
    if is_dataclass(value) and not isinstance(value, type):
        yield kind.encode()
        for one in fields(value):
            yield from _parts(getattr(value, one.name))
    elif isinstance(value, Mapping):
        yield f"{kind} of {len(value)}".encode()
        for name, held in value.items():
            yield from _parts(name)
            yield from _parts(held)
    elif isinstance(value, tuple | list):
        yield f"{kind} of {len(value)}".encode()
        for held in value:
            yield from _parts(held)
    elif isinstance(value, frozenset | set):
        yield from _parts(sorted(value, key=repr))
    elif hasattr(value, "dtypes") and hasattr(value, "index"):
        yield from _of_table(value)
    elif type(value).__repr__ is object.__repr__:
        raise TypeError(f"{kind} has no content that could be compared")
    else:
        yield f"{kind} {value!r}".encode()


def _of_table(table: pd.DataFrame | pd.Series) -> Iterator[bytes]:
    import pandas as pd

    names = (
        [*table.columns, *table.dtypes]
        if isinstance(table, pd.DataFrame)
        else [table.name, table.dtype]
    )
    yield repr(names).encode()
    yield pd.util.hash_pandas_object(table, index=True).to_numpy().tobytes()
