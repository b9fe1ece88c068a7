"""Libraries that are installed and not wanted, kept from others that use them where they are."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


@contextmanager
def unseen(*names: str) -> Iterator[None]:
    """Import something that does without these modules as if they were not installed.

    Only to import them takes a while. What was imported before stays, and afterwards they are
    there for whoever asks.
    """
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to say so
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


@contextmanager
def not_yet(*names: str) -> Iterator[None]:
    """Import something that names these modules at its head, and them once it asks them anything.

    For what others use only for what we never ask of them. What is not installed is left to them
    to find out.
    """
    put_off = {name: _Later(name) for name in names if name not in sys.modules and _is_there(name)}
    for name, later in put_off.items():
        sys.modules[name] = later
        package, _, own = name.rpartition(".")
        if package:  # in which whoever imports it by its whole name will look
            setattr(sys.modules[package], own, later)
    try:
        yield
    finally:
        for name, later in put_off.items():
            if sys.modules.get(name) is later:
                del sys.modules[name]


def _is_there(name: str) -> bool:
    """Whether a module is installed; its package is imported."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


class _Later(ModuleType):
    """A module that is imported when something is asked of it."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            raise AttributeError(name)  # as it is until then
        return getattr(importlib.import_module(self.__name__), name)
