"""How many examples hypothesis tries: all of them in the slow set, a fifth in the quick one."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

FEWEST = 15
_whole = False


def try_all() -> None:
    """Let every test that is read from now on try all its examples."""
    global _whole
    _whole = True


def examples(number: int, **more: Any) -> settings:
    """Settings for so many examples, or for a fifth of them; without a clock, which load upsets."""
    few = min(number, max(FEWEST, number // 5))
    return settings(max_examples=number if _whole else few, deadline=None, **more)
